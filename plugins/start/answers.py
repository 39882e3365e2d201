"""Strict parsing of the answers given when a course is started, with hints for invalid ones."""

from datetime import date, timedelta
from typing import Final
from zoneinfo import available_timezones

from ..core.problems import did_you_mean, quote, showable
from ..texts.content_file import LANGUAGE

MOST_WEEKS: Final = 60
YES: Final = ("y", "yes")
NO: Final = ("n", "no")


class Wrong(ValueError):
    """An invalid answer; the message says why, and how to write it."""


def line(text: str) -> str:
    """A single line, possibly empty."""
    return " ".join(showable(text).split())


def title(text: str) -> str:
    """A nonempty single line."""
    if not (found := line(text)):
        raise Wrong("cannot be empty")
    return found


def day(text: str) -> date:
    """A date in the format of ``course.toml``."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise Wrong(f"{quote(text)} is not a date: write it like 2026-10-05") from None
    if not 1971 <= found.year <= 2198:
        raise Wrong(f"{quote(text)} is in the year {found.year}")
    return found


def weeks(text: str) -> int:
    """The number of weeks in a term."""
    text = text.strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    if not 0 < number <= MOST_WEEKS:
        raise Wrong(f"{quote(text)} is not a number of weeks: write one from 1 to {MOST_WEEKS}")
    return number


def timezone(text: str) -> str:
    """A time zone by name, case-insensitive; ``Berlin`` is enough if it is unique."""
    text = "_".join(text.split())
    known = available_timezones()
    if text in known:
        return text
    same = {name for name in known if text.casefold() in (name.casefold(), name.rpartition("/")[2].casefold())}
    if len(same) == 1:
        return same.pop()
    raise Wrong(f"{quote(text)} is not a time zone: write one like Europe/London{did_you_mean(text, known)}")


def language(text: str) -> str:
    """A language code."""
    text = text.strip()
    if not LANGUAGE.fullmatch(text):
        raise Wrong(f"{quote(text)} is not a language code: write one such as en, is or pt-BR")
    return text


def yes(text: str) -> bool:
    """Yes or no."""
    answer = text.strip().casefold()
    if answer in YES or answer in NO:
        return answer in YES
    raise Wrong(f"{quote(text)} is neither yes nor no")


def next_monday(today: date) -> date:
    """The next Monday, or today if it is a Monday."""
    return today + timedelta(days=-today.weekday() % 7)
