"""Guests whose names give the same address: Álfur and Alfur are two people, with a page each."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from ..core.model import Comment, Course, Person, Post

Written = TypeVar("Written", Post, Comment)
Ids = dict[tuple[str, str], str]
"""The ids of guests, by the id that their name gives and by their name without capitals."""


def ids(course: Course, texts: Iterable[Post | Comment]) -> Ids:
    """Whoever wrote first keeps the id that the name gives; the others get ``-2``, ``-3`` and so on."""
    found: Ids = {}
    taken = set(course.person_by_id)
    for text in sorted((one for one in texts if not one.author.listed), key=lambda one: (one.date, one.path)):
        author = text.author
        if (known := _known(author)) in found:
            continue
        number, name = 1, author.id
        while name in taken:
            number += 1
            name = f"{author.id}-{number}"
        taken.add(name)
        found[known] = name
    return found


def apart(texts: Sequence[Written], of: Ids) -> list[Written]:
    """Texts whose guests have their ids."""
    return [
        replace(text, author=replace(author, id=name))
        if (name := of.get(_known(author := text.author), author.id)) != author.id
        else text
        for text in texts
    ]


def _known(author: Person) -> tuple[str, str]:
    return author.id, author.name.casefold()
