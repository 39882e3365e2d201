"""Near by letters and sound: a word, or a few read as one, that is almost a name, but not one."""

from collections.abc import Iterator

from .comparison import Comparison
from .context import Context, Token, Word
from .lexicon import LINKS
from .near import Candidate, Nearness
from .several import CLOSE, CLOSE_WITH_STOP
from .words import camel

SHORTEST_JOINED = 6
"""Letters of a name that is looked for in several words."""
JOINED = 3
"""Words that are read as one when near misses are looked for, at most."""
SHORTEST_ALONE = 5
"""Letters of a word in lower case that is looked at."""
SHORTEST_LOUD = 6
"""Letters of a word all in capitals, which is an acronym otherwise."""
PLURAL = 5
"""Letters of a name that is looked for in a plural."""
ABBREVIATED = ("dr", "mr", "mrs", "ms", "st", "prof")
DATES = frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter christmas easter".split()
)


class Misspelt:
    """The third question."""

    def __init__(self, nearness: Nearness) -> None:
        self.nearness = nearness

    def at(self, context: Context, n: int) -> Iterator[Comparison]:
        """The comparisons of word ``n``, alone and with those behind it, with the names that are near."""
        key, first = "", context.tokens[n]
        if first.key in self.nearness.lexicon.forms or first.stem in self.nearness.lexicon.forms:
            return
        for count in range(1, min(JOINED, context.size - n) + 1):
            token = context.tokens[n + count - 1]
            if count > 1 and not self._joins(context, n, count, key):
                return
            for letters, end, plural in _endings(token):
                yield from self._compare(context, n, count, key + letters, end, plural=plural)
            key += token.key
            if count == 1 and (first.key in LINKS or not first.raised):
                return

    def _joins(self, context: Context, n: int, count: int, key: str) -> bool:
        token, before = context.tokens[n + count - 1], context.tokens[n + count - 2]
        close = CLOSE_WITH_STOP if key in ABBREVIATED else CLOSE
        loud = token.raised or token.key in LINKS or len(token.key) == 1 or context.text[token.start - 1] == "-"
        return loud and bool(close.fullmatch(context.text, before.end, token.start))

    def _compare(
        self, context: Context, n: int, count: int, key: str, end: int, *, plural: bool
    ) -> Iterator[Comparison]:
        if count == 1 and not worth_a_look(context.tokens[n]):
            return
        start = context.tokens[n].start
        for candidate in self.nearness.near(key):
            if compared := with_candidate(candidate, n, count, start, end, plural=plural):
                yield compared


def with_candidate(
    candidate: Candidate, first: int, count: int, start: int, end: int, *, plural: bool
) -> Comparison | None:
    """The comparison of some words with a name that is near; nothing where the name is too short for that."""
    if len(candidate.key) < (SHORTEST_JOINED if count > 1 else PLURAL if plural else 0):
        return None
    return Comparison(
        first, count, start, end, candidate.form, "spelling", distance=candidate.distance,
        same_sound=candidate.same_sound, plural=plural,
    )  # fmt: skip


def worth_a_look(word: Word | Token) -> bool:
    """Whether a word may be a misspelt name by its looks."""
    if word.bare.isupper() and len(word.bare) < SHORTEST_LOUD:
        return False
    return word.key not in DATES and (word.raised or camel(word.text) or len(word.key) >= SHORTEST_ALONE)


def _endings(token: Token) -> Iterator[tuple[str, int, bool]]:
    """The letters of a word that may be a name's, where they end, and whether an s is left aside: without a
    possessive, with it, and without a plural's s.
    """
    yield token.stem, token.start + len(token.bare), False
    if token.stem != token.key:
        yield token.key, token.end, False
    elif token.key.endswith("s"):
        yield token.key[:-1], token.end - 1, True
        if token.key.endswith(("xes", "ses", "zes", "ches", "shes")):
            yield token.key[:-2], token.end - 2, True
