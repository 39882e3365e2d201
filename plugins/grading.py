"""From a content folder to its ledger, without Pelican: what exports, snapshots and the gradebook keep alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from . import checks, history, private, renders
from .core import copies, dates, ledger, provenance
from .core.check import Checked
from .core.copies import Copied
from .core.corpus import Corpus
from .core.ledger import Ledger
from .core.markup import Rendered
from .core.problems import Problem
from .core.roster import Roster


@dataclass(frozen=True, slots=True)
class Kept:
    """A ledger with what it was kept from, and what is wrong with the private folder."""

    corpus: Corpus
    ledger: Ledger
    roster: Roster
    copied: Mapping[str, Copied]
    """What texts have copied of earlier ones, by path."""
    words: Mapping[str, int]
    """The words of each text that are its own."""
    problems: tuple[Problem, ...] = ()


def keep(content: Path, folder: Path, as_of: str, cache: Path | None) -> Kept:
    """A course read, rendered and checked, and its ledger. ``folder``: the private one; ``as_of`` as in ``moment``.

    The cache is the one that builds and checks use. Raises ``files.CannotRead``.
    """
    corpus, checked = checks.course(content, cache)
    rendered = renders.render(corpus, cache)
    return of(corpus, rendered, checked, folder, moment(as_of, corpus.course.zone))


def of(
    corpus: Corpus, rendered: Mapping[str, Rendered], checked: Mapping[str, Checked], folder: Path,
    as_of: datetime,
) -> Kept:  # fmt: skip
    """The ledger of a corpus of which every text was rendered and checked."""
    texts = {text.path: text for text in corpus.texts}
    decided, problems = private.adjusted(folder, corpus.course, texts)
    copied = _copied(corpus, rendered)
    own = {path: text.words - (copied[path].words if path in copied else 0) for path, text in rendered.items()}
    evidence = ledger.Evidence(
        posts=corpus.posts,
        comments=corpus.comments,
        words=own,
        brand_errors={path: found.brand_errors for path, found in checked.items()},
        committed=corpus.committed,
        as_of=as_of,
        copied={path: one.words for path, one in copied.items()},
        ratings=corpus.ratings,
        adjustments=decided,
    )
    roster, more = private.roster(folder, corpus.course)
    return Kept(corpus, ledger.keep(corpus.course, evidence), roster, copied, own, (*problems, *more))


def _copied(corpus: Corpus, rendered: Mapping[str, Rendered]) -> Mapping[str, Copied]:
    """What each text has of an earlier one: of the course's prompts and pages, or of a text that is no draft."""
    prompts = [(week.address, week.prompt) for week in corpus.course.weeks if week.prompt]
    pages = [(page.path, rendered[page.path].own) for page in corpus.pages]
    texts = sorted((text for text in corpus.texts if text.status != "draft"), key=lambda text: (text.date, text.path))
    return copies.find([*prompts, *pages, *((text.path, rendered[text.path].own) for text in texts)])


def away(book: Ledger) -> set[str]:
    """The ids of students who have left, or of whom the present week asks nothing."""
    left = {turn.person for turn in book.adjustments.withdrawn if turn.on <= book.as_of}
    begun = [week.number for week in book.course.weeks if week.begins and week.begins <= book.as_of]
    return left | {row.person.id for row in book.rows if begun and row.week.number == begun[-1] and row.excused}


def record(content: Path, kept: Kept) -> provenance.Record:
    """What git has on record of the texts: the deadlines are those that hold for each writer."""
    deadlines = {entry.source: entry.due for entry in kept.ledger.entries if entry.source}
    return history.evidence(content, kept.corpus, deadlines, kept.roster.addresses)


def moment(as_of: str, zone: ZoneInfo) -> datetime:
    """The moment a gradebook is for: as it was typed, in the course's zone unless it names one; empty: now."""
    return dates.parse(as_of, zone) or dates.at(datetime.now(UTC).replace(microsecond=0), zone)
