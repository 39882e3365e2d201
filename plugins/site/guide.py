"""The examples on ``/how-to/`` of Markdown and of a header, produced by the course's own renderer and parser."""

from dataclasses import dataclass
from typing import Final

from ..core import addresses, dates
from ..core.model import Course, Person
from ..core.strings import Strings
from ..texts.markup import render
from ..texts.new_file import header, written

SAMPLES: Final = "paragraph stress heading list numbered link quotation line typed table".split()
"""Names of the strings ``sample-…``, the description, and ``sample-…-typed``, the source."""
LEVEL: Final = 2
"""The level of the heading above a sample."""
SAMPLE_PERSON: Final = Person("ada", "Ada")


@dataclass(frozen=True, slots=True)
class Sample:
    """A few lines of Markdown and the safe HTML they render to."""

    name: str
    typed: str
    html: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide for a course's people. ``person`` represents the reader: a student, or a made-up one."""

    person: Person
    slug: str
    head: str
    """A post's header, filled in."""
    answer: str
    """A comment's header, filled in."""
    samples: tuple[Sample, ...]


def guide(course: Course, say: Strings) -> Guide:
    """The samples, with an id and a time from the course itself."""
    person = next(iter(course.students), SAMPLE_PERSON)
    due = next((week.posts_due for week in course.weeks if week.posts_due), None)
    date = written(due.replace(hour=18, minute=30), course.zone) if due else dates.EXAMPLE
    title = say.plain("guide-sample-title")
    return Guide(
        person,
        addresses.slug(title),
        header(Title=title, Author=person.id, Date=date),
        header(Author=person.id, Date=date),
        tuple(_sample(say.plain(f"sample-{name}"), say.plain(f"sample-{name}-typed")) for name in SAMPLES),
    )


def _sample(name: str, typed: str) -> Sample:
    return Sample(name, typed, render(typed, shift=LEVEL).html)
