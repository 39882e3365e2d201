"""The roster: who the course's people are elsewhere. Legal names, addresses and ids, none of them public.

``private/roster.csv`` is a table of the instructor's own (a column ``person`` and any of ``legal_name``, ``email``,
``canvas_id``, ``sis_id``, ``login``, ``moodle_id``, ``participant``, ``section``), a gradebook export from Canvas, or a
list of participants or a grader export from Moodle, the exports with a column ``person`` for rows that cannot be
matched otherwise. In each, a column ``account`` can name the person's account on the course's forge.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from ..core.model import Course, Person
from ..core.numbers import several
from ..core.problems import Problem, did_you_mean, quote
from . import columns, people, table
from .columns import ASSIGNMENT, EMAIL, Columns, Layout
from .name_order import Order
from .table import Record

FILE = "private/roster.csv"
RULE = "roster"
NEEDS = (
    "needs a first line of column names: one of them “person”, or those of a Canvas gradebook export, "
    "or of a Moodle list of participants"
)
ADD_PERSON = "add a column “person” with the id from course.toml"
MOST_UNMATCHED = 100
"""How many rows that are nobody's are reported one by one."""
IN_PERSON = "into the row’s column “person”"
UNCLOSED = "a quotation mark is opened here and not closed in its row: close it, or delete it"
POINTS_POSSIBLE = "Points Possible"
NO_STUDENT = re.compile(r"(?:Muted|Manual Posting.*)?", re.IGNORECASE | re.DOTALL)
TEST_STUDENT = ("student", "test")
QUOTED = re.compile(r'="(.*)"', re.DOTALL)
"""How Canvas exports a name that begins with an equals sign."""
KEYS: Mapping[str, str] = {
    "canvas_id": "Canvas id", "sis_id": "SIS id", "login": "login", "moodle_id": "Moodle id number",
    "participant": "participant id", "account": "account",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the course as recorded in the roster; missing values are empty.

    ``emails`` are as written, the platform's own first; ``line`` is the line on which the person's row begins.
    """

    person: str
    line: int = 0
    legal_name: str = ""
    emails: tuple[str, ...] = ()
    canvas_id: str = ""
    sis_id: str = ""
    login: str = ""
    moodle_id: str = ""
    section: str = ""
    account: str = ""
    participant: str = ""
    """The number in one Moodle assignment, which is another in the next."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that names somebody. ``person`` is an id, given or matched with certainty; ``parts`` are given and family
    name if the file separates them, ``keys`` the person's ids and addresses elsewhere.
    """

    line: int
    name: str
    parts: tuple[str, str] = ("", "")
    person: str = ""
    section: str = ""
    keys: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    order: Order = ""
    """What comes first in ``name``, or in ``parts`` if that is not certain."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment column of a Canvas export. ``possible`` is empty if it contains no number."""

    title: str
    id: str
    possible: str = ""

    @property
    def header(self) -> str:
        return f"{self.title} ({self.id})"


@dataclass(frozen=True)
class Roster:
    """Members by person id; ``private`` and ``notes`` are the parts of the file that must not be published."""

    path: str = FILE
    state: Literal["read", "missing", "unreadable"] = "missing"
    layout: Layout = "own"
    headers: tuple[str, ...] = ()
    members: Mapping[str, Member] = field(default_factory=dict)
    assignments: tuple[Assignment, ...] = ()
    private: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    """The legal names of all rows, in their spoken form."""
    notes: tuple[str, ...] = ()
    """The instructor's own texts in a platform's export, such as feedback."""

    @cached_property
    def addresses(self) -> dict[str, str]:
        """E-mail address, casefolded → person id."""
        return {email.casefold(): member.person for member in self.members.values() for email in member.emails}

    @cached_property
    def accounts(self) -> dict[str, str]:
        """Account on the course's forge, casefolded → person id. One that two people's rows have is nobody's."""
        return {member.account.casefold(): member.person for member in self.members.values() if member.account}

    def cells(self) -> frozenset[str]:
        """Every cell that identifies a person outside the course: names, addresses, ids, and the cells of unknown
        columns. Grades, points, sections and institutions do not; nor does a given name alone.
        """
        return self.private


def read(text: str, course: Course, path: str = FILE) -> tuple[Roster, list[Problem]]:
    """Read a course's roster, with problems. A row that matches nobody with certainty is reported, not guessed."""
    try:
        records = table.records(text)
    except table.NoTable as error:
        return Roster(path, "unreadable"), [_problem(path, 1, str(error))]
    found = columns.of(records[0].cells, [row.cells for row in records[1:]]) if records else None
    if not found:
        line = records[0].line if records else 1
        return Roster(path, "unreadable"), [_problem(path, line, NEEDS)]
    return _Reading(found, records, course, path).roster()


def rows(text: str, course: Course, path: str = FILE) -> tuple[list[Row], list[Record], list[Problem]]:
    """The rows that name somebody; all records, header first; and why the file cannot be read, if it cannot."""
    try:
        records = table.records(text)
    except table.NoTable as error:
        return [], [], [_problem(path, 1, str(error))]
    found = columns.of(records[0].cells, [row.cells for row in records[1:]]) if records else None
    if not found:
        return [], [], [_problem(path, records[0].line if records else 1, NEEDS)]
    return _Reading(found, records, course, path).listed(), records, []


def _problem(path: str, line: int, message: str, severity: Literal["error", "warning", "notice"] = "error") -> Problem:
    return Problem(path, line, 1, message, severity, RULE)


def _spoken(name: str) -> str:
    """The spoken form of a name: “Okafor, Amara” → “Amara Okafor”."""
    family, _, given = name.partition(",")
    return f"{given} {family}".strip()


class _Reading:
    """Reads one file, collecting the problems in its rows."""

    def __init__(self, found: Columns, records: Sequence[Record], course: Course, path: str) -> None:
        self.columns, self.course, self.path = found, course, path
        self.rows = [row for row in records[1:] if not self.is_not_a_student(row)]
        self.others = [row for row in records[1:] if self.is_not_a_student(row)]
        self.problems: list[Problem] = []
        self.unmatched: list[tuple[int, str]] = []

    def roster(self) -> tuple[Roster, list[Problem]]:
        self.report_surplus_cells()
        owners = self.owners()
        members: dict[str, Member] = {}
        groups: dict[str, list[Member]] = defaultdict(list)
        for row, owner in zip(self.rows, owners, strict=True):
            if owner:
                groups[owner.id].append(self.member(row, owner.id))
        for key, rows in groups.items():
            if member := self.merged(rows):
                members[key] = member
        members = self.without_shared_keys(members, owners)
        self.report_unmatched([person.name for person in self.course.people if person.id not in groups])
        for person in self.course.students:
            if person.id not in groups:
                rather = "" if "person" in self.columns.kinds else f", or {ADD_PERSON}"
                self.report(1, f"{quote(person.name)} ({person.id}) is in no row: add one{rather}", "warning")
        kept = Roster(
            self.path, "read", self.columns.layout, self.columns.names, members, tuple(self.assignments()),
            frozenset(self.private()), frozenset(filter(None, map(_spoken, map(self.name, self.rows)))),
            tuple(self.notes()),
        )  # fmt: skip
        return kept, sorted(self.problems, key=lambda problem: problem.place)

    def listed(self) -> list[Row]:
        """The rows that name somebody; for an unknown ``person``, with the id as written."""
        cell, cells = self.columns.cell, self.columns.cells
        return [
            Row(
                row.line, self.name(row), (cell(row.cells, "first"), cell(row.cells, "last")),
                owner.id if owner else cell(row.cells, "person"), cell(row.cells, "section"),
                tuple(cells(row.cells, "canvas_id", "sis_id", "login", "moodle_id", "id", "email")),
                tuple(cells(row.cells, "place")), self.columns.order,
            )
            for row, owner in zip(self.rows, self.owners(), strict=True)
        ]  # fmt: skip

    def report(self, line: int, message: str, severity: Literal["error", "warning", "notice"] = "error") -> None:
        self.problems.append(_problem(self.path, line, message, severity))

    def is_not_a_student(self, row: Record) -> bool:
        """Whether a row of a Canvas export is not a student's: points possible, manual posting, the test student."""
        if self.columns.layout != "canvas":
            return False
        name = self.name(row)
        return (
            POINTS_POSSIBLE in name
            or all(NO_STUDENT.fullmatch(cell) for cell in row.cells)
            or people.words(name) == TEST_STUDENT
        )

    def report_surplus_cells(self) -> None:
        width = len(self.columns.names)
        for row in self.rows:
            if any(row.cells[width:]):
                count = f"has {len(row.cells)} cells where the first line has {width}"
                self.report(
                    row.line, f"{count}: put quotation marks around a cell that holds a comma or semicolon", "warning"
                )

    def name(self, row: Record) -> str:
        given, family = (self.columns.cell(row.cells, "first"), self.columns.cell(row.cells, "last"))
        if given or family:
            if self.columns.layout == "canvas":
                return ", ".join(part for part in (family, given) if part)
            return " ".join(part for part in (given, family) if part)
        name = self.columns.cell(row.cells, "name")
        quoted = QUOTED.fullmatch(name) if self.columns.layout == "canvas" else None
        return quoted[1] if quoted else name

    def owners(self) -> list[Person | None]:
        """The person of each row: its ``person`` column decides, if it is filled in."""
        cells = self.columns.cells
        known = [
            people.Known()
            if cells(row.cells, "person")
            else people.Known(
                self.name(row),
                self.columns.cell(row.cells, "first"),
                self.columns.cell(row.cells, "last"),
                tuple(cells(row.cells, "login", "sis_id", "moodle_id", "canvas_id", "id")),
            )
            for row in self.rows
        ]
        named = {self.columns.cell(row.cells, "person") for row in self.rows}
        found = people.matches(known, self.course.people, named)
        return [self.owner(row, match) for row, match in zip(self.rows, found, strict=True)]

    @property
    def say_who(self) -> str:
        """How to say whose a row is."""
        return f"write the id from course.toml {IN_PERSON}" if "person" in self.columns.kinds else ADD_PERSON

    def owner(self, row: Record, match: people.Match) -> Person | None:
        if key := self.columns.cell(row.cells, "person"):
            person = self.course.person_by_id.get(key)
            if not person:
                near = did_you_mean(key, self.course.person_by_id)
                message = f"{quote(key)} is not an id in course.toml: write one that is, or leave it empty{near}"
                self.report(row.line, UNCLOSED if "\n" in key else message)
            return person
        if match.people and not match.contested:
            return match.people[0]
        name = self.name(row) or next(iter(self.columns.cells(row.cells, "email", "login", "canvas_id")), "")
        if match.people:
            ids = " and ".join(person.id for person in match.people)
            other = "" if len(match.people) > 1 else ", and so may another row"
            self.report(row.line, f"{quote(name)} may be {ids}{other}: {self.say_who}")
        else:
            self.unmatched.append((row.line, name))
        return None

    def report_unmatched(self, left: Sequence[str]) -> None:
        """Report the rows that match nobody, each with the most similar name that has no row."""
        for line, name in self.unmatched[:MOST_UNMATCHED]:
            near = did_you_mean(_spoken(name), left)
            self.report(line, f"{quote(name)} is not certainly anyone in course.toml: {self.say_who}{near}", "warning")
        if more := self.unmatched[MOST_UNMATCHED:]:
            message = f"{several(len(more), 'row')} from here on are not certainly anyone in course.toml, either"
            self.report(more[0][0], f"{message}: leave out who is not in the course", "warning")

    def member(self, row: Record, person: str) -> Member:
        cell = self.columns.cell
        emails = [email for some in self.columns.cells(row.cells, "email") for email in EMAIL.findall(some)]
        return Member(
            person, row.line, self.name(row), tuple(dict.fromkeys(emails)), cell(row.cells, "canvas_id"),
            cell(row.cells, "sis_id"), cell(row.cells, "login"), cell(row.cells, "moodle_id"),
            cell(row.cells, "section"), cell(row.cells, "account").removeprefix("@"),
            re.sub(r"^\D+", "", cell(row.cells, "participant")),
        )  # fmt: skip

    def merged(self, rows: Sequence[Member]) -> Member | None:
        """Merge a person's rows, such as those of several sections; None if they contradict each other."""
        first, *more = rows
        for other in more:
            differ = [name for key, name in KEYS.items() if len({getattr(first, key), getattr(other, key)} - {""}) > 1]
            if differ:
                keys = " and ".join(differ)
                message = f"{quote(first.person)} has a row in line {first.line}, too, with another {keys}"
                self.report(other.line, f"{message}: neither is used until you delete one")
                return None
            self.report(
                other.line, f"{quote(first.person)} has a row in line {first.line}, too: both are used", "notice"
            )
            filled: dict[str, Any] = {key: getattr(first, key) or getattr(other, key) for key in KEYS}
            known = {email.casefold() for email in first.emails}
            emails = (*first.emails, *(email for email in other.emails if email.casefold() not in known))
            sections = dict.fromkeys(section for section in (first.section, other.section) if section)
            first = replace(first, emails=emails, section=", ".join(sections), **filled)
        return first

    def without_shared_keys(self, members: Mapping[str, Member], owners: Sequence[Person | None]) -> dict[str, Member]:
        """The members without ids and addresses that rows of different people share; each conflict is reported."""
        claims: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for row, owner in zip(self.rows, owners, strict=True):
            one = self.member(row, owner.id if owner else f"line {row.line}")
            keys = [(key, getattr(one, key).casefold()) for key in KEYS]
            for claim in [*keys, *(("emails", email.casefold()) for email in one.emails)]:
                if claim[1]:
                    claims[claim].setdefault(one.person, row.line)
        kept = dict(members)
        for (key, value), lines in claims.items():
            first, *more = lines.values()
            for line in more:
                message = f"the {KEYS.get(key, 'e-mail address')} {quote(value)} is in line {first}, too"
                self.report(line, f"{message}: it is used for no one until you correct one of them")
            for person in lines.keys() & kept.keys() if more else ():
                emails = tuple(email for email in kept[person].emails if email.casefold() != value)
                left: dict[str, Any] = {"emails": emails} if key == "emails" else {key: ""}
                kept[person] = replace(kept[person], **left)
        return kept

    def assignments(self) -> Iterator[Assignment]:
        if self.columns.layout != "canvas":
            return
        possible = next((row.cells for row in self.others if POINTS_POSSIBLE in self.name(row)), ())
        for n, (kind, name) in enumerate(zip(self.columns.kinds, self.columns.names, strict=True)):
            if kind == "grade" and (parts := ASSIGNMENT.fullmatch(name)):
                yield Assignment(parts[1], parts[2], possible[n] if n < len(possible) else "")

    def private(self) -> Iterator[str]:
        for row in self.rows:
            yield from self.columns.cells(
                row.cells,
                "name",
                "email",
                "canvas_id",
                "sis_id",
                "login",
                "moodle_id",
                "participant",
                "account",
                "id",
                "other",
            )
            yield from filter(None, row.cells[len(self.columns.names) :])
            if name := self.name(row):
                yield _spoken(name)

    def notes(self) -> Iterator[str]:
        for row in self.rows:
            yield from (cell for cell in self.columns.cells(row.cells, "note") if " " in cell)
