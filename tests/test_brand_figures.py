"""How exact the brand check is on labelled snippets. ``unseen`` is never looked at while the check is tuned.

The floors are what was reached, less a little: a change that makes the check less exact fails here.
"""

import pytest
from brand_figures import SETS, measure


@pytest.mark.parametrize(
    ("name", "precision", "recall", "suggestion", "alarms"),
    [("tuning", 0.985, 0.96, 0.99, 0.01), ("unseen", 0.97, 0.91, 0.99, 0.02)],
)
def test_the_check_is_as_exact_as_it_has_been(name, precision, recall, suggestion, alarms):
    figures = measure(SETS / f"{name}.jsonl", SETS / f"{name}_lexicon.json")
    assert figures.precision >= precision, figures
    assert figures.recall >= recall, figures
    assert figures.suggestion >= suggestion, figures
    assert figures.alarms <= alarms, figures


def test_every_label_is_where_it_says():
    import json

    for name in ("tuning", "unseen"):
        texts = set()
        for line in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines():
            case = json.loads(line)
            assert case["text"] not in texts
            texts.add(case["text"])
            for error in case["errors"]:
                assert case["text"][error["start"] : error["end"]] == error["wrong"] != error["right"]
