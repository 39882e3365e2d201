"""What ``/how-to/`` shows of Markdown and of a header: samples that the course's own renderer and reader read."""

from dataclasses import dataclass
from typing import Final

from ..core import addresses, dates
from ..core.model import Course, Person
from ..core.strings import Strings
from ..texts.markup import render
from ..texts.new_file import header, written

SAMPLES: Final = "paragraph stress heading list numbered link quotation line typed table".split()
"""The strings ``sample-…``, what it is, and ``sample-…-typed``, how it is typed."""
LEVEL: Final = 2
"""The level of the heading below which a sample stands."""
SAMPLE_PERSON: Final = Person("ada", "Ada")


@dataclass(frozen=True, slots=True)
class Sample:
    """A few lines of Markdown, and the safe HTML they become."""

    name: str
    typed: str
    html: str


@dataclass(frozen=True, slots=True)
class Guide:
    """What a course's people are shown. ``person`` stands for the reader: a student, or somebody made up."""

    person: Person
    slug: str
    head: str
    """The header of a post, filled in."""
    answer: str
    """The header of an answer, filled in."""
    samples: tuple[Sample, ...]


def guide(course: Course, say: Strings) -> Guide:
    """The samples, with an id and a time of the course itself."""
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
