"""Which names have nearly these letters, or this sound, and how far off is it, weighed by the slips people make?"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from . import sounds
from .lexicon import Form, Lexicon

SHORTEST = 4
"""Letters of a name that is looked for by near misses."""
FARTHEST = 0.45
"""Weighted edits a letter of the name within which a word is near it."""
MIXED = 1.2
"""Weighted edits for letters that are all there, in another order (Barcadi, Olgivy)."""
LONG = 5
VERB_ENDINGS = frozenset("s es d ed er ers ing able gate ize ise ized ised ization isation ification".split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that is near: how far in weighted edits, and whether it sounds the same."""

    key: str
    form: Form
    distance: float
    same_sound: bool


class Nearness:
    """The near misses of one lexicon. Answers are remembered from text to text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.near = lru_cache(maxsize=200_000)(self._near)

    @cached_property
    def keys(self) -> list[str]:
        return [key for key in self.lexicon.forms if sum(map(str.isalpha, key)) >= SHORTEST]

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.keys), default=0) + 2

    @cached_property
    def by_sound(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for key in self.keys:
            index.setdefault(sounds.sound(key), []).append(key)
        return index

    @cached_property
    def by_shortened(self) -> dict[str, list[str]]:
        """What is left of a name when doubled letters are written once and at most one letter is dropped → the names.

        A word with one letter more, less, other or exchanged has one of these in common with the name.
        """
        index: dict[str, list[str]] = {}
        for key in self.keys:
            for part in set(shortened(key)):
                index.setdefault(part, []).append(key)
        return index

    def _near(self, key: str) -> tuple[Candidate, ...]:
        """The names near squeezed letters, the nearest first; none for a word made from a name."""
        if not SHORTEST <= len(key) <= self.longest:
            return ()
        names = set(self.by_sound.get(sounds.sound(key), ()))
        for part in shortened(key):
            if part in self.by_shortened:
                names.update(self.by_shortened[part])
        if not names or any(made_from(key, name) for name in names):
            return ()
        found = [candidate for name in names if (candidate := self._candidate(key, name))]
        return tuple(sorted(found, key=lambda one: (one.distance, one.key)))

    def _candidate(self, key: str, name: str) -> Candidate | None:
        if not key.isalpha() and (digits := figures(key)) and digits != figures(name):
            return None
        distance = sounds.distance(key, name)
        if distance > MIXED and len(key) >= LONG and sorted(key) == sorted(name):
            distance = MIXED
        if not 0 < distance <= FARTHEST * len(name):
            return None
        return Candidate(name, self.lexicon.forms[name][0], distance, sounds.sound(key) == sounds.sound(name))


def figures(key: str) -> list[str]:
    return [letter for letter in key if letter.isdigit()]


def shortened(key: str) -> list[str]:
    """A key with doubled letters written once, whole and without each of its letters."""
    key = sounds.undoubled(key)
    return [key, *[key[:n] + key[n + 1 :] for n in range(len(key))]]


def made_from(word: str, name: str) -> bool:
    """Whether a word is a verb or a noun made from a name: googling, YouTubers."""
    if name.endswith("e") and word.startswith(name[:-1]) and word[len(name) - 1 :] in VERB_ENDINGS - {"s", "es"}:
        return word != name
    return word.startswith(name) and word[len(name) :] in VERB_ENDINGS and word[len(name)] != name[-1]
