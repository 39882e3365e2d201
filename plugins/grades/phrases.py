"""Comments that are used again: ``private/phrases.toml``, a short name and a text each.

``{name}`` in a text stands for the student's given name.
"""

from dataclasses import dataclass
from typing import Final

from ..core import toml
from ..core.problems import Problem

FILE: Final = "private/phrases.toml"
NAME: Final = "{name}"


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
    file, problems = toml.structure(FILE, text, data, _File)
    phrases = file.phrases if file else ()
    for n, phrase in enumerate(phrases):
        if not phrase.name.strip() or not phrase.text.strip():
            problems.append(toml.refuse(FILE, text, ("phrases", n, "text"), "needs a name and a text; it is ignored"))
    return tuple(phrase for phrase in phrases if phrase.name.strip() and phrase.text.strip()), problems
