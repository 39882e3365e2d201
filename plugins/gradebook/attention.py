"""Fair attention: who has no answer yet, who is answered only by the instructor, and who has gone silent.

Covers students only and does not affect points. ``suggestions`` says whom each could answer next.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from ..core import dates, weeks
from ..core.model import Comment, Course, Person, Post
from ..grades.ledger import Ledger
from .network import Network
from .suggestions import Suggestion, suggest

SILENCE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A student with posts that nobody else has answered, oldest first."""

    person: Person
    posts: tuple[Post, ...]
    waits: tuple[timedelta, ...]
    """How long each post has been waiting, as of the gradebook's date."""
    ever_answered: bool
    """Whether anyone else has answered any post or comment by this person."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A student who has written nothing for two weeks. A time is None if there is no such text."""

    person: Person
    last_post: datetime | None
    last_comment: datetime | None

    @property
    def sentence(self) -> str:
        """``Last post 26 Sep, last comment 24 Sep.``"""
        if not self.last_post and not self.last_comment:
            return "Has not written yet."
        post = f"Last post {dates.short(self.last_post)}" if self.last_post else "No post"
        return f"{post}, {f'last comment {dates.short(self.last_comment)}' if self.last_comment else 'no comment'}."


@dataclass(frozen=True, slots=True)
class Attention:
    """What may need the instructor's attention. Those who have waited or been silent longest come first."""

    waiting: tuple[Waiting, ...]
    instructor_only: tuple[tuple[Person, int], ...]
    """Students answered only by instructors, with the number of answers."""
    silent: tuple[Silent, ...]
    suggestions: tuple[Suggestion, ...]

    @property
    def waiting_posts(self) -> list[tuple[Post, str]]:
        """Every waiting post, oldest first, each with a line that names its author and how long it has waited."""
        found = [
            (post, f"{item.person.name}, {days(wait)}{'' if item.ever_answered else ', never answered yet'}")
            for item in self.waiting
            for post, wait in zip(item.posts, item.waits, strict=True)
        ]
        return sorted(found, key=lambda pair: (pair[0].date, pair[0].path))

    @property
    def by_student(self) -> Iterable[tuple[Person, tuple[Suggestion, ...]]]:
        """The suggestions of each student who has any, in course order."""
        for person, found in groupby(self.suggestions, key=lambda suggestion: suggestion.person):
            yield person, tuple(found)


def build_attention(
    book: Ledger,
    network: Network,
    posts: Sequence[Post],
    comments: Sequence[Comment],
    away: Collection[str] = (),
) -> Attention:
    """What needs attention as of the ledger's date. ``posts`` and ``comments`` are all of the course's, counted or not.
    ``away``: ids of students of whom nothing is currently expected; they are neither reported as silent nor asked to
    answer.
    """
    only = tuple(
        (member.person, member.received) for member in network.students if member.answered_by == {"instructor"}
    )
    asked = () if _long_over(book.course, book.as_of) else suggest(book, posts, comments, away)
    return Attention(_waiting(book, network), only, tuple(_silent(book, network, away)), tuple(asked))


def _waiting(book: Ledger, network: Network) -> tuple[Waiting, ...]:
    posts: dict[str, list[Post]] = {member.person.id: [] for member in network.students}
    for post in book.unanswered:
        if post.author.id in posts:
            posts[post.author.id].append(post)
    found = [
        Waiting(
            member.person,
            tuple(mine),
            tuple(book.as_of - post.date for post in mine),
            ever_answered=member.received > 0,
        )
        for member in network.students
        if (mine := posts[member.person.id])
    ]
    return tuple(sorted(found, key=lambda item: item.posts[0].date))


def _silent(book: Ledger, network: Network, away: Collection[str]) -> Iterable[Silent]:
    """Nobody is silent in the course's first two weeks, or more than two weeks after its last week."""
    since, begun = book.as_of - SILENCE, _begun(book)
    if begun is None or begun > since or _long_over(book.course, book.as_of):
        return
    found = []
    for member in network.students:
        texts = [text for row in book.by_person[member.person.id] for text in row.texts]
        posted = max((text.date for text in texts if isinstance(text, Post)), default=None)
        commented = max((text.date for text in texts if isinstance(text, Comment)), default=None)
        last = max((moment for moment in (posted, commented) if moment), default=None)
        if member.person.id not in away and (last is None or last <= since):
            found.append((last or begun, last is not None, Silent(member.person, posted, commented)))
    yield from (silent for *_, silent in sorted(found, key=lambda item: item[:2]))


def _begun(book: Ledger) -> datetime | None:
    """When the course began: the start of its first week, else the date of the first text; None if neither is known."""
    texts = (text.date for row in book.rows for text in row.texts)
    return book.course.begins or min(texts, default=None)


def _long_over(course: Course, as_of: datetime) -> bool:
    """Whether the last week ended at least two weeks ago; False if a week has no dates."""
    known = [weeks.ends(week) for week in course.weeks]
    return bool(known) and all(moment and moment + SILENCE < as_of for moment in known)


def days(length: timedelta) -> str:
    """Whole days for a list: ``5 days``, ``1 day``, ``less than a day``."""
    whole = length.days
    return "less than a day" if whole < 1 else f"{whole} day{'s' * (whole > 1)}"
