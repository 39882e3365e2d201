"""How far a word as written is from a name: in letters, weighed by the slips people make, and in sound.

Both work on squeezed words, as ``lexicon.squeeze`` gives them.
"""

import re
from functools import lru_cache
from itertools import accumulate, pairwise

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


ALPHABET = "abcdefghijklmnopqrstuvwxyz"
CHEAPER = {one: {other: cost for other in ALPHABET if 0 < (cost := _substitution(one, other)) < 1} for one in ALPHABET}
"""A letter → the letters for which it is easily taken, and what that costs."""
NOTHING: dict[str, float] = {}


@lru_cache(maxsize=10_000)
def _gaps(word: str) -> tuple[float, ...]:
    """What it costs that a letter of a word has no partner in the other, for each of its letters."""
    last = len(word) - 1
    return tuple(
        DOUBLED if (n and word[n - 1] == letter) or (n < last and word[n + 1] == letter)
        else ENDING if n == last and n and letter not in VOWELS and letter not in "hs"
        else SILENT if letter == "h" or (letter == "e" and n == last)
        else VOWEL + 0.1 if letter in VOWELS
        else 1.0
        for n, letter in enumerate(word)
    )  # fmt: skip


@lru_cache(maxsize=100_000)
def distance(one: str, other: str) -> float:
    """The weighted edit distance of two words, transpositions included; 1.0 is one plain edit."""
    theirs = list(zip(other, _gaps(other), strict=True))
    before: list[float] = []
    row = [0.0, *accumulate(_gaps(other))]
    last = ""
    for letter, gap in zip(one, _gaps(one), strict=True):
        cheaper = CHEAPER.get(letter, NOTHING)
        left = row[0] + gap
        current = [left]
        passed = ""
        for m, (their, their_gap) in enumerate(theirs):
            best = row[m] + (0.0 if their == letter else cheaper.get(their, 1.0))
            if (dropped := row[m + 1] + gap) < best:
                best = dropped
            if (added := left + their_gap) < best:
                best = added
            if letter == passed and their == last:
                best = min(best, before[m - 1] + (SWAPPED if letter != last else 0.0))
            current.append(best)
            left, passed = best, their
        before, row, last = row, current, letter
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
    return word[:1] + "".join([letter for before, letter in pairwise(word) if letter != before])
