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
        legal = {words(name) for name in names} - known
        self.forms = {form for name in legal for form in _forms(name)} - known
        self.joined = {joined for form in self.forms if _telling(joined := "".join(form))}
        self.numbers: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        """The number of a guest, from 1, counted as they are asked for; 0 if the name is nobody's legal name."""
        return self.numbers.setdefault(name, len(self.numbers) + 1) if self.legal(name) else 0

    def legal(self, name: str) -> bool:
        """Whether a name is, or contains, a legal name; one of a single word only if it is the whole name."""
        found = words(name)
        runs = (found[start:end] for start in range(len(found)) for end in range(start + 2, len(found) + 1))
        joined = "".join(found)
        return (
            found in self.forms or any(run in self.forms for run in runs) or any(one in joined for one in self.joined)
        )


def _forms(name: Words) -> set[Words]:
    """The ways to write a name: in either order, and without its middle names."""
    if len(name) < 2:
        return {name} if name else set()
    return {name, (name[-1], *name[:-1]), (*name[1:], name[0]), (name[0], name[-1]), (name[-1], name[0])}


def _telling(joined: str) -> bool:
    return len(joined) >= LONG or bool(EAST_ASIAN.fullmatch(joined))
