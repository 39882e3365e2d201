"""A name of several words of which one is right and the others nearly so: Abercrombie and Finch, Krispy Cream."""

import re
from collections.abc import Sequence
from itertools import pairwise

from . import evidence, sounds
from .context import Context, Token
from .evidence import Nouns
from .found import Finding, finding
from .lexicon import LINKS, Form, Lexicon
from .near import Nearness
from .words import Words

REACH = 2
"""A word that is right is at most the third word of the name it stands in."""
CLOSE = re.compile(r"['’]?[ \u00a0-]?|\n")
CLOSE_WITH_STOP = re.compile(r"['’]?[ \u00a0-]?|\n|\.[ ]?")
AIRLINES = frozenset({"airlines", "airline", "airways", "airway"})
"""Words for one thing, of which a name has one and people write another."""
A_LETTER = 1.1
"""Weighted edits that a word of the name may be off even if people are called so."""
DISTINCTIVE = 2e-6
"""Below this share of all words a word stands for its brand almost alone."""
MOST_BESIDE_TWO = 2.4
"""The same, beside two words that are right: Kentucky Fry Chicken."""
LEAST_RIGHT = 3
"""Letters of the name that have to be right."""


class OneWordRight:
    """The second question: asked where a word stands that belongs to a name of several."""

    def __init__(self, lexicon: Lexicon, words: Words, nearness: Nearness, nouns: Nouns) -> None:
        self.lexicon, self.words, self.nearness, self.nouns = lexicon, words, nearness, nouns

    def at(self, context: Context, n: int, lang: str) -> tuple[int, Finding] | None:
        best: tuple[float, int, Form] | None = None
        for offset in range(min(REACH + 1, context.size - n)):
            for form, position in self.lexicon.by_word.get(context.tokens[n + offset].stem, ()):
                if position != offset or n + len(form.words) > context.size:
                    continue
                window = context.run(n, n + len(form.words))
                close = CLOSE_WITH_STOP if "." in form.text else CLOSE
                if not all(close.fullmatch(context.text, a.end, b.start) for a, b in pairwise(window)):
                    continue
                off = self._misaligned(window, form, context, n, lang)
                if off and (best is None or off < best[0]):
                    best = off, len(window), form
        if best is None:
            return None
        _, count, form = best
        last = context.tokens[n + count - 1]
        possessive = sounds.distance(last.key, form.words[-1]) >= sounds.distance(last.stem, form.words[-1])
        start, end = context.tokens[n].start, last.start + len(last.bare if possessive else last.text)
        suggestion = self.lexicon.form_for("".join(form.words), context.text[start:end])
        return count, finding(context, start, end, suggestion, form.brand, "word")

    def _misaligned(self, window: Sequence[Token], form: Form, context: Context, n: int, lang: str) -> float:
        """How far the words are from the form's, word by word; 0 where they are the form's, or another name's."""
        total, exact, alike_all = 0.0, 0, True
        rare = any(
            self.words.share(t.text, lang) < DISTINCTIVE for t, w in zip(window, form.words, strict=True) if t.stem == w
        )
        right = sum(t.stem == w and w not in LINKS for t, w in zip(window, form.words, strict=True))
        for token, word in zip(window, form.words, strict=True):
            stem = token.stem
            if stem == word:
                exact += len(word) if word not in LINKS else 0
                continue
            if word in LINKS or len(word) < 3 or len(stem) < 2:
                return 0.0
            if token.key != stem and sounds.distance(token.key, word) < sounds.distance(stem, word):
                stem = token.key
            distance = sounds.distance(stem, word)
            if {stem, word} <= AIRLINES:
                distance = min(distance, A_LETTER)
            if not distance:
                exact += len(word)
                continue
            same = sounds.sound(stem) == sounds.sound(word)
            most = max(0.5 * len(word), 1.8) if same else min(0.3 * len(word), 1.6)
            if distance > (max(most, MOST_BESIDE_TWO) if right > 1 and stem[0] == word[0] else most):
                return 0.0
            if not same and token.bare in self.words and distance > A_LETTER:
                return 0.0
            alike = (
                {stem, word} <= AIRLINES
                or same
                or rare
                or right > 1
                or stem + "s" == word
                or stem == word + "s"
                or (distance <= 1 and len(word) >= 6)
            )
            if not alike and self.nearness.known(token.bare, lang) == 2:
                return 0.0
            alike_all = alike_all and same
            total += distance
        if not total or exact < LEAST_RIGHT - alike_all:
            return 0.0
        if self._people(window) and not self._brand_all_the_same(window, form, context, n, sounds_right=alike_all):
            return 0.0
        capital = all(
            token.capital or (m and context.text[token.start - 1] == "-") or len(token.key) <= 3 or token.key == "and"
            for m, token in enumerate(window)
        )
        return total if capital or rare else 0.0

    def _people(self, window: Sequence[Token]) -> bool:
        """Whether the words can be somebody's full name: a given name, and words that are not slips."""
        words = [token for token in window if token.key not in LINKS]
        return self.words.is_given(words[0].bare) and all(
            token.bare in self.words or self.nearness.known(token.bare, "en") == 2 for token in words
        )

    def _brand_all_the_same(
        self, window: Sequence[Token], form: Form, context: Context, n: int, *, sounds_right: bool
    ) -> bool:
        """Whether what could be people's names can only be the brand: joined by ``&``, or with the name's 's, or where
        the place says so.
        """
        if "&" in {token.text for token in window}:
            return True
        if form.words[-1].endswith("s") and window[-1].key != window[-1].stem and "'" in form.text:
            return True
        if sounds_right and window[0].stem == form.words[0]:
            return True
        before = context.before(n)
        if before and before.key in evidence.ARTICLES:
            return True
        return evidence.for_brand(context, n, len(window), form.brand, self.nouns) >= evidence.PRODUCT
