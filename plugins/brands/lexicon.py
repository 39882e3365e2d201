"""``brands.toml`` into brands, and brands into an index of their forms.

The index squeezes a form of case, spaces, hyphens, apostrophes and diacritics, so that every way of writing a name
with the same letters finds it; what is right and what is wrong is then a comparison of the form as written.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import OSA

from ..core import toml
from ..core.addresses import slug
from ..core.model import Brand
from ..core.problems import Problem

FILE = "brands.toml"
QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "′": "'", "`": "'", "‐": "-", "‑": "-", "–": "-", "\u00a0": " "})
LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ħ": "h"}
LINKS = frozenset({"and", "the", "of"})
INNER_CAPITAL = re.compile(r"(?<=[^\W\d_])[A-Z]")
SHORTEST_ANCHOR = 3
"""Letters of a word that tells a name of several words."""
END_MARKS = "!?+.'"
"""What ends a name (Yahoo!, Disney+, Dunkin') and may be left out at the end of a sentence."""
AND = re.compile(r" (?:&|and) ")
GAPS = re.compile(r"[\s-]")
SPECIAL = str.maketrans(LETTERS)
NOT_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}
NOT_LETTERS_OF_LINES = {code: None for code in NOT_LETTERS if chr(code) != "\n"}


@dataclass(frozen=True, slots=True)
class _Brand:
    name: str
    also: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    common_word: bool = False
    kind: str = ""
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    """The keys of ``brands.toml``."""

    extends: str = ""
    others: tuple[str, ...] = ()
    """Names of other things, which are right as they stand."""
    brands: tuple[_Brand, ...] = ()


def read(
    text: str, shipped: Callable[[], Sequence[Brand]] = tuple, path: str = FILE
) -> tuple["Lexicon", list[Problem]]:
    """The lexicon of a ``brands.toml``. ``shipped`` gives the brands that ``extends = "marketing"`` means."""
    data, problems = toml.parse(path, text)
    file, more = toml.structure(path, text, data, _File)
    problems += more
    if file is None:
        return Lexicon(()), problems
    if file.extends not in ("", "marketing"):
        problems.append(
            toml.refuse(path, text, ("extends",), f"no lexicon is called “{file.extends}”; there is “marketing”")
        )
    own: dict[str, Brand] = {}
    for n, brand in enumerate(file.brands):
        key = squeeze(brand.name)
        if not key:
            problems.append(toml.refuse(path, text, ("brands", n, "name"), "is empty"))
        elif key in own:
            problems.append(
                toml.refuse(path, text, ("brands", n, "name"), f"“{brand.name}” appears twice; the first one counts")
            )
        else:
            own[key] = Brand(
                brand.name, brand.also, brand.wrong, brand.common_word, slug(brand.name), brand.kind, brand.cues
            )
    lexicon = lexicon_of(own.values(), shipped(), extends=file.extends == "marketing")
    return replace(lexicon, own_others=frozenset(map(squeeze, file.others))), problems


def read_shipped(text: str) -> tuple[Brand, ...]:
    """The brands of the shipped lexicon: a JSON object a line, with the keys of ``brands.toml``."""
    return tuple(
        Brand(
            item["name"],
            tuple(item.get("also", ())),
            tuple(item.get("wrong", ())),
            item.get("common_word", False),
            slug(item["name"]),
            item.get("kind", ""),
            tuple(item.get("cues", ())),
            tuple(item.get("loose", ())),
            tuple(item.get("exact", ())),
        )
        for item in json.loads(f"[{','.join(text.strip().splitlines())}]")
    )


def lexicon_of(own: Iterable[Brand], known: Sequence[Brand] = (), *, extends: bool = False) -> "Lexicon":
    """A lexicon of a course's own brands, and of the shipped ones where it extends them.

    What the shipped lexicon knows of an own brand (what it sells, its cues, wrong forms of it) holds where the
    course says nothing else; its other brands are known not to be misspellings of the course's own.
    """
    own_by_key = {squeeze(brand.name): brand for brand in own}
    known_by_key = {squeeze(form): brand for brand in known for form in (*brand.also, brand.name)}
    brands = [brand for brand in known if squeeze(brand.name) not in own_by_key] if extends else []
    brands += [_informed(brand, known_by_key.get(key)) for key, brand in own_by_key.items()]
    slugs: set[str] = set()
    for n, brand in enumerate(brands):
        name, number = brand.slug or "brand", 1
        while name in slugs:
            number += 1
            name = f"{brand.slug}-{number}"
        slugs.add(name)
        brands[n] = replace(brand, slug=name)
    forms = [form for brand in brands for form in (brand.name, *brand.also)]
    mine = {squeeze(part) for form in forms for part in (form, *form.split())}
    others = {squeeze(form) for brand in known for form in (brand.name, *brand.also)}
    listed = frozenset(brand.slug for brand in brands if squeeze(brand.name) in own_by_key)
    return Lexicon(tuple(brands), frozenset(others - mine), own=listed)


def _informed(brand: Brand, known: Brand | None) -> Brand:
    if known is None:
        return brand
    right = {normal(form) for form in (brand.name, *brand.also)}
    lengths = {len(form.split()) for form in right}
    repeated = set(known.also) <= set(brand.also)
    more = (form for form in known.wrong if normal(form) not in right and (repeated or len(form.split()) in lengths))
    wrong = dict.fromkeys((*brand.wrong, *more))
    return replace(
        brand,
        wrong=tuple(wrong),
        kind=brand.kind or known.kind,
        cues=brand.cues or known.cues,
        loose=known.loose,
        exact=known.exact,
    )


def squeeze(text: str) -> str:
    """The letters and digits of ``text``, in lower case without diacritics; ``&`` counts as ``and``."""
    if text.isascii():
        return text.lower().replace("&", "and").translate(NOT_LETTERS)
    folded = unicodedata.normalize("NFKD", text).casefold().translate(SPECIAL).replace("&", "and")
    return "".join(char for char in folded if char.isalnum())


def squeezed(lines: Sequence[str]) -> set[str]:
    """What ``squeeze`` makes of many lines, those of ASCII letters all at once."""
    plain = "\n".join(filter(str.isascii, lines)).lower().replace("&", "and").translate(NOT_LETTERS_OF_LINES)
    return {*(plain.split("\n") if plain else ()), *(squeeze(line) for line in lines if not line.isascii())}


def normal(text: str) -> str:
    """A form as it is compared: composed, straight apostrophes, plain hyphens, single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(QUOTES)
    return " ".join(text.split())


def bare(text: str) -> str:
    """A normalised form without diacritics, which is always accepted."""
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


@dataclass(frozen=True, slots=True)
class Form:
    """One accepted spelling of a brand."""

    text: str
    brand: Brand
    words: tuple[str, ...] = ()
    """Its words, squeezed."""


@dataclass(frozen=True)
class Lexicon:
    """All brands of a course, indexed by the squeezed letters of their forms."""

    brands: tuple[Brand, ...]
    others: frozenset[str] = frozenset()
    """Other brands, squeezed: none of this lexicon's business, and no misspellings of its names."""
    own: frozenset[str] = frozenset()
    """The brands that a course lists itself, by slug: those that its texts are likeliest to name."""
    own_others: frozenset[str] = frozenset()
    """Other things that a course says are right as they stand, squeezed."""
    fingerprint: str = ""
    """What tells this lexicon from another."""

    @cached_property
    def forms(self) -> dict[str, list[Form]]:
        """Squeezed letters → the accepted forms with these letters, the canonical name first."""
        index: dict[str, list[Form]] = {}
        for brand in self.brands:
            for text in (brand.name, *brand.also):
                written = normal(text)
                words = tuple(
                    word for part in re.split(r"[\s-]+", written.replace("&", " and ")) if (word := squeeze(part))
                )
                if words:
                    index.setdefault("".join(words), []).append(Form(written, brand, words))
        return index

    @cached_property
    def wrong(self) -> dict[str, list[tuple[str, Brand]]]:
        """Squeezed letters → the wrong forms with these letters: the listed ones, and names without their "and"."""
        index: dict[str, list[tuple[str, Brand]]] = {}
        for brand in self.brands:
            without = (AND.sub(" ", form) for form in (brand.name, *brand.also) if AND.search(form))
            more = (text for text in without if squeeze(text) not in self.forms)
            for text in dict.fromkeys((*brand.wrong, *more)):
                index.setdefault(squeeze(text), []).append((normal(text), brand))
        return index

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """Every beginning of every indexed key: a word that is none of these begins no name."""
        keys: Iterable[str] = [*self.forms, *self.wrong]
        return frozenset(key[:length] for key in keys for length in range(1, len(key) + 1))

    @cached_property
    def whole(self) -> frozenset[str]:
        """The letters of every form, right or listed as wrong, but for an s at the end."""
        return frozenset(key.removesuffix("s") for key in (*self.forms, *self.wrong)) | frozenset(self.forms)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The words with which a name may begin that is written as several: the first words of such names, the
        beginnings of others up to a capital inside (We Chat, i Phone), and all from three letters on (Face book).
        """
        found = {key[:n] for key in (*self.forms, *self.wrong) for n in range(3, len(key) - 1)}
        for forms in self.forms.values():
            for form in forms:
                found.update("".join(form.words[:n]) for n in range(1, len(form.words)))
                found.update(squeeze(form.text[: match.start()]) for match in INNER_CAPITAL.finditer(form.text))
        return frozenset(found)

    @cached_property
    def continuations(self) -> frozenset[str]:
        """The words that may follow one of the beginnings, but for an s at the end."""
        found = {
            key[n:] for key in (*self.forms, *self.wrong) for n in range(1, len(key) - 1) if key[:n] in self.beginnings
        }
        for forms in self.forms.values():
            for form in forms:
                found.update(form.words[1:])
        return frozenset(found) | frozenset(word.removesuffix("s") for word in found)

    @cached_property
    def accepted(self) -> frozenset[str]:
        """Every form that is right as it stands, with its bare-ASCII and all-capitals variants."""
        written = [form.text for forms in self.forms.values() for form in forms]
        texts = [*written, *(text.strip(END_MARKS) for text in written)]
        return frozenset(variant for text in texts for variant in (text, bare(text), text.upper(), bare(text).upper()))

    @cached_property
    def after(self) -> dict[str, list[tuple[str, int, bool]]]:
        """A word of a name of several words → the word after it there, which word it is, and whether there are others
        than these two.
        """
        return self._neighbours(1)

    @cached_property
    def before(self) -> dict[str, list[tuple[str, int, bool]]]:
        """A word of a name of several words → the word before it there, which word that is, and whether there are
        others than these two.
        """
        return self._neighbours(-1)

    def _neighbours(self, step: int) -> dict[str, list[tuple[str, int, bool]]]:
        index: dict[str, list[tuple[str, int, bool]]] = {}
        for forms in self.forms.values():
            for form in forms:
                for n, (one, two) in enumerate(pairwise(form.words)):
                    word, other = (one, two) if step > 0 else (two, one)
                    if len(word) >= SHORTEST_ANCHOR and word not in LINKS:
                        index.setdefault(word, []).append((other, n, len(form.words) > 2))
        return index

    @cached_property
    def by_word(self) -> dict[str, list[tuple[Form, int]]]:
        """A word of a name of several words → the forms it stands in, and where."""
        index: dict[str, list[tuple[Form, int]]] = {}
        for forms in self.forms.values():
            for form in forms:
                if len(form.words) > 1:
                    for n, word in enumerate(form.words):
                        if len(word) >= SHORTEST_ANCHOR and word not in LINKS:
                            index.setdefault(word, []).append((form, n))
        return index

    def form_for(self, key: str, surface: str) -> str:
        """The accepted form with these letters that is nearest to what was written, the canonical one first."""
        return _nearest(surface, [form.text for form in self.forms[key]])

    def form_like(self, brand: Brand, surface: str) -> str:
        """The form of a brand that is nearest to what was written, its name first."""
        return _nearest(surface, (brand.name, *brand.also))


def _nearest(surface: str, forms: Sequence[str]) -> str:
    """The form that is nearest but for capitals, spaces and hyphens; of several the first."""

    def letters(text: str) -> str:
        return GAPS.sub("", bare(normal(text)).casefold())

    written = letters(surface)
    return min(forms, key=lambda form: OSA.distance(letters(form), written))
