"""Which places of a text are worth a look at all? Every distinct word is judged once, and every distinct pair of words
that could matter; the expensive comparisons then run in few places.

A text is split at white space into chunks, ``(Burberry's,`` say, which holds one word. Most chunks of most texts are
cold and cost one look in a dictionary.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple, TypeVar

from rapidfuzz.distance import OSA

from ..core.model import Brand
from . import evidence, sounds
from .context import Word, tokens, word_of
from .evidence import Nouns, model
from .found import Mention
from .judgement import Judgement
from .letters import GAP, singular_of
from .lexicon import LINKS, Lexicon
from .misspelt import SHORTEST_JOINED, with_candidate, worth_a_look
from .near import Nearness
from .several import AIRLINES
from .words import Words

PLAIN = re.compile(r"[(*_]*([a-z]+)[)*_.,;:!?]*")
"""A word in lower case and the marks around it: most of any text."""
MODELS = "#"
ORDINARY = 3e-6
"""What a word in lower case is at least as a share of all words, to be itself and no misspelt name."""
TOO_COMMON = 1.5e-4
"""The same for a word with a capital."""
UNKNOWN = 2e-8
"""Below this share of all words nobody writes a word in lower case but by a slip."""
DISTINCTIVE = 2e-6
"""Below this share of all words a word stands for its brand almost alone."""


class Chunk(NamedTuple):
    """What stands between white space."""

    starts: tuple[int, ...]
    """The words of the chunk at which something may begin, whatever stands around the chunk."""
    cues: frozenset[str]
    """The words that, standing in the same paragraph, make the chunk worth a look,"""
    products: frozenset[str]
    """and those that do so right behind it."""
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
NO_BRANDS: frozenset[Brand] = frozenset()
NO_WORDS = Chunk((), NO_CUES, NO_CUES, 0)

NO_WORD, COLD, BEGINNING, CONTINUING, BOTH, LOUD, LOOK, SEVERAL = b"-cbdelxs"
"""Kinds of chunks: without a word; with an ordinary one that has nothing to do with a name, with which one may begin,
which may go on in one, or both; with an odd or a loud one; with one that is worth a look by itself; and with several.
"""
QUIET = frozenset((COLD, CONTINUING, NO_WORD))
NOT_ONE_WORD = re.compile(rb"[-s]")
WORTH_A_LOOK = re.compile(rb"[lxs]|[be](?=[delxs])")

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


class Lookout:
    """What the words of all texts have to do with the names of one lexicon, whatever the language."""

    def __init__(self, lexicon: Lexicon, words: Words, nouns: Nouns, nearness: Nearness, judgement: Judgement) -> None:
        self.lexicon, self.known, self.nouns = lexicon, words, nouns
        self.nearness, self.judgement = nearness, judgement
        self.words = Remembered(word_of)
        self.edges = Remembered(self._edges)
        self.heads = Remembered(self._head)
        self.tails = Remembered(self._tail)
        self.stems = Remembered(self._stems)
        self.in_language: Remembered[str, Vocabulary] = Remembered(lambda lang: Vocabulary(self, lang))

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

    def _head(self, text: str) -> str:
        """The letters with which a chunk begins, but for an ending."""
        edges = self.edges[text]
        return edges.first.stem.removesuffix("s") if edges else ""

    def _tail(self, text: str) -> str:
        """The letters of a chunk's last word."""
        edges = self.edges[text]
        return edges.last.key if edges else ""

    @cached_property
    def before_links(self) -> frozenset[str]:
        """The sounds of words that stand before "and", "the" or "of" in a name."""
        pairs = (pair for forms in self.lexicon.forms.values() for form in forms for pair in pairwise(form.words))
        return frozenset(sounds.sound(word) for word, link in pairs if link in LINKS)


class Vocabulary:
    """The same in one language."""

    def __init__(self, lookout: Lookout, lang: str) -> None:
        self.lookout, self.lang = lookout, lang
        self.lexicon, self.judgement = lookout.lexicon, lookout.judgement
        self.chunks = Remembered(self._chunk)
        self.kinds = Remembered(self._kind)
        self.judged = Remembered(self._alone)
        self.pairs = Remembered(self._pair)
        self.listed = lookout.known.has_list(lang)

    def share(self, word: str) -> float:
        return self.lookout.known.share(word, self.lang)

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
            kind = kinds[n]
            begins = kind in (BEGINNING, BOTH)
            if n < last and not begins and (kinds[n + 1] not in QUIET or parts[n + 1] in LINKS):
                found += [(n, self.size(parts[n]) - 1 - steps) for steps in pairs[parts[n], parts[n + 1]]]
            elif n < last and self._continues(parts, n):
                found.append((n, self.size(parts[n]) - 1))
            if begins or kind == LOUD:
                continue
            chunk = self.chunks[parts[n]]
            if chunk.named:
                names.append((n, parts[n], chunk.named))
            found += [(n, start) for start in chunk.starts]
            if chunk.products and (
                (n and parts[n - 1] in evidence.COMPANIES)
                or self._stand_in(self.lookout.nouns.all, parts[n + 1 : n + 2])
                or self._stand_in(chunk.products, parts[n + 1 : n + 2 + evidence.BESIDE])
                or self._stand_in(chunk.cues, parts[max(n - evidence.REACH, 0) : n + 1 + evidence.REACH])
            ):
                found += [(n, start) for start in range(chunk.size)]
        if not found:
            return {}, list(_mentions(text, names))
        odd = [(match.start(), self.size(parts[match.start()]) - 1) for match in NOT_ONE_WORD.finditer(kinds)]
        odd_places = [place for place, _ in odd]
        further = list(accumulate((more for _, more in odd), initial=0))

        def word(n: int) -> int:
            """Which word a chunk begins with: some chunks hold no word, some hold several."""
            return n + further[bisect_left(odd_places, n)]

        places: dict[int, Brand | None] = {word(n): named.brand for n, _, named in names}
        places.update({max(word(n) + start, 0): None for n, start in found})
        return dict(sorted(places.items())), []

    def _continues(self, parts: list[str], n: int) -> bool:
        """Whether a chunk and those behind it have a name's letters, or begin with those of a longer one."""
        heads, tails, lexicon = self.lookout.heads, self.lookout.tails, self.lexicon
        key = tails[parts[n]] + heads[parts[n + 1]]
        if key not in lexicon.prefixes:
            return False
        if key in lexicon.whole:
            return True
        return n + 2 < len(parts) and tails[parts[n]] + tails[parts[n + 1]] + heads[parts[n + 2]] in lexicon.prefixes

    def size(self, text: str) -> int:
        """How many words a chunk has."""
        kind = self.kinds[text]
        return self.chunks[text].size if kind in (SEVERAL, LOOK) else int(kind != NO_WORD)

    def _stand_in(self, words: frozenset[str], parts: Iterable[str]) -> bool:
        stems = self.lookout.stems
        return not all(words.isdisjoint(stems[part]) for part in parts)

    def _kind(self, text: str) -> int:
        """A chunk's kind, as ``WORTH_A_LOOK`` reads it."""
        if plain := PLAIN.fullmatch(text):
            word = plain[1]
            if self.share(word) >= ORDINARY and not self._spells(word):
                return self._quiet(word)
        found = [match[0] for match in tokens(text)]
        if len(found) != 1:
            return SEVERAL if found else NO_WORD
        alone, cued = self.judged[found[0]]
        if alone or cued:
            return LOOK
        word = self.lookout.words[found[0]]
        if word.raised or self.share(word.bare) < DISTINCTIVE:
            return LOUD
        return self._quiet(word.key)

    def _quiet(self, key: str) -> int:
        begins, continues = key in self.lexicon.beginnings, key.removesuffix("s") in self.lexicon.continuations
        return BOTH if begins and continues else BEGINNING if begins else CONTINUING if continues else COLD

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
        words = tuple(self.lookout.words[match[0]] for match in matches)
        starts: set[int] = set()
        brands: set[Brand] = set()
        for n, word in enumerate(words):
            alone, cued = self.judged[word.text]
            if alone:
                starts.add(n)
            brands |= cued
            if n:
                gap = text[matches[n - 1].end() : matches[n].start()]
                starts.update(n - 1 - back for back in self.together(words[n - 1], word, gap) if back < n)
        named = self._named(words[0], matches[0].start()) if len(words) == 1 else None
        cues = NO_CUES.union(*(evidence.cues_of(brand).first for brand in brands))
        products = NO_CUES.union(*(self.lookout.nouns.of(brand.kind) | {MODELS} for brand in brands))
        found = () if named else tuple(sorted(starts))
        return Chunk(found, cues, products, len(words), named)

    def _named(self, word: Word, at: int) -> Named | None:
        """The brand whose name a word is, letter for letter."""
        for text, key in ((word.text, word.key), (word.bare, word.stem)):
            if key in self.lexicon.forms and text in self.lexicon.accepted:
                return Named(at, at + len(text), self.lexicon.forms[key][0].brand)
        return None

    def _pair(self, pair: tuple[str, str]) -> tuple[int, ...]:
        """How many words before the last of one chunk something may begin that the next chunk's first is part of."""
        one, other = self.lookout.edges[pair[0]], self.lookout.edges[pair[1]]
        if not one or not other:
            return ()
        return self.together(one.last, other.first, f"{one.tail} {other.head}")

    def _alone(self, text: str) -> tuple[bool, frozenset[Brand]]:
        """Whether a word may be a name, rightly or wrongly written, wherever it stands; and the brands it may be where
        the place says so.
        """
        lexicon, word = self.lexicon, self.lookout.words[text]
        for key in {word.key, word.stem}:
            if key in lexicon.wrong:
                return True, NO_BRANDS
            for form in lexicon.forms.get(key, ()):
                if not form.brand.common_word or word.bare != word.bare.lower() or "'" in word.text:
                    return True, NO_BRANDS
        if (singular := singular_of(word.key)) != word.key and singular in lexicon.forms:
            return True, NO_BRANDS
        return self._near(word) if self.listed and worth_a_look(word) else (False, NO_BRANDS)

    def _near(self, word: Word) -> tuple[bool, frozenset[Brand]]:
        if self.share(word.bare) >= (TOO_COMMON if word.raised else UNKNOWN):
            return False, NO_BRANDS
        brands: set[Brand] = set()
        for key in {word.stem, word.key, word.key.removesuffix("s"), singular_of(word.key)}:
            for candidate in self.lookout.nearness.near(key):
                plural = key not in (word.stem, word.key)
                compared = with_candidate(candidate, 0, 1, 0, len(word.bare), plural=plural)
                if not compared:
                    continue
                surface = word.bare[:-1] if plural else word.bare
                if self.judgement.possible(compared, (word,), surface, self.lang, cued=False):
                    return True, NO_BRANDS
                if self.judgement.possible(compared, (word,), surface, self.lang, cued=True):
                    brands.add(candidate.form.brand)
        return False, frozenset(brands)

    def together(self, one: Word, two: Word, gap: str) -> tuple[int, ...]:
        """How many words before ``one`` something may begin that ``two`` is part of; ``gap`` stands between them."""
        if gap != " " and not GAP.fullmatch(gap):
            return ()
        lexicon = self.lexicon
        back: set[int] = set()
        joined = (one.key + two.stem, one.key + two.key)
        prefixes = lexicon.prefixes
        if joined[0] in prefixes or joined[1] in prefixes or joined[1].removesuffix("s") in prefixes:
            back.add(0)
        if not self.listed:
            return tuple(back)
        loud = one.raised and two.raised
        if not loud and gap != "-" and not (one.raised and two.key in LINKS):
            rare = self.share(one.bare) < DISTINCTIVE or self.share(two.bare) < DISTINCTIVE
            if not rare or not (one.raised or two.raised):
                return tuple(back)
        if two.key in LINKS and one.raised and sounds.sound(one.stem) in self.lookout.before_links:
            back.add(0)
        for word, position, longer in lexicon.after.get(one.stem, ()):
            if (longer or two.stem != word) and alike(two, word):
                back.add(position)
        for word, position, longer in lexicon.before.get(two.stem, lexicon.before.get(two.key, ())):
            if (longer or one.stem != word) and alike(one, word):
                back.add(position)
        if loud and 0 not in back and self._near_together((one, two), joined):
            back.add(0)
        return tuple(back)

    def _near_together(self, words: tuple[Word, Word], joined: tuple[str, str]) -> bool:
        """Whether two words may be a misspelt name."""
        surface = f"{words[0].text} {words[1].bare}"
        for key in {*joined, joined[1].removesuffix("s")}:
            if len(key) < SHORTEST_JOINED - 1:
                continue
            for candidate in self.lookout.nearness.near(key):
                compared = with_candidate(candidate, 0, 2, 0, len(surface), plural=key not in joined)
                if compared and self.judgement.possible(compared, words, surface, self.lang, cued=True):
                    return True
        return False


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
