"""Dates as people write them: parsed strictly, because deadlines depend on them, and formatted without a locale.

Every moment carries the fixed UTC offset its zone had at the time, so that comparison and subtraction are correct
across clock changes (Python compares two datetimes of the same ``ZoneInfo`` by wall-clock time).
"""

import re
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

from .refusal import Refusal

WRITTEN = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
EXAMPLE = "2026-10-09 18:30"
YEARS = range(1970, 2201)
"""The years accepted for a course's dates."""
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


PLAIN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d", re.ASCII)


class NoDate(Refusal):
    """The value is not a date; the message shows the expected format."""


def parse(text: str, zone: ZoneInfo) -> datetime | None:
    """Parse ``text`` as ``written`` does; without an offset, it is local time in ``zone``. None if it is not a date."""
    try:
        return aware(found, zone) if (found := written(text)) else None
    except OverflowError:
        return None


def written(text: str) -> datetime | None:
    """Parse year-month-day, optionally followed by hour:minute and an offset from UTC.

    Naive without an offset; midnight without a time. Other orders (09/10/2026) are not guessed at. Returns None if
    ``text`` is not a date.
    """
    try:
        if PLAIN.fullmatch(text):
            return datetime.fromisoformat(text)
        match = WRITTEN.fullmatch(text.strip())
        return _of(match) if match else None
    except ValueError:
        return None


def _of(match: re.Match[str]) -> datetime:
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    naive = datetime(year, month, day, hour, minute, second)
    if not (zone := (match["zone"] or "").upper()):
        return naive
    return datetime.fromisoformat(naive.isoformat() + ("+00:00" if zone in ("Z", "UTC") else zone))


def given(text: str, by: str) -> datetime | None:
    """Parse the value of an option with ``written``; None if it is empty. ``by`` is the option's name.

    Use ``aware`` to add the zone once the course is known. Raises ``NoDate``.
    """
    if not text:
        return None
    found = written(text)
    if not found or found.year not in YEARS:
        raise NoDate(f"{by} “{text}” is not a date: write it like “{EXAMPLE}”")
    return found


def at(moment: datetime, zone: ZoneInfo) -> datetime:
    """Convert an aware moment to the local time of ``zone``, with its offset at that moment fixed."""
    local = moment.astimezone(zone)
    return local.replace(tzinfo=_fixed(local.utcoffset()))


@cache
def _fixed(offset: timedelta | None) -> timezone:
    return timezone(offset or timedelta())


def aware(value: datetime | date, zone: ZoneInfo) -> datetime:
    """Make a date of ``course.toml`` aware: in its own zone if it has one, otherwise in the course's."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if value.tzinfo is None:
        if fixed := _offset_of_day(value.year, value.month, value.day, zone):
            return value.replace(tzinfo=fixed)
        value = value.replace(tzinfo=zone)
    return at(value, zone)


def deadline_at(value: datetime | date, zone: ZoneInfo) -> datetime:
    """Make a deadline aware as ``aware`` does; a date without a time means the last second of that day."""
    return aware(value if isinstance(value, datetime) else datetime.combine(value, time(23, 59, 59)), zone)


@cache
def _offset_of_day(year: int, month: int, day: int, zone: ZoneInfo) -> timezone | None:
    """The offset of ``zone`` on a day; None if the clocks change on it."""
    midnight = datetime(year, month, day, tzinfo=zone)
    offsets = {(midnight + timedelta(minutes=minutes)).utcoffset() for minutes in (0, 719, 1439)}
    return _fixed(offsets.pop()) if len(offsets) == 1 else None


def naive(moment: date) -> datetime:
    """Wall-clock time without a zone; midnight for a date."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime(moment.year, moment.month, moment.day)


def iso(moment: datetime | None) -> str:
    """ISO 8601, for machines: ``2026-10-09T18:30:00+01:00``; empty for None."""
    return moment.isoformat(timespec="seconds") if moment else ""


def day(moment: date | None) -> str:
    """``9 October 2026``."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}" if moment else ""


def short(moment: datetime | None) -> str:
    """``9 Oct``."""
    return f"{moment.day} {MONTHS[moment.month - 1][:3]}" if moment else ""


def short_time(moment: datetime | None) -> str:
    """``9 Oct 2026, 18:30``."""
    return f"{short(moment)} {moment.year}, {moment:%H:%M}" if moment else ""


def weekday(moment: date | None) -> str:
    """``Friday 9 October 2026``."""
    return f"{WEEKDAYS[moment.weekday()]} {day(moment)}" if moment else ""


def deadline(moment: datetime | None) -> str:
    """``Sunday 11 October, 23:59``."""
    if not moment:
        return ""
    return f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}, {moment:%H:%M}"


def span(length: timedelta) -> str:
    """Format a duration: ``8 h 48 min``, ``5 d 9 h``; in whole minutes, the sign dropped."""
    minutes = abs(int(length.total_seconds())) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    exact = not (days and hours)
    parts = [f"{days} d" * bool(days), f"{hours} h" * bool(hours), f"{minutes} min" * (exact and bool(minutes))]
    return " ".join(part for part in parts if part) or "less than a minute"
