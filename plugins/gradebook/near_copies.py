"""Near-copies by pair, for a manual check: a person and whom they repeat, or what; those with the most words first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..core import paging
from ..core.paging import Listing
from .files import HEAVIEST
from .lines import Line

MARKUP: Final = 700
"""The bytes of HTML around a near-copy, about."""


@dataclass(frozen=True, slots=True)
class NearCopy:
    """A text next to an earlier one that it largely copies: pairs of passages, the later text first. ``source``: the
    earlier text, or None for a week's prompt or a page, whose name is ``called``.
    """

    text: Line
    source: Line | None
    called: str
    words: int
    passages: tuple[tuple[str, str], ...]
    uncounted: int = 0
    """The words of the text that do not count."""

    @property
    def pair(self) -> frozenset[str]:
        """The ids of the two people, or a person's and the path of what was copied."""
        return frozenset((self.text.author.id, self.source.author.id if self.source else f"/{self.called}"))


@dataclass(frozen=True, slots=True)
class CopyingPair:
    """All near-copies between two people, or by a person of one source; the one with the most words first."""

    copies: tuple[NearCopy, ...]

    @property
    def words(self) -> int:
        return sum(copy.words for copy in self.copies)

    @property
    def name(self) -> str:
        """``Ada and Ben``; ``Ada, own earlier texts``; ``Ada and the question of week 1``."""
        copy = self.copies[0]
        if copy.source and copy.source.author == copy.text.author:
            return f"{copy.text.author.name}, own earlier texts"
        return f"{copy.text.author.name} and {copy.source.author.name if copy.source else copy.called}"


def pairs(copies: Iterable[NearCopy]) -> list[CopyingPair]:
    """The pairs of some near-copies, those with the most words first; ties keep the order of the copies."""
    found: dict[frozenset[str], list[NearCopy]] = defaultdict(list)
    for copy in copies:
        found[copy.pair].append(copy)
    made = [CopyingPair(tuple(sorted(some, key=lambda copy: -copy.words))) for some in found.values()]
    return sorted(made, key=lambda pair: -pair.words)


def pages(copies: Iterable[NearCopy]) -> list[Listing[CopyingPair]]:
    """The pairs, fifty a page or as many as fit."""
    return paging.pages(pairs(copies), paging.MOST, _weight, HEAVIEST)


def _weight(pair: CopyingPair) -> int:
    """The bytes of a pair on a page, about."""
    passages = (part for copy in pair.copies for both in copy.passages for part in both)
    return MARKUP * len(pair.copies) + paging.size(passages)
