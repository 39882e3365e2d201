"""A student's week at a glance: how its post fared, which of its comments count, and what it earned."""

from dataclasses import dataclass
from typing import Final

from ..core.model import Course, Entry, Rule, Week
from ..grades.ledger import Row

COUNTED: Final = ("on time", "late")
"""The outcomes of a text that takes one of the places which the week's rules give."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A student's week as a shape for the post and a dot for each comment. ``status``: the shape in words;
    ``counting``: how many of the comments count; ``pending``: how many marks are not given yet.
    """

    week: int
    shape: str
    status: str
    comments: int
    counting: int
    pending: int
    points: float
    possible: float
    current: bool


def cell(row: Row, course: Course, current: Week) -> Cell:
    """A row's cell in the table of the class."""
    shape, status = _post(row, course, current)
    if any(entry.rule == "best weeks" for entry in row.entries):
        status = f"{status}, not among the best weeks"
    return Cell(
        week=row.week.number,
        shape=shape,
        status=status,
        comments=row.measures.comments,
        counting=counted(row, "comment"),
        pending=sum(entry.outcome == "pending" for entry in row.entries),
        points=row.points,
        possible=row.possible,
        current=row.week.number == current.number,
    )


def coming(week: Week, current: Week) -> bool:
    """Whether a week comes after the current one."""
    return week is not current and week.number >= current.number


def counted(row: Row, rule: Rule) -> int:
    """How many of a row's posts, or comments, count."""
    return sum(entry.rule == rule and entry.outcome in COUNTED for entry in row.entries)


def of_entry(entry: Entry, week: Cell) -> str:
    """The shape that marks an entry of a week, if any."""
    if entry.outcome == "pending":
        return "pending"
    if entry.rule != "post" or entry.outcome in ("further", ""):
        return ""
    if entry.outcome != "fell short":
        return entry.outcome.replace(" ", "-")
    late = entry.due and entry.written and entry.written > entry.due
    return "too-late" if late and week.shape == "too-late" else "fell-short"


def _post(row: Row, course: Course, current: Week) -> tuple[str, str]:
    """The shape of a row's post, and the same in words."""
    status, places = row.post_status, course.rules(row.week).expectations.posts
    if status == "excused" and not places:
        return "not-open", "no post asked"
    if status == "not yet due":
        return ("not-open", "not open yet") if coming(row.week, current) else ("not-due", status)
    if status in COUNTED and counted(row, "post") < places:
        return "fell-short", "on time, but fell short" if status == "on time" else "late, and fell short"
    return status.replace(" ", "-"), status
