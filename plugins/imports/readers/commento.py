"""Commento's export: JSON with the comments and, separately, their authors."""

import json
import re
from collections.abc import Iterator
from typing import IO, Any, Final

from ..records import CannotImport, Dropped, Item, Kind, Note, Record
from . import prose, times
from .encoding import repaired

MOST_BYTES: Final = 100_000_000
MEMBERS: Final = {"comments": "commentHex", "commenters": "commenterHex"}
"""The lists of an export, and the first key of each of their objects."""
BETWEEN: Final = re.compile(r"[\s,]*")
DECODER: Final = json.JSONDecoder()
STATES: Final = {"approved": "published", "unapproved": "pending", "flagged": "spam"}


def read(file: IO[bytes]) -> Iterator[Record]:
    """The comments in file order. The posts they answer are identified only by their addresses."""
    data, broken = _loaded(file)
    yield from broken
    people: dict[str, str] = {}
    for person in _dicts(data.get("commenters")):
        people[str(person.get("commenterHex"))] = str(person.get("name") or "")
        if person.get("email"):
            yield Note("personal", "commenters", "e-mail addresses of authors")
    for number, comment in enumerate(_list(data.get("comments")), 1):
        place = f"comment {number}"
        if not isinstance(comment, dict):
            yield Dropped("comment", place, "is not a comment as Commento writes them")
        else:
            yield from _comment(comment, place, people)


def _comment(comment: dict[str, Any], place: str, people: dict[str, str]) -> Iterator[Record]:
    domain, url = str(comment.get("domain") or ""), str(comment.get("url") or "")
    if comment.get("html"):
        found = prose.from_html(str(comment["html"]))
    else:
        found = prose.from_markdown(str(comment.get("markdown") or ""))
    yield from found.records(place)
    status = STATES.get(str(comment.get("state")), "pending")
    moment, notes = times.of([str(comment.get("creationDate") or "")], place)
    yield from notes
    parent = str(comment.get("parentHex") or "root")
    about = url if "://" in url else f"https://{domain}{url}"
    yield Item(
        "comment", f"commento {domain}", str(comment.get("commentHex") or place), place,
        people.get(str(comment.get("commenterHex")), ""), moment, "", found.text,
        "removed" if comment.get("deleted") else status, about, "" if parent == "root" else parent, about=about,
    )  # fmt: skip


def _loaded(file: IO[bytes]) -> tuple[dict[str, Any], list[Record]]:
    """The file's contents, and its damaged parts. Raises ``CannotImport`` if it is not an export at all."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise CannotImport(f"has more than {MOST_BYTES // 1_000_000} MB")
    broken: list[Record] = []
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        found, broken = _salvaged(data, error)
    if not isinstance(found, dict) or not isinstance(found.get("comments"), list):
        raise CannotImport("is JSON, but not a Commento export: it has no “comments”")
    return found, broken


def _salvaged(data: bytes, error: Exception) -> tuple[dict[str, Any], list[Record]]:
    """The intact comments and commenters of a damaged file."""
    text, guessed = repaired(data.decode("utf-8-sig", "surrogateescape"))
    place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "the file"
    broken: list[Record] = [
        Note("recovered", place, f"is not well-formed ({_message(error)}); what could be read was read")
    ]
    if guessed:
        broken.append(Note("recovered", "the file", "bytes are not UTF-8: they were read as Windows-1252", guessed))
    found = {name: list(_members(text, name, key, broken)) for name, key in MEMBERS.items()}
    if not any(found.values()):
        raise CannotImport(f"is not readable JSON ({error})") from None
    return found, broken


def _members(text: str, name: str, key: str, broken: list[Record]) -> Iterator[dict[str, Any]]:
    """The intact objects of a list; for a damaged one, report its line and search for the next by its key."""
    start = re.search(rf'"{name}"\s*:\s*\[', text)
    following = re.compile(rf'\{{\s*"{key}"')
    at = start.end() if start else len(text)
    kind: Kind = "comment" if name == "comments" else "other"
    while True:
        at = BETWEEN.match(text, at).end()  # type: ignore[union-attr]
        if text[at : at + 1] == "]":
            return
        try:
            found, end = DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            if at < len(text):
                line = text.count("\n", 0, at) + 1
                broken.append(Dropped(kind, f"line {line}", f"is broken ({_message(error)}); the rest was read"))
        else:
            if isinstance(found, dict):
                yield found
            at = end
            if text[at : at + 1] in (",", "]") or BETWEEN.match(text, at).end() > at:  # type: ignore[union-attr]
                continue
        if not (match := following.search(text, at + 1)):
            return
        at = match.start()


def _message(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg}"
    return "it is nested too deeply" if isinstance(error, RecursionError) else "it is not UTF-8"


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in _list(value) if isinstance(item, dict)]
