from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.texts import emphasis, markup

PIECES = st.lists(
    st.sampled_from(["a", "b", "é", " ", "\n", "*", "**", "***", "_", "__", "*a*", "_b_", "**c**"]), max_size=40
).map("".join)


def shown(pieces):
    return "".join(piece if isinstance(piece, str) else "".join(piece.itertext()) for piece in pieces)


@given(PIECES)
def test_emphasis_lies_in_one_another_or_apart_and_takes_nothing_but_signs(text):
    found = emphasis.spans(text)
    for one, other in pairwise(found):
        assert one.end <= other.start or (one.inside <= other.start and other.end <= one.inside_end)
    signs = {n for one in found for n in (*range(one.start, one.inside), *range(one.inside_end, one.end))}
    assert {text[n] for n in signs} <= {"*", "_"}
    assert len(signs) == 2 * sum(one.inside - one.start for one in found)


@given(PIECES)
def test_no_letter_is_lost_between_signs(text):
    def bare(some):
        return some.replace("*", "").replace("_", "")

    assert bare(shown(emphasis.elements(text))) == bare(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** _c_ __d__", "<em>a</em> <strong>b</strong> <em>c</em> <strong>d</strong>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("un*believ*able, snake_case_name", "un<em>believ</em>able, snake_case_name"),
        ("2 * 3 * 4, and *this", "2 * 3 * 4, and *this"),
        ("***both***", "<em><strong>both</strong></em>"),
        ("***a* b**", "<strong><em>a</em> b</strong>"),
        ("**「重要」**です", "<strong>「重要」</strong>です"),
        ("aaa*_bbb_**_ccc_*", "aaa<em><em>bbb</em>**<em>ccc</em></em>"),
        ("**a****b**", "<strong>a</strong><strong>b</strong>"),
        ("*a **b*", "*a *<em>b</em>"),
    ],
)
def test_emphasis_is_what_its_writer_meant(text, html):
    assert markup.render(text, "en").html == f"<p>{html}</p>"


def test_emphasis_within_emphasis_ends_somewhere():
    deep = "".join(f"*a{n} " for n in range(3000)) + "*" * 3000
    assert all(f"a{n}" in markup.render(deep, "en").plain for n in range(3000))
