"""What stands around a word: the beginning of a sentence, a person's title or given name, quotation marks."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from .lexicon import squeeze
from .words import Words, camel

SPACELESS = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003134f"
"""Scripts that set no spaces between words: what stands in them is no part of a name in Latin letters."""
ELIDED = (
    r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|[dns]?all|dell|[ns]ell|sull|coll|dall|quell|quest|un|bell|sant)"
    r"(?=['’ʼ‘][^\W\d_])"
)
"""A word that has lost its vowel before another one: l'arte, qu’il."""
TOKEN = re.compile(
    rf"[^\W_ʼ{SPACELESS}]++(?![\u0300-\u036f'’ʼ‘])|\b(?i:{ELIDED})|[{SPACELESS}]+"
    rf"|[^\W_{SPACELESS}](?:[^\W_{SPACELESS}]|[\u0300-\u036f]|['’ʼ‘](?=[^\W_{SPACELESS}]))*|&"
)
"""A word. First come those without an apostrophe, as most are, for which nothing else has to be tried."""
ASCII_TOKEN = re.compile(rf"[A-Za-z0-9]++(?!')|\b(?i:{ELIDED})|[A-Za-z0-9]+(?:'[A-Za-z0-9]+)*|&", re.ASCII)
"""The same for a text of ASCII letters alone, in a quarter of the time."""
POSSESSIVE = re.compile(
    r"['’ʼ‘](?:s|[yn]?[aeıiuü]|n?[ıiuü]n|[dt][ae]n?|[dt][ae]ki|l[ae]r\w{0,4}|yl[ae])?$", re.IGNORECASE
)
"""What an apostrophe joins to a name: an s, or a case in Turkish (Facebook'ta)."""
QUOTED = re.compile(
    r"“[^“”\n]*(?:\n[^“”\n]+)*”|„[^“”„\n]*[“”]|«[^«»\n]*»|»[^«»\n]*«|「[^「」\n]*」|『[^『』\n]*』"
    r"|(?<![\w\"])\"[^\"\n]*(?:\n[^\"\n]+)*\"(?!\w)"
    r"|(?<![\w'’])[‘'](?=\w)(?:[^‘’'\n]|(?<=\w)['’](?=\w))*[\w.,!?…][’'](?!\w)"
)
SENTENCE_END = re.compile(
    r"(?:^|[.!?:…]['\"”’)\]]*\s+|\n\s*\n\s*|(?:^|\n)[ \t]*(?:[-*+>#|]+|\d+[.)])\s*|\|\s*)['\"“‘(\[*_]*$"
)
LONG_WORD = re.compile(r"\b[^\W\d_]{4,}")
AROUND = 45
"""Characters on either side that tell a heading from a sentence."""
EMPHASIS = "*_"
LONGEST_LIST = 12
"""Words on either side that are looked at in a list."""
SPACES = (" ", "\n", "\u00a0")
JOINING = ("and", "or")
COMMONEST = 2e-4
TITLES = frozenset(
    "mr mrs ms miss mister dr doctor prof professor president mayor sir lady lord king queen prince princess aunt uncle"
    " auntie coach judge captain minister senator saint st father mother brother sister cousin grandma grandpa nurse"
    " chef detective sergeant colonel general pastor reverend rabbi governor herr frau señor señora monsieur madame"
    " rector dean provost chancellor chairman chairwoman chairperson councilman councilwoman councillor councilor"
    " congressman congresswoman representative ambassador commissioner inspector constable officer sheriff deputy"
    " lieutenant major admiral commander corporal private bishop archbishop cardinal pope imam duke duchess earl count"
    " baron baroness prof. professors teacher lecturer tutor instructor principal headmaster headmistress librarian"
    " director secretary engineer architect counsellor lawyer attorney referee umpire goalkeeper striker violinist"
    " pianist composer conductor poet novelist painter sculptor philosopher granny nana signor signora signorina"
    " don doña senhor senhora mlle mme messrs classmate teammate roommate neighbour neighbor colleague family surname"
    " actor actress author singer dancer writer baker butcher plumber farmer fisherman gardener driver pilot carpenter"
    " barber waiter waitress soldier sailor lawyer banker swimmer runner footballer player boxer fighter drummer"
    " cousin nephew niece grandmother grandfather boyfriend girlfriend bride groom widow".split()
)
PLACES_OF = frozenset(
    "village town city county river lake parish island port bay kingdom province region district valley university"
    " battle bishop duke duchess earl count lord lady".split()
)


class Word(NamedTuple):
    """A word as written. ``key`` is its letters, squeezed; ``bare`` and ``stem`` are word and letters without a
    possessive; ``capital``: it begins with one; ``raised``: it begins with one or a figure, or has one inside.
    """

    text: str
    key: str
    bare: str
    stem: str
    capital: bool
    raised: bool


class Token(NamedTuple):
    """A word at its place in a text."""

    start: int
    end: int
    text: str
    key: str
    bare: str
    stem: str
    capital: bool
    raised: bool

    @property
    def word(self) -> Word:
        """The same wherever it stands."""
        return Word(*self[2:])


def tokens(text: str) -> Iterator[re.Match[str]]:
    """The words of a text."""
    return (ASCII_TOKEN if text.isascii() else TOKEN).finditer(text)


def key_of(text: str) -> str:
    """The letters of a word, squeezed; ``&`` is the word "and"."""
    if text == "&":
        return "and"
    return text.lower() if text.isascii() and text.isalnum() else squeeze(text)


def word_of(text: str) -> Word:
    key = key_of(text)
    if text.isascii() and text.isalpha():
        return Word(text, key, text, key, text[0] != key[0], text != key)
    possessive = POSSESSIVE.search(text) if not text.isalnum() else None
    bare = text[: possessive.start()] if possessive else text
    capital = text[0].isupper()
    raised = capital or text[0].isdigit() or camel(text)
    return Word(text, key, bare, key_of(bare) if possessive else key, capital, raised)


def _titled(word: Token) -> bool:
    """Whether a word is what somebody is before being named: Dr, my teacher, the chemist."""
    return word.key in TITLES or (not word.capital and word.key.endswith(("ist", "ician", "ologist")))


class Tokens(dict[int, Token]):
    """The words of a text by number. Few of them come near a name, so each is made a token when it is asked for."""

    def __init__(self, text: str, words: Mapping[str, Word]) -> None:
        super().__init__()
        self.text, self.words = text, words
        self.spans = list(map(re.Match.span, tokens(text)))

    def __missing__(self, n: int) -> Token:
        start, end = self.spans[n]
        token = self[n] = Token(start, end, *self.words[self.text[start:end]])
        return token


class Context:
    """A paragraph of a masked text, its words, and what can be said of the place of each."""

    def __init__(self, text: str, words: Words, forms: Mapping[str, Word]) -> None:
        self.text = text
        self.words = words
        self.tokens = Tokens(text, forms)
        self.size = len(self.tokens.spans)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The letters of all its words, without possessives."""
        return frozenset(self.tokens.words[self.text[start:end]].stem for start, end in self.tokens.spans)

    @cached_property
    def quotations(self) -> list[tuple[int, int]]:
        return [match.span() for match in QUOTED.finditer(self.text)]

    @cached_property
    def quotation_starts(self) -> list[int]:
        return [start for start, _ in self.quotations]

    def quoted(self, start: int, end: int) -> bool:
        n = bisect_right(self.quotation_starts, start) - 1
        return n >= 0 and self.quotations[n][1] >= end

    def begins_sentence(self, n: int) -> bool:
        """Whether a capital at word ``n`` says nothing, for any word would have one."""
        start = self.tokens[n].start
        before = self.text[max(0, start - 40) : start]
        if before[-1:] == " " and (before[-2:-1].isalnum() or before[-2:-1] == ","):
            return False
        return bool(SENTENCE_END.search(before))

    def title_case(self, n: int) -> bool:
        """Whether most long words around word ``n`` in its line have capitals, as in a heading."""
        start, end = self.tokens[n].start, self.tokens[n].end
        before = self.text[max(0, start - AROUND) : start].rpartition("\n")[2]
        after = self.text[end : end + AROUND].partition("\n")[0]
        near = LONG_WORD.findall(f"{before} {after}")
        return len(near) > 2 and sum(word[0].isupper() for word in near) > 0.7 * len(near)

    def run(self, first: int, end: int) -> list[Token]:
        """The words from ``first`` up to ``end``, as far as there are any."""
        return [self.tokens[m] for m in range(max(first, 0), min(end, self.size))]

    def listed(self, n: int) -> list[Token]:
        """The words that stand in a list with word ``n``: joined to it by nothing but commas and "and"."""
        found = []
        for step in (-1, 1):
            m = n
            while 0 <= m + step < self.size and abs(m - n) < LONGEST_LIST:
                one, other = self.tokens[m], self.tokens[m + step]
                gap = self.gap(min(m, m + step)).strip()
                linked = one.key in JOINING or other.key in JOINING
                if gap not in (",", "") or (gap == "" and not linked):
                    break
                m += step
                found.append(other)
        return found

    def gap(self, n: int) -> str:
        """What stands between word ``n`` and the next one."""
        return self.text[self.tokens.spans[n][1] : self.tokens.spans[n + 1][0]]

    def before(self, n: int) -> Token | None:
        """The word right before word ``n``, with nothing but a space or a full stop after it."""
        return self.tokens[n - 1] if n and self.gap(n - 1).strip(EMPHASIS).removeprefix(".") in SPACES else None

    def after(self, n: int) -> Token | None:
        """The word right after word ``n``, with nothing but a space between."""
        return self.tokens[n + 1] if n + 1 < self.size and self.gap(n).strip(EMPHASIS) in SPACES else None

    def given_name(self, word: str) -> bool:
        """Whether a word is a given name rather than one of the commonest words (My, An, Will)."""
        return self.words.is_given(word) and self.words.share(word, "en") < COMMONEST

    def person(self, n: int) -> bool:
        """Whether word ``n`` stands where a person's name does: after a title or a given name, or before a surname."""
        before, after = self.before(n), self.after(n)
        if before and (_titled(before) or (before.capital and self.given_name(before.text))):
            return True
        if before and before.key == "of" and n > 1 and self.tokens[n - 2].key in PLACES_OF:
            return True
        return bool(after and after.capital and self.words.is_given(self.tokens[n].bare) and not after.text.isupper())
