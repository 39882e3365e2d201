"""The weeks of a term around its breaks. A break is a calendar week, named by its Monday."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final, TypeVar

WEEK: Final = timedelta(days=7)

Moment = TypeVar("Moment", date, datetime)


def monday(day: date) -> date:
    """The Monday of a day's calendar week."""
    return date(day.year, day.month, day.day) - timedelta(days=day.weekday())


def after(moment: Moment, breaks: Collection[date]) -> Moment:
    """A moment, moved on by whole weeks until it lies in no break."""
    while monday(moment) in breaks:
        moment += WEEK
    return moment


def shifts(moments: Iterable[Moment], breaks: Collection[date]) -> Iterator[timedelta]:
    """By how much each of a week's moments, in order, is moved on out of breaks: by as much at least as those before
    it, so that they stay in order.
    """
    shift = timedelta()
    for moment in moments:
        shift = after(moment + shift, breaks) - moment
        yield shift


def openings(first: date, count: int, breaks: Collection[date], step: timedelta = WEEK) -> Iterator[date]:
    """The days on which the weeks of a term open, the first not before ``first``."""

    def days() -> Iterator[date]:
        day = after(first, breaks)
        while True:
            yield day
            day = after(day + step, breaks)

    return islice(days(), count)
