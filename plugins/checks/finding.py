"""Reads a course, finds what is wrong in its texts, and fixes what is certain."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ..core.model import composed
from ..core.numbers import several
from ..core.problems import Problem, counted
from ..core.refusal import Refusal
from ..corpus import ahead, files, git
from ..corpus.corpus import Corpus
from . import course_check, reports
from .check import Checked as Found
from .known import Known
from .reporting import formatted, reported
from .request import Checked, CheckRequest, Findings, Note, exit_code


class CannotFix(Refusal):
    """A file cannot be written; the message says which, and why. The files before it have been fixed."""


def check(request: CheckRequest, note: Note, known: Known) -> Checked:
    """Check a course. If it cannot be read, the report says why. Raises ``git.CannotCompare`` and ``CannotFix``."""
    try:
        corpus, found = _read(request, known.now)
    except files.CannotRead as error:
        return Checked(formatted(request, error.problems, {}), "", error.exit_code)
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
    findings = _findings(corpus, problems)
    known.remember(findings, lambda: ahead.said_until(corpus.texts, corpus.course, known.now))
    return reported(request, findings, {text.path: text.source.text for text in corpus.everything})


def _findings(corpus: Corpus, problems: Sequence[Problem]) -> Findings:
    return Findings(problems, len(corpus.posts), len(corpus.comments))


def _read(request: CheckRequest, now: datetime, *, images: bool = True) -> tuple[Corpus, dict[str, Found]]:
    """Read and check the course, as of ``now``. Raises ``files.CannotRead``."""
    guests = request.guests or course_check.everybody_shown
    return course_check.course(request.content, request.cache, images=images, now=now, guests=guests)


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
    summary = f"would fix {several(len(fixes), 'file')}, leaving {counted(left)} in {_findings(corpus, left).size}"
    return Checked(diff, summary, exit_code(left))


def _apply_fixes(request: CheckRequest, corpus: Corpus, problems: list[Problem], note: Note) -> list[Problem]:
    """Write the certain corrections to the files; return the problems that remain."""
    paths = {problem.path for problem in problems}
    fixes = list(_fixes(corpus, problems))
    for path, _, fixed in fixes:
        _rewrite(request.content / path, fixed)
        note(f"fixed {path}")
    if not fixes:
        return problems
    again, found = _read(request, datetime.now(UTC), images=False)
    left = course_check.problems(again, found)
    known = {text.path for text in corpus.texts}
    return [problem for problem in left if problem.path in paths or problem.path not in known]
