"""What one word, or two side by side, may have to do with a name, wherever they stand: the questions that are asked
once of every distinct word and of every pair that could matter.
"""

from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import OSA

from ..core.model import Brand
from . import sounds
from .context import Word
from .letters import APART, GAP, SYLLABLES, singular_of
from .lexicon import LINKS
from .misspelt import ALL_BUT, RARE_WORD, SHORTEST_ALONE, TOO_COMMON, Limit, Misspelt, limit_of
from .near import ORDINARY, UNKNOWN, near_enough
from .several import AIRLINES
from .words import camel


class Hints:
    """The hints of one lexicon."""

    def __init__(self, misspelt: Misspelt) -> None:
        self.misspelt = misspelt
        self.lexicon, self.words, self.nearness = misspelt.lexicon, misspelt.words, misspelt.nearness

    def alone(self, word: Word) -> tuple[bool, set[Brand]]:
        """Whether a word may be a name, rightly or wrongly written, wherever it stands; and the brands it may be where
        the place says so.
        """
        if any(self._has_letters(word, key) for key in {word.key, word.stem}) or self._is_plural(word):
            return True, set()
        if not word.raised and (len(word.key) < SHORTEST_ALONE or self.words.share(word.bare, "en") >= UNKNOWN):
            return False, set()
        if self.words.share(word.bare, "en") >= TOO_COMMON:
            return False, set()
        brands: set[Brand] = set()
        for key in {word.stem, word.key, word.key.removesuffix("s"), singular_of(word.key)}:
            for candidate in self.nearness.near(key):
                limit = self._limit(word)
                if limit is None or candidate.rank[0] <= limit.at_once:
                    if near_enough(candidate, key) or limit:
                        return True, set()
                    limit = RARE_WORD
                if word.raised and candidate.rank[0] <= limit.most:
                    if word.bare != word.text or candidate.rank[0] <= ALL_BUT:
                        return True, set()
                    brands.add(candidate.form.brand)
        return False, brands

    def _limit(self, word: Word) -> Limit | None:
        """How far a word may be off where its place says nothing against it; None for letters that are no word."""
        known = self.nearness.known(word.bare, "en")
        if known == 0 or camel(word.text):
            return None
        return limit_of(self.words, word.bare, known)

    def _has_letters(self, word: Word, key: str) -> bool:
        """Whether a name has these letters, and the word cannot be the ordinary word that the name also is."""
        if key in self.lexicon.wrong:
            return True
        forms = self.lexicon.forms.get(key)
        if not forms:
            return False
        return any(not form.brand.common_word or word.bare != word.bare.lower() or "'" in word.text for form in forms)

    def _is_plural(self, word: Word) -> bool:
        """Whether the letters but for a last s are a name's, and the word is not an ordinary one."""
        if singular_of(word.key) == word.key or singular_of(word.key) not in self.lexicon.forms:
            return False
        return word.text != word.text.lower() or self.words.share(word.text, "en") < ORDINARY

    def together(self, one: Word, two: Word, gap: str) -> tuple[int, ...]:
        """How many words before ``one`` something may begin that ``two`` is part of; ``gap`` stands between them."""
        if gap != " " and not GAP.fullmatch(gap):
            return ()
        lexicon = self.lexicon
        if not (one.raised or two.raised) and gap != "-" and self.ordinary(one) and self.ordinary(two):
            return ()
        back: set[int] = set()
        joined = (one.key + two.stem, one.key + two.key)
        prefixes = lexicon.prefixes
        if joined[0] in prefixes or joined[1] in prefixes or joined[1].removesuffix("s") in prefixes:
            back.add(0)
        if two.key in LINKS and one.raised and sounds.sound(one.stem) in self.before_links:
            back.add(0)
        loud = one.raised and two.raised
        for word, position, longer in lexicon.after.get(one.stem, ()):
            if (longer and loud) or ((longer or two.stem != word) and alike(two, word)):
                back.add(position)
        for word, position, longer in lexicon.before.get(two.stem, lexicon.before.get(two.key, ())):
            if (longer and loud) or ((longer or one.stem != word) and alike(one, word)):
                back.add(position)
        linked = (two.key in LINKS or len(two.key) == 1) and self.words.share(one.bare, "en") < TOO_COMMON
        joining = one.raised and (two.raised or linked or gap == "-")
        if joining and 0 not in back and self._near_together((one, two), joined):
            back.add(0)
        return tuple(back)

    def _near_together(self, words: tuple[Word, Word], joined: tuple[str, str]) -> bool:
        """Whether two words may be a misspelt name."""
        return any(
            self.misspelt.may_join(candidate, words, "en")
            for key in {*joined, joined[1].removesuffix("s")}
            for candidate in self.nearness.near(key)
        )

    def ordinary(self, word: Word) -> bool:
        """Whether a word is common enough to be itself in any two words that stand side by side."""
        return word.key not in SYLLABLES and self.words.share(word.bare, "en") >= APART

    @cached_property
    def before_links(self) -> frozenset[str]:
        """The sounds of words that stand before "and", "the" or "of" in a name."""
        pairs = (pair for forms in self.lexicon.forms.values() for form in forms for pair in pairwise(form.words))
        return frozenset(sounds.sound(word) for word, link in pairs if link in LINKS)


def alike(word: Word, other: str) -> bool:
    """Whether a word may stand for a word of a name: the cheap test before the expensive ones."""
    if other in (word.stem, word.key) or {other, word.stem} <= AIRLINES:
        return True
    if other in LINKS or len(other) < 3:
        return False
    most = 1 + len(other) // 4
    return (
        OSA.distance(word.stem, other, score_cutoff=most) <= most
        or (word.key != word.stem and OSA.distance(word.key, other, score_cutoff=most) <= most)
        or sounds.sound(word.stem) == sounds.sound(other)
    )
