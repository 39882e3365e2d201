"""Who wrote what is imported, as the private roster knows people."""

from pathlib import Path

from ..core.model import Course
from ..roster import Roster, private_files
from .records import Note


def roster(private: Path, course: Course) -> tuple[Roster, list[Note]]:
    """The private roster, which may know an author by a legal name. What is wrong with it is for others to say."""
    found, _ = private_files.roster(private, course)
    if found.state != "unreadable":
        return found, []
    return found, [Note("author", found.path, "the roster cannot be read, so no one was matched by it")]
