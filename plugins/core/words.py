"""What a word is, defined once for everything that counts or compares words.

A text consists of **units**; each contains at least one letter or digit.

* In scripts with spaces between words, and in Korean, a unit is a run of non-space characters, and is one word:
  “two-way”, “it's”, “and/or”, “1,000”, “#tag” and a URL are one each, as in a word processor; “&”, “–” and emoji alone
  are not words. A dash longer than a hyphen separates words, spaced or not: “good—and” and “1990–2000” are two each.
* In Chinese and Japanese (also Yi, Tangut, Nüshu and Khitan), a unit is a character, and is one word, as in a word
  processor: Han of every plane, kana of either width, iteration and length marks, Bopomofo; not punctuation, and not a
  separate voicing mark. In Tibetan, it is a syllable, delimited by dots.
* In Thai, Lao, Khmer, Burmese and related scripts (class SA of UAX #14), whose words only a dictionary can segment, a
  unit is a letter with its marks, and ``LETTERS`` of them make a word. ICU's dictionaries find 3.4, 2.5, 3.2 and 2.2
  letters per word in the first article of the Universal Declaration of Human Rights in these languages.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, compress
from operator import add, sub

LETTERS = 3
"""Letters per word in Thai and related scripts; a remainder counts as a whole word."""
WORD = re.compile(r"[^\W_]")
DASHES = "\u2012-\u2015\u0f0b\u0f0c"
CHARACTERS = (
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u312f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\ua48c\uf900-\ufaff\uff66-\uff9d"
    "\U00016fe0-\U00018dff\U0001aff0-\U0001b2ff\U00020000-\U0003ffff"
)
ON_CHARACTERS = "\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Voicing marks and variation selectors, which belong to the preceding character."""
KIN = (
    (0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x1950, 0x19DF), (0x1A20, 0x1AAF), (0xA9E0, 0xA9FF),
    (0xAA60, 0xAADF), (0x11700, 0x1174F),
)  # fmt: skip
"""The Unicode blocks of Thai and related scripts."""
FAR = "[\u0e00-\u1cff\u2e80-\U0010ffff]"
"""May belong to a script without spaces. Text without these is split at whitespace, which is much faster."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Compiled on first use: a course that is cached, or written in ASCII, needs none of them."""

    far: re.Pattern[str]
    dash: re.Pattern[str]
    token: re.Pattern[str]
    character: re.Pattern[str]
    letter: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    kin = [code for first, last in KIN for code in range(first, last + 1)]
    letter = _ranges(code for code in kin if chr(code).isalpha())
    mark = _ranges(code for code in kin if not chr(code).isalnum())
    return _Patterns(
        re.compile(FAR),
        re.compile(f"[{DASHES}]"),
        re.compile(
            f"[{CHARACTERS}][{ON_CHARACTERS}]*|[{letter}][{mark}]*|[^\\s{DASHES}{CHARACTERS}{letter}]+",
        ),
        re.compile(f"[{CHARACTERS}]"),
        re.compile(f"[{letter}]"),
    )


def _ranges(codes: Iterable[int]) -> str:
    """Sorted code points as the inside of a regex character class."""
    found: list[list[int]] = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in found)


def tokens(text: str) -> list[str]:
    """The units of a text as written, along with tokens that are not units because they contain no letter or digit."""
    if text.isascii():
        return text.split()
    patterns = _patterns()
    if patterns.far.search(text):
        return patterns.token.findall(text)
    return patterns.dash.sub(" ", text).split()


def spans(text: str, is_unit: Callable[[str], object] = WORD.search) -> tuple[Sequence[int], Sequence[int]]:
    """The start and end offsets of a text's units; ``is_unit`` selects the tokens that count as units."""
    if text.isascii() or not _patterns().far.search(text):
        spaced = (text if text.isascii() else _patterns().dash.sub(" ", text)).replace("\n", " ")
        pieces = spaced.split(" ")
        if "".join(pieces) == "".join(spaced.split()):
            lengths = list(map(len, pieces))
            ends = list(map(add, accumulate(lengths), range(len(pieces))))
            units = list(map(is_unit, pieces))
            return array("L", compress(map(sub, ends, lengths), units)), array("L", compress(ends, units))
    found = [match.span() for match in _patterns().token.finditer(text) if is_unit(match[0])]
    return array("L", [start for start, _ in found]), array("L", [end for _, end in found])


def is_character(unit: str) -> bool:
    """Whether a unit is a character of Chinese, Japanese or a similar script."""
    return not unit.isascii() and bool(_patterns().character.match(unit))


def is_letter(unit: str) -> bool:
    """Whether a unit is a letter of Thai or a related script."""
    return not unit.isascii() and bool(_patterns().letter.match(unit))


def total(others: int, letters: int) -> int:
    """Total words, given the number of ``letters`` in Thai and related scripts, and of all other units."""
    return others + -(-letters // LETTERS)


def count(text: str) -> int:
    """Count the words of a text, as defined above."""
    if text.isascii() or not _patterns().far.search(text):
        spaced = (text if text.isascii() else _patterns().dash.sub(" ", text)).split()
        return len(spaced) - sum(not WORD.search(one) for one in spaced if not one[0].isalnum())
    units = list(filter(WORD.search, tokens(text)))
    if not _patterns().letter.search(text):
        return len(units)
    letters = sum(map(is_letter, units))
    return total(len(units) - letters, letters)
