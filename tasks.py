"""What a person does with Cohort. ``./inv --list`` shows these; ``./inv --help NAME`` explains one."""

import io
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

if TYPE_CHECKING:
    from plugins.core.corpus import Corpus
    from plugins.core.problems import Problem
    from plugins.output import Request, Result
    from plugins.writing import Desk

HERE = Path(__file__).parent
for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
OUTPUT = HERE / "output"
GRADEBOOK = HERE / "gradebook"
CACHE = HERE / ".cache"

CONTENT_HELP = "the folder with course.toml, posts and comments (default: content)"
BUILD_HELP = {
    "content": CONTENT_HELP,
    "output": "the folder of the public site (default: output)",
    "gradebook": "the folder of the gradebook (default: gradebook)",
    "private": "the folder of what must never be public (default: private, beside the content folder)",
    "as_of": "the moment the gradebook is for, such as “2026-10-12 09:00” (default: now)",
}


def note(text: str) -> None:
    """Progress and notes go to standard error, findings to standard output."""
    print(text, file=sys.stderr, flush=True)


@task(help={**BUILD_HELP, "publish": "for publishing: no gradebook, and a leak scan at the end"})
def build(
    _: Context, content: str = "", output: str = "", gradebook: str = "", private: str = "", as_of: str = "",
    publish: bool = False,
) -> None:  # fmt: skip
    """Build the site and the gradebook."""
    done = _build(_request(content, output, gradebook, private, as_of, publish))
    if done.leaks:
        raise Exit(code=1)


@task(help={**BUILD_HELP, "port": "the site's port on this machine; the gradebook has the next one"})
def serve(
    _: Context, content: str = "", output: str = "", gradebook: str = "", private: str = "", as_of: str = "",
    port: int = 8000,
) -> None:  # fmt: skip
    """Build, then watch and serve: the browser reloads when a file changes."""
    from dataclasses import replace

    from plugins import server

    request = _request(content, output, gradebook, private, as_of, publish=False)
    request = replace(request, site_address=f"http://127.0.0.1:{port}/")
    server.serve(request, port, _build, note, (HERE / "theme", HERE / "plugins"))


@task(
    help={
        "content": CONTENT_HELP,
        "format": "text, json, github (annotations of a pull request) or sarif (code scanners)",
        "fix": "write the replacements that are certain into the files",
        "changed": "only files that differ from this git revision",
        "grammar": "also ask LanguageTool about spelling and grammar",
    }
)
def check(
    _: Context, content: str = "", format: str = "text", fix: bool = False, changed: str = "", grammar: bool = False
) -> None:
    """Say everything that is wrong in the texts; exit code 1 where there is an error."""
    import gc

    from plugins import checks, files, history
    from plugins.core import reports

    gc.disable()  # the process ends before it would pay
    if format not in reports.FORMATS:
        raise Exit(f"--format {format}: choose from {', '.join(reports.FORMATS)}", code=2)
    folder = _content(content)
    try:
        corpus, found = checks.course(folder, CACHE)
    except files.CannotRead as error:
        _show(error.problems, format, {}, folder)
        raise Exit(code=2) from None
    try:
        only = history.changed_since(folder, changed) if changed else None
    except ValueError as error:
        raise Exit(f"--changed: {error}", code=2) from None
    problems = checks.problems(corpus, found)
    if grammar:
        problems = _with_grammar(corpus, problems, only)
    if only is not None:
        problems = [problem for problem in problems if problem.path in only]
    if fix:
        problems = _fix(folder, corpus, problems)
    _show(problems, format, {text.path: text.source.text for text in corpus.everything}, folder)
    note(_count(problems) + f" in {len(corpus.posts)} posts and {len(corpus.comments)} comments")
    if any(problem.severity == "error" for problem in problems):
        raise Exit(code=1)


WRITE_HELP = {"content": CONTENT_HELP, "author": "the id of who writes (default: asked for)"}


@task(help={**WRITE_HELP, "week": "its number (default: the open one)", "title": "the post's title"})
def new_post(_: Context, content: str = "", author: str = "", week: str = "", title: str = "") -> None:
    """Begin a post: a file in the week's folder, its header filled in."""
    _begin(content, lambda desk: desk.new_post(author, week, title))


@task(
    help={
        **WRITE_HELP,
        "week": "choose among the texts of this week (default: the open one)",
        "post": "the post that is answered, or whose comment is, such as week-02/ada-listening",
        "to": "the comment that is answered, by its file name, such as ruth-1",
    }
)
def reply(_: Context, content: str = "", author: str = "", week: str = "", post: str = "", to: str = "") -> None:
    """Begin an answer to a post or a comment: a file in the post's folder, its header filled in."""
    _begin(content, lambda desk: desk.reply(author, week, post, to))


@task(
    help={"only": "the tests whose names contain this"},
)
def test(context: Context, only: str = "") -> None:
    """Run everything that keeps Cohort right: ruff, mypy and the tests."""
    python = sys.executable
    checks = [
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "ruff", "format", "--check", "."],
        [python, "-m", "mypy"],
        [python, "-m", "pytest", *(["-k", only] if only else [])],
    ]
    import subprocess

    del context
    failed = [" ".join(command[2:]) for command in checks if subprocess.run(command, cwd=HERE, check=False).returncode]
    if failed:
        raise Exit(f"failed: {'; '.join(failed)}", code=1)


@task(
    help={
        "only": "one measurement by its name: check, feeds, history, threads",
        "posts": "posts of the greatest course",
        "comments": "comments of the greatest course",
    }
)
def bench(_: Context, only: str = "", posts: int = 1500, comments: int = 7500) -> None:
    """Measure speed on made courses: ratios to other tools, and how cost grows with size."""
    sys.path.insert(0, str(HERE / "tests"))
    from bench import BENCHES

    if only and only not in BENCHES:
        raise Exit(f"--only {only}: choose from {', '.join(BENCHES)}", code=2)
    for name in [only] if only else BENCHES:
        print(name)
        BENCHES[name](posts, comments)


@task
def pictures(_: Context) -> None:
    """Take the README's pictures of the sample course anew (needs Chromium)."""
    import tempfile

    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        request = _request("", f"{folder}/site", f"{folder}/book", "", "2026-11-02 09:00", publish=False)
        _build(request)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, address in (
            ("post", request.output / "week-1" / "amara" / "one-guitar-one-song" / "index.html"),
            ("gradebook", Path(str(request.gradebook)) / "index.html"),
        ):
            tab = browser.new_page(viewport={"width": 1280, "height": 1000})
            tab.goto(address.as_uri())
            tab.screenshot(path=HERE / "docs" / f"{name}.png")
        browser.close()


@task
def clean(_: Context) -> None:
    """Delete what builds and tests leave behind: the site, the gradebook, caches."""
    for folder in (
        OUTPUT,
        GRADEBOOK,
        *(HERE / name for name in (".cache", ".pytest_cache", ".mypy_cache", ".ruff_cache")),
    ):
        if folder.exists():
            shutil.rmtree(folder)
            note(f"deleted {folder.relative_to(HERE)}/")


def _content(given: str) -> Path:
    return Path(given).absolute() if given else HERE / "content"


def _begin(content: str, write: "Callable[[Desk], Path]") -> None:
    """Begin a file, show its path and open it in an editor."""
    from datetime import UTC, datetime

    from plugins import files, writing
    from plugins.core import dates

    folder = _content(content)
    try:
        corpus = files.load(folder)
        now = dates.at(datetime.now(UTC), corpus.course.zone)
        file = write(writing.Desk(folder, corpus, now, _ask, note))
    except files.CannotRead as error:
        raise Exit(str(error), code=2) from None
    except writing.CannotWrite as error:
        raise Exit(str(error), code=2) from None
    except KeyboardInterrupt:
        raise Exit("\nnothing was written", code=2) from None
    print(file, flush=True)
    if said := writing.edit(file):
        note(said)


def _ask(question: str) -> str:
    """Ask on standard error, so that standard output holds nothing but the path."""
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        note("")
        raise EOFError
    return line


def _request(content: str, output: str, gradebook: str, private: str, as_of: str, publish: bool) -> "Request":
    from zoneinfo import ZoneInfo

    from plugins.core import dates
    from plugins.output import Request

    if as_of and not dates.parse(as_of, ZoneInfo("UTC")):
        raise Exit(f"--as-of “{as_of}” is no date: write it like “{dates.EXAMPLE}”", code=2)
    folder = _content(content)
    return Request(
        content=folder,
        output=Path(output).absolute() if output else OUTPUT,
        gradebook=Path(gradebook).absolute() if gradebook else GRADEBOOK,
        private=Path(private).absolute() if private else folder.parent / "private",
        settings=HERE / ("publishconf.py" if publish else "pelicanconf.py"),
        as_of=as_of,
        publish=publish,
    )


def _build(request: "Request") -> "Result":
    """Build and report: findings first, then one line that sums up."""
    from plugins import output

    try:
        done = output.build(request)
    except output.CannotBuild as error:
        raise Exit(f"{error}\ncould not build; the site that was there is as it was", code=2) from None
    for problem in done.problems:
        print(problem)
    sys.stdout.flush()
    for line in done.notes:
        note(line)
    if done.leaks:
        for leak in done.leaks:
            print(f"leak: {leak}")
        note("not published: the site holds what must stay private; what was there is as it was")
        return done
    if request.publish:
        note(done.unscanned or "leak scan: nothing found")
    note(
        f"{done.written} pages written, {done.unchanged} unchanged, {_count(done.problems)}, {done.seconds:.1f} s: "
        f"{request.output / 'index.html'}"
    )
    return done


def _count(problems: Sequence["Problem"]) -> str:
    counts = Counter(problem.severity for problem in problems)
    parts = [
        f"{counts[kind]} {kind}{'s' * (counts[kind] != 1)}" for kind in ("error", "warning", "notice") if counts[kind]
    ]
    return f"{len(problems)} problem{'s' * (len(problems) != 1)}" + (f" ({', '.join(parts)})" if parts else "")


def _show(problems: Sequence["Problem"], format: str, texts: dict[str, str], content: Path) -> None:
    from plugins import history
    from plugins.core import reports

    if format == "text":
        sys.stdout.write(reports.text(problems, texts, colour=sys.stdout.isatty()))
    else:
        prefix = history.prefix(content) if format in ("github", "sarif") else ""
        sys.stdout.write(reports.FORMATS[format](problems, texts, prefix))
    sys.stdout.flush()


def _with_grammar(corpus: "Corpus", problems: list["Problem"], only: set[str] | None) -> list["Problem"]:
    from plugins import languagetool

    texts = [text for text in corpus.everything if only is None or text.path in only]
    more = languagetool.problems(texts, corpus.lexicon, problems, note, CACHE)
    return sorted([*problems, *more], key=lambda problem: problem.place)


def _fix(folder: Path, corpus: "Corpus", problems: list["Problem"]) -> list["Problem"]:
    """Make the certain replacements; what is left to say is returned."""
    from plugins import checks, files
    from plugins.core import reports

    count = 0
    paths = {problem.path for problem in problems}
    for text in corpus.everything:
        if text.path not in paths:
            continue
        mended = reports.fixed(text.source.text, [p for p in problems if p.path == text.path])
        if mended != text.source.text:
            files.rewrite(folder / text.path, mended)
            note(f"mended {text.path}")
            count += 1
    if not count:
        return problems
    again = files.load(folder)
    left = checks.problems(again, checks.checked(again, CACHE))
    return [problem for problem in left if problem.path in paths or problem.path not in {t.path for t in corpus.texts}]
