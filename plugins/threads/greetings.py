"""Whom a comment speaks to: the people of the course that its first sentence greets, thanks or addresses by name.

A comment that greets Jing and stands below Zijun's is probably filed at the wrong place. It is told so only where its
words leave little doubt: a name at the beginning needs a greeting before it or somebody spoken to after it, a name at
the end of the first sentence a comma before it; whoever is merely mentioned is not greeted.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ..core.model import Person
from . import salutations

LOOKED_AT = 240
"""Characters of a comment that are looked at: a greeting stands at its beginning."""
FEW_WORDS = 6
"""So short a sentence before “, Jing.” is no list and no description."""
SHORT = 3
"""A first sentence of so few words (“Yes!”, “Hi there!”) is a beginning only: the next one is looked at, too."""
PUNCTUATION = str.maketrans(
    {**dict.fromkeys("*_`~[]#¡¿\ufe0f", " "), **dict(zip("，、。！？：；", ",,.!?:;", strict=True))}
)
QUOTED = re.compile(r"(?:[ \t]*(?:>.*)?(?:\r?\n|$))+")
LATIN = r"@?[^\W_\u3040-\u30ff\u3400-\ufaff]+(?:[-'’][^\W_\u3040-\u30ff\u3400-\ufaff]+)*"
APART = str.maketrans(dict.fromkeys('.!?:;*`~()[]{}<>#@"“”‘¡¿«»…,—–/', " "))
"""Signs that stand around a word and never inside one;"""
AROUND = "_'’-"
"""signs that may stand inside one, too."""
CJK = re.compile(r"[\u3040-\u30ff\u3400-\ufaff]")
BARE = re.compile(r"[^\W_\u3040-\u30ff\u3400-\ufaff]+|[\u3040-\u30ff\u3400-\ufaff]+")
BREAK = r"\n[ \t\r]*\n\s*|\n"
ENDS = frozenset({".", "!", "?", "…", "\n\n", ""})
JOINTS = frozenset("'’-/(&@\"“”")
"""After these signs a name goes on, or is part of something else."""


class Token(NamedTuple):
    """A word, a sign or a break of lines. ``key`` is the word without case and accents."""

    key: str
    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[:1].isalnum() or self.text[:1] == "@"

    @property
    def is_name_like(self) -> bool:
        """Whether it is written as a name: with a capital, as a handle, or in a script without capitals."""
        return not self.text[:1].islower()


END = Token("", "", 0, 0)


@dataclass(frozen=True, slots=True)
class Address:
    """Who is greeted: for each name that is written everybody it may mean. ``start`` and ``end`` are offsets of the
    first name; ``sure`` is false where the name is a word or a brand, too.
    """

    names: tuple[tuple[Person, ...], ...]
    start: int
    end: int
    sure: bool = True


class Names:
    """The names of a course's people, as they are written in a greeting: id, name, given name."""

    def __init__(self, people: Iterable[Person], brands: Iterable[str] = ()) -> None:
        self.people: dict[tuple[str, ...], list[Person]] = {}
        people = list(people)
        whole = sorted({form for person in people for form in _cjk_forms(person)}, key=lambda form: (-len(form), form))
        parts = [*map(re.escape, [*whole, *salutations.CJK_WORDS]), BREAK, LATIN, r"\S"]
        self.token = re.compile("|".join(parts))
        for person in people:
            for form in self.forms(person):
                self.people.setdefault(form, []).append(person)
        self.longest = max(map(len, self.people), default=0)
        self.beginnings = {form[0] for form in self.people}
        self.parts = {part for word in self.beginnings for part in BARE.findall(word)[:1]}
        self.whole = whole
        self.brands = {form for form in map(self.keys, filter(self.may_name, brands)) if form in self.people}

    def may_name(self, text: str) -> bool:
        """Whether a text may hold a name at all: quick, for most comments greet nobody."""
        words = text.casefold().translate(APART).split()
        if not self.beginnings.isdisjoint(words):
            return True
        edged = [word.strip(AROUND) for word in words if word[0] in AROUND or word[-1] in AROUND]
        if edged and not self.beginnings.isdisjoint(edged):
            return True
        if text.isascii():
            return False
        if CJK.search(text):
            parts = (salutations.key(word) for word in BARE.findall(text.casefold()))
            return not self.parts.isdisjoint(parts) or any(name in text for name in self.whole)
        return not self.beginnings.isdisjoint(salutations.key(word) for word in words if word)

    def tokens(self, text: str) -> list[Token]:
        found = []
        for match in self.token.finditer(text):
            word = match[0]
            sign = "\n\n" if word.count("\n") > 1 else word
            folded = salutations.key(word.removeprefix("@")) if word[0].isalnum() or len(word) > 1 else sign
            found.append(Token(sign if word[0] == "\n" else folded.replace("’", "'"), word, *match.span()))
        return found

    def keys(self, name: str) -> tuple[str, ...]:
        return tuple(token.key for token in self.tokens(name.translate(PUNCTUATION)) if token.is_word)

    def forms(self, person: Person) -> set[tuple[str, ...]]:
        """The ways a person may be called: id, whole name, and given name where there is one."""
        name = self.keys(person.name)
        found = {form for form in (self.keys(person.id), name) if form}
        short = len(name) == 2 or (len(name) > 2 and person.role != "guest")
        if short and len(name[0]) > 1 and name[0] not in salutations.NO_NAMES:
            found.add(name[:1])
        return found

    def at(self, tokens: Sequence[Token], n: int) -> int:
        """How many tokens from the ``n``-th on are a name: the longest that fits, 0 for none."""
        for length in range(min(self.longest, len(tokens) - n), 0, -1):
            if tuple(token.key for token in tokens[n : n + length]) in self.people:
                return length
        return 0


def _cjk_forms(person: Person) -> set[str]:
    return {
        part
        for part in (person.name, *person.name.split())
        if part and salutations.CJK_FIRST <= part[0] <= salutations.CJK_LAST
    }


def address(text: str, lang: str, names: Names) -> Address | None:
    """Whom the first sentence of ``text`` speaks to by name; None where it speaks to nobody or to everybody."""
    quoted = QUOTED.match(text)
    begin = quoted.end() if quoted else 0
    head = text[begin : begin + LOOKED_AT]
    if not names.may_name(head):
        return None
    tokens = names.tokens(head.translate(PUNCTUATION))
    language = lang.split("-", 1)[0].lower()
    you, speaking = _of_language("you", language), _of_language("speaking", language)
    found = None
    for _ in range(2):
        reading = _Reading(tokens, names, you, speaking)
        if reading.greets_a_group:
            return None
        found = reading.opening() or reading.closing()
        if found or sum(token.is_word for token in tokens[: reading.end]) > SHORT:
            break
        tokens = tokens[reading.end + 1 :]
    if not found:
        return None
    return Address(found.names, begin + found.start, begin + found.end, found.sure)


@cache
def _of_language(name: str, language: str) -> frozenset[str]:
    table = salutations.YOU if name == "you" else salutations.SPEAKING
    return table.get(language, table["en"]) | table["zh"] | table["ja"]


class _Named(NamedTuple):
    """Names in a row: the tokens from ``start`` to ``end``, and each name's own."""

    start: int
    end: int
    names: tuple[tuple[int, int], ...]


class _Reading:
    """The first sentence of a text, looked at for whom it speaks to."""

    def __init__(self, tokens: list[Token], names: Names, you: frozenset[str], speaking: frozenset[str]) -> None:
        self.tokens, self.names, self.you, self.speaking = tokens, names, you, speaking
        self.end = next((n for n, token in enumerate(tokens) if token.key in ENDS), len(tokens))

    def token(self, n: int) -> Token:
        return self.tokens[n] if 0 <= n < len(self.tokens) else END

    @property
    def greets_a_group(self) -> bool:
        """“Hi everyone”, “Hello dear class”, “大家好”."""
        opens = self.token(0).key in salutations.HELLO
        return self.token(0).key in salutations.GROUP or (
            opens and any(self.token(n).key in salutations.GROUP for n in (1, 2))
        )

    def named(self, n: int) -> list[_Named]:
        """The names that stand in a row from the ``n``-th token on, then the same row without its last, and so on."""
        rows: list[_Named] = []
        found: list[tuple[int, int]] = []
        start = n
        while True:
            while self.token(n).key in salutations.TITLES and not self.names.at(self.tokens, n):
                n += 1 + (self.token(n + 1).key == ".")
            if length := self.names.at(self.tokens, n):
                found.append((n, n + length))
            elif found and self.token(n).key in salutations.GROUP:
                length = 1
            else:
                return rows[::-1]
            n += length
            while self.token(n).key in salutations.SUFFIXES:
                n += 1
            rows.append(_Named(start, n, tuple(found)))
            n += self.token(n).key == ","
            n += self.token(n).key in salutations.AND

    def opening(self) -> Address | None:
        """A name at the beginning: greeted, thanked, or spoken to."""
        n = 0
        n += self.token(0).key == "good" and self.token(1).key in salutations.HELLO
        hello = self.token(n).key in salutations.HELLO
        thanks = self.token(0).key in salutations.THANKS
        if hello or thanks:
            while self.token(n).key in salutations.HELLO | salutations.THANKS | salutations.FILLING and not (
                n and self.is_name(n)
            ):
                thanks |= self.token(n).key in salutations.THANKS
                n += 1
            n += self.token(n).key == ","
        else:
            while self.token(n).key in salutations.LEADING and not self.is_name(n):
                n += 1
                n += self.token(n).key == ","
        for row in self.named(n):
            if hello or thanks:
                if self.ends_greeting(row, hello, thanks):
                    return self.made(row, sure=hello or not self.is_brand(row))
            elif self.token(row.start).text.startswith("@"):
                return self.made(row)
            elif self.is_written_as_name(row) and (sure := self.spoken_to(row)) is not None:
                return self.made(row, sure)
        return None

    def is_name(self, n: int) -> bool:
        return bool(self.names.at(self.tokens, n)) and self.token(n).is_name_like

    def ends_greeting(self, row: _Named, hello: bool, thanks: bool) -> bool:
        if not self.is_written_as_name(row) and self.is_doubtful(row):
            return False
        after = self.token(row.end)
        if after.is_word:
            return (thanks and after.key in salutations.THANKED_FOR) or (
                hello and after.key in self.speaking | self.you
            )
        return after.key not in JOINTS

    def spoken_to(self, row: _Named) -> bool | None:
        """Whether it is sure that a bare name at the beginning is spoken to; None where it is not spoken to."""
        after, then = self.token(row.end), self.token(row.end + 1)
        doubtful = self.is_doubtful(row)
        near = any(token.key in self.you for token in self.tokens[row.end : row.end + 5])
        anywhere = near or any(token.key in self.you for token in self.tokens[row.end : self.end])
        if after.key in ("!", "\n", "\n\n", "") or (after.key == "," and then.key in ("\n", "\n\n", "")):
            return not doubtful
        if after.key not in (",", ":", "–", "—", "-") or self.names.at(self.tokens, row.end + 1):
            return None
        if self.token(row.end + 2).key in salutations.SUPPOSING and self.token(row.end + 3).key == ",":
            return None
        if then.key in salutations.THIRD and then.key not in self.speaking:
            return True if near and not self.is_brand(row) else None
        if anywhere:
            return not self.is_brand(row)
        return not doubtful if then.key in self.speaking else None

    def closing(self) -> Address | None:
        """A name that ends the first sentence, “Great point, Jing!”, or stands in thanks: “Thanks for it, Jing, …”."""
        first = self.token(0).key
        thanks = first in salutations.THANKS
        praise = thanks or first in salutations.PRAISE | salutations.HELLO
        you = any(token.key in self.you for token in self.tokens[: self.end])
        words = 0
        for n in range(1, self.end):
            before, at = self.token(n - 1), self.token(n)
            words += before.is_word
            comma = at.key == ","
            forgotten = praise and before.key in salutations.PRAISED and self.is_name(n)
            in_list = comma and any(self.token(n - back).key == "," for back in (2, 3, 4))
            if not (comma or at.text.startswith("@") or forgotten):
                continue
            for row in self.named(n + comma):
                ends = row.end == self.end
                if not (ends or (thanks and comma and self.token(row.end).key == ",")):
                    continue
                if not self.is_written_as_name(row) or before.key in salutations.APPOSED or self.ends_with_name(n):
                    continue
                if in_list and not (praise or you):
                    continue
                cue = praise or you or self.token(self.end).key == "!" or words <= FEW_WORDS
                if cue and (you or praise or not self.is_doubtful(row)):
                    return self.made(row, sure=not self.is_brand(row))
        return None

    def ends_with_name(self, n: int) -> bool:
        """Whether a name ends before the ``n``-th token: then what follows goes on with a list."""
        return any(self.names.at(self.tokens, n - length) == length for length in range(1, self.names.longest + 1))

    def is_written_as_name(self, row: _Named) -> bool:
        return all(self.token(start).is_name_like for start, _ in row.names)

    def is_brand(self, row: _Named) -> bool:
        return any(self.form(name) in self.names.brands for name in row.names)

    def is_doubtful(self, row: _Named) -> bool:
        """Whether a name of the row is a brand's or an ordinary word."""
        forms = [self.form(name) for name in row.names]
        words = any(len(form) == 1 and form[0] in salutations.ALSO_WORDS for form in forms)
        return words or self.is_brand(row) or any(form[0] in salutations.NO_NAMES for form in forms)

    def form(self, name: tuple[int, int]) -> tuple[str, ...]:
        return tuple(token.key for token in self.tokens[slice(*name)])

    def made(self, row: _Named, sure: bool = True) -> Address:
        start, end = row.names[0]
        people = tuple(tuple(self.names.people[self.form(name)]) for name in row.names)
        return Address(people, self.token(start).start, self.token(end - 1).end, sure)
