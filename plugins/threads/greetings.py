"""Finds the people whom the first sentence of a comment greets, thanks or addresses by name.

A comment that greets Jing but is filed below Zijun's is probably in the wrong place. It is reported only if its wording
leaves little doubt: a name at the beginning needs a greeting before it or a form of address after it, a name at the end
of the first sentence a comma before it; merely mentioning somebody is not greeting them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ..core.model import Person
from . import salutations

MOST_EXAMINED = 240
"""The number of characters examined: a greeting comes at the beginning of a comment."""
FEW_WORDS = 6
"""The maximum number of words before “, Jing.” for it to count as an address rather than a list or a description."""
SHORT = 3
"""A first sentence of at most this many words (“Yes!”, “Hi there!”) is a lead-in: the next one is examined, too."""
PUNCTUATION = str.maketrans(
    {**dict.fromkeys("*_`~[]#¡¿\ufe0f", " "), **dict(zip("，、。！？：；", ",,.!?:;", strict=True))}
)
QUOTED = re.compile(r"(?:[ \t]*(?:>.*)?(?:\r?\n|$))+")
LATIN = r"@?[^\W_\u3040-\u30ff\u3400-\ufaff]+(?:[-'’][^\W_\u3040-\u30ff\u3400-\ufaff]+)*"
SEPARATORS = str.maketrans(dict.fromkeys('.!?:;*`~()[]{}<>#@"“”‘¡¿«»…,—–/', " "))
"""Separates words at characters that never occur within one."""
EDGES = "_'’-"
"""Characters that may occur around a word or within one."""
CJK = re.compile(r"[\u3040-\u30ff\u3400-\ufaff]")
BARE = re.compile(r"[^\W_\u3040-\u30ff\u3400-\ufaff]+|[\u3040-\u30ff\u3400-\ufaff]+")
BREAK = r"\n[ \t\r]*\n\s*|\n"
ENDS = frozenset({".", "!", "?", "…", "\n\n", ""})
JOINERS = frozenset("'’-/(&@\"“”")
"""Before one of these, a name continues, or is part of something else."""


class Token(NamedTuple):
    """A word, a punctuation mark or a line break. ``key`` is the word without case and accents."""

    key: str
    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[:1].isalnum() or self.text[:1] == "@"

    @property
    def is_name_like(self) -> bool:
        """Whether it is written like a name: capitalized, as a handle, or in a script without capitals."""
        return not self.text[:1].islower()


END = Token("", "", 0, 0)


@dataclass(frozen=True, slots=True)
class Address:
    """Who is greeted: for each name, everybody it may refer to. ``start`` and ``end`` are the offsets of the first
    name; ``sure`` is false if the name is also an ordinary word or a brand.
    """

    names: tuple[tuple[Person, ...], ...]
    start: int
    end: int
    sure: bool = True


class Names:
    """The names of a course's people as used in greetings: id, full name, given name."""

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
        """A fast pre-check for names in a text, since most comments greet nobody; may return false positives."""
        words = text.casefold().translate(SEPARATORS).split()
        if not self.beginnings.isdisjoint(words):
            return True
        edged = [word.strip(EDGES) for word in words if word[0] in EDGES or word[-1] in EDGES]
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
        """The forms of a person's name: id, full name, and given name if there is one."""
        name = self.keys(person.name)
        found = {form for form in (self.keys(person.id), name) if form}
        short = len(name) == 2 or (len(name) > 2 and person.role != "guest")
        if short and len(name[0]) > 1 and name[0] not in salutations.NO_NAMES:
            found.add(name[:1])
        return found

    def at(self, tokens: Sequence[Token], n: int) -> int:
        """The number of tokens from the ``n``-th on that form a name: the longest match, 0 for none."""
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
    """Whom the first sentence of ``text`` addresses by name; None if it addresses nobody or everybody."""
    quoted = QUOTED.match(text)
    begin = quoted.end() if quoted else 0
    head = text[begin : begin + MOST_EXAMINED]
    if not names.may_name(head):
        return None
    tokens = names.tokens(head.translate(PUNCTUATION))
    language = lang.split("-", 1)[0].lower()
    you, speaking = _of_language("you", language), _of_language("speaking", language)
    found = None
    for _ in range(2):
        reading = _Sentence(tokens, names, you, speaking)
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


class _NameList(NamedTuple):
    """Consecutive names: the token range of the whole list, and of each name."""

    start: int
    end: int
    names: tuple[tuple[int, int], ...]


class _Sentence:
    """Analyses the first sentence of a text for names it addresses."""

    def __init__(self, tokens: list[Token], names: Names, you: frozenset[str], speaking: frozenset[str]) -> None:
        self.tokens, self.names, self.you, self.speaking = tokens, names, you, speaking
        self.end = next((n for n, token in enumerate(tokens) if token.key in ENDS), len(tokens))

    def token(self, n: int) -> Token:
        return self.tokens[n] if 0 <= n < len(self.tokens) else END

    @property
    def greets_a_group(self) -> bool:
        """Whether it greets a group: “Hi everyone”, “Hello dear class”, “大家好”."""
        opens = self.token(0).key in salutations.HELLO
        return self.token(0).key in salutations.GROUP or (
            opens and any(self.token(n).key in salutations.GROUP for n in (1, 2))
        )

    def named(self, n: int) -> list[_NameList]:
        """The list of names from the ``n``-th token on, then the same without its last name, and so on."""
        rows: list[_NameList] = []
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
            rows.append(_NameList(start, n, tuple(found)))
            n += self.token(n).key == ","
            n += self.token(n).key in salutations.AND

    def opening(self) -> Address | None:
        """A name at the beginning that is greeted, thanked or addressed."""
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

    def ends_greeting(self, row: _NameList, hello: bool, thanks: bool) -> bool:
        if not self.is_written_as_name(row) and self.is_doubtful(row):
            return False
        after = self.token(row.end)
        if after.is_word:
            return (thanks and after.key in salutations.THANKED_FOR) or (
                hello and after.key in self.speaking | self.you
            )
        return after.key not in JOINERS

    def spoken_to(self, row: _NameList) -> bool | None:
        """Whether a bare name at the beginning is certainly addressed; None if it is not addressed."""
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
        """A name at the end of the first sentence, “Great point, Jing!”, or within thanks: “Thanks for it, Jing, …”."""
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
        """Whether a name ends just before the ``n``-th token, in which case what follows continues a list."""
        return any(self.names.at(self.tokens, n - length) == length for length in range(1, self.names.longest + 1))

    def is_written_as_name(self, row: _NameList) -> bool:
        return all(self.token(start).is_name_like for start, _ in row.names)

    def is_brand(self, row: _NameList) -> bool:
        return any(self.form(name) in self.names.brands for name in row.names)

    def is_doubtful(self, row: _NameList) -> bool:
        """Whether any of the names is also a brand or an ordinary word."""
        forms = [self.form(name) for name in row.names]
        words = any(len(form) == 1 and form[0] in salutations.ALSO_WORDS for form in forms)
        return words or self.is_brand(row) or any(form[0] in salutations.NO_NAMES for form in forms)

    def form(self, name: tuple[int, int]) -> tuple[str, ...]:
        return tuple(token.key for token in self.tokens[slice(*name)])

    def made(self, row: _NameList, sure: bool = True) -> Address:
        start, end = row.names[0]
        people = tuple(tuple(self.names.people[self.form(name)]) for name in row.names)
        return Address(people, self.token(start).start, self.token(end - 1).end, sure)
