"""Which places of a text are worth a look at all? Every distinct word is judged once (``hints``), and every distinct
pair of words that could matter; the expensive tests then run in few places.

A text is split at white space into chunks, ``(Burberry's,`` say, which holds one word. Most chunks of most texts are
cold and cost one look in a dictionary.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from string import ascii_letters
from typing import NamedTuple, TypeVar

from ..core.model import Brand
from . import evidence
from .context import Word, tokens, word_of
from .evidence import model
from .found import Mention
from .hints import Hints
from .letters import APART
from .misspelt import Misspelt

PLAIN = re.compile(r"[(*_]*([a-z]+)[)*_.,;:!?]*")
"""A word in lower case and the marks around it: most of any text."""
MODELS = "#"
LINKING = frozenset({"&", "and", "the", "of", "And", "The", "Of", *ascii_letters})
"""What may be the second word of a name though it is ordinary and has no capital."""


class Chunk(NamedTuple):
    """What stands between white space."""

    starts: tuple[int, ...]
    """The words of the chunk at which something may begin, whatever stands around the chunk."""
    cues: frozenset[str]
    """The words that, standing in the same paragraph, make the chunk worth a look,"""
    products: frozenset[str]
    """and those that do so right behind it."""
    prefixed: bool
    """Whether the letters of its last word begin a name and it is loud, so that anything may follow."""
    loud: bool
    """Whether its last word has a capital or is not an ordinary word: of two words that make a name and no ordinary
    phrase, one is loud."""
    size: int
    """How many words it has."""
    named: "Named | None" = None
    """The brand it names and nothing more, unless it does so together with its neighbours."""


class Edges(NamedTuple):
    """The first and last word of a chunk, and what stands before and after them."""

    head: str
    first: Word
    last: Word
    tail: str


class Named(NamedTuple):
    """A brand named rightly, and where in the chunk."""

    start: int
    end: int
    brand: Brand


NO_CUES: frozenset[str] = frozenset()
NO_WORDS = Chunk((), NO_CUES, NO_CUES, prefixed=False, loud=False, size=0)

NO_WORD, COLD, LINK, BEGINNING, BEGINNING_LINK, LOUD, PREFIXED, LOOK = b"-ckbmlpx"
NOT_ONE_WORD = re.compile(rb"[-x]")
WORTH_A_LOOK = re.compile(rb"[xp]|l(?=[lpxkm])|[bm](?=[lpx])")
"""Where in the kinds of a paragraph's chunks something may begin: wherever one is worth a look by itself, or is loud
and has the letters with which a name begins; and where two stand together of which a name could be made."""

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(dict[Key, Value]):
    """What a function says of its argument, asked once."""

    def __init__(self, ask: Callable[[Key], Value]) -> None:
        super().__init__()
        self.ask = ask

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self.ask(key)
        return value


class Vocabulary:
    """What the words of all texts have to do with the names of one lexicon."""

    def __init__(self, misspelt: Misspelt) -> None:
        self.hints = Hints(misspelt)
        self.lexicon, self.nouns = misspelt.lexicon, misspelt.nouns
        self.words = Remembered(word_of)
        self.chunks = Remembered(self._chunk)
        self.kinds = Remembered(self._kind)
        self.pairs = Remembered(self._pair)
        self.edges = Remembered(self._edges)
        self.begins = Remembered(self._begins)
        self.stems = Remembered(self._stems)

    def starts(self, text: str) -> tuple[dict[int, Brand | None], list[Mention]]:
        """The words of a text, counted from 0, at which something may begin that has to do with a name, in order,
        with the brand where one word names it rightly and nothing else may begin there; or nothing but the mentions,
        where all of them are such.
        """
        parts = text.split()
        kinds = bytes(map(self.kinds.__getitem__, parts))
        found: list[tuple[int, int]] = []
        names: list[tuple[int, str, Named]] = []
        pairs, last = self.pairs, len(parts) - 1
        for match in WORTH_A_LOOK.finditer(kinds):
            n = match.start()
            if n < last and (back := pairs[parts[n], parts[n + 1]]):
                found += [(n, self.chunks[parts[n]].size - 1 - steps) for steps in back]
            if kinds[n] != LOOK:
                continue
            chunk = self.chunks[parts[n]]
            if chunk.named:
                names.append((n, parts[n], chunk.named))
            found += [(n, start) for start in chunk.starts]
            if n and (back := pairs[parts[n - 1], parts[n]]):
                found += [(n - 1, self.chunks[parts[n - 1]].size - 1 - steps) for steps in back]
            if chunk.products and (
                (n and parts[n - 1] in evidence.COMPANIES)
                or self._stand_in(self.nouns.all, parts[n + 1 : n + 2])
                or self._stand_in(chunk.products, parts[n + 1 : n + 2 + evidence.BESIDE])
                or self._stand_in(chunk.cues, parts[max(n - evidence.REACH, 0) : n + 1 + evidence.REACH])
            ):
                found += [(n, start) for start in range(chunk.size)]
        if not found:
            return {}, list(_mentions(text, names))
        odd = [(match.start(), self.chunks[parts[match.start()]].size - 1) for match in NOT_ONE_WORD.finditer(kinds)]
        odd_places = [place for place, _ in odd]
        further = list(accumulate((more for _, more in odd), initial=0))

        def word(n: int) -> int:
            """Which word a chunk begins with: some chunks hold no word, some hold several."""
            return n + further[bisect_left(odd_places, n)]

        places: dict[int, Brand | None] = {word(n): named.brand for n, _, named in names}
        places.update({max(word(n) + start, 0): None for n, start in found})
        return dict(sorted(places.items())), []

    def _stand_in(self, words: frozenset[str], parts: Iterable[str]) -> bool:
        return not all(words.isdisjoint(self.stems[part]) for part in parts)

    def _kind(self, text: str) -> int:
        """A chunk's kind, as ``WORTH_A_LOOK`` reads it."""
        if plain := PLAIN.fullmatch(text):
            word = plain[1]
            if self.hints.words.share(word, "en") >= APART and not self._spells(word):
                begins = word in self.lexicon.prefixes
                if text in LINKING:
                    return BEGINNING_LINK if begins else LINK
                return BEGINNING if begins else COLD
        chunk = self.chunks[text]
        if chunk.starts or chunk.products or chunk.named or chunk.size > 1:
            return LOOK
        if not chunk.size:
            return NO_WORD
        if chunk.loud:
            return PREFIXED if chunk.prefixed else LOUD
        begins = self.begins[text]
        if text in LINKING:
            return BEGINNING_LINK if begins else LINK
        return BEGINNING if begins else COLD

    def _spells(self, word: str) -> bool:
        """Whether an ordinary word has the letters of a name that is not an ordinary word."""
        lexicon = self.lexicon
        if word in lexicon.wrong:
            return True
        return word in lexicon.forms and any(not form.brand.common_word for form in lexicon.forms[word])

    def _chunk(self, text: str) -> Chunk:
        """What a chunk has to do with names."""
        matches = list(tokens(text))
        if not matches:
            return NO_WORDS
        words = tuple(self.words[match[0]] for match in matches)
        starts: set[int] = set()
        brands: set[Brand] = set()
        for n, word in enumerate(words):
            alone, near = self.hints.alone(word)
            if alone:
                starts.add(n)
            brands |= near
            if n:
                gap = text[matches[n - 1].end() : matches[n].start()]
                starts.update(n - 1 - back for back in self.hints.together(words[n - 1], word, gap) if back < n)
        first, last = words[0], words[-1]
        loud = last.raised or not self.hints.ordinary(last)
        prefixed = loud and last.key in self.lexicon.prefixes
        named = self._named(first, matches[0].start()) if len(words) == 1 else None
        cues = NO_CUES.union(*(evidence.cues_of(brand).first for brand in brands))
        products = NO_CUES.union(*(self.nouns.of(brand.kind) | {MODELS} for brand in brands))
        found = () if named else tuple(sorted(starts))
        return Chunk(found, cues, products, prefixed, loud, len(words), named)

    def _begins(self, text: str) -> bool:
        """Whether a chunk's last word has the letters with which a name begins, or stands before a word that tells."""
        edges = self.edges[text]
        return edges is not None and edges.last.key in self.lexicon.prefixes

    def _named(self, word: Word, at: int) -> Named | None:
        """The brand whose name a word is, letter for letter."""
        for text, key in ((word.text, word.key), (word.bare, word.stem)):
            if key in self.lexicon.forms and text in self.lexicon.accepted:
                return Named(at, at + len(text), self.lexicon.forms[key][0].brand)
        return None

    def _stems(self, text: str) -> frozenset[str]:
        """The letters of a chunk's words without possessives; ``MODELS`` stands for words as models are called."""
        words = [self.words[match[0]] for match in tokens(text)]
        return frozenset(word.stem for word in words) | ({MODELS} if any(model(word.key) for word in words) else set())

    def _edges(self, text: str) -> Edges | None:
        matches = list(tokens(text))
        if not matches:
            return None
        first, last = matches[0], matches[-1]
        return Edges(text[: first.start()], self.words[first[0]], self.words[last[0]], text[last.end() :])

    def _pair(self, pair: tuple[str, str]) -> tuple[int, ...]:
        """How many words before the last of one chunk something may begin that the next chunk's first is part of."""
        one, other = self.edges[pair[0]], self.edges[pair[1]]
        if not one or not other:
            return ()
        return self.hints.together(one.last, other.first, f"{one.tail} {other.head}")


def _mentions(text: str, names: Iterable[tuple[int, str, Named]]) -> Iterator[Mention]:
    """Where chunks stand that name a brand: each is the next of its kind after the one before."""
    position = 0
    for _, part, (start, end, brand) in names:
        while True:
            position = text.index(part, position)
            after = position + len(part)
            alone = (not position or text[position - 1].isspace()) and (after == len(text) or text[after].isspace())
            if alone:
                break
            position += 1
        yield Mention(position + start, position + end, brand)
        position = after
