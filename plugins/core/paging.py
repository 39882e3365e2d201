"""Long lists, a page at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")
MOST: Final = 50
"""The maximum number of items on a page."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """One page of a list. ``number`` counts from 1; ``of`` is the number of pages."""

    items: tuple[T, ...]
    number: int
    of: int


def pages(
    items: Sequence[T], most: int = MOST, weight: Callable[[T], int] = lambda _: 0, heaviest: int = 0
) -> list[Listing[T]]:
    """Every item on exactly one page, in order; without items, one empty page.

    A page holds at most ``most`` items, and more than one only if their weights sum to at most ``heaviest``.
    """
    groups = list(_groups(items, most, weight, heaviest)) or [()]
    return [Listing(group, number, len(groups)) for number, group in enumerate(groups, 1)]


def _groups(items: Sequence[T], most: int, weight: Callable[[T], int], heaviest: int) -> Iterator[tuple[T, ...]]:
    group: list[T] = []
    heavy = 0
    for item in items:
        weighs = weight(item)
        if group and (len(group) == most or heavy + weighs > heaviest):
            yield tuple(group)
            group, heavy = [], 0
        group.append(item)
        heavy += weighs
    if group:
        yield tuple(group)


def size(parts: Iterable[str]) -> int:
    """The bytes that some texts take on a page."""
    return sum(len(part.encode("utf-8")) for part in parts)


def address(first: str, number: int) -> str:
    """The address of a list's page, such as ``posts/2/``; the first page's is the list's own."""
    return first if number == 1 else f"{first}{number}/"
