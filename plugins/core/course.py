"""``course.toml`` into the model: what an instructor says of a course, and every mistake in it at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from functools import cache
from math import isfinite
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from . import dates, replying, settings
from .model import Course, Expectations, Person, Points, Role, Site, Week
from .problems import Problem, did_you_mean
from .texts import LANGUAGE

FILE = "course.toml"
ADDRESS: Final = re.compile(r"https?://[\w.:-]+(?:/\S*)?")
MOST_WEEKS = 999
ROLES: Final[tuple[Role, ...]] = ("student", "instructor", "guest")
ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class _Head:
    title: str
    code: str = ""
    term: str = ""
    timezone: str = "UTC"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    name: str = ""
    section: str = ""
    role: Any = "student"
    feed: str = ""


@dataclass(frozen=True, slots=True)
class _File:
    """The tables of ``course.toml``, in its own order."""

    course: _Head
    weeks: tuple[Week, ...]
    people: tuple[_Person, ...] = ()
    expectations: Expectations = field(default_factory=Expectations)
    points: Points = field(default_factory=Points)
    site: Site = field(default_factory=Site)


def read(text: str) -> tuple[Course | None, list[Problem]]:
    """The course, or None where there can be none: no valid TOML, no title, no week. All problems either way."""
    data, problems = settings.parse(FILE, text)
    if problems:
        return None, problems
    for table, kind in (("course", dict), ("weeks", list)):
        if not isinstance(data.get(table), kind) or not data[table]:
            said = "[course] with a title" if table == "course" else "[[weeks]] with a number"
            problems.append(settings.refuse(FILE, text, (table,), f"is missing: a course needs {said}"))
    if problems:
        return None, problems
    file, problems = settings.structure(FILE, text, data, _File)
    if file is None:
        return None, problems
    problems += _contradictions(file, text)
    file = _repaired(file)
    if not file.weeks or not file.course.title.strip():
        problems.append(settings.refuse(FILE, text, ("course", "title"), "a course needs a title, and a week"))
        return None, problems
    return _course(file), problems


def _course(file: _File) -> Course:
    zone_name = file.course.timezone if file.course.timezone in _zones() else "UTC"
    zone = ZoneInfo(zone_name)

    def at(moment: datetime | None) -> datetime | None:
        return dates.aware(moment, zone) if moment else None

    def due(moment: date | None) -> datetime | None:
        """A deadline; one without a time is the end of its day."""
        if moment is None or isinstance(moment, datetime):
            return at(moment)
        return at(datetime.combine(moment, time(23, 59, 59)))

    weeks: dict[int, Week] = {}
    for week in file.weeks:
        posts_due, comments_due = due(week.posts_due), due(week.comments_due)
        weeks.setdefault(
            week.number,
            replace(week, opens=at(week.opens), posts_due=posts_due, comments_due=comments_due or posts_due),
        )
    people: dict[str, Person] = {}
    for person in file.people:
        if ID.fullmatch(person.id):
            role: Role = next((known for known in ROLES if known == person.role), "student")
            people.setdefault(person.id, Person(person.id, person.name or person.id, person.section, role, person.feed))
    head = {item.name: getattr(file.course, item.name) for item in fields(file.course)} | {"timezone": zone_name}
    return Course(
        **head,
        weeks=tuple(weeks[number] for number in sorted(weeks)),
        people=tuple(people.values()),
        expectations=file.expectations,
        points=file.points,
        site=replace(file.site, url=file.site.url.rstrip("/")),
    )


@cache
def _zones() -> set[str]:
    return available_timezones()


def _contradictions(file: _File, text: str) -> Iterator[Problem]:
    """What is well-formed but cannot be meant."""

    def refuse(message: str, *key_path: str | int) -> Problem:
        return settings.refuse(FILE, text, key_path, message)

    if file.course.timezone not in _zones():
        near = did_you_mean(file.course.timezone, _zones())
        yield refuse(f"no time zone is called so; UTC is used{near}", "course", "timezone")
    seen: set[int] = set()
    for n, week in enumerate(file.weeks):
        if week.number in seen:
            yield refuse(f"week {week.number} is there already; the first one holds", "weeks", n, "number")
        seen.add(week.number)
        if not 0 < week.number <= MOST_WEEKS:
            yield refuse(f"is a number from 1 to {MOST_WEEKS}; the week is left out", "weeks", n, "number")
        for key in ("posts_due", "comments_due"):
            due: datetime | None = getattr(week, key)
            if due and week.opens and _naive(due) < _naive(week.opens):
                yield refuse("is before the week opens", "weeks", n, key)
    ids: set[str] = set()
    for n, person in enumerate(file.people):
        if not ID.fullmatch(person.id):
            yield refuse("an id is made of small letters a–z, digits and hyphens; the person is left out",
                         "people", n, "id")  # fmt: skip
        elif person.id in ids:
            yield refuse(f"“{person.id}” is there already; the first one holds", "people", n, "id")
        ids.add(person.id)
        if person.role not in ROLES:
            near = did_you_mean(str(person.role), ROLES)
            yield refuse(f"must be student, instructor or guest; taken as student{near}", "people", n, "role")
    for table in ("expectations", "points"):
        for item in fields(getattr(file, table)):
            if said := _out_of_range(getattr(file, table), item.name):
                yield refuse(f"{said}; the default holds, {item.default}", table, item.name)
    if not LANGUAGE.fullmatch(file.course.language):
        yield refuse("is a language code such as “en”, “is” or “pt-BR”; en is used", "course", "language")
    if file.site.url and not ADDRESS.fullmatch(file.site.url):
        yield refuse("is an address that begins with https:// or http://; it is left out", "site", "url")
    for key, message in replying.faults(file.site):
        yield refuse(message, "site", key)
    if file.site.forge and not file.site.repository:
        yield refuse("a forge needs its repository, such as “owner/name”", "site", "forge")


def _repaired(file: _File) -> _File:
    """The file with the default in place of everything that was refused: a wrong rule is not applied."""

    def valid(table: Any) -> Any:
        refused = {item.name: item.default for item in fields(table) if _out_of_range(table, item.name)}
        return replace(table, **refused)

    if not ADDRESS.fullmatch(file.site.url):
        file = replace(file, site=replace(file.site, url=""))
    if not LANGUAGE.fullmatch(file.course.language):
        file = replace(file, course=replace(file.course, language="en"))
    refused: dict[str, Any] = {key: getattr(Site(), key) for key, _ in replying.faults(file.site)}
    file = replace(file, site=replace(file.site, **refused))
    weeks = tuple(week for week in file.weeks if 0 < week.number <= MOST_WEEKS)
    return replace(file, expectations=valid(file.expectations), points=valid(file.points), weeks=weeks)


def _out_of_range(table: Any, name: str) -> str:
    """Why a number of a rule cannot be meant; nothing where it can."""
    value = getattr(table, name)
    most = 1 if name == "late" else 100 if name in ("posts", "comments") else 100_000
    if not isfinite(value):
        return "must be a number"
    if value < 0:
        return "must not be negative"
    return f"must be {most:,} at most" if value > most else ""


def _naive(moment: datetime) -> datetime:
    """A date or time of TOML as a naive one, good enough to compare two of the same week."""
    return dates.aware(moment, ZoneInfo("UTC"))
