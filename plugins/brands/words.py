"""What is an ordinary word, in the text's language and in English, and what is a name of people and places.

Both are guards against false alarms: they are asked only about words that come near a brand.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgpack

from .lexicon import squeeze

LISTS = Path(str(getattr(find_spec("wordfreq"), "origin", ""))).parent / "data"
WORD = re.compile(r"[^\W\d_]{2,}")
RAREST = 771
"""Steps of a list that are read: down to a share of two in a hundred million."""
WORDFREQ = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh", "tl": "fil"}


@cache
def _words(lang: str) -> dict[str, float]:
    """The words of a language and their share of all words, from the lists that come with wordfreq.

    They are read as they lie there, for importing wordfreq loads tokenizers that nobody needs here. Such a list has
    a head, and then the words by their frequency, a hundredth of a factor of ten less from step to step.
    """
    code = WORDFREQ.get(lang, lang)
    file = next((file for size in ("large", "small") if (file := LISTS / f"{size}_{code}.msgpack.gz").exists()), None)
    if not file:
        return {}
    words: dict[str, float] = {}
    lists = msgpack.Unpacker(max_buffer_size=0)
    lists.feed(zlib.decompress(file.read_bytes(), zlib.MAX_WBITS | 16))
    steps = lists.read_array_header() - 1
    lists.skip()
    for n in range(min(steps, RAREST)):
        if step := lists.unpack():
            words.update(dict.fromkeys(step, 10 ** (-n / 100)))
    return words


def edition() -> str:
    """What tells one release of the word lists from another."""
    stat = (LISTS / "large_en.msgpack.gz").stat()
    return f"{stat.st_size} {stat.st_mtime_ns}"


@cache
def frequency(word: str, lang: str) -> float:
    """How often ``word`` occurs in English or in the language ``lang``, as a share of all words.

    Lists of other languages are shorter and coarser, so a word found there counts tenfold.
    """
    lower = word.lower()
    short = lang.split("-", maxsplit=1)[0].lower()
    own = 0.0 if short == "en" else 10 * _words(short).get(lower, 0.0)
    return max(own, _words("en").get(lower, 0.0))


def own_word(word: str, lang: str) -> bool:
    """Whether a word belongs to the language ``lang`` far more than to English, as a borrowed name does not."""
    short = lang.split("-", maxsplit=1)[0].lower()
    return short != "en" and _words(short).get(word, 0.0) > max(1e-6, 4 * _words("en").get(word, 0.0))


def camel(word: str) -> bool:
    """Whether a word has a capital inside, as names have and no other word."""
    return not word.isupper() and any(letter.isupper() for letter in word[1:])


@dataclass(frozen=True, slots=True)
class Names:
    """Names of people and places, in lower case, and of other brands, squeezed: what is near a brand and is none of it.
    ``own`` are those of the course's people.
    """

    given: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    def __contains__(self, word: str) -> bool:
        word = word.casefold()
        return word in self.given or word in self.family or word in self.places or word in self.own

    def knowing(self, people: Iterable[str]) -> "Names":
        """These names, and those of the course's own people."""
        return replace(self, own=frozenset(part.casefold() for name in people for part in WORD.findall(name)))

    def is_given(self, word: str) -> bool:
        return word.casefold() in self.given

    def is_family(self, word: str) -> bool:
        return word.casefold() in self.family


def read_names(text: str) -> Names:
    """The names of a file with the sections ``# given``, ``# family``, ``# place`` and ``# brand``."""
    lists = sections(text)
    given, family, places = (frozenset(map(str.casefold, lists[name])) for name in ("given", "family", "place"))
    return Names(given, family, places, frozenset(map(squeeze, lists["brand"])))


def sections(text: str) -> dict[str, list[str]]:
    """The words of a file that has one a line, below lines such as ``# given``."""
    found: dict[str, list[str]] = {}
    for part in text.removeprefix("# ").split("\n# "):
        name, *words = part.strip().split("\n")
        found[name] = words
    return found
