"""Texts that are dated in the future."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from ..core import dates
from ..core.model import Course, Post, Text
from ..core.numbers import several
from ..core.problems import Problem
from ..texts import content_file, header

A_DAY: Final = timedelta(days=1)


def problems(
    texts: Iterable[Text], course: Course, now: datetime, committed: Mapping[str, datetime]
) -> Iterator[Problem]:
    """A warning for every text dated more than a day after ``now``.

    A text of a week that is still to come may be of that week, and one that was committed by its date was written then.
    """
    limit = now + A_DAY
    for text in texts:
        known = committed.get(text.path)
        if text.date > limit and not _to_come(text, course, now) and not (known and text.date <= known + A_DAY):
            yield _problem(text, now)


def said_until(texts: Iterable[Text], course: Course, now: datetime) -> datetime:
    """Until when ``problems`` says the same of texts that do not change."""
    limit = now + A_DAY
    moments = (_changes(text, course, now) for text in texts if text.date > limit)
    return min(moments, default=datetime.max.replace(tzinfo=UTC))


def _changes(text: Text, course: Course, now: datetime) -> datetime:
    """When something else can be said of a text of the future: its week begins, or it is a day less away."""
    span = _span(text, course)
    if span and now < span[0]:
        return min(span[0], text.date - A_DAY)
    return text.date - _days(text, now) * A_DAY


def _to_come(text: Text, course: Course, now: datetime) -> bool:
    span = _span(text, course)
    return span is not None and now < span[0] <= text.date <= span[1]


def _span(text: Text, course: Course) -> tuple[datetime, datetime] | None:
    """When the week of a text's folder is, if the course says so."""
    week = course.week_by_number.get(content_file.week_number(text.path) or -1)
    return week.span if week else None


def _days(text: Text, now: datetime) -> int:
    """How many whole days a text is away."""
    return (text.date - now) // A_DAY


def _problem(text: Text, now: datetime) -> Problem:
    known = content_file.POST_FIELDS if isinstance(text, Post) else content_file.COMMENT_FIELDS
    fields = header.read(text.source.text, known).fields
    line, column = next(((field.line, field.column) for field in fields if field.key == "date"), (1, 1))
    away = several(_days(text, now), "day")
    message = f"is dated {dates.short_time(text.date)}, {away} in the future"
    return Problem(
        text.path, line, column, f"{message}: check the year, the month and the day", "warning", content_file.DATE_RULE
    )
