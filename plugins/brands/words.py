"""What is an ordinary word, in the text's language and in English, and what is a name of people and places.

Both are guards against false alarms: they are asked only about words that come near a brand.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from .language import Languages
from .lexicon import squeezed

COMPOSING = 3e-6
"""The least share of all words that a part of a word has to have to be a word of its own."""
SHORTEST_PART = 3
WORD = re.compile(r"[^\W\d_]{2,}")


class Frequencies:
    """How often words occur. ``list_of`` gives a language's words and their share of all words, and is asked once of
    each language; ``languages`` tells them apart. Neither knows any unless told.
    """

    def __init__(
        self,
        list_of: Callable[[str], Mapping[str, float]] = lambda _: {},
        languages: Callable[[], Languages] = Languages,
    ) -> None:
        self.list_of = cache(list_of)
        self.share = cache(self._share)
        self.languages = languages

    def language_of(self, passage: str, lang: str) -> str:
        """The language of a passage in a text of the language ``lang``."""
        short = _short(lang)
        spoken = self.languages().of(passage, short)
        return lang if spoken == short else spoken

    def _share(self, word: str, lang: str) -> float:
        """How often ``word`` occurs in English or in the language ``lang``, as a share of all words.

        Lists of other languages are shorter and coarser, so a word found there counts tenfold.
        """
        lower = word.lower() if word.isascii() else composed_letters(word).lower().replace("’", "'")
        short = _short(lang)
        own = 0.0 if short == "en" else 10 * self.list_of(short).get(lower, 0.0)
        return max(own, self.list_of("en").get(lower, 0.0))

    def has_list(self, lang: str) -> bool:
        """Whether the words of the language ``lang`` are known."""
        return bool(self.list_of(_short(lang)))

    def own_word(self, word: str, lang: str) -> bool:
        """Whether a word belongs to the language ``lang`` far more than to English, as a borrowed name does not."""
        short = _short(lang)
        return short != "en" and self.list_of(short).get(word, 0.0) > max(1e-6, 4 * self.list_of("en").get(word, 0.0))


def composed_letters(text: str) -> str:
    """A text whose letters have their marks with them."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def composed(word: str, share: Callable[[str], float]) -> bool:
    """Whether a word is made of two ordinary ones, as words are in Germanic languages: codebase, Fußnote."""
    lower = word.lower()
    return any(
        share(lower[:n]) >= COMPOSING and any(share(lower[n + link :]) >= COMPOSING for link in (0, lower[n] == "s"))
        for n in range(SHORTEST_PART, len(lower) - SHORTEST_PART + 1)
    )


def derived(word: str, share: Callable[[str], float]) -> bool:
    """Whether a word is made from an ordinary one: sketchers, chilies."""
    lower = word.lower()
    for ending in ("s", "es", "er", "ers", "ed", "ing", "ings", "ly"):
        base = lower.removesuffix(ending)
        if base != lower and len(base) > 2 and any(share(form) >= COMPOSING for form in (base, f"{base}e")):
            return True
    return False


def _short(lang: str) -> str:
    """The language of a tag such as ``pt-BR``."""
    return lang.split("-", maxsplit=1)[0].lower()


def camel(word: str) -> bool:
    """Whether a word has a capital inside, as names have and no other word."""
    rest = word[1:]
    return rest != rest.lower() and not word.isupper()


@dataclass(frozen=True, slots=True)
class Words:
    """What a word is known as: how often it occurs, and whether it is a name of people or places, in lower case, or of
    another brand or another thing, squeezed. ``own`` are the names of the course's people.
    """

    frequencies: Frequencies = field(default_factory=Frequencies)
    given: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    def __contains__(self, word: str) -> bool:
        word = composed_letters(word).casefold()
        return word in self.given or word in self.family or word in self.places or word in self.own

    def share(self, word: str, lang: str) -> float:
        """How often a word occurs, as a share of all words."""
        return self.frequencies.share(word, lang)

    def has_list(self, lang: str) -> bool:
        """Whether the words of the language ``lang`` are known."""
        return self.frequencies.has_list(lang)

    def own_word(self, word: str, lang: str) -> bool:
        """Whether a word belongs to the language ``lang`` far more than to English, as a borrowed name does not."""
        return self.frequencies.own_word(word, lang)

    def language_of(self, passage: str, lang: str) -> str:
        """The language of a passage in a text of the language ``lang``."""
        return self.frequencies.language_of(passage, lang)

    def knowing(self, people: Iterable[str]) -> "Words":
        """These, and the names of the course's own people."""
        return replace(self, own=frozenset(part.casefold() for name in people for part in WORD.findall(name)))

    def is_given(self, word: str) -> bool:
        return composed_letters(word).casefold() in self.given

    def is_family(self, word: str) -> bool:
        return composed_letters(word).casefold() in self.family


def read_words(frequencies: Frequencies, *texts: str) -> Words:
    """Words of these frequencies, and the names of files with the sections ``# given``, ``# family`` and ``# place``,
    ``# brand``, and others, whose names are those of other things.
    """
    names: dict[str, set[str]] = {}
    for text in texts:
        for section, lines in sections(text).items():
            people = section in ("given", "family", "place")
            names.setdefault(section if people or section == "brand" else "thing", set()).update(
                map(str.casefold, lines) if people else squeezed(lines)
            )
    kinds = ("given", "family", "place", "brand", "thing")
    return Words(frequencies, *(frozenset(names.get(kind, ())) for kind in kinds))


def sections(text: str) -> dict[str, list[str]]:
    """The words of a file that has one a line, below lines such as ``# given``."""
    found: dict[str, list[str]] = {}
    for part in text.removeprefix("# ").split("\n# "):
        name, *words = part.strip().split("\n")
        found[name] = words
    return found
