"""The parts of a feed entry in RSS, RDF and Atom: author, time, contents and links."""

import html
import re
from datetime import datetime
from typing import Final
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from lxml import etree

from ..records import Note
from . import times, xml

SHORTENED: Final = re.compile(r"(?:\[(?:…|\.\.\.)\]|…|\.\.\.|read more|continue reading)[\s»→.]*$", re.IGNORECASE)
PIXEL: Final = re.compile(
    r"""<img\b(?=[^<>]*\bwidth=["']?1["'\s/>])(?=[^<>]*\bheight=["']?1["'\s/>])[^<>]*>""", re.IGNORECASE
)
LAST_PARAGRAPH: Final = re.compile(r"<p>((?:(?!<p>).){1,600})</p>\s*$", re.DOTALL)
REFERENCE: Final = re.compile(
    r"""(<[a-z][^<>]*?\b(?:href|src)\s*=\s*)(["'])(?![a-z][a-z0-9+.-]*:|\#)([^"'<>]*)\2""", re.IGNORECASE | re.VERBOSE
)
WRITTEN_ADDRESS: Final = re.compile(r"[^\s@()<>]+@[^\s@()<>]+")
MOST_NAME: Final = 300
PUBLISHED: Final = ("published", "issued", "created", "pubDate", "date")
CHANGED: Final = ("updated", "modified")
BLOGGERS_OWN: Final = "noreply@blogger.com"


def links(entry: xml.Element, base: str) -> dict[str, str]:
    """URLs by relation; for RSS, only the page."""
    found: dict[str, str] = {}
    for link in xml.children(entry, "link"):
        relation, kind = link.get("rel") or "alternate", link.get("type") or ""
        if target := link.get("href") or xml.text(link):
            if relation == "replies" and kind != "application/atom+xml":
                continue
            found.setdefault(relation, joined(base, target))
    return found


def content(entry: xml.Element, place: str, page: str, site: str) -> tuple[str, list[Note]]:
    """An entry's HTML with absolute links, and notes on what was removed around it."""
    text = _encoded(entry)
    notes = []
    text, pixels = PIXEL.subn("", text)
    if pixels:
        notes.append(Note("not text", place, "tracking images of one pixel", pixels))
    last = LAST_PARAGRAPH.search(text)
    if last and site and last[1].count("<a ") == 2 and page in last[1] and site in last[1]:
        text = text[: last.start()]
        notes.append(Note("not text", place, "a line that a WordPress plugin adds below posts in feeds"))

    def whole(match: re.Match[str]) -> str:
        return f"{match[1]}{match[2]}{html.escape(joined(page, html.unescape(match[3])))}{match[2]}"

    return REFERENCE.sub(whole, text), notes


def joined(base: str, reference: str) -> str:
    """A reference resolved against a base URL; unchanged if it is not a valid URL."""
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return reference


def _encoded(entry: xml.Element) -> str:
    """The full text as HTML: ``content:encoded``, Atom's ``content``, else the description or summary."""
    whole = next((inner for inner in xml.children(entry, "encoded") if xml.text(inner)), None)
    if whole is not None:
        return xml.text(whole)
    for name in ("content", "description", "summary"):
        for inner in xml.children(entry, name):
            if "search.yahoo.com" in str(inner.tag) or "itunes" in str(inner.tag):
                continue
            if text := _as_html(inner):
                return text
    return ""


def _as_html(element: xml.Element) -> str:
    kind = (element.get("type") or "").lower()
    if kind in ("xhtml", "application/xhtml+xml") or (len(element) and not kind.startswith("text")):
        inner = [html.escape(element.text or "")]
        inner += [re.sub(r"(</?)[\w.-]+:", r"\1", etree.tostring(part, encoding="unicode")) for part in element]
        return "".join(inner).strip()
    text = xml.text(element)
    if kind in ("text", "text/plain"):
        return "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
    return text if re.search(r"<[a-z/!]", text, re.IGNORECASE) else _paragraphs(text)


def _paragraphs(text: str) -> str:
    """Text without tags, in which blank lines separate paragraphs."""
    blocks = (block.strip() for block in re.split(r"(?:\n[ \t]*){2,}", text.replace("\r\n", "\n")))
    return "".join("<p>" + block.replace("\n", "<br>") + "</p>" for block in blocks if block)


def title(entry: xml.Element) -> str:
    element = xml.child(entry, "title")
    text = xml.text(element)
    if element is not None and element.get("type") in ("html", "xhtml"):
        return BeautifulSoup(text, "lxml").get_text(" ", strip=True) if "<" in text or "&" in text else text
    return html.unescape(text) if re.search(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+);", text) else text


def is_summary(entry: xml.Element, text: str) -> bool:
    """Whether only the beginning of a post is present: Atom's summary alone, or a description that ends in “[…]”."""
    if any(xml.text(inner) or len(inner) for name in ("encoded", "content") for inner in xml.children(entry, name)):
        return False
    return xml.child(entry, "summary") is not None or bool(SHORTENED.search(text[-80:].replace("\\", "")))


def author(entry: xml.Element, place: str) -> tuple[str, str, list[Note]]:
    """The author's name, the profile URL, and notes on personal data left out."""
    element = xml.child(entry, "creator")
    if element is None or not xml.text(element):
        element = xml.child(entry, "author")
    written = xml.text(element, "name") if element is not None and len(element) else xml.text(element)
    name, mail = bare_name(written)
    mail = mail or xml.text(element, "email")
    notes = [Note("personal", place, "e-mail addresses of authors")] if mail and mail != BLOGGERS_OWN else []
    uri = xml.text(element, "uri")
    return name, uri if uri.startswith(("http://", "https://")) else "", notes


def bare_name(written: str) -> tuple[str, str]:
    """A name without the e-mail address that RSS puts before it, and that address."""
    written = written[:MOST_NAME]
    match = WRITTEN_ADDRESS.search(written)
    if not match:
        return written.strip(), ""
    return re.sub(r"[()<>]", "", written.replace(match[0], "")).strip(), match[0]


def time(entry: xml.Element, place: str, language: str = "") -> tuple[datetime | None, list[Note]]:
    """When an entry was published, or updated if it does not say that; and notes on what was not understood.

    ``language``: the feed's, or empty.
    """
    languages = (language,) if language else ()
    for names in (PUBLISHED, CHANGED):
        moment, notes = times.of((xml.text(entry, name) for name in names), place, languages)
        if moment or notes:
            return moment, notes
    return None, []


def comments(entry: xml.Element) -> int:
    """The number of comments on a post; -1 if the feed does not say."""
    links = (link for link in xml.children(entry, "link") if link.get("rel") == "replies")
    counts = [next((value for key, value in link.items() if xml.local(key) == "count"), "") for link in links]
    for text in (xml.text(entry, "total"), *counts, *(xml.text(inner) for inner in xml.children(entry, "comments"))):
        if text.isascii() and text.isdecimal():
            return int(text)
    return -1


def is_removed(entry: xml.Element) -> bool:
    return any(item.get("name") == "blogger.contentRemoved" for item in xml.children(entry, "extendedProperty"))
