"""Match authors of imported texts to people in the private roster."""

from pathlib import Path

from ..core.model import Course
from ..roster import Roster, private_files
from .records import Note


def roster(private: Path, course: Course) -> tuple[Roster, list[Note]]:
    """The private roster, which may list an author's legal name. Problems in it are reported elsewhere."""
    found, _ = private_files.roster(private, course)
    if found.state != "unreadable":
        return found, []
    return found, [Note("author", found.path, "the roster cannot be read, so no one was matched by it")]
