"""A student's page: every point with its evidence, as one value."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain

from ..core import weeks
from ..core.model import Comment, Entry, Person, Post, Text, Week
from ..corpus.corpus import Corpus
from ..course import forge
from ..grades import ledger, provenance
from ..grades.ledger import Ledger, Measures, Row
from ..grades.provenance import Flag, Record
from ..grades.valuing import Facts
from ..texts.content_file import week_number
from ..texts.markup import Rendered, excerpt
from ..threads.ratings import Rating
from . import arithmetic, cells, tally
from .brand_report import Found
from .cells import Cell
from .lines import Built, Line, Lines
from .mending import Mending, mending
from .tally import Tally

SAID = 130
"""Characters of a comment that are quoted, about."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, and its page on the forge, if it has one."""

    id: str
    address: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """Something on a text's git record."""

    sentence: str
    routine: bool
    difference: tuple[tuple[str, str], ...]
    commit: Commit | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A text of the student's. ``file``: the address of its file on the forge, if it has one; ``whom``: whom a comment
    answers, None if it does not count; ``likely``: whom it speaks to, if that is somebody else; ``first``: its first
    commit; ``answer``: a post's first answer by somebody else.
    """

    line: Line
    file: str
    words: int
    copied: int
    whom: str | None
    likely: str
    said: str
    first: Commit | None
    imported: bool
    rating: Rating | None
    answer: Line | None
    flags: tuple[Flagged, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry, with the shape that marks it, if any, and what would still mend its text. The text is in the page's
    ``texts``.
    """

    entry: Entry
    shape: str
    mending: str = ""


@dataclass(frozen=True, slots=True)
class BrandError:
    """What is wrong, what is right, and where. ``file``: the address of the line on the forge, if there is one."""

    wrong: str
    right: str
    path: str
    line: int
    file: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A text that does not count. ``file``: its address on the forge, if there is one."""

    path: str
    file: str
    reason: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StudentsWeek:
    """A student's week; ``extended``: whether the deadline is the student's own; ``mending``: what would still count if
    it were written. Texts are named by path.
    """

    cell: Cell
    label: str
    title: str
    due: datetime | None
    extended: bool
    points: float
    possible: float
    measures: Measures
    entries: tuple[Listed, ...]
    mending: tuple[str, ...]
    texts: tuple[str, ...]
    received: tuple[Line, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A student's page; ``own``: what the student's own copy was made from, None in the instructor's gradebook.

    ``weeks``: the latest that has passed, then the others, newest first; ``coming``: the numbers of those that are not
    open yet and have nothing in them. Texts are named by path; ``answered``: the names of the people answered, with the
    comments that answer them.
    """

    person: Person
    points: float
    possible: float
    measures: Measures
    sum: tuple[arithmetic.Line, ...]
    left: datetime | None
    notes: tuple[str, ...]
    cells: tuple[Cell, ...]
    weeks: tuple[StudentsWeek, ...]
    coming: tuple[int, ...]
    of_the_term: tuple[Listed, ...]
    texts: dict[str, Evidence]
    posts: tuple[str, ...]
    comments: tuple[str, ...]
    answered: tuple[tuple[str, tuple[str, ...]], ...]
    received: tuple[Line, ...]
    unanswered: tuple[str, ...]
    brand_errors: tuple[BrandError, ...]
    aside: tuple[Aside, ...]
    own: Built | None

    @property
    def not_open(self) -> str:
        """``Weeks 9–15 are not open yet.``; empty if all weeks are open."""
        if len(self.coming) < 2:
            return "".join(f"Week {number} is not open yet." for number in self.coming)
        first, last = self.coming[0], self.coming[-1]
        whole = self.coming == tuple(range(first, last + 1))
        said = f"{first}–{last}" if whole else f"{', '.join(map(str, self.coming[:-1]))} and {last}"
        return f"Weeks {said} are not open yet."


@dataclass(frozen=True)
class Students:
    """What the students' pages are made from. ``words`` and ``copied`` are by path, as in the ledger's ``Evidence``."""

    corpus: Corpus
    ledger: Ledger
    lines: Lines
    rendered: Mapping[str, Rendered]
    words: Mapping[str, int]
    copied: Mapping[str, int]
    record: Record
    current: Week
    folder: str = ""
    """The content folder's path from the repository's root."""
    own: Built | None = None
    hidden: Collection[str] = ()
    """The comments that answer one which readers do not see."""
    errors: Mapping[str, Sequence[Found]] = field(default_factory=dict)
    """Every student's brand errors in texts that count, by the student's id."""

    def page(self, of: Tally) -> PersonPage:
        student = of.person.id
        texts = [text for row in of.rows for text in row.texts]
        comments = [text for text in texts if isinstance(text, Comment)]
        of_the_term = [entry for entry in self.ledger.entries_of(student) if entry.week is None]
        return PersonPage(
            person=of.person,
            points=of.standing.points,
            possible=of.standing.possible,
            measures=of.measures,
            sum=of.lines,
            left=self.ledger.adjustments.left(student),
            notes=self.notes(student, None),
            cells=tuple(cells.cell(row, self.ledger.course, self.current) for row in of.rows),
            weeks=tuple(self.week(row) for row in self.in_order(of.rows) if not self.coming(row)),
            coming=tuple(row.week.number for row in of.rows if self.coming(row)),
            of_the_term=tuple(Listed(entry, "") for entry in of_the_term),
            texts=self.texts(student, of.rows, of_the_term),
            posts=tuple(text.path for text in texts if isinstance(text, Post)),
            comments=tuple(text.path for text in comments),
            answered=tuple(
                (whom.name, tuple(comment.path for comment in some))
                for whom, some in tally.answered(self.ledger, comments)
            ),
            received=tuple(self.lines(reply) for row in of.rows for reply in row.received),
            unanswered=tuple(post.path for row in of.rows for post in row.unanswered),
            brand_errors=tuple(
                BrandError(
                    one.finding.wrong,
                    one.finding.suggestion,
                    one.text.path,
                    one.line,
                    self.file(one.text.path, one.line),
                )
                for one in self.errors.get(student, ())
            ),
            aside=(*self.uncounted(student), *self.parked(student)),
            own=self.own,
        )

    def in_order(self, rows: Sequence[Row]) -> list[Row]:
        """The latest week that has passed, or the current one if none has, then the others, newest first."""
        passed = weeks.closed(self.ledger.course, self.ledger.as_of)
        latest = passed[-1] if passed else self.current
        newest = rows[::-1]
        return [row for row in newest if row.week is latest] + [row for row in newest if row.week is not latest]

    def coming(self, row: Row) -> bool:
        """Whether a week is not open yet, and nothing is in it."""
        something = row.entries or row.texts or row.received or self.notes(row.person.id, row.week.number)
        return cells.coming(row.week, self.current) and not something

    def uncounted(self, student: str) -> Iterator[Aside]:
        for text, reason in self._uncounted.get(student, ()):
            notes = self.notes(student, week_number(text.path), text.path)
            yield Aside(text.path, self.file(text.path), reason, notes)

    @cached_property
    def _uncounted(self) -> dict[str, list[tuple[Text, str]]]:
        found: dict[str, list[tuple[Text, str]]] = defaultdict(list)
        for text, reason in self.ledger.uncounted:
            found[text.author.id].append((text, reason))
        return found

    def parked(self, student: str) -> Iterator[Aside]:
        for item in self.corpus.parked:
            if item.author and item.author.id == student:
                yield Aside(item.path, self.file(item.path), f"is parked: {item.reason}")

    def file(self, path: str, line: int = 0) -> str:
        return forge.file_address(self.ledger.course.site, f"{self.folder}{path}", line)

    def mending(self, row: Row) -> Mending:
        """What would still count in a week that has begun."""
        if cells.coming(row.week, self.current):
            return Mending({}, ())
        book = self.ledger
        facts = Facts(self.words, self.copied, {}, book.as_of, book.answers)
        return mending(row, ledger.cases(book.course, row.week, row.person, book.adjustments), facts)

    def week(self, row: Row) -> StudentsWeek:
        mends = self.mending(row)
        cell = cells.cell(row, self.ledger.course, self.current)
        return StudentsWeek(
            cell=cell,
            label=row.week.label,
            title=row.week.title,
            due=row.posts_due,
            extended=row.posts_due != row.week.posts_due,
            points=row.points,
            possible=row.possible,
            measures=row.measures,
            entries=tuple(
                Listed(
                    entry,
                    cells.of_entry(entry, cell),
                    mends.texts.get(entry.source, "") if entry.rule != "mark" else "",
                )
                for entry in row.entries
            ),
            mending=mends.others,
            texts=tuple(text.path for text in row.texts),
            received=tuple(map(self.lines, row.received)),
            notes=self.notes(row.person.id, row.week.number),
        )

    def texts(self, student: str, rows: Iterable[Row], of_the_term: Iterable[Entry]) -> dict[str, Evidence]:
        """The texts of a student's rows, and those that were marked, by path."""
        found: dict[str, Evidence] = {}
        for row in rows:
            for text in chain(row.texts, self._sources(row.entries)):
                if text.path not in found:
                    found[text.path] = self.evidence(student, text, row.week.number)
        for text in self._sources(of_the_term):
            if text.path not in found:
                found[text.path] = self.evidence(student, text, None)
        return found

    def _sources(self, entries: Iterable[Entry]) -> Iterator[Text]:
        for entry in entries:
            text = self.corpus.by_path.get(entry.source)
            if isinstance(text, Post | Comment):
                yield text

    def evidence(self, student: str, text: Text, week: int | None) -> Evidence:
        path = text.path
        whom = self.whom(text) if isinstance(text, Comment) else None
        versions = self.corpus.versions.get(path)
        return Evidence(
            line=self.lines(text),
            file=self.file(path),
            words=self.words[path],
            copied=self.copied.get(path, 0),
            whom=whom,
            likely=self.likely(text) if isinstance(text, Comment) else "",
            said=excerpt(self.rendered[path].plain, SAID) if whom is not None else "",
            first=self.commit(versions[0].commit) if versions else None,
            imported=any(flag.kind == "imported" for flag in self.record.flags.get(path, ())),
            rating=self.rating(text) if isinstance(text, Post) else None,
            answer=self.answer(text) if isinstance(text, Post) else None,
            flags=tuple(self.flags(path)),
            notes=self.notes(student, week, path),
        )

    def whom(self, comment: Comment) -> str | None:
        """Whom a comment answers; in a student's own copy, who wrote a comment that is not shown stays unnamed."""
        answered = self.ledger.answers.get(comment.path)
        if answered and self.own and comment.path in self.hidden:
            return "a comment that is not shown"
        return answered.name if answered else None

    def likely(self, comment: Comment) -> str:
        discussion = self.corpus.discussions.get(comment.post)
        person = discussion.likely.get(comment.path) if discussion else None
        return person.name if person else ""

    def rating(self, post: Post) -> Rating | None:
        rating = self.corpus.rating(post)
        return rating if rating.count else None

    def answer(self, post: Post) -> Line | None:
        first = self.ledger.first_answers.get(post.path)
        return self.lines(first) if first else None

    def flags(self, path: str) -> Iterator[Flagged]:
        """A text's git record. A student's own copy must not reveal other committers' addresses."""
        for flag in self.record.flags.get(path, ()):
            if flag.kind != "imported" and not (self.own and flag.kind == "other's commit"):
                yield self._flagged(flag)

    def _flagged(self, flag: Flag) -> Flagged:
        return Flagged(flag.sentence, flag.routine, flag.difference, self.commit(flag.commit) if flag.commit else None)

    def commit(self, commit: str) -> Commit:
        return Commit(commit, provenance.commit_address(self.ledger.course.site, commit))

    def notes(self, student: str, week: int | None, text: str = "") -> tuple[str, ...]:
        return tuple(item.note for item in self.ledger.adjustments.notes_to(student, week, text))
