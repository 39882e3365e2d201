"""The next term's settings from last term's: comments and order are kept, dates are shifted by whole weeks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import tomlkit
from tomlkit.items import AoT, Comment, Date, DateTime, Item, Table, Trivia, Whitespace

from ..core import dates
from ..core.model import Course, Person
from ..core.numbers import several
from ..core.problems import quote
from . import Wishes
from .answers import Wrong
from .breaks import WEEK, monday, openings, shifts

DATES: Final = ("opens", "posts_due", "comments_due", "since")


@dataclass
class Term:
    """The settings of the next term, and notices about how they were derived."""

    text: str
    notes: list[str] = field(default_factory=list)


def next_term(text: str, course: Course, wishes: Wishes, people: Iterable[Person], keep: bool) -> Term:
    """Last term's ``course.toml`` for a new term. ``people`` are added; ``keep``: keep last term's students and guests.

    Raises ``Wrong`` if dates cannot be shifted.
    """
    document = tomlkit.parse(text)
    term = Term("")
    for key in ("title", "term", "timezone", "language"):
        _put(document["course"], key, getattr(wishes, key))
    if course.begins:
        term.notes += _moved(document, _Shifts.of(course, wishes), course.begins.date())
    else:
        term.notes.append("last term’s weeks have no dates, so the new ones have none: add `opens` and deadlines")
    term.notes += _as_many(document, wishes.weeks, wishes.breaks)
    term.notes += _without_idle_changes(document)
    _people(document, people, keep)
    _put_forge(document, wishes)
    term.notes += _elsewhere(document, wishes)
    term.text = tomlkit.dumps(document).rstrip() + "\n"
    return term


def people_kept(course: Course, keep: bool) -> tuple[Person, ...]:
    """The people who stay: instructors always, others only with ``keep``."""
    return tuple(person for person in course.people if keep or person.role == "instructor")


def _put(table: Any, key: str, value: str) -> None:
    """Set a key, keeping its comment; an absent default stays absent, and an empty value removes the key."""
    if key not in table and value in ("", "UTC", "en"):
        return
    if not value:
        del table[key]
    elif table.get(key) != value:
        table[key] = value


@dataclass(frozen=True)
class _Shifts:
    """By how much last term's dates are shifted: all by as much, unless there are new ``breaks``. Then the weeks follow
    one another around these alone, and ``weeks`` has each one's old opening and its shift, in order.
    """

    by: timedelta
    breaks: Collection[date] = ()
    weeks: Sequence[tuple[int, date, timedelta]] = ()

    @classmethod
    def of(cls, course: Course, wishes: Wishes) -> "_Shifts":
        begun = sorted((week.begins.date(), week.number) for week in course.weeks if week.begins)
        old = [monday(day) for day, _ in begun]
        by = monday(wishes.first) - old[0]
        if not wishes.breaks:
            return cls(by)
        step = min((later - one for one, later in pairwise(old) if later > one), default=WEEK)
        new = dict(zip(dict.fromkeys(old), openings(old[0] + by, len(old), wishes.breaks, step), strict=False))
        return cls(by, wishes.breaks, [(number, day, new[monday(day)] - monday(day)) for day, number in begun])

    def of_week(self, week: Any) -> Mapping[str, timedelta]:
        """The shift of each date of a table of ``weeks``."""
        return _shifts(
            week, next((by for number, _, by in self.weeks if number == week.get("number")), self.by), self.breaks
        )

    def of_change(self, change: Any) -> Mapping[str, timedelta]:
        """The shift of a change of the rules: that of the first week for which it holds."""
        since = change.get("since")
        if not isinstance(since, date):
            return {}
        return {"since": next((by for _, day, by in self.weeks if day >= dates.naive(since).date()), self.by)}


def _shifts(week: Mapping[str, Any], by: timedelta, breaks: Collection[date]) -> Mapping[str, timedelta]:
    """The shifts of a week's dates that are moved by as much, and on out of breaks."""
    given = {key: dates.naive(week[key]) + by for key in DATES if isinstance(week.get(key), date)}
    keys = sorted(given, key=lambda key: given[key])
    return {key: by + more for key, more in zip(keys, shifts((given[key] for key in keys), breaks), strict=True)}


def _moved(document: Any, shifted: _Shifts, started: date) -> Iterator[str]:
    """Shift all dates of the weeks and rule changes; one sentence for each shift worth mentioning."""
    zoned = 0
    days: list[date] = []
    for name, shift in (("weeks", shifted.of_week), ("changes", shifted.of_change)):
        for n, table in enumerate(document.get(name) or ()):
            try:
                by = shift(table)
                for key in by:
                    zoned += isinstance(table[key], datetime) and table[key].tzinfo is not None
                    table[key] = _later(table[key], by[key])
                    days.append(dates.naive(table[key]).date())
            except (OverflowError, ValueError):
                raise Wrong(f"the dates of `{name}[{n + 1}]` would be in a year that does not exist") from None
    weeks = shifted.by.days // 7
    way = "later" if weeks >= 0 else "earlier"
    count = several(len(document["weeks"]), "week")
    changes = ", and of the changes of rules," if document.get("changes") else ""
    if shifted.breaks:
        yield (
            f"the {count} go from {dates.weekday(min(days))} to {dates.day(max(days))}, without breaks other than those"
            " that you named"
        )
    else:
        yield (
            f"every date of the {count}{changes} is {several(abs(weeks), 'week')} {way} than last term’s:"
            f" {dates.weekday(started + shifted.by)} to {dates.day(max(days))}; breaks"
            " fall in the same weeks as last term, so check this term’s holidays"
        )
    if zoned:
        yield f"{zoned} of the dates name an offset from UTC, which was kept: check whether the clocks change"


def _later(old: date, by: timedelta) -> Item:
    """A date or time shifted by whole days, in its original format."""
    moved = old + by
    raw = old.as_string() if isinstance(old, Item) else old.isoformat()
    raw = moved.isoformat()[:10] + raw[10:]
    if not isinstance(moved, datetime):
        return Date(moved.year, moved.month, moved.day, Trivia(), raw)
    return DateTime(
        moved.year, moved.month, moved.day, moved.hour, moved.minute, moved.second, moved.microsecond, moved.tzinfo,
        Trivia(), raw,
    )  # fmt: skip


def _as_many(document: Any, wanted: int, breaks: Collection[date]) -> Iterator[str]:
    """Adjust the number of weeks: remove the last ones, or append weeks at the interval of the last two."""
    weeks = document["weeks"]
    in_order = sorted(weeks, key=lambda week: int(week["number"]))
    before = len(weeks)
    if wanted < before:
        _only(weeks, in_order[:wanted])
        left = "week is" if before - wanted == 1 else f"{before - wanted} weeks are"
        yield f"last term’s last {left} left out: {wanted} of {before} stay"
    if wanted > before:
        _add(weeks, list(_following(in_order[-1], wanted - before, breaks)))
        yield f"{wanted - before} more follow last term’s {before}, a week apart: give them titles and questions"
    course = document["course"]
    if isinstance(best := course.get("best_weeks"), int) and best > wanted:
        course["best_weeks"] = wanted
        yield f"`best_weeks` was {best}, which is more than there are weeks: it is now {wanted}"


def _following(last: Any, count: int, breaks: Collection[date]) -> Iterator[dict[str, Any]]:
    given = {key: last[key] for key in DATES if isinstance(last.get(key), date)}
    opened = dates.naive(min(given.values(), key=dates.naive)).date() if given else date(2026, 1, 5)
    for n, opens in enumerate(openings(opened + WEEK, count, breaks), 1):
        week: dict[str, Any] = {"number": int(last["number"]) + n}
        by = _shifts(last, opens - opened, breaks)
        yield week | {key: _later(old, by[key]) for key, old in given.items()}


def _without_idle_changes(document: Any) -> Iterator[str]:
    """Remove rule changes that would not affect any week of the new term."""
    changes = document.get("changes")
    opens = [dates.naive(week["opens"]) for week in document["weeks"] if isinstance(week.get("opens"), date)]
    posts_due = [week["posts_due"] for week in document["weeks"] if isinstance(week.get("posts_due"), date)]
    due = [dates.naive(moment) - WEEK for moment in posts_due]
    last = max([*opens, *due], default=None)
    if changes is None or last is None:
        return
    since = [table.get("since") for table in changes]
    stay = [
        table
        for table, moment in zip(changes, since, strict=True)
        if not isinstance(moment, date) or dates.naive(moment) <= last
    ]
    if gone := len(changes) - len(stay):
        _put_members(document, "changes", stay)
        yield f"{several(gone, 'change')} of the rules left out: no week of the new term opens after it"


def _put_members(document: Any, name: str, stay: list[Any]) -> None:
    """Keep only some members of an array of tables; without any, the array is removed."""
    members = document[name]
    if stay:
        _only(members, stay)
        return
    rest = _taken(members[-1])
    body = document.body
    at = next(n for n, (key, _) in enumerate(body) if key is not None and key.key == name)
    before = next((item for key, item in reversed(body[:at]) if key is not None), None)
    document.remove(name)
    if isinstance(before, Table | AoT):
        _append(before, rest)


def _only(members: Any, stay: list[Any]) -> None:
    """Keep only some tables of an array. Comments above a removed table go with it; those below the last one stay."""
    if not isinstance(members, AoT):
        for n in range(len(members) - 1, -1, -1):
            if not any(members[n] is table for table in stay):
                del members[n]
        return
    tails = [_taken(table) for table in members]
    above: list[list[Item]] = [[Whitespace("\n")], *tails[:-1]]
    kept = [n for n, table in enumerate(members) if any(table is some for some in stay)]
    for n, following in pairwise(kept):
        _append(members[n], above[following])
    _append(members[kept[-1]], tails[-1])
    for n in range(len(members) - 1, -1, -1):
        if n not in kept:
            del members[n]


def _add(members: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append tables to an array; comments after its last table stay at the end."""
    if not isinstance(members, AoT):
        for row in rows:
            inline = tomlkit.inline_table()
            inline.update(row)
            members.append(inline)
        return
    rest = _taken(members[-1])
    for row in rows:
        _append(members[-1], [Whitespace("\n")])
        table = tomlkit.table()
        for key, value in row.items():
            table.add(key, value)
        members.append(table)
    _append(members[-1], rest)


def _taken(table: Any) -> list[Item]:
    """Remove and return the comments at a table's end that belong to what follows, starting from the last blank line
    before them; only a blank line if there are none.
    """
    body = _innermost(table).value.body
    tail: list[tuple[Any, Item]] = []
    while body and body[-1][0] is None and isinstance(body[-1][1], Comment | Whitespace):
        tail.insert(0, body.pop())
    blank = next((n for n, (_, item) in enumerate(tail) if isinstance(item, Whitespace)), len(tail))
    body.extend(tail[:blank])
    return [item for _, item in tail[blank:]] or [Whitespace("\n")]


def _append(table: Any, items: Iterable[Item]) -> None:
    _innermost(table).value.body.extend((None, item) for item in items)


def _innermost(table: Any) -> Any:
    """The table in which a table's text ends: itself, or a nested one."""
    while True:
        inner = table[-1] if isinstance(table, AoT) else table
        last = next((item for key, item in reversed(inner.value.body) if key is not None), None)
        if not isinstance(last, Table | AoT):
            return inner
        table = last


def _people(document: Any, people: Iterable[Person], keep: bool) -> None:
    """Remove students and guests unless kept, and add people."""
    members = document.get("people")
    if members and not keep:
        _put_members(document, "people", [table for table in members if table.get("role") == "instructor"])
    rows = [_row(person) for person in people]
    if not rows:
        return
    if not document.get("people"):
        document.pop("people", None)
        tables = tomlkit.aot()
        tables.append(tomlkit.item(rows.pop(0), _parent=tables))
        if not tomlkit.dumps(document).endswith("\n\n"):
            document.add(tomlkit.nl())
        document["people"] = tables
    if rows:
        _add(document["people"], rows)


def _row(person: Person) -> dict[str, str]:
    more = {"section": person.section, "role": "" if person.role == "student" else person.role}
    return {"id": person.id, "name": person.name} | {key: value for key, value in more.items() if value}


def _put_forge(document: Any, wishes: Wishes) -> None:
    """Set the repository, if there is another one."""
    if not wishes.repository:
        return
    if not isinstance(document.get("site"), Table):
        document["site"] = tomlkit.table()
    for key in ("forge", "repository"):
        _put(document["site"], key, getattr(wishes, key))


def _elsewhere(document: Mapping[str, Any], wishes: Wishes) -> Iterator[str]:
    """Settings that point to last term's site: the publishing target is commented out, since it would replace that
    site.
    """
    site = document.get("site")
    if not isinstance(site, Table):
        return
    if publish := site.get("publish"):
        remark = tomlkit.comment(f"publish = {publish.as_string()}  (last term’s: the new site would replace that one)")
        key = next(n for n, (key, _) in enumerate(site.value.body) if key is not None and key.key == "publish")
        del site["publish"]
        site.value.body.insert(key, (None, remark))
        yield (
            f"[site] publish, {quote(str(publish))}, is last term’s, and now a remark: the new site "
            "would replace that one"
        )
    if given := [name for name in ("url", "repository") if site.get(name) and site[name] != wishes.repository]:
        settings = " and ".join(f"{name} = {quote(str(site[name]))}" for name in given)
        yield f"[site] {settings}: last term’s; change them if that site is to stay online"
