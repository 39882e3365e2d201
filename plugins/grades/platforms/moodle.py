"""A grades file for Moodle's CSV import, following the rules of ``grade/import/csv``.

People are matched by e-mail address. An address unknown to Moodle, a number above its maximum, or text in a number
column stops the whole import; a row without an address would be applied to the previous row's person. So every row is
checked here. In Moodle, the columns are mapped by hand: ``<item>`` to a new or existing grade item, and ``<item>
(Feedback)`` to its feedback or to “ignore”, since mapped feedback replaces what was there.

In most versions, an empty cell is a 0 in a new grade item, so excused students get ``-``: no grade, in every version,
in new and existing items. No spreadsheet takes a lone hyphen for a formula.
"""

import math

from ...core.problems import quote
from ...roster import Roster
from ...roster.columns import EMAIL
from ..exports import exact, harmless
from . import Grade, Grades, Remark, Sheet, nobody, refusals, safe, twice

ADDRESS = "Email address"
FEEDBACK = "{} (Feedback)"
NO_GRADE = "-"
MOST = 100.0
"""Moodle's default maximum grade; an administrator can raise it."""
RESERVED = ("email address", "last downloaded from this course")
"""Column names that Moodle reads automatically."""
LONGEST_TITLE = 255


def sheet(title: str, grades: Grades, roster: Roster, most: float = MOST, as_of: str = "") -> Sheet:
    """The file, and what Moodle would do with each row. ``as_of`` appears in the feedback."""
    title = title.strip()
    refused = refusals(title, grades, roster, "Moodle", most)
    if title.casefold() in RESERVED:
        refused.append(Remark(f"{quote(title)} is a column that Moodle reads itself: choose another title", "refused"))
    if len(title) > LONGEST_TITLE:
        why = f"is longer than the {LONGEST_TITLE} characters that an item's name may have in Moodle"
        refused.append(Remark(f"{quote(title)} {why}", "refused"))
    if refused:
        return Sheet((), tuple(refused))
    about = [
        Remark(
            f"map {quote(ADDRESS)} to the e-mail address, {quote(title)} to the grade item (a new one: set its "
            f"maximum to {exact(grades.possible)} afterwards), {quote(FEEDBACK.format(title))} to its feedback"
        )
    ]
    rows: list[tuple[str, ...]] = []
    matched: list[tuple[str, str]] = []
    for grade in grades.grades:
        remark = _remark(grade, roster)
        about.append(remark)
        if remark.kind == "done" and grade.member:
            address = grade.member.emails[0]
            matched.append((address.casefold(), grade.person.id))
            number = NO_GRADE if grade.number is None else exact(grade.number)
            rows.append((address, number, harmless(_feedback(grade, as_of))))
    about += twice(matched)
    if not rows:
        about.append(nobody("Moodle", roster))
    notes = [f"{person.id}: left out: nothing of theirs is due yet" for person in grades.ungraded]
    if any(remark.kind == "refused" for remark in about):
        return Sheet((), tuple(about), tuple(notes))
    return Sheet(((ADDRESS, title, FEEDBACK.format(title)), *rows), tuple(about), tuple(notes))


def _feedback(grade: Grade, as_of: str) -> str:
    message = "Excused" if grade.number is None else grade.arithmetic[0].upper() + grade.arithmetic[1:]
    return f"{message}, as of {as_of}" if as_of else message


def _remark(grade: Grade, roster: Roster) -> Remark:
    person = grade.person.id
    if not grade.member:
        return Remark(f"{person}: left out: {roster.path} has no row that is certainly theirs", "left out")
    if not grade.member.emails:
        return Remark(f"{person}: left out: {roster.path} has no e-mail address that is theirs alone", "left out")
    address, *others = grade.member.emails
    if not safe(address) or not EMAIL.fullmatch(address):
        why = "begins like a formula, which a spreadsheet would run, and Moodle must find it unchanged"
        return Remark(f"{person}: left out: {quote(address)} {why}", "left out")
    what = f"{NO_GRADE}: excused" if grade.number is None else f"{exact(grade.number)} ({grade.arithmetic})"
    more = f"; not by {', '.join(map(quote, others))}" if others else ""
    return Remark(f"{person}: by the e-mail address {quote(address)}, which Moodle must know{more}: writes {what}")


def most(text: str) -> float:
    """Parse the maximum grade; empty: Moodle's default. Raises ``ValueError``."""
    number = float(text) if text else MOST
    if not math.isfinite(number) or number <= 0:
        raise ValueError(text)
    return number
