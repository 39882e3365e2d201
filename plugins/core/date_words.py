"""The words of dates, in every language that CLDR knows: months, days of the week, halves of the day, and what stands
between them, such as the Spanish “de”.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal

from babel import Locale, localedata

from .languages import locale

Half = Literal["am", "pm"]
Phrase = tuple[str, ...]
"""One or more tokens, folded."""
WIDTHS: Final = ("wide", "abbreviated")
LITERAL: Final = re.compile(r"'((?:[^']|'')*)'|[A-Za-z]+")
"""In a pattern of CLDR: quoted words, or the letters that stand for a part of the date."""
SPOKEN: Final = (
    "ar bg bn ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ko lt lv ms nb nl nn pl pt ro ru sk"
    " sl sr sv sw ta th tr uk ur vi zh"
).split()
"""Languages in which a date is looked for before all the others."""
USUAL: Final = {
    "": "t h",
    "en": "at of the on st nd rd th oclock hrs",
    "de": "am den der um uhr gegen",
    "nl": "uur om op",
    "fr": "le à er",
    "is": "kl klukkan þann",
    "da": "kl d den",
    "nb": "kl d den",
    "sv": "kl den",
    "fi": "klo",
    "pt": "de às",
    "es": "a las hs h el",
    "it": "alle ore il",
    "ru": "в г года",
    "id": "pukul jam tanggal",
    "th": "ที่ วัน ค.ศ.",
}
"""Words that people write in dates and CLDR does not."""
ACCENTS: Final = re.compile("[\u0300-\u036f]+")
HALVES: Final[Mapping[Phrase, frozenset[Half]]] = {
    ("am",): frozenset(("am",)), ("a", "m"): frozenset(("am",)),
    ("pm",): frozenset(("pm",)), ("p", "m"): frozenset(("pm",)),
}  # fmt: skip
TOKEN: Final = re.compile(
    r"\d+|[\u3400-\u9fff]|(?:(?![\u3400-\u9fff])[^\W\d_]|(?![\d\u060c\u061b\u0964\u0965])[\u0591-\u1cff])+"
)
"""A number, a Han character, or a word with its vowel signs."""


@dataclass(frozen=True, slots=True)
class DateWords:
    """What phrases mean: months from 1, days of the week from 0 for Monday. ``fillers`` mean nothing."""

    months: Mapping[Phrase, frozenset[int]] = field(default_factory=dict)
    weekdays: Mapping[Phrase, frozenset[int]] = field(default_factory=dict)
    halves: Mapping[Phrase, frozenset[Half]] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    """Every token of these."""


def folded(text: str) -> str:
    """``text`` without case, accents and invisible characters, its digits and signs in their plain forms."""
    shown = "".join(char for char in text if unicodedata.category(char) != "Cf")
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", shown).casefold()))
    return " ".join(unicodedata.normalize("NFC", bare).replace("ı", "i").replace("’", "'").split())


def tokens(text: str) -> list[str]:
    """The numbers and words of a folded text, without what stands between them."""
    return TOKEN.findall(text)


def vocabularies(languages: Collection[str], found: Collection[str], *, rare: bool) -> Iterator[list[DateWords]]:
    """The words of each of the given languages, then of many, then, if ``rare``, of all: what the first of these reads
    is meant.

    All take a second or two to load, so they are looked at only where the tokens ``found`` hold a word, and none that
    is in the name of a month in one of the many.
    """
    for language in dict.fromkeys(code.split("-")[0].lower() for code in languages):
        yield _of_each((language,))
    many = _of_each(SPOKEN)
    yield many
    if not rare:
        return
    parts = {part for words in many for phrase in words.months for part in phrase}
    if any(len(one) > 2 and one.isalpha() for one in found) and parts.isdisjoint(found):
        yield _of_each(tuple(code for code in localedata.locale_identifiers() if "_" not in code))


def _of_each(languages: Collection[str]) -> list[DateWords]:
    return [words for language in languages if (words := _of(language))]


@cache
def _of(language: str) -> DateWords | None:
    """The words of one language; None if CLDR does not know it."""
    if not (known := locale(language)):
        return None
    usual = f"{USUAL['']} {USUAL.get(language, '')}"
    patterns = (*(known.date_formats[width].pattern for width in ("full", "long", "medium", "short")), *_glue(known))
    months, weekdays = _phrases(known.months), _phrases(known.days)
    halves = {**HALVES, **_phrases(known.day_periods, ("am", "pm"))}
    fillers = frozenset(tokens(folded(" ".join((usual, *map(_literals, patterns))))))
    return DateWords(months, weekdays, halves, fillers, fillers.union(*months, *weekdays, *halves))


def _glue(known: Locale) -> Iterator[str]:
    """What joins a date and a time."""
    for width in ("full", "long", "medium", "short"):
        yield str(known.datetime_formats[width])


def _phrases(names: Any, only: Collection[Any] = ()) -> dict[Phrase, frozenset[Any]]:
    """What each name means, from CLDR's contexts and widths."""
    found: dict[Phrase, set[Any]] = defaultdict(set)
    for widths in names.values():
        for meaning, name in (item for width in WIDTHS for item in widths.get(width, {}).items()):
            phrase = tuple(tokens(folded(name)))
            if (not only or meaning in only) and not all(map(str.isdecimal, phrase)):
                found[phrase].add(meaning)
    return {phrase: frozenset(meanings) for phrase, meanings in found.items()}


def _literals(pattern: str) -> str:
    return LITERAL.sub(lambda match: f" {match[1] or ''} ", pattern)
