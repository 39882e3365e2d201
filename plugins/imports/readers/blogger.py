"""Blogger's two exports: the backup (Atom, with ``#kind`` categories) and Google Takeout's ``feed.atom``.

In a backup, a comment's ``thr:in-reply-to`` is always its post; a reply to a comment adds ``link rel=related`` with the
path of its parent's ``rel=self``. A post may have a ``related`` link with another meaning. Takeout uses
``blogger:type``, ``status``, ``parent``, ``inReplyTo`` and ``trashed``.
"""

import re
from collections.abc import Iterator
from typing import IO, Final
from urllib.parse import urlsplit

from ..records import Dropped, Item, Kind, Note, Record
from . import entries, prose, times, xml

KIND: Final = "http://schemas.google.com/g/2005#kind"
TERM: Final = re.compile(r"#(post|page|comment|settings|template)$")
KINDS: Final[dict[str, Kind]] = {"post": "post", "page": "page", "comment": "comment"}
COMMENT_PATH: Final = "/comments/default/"
POST_STATES: Final = {"LIVE": "published", "DRAFT": "draft", "SCHEDULED": "draft"}
COMMENT_STATES: Final = {
    "LIVE": "published", "PENDING": "pending", "SPAM": "spam", "SPAM_COMMENT": "spam", "EMPTIED": "removed",
    "REMOVED": "removed", "GHOSTED": "pending", "REJECTED": "spam",
}  # fmt: skip


def read(file: IO[bytes]) -> Iterator[Record]:
    """The entries of either export."""
    for entry in xml.elements(file, lambda element: xml.local(element.tag) == "entry"):
        if isinstance(entry, Note):
            yield entry
        elif isinstance(entry, xml.Cut):
            yield Dropped("other", f"line {entry.line}", "the file ends in the middle of this entry")
        elif xml.child(entry, "type") is not None:
            yield from _takeout(entry)
        else:
            yield from _backup(entry)


def _backup(entry: xml.Element) -> Iterator[Record]:
    place = f"line {entry.sourceline}"
    terms = [category.get("term") or "" for category in xml.children(entry, "category")]
    found = next((match[1] for term in terms if (match := TERM.search(term))), "")
    yield from _addresses(entry, place)
    if found not in KINDS:
        what = {"settings": "a setting of the blog", "template": "the blog's template"}.get(found)
        yield Dropped(
            "other", place, f"{what or 'an entry of an unknown kind'}: it is not a text", xml.text(entry, "title")
        )
        return
    links = {link.get("rel"): _path(link) for link in xml.children(entry, "link")}
    name = xml.text(entry, "id")
    kind = KINDS[found]
    status = "published"
    if kind == "comment" and entries.is_removed(entry):
        status = "removed"
    if xml.text(xml.child(entry, "control"), "draft").lower() == "yes":
        status = "draft" if kind != "comment" else "pending"
    post = parent = ""
    if kind == "comment":
        answered = xml.child(entry, "in-reply-to")
        post = answered.get("ref", "") if answered is not None else ""
        parent = _number(links.get("related", "")) if COMMENT_PATH in links.get("related", "") else ""
    number = _number(links.get("self", "")) if kind == "comment" else ""
    tags = tuple(
        category.get("term") or "" for category in xml.children(entry, "category") if category.get("scheme") != KIND
    )
    yield from _item(entry, kind, name, number or _number(name), _number(post), parent, status, tags)


def _takeout(entry: xml.Element) -> Iterator[Record]:
    place = f"line {entry.sourceline}"
    kind = KINDS.get(xml.text(entry, "type").lower())
    title = xml.text(entry, "title")
    yield from _addresses(entry, place)
    if kind is None:
        yield Dropped("other", place, f"an entry of the kind “{xml.text(entry, 'type')}”: it is not a text", title)
        return
    if xml.text(entry, "trashed"):
        yield Dropped(kind, place, "was in the blog's trash", title)
        return
    states = COMMENT_STATES if kind == "comment" else POST_STATES
    written = xml.text(entry, "status").upper()
    status = states.get(written) or ("pending" if kind == "comment" else "draft")
    if written not in states:
        yield Note(
            "not text", place, f"has the unknown status “{written}”; it is kept as {status}, which no reader sees"
        )
    name = xml.text(entry, "id")
    post, parent = (_number(xml.text(entry, key)) for key in ("parent", "inReplyTo"))
    tags = tuple(category.get("term") or "" for category in xml.children(entry, "category"))
    yield from _item(entry, kind, name, _number(name), post, parent, status, tags)


def _item(
    entry: xml.Element, kind: Kind, name: str, number: str, post: str, parent: str, status: str, tags: tuple[str, ...]
) -> Iterator[Record]:
    place = f"line {entry.sourceline}"
    content = xml.child(entry, "content")
    plain = content is not None and content.get("type") == "text"
    found = prose.from_text(xml.text(content)) if plain else prose.from_html(xml.text(content), local=True)
    yield from found.records(place)
    moment, notes = times.of([xml.text(entry, "published")], place)
    yield from notes
    blog = re.search(r"blog-(\d+)", name)
    yield Item(
        kind, f"blogger {blog[1] if blog else ''}".strip(), number, place, xml.text(xml.child(entry, "author"), "name"),
        moment, "" if kind == "comment" else xml.text(entry, "title"), found.text, status,
        post, parent, tuple(filter(None, tags)) if kind == "post" else (),
    )  # fmt: skip


def _addresses(entry: xml.Element, place: str) -> Iterator[Note]:
    """Note an author's e-mail address, except Blogger's own placeholder."""
    address = xml.text(xml.child(entry, "author"), "email")
    if address and address != "noreply@blogger.com":
        yield Note("personal", place, "e-mail addresses of authors")


def _path(link: xml.Element) -> str:
    try:
        return urlsplit(link.get("href") or "").path
    except ValueError:
        return ""


def _number(name: str) -> str:
    """The number at the end of a name or path, identical in all of Blogger's formats; else the name itself."""
    match = re.search(r"(\d+)/?$", name)
    return match[1] if match else name
