"""Passages that stand in an earlier text of the course, word for word: what was pasted is not one's own.

A **stretch** is copied when it is at least ``LEAST`` words in a row (twice as many characters of Chinese or Japanese,
``LETTERS`` letters of Thai and its kin for each word; in a mixture each counts for what it is) that stand so in a
text that comes earlier. A greeting, a set phrase or the title of a book is shorter. Compared are the units of
``words``, whatever their case, punctuation, quotation marks and ways of writing a letter. What several texts have
belongs to the earliest. What a text repeats of itself is no copy. Not found is what was put in other words, or changed
before its twelfth word again and again. A quotation that is marked, but stands in the running text, is a copy.

Found is every such stretch, and in time that grows with the words alone. A stretch of twelve units holds seven runs of
``GRAM``, which begin at seven places in a row. Looked at are only runs that begin at ``COVER`` modulo ``PERIOD``: every
number below seven is the difference of two of these, so wherever the stretch begins in the one text and in the other,
one of its runs is looked at in both (a difference cover, as in Burkhardt and Kärkkäinen's suffix sorting). Near runs
that two texts share, all windows of twelve words are compared.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, takewhile
from unicodedata import category, normalize

from ..core import words

LEAST = 12
"""So many words in a row are a copy."""
CHANGED = 3
"""Up to so many words changed, added or left out between two copied stretches leave them one passage."""
SHOWN_WORDS, SHOWN_SHARE = 30, 0.25
WORD, CHARACTER, LETTER = 6, 3, 2
"""What a unit weighs towards ``LEAST``: two characters, or three letters of Thai, as much as a word."""
GRAM, PERIOD, COVER = 6, 7, (0, 1, 3)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text beside the one it repeats, as offsets in the own prose of each.

    ``words`` are those of its copied stretches; words changed between two of them are not among these.
    """

    source: str
    start: int
    end: int
    source_start: int
    source_end: int
    words: int


@dataclass(frozen=True, slots=True)
class Copied:
    """What of a text stands in earlier ones. ``words`` of its ``of`` words, as ``words.count`` counts both, are not its
    own; the passages that hold them follow each other and do not overlap.
    """

    words: int
    passages: tuple[Passage, ...]
    of: int

    @property
    def near_copies(self) -> dict[str, tuple[Passage, ...]]:
        """The passages by their source, of those from which so much is copied that somebody should look at both:
        ``SHOWN_WORDS`` words, or ``SHOWN_SHARE`` of this text.
        """
        found: dict[str, list[Passage]] = {}
        for passage in self.passages:
            found.setdefault(passage.source, []).append(passage)
        enough = min(SHOWN_WORDS, self.of * SHOWN_SHARE)
        return {path: tuple(some) for path, some in found.items() if sum(one.words for one in some) >= enough}


def find(texts: Iterable[tuple[str, str]]) -> dict[str, Copied]:
    """What texts have copied from earlier ones: (path, own prose) of each, in the order of time, the sources that are
    older than all of them first. A text that has copied nothing is not in the result.
    """
    read = _Read(list(texts))
    return {read.texts[n][0]: _told(read, n, stretches) for n, stretches in _copied(read.units, read.vocabulary)}


class _Vocabulary(dict[str, int]):
    """A number for every unit as it is written: the same for what is the same word, 0 for what is no unit."""

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
        """The words that units make."""
        letters = sum(number in self.letters for number in numbers) if self.letters else 0
        return words.total(len(numbers) - letters, letters)


def _form(token: str) -> str:
    """A unit as it is compared: its letters, digits and marks in one way of writing them, without case."""
    if token.isascii():
        return "".join(filter(str.isalnum, token)).lower()
    folded = normalize("NFKC", normalize("NFKC", token).casefold())
    return "".join(one for one in folded if one.isalnum() or category(one) in {"Mn", "Mc"}) or token


@dataclass(slots=True)
class _Stretch:
    """Units of a text that stand ``shift`` places earlier in the source (the place of an earlier text)."""

    start: int
    end: int
    source: int
    shift: int


def _copied(texts: list[list[int]], vocabulary: _Vocabulary) -> Iterator[tuple[int, list[_Stretch]]]:
    """The copied stretches of every text that has some, by the text's place: in order, none overlapping another."""
    repeated = _repeated(texts)
    bases = list(accumulate(map(len, texts), initial=0))
    first: dict[int, int] = {}
    for n, units in enumerate(texts):
        ranges = list(_near(units, repeated))
        if not ranges:
            continue
        windows = _Windows(units, vocabulary)
        starts, keys = windows.hashed(ranges)
        at = map(first.setdefault, keys, map(bases[n].__add__, starts))
        hits = [hit for hit in zip(starts, at, strict=True) if hit[1] < bases[n]]
        stretches = list(_parted(_runs(windows, hits, texts, bases)))
        if stretches:
            yield n, stretches


def _grams(units: list[int]) -> Iterator[Iterator[int]]:
    """Hashes of the runs that are looked at, for each of ``COVER``."""
    for first in COVER:
        yield map(hash, zip(*(units[first + n :: PERIOD] for n in range(GRAM)), strict=False))


def _repeated(texts: list[list[int]]) -> set[int]:
    """The hashes of runs that more than one text has."""
    seen: set[int] = set()
    repeated: set[int] = set()
    for units in texts:
        mine = set(chain.from_iterable(_grams(units)))
        repeated |= mine & seen
        seen |= mine
    return repeated


def _near(units: list[int], repeated: set[int]) -> Iterator[tuple[int, int]]:
    """The ranges in which a window may begin that another text has."""
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
    """The fewest units from a place of a text on that weigh ``LEAST`` words: as many everywhere in most texts."""

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
        """Where the window that begins at a place ends; beyond the text, if there is none."""
        if self.heavy:
            return bisect_left(self.heavy, self.heavy[start] + LEAST * WORD)
        return start + self.size

    def hashed(self, ranges: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
        """Where windows begin, and their hashes."""
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
    """Windows joined to stretches, as long as no earlier text has the window, too."""
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
            yield from _proved(run, windows, source)
        place = bisect_right(bases, at) - 1
        source, base, shift, previous = texts[place], bases[place], start - at, start
        run = _Stretch(start, end, place, shift + base)
    if run:
        run.end = max(run.end, windows.end(previous))
        yield from _proved(run, windows, source)


def _proved(run: _Stretch, windows: _Windows, source: list[int]) -> Iterator[_Stretch]:
    """A stretch as far as its units are the source's: equal hashes prove nothing."""
    units = windows.units[run.start : run.end]
    others = source[run.start - run.shift : run.end - run.shift]
    if units != others:
        same = (one == other for one, other in zip(units, others, strict=False))
        run.end = run.start + sum(takewhile(bool, same))
    if run.end >= windows.end(run.start):
        yield run


def _parted(runs: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Stretches that do not overlap: what two have belongs to the one with the earlier source."""
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


class _Read:
    """Texts as numbers, and the way back to their prose and words."""

    def __init__(self, texts: list[tuple[str, str]]) -> None:
        self.texts = texts
        self.vocabulary = _Vocabulary()
        self.units = [self.vocabulary.read(prose) for _, prose in texts]
        self.spans: dict[int, tuple[Sequence[int], Sequence[int]]] = {}

    def span(self, n: int, start: int, end: int) -> tuple[int, int]:
        """Where the units from ``start`` to ``end`` of a text stand in its prose."""
        if n not in self.spans:
            self.spans[n] = words.spans(self.texts[n][1], self.vocabulary.__getitem__)
        starts, ends = self.spans[n]
        return starts[start], ends[end - 1]

    def few(self, n: int, start: int, end: int) -> bool:
        """Whether units of a text are so few that they may be a change within a passage."""
        most = CHANGED * WORD
        weights = self.vocabulary.weights
        return 0 <= end - start <= most and sum(weights[unit] for unit in self.units[n][start:end]) <= most


def _told(read: _Read, n: int, stretches: list[_Stretch]) -> Copied:
    """The copied stretches of a text as its passages."""
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


def _grouped(read: _Read, n: int, stretches: list[_Stretch]) -> list[list[_Stretch]]:
    """Stretches of one source with hardly anything between them, here and there, are one passage."""
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
