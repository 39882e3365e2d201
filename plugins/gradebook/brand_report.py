"""The brand report: every finding, grouped by brand, text or person, a page at a time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ..brands import Finding
from ..checks import learning
from ..checks.learning import Doubt
from ..core import paging
from ..core.paging import Listing
from ..core.problems import SEVERITIES
from .files import file
from .lines import Line

ORDER: Final = (*SEVERITIES, "allowed")
MOST: Final = 1000
HEAVIEST: Final = 400_000
"""The maximum number of findings on a page, and of bytes."""
MARKUP: Final = 1500
"""The bytes of HTML of a finding without its context, and of what can be done about its form, about."""


@dataclass(frozen=True, slots=True)
class Found:
    """A brand finding for the report, with its context in the line."""

    text: Line
    finding: Finding
    line: int
    column: int
    before: str
    after: str

    @property
    def group(self) -> str:
        """What the report lists it under: its severity, or ``allowed`` for what is quoted or meant."""
        return "allowed" if self.finding.why else self.finding.severity

    @property
    def form(self) -> tuple[str, str]:
        """What is wrong, and for which brand: the key of a ``learning.Doubt``."""
        return learning.one_line(self.finding.wrong), self.finding.brand.slug


GROUPINGS: Final[Mapping[str, Callable[[Found], tuple[str, ...]]]] = {
    "brand": lambda found: (found.finding.brand.name.casefold(), found.finding.brand.slug),
    "text": lambda found: (found.text.path,),
    "person": lambda found: (found.text.author.name.casefold(), found.text.author.id),
}
"""What the findings are grouped by, the first of them on ``brands.html``."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A page of the report, with its findings grouped by what ``by`` names."""

    by: str
    listing: Listing[Found]
    doubts: tuple[tuple[int, Doubt], ...] = ()
    """The forms that may be right, with their numbers, each where its first finding is among those by brand."""

    @property
    def groups(self) -> dict[str, list[tuple[Found, ...]]]:
        """Its findings by severity, the firmest first, and by what the page groups them by."""
        found: dict[str, list[tuple[Found, ...]]] = {}
        for (severity, *_), group in groupby(self.listing.items, _order(self.by)):
            found.setdefault(ORDER[severity], []).append(tuple(group))
        return found

    @property
    def file(self) -> str:
        return file("brands" if self.by == "brand" else f"brands-{self.by}", self.listing.number)


def pages(findings: Iterable[Found], doubts: Iterable[Doubt]) -> list[ReportPage]:
    """The report's pages, those by brand first. Every finding is on one page of each grouping."""
    findings = list(findings)
    numbered = {(doubt.form, doubt.brand.slug): (number, doubt) for number, doubt in enumerate(doubts, 1)}
    return [
        ReportPage(by, listing, tuple(numbered.pop(form) for form in _forms(listing) if form in numbered))
        for by in GROUPINGS
        for listing in paging.pages(sorted(findings, key=_order(by)), MOST, _weight, HEAVIEST)
    ]


def places(pages: Iterable[ReportPage]) -> dict[tuple[str, str], str]:
    """Where each form that may be right is said to be so: its ``Found.form`` → a link."""
    return {
        (doubt.form, doubt.brand.slug): f"{page.file}#form-{number}" for page in pages for number, doubt in page.doubts
    }


def _order(by: str) -> Callable[[Found], tuple[int, tuple[str, ...]]]:
    return lambda found: (ORDER.index(found.group), GROUPINGS[by](found))


def _forms(listing: Listing[Found]) -> Iterable[tuple[str, str]]:
    return dict.fromkeys(found.form for found in listing.items)


def _weight(found: Found) -> int:
    """The bytes of a finding on a page, about, and of what can be done about its form."""
    return MARKUP + paging.size((found.before, found.after, found.text.path))
