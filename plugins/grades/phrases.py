"""Comments that are used again: ``private/phrases.toml``, a short name and a text each.

``{name}`` in a text stands for the student's given name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..core import toml
from ..core.problems import Problem

FILE: Final = "private/phrases.toml"
NAME: Final = "{name}"
WHAT: Final[Mapping[str, str]] = {
    "name": "the few words by which you choose it", "text": "what the student is to read"
}  # fmt: skip
"""What each key of a phrase has in it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A comment that is used again."""

    name: str
    text: str


NONE: Final[tuple[Phrase, ...]] = ()


@dataclass(frozen=True, slots=True)
class _File:
    phrases: tuple[Phrase, ...] = ()


def read(text: str) -> tuple[tuple[Phrase, ...], list[Problem]]:
    """The phrases in the order of the file, and what is wrong with it."""
    data, problems = toml.parse(FILE, text)
    if problems:
        return (), problems
    empty = list(_empty(text, data.get("phrases")))
    file, problems = toml.structure(FILE, text, data, _File, whole=True)
    phrases = file.phrases if file else ()
    return tuple(one for one in phrases if one.name.strip() and one.text.strip()), [*empty, *problems]


def _empty(text: str, given: Any) -> Iterator[Problem]:
    for n, one in enumerate(given if isinstance(given, list) else ()):
        for key in ("name", "text"):
            if isinstance(one, dict) and isinstance(said := one.get(key), str) and not said.strip():
                yield toml.refuse(FILE, text, ("phrases", n, key), toml.ignored(f"is empty: write {WHAT[key]}"))
