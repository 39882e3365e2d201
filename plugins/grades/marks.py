"""Marks that somebody lacks. A criterion holds for everybody of whom its weeks ask a post, so that all have the same
maximum: whoever wrote and is not marked yet is *pending*, and whoever did not write earns nothing by it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from ..core.model import Course, Criterion, Entry, Judged, Text
from .adjustments import Adjustments
from .valuing import Case

if TYPE_CHECKING:
    from .ledger import Row


@dataclass(frozen=True)
class Marks:
    """The marks of a course. ``counts``: the paths of the texts that count; a mark of another counts for nothing."""

    course: Course
    adjustments: Adjustments
    counts: Collection[str]

    @cached_property
    def given(self) -> frozenset[tuple[str, str, int | None]]:
        """Criterion, person and week of each mark; the week is None for the whole term."""
        marks = self.adjustments.marks
        return frozenset(
            (mark.criterion, mark.person, mark.week) for mark in marks if not mark.text or mark.text in self.counts
        )

    @cached_property
    def held(self) -> frozenset[tuple[str, int | None]]:
        """Criteria and the weeks in which they hold because a mark was given."""
        return frozenset((criterion, week) for criterion, _, week in self.given)

    def lacking(self, case: Case, posts: Sequence[Text], as_of: datetime) -> Iterator[Entry]:
        """A person's entries for what is not marked in a week. ``case``: what the week asks of posts."""
        closed = case.due is not None and case.due < as_of
        if not case.asks or not (posts or closed):
            return
        for criterion in self.course.criteria:
            held = (criterion.id, case.week.number) in self.held
            asked = held or (case.week.number in criterion.weeks and closed)
            if asked and (criterion.id, case.person.id, case.week.number) not in self.given:
                yield _lacking(criterion, case.person.id, case.week.number, posts)

    def of_the_term(self, rows: Iterable["Row"], as_of: datetime) -> Iterator[Entry]:
        """The entries of those who lack a mark for the whole term that somebody has."""
        criteria = [criterion for criterion in self.course.criteria if (criterion.id, None) in self.held]
        if not criteria:
            return
        asked = dict.fromkeys(row.person.id for row in rows if row.post_status not in ("excused", "not yet due"))
        for person in asked:
            left = self.adjustments.left(person)
            for criterion in criteria:
                if (criterion.id, person, None) not in self.given and not (left and left <= as_of):
                    yield _lacking(criterion, person, None, ())


def _lacking(criterion: Criterion, person: str, week: int | None, posts: Sequence[Text]) -> Entry:
    missing = week is not None and not posts
    return Entry(
        person, week, "mark", 0.0, criterion.most,
        f"{criterion.name}: {'no post to mark' if missing else 'not marked yet'}",
        source=posts[0].path if len(posts) == 1 else "",
        outcome="missing" if missing else "pending",
        mark=Judged(criterion.id, 0.0 if missing else None),
    )  # fmt: skip
