"""From a content folder to its ledger, without Pelican: what exports, snapshots and the gradebook keep alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ..checks import course_check
from ..checks.check import Checked
from ..core import dates
from ..core.model import Course, Text
from ..core.problems import Problem
from ..corpus.corpus import Corpus
from ..roster import Roster, private_files
from ..texts import renders
from ..texts.markup import Rendered
from . import adjustments, copies, counting, ledger, provenance
from .adjustments import NONE, Adjustments
from .copies import Copied
from .counting import Counted
from .ledger import Ledger
from .record import evidence


@dataclass(frozen=True, slots=True)
class GradingResult:
    """A ledger with what it was kept from, and what is wrong with the private folder."""

    corpus: Corpus
    ledger: Ledger
    roster: Roster
    copied: Mapping[str, Copied]
    """What texts have of earlier ones, by path."""
    taken: Mapping[str, int]
    """The words of each text that are not counted, for they are certainly copied."""
    words: Mapping[str, int]
    """The words of each text that are its own."""
    problems: tuple[Problem, ...] = ()

    @property
    def settings(self) -> tuple[Problem, ...]:
        """What is wrong with the settings, of the course and of the private folder."""
        return tuple(problem for problem in (*self.corpus.problems, *self.problems) if problem.rule == "settings")


def grade(content: Path, folder: Path, as_of: datetime | None, cache: Path | None) -> GradingResult:
    """A course read, rendered and checked, and its ledger. ``folder``: the private one; ``as_of`` as in ``moment``.

    The cache is the one that builds and checks use. Raises ``files.CannotRead``.
    """
    corpus, checked = course_check.course(content, cache, images=False)
    rendered = renders.render(list(corpus.everything), corpus.course.title, cache)
    return of(corpus, rendered, checked, folder, moment(as_of, corpus.course.zone))


def of(
    corpus: Corpus, rendered: Mapping[str, Rendered], checked: Mapping[str, Checked], folder: Path,
    as_of: datetime,
) -> GradingResult:  # fmt: skip
    """The ledger of a corpus of which every text was rendered and checked."""
    texts = {text.path: text for text in corpus.texts}
    decided, problems = _adjusted(folder, corpus.course, texts)
    counted = counting.counted(corpus.posts, corpus.comments, as_of)
    copied = _copied(corpus, rendered, counted)
    taken = _taken(corpus, copied)
    own = {path: text.words - taken.get(path, 0) for path, text in rendered.items()}
    evidence = ledger.Evidence(
        posts=corpus.posts,
        counted=counted,
        discussions=corpus.discussions,
        words=own,
        brand_errors={path: found.brand_errors for path, found in checked.items()},
        committed=corpus.committed,
        as_of=as_of,
        copied=taken,
        ratings=corpus.ratings,
        adjustments=decided,
    )
    roster, more = private_files.roster(folder, corpus.course)
    return GradingResult(
        corpus, ledger.build_ledger(corpus.course, evidence), roster, copied, taken, own, (*problems, *more)
    )


def _copied(corpus: Corpus, rendered: Mapping[str, Rendered], counted: Counted) -> Mapping[str, Copied]:
    """What each text that counts has of an earlier one: of the course's prompts and pages, or of another that counts.

    The earlier one is that which was first committed, where git knows of both; the header's date can be back-dated.
    """
    prompts = [(week.address, week.prompt) for week in corpus.course.weeks if week.prompt]
    pages = [(page.path, rendered[page.path].own) for page in corpus.pages]
    texts = sorted(counted.texts, key=lambda text: (_since(corpus, text), text.path))
    return copies.find([*prompts, *pages, *((text.path, rendered[text.path].own) for text in texts)])


def _since(corpus: Corpus, text: Text) -> datetime:
    """Since when a text is certainly there: its first commit, where that is later than the header's date."""
    return max(text.date, corpus.committed.get(text.path, text.date))


def _taken(corpus: Corpus, copied: Mapping[str, Copied]) -> dict[str, int]:
    """The words that are not counted: those of a prompt, and of a text that is the earlier one beyond doubt.

    Where two texts lie within a day and git does not know both, either may be the copy: both are shown, and nobody
    loses a word by another's back-dated header. A page of the course has no date, and may quote a student.
    """
    texts = {text.path: text for text in corpus.texts}
    prompts = {week.address for week in corpus.course.weeks}

    def certain(path: str, source: str) -> bool:
        if source not in texts:
            return source in prompts
        known = path in corpus.committed and source in corpus.committed
        return known or _since(corpus, texts[path]) - _since(corpus, texts[source]) > provenance.A_DAY

    found = {}
    for path, one in copied.items():
        words = sum(passage.words for passage in one.passages if certain(path, passage.source))
        if path in texts and words:
            found[path] = min(words, one.words)
    return found


def away(book: Ledger) -> set[str]:
    """The ids of students who have left, or of whom the present week asks nothing."""
    left = {enrolment.person for enrolment in book.adjustments.withdrawn if enrolment.on <= book.as_of}
    begun = [week.number for week in book.course.weeks if week.begins and week.begins <= book.as_of]
    return left | {row.person.id for row in book.rows if begun and row.week.number == begun[-1] and row.excused}


def record(content: Path, kept: GradingResult) -> provenance.Record:
    """What git has on record of the texts: the deadlines are those that hold for each writer."""
    return evidence(content, kept.corpus, deadlines(kept.ledger), kept.roster.addresses)


def deadlines(book: Ledger) -> dict[str, datetime | None]:
    """The deadline of every text that counts, as it holds for its writer."""
    return {entry.source: entry.due for entry in book.entries if entry.source and entry.rule in ("post", "comment")}


def moment(as_of: datetime | None, zone: ZoneInfo) -> datetime:
    """The moment a gradebook is for: in the course's zone, unless it has one; None: now."""
    return dates.aware(as_of or datetime.now(UTC).replace(microsecond=0), zone)


def _adjusted(folder: Path, course: Course, texts: Mapping[str, Text]) -> tuple[Adjustments, list[Problem]]:
    """What was decided for single people, and what of it was refused. ``texts``: every text, by its path."""
    file = folder / Path(adjustments.FILE).name
    try:
        return adjustments.read(file.read_text("utf-8-sig"), course, texts)
    except FileNotFoundError:
        return NONE, []
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot be read ({error}): save it as UTF-8; no extension or excuse counts until then"
        return NONE, [Problem(adjustments.FILE, 1, 1, message, rule="settings")]
