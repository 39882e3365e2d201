"""Splits Markdown, as people type it who never learned it, into blocks: paragraphs, lists, quotations, code, notes.

It reads more generously than Python-Markdown: a list needs no empty line before it, two spaces nest a list, a code
fence may stand in a list item or a quotation. And it reads less into prose: indented lines are prose (only what is
fenced is code), a heading needs a space after its signs, and a number begins a list only if it is a list's.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..core.problems import LINE_BREAK

SPACES = re.compile(r"[ \u00a0]{2,}")
FENCE = re.compile(r"(`{3,}|~{3,})[ ]*(?:\{[^{}`]*\}|[\w#+.-]*)[ ]*")
HEADING = re.compile(r"(#{1,6})[ \u00a0]+(?P<text>\S.*)")
CLOSING_SIGNS = re.compile(r"(?:^|[ ]+)#+[ ]*$")
UNDERLINE = re.compile(r"(?:={3,}|-{3,})[ ]*")
RULE = re.compile(r"(?:(?:-[ ]*){3,}|(?:_[ ]*){3,}|(?:\*[ ]*){3,})")
MARKER = re.compile(r"(?:[-*+•◦▪●‣·]|(?P<number>\d{1,3})[.)])(?:[ \u00a0]+(?=\S)|[ ]*$)")
QUOTE = re.compile(r">[ ]?")
ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*[ ]*$|[,—–-][\"”’»][ ]*$")
"""How a line ends that a sentence, or what somebody says in it, ends with."""
DEFINITION = re.compile(
    r"\[(?P<label>[^\[\]^][^\[\]]*)\]:[ ]*(?P<open><?)(?P<address>[^\s<>]+)>?"
    r"(?:[ ]+(?P<title>\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ ]*"
)
ADDRESS = re.compile(r"[/#.]|\w+:|[\w-]+(?:\.[\w-]+)+(?:[/?#]|$)|[^\s/]+/")
"""What the target of a definition begins with, unlike the word in ``[Update]: cancelled``."""
NOTE = re.compile(r"\[\^(?P<label>[^\[\]]+)\]:[ ]*(?=\S)")
TABLE_LINE = re.compile(r"(?=.*-)(?=.*\|)[ |:-]+")
"""The line below a table's heading."""
TAB = 4
NEST = 2
"""How many columns further than an item's marker its contents begin."""
DEEPEST = 40
"""In how many blocks inside one another others are looked for."""
LOOK_AHEAD = 40
"""In how many lines below a number the next item is looked for."""

Line = tuple[int, str]
"""A line's number in its text, from 0, and what it says inside the blocks it belongs to."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    line: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    line: int


@dataclass(frozen=True, slots=True)
class Code:
    """Fenced code; ``line`` and ``last`` are those of its fences."""

    line: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    line: int
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    line: int
    blocks: list["Block"]


@dataclass(frozen=True, slots=True)
class Item:
    """``number``: as typed; none if it is what the list counts up to anyhow."""

    line: int
    number: int | None
    blocks: list["Block"]


@dataclass(frozen=True, slots=True)
class Listing:
    """``start``: its first number; none for a list of points. ``loose``: its items are paragraphs."""

    line: int
    start: int | None
    loose: bool
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: what its mark ``[^label]`` leads to."""

    line: int
    label: str
    blocks: list["Block"]


@dataclass(frozen=True, slots=True)
class Definition:
    """Where links by ``[label]`` lead; ``text`` as typed."""

    line: int
    label: str
    address: str
    title: str
    text: str


Block = Paragraph | Heading | Rule | Code | Table | Quote | Listing | Note | Definition


@dataclass(slots=True)
class Doubts:
    """The lines, from 0, that may not become what their author meant."""

    open_fences: list[int] = field(default_factory=list)
    """They begin code that never ends, so they are shown."""
    lazy: list[int] = field(default_factory=list)
    """They belong to the quotation above, which seems to have ended, only because no empty line stands between."""
    rows: list[int] = field(default_factory=list)
    """They begin rows of a table that has no line below its heading."""


def parse(some: Iterable[str], doubts: Doubts | None = None) -> list[Block]:
    """The blocks of a text's ``lines``; what is doubtful is added to ``doubts``."""
    return _Reader(list(enumerate(some)), doubts or Doubts()).blocks()


def walk(some: Iterable[Block]) -> Iterator[Block]:
    """Blocks, and those inside of them, in order."""
    for block in some:
        yield block
        match block:
            case Quote(blocks=inner) | Note(blocks=inner):
                yield from walk(inner)
            case Listing(items=items):
                for item in items:
                    yield from walk(item.blocks)


def lines(text: str) -> list[str]:
    """The lines of a text, with spaces for tabs."""
    return LINE_BREAK.split(text.expandtabs(TAB) if "\t" in text else text)


def label(text: str) -> str:
    """A label as definitions and links are matched by it."""
    return " ".join(text.split()).lower()


def one_space(text: str) -> str:
    """Runs of spaces as one, but for Markdown's two spaces at the end of a line."""
    return SPACES.sub(_one_space, text) if "  " in text or "\u00a0" in text else text


def _one_space(match: re.Match[str]) -> str:
    start, end, text = match.start(), match.end(), match.string
    at_edge = start == 0 or text[start - 1] in "\r\n" or end == len(text) or text[end] in "\r\n"
    return match[0] if at_edge else " "


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _without_indent(text: str, most: int) -> str:
    return text[min(_indent(text), most) :]


class _Reader:
    """Reads the lines of a text, or of what stands inside an item, a quotation or a note."""

    def __init__(self, some: Sequence[Line], doubts: Doubts, depth: int = 0) -> None:
        self.lines = some
        self.doubts = doubts
        self.depth = depth
        self.at = 0
        self.made: list[Block] = []
        self.open: list[Line] = []
        """The lines of the paragraph that goes on."""
        self.number = 0
        """The last number of the last list."""
        self.unclosed: set[str] = set()

    def blocks(self) -> list[Block]:
        while self.at < len(self.lines):
            number, text = self.lines[self.at]
            bare = text.lstrip(" ")
            if not bare.strip():
                self.close()
                self.at += 1
            elif self.depth > DEEPEST or not self.begins(bare):
                self.open.append((number, bare))
                self.at += 1
        self.close()
        return self.made

    def begins(self, bare: str) -> bool:
        """Read a block that is no paragraph, if one begins here."""
        begins = BEGINNINGS.get(bare[0])
        return bool(begins and begins(self, bare)) or ("|" in bare and self.table(bare))

    def close(self) -> None:
        """End the paragraph that goes on."""
        if self.open:
            if all(text.startswith("|") for _, text in [*self.open, (0, "")][:2]):
                self.doubts.rows.append(self.open[0][0])
            text = one_space("\n".join(text for _, text in self.open).lstrip())
            self.made.append(Paragraph(self.open[0][0], text))
            self.open = []

    def add(self, block: Block, used: int = 1) -> bool:
        self.close()
        self.made.append(block)
        self.at += used
        return True

    def inner(self, some: Sequence[Line]) -> list[Block]:
        return _Reader(some, self.doubts, self.depth + 1).blocks()

    # Code

    def fence(self, bare: str) -> bool:
        match = FENCE.fullmatch(bare)
        if not match:
            return False
        end = self.closing(self.at, match[1])
        if end is None:
            self.doubts.open_fences.append(self.lines[self.at][0])
            return False
        indent = _indent(self.lines[self.at][1])
        text = "".join(f"{_without_indent(text, indent)}\n" for _, text in self.lines[self.at + 1 : end])
        return self.add(Code(self.lines[self.at][0], self.lines[end][0], text), end + 1 - self.at)

    def closing(self, start: int, fence: str) -> int | None:
        """Where the line is that closes a fence."""
        if fence in self.unclosed:
            return None
        for n in range(start + 1, len(self.lines)):
            bare = self.lines[n][1].strip(" ")
            if bare.startswith(fence) and not bare.strip(fence[0]):
                return n
        self.unclosed.add(fence)
        return None

    # Headings and rules

    def heading(self, bare: str) -> bool:
        match = HEADING.fullmatch(bare)
        if not match or _indent(self.lines[self.at][1]) >= TAB:
            return False
        text = CLOSING_SIGNS.sub("", match["text"]).strip()
        return bool(text) and self.add(Heading(self.lines[self.at][0], len(match[1]), one_space(text)))

    def underline(self, bare: str) -> bool:
        """A line below the only line of a paragraph makes it a heading."""
        if len(self.open) != 1 or not UNDERLINE.fullmatch(bare):
            return False
        (line, text), self.open = self.open[0], []
        return self.add(Heading(line, 1 if bare[0] == "=" else 2, one_space(text.strip())))

    def rule(self, bare: str) -> bool:
        return bool(RULE.fullmatch(bare)) and self.add(Rule(self.lines[self.at][0]))

    # Tables

    def table(self, bare: str) -> bool:
        rest = self.lines[self.at + 1 : self.at + 2]
        if not rest or not TABLE_LINE.fullmatch(rest[0][1]):
            return False
        rows = [bare]
        for _, text in self.lines[self.at + 1 :]:
            if "|" not in text:
                break
            rows.append(text.strip(" "))
        return self.add(Table(self.lines[self.at][0], tuple(map(one_space, rows))), len(rows))

    # Quotations

    def quote(self, bare: str) -> bool:
        """Quoted lines, and the empty ones between them."""
        del bare
        inside: list[Line] = []
        used, lazy = 0, False
        for number, text in self.lines[self.at :]:
            bare = text.lstrip(" ")
            if match := QUOTE.match(bare):
                inside.append((number, bare[match.end() :]))
                used = len(inside)
            elif not bare.strip():
                inside.append((number, ""))
            elif inside[-1][1].strip() and not self.interrupts(bare):
                if not lazy and ENDED.search(inside[-1][1]):
                    self.doubts.lazy.append(number)
                inside.append((number, bare))
                used, lazy = len(inside), True
            else:
                break
        return self.add(Quote(inside[0][0], self.inner(inside[:used])), used)

    def interrupts(self, bare: str) -> bool:
        """Whether a line cannot go on with the paragraph of an item, a quotation or a note above it."""
        return bare[0] in BEGINNINGS and bool(
            QUOTE.match(bare)
            or HEADING.fullmatch(bare)
            or RULE.fullmatch(bare)
            or FENCE.fullmatch(bare)
            or NOTE.match(bare)
            or DEFINITION.fullmatch(bare)
            or self.interrupting(MARKER.match(bare), bare)
        )

    # Lists

    def interrupting(self, marker: re.Match[str] | None, bare: str) -> bool:
        """Whether a list that begins so needs no empty line before it."""
        return marker is not None and marker.end() < len(bare.rstrip()) and marker["number"] in (None, "1")

    def listing(self, bare: str) -> bool:
        marker = MARKER.match(bare)
        if not marker or marker.end() >= len(bare.rstrip()):
            return False
        if self.open and not self.interrupting(marker, bare):
            return False
        if marker["number"] and not self.counts(self.at, int(marker["number"]), self.number):
            return False
        return self.add(_List(self, marker["number"] is not None).read(), 0)

    def counts(self, at: int, number: int, before: int) -> bool:
        """Whether a number is a list's: it is 1 or 0, goes on from ``before``, or the next item goes on from it; one
        within this item is not the next.
        """
        if number in (0, 1, before + 1):
            return True
        inside = _indent(self.lines[at][1]) + NEST
        for _, text in self.lines[at + 1 : at + 1 + LOOK_AHEAD]:
            match = MARKER.match(text.lstrip(" "))
            if match and match["number"] and _indent(text) < inside:
                return abs(int(match["number"]) - number) == 1
        return False

    # Notes and definitions

    def note(self, bare: str) -> bool:
        match = NOTE.match(bare)
        if not match:
            return False
        inside = [(self.lines[self.at][0], bare[match.end() :])]
        blank = False
        for number, text in self.lines[self.at + 1 :]:
            bare = text.lstrip(" ")
            if bare.strip() and _indent(text) < NEST and (blank or self.interrupts(bare)):
                break
            blank = not bare.strip()
            inside.append((number, text))
        while not inside[-1][1].strip():
            inside.pop()
        return self.add(Note(inside[0][0], label(match["label"]), self.inner(inside)), len(inside))

    def definition(self, bare: str) -> bool:
        match = DEFINITION.fullmatch(bare)
        if not match or not (match["open"] or ADDRESS.match(match["address"])):
            return False
        title = (match["title"] or "")[1:-1]
        return self.add(
            Definition(self.lines[self.at][0], label(match["label"]), match["address"], title, one_space(bare))
        )


class _List:
    """Reads one list from where a reader stands at its first marker."""

    def __init__(self, reader: _Reader, numbered: bool) -> None:
        self.reader = reader
        self.numbered = numbered
        self.indent = _indent(reader.lines[reader.at][1])
        self.items: list[Item] = []
        self.numbers: list[int] = []
        self.loose = False
        self.ones = True
        """Whether every number so far is 1, so that the list counts by itself."""

    def read(self) -> Listing:
        reader = self.reader
        first, blank = reader.lines[reader.at][0], 0
        while (found := self.next_item(blank)) is not None:
            self.loose = self.loose or bool(blank and self.items)
            self.item(found)
            blank = 0
            while reader.at < len(reader.lines) and not reader.lines[reader.at][1].strip():
                blank += 1
                reader.at += 1
        reader.at -= blank
        if self.numbers:
            reader.number = self.numbers[-1]
        return Listing(first, self.numbers[0] if self.numbered else None, self.loose, self.items)

    def next_item(self, blank: int) -> re.Match[str] | None:
        """The marker of the next item, if the line is one of this list."""
        reader = self.reader
        if reader.at >= len(reader.lines):
            return None
        bare = reader.lines[reader.at][1].lstrip(" ")
        marker = MARKER.match(bare)
        if not marker or (marker["number"] is not None) != self.numbered or RULE.fullmatch(bare):
            return None
        if marker.end() >= len(bare.rstrip()) and (blank or not self.items):
            return None
        return marker if not marker["number"] or self.goes_on(int(marker["number"]), blank) else None

    def goes_on(self, number: int, blank: int) -> bool:
        if not self.numbers or (self.ones and number == 1):
            return True
        if number in (0, 1):
            return False
        return not blank or abs(number - self.numbers[-1]) == 1 or self.reader.counts(self.reader.at, number, 0)

    def item(self, marker: re.Match[str]) -> None:
        reader = self.reader
        first, text = reader.lines[reader.at]
        inside = [(first, marker.string[marker.end() :])]
        reader.at += 1
        self.contents(inside, marker.end() + _indent(text) - self.indent)
        blocks = reader.inner(inside)
        self.loose = self.loose or sum(isinstance(block, Paragraph) for block in blocks) > 1
        number = int(marker["number"]) if marker["number"] else None
        counted = number is None or not self.numbers or number == 1 or number == self.numbers[-1] + 1
        if number is not None:
            self.numbers.append(number)
            self.ones = self.ones and number == 1
        self.items.append(Item(first, None if counted else number, blocks))

    def contents(self, inside: list[Line], width: int) -> None:
        """Add to an item's first line all that belongs to it, moved to the left by its own indentation."""
        reader = self.reader
        blank, shift = False, 0
        if fence := FENCE.fullmatch(inside[0][1]):
            self.code(inside, fence[1], self.indent + width, reader.at - 1)
        while reader.at < len(reader.lines):
            number, text = reader.lines[reader.at]
            bare = text.lstrip(" ")
            deep = _indent(text) - self.indent >= NEST
            if not bare.strip():
                blank = True
            elif deep:
                shift, blank = shift or min(_indent(text), self.indent + width), False
                if fence := FENCE.fullmatch(bare):
                    self.code(inside, fence[1], shift, reader.at)
                    continue
            elif blank or self.is_marker(bare) or reader.interrupts(bare):
                break
            inside.append((number, _without_indent(text, shift or NEST)))
            reader.at += 1
        while len(inside) > 1 and not inside[-1][1].strip():
            inside.pop()
            reader.at -= 1

    def is_marker(self, bare: str) -> bool:
        """Whether a line begins an item of this list's kind."""
        marker = MARKER.match(bare)
        return bool(marker and (marker["number"] is not None) == self.numbered)

    def code(self, inside: list[Line], fence: str, shift: int, begin: int) -> None:
        """Add the lines of the code that begins at a fence, as far as they are not there; without an end, the fence."""
        reader = self.reader
        end = reader.closing(begin, fence)
        for number, text in reader.lines[reader.at : (begin if end is None else end) + 1]:
            inside.append((number, _without_indent(text, shift)))
            reader.at += 1


BEGINNINGS: dict[str, Callable[[_Reader, str], bool]] = {
    "#": _Reader.heading,
    ">": _Reader.quote,
    "`": _Reader.fence,
    "~": _Reader.fence,
    "=": _Reader.underline,
    "-": lambda self, bare: self.underline(bare) or self.rule(bare) or self.listing(bare),
    "*": lambda self, bare: self.rule(bare) or self.listing(bare),
    "_": _Reader.rule,
    "[": lambda self, bare: self.note(bare) or self.definition(bare),
    **dict.fromkeys("+•◦▪●‣·0123456789", _Reader.listing),
}
"""What may begin with a sign."""
