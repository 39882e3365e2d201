"""Parses the header of a content file: ``Key: value`` lines as Python-Markdown reads them, or a ``---`` fence.

A ``Key: value`` header follows Python-Markdown's Meta-Data extension: lines of ``Key: value`` up to the first blank
line, where lines indented by four spaces continue a value. A first paragraph that merely looks like a header ("Note: I
changed my mind") is prose: a header contains at least one known field.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

KEY_VALUE = re.compile(r"^[ ]{0,3}(?P<key>[^\W\d][\w -]{0,40}?)[ \t]*:(?!//)[ \t]*(?P<value>.*)$")
MORE = re.compile(r"^[ ]{4,}(?P<value>\S.*?)[ \t]*$")
ITEM = re.compile(r"^[ \t]*-[ \t]+(?P<value>.*?)[ \t]*$")
FENCE_OPENS = re.compile(r"^-{3}[ \t]*$")
FENCE_CLOSES = re.compile(r"^(?:-{3}|\.{3})[ \t]*$")
MOST_LINES = 1000
"""The number of lines searched for a header; everything after them is body."""
LINE = re.compile(r"(?P<text>[^\r\n]*)(?P<end>\r\n|\r|\n|\Z)")


class Field(NamedTuple):
    """A field as written: ``start`` and ``end`` are the offsets of its value in the file."""

    key: str
    value: str
    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the header that cannot be parsed, with its line and column."""

    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Header:
    fields: tuple[Field, ...]
    body: int
    faults: tuple[Fault, ...] = ()


@cache
def normal_key(key: str) -> str:
    """The canonical form of a key: ``Reply_to``, ``reply to`` and ``Reply-To`` are the same field."""
    return re.sub(r"[\s_-]+", "-", key.strip()).lower()


def read(text: str, known: Collection[str]) -> Header:
    """Split a file into its header and the offset of its body. Never fails: whatever is not a header is body."""
    if simple := _simple(text, known):
        return simple
    lines = list(_lines(text))
    first = next((n for n, (_, line) in enumerate(lines) if line.strip()), None)
    read = len(text) if len(lines) < MOST_LINES else lines[-1][0] + len(lines[-1][1])
    if first is None:
        return Header((), read)
    if FENCE_OPENS.match(lines[first][1]):
        return _fenced(lines, first, known, read)
    return _plain(lines, first, known, read)


def _simple(text: str, known: Collection[str]) -> Header | None:
    """A fast path for most files: only ``Key: value`` lines with known keys, then a blank line; otherwise None."""
    end = text.find("\n\n")
    if end < 1 or "\r" in text[: end + 2]:
        return None
    body = end + 2
    while text.startswith("\n", body):
        body += 1
    if body == len(text) or text[body].isspace():
        return None
    fields: list[Field] = []
    offset = 0
    for number, line in enumerate(text[:end].split("\n"), 1):
        key, colon, rest = line.partition(":")
        value = rest.strip(" \t")
        plain = colon and value and key.replace("-", "").isalnum() and not key[0].isdigit() and rest.isprintable()
        if not plain or rest.startswith("//") or normal_key(key) not in known:
            return None
        start = offset + len(key) + 1 + rest.index(value)
        fields.append(Field(normal_key(key), value, number, start - offset + 1, start, start + len(value)))
        offset += len(line) + 1
    return Header(tuple(fields), body)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The offsets and texts of the lines that may belong to a header."""
    offset = 0
    for count, match in enumerate(LINE.finditer(text)):
        if count == MOST_LINES or (match.start() == len(text) and count):
            return
        yield match.start(), match["text"]
        offset = match.end()
        if offset == len(text) and not match["end"]:
            return


def _plain(lines: list[tuple[int, str]], first: int, known: Collection[str], end: int) -> Header:
    stop = next((n for n in range(first, len(lines)) if not lines[n][1].strip()), len(lines))
    block = range(first, stop)
    recognised = [n for n in block if (match := KEY_VALUE.match(lines[n][1])) and normal_key(match["key"]) in known]
    if not recognised or not KEY_VALUE.match(lines[first][1]):
        return Header((), lines[first][0])
    fields: list[Field] = []
    faults: list[Fault] = []
    for n in block:
        offset, line = lines[n]
        if match := KEY_VALUE.match(line):
            if n > recognised[-1] and len(match["key"].split()) > 2:
                stop = n
                break
            fields.append(_field(match, n, offset))
        elif fields and (match := MORE.match(line)):
            fields[-1] = _longer(fields[-1], match, offset)
        elif n < recognised[-1]:
            faults.append(Fault(n + 1, 1, "is not a header line: write “Key: value”"))
        else:
            stop = n
            faults.append(
                Fault(n + 1, 1, "the header ends here without a blank line: add one between the header and the text")
            )
            break
    body = next((offset for offset, line in lines[stop:] if line.strip()), end)
    return Header(tuple(fields), body, tuple(faults))


def _fenced(lines: list[tuple[int, str]], first: int, known: Collection[str], end: int) -> Header:
    closing = next((n for n in range(first + 1, len(lines)) if FENCE_CLOSES.match(lines[n][1])), None)
    inside = range(first + 1, closing or len(lines))
    if not any((m := KEY_VALUE.match(lines[n][1])) and normal_key(m["key"]) in known for n in inside):
        return Header((), lines[first][0])
    faults: list[Fault] = []
    if closing is None:
        faults.append(Fault(first + 1, 1, "the header opened by “---” is not closed by another “---”"))
        closing = next((n for n in inside if not lines[n][1].strip()), len(lines)) - 1
        inside = range(first + 1, closing + 1)
    fields: list[Field] = []
    for n in inside:
        offset, line = lines[n]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if match := KEY_VALUE.match(line):
            fields.append(_unquoted(_field(match, n, offset)))
        elif fields and ((match := ITEM.match(line)) or (match := MORE.match(line))):
            fields[-1] = _longer(fields[-1], match, offset, ", " if ITEM.match(line) else " ")
        else:
            faults.append(Fault(n + 1, 1, "is not a header line: write “Key: value”"))
    body = next((offset for offset, line in lines[closing + 1 :] if line.strip()), end)
    return Header(tuple(fields), body, tuple(faults))


def _field(match: re.Match[str], line: int, offset: int) -> Field:
    value = match["value"].rstrip()
    start = match.start("value") if value else match.end()
    return Field(normal_key(match["key"]), value, line + 1, start + 1, offset + start, offset + start + len(value))


def _longer(field: Field, match: re.Match[str], offset: int, joint: str = " ") -> Field:
    value = field.value + joint + match["value"] if field.value else match["value"]
    return Field(field.key, value, field.line, field.column, field.start, offset + match.end("value"))


def _unquoted(field: Field) -> Field:
    value = field.value
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return Field(field.key, value[1:-1], field.line, field.column + 1, field.start + 1, field.end - 1)
    if value.startswith("[") and value.endswith("]"):
        items = ", ".join(item.strip().strip("\"'") for item in value[1:-1].split(","))
        return Field(field.key, items, field.line, field.column, field.start, field.end)
    return field
