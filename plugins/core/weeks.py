"""When weeks begin and end, as far as ``course.toml`` says."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from .model import Course, Week

LENGTH = timedelta(days=7)


def ends(week: Week) -> datetime | None:
    """The later of a week's deadlines; without any, seven days after it opens; None if neither is given."""
    due = [moment for moment in (week.posts_due, week.comments_due) if moment]
    if due:
        return max(due)
    return week.opens + LENGTH if week.opens else None


def closed(course: Course, as_of: datetime) -> Sequence[Week]:
    """The weeks that have ended by ``as_of``, in course order."""
    return [week for week in course.weeks if (end := ends(week)) and end < as_of]


def running(course: Course, as_of: datetime) -> Week | None:
    """The latest week that has begun by ``as_of`` and has not ended; None between weeks and after the last."""
    begun = [week for week in course.weeks if (start := week.begins) and start <= as_of]
    return begun[-1] if begun and begun[-1] not in closed(course, as_of) else None
