"""What is an ordinary word, in the text's language and in English, and what is a name of people and places.

Both are guards against false alarms: they are asked only about words that come near a brand.
"""

from dataclasses import dataclass
from functools import cache

WORDFREQ = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh", "tl": "fil"}


@cache
def _words(lang: str) -> dict[str, float]:
    from wordfreq import available_languages, get_frequency_dict  # noqa: PLC0415 - a tenth of a second, often not needed

    code = WORDFREQ.get(lang, lang)
    for size in ("large", "small"):
        if code in available_languages(size):
            return get_frequency_dict(code, size)
    return {}


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
    """Names of people and places, in lower case."""

    given: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()

    def __contains__(self, word: str) -> bool:
        word = word.casefold()
        return word in self.given or word in self.family or word in self.places

    def is_given(self, word: str) -> bool:
        return word.casefold() in self.given

    def is_family(self, word: str) -> bool:
        return word.casefold() in self.family


def read_names(text: str) -> Names:
    """The names of a file with the sections ``# given``, ``# family`` and ``# place``, a name a line."""
    sections: dict[str, set[str]] = {"# given": set(), "# family": set(), "# place": set()}
    section: set[str] = set()
    for line in text.splitlines():
        if line.startswith("# "):
            section = sections[line]
        elif line:
            section.add(line.casefold())
    return Names(*map(frozenset, sections.values()))
