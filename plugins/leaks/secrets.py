"""What must never be public, in every form in which it could be written.

A message never repeats a secret of ``private/``, since it may end up in a log that others read. It shows first letters
and where the secret is kept.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal

from unidecode import unidecode

from ..grades.exports import ENTRIES, PARTICIPATION
from .folding import fold, words

Kind = Literal["id", "e-mail address", "legal name", "note"]
FIELD = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
"""A name of at least two words in snake case, which does not occur in prose."""
RUN = 9
"""The number of consecutive words of a hidden text that count as a leak: more than eight."""
SHORTEST_ID = 4
SHORTEST_NOTE = 3
DISTINCTIVE_NOTE = 5
ORDINARY = 1e-6
"""The word frequency (share of all words) from which a single word is ordinary rather than a name or login."""
RARE = 1e-5
"""The word frequency below which a word makes a short note distinctive."""
LONG = 9
"""A length, in characters, that does not match by chance: shorter secrets are not searched for in binary data."""
YEARS = range(1900, 2101)
EAST_ASIAN_SIGN = re.compile(
    "[\u3005\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]"
)
"""A Han, Hiragana, Katakana or Hangul character."""
EAST_ASIAN = re.compile(f"(?:{EAST_ASIAN_SIGN.pattern}){{2,}}")
SEPARATOR = r"[\W_]{1,3}"

Share = Callable[[str], float]
"""A word's frequency in the course's language or in English, as a share of all words."""


def unknown(word: str) -> float:  # noqa: ARG001 - a Share
    """The frequency of a word when no frequencies are known."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a private table that identifies a person outside the course: ``place`` is its file and line."""

    text: str
    person: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A private text, or the hidden text of a public file, and its place."""

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret in one form. ``pattern`` matches it in a folded text."""

    kind: Kind
    words: tuple[str, ...]
    message: str
    """Its description in messages."""
    pattern: re.Pattern[str]
    person: str = ""
    unless_published: bool = False
    """Not a leak if a published text says the same by itself."""

    @property
    def number(self) -> bool:
        """Digits only, which also occur in drawings and style sheets."""
        return len(self.words) == 1 and self.words[0].isdecimal()

    @property
    def long(self) -> bool:
        return sum(map(len, self.words)) >= LONG


@dataclass(frozen=True)
class Secrets:
    """Everything to search for. ``runs``: consecutive words of hidden texts and long notes, each with a description."""

    forms: tuple[Secret, ...]
    fields: frozenset[str]
    runs: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    """The published texts."""
    public: frozenset[str] = frozenset()
    """The words of public names and ids."""
    share: Share = unknown

    @cached_property
    def counts(self) -> Counter[str]:
        """The number of published texts that contain each word."""
        return Counter(word for text in self.shown for word in set(words(text)))

    def rarest(self, found: tuple[str, ...]) -> str:
        """The word that occurs in the fewest texts, which is searched for first."""
        return min(found, key=lambda word: (self.counts[word], self.share(word), -len(word)))

    @cached_property
    def by_anchor(self) -> dict[str, list[Secret]]:
        found: dict[str, list[Secret]] = {}
        for secret in self.forms:
            found.setdefault(self.rarest(secret.words), []).append(secret)
        return found

    @cached_property
    def run_anchors(self) -> frozenset[str]:
        return frozenset(map(self.rarest, self.runs))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(secret.words[0] for secret in self.forms if secret.number)

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Words of which at least one occurs wherever a secret does, except for fields."""
        return self.run_anchors | self.by_anchor.keys()

    def fields_in(self, text: str) -> frozenset[str]:
        """The gradebook's fields that occur in a folded text."""
        return self.fields.intersection(FIELD.findall(text)) if "_" in text else frozenset()


def field_names() -> frozenset[str]:
    """The columns of the gradebook's files that are not ordinary words: those of several words."""
    return frozenset(name for name in (*PARTICIPATION, *ENTRIES) if "_" in name)


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of ``RUN`` consecutive words of a text."""
    found = words(text)
    return zip(*(found[n:] for n in range(RUN)), strict=False)


def gather(
    cells: Iterable[Cell],
    public_names: Iterable[str],
    hidden: Iterable[Note],
    notes: Iterable[Note],
    published: Iterable[str],
    share: Share = unknown,
    rubric: Iterable[str] = (),
) -> Secrets:
    """What to search for. ``hidden`` and ``published`` are the prose of texts; what is published is not a secret.
    ``notes`` are private texts; the long ones must not occur in published texts either, unless they repeat words of the
    ``rubric``, as the reasons of marks do.
    """
    shown = tuple(published)
    public = {tuple(words(name)) for name in public_names}
    forms = [secret for cell in cells for secret in _of_cell(cell, public, share)]
    folded = [fold(text) for text in shown]
    everything = {word for text in folded if "_" in text for word in FIELD.findall(text)}
    found = {run: f"words of a hidden text ({note.place})" for note in hidden for run in runs(note.text)}
    if found:
        for run in _shared(found, folded):
            del found[run]
    marking = [fold(text) for text in rubric]
    levels = {tuple(words(text)) for text in marking}
    for note in notes:
        private = dict.fromkeys(runs(note.text), f"words of a private note ({note.place})")
        shared = _shared(private, marking)
        found |= {run: message for run, message in private.items() if run not in shared}
        if tuple(words(note.text)) not in levels:
            forms += _of_note(note, share)
    fields = frozenset(name for name in field_names() if name not in everything)
    known = frozenset(word for name in public for word in name)
    return Secrets(tuple(dict.fromkeys(forms)), fields, found, shown, known, share)


def _shared(found: Mapping[tuple[str, ...], str], texts: Iterable[str]) -> set[tuple[str, ...]]:
    """The runs that also occur in one of the texts."""
    begins = {run[:2] for run in found}
    shared = set()
    for text in texts:
        there = words(text)
        for n, pair in enumerate(pairwise(there)):
            if pair in begins and (run := tuple(there[n : n + RUN])) in found:
                shared.add(run)
    return shared


def _of_cell(cell: Cell, public: set[tuple[str, ...]], share: Share) -> Iterator[Secret]:
    """The forms of a cell. A full name is searched for in either order, joined, and in Latin letters.

    Left out because they are everywhere: cells shorter than ``SHORTEST_ID`` letters, numbers that are years, and single
    words that are ordinary or part of a public name.
    """
    text = cell.text.strip()
    found = tuple(words(text))
    if _weight("".join(found)) < SHORTEST_ID or found in public or _is_year(found):
        return
    if "@" in text:
        yield Secret("e-mail address", found, _message("e-mail address", cell), _address(text), cell.person)
    elif any(character.isdecimal() for character in text):
        yield Secret(
            "id", found, _message("id", cell), _number(found[0]) if _digits(found) else _row(found), cell.person
        )
    elif len(found) == 1 and text.isascii():
        parts = {word for name in public for word in name}
        if found[0] not in parts and share(found[0]) < ORDINARY:
            yield Secret("id", found, _message("id", cell), _row(found), cell.person)
    else:
        for form in _names(text) - public:
            yield Secret("legal name", form, _message("legal name", cell), _row(form), cell.person)


def _names(text: str) -> set[tuple[str, ...]]:
    """The ways to write a name: “Amara Chidi Okafor” is also okafor-amara and AmaraOkafor."""
    forms = set()
    for name in dict.fromkeys((text, unidecode(text))):
        last, comma, first = name.partition(",")
        parts = words(f"{first} {last}" if comma else name)
        if not parts:
            continue
        orders = [parts]
        if len(parts) > 1:
            orders += [[parts[-1], *parts[:-1]], [parts[0], parts[-1]], [parts[-1], parts[0]]]
            if comma:
                family = words(last)
                orders += [[*family, *words(first)], [*words(first)[:1], *family], [*family, *words(first)[:1]]]
        for order in orders:
            joined = "".join(order)
            if _weight(joined) >= SHORTEST_ID:
                forms.add(tuple(order))
            if len(joined) >= LONG or EAST_ASIAN.fullmatch(joined):
                forms.add((joined,))
    return forms


def _weight(text: str) -> int:
    """A word's length in letters; a CJK character counts as a syllable, and two of them as a name."""
    return len(text) + len(EAST_ASIAN_SIGN.findall(text))


def _of_note(note: Note, share: Share) -> Iterator[Secret]:
    """A note too short for runs counts as a whole sentence. If a published text says the same, it counts only if it is
    too distinctive to be a coincidence: many people say “Good work this week”.
    """
    found = tuple(words(note.text))
    if SHORTEST_NOTE <= len(found) < RUN:
        rare = any(len(word) > 1 and share(word) < RARE for word in found)
        message = f"a private note ({note.place})"
        yield Secret("note", found, message, _sentence(found), "", not (rare and len(found) >= DISTINCTIVE_NOTE))


def _is_year(found: tuple[str, ...]) -> bool:
    return _digits(found) and int(found[0]) in YEARS


def _digits(found: tuple[str, ...]) -> bool:
    return len(found) == 1 and found[0].isdecimal()


def _row(found: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, found)) + r"(?![^\W_])")


def _number(digits: str) -> re.Pattern[str]:
    """A standalone number: not part of a date, decimal, time, amount of money or percentage."""
    return re.compile(
        rf"(?<![^\W_])(?<!\d[.,:'’–-])(?<![$€£¥₹])(?<![$€£¥₹]\s){digits}(?![^\W_])(?![.,:'’–-]\d)(?!\s?[%‰°€])"
    )


def _address(text: str) -> re.Pattern[str]:
    """An e-mail address, also with “at” for the sign, and as a file name."""
    local, _, domain = fold(text).partition("@")
    at = rf"{SEPARATOR}(?:at{SEPARATOR})?"
    body = at.join(SEPARATOR.join(map(re.escape, words(part))) for part in (local, domain))
    return re.compile(rf"(?<!\w)(?<!\w[.+-]){body}(?!\w)(?!-\w)(?!\.\w)")


def _sentence(found: tuple[str, ...]) -> re.Pattern[str]:
    """Exactly these words between two boundaries of sentences, elements, strings or cells."""
    body = r"[\W_]+".join(map(re.escape, found))
    return re.compile(rf"(?:^|\n|,|[^\w\s,]\s*){body}(?=\s*(?:$|\n|[^\w\s,])|,(?!\s))")


def _message(what: str, cell: Cell) -> str:
    """A secret as a message may show it: the first character of each word, and where it is kept."""
    initials = " ".join(f"{word[0]}…" for word in re.findall(r"[^\W_]+", cell.text))
    article = "an" if what[0] in "aei" else "a"
    return f"{article} {what}, “{initials}”" + (f" ({cell.place})" if cell.place else "")
