"""The rules that apply in a week: the course's rules, then the changes during the term, then the week's own.

``[expectations]`` and ``[points]`` of ``course.toml`` apply to the whole term; ``[[changes]]`` override some of their
keys for every week that opens on or after ``since``; ``[weeks.expectations]`` and ``[weeks.points]`` override them for
one week. A contradictory value is reported with its key, and the previous value stays in force.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, make_dataclass, replace
from datetime import datetime
from math import isfinite
from typing import Any

from ..core.model import Change, Expectations, Points, Rules, Week
from ..core.numbers import several

Fault = tuple[tuple[str | int, ...], str]
"""The rejected key, as a path below its table, and the reason."""
MOST_POINTS = 100_000
TABLES: tuple[tuple[str, type], ...] = (("expectations", Expectations), ("points", Points))


def _optional(kind: type) -> type:
    """A copy of the dataclass ``kind`` in which every field is optional and None by default."""

    def maybe(of: Any) -> Any:
        return of | None

    keys: list[tuple[str, Any, Any]] = [(item.name, maybe(item.type), None) for item in fields(kind)]
    return make_dataclass(kind.__name__, keys, frozen=True, slots=True)


SomeExpectations: Any = _optional(Expectations)
SomePoints: Any = _optional(Points)


@dataclass(frozen=True, slots=True)
class SomeChange:
    """A table of ``[[changes]]``."""

    since: datetime
    reason: str = ""
    expectations: SomeExpectations = field(default_factory=SomeExpectations)
    points: SomePoints = field(default_factory=SomePoints)


def changed(rules: Rules, given: Any) -> tuple[Rules, list[Fault]]:
    """Override ``rules`` with the keys set in ``given``, which has the tables of ``TABLES`` and may have a weight."""
    faults: list[Fault] = []
    for table, _ in TABLES:
        before = getattr(rules, table)
        now = before
        for name, value in _set_keys(getattr(given, table)).items():
            if message := out_of_range(name, value):
                faults.append(((table, name), f"{message}; {getattr(before, name):g} holds"))
            else:
                now = replace(now, **{name: value})
        rules = replace(rules, **{table: now})
    weight = getattr(given, "weight", None)
    if weight is not None:
        if message := out_of_range("weight", weight):
            faults.append((("weight",), f"{message}; {rules.weight:g} holds"))
        else:
            rules = replace(rules, weight=float(weight))
    expected = rules.expectations
    if expected.people > expected.comments:
        message = f"{several(expected.comments, 'comment')} cannot answer {expected.people} different people"
        faults.append((("expectations", "people"), f"{message}; {expected.comments} is used"))
        rules = replace(rules, expectations=replace(expected, people=expected.comments))
    return rules, faults


def says_something(given: Any) -> bool:
    return any(_set_keys(getattr(given, table)) for table, _ in TABLES)


def in_force(base: Rules, changes: Iterable[Change], week: Week) -> Rules:
    """The term's rules when a week opens: those of the last change before it."""
    for change in changes:
        if week.begins and week.begins >= change.since:
            base = change.rules
    return base


def out_of_range(name: str, value: float) -> str:
    """Why a rule's number is invalid; empty if it is valid."""
    most = 1 if name == "late" else 100 if name in ("posts", "comments", "people", "weight") else MOST_POINTS
    if not isfinite(value):
        return "must be a number"
    if value < 0:
        return "must not be negative"
    if name == "late" and value > most:
        return "must be a share from 0 to 1, such as 0.5 for half"
    return f"must be at most {most:,}" if value > most else ""


def _set_keys(table: Any) -> Mapping[str, Any]:
    return {item.name: value for item in fields(table) if (value := getattr(table, item.name)) is not None}


def read_changes(
    base: Rules, given: Iterable[tuple[int, SomeChange, datetime]], weeks: Iterable[Week]
) -> Iterator[tuple[Change | None, list[Fault]]]:
    """The changes in chronological order, each on top of the last; ``given``: index in the file, table, moment."""
    begins = [week.begins for week in weeks if week.begins]
    for number, table, since in sorted(given, key=lambda item: (item[2], item[0])):
        if not says_something(table):
            yield (
                None,
                [((number, "since"), "changes nothing: add [changes.expectations] or [changes.points]")],
            )
            continue
        base, faults = changed(base, table)
        refused = [((number, *key), message) for key, message in faults]
        if not any(moment >= since for moment in begins):
            refused.append(((number, "since"), "no week opens on or after this date, so it changes nothing"))
        yield Change(since, base, table.reason), refused
