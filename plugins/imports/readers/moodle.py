"""Moodle's forum export (CSV): a discussion's first message is the post, the others are its comments."""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, Final

from ..records import CannotImport, Dropped, Item, Note, Record
from . import prose, times
from .encoding import repaired

NEEDED: Final = {"id", "discussion", "parent", "userfullname", "created", "message"}
ROW: Final = re.compile(r"\d+,\d+,\d+,\d+,")
CHUNK: Final = 1 << 16
MOST_FIELD: Final = 10_000_000


def read(file: IO[bytes]) -> Iterator[Record]:
    """The messages in file order. An unreadable row does not affect the others."""
    csv.field_size_limit(MOST_FIELD)
    raw: list[str] = []
    rows = csv.reader(_kept(_lines(file), raw))
    try:
        header = next(rows, [])
    except csv.Error as error:
        raise CannotImport(f"is not a readable table (line 1: {error})") from None
    if not set(header) >= NEEDED:
        raise CannotImport("is a table, but not a Moodle forum: it lacks one of " + ", ".join(sorted(NEEDED)))
    roots: dict[str, str] = {}
    number = 1
    while True:
        line = rows.line_num + 1
        raw.clear()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Dropped("other", f"line {line}", f"is not a readable row ({error})")
            continue
        parts = _parted(raw) if len(cells) != len(header) else [cells]
        if len(parts) > 1:
            message = "a row contains the rows below it, because a quotation mark is missing: they were separated again"
            yield Note("recovered", f"line {line}", message)
        for part in parts:
            if part:
                number += 1
                yield from _row(header, part, f"row {number}", f"line {line}", roots)


def _row(header: list[str], cells: list[str], place: str, line: str, roots: dict[str, str]) -> Iterator[Record]:
    row, guessed = dict.fromkeys(header, ""), 0
    for name, cell in zip(header, cells, strict=False):
        row[name], count = repaired(cell)
        guessed += count
    if guessed:
        yield Note("recovered", line, "bytes are not UTF-8: they were read as Windows-1252", guessed)
    yield from _message(row, place, roots)


def _kept(lines: Iterator[str], raw: list[str]) -> Iterator[str]:
    """The lines, each appended to ``raw`` as it is read."""
    for line in lines:
        raw.append(line)
        yield line


def _parted(raw: Sequence[str]) -> list[list[str]]:
    """Split lines that were parsed as one row into rows, at each line that looks like the beginning of a row."""
    groups: list[list[str]] = [[]]
    for line in raw:
        if ROW.match(line) and groups[-1]:
            groups.append([])
        groups[-1].append(line)
    return [cells for group in groups for cells in csv.reader(group)]


def _lines(file: IO[bytes]) -> Iterator[str]:
    """A file's lines, decoded from UTF-8, or from UTF-16 with a BOM."""
    data = file.read(CHUNK)
    utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if utf_16 else "utf-8-sig")(
        "replace" if utf_16 else "surrogateescape"
    )
    left = ""
    while data:
        *lines, left = (left + decoder.decode(data)).split("\n")
        yield from (f"{line}\n" for line in lines)
        data = file.read(CHUNK)
    if left := left + decoder.decode(b"", final=True):
        yield left


def _message(row: dict[str, str], place: str, roots: dict[str, str]) -> Iterator[Record]:
    number, discussion, parent = row["id"].strip(), row["discussion"].strip(), row["parent"].strip()
    if not number.isdecimal():
        yield Dropped("other", place, "has no id: it is not a message")
        return
    form = row.get("messageformat", "1").strip()
    html = form in ("", "0", "1")
    found = prose.from_html(row["message"], local=True) if html else prose.from_markdown(row["message"])
    yield from found.records(place)
    if row.get("attachment", "").strip() not in ("", "0"):
        yield Note("markup", place, "an attachment, which the table does not include")
    private = row.get("privatereplyto", "").strip() not in ("", "0")
    removed = row.get("deleted", "").strip() not in ("", "0")
    title = row.get("subject", "").strip()
    author, (time, notes) = row["userfullname"].strip(), _time(row["created"].strip(), place)
    yield from notes
    if parent in ("", "0"):
        roots[discussion] = number
        status = "draft" if removed or private else "published"
        yield Item("post", "moodle", number, place, author, time, title, found.text, status)
        return
    if private:
        yield Note("not text", place, "was a private answer: it is kept as pending, which no reader sees")
    root = roots.get(discussion) or f"discussion {discussion}"
    status = "removed" if removed else "pending" if private else "published"
    yield Item(
        "comment", "moodle", number, place, author, time, "", found.text, status, root, "" if parent == root else parent
    )


def _time(text: str, place: str) -> tuple[datetime | None, list[Note]]:
    """Unix seconds, or the local date in the words of the site's language."""
    if text.isascii() and text.isdigit() and len(text) < 12:
        return datetime.fromtimestamp(int(text), UTC) if int(text) else None, []
    return times.of([text], place)
