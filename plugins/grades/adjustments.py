"""Instructors' decisions about individual students, each with a reason: ``private/adjustments.toml``, never published.

Extensions, excuses, late joiners, withdrawals, corrections, marks and notes. An adjustment that cannot be applied is
reported with its line and key and ignored; the others still apply. Without the file, nothing is adjusted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from ..core import dates, toml
from ..core.model import Course, Rule, Text, Week, composed
from ..core.problems import Problem, did_you_mean
from ..texts.content_file import week_number

FILE = "private/adjustments.toml"
BOTH: tuple[Rule, ...] = ("post", "comment")


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for a student's week: a new deadline or extra hours. Empty ``rule``: posts and comments."""

    person: str
    week: int
    reason: str
    until: datetime | None = None
    hours: float | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Excuse:
    """Nothing is expected of a student in a week. Empty ``rule``: neither posts nor comments."""

    person: str
    week: int
    reason: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A student joined late or withdrew ``on`` a day: what was due before joining, or after leaving, does not count."""

    person: str
    on: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Points added or deducted outside the rules, for a week or, without one, for the term."""

    person: str
    points: float
    reason: str
    week: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark for quality by one of the course's criteria: for a text, a student's week or the whole term.

    ``person`` is required even for a text, so that changing the text's author does not move the mark.
    """

    person: str
    criterion: str
    points: float
    reason: str
    week: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note to a student about a text, a week or the whole term."""

    person: str
    note: str
    week: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Adjustments:
    """All adjustments of a course. Marks and notes about a text also carry its week."""

    extensions: tuple[Extension, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    joined: tuple[Enrolment, ...] = ()
    withdrawn: tuple[Enrolment, ...] = ()
    corrections: tuple[Correction, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[Note, ...] = ()

    def extended(
        self, person: str, week: Week, rule: Rule, due: datetime | None, zone: ZoneInfo
    ) -> tuple[datetime | None, str]:
        """A student's deadline, and the reason if it differs from the week's. Whole days are calendar days: a deadline
        at 23:59 stays at 23:59 across clock changes.
        """
        best, why = due, ""
        for extension in self._extensions.get((person, week.number), ()):
            if due is None or extension.rule not in ("", rule):
                continue
            moment = extension.until or _later(due, extension.hours or 0, zone)
            if best is None or moment > best:
                best, why = moment, extension.reason
        return best, why

    def excused(self, person: str, week: Week, rule: Rule, due: datetime | None) -> tuple[str, str]:
        """Why nothing is expected of a student: a sentence and the private reason. Both empty if something is."""
        for excuse in self._excuses.get((person, week.number), ()):
            if excuse.rule in ("", rule):
                return "Excused", excuse.reason
        if due:
            if (enrolment := self._joined.get(person)) and due < enrolment.on:
                return f"Not counted: joined the course on {dates.day(enrolment.on)}", enrolment.reason
            if (enrolment := self._withdrawn.get(person)) and due >= enrolment.on:
                return f"Not counted: left the course on {dates.day(enrolment.on)}", enrolment.reason
        return "", ""

    def left(self, person: str) -> datetime | None:
        """When a student withdrew."""
        enrolment = self._withdrawn.get(person)
        return enrolment.on if enrolment else None

    def notes_to(self, person: str, week: int | None = None, text: str = "") -> list[Note]:
        """The notes about a text, about a student's week (not its texts), or about the whole term."""
        return [note for note in self._notes.get(person, ()) if (note.week, note.text) == (week, text)]

    def marks_of(self, person: str) -> Sequence[Mark]:
        """A person's marks, in the order of the file."""
        return self._marks.get(person, ())

    @cached_property
    def _marks(self) -> Mapping[str, list[Mark]]:
        return _grouped(self.marks, lambda item: item.person)

    @cached_property
    def _extensions(self) -> Mapping[tuple[str, int], list[Extension]]:
        return _grouped(self.extensions, lambda item: (item.person, item.week))

    @cached_property
    def _excuses(self) -> Mapping[tuple[str, int], list[Excuse]]:
        return _grouped(self.excuses, lambda item: (item.person, item.week))

    @cached_property
    def _joined(self) -> dict[str, Enrolment]:
        return {enrolment.person: enrolment for enrolment in self.joined}

    @cached_property
    def _withdrawn(self) -> dict[str, Enrolment]:
        return {enrolment.person: enrolment for enrolment in self.withdrawn}

    @cached_property
    def _notes(self) -> Mapping[str, list[Note]]:
        return _grouped(self.notes, lambda item: item.person)


NONE = Adjustments()


def _later(due: datetime, hours: float, zone: ZoneInfo) -> datetime:
    if hours % 24 == 0:
        return dates.aware((due + timedelta(hours=hours)).replace(tzinfo=None), zone)
    return dates.at(due + timedelta(hours=hours), zone)


def _grouped(items: Any, key: Callable[[Any], Any]) -> Mapping[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found


@dataclass(frozen=True, slots=True)
class _File:
    extensions: tuple[Extension, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    joined: tuple[Enrolment, ...] = ()
    withdrawn: tuple[Enrolment, ...] = ()
    corrections: tuple[Correction, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class _Reader:
    """Validates a parsed file and collects its problems."""

    text: str
    course: Course
    texts: Mapping[str, Text]
    places: Mapping[str, list[int]]
    """For each table, the index in the file of each entry that could be parsed."""
    problems: list[Problem] = field(default_factory=list)

    def kept(self, table: str, items: tuple[Any, ...]) -> Iterator[tuple[int, Any]]:
        """A table's valid entries with their indexes: known person, week, rule and text, and a reason."""
        for n, item in enumerate(map(self.named, items)):
            faults = list(self.faults(item))
            for key, message in faults:
                self.refuse(toml.ignored(message), table, n, key)
            if not faults:
                yield n, self.completed(item)

    def named(self, item: Any) -> Any:
        """An adjustment with the text's path as it is on disk: accents may be stored in another form than typed."""
        typed = getattr(item, "text", "")
        same = (path for path in self.texts if composed(path) == composed(typed))
        return item if typed.isascii() or typed in self.texts else replace(item, text=next(same, typed))

    def refuse(self, message: str, table: str, n: int, key: str) -> None:
        self.problems.append(toml.refuse(FILE, self.text, (table, self.places[table][n], key), message))

    def faults(self, item: Any) -> Iterator[tuple[str, str]]:
        """The problems of an adjustment, as (key, message)."""
        about_text = getattr(item, "text", "")
        if about_text and about_text not in self.texts:
            yield "text", f"there is no such text{self.meant_text(about_text)}"
            return
        if message := self.not_a_student(item.person):
            yield "person", message
        if about_text and item.person != self.texts[about_text].author.id:
            yield "person", "did not write the text"
        week = getattr(item, "week", None)
        if week is not None and week not in self.course.week_by_number:
            yield "week", f"course.toml has no week {week}"
        elif about_text and week not in (None, week_number(about_text)):
            yield "week", f"the text is of week {week_number(about_text)}"
        if getattr(item, "rule", "") not in ("", *BOTH):
            yield "rule", "must be “post” or “comment”; without it, both are meant"
        if isinstance(item, Note):
            if not item.note.strip():
                yield "note", "is empty: write what the student is to read"
        elif not item.reason.strip():
            yield "reason", "is empty: give a reason, since you may have to defend it"
        points = getattr(item, "points", 0)
        if not abs(points) <= toml.LARGEST:
            yield "points", "must be a number, and not so large a one"

    def not_a_student(self, given: str) -> str:
        """Why nobody by this id can have an adjustment; empty for a student."""
        person = self.course.person_by_id.get(given)
        if person and person.earns:
            return ""
        if person:
            return (
                f"is not a student in course.toml but {'an instructor' if person.role == 'instructor' else 'a guest'}"
            )
        named = [one.id for one in self.course.students if one.name.casefold() == given.strip().casefold()]
        students = [student.id for student in self.course.students]
        return f"is not the id of a student in course.toml{did_you_mean(given, named or students)}"

    def meant_text(self, given: str) -> str:
        """A hint at the text that is meant by a path that leads nowhere."""
        named = [path for path in self.texts if path.endswith(f"/{given.lstrip('/')}")]
        return did_you_mean(named[0] if len(named) == 1 else given, self.texts)

    def completed(self, item: Any) -> Any:
        """An adjustment with its times in the course's time zone and, if it is about a text, the text's week."""
        for key, aware in (("until", dates.deadline_at), ("on", dates.aware)):
            if moment := getattr(item, key, None):
                item = replace(item, **{key: aware(moment, self.course.zone)})
        if text := self.texts.get(getattr(item, "text", "")):
            item = replace(item, week=week_number(text.path))
        return item

    def extensions(self, items: tuple[Extension, ...]) -> Iterator[Extension]:
        for n, item in self.kept("extensions", items):
            week = self.course.week_by_number[item.week]
            dues = [due for rule in BOTH if item.rule in ("", rule) and (due := _due(week, rule))]
            if (item.until is None) == (item.hours is None):
                self.refuse("give either `until` or `hours`; this entry is ignored", "extensions", n, "until")
            elif not dues:
                self.refuse(f"week {item.week} has no deadline to move; this entry is ignored", "extensions", n, "week")
            elif item.hours is not None and not 0 < item.hours <= HOURS:
                self.refuse(
                    f"must be more than 0 and at most {HOURS:,}; this entry is ignored", "extensions", n, "hours"
                )
            elif item.until and item.until <= min(dues):
                self.refuse("is no later than the deadline; this entry is ignored", "extensions", n, "until")
            else:
                yield item

    def enrolments(self, table: str, items: tuple[Enrolment, ...]) -> Iterator[Enrolment]:
        seen = set()
        for n, item in self.kept(table, items):
            if item.person in seen:
                self.refuse(f"“{item.person}” appears twice; the first one counts", table, n, "person")
                continue
            seen.add(item.person)
            yield item

    def marks(self, items: tuple[Mark, ...]) -> Iterator[Mark]:
        criteria = {criterion.id: criterion for criterion in self.course.criteria}
        seen = set()
        for n, item in self.kept("marks", items):
            criterion = criteria.get(item.criterion)
            about = (item.criterion, item.person, item.week, item.text)
            if not criterion:
                known = f"the criteria are {', '.join(criteria)}" if criteria else "course.toml has no [[criteria]]"
                near = did_you_mean(item.criterion, criteria) or f"; {known}"
                self.refuse(toml.ignored(f"there is no such criterion{near}"), "marks", n, "criterion")
            elif not 0 <= item.points <= criterion.most:
                self.refuse(
                    f"must be from 0 to {criterion.most:g}, the most the criterion gives; this entry is ignored",
                    "marks", n, "points",
                )  # fmt: skip
            elif about in seen:
                self.refuse("this was marked twice; the first one counts", "marks", n, "criterion")
            else:
                seen.add(about)
                yield item


HOURS = 10_000


def read(text: str, course: Course, texts: Mapping[str, Text]) -> tuple[Adjustments, list[Problem]]:
    """Parse a course's adjustments. ``texts``: all texts by path."""
    data, problems = toml.parse(FILE, text)
    if problems:
        return NONE, problems
    members = {table: list(given) for table, given in data.items() if isinstance(given, list)}
    file, problems = toml.structure(FILE, text, data, _File, whole=True)
    if file is None:
        return NONE, problems
    left = {id(member) for table in members for member in data.get(table, ())}
    places = {table: [n for n, member in enumerate(given) if id(member) in left] for table, given in members.items()}
    reader = _Reader(text, course, texts, places, problems)
    found = Adjustments(
        extensions=tuple(reader.extensions(file.extensions)),
        excuses=tuple(item for _, item in reader.kept("excuses", file.excuses)),
        joined=tuple(reader.enrolments("joined", file.joined)),
        withdrawn=tuple(reader.enrolments("withdrawn", file.withdrawn)),
        corrections=tuple(item for _, item in reader.kept("corrections", file.corrections)),
        marks=tuple(reader.marks(file.marks)),
        notes=tuple(item for _, item in reader.kept("notes", file.notes)),
    )
    return found, reader.problems


def _due(week: Week, rule: Rule) -> datetime | None:
    return week.posts_due if rule == "post" else week.comments_due
