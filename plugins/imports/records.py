"""The common form of all platforms' exports: texts, and what could not be kept of them.

A reader yields these in file order. ``Item`` and ``Dropped`` are the items of the input: each becomes a file or has a
reason why not. A ``Note`` reports something lost, simplified or repaired within them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from ..core.refusal import Refusal

Kind = Literal["post", "page", "comment", "other"]
NoteKind = Literal[
    "recovered", "personal", "not text", "markup", "time", "title", "author", "parent", "stand-in", "rating"
]


ACCOUNT: Final = "canvas:"
"""Begins a Canvas user id among an author's accounts."""


class CannotImport(Refusal):
    """Nothing in a file or a run can be imported; the message says why, in one line. ``line``: of the file."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Item:
    """A text. ``id`` is unique within ``origin``, the source blog; ``post`` and ``parent`` are ids of the same kind.

    ``time`` is aware, or naive in the course's time zone if the export names none; None if unknown. ``text`` is
    Markdown. ``accounts`` are the author's other names on the platform. ``about`` is the address of the post that a
    comment answers, if the export contains only comments. ``person`` is the author's id in ``course.toml`` if known
    other than by name.
    """

    kind: Kind
    origin: str
    id: str
    place: str
    author: str = ""
    time: datetime | None = None
    title: str = ""
    text: str = ""
    status: str = "published"
    post: str = ""
    parent: str = ""
    tags: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    about: str = ""
    person: str = ""
    week: int = 0
    """The week it was handed in for; 0 if its time decides."""
    path: str = ""
    """Where in the content folder it belongs, if it says so itself; its text is a whole file then."""

    @property
    def key(self) -> str:
        """Identifies this text uniquely, in this run and the next."""
        return f"{self.origin} {self.kind} {self.id}"


@dataclass(frozen=True, slots=True)
class Dropped:
    """An item of the input that does not become a file, and why."""

    kind: Kind
    place: str
    reason: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something in the input that was lost, simplified, unknown or repaired, ``count`` times at ``place``. ``first``:
    the words there by which the first of them is found.
    """

    kind: NoteKind
    place: str
    message: str
    count: int = 1
    first: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture within a document. ``address`` is where the document's text finds it."""

    place: str
    address: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Measure:
    """What the text of the next item held: ``html`` as it came, and counts by kind of that and of what the site shows.
    An item whose parts were converted apart has several.
    """

    place: str
    html: str
    before: Mapping[str, int]
    after: Mapping[str, int]


Record = Item | Dropped | Note | Measure
Part = Record | Picture
"""What a document yields."""
