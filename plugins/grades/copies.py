"""Passages copied word for word from an earlier text of the course: pasted words are not a student's own.

A **stretch** is copied if at least ``LEAST`` consecutive words (or twice as many Chinese or Japanese characters, or
``LETTERS`` letters of Thai and similar scripts per word; mixtures are weighted) occur in an earlier text. Greetings,
set phrases and book titles are shorter. Texts are compared by the units of ``words``, ignoring case, punctuation,
quotation marks and Unicode form. A stretch shared by several texts belongs to the earliest. Repetition within a text is
not copying. Paraphrases, and passages changed at least every twelfth word, are not found. A quotation within running
text counts as a copy, even if marked.

Every such stretch is found, in time linear in the number of words. A stretch of twelve units contains seven runs of
``GRAM`` units, starting at seven consecutive positions. Only runs that start at ``COVER`` modulo ``PERIOD`` are
indexed: every number below seven is the difference of two of these, so wherever the stretch starts in either text, one
of its runs is indexed in both (a difference cover, as in Burkhardt and Kärkkäinen's suffix sorting). Around runs shared
by two texts, all twelve-word windows are compared.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, takewhile
from unicodedata import category, normalize

from ..core import words

LEAST = 12
"""The minimum length of a copied stretch, in words."""
CHANGED = 3
"""Two copied stretches form one passage if at most this many words were changed, added or removed between them."""
SHOWN_WORDS, SHOWN_SHARE = 30, 0.25
WORD, CHARACTER, LETTER = 6, 3, 2
"""The weight of a unit towards ``LEAST``: two characters, or three Thai letters, weigh as much as a word."""
GRAM, PERIOD, COVER = 6, 7, (0, 1, 3)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text and the passage it repeats, as offsets into the own prose of each.

    ``words`` counts the copied stretches only, not the changed words between them.
    """

    source: str
    start: int
    end: int
    source_start: int
    source_end: int
    words: int


@dataclass(frozen=True, slots=True)
class Copied:
    """The copied part of a text: ``words`` of its ``of`` words, both as counted by ``words.count``. The passages are in
    order and do not overlap.
    """

    words: int
    passages: tuple[Passage, ...]
    of: int

    @property
    def near_copies(self) -> dict[str, tuple[Passage, ...]]:
        """The passages by source, for sources with enough copied to be worth a look: ``SHOWN_WORDS`` words or
        ``SHOWN_SHARE`` of this text.
        """
        found: dict[str, list[Passage]] = {}
        for passage in self.passages:
            found.setdefault(passage.source, []).append(passage)
        enough = min(SHOWN_WORDS, self.of * SHOWN_SHARE)
        return {path: tuple(some) for path, some in found.items() if sum(one.words for one in some) >= enough}


def find(texts: Iterable[tuple[str, str]]) -> dict[str, Copied]:
    """What each text copied from earlier ones, by path. ``texts``: (path, own prose) in chronological order, undated
    sources first. Texts that copied nothing are left out.
    """
    read = _Units(list(texts))
    return {read.texts[n][0]: _passages(read, n, stretches) for n, stretches in _copied(read.units, read.vocabulary)}


class _Vocabulary(dict[str, int]):
    """Maps each unit to a number: equal for equal words, 0 for anything that is not a unit."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[tuple[str, int], int] = {}
        self.weights = [0]
        self.light: set[int] = set()
        self.letters: set[int] = set()

    def __missing__(self, token: str) -> int:
        self[token] = number = self._number(token) if words.WORD.search(token) else 0
        return number

    def _number(self, token: str) -> int:
        weight = LETTER if words.is_letter(token) else CHARACTER if words.is_character(token) else WORD
        number = self.forms.setdefault((_form(token), weight), len(self.weights))
        if number == len(self.weights):
            self.weights.append(weight)
            if weight != WORD:
                self.light.add(number)
            if weight == LETTER:
                self.letters.add(number)
        return number

    def read(self, prose: str) -> list[int]:
        """The units of a text."""
        return list(filter(None, map(self.__getitem__, words.tokens(prose))))

    def words(self, numbers: Sequence[int]) -> int:
        """The number of words in some units."""
        letters = sum(number in self.letters for number in numbers) if self.letters else 0
        return words.total(len(numbers) - letters, letters)


def _form(token: str) -> str:
    """A unit normalized for comparison: letters, digits and marks only, NFKC, case-folded."""
    if token.isascii():
        return "".join(filter(str.isalnum, token)).lower()
    folded = normalize("NFKC", normalize("NFKC", token).casefold())
    return "".join(one for one in folded if one.isalnum() or category(one) in {"Mn", "Mc"}) or token


@dataclass(slots=True)
class _Stretch:
    """Units of a text that occur in the source (an index) ``shift`` positions earlier."""

    start: int
    end: int
    source: int
    shift: int


def _copied(texts: list[list[int]], vocabulary: _Vocabulary) -> Iterator[tuple[int, list[_Stretch]]]:
    """The copied stretches of each text that has any, with the text's index: in order, not overlapping."""
    repeated = _repeated(texts)
    bases = list(accumulate(map(len, texts), initial=0))
    first: dict[int, int] = {}
    for n, units in enumerate(texts):
        ranges = list(_candidate_ranges(units, repeated))
        if not ranges:
            continue
        windows = _Windows(units, vocabulary)
        starts, keys = windows.hashed(ranges)
        at = map(first.setdefault, keys, map(bases[n].__add__, starts))
        hits = [hit for hit in zip(starts, at, strict=True) if hit[1] < bases[n]]
        stretches = list(_without_overlaps(_runs(windows, hits, texts, bases)))
        if stretches:
            yield n, stretches


def _grams(units: list[int]) -> Iterator[Iterator[int]]:
    """Hashes of the indexed runs, for each offset in ``COVER``."""
    for first in COVER:
        yield map(hash, zip(*(units[first + n :: PERIOD] for n in range(GRAM)), strict=False))


def _repeated(texts: list[list[int]]) -> set[int]:
    """The hashes of runs that occur in more than one text."""
    seen: set[int] = set()
    repeated: set[int] = set()
    for units in texts:
        mine = set(chain.from_iterable(_grams(units)))
        repeated |= mine & seen
        seen |= mine
    return repeated


def _candidate_ranges(units: list[int], repeated: set[int]) -> Iterator[tuple[int, int]]:
    """The ranges in which a window shared with another text may start."""
    places = [
        first + n * PERIOD
        for first, grams in zip(COVER, _grams(units), strict=True)
        for n, gram in enumerate(grams)
        if gram in repeated
    ]
    start = end = 0
    for place in sorted(places):
        if place - PERIOD >= end:
            if end > start:
                yield start, end
            start = max(place - PERIOD + 1, 0)
        end = place + 1
    if end > start:
        yield start, end


class _Windows:
    """The shortest windows that weigh ``LEAST`` words, one per position; of constant length in most texts."""

    def __init__(self, units: list[int], vocabulary: _Vocabulary) -> None:
        self.units = units
        self.size = LEAST
        self.heavy: list[int] = []
        if vocabulary.light and not vocabulary.light.isdisjoint(units):
            weights = list(map(vocabulary.weights.__getitem__, units))
            self.size = LEAST * WORD // weights[0]
            if len(set(weights)) > 1:
                self.heavy = list(accumulate(weights, initial=0))

    def end(self, start: int) -> int:
        """The end of the window that starts at a position; past the end of the text if there is none."""
        if self.heavy:
            return bisect_left(self.heavy, self.heavy[start] + LEAST * WORD)
        return start + self.size

    def hashed(self, ranges: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
        """The starts of the windows in some ranges, and their hashes."""
        starts: list[int] = []
        keys: list[int] = []
        for first, after in ranges:
            if self.heavy:
                found = [n for n in range(first, after) if self.end(n) <= len(self.units)]
                keys += [hash(tuple(self.units[n : self.end(n)])) for n in found]
                starts += found
            else:
                last = min(after, len(self.units) - self.size + 1)
                starts += range(first, last)
                if first < last:
                    shifted = (self.units[first + n : last + n] for n in range(self.size))
                    keys += map(hash, zip(*shifted, strict=True))
        return starts, keys


def _runs(
    windows: _Windows, hits: list[tuple[int, int]], texts: list[list[int]], bases: list[int]
) -> Iterator[_Stretch]:
    """Merge consecutive windows into stretches, each for as long as no earlier text also has the window."""
    run = None
    source: list[int] = []
    base = shift = previous = 0
    for start, at in hits:
        if run and start == previous + 1 and start - at == shift:
            previous = start
            continue
        end = windows.end(start)
        if run:
            run.end = max(run.end, windows.end(previous))
            more = windows.units[run.end : end]
            if at >= base and start <= run.end and more == source[run.end - run.shift : end - run.shift]:
                run.end, previous = end, start
                continue
            yield from _verified(run, windows, source)
        place = bisect_right(bases, at) - 1
        source, base, shift, previous = texts[place], bases[place], start - at, start
        run = _Stretch(start, end, place, shift + base)
    if run:
        run.end = max(run.end, windows.end(previous))
        yield from _verified(run, windows, source)


def _verified(run: _Stretch, windows: _Windows, source: list[int]) -> Iterator[_Stretch]:
    """Trim a stretch to the units that really equal the source's, since hashes may collide."""
    units = windows.units[run.start : run.end]
    others = source[run.start - run.shift : run.end - run.shift]
    if units != others:
        same = (one == other for one, other in zip(units, others, strict=False))
        run.end = run.start + sum(takewhile(bool, same))
    if run.end >= windows.end(run.start):
        yield run


def _without_overlaps(runs: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Resolve overlaps: units that two stretches share go to the one with the earlier source."""
    kept: list[_Stretch] = []
    for run in runs:
        while kept and kept[-1].end > run.start:
            if kept[-1].source <= run.source:
                run.start = kept[-1].end
            elif kept[-1].start >= run.start:
                kept.pop()
            else:
                kept[-1].end = run.start
        if run.start < run.end:
            kept.append(run)
    yield from kept


class _Units:
    """Texts as numbers, with the mapping back to their prose and words."""

    def __init__(self, texts: list[tuple[str, str]]) -> None:
        self.texts = texts
        self.vocabulary = _Vocabulary()
        self.units = [self.vocabulary.read(prose) for _, prose in texts]
        self.spans: dict[int, tuple[Sequence[int], Sequence[int]]] = {}

    def span(self, n: int, start: int, end: int) -> tuple[int, int]:
        """The offsets into the prose of the units from ``start`` to ``end``."""
        if n not in self.spans:
            self.spans[n] = words.spans(self.texts[n][1], self.vocabulary.__getitem__)
        starts, ends = self.spans[n]
        return starts[start], ends[end - 1]

    def few(self, n: int, start: int, end: int) -> bool:
        """Whether some units are few enough to be a change within a passage."""
        most = CHANGED * WORD
        weights = self.vocabulary.weights
        return 0 <= end - start <= most and sum(weights[unit] for unit in self.units[n][start:end]) <= most


def _passages(read: _Units, n: int, stretches: list[_Stretch]) -> Copied:
    """A text's copied stretches, as passages."""
    units, words_of = read.units[n], read.vocabulary.words
    passages = []
    for group in _grouped(read, n, stretches):
        first, last = group[0], group[-1]
        same = [unit for one in group for unit in units[one.start : one.end]]
        own = read.span(n, first.start, last.end)
        theirs = read.span(first.source, first.start - first.shift, last.end - last.shift)
        passages.append(Passage(read.texts[first.source][0], *own, *theirs, words_of(same)))
    rest, after = [], 0
    for one in stretches:
        rest += units[after : one.start]
        after = one.end
    rest += units[after:]
    whole = words_of(units)
    return Copied(whole - words_of(rest), tuple(passages), whole)


def _grouped(read: _Units, n: int, stretches: list[_Stretch]) -> list[list[_Stretch]]:
    """Group stretches of the same source with hardly anything between them in either text."""
    groups: list[list[_Stretch]] = []
    for one in stretches:
        last = groups[-1][-1] if groups else None
        if (
            last
            and last.source == one.source
            and read.few(n, last.end, one.start)
            and read.few(one.source, last.end - last.shift, one.start - one.shift)
        ):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups
