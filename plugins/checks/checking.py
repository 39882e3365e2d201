"""``./inv check``: find what is wrong in a course's texts, fix what is certain, and report in a given format."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ..core.model import composed
from ..core.numbers import several
from ..core.problems import Problem, counted
from ..core.refusal import Refusal
from ..corpus import files, git
from ..corpus.corpus import Corpus
from . import course_check, news, reports
from .check import Checked as Found
from .last_check import LastCheck

Note = Callable[[str], None]
REPOSITORY_FORMATS = ("github", "gitlab", "sarif")
"""The formats whose paths are relative to the repository, not to the content folder."""


class CannotFix(Refusal):
    """A file cannot be written; the message says which, and why. The files before it have been fixed."""


@dataclass(frozen=True)
class CheckRequest:
    """What to check, and how to report it. ``format``: one of ``reports.FORMATS``; ``fix``: write certain corrections
    to the files; ``dry_run``: show these as a diff instead; ``changed``: a git revision, to report only the files that
    differ from it; ``grammar``: ask LanguageTool; ``guests``: whose names not to repeat; ``every``: report what the
    last check found as fully as what is new.
    """

    content: Path
    cache: Path | None
    format: str = "text"
    fix: bool = False
    dry_run: bool = False
    changed: str = ""
    grammar: bool = False
    colour: bool = False
    guests: course_check.Guests = course_check.everybody_shown
    every: bool = False

    @property
    def plain(self) -> bool:
        """Whether somebody reads the whole report: such checks are told from one to the next."""
        return self.format == "text" and not (self.fix or self.changed or self.grammar)


@dataclass(frozen=True)
class Checked:
    """The report in the requested format; ``summary``: one line, empty if there is no course; ``remember``: to be
    called once the report has been seen, so that the next one can tell what is new.
    """

    text: str
    summary: str
    exit_code: int
    remember: Callable[[], None] = lambda: None


def check(request: CheckRequest, note: Note) -> Checked:
    """Check a course. If it cannot be read, the report says why. Raises ``git.CannotCompare`` and ``CannotFix``."""
    try:
        corpus, found = _read(request)
    except files.CannotRead as error:
        return Checked(_formatted(request, error.problems, {}), "", error.exit_code)
    only = set(map(composed, git.changed_since(request.content, request.changed))) if request.changed else None
    problems = course_check.problems(corpus, found)
    if request.grammar:
        problems = _with_grammar(request, corpus, problems, only, note)
    if only is not None:
        problems = [problem for problem in problems if composed(problem.path) in only]
    if request.dry_run:
        return _shown_fixes(request, corpus, problems)
    if request.fix:
        problems = _apply_fixes(request, corpus, problems, note)
    texts = {text.path: text.source.text for text in corpus.everything}
    done = Checked(
        _formatted(request, problems, texts), f"{counted(problems)} in {_size(corpus)}", _exit_code(problems)
    )
    return _since_last(request, done, problems, texts) if request.plain else done


def _since_last(request: CheckRequest, done: Checked, problems: Sequence[Problem], texts: Mapping[str, str]) -> Checked:
    """The report as it is for somebody who has read the last one."""
    last = LastCheck(request.cache, request.content)
    before = last.read()
    held = last.held({problem.path for problem in problems}.union(before or ()))
    done = replace(done, remember=lambda: last.remember(news.seen(problems, held)))
    if before is None:
        return done
    found = news.since(before, problems, held)
    mended = f"; {found.mended} mended since the last check" if found.mended else ""
    text = done.text if request.every else reports.since(found, texts, request.colour)
    return replace(done, text=text, summary=f"{done.summary}{mended}")


def _size(corpus: Corpus) -> str:
    return f"{several(len(corpus.posts), 'post')} and {several(len(corpus.comments), 'comment')}"


def _exit_code(problems: Sequence[Problem]) -> int:
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def _formatted(request: CheckRequest, problems: Sequence[Problem], texts: Mapping[str, str]) -> str:
    if request.format == "text":
        return reports.text(problems, texts, request.colour)
    prefix = git.prefix(request.content) if request.format in REPOSITORY_FORMATS else ""
    return reports.FORMATS[request.format](problems, texts, prefix)


def _read(request: CheckRequest, *, images: bool = True) -> tuple[Corpus, dict[str, Found]]:
    """Read and check the course, as of now. Raises ``files.CannotRead``."""
    now = datetime.now(UTC)
    return course_check.course(request.content, request.cache, images=images, now=now, guests=request.guests)


def _with_grammar(
    request: CheckRequest, corpus: Corpus, problems: list[Problem], only: set[str] | None, note: Note
) -> list[Problem]:
    from . import languagetool  # noqa: PLC0415 - slow to import, and rarely used

    texts = [text for text in corpus.everything if only is None or composed(text.path) in only]
    more = languagetool.problems(texts, corpus.lexicon, problems, note, request.cache)
    return sorted([*problems, *more], key=lambda problem: problem.place)


def _rewrite(file: Path, text: str) -> None:
    try:
        files.rewrite(file, text)
    except OSError as error:
        raise CannotFix(f"{file}: cannot be written: {error.strerror}") from None


def _fixes(corpus: Corpus, problems: Sequence[Problem]) -> Iterator[tuple[str, str, str]]:
    """Path, text and corrected text of every file in which something is certain."""
    certain: dict[str, list[Problem]] = {}
    for problem in filter(reports.is_certain, problems):
        certain.setdefault(problem.path, []).append(problem)
    for text in corpus.everything:
        fixed = reports.fixed(text.source.text, certain.get(text.path, ()))
        if fixed != text.source.text:
            yield text.path, text.source.text, fixed


def _shown_fixes(request: CheckRequest, corpus: Corpus, problems: list[Problem]) -> Checked:
    """What ``_apply_fixes`` would write, as a diff, and what it would leave."""
    fixes = list(_fixes(corpus, problems))
    diff = "".join(reports.difference(*fix, request.colour) for fix in fixes)
    left = [problem for problem in problems if not reports.is_certain(problem)]
    summary = f"would fix {several(len(fixes), 'file')}, leaving {counted(left)} in {_size(corpus)}"
    return Checked(diff, summary, _exit_code(left))


def _apply_fixes(request: CheckRequest, corpus: Corpus, problems: list[Problem], note: Note) -> list[Problem]:
    """Write the certain corrections to the files; return the problems that remain."""
    paths = {problem.path for problem in problems}
    fixes = list(_fixes(corpus, problems))
    for path, _, fixed in fixes:
        _rewrite(request.content / path, fixed)
        note(f"fixed {path}")
    if not fixes:
        return problems
    again, found = _read(request, images=False)
    left = course_check.problems(again, found)
    known = {text.path for text in corpus.texts}
    return [problem for problem in left if problem.path in paths or problem.path not in known]
