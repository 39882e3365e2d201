"""Presence: whom the instructors answered, week by week, how soon and in which words.

A comment by an instructor counts as an answer if it answers a student, as in the ledger; it belongs to the week of its
post. How soon is counted from the text that it answers, and for medians only to the first answer by an instructor.
Whether an answer was substantive cannot be counted, so its words are there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from statistics import median
from typing import Final

from ..core import paging
from ..core.model import Comment, Person, Post, Text, Week
from ..core.paging import Listing
from ..corpus.corpus import Corpus
from ..grades.ledger import Ledger
from ..texts.markup import Rendered
from .files import HEAVIEST, file
from .lines import Line, Lines

NAME: Final = "presence"
MOST: Final = 250
"""The maximum number of answers on a page."""
BEGINNING: Final = 190
"""Characters of a text that are shown before it is unfolded, at most."""
LONGEST: Final = 20_000
"""Characters of a text that are on the page; the rest of a longer one is on the site alone."""
MARKUP: Final = 900
"""The bytes of an answer on a page apart from its words, about."""


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a text: what is shown at once, and what is unfolded. ``more``: whether it goes on elsewhere."""

    line: Line
    beginning: str
    rest: str
    more: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """An instructor's answer to a student. ``to_post``: whether it answers a post; ``hours``: how long after the text
    that it answers, None if it is dated before that text.
    """

    said: Said
    student: Person
    to_post: bool
    hours: float | None


@dataclass(frozen=True, slots=True)
class WeekNumbers:
    """A week in numbers. ``by``: the number of answers by each instructor, by name; ``hours``: the median time to the
    first answer of each answered text; ``left``: the students who wrote and were not answered.
    """

    number: int
    label: str
    title: str
    address: str
    opens: datetime | None
    prompt: bool
    wrote: int
    answered: int
    answers: int
    by: tuple[tuple[str, int], ...]
    hours: float | None
    left: tuple[Person, ...]
    posts: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A week's answers, or some of them. ``begun``: whether the week began on an earlier page of the list."""

    week: WeekNumbers
    begun: bool
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Instructor:
    """An instructor's term. ``weeks``: the number of weeks with an answer or a post by this instructor."""

    name: str
    students: int
    answers: int
    hours: float | None
    posts: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Term:
    """The whole term. ``weeks``: each with the page on which its answers begin; ``never``: the students who wrote and
    were never answered; ``others``: the number of instructors' comments that answer no student.
    """

    weeks: tuple[tuple[WeekNumbers, str], ...]
    instructors: tuple[Instructor, ...]
    wrote: int
    never: tuple[Person, ...]
    others: int


@dataclass(frozen=True, slots=True)
class PresencePage:
    """A page of the list. ``term``: on its first page, unless no instructor has written anything; ``named``: the names
    of the course's instructors.
    """

    listing: Listing[Section]
    term: Term | None
    named: tuple[str, ...]


def pages(ledger: Ledger, corpus: Corpus, rendered: Mapping[str, Rendered], lines: Lines) -> list[PresencePage]:
    """The pages of presence, at least one."""
    found = _Presence(ledger, corpus, rendered, lines)
    named = tuple(person.name for person in ledger.course.people if person.role == "instructor")
    if not found.comments and not found.posts:
        return [PresencePage(Listing((), 1, 1), None, named)]
    items: list[tuple[WeekNumbers, Answer | None]] = []
    for week, answers in found.weeks:
        items += [(week, None), *((week, answer) for answer in answers)]
    listings = [_merged(one) for one in paging.pages(items, MOST, _weight, HEAVIEST)]
    places = {
        section.week.number: file(NAME, one.number) for one in listings for section in one.items if not section.begun
    }
    term = found.term(places)
    return [PresencePage(one, term if one.number == 1 else None, named) for one in listings]


def _weight(item: tuple[WeekNumbers, Answer | None]) -> int:
    week, answer = item
    if answer:
        return MARKUP + paging.size((answer.said.beginning, answer.said.rest))
    posts = sum(MARKUP + paging.size((post.beginning, post.rest)) for post in week.posts)
    return MARKUP + posts + 100 * len(week.left)


def _merged(page: Listing[tuple[WeekNumbers, Answer | None]]) -> Listing[Section]:
    """The items of a page by week: what begins without the week's own item goes on from the page before."""
    sections = []
    for _, some in groupby(page.items, key=lambda item: item[0].number):
        items = list(some)
        answers = tuple(answer for _, answer in items if answer)
        sections.append(Section(items[0][0], items[0][1] is not None, answers))
    return Listing(tuple(sections), page.number, page.of)


def cut(plain: str) -> tuple[str, str, bool]:
    """A text's beginning and the rest, at the end of a sentence if there is one, else between words; and whether even
    more was left out. Short texts have no rest.
    """
    text, more = plain[:LONGEST], len(plain) > LONGEST
    if len(text) <= BEGINNING * 3 // 2:
        return text, "", more
    head = text[:BEGINNING]
    ends = [
        head.rfind(stop) + len(stop)
        for stop in (". ", "! ", "? ", ".\n", "!\n", "?\n", "。", "！", "？")
        if stop in head
    ]
    at = max((end for end in ends if end > BEGINNING // 3), default=head.rfind(" ") + 1) or BEGINNING
    return text[:at].strip(), text[at:].strip(), more


@dataclass(frozen=True)
class _Presence:
    ledger: Ledger
    corpus: Corpus
    rendered: Mapping[str, Rendered]
    lines: Lines

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """The instructors' comments that count, oldest first."""
        found = [one for one in self.corpus.comments if one.path in self.ledger.answers and _teaches(one.author)]
        return tuple(sorted(found, key=lambda one: (one.date, one.path)))

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """The instructors' posts that count, oldest first."""
        uncounted = {text.path for text, _ in self.ledger.uncounted}
        found = [one for one in self.corpus.posts if one.path not in uncounted and _teaches(one.author)]
        return tuple(sorted(found, key=lambda one: (one.date, one.path)))

    @cached_property
    def answers(self) -> dict[int, list[tuple[Comment, Answer]]]:
        """The answers to students by week, oldest first."""
        by_id = {(comment.post, comment.id): comment for comment in self.corpus.comments}
        found: dict[int, list[tuple[Comment, Answer]]] = defaultdict(list)
        for comment in self.comments:
            student, post = self.ledger.answers[comment.path], self.corpus.post_by_key[comment.post]
            if student.earns:
                answered: Text = by_id.get((comment.post, comment.reply_to), post)
                wait = comment.date - answered.date
                hours = wait.total_seconds() / 3600 if wait >= timedelta() else None
                answer = Answer(self.said(comment), student, answered is post, hours)
                found[post.week].append((comment, answer))
        return found

    @cached_property
    def wrote(self) -> dict[int, list[Person]]:
        """The students with a text that counts, by week, in course order."""
        found: dict[int, list[Person]] = defaultdict(list)
        for row in self.ledger.rows:
            if row.texts:
                found[row.week.number].append(row.person)
        return found

    @cached_property
    def weeks(self) -> list[tuple[WeekNumbers, list[Answer]]]:
        """The weeks that have begun or in which somebody has written, with their answers."""
        return [
            (self.week(week), [answer for _, answer in self.answers[week.number]])
            for week in self.ledger.course.weeks
            if (week.begins and week.begins <= self.ledger.as_of)
            or self.wrote[week.number]
            or self.answers[week.number]
        ]

    def week(self, week: Week) -> WeekNumbers:
        answers = self.answers[week.number]
        answered = {answer.student.id for _, answer in answers}
        wrote = self.wrote[week.number]
        by = Counter(comment.author.name for comment, _ in answers)
        return WeekNumbers(
            number=week.number,
            label=week.label,
            title=week.title,
            address=week.address,
            opens=week.begins,
            prompt=bool(week.prompt.strip()),
            wrote=len(answered.union(person.id for person in wrote)),
            answered=len(answered),
            answers=len(answers),
            by=tuple(sorted(by.items())),
            hours=self.median(answers),
            left=tuple(person for person in wrote if person.id not in answered),
            posts=tuple(self.said(post) for post in self.posts if post.week == week.number),
        )

    def median(self, answers: Iterable[tuple[Comment, Answer]]) -> float | None:
        """The median time from a text to its first of these answers, which are oldest first."""
        first: dict[tuple[str, str], float | None] = {}
        for comment, answer in answers:
            first.setdefault((comment.post, "" if answer.to_post else comment.reply_to), answer.hours)
        known = [hours for hours in first.values() if hours is not None]
        return median(known) if known else None

    def term(self, places: Mapping[int, str]) -> Term:
        everybody = {person.id: person for some in self.wrote.values() for person in some}
        answered = {answer.student.id for some in self.answers.values() for _, answer in some}
        return Term(
            tuple((week, places[week.number]) for week, _ in self.weeks),
            tuple(self.instructors()),
            len(answered.union(everybody)),
            tuple(person for person in self.ledger.course.students if person.id in everybody.keys() - answered),
            len(self.comments) - sum(map(len, self.answers.values())),
        )

    def instructors(self) -> Iterator[Instructor]:
        """Every instructor, by name."""
        teachers = [person for person in self.ledger.course.people if _teaches(person)]
        for person in sorted(teachers, key=lambda one: (one.name.casefold(), one.id)):
            own = {week: [one for one in some if one[0].author.id == person.id] for week, some in self.answers.items()}
            given = [one for _, some in sorted(own.items()) for one in some]
            posts = [post for post in self.posts if post.author.id == person.id]
            yield Instructor(
                person.name,
                len({answer.student.id for _, answer in given}),
                len(given),
                self.median(given),
                len(posts),
                len({week for week, some in own.items() if some}.union(post.week for post in posts)),
            )

    def said(self, text: Text) -> Said:
        beginning, rest, more = cut(self.rendered[text.path].plain)
        return Said(self.lines(text), beginning, rest, more)


def _teaches(person: Person) -> bool:
    return person.listed and person.role == "instructor"
