"""How far a word as written is from a name: in letters, weighed by the slips people make, and in sound.

Both work on squeezed words, as ``lexicon.squeeze`` gives them.
"""

import re
from functools import lru_cache

DOUBLED = 0.35
"""A letter doubled or its double dropped (Addidas, Motorolla, Bugati)."""
SWAPPED = 0.6
"""Two neighbours exchanged (Bubrerry)."""
VOWEL = 0.6
"""One vowel for another (Susuki has a consonant, Nividia a vowel too many: that is an omission)."""
ALIKE = 0.5
"""Letters that are written for one sound (Philips with f, Kodak with c)."""
NEAR = 0.8
"""Neighbours on the keyboard."""
SILENT = 0.6
"""An h or a final e, added or left out (Logitec, Fendie)."""

ENDING = 1.2
"""A consonant at the end, added or left out (Nokian is another name)."""

VOWELS = frozenset("aeiouy")
SAME_SOUND = frozenset(frozenset(pair) for pair in "ck cs kq sz iy gj vw fv dt bp cq xs mn cz".split())
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEIGHBOURS = frozenset(
    frozenset((one, other))
    for row, lower in zip(ROWS, (*ROWS[1:], ""), strict=True)
    for n, one in enumerate(row)
    for other in (*row[n + 1 : n + 2], *lower[max(0, n - 1) : n + 1])
)


def _substitution(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in VOWELS and other in VOWELS:
        return VOWEL
    pair = frozenset((one, other))
    if pair in SAME_SOUND:
        return ALIKE
    return NEAR if pair in NEIGHBOURS else 1.0


def _gap(word: str, n: int) -> float:
    """What it costs that letter ``n`` of a word has no partner in the other."""
    letter = word[n]
    if (n and word[n - 1] == letter) or (n + 1 < len(word) and word[n + 1] == letter):
        return DOUBLED
    if n == len(word) - 1 and n and letter not in VOWELS and letter not in "hs":
        return ENDING
    if letter == "h" or (letter == "e" and n == len(word) - 1):
        return SILENT
    return VOWEL + 0.1 if letter in VOWELS else 1.0


@lru_cache(maxsize=100_000)
def distance(one: str, other: str) -> float:
    """The weighted edit distance of two words, transpositions included; 1.0 is one plain edit."""
    width = len(other) + 1
    before: list[float] = []
    row = [0.0]
    for m in range(1, width):
        row.append(row[-1] + _gap(other, m - 1))
    for n in range(1, len(one) + 1):
        current = [row[0] + _gap(one, n - 1)]
        for m in range(1, width):
            best = min(
                row[m] + _gap(one, n - 1),
                current[m - 1] + _gap(other, m - 1),
                row[m - 1] + _substitution(one[n - 1], other[m - 1]),
            )
            if n > 1 and m > 1 and one[n - 1] == other[m - 2] and one[n - 2] == other[m - 1]:
                best = min(best, before[m - 2] + (SWAPPED if one[n - 1] != one[n - 2] else 0.0))
            current.append(best)
        before, row = row, current
    return row[-1]


RULES = tuple(
    (mark, re.compile(pattern), sound)
    for mark, pattern, sound in (
        ("n", r"^(?:kn|gn)", "n"), ("wr", r"^wr", "r"), ("ps", r"^ps", "s"), ("x", r"^x", "s"), ("who", r"^who", "ho"),
        ("wh", r"^wh", "w"), ("ph", r"ph", "f"), ("tch", r"tch", "ch"), ("sch", r"sch", "sh"),
        ("dg", r"dg(?=[eiy])", "j"), ("gh", r"gh(?=[tn]|$)", ""), ("gh", r"gh", "g"),
        ("ck", r"ck", "k"), ("cc", r"cc(?![eiy])", "k"), ("q", r"qu?e$|q", "k"), ("kw", r"kw", "ku"),
        ("u", r"u(?=[aeio])", "w"), ("c", r"c(?=[eiy])", "s"), ("ch", r"ch", "C"), ("sh", r"sh", "S"), ("c", r"c", "k"),
        ("x", r"x", "ks"), ("z", r"z", "s"), ("v", r"v", "f"), ("h", r"h", ""),
        ("y", r"(?<=[aeiou])y(?![aeiou])", "i"), ("w", r"w(?![aeiouy])", "u"), ("", r"(.)\1+", r"\1"),
        ("e", r"(?<=[^aeiouy])e(?=s?$)", ""), ("", r"[aeiouy]+", "0"), ("", r"(.)\1+", r"\1"),
    )
)  # fmt: skip
"""A letter without which the rule need not be looked at, what it is for, and the sound."""


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """A key that words of the same sound share, near enough: consonants by sound, every run of vowels as one."""
    first = word[:1] if word[:1] in VOWELS else ""
    for mark, pattern, replacement in RULES:
        if mark in word:
            word = pattern.sub(replacement, word)
    return first + word
