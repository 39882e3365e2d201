"""Grade files in the formats that the learning platforms' own importers read.

A platform has a single maximum for an item, but a student who was excused from a week, or who submitted early in an
open one, has a different maximum. To keep everybody's share unchanged, grades are scaled from the student's maximum to
the largest one: 32 of 38 points become 33.68421 of 40. Each scaled grade is reported. Corrections are added unscaled.
If the item has other points on the platform, everything, corrections too, can be scaled to those. A total below 0
becomes 0, which is reported too: no platform accepts less. Numbers have at most five decimals, which is Moodle's
precision.
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ...core.model import Person
from ...core.problems import UNSHOWABLE, quote
from ...roster import Member, Roster
from ..exports import FORMULA, exact
from ..ledger import Standing

DECIMALS = 5
EXACT = 9
"""The decimals to which sums of points are equal, whatever the order of addition."""


@dataclass(frozen=True, slots=True)
class Grade:
    """A student's grade. ``number`` is ``points`` scaled from ``possible`` to ``total``; None if excused."""

    person: Person
    number: float | None
    points: float
    possible: float
    total: float
    member: Member | None = None

    @property
    def scaled(self) -> bool:
        return self.number is not None and self.possible not in (0, self.total)

    @property
    def arithmetic(self) -> str:
        """The points as part of a sentence: “32 of 38 points, scaled to 33.68421 of 40”."""
        arithmetic = f"{exact(round(self.points, DECIMALS))} of {exact(round(self.possible, DECIMALS))} points"
        if self.number == 0 and self.points < 0:
            return f"{arithmetic}, written as 0"
        return (
            f"{arithmetic}, scaled to {exact(self.number or 0.0)} of {exact(self.total)}" if self.scaled else arithmetic
        )


@dataclass(frozen=True, slots=True)
class Grades:
    """Everybody's grade in course order, the points possible, and the people without anything to grade yet."""

    possible: float
    grades: tuple[Grade, ...]
    ungraded: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What the platform would do with one person or the whole file. ``refused``: not written, and why."""

    text: str
    kind: Literal["done", "left out", "refused"] = "done"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file for a platform, as rows of cells that are safe to open; empty if the whole file is refused."""

    rows: tuple[tuple[str, ...], ...]
    about: tuple[Remark, ...]
    """About the item, then about each person."""
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        return any(remark.kind == "refused" for remark in self.about)

    @property
    def complete(self) -> bool:
        return all(remark.kind == "done" for remark in self.about)

    @property
    def text(self) -> str:
        """RFC 4180, like ``exports.table``, but without escaping: these cells are already safe."""
        out = io.StringIO()
        csv.writer(out).writerows(self.rows)
        return out.getvalue()


def grades(standings: Iterable[Standing], roster: Roster, total: float | None = None) -> Grades:
    """The grades of everybody who has something to grade, scaled as described in the module docstring. ``total``: the
    item's points on the platform, above 0, None for the largest number of points possible here.
    """
    every = [replace(one, possible=round(one.possible, EXACT)) for one in standings]
    possible = max((one.possible for one in every if not one.excused), default=0.0)
    total = possible if total is None else total
    found = [
        Grade(
            one.person, None if one.excused else _scaled(one, possible, total), one.points, one.possible, total,
            roster.members.get(one.person.id),
        )
        for one in every
        if one.excused or one.possible or one.points
    ]  # fmt: skip
    graded = {grade.person.id for grade in found}
    return Grades(total, tuple(found), tuple(one.person for one in every if one.person.id not in graded))


def _scaled(one: Standing, possible: float, total: float) -> float:
    by_the_rules = one.points - one.corrections
    if one.possible and one.possible != possible:
        by_the_rules = by_the_rules / one.possible * possible
    number = by_the_rules + one.corrections
    if possible and possible != total:
        number = number / possible * total
    return max(round(number, DECIMALS), 0.0) + 0.0  # no -0


def refusals(title: str, grades: Grades, roster: Roster, platform: str, most: float = math.inf) -> list[Remark]:
    """Why nothing can be written for any platform: the title, the roster, or numbers that cannot be grades."""
    reasons = []
    if not title:
        reasons.append(f"an item needs a title: give one with --item, as {platform} shows it")
    elif UNSHOWABLE.search(title):
        reasons.append(f"{quote(title)} contains a line break or another character that cannot be shown: remove it")
    elif not safe(title):
        reasons.append(
            f"{quote(title)} begins with {quote(title[0])}, which a spreadsheet would run as a formula, "
            f"and {platform} must find "
            "the item by it: give it another title"
        )
    if roster.state == "missing":
        reasons.append(
            f"{roster.path} does not exist, so no one can be matched: export {ROSTERS[platform]} and save it there"
        )
    elif roster.state == "unreadable":
        reasons.append(f"{roster.path} cannot be read, so no one can be matched")
    for grade in grades.grades:
        number = grade.number
        if number is None:
            continue
        if not math.isfinite(number) or number < 0:
            reasons.append(f"{grade.person.id}: {number} is not a grade: it must be a number of at least 0")
        elif number > most:
            reasons.append(
                f"{grade.person.id}: {exact(number)} is more than {exact(most)}, and one such number stops the whole "
                f"import: raise --most if your {platform} accepts it"
            )
    return [Remark(text, "refused") for text in reasons]


ROSTERS = {"Canvas": "the gradebook of Canvas", "Moodle": "the list of participants of Moodle"}
"""What of a platform names its people."""


def nobody(platform: str, roster: Roster) -> Remark:
    """The remark for a sheet without any rows."""
    return Remark(f"{roster.path} matches no one whom {platform} could give a grade: nothing is written", "refused")


def twice(keys: Sequence[tuple[str, str]]) -> list[Remark]:
    """Remarks for rows that a platform would match to the same person. ``keys``: (matching key, person id)."""
    first: dict[str, str] = {}
    found = []
    for key, person in keys:
        if key in first:
            found.append(Remark(f"{person}: has the same {quote(key)} as {first[key]}: correct the roster", "refused"))
        first.setdefault(key, person)
    return found


def safe(text: str) -> bool:
    """Whether a cell that has to stay unescaped for matching is safe to open in a spreadsheet."""
    return not text.startswith(FORMULA)
