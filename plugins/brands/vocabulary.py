"""Which places of a text are worth a look at all? Every distinct word is judged once, and every distinct pair of words
that could matter; the expensive comparisons then run in few places.

A text is split at white space into chunks, ``(Burberry's,`` say, which holds one word. Most chunks of most texts are
cold and cost one look in a dictionary.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple, TypeVar

from rapidfuzz.distance import OSA

from ..core.model import Brand
from . import evidence, sounds
from .context import SPACELESS, Word, tokens, word_of
from .evidence import Nouns, model
from .found import Mention
from .judgement import Judgement
from .letters import GAP, singular_of
from .lexicon import LINKS, Lexicon
from .misspelt import SHORTEST_JOINED, with_candidate, worth_a_look
from .near import Nearness
from .several import AIRLINES
from .words import Words

SINGLE = re.compile(r"[^A-Za-z0-9&]*([A-Za-z0-9]+)[^A-Za-z0-9&]*", re.ASCII)
"""A word and the marks around it: most of any text of ASCII letters."""
SPLIT = re.compile(rf"[{SPACELESS}]+|[^\s{SPACELESS}]+")
"""The chunks of a text some of which is written without spaces."""
UNSPACED = re.compile(rf"[{SPACELESS}]")
NOTHING = Word("", "", "", "", capital=False, raised=False)
MODELS = "#"
ORDINARY = 3e-6
"""What a word in lower case is at least as a share of all words, to be itself and no misspelt name."""
TOO_COMMON = 1.5e-4
"""The same for a word with a capital."""
UNKNOWN = 2e-8
"""Below this share of all words nobody writes a word in lower case but by a slip."""
DISTINCTIVE = 2e-6
"""Below this share of all words a word stands for its brand almost alone."""


class Named(NamedTuple):
    """A brand named rightly, and where in the chunk."""

    start: int
    end: int
    brand: Brand


class Chunk(NamedTuple):
    """What stands between white space: its first and last word, with what stands before and after them."""

    size: int = 0
    """How many words it has."""
    head: str = ""
    first: Word = NOTHING
    last: Word = NOTHING
    tail: str = ""
    starts: Sequence[int] = ()
    """The words at which something may begin, whatever stands around the chunk."""
    cues: frozenset[str] = frozenset()
    """The words that, standing in the same paragraph, make the chunk worth a look,"""
    products: frozenset[str] = frozenset()
    """and those that do so right behind it."""
    named: Named | None = None
    """The brand it names and nothing more, unless it does so together with its neighbours."""


NO_BRANDS: frozenset[Brand] = frozenset()

NO_WORD, COLD, BEGINNING, CONTINUING, BOTH, LOUD, OPEN, LOOK, SEVERAL = b"-cbdeloxs"
"""Kinds of chunks: without a word; with an ordinary one that has nothing to do with a name, with which one may begin,
which may go on in one, or both; with a loud one, or one loud or rare with which a name may begin; with one that is
worth a look by itself; and with several.
"""
NO_WORDS = Chunk()
QUIET = frozenset((COLD, CONTINUING, NO_WORD))
BEGINS = frozenset((BEGINNING, BOTH))
THEMSELVES = frozenset((LOOK, SEVERAL))
"""Kinds of chunks that are worth a look whatever stands behind them."""
MAYBE = (-1,)
MOST_PAIRS = 200_000
JOINING = LINKS | {"&"}
NOT_ONE_WORD = re.compile(rb"[-s]")
WORTH_A_LOOK = re.compile(rb"[xs]|o(?=[bdeloxs])|[lbe](?=[deloxs])")

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(dict[Key, Value]):
    """What a function says of its argument, asked once; of ``most`` arguments at a time, if a number is given."""

    def __init__(self, ask: Callable[[Key], Value], most: int | None = None) -> None:
        super().__init__()
        self.ask, self.most = ask, most

    def __missing__(self, key: Key) -> Value:
        if len(self) == self.most:
            self.clear()
        value = self[key] = self.ask(key)
        return value


class Lookout:
    """What the words of all texts have to do with the names of one lexicon, whatever the language."""

    def __init__(self, lexicon: Lexicon, words: Words, nouns: Nouns, nearness: Nearness, judgement: Judgement) -> None:
        self.lexicon, self.known, self.nouns = lexicon, words, nouns
        self.nearness, self.judgement = nearness, judgement
        self.words = Remembered(word_of)
        self.heads = Remembered(self._head)
        self.tails = Remembered(self._tail)
        self.stems = Remembered(self._stems)
        self.joins: Remembered[str, bool] = Remembered(lambda gap: bool(GAP.fullmatch(gap)))
        self.in_language: Remembered[str, Vocabulary] = Remembered(lambda lang: Vocabulary(self, lang))

    def _stems(self, text: str) -> frozenset[str]:
        """The letters of a chunk's words without possessives; ``MODELS`` stands for words as models are called."""
        words = [self.words[match[0]] for match in tokens(text)]
        return frozenset(word.stem for word in words) | ({MODELS} if any(model(word.key) for word in words) else set())

    def _head(self, text: str) -> str:
        """The letters with which a chunk begins, but for an ending."""
        if text.isalpha() and text.isascii():
            return text.lower().removesuffix("s")
        first = next(tokens(text), None)
        return self.words[first[0]].stem.removesuffix("s") if first else ""

    def _tail(self, text: str) -> str:
        """The letters of a chunk's last word."""
        if single := single_of(text):
            return single[1].lower()
        *_, last = ("", *(match[0] for match in tokens(text)))
        return self.words[last].key if last else ""

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
        self.kind_of_word = Remembered(self._kind_of_word)
        self.rare: Remembered[str, bool] = Remembered(lambda word: self.share(word) < DISTINCTIVE)
        self.judged = Remembered(self._alone)
        self.pairs = Remembered(self._pair, MOST_PAIRS)
        self.listed = lookout.known.has_list(lang)

    def share(self, word: str) -> float:
        return self.lookout.known.share(word, self.lang)

    def starts(self, text: str) -> tuple[dict[int, Brand | None], list[Mention]]:
        """The words of a text, counted from 0, at which something may begin that has to do with a name, in order,
        with the brand where one word names it rightly and nothing else may begin there; or nothing but the mentions,
        where all of them are such.
        """
        spaced = text.isascii() or not UNSPACED.search(text)
        parts = text.split() if spaced else SPLIT.findall(text)
        kinds = bytes(map(self.kinds.__getitem__, parts))
        worth_a_look = [match.start() for match in WORTH_A_LOOK.finditer(kinds)]
        pairs, behind = self.pairs, [*parts[1:], ""]
        found: list[tuple[int, int]] = []
        for n in [n for n in worth_a_look if pairs[parts[n], behind[n]]]:
            steps = pairs[parts[n], behind[n]]
            if steps != MAYBE:
                found += [(n, start) for start in steps]
            elif self._continues(parts, n):
                found.append((n, self.size(parts[n]) - 1))
        names: list[tuple[int, str, Named]] = []
        for n in [n for n in worth_a_look if kinds[n] in THEMSELVES]:
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
            return {}, list(_mentions(text, names, spaced=spaced))
        odd = [(match.start(), self.size(parts[match.start()]) - 1) for match in NOT_ONE_WORD.finditer(kinds)]
        odd_places = [place for place, _ in odd]
        further = list(accumulate((more for _, more in odd), initial=0))

        def word(n: int) -> int:
            """Which word a chunk begins with: some chunks hold no word, some hold several."""
            return n + further[bisect_left(odd_places, n)]

        places: dict[int, Brand | None] = {word(n): named.brand for n, _, named in names}
        places.update({max(word(n) + start, 0): None for n, start in found})
        return dict(sorted(places.items())), []

    def _pair(self, pair: tuple[str, str]) -> tuple[int, ...]:
        """At which of its words something may begin in a chunk for the sake of the chunk behind it, if there is one;
        ``MAYBE`` where that depends on the one behind both.
        """
        part, after = pair
        if not after:
            return ()
        if self.kinds[part] not in BEGINS and (self.kinds[after] not in QUIET or after in JOINING):
            one, two = self.chunks[part], self.chunks[after]
            back = self.together(one.last, two.first, f"{one.tail} {two.head}")
            return tuple([one.size - 1 - steps for steps in back])
        return MAYBE if self.lookout.tails[part] + self.lookout.heads[after] in self.lexicon.prefixes else ()

    def _continues(self, parts: Sequence[str], n: int) -> bool:
        """Whether a chunk and those behind it have a name's letters, or begin with those of a longer one."""
        heads, tails, lexicon = self.lookout.heads, self.lookout.tails, self.lexicon
        if tails[parts[n]] + heads[parts[n + 1]] in lexicon.whole:
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
        if single := single_of(text):
            return self.kind_of_word[single[1]]
        if UNSPACED.match(text) and text not in self.lexicon.prefixes:
            return COLD
        words = [match[0] for match in tokens(text)]
        return self.kind_of_word[words[0]] if len(words) == 1 else SEVERAL if words else NO_WORD

    def _kind_of_word(self, text: str) -> int:
        """The kind of a chunk of one word."""
        lower = text.islower() and text.isalpha() and text.isascii()
        if lower and self.share(text) >= ORDINARY and not self._spells(text):
            return self._quiet(text)
        return LOOK if any(self.judged[text]) else self._by_neighbours(self.lookout.words[text])

    def _by_neighbours(self, word: Word) -> int:
        """The kind of a word that is worth a look for the words beside it alone."""
        opens = word.key in self.lexicon.prefixes or word.stem in self.lexicon.after
        if opens and (word.raised or self.rare[word.bare]):
            return OPEN
        return LOUD if word.raised else self._quiet(word.key)

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
        if single := single_of(text):
            return self._of_one(text, *single.span(1))
        matches = list(tokens(text))
        if not matches:
            return NO_WORDS
        if len(matches) == 1:
            return self._of_one(text, *matches[0].span())
        words = [self.lookout.words[match[0]] for match in matches]
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
        head, tail = text[: matches[0].start()], text[matches[-1].end() :]
        return Chunk(len(words), head, words[0], words[-1], tail, sorted(starts), _cues(brands), self._products(brands))

    def _of_one(self, text: str, start: int, end: int) -> Chunk:
        """The same for a chunk of one word."""
        word = self.lookout.words[text[start:end]]
        head, tail = text[:start], text[end:]
        alone, cued = self.judged[word.text]
        if not alone and not cued:
            return Chunk(1, head, word, word, tail)
        named = self._named(word, start)
        starts = (0,) if alone and not named else ()
        return Chunk(1, head, word, word, tail, starts, _cues(cued), self._products(cued), named)

    def _products(self, brands: Collection[Brand]) -> frozenset[str]:
        return frozenset().union(*(self.lookout.nouns.of(brand.kind) | {MODELS} for brand in brands))

    def _named(self, word: Word, at: int) -> Named | None:
        """The brand whose name a word is, letter for letter."""
        for text, key in ((word.text, word.key), (word.bare, word.stem)):
            if key in self.lexicon.forms and text in self.lexicon.accepted:
                return Named(at, at + len(text), self.lexicon.forms[key][0].brand)
        return None

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
        if gap != " " and not self.lookout.joins[gap]:
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
            half_loud = one.raised or two.raised
            if not half_loud or not (self.rare[one.bare] or self.rare[two.bare]):
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


def single_of(text: str) -> re.Match[str] | None:
    """A word of ASCII letters and the marks around it, where a chunk is no more."""
    return SINGLE.fullmatch(text) if text.isascii() else None


def _cues(brands: Collection[Brand]) -> frozenset[str]:
    return frozenset().union(*(evidence.cues_of(brand).first for brand in brands))


def _mentions(text: str, names: Sequence[tuple[int, str, Named]], *, spaced: bool) -> Iterator[Mention]:
    """Where chunks stand that name a brand: each is the next of its kind after the one before."""
    if not spaced and names:
        spans = [match.start() for match in SPLIT.finditer(text)]
        yield from (Mention(spans[n] + start, spans[n] + end, brand) for n, _, (start, end, brand) in names)
        return
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
