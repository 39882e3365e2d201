"""Whether somebody who is not in the course has written under a legal name of the roster.

Such a name is not shown, whoever wrote: the person is a guest with a number, which is the same in all of their texts.
"""

import re
from collections.abc import Iterable
from typing import Final

from .people import Words, words

LONG: Final = 9
"""The length, in characters, from which a name is recognised without a space in it."""
EAST_ASIAN: Final = re.compile("[\u3005\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]{2,}")


class Guests:
    """The numbers of the guests whose names are withheld. ``public``: the names that the course shows."""

    def __init__(self, names: Iterable[str], public: Iterable[str]) -> None:
        known = {words(name) for name in public}
        legal = sorted({words(name) for name in names} - known)
        self.forms = {form: name for name in legal for form in _forms(name) - known}
        self.joined = {joined: name for form, name in self.forms.items() if _telling(joined := "".join(form))}
        self.numbers: dict[Words, int] = {}

    def __call__(self, name: str) -> int:
        """The number of a guest, from 1, counted as they are asked for; 0 if the name is nobody's legal name."""
        legal = self.legal(words(name))
        return self.numbers.setdefault(legal, len(self.numbers) + 1) if legal else 0

    def legal(self, name: Words) -> Words:
        """The legal name that a name is, or contains; empty if none. One of a single word has to be the whole name."""
        if name in self.forms:
            return self.forms[name]
        runs = (name[start:end] for start in range(len(name)) for end in range(start + 2, len(name) + 1))
        joined = "".join(name)
        found = [self.forms[run] for run in runs if run in self.forms]
        return next(iter([*found, *(legal for form, legal in self.joined.items() if form in joined)]), ())


def _forms(name: Words) -> set[Words]:
    """The ways to write a name: in either order, and without its middle names."""
    if len(name) < 2:
        return {name} if name else set()
    return {name, (name[-1], *name[:-1]), (*name[1:], name[0]), (name[0], name[-1]), (name[-1], name[0])}


def _telling(joined: str) -> bool:
    return len(joined) >= LONG or bool(EAST_ASIAN.fullmatch(joined))
