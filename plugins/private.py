"""What lies in the private folder, read from disk. It may be absent, and everything works."""

from collections.abc import Mapping
from pathlib import Path

from .core import adjustments
from .core import roster as core
from .core.adjustments import NONE, Adjustments
from .core.model import Course, Text
from .core.problems import Problem
from .core.roster import Roster, table

ROSTER = "roster.csv"
MOST_BYTES = 10_000_000


def roster(folder: Path, course: Course) -> tuple[Roster, list[Problem]]:
    """The roster in the private folder, and what is wrong with it."""
    file = folder / ROSTER
    shown = f"{folder.name}/{ROSTER}"
    try:
        data = file.read_bytes() if file.stat().st_size <= MOST_BYTES else None
    except FileNotFoundError:
        return Roster(shown), []
    except OSError as error:
        return _unreadable(shown, f"cannot be read: {error.strerror}")
    if data is None:
        return _unreadable(shown, f"has more than {MOST_BYTES // 1_000_000} MB: a roster is a short table")
    text = table.decoded(data)
    if text is None:
        return _unreadable(shown, "is neither UTF-8 nor UTF-16: save it again as “CSV UTF-8”")
    return core.read(text, course, shown)


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


def _unreadable(shown: str, message: str) -> tuple[Roster, list[Problem]]:
    return Roster(shown, "unreadable"), [Problem(shown, 1, 1, message, rule=core.RULE)]
