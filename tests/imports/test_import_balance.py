"""What an import keeps is measured: the words of the HTML that came, in their order, against those that the site shows;
links, pictures, headings, items and emphasis as well.
"""

import html

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.imports import balance
from plugins.imports.readers import prose, shortcodes
from plugins.texts import markup

TYPED = "ab1 .-*_#>+=~`|[](){}!&<\\:;'\"\t/@é中\N{RIGHT SINGLE QUOTATION MARK}\N{NO-BREAK SPACE}\n"
JUNK = """
1. |- |# |> |---|===|```|¦ a ¦ b ¦|&amp;|[x]: http://a.b|![a](b)|http://a.b|snake_case|__init__|Two words|•|~~x~~|[^1]
|[ ] |www.a.b|: x|<!-- x -->|<br>|<br/><br>|<hr>|<img src='http://a.b/c.png' alt='pic'>|<img src='d.png'>|<wbr>
|<o:p></o:p>|<o:p>w</o:p>|<![if !x]>|<!--[if gte mso 9]><xml><w:a>N</w:a></xml><![endif]-->|</p>|<p>|<li>|</div>|<td>
|</b>|<b>|<iframe src='//v.e/1'></iframe>|<script>x</script>|&nbsp;|<form>|<!-- open|<q>said</q>|<table>|</ul>|<w:a/>
"""
TAGS = (
    "b strong i em u del strike s span sub sup code font tt a small big cite p div blockquote ul ol li h1 h2 h3 h6 pre table"
    " tr td th tbody caption center dl dt dd form fieldset figure figcaption section details summary button label select"
    " option address o:p st1:place ruby rt noscript"
).split()
ATTRIBUTES = {
    "a": "href='http://a.b/c_(d)'", "span": "style='font-weight:bold'", "font": "color=red",
    "table": "class='tr-caption-container'", "td": "class='tr-caption'", "p": "style='mso-list:l0 level2 lfo1'",
}  # fmt: skip
leaves = st.one_of(
    st.text(TYPED, max_size=10).map(html.escape),
    st.sampled_from([piece.replace("¦", "|") for piece in JUNK.replace("\n", "").split("|")]),
)
nodes = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda tag, held, dressed: f"<{tag} {ATTRIBUTES.get(tag, '') if dressed else ''}>{''.join(held)}</{tag}>",
        st.sampled_from(TAGS), st.lists(inner, max_size=4), st.booleans(),
    ),
    max_leaves=14,
)  # fmt: skip
pages = st.lists(nodes, min_size=1, max_size=4).map("\n".join)


def shown(text: str) -> balance.Contents:
    return balance.of_html(markup.render(text).html, markup.ROOT)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pages, st.booleans())
def test_all_words_of_any_html_are_on_the_page_in_their_order_and_as_far_apart(page, breaks):
    assert shown(prose.from_html(page, local=True, breaks=breaks).text).words == balance.of_html(page).words


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pages)
def test_a_page_that_lost_a_link_a_heading_or_an_item_says_so(page):
    found = prose.from_html(page, local=True)
    said = {what for what, _, _ in found.lost}
    measured = {loss.kind for loss in balance.losses(balance.of_html(page), shown(found.text))}
    assert measured - {balance.PICTURES} == said & {
        balance.WORDS, balance.LINKS, balance.HEADED, balance.ITEMS, *balance.SIGNS.values()
    }  # fmt: skip


@pytest.mark.parametrize(
    ("page", "markdown"),
    [
        ("One.\n\nTwo.\n\n<pre>x\n\ny</pre>\n\nThree.\n\nFour.", "One.\n\nTwo.\n\n```\nx\n\ny\n```\n\nThree.\n\nFour."),
        ("One.\nTwo.<br />\nThree.\n\n<p>Four.</p>\nFive.", "One.  \nTwo.  \nThree.\n\nFour.\n\nFive."),
        ("<ul>\n<li>one</li>\n</ul>\nAfter.\nLast.", "-   one\n\nAfter.  \nLast."),
        ("<b>One\n\ntwo</b>", "**One**\n\n**two**"),
    ],
)
def test_wordpress_paragraphs_stand_wherever_blocks_do(page, markdown):
    assert prose.from_html(page, breaks=True).text == markdown


@pytest.mark.parametrize(
    ("page", "markdown"),
    [
        ("<p><a href='https://e.org'>r</a></p><ul><li>Asks.<p>In <b>it</b>.</p></li><li></li><li>Waits.</li></ul>",
         "[r](https://e.org)\n\n-   Asks.\n\n    In **it**.\n-   Waits."),
        ("<dl><dt>Reach</dt><dd>How many.</dd><dt>Rate</dt><dd>a</dd><dd>b</dd></dl>",
         "-   **Reach**\n\n    How many.\n-   **Rate**\n\n    a\n\n    b"),
        ("<ul><li>one</li><ul><li>inner</li></ul><li>two</li></ul>", "-   one\n\n    -   inner\n-   two"),
        ("<div>One.</div><div><br></div><div>Two<br><br>three.</div>", "One.\n\nTwo\n\nthree."),
        ("<b>Verdict:&nbsp;</b>they", "**Verdict:** they"),
        ("<b>Who<br/></b>The", "**Who**  \nThe"),
        ("<strike>10</strike> 8", "~~10~~ 8"),
        ("<ol><li><b>Bold</b><br>then</li></ol>", "1.  **Bold**  \n    then"),
        ("<b><p>one</p><p>two</p></b>", "**one**\n\n**two**"),
        ("<a href='https://e.org'><h2>Title</h2></a>", "## [Title](https://e.org)"),
        ("<b>a</b><i>b</i> <b>c <i>d</i></b>", "**a**_b_ **c *d***"),
        ("<span style='font-weight:700'>x</span> <b style='font-weight: normal'>y</b>", "**x** y"),
        ("Nice!<a href='https://e.org'>x</a>", "Nice\\![x](https://e.org)"),
        ("<table class='tr-caption-container'><tr><td><a href='https://b/q.jpg'><img src='https://b/s/q.jpg'></a></td></tr><tr><td class='tr-caption'>The queue</td></tr></table>",
         "![](https://b/s/q.jpg)  \n*The queue*"),
        ("<a href='https://e.org/shop'><img src='https://e.org/q.jpg' alt='Queue'></a>",
         "![Queue](https://e.org/q.jpg) [https://e.org/shop](https://e.org/shop)"),
        ("<table><tr><td><h3>Side</h3><p>a</p></td><td>b</td></tr></table>", "### Side\n\na\n\nb"),
        ("<table><tr><td>a</td><td colspan=2>b</td></tr><tr><td>1<br>2</td><td>|</td><td></td></tr></table>",
         "| a | b |  |\n| --- | --- | --- |\n| 1 2 | \\| |  |"),
        ("<p>Before<form>asked <p>and answered", "Before\n\nasked\n\nand answered"),
        ("Seen <!-- never closed <b>too</b>", "Seen never closed **too**"),
    ],
)  # fmt: skip
def test_what_people_made_stays_what_it_was(page, markdown):
    found = prose.from_html(page)
    assert found.text == markdown
    assert {what for what, _, _ in found.lost} <= {
        "an image on another site, kept as a link: images are not downloaded"
    }


def test_what_word_leaves_in_a_pasted_page_is_no_text_and_its_lists_are_lists():
    styles = "".join(f'<w:LsdException Locked="false" Name="heading {n}"/>' for n in range(120))
    page = (
        f"<p>One <a href='https://e.org'>two</a></p><!--[if gte mso 9]><xml><w:View>Normal</w:View>{styles}</xml><![endif]-->"
        f"<xml><o:OfficeDocumentSettings><w:Zoom>0</w:Zoom></o:OfficeDocumentSettings>{styles}</xml>"
        "<p class=MsoNormal>Three <st1:place>Reykjavik</st1:place><o:p> four</o:p></p>"
    )
    for text, level, sign in (("a", 1, "·"), ("b", 2, "o"), ("c", 1, "·")):
        page += (
            f"<p class=MsoListParagraph style='mso-list:l0 level{level} lfo1'><![if !supportLists]><span><span"
            f" style='mso-list:Ignore'>{sign}<span>&nbsp;&nbsp; </span></span></span><![endif]>{text}<o:p></o:p></p>"
        )
    assert prose.from_html(page).text == (
        "One [two](https://e.org)\n\nThree Reykjavik four\n\n-   a\n\n    -   b\n-   c"
    )
    assert prose.from_html(page).lost == ()


def test_what_is_lost_is_counted_by_kind_with_its_first_place():
    page = "<p>H<sub>2</sub>O</p><a href='#top'>up</a> <a href='javascript:x()'>run</a><h2><ul><li>point</li></ul></h2>"
    assert prose.from_html(page).lost == (
        ("headings that are paragraphs now", 1, "point"),
        ("links lost, whose words were kept", 2, "#top"),
        ("lowered signs shown plain", 1, "2"),
    )


def test_only_the_block_that_markdown_cannot_hold_is_made_simpler(monkeypatch):
    written = prose.marked.write

    def without_a_word(blocks):
        """A converter with a fault: it eats what stands in italics beside a question mark."""
        return written(blocks).replace("*odd*?", "?")

    monkeypatch.setattr(prose.marked, "write", without_a_word)
    page = "<p>A <b>bold</b> <a href='https://e.org'>link</a></p><ul><li>an <i>odd</i>? <b>word</b></li><li><i>fine</i></li></ul>"
    found = prose.from_html(page)
    assert found.text == "A **bold** [link](https://e.org)\n\n-   an odd? **word**\n-   *fine*"
    assert found.lost == (("italic signs shown plain", 3, "odd"),)


@pytest.mark.parametrize(
    "tag", ["div", "p", "blockquote", "ul", "ul><li", "dl><dd", "b", "span", "a href=x", "table><tr><td"]
)
def test_elements_nested_without_end_cost_no_word_beside_them(tag):
    page = f"<p>before <b>it</b></p>{f'<{tag}>' * 300}inside{'</div>' * 300}<p>after</p>"
    assert shown(prose.from_html(page).text).words == ["before", "it", "inside", "after"]


@pytest.mark.parametrize(
    ("typed", "markdown", "named"),
    [
        ('[caption width="3" caption="Old words"]<img src="https://e.org/a.jpg" />[/caption]',
         "![](https://e.org/a.jpg)  \n*Old words*", {}),
        ('[caption id="a"]<a href="https://e.org/b.jpg"><img src="https://e.org/a.jpg" /></a> New <b>words</b>[/caption] x',
         "![](https://e.org/a.jpg)  \n*New **words***\n\nx", {}),
        ('a\n[sourcecode language="python"]\nfor n in x:\n    print(n < 2)\n\n[caption]\n[/sourcecode]\nb',
         "a\n\n```\nfor n in x:\n    print(n < 2)\n\n[caption]\n```\n\nb", {}),
        ("[gallery]\n\nAfter.", "After.", {"gallery": 1}),
        ("[embed]https://v.example/1[/embed]", "https://v.example/1", {"embed": 1}),
        ('[contact-form-7 id="5" title="Ask"]', "", {"contact-form-7": 1}),
        ('[audio src="https://e.org/a.mp3"]', "https://e.org/a.mp3", {"audio": 1}),
        ("[box]Kept [b]words[/b][/box]", "Kept words", {"box": 1, "b": 1}),
        ("[Update] It [sic] was [1] [[gallery]].", "\\[Update\\] It \\[sic\\] was \\[1\\] \\[gallery\\].", {}),
    ],
)  # fmt: skip
def test_shortcodes_become_what_they_show_or_are_named_and_keep_their_text(typed, markdown, named):
    made, found = shortcodes.as_html(typed)
    assert (prose.from_html(made, breaks=True).text, dict(found)) == (markdown, named)
