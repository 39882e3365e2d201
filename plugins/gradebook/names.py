"""People's names in sentences and pictures: short, unambiguous, and within the available width."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from ..core.model import Person

NARROW = frozenset("iIjlftr.,'’-·()| \N{NO-BREAK SPACE}")
BROAD = frozenset("mwMW@%")


def short(people: Sequence[Person]) -> dict[str, str]:
    """A short name for each person, by id: the first name if unique among them, else the full name.

    A name that starts with an initial or contains no spaces is never shortened.
    """
    first = {person.id: _first(person.name or person.id) for person in people}
    often = Counter(name.casefold() for name in first.values())
    return {
        person.id: name if often[name.casefold()] == 1 else (person.name or person.id)
        for person, name in ((person, first[person.id]) for person in people)
    }


def _first(name: str) -> str:
    head, *_ = name.split() or [name]
    return name if len(head) < 3 or head.endswith(".") or unicodedata.east_asian_width(head[0]) == "W" else head


def listed(words: Sequence[str]) -> str:
    """``Mei``, ``Mei and Jing``, ``Mei, Jing and Farid``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def width(text: str, size: float) -> float:
    """The approximate width of a text in the sans-serif font at a given size; rather too wide than too narrow."""
    return size * sum(map(_advance, text))


def _advance(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if character in NARROW:
        return 0.36
    if character in BROAD:
        return 0.95
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    return 0.72 if character.isupper() else 0.58


def clipped(text: str, size: float, room: float) -> str:
    """A text truncated with an ellipsis if it is wider than ``room``."""
    if width(text, size) <= room:
        return text
    kept = ""
    for character in text:
        if width(kept + character + "…", size) > room:
            break
        kept += character
    return kept.rstrip() + "…"
