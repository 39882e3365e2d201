"""What lies in the private folder, read from disk: nothing of it is ever public, and a course works without it."""

from collections.abc import Mapping
from pathlib import Path

from .core import adjustments
from .core.adjustments import NONE, Adjustments
from .core.model import Course, Text
from .core.problems import Problem


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
