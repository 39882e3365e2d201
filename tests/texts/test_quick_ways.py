"""Python-Markdown with our dialect alone is the oracle: the quick ways must give what it gives, byte for byte."""

import re
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown.inlinepatterns import InlineProcessor

from plugins.texts import dialect, emphasis, markup, sparing

CHARACTERS = (
    "'\"-.–—*_`[]()<>&\\#|:+=~!;,0159 aAsSéß中ſK\t\n\r\x00\x02\x03\x0b\x0c\x1c\x1f\x7f\x85\u00a0\u2003\u2028\u2029"
    "\ufeff\ufffe\ue000"
)
SIGNS = (
    *("word", "it's", "'s ", "'80s", "--", "---", "----", "...", "....", "`x`", "**b**", "_e_", "  \n", "\n\n", "\r\n"),
    *("\n    ", "\n> ", "\n# ", "\n1. ", "\n12.", "\n- ", "\n* ", "\n---\n", "\n===\n", "\n```\n", "\n~~~\n", "|a|b|\n|-|-|\n"),
    *("![", "](", "[a](b)", "![c](/d.png)", "[a]: /b\n", "[a]", "[a][]", "[b][a]", "![a]", "<http://a.example>", "<a@b.example>"),
    *("<b>", "<", "& ", "&amp;", "&nbsp;", "&ndash;", "&#8211;", "&ltſ;", "&copy", "http://a.example/_b_", "\\'", '\\"', "\\&nbsp;"),
    *("www.", "www.a.example", "WwW.a.example", "https://", "~~", "~~s~~", "[^a]", "\n[^a]: b", "\n1) ", "\n• ", "- [x] "),
    *("klzzwxh:0000", "wzxhzdk:0", "amp"),
)  # fmt: skip
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
HARMLESS = "'\"-.–—[]()<>&:!?;,01s aé中\n\u00a0\u2003\u2028\ufeff"


class Emphasis(InlineProcessor):
    """Emphasis as the quick way pairs it, replaced one by one."""

    def handleMatch(self, m, data):  # noqa: N802 - Python-Markdown's name
        found = next((span for span in emphasis.spans(data) if span.start >= m.start()), None)
        if not found:
            return None, None, None
        before = 0
        for piece in emphasis.elements(data):
            if before == found.start and not isinstance(piece, str):
                return piece, found.start, found.end
            before += len(piece) if isinstance(piece, str) else 0
        return None, None, None


@cache
def upstream(smart: bool) -> dialect.Converter:
    made = dialect.Converter(*(["smarty"] if smart else []))
    made.inlinePatterns.register(Emphasis(r"[*_]"), "em_strong", 60)
    made.treeprocessors.register(markup._Tidy(made), "tidy", 5)
    return made


def as_upstream(text: str, smart: bool) -> str:
    made = upstream(smart).html(text)
    return markup.NO_SOURCE.sub(markup._alternative, markup._cleaner().clean(made))


def texts(*pieces: str) -> st.SearchStrategy[str]:
    """Texts without the one thing that smarty gets wrong, as tested below."""
    return st.lists(st.sampled_from(pieces), max_size=25).map(lambda some: re.sub("'s\"+", "'s", "".join(some)))


@given(texts(*QUOTES))
@example("\" 'a' ' \"a\"")
@example("a ----'s ----\"s")
@example("a—\"b\" a—'b'")
@example("5'11\" '1 ('a' [\"a\"")
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


@given(texts(*CHARACTERS, *SIGNS) | st.text(max_size=60), st.booleans())
@example("a\n[b]: /c\n\n[b] [b][b] ![b]", True)
@example("a &ltſ; b", False)
@example("a  \nb", False)
@example("1. a\n\n2. b", False)
def test_text_is_rendered_as_by_python_markdown_alone(text, smart):
    assert markup._rendered(text, smart, 1) == as_upstream(text, smart)


@given(texts(*HARMLESS, "word", "--", "...", "\n\n"), st.sampled_from(["", *CHARACTERS, *SIGNS]), st.booleans())
@example("\u00a0'--", "", True)
def test_plain_paragraphs_with_one_thing_that_could_be_markup_are_too(text, near_miss, smart):
    text = f"{text}{near_miss}{text[::-1]}"
    assert markup._rendered(text, smart, 1) == as_upstream(text, smart)


@pytest.mark.parametrize(
    "text", ["Marks & Spencer", "1 < 2", "a [sic] 3.5\nb", "“a” – b", "a  b\n\n\nc\u00a0d", 'It\'s "so"']
)
def test_prose_is_plain(text):
    assert sparing.is_plain(text)


def test_python_markdown_still_asks_the_method_that_spares_it_work():
    assert hasattr(sparing.InlineProcessor, "_InlineProcessor__handleInline")
    assert set(sparing.INLINE) == {*(name for name, _ in upstream(False).inlinePatterns._priority)}
