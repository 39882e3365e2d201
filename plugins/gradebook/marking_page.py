"""The pages on which a class is marked, each a value: a week's texts with their threads, and how far the marking is."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..core.model import Comment, Criterion, Person, Post, Week
from ..corpus.corpus import Corpus
from ..grades.ledger import Ledger, Row
from ..grades.phrases import Phrase
from ..grades.provenance import Record
from ..texts.markup import Rendered, excerpt
from .brand_report import Found
from .lines import Line, Lines

SAID = 220
"""Characters of another text that are shown."""
SAID_OF = ("post", "comment")
"""The rules whose reasons are shown beside a text."""
FOOTNOTE = re.compile(r'(?<=\bid=")(?=fn)|(?<=\bhref="#)(?=fn)')


@dataclass(frozen=True, slots=True)
class Said:
    """A comment in a thread. ``html`` is empty if it was removed."""

    author: Person
    date: datetime
    lang: str
    depth: int
    html: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A post to be marked. ``remarks``: what the check and git say of it."""

    line: Line
    words: int
    html: str
    remarks: tuple[str, ...]
    thread: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Another text of the week by the same author."""

    line: Line
    said: str


@dataclass(frozen=True, slots=True)
class Given:
    """A mark, by its criterion: for a text, for the week where ``text`` is empty."""

    criterion: str
    points: float
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A student's week, as it is marked. ``about``: the text that marks and feedback are about, empty where there are
    several; ``reasons``: what the rules gave.
    """

    person: Person
    posts: tuple[Marked, ...]
    about: str
    others: tuple[Other, ...]
    reasons: tuple[str, ...]
    marks: tuple[Given, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkedWeek:
    """A week on which marks can be given. ``marked``: the students who have every mark."""

    number: int
    label: str
    title: str
    file: str
    posts: int
    marked: int


@dataclass(frozen=True, slots=True)
class MarkingPage:
    """A week's marking. ``without``: the students who have nothing to mark, each with why; ``texts``: a digest of what
    is to be read.
    """

    week: MarkedWeek
    items: tuple[Item, ...]
    criteria: tuple[Criterion, ...]
    phrases: tuple[Phrase, ...]
    without: tuple[tuple[str, str], ...]
    texts: str


@dataclass(frozen=True, slots=True)
class MarkingIndex:
    """The weeks in which something can be marked; ``criteria``: whether the course has any."""

    weeks: tuple[MarkedWeek, ...]
    criteria: tuple[Criterion, ...]


def file(week: int) -> str:
    """The page of a week, below the gradebook's folder."""
    return f"marking/week-{week:02}.html"


@dataclass(frozen=True)
class Marking:
    """Makes the pages. ``errors``: the brand errors of each student's texts, by the student's id."""

    corpus: Corpus
    ledger: Ledger
    lines: Lines
    rendered: Mapping[str, Rendered]
    words: Mapping[str, int]
    record: Record
    errors: Mapping[str, Sequence[Found]]
    phrases: tuple[Phrase, ...] = ()

    def pages(self) -> Iterator[MarkingPage]:
        for week in self.ledger.course.weeks:
            criteria = self.criteria(week)
            rows = [row for row in self.ledger.rows if row.week is week]
            asked = [row for row in rows if _posts(row) and row.post_status != "excused"]
            if criteria and asked:
                yield self.page(week, criteria, rows, asked)

    def criteria(self, week: Week) -> tuple[Criterion, ...]:
        """The criteria by which a week can be marked, or is."""
        held = {mark.criterion for mark in self.ledger.adjustments.marks if mark.week == week.number}
        return tuple(
            criterion
            for criterion in self.ledger.course.criteria
            if not criterion.weeks or week.number in criterion.weeks or criterion.id in held
        )

    def page(
        self, week: Week, criteria: tuple[Criterion, ...], rows: Sequence[Row], asked: Sequence[Row]
    ) -> MarkingPage:
        items = tuple(self.item(row, criteria) for row in asked)
        marked = sum({mark.criterion for mark in item.marks} == {one.id for one in criteria} for item in items)
        here = {item.person.id for item in items}
        without = tuple((row.person.name, row.post_status) for row in rows if row.person.id not in here)
        about = MarkedWeek(week.number, week.label, week.title, file(week.number), len(items), marked)
        return MarkingPage(about, items, criteria, self.phrases, without, _digest(items))

    def item(self, row: Row, criteria: Collection[Criterion]) -> Item:
        posts = _posts(row)
        about = posts[0].path if len(posts) == 1 else ""
        known = {criterion.id for criterion in criteria}
        decided = self.ledger.adjustments
        notes = decided.notes_to(row.person.id, row.week.number, about)
        return Item(
            person=row.person,
            posts=tuple(self.post(post) for post in posts),
            about=about,
            others=tuple(self.other(text) for text in row.texts if isinstance(text, Comment)),
            reasons=tuple(
                f"{entry.rule.capitalize()}: {entry.reason}" for entry in row.entries if entry.rule in SAID_OF
            ),
            marks=tuple(
                Given(mark.criterion, mark.points, mark.reason, mark.text)
                for mark in decided.marks_of(row.person.id)
                if mark.week == row.week.number and mark.criterion in known
            ),
            notes=tuple(note.note for note in notes),
        )

    def post(self, post: Post) -> Marked:
        discussion = self.corpus.discussion(post)
        return Marked(
            self.lines(post),
            self.words[post.path],
            self.html(post.path),
            tuple(self.remarks(post)),
            tuple(
                Said(
                    place.comment.author, place.comment.date, place.comment.lang, place.depth,
                    "" if place.comment.status == "removed" else self.html(place.comment.path),
                )
                for place in discussion.places
            ),
        )  # fmt: skip

    def html(self, path: str) -> str:
        """A text's HTML, with footnotes of its own among all those of the page."""
        found = self.rendered[path].html
        return FOOTNOTE.sub(f"{path.removesuffix('.md').replace('/', '-')}-", found) if "fn" in found else found

    def other(self, comment: Comment) -> Other:
        return Other(self.lines(comment), excerpt(self.rendered[comment.path].plain, SAID))

    def remarks(self, post: Post) -> Iterator[str]:
        """What the check and git say of a post, in a sentence each."""
        for one in self.errors.get(post.author.id, ()):
            if one.text.path == post.path:
                yield f"Line {one.line}: “{one.finding.wrong}”, write {one.finding.suggestion}"
        yield from (flag.sentence for flag in self.record.flags.get(post.path, ()) if not flag.routine)


def index(pages: Sequence[MarkingPage], criteria: tuple[Criterion, ...]) -> MarkingIndex:
    return MarkingIndex(tuple(page.week for page in pages), criteria)


def _digest(items: Iterable[Item]) -> str:
    posts = [post for item in items for post in item.posts]
    read = [text for post in posts for text in (post.html, *(said.html for said in post.thread))]
    return hashlib.sha256("\0".join(read).encode("utf-8", "replace")).hexdigest()[:16]


def _posts(row: Row) -> list[Post]:
    return [text for text in row.texts if isinstance(text, Post)]
