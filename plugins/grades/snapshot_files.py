"""Snapshots on disk: read, write and find them in the private folder, since they contain grades."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .. import atomic, regular
from ..core.refusal import Refusal
from . import grading, snapshots
from .snapshots import Difference, Unreadable, compare

__all__ = [
    "Difference",
    "Place",
    "Unreadable",
    "compare",
    "difference",
    "file_for",
    "last",
    "now",
    "read",
    "take",
    "write",
]
FOLDER = "snapshots"
Note = Callable[[str], None]


class Unwritable(Refusal):
    """A snapshot cannot be written; the message says where and why."""


@dataclass(frozen=True)
class Place:
    """The course to take a snapshot of. ``as_of`` as in ``grading.moment``."""

    content: Path
    private: Path
    as_of: datetime | None
    cache: Path | None

    def grade(self, note: Note) -> grading.GradingResult:
        """Compute its ledger and report problems in the settings. Raises ``files.CannotRead``."""
        result = grading.grade(self.content, self.private, self.as_of, self.cache)
        for problem in result.settings:
            note(str(problem))
        return result


def take(place: Place, to: str, note: Note) -> Path:
    """Write a snapshot to the file ``to``, or to the default one for its date. Raises ``Unwritable``."""
    result = place.grade(note)
    file = Path(to).absolute() if to else file_for(place.private, result.ledger.as_of)
    try:
        return write(result, file)
    except OSError as error:
        raise Unwritable(f"{file}: cannot be written: {error.strerror}") from None


def difference(place: Place, before: str, after: str, note: Note) -> Difference:
    """What changed between two snapshot files. Empty ``before``: the latest one; empty ``after``: the course as it is
    now. Raises ``Unreadable``.
    """
    if before and after:
        return compare(_named(Path(before)), _named(Path(after)))
    result = place.grade(note)
    file = Path(before) if before else last(place.private, result.ledger.as_of)
    if not file:
        raise Unreadable(f"{place.private}: there is no snapshot to compare with: ./inv snapshot makes one")
    return compare(_named(file), _named(Path(after)) if after else now(result))


def _named(file: Path) -> Mapping[str, Any]:
    try:
        return read(file)
    except Unreadable as error:
        raise Unreadable(f"{file}: {error}") from None


def file_for(private: Path, moment: datetime) -> Path:
    """The default file for a snapshot as of ``moment``."""
    return private / FOLDER / f"{moment.strftime(snapshots.NAME)}.json"


def write(result: grading.GradingResult, file: Path) -> Path:
    """Write a snapshot atomically, creating its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(file, _taken(result).encode("utf-8"))
    return file


def now(result: grading.GradingResult) -> Mapping[str, Any]:
    """The course as it is now, as a record to compare with."""
    return snapshots.read(_taken(result))


def _taken(result: grading.GradingResult) -> str:
    return snapshots.take(result.ledger, result.corpus.texts, result.corpus.commit)


def read(file: Path) -> Mapping[str, Any]:
    """Read a snapshot. Raises ``Unreadable`` with the reason."""
    try:
        return snapshots.read(regular.text(file, "utf-8"))
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from None
    except (Unreadable, UnicodeDecodeError) as error:
        raise Unreadable(f"{error}: name a file that ./inv snapshot wrote") from None


def last(private: Path, before: datetime) -> Path | None:
    """The latest snapshot before a given time, by file name."""
    named = f"{before.strftime(snapshots.NAME)}.json"
    found = sorted(file for file in (private / FOLDER).glob("*.json") if file.name < named)
    return found[-1] if found else None
