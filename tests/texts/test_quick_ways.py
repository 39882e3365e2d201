"""Python-Markdown as it comes is the oracle: the quick ways must give what it gives, byte for byte."""

import re
from functools import cache

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.texts import markup

QUOTES = (
    "'",
    '"',
    "'s",
    "s",
    " ",
    "-",
    "--",
    "----",
    "–",
    "—",
    "..",
    "a",
    "80s",
    "1",
    "(",
    "*",
    "\n",
    "\u00a0",
    "&amp;",
    "\\'",
)


@cache
def upstream(smart: bool) -> markdown.Markdown:
    extensions = ["tables", "fenced_code", "sane_lists", *(["smarty"] if smart else [])]
    made = markdown.Markdown(extensions=extensions, output_format="html")
    made.preprocessors.deregister("html_block")
    made.inlinePatterns.deregister("html")
    made.treeprocessors.register(markup._Tidy(made), "tidy", 5)
    return made


def as_upstream(text: str, smart: bool) -> str:
    made = upstream(smart).reset().convert(markup.SPACES.sub(markup._one_space, text))
    return markup.NO_SOURCE.sub(markup._alternative, markup._cleaner().clean(made))


def texts(*pieces: str) -> st.SearchStrategy[str]:
    """Texts without the one thing that smarty gets wrong, as tested below."""
    return st.lists(st.sampled_from(pieces), max_size=25).map(lambda some: re.sub("'s\"+", "'s", "".join(some)))


@settings(deadline=None)
@given(texts(*QUOTES))
def test_typography_is_that_of_smarty(text):
    assert markup._rendered(text, True, 1) == as_upstream(text, True)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("It's the '80s -- or '90s --- \"so\" to speak...", "It’s the ’80s – or ’90s — “so” to speak…"),
        ("\"'Quoted' words,\" the students' teacher's pet said", "“‘Quoted’ words,” the students’ teacher’s pet said"),
        ('(\'a\') ["b"] ----"c" .... "\'d\'"', "(‘a’) [“b”] ----“c” .... “‘d’”"),
        ("`'code'` \\'typed\\' &quot;too&quot;", "'code' 'typed' \"too\""),
    ],
)
def test_quotes_dashes_and_ellipses_are_typographic(typed, shown):
    assert markup.render(typed).plain == shown


@pytest.mark.parametrize("rest", ["", ".", ", she said", " sign"])
def test_a_quotation_that_ends_with_a_possessive_is_closed_unlike_by_smarty(rest):
    assert markup.render(f'It says "Wendy\'s"{rest}').plain == f"It says “Wendy’s”{rest}"
