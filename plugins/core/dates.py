"""Dates as people write them: read strictly, because a deadline hangs on them; shown without any locale.

Every moment carries the fixed offset its zone had then, so that comparing and subtracting two of them is right
across a change of the clocks (Python compares moments of one ``ZoneInfo`` by the face of the clock).
"""

import re
from datetime import date, datetime, timedelta, timezone
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
"""The years a course can lie in."""
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


PLAIN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d", re.ASCII)


class NoDate(Refusal):
    """What was given as a date is none; the message says how one is written."""


def parse(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment ``text`` names, as in ``written``; without an offset it is local time in ``zone``."""
    try:
        return aware(found, zone) if (found := written(text)) else None
    except OverflowError:
        return None


def written(text: str) -> datetime | None:
    """The date and time ``text`` names: year-month-day, then hour:minute, then perhaps an offset from UTC.

    Without an offset it is naive; without a time it is the beginning of the day. Other orders (09/10/2026) are not
    guessed at. None where it is no date.
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
    """What ``written`` reads in the value of an option; None where that is empty. ``by``: what the option is called.

    It gets its zone by ``aware`` where the course's is known. Raises ``NoDate``.
    """
    if not text:
        return None
    found = written(text)
    if not found or found.year not in YEARS:
        raise NoDate(f"{by} “{text}” is no date: write it like “{EXAMPLE}”")
    return found


def at(moment: datetime, zone: ZoneInfo) -> datetime:
    """An aware moment as the clocks of ``zone`` show it then, with that offset fixed."""
    local = moment.astimezone(zone)
    return local.replace(tzinfo=_fixed(local.utcoffset()))


@cache
def _fixed(offset: timedelta | None) -> timezone:
    return timezone(offset or timedelta())


def aware(value: datetime | date, zone: ZoneInfo) -> datetime:
    """A date of ``course.toml`` as a moment: in its own zone if it names one, otherwise in the course's."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if value.tzinfo is None:
        if fixed := _offset_of_day(value.year, value.month, value.day, zone):
            return value.replace(tzinfo=fixed)
        value = value.replace(tzinfo=zone)
    return at(value, zone)


@cache
def _offset_of_day(year: int, month: int, day: int, zone: ZoneInfo) -> timezone | None:
    """The offset that ``zone`` has all day, None where the clocks change."""
    midnight = datetime(year, month, day, tzinfo=zone)
    offsets = {(midnight + timedelta(minutes=minutes)).utcoffset() for minutes in (0, 719, 1439)}
    return _fixed(offsets.pop()) if len(offsets) == 1 else None


def naive(moment: date) -> datetime:
    """What a clock shows at a moment, and on a day its beginning."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime(moment.year, moment.month, moment.day)


def iso(moment: datetime | None) -> str:
    """For machines: ``2026-10-09T18:30:00+01:00``; empty for no moment."""
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
    """A length of time for a sentence: ``8 h 48 min``, ``5 d 9 h``; whole minutes, never negative."""
    minutes = abs(int(length.total_seconds())) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    exact = not (days and hours)
    parts = [f"{days} d" * bool(days), f"{hours} h" * bool(hours), f"{minutes} min" * (exact and bool(minutes))]
    return " ".join(part for part in parts if part) or "less than a minute"
