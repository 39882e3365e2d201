"""Disqus's export (XML): a ``thread`` for each page of the site, a ``post`` for each comment on it."""

from collections.abc import Iterator
from datetime import UTC
from typing import IO

from ..records import Dropped, Item, Note, Record
from . import prose, times, xml


def read(file: IO[bytes]) -> Iterator[Record]:
    """The comments in file order; the threads only identify what they answer."""
    threads: dict[str, tuple[str, str]] = {}
    for element in xml.elements(file, lambda element: xml.local(element.tag) in ("thread", "post", "category")):
        if isinstance(element, Note):
            yield element
            continue
        if isinstance(element, xml.Cut):
            yield Dropped("other", f"line {element.line}", "the file ends in the middle of this entry")
            continue
        place = f"line {element.sourceline}"
        author = xml.child(element, "author")
        for owner, name, what in (
            (author, "email", "e-mail addresses of authors"), (element, "ipAddress", "IP addresses")
        ):  # fmt: skip
            if xml.text(owner, name):
                yield Note("personal", place, what)
        if xml.local(element.tag) == "thread":
            threads[_id(element)] = (xml.text(element, "link"), xml.text(element, "title"))
            yield Dropped("other", place, "a page that was commented on: Disqus does not include its text",
                          xml.text(element, "title"))  # fmt: skip
        elif xml.local(element.tag) == "post":
            yield from _comment(element, place, threads)
        else:
            yield Dropped("other", place, "a category: it is not a text", xml.text(element, "title"))


def _comment(element: xml.Element, place: str, threads: dict[str, tuple[str, str]]) -> Iterator[Record]:
    found = prose.from_html(xml.text(element, "message"))
    yield from found.records(place)
    thread, parent = _id(xml.child(element, "thread")), _id(xml.child(element, "parent"))
    link, title = threads.get(thread, ("", ""))
    status = "published"
    if xml.text(element, "isApproved") == "false":
        status = "pending"
    if xml.text(element, "isDeleted") == "true":
        status = "removed"
    if xml.text(element, "isSpam") == "true":
        status = "spam"
    moment, notes = times.of([xml.text(element, "createdAt")], place)
    yield from notes
    if moment and not moment.tzinfo:
        moment = moment.replace(tzinfo=UTC)
    author = xml.child(element, "author")
    username = xml.text(author, "username")
    yield Item(
        "comment", "disqus", _id(element), place, xml.text(author, "name") or username,
        moment, title, found.text, status, thread, parent,
        accounts=(username,) if username else (), about=link or f"disqus thread {thread}",
    )  # fmt: skip


def _id(element: xml.Element | None) -> str:
    """An element's ``dsq:id``, whether or not its prefix is bound."""
    if element is None:
        return ""
    return next((str(value) for name, value in element.attrib.items() if xml.local(name) == "id"), "")
