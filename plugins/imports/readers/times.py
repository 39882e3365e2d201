"""When a text was written, as other platforms say it: ISO 8601, dates of mail and feeds, and dates in words.

A date that is not understood to its last word is none, and so is one that can be several: a note names it.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from ...core import dates
from ...core.problems import quote
from ..records import Note

MAIL: Final = re.compile(
    r"(?:[a-z]{3,9},? )?(?P<day>\d{1,2}) (?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) (?P<year>\d{4})"
    r" (?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?: ?(?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d))?"
    r"(?: \([^()]*\))?",
    re.IGNORECASE,
)
"""The form of RFC 5322 and RSS."""
NEVER: Final = re.compile(r"(?:0000-00-00|[a-z]{3}, \d\d [a-z]{3} -?000\d ).*", re.IGNORECASE)
"""What WordPress writes for the time of a text that was never published."""
NAMED_ZONE: Final = re.compile(
    r"(?P<rest>.*(?:\d|\d ?[ap]\.?m\.?)) ?\(?(?P<zone>[a-z]+(?:/[\w+-]+)*)\)?", re.IGNORECASE
)
HOURS: Final = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Hours from UTC by the names of zones that mean one in feeds: those of RFC 822, and those that no two places share."""
LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A date as written: its moment, aware if a zone is written; or why it has none."""

    moment: datetime | None = None
    fault: str = ""


def of(written: Iterable[str], place: str, languages: Collection[str] = ()) -> tuple[datetime | None, list[Note]]:
    """The first of some dates that is understood. If none is, and there are any, a note for each.

    ``languages``: codes of those in which they may be written.
    """
    faults = []
    for text in written:
        found = read(" ".join(text.split()), tuple(languages))
        if found.moment:
            return found.moment, []
        if found.fault:
            faults.append(Note("time", place, found.fault))
    return None, faults


@lru_cache(maxsize=4096)
def read(text: str, languages: tuple[str, ...] = ()) -> Found:
    """A date; neither a moment nor a fault if there is none."""
    if not text or NEVER.fullmatch(text):
        return Found()
    if not text.isdecimal() and (moment := _plain(text)):
        return Found(moment) if moment.year in dates.YEARS else _fault(text)
    if len(text) > LONGEST:
        return _fault(text)
    zoned = NAMED_ZONE.fullmatch(text)
    if zoned and (zone := _zone(zoned["zone"])):
        inner = _in_words(zoned["rest"], languages, text)
        if inner.moment and inner.moment.tzinfo:
            return _fault(text)
        return Found(dates.aware(inner.moment.replace(tzinfo=zone), ZoneInfo("UTC"))) if inner.moment else inner
    found = _in_words(text, languages, text)
    if zoned and not found.moment and _in_words(zoned["rest"], languages, text).moment:
        return _fault(text, f", for the time zone {quote(zoned['zone'])} is not known")
    return found


def _plain(text: str) -> datetime | None:
    """A date in the forms that programs write."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    match = MAIL.fullmatch(text)
    if not match:
        return None
    month = next(n for n, name in enumerate(dates.MONTHS, 1) if name[:3].lower() == match["month"].lower())
    try:
        moment = datetime(
            int(match["year"]), month, int(match["day"]), int(match["hour"]), int(match["minute"]),
            int(match["second"] or 0),
        )  # fmt: skip
        offset = timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0))
        return moment.replace(tzinfo=timezone(-offset if match["sign"] == "-" else offset)) if match["sign"] else moment
    except ValueError:
        return None


def _zone(name: str) -> timezone | ZoneInfo | None:
    if (hours := HOURS.get(name.upper())) is not None:
        return timezone(timedelta(hours=hours))
    return ZoneInfo(name) if "/" in name and name in available_timezones() else None


def _in_words(text: str, languages: tuple[str, ...], written: str) -> Found:
    """A date in the words of some language; ``written``: the whole of it, for the fault."""
    from ...core import human_dates  # noqa: PLC0415 - knows the months of all languages, which few exports need

    if moment := _plain(text):
        return Found(moment) if moment.year in dates.YEARS else _fault(written)
    found = human_dates.meanings(text, (*languages, "en"), None, rare=False)
    moments = list(dict.fromkeys(meaning.moment for meaning in found))
    if len(moments) == 1:
        return Found(moments[0])
    return _fault(written, f", for it can be {' or '.join(map(dates.day, moments))}" if moments else "")


def _fault(text: str, why: str = "") -> Found:
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return Found(fault=f"the date {quote(shown)} is not understood{why}")
