"""Live feeds: RSS, RDF and Atom, of posts or of comments; Blogger's and WordPress's are recognized by their own
markers.

A text has the same key as in an export of the same blog. Blogger's entries are named ``tag:blogger.com,1999:blog-…`` in
both. WordPress's ``guid`` is ``…/?p=ID``; a comment's is its post's followed by ``#comment-ID``; the feed names the
parent comment only in words, in an extra first paragraph. In other feeds, the entry's own id is used.
"""

import hashlib
import html
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import IO, Final, cast

from bs4 import BeautifulSoup

from .. import blogs
from ..records import CannotImport, Dropped, Item, Note, Record
from . import blogger, entries, prose, xml

Convert = Callable[[str], prose.Prose]
FIRST: Final = re.compile(
    rb"(?>\s+|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*+<(?:[\w.-]+:)?([\w.-]+)",
    re.DOTALL | re.IGNORECASE,
)
HEAD: Final = 1 << 16
MOST_ENTRIES: Final = 3000
ROOTS: Final = ("rss", "feed", "rdf")
ENTRIES: Final = ("item", "entry")
FACTS: Final = ("link", "title", "id", "generator", "author", "managingEditor", "creator", "language")
BLOGGER: Final = re.compile(r"tag:blogger\.com,1999:blog-(\d+)\.(?:post|page)-?(\d+)$")
PRESS: Final = re.compile(r"[?&](?:p|page_id)=(\d+)$")
OPENS: Final = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
COMMENTS: Final = "/comments/default/"
ANCHOR: Final = re.compile(r"#comment-(\d+)$")
ANSWER: Final = re.compile(r"""\s*<p>[^<>]{1,60}<a href=["'][^"'<>]*#comment-(\d+)["']>[^<]*</a>[^<>]{0,20}</p>\s*""")
PINGBACK: Final = re.compile(r"(?:<p>)?\s*\[(?:…|\.\.\.)\].*\[(?:…|\.\.\.)\]\s*(?:</p>)?", re.DOTALL)
ATOM_TYPES: Final = ("application/atom+xml", "application/rss+xml")


@dataclass
class Facts:
    """What a feed says about itself and about related feeds. URLs are absolute, and empty if absent."""

    address: str
    site: str = ""
    author: str = ""
    generator: str = ""
    language: str = ""
    next: str = ""
    whole: str = ""
    """Blogger: the feed of the posts, at its public address."""
    wordpress: bool = False
    blogger: bool = False
    cut: int = 0
    """The line of the entry where a truncated feed breaks off; 0 if complete."""
    threads: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By post id: the feed of the post's comments, and their number (-1: unknown)."""
    links: dict[str, str] = field(default_factory=dict)
    """Post ids by the URLs of their pages."""
    shown: dict[str, str] = field(default_factory=dict)
    """The URLs of the pages that comments stand on, by the comments' ids."""


def kind_of(head: bytes) -> str:
    """The kind of a response, from its beginning: ``feed``, ``page`` or neither."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    match = FIRST.match(head)
    name = match[1].decode("ascii", "replace").lower() if match else ""
    if name in ROOTS:
        return "feed"
    return "page" if re.search(rb"<html\b|<!doctype html", head[:4000], re.IGNORECASE) else ""


def alternates(page: bytes, address: str) -> list[str]:
    """The feeds named in a page's head: Atom first, which contains more; otherwise in page order."""
    soup = BeautifulSoup(page, "lxml")
    base = soup.find("base", href=True)
    start = entries.joined(address, str(base["href"])) if base is not None else address
    found: dict[str, list[str]] = {kind: [] for kind in ATOM_TYPES}
    for link in soup.find_all("link", href=True):
        kind = str(link.get("type") or "").split(";")[0].strip().lower()
        relations = [str(relation).lower() for relation in link.get_attribute_list("rel")]
        if "alternate" in relations and kind in found:
            found[kind].append(entries.joined(start, str(link["href"])))
    return [address for addresses in found.values() for address in addresses]


def read(
    file: IO[bytes], facts: Facts, charset: str = "", post: str = "", convert: Convert = prose.from_html
) -> Iterator[Record]:
    """Yield the entries of a feed and fill in ``facts``. ``charset``: from the server; ``post``: the id of the post
    whose comments the feed contains; ``convert``: converts HTML to Markdown.

    Raises ``CannotImport`` if it is not a feed.
    """
    head = file.read(HEAD)
    if kind_of(head) != "feed":
        raise CannotImport("is not a feed: write the address of the blog's feed, or of its home page")
    rest = _Again(_declared(head, charset), file)
    found, broken = 0, False
    for element in xml.elements(cast("IO[bytes]", rest), _wanted):
        found += not isinstance(element, Note) and xml.local(getattr(element, "tag", "item")) in ENTRIES
        if isinstance(element, Note):
            broken = True
            yield element
        elif isinstance(element, xml.Cut):
            facts.cut = element.line
            yield Dropped("other", f"line {element.line}", "the feed ends in the middle of this entry")
        elif xml.local(element.tag) in ENTRIES and found > MOST_ENTRIES:
            message = f"the feed holds more than {MOST_ENTRIES:,} entries: the rest is ignored"
            yield Dropped("other", f"line {element.sourceline}", message)
        elif xml.local(element.tag) in ENTRIES:
            yield from _entry(element, facts, post, convert)
        else:
            _fact(element, facts)
    if broken and rest.opened > found:
        yield Note(
            "recovered", "the feed", "entries could not be read, because of what surrounds them", rest.opened - found
        )


def read_saved(file: IO[bytes]) -> Iterator[Record]:
    """A feed that somebody saved: its posts, then its comments. One whose post is not in it says where that is."""
    facts = Facts("")
    comments: list[Item] = []
    posts: set[str] = set()
    counts: Counter[str] = Counter()
    for record in read(file, facts):
        if isinstance(record, Item) and record.kind == "comment":
            comments.append(record)
            continue
        if isinstance(record, Item):
            posts.add(record.id)
            yield replace(record, author=record.author or facts.author)
        else:
            yield record
    for comment in comments:
        item = settled(comment, facts.links)
        counts[item.post] += 1
        yield item if item.post in posts else replace(item, about=facts.shown.get(item.id, ""))
    if facts.next:
        yield Note("not text", "the feed", "older texts are on further pages of the feed: ./inv pull reads them all")
    if away := sum(max(count - counts[post], 0) for post, (_, count) in facts.threads.items()):
        yield Note(
            "not text", "the feed", "comments that the blog has and the file has not: ./inv pull reads them", away
        )


class _Again(io.RawIOBase):
    """A file whose beginning was already read. ``opened``: the number of entries that begin in that part."""

    def __init__(self, head: bytes, file: IO[bytes]) -> None:
        self.head, self.file = head, file
        self.opened = 0
        self.end = b""

    def read(self, size: int = -1) -> bytes:
        data, self.head = self.head or self.file.read(size), b""
        self.opened += len(OPENS.findall(self.end + data)) - len(OPENS.findall(self.end))
        self.end = data[-30:]
        return data


def _declared(head: bytes, charset: str) -> bytes:
    """The beginning of a feed, with the server's encoding declared if the feed declares none."""
    text = head.lstrip(b" \t\r\n")
    if text.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return text
    if charset and re.fullmatch(r"[\w.-]+", charset) and not xml.DECLARED.search(text[:400]):
        text = re.sub(rb"^<\?xml[^>]*\?>", b"", text)
        return b'<?xml version="1.0" encoding="' + charset.encode() + b'"?>' + text
    return text


def _wanted(element: xml.Element) -> bool:
    name = xml.local(element.tag)
    if name in ENTRIES:
        return True
    above = element.getparent()
    return name in FACTS and above is not None and xml.local(above.tag) in ("channel", "feed")


def _fact(element: xml.Element, facts: Facts) -> None:
    name, text = xml.local(element.tag), xml.text(element)
    if name == "generator":
        facts.generator = f"{text} {element.get('uri') or ''}".strip()
        facts.wordpress |= "wordpress" in facts.generator.lower()
        facts.blogger |= "blogger" in facts.generator.lower()
    elif name == "language":
        facts.language = text
    elif name == "id":
        facts.blogger |= text.startswith("tag:blogger.com")
    elif name == "link" and (target := element.get("href")):
        relation, target = element.get("rel") or "alternate", entries.joined(facts.address, target)
        if relation == "next":
            facts.next = target
        elif relation.endswith("g/2005#feed"):
            facts.whole = target
        elif relation == "alternate" and (element.get("type") or "text/html") == "text/html":
            facts.site = facts.site or target
    elif name == "link" and text:
        facts.site = entries.joined(facts.address, text)
    elif name in ("author", "managingEditor", "creator"):
        facts.author = facts.author or entries.bare_name(xml.text(element, "name") or text)[0]


def _entry(entry: xml.Element, facts: Facts, thread: str, convert: Convert) -> Iterator[Record]:
    place = f"line {entry.sourceline}"
    answered = xml.child(entry, "in-reply-to")
    links = entries.links(entry, facts.address)
    name = xml.text(entry, "guid") or xml.text(entry, "id")
    page = links.get("alternate", "") or (name if name.startswith(("http://", "https://")) else "")
    author, uri, notes = entries.author(entry, place)
    yield from notes
    text, notes = entries.content(entry, place, page or facts.address, facts.site)
    yield from notes
    moment, notes = entries.time(entry, place, facts.language or entry.getroottree().getroot().get(xml.LANGUAGE) or "")
    yield from notes
    item = Item("post", "", "", place, author, moment, accounts=(uri,) if uri else ())
    if (
        thread
        or answered is not None
        or ANCHOR.search(name)
        or ANCHOR.search(page)
        or COMMENTS in links.get("self", "")
    ):
        reference = answered.get("ref", "") if answered is not None else ""
        yield from _comment(
            item, text, (name, page, reference, links.get("related", "")), thread, facts, entry, convert
        )
    else:
        yield from _post(item, text, (name, page, links.get("replies", "")), facts, entry, convert)


def _post(
    item: Item, text: str, names: tuple[str, str, str], facts: Facts, entry: xml.Element, convert: Convert
) -> Iterator[Record]:
    """``names``: the post's own, the URL of its page, the feed of its comments."""
    name, page, replies = names
    origin, number = _names(name, facts)
    number = xml.text(entry, "post-id") or number or page or _made(item.time, entries.title(entry))
    facts.links |= {_plain(page): number, _plain(name): number}
    if thread := xml.text(entry, "commentRss") or xml.text(entry, "commentRSS") or replies:
        facts.threads[number] = entries.joined(facts.address, thread), entries.comments(entry)
    found = convert(text)
    yield from found.records(item.place)
    if entries.is_summary(entry, found.text):
        message = "only its beginning is in the feed: set the blog to publish full posts in its feed"
        yield Note("not text", item.place, f"the post is cut short: {message}")
    categories = (inner for inner in xml.children(entry, "category") if inner.get("scheme") != blogger.KIND)
    tags = (category.get("term") or xml.text(category) for category in categories)
    kept = dict.fromkeys(tag.strip() for tag in tags if tag.strip() and tag.strip() != "Uncategorized")
    yield replace(item, origin=origin, id=number, title=entries.title(entry), text=found.text, tags=tuple(kept))


def _comment(
    item: Item,
    text: str,
    names: tuple[str, str, str, str],
    thread: str,
    facts: Facts,
    entry: xml.Element,
    convert: Convert,
) -> Iterator[Record]:
    """``names``: the comment's own, the URL it is shown at, what it answers, and what it is related to."""
    name, page, reference, related = names
    origin, number, post = _comment_names(name, page, reference, facts)
    if PINGBACK.fullmatch(html.unescape(text).strip()):
        yield Dropped("comment", item.place, "a pingback: a link from another site, not a comment", item.author)
        return
    parent = ""
    if match := ANSWER.match(text) if facts.wordpress else None:
        parent, text = match[1], text[match.end() :]
    elif match := ANCHOR.search(reference):
        parent = match[1]
    elif COMMENTS in related:
        parent = _last_number(related)
    found = convert(text)
    yield from found.records(item.place)
    number = number or _made(item.time, item.author, found.text)
    facts.shown[number] = (page or reference).partition("#")[0].partition("?")[0]
    yield replace(
        item, kind="comment", origin=origin, id=number, text=found.text,
        status="removed" if entries.is_removed(entry) else "published", post=thread or post, parent=parent,
    )  # fmt: skip


def _names(name: str, facts: Facts) -> tuple[str, str]:
    """The blog a post comes from, and the post's id there."""
    if match := BLOGGER.search(name):
        facts.blogger = True
        return f"blogger {match[1]}", match[2]
    site = facts.site or facts.address
    match = PRESS.search(name)
    if match and blogs.host(name) == blogs.host(site):
        facts.wordpress = True
        return f"wordpress {site}", match[1]
    return f"{'wordpress' if facts.wordpress else 'feed'} {site}", name


def _comment_names(name: str, page: str, reference: str, facts: Facts) -> tuple[str, str, str]:
    """The blog, the comment's id and its post's id, or the post's URL if only that is known."""
    if match := BLOGGER.search(name):
        facts.blogger = True
        answered = BLOGGER.search(reference)
        return f"blogger {match[1]}", match[2], answered[2] if answered else reference
    if anchor := ANCHOR.search(name) or ANCHOR.search(page):
        about = (name if "#" in name else reference if "#" in reference else page).partition("#")[0]
        origin, post = _names(about, facts)
        return origin, anchor[1], post
    origin, post = _names(reference, facts)
    return origin, name, post


def _made(*parts: object) -> str:
    """A name for an entry without one, derived from its contents."""
    return hashlib.blake2b("\n".join(map(str, parts)).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _last_number(address: str) -> str:
    match = re.search(r"(\d+)/?$", blogs.split(address).path)
    return match[1] if match else ""


def _plain(address: str) -> str:
    """A URL normalized for comparison with others that lead to the same page."""
    return re.sub(r"^https?://(?:www\.)?", "", address.partition("#")[0]).rstrip("/").lower()


def settled(item: Item, links: dict[str, str]) -> Item:
    """A comment that refers to its post by page URL, with the post's id instead."""
    return replace(item, post=links.get(_plain(item.post), item.post))
