"""Reads CSV files as spreadsheets and platforms write them, keeping each row's line number."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t")


class NoTable(Exception):
    """The text cannot be parsed as CSV; the message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row. ``line`` counts from 1 and is not the index of the row, because cells may contain line breaks."""

    line: int
    cells: tuple[str, ...]


def decoded(data: bytes) -> str | None:
    """Decode a table if its encoding is certain: UTF-8, or UTF-16 with a byte-order mark. None if it is neither.

    Any single-byte encoding would be a guess, and a wrong guess misspells people's names.
    """
    utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def records(text: str) -> list[Record]:
    """The non-blank rows, with cells stripped. Raises ``NoTable``.

    The delimiter is whichever of comma, semicolon and tab splits the first row into the most cells, unless a first line
    such as ``sep=;``, a spreadsheet convention, specifies it.
    """
    skip = 0
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0].strip()
    if first.casefold().startswith("sep=") and first[4:] in (";", ",", ""):
        delimiter, skip = first[4:] or "\t", 1
        text = text.partition("\n")[2]
    else:
        delimiter = max(DELIMITERS, key=lambda mark: len(next(_rows(text, mark), Record(1, ())).cells))
    return [Record(row.line + skip, row.cells) for row in _rows(text, delimiter)]


def _rows(text: str, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            found = tuple(cell.strip() for cell in cells)
            if any(found):
                yield Record(line, found)
            line = reader.line_num + 1
    except csv.Error as error:
        raise NoTable(f"cannot be read as CSV from line {line} on ({error})") from None
