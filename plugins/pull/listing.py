"""The feeds to read, and the lines of ``course.toml`` that list them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from ..core import toml
from ..core.model import Course, Person
from ..core.problems import Problem, did_you_mean, showable
from ..course import course_file
from ..imports.people import plain
from ..imports.records import CannotImport


@dataclass(frozen=True, slots=True)
class Listed:
    """A person's feed, and its position in ``course.toml``."""

    person: Person
    address: str
    line: int
    column: int

    def problem(self, message: str, address: str = "") -> Problem:
        """A problem with the feed. ``address``: the one it redirected to, if different."""
        about = f", which leads to {address}," if address and address != self.address else ""
        whose = f"the feed of {showable(self.person.name)}, {self.address}{about}"
        return Problem(course_file.FILE, self.line, self.column, f"{whose} {message}", rule="feed")


def listed(text: str, course: Course, only: str = "") -> list[Listed]:
    """The feeds in the order of ``text``, which is ``course.toml``. ``only``: a person's id or name.

    Raises ``CannotImport`` if there are none.
    """
    found = list(_all(text, course))
    if not found:
        message = 'names no feed: add `feed = "https://…"` to a person'
        raise CannotImport(f"{course_file.FILE}:1:1: {message}")
    if only:
        known = {name for one in found for name in (one.person.id, one.person.name)}
        found = [one for one in found if plain(only) in (plain(one.person.id), plain(one.person.name))]
        if not found:
            raise CannotImport(f"--only {only}: no one who has a feed has this name or id{did_you_mean(only, known)}")
    return found


def _all(text: str, course: Course) -> Iterator[Listed]:
    rows = tomllib.loads(text).get("people", [])
    lines = text.splitlines()
    done: set[str] = set()
    for n, row in enumerate(rows):
        person = course.person_by_id.get(str(row.get("id")))
        if person is None or person.id in done:
            continue
        done.add(person.id)
        line, column = toml.locate(text, ("people", n, "feed"))
        for address in dict.fromkeys(person.feeds):
            at = next(
                (m for m in range(line, len(lines) + 1) if f'"{address}"' in lines[m - 1].replace("'", '"')), line
            )
            yield Listed(person, address, at, column if at == line else 1)
