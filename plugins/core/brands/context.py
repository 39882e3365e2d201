"""What stands around a word: the beginning of a sentence, a person's title or given name, quotation marks."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, overload

from .lexicon import squeeze
from .words import Names, frequency

TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|['’ʼ‘](?=[^\W_]))*|&")
ASCII_TOKEN = re.compile(r"[A-Za-z0-9]+(?:'[A-Za-z0-9]+)*|&", re.ASCII)
"""The same for a text of ASCII letters alone, in a quarter of the time."""
POSSESSIVE = re.compile(r"['’ʼ‘]s?$")
QUOTED = re.compile(
    r"“[^“”\n]*(?:\n[^“”\n]+)*”|„[^“”„\n]*[“”]|«[^«»\n]*»|»[^«»\n]*«|「[^「」\n]*」|『[^『』\n]*』"
    r"|(?<![\w\"])\"[^\"\n]*(?:\n[^\"\n]+)*\"(?!\w)"
    r"|(?<![\w'’])[‘'](?=\w)(?:[^‘’'\n]|(?<=\w)['’](?=\w))*[\w.,!?…][’'](?!\w)"
)
SENTENCE_END = re.compile(
    r"(?:^|[.!?:…]['\"”’)\]]*\s+|\n\s*\n\s*|(?:^|\n)[ \t]*(?:[-*+>#|]+|\d+[.)])\s*|\|\s*)['\"“‘(\[*_]*$"
)
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
    " pianist composer conductor poet novelist painter sculptor philosopher brother granny nana signor signora signorina"
    " don doña senhor senhora mlle mme messrs classmate teammate roommate neighbour neighbor colleague family surname"
    " cousin nephew niece grandmother grandfather boyfriend girlfriend bride groom widow".split()
)
NAMING = frozenset({"named", "called"})
"""After these stands somebody's name, unless the text speaks of what a brand sells."""
PLACES_OF = frozenset(
    "village town city county river lake parish island port bay kingdom province region district valley university"
    " battle bishop duke duchess earl count lord lady".split()
)


class Word(NamedTuple):
    """A word as written. ``key`` is its letters, squeezed; ``bare`` and ``stem`` are word and letters without a
    possessive; ``capital``: it begins with one.
    """

    text: str
    key: str
    bare: str
    stem: str
    capital: bool


class Token(NamedTuple):
    """A word at its place in a text."""

    start: int
    end: int
    text: str
    key: str
    bare: str
    stem: str
    capital: bool


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
    possessive = POSSESSIVE.search(text) if not text.isalnum() else None
    bare = text[: possessive.start()] if possessive else text
    return Word(text, key, bare, key_of(bare) if possessive else key, text[0].isupper())


class Tokens(Sequence[Token]):
    """The words of a text. Few of them come near a name, so each is made into a token when it is asked for."""

    def __init__(self, text: str, words: Mapping[str, Word]) -> None:
        self.text, self.words = text, words
        self.spans = [match.span() for match in tokens(text)]
        self.made: dict[int, Token] = {}

    def __len__(self) -> int:
        return len(self.spans)

    @overload
    def __getitem__(self, n: int) -> Token: ...
    @overload
    def __getitem__(self, n: slice) -> list[Token]: ...
    def __getitem__(self, n: int | slice) -> Token | list[Token]:
        if isinstance(n, slice):
            return [self[m] for m in range(*n.indices(len(self.spans)))]
        token = self.made.get(n)
        if token is None:
            start, end = self.spans[n]
            word = self.words[self.text[start:end]]
            token = Token(start, end, *word)
            self.made[n] = token
        return token


class Context:
    """A paragraph of a masked text, its words, and what can be said of the place of each."""

    def __init__(self, text: str, names: Names, words: Mapping[str, Word]) -> None:
        self.text = text
        self.names = names
        self.tokens = Tokens(text, words)

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
        return bool(SENTENCE_END.search(self.text[max(0, start - 40) : start]))

    def title_case(self, n: int) -> bool:
        """Whether most long words around word ``n`` in its line have capitals, as in a heading."""
        near = [token for token in self.window(n, 6) if len(token.key) > 3]
        return len(near) > 2 and sum(token.capital for token in near) > 0.7 * len(near)

    def window(self, n: int, reach: int) -> Sequence[Token]:
        """The words around word ``n``, itself apart, in its line."""
        found = []
        for m in range(max(0, n - reach), min(len(self.tokens), n + reach + 1)):
            one, other = sorted((self.tokens[m], self.tokens[n]), key=lambda token: token.start)
            if m != n and "\n" not in self.text[one.end : other.start]:
                found.append(self.tokens[m])
        return found

    def run(self, first: int, end: int) -> Sequence[Token]:
        """The words from ``first`` up to ``end``, as far as there are any."""
        return [self.tokens[m] for m in range(max(first, 0), min(end, len(self.tokens)))]

    def listed(self, n: int) -> Sequence[Token]:
        """The words that stand in a list with word ``n``: joined to it by nothing but commas and "and"."""
        found = []
        for step in (-1, 1):
            m = n
            while 0 <= m + step < len(self.tokens):
                one, other = sorted((self.tokens[m], self.tokens[m + step]), key=lambda token: token.start)
                gap = self.text[one.end : other.start].strip()
                linked = "and" in (one.key, other.key) or "or" in (one.key, other.key)
                if gap not in (",", "") or (gap == "" and not linked):
                    break
                m += step
                found.append(self.tokens[m])
        return found

    def before(self, n: int) -> Token | None:
        """The word right before word ``n``, with nothing but a space or a full stop after it."""
        if n == 0 or not re.fullmatch(r"\.?[ \n\u00a0]", self.text[self.tokens[n - 1].end : self.tokens[n].start]):
            return None
        return self.tokens[n - 1]

    def after(self, n: int) -> Token | None:
        """The word right after word ``n``, with nothing but a space between."""
        if n + 1 == len(self.tokens) or not re.fullmatch(
            r"[ \n\u00a0]", self.text[self.tokens[n].end : self.tokens[n + 1].start]
        ):
            return None
        return self.tokens[n + 1]

    def given_name(self, word: str) -> bool:
        """Whether a word is a given name rather than one of the commonest words (My, An, Will)."""
        return self.names.is_given(word) and frequency(word, "en") < COMMONEST

    def person(self, n: int) -> bool:
        """Whether word ``n`` stands where a person's name does: after a title or a given name, or before a surname."""
        before, after = self.before(n), self.after(n)
        if before and (before.key in TITLES or (before.capital and self.given_name(before.text))):
            return True
        if before and before.key == "of" and n > 1 and self.tokens[n - 2].key in PLACES_OF:
            return True
        return bool(after and after.capital and self.names.is_given(self.tokens[n].bare) and not after.text.isupper())
