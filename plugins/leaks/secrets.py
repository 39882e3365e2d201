"""What must never be public, in every form in which it could be written.

A message never repeats a secret of ``private/``, since it may end up in a log that others read. It shows first letters
and where the secret is kept.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from typing import Literal

from unidecode import unidecode

from ..grades.exports import ENTRIES, PARTICIPATION
from . import numbers
from .folding import LETTER, UNSPACED, fold, latin, skeleton, words

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
COMMONPLACE = 1e-5
"""The frequency from which two words with a comma between them may be items of a list, and two signs a word."""
RARE = 1e-5
"""The word frequency below which a word makes a short note distinctive."""
LONG = 9
"""A length, in characters, that does not match by chance: shorter secrets are not searched for in binary data."""
LONG_JOINED = 7
"""The length of a name that is found without a space between its words."""
AMOUNT = 6
"""A number of fewer digits is most often an amount or a year, and an id only where its surroundings say so."""
YEARS = range(1900, 2101)
EAST_ASIAN_SIGN = re.compile(
    "[\u3005\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]"
)
"""A Han, Hiragana, Katakana or Hangul character."""
HAN = re.compile("[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
WITHOUT_SPACES = re.compile(f"[{UNSPACED}]")
SEPARATOR = r"[\W_]{1,3}"
BETWEEN = r"(?:(?!(?<![\"'])[;:!?.]\s)[\W_]){0,12}"
"""What may lie between two words of a name: no end of a sentence."""
BETWEEN_TURNED = r"(?:\.|[\s,_+/|()-]{0,4})"
"""What may lie between family and given name: no end of a sentence."""
BETWEEN_ORDINARY = r"(?:[ \u00a0]{1,2}|\s?[._+-]|\s?\n\s?)"
"""What may lie between two words of a name that are ordinary words, too."""
BETWEEN_SIGNS = r"[\s·・.=-]{0,2}"
INITIALS = r"(?:[\W_]{1,4}[^\W\d_]\.?(?=[\W_])){0,2}"
BEGIN, END = rf"(?<!{LETTER})", rf"(?!{LETTER})"
ATTACHED = {"\u0600-\u06ff": "وفبلكاس", "\u0590-\u05ff": "והבלמשכ"}
"""Letters that Arabic and Hebrew attach to the beginning of a word, by script: and, to, in, as, the."""
ENDINGS = ("s", "es", "ns", "n", "en", "in", "ar", "ur", "i", "u", "em", "om", "nak", "nek", "nin", "un")
"""Endings that names take in a sentence: Müllers, Wójcikiem, Jónssonar, Nagynak."""
SHORTEST_INFLECTED = 4
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)

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
    """A private text, or the hidden text of a public file, its place, and what it may repeat of the prompts."""

    text: str
    place: str = ""
    repeats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret in one form. ``body`` is a regular expression that matches it in a folded text."""

    kind: Kind
    words: tuple[str, ...]
    message: str
    """Its description in messages."""
    body: str
    person: str = ""
    unless_published: bool = False
    """Not a leak if a published text says the same by itself."""
    turned: bool = False
    """Whether the family name comes first."""
    inflected: bool = False
    """Whether its last word may have an ending."""
    place: str = ""

    @property
    def pattern(self) -> re.Pattern[str]:
        return _compiled(self.body)

    @property
    def number(self) -> bool:
        """Digits only, which also occur in drawings and style sheets."""
        return len(self.words) == 1 and self.words[0].isdecimal()

    @property
    def login(self) -> bool:
        """Letters and digits so few that they may also be a name in a program or a part of an address."""
        return self.kind == "id" and not self.number and len(self.words) == 1 and len(self.words[0]) == SHORTEST_ID

    @property
    def unspaced(self) -> bool:
        """Whether it is in a script that writes no spaces."""
        return self.kind == "legal name" and any(map(WITHOUT_SPACES.search, self.words))

    @property
    def long(self) -> bool:
        return sum(map(len, self.words)) >= LONG


@lru_cache(maxsize=4096)
def _compiled(body: str) -> re.Pattern[str]:
    return re.compile(body)


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
    left_out: tuple[tuple[str, str], ...] = ()
    """What could not be searched for, each with its place."""

    @cached_property
    def lower(self) -> Counter[str]:
        """How often published texts write a word without a capital."""
        return Counter(word for text in self.shown for word in re.findall(r"[^\W\d_]+", text) if word.islower())

    def rarest(self, found: tuple[str, ...]) -> str:
        """The word that likely occurs in the fewest texts, which is searched for first."""
        return min(found, key=lambda word: (word in self.public, self.share(word), -len(word)))

    @cached_property
    def by_anchor(self) -> dict[str, list[Secret]]:
        """The secrets by each of the words of which one occurs wherever the secret does."""
        found: dict[str, list[Secret]] = {}
        for secret in self.forms:
            for anchor in self._anchors(secret):
                found.setdefault(anchor, []).append(secret)
        return found

    def _anchors(self, secret: Secret) -> set[str]:
        parts = secret.words
        if secret.unspaced:
            text = "".join(parts)
            single = text if len(text) == 2 else [part for part in parts if len(part) == 1]
            return {text[n : n + 2] for n in range(len(text) - 1)}.union(single)
        at = parts.index(self.rarest(parts))
        if secret.kind == "note":
            return {parts[at]}
        return {"".join(parts[n:m]) for n, m in combinations(range(len(parts) + 1), 2) if n <= at < m}

    @cached_property
    def inflected(self) -> frozenset[str]:
        """The anchors that may have an ending."""
        return frozenset(
            anchor for anchor, some in self.by_anchor.items() for one in some
            if one.inflected and anchor.endswith(one.words[-1])
        )  # fmt: skip

    @cached_property
    def looks(self) -> dict[str, str]:
        """The words of names, and names written as one word, by what they look like."""
        names = [one for one in self.forms if one.kind == "legal name"]
        found = {"".join(one.words) for one in names}.union(*(one.words for one in names))
        found = {word for word in found if len(word) >= SHORTEST_ID and word.isascii()}
        return {like: anchor for anchor in found if (like := skeleton(anchor))}

    @cached_property
    def signs(self) -> frozenset[str]:
        """Anchors in scripts without spaces."""
        return frozenset(anchor for anchor in self.by_anchor if WITHOUT_SPACES.match(anchor))

    @cached_property
    def run_anchors(self) -> frozenset[str]:
        return frozenset(map(self.rarest, self.runs))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(secret.words[0] for secret in self.forms if secret.number)

    def anchors_of(self, word: str) -> Iterator[str]:
        """The anchors that a folded word of a text holds: itself, without an ending or attached letters, or as part of
        a text without spaces.
        """
        if word in self.by_anchor:
            yield word
        if word.isascii():
            if self.inflected and word[-1:] in LAST_LETTERS:
                for ending in ENDINGS:
                    if word.endswith(ending) and word[: -len(ending)] in self.inflected:
                        yield word[: -len(ending)]
            return
        if self.signs and WITHOUT_SPACES.match(word):
            yield from {word[n : n + 2] for n in range(len(word) - 1)} & self.signs
            return
        for letters in ATTACHED.values():
            for length in range(1, min(4, len(word) - 1)):
                if word[length - 1] not in letters:
                    break
                if word[length:] in self.by_anchor:
                    yield word[length:]

    def looks_like(self, word: str) -> str:
        """The anchor that a folded word is a disguise of, if any."""
        if len(word) < SHORTEST_ID or word.isdecimal():
            return ""
        if not word.isascii() and (plain := latin(word)).isascii():
            return plain if plain in self.by_anchor or plain in self.name_words else ""
        like = self.looks.get(skeleton(word), "")
        return like if like and like != word and self.share(word) < ORDINARY and word not in self.public else ""

    def fields_in(self, text: str) -> frozenset[str]:
        """The gradebook's fields that occur in a folded text."""
        return self.fields.intersection(FIELD.findall(text)) if "_" in text else frozenset()

    def stands(self, secret: Secret, raw: str, folded: str) -> bool:
        """Whether a secret stands in a reading, as it is and folded, which holds one of its anchors."""
        if secret.number and len(secret.words[0]) < AMOUNT:
            found = secret.pattern.finditer(folded)
            return any(numbers.is_id(folded, *match.span(), self.name_words, self.share) for match in found)
        if secret.login:
            return any(numbers.is_login(folded, *match.span()) for match in secret.pattern.finditer(folded))
        if secret.kind != "legal name":
            return secret.pattern.search(folded) is not None
        for match in secret.pattern.finditer(folded):
            if secret.unspaced:
                if self._is_name(secret, folded, match):
                    return True
                continue
            parts = words(match[0])
            joined = len(parts) == 1 and len(secret.words) > 1
            if ", " in match[0] and not secret.turned and all(self.share(word) >= COMMONPLACE for word in parts):
                continue  # two items of a list, such as months
            if joined and (len(parts[0]) < LONG_JOINED or self.share(parts[0]) >= ORDINARY):
                continue
            if not self._is_ordinary(secret):
                return True
            if _as_name(secret.words, secret.turned).search(raw):
                return True
        return False

    def _is_ordinary(self, secret: Secret) -> bool:
        """Whether all words of a name are words of the language that the published texts use, too."""
        found = secret.words
        if len(found) < 2 or not all(word.isascii() and self.share(word) >= ORDINARY for word in found):
            return False
        if secret not in self._pairs:
            row = f" {' '.join(found)} "
            self._pairs[secret] = sum(f" {' '.join(words(text))} ".count(row) for text in self.shown)
        return all(self.lower[word] > self._pairs[secret] for word in found)

    @cached_property
    def name_words(self) -> frozenset[str]:
        return self.public.union(*(secret.words for secret in self.forms if secret.kind == "legal name"))

    @cached_property
    def _pairs(self) -> dict[Secret, int]:
        """How often the published texts hold a name of ordinary words."""
        return {}

    def _is_name(self, secret: Secret, folded: str, match: re.Match[str]) -> bool:
        """Whether signs are a name rather than parts of other words. Three or more are; of two, it depends on what they
        make with the signs beside them.
        """
        name = "".join(secret.words)
        if len(name) > 2 and not KANA.fullmatch(name):
            return True
        before, after = folded[: match.start()][-1:], folded[match.end() :][:1]
        begins, ends = not _is_sign(before), not _is_sign(after)
        if not HAN.fullmatch(name):
            return begins and (ends or after in PARTICLES or len(name) > SHORTEST_ID)
        if begins and ends:
            return True
        if self.share(name) >= COMMONPLACE:
            return before in CALLED or after in TITLES
        return not (self.share(before + name[0]) >= ORDINARY and self.share(name[-1] + after) >= ORDINARY)


KANA = re.compile("[\u3041-\u30ff]+")
PARTICLES = frozenset("이가은는을를와과의에도님씨로라아야はがをにのもとさ")
"""Signs that follow a name in Korean and Japanese."""
CALLED, TITLES = frozenset("叫"), frozenset("同说さ")
LAST_LETTERS = frozenset(ending[-1] for ending in ENDINGS)


def _is_sign(text: str) -> bool:
    return WITHOUT_SPACES.match(text) is not None


@lru_cache(maxsize=4096)
def _as_name(found: tuple[str, ...], turned: bool) -> re.Pattern[str]:
    """Ordinary words written as a name: with capitals, or as a login, a file or an address is written."""
    between = ("," if turned else r"(?:\s[A-Z]\.?)?") + ("?" if turned else "") + BETWEEN_ORDINARY
    capital = between.join(f"{word[0].upper()}(?:{word[1:]}|{word[1:].upper()})" for word in found)
    joined = "".join(word.title() for word in found)
    slug = "[._+-]".join(found)
    return re.compile(rf"{BEGIN}(?:{capital}|{joined}){END}|(?<![\w-])(?:{slug})(?!\w)")


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
    prompts: Iterable[str] = (),
) -> Secrets:
    """What to search for. ``hidden`` and ``published`` are the prose of texts; what is published is not a secret, but
    ``prompts`` may not quote what is hidden. ``notes`` are private texts; the long ones must not occur in published
    texts either, unless they repeat words of the ``rubric``, as the reasons of marks do.
    """
    texts, asked = tuple(published), tuple(prompts)
    shown = (*texts, *asked)
    public = {tuple(words(name)) for name in public_names}
    known = frozenset(word for name in public for word in name)
    forms: list[Secret] = []
    left_out: list[tuple[str, str]] = []
    for cell in cells:
        why = _why_not(cell, public, known, share)
        if why:
            left_out.append((why, cell.place))
        forms += _of_cell(cell, public, known) if why is None else ()
    everything = {word for text in shown if "_" in text for word in FIELD.findall(fold(text))}
    found: dict[tuple[str, ...], str] = {}
    for note in hidden:
        words_of_it = dict.fromkeys(runs(note.text), f"words of a hidden text ({note.place})")
        repeated = _shared(words_of_it, note.repeats) if note.repeats else ()
        found |= {run: message for run, message in words_of_it.items() if run not in repeated}
    if found:
        for run in _shared(found, texts):
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
    return Secrets(tuple(dict.fromkeys(forms)), fields, found, shown, known, share, tuple(dict.fromkeys(left_out)))


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


SHORT, YEAR = "what is shorter than four characters", "years"
COMMON = "ordinary words, and words of public names"


def _why_not(cell: Cell, public: set[tuple[str, ...]], known: frozenset[str], share: Share) -> str | None:
    """Why a cell cannot be looked for, because it is everywhere: None if it can; empty if it is no secret."""
    text = cell.text.strip()
    found = tuple(words(text))
    if not found or found in public:
        return ""
    if _weight("".join(found)) < SHORTEST_ID:
        return SHORT
    if _is_year(found):
        return YEAR
    if _is_login(text, found) and (found[0] in known or share(found[0]) >= ORDINARY):
        return COMMON
    return None


def _is_login(text: str, found: tuple[str, ...]) -> bool:
    return len(found) == 1 and text.isascii() and text.isalpha()


def _of_cell(cell: Cell, public: set[tuple[str, ...]], known: frozenset[str]) -> Iterator[Secret]:
    """The forms of a cell. A full name is searched for in either order, joined, and in Latin letters."""
    text = cell.text.strip()
    found = tuple(words(text))
    if "@" in text:
        yield Secret(
            "e-mail address", found, _message("e-mail address", cell), _address(text), cell.person, place=cell.place
        )
    elif any(character.isdecimal() for character in text) or _is_login(text, found):
        body = _number(found[0]) if _digits(found) else _code(found)
        yield Secret("id", found, _message("id", cell), body, cell.person, place=cell.place)
    else:
        for form, turned in _names(text).items():
            if not any(_within(form, name) for name in public):
                strict = known.issuperset(form)
                inflected = not strict and len(form[-1]) >= SHORTEST_INFLECTED and form[-1].isascii()
                yield Secret(
                    "legal name", form, _message("legal name", cell), _name(form, turned, strict), cell.person,
                    turned=turned, inflected=inflected, place=cell.place,
                )  # fmt: skip


def _within(row: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether words stand in others one after another."""
    return any(other[n : n + len(row)] == row for n in range(len(other) - len(row) + 1))


def _names(text: str) -> dict[tuple[str, ...], bool]:
    """The ways to write a name, each with whether the family name is moved to the front or the given name to the end:
    “Amara Chidi Okafor” is also “Okafor Amara Chidi” and “Amara Okafor”.
    """
    forms: dict[tuple[str, ...], bool] = {}
    for name in dict.fromkeys((text, text.translate(UMLAUTS), unidecode(text))):
        last, comma, first = name.partition(",")
        parts = words(f"{first} {last}" if comma else name)
        orders = [(parts, False)]
        if len(parts) > 1:
            orders += [
                ([parts[0], parts[-1]], False), ([parts[-1], *parts[:-1]], True), ([*parts[1:], parts[0]], True),
                ([parts[-1], parts[0]], True),
            ]  # fmt: skip
            if len(parts) >= FOUR:
                orders += [([parts[0], parts[2]], False), (parts[:-1], False)]
            if comma and (family := words(last)) and (given := words(first)):
                orders += [
                    ([*given[:1], *family], False), ([given[0], family[0]], False), ([*family, *given], True),
                    ([*family, *given[:1]], True), ([family[0], given[0]], True),
                ]  # fmt: skip
        for order, turned in orders:
            if _weight("".join(order)) >= SHORTEST_ID and (len(order) > 1 or len(parts) == 1):
                forms.setdefault(tuple(order), turned)
    return forms


FOUR = 4
"""Words of a name of which the third is likely the first family name, as in María José García López."""


def _name(form: tuple[str, ...], turned: bool, strict: bool) -> str:
    """A name's words, with initials between two of them, an ending, and letters attached to the first one."""
    escaped = list(map(re.escape, form))
    if any(map(WITHOUT_SPACES.search, form)):
        begin = "" if WITHOUT_SPACES.match(form[0]) else BEGIN
        signs = [BETWEEN_SIGNS.join(word) if len(word) == len(form[0]) else word for word in escaped]
        return (
            begin
            + BETWEEN_SIGNS.join(escaped if len(form) > 1 else signs)
            + ("" if WITHOUT_SPACES.match(form[-1]) else END)
        )
    attached = next((f"[{some}]{{0,3}}" for script, some in ATTACHED.items() if re.match(f"[{script}]", form[0])), "")
    if strict:
        return BEGIN + attached + BETWEEN_ORDINARY.join(escaped) + END
    between = BETWEEN_TURNED if turned else BETWEEN
    initials = "" if turned else INITIALS
    ending = f"(?:{'|'.join(ENDINGS)})?" if len(form[-1]) >= SHORTEST_INFLECTED and form[-1].isascii() else ""
    return (
        BEGIN
        + attached
        + escaped[0]
        + "".join((initials if n == 0 else "") + between + word for n, word in enumerate(escaped[1:]))
        + ending
        + END
    )


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
        yield Secret(
            "note", found, message, _sentence(found), "", not (rare and len(found) >= DISTINCTIVE_NOTE),
            place=note.place,
        )  # fmt: skip


def _is_year(found: tuple[str, ...]) -> bool:
    return _digits(found) and int(found[0]) in YEARS


def _digits(found: tuple[str, ...]) -> bool:
    return len(found) == 1 and found[0].isdecimal()


def _code(found: tuple[str, ...]) -> str:
    """An id of letters and digits. Without the signs between its parts only where digits alone do not remain."""
    least = 1 if "".join(found).isdecimal() else 0
    return BEGIN + rf"[\W_]{{{least},2}}".join(map(re.escape, found)) + END


def _number(digits: str) -> str:
    """A standalone number: not part of a date, decimal, time, amount of money or percentage."""
    return rf"{BEGIN}(?<!\d[.,:'’–-])(?<![$€£¥₹])(?<![$€£¥₹]\s){digits}{END}(?![.,:'’]\d)(?!\s?[%‰°€])"


def _address(text: str) -> str:
    """An e-mail address, also with “at” for the sign, and as a file name."""
    local, _, domain = fold(text).partition("@")
    at = rf"{SEPARATOR}(?:at{SEPARATOR})?"
    body = at.join(SEPARATOR.join(map(re.escape, words(part))) for part in (local, domain))
    return rf"{BEGIN}(?<!_)(?<!\w[.+-]){body}{END}(?!_)(?!-\w)(?!\.\w)"


def _sentence(found: tuple[str, ...]) -> str:
    """Exactly these words between two boundaries of sentences, elements, strings or cells."""
    body = r"[\W_]+".join(map(re.escape, found))
    return rf"(?:^|\n|,|[^\w\s,]\s*){body}(?=\s*(?:$|\n|[^\w\s,])|,(?!\s))"


def _message(what: str, cell: Cell) -> str:
    """A secret as a message may show it: the first character of each word, and where it is kept."""
    initials = " ".join(f"{word[0]}…" for word in re.findall(r"[^\W_]+", cell.text))
    article = "an" if what[0] in "aei" else "a"
    return f"{article} {what}, “{initials}”" + (f" ({cell.place})" if cell.place else "")
