"""The examples on ``/how-to/`` of Markdown and of a header, produced by the course's own renderer and parser."""

from dataclasses import dataclass, replace
from typing import Final

from ..core import addresses, dates
from ..core.model import Course, Person
from ..core.strings import Strings
from ..texts.markup import ROOT, render
from ..texts.new_file import header, written

SAMPLES: Final = "paragraph stress heading list numbered link quotation line typed table".split()
MORE_SAMPLES: Final = "nested tasks footnote struck address lines".split()
"""Names of the strings ``sample-…``, the description, and ``sample-…-typed``, the source: of what everybody needs, and
of what a few will.
"""
LEVEL: Final = 2
"""The level of the heading above a sample."""
DRAWING: Final = "theme/samples/till.svg"
"""What is shown for the sample of an image, which no course has."""
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
    more_samples: tuple[Sample, ...]
    picture: Sample


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
        _samples(say, SAMPLES),
        _samples(say, MORE_SAMPLES),
        _picture(say, f"images/{person.id}-{say.plain('guide-pictures-name')}.jpg"),
    )


def _samples(say: Strings, names: list[str]) -> tuple[Sample, ...]:
    return tuple(_sample(say.plain(f"sample-{name}"), say.plain(f"sample-{name}-typed")) for name in names)


def _sample(name: str, typed: str) -> Sample:
    return Sample(name, typed, render(typed, shift=LEVEL).html)


def _picture(say: Strings, path: str) -> Sample:
    sample = _sample(say.plain("sample-picture"), f"![{say.plain('guide-pictures-words')}]({path})")
    drawn = sample.html.replace(f'src="{ROOT}/{path}"', f'src="{ROOT}/{DRAWING}" width="480" height="200"')
    return replace(sample, html=drawn)
