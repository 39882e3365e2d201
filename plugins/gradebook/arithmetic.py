"""How a total adds up: one line per kind of entry; the lines' sum is the total."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..core.model import Entry
from ..core.numbers import amount

ORDER = ("post", "comment", "mark", "correction", "best weeks")
OUTCOMES = ("on time", "late", "fell short", "missing", "further", "excused", "pending", "")
SAID = {
    "on time": "{} on time",
    "late": "{} late",
    "fell short": "{} that fell short",
    "missing": "{} missing",
    "further": "further {}",
    "excused": "{} not asked",
    "pending": "{} not given yet",
}


@dataclass(frozen=True, slots=True)
class Line:
    """Entries of one kind: their number, what each earned if all earned the same, and their sum."""

    label: str
    formula: str
    points: float
    possible: float


def lines(entries: Iterable[Entry]) -> list[Line]:
    """The lines of a sum, posts first and earned points first; empty without entries."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.rule, entry.outcome), []).append(entry)
    order = sorted(groups, key=lambda group: (ORDER.index(group[0]), OUTCOMES.index(group[1])))
    return [_line(rule, outcome, groups[rule, outcome]) for rule, outcome in order]


def _line(rule: str, outcome: str, entries: list[Entry]) -> Line:
    number, points = len(entries), sum(entry.points for entry in entries)
    possible = sum(entry.possible for entry in entries)
    if rule == "best weeks":
        label = f"{number} {'week' if number == 1 else 'weeks'} left out, not among the best"
    else:
        label = f"{number} {SAID.get(outcome, '{}').format(rule + 's' * (number != 1))}"
    each = {entry.points for entry in entries}
    formula = ""
    if outcome == "excused":
        formula = "not counted"
    elif len(each) == 1 and points:
        formula = f"{number} × {amount(entries[0].points)} = {amount(points)}"
    elif points:
        formula = " + ".join(amount(entry.points) for entry in entries) if number <= 6 else ""
        formula = f"{formula} = {amount(points)}".removeprefix(" = ").replace("+ −", "− ")
    else:
        formula = "0"
    return Line(label, formula, points, possible)
