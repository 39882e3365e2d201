"""The class page as one value: the table of the class, and what needs attention first."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from ..core.model import Course, Person, Week
from ..core.problems import Problem
from ..corpus.corpus import Corpus
from ..course.sentences import Different
from ..grades.ledger import Ledger, Measures
from ..grades.provenance import Record
from ..grades.snapshots import Difference
from . import arithmetic, cells
from .brand_report import Found
from .cells import Cell
from .conversation_page import Neglected, NetworkSection
from .lines import Built, Line
from .near_copies import NearCopy
from .person_page import Students
from .sparkline import Sparkline
from .tally import Tally

FIRST = 4
"""The number of items shown of each kind that needs attention, the rest being on pages of their own."""
FLAGS = 3
"""The same for what git records."""


@dataclass(frozen=True, slots=True)
class Error:
    """A brand error: what is wrong, what is right, the text, the number of the first line in its file, and how often it
    stands there.
    """

    wrong: str
    right: str
    line: Line
    number: int
    times: int


@dataclass(frozen=True, slots=True)
class Noted:
    """A text, the week it belongs to, and what git records of it."""

    line: Line
    week: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Repeating:
    """A near-copy: its words, and whose or which text they repeat."""

    line: Line
    words: int
    of: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed since the snapshot of a day: the first people, each with the total, and the number of all."""

    day: str
    people: tuple[tuple[str, str], ...]
    number: int


@dataclass(frozen=True, slots=True)
class Box:
    """What needs attention: the first items of each kind, and the number of all."""

    neglected: Neglected
    errors: tuple[Error, ...]
    number_of_errors: int
    flags: tuple[Noted, ...]
    number_of_flags: int
    notes: tuple[str, ...]
    copies: tuple[Repeating, ...]
    number_of_copies: int
    parked: tuple[tuple[str, str], ...]
    held_back: int
    changed: Changed | None

    @property
    def clear(self) -> bool:
        """Whether nothing is in it."""
        people = (self.neglected.waiting, self.neglected.silent, self.neglected.instructor_only)
        texts = (self.number_of_errors, self.number_of_flags, self.number_of_copies, self.held_back)
        return not (any(people) or any(texts) or (self.changed and self.changed.number))


@dataclass(frozen=True, slots=True)
class ClassWeek:
    """A week's column; ``posted``: how many students have posted."""

    number: int
    title: str
    current: bool
    posted: int


@dataclass(frozen=True, slots=True)
class Student:
    """A student's row, and how the total adds up."""

    person: Person
    points: float
    possible: float
    measures: Measures
    cells: tuple[Cell, ...]
    sparkline: Sparkline | None
    sum: tuple[arithmetic.Line, ...]


@dataclass(frozen=True, slots=True)
class ClassPage:
    """The class page. ``of_the_term``: whether anything was marked or corrected for the whole term.

    ``pending``: the weeks in which marks are not given yet, by number, each with how many; ``pending_of_the_term``: how
    many for the whole term.
    """

    built: Built
    sections: tuple[str, ...]
    weeks: tuple[ClassWeek, ...]
    students: tuple[Student, ...]
    medians: dict[str, float | None]
    term: str
    downloads: tuple[str, ...]
    of_the_term: bool
    settings: tuple[Problem, ...]
    pending: tuple[tuple[int, int], ...]
    pending_of_the_term: int
    box: Box
    network: NetworkSection
    rules: tuple[str, ...]
    different: tuple[Different, ...]

    @property
    def marks(self) -> int:
        """The number of all marks that are not given yet."""
        return sum(number for _, number in self.pending) + self.pending_of_the_term

    @property
    def clear(self) -> bool:
        """Whether nothing needs attention."""
        return self.box.clear and not self.marks


def sections(course: Course) -> tuple[str, ...]:
    """The sections of the students, by name."""
    return tuple(sorted({person.section for person in course.students if person.section}, key=str.lower))


def weeks(ledger: Ledger, current: Week) -> tuple[ClassWeek, ...]:
    posted = Counter(row.week.number for row in ledger.rows if row.measures.posts)
    return tuple(
        ClassWeek(week.number, week.title, week.number == current.number, posted[week.number])
        for week in ledger.course.weeks
    )


def pending(ledger: Ledger) -> tuple[tuple[int, int], ...]:
    """The weeks in which marks are not given yet, by number, each with how many."""
    found = Counter(entry.week for entry in ledger.entries if entry.outcome == "pending" and entry.week is not None)
    return tuple((week.number, found[week.number]) for week in ledger.course.weeks if found[week.number])


def box(
    neglected: Neglected,
    findings: Sequence[Found],
    flags: Sequence[Noted],
    record: Record,
    copies: Sequence[NearCopy],
    corpus: Corpus,
    ledger: Ledger,
    changes: Difference | None,
) -> Box:
    """What needs attention."""
    errors = [one for one in findings if one.finding.severity == "error"]
    same: dict[tuple[str, str, str], list[Found]] = defaultdict(list)
    for one in errors:
        same[one.text.path, one.finding.wrong, one.finding.suggestion].append(one)
    return Box(
        neglected,
        tuple(
            Error(wrong, right, found[0].text, found[0].line, len(found))
            for (_, wrong, right), found in islice(same.items(), FIRST)
        ),
        len(errors),
        tuple(flags[:FLAGS]),
        len(flags),
        record.said,
        tuple(
            Repeating(one.text, one.words, one.source.author.name if one.source else one.called)
            for one in copies[:FIRST]
        ),
        len(copies),
        tuple((item.path, item.reason) for item in corpus.parked[:FIRST]),
        len(corpus.parked) + len(ledger.uncounted),
        _changed(changes) if changes else None,
    )


def _changed(changes: Difference) -> Changed:
    people = tuple((change.name, change.total) for change in changes.people[:FIRST])
    return Changed(changes.before[:10], people, len(changes.people))


def student(of: Tally, students: Students, sparkline: Sparkline | None) -> Student:
    return Student(
        of.person,
        of.standing.points,
        of.standing.possible,
        of.measures,
        tuple(cells.cell(row, students.ledger.course, students.current) for row in of.rows),
        sparkline,
        of.lines,
    )
