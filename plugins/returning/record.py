"""What went out: ``private/returned.toml``, a table for each time that somebody got something, the newest last.

A damaged table is reported and passed over; the others still count.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final

from ..core.problems import Problem

FILE: Final = "private/returned.toml"
TABLE: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)
"""How a table begins, even if nothing else of it is whole."""
UNWRITABLE: Final = re.compile(r"[\x7f]")
"""What JSON writes as it is, and TOML must escape."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody got. ``week`` 0: the whole term; ``where``: the assignment on the platform, if there is one;
    ``to``: the person's address or number there; ``at``: ISO 8601; ``digest``: of what was sent.
    """

    person: str
    week: int
    way: str
    where: str
    to: str
    at: str
    digest: str

    @property
    def key(self) -> "Key":
        return self.person, self.week, self.way, self.where


Key = tuple[str, int, str, str]
"""Person, week, way and where."""


def written(sent: Sent) -> str:
    """A table, to be added to the end of the file."""
    values = ((item.name, getattr(sent, item.name)) for item in fields(Sent))
    return "[[returned]]\n" + "".join(f"{name} = {_toml(value)}\n" for name, value in values) + "\n"


def _toml(value: str | int) -> str:
    """A value as TOML, which has JSON's numbers and, but for one control character, its strings."""
    return UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def read(text: str) -> tuple[list[Sent], list[Problem]]:
    """The tables that are whole, in their order, and a problem for each one that is not."""
    text = text.removeprefix("\ufeff")
    starts = [found.start() for found in TABLE.finditer(text)]
    found, problems = [], []
    for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
        line = text.count("\n", 0, start) + 1
        try:
            found += [_sent(table) for table in tomllib.loads(text[start:end]).get("returned", ())]
        except (ValueError, TypeError, KeyError, AttributeError):
            message = "cannot be read, so whoever it was about may get the same again: correct or delete it"
            problems.append(Problem(FILE, line, 1, message, rule="settings"))
    return found, problems


def _sent(table: Mapping[str, object]) -> Sent:
    """Raises ``ValueError`` and ``KeyError`` for a table without what it needs."""
    values = {item.name: table[item.name] for item in fields(Sent)}
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int if name == "week" else str):
            raise ValueError(name)
    return Sent(**values)  # type: ignore[arg-type]


def last(sent: Iterable[Sent]) -> dict[Key, Sent]:
    """The newest of each person, week, way and place."""
    return {one.key: one for one in sent}
