"""Snapshots on disk: written below the private folder, for they hold grades; the last one before a moment is found."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from .. import atomic
from . import grading, snapshots
from .snapshots import Difference, Unreadable, compare

__all__ = ["Difference", "Unreadable", "compare", "file_for", "last", "now", "read", "write"]
FOLDER = "snapshots"


def file_for(private: Path, moment: datetime) -> Path:
    """Where the snapshot of a moment lies."""
    return private / FOLDER / f"{moment.strftime(snapshots.NAME)}.json"


def write(kept: grading.Kept, file: Path) -> Path:
    """Write a snapshot in one step; its folder is made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(file, _taken(kept).encode("utf-8"))
    return file


def now(kept: grading.Kept) -> Mapping[str, Any]:
    """The course as it is, as a record to compare with."""
    return snapshots.read(_taken(kept))


def _taken(kept: grading.Kept) -> str:
    return snapshots.take(kept.ledger, kept.corpus.texts, kept.corpus.commit)


def read(file: Path) -> Mapping[str, Any]:
    """A snapshot. Raises ``Unreadable`` with the reason."""
    try:
        return snapshots.read(file.read_text("utf-8"))
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from None
    except (Unreadable, UnicodeDecodeError) as error:
        raise Unreadable(f"{error}: name a file that ./inv snapshot wrote") from None


def last(private: Path, before: datetime) -> Path | None:
    """The latest snapshot of an earlier moment, by the files' names."""
    named = f"{before.strftime(snapshots.NAME)}.json"
    found = sorted(file for file in (private / FOLDER).glob("*.json") if file.name < named)
    return found[-1] if found else None
