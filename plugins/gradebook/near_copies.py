"""Near-copies by pair, for a manual check: a person and whom they repeat, or what; those with the most words first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import chain
from typing import Final

from ..core import paging
from ..core.paging import Listing
from .files import HEAVIEST
from .lines import Line

MARKUP: Final = 1000
"""The bytes of HTML around a near-copy, about."""
ROW: Final = 60
"""The bytes of HTML around a pair of passages."""


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
    """Near-copies between two people, or by a person of one source; the one with the most words first. Where they are
    too many for a page, ``before`` are on earlier pages; ``words`` and ``texts`` are of all of them.
    """

    copies: tuple[NearCopy, ...]
    words: int
    texts: int
    before: int = 0

    @property
    def after(self) -> int:
        """How many are on later pages."""
        return self.texts - self.before - len(self.copies)

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
    made = [
        CopyingPair(tuple(sorted(some, key=lambda copy: -copy.words)), sum(copy.words for copy in some), len(some))
        for some in found.values()
    ]
    return sorted(made, key=lambda pair: -pair.words)


def pages(copies: Iterable[NearCopy]) -> list[Listing[CopyingPair]]:
    """The pairs, fifty a page or as many as fit. A pair that fills more than a page goes on on the next."""
    parts = [part for pair in pairs(copies) for part in _parts(pair)]
    return paging.pages(parts, paging.MOST, lambda part: sum(map(_weight, part.copies)), HEAVIEST)


def _parts(pair: CopyingPair) -> Iterator[CopyingPair]:
    before = 0
    for listing in paging.pages(pair.copies, pair.texts, _weight, HEAVIEST):
        yield replace(pair, copies=listing.items, before=before)
        before += len(listing.items)


def _weight(copy: NearCopy) -> int:
    """The bytes of a near-copy on a page, about."""
    said = escape("".join(chain.from_iterable(copy.passages)))
    return MARKUP + ROW * len(copy.passages) + paging.size([said])
