"""How exact the brand check is on labelled snippets. ``unseen`` is never looked at while the check is tuned.

The floors are what was reached, less a little: a change that makes the check less exact fails here.
"""

import pytest
from brand_figures import SETS, lexicon, measure


@pytest.mark.parametrize(
    ("name", "precision", "recall", "suggestion", "alarms"),
    [
        ("tuning_1", 0.97, 0.98, 0.99, 0.028),
        ("tuning_2", 0.975, 0.95, 0.99, 0.015),
        ("tuning_3", 0.965, 0.94, 0.99, 0.034),
        ("tuning_4", 0.965, 0.965, 0.99, 0.03),
        ("tuning_5", 0.855, 0.87, 0.97, 0.06),
        ("unseen", 0.94, 0.955, 0.98, 0.048),
        ("world", 0.97, 0.88, 0.98, 0.01),
        ("world_unseen", 0.97, 0.86, 0.98, 0.01),
    ],
)
def test_the_check_is_as_exact_as_it_has_been(name, precision, recall, suggestion, alarms):
    figures = measure(SETS / f"{name}.jsonl", SETS / f"{name}_lexicon.json")
    assert figures.precision >= precision, figures
    assert figures.recall >= recall, figures
    assert figures.suggestion >= suggestion, figures
    assert figures.alarms <= alarms, figures


def test_every_label_is_where_it_says():
    import json

    texts = set()
    for name in ("tuning_1", "tuning_2", "tuning_3", "tuning_4", "tuning_5", "unseen", "world", "world_unseen"):
        for line in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines():
            case = json.loads(line)
            assert case["text"] not in texts
            texts.add(case["text"])
            for error in case["errors"]:
                assert case["text"][error["start"] : error["end"]] == error["wrong"] != error["right"]


@pytest.mark.parametrize("name", ["tuning_1", "tuning_2", "tuning_3", "tuning_4"])
def test_no_error_stands_where_the_vocabulary_says_there_is_nothing_to_look_at(name):
    """Looking everywhere finds no labelled error that looking at the places worth it does not find."""
    import json

    from plugins.brands import Finding
    from plugins.brands.context import Context
    from plugins.brands.features import Text
    from plugins.corpus import files

    matcher = files.matcher(lexicon(SETS / f"{name}_lexicon.json"))
    for line in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        found = {(finding.start, finding.end) for finding in matcher.read(case["text"], case["lang"])[1]}
        everywhere = set()
        offset = 0
        text = Text(case["text"], matcher.looked(case["text"], case["lang"])[1], matcher.lexicon.own)
        for paragraph in case["text"].split("\n\n"):
            context = Context(paragraph, matcher.words, matcher.lookout.words)
            everywhere_in = dict.fromkeys(range(context.size))
            for item in matcher._found(context, everywhere_in, text, case["lang"]):
                if isinstance(item, Finding):
                    everywhere.add((item.start + offset, item.end + offset))
            offset += len(paragraph) + 2
        labelled = {(error["start"], error["end"]) for error in case["errors"]}
        assert everywhere & labelled <= found & labelled, case["text"]
