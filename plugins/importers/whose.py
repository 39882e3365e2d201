"""Who wrote what is imported, as the private roster knows people."""

from pathlib import Path
from typing import Final

from ..core.imports.records import Note
from ..core.model import Course
from ..core.roster import Roster, read, table

FILE: Final = "roster.csv"


def roster(private: Path, course: Course) -> tuple[Roster, list[Note]]:
    """The private roster, which may know an author by a legal name. What is wrong with it is for others to say."""
    file = private / FILE
    shown = f"{private.name}/{FILE}"
    try:
        text = table.decoded(file.read_bytes())
    except FileNotFoundError:
        return Roster(shown), []
    except OSError:
        text = None
    found = read(text, course, shown)[0] if text else Roster(shown, "unreadable")
    if found.state == "read":
        return found, []
    return found, [Note("author", shown, "the roster cannot be read, so nobody was matched by it")]
