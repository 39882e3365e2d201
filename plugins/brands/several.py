"""A name of several words of which one is right and the others nearly so: Abercrombie and Finch, Krispy Cream."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from . import sounds
from .comparison import Comparison
from .context import Context, Token
from .lexicon import LINKS, Form, Lexicon

REACH = 2
"""A word that is right is at most the third word of the name it stands in."""
CLOSE = re.compile(r"['’]?[ \u00a0-]?|\n")
CLOSE_WITH_STOP = re.compile(r"['’]?[ \u00a0-]?|\n|\.[ ]?")
AIRLINES = frozenset({"airlines", "airline", "airways", "airway"})
"""Words for one thing, of which a name has one and people write another."""
A_LETTER = 1.1
FARTHEST, FARTHEST_IN_SOUND = 0.35, 0.5
"""Weighted edits a letter that a word may be off."""
LEAST_RIGHT = 3
"""Letters of the name that have to be right."""


class OneWordRight:
    """The second question: asked where a word stands that belongs to a name of several."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def at(self, context: Context, n: int) -> Iterator[Comparison]:
        for offset in range(min(REACH + 1, context.size - n)):
            for form, position in self.lexicon.by_word.get(context.tokens[n + offset].stem, ()):
                if position != offset or n + len(form.words) > context.size:
                    continue
                window = context.run(n, n + len(form.words))
                close = CLOSE_WITH_STOP if "." in form.text else CLOSE
                if all(close.fullmatch(context.text, a.end, b.start) for a, b in pairwise(window)):
                    yield from self._compare(window, form, n)

    def _compare(self, window: Sequence[Token], form: Form, n: int) -> Iterator[Comparison]:
        """The comparison of words with a form's, word by word, where all are near."""
        total, exact, same_sound = 0.0, 0, True
        for token, word in zip(window, form.words, strict=True):
            distance = word_distance(token, word)
            if not distance:
                exact += len(word) if word not in LINKS else 0
                continue
            alike = sounds.sound(token.stem) == sounds.sound(word)
            most = max(FARTHEST_IN_SOUND * len(word), 1.8) if alike else max(FARTHEST * len(word), A_LETTER)
            if word in LINKS or len(word) < 3 or len(token.stem) < 2 or distance > most:
                return
            total += distance
            same_sound = same_sound and alike
        if not total or exact < LEAST_RIGHT - same_sound:
            return
        last = window[-1]
        possessive = sounds.distance(last.key, form.words[-1]) >= sounds.distance(last.stem, form.words[-1])
        end = last.start + len(last.bare if possessive else last.text)
        yield Comparison(
            n, len(window), window[0].start, end, form, "word", distance=total, same_sound=same_sound, exact=exact
        )


def word_distance(token: Token, word: str) -> float:
    """How far a word as written is from a name's, with or without a possessive."""
    if {token.stem, word} <= AIRLINES:
        return min(sounds.distance(token.stem, word), A_LETTER)
    distance = sounds.distance(token.stem, word)
    return min(distance, sounds.distance(token.key, word)) if token.key != token.stem else distance
