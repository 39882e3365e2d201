"""The pages of the gradebook's long lists, each as one value: held-back texts, near-copies, findings, changes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from ..core import paging
from ..core.model import Comment, CommentState, Parked, Person, Text
from ..core.paging import Listing
from ..core.problems import Problem
from ..corpus import moderating
from ..corpus.corpus import Corpus
from ..course import forge
from ..grades.ledger import Ledger
from ..grades.provenance import Record
from ..grades.snapshots import Change, Difference
from ..texts.markup import Rendered
from . import brand_report, near_copies
from .brand_report import Found, ReportPage
from .class_page import Noted
from .files import HEAVIEST
from .lines import Line, Lines
from .near_copies import CopyingPair, NearCopy

HELD: Final = 250
"""The maximum number of each kind of text held back, and of problems, on a page."""
EDITED: Final = 20
"""The maximum number of edited texts listed for each person with changed points."""

Held = tuple[str, str, str]
"""A text's path, whose it is (empty if nobody knows), and why it is held back."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A comment about which an instructor decides, with its words. ``file``: its address on the forge, if there is one;
    ``seen``: the digest of the file.
    """

    line: Line
    file: str
    status: CommentState
    why: str
    text: str
    seen: str


@dataclass(frozen=True, slots=True)
class HeldBackPage:
    """Comments to decide about, texts that are parked or do not count, what git records, and problems: one of each in
    an item, or None. ``instructors``: who can decide.
    """

    listing: Listing[tuple[Decided | None, Held | None, Held | None, Noted | None, Problem | None]]
    no_flags: str
    notes: tuple[str, ...]
    instructors: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class CopiesPage:
    """Near-copies by pair. ``number``: of all near-copies on the first page, and 0 on the others: it would change them
    all.
    """

    listing: Listing[CopyingPair]
    number: int


@dataclass(frozen=True, slots=True)
class BrandsPage:
    """A page of the brand report, with the numbers of all. ``places``: where each form may be said to be right."""

    report: ReportPage
    errors: int
    findings: int
    texts: int
    places: dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class ChangedPoints:
    """A person's changed points. ``linked``: whether the person has a page."""

    change: Change
    linked: bool


@dataclass(frozen=True, slots=True)
class Since:
    """The snapshot with which the course is compared. ``none``: whether nothing has changed."""

    before: str
    commit: str
    none: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What changed since a snapshot, if there is one: a person and some edited texts in an item, or None."""

    since: Since | None
    listing: Listing[tuple[ChangedPoints | None, tuple[str, ...] | None]]


def held_back(
    corpus: Corpus,
    ledger: Ledger,
    lines: Lines,
    rendered: Mapping[str, Rendered],
    flags: Sequence[Noted],
    problems: Sequence[Problem],
    record: Record,
    folder: str,
) -> list[HeldBackPage]:
    """``folder``: the content folder's path from the repository's root."""
    parked = [_parked(item) for item in corpus.parked]
    decided, uncounted = [], []
    for text, reason in ledger.uncounted:
        why = _reason(corpus, text, reason)
        if isinstance(text, Comment) and _is_decided(text):
            words = rendered[text.path].plain
            seen = moderating.digest(text.source.text)
            on_forge = forge.file_address(corpus.course.site, f"{folder}{text.path}")
            decided.append(Decided(lines(text), on_forge, text.status, why, words, seen))
        else:
            uncounted.append((text.path, text.author.name, why))
    decided.sort(key=lambda one: one.status != "pending")
    listings = paging.pages(
        list(zip_longest(decided, parked, uncounted, flags, problems)), HELD, _weight_of_held, HEAVIEST
    )
    instructors = tuple(person for person in corpus.course.people if person.role == "instructor")
    return [HeldBackPage(listing, record.quiet(), record.beside(flags), instructors) for listing in listings]


def _is_decided(comment: Comment) -> bool:
    """Whether a comment waits for an instructor, or was taken off the site by one."""
    by_another = comment.status == "removed" and comment.removed_by not in ("", comment.author.id)
    return by_another or comment.status in ("pending", "spam")


def _weight_of_held(row: tuple[Decided | None, *tuple[object, ...]]) -> int:
    return 1500 + paging.size([row[0].text]) if row[0] else 0


def _parked(item: Parked) -> Held:
    return item.path, item.author.name if item.author else "", item.reason


def _reason(corpus: Corpus, text: Text, reason: str) -> str:
    """Why a text does not count, and what was said of that."""
    if text.path in corpus.held:
        return f"{reason}, because it looks like advertising: {'; '.join(corpus.held[text.path])}"
    said = text.reason if isinstance(text, Comment) else ""
    return f"{reason}: {said}" if said else reason


def copies(found: Sequence[NearCopy]) -> list[CopiesPage]:
    return [CopiesPage(one, len(found) if one.number == 1 else 0) for one in near_copies.pages(found)]


def brands(found: Sequence[Found], report: Sequence[ReportPage]) -> Iterator[BrandsPage]:
    places = brand_report.places(report)
    errors = Counter(one.group for one in found)["error"]
    texts = len({one.text.path for one in found})
    for page in report:
        forms = {one.form for one in page.listing.items if one.form in places}
        here = {form: places[form].removeprefix(page.file) for form in sorted(forms)}
        yield BrandsPage(page, errors, len(found), texts, here)


def changes(changes: Difference | None, people: Mapping[str, object]) -> list[ChangesPage]:
    """The pages of changes. ``people``: those with a page, by id."""
    edited = changes.edited if changes else ()
    some_edited = [tuple(edited[n : n + EDITED]) for n in range(0, len(edited), EDITED)]
    changed = [ChangedPoints(change, change.person in people) for change in (changes.people if changes else ())]
    listings = paging.pages(list(zip_longest(changed, some_edited)), paging.MOST, _weight, HEAVIEST)
    since = Since(changes.before, changes.commits[0], changes.none, tuple(changes.rules)) if changes else None
    return [ChangesPage(since, listing) for listing in listings]


def _weight(row: tuple[ChangedPoints | None, Sequence[str] | None]) -> int:
    """The bytes of a person's changed points and of some edited texts on a page, about."""
    changed, edited = row
    lines = (*(changed.change.lines if changed else ()), *(edited or ()))
    return 200 + 50 * len(lines) + paging.size(lines)
