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

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, chain, compress, count, groupby, takewhile
from operator import add, sub
from typing import NamedTuple
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


class Passage(NamedTuple):
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


Piece = tuple[int, int, str, int]
"""Consecutive windows of a text that an earlier one has: the first and the last, the earlier text's key, and where its
first stands there.
"""
Plain = tuple[int, tuple[tuple[str, int, int, int, int, int], ...], int]
"""A ``Copied``, with its passages, in plain values."""
Known = tuple[bytes, tuple[Piece, ...], Plain | None]
"""A text's indexed runs, its pieces, and what it copied, if anything."""
MOST_CHANGED = 50
"""With more changed texts, all are compared anew."""


def find(texts: Iterable[tuple[str, str]]) -> dict[str, Copied]:
    """What each text copied from earlier ones, by path. ``texts``: (path, own prose) in chronological order, undated
    sources first. Texts that copied nothing are left out.
    """
    read = _Units([(str(n), *text) for n, text in enumerate(texts)])
    return copied(read.paths, _anew(read))


def copied(paths: Iterable[str], known: Mapping[str, Known]) -> dict[str, Copied]:
    """What is known of some texts, by path. ``known`` is in the order of the paths."""
    return {
        path: Copied(found[0], tuple(Passage(*one) for one in found[1]), found[2])
        for path, (_, _, found) in zip(paths, known.values(), strict=True)
        if found
    }


def again(texts: Sequence[tuple[str, str, str]], before: Mapping[str, Known]) -> Mapping[str, Known]:
    """What is known of each text, by key, in order. ``texts``: (key, path, own prose) in the order of ``find``; a key
    stands for both and is unique. ``before``: what this returned for other texts, itself if these are the same.

    A window belongs to the earliest text that has it. So where a text goes, only texts that have a piece of it change;
    where one comes, only those that share an indexed run with it.
    """
    keys = [key for key, _, _ in texts]
    here = set(keys)
    stay = [key for key in before if key in here]
    if stay == keys and len(before) == len(keys):
        return before
    changed = len(before) + len(keys) - 2 * len(stay)
    read = _Units(texts)
    if changed > MOST_CHANGED or stay != [key for key in keys if key in before]:
        return _anew(read)
    return _Changed(read, before).known()


class _Vocabulary(dict[str, int]):
    """Maps each unit to a number: equal for equal words, in every run; 0 for anything that is not a unit."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = {0: 0}
        self.light: set[int] = set()
        self.letters: set[int] = set()

    def __missing__(self, token: str) -> int:
        self[token] = number = self._number(token) if words.WORD.search(token) else 0
        return number

    def _number(self, token: str) -> int:
        weight = LETTER if words.is_letter(token) else CHARACTER if words.is_character(token) else WORD
        form = f"{weight}{_form(token)}".encode("utf-8", "surrogatepass")
        number = int.from_bytes(blake2b(form, digest_size=7).digest())
        if number not in self.weights:
            self.weights[number] = weight
            if weight != WORD:
                self.light.add(number)
            if weight == LETTER:
                self.letters.add(number)
        return number

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


WIDE = 1 << 32
"""A window's place is one number: its text's, times this, plus its start there."""


def _anew(read: "_Units") -> dict[str, Known]:
    """What is known of some texts, by key, if nothing was."""
    grams = [_grams(read[n]) for n in range(len(read))]
    repeated = _repeated(grams)
    first: dict[int, int] = {}
    known: dict[str, Known] = {}
    for n, key in enumerate(read.keys):
        pieces: list[_Piece] = []
        if ranges := list(_candidate_ranges(len(read[n]), grams[n], repeated)):
            for start, windows in _Windows(read[n], read.vocabulary).hashed(ranges):
                pieces += _pieces(n, start, map(first.setdefault, windows, count(n * WIDE + start)))
        known[key] = read.known(n, grams[n].tobytes(), pieces)
    return known


class _Changed:
    """Texts of which few are new or gone, the others being in the order in which they were."""

    def __init__(self, read: "_Units", before: Mapping[str, Known]) -> None:
        self.read, self.before = read, before
        self.place = {key: n for n, key in enumerate(read.keys)}
        self.gone = before.keys() - self.place.keys()
        self.grams = {n: _grams(read[n]) for n, key in enumerate(read.keys) if key not in before}
        """The indexed runs of each new text."""
        self.runs = set(chain.from_iterable(self.grams.values()))

    def known(self) -> dict[str, Known]:
        """What is known of each text now, by key."""
        windows: dict[int, dict[int, int]] = {}
        moved: set[int] = set()
        for n in range(len(self.read)):
            lost = self._lost(n)
            if found := self._windows(n, lost):
                windows[n] = found
                moved.update(found.values() if n in self.grams else (found[start] for one in lost for start in one))
        first: dict[int, int] = {}
        for n, found in windows.items():
            for start, window in found.items():
                if window in moved:
                    first.setdefault(window, n * WIDE + start)
        now = {n: self._known(n, windows.get(n, {}), first) for n in {*windows, *self.grams}}
        return {key: now[n] if n in now else self.before[key] for n, key in enumerate(self.read.keys)}

    def _lost(self, n: int) -> list[range]:
        """The starts of a text's windows whose earliest text has gone."""
        if not self.gone or n in self.grams:
            return []
        pieces = self.before[self.read.keys[n]][1]
        return [range(first, last + 1) for first, last, source, _ in pieces if source in self.gone]

    def _windows(self, n: int, lost: Sequence[range]) -> dict[int, int]:
        """The hashes of the windows of a text, by start, whose earliest text may be another one now."""
        if n in self.grams:
            starts: Iterable[int] = range(len(self.read[n]))
        else:
            grams = array("q", self.before[self.read.keys[n]][0])
            if not lost and self.runs.isdisjoint(grams):
                return {}
            shared = _candidate_ranges(len(self.read[n]), grams, self.runs)
            starts = sorted({*chain.from_iterable(lost), *chain.from_iterable(range(*one) for one in shared)})
        hashed = _Windows(self.read[n], self.read.vocabulary).hashed(_ranges(starts))
        return dict(chain.from_iterable(enumerate(found, start) for start, found in hashed))

    def _known(self, n: int, windows: Mapping[int, int], first: Mapping[int, int]) -> Known:
        """What is known of a text, given the place where each window that moved is now first."""
        before = self.before.get(self.read.keys[n])
        places = self._places(before[1]) if before else {}
        places |= {start: first[window] for start, window in windows.items() if window in first}
        pieces = [
            piece
            for start, after in _ranges(sorted(places))
            for piece in _pieces(n, start, map(places.__getitem__, range(start, after)))
        ]
        if before and before[1] == tuple(self.read.piece(piece) for piece in pieces):
            return before
        return self.read.known(n, before[0] if before else self.grams[n].tobytes(), pieces)

    def _places(self, pieces: Iterable[Piece]) -> dict[int, int]:
        """Where each window of some pieces is first, unless that text has gone."""
        return {
            start: self.place[source] * WIDE + at + start - first
            for first, last, source, at in pieces
            if source in self.place
            for start in range(first, last + 1)
        }


def _ranges(starts: Iterable[int]) -> list[tuple[int, int]]:
    """Increasing numbers as ranges."""
    found: list[tuple[int, int]] = []
    for start in starts:
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], start + 1
        else:
            found.append((start, start + 1))
    return found


class _Piece(NamedTuple):
    """Consecutive windows, the first and the last; ``source``: an index; ``at``: where the first stands there."""

    first: int
    last: int
    source: int
    at: int


def _pieces(n: int, start: int, places: Iterable[int]) -> Iterator[_Piece]:
    """Consecutive windows of a text, from one on, that stand consecutively in an earlier text. ``places``: where each
    is first.
    """
    for shift, some in groupby(map(sub, places, count(start))):
        after = start + len(list(some))
        source, at = divmod(start + shift, WIDE)
        if source < n:
            yield _Piece(start, after - 1, source, at)
        start = after


def _grams(units: list[int]) -> "array[int]":
    """Hashes of the indexed runs, in the order of ``_places``."""
    return array(
        "q",
        chain.from_iterable(
            map(hash, zip(*(units[first + n :: PERIOD] for n in range(GRAM)), strict=False)) for first in COVER
        ),
    )


def _places(length: int) -> Iterator[int]:
    """Where the indexed runs of a text of some length begin."""
    return chain.from_iterable(range(first, length - GRAM + 1, PERIOD) for first in COVER)


def _repeated(grams: "Iterable[array[int]]") -> set[int]:
    """The hashes of runs that occur in more than one text."""
    seen: set[int] = set()
    repeated: set[int] = set()
    for some in grams:
        mine = set(some)
        repeated |= mine & seen
        seen |= mine
    return repeated


def _candidate_ranges(length: int, grams: "array[int]", repeated: Collection[int]) -> Iterator[tuple[int, int]]:
    """The ranges in which a window shared with another text may start."""
    start = end = 0
    for place in sorted(compress(_places(length), map(repeated.__contains__, grams))):
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

    def hashed(self, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, Iterable[int]]]:
        """The start of each range, and the hashes of the windows that start in it."""
        for first, after in ranges:
            if self.heavy:
                whole = takewhile(lambda n: self.end(n) <= len(self.units), range(first, after))
                yield first, [hash(tuple(self.units[n : self.end(n)])) for n in whole]
            elif first < (last := min(after, len(self.units) - self.size + 1)):
                yield first, map(hash, zip(*(self.units[first + n : last + n] for n in range(self.size)), strict=True))


def _runs(windows: _Windows, pieces: Iterable[_Piece], read: "_Units") -> Iterator[_Stretch]:
    """Merge consecutive windows into stretches, each for as long as no earlier text also has the window."""
    run = None
    source: list[int] = []
    previous = 0
    for piece in pieces:
        for start in range(piece.first, piece.last + 1):
            if run:
                end = windows.end(start)
                run.end = max(run.end, windows.end(previous))
                more = windows.units[run.end : end]
                if (
                    piece.source >= run.source
                    and start <= run.end
                    and more == source[run.end - run.shift : end - run.shift]
                ):
                    run.end, previous = end, start
                    continue
                yield from _verified(run, windows, source)
            source = read[piece.source]
            run = _Stretch(start, windows.end(start), piece.source, piece.first - piece.at)
            previous = piece.last
            break
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
    """Texts as numbers, each read when it is needed, with the mapping back to their prose and words.

    ``texts``: (key, path, own prose).
    """

    def __init__(self, texts: Sequence[tuple[str, str, str]]) -> None:
        self.keys = [key for key, _, _ in texts]
        self.paths = [path for _, path, _ in texts]
        self.proses = [prose for _, _, prose in texts]
        self.vocabulary = _Vocabulary()
        self.units: dict[int, list[int]] = {}
        self.starts: dict[int, array[int]] = {}
        """The offsets of the units, and of what would come next, in texts of nothing else, single spaces apart."""
        self.spans: dict[int, tuple[Sequence[int], Sequence[int]]] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, n: int) -> list[int]:
        if n not in self.units:
            tokens = words.tokens(self.proses[n])
            self.units[n] = list(filter(None, map(self.vocabulary.__getitem__, tokens)))
            if len(tokens) == len(self.units[n]) and " ".join(tokens) == self.proses[n].replace("\n", " "):
                self.starts[n] = array("L", map(add, accumulate(map(len, tokens), initial=0), count()))
        return self.units[n]

    def piece(self, piece: _Piece) -> Piece:
        return piece.first, piece.last, self.keys[piece.source], piece.at

    def known(self, n: int, grams: bytes, pieces: Sequence[_Piece]) -> Known:
        """What is known of a text, given its pieces."""
        found = None
        if pieces:
            windows = _Windows(self[n], self.vocabulary)
            if stretches := list(_without_overlaps(_runs(windows, pieces, self))):
                found = _passages(self, n, stretches)
        return (
            grams,
            tuple(map(self.piece, pieces)),
            found,
        )

    def span(self, n: int, start: int, end: int) -> tuple[int, int]:
        """The offsets into the prose of the units from ``start`` to ``end``."""
        if n in self.starts:
            return self.starts[n][start], self.starts[n][end] - 1
        if n not in self.spans:
            self.spans[n] = words.spans(self.proses[n], self.vocabulary.__getitem__)
        starts, ends = self.spans[n]
        return starts[start], ends[end - 1]

    def few(self, n: int, start: int, end: int) -> bool:
        """Whether some units are few enough to be a change within a passage."""
        most = CHANGED * WORD
        weights = self.vocabulary.weights
        return 0 <= end - start <= most and sum(weights[unit] for unit in self[n][start:end]) <= most


def _passages(read: _Units, n: int, stretches: list[_Stretch]) -> Plain:
    """A text's copied stretches, as passages."""
    units, words_of = read[n], read.vocabulary.words
    passages = []
    for group in _grouped(read, n, stretches):
        first, last = group[0], group[-1]
        same = [unit for one in group for unit in units[one.start : one.end]]
        own = read.span(n, first.start, last.end)
        theirs = read.span(first.source, first.start - first.shift, last.end - last.shift)
        passages.append((read.paths[first.source], *own, *theirs, words_of(same)))
    rest, after = [], 0
    for one in stretches:
        rest += units[after : one.start]
        after = one.end
    rest += units[after:]
    whole = words_of(units)
    return whole - words_of(rest), tuple(passages), whole


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
