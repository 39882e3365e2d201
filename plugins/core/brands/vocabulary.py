"""Every distinct word is looked at once: which of them can have anything to do with a name at all?

Most words of most texts are cold. What is done for the others is then done at few places.
"""

from collections.abc import Sequence

from .context import Word, word_of
from .lexicon import LINKS, Lexicon
from .near import ORDINARY, UNKNOWN, Nearness
from .words import frequency

COLD, PAIRED, HOT, ANCHOR = range(4)
"""Cold; a name only together with the next word; perhaps a name alone; a word of a name of several words."""
REACH = 2
"""An anchor is at most the third word of the name it stands in."""


class Words(dict[str, Word]):
    """Words as written, each taken apart once."""

    def __missing__(self, text: str) -> Word:
        word = self[text] = word_of(text)
        return word


class Vocabulary(dict[str, int]):
    """Words as written → how warm they are."""

    def __init__(self, lexicon: Lexicon, nearness: Nearness) -> None:
        super().__init__()
        self.lexicon, self.nearness = lexicon, nearness
        self.words = Words()

    def __missing__(self, text: str) -> int:
        heat = self[text] = self._heat(self.words[text])
        return heat

    def _heat(self, word: Word) -> int:
        lexicon = self.lexicon
        rare = frequency(word.bare, "en") < UNKNOWN
        anchors = word.stem in lexicon.by_word or word.key in lexicon.by_word
        if anchors and (word.capital or frequency(word.text, "en") < ORDINARY):
            return ANCHOR
        for key in (word.key, word.stem, word.key[:-1]):
            if key in lexicon.forms or key in lexicon.wrong:
                return HOT
        if (word.capital or (rare and len(word.key) >= 6)) and any(
            self.nearness.best(key) for key in (word.stem, word.key, word.key[:-1])
        ):
            return HOT
        if word.capital or word.key in lexicon.prefixes or word.text[0].isdigit():
            return PAIRED
        return COLD

    def starts(self, words: Sequence[str]) -> list[int]:
        """The places, in order, where something may begin that has to do with a name."""
        found: set[int] = set()
        last = len(words) - 1
        prefixes = self.lexicon.prefixes
        for n, heat in [(n, heat) for n, heat in enumerate(map(self.__getitem__, words)) if heat]:
            if heat == HOT:
                found.add(n)
            elif heat == ANCHOR:
                found.update(range(max(0, n - REACH), n + 1))
            elif n < last:
                one, two = self.words[words[n]], self.words[words[n + 1]]
                joined = one.key + two.stem
                loud = (one.capital or one.text[0].isdigit()) and (two.capital or two.key in LINKS or len(two.key) == 1)
                if loud or joined in prefixes or joined.removesuffix("s") in prefixes:
                    found.add(n)
        return sorted(found)
