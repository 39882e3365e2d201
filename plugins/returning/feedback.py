"""What a student gets back: the points with their reasons, the rubric, the marks and the notes, and nothing of anybody
else.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from ..core.model import Comment, Criterion, Entry, Judged, Level, Page, Person, Post
from ..core.numbers import amount
from ..corpus.corpus import Corpus
from ..grades.ledger import Ledger


@dataclass(frozen=True, slots=True)
class About:
    """A text as feedback names it: its path, its title if readers see it, and the title's language."""

    path: str
    title: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A line of the ledger. ``week`` is None if it concerns the whole term; ``because`` is the private reason."""

    week: int | None
    rule: str
    about: About | None
    reason: str
    because: str
    points: float
    possible: float
    counts: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A criterion of the rubric, and a mark by it in the ledger's words. ``points`` are those given, None where there
    are none yet; ``counts``: whether they do; ``because``: the mark's reason.
    """

    criterion: str
    name: str
    description: str
    most: float
    levels: tuple[Level, ...]
    points: float | None
    counts: bool
    said: str
    because: str
    about: About | None
    week: int | None

    @property
    def level(self) -> Level | None:
        """The level of the mark, if it has exactly the points of one."""
        return next((level for level in self.levels if level.points == self.points), None)


@dataclass(frozen=True, slots=True)
class Noted:
    """A note to the student, and the text it is about, if it is about one."""

    note: str
    week: int | None
    about: About | None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one student gets for a week, or without one for the whole term. ``aside``: texts that do not count, with
    the reason.
    """

    person: Person
    course: str
    week: int | None
    title: str
    points: float
    possible: float
    excused: bool
    given: tuple[Given, ...]
    marks: tuple[Marked, ...]
    notes: tuple[Noted, ...]
    aside: tuple[tuple[About, str], ...]
    pending: tuple[str, ...]
    """The names of the criteria by which no mark is given yet."""

    @property
    def scope(self) -> str:
        """What it is about, such as “week 3”."""
        return "the whole term" if self.week is None else f"week {self.week}"

    @property
    def total(self) -> str:
        """The points as part of a sentence."""
        return "excused" if self.excused else f"{amount(self.points)} of {several_points(self.possible)}"

    @property
    def anything(self) -> bool:
        """Whether there is anything to give back."""
        return self.excused or bool(self.points or self.possible or self.marks or self.notes)

    def digest(self, more: str = "") -> str:
        """A hash of everything that the student gets, and of what else goes with it."""
        facts = json.dumps([_told(self), more], ensure_ascii=True, sort_keys=True)
        return sha256(facts.encode()).hexdigest()


def several_points(number: float) -> str:
    """``1 point``, ``2.5 points``."""
    return f"{amount(number)} point{'' if number == 1 else 's'}"


def _told(feedback: Feedback) -> dict[str, Any]:
    """What is told, of the person the name alone; a number is the same whether it is whole or a float that is."""
    told = {key: _plain(value) for key, value in asdict(feedback).items()}
    return {**told, "person": [feedback.person.id, feedback.person.name]}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return f"{value:.9g}" if isinstance(value, float | int) and not isinstance(value, bool) else value


def every(corpus: Corpus, book: Ledger, week: int | None) -> tuple[Feedback, ...]:
    """The feedback of every student, in the course's order."""
    return tuple(of(corpus, book, person, week) for person in book.course.students)


def of(corpus: Corpus, book: Ledger, person: Person, week: int | None) -> Feedback:
    """The feedback of one student. ``week`` None: of the whole term."""
    course, standing = book.course, book.standing(person, week)
    entries = book.entries_of(person.id, week)
    criteria = {criterion.id: criterion for criterion in course.criteria}
    found = course.week_by_number.get(week) if week is not None else None
    return Feedback(
        person=person,
        course=course.title,
        week=week,
        title=found.title if found else "",
        points=standing.points,
        possible=standing.possible,
        excused=standing.excused,
        given=tuple(_given(corpus, entry) for entry in entries),
        marks=tuple(_marks(corpus, course.criteria, entries)),
        notes=tuple(
            Noted(note.note, note.week, _about(corpus, note.text))
            for note in book.adjustments.notes
            if note.person == person.id and week in (None, note.week)
        ),
        aside=tuple(
            (About(text.path), reason)
            for text, reason in book.uncounted
            if text.author.id == person.id and week in (None, _week(corpus, text))
        ),
        pending=tuple(criteria[entry.mark.criterion].name for entry in standing.pending if entry.mark),
    )


def _given(corpus: Corpus, entry: Entry) -> Given:
    return Given(
        entry.week, entry.rule, _about(corpus, entry.source), entry.reason, entry.adjustment, entry.points,
        entry.possible, entry.outcome != "excused",
    )  # fmt: skip


def _marks(corpus: Corpus, criteria: Iterable[Criterion], entries: Sequence[Entry]) -> Iterator[Marked]:
    """The rubric: every mark that was given or is to be, in the order of ``course.toml``."""
    for criterion in criteria:
        for entry in entries:
            if entry.mark and entry.mark.criterion == criterion.id:
                yield _marked(criterion, entry, entry.mark, _about(corpus, entry.source))


def _marked(criterion: Criterion, entry: Entry, mark: Judged, about: About | None) -> Marked:
    said = entry.reason.removeprefix(f"{criterion.name}: ")
    return Marked(
        criterion.id, criterion.name, criterion.description, criterion.most, criterion.levels, mark.points, mark.counts,
        f"0 of {amount(criterion.most)}, {said}" if entry.outcome == "missing" else said,
        entry.adjustment, about, entry.week,
    )  # fmt: skip


def _about(corpus: Corpus, path: str) -> About | None:
    text = corpus.by_path.get(path)
    if text is None or isinstance(text, Page):
        return About(path) if path else None
    post = corpus.post_by_key.get(text.post) if isinstance(text, Comment) else text
    shown = post is not None and post.status == "published" and (isinstance(text, Post) or text.shown)
    if not post or not shown:
        return About(path)
    return About(path, f"Comment on {post.title}" if isinstance(text, Comment) else post.title, post.lang)


def _week(corpus: Corpus, text: Post | Comment) -> int | None:
    post = corpus.post_by_key.get(text.post) if isinstance(text, Comment) else text
    return post.week if post else None


def plain(feedback: Feedback, worth: str = "") -> str:
    """Feedback as plain text, for a comment. ``worth``: the grade where it is written into, if it is another."""
    return "\n".join(_lines(feedback, worth))


def _lines(feedback: Feedback, worth: str) -> Iterator[str]:
    yield f"{feedback.course}, {feedback.scope}: {feedback.total}{f' ({worth})' if worth else ''}"
    for one in feedback.given:
        if one.rule != "mark":
            yield ""
            yield f"{one.rule.capitalize()}{_of(one.about)}: {amount(one.points) if one.counts else '–'}. {one.reason}"
            if one.because:
                yield one.because
    for mark in feedback.marks:
        yield ""
        yield f"{mark.name}{_of(mark.about)}: {mark.said}"
        if mark.because:
            yield mark.because
    for note in feedback.notes:
        yield ""
        yield f"Note{_of(note.about)}: {note.note}"
    for about, reason in feedback.aside:
        yield ""
        yield f"Not counted{_of(about)}: {reason}"


def _of(about: About | None) -> str:
    return f" “{about.title}”" if about and about.title else f" ({about.path})" if about else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of feedback shows beside the feedback."""

    as_of: datetime
    zone: str
