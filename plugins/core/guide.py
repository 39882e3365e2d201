"""What ``/how-to/`` shows of Markdown and of a header: samples that the course's own renderer and reader read."""

from dataclasses import dataclass
from typing import Final

from . import addresses, dates
from .markup import render
from .model import Course, Person
from .replying import header, written

SAMPLES: Final = (
    ("A new paragraph", "One thought.\n\nThe next thought."),
    ("Stress", "Now *listen* to them, and **answer**."),
    ("A heading", "## What they said"),
    ("A list", "- the shop\n- the street"),
    ("A numbered list", "1. They ask.\n2. You answer."),
    ("A link", "Read [their letter](https://example.org)."),
    ("A quotation", "> We are sorry.\n\nThat was all."),
    ("A new line", "Roses are red,  \nviolets are blue."),
    ("Words as they stand", "They typed `*sorry*`."),
    ("A table", "Week | Calls\n---- | ----\n1 | 40\n2 | 12"),
)
"""What it is, and how it is typed."""
LEVEL: Final = 2
"""The level of the heading below which a sample stands."""
SAMPLE_TITLE: Final = "What I heard in the shop"
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


def guide(course: Course) -> Guide:
    """The samples, with an id and a time of the course itself."""
    person = next(iter(course.students), SAMPLE_PERSON)
    due = next((week.posts_due for week in course.weeks if week.posts_due), None)
    date = written(due.replace(hour=18, minute=30), course.zone) if due else dates.EXAMPLE
    return Guide(
        person,
        addresses.slug(SAMPLE_TITLE),
        header(Title=SAMPLE_TITLE, Author=person.id, Date=date),
        header(Author=person.id, Date=date),
        tuple(Sample(name, typed, render(typed, shift=LEVEL).html) for name, typed in SAMPLES),
    )
