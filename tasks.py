"""What a person does with Cohort. ``./inv --list`` shows these; ``./inv --help NAME`` explains one."""

import io
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

if TYPE_CHECKING:
    from plugins.build.output import BuildRequest, Result
    from plugins.core.problems import Problem
    from plugins.corpus.corpus import Corpus
    from plugins.corpus.writing import Desk
    from plugins.grades import grading

HERE = Path(__file__).parent
for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
OUTPUT = HERE / "output"
GRADEBOOK = HERE / "gradebook"
CACHE = HERE / ".cache"
SEALED = HERE / "sealed"

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


@task(
    help={
        **BUILD_HELP,
        "publish": "for publishing: no gradebook, and a leak scan at the end",
        "search": "whether the site can be searched",
    }
)
def build(
    _: Context, content: str = "", output: str = "", gradebook: str = "", private: str = "", as_of: str = "",
    publish: bool = False, search: bool = True,
) -> None:  # fmt: skip
    """Build the site and the gradebook."""
    from dataclasses import replace

    request = _request(content, output, gradebook, private, as_of, publish)
    done = _build(replace(request, search=search))
    if done.leaks:
        raise Exit(code=1)


@task(help={**BUILD_HELP, "port": "the site's port on this machine; the gradebook has the next one"})
def serve(
    _: Context, content: str = "", output: str = "", gradebook: str = "", private: str = "", as_of: str = "",
    port: int = 8000,
) -> None:  # fmt: skip
    """Build, then watch and serve: the browser reloads when a file changes."""
    from dataclasses import replace

    from plugins.build import server

    request = _request(content, output, gradebook, private, as_of, publish=False)
    request = replace(request, site_address=f"http://127.0.0.1:{port}/")
    server.serve(request, port, _build, note, (HERE / "theme", HERE / "plugins"))


@task(
    help={
        **BUILD_HELP,
        "seal": "write one encrypted HTML file instead, which opens in any browser with a passphrase",
        "for": "the id of a student: seal nothing but this person's page",
        "to": "the sealed file (default: a new one in sealed/, its name without anybody's)",
        "passphrase_file": "a file that holds the passphrase (default: asked for twice)",
        "suggest": "make a passphrase, and show it once on standard error",
    }
)
def gradebook(
    _: Context, content: str = "", output: str = "", gradebook: str = "", private: str = "", as_of: str = "",
    seal: bool = False, for_: str = "", to: str = "", passphrase_file: str = "", suggest: bool = False,
) -> None:  # fmt: skip
    """Build, and say where the gradebook is; with --seal, write a copy of it that a passphrase opens."""
    request = _request(content, output, gradebook, private, as_of, publish=False)
    if seal:
        print(_seal(request, for_, to, passphrase_file, suggest), flush=True)
        return
    if given := [name for name, value in (("for", for_), ("to", to), ("passphrase-file", passphrase_file)) if value]:
        raise Exit(f"--{given[0]} goes with --seal", code=2)
    _build(request)
    print(request.gradebook / "index.html" if request.gradebook else "", flush=True)


@task(
    help={
        "content": CONTENT_HELP,
        "format": "text, json, github (annotations of a pull request), gitlab (Code Quality) or sarif (code scanners)",
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

    from plugins.checks import course_check, reports
    from plugins.corpus import files, git

    gc.disable()  # the process ends before it would pay
    if format not in reports.FORMATS:
        raise Exit(f"--format {format}: choose from {', '.join(reports.FORMATS)}", code=2)
    folder = _content(content)
    try:
        corpus, found = course_check.course(folder, CACHE)
    except files.CannotRead as error:
        _show(error.problems, format, {}, folder)
        raise Exit(code=2) from None
    try:
        only = git.changed_since(folder, changed) if changed else None
    except ValueError as error:
        raise Exit(f"--changed: {error}", code=2) from None
    problems = course_check.problems(corpus, found)
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


@task(
    help={
        "format": "canvas or moodle (grades for their importers), csv (participation) or json (everything)",
        "item": "canvas, moodle: the item's title there (default: Participation, and the week where one is given)",
        "week": "canvas, moodle: the points of this week alone (default: of the term)",
        "to": "the file to write (default: standard output)",
        "dry_run": "write nothing; say what the platform would do with each row",
        "entries": "csv: one row for each point given or not given",
        "most": "moodle: the highest grade it takes (default: 100)",
        **{name: BUILD_HELP[name] for name in ("content", "private", "as_of")},
    }
)
def export(
    _: Context, format: str, item: str = "", week: str = "", to: str = "", dry_run: bool = False,
    entries: bool = False, most: str = "", content: str = "", private: str = "", as_of: str = "",
) -> None:  # fmt: skip
    """Write grades or participation for other programs; exit code 1 where something had to be left out."""
    from plugins.corpus import files
    from plugins.grades import exporting

    if format not in exporting.FORMATS:
        raise Exit(f"--format {format}: choose from {', '.join(exporting.FORMATS)}", code=2)
    if week and not (week.isascii() and week.isdecimal()):
        raise Exit(f"--week {week}: write its number", code=2)
    place = _request(content, "", "", private, as_of, publish=False)
    number = int(week) if week else None
    request = exporting.ExportRequest(format, place.content, place.private, CACHE, as_of, item, number, entries, most)
    try:
        done = exporting.export(request)
        for line in done.notes:
            note(line)
        if dry_run:
            print("\n".join(done.about), flush=True)
        else:
            for line in done.left_out:
                note(line)
            if to and done.text:
                exporting.write(Path(to), done.text, place.content)
            if not to:
                sys.stdout.flush()
                sys.stdout.buffer.write(done.text.encode("utf-8"))  # line ends as they are, on every system
                sys.stdout.buffer.flush()
    except files.CannotRead as error:
        raise Exit(str(error), code=2) from None
    except exporting.CannotExport as error:
        raise Exit(str(error), code=2) from None
    if not done.complete:
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
    help={
        "content": "the folder of the new course: an empty one, or Cohort’s sample (default: content)",
        "private": "the folder for the roster (default: private, beside the content folder)",
        "title": "the course’s title",
        "from": "the first day of its first week, such as 2026-10-05 (default: next Monday)",
        "weeks": "how many weeks it has",
        "term": "what the term is called, such as “Autumn 2026”",
        "timezone": "of its dates, such as Europe/London (default: this machine’s, where it is known)",
        "language": "of the site, such as en or is",
        "instructor": "your name, as readers see it",
        "roster": "an export of Canvas’s gradebook or Moodle’s participants, or a table of one’s own (CSV)",
        "from_term": "last term’s course: rules, brands and settings are taken from it, its dates moved",
        "keep_people": "with --from-term: keep its students and guests, too",
        "yes": "ask nothing: take the defaults, and replace the sample",
    }
)
def start(
    _: Context, content: str = "", private: str = "", title: str = "", from_: str = "", weeks: str = "", term: str = "",
    timezone: str = "", language: str = "", instructor: str = "", roster: str = "", from_term: str = "",
    keep_people: bool = False, yes: bool = False,
) -> None:  # fmt: skip
    """Start a course: asks for title, dates and weeks; takes people from a roster, settings from last term."""
    from datetime import datetime

    from plugins.start import new_course, sample

    place = _request(content, "", "", private, "", publish=False)
    request = new_course.NewCourse(
        place.content, place.private, title, from_, weeks, term, timezone, language, instructor, roster, from_term,
        keep_people, yes,
    )  # fmt: skip
    try:
        done = new_course.start(request, _ask, note, datetime.now().astimezone().date())
    except sample.CannotStart as error:
        raise Exit(str(error), code=2) from None
    except KeyboardInterrupt:
        raise Exit("\nnothing was written", code=2) from None
    for line in done.notes:
        note(line)
    print("\n".join(map(str, done.files)), flush=True)


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
    name="import",
    help={
        "path": "an export, a saved page, a copied text, or a folder of them",
        "content": CONTENT_HELP + "; made where it is missing",
        "private": "the folder of people.toml, which says who is who (default: private, beside the content folder)",
        "date": "the date of texts that name none, such as “2026-10-09 18:30”",
        "format": "text or json: how the report is written",
        "media": "a folder of the blog’s images (without it: what is imported, if a folder, or a page’s own)",
        "dry_run": "write nothing; say what would be written, and what could not be kept",
    },
)
def import_(
    _: Context, path: str, content: str = "", private: str = "", date: str = "", format: str = "text", media: str = "",
    dry_run: bool = False,
) -> None:  # fmt: skip
    """Bring a course along from Blogger, WordPress, Disqus, Commento, Moodle, a saved page or a copied text."""
    from plugins.corpus import files
    from plugins.imports import importing
    from plugins.imports.records import CannotImport

    if format not in ("text", "json"):
        raise Exit(f"--format {format}: choose from text, json", code=2)
    folder = _content(content)
    beside = Path(private).absolute() if private else folder.parent / "private"
    try:
        report = importing.bring(
            importing.ImportRequest(Path(path), folder, beside, date, dry_run, Path(media) if media else None)
        )
    except (CannotImport, files.CannotRead) as error:
        raise Exit(str(error), code=2) from None
    except KeyboardInterrupt:
        raise Exit("\nstopped; what was moved to its place is whole, and another run goes on", code=2) from None
    print(report.json() if format == "json" else "\n".join(report.lines()), flush=True)
    if any(source.failed and not source.skipped for source in report.sources):
        raise Exit(code=1)


@task(
    help={
        "content": CONTENT_HELP,
        "private": "the folder of people.toml, which says who is who (default: private, beside the content folder)",
        "only": "the id or name of one person, whose feeds alone are read",
        "dry_run": "write nothing; say what would be written",
    }
)
def pull(_: Context, content: str = "", private: str = "", only: str = "", dry_run: bool = False) -> None:
    """Read the feeds of course.toml: new posts and comments become files; exit code 1 where a feed fails."""
    from plugins.corpus import files
    from plugins.imports.records import CannotImport
    from plugins.pull import pull

    folder = _content(content)
    beside = Path(private).absolute() if private else folder.parent / "private"
    try:
        done = pull.pull(pull.PullOptions(folder, beside, CACHE, only, dry_run), note)
    except (CannotImport, files.CannotRead) as error:
        raise Exit(str(error), code=2) from None
    except KeyboardInterrupt:
        raise Exit("\nstopped; what was read is remembered, and another pull goes on", code=2) from None
    print("\n".join(done.lines()), flush=True)
    if done.problems:
        raise Exit(code=1 if done.read else 2)


GRADE_HELP = {name: BUILD_HELP[name] for name in ("content", "private", "as_of")}


@task(help={**GRADE_HELP, "to": "the file to write (default: below private/snapshots, named after the moment)"})
def snapshot(_: Context, content: str = "", private: str = "", as_of: str = "", to: str = "") -> None:
    """Record every entry, the rules and the clock in one file; the same course and moment give the same bytes."""
    from plugins.grades import snapshot_files

    kept, folder = _kept(content, private, as_of)
    file = Path(to).absolute() if to else snapshot_files.file_for(folder, kept.ledger.as_of)
    try:
        print(snapshot_files.write(kept, file))
    except OSError as error:
        raise Exit(f"{file}: cannot be written: {error.strerror}", code=2) from None


@task(
    help={
        **GRADE_HELP,
        "before": "a snapshot's file (default: the last one in private/snapshots)",
        "after": "another one (default: the course as it is now)",
    }
)
def diff(
    _: Context, before: str = "", after: str = "", content: str = "", private: str = "", as_of: str = ""
) -> None:  # fmt: skip
    """Say what changed between two snapshots, or between one and now: rules, points, entries, texts."""
    from plugins.grades import snapshot_files

    def read(file: Path) -> "Mapping[str, Any]":
        try:
            return snapshot_files.read(file)
        except snapshot_files.Unreadable as error:
            raise Exit(f"{file}: {error}", code=2) from None

    if before and after:
        old, new = read(Path(before)), read(Path(after))
    else:
        kept, folder = _kept(content, private, as_of)
        last = Path(before) if before else snapshot_files.last(folder, kept.ledger.as_of)
        if not last:
            raise Exit(f"{folder}: there is no snapshot to compare with: ./inv snapshot makes one", code=2)
        old, new = read(last), snapshot_files.now(kept)
    for line in snapshot_files.compare(old, new).lines():
        print(line)


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


@task(
    help={
        "to": "rsync:user@host:/path, rsync:/path or git:origin/gh-pages (default: [site] publish in course.toml)",
        "dry_run": "build, send nothing, and say what would change there",
        **{name: BUILD_HELP[name] for name in ("content", "output", "private", "as_of")},
    }
)
def publish(
    _: Context, to: str = "", dry_run: bool = False, content: str = "", output: str = "", private: str = "",
    as_of: str = "",
) -> None:  # fmt: skip
    """Build for publishing, and send the site to a web server or a branch; a leak stops it with exit code 1."""
    from plugins.corpus import files
    from plugins.publishing import send

    request = _request(content, output, "", private, as_of, publish=True)
    own = {"content": request.content, "output": request.output, "private": request.private, "gradebook": GRADEBOOK}
    try:
        target, course = send.destination(request.content, to)
        send.ready(target, own)
        if _build(request).leaks:
            raise Exit(code=1)
        done = send.publish(request.output, target, request.content, course, dry_run=dry_run)
    except (files.CannotRead, send.CannotPublish) as error:
        raise Exit(str(error), code=2) from None
    for change in done.changes if dry_run else ():
        print(change)
    sys.stdout.flush()
    kinds = Counter(change.kind for change in done.changes)
    count = ", ".join(f"{kinds[kind]} {kind}" for kind in ("new", "changed", "deleted") if kinds[kind])
    note(f"{target}: {count or 'nothing'}{' to publish' if dry_run or not count else ', published'}")


@task
def pictures(_: Context) -> None:
    """Take the README's pictures of the sample course anew (needs Chromium)."""
    import tempfile

    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        request = _request("", f"{folder}/site", f"{folder}/book", "", "2026-11-02 09:00", publish=False)
        _build(request)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, height, address in (
            ("post", 1000, request.output / "week-1" / "amara" / "one-guitar-one-song" / "index.html"),
            ("gradebook", 1500, Path(str(request.gradebook)) / "index.html"),
        ):
            tab = browser.new_page(viewport={"width": 1280, "height": height})
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


def _kept(content: str, private: str, as_of: str) -> "tuple[grading.Kept, Path]":
    """The ledger of a course, and its private folder; what is wrong with the settings is told."""
    from plugins.corpus import files
    from plugins.grades import grading

    request = _request(content, "", "", private, as_of, publish=False)
    try:
        kept = grading.keep(request.content, request.private, as_of, CACHE)
    except files.CannotRead as error:
        raise Exit(str(error), code=2) from None
    for problem in (*kept.corpus.problems, *kept.problems):
        if problem.rule == "settings":
            note(str(problem))
    return kept, request.private


def _begin(content: str, write: "Callable[[Desk], Path]") -> None:
    """Begin a file, show its path and open it in an editor."""
    from datetime import UTC, datetime

    from plugins.core import dates
    from plugins.corpus import files, writing

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


def _request(content: str, output: str, gradebook: str, private: str, as_of: str, publish: bool) -> "BuildRequest":
    from zoneinfo import ZoneInfo

    from plugins.build.output import BuildRequest
    from plugins.core import dates

    if as_of and not dates.parse(as_of, ZoneInfo("UTC")):
        raise Exit(f"--as-of “{as_of}” is no date: write it like “{dates.EXAMPLE}”", code=2)
    folder = _content(content)
    return BuildRequest(
        content=folder,
        output=Path(output).absolute() if output else OUTPUT,
        gradebook=Path(gradebook).absolute() if gradebook else GRADEBOOK,
        private=Path(private).absolute() if private else folder.parent / "private",
        settings=HERE / ("publishconf.py" if publish else "pelicanconf.py"),
        as_of=as_of,
        publish=publish,
    )


def _build(request: "BuildRequest") -> "Result":
    """Build and report: findings first, then one line that sums up."""
    from plugins.build import output

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


def _seal(request: "BuildRequest", person: str, to: str, passphrase_file: str, suggest: bool) -> Path:
    """Write a sealed copy and say what it holds; its path."""
    from plugins.build.output import CannotBuild
    from plugins.corpus import files
    from plugins.gradebook import seal, sealing

    if passphrase_file and suggest:
        raise Exit("--passphrase-file and --suggest: choose one of them", code=2)
    try:
        plan = sealing.plan(request, person, to, SEALED)
        if suggest:
            passphrase = seal.suggested()
        else:
            passphrase = sealing.from_file(Path(passphrase_file)) if passphrase_file else sealing.asked()
        done = sealing.write(plan, passphrase)
    except (files.CannotRead, sealing.CannotSeal, CannotBuild) as error:
        raise Exit(str(error), code=2) from None
    except KeyboardInterrupt:
        raise Exit("\nnothing was written", code=2) from None
    if suggest:
        note(f"passphrase, shown this once: {passphrase}")
    pages = f"{done.pages} page{'s' * (done.pages != 1)}"
    note(f"{pages} sealed, {done.size / 1e6:.2f} MB; {done.problems} problems in the texts, which ./inv check tells")
    return done.file


def _count(problems: Sequence["Problem"]) -> str:
    counts = Counter(problem.severity for problem in problems)
    parts = [
        f"{counts[kind]} {kind}{'s' * (counts[kind] != 1)}" for kind in ("error", "warning", "notice") if counts[kind]
    ]
    return f"{len(problems)} problem{'s' * (len(problems) != 1)}" + (f" ({', '.join(parts)})" if parts else "")


def _show(problems: Sequence["Problem"], format: str, texts: dict[str, str], content: Path) -> None:
    from plugins.checks import reports
    from plugins.corpus import git

    if format == "text":
        sys.stdout.write(reports.text(problems, texts, colour=sys.stdout.isatty()))
    else:
        prefix = git.prefix(content) if format in ("github", "gitlab", "sarif") else ""
        sys.stdout.write(reports.FORMATS[format](problems, texts, prefix))
    sys.stdout.flush()


def _with_grammar(corpus: "Corpus", problems: list["Problem"], only: set[str] | None) -> list["Problem"]:
    from plugins.checks import languagetool

    texts = [text for text in corpus.everything if only is None or text.path in only]
    more = languagetool.problems(texts, corpus.lexicon, problems, note, CACHE)
    return sorted([*problems, *more], key=lambda problem: problem.place)


def _fix(folder: Path, corpus: "Corpus", problems: list["Problem"]) -> list["Problem"]:
    """Make the certain replacements; what is left to say is returned."""
    from plugins.checks import course_check, reports
    from plugins.corpus import files

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
    left = course_check.problems(again, course_check.checked(again, CACHE))
    return [problem for problem in left if problem.path in paths or problem.path not in {t.path for t in corpus.texts}]
