"""Every distinct word is looked at once, and every distinct pair of words that could matter: which of them can have
anything to do with a name at all? What is done for the others is then done at few places.

A text is split at white space into chunks, ``(Burberry's,`` say, which holds one word. Most chunks of most texts are
cold and cost one look in a dictionary.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import accumulate, pairwise
from operator import attrgetter
from string import ascii_letters
from typing import NamedTuple, TypeVar

from rapidfuzz.distance import OSA

from . import evidence, sounds
from ..model import Brand
from .context import Word, tokens, word_of
from .evidence import model
from .found import Mention
from .letters import APART, GAP, SYLLABLES, singular_of
from .lexicon import LINKS
from .misspelt import RARE_WORD, SHORTEST_ALONE, Limit, Misspelt, limit_of
from .near import ORDINARY, UNKNOWN, near_enough
from .words import camel, frequency

MODELS = "#"
LINKING = frozenset({"&", "and", "the", "of", "And", "The", "Of", *ascii_letters})
"""What may be the second word of a name though it is ordinary and has no capital."""
TOO_COMMON = 1.5e-4
"""A word as common as this is itself, whatever stands around it."""


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
    """Whether its last word has a capital or is no ordinary word: of two words that make a name and no ordinary
    phrase, one is loud."""
    anchored: bool
    """Whether its first word is loud."""
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
NO_WORDS = Chunk((), NO_CUES, NO_CUES, prefixed=False, loud=False, anchored=False, size=0)
COLD = Chunk((), NO_CUES, NO_CUES, prefixed=False, loud=False, anchored=False, size=1)
"""Any chunk of one word that has nothing to do with names."""

SIZE = attrgetter("size")
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
        self.misspelt = misspelt
        self.lexicon, self.names, self.nearness = misspelt.lexicon, misspelt.names, misspelt.nearness
        self.words = Remembered(word_of)
        self.chunks = Remembered(self._chunk)
        self.pairs = Remembered(self._pair)
        self.edges = Remembered(self._edges)
        self.begins = Remembered(self._begins)
        self.stems = Remembered(self._stems)

    def starts(self, text: str) -> tuple[list[int], list[Mention]]:
        """The words of a text, counted from 0, at which something may begin that has to do with a name; or nothing
        but the mentions, where brands are named rightly and there is nothing else to look at.
        """
        parts = text.split()
        chunks = list(map(self.chunks.__getitem__, parts))
        found: list[tuple[int, int]] = []
        names: list[tuple[str, Named, int]] = []
        stems: frozenset[str] | None = None
        last, pairs = len(parts) - 1, self.pairs
        for n in [n for n, chunk in enumerate(chunks) if chunk is not COLD]:
            starts, cues, products, prefixed, loud, anchored, size, named = chunks[n]
            if named:
                names.append((parts[n], named, n))
            if starts:
                found += [(n, start) for start in starts]
            if (
                n < last
                and (prefixed or (loud and (chunks[n + 1].anchored or parts[n + 1] in LINKING)))
                and (back := pairs[parts[n], parts[n + 1]])
            ):
                found += [(n, size - 1 - steps) for steps in back]
            if (
                anchored
                and n
                and not chunks[n - 1].loud
                and self.begins[parts[n - 1]]
                and (back := pairs[parts[n - 1], parts[n]])
            ):
                found += [(n - 1, chunks[n - 1].size - 1 - steps) for steps in back]
            if products:
                if stems is None:
                    stems = self._all_stems(parts)
                if not (
                    cues.isdisjoint(stems)
                    and all(products.isdisjoint(self.stems[part]) for part in parts[n + 1 : n + 2 + evidence.BESIDE])
                ):
                    found += [(n, start) for start in range(size)]
        if not found:
            return [], list(_mentions(text, names))
        found += [(n, 0) for _, _, n in names]
        before = [0, *accumulate(map(SIZE, chunks))]
        return sorted({max(before[n] + start, 0) for n, start in found}), []

    def _chunk(self, text: str) -> Chunk:
        """What a chunk has to do with names."""
        matches = list(tokens(text))
        if not matches:
            return NO_WORDS
        words = tuple(self.words[match[0]] for match in matches)
        starts: set[int] = set()
        brands: set[Brand] = set()
        for n, word in enumerate(words):
            alone, near = self._alone(word)
            if alone:
                starts.add(n)
            brands |= near
            if n:
                gap = text[matches[n - 1].end() : matches[n].start()]
                starts.update(n - 1 - back for back in self._together(words[n - 1], word, gap) if back < n)
        first, last = words[0], words[-1]
        loud, anchored = self._loud(last), self._loud(first)
        prefixed = loud and last.key in self.lexicon.prefixes
        if len(words) == 1 and not (starts or brands or loud or anchored):
            return COLD
        named = self._named(first, matches[0].start()) if len(words) == 1 else None
        cues = NO_CUES.union(*(evidence.cues_of(brand).first for brand in brands))
        products = NO_CUES.union(*(self.misspelt.nouns.of(brand.kind) | {MODELS} for brand in brands))
        found = () if named else tuple(sorted(starts))
        return Chunk(found, cues, products, prefixed, loud, anchored, len(words), named)

    def _loud(self, word: Word) -> bool:
        return word.raised or not self._ordinary(word)

    def _begins(self, text: str) -> bool:
        """Whether a chunk's last word has the letters with which a name begins, or stands before a word that tells."""
        edges = self.edges[text]
        return bool(edges) and edges.last.key in self.lexicon.prefixes

    @cached_property
    def before_links(self) -> frozenset[str]:
        """The sounds of words that stand before "and", "the" or "of" in a name."""
        pairs = (pair for forms in self.lexicon.forms.values() for form in forms for pair in pairwise(form.words))
        return frozenset(sounds.sound(word) for word, link in pairs if link in LINKS)

    def _named(self, word: Word, at: int) -> Named | None:
        """The brand whose name a word is, letter for letter."""
        for text, key in ((word.text, word.key), (word.bare, word.stem)):
            if key in self.lexicon.forms and text in self.lexicon.accepted:
                return Named(at, at + len(text), self.lexicon.forms[key][0].brand)
        return None

    def _all_stems(self, parts: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*map(self.stems.__getitem__, parts))

    def _stems(self, text: str) -> frozenset[str]:
        """The letters of a chunk's words without possessives; ``MODELS`` stands for words as models are called."""
        words = [self.words[match[0]] for match in tokens(text)]
        return frozenset(word.stem for word in words) | ({MODELS} if any(model(word.key) for word in words) else set())

    def _alone(self, word: Word) -> tuple[bool, set[Brand]]:
        """Whether a word may be a name, rightly or wrongly written, wherever it stands; and the brands it may be where
        the place says so.
        """
        if any(self._has_letters(word, key) for key in {word.key, word.stem}) or self._is_plural(word):
            return True, set()
        if not word.raised and (len(word.key) < SHORTEST_ALONE or frequency(word.bare, "en") >= UNKNOWN):
            return False, set()
        brands: set[Brand] = set()
        for key in {word.stem, word.key, word.key.removesuffix("s"), singular_of(word.key)}:
            for candidate in self.nearness.near(key):
                limit = self._limit(word)
                if limit is None or candidate.rank[0] <= limit.at_once:
                    if near_enough(candidate, key) or limit:
                        return True, set()
                    limit = RARE_WORD
                if word.raised and candidate.rank[0] <= limit.most and frequency(word.bare, "en") < TOO_COMMON:
                    brands.add(candidate.form.brand)
        return False, brands

    def _limit(self, word: Word) -> Limit | None:
        """How far a word may be off where its place says nothing against it; None for letters that are no word."""
        known = self.nearness.known(word.bare, "en")
        if known == 0 or camel(word.text):
            return None
        return limit_of(self.names, word.bare, known)

    def _has_letters(self, word: Word, key: str) -> bool:
        """Whether a name has these letters, and the word cannot be the ordinary word that the name also is."""
        if key in self.lexicon.wrong:
            return True
        forms = self.lexicon.forms.get(key)
        if not forms:
            return False
        return any(not form.brand.common_word or word.bare != word.bare.lower() or "'" in word.text for form in forms)

    def _is_plural(self, word: Word) -> bool:
        """Whether the letters but for a last s are a name's, and the word is no ordinary one."""
        if singular_of(word.key) == word.key or singular_of(word.key) not in self.lexicon.forms:
            return False
        return word.text != word.text.lower() or frequency(word.text, "en") < ORDINARY

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
        return self._together(one.last, other.first, f"{one.tail} {other.head}")

    def _together(self, one: Word, two: Word, gap: str) -> tuple[int, ...]:
        if gap != " " and not GAP.fullmatch(gap):
            return ()
        lexicon = self.lexicon
        if not (one.raised or two.raised) and gap != "-" and self._ordinary(one) and self._ordinary(two):
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
        joining = one.raised and (two.raised or two.key in LINKS or len(two.key) == 1 or gap == "-")
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

    def _ordinary(self, word: Word) -> bool:
        return word.key not in SYLLABLES and frequency(word.bare, "en") >= APART


def _mentions(text: str, names: Iterable[tuple[str, Named, int]]) -> Iterator[Mention]:
    """Where chunks stand that name a brand: each is the next of its kind after the one before."""
    position = 0
    for part, (start, end, brand), _ in names:
        while True:
            position = text.index(part, position)
            after = position + len(part)
            alone = (not position or text[position - 1].isspace()) and (after == len(text) or text[after].isspace())
            if alone:
                break
            position += 1
        yield Mention(position + start, position + end, brand)
        position = after


def alike(word: Word, other: str) -> bool:
    """Whether a word may stand for a word of a name: the cheap question before the dear ones."""
    if other in (word.stem, word.key):
        return True
    if other in LINKS or len(other) < 3:
        return False
    most = 1 + len(other) // 4
    return (
        OSA.distance(word.stem, other, score_cutoff=most) <= most
        or (word.key != word.stem and OSA.distance(word.key, other, score_cutoff=most) <= most)
        or sounds.sound(word.stem) == sounds.sound(other)
    )
