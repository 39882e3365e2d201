"""The mentions of a brand as pages: the newest weeks on the brand's own, then a page for each earlier week.

A week with too many mentions for one page continues on ``brands/apple/week-3/2/``.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from ..core import paging
from ..core.paging import Listing
from .views import BrandLink, Mention, MentionsPage, MentionsWeek

NEWEST: Final = 2
"""How many weeks are on the brand's own page in any case; more are if all together have ``paging.MOST`` mentions."""
MOST: Final = 150
HEAVIEST: Final = 60_000
"""The maximum number of a week's mentions on one page, and of bytes they take there."""
MARKUP: Final = 300
"""The bytes of HTML around a mention, about."""


def pages(brand: BrandLink, mentions: Iterable[Mention]) -> tuple[list[MentionsWeek], list[MentionsPage]]:
    """The weeks that mention a brand, newest first, and its pages, the brand's own first. Each mention is on one."""
    by_week: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_week[mention.post.week].append(mention)
    numbers = sorted(by_week, reverse=True)
    newest = numbers[: _newest([len(by_week[number]) for number in numbers])]
    weeks, own, further = [], [], []
    for number in numbers:
        address = f"{brand.address}week-{number}/"
        listings = paging.pages(by_week[number], MOST, _weight, HEAVIEST)
        begins = (brand.address, f"week-{number}") if number in newest else (address, "")
        weeks.append(week := MentionsWeek(number, len(by_week[number]), *begins))
        if number in newest:
            own.append((week, listings.pop(0)))
        further += [(paging.address(address, listing.number), ((week, listing),)) for listing in listings]
    return weeks, _linked([(brand.address, tuple(own)), *further])


def _newest(counts: Sequence[int]) -> int:
    """How many weeks, of these counts of mentions, are on the brand's own page."""
    return next((n for n in range(len(counts), NEWEST, -1) if sum(counts[:n]) <= paging.MOST), NEWEST)


def _linked(
    pages: Sequence[tuple[str, tuple[tuple[MentionsWeek, Listing[Mention]], ...]]],
) -> list[MentionsPage]:
    around = ["", *(address for address, _ in pages), ""]
    return [MentionsPage(address, weeks, around[n], around[n + 2]) for n, (address, weeks) in enumerate(pages)]


def _weight(mention: Mention) -> int:
    """The bytes of a mention on a page, about."""
    shown = (mention.before, mention.name, mention.after, mention.post.title, mention.post.address)
    return MARKUP + paging.size(shown)
