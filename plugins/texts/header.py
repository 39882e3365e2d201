"""Parses the header of a content file: ``Key: value`` lines as Python-Markdown reads them, or a ``---`` fence.

A ``Key: value`` header follows Python-Markdown's Meta-Data extension: lines of ``Key: value`` up to the first blank
line, where lines indented by four spaces continue a value. A first paragraph that merely looks like a header ("Note: I
changed my mind") is prose: a header contains at least one known field.

What people type beside that is read where it can mean one thing only: keys in bold or as a heading, full-width colons,
YAML's quotation marks and blocks, invisible characters, and an empty line before a field without which the text could
not be dated or credited.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

KEY_VALUE = re.compile(r"^[ ]{0,3}(?P<key>[^\W\d][\w -]{0,40}?)[ \t]*(?::(?!//)|：)[ \t]*(?P<value>.*)$")
MARKED: Final = re.compile(
    r"^[ ]{0,3}(?:#{1,6}[ ]+)?(?P<mark>\*{1,3}|_{1,3}|)(?P<key>[^\W\d_][\w -]{0,40}?)[ \t]*"
    r"(?:(?P<closed>(?P=mark)[ \t]*(?::(?!//)|：)|(?::(?!//)|：)[ \t]*(?P=mark))|:(?!//)|：)[ \t]*(?P<value>.*)$"
)
"""A key in bold or italics, or in a heading."""
MORE = re.compile(r"^[ ]{4,}(?P<value>\S.*?)[ \t]*$")
INDENTED: Final = re.compile(r"^[ \t]+(?P<value>\S.*?)[ \t]*$")
ITEM = re.compile(r"^[ \t]*-[ \t]+(?P<value>.*?)[ \t]*$")
BLOCK: Final = re.compile(r"[>|][-+\d]{0,2}(?:[ \t]+#.*)?")
"""YAML's sign that the value stands in the indented lines below."""
FENCE_OPENS = re.compile(r"^(?:-{3,}|[-–]*—[-–—]*)[ \t]*$")
FENCE_CLOSES = re.compile(r"^(?:-{3,}|[-–]*—[-–—]*|\.{3})[ \t]*$")
"""A line of hyphens, which some programs turn into dashes."""
LONGEST_KEY: Final = 60
"""The most characters of a key with the colon and the marks around it."""
MOST_LINES = 1000
"""The number of lines searched for a header; everything after them is body."""
LINE = re.compile(r"(?P<text>[^\r\n]*)(?P<end>\r\n|\r|\n|\Z)")
INVISIBLE: Final = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
SPACED: Final = re.compile(f"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000{INVISIBLE}]")
EDGES: Final = re.compile(rf"^[\s{INVISIBLE}]+|[\s{INVISIBLE}]+$")
QUOTES: Final = {
    '"': '"', "'": "'", "“": "”“", "„": "“”", "”": "”", "‘": "’‘", "‚": "‘’", "’": "’", "«": "»", "»": "«", "‹": "›",
    "›": "‹", "「": "」", "『": "』", "＂": "＂",
}  # fmt: skip
"""The marks that can close a quotation, by those that open it."""
ESCAPE: Final = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
ESCAPED: Final = {**dict.fromkeys("nrtNLP", " "), "_": "\u00a0", '"': '"', "\\": "\\", "/": "/", " ": " "}
ESSENTIAL: Final = ("title", "author", "date")
"""The fields that an empty line must not keep from a text."""
IN_PROSE: Final = (*ESSENTIAL, "summary", "reason")
"""Fields whose names may begin a paragraph."""
READ_ALOUD: Final = ("title", "summary", "reason")
"""Fields that readers see, who may be meant to see quotation marks, too."""
LONGEST_LATER: Final = 100
"""The most characters of a value that is read below an empty line; a longer one is prose."""


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


class Line(NamedTuple):
    """A line at its offset; ``plain``: with spaces for what looks like one, or like nothing at all."""

    offset: int
    text: str
    plain: str

    @property
    def blank(self) -> bool:
        return not self.plain.strip()


class Key(NamedTuple):
    """What a line says: a key, and its value at a column from 0. ``marked``: in bold, or in a heading."""

    key: str
    value: str
    column: int
    words: int
    """How many words the key has."""
    marked: bool = False


@cache
def normal_key(key: str) -> str:
    """The canonical form of a key: ``Reply_to``, ``reply to`` and ``Reply-To`` are the same field."""
    return re.sub(r"[\s_-]+", "-", key.strip()).lower()


def read(text: str, known: Collection[str]) -> Header:
    """Split a file into its header and the offset of its body. Never fails: whatever is not a header is body."""
    if simple := _simple(text, known):
        return simple
    lines = list(_lines(text))
    first = next((n for n, line in enumerate(lines) if not line.blank), None)
    end = len(text) if len(lines) < MOST_LINES else lines[-1].offset + len(lines[-1].text)
    if first is None:
        return Header((), end)
    reading = _Reading(lines, known, end)
    if FENCE_OPENS.match(lines[first].plain):
        return reading.fenced(first)
    return reading.plain(first)


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
        if not plain or rest.startswith("//") or value[0] in QUOTES or normal_key(key) not in known:
            return None
        start = offset + len(key) + 1 + rest.index(value)
        fields.append(Field(normal_key(key), value, number, start - offset + 1, start, start + len(value)))
        offset += len(line) + 1
    begins = text[body : body + LONGEST_KEY]
    return None if (":" in begins or "：" in begins) and _goes_on(begins, known) else Header(tuple(fields), body)


def _goes_on(text: str, known: Collection[str]) -> bool:
    """Whether the text below a header begins with a field."""
    found = _key(_line(0, text.partition("\n")[0]), known)
    return found is not None and found.key in known


def _lines(text: str) -> Iterator[Line]:
    """The lines that may belong to a header."""
    offset = 0
    for count, match in enumerate(LINE.finditer(text)):
        if count == MOST_LINES or (match.start() == len(text) and count):
            return
        yield _line(match.start(), match["text"])
        offset = match.end()
        if offset == len(text) and not match["end"]:
            return


def _line(offset: int, text: str) -> Line:
    return Line(offset, text, text if text.isascii() else SPACED.sub(" ", text))


def _key(line: Line, known: Collection[str]) -> Key | None:
    """The key and value of a line; a key with marks around it has to be a known one."""
    match = KEY_VALUE.match(line.plain)
    if match and normal_key(match["key"]) in known:
        return _said(line, match)
    marked = MARKED.match(line.plain)
    if marked and normal_key(marked["key"]) in known:
        said = _said(line, marked)
        whole = bool(marked["mark"]) and marked["closed"] is None
        if not whole:
            return said._replace(value=re.sub(r"[ ]+#+$", "", said.value), marked=True)
        if said.value.endswith(marked["mark"]):
            return said._replace(value=said.value.removesuffix(marked["mark"]).rstrip(), marked=True)
    return _said(line, match) if match else None


def _said(line: Line, match: re.Match[str]) -> Key:
    written = line.text[match.start("value") :]
    value = EDGES.sub("", written)
    column = match.start("value") + written.index(value) if value else match.end()
    return Key(normal_key(match["key"]), value, column, len(match["key"].split()))


class _Reading:
    """Reads the lines of one header. ``end``: where the body begins if none of the lines belongs to it."""

    def __init__(self, lines: Sequence[Line], known: Collection[str], end: int) -> None:
        self.lines, self.known, self.end = lines, known, end
        self.fields: list[Field] = []
        self.faults: list[Fault] = []

    def key(self, n: int) -> Key | None:
        return _key(self.lines[n], self.known)

    def fault(self, n: int, message: str) -> None:
        self.faults.append(Fault(n + 1, 1, message))

    def body(self, n: int) -> int:
        """The offset of the first line that says something, from line ``n`` on."""
        return next((line.offset for line in self.lines[n:] if not line.blank), self.end)

    def read(self, n: int, *, yaml: bool) -> Header:
        """The header that ended before line ``n``. Quotation marks around names and dates tell that all are YAML's."""
        fields = [_unquoted(field, yaml=yaml) for field in self.fields]
        if any(new != old and new.key in ESSENTIAL for new, old in zip(fields, self.fields, strict=True)):
            fields = [_unquoted(field, yaml=True) for field in self.fields]
        return Header(tuple(fields), self.body(n), tuple(self.faults))

    def plain(self, first: int, *, yaml: bool = False) -> Header:
        """A header without a fence."""
        if not self.begins(first):
            return Header((), self.lines[first].offset)
        ended = stop = self.block(first)
        while (later := self.later(stop)) is not None:
            stop = self.block(later)
        if stop != ended:
            message = f"this empty line ended the header in line {ended}; what is below it was read all the same"
            self.fault(ended, f"{message}: delete the empty line")
        return self.read(stop, yaml=yaml)

    def begins(self, first: int) -> bool:
        """Whether a block of lines is a header: it begins with a key, and one of its keys is known.

        Marked keys occur in prose as well, so one of them alone makes no header unless it is the title's.
        """
        found = [key for n in range(first, self.blank(first)) if (key := self.key(n))]
        named = [key for key in found if key.key in self.known]
        begins = bool(named) and self.key(first) is not None
        return begins and (not found[0].marked or len(named) > 1 or named[0].key == "title")

    def blank(self, n: int) -> int:
        """The next blank line, or the end."""
        return next((m for m in range(n, len(self.lines)) if self.lines[m].blank), len(self.lines))

    def block(self, first: int) -> int:
        """Read the lines up to a blank one, or to where the text begins; returns the line at which the header ended."""
        stop = self.blank(first)
        last = max(n for n in range(first, stop) if (key := self.key(n)) and key.key in self.known)
        n = first
        while n < stop:
            line, key = self.lines[n], self.key(n)
            if key:
                if n > last and key.words > 2:
                    return n
                self.fields.append(_field(key, n, line.offset))
                n = self.indented(n + 1, stop) if BLOCK.fullmatch(key.value) else n + 1
                continue
            if self.fields and (match := MORE.match(line.plain)):
                self.longer(n, match)
            elif n < last:
                self.fault(n, "is not a header line: write “Key: value”")
            elif FENCE_CLOSES.match(line.plain):
                return n + 1
            else:
                self.fault(n, "the header ends here without a blank line: add one between the header and the text")
                return n
            n += 1
        return stop

    def later(self, stop: int) -> int | None:
        """The line with which the header goes on below the blank line at which it ended, if it certainly does.

        It does with a field that every text needs and this one still lacks; any other is pointed out.
        """
        n = next((m for m in range(stop, len(self.lines)) if not self.lines[m].blank), None)
        if n is None or not self.lines[stop].blank:
            return None
        seen = {field.key for field in self.fields}
        found = []
        for m in range(n, self.blank(n)):
            key = self.key(m)
            if not key or key.key not in self.known or key.key in seen or not 0 < len(key.value) <= LONGEST_LATER:
                break
            found.append(key.key)
        else:
            if not set(found) & set(IN_PROSE):
                message = (
                    f"is text, because the header ended in line {stop}, before the empty line: delete the empty line"
                )
                self.fault(n, message)
                return None
        return n if set(found) & set(ESSENTIAL) else None

    def fenced(self, first: int) -> Header:
        """A header between two lines of hyphens."""
        lines = self.lines
        closing = next((n for n in range(first + 1, len(lines)) if FENCE_CLOSES.match(lines[n].plain)), None)
        inside = range(first + 1, len(lines) if closing is None else closing)
        if not any((key := self.key(n)) and key.key in self.known for n in inside):
            return Header((), lines[first].offset)
        if closing is None:
            self.fault(first, "the header opened by “---” is not closed by another “---”")
            return self.unclosed(first + 1)
        n = inside.start
        while n < closing:
            n = self.fenced_line(n, closing)
        return self.read(closing + 1, yaml=True)

    def unclosed(self, n: int) -> Header:
        """A header whose fence is not closed, which ends at a blank line as one without a fence does."""
        first = next(m for m in range(n, len(self.lines)) if not self.lines[m].blank)
        return self.plain(first, yaml=True)

    def fenced_line(self, n: int, stop: int) -> int:
        """Read a line between fences, and those that its value takes; returns the next one."""
        line = self.lines[n]
        if line.blank or line.plain.lstrip().startswith("#"):
            return n + 1
        if key := self.key(n):
            self.fields.append(_field(key, n, line.offset))
            return self.indented(n + 1, stop) if BLOCK.fullmatch(key.value) else n + 1
        if self.fields and (match := ITEM.match(line.plain)):
            self.longer(n, match, ", ")
        elif self.fields and (match := INDENTED.match(line.plain)):
            self.longer(n, match)
        else:
            self.fault(n, "is not a header line: write “Key: value”")
        return n + 1

    def indented(self, n: int, stop: int) -> int:
        """Read the indented lines of the last field's value; returns the next one."""
        first = n
        while n < stop and (self.lines[n].blank or INDENTED.match(self.lines[n].plain)):
            if match := INDENTED.match(self.lines[n].plain):
                if n == first:
                    start = self.lines[n].offset + match.start("value")
                    self.fields[-1] = self.fields[-1]._replace(value="", start=start)
                self.longer(n, match)
            n += 1
        return n

    def longer(self, n: int, match: re.Match[str], joint: str = " ") -> None:
        """Continue the last field's value."""
        line, field = self.lines[n], self.fields[-1]
        more = EDGES.sub("", line.text[match.start("value") : match.end("value")])
        value = field.value + joint + more if field.value else more
        self.fields[-1] = field._replace(value=value, end=line.offset + match.end("value"))


def _field(key: Key, line: int, offset: int) -> Field:
    start = offset + key.column
    return Field(key.key, key.value, line + 1, key.column + 1, start, start + len(key.value))


def _unquoted(field: Field, *, yaml: bool) -> Field:
    """A field without the quotation marks around its value, which in YAML are not part of it.

    Elsewhere they may be part of what readers see.
    """
    value = field.value
    if not value or (not yaml and field.key in (*READ_ALOUD, "tags", "sic")):
        return field
    if yaml and value.startswith("[") and value.endswith("]"):
        return field._replace(value=", ".join(item.strip().strip("\"'") for item in value[1:-1].split(",")))
    quotation = _quotation(value)
    if not quotation:
        return field
    rest = len(value) - 1 - len(quotation)
    if value[0] == "'":
        quotation = quotation.replace("''", "'")
    elif value[0] == '"' and yaml:
        quotation = ESCAPE.sub(_unescaped, quotation)
    return Field(field.key, quotation, field.line, field.column + 1, field.start + 1, field.end - rest)


def _quotation(value: str) -> str | None:
    """What stands between the quotation marks around a whole value, before a comment of YAML if there is one."""
    if value[0] not in QUOTES:
        return None
    quoted = re.sub(r"(?<=\S)\s+#.*$", "", value) if value[-1] not in QUOTES[value[0]] else value
    inner = quoted[1:-1]
    if len(quoted) < 2 or quoted[-1] not in QUOTES[value[0]]:
        return None
    alone = inner.replace("''", "").replace('\\"', "") if value[0] in "\"'" else inner
    between = {value[0], quoted[-1]} - {"’"}
    return None if between & set(alone) else inner


def _unescaped(match: re.Match[str]) -> str:
    """A character of a double-quoted value of YAML; what is no escape stays as it is typed."""
    if number := match[1] or match[2] or match[3]:
        code = int(number, 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 and code else match[0]
    return ESCAPED.get(match[4], match[0])
