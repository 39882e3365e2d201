"""From a content folder to its ledger, without Pelican; shared by exports, snapshots and the gradebook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from .. import regular
from ..checks import course_check
from ..checks.check import Checked
from ..core import dates
from ..core.model import Course, Text
from ..core.problems import Problem
from ..corpus import files
from ..corpus.corpus import Corpus
from ..roster import Roster, private_files
from ..roster.legal_names import Guests
from ..texts import content_file, renders
from ..texts.markup import Rendered
from . import adjustments, counting, kept_copies, ledger, phrases, provenance
from .adjustments import NONE, Adjustments
from .copies import Copied
from .counting import Counted
from .ledger import Ledger
from .phrases import Phrase
from .record import evidence

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class GradingResult:
    """A ledger, the data it was computed from, and the problems in the private folder."""

    corpus: Corpus
    ledger: Ledger
    roster: Roster
    copied: Mapping[str, Copied]
    """What each text copied from earlier ones, by path."""
    taken: Mapping[str, int]
    """The number of words in each text that do not count because they are certainly copied."""
    words: Mapping[str, int]
    """The number of each text's own words."""
    problems: tuple[Problem, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    """The instructor's comments that are used again."""

    @property
    def settings(self) -> tuple[Problem, ...]:
        """The problems in the settings of the course and the private folder."""
        return tuple(problem for problem in (*self.corpus.problems, *self.problems) if problem.rule == "settings")


def grade(content: Path, folder: Path, as_of: datetime | None, cache: Path | None) -> GradingResult:
    """Read, render and check a course, and compute its ledger. ``folder``: the private one; ``as_of`` as in ``moment``.

    ``cache`` is shared with builds and checks. Raises ``files.CannotRead``.
    """
    corpus = load(content, folder, as_of, with_history=False)
    checked = course_check.checked(corpus, cache)
    rendered = renders.render(list(corpus.everything), corpus.course.title, cache)
    return of(corpus, rendered, checked, folder, moment(as_of, corpus.course.zone), cache)


def load(content: Path, folder: Path, as_of: datetime | None, *, with_history: bool = True) -> Corpus:
    """Read a course, guests under a legal name of the private folder's roster without it. ``as_of`` as in ``moment``;
    ``with_history`` as in ``files.Opened.read``. Raises ``files.CannotRead``.
    """
    opened = files.open_course(content)
    withheld = content_file.when_asked(lambda: guests(folder, opened.course))
    now = max(moment(given, opened.course.zone) for given in (as_of, None))  # a look back makes no text a later one
    return opened.read(with_history=with_history, withheld=withheld, now=now)


def guests(folder: Path, course: Course) -> Guests:
    """The guests of a course whose names are withheld, by the roster in the private folder."""
    roster, _ = private_files.roster(folder, course)
    return Guests(roster.names, [name for person in course.people for name in (person.name, person.id)])


def of(
    corpus: Corpus, rendered: Mapping[str, Rendered], checked: Mapping[str, Checked], folder: Path,
    as_of: datetime, cache: Path | None,
) -> GradingResult:  # fmt: skip
    """The ledger of a corpus whose texts have all been rendered and checked."""
    texts = {text.path: text for text in corpus.texts}
    decided, problems = _adjusted(folder, corpus.course, texts)
    counted = counting.counted(corpus.posts, corpus.comments, as_of)
    since = _since(corpus)
    copied = _copied(corpus, rendered, counted, since, cache)
    taken = _discounted_words(corpus, copied, since)
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
    said, others = _read(folder, phrases.FILE, phrases.read, phrases.NONE)
    book = ledger.build_ledger(corpus.course, evidence)
    return GradingResult(corpus, book, roster, copied, taken, own, (*problems, *more, *others), said)


def _copied(
    corpus: Corpus, rendered: Mapping[str, Rendered], counted: Counted, since: Mapping[str, datetime],
    cache: Path | None,
) -> Mapping[str, Copied]:  # fmt: skip
    """What each counted text copied from an earlier one: the course's prompts and pages, or another counted text.

    If git knows both, the earlier one is the one committed first, since the header's date can be back-dated.
    """
    prompts = [(week.address, week.prompt) for week in corpus.course.weeks if week.prompt]
    pages = [(page.path, rendered[page.path].own) for page in corpus.pages]
    texts = sorted(counted.texts, key=lambda text: (since[text.path], text.path))
    own = ((text.path, rendered[text.path].own) for text in texts)
    return kept_copies.find([*prompts, *pages, *own], corpus.course.title, cache)


def _since(corpus: Corpus) -> dict[str, datetime]:
    """The earliest time each text certainly existed: its first commit, if later than the header's date."""
    return {text.path: max(text.date, corpus.committed.get(text.path, text.date)) for text in corpus.texts}


def _discounted_words(
    corpus: Corpus, copied: Mapping[str, Copied], since: Mapping[str, datetime]
) -> dict[str, int]:  # fmt: skip
    """The number of words per text that do not count: those copied from a prompt, or from a text that is certainly
    earlier.

    If two texts are within a day of each other and git does not know both, either may be the copy: both are shown, and
    nobody loses words to another's back-dated header. Pages of the course are undated and may quote a student.
    """
    prompts = {week.address for week in corpus.course.weeks}

    def certain(path: str, source: str) -> bool:
        if source not in since:
            return source in prompts
        known = path in corpus.committed and source in corpus.committed
        return known or since[path] - since[source] > provenance.A_DAY

    found = {}
    for path, one in copied.items():
        words = sum(passage.words for passage in one.passages if certain(path, passage.source))
        if path in since and words:
            found[path] = min(words, one.words)
    return found


def away(book: Ledger) -> set[str]:
    """The ids of students who have left, or of whom the current week expects nothing."""
    left = {enrolment.person for enrolment in book.adjustments.withdrawn if enrolment.on <= book.as_of}
    begun = [week.number for week in book.course.weeks if week.begins and week.begins <= book.as_of]
    return left | {row.person.id for row in book.rows if begun and row.week.number == begun[-1] and row.excused}


def record(content: Path, kept: GradingResult) -> provenance.Record:
    """The git record of the texts, with each author's own deadlines."""
    return evidence(content, kept.corpus, deadlines(kept.ledger), kept.roster.addresses)


def deadlines(book: Ledger) -> dict[str, datetime | None]:
    """The deadline of every counted text, as it applies to its author."""
    return {entry.source: entry.due for entry in book.entries if entry.source and entry.rule in ("post", "comment")}


def moment(as_of: datetime | None, zone: ZoneInfo) -> datetime:
    """``as_of`` in the course's time zone if it has none of its own; now if None."""
    return dates.aware(as_of or datetime.now(UTC).replace(microsecond=0), zone)


def _adjusted(folder: Path, course: Course, texts: Mapping[str, Text]) -> tuple[Adjustments, list[Problem]]:
    """The adjustments for individual students, and the problems in them. ``texts``: all texts by path."""
    return _read(folder, adjustments.FILE, lambda text: adjustments.read(text, course, texts), NONE)


def _read(
    folder: Path, name: str, read: Callable[[str], tuple[Read, list[Problem]]], nothing: Read
) -> tuple[Read, list[Problem]]:
    """What a file of the private folder says, ``nothing`` where there is none, and the problems in it."""
    line, message = 1, "is not UTF-8: save it as UTF-8"
    try:
        return read(regular.text(folder / Path(name).name))
    except FileNotFoundError:
        return nothing, []
    except UnicodeDecodeError as error:
        line += error.object.count(b"\n", 0, error.start)
    except OSError as error:
        message = f"cannot be read ({error.strerror}): make it a file that you may read"
    return nothing, [Problem(name, line, 1, f"{message}; nothing in it counts until then", rule="settings")]
