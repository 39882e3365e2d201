"""Reads the private folder, which may be absent.

Every private table is read here, so that the roster, an import and the leak scan see the same cells.
"""

from pathlib import Path

from .. import regular
from .. import roster as core
from ..core.model import Course
from ..core.problems import Problem
from . import Roster, table
from .table import Record

ROSTER = "roster.csv"
MOST_BYTES = 10_000_000


def roster(folder: Path, course: Course) -> tuple[Roster, list[Problem]]:
    """The roster in the private folder, with problems."""
    shown = f"{folder.name}/{ROSTER}"
    try:
        return core.read(_text(folder / ROSTER), course, shown)
    except FileNotFoundError:
        return Roster(shown), []
    except table.NoTable as error:
        return Roster(shown, "unreadable"), [Problem(shown, 1, 1, str(error), rule=core.RULE)]


def records(file: Path) -> list[Record]:
    """The rows of any private table, header first. Raises ``table.NoTable``."""
    return table.records(_text(file))


def _text(file: Path) -> str:
    """The contents of a table. Raises ``FileNotFoundError`` and ``table.NoTable``."""
    try:
        data = regular.data(file) if file.stat().st_size <= MOST_BYTES else None
    except FileNotFoundError:
        raise
    except OSError as error:
        raise table.NoTable(f"cannot be read ({error.strerror}): put a table here that you may read") from None
    if data is None:
        raise table.NoTable(f"has more than {MOST_BYTES // 1_000_000} MB: a roster is a short table")
    text = table.decoded(data)
    if text is None:
        raise table.NoTable("is neither UTF-8 nor UTF-16: save it again as “CSV UTF-8”")
    return text
