"""Every date that a text can mean, in the forms in which people write dates: “Nov 5th, 2026, 6:30 pm”, “5. nóvember
2026 kl. 18.30”, “05/11/2026”.

Nothing is guessed at: a text that is not understood to the last word means no date, and one that can mean several dates
means them all.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from . import date_words
from .date_words import DateWords, Half
from .dates import YEARS

ALONE: Final = r"(?<![\d:.,/+-])(?P<hour>\d{1,2})"
TIMES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{ALONE} ?: ?(?P<minute>\d\d)(?: ?: ?(?P<second>\d\d)(?:[.,]\d+)?)?(?![\d:])",
        rf"{ALONE} ?h(?: ?(?P<minute>\d\d)(?: ?m(?:in)?)?)?(?![^\W_])",
        rf"{ALONE} ?[時时點点시](?: ?(?P<minute>\d\d?) ?[分분])?",
        r"(?<![\d:.,/+-])(?P<hour>0?\d|1[0-2])(?= ?[ap]\.? ?m\b)",
        rf"{ALONE}(?:\.(?P<minute>\d\d))? ?(?:uhr|uur|hrs|hs)\b",
        rf"(?:kl\.?|klo|klukkan|um) {ALONE}(?![\d.])",
        rf"{ALONE}\.(?P<minute>\d\d)(?![\d.])",
        r"(?<=\d{4} )(?P<hour>\d\d?)\.(?P<minute>\d\d)\.(?P<second>\d\d)$",
    )
)
"""Times of the day, the surest forms first."""
LONGEST: Final = 4
"""The digits of the longest number in a date, a year."""
MARK: Final = "\0"
"""Stands for the time in a text from which it has been taken."""
ZONE: Final = re.compile(
    rf"(?<={MARK}) ?(?P<utc>z|utc|gmt)?(?: ?(?P<sign>[+\u2212-])(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?)?"
    r"(?![^\W_]|[.:/])| (?:utc|gmt)$"
)
OTHER_ZONE: Final = re.compile(
    rf"{MARK} ?\(?(?:[acempw][ds]?t|[bimjkn]st|[cemw]es?t|eest|hkt|gmt|msk|sgt|aest|aedt|nzd?t|nzst)\b"
)
"""Names of zones, which are several places' or a day of the week elsewhere."""
COMMENT: Final = re.compile(r" \([a-z ]+\)$")
"""What follows an offset in the dates that programs write: “(Central European Time)”."""
GAP: Final = re.compile(rf"[ ./,'،、·()-]*{MARK}?[ ./,'،、·()-]*")
SUFFIXES: Final = frozenset("st nd rd th er ere re e eme o a te ter ten de en".split())
"""What makes a number an ordinal, right after it."""
MOST_TOKENS: Final = 14
LONGEST_PHRASE: Final = 4


@dataclass(frozen=True, slots=True)
class Meaning:
    """A date that a text can mean: naive, or aware where an offset is written.

    ``year_given``: whether its year is written; ``weekday_fits``: whether the day of the week is, if one is written.
    """

    moment: datetime
    year_given: bool = True
    weekday_fits: bool = True


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    gap: str
    """What stands before it."""

    @property
    def number(self) -> bool:
        return self.text.isdecimal()


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the tokens of a text stand for, in one of the ways to take them."""

    numbers: tuple[_Token, ...] = ()
    month: int = 0
    weekday: int = -1
    half: Half | None = None


def meanings(text: str, languages: Collection[str], around: date | None, *, rare: bool = True) -> tuple[Meaning, ...]:
    """Every date that a text can mean, the likelier ones first. ``languages``: those in which it may be written, the
    likelier ones first; ``around``: a date near which it lies, for want of a year; ``rare``: whether all languages are
    tried at last, which takes long where nothing comes of it.
    """
    folded = date_words.folded(text)
    tokens = date_words.tokens(folded)
    if not any(map(str.isdecimal, tokens)) or len(tokens) > MOST_TOKENS:
        return ()
    ways = [(clock, zone, _tokens(rest)) for clock, zone, rest in _clock_times(folded)]
    for some in date_words.vocabularies(languages, tokens, rare=rare):
        for clock, zone, left in ways:
            if found := {one: None for words in some for one in _dated(left, clock, zone, words, around)}:
                return tuple(one for one in found if one.weekday_fits) or tuple(found)
    return ()


def _clock_times(text: str) -> Iterator[tuple[time | None, timezone | None, str]]:
    """The ways to find a time in a text, with the offset from UTC and what is left of the text; at last, none."""
    for pattern in TIMES:
        if match := pattern.search(text):
            parts = match.groupdict()
            rest = f"{text[: match.start()]}{MARK}{text[match.end() :]}"
            try:
                clock = time(int(parts["hour"]), int(parts.get("minute") or 0), int(parts.get("second") or 0))
                zone, rest = _zone(rest)
                if OTHER_ZONE.search(rest):
                    continue
            except ValueError:
                continue
            yield clock, zone, rest
    yield None, None, text


def _zone(text: str) -> tuple[timezone | None, str]:
    """The offset after the time, and the text without it. Raises ``ValueError``."""
    match = next((match for match in ZONE.finditer(text) if match[0].strip()), None)
    if not match:
        return None, text
    offset = timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0))
    if offset > timedelta(hours=14):
        raise ValueError("no place on Earth is that far from UTC")
    rest = COMMENT.sub("", f"{text[: match.start()]} {text[match.end() :]}")
    return timezone(offset if match["sign"] == "+" else -offset), rest


def _dated(
    found: Sequence[_Token], clock: time | None, zone: timezone | None, words: DateWords, around: date | None
) -> Iterator[Meaning]:
    if any(not token.number and token.text not in words.known and token.text not in SUFFIXES for token in found):
        return
    for parts in _ways(found, words, _Parts()) if found else ():
        at = _in_half(clock, parts.half)
        if at is None:
            continue
        for day, year_given in _days(parts, around):
            fits = parts.weekday in (-1, day.weekday())
            yield Meaning(datetime.combine(day, at, zone), year_given, fits)


def _in_half(clock: time | None, half: Half | None) -> time | None:
    """The time in a half of the day; midnight without a time; None where there is no such time."""
    if clock is None or half is None:
        return None if half else clock or time()
    if half == "am":
        return clock.replace(hour=clock.hour % 12) if clock.hour <= 12 else None
    return clock.replace(hour=clock.hour % 12 + 12)


def _tokens(text: str) -> list[_Token]:
    """The numbers and words of a text; none if there is anything else in it than what may stand between them."""
    found, end = [], 0
    for match in date_words.TOKEN.finditer(text):
        found.append(_Token(match[0], text[end : match.start()]))
        end = match.end()
    gaps = (*(token.gap for token in found), text[end:])
    return found if all(map(GAP.fullmatch, gaps)) else []


def _ways(left: Sequence[_Token], words: DateWords, so_far: _Parts) -> Iterator[_Parts]:
    """Every way to take the tokens as one date."""
    if not left:
        yield so_far
        return
    first, rest = left[0], left[1:]
    if first.number:
        if rest and not rest[0].gap and rest[0].text in SUFFIXES:
            rest = rest[1:]
        if len(so_far.numbers) < 3:
            yield from _ways(rest, words, replace(so_far, numbers=(*so_far.numbers, first)))
    elif first.text in words.fillers:
        yield from _ways(rest, words, so_far)
    for length in range(1, min(LONGEST_PHRASE, len(left)) + 1):
        phrase = tuple(token.text for token in left[:length])
        for month in words.months.get(phrase, ()) if not so_far.month else ():
            yield from _ways(left[length:], words, replace(so_far, month=month))
        for weekday in words.weekdays.get(phrase, ()) if so_far.weekday < 0 else ():
            yield from _ways(left[length:], words, replace(so_far, weekday=weekday))
        for half in words.halves.get(phrase, ()) if not so_far.half else ():
            yield from _ways(left[length:], words, replace(so_far, half=half))


def _days(parts: _Parts, around: date | None) -> Iterator[tuple[date, bool]]:
    """Every date of which these can be the parts, and whether its year is written."""
    for year, month, day in _named(parts) if parts.month else _numeric(parts.numbers):
        years = [year] if year else [around.year - 1, around.year, around.year + 1] if around else []
        possible = [date(some, month, day) for some in years if some in YEARS and _exists(some, month, day)]
        if year or not around:
            yield from ((one, True) for one in possible)
        elif possible:
            yield min(possible, key=lambda one: abs(one - around)), False


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _named(parts: _Parts) -> Iterator[tuple[int, int, int]]:
    """Year, month and day of a date whose month has a name; a year of 0 is not written."""
    match parts.numbers:
        case (day,) if len(day.text) <= 2:
            yield 0, parts.month, int(day.text)
        case (one, other):
            for day, year in ((one, other), (other, one)):
                if len(day.text) <= 2 and len(year.text) in (2, 4):
                    yield _year(year), parts.month, int(day.text)


def _numeric(numbers: Sequence[_Token]) -> Iterator[tuple[int, int, int]]:
    """Year, month and day of a date in numbers. Between dots, the day comes before the month, in every language."""
    dotted = len(numbers) > 1 and "." in numbers[1].gap
    lengths = [len(token.text) for token in numbers]
    values = [int(token.text) if len(token.text) <= LONGEST else 0 for token in numbers]
    match lengths:
        case [4, 1 | 2, 1 | 2]:
            yield values[0], values[1], values[2]
        case [1 | 2, 1 | 2, 2 | 4]:
            year = _year(numbers[2])
            yield year, values[1], values[0]
            if not dotted:
                yield year, values[0], values[1]
            if lengths[0] == lengths[2] == 2:
                yield _year(numbers[0]), values[1], values[2]
        case [1 | 2, 1 | 2]:
            yield 0, values[1], values[0]
            if not dotted:
                yield 0, values[0], values[1]


def _year(token: _Token) -> int:
    return int(token.text) + 2000 * (len(token.text) == 2)
