"""What every platform's export comes down to: texts in one form, and what of them could not be kept.

A reader of an export yields these in the order of its file. An ``Item`` and a ``Dropped`` are the items of the input:
every one becomes a file, or has a reason why not. A ``Note`` tells of something lost, simplified or mended within them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ..core.refusal import Refusal

Kind = Literal["post", "page", "comment", "other"]
NoteKind = Literal[
    "recovered", "personal", "not text", "markup", "time", "title", "author", "parent", "stand-in", "rating"
]


class CannotImport(Refusal):
    """Nothing of a file, or of a run, can be imported; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text. ``id`` is its own within ``origin``, the blog it comes from; ``post`` and ``parent`` are such ids.

    ``time`` is aware, or naive where the export names no zone: then it is the course's; None where it is not known.
    ``text`` is Markdown. ``accounts`` are other names of the author on the platform. ``about`` is the address of the
    post a comment answers, where the export holds the comments alone. ``person`` is the author's id in ``course.toml``
    where it is known otherwise than by a name.
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

    @property
    def key(self) -> str:
        """What tells this text from every other one, in this run and the next."""
        return f"{self.origin} {self.kind} {self.id}"


@dataclass(frozen=True, slots=True)
class Dropped:
    """An item of the input that becomes no file, and why."""

    kind: Kind
    place: str
    reason: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something within the input that was lost, simplified, unknown or mended: ``count`` times at ``place``."""

    kind: NoteKind
    place: str
    message: str
    count: int = 1


Record = Item | Dropped | Note
