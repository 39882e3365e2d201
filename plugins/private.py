"""What lies in the private folder, read from disk. It may be absent, and everything works.

Every private table is read here, so that the roster, an import and the leak scan see the same cells.
"""

from collections.abc import Mapping
from pathlib import Path

from .core import adjustments
from .core import roster as core
from .core.adjustments import NONE, Adjustments
from .core.model import Course, Text
from .core.problems import Problem
from .core.roster import Roster, table
from .core.roster.table import Record

ROSTER = "roster.csv"
MOST_BYTES = 10_000_000


def roster(folder: Path, course: Course) -> tuple[Roster, list[Problem]]:
    """The roster in the private folder, and what is wrong with it."""
    shown = f"{folder.name}/{ROSTER}"
    try:
        return core.read(_text(folder / ROSTER), course, shown)
    except FileNotFoundError:
        return Roster(shown), []
    except table.NoTable as error:
        return Roster(shown, "unreadable"), [Problem(shown, 1, 1, str(error), rule=core.RULE)]


def records(file: Path) -> list[Record]:
    """The rows of any private table, the names of its columns first. Raises ``table.NoTable``."""
    return table.records(_text(file))


def _text(file: Path) -> str:
    """What a table holds. Raises ``FileNotFoundError`` and ``table.NoTable``."""
    try:
        data = file.read_bytes() if file.stat().st_size <= MOST_BYTES else None
    except FileNotFoundError:
        raise
    except OSError as error:
        raise table.NoTable(f"cannot be read: {error.strerror}") from None
    if data is None:
        raise table.NoTable(f"has more than {MOST_BYTES // 1_000_000} MB: a roster is a short table")
    text = table.decoded(data)
    if text is None:
        raise table.NoTable("is neither UTF-8 nor UTF-16: save it again as “CSV UTF-8”")
    return text


def adjusted(folder: Path, course: Course, texts: Mapping[str, Text]) -> tuple[Adjustments, list[Problem]]:
    """What was decided for single people, and what of it was refused. ``texts``: every text, by its path."""
    file = folder / Path(adjustments.FILE).name
    try:
        return adjustments.read(file.read_text("utf-8-sig"), course, texts)
    except FileNotFoundError:
        return NONE, []
    except (OSError, UnicodeDecodeError) as error:
        said = f"cannot be read ({error}): save it as UTF-8; nobody's extension or excuse counts until then"
        return NONE, [Problem(adjustments.FILE, 1, 1, said, rule="settings")]
