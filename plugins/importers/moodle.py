"""Moodle's export of a forum (CSV): a discussion's first message is the post, the others are its comments."""

import codecs
import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Final

from ..core.imports.records import CannotImport, Dropped, Item, Note, Record
from . import prose

NEEDED: Final = {"id", "discussion", "parent", "userfullname", "created", "message"}
FORMS: Final = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%d %B %Y, %I:%M %p", "%d/%m/%y, %H:%M")
MOST_FIELD: Final = 10_000_000


def read(file: IO[bytes]) -> Iterator[Record]:
    """The messages, in the file's order."""
    csv.field_size_limit(MOST_FIELD)
    rows = csv.DictReader(codecs.getreader("utf-8-sig")(file, "replace"))
    if not set(rows.fieldnames or ()) >= NEEDED:
        raise CannotImport("is a table, but no forum of Moodle: it lacks one of " + ", ".join(sorted(NEEDED)))
    roots: dict[str, str] = {}
    try:
        for number, row in enumerate(rows, 1):
            yield from _message({key: value or "" for key, value in row.items() if key}, f"row {number + 1}", roots)
    except csv.Error as error:
        raise CannotImport(f"is no table that can be read (line {rows.line_num}: {error})") from None


def _message(row: dict[str, str], place: str, roots: dict[str, str]) -> Iterator[Record]:
    number, discussion, parent = row["id"].strip(), row["discussion"].strip(), row["parent"].strip()
    if not number:
        yield Dropped("other", place, "has no id: it is no message")
        return
    form = row.get("messageformat", "1").strip()
    html = form in ("", "0", "1")
    found = prose.from_html(row["message"], local=True) if html else prose.from_markdown(row["message"])
    yield from (Note("markup", place, what, count) for what, count in found.lost)
    if row.get("attachment", "").strip() not in ("", "0"):
        yield Note("markup", place, "an attachment, which the table does not hold")
    private = row.get("privatereplyto", "").strip() not in ("", "0")
    removed = row.get("deleted", "").strip() not in ("", "0")
    title = row.get("subject", "").strip()
    author, time = row["userfullname"].strip(), _time(row["created"])
    if parent in ("", "0"):
        roots[discussion] = number
        status = "draft" if removed or private else "published"
        yield Item("post", "moodle", number, place, author, time, title, found.text, status)
        return
    if private:
        yield Note("not text", place, "was a private answer: it is kept as pending, which nobody sees")
    root = roots.get(discussion) or f"discussion {discussion}"
    status = "removed" if removed else "pending" if private else "published"
    yield Item(
        "comment", "moodle", number, place, author, time, "", found.text, status, root, "" if parent == root else parent
    )


def _time(text: str) -> datetime | None:
    """Seconds since 1970, or the date in words as an English Moodle writes it; local time then."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 12:
        return datetime.fromtimestamp(int(text), UTC) if int(text) else None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in FORMS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the export names no zone
        except ValueError:
            continue
    return None
