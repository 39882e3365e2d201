"""``./inv check``: what is wrong in a course's texts, mended where that is certain, and told in a format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.problems import Problem, counted
from ..core.refusal import Refusal
from ..corpus import files, git
from ..corpus.corpus import Corpus
from . import course_check, reports

Note = Callable[[str], None]
OF_A_REPOSITORY = ("github", "gitlab", "sarif")
"""The formats whose paths begin at the repository, not at the content folder."""


class CannotMend(Refusal):
    """A file cannot be written; the message says which, and why. Those before it were mended."""


@dataclass(frozen=True)
class CheckRequest:
    """What to check, and how to tell it. ``format``: of ``reports.FORMATS``; ``fix``: write what is certain into the
    files; ``changed``: a git revision, the files that differ from it are told of alone; ``grammar``: ask LanguageTool.
    """

    content: Path
    cache: Path | None
    format: str = "text"
    fix: bool = False
    changed: str = ""
    grammar: bool = False
    colour: bool = False


@dataclass(frozen=True)
class Checked:
    """What was found, in the format that was asked for; ``summary``: in one line, empty where there is no course."""

    text: str
    summary: str
    exit_code: int


def check(request: CheckRequest, note: Note) -> Checked:
    """Check a course. Where it cannot be read, what is found is why. Raises ``git.CannotCompare``, ``CannotMend``."""
    try:
        corpus, found = course_check.course(request.content, request.cache)
    except files.CannotRead as error:
        return Checked(_told(request, error.problems, {}), "", error.exit_code)
    only = git.changed_since(request.content, request.changed) if request.changed else None
    problems = course_check.problems(corpus, found)
    if request.grammar:
        problems = _with_grammar(request, corpus, problems, only, note)
    if only is not None:
        problems = [problem for problem in problems if problem.path in only]
    if request.fix:
        problems = _mended(request, corpus, problems, note)
    text = _told(request, problems, {text.path: text.source.text for text in corpus.everything})
    size = f"{len(corpus.posts)} posts and {len(corpus.comments)} comments"
    wrong = any(problem.severity == "error" for problem in problems)
    return Checked(text, f"{counted(problems)} in {size}", 1 if wrong else 0)


def _told(request: CheckRequest, problems: Sequence[Problem], texts: Mapping[str, str]) -> str:
    if request.format == "text":
        return reports.text(problems, texts, request.colour)
    prefix = git.prefix(request.content) if request.format in OF_A_REPOSITORY else ""
    return reports.FORMATS[request.format](problems, texts, prefix)


def _with_grammar(
    request: CheckRequest, corpus: Corpus, problems: list[Problem], only: set[str] | None, note: Note
) -> list[Problem]:
    from . import languagetool  # noqa: PLC0415 - what a check without it need not wait for

    texts = [text for text in corpus.everything if only is None or text.path in only]
    more = languagetool.problems(texts, corpus.lexicon, problems, note, request.cache)
    return sorted([*problems, *more], key=lambda problem: problem.place)


def _rewrite(file: Path, text: str) -> None:
    try:
        files.rewrite(file, text)
    except OSError as error:
        raise CannotMend(f"{file}: cannot be written: {error.strerror}") from None


def _mended(request: CheckRequest, corpus: Corpus, problems: list[Problem], note: Note) -> list[Problem]:
    """Make the certain replacements; what is left to say."""
    paths = {problem.path for problem in problems}
    count = 0
    for text in corpus.everything:
        if text.path not in paths:
            continue
        mended = reports.fixed(text.source.text, [problem for problem in problems if problem.path == text.path])
        if mended != text.source.text:
            _rewrite(request.content / text.path, mended)
            note(f"mended {text.path}")
            count += 1
    if not count:
        return problems
    again = files.load(request.content)
    left = course_check.problems(again, course_check.checked(again, request.cache))
    known = {text.path for text in corpus.texts}
    return [problem for problem in left if problem.path in paths or problem.path not in known]
