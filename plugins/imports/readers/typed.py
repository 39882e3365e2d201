"""Texts typed into a platform's form (HTML), plain texts and Markdown that were handed in, and pages of Google Docs.

Google Docs says in classes what other pages say in tags: ``.c3{font-weight:700}``; nested lists follow one another,
their level in ``lst-kix_abc-1``; links lead through ``https://www.google.com/url?q=``.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Final
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag

from ...texts import header
from ...texts.content_file import POST_FIELDS
from ..records import Item, Note, Part
from . import prose, times, written
from .pasted import decoded

GOOGLE: Final = re.compile(r"class=\"[^\"]*\bdoc-content\b|lst-kix_|fonts/css\?kit=|docs-internal-guid-")
RULE: Final = re.compile(r"\.(c\d+)\s*\{([^{}]*)\}")
STYLES: Final = (
    ("b", re.compile(r"font-weight:\s*(?:bold|[6-9]00)")),
    ("i", re.compile(r"font-style:\s*italic")),
    ("s", re.compile(r"text-decoration:\s*line-through")),
)
INDENT: Final = re.compile(r"margin-left:\s*(\d+(?:\.\d+)?)pt")
INDENTED: Final = 25
"""The indent, in points, from which a paragraph is taken for a quotation."""
LEVEL: Final = re.compile(r"lst-kix_\w+-(\d)")
THROUGH: Final = ("www.google.com", "google.com")


def read_html(file: IO[bytes]) -> Iterator[Part]:
    """A page that is a single text."""
    text, notes = decoded(file)
    yield from notes
    yield from written.post(text)


def read_text(file: IO[bytes]) -> Iterator[Part]:
    """A plain text: a paragraph per line."""
    text, notes = _short(file)
    yield from notes
    yield from written.of(prose.from_text(text))


def read_markdown(file: IO[bytes]) -> Iterator[Part]:
    """A text in Markdown, with or without the header of a post."""
    text, notes = _short(file)
    yield from notes
    head = header.read(text, POST_FIELDS)
    fields = {field.key: field.value for field in reversed(head.fields)}
    author = fields.get("author", "")
    moment, faults = times.of([fields.get("date", "")], written.PLACE)
    yield from faults
    for record in written.of(prose.from_markdown(text[head.body :]), fields.get("title", "")):
        yield replace(record, author=author, time=moment) if isinstance(record, Item) else record


def _short(file: IO[bytes]) -> tuple[str, list[Note]]:
    """A text that is no longer than one may be, and notes. Raises ``CannotImport``."""
    text, notes = decoded(file)
    written.check_length(text)
    return text, notes


def read_google(file: IO[bytes]) -> Iterator[Part]:
    """A page that Google Docs saved."""
    text, notes = decoded(file)
    yield from notes
    written.check(text)
    soup = BeautifulSoup(text, "lxml")
    rules = dict(RULE.findall("".join(style.get_text() for style in soup.find_all("style"))))
    for style in soup.find_all(["style", "title", "meta"]):
        style.decompose()
    if comments := _comments(soup):
        yield Note("not text", written.PLACE, "comments of Google Docs, which stay behind", comments)
    _notes(soup)
    for element in soup.find_all(["span", "p"]):
        _styled(soup, element, "".join(rules.get(name, "") + ";" for name in element.get("class") or ()))
    for link in soup.find_all("a", href=True):
        link["href"] = straight(str(link["href"]))
    _nest(soup)
    yield from written.post(str(soup.body or ""))


def straight(address: str) -> str:
    """A link's own address, not the one by which Google counts it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    found = parse_qs(parts.query).get("q") if parts.netloc in THROUGH and parts.path == "/url" else None
    return found[0] if found else address


def _comments(soup: BeautifulSoup) -> int:
    """Take comments out, and count them."""
    count = 0
    for mark in soup.find_all("a", id=re.compile("^cmnt_ref")):
        if mark.decomposed:
            continue
        (mark.parent if mark.parent is not None and mark.parent.name == "sup" else mark).decompose()
    for back in soup.find_all("a", id=re.compile(r"^cmnt\d")):
        if back.decomposed:
            continue
        holder = back.find_parent("div") or back.find_parent("p")
        count += 1
        if isinstance(holder, Tag) and holder.name != "body":
            holder.decompose()
    return count


def _notes(soup: BeautifulSoup) -> None:
    """Footnotes in the form that ``written`` reads."""
    listing = soup.new_tag("ol")
    for back in soup.find_all("a", id=re.compile(r"^ftnt\d")):
        if back.decomposed:
            continue
        number = str(back["id"]).removeprefix("ftnt")
        holder = back.find_parent("div") or back.find_parent("p")
        if mark := soup.find("a", id=f"ftnt_ref{number}"):
            mark["href"], mark["id"] = f"#footnote-{number}", f"footnote-ref-{number}"
        back.decompose()
        if isinstance(holder, Tag):
            if isinstance(line := holder.find_previous_sibling(), Tag) and line.name == "hr":
                line.decompose()
            holder.name, holder["id"] = "li", f"footnote-{number}"
            listing.append(holder.extract())
    if listing.contents and soup.body:
        soup.body.append(listing)


def _styled(soup: BeautifulSoup, element: Tag, style: str) -> None:
    """Tags for what a class says."""
    if element.name == "p":
        indent = INDENT.search(style)
        alone = not element.find_parent(["li", "td", "blockquote"])
        if indent and float(indent[1]) >= INDENTED and "text-indent:-" not in style.replace(" ", "") and alone:
            element.wrap(soup.new_tag("blockquote"))
        return
    heading = element.find_parent(["h1", "h2", "h3", "h4", "h5", "h6"])
    for tag, pattern in STYLES:
        if pattern.search(style) and not heading and element.get_text(strip=True):
            element.wrap(soup.new_tag(tag))


def _nest(soup: BeautifulSoup) -> None:
    """Put lists into the items that they belong to, and together what such a list parted."""
    for listing in soup.find_all(["ul", "ol"]):
        if listing.decomposed:
            continue
        names = listing.get("class") or ()
        level, before = LEVEL.search(" ".join(names)), listing.find_previous_sibling()
        if not level or not isinstance(before, Tag) or before.name not in ("ul", "ol"):
            continue
        home = _last_list(before, int(level[1]))
        if home is None and (items := before.find_all("li")):
            items[-1].append(listing.extract())
        elif home is None:
            continue
        elif home.name == listing.name and "start" not in names:
            for item in listing.find_all("li", recursive=False):
                home.append(item.extract())
            listing.decompose()
        elif home is not before:
            home.insert_after(listing.extract())


def _last_list(listing: Tag, level: int) -> Tag | None:
    """The list at a level at the end of another; None if there is none."""
    for _ in range(level):
        items = listing.find_all("li", recursive=False)
        inner = items[-1].find(["ul", "ol"], recursive=False) if items else None
        if not isinstance(inner, Tag):
            return None
        listing = inner
    return listing
