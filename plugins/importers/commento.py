"""Commento's export: JSON with the comments and, apart, who wrote them."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any, Final

from ..core.imports.records import CannotImport, Dropped, Item, Note, Record
from . import prose

MOST_BYTES: Final = 100_000_000
STATES: Final = {"approved": "published", "unapproved": "pending", "flagged": "spam"}


def read(file: IO[bytes]) -> Iterator[Record]:
    """The comments, in the file's order. The posts they answer are known by their addresses alone."""
    data = _loaded(file)
    people: dict[str, str] = {}
    for person in _dicts(data.get("commenters")):
        people[str(person.get("commenterHex"))] = str(person.get("name") or "")
        if person.get("email"):
            yield Note("personal", "commenters", "e-mail addresses of authors")
    for number, comment in enumerate(_list(data.get("comments")), 1):
        place = f"comment {number}"
        if not isinstance(comment, dict):
            yield Dropped("comment", place, "is no comment as Commento writes one")
        else:
            yield from _comment(comment, place, people)


def _comment(comment: dict[str, Any], place: str, people: dict[str, str]) -> Iterator[Record]:
    domain, url = str(comment.get("domain") or ""), str(comment.get("url") or "")
    if comment.get("html"):
        found = prose.from_html(str(comment["html"]))
    else:
        found = prose.from_markdown(str(comment.get("markdown") or ""))
    yield from (Note("markup", place, what, count) for what, count in found.lost)
    status = STATES.get(str(comment.get("state")), "pending")
    parent = str(comment.get("parentHex") or "root")
    about = url if "://" in url else f"https://{domain}{url}"
    yield Item(
        "comment", f"commento {domain}", str(comment.get("commentHex") or place), place,
        people.get(str(comment.get("commenterHex")), ""), _time(comment.get("creationDate")), "", found.text,
        "removed" if comment.get("deleted") else status, about, "" if parent == "root" else parent, about=about,
    )  # fmt: skip


def _loaded(file: IO[bytes]) -> dict[str, Any]:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise CannotImport(f"has more than {MOST_BYTES // 1_000_000} MB")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CannotImport(f"is no JSON that can be read ({error})") from None
    if not isinstance(found, dict) or not isinstance(found.get("comments"), list):
        raise CannotImport("is JSON, but no export of Commento: it has no “comments”")
    return found


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _time(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None
