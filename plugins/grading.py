"""From a content folder to its ledger, without Pelican: what exports, snapshots and the gradebook keep alike."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from . import checks, renders
from .core import dates, ledger
from .core.check import Checked
from .core.corpus import Corpus
from .core.ledger import Ledger
from .core.markup import Rendered


def keep(content: Path, as_of: str, cache: Path | None) -> tuple[Corpus, Ledger]:
    """A course read, rendered and checked, and its ledger. ``as_of`` as in ``moment``.

    The cache is the one that builds and checks use. Raises ``files.CannotRead``.
    """
    corpus, checked = checks.course(content, cache)
    rendered = renders.render(corpus, cache)
    return corpus, of(corpus, rendered, checked, moment(as_of, corpus.course.zone))


def of(corpus: Corpus, rendered: Mapping[str, Rendered], checked: Mapping[str, Checked], as_of: datetime) -> Ledger:
    """The ledger of a corpus of which every text was rendered and checked."""
    evidence = ledger.Evidence(
        posts=corpus.posts,
        comments=corpus.comments,
        words={path: text.words for path, text in rendered.items()},
        brand_errors={path: found.brand_errors for path, found in checked.items()},
        committed=corpus.committed,
        as_of=as_of,
    )
    return ledger.keep(corpus.course, evidence)


def moment(as_of: str, zone: ZoneInfo) -> datetime:
    """The moment a gradebook is for: as it was typed, in the course's zone unless it names one; empty: now."""
    return dates.parse(as_of, zone) or dates.at(datetime.now(UTC).replace(microsecond=0), zone)
