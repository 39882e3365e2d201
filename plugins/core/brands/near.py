"""Near misses: is a word, or a run of words, a misspelt name?

Three questions, cheapest first. Which names have nearly these letters, or this sound? How far is it, weighed by the
slips people make? And is what stands there an ordinary word or somebody's name, and if so, does the place say brand?
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from . import sounds
from .lexicon import Form, Lexicon, one_less
from .words import Names, frequency

VERB_ENDINGS = frozenset("s es d ed er ers ing able gate ize ise ized ised ization isation ification".split())
SHORTEST = 4
UNKNOWN = 2e-8
"""Below this share of all words nobody writes a word but by a slip."""
RARE = 3e-7
ORDINARY = 1e-6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that is near: how far in weighted edits, and whether it sounds the same."""

    key: str
    form: Form
    distance: float
    same_sound: bool

    @property
    def relative(self) -> float:
        return self.distance / len(self.key)


class Nearness:
    """The near misses of one lexicon. Answers are remembered from text to text."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self.lexicon = lexicon
        self.names = names
        self.best = lru_cache(maxsize=200_000)(self._best)

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.lexicon.forms), default=0) + 3

    @cached_property
    def by_sound(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for key in self.lexicon.forms:
            if len(key) >= SHORTEST:
                index.setdefault(sounds.sound(key), []).append(key)
        return index

    def _best(self, key: str) -> Candidate | None:
        """The nearest name to squeezed letters, if any is near at all."""
        if len(key) > self.longest or sum(letter.isalpha() for letter in key) < SHORTEST:
            return None
        found = None
        for name in self._candidates(key):
            if key.startswith(name) and key[len(name) :] in VERB_ENDINGS and key[len(name)] != name[-1]:
                return None
            if not key.isalpha() and [c for c in key if c.isdigit()] != [c for c in name if c.isdigit()]:
                continue
            distance = sounds.distance(key, name)
            same = sounds.sound(key) == sounds.sound(name)
            candidate = Candidate(name, self.lexicon.forms[name][0], distance, same)
            if distance and near_enough(candidate, key) and (found is None or rank(candidate) < rank(found)):
                found = candidate
        return found

    def known(self, surface: str, lang: str) -> int:
        """0: no word at all. 1: a rare word, or a name. 2: an ordinary word."""
        share = frequency(surface, lang)
        if share >= ORDINARY:
            return 2
        return 1 if share >= (RARE if surface[:1].isupper() else UNKNOWN) or surface in self.names else 0

    def _candidates(self, key: str) -> Iterator[str]:
        variants = one_less(key)
        if len(key) >= 7:
            variants = variants | {shorter for once in variants for shorter in one_less(once)}
        names = {name for variant in variants for name in self.lexicon.deletions.get(variant, ())}
        names.update(self.by_sound.get(sounds.sound(key), ()))
        yield from sorted(names)


def rank(candidate: Candidate) -> tuple[float, str]:
    return candidate.distance - 0.3 * candidate.same_sound, candidate.key


def near_enough(candidate: Candidate, key: str) -> bool:
    """Whether letters that are no word at all would be this name misspelt."""
    length = min(len(candidate.key), len(key))
    if key[0] != candidate.key[0] and not candidate.same_sound and (length < 6 or candidate.distance > 0.8):
        return False
    limit = {4: 0.75, 5: 1.0, 6: 1.3, 7: 1.4}.get(length, 2.0 if length < 10 else 2.4)
    if candidate.same_sound and length >= 4:
        limit = max(limit, 0.4 * length)
    return candidate.distance <= limit
