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


def slip(word: str, name: str) -> str:
    """What kind of slip makes a word of a name, where one does: ``doubled``, ``swapped``, ``vowel``, ``other``,
    ``more`` or ``less`` letters; ``several`` where more than one is needed.
    """
    if undoubled(word) == undoubled(name):
        return "doubled"
    shorter = min(len(word), len(name))
    begin = next((n for n in range(shorter) if word[n] != name[n]), shorter)
    mine, theirs = word[begin:], name[begin:]
    while mine and theirs and mine[-1] == theirs[-1]:
        mine, theirs = mine[:-1], theirs[:-1]
    if sorted(mine) == sorted(theirs):
        return "swapped" if len(mine) == 2 else "mixed"
    if len(mine) + len(theirs) == 1:
        letter, end = mine or theirs, "-last" if begin == shorter else ""
        return f"{'more' if mine else 'less'}{'-vowel' if letter in VOWELS else ''}{end}"
    if len(mine) == len(theirs) == 1:
        if mine in VOWELS and theirs in VOWELS:
            return "vowel"
        return "alike" if _substitution(mine, theirs) < NEAR else "key" if _substitution(mine, theirs) < 1 else "other"
    return "several"


SILENT_FIRST = frozenset({"kn", "gn", "wr", "ps"})
SPELLINGS = (
    ("h", (("sch", "S"), ("tch", "C"), ("ch", "C"), ("sh", "S"), ("ph", "f"), ("wh", "w"), ("ght", "t"), ("gh", "g"))),
    ("c", (("cce", "kse"), ("cci", "ksi"), ("ck", "k"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("c", "k"))),
    ("q", (("qu", "k"), ("q", "k"))),
    ("dg", (("dge", "je"), ("dgi", "ji"), ("dgy", "jy"))),
)
"""A letter without which the spellings need not be looked at, and letters with their sound."""
ONE_SOUND = str.maketrans({"x": "ks", "z": "s", "v": "f", "h": "", **dict.fromkeys("aeiouy", "0")})
W_AS_VOWEL = re.compile(r"w(?![aeiouy])")
FINAL_E = re.compile(r"(?<=[^aeiouy])e(?=s?$)")
RUN = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """A key that words of the same sound share, near enough: consonants by sound, every run of vowels as one."""
    first = word[:1] if word[:1] in VOWELS else ""
    if word[:2] in SILENT_FIRST:
        word = word[1:]
    elif word[:1] == "x":
        word = f"s{word[1:]}"
    word = word.removesuffix("gh")
    for letter, spellings in SPELLINGS:
        if letter in word:
            for spelling, sounded in spellings:
                word = word.replace(spelling, sounded)
    if "w" in word:
        word = W_AS_VOWEL.sub("u", word)
    if word.endswith(("e", "es")):
        word = FINAL_E.sub("", word)
    return first + undoubled(word.translate(ONE_SOUND))


def undoubled(word: str) -> str:
    """A word with every run of one letter written once."""
    return RUN.sub(r"\1", word) if RUN.search(word) else word
