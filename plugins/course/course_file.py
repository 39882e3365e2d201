"""Reads ``course.toml`` into the model, reporting every mistake at once."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cache
from itertools import chain
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from ..core import dates, toml
from ..core.model import Change, Course, Criterion, Person, Role, Rules, SiteSettings, Week
from ..core.problems import Problem, did_you_mean, quote
from ..texts.content_file import LANGUAGE
from . import accent, forge, rules, target

FILE = "course.toml"
ADDRESS: Final = re.compile(r"https?://[\w.:-]+(?:/\S*)?")
MOST_WEEKS = 999
MOST_LEVELS: Final = 9
"""The levels of a criterion that the keys 1 to 9 can choose."""
ROLES: Final[tuple[Role, ...]] = ("student", "instructor", "guest")
ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class _Head:
    title: str
    code: str = ""
    term: str = ""
    timezone: str = "UTC"
    language: str = "en"
    best_weeks: int = 0


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    name: str = ""
    section: str = ""
    role: Any = "student"
    feed: str | tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Week:
    number: int
    title: str = ""
    opens: datetime | None = None
    posts_due: datetime | None = None
    comments_due: datetime | None = None
    prompt: str = ""
    weight: float = 1.0
    expectations: rules.SomeExpectations = field(default_factory=rules.SomeExpectations)
    points: rules.SomePoints = field(default_factory=rules.SomePoints)


@dataclass(frozen=True, slots=True)
class _File:
    """The tables of ``course.toml``, in file order."""

    course: _Head
    weeks: tuple[_Week, ...]
    people: tuple[_Person, ...] = ()
    expectations: rules.SomeExpectations = field(default_factory=rules.SomeExpectations)
    points: rules.SomePoints = field(default_factory=rules.SomePoints)
    changes: tuple[rules.SomeChange, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    site: SiteSettings = field(default_factory=SiteSettings)


def read(text: str) -> tuple[Course | None, list[Problem]]:
    """The course, or None without valid TOML, a title and a week; with all problems in either case."""
    data, problems = toml.parse(FILE, text)
    if problems:
        return None, problems
    for table, needed in (("course", "[course] with a title"), ("weeks", "[[weeks]] with a number")):
        if data.get(table) in (None, {}, []):
            problems.append(toml.refuse(FILE, text, (table,), f"is missing: a course needs {needed}"))
    if problems:
        return None, problems
    file, problems = toml.structure(FILE, text, data, _File)
    if file is None:
        return None, problems
    problems += _invalid_values(file, text, "\n".join(problem.message for problem in problems))
    file = _with_defaults(file)
    if not file.course.title.strip():
        problems.append(toml.refuse(FILE, text, ("course", "title"), "is empty: a course needs a title"))
        return None, problems
    if not any(map(_is_valid, file.weeks)):
        problems.append(toml.refuse(FILE, text, ("weeks",), "a course needs at least one week with a number"))
        return None, problems
    found, more = _course(file, text)
    return found, problems + more


def _course(file: _File, text: str) -> tuple[Course, list[Problem]]:
    zone_name = file.course.timezone if file.course.timezone in _zones() else "UTC"
    zone = ZoneInfo(zone_name)

    def at(moment: datetime | None) -> datetime | None:
        return dates.aware(moment, zone) if moment else None

    def due(moment: date | None) -> datetime | None:
        return dates.deadline_at(moment, zone) if moment else None

    weeks: dict[int, tuple[int, Week]] = {}
    for n, week in enumerate(file.weeks):
        if _is_valid(week):
            posts_due, comments_due = due(week.posts_due), due(week.comments_due)
            named = "" if week.title.strip().casefold() == f"week {week.number}" else week.title
            dated = Week(week.number, named, at(week.opens), posts_due, comments_due or posts_due, week.prompt)
            weeks.setdefault(week.number, (n, dated))
    with_rules, changes, base, problems = _with_rules(file, text, weeks, zone)
    people: dict[str, Person] = {}
    for person in file.people:
        if ID.fullmatch(person.id):
            role: Role = next((known for known in ROLES if known == person.role), "student")
            feeds = tuple(address for address in person.feed if ADDRESS.fullmatch(address))
            people.setdefault(person.id, Person(person.id, person.name or person.id, person.section, role, feeds))
    head = {item.name: getattr(file.course, item.name) for item in fields(file.course)} | {"timezone": zone_name}
    criteria: dict[str, Criterion] = {}
    for criterion in file.criteria:
        if not _criterion_fault(criterion, weeks):
            called = replace(criterion, name=criterion.name or criterion.id, most=_most(criterion))
            criteria.setdefault(criterion.id, called)
    return Course(
        **head,
        weeks=tuple(with_rules),
        people=tuple(people.values()),
        expectations=base.expectations,
        points=base.points,
        criteria=tuple(criteria.values()),
        changes=tuple(changes),
        site=replace(file.site, url=file.site.url.rstrip("/"), accent=accent.given(file.site)),
    ), problems


def _with_rules(
    file: _File, text: str, weeks: Mapping[int, tuple[int, Week]], zone: ZoneInfo
) -> tuple[list[Week], list[Change], Rules, list[Problem]]:
    """The weeks in file order with their rules, the changes, the rules at the start of term, and the problems."""
    problems: list[Problem] = []

    def refuse(faults: Iterable[rules.Fault], *table: str | int) -> None:
        problems.extend(toml.refuse(FILE, text, (*table, *key), message) for key, message in faults)

    base, faults = rules.changed(Rules(), file)
    refuse(faults)
    in_order = [week for _, (_, week) in sorted(weeks.items())]
    given = [(n, change, dates.aware(change.since, zone)) for n, change in enumerate(file.changes)]
    changes = []
    for change, faults in rules.read_changes(base, given, in_order):
        refuse(faults, "changes")
        if change:
            changes.append(change)
    with_rules = []
    for _, (n, week) in sorted(weeks.items()):
        before = rules.in_force(base, changes, week)
        now, faults = rules.changed(before, file.weeks[n])
        refuse(faults, "weeks", n)
        with_rules.append(replace(week, rules=now if now != base else None))
    return with_rules, changes, base, problems


@cache
def _zones() -> set[str]:
    return available_timezones()


def _invalid_values(file: _File, text: str, told: str) -> Iterator[Problem]:
    """Report values that are well-formed but make no sense. ``told``: what has been said of the others."""

    def refuse(message: str, *key_path: str | int) -> Problem:
        return toml.refuse(FILE, text, key_path, message)

    if file.course.timezone not in _zones():
        near = did_you_mean(file.course.timezone, _zones())
        yield refuse(f"is not a time zone such as Europe/London; UTC is used{near}", "course", "timezone")
    seen: set[int] = set()
    for n, week in enumerate(file.weeks):
        if week.number in seen:
            yield refuse(f"week {week.number} appears twice; the first one counts", "weeks", n, "number")
        seen.add(week.number)
        if not _is_valid(week):
            yield refuse(f"must be a number from 1 to {MOST_WEEKS}; the week is ignored", "weeks", n, "number")
        for key in ("posts_due", "comments_due"):
            due: datetime | None = getattr(week, key)
            if due and week.opens and _naive(due) < _naive(week.opens):
                yield refuse("is before the week opens", "weeks", n, key)
    ids: set[str] = set()
    for n, person in enumerate(file.people):
        if not ID.fullmatch(person.id):
            near = f"; did you mean {quote(low)}?" if ID.fullmatch(low := person.id.strip().lower()) else ""
            message = "an id consists of lower-case letters a–z, digits and hyphens; the person is ignored"
            yield refuse(f"{message}{near}", "people", n, "id")
        elif person.id in ids:
            yield refuse(f"“{person.id}” appears twice; the first one counts", "people", n, "id")
        ids.add(person.id)
        if person.role not in ROLES:
            near = did_you_mean(str(person.role), ROLES)
            yield refuse(f"must be student, instructor or guest; treated as student{near}", "people", n, "role")
        for address in person.feed:
            if not ADDRESS.fullmatch(address):
                yield refuse(f"{quote(address)} is not an address that begins with https:// or http://; it is ignored",
                             "people", n, "feed")  # fmt: skip
    if not 0 <= file.course.best_weeks <= len(file.weeks):
        number = len(file.weeks)
        message = "there is 1 week; it counts" if number == 1 else f"there are {number} weeks; all of them count"
        yield refuse(message if file.course.best_weeks > 0 else "must not be negative; all weeks count",
                     "course", "best_weeks")  # fmt: skip
    named: set[str] = set()
    for n, criterion in enumerate(file.criteria):
        if fault := _criterion_fault(criterion, seen):
            if fault[0] in ("most", "levels") and f"`criteria[{n + 1}].levels" in told:
                continue
            yield refuse(f"{fault[1]}; the criterion is ignored", "criteria", n, fault[0])
        elif criterion.id in named:
            yield refuse(f"“{criterion.id}” appears twice; the first one counts", "criteria", n, "id")
        named.add(criterion.id)
    if not LANGUAGE.fullmatch(file.course.language):
        yield refuse("must be a language code such as “en”, “is” or “pt-BR”; en is used", "course", "language")
    if file.site.url and not ADDRESS.fullmatch(file.site.url):
        yield refuse("must be an address that begins with https:// or http://; it is ignored", "site", "url")
    for key, message in _site_faults(file.site):
        yield refuse(message, "site", key)
    if file.site.forge and not file.site.repository:
        yield refuse("a forge needs its repository, such as “owner/name”", "site", "forge")


def _site_faults(site: SiteSettings) -> Iterator[tuple[str, str]]:
    """The invalid settings of ``[site]``, apart from its address: key and message."""
    return chain(forge.faults(site), target.faults(site), accent.faults(site))


def _is_valid(week: _Week) -> bool:
    return 0 < week.number <= MOST_WEEKS


def _criterion_fault(criterion: Criterion, weeks: Collection[int]) -> tuple[str, str] | None:
    """The key by which a criterion cannot be used, and why; None if it can. ``weeks``: the numbers of the course's."""
    if not ID.fullmatch(criterion.id):
        return "id", "an id consists of lower-case letters a–z, digits and hyphens"
    if message := _level_fault(criterion):
        return "levels", message
    if not 0 < _most(criterion) <= rules.MOST_POINTS:
        said = f"the best mark gives more than 0 points and at most {rules.MOST_POINTS:,}"
        return ("levels", said) if criterion.levels else ("most", f"{said}: say how many, or give levels")
    if unknown := [week for week in criterion.weeks if week not in weeks]:
        return "weeks", f"there is no week {unknown[0]}"
    return None


def _level_fault(criterion: Criterion) -> str:
    """Why a criterion's levels cannot be used; empty if they can."""
    levels, most = criterion.levels, _most(criterion)
    names = [" ".join(level.name.split()) for level in levels]
    if len(levels) > MOST_LEVELS:
        return f"there are {len(levels)} levels; a criterion can have {MOST_LEVELS}"
    if not all(names):
        return "each level needs a name"
    if (twice := _repeated([name.casefold() for name in names])) is not None:
        return f"two levels are called {quote(names[twice])}; each needs a name of its own"
    if any(level.points < 0 for level in levels):
        return "the points of a level must not be negative"
    if any(not level.points <= most for level in levels):
        return f"no level can give more than {most:g}, the most that the criterion gives"
    if (twice := _repeated([level.points for level in levels])) is not None:
        return f"two levels give {levels[twice].points:g}, one is {quote(names[twice])}; each needs points of its own"
    return ""


def _repeated(values: Sequence[object]) -> int | None:
    """The index of the first value that has been there before."""
    return next((n for n, value in enumerate(values) if value in values[:n]), None)


def _most(criterion: Criterion) -> float:
    """The points of the best mark."""
    return criterion.most or max((level.points for level in criterion.levels), default=0.0)


def _with_defaults(file: _File) -> _File:
    """The file with every rejected value replaced by its default, so that no wrong rule is applied."""
    if not ADDRESS.fullmatch(file.site.url):
        file = replace(file, site=replace(file.site, url=""))
    if not LANGUAGE.fullmatch(file.course.language):
        file = replace(file, course=replace(file.course, language="en"))
    if not 0 <= file.course.best_weeks <= len(file.weeks):
        file = replace(file, course=replace(file.course, best_weeks=0))
    refused: dict[str, Any] = {key: getattr(SiteSettings(), key) for key, _ in _site_faults(file.site)}
    return replace(file, site=replace(file.site, **refused))


def _naive(moment: datetime) -> datetime:
    """A TOML date or time as a naive datetime, good enough to compare two of the same week."""
    return dates.aware(moment, ZoneInfo("UTC"))
