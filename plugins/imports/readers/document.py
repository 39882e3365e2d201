"""A text between two markups: blocks, and the pieces of their lines. It is what Cohort's Markdown can say."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "code", "break", "image"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a line, some code, a line break or an image (``text`` is its alternative text)."""

    kind: Kind
    text: str = ""
    styles: frozenset[str] = frozenset()
    link: str = ""
    address: str = ""

    @property
    def is_blank(self) -> bool:
        return self.kind == "break" or (self.kind == "text" and not self.text.strip())


Line = list[Piece]
LINE_END: Final = Piece("break", "\n")
"""The end of a line of the text, where that is a break."""
EMPTY_LINE: Final = Piece("break", "\n\n")


@dataclass(slots=True)
class Paragraph:
    pieces: Line


@dataclass(slots=True)
class Caption(Paragraph):
    """The words below a picture."""


@dataclass(slots=True)
class Heading:
    level: int
    pieces: Line


@dataclass(slots=True)
class Rule:
    pass


@dataclass(slots=True)
class Code:
    text: str


@dataclass(slots=True)
class Quote:
    blocks: "list[Block]"


@dataclass(slots=True)
class Listing:
    """``start``: its first number; None for a list of points."""

    start: int | None
    items: "list[list[Block]]"
    alone: bool = False
    """It is an item that stands in no list, and so belongs to the one above."""


@dataclass(slots=True)
class Table:
    """The first row is the heading."""

    rows: list[list[Line]]


Block = Paragraph | Heading | Rule | Code | Quote | Listing | Table
