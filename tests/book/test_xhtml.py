"""The HTML of any text becomes a part of a document that every XML parser reads, and no word is lost on the way."""

import re
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.book import xhtml
from plugins.book.xhtml import Plate, Target
from plugins.texts import markup

PIECES = (
    *("a word", "*so*", "**so**", "\n\n", "\n", "  \n", " ", "&", "<", ">", '"', "'", "]]>", "<!--", "&nbsp;", "&#0;", "<b>"),
    *("\n\n- one\n- two\n", "\n\n1. one\n", "\n\n7. one\n", "\n\n> ", "\n\n```\n<x> & y\n```\n", "`<`", "\n\n## Heading\n\n"),
    *("\n\n| a | b |\n|---|:-:|\n| c | d |\n\n", "[^n]", "\n\n[^n]: Note\n\n", "\n\nterm\n: what it is\n\n", "- [ ] task\n", "~~old~~"),
    *("[x](https://a.example/?a=1&b=2)", "[x](#nowhere)", "[x](/week-1/)", "[x](javascript:y)", '![alt & "x"](images/a.png)', "\n---\n"),
    *("![](images/b.png)", "[![in](images/a.png)](images/a.png)", "\x0b", "\x00", "\x1f", "\ufffe", "\U0001f600", "é", "\u202e"),
)  # fmt: skip


def nowhere(href: str) -> Target:
    return Target("" if href.startswith("#") else "x.xhtml")


def parsed(html: str, mark: str = "t", link=nowhere, plate=lambda _: None) -> ET.Element:
    return ET.fromstring(xhtml.written(f"<body>{xhtml.body(html, mark, link, plate)}</body>"))


def words(html: str) -> list[str]:
    """Every word that a reader of HTML sees, an image's description in its place."""
    soup = BeautifulSoup(html, "html.parser")
    for image in soup.find_all("img"):
        image.replace_with(image.get("alt", ""))
    return xhtml.UNWRITABLE.sub("", soup.get_text()).split()


@settings(max_examples=300)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25).map("".join), st.booleans())
@example("a [^n] b\n\n[^n]: c\n", True)
def test_any_text_is_well_formed_and_has_all_its_words(text, twice):
    html = markup.render(text, "en", 1, "0123abcd").html
    html += html if twice else ""
    shown = parsed(html)
    assert "".join(shown.itertext()).split() == words(html)
    ids = [one.get("id") for one in shown.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert {one.get("href")[1:] for one in shown.iter("a") if one.get("href").startswith("#")} <= set(ids)


@given(st.text())
def test_any_bytes_that_are_no_html_are_read_as_browsers_read_them(text):
    parsed(text)


def test_ids_and_the_links_to_them_begin_with_the_mark_of_their_text():
    shown = parsed('<p>a<sup id="fnref-1"><a href="#fn-1">1</a></sup></p><ol><li id="fn-1">b</li></ol>', "post-3-c2")
    assert shown.find("p/sup").get("id") == "post-3-c2-fnref-1"
    assert shown.find("p/sup/a").get("href") == "#post-3-c2-fn-1"
    assert shown.find("ol/li").get("id") == "post-3-c2-fn-1"


def test_an_image_has_its_plate_or_is_its_description():
    html = '<p><img src="one" alt="A ship" loading="lazy" srcset="x 1w"> <img src="two" alt="A <b>"></p>'
    shown = parsed(html, plate=lambda source: Plate("images/image-1.png", 30, 20) if source == "one" else None)
    assert shown.find("p/img").attrib == {"src": "images/image-1.png", "alt": "A ship", "width": "30", "height": "20"}
    assert "".join(shown.itertext()) == " A <b>"


def test_headings_sink_below_that_of_their_post_and_at_most_to_the_sixth_level():
    assert [one.tag for one in parsed("<h2>a</h2><h5>b</h5><h6>c</h6>")] == ["h3", "h6", "h6"]


def test_a_link_that_leads_nowhere_is_its_words_and_says_the_address_unless_they_do():
    html = '<p><a href="x">here</a>, <a href="x">at odd://x</a></p>'
    shown = parsed(html, link=lambda _: Target("", "odd://x"))
    assert "".join(shown.itertext()) == "here (odd://x), at odd://x"
    assert not list(shown.iter("a"))


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("https://a.example/b c?d=ü#e", "https://a.example/b%20c?d=%C3%BC#e"),
        ("https://bücher.example/100%", "https://xn--bcher-kva.example/100%25"),
        ("http://a.example:8080/%20", "http://a.example:8080/%20"),
        ("mailto:a@b.example?subject=c d", "mailto:a@b.example?subject=c%20d"),
        ("https://a..b/", ""),
        ("https://[x/", ""),
        ("https://a.example:99999/", ""),
        ("javascript:x", ""),
    ],
)
def test_a_link_outwards_is_a_valid_url_or_its_address_is_said(address, href):
    assert xhtml.outward(address) == (Target(href) if href else Target("", address))
    assert re.fullmatch(r"[!-~]*", href)
