"""Which names have nearly these letters, or this sound, and how far is it, weighed by the slips people make?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from . import sounds
from .lexicon import Form, Lexicon
from .words import Words

VERB_ENDINGS = frozenset("s es d ed er ers ing able gate ize ise ized ised ization isation ification".split())
SHORTEST = 4
UNKNOWN = 2e-8
"""Below this share of all words nobody writes a word but by a slip."""
RARE = 3e-7
ORDINARY = 1e-6
MIXED = 1.2
"""Weighted edits for letters that are all there, in another order (Barcadi, Olgivy)."""
LONG = 5
SOUNDS_RIGHT = 0.65
"""How far away a word is that sounds like the name, as a share of how far it is by letters."""
EDITS = 2
"""Plain edits within which names are looked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that is near: how far in weighted edits, and whether it sounds the same."""

    key: str
    form: Form
    distance: float
    same_sound: bool

    @property
    def rank(self) -> tuple[float, str]:
        return self.distance * (SOUNDS_RIGHT if self.same_sound else 1), self.key


class Nearness:
    """The near misses of one lexicon. Answers are remembered from text to text."""

    def __init__(self, lexicon: Lexicon, words: Words) -> None:
        self.lexicon = lexicon
        self.words = words
        self.near = lru_cache(maxsize=200_000)(self._near)
        self._plan = lru_cache(self._plans)

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.lexicon.forms), default=0) + EDITS

    @cached_property
    def by_sound(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for key in self.lexicon.forms:
            if len(key) >= SHORTEST:
                index.setdefault(sounds.sound(key), []).append(key)
        return index

    @cached_property
    def by_part(self) -> dict[tuple[int, int], dict[str, list[str]]]:
        """(a name's length, where a part of it begins) → the part → the names that have it there.

        A name is cut into more parts than edits can touch, so that one of them stands in every near miss.
        """
        index: dict[tuple[int, int], dict[str, list[str]]] = {}
        for key in self.lexicon.forms:
            if len(key) >= SHORTEST:
                for start, end in parts(len(key)):
                    index.setdefault((len(key), start), {}).setdefault(key[start:end], []).append(key)
        return index

    def _near(self, key: str) -> tuple[Candidate, ...]:
        """The names near squeezed letters, the nearest first; none for a word made from a name."""
        if len(key) > self.longest or sum(letter.isalpha() for letter in key) < SHORTEST:
            return ()
        found = []
        digits = [c for c in key if c.isdigit()]
        for name in self._candidates(key):
            if made_from(key, name):
                return ()
            if digits and digits != [c for c in name if c.isdigit()]:
                continue
            distance = sounds.distance(key, name)
            if distance > MIXED and len(key) >= LONG and sorted(key) == sorted(name):
                distance = MIXED
            same = sounds.sound(key) == sounds.sound(name)
            if distance and distance <= 0.45 * len(name):
                found.append(Candidate(name, self.lexicon.forms[name][0], distance, same))
        return tuple(sorted(found, key=lambda candidate: candidate.rank))

    def known(self, surface: str, lang: str) -> int:
        """0: no word at all. 1: a rare word, or a name. 2: an ordinary word."""
        share = self.words.share(surface, lang)
        if share >= ORDINARY or (share >= UNKNOWN and lang.startswith("en") and derived(surface.lower(), self.words)):
            return 2
        return 1 if share >= (RARE if surface[:1].isupper() else UNKNOWN) or surface in self.words else 0

    def _candidates(self, key: str) -> Iterator[str]:
        names = set(self.by_sound.get(sounds.sound(key), ()))
        for most, at, end, index in self._plan(len(key)):
            for name in index.get(key[at:end], ()):
                if name not in names and OSA.distance(key, name, score_cutoff=most) <= most:
                    names.add(name)
        yield from sorted(names)

    def _plans(self, size: int) -> list[tuple[int, int, int, dict[str, list[str]]]]:
        """Where in a word of ``size`` letters a name's parts may stand: edits allowed, begin, end, and the names.

        A part with so many others before it has been moved by so many edits at most, and likewise from behind.
        """
        plan = []
        for length in range(max(SHORTEST, size - EDITS), size + EDITS + 1):
            most, moved = 1 if min(length, size) < 5 else EDITS, size - length
            cut = parts(length)
            for n, (start, end) in enumerate(cut):
                index = self.by_part.get((length, start))
                behind = len(cut) - 1 - n
                first = max(start - n, start + moved - behind, 0)
                last = min(start + n, start + moved + behind, size - (end - start))
                if index and abs(moved) <= most:
                    plan += [(most, at, at + end - start, index) for at in range(first, last + 1)]
        return plan


def derived(word: str, words: Words) -> bool:
    """Whether a word is made from an ordinary one: sketchers, chilies."""
    for ending in ("s", "es", "er", "ers", "ed", "ing", "ings", "ly"):
        if word.endswith(ending):
            base = word[: -len(ending)]
            if len(base) > 2 and any(words.share(form, "en") >= 3 * ORDINARY for form in (base, base + "e")):
                return True
    return False


def made_from(word: str, name: str) -> bool:
    """Whether a word is a verb or a noun made from a name: googling, YouTubers."""
    if name.endswith("e") and word.startswith(name[:-1]) and word[len(name) - 1 :] in VERB_ENDINGS - {"s", "es"}:
        return word != name
    return word.startswith(name) and word[len(name) :] in VERB_ENDINGS and word[len(name)] != name[-1]


@lru_cache
def parts(length: int) -> tuple[tuple[int, int], ...]:
    """A word of some letters cut into three parts, four from eight letters on: two edits leave one whole, be they
    both exchanges of neighbours.
    """
    count = 3 if length < 8 else 4
    cuts = [round(n * length / count) for n in range(count + 1)]
    return tuple(pairwise(cuts))


def near_enough(candidate: Candidate, key: str) -> bool:
    """Whether letters that are not a word at all would be this name misspelt."""
    length = min(len(candidate.key), len(key))
    if key[0] != candidate.key[0] and not candidate.same_sound and (length < 6 or candidate.distance > 0.8):
        return False
    limit = {4: 0.75, 5: 1.0, 6: 1.3, 7: 1.4}.get(length, 2.0 if length < 10 else 2.4)
    if candidate.same_sound and length >= 4:
        limit = max(limit, 0.4 * length)
    return candidate.distance <= limit
