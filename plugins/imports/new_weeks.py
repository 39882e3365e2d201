"""Additions to ``course.toml`` by an import: a new file, or missing weeks appended."""

from collections.abc import Iterable

from ..core.model import Person, Week
from ..core.problems import showable
from ..core.toml import quoted

TITLE = "Imported course"


def new(weeks: Iterable[Week], people: Iterable[Person]) -> str:
    """The settings of a course created by an import."""
    head = f"[course]\ntitle = {_quoted(TITLE)}\n"
    return head + more(weeks) + "".join(map(_person, people))


def more(weeks: Iterable[Week]) -> str:
    """Week tables to append to ``course.toml``."""
    return "".join(
        f"\n[[weeks]]\nnumber = {week.number}\n" + (f"opens = {week.opens:%Y-%m-%dT%H:%M:%S}\n" if week.opens else "")
        for week in weeks
    )


def _person(person: Person) -> str:
    role = "" if person.role == "student" else f'role = "{person.role}"\n'
    return f'\n[[people]]\nid = "{person.id}"\nname = {_quoted(person.name)}\n{role}'


def _quoted(text: str) -> str:
    return quoted(showable(text))
