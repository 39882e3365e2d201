"""HTML and plain text of other platforms into Markdown: nobody's words are lost."""

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.imports import balance
from plugins.imports.readers import prose
from plugins.texts import markup

TYPED = "ab1 .-*_#>+=~`|[](){}!&<\\:;'\"\t/@é中\N{RIGHT SINGLE QUOTATION MARK}"
pieces = st.one_of(
    st.text(TYPED, max_size=12),
    st.sampled_from(
        ["1. ", "- ", "# ", "> ", "---", "===", "***", "```", "~~~", "| a | b |", "&amp;", "&lt;b>", "<b>", "</p>",
         "[x]: http://a.b", "![a](b)", "<http://a.b>", "snake_case_name", "__init__", "2 * 3 * 4", "C:\\dir\\*", "a@b.org",
         "Title: x", "&#35;", "\\", "+1", "100.", "3) ", "1) ", "• ", "· ", "~~x~~", "[^1]", "[^1]: x", "[ ] ", "www.a.b", ": x", "<!-- x -->"]
    ),
)  # fmt: skip
lines = st.lists(pieces, min_size=1, max_size=4).map("".join)
inline = st.recursive(
    lines.map(html.escape),
    lambda inner: st.builds(
        lambda tag, text: f"<{tag}>{text}</{tag.split()[0]}>",
        st.sampled_from(
            ["b", "strong", "i", "em", "u", "span style='x'", "a href='http://a.b/c_(d)'", "code", "font", "sup"]
        ),
        st.lists(inner, min_size=1, max_size=3).map("".join),
    ),
    max_leaves=5,
)
blocks = st.lists(
    st.builds(
        lambda tag, text: f"<{tag}>{text}</{tag}>",
        st.sampled_from(["p", "div", "li", "blockquote", "h2", "pre", "td", "center"]),
        st.lists(inline, min_size=1, max_size=3).map("<br>".join),
    ),
    min_size=1,
    max_size=4,
).map("\n".join)


def words(text: str) -> str:
    """The words that a reader sees, but for the marks that smart punctuation redraws."""
    return balance.words_of(text)


def reader_sees(markdown: str) -> str:
    return words(markup.render(markdown).plain)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(lines, min_size=1, max_size=5))
def test_the_words_of_plain_text_are_the_same_when_the_site_shows_them(typed):
    text = "\n".join(typed)
    assert reader_sees(prose.from_text(text).text) == words(text)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(blocks)
def test_the_words_of_html_are_the_same_when_the_site_shows_them(page):
    parted = re.sub(r"</?(?:p|div|li|blockquote|h2|pre|td|center|br)>", "\n", page)
    shown = html.unescape(
        re.sub(r"</?(?:b|strong|i|em|u|span|a|code|font|sup)(?: (?:style|href)='[^']*')?>", "", parted)
    )
    assert reader_sees(prose.from_html(page).text) == words(shown)


@pytest.mark.parametrize("typed", ["---- -", "-----", ", '", "\"'x'\"", "- - -", "--- x ---"])
def test_runs_of_dashes_and_quotation_marks_are_shown(typed):
    assert reader_sees(prose.from_text(typed).text) == words(typed) != ""


@pytest.mark.parametrize(
    ("page", "markdown"),
    [
        ("<p>One <b>bold</b> and <i>two</i></p>", "One **bold** and *two*"),
        ("a<br /><br />b", "a\n\nb"),
        ("<ul><li>x</li><li>y<ol><li>z</li></ol></li></ul>", "-   x\n-   y\n\n    1.  z"),
        ("<a href='http://a.b/c'>d</a>", "[d](http://a.b/c)"),
        ("<blockquote>q</blockquote>", "> q"),
        ("<h3>H</h3>text", "### H\n\ntext"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>3</td></tr></table>",
         "| a | b |\n| --- | --- |\n| 1\\|2 | 3 |"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<ul><li>x<pre>a\n\n  b</pre></li></ul>", "-   x\n\n    ```\n    a\n\n      b\n    ```"),
        ("<pre>```\na</pre>", "````\n```\na\n````"),
        ("<s>no</s> yes", "~~no~~ yes"),
        ("snake_case and &lt;Dove&gt;", "snake_case and &lt;Dove>"),
    ],
)  # fmt: skip
def test_markup_that_markdown_has_is_kept(page, markdown):
    assert prose.from_html(page).text.rstrip() == markdown
    assert prose.from_html(page).lost == ()


def test_what_markdown_cannot_hold_is_told_and_a_link_stands_in_for_what_is_shown_from_elsewhere():
    found = prose.from_html(
        "<script>x()</script><p>a</p><iframe src='//video.example/1'></iframe><img src='data:image/png;base64,AA' alt='me'>"
    )
    assert found.text == "a\n\n[https://video.example/1](https://video.example/1) me"
    assert found.lost == (("<iframe>, kept as a link", 1, ""), ("<script>", 1, ""), ("an image within the page", 1, ""))


@pytest.mark.parametrize("tag", ["div", "blockquote", "ul", "b", "span"])
def test_a_text_that_nests_without_end_keeps_its_words(tag):
    assert reader_sees(prose.from_html(f"<{tag}>" * 500 + "kept").text) == ["kept"]


@pytest.mark.parametrize(
    "text", ["http://example.org/page", "page.html", "", "<!-- wp:paragraph -->", "<?xml version='1.0'?>x"]
)
def test_a_text_that_looks_like_an_address_or_a_file_is_a_text(text):
    assert prose.from_html(text).text in {text.replace("<?xml version='1.0'?>", ""), ""}


def test_an_image_that_a_page_would_have_loaded_late_is_the_one_that_is_meant():
    page = "<img src='data:image/gif;base64,R0lGOD' data-src='http://a.example/queue.jpg' alt='A queue'>"
    assert prose.from_html(page).text == "![A queue](http://a.example/queue.jpg)"
    assert prose.from_html(page.replace("http://a.example/", ""), local=True).text == "![A queue](queue.jpg)"
