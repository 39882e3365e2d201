"""A self-contained, dated record of a gradebook: the commit, the rules, the time, and every entry.

The same course at the same time gives the same bytes. Two records can be compared later, entry by entry, even if the
course has changed or gone since.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from ..core import dates
from ..core.model import Text
from ..core.numbers import amount
from ..core.refusal import Refusal
from . import exports
from .adjustments import FILE
from .ledger import Ledger

FORMAT = 1
NEEDED = frozenset({"as_of", "commit", "best_weeks", "criteria", "weeks", "totals", "entries", "adjustments", "texts"})
NAME = "%Y-%m-%dT%H-%M-%S"
"""The pattern of a snapshot's file name, from its date and time."""


class Unreadable(Refusal):
    """Not a snapshot in this format; the message says why."""


def take(ledger: Ledger, texts: Iterable[Text], commit: str) -> str:
    """The record as JSON: an export's data, the adjustments, and a digest of every text."""
    digests = {
        text.path: sha256(text.source.text.encode("utf-8", "surrogatepass")).hexdigest()
        for text in sorted(texts, key=lambda text: text.path)
    }
    decided = {"adjustments": _plain(ledger.adjustments), "texts": digests}
    return exports.written({**exports.facts(ledger, commit), "snapshot": FORMAT, **decided})


def _plain(value: Any) -> Any:
    """Convert dataclasses, tuples and datetimes to JSON types."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dates.iso(value) if isinstance(value, datetime) else value


def read(text: str) -> dict[str, Any]:
    """Parse a record written by ``take``. Raises ``Unreadable``."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"is not JSON ({error})") from None
    if not isinstance(record, dict) or record.get("snapshot") != FORMAT or not record.keys() >= NEEDED:
        raise Unreadable(f"is not a snapshot of format {FORMAT}")
    return record


@dataclass(frozen=True, slots=True)
class Change:
    """What changed for a person and why. ``before`` and ``after`` are totals, None where the person is not in the
    record.
    """

    person: str
    name: str
    before: float | None
    after: float | None
    lines: tuple[str, ...]

    @property
    def total(self) -> str:
        if self.before is None or self.after is None:
            return f"is new, with {amount(self.after or 0)}" if self.before is None else "is gone"
        return f"{amount(self.before)} → {amount(self.after)}" if self.before != self.after else amount(self.after)


@dataclass(frozen=True, slots=True)
class Difference:
    """The differences between two records: in rules, people's entries, texts and adjustments."""

    before: str
    after: str
    """The dates of the two records, ISO 8601."""
    commits: tuple[str, str]
    rules: tuple[str, ...]
    people: tuple[Change, ...]
    edited: tuple[str, ...]

    @property
    def none(self) -> bool:
        return not (self.rules or self.people or self.edited)

    def lines(self) -> Iterator[str]:
        """The difference as lines of text."""
        old, new = (commit[:7] or "no commit" for commit in self.commits)
        yield f"from {self.before} ({old}) to {self.after} ({new})"
        if self.none:
            yield "nothing has changed"
        yield from (f"rules: {line}" for line in self.rules)
        for change in self.people:
            yield f"{change.name} ({change.person}): {change.total}"
            yield from (f"    {line}" for line in change.lines)
        yield from self.edited


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """What changed between two records."""
    old_people = {total["person"]: total for total in before["totals"]}
    new_people = {total["person"]: total for total in after["totals"]}
    old_entries, new_entries = _by_person(before["entries"]), _by_person(after["entries"])
    changes = []
    for person in [*new_people, *(person for person in old_people if person not in new_people)]:
        lines = tuple(_entries_changed(old_entries.get(person, {}), new_entries.get(person, {})))
        old, new = old_people.get(person), new_people.get(person)
        if lines or old is None or new is None or old["points"] != new["points"]:
            name = str((new or old or {})["name"])
            changes.append(Change(person, name, old and old["points"], new and new["points"], lines))
    old_texts, new_texts = before["texts"], after["texts"]
    edited = [f"{path} is gone" for path in old_texts if path not in new_texts]
    edited += [f"{path} is new" for path in new_texts if path not in old_texts]
    edited += [f"{path} has changed" for path in new_texts if old_texts.get(path) not in (None, new_texts[path])]
    for table, items in after["adjustments"].items():
        if items != before["adjustments"].get(table, []):
            edited.append(f"{FILE}: [[{table}]] has changed")
    return Difference(
        before["as_of"], after["as_of"], (before["commit"] or "", after["commit"] or ""),
        tuple(_rules_changed(before, after)), tuple(changes), tuple(edited),
    )  # fmt: skip


def _by_person(entries: Iterable[Mapping[str, Any]]) -> dict[str, dict[tuple[Any, ...], Mapping[str, Any]]]:
    """Each person's entries, keyed by week, rule, text and a counter for duplicates."""
    found: dict[str, dict[tuple[Any, ...], Mapping[str, Any]]] = {}
    for entry in entries:
        own = found.setdefault(entry["person"], {})
        number = 0
        while (about := (entry["week"] or 0, entry["rule"], entry["source"] or "", number)) in own:
            number += 1
        own[about] = entry
    return found


def _entries_changed(
    before: Mapping[tuple[Any, ...], Mapping[str, Any]], after: Mapping[tuple[Any, ...], Mapping[str, Any]]
) -> Iterator[str]:
    for about in sorted({*before, *after}):
        old, new = before.get(about), after.get(about)
        week, rule, source, _ = about
        what = f"{f'week {week}, ' if week else ''}{rule}{f', {source}' if source else ''}"
        if old is None and new is not None:
            yield f"new: {what}: {amount(new['points'])} ({new['reason']})"
        elif new is None and old is not None:
            yield f"gone: {what}: {amount(old['points'])} ({old['reason']})"
        elif old and new and any(old[key] != new[key] for key in ("points", "points_possible", "reason", "adjustment")):
            worth = amount(new["points"])
            if old["points"] != new["points"]:
                worth = f"{amount(old['points'])} → {worth}"
            why = f"{old['reason']} → {new['reason']}" if old["reason"] != new["reason"] else new["reason"]
            yield f"{what}: {worth} ({why})"


def _rules_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for key in ("best_weeks", "criteria"):
        if before[key] != after[key]:
            yield f"{key}: {json.dumps(before[key], ensure_ascii=False)} → {json.dumps(after[key], ensure_ascii=False)}"
    old_weeks = {week["number"]: _flat(week) for week in before["weeks"]}
    new_weeks = {week["number"]: _flat(week) for week in after["weeks"]}
    for number in sorted({*old_weeks, *new_weeks}):
        old, new = old_weeks.get(number, {}), new_weeks.get(number, {})
        if not old or not new:
            yield f"week {number}: {'is new' if not old else 'is gone'}"
            continue
        for key in new:
            if old.get(key) != new[key]:
                yield f"week {number}, {key}: {old.get(key)} → {new[key]}"


def _flat(table: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        found |= _flat(value, f"{before}{key}.") if isinstance(value, dict) else {f"{before}{key}": value}
    return found


def decided(record: Mapping[str, Any]) -> Iterator[str]:
    """The private reasons and notes in a record, which must never become public."""
    for entries in record.get("adjustments", {}).values():
        for entry in entries:
            yield from (entry[key] for key in ("reason", "note") if entry.get(key))
