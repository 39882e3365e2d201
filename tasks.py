"""What a person does with Cohort. ``./inv`` shows these; ``./inv --help NAME`` explains one."""

import contextlib
import functools
import io
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context

from plugins.commands.command import command
from plugins.commands.terminal import ask, hand_over, note, one_of, show
from plugins.core.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from plugins.build.request import BuildRequest, Result
    from plugins.checks.course_check import Guests
    from plugins.core.model import Course
    from plugins.grades.snapshot_files import Place
    from plugins.texts.content_file import Withheld

for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
HERE = Path(__file__).parent
OUTPUT = HERE / "output"
GRADEBOOK = HERE / "gradebook"
CACHE = HERE / ".cache"
SEALED = HERE / "sealed"
BOOKS = HERE / "books"

COMMANDS = {
    "For students": ("check", "new-post", "reply", "serve"),
    "For instructors": (
        "start", "import", "merge", "pull", "check --learn", "build", "serve", "gradebook", "nudge", "return", "export",
        "snapshot", "diff", "book",
    ),
    "For publishers": ("publish", "build --publish"),
    "For maintainers of Cohort": ("test", "bench", "pictures", "clean"),
}  # fmt: skip
"""The commands by audience, in the order in which people need them."""

CONTENT_HELP = "the folder with course.toml, posts and comments (default: content)"
BUILD_HELP = {
    "content": CONTENT_HELP,
    "output": "the folder of the public site (default: output)",
    "gradebook": "the folder of the gradebook (default: gradebook)",
    "private": "the folder with everything private (default: private, beside the content folder)",
    "as_of": "grade as of this moment, such as “2026-10-12 09:00” (default: now)",
}
GRADE_HELP = {name: BUILD_HELP[name] for name in ("content", "private", "as_of")}
WRITE_HELP = {"content": CONTENT_HELP, "author": "the writer's id (default: asked for)"}
PEOPLE_HELP = "the folder of people.toml, which says who is who (default: private, beside the content folder)"
NOTHING = "nothing was written"


@command(
    help={
        **BUILD_HELP,
        "publish": "build for publishing: no gradebook, and a leak scan at the end",
        "search": "include the search",
    }
)
def build(
    _: Context, content: str = "", output: str = "", gradebook: str = "", private: str = "", as_of: str = "",
    publish: bool = False, search: bool = True,
) -> int:  # fmt: skip
    """Build the site and the gradebook."""
    from dataclasses import replace

    request = _request(content, output, gradebook, private, as_of, publish)
    return _build(replace(request, search=search)).exit_code


@command(
    help={
        **BUILD_HELP,
        "port": "the site's port on this machine; the gradebook has the next one",
        "inbox": "a folder that the class shares: texts and documents put there come into the course",
    }
)
def serve(
    _: Context, content: str = "", output: str = "", gradebook: str = "", private: str = "", as_of: str = "",
    port: int = 8000, inbox: str = "",
) -> None:  # fmt: skip
    """Build, then watch and serve: the browser reloads when a file changes."""
    from dataclasses import replace

    from plugins.build import watching
    from plugins.build.server import Take
    from plugins.checks import teaching
    from plugins.checks.news import Told
    from plugins.corpus import moderating
    from plugins.grades.marking import Desk

    request, told = _request(content, output, gradebook, private, as_of, publish=False), Told()
    takes: dict[str, Take] = {
        "/.right": functools.partial(teaching.received, request.content),
        "/.marks": Desk(request.content, request.private).take,
        "/.decide": functools.partial(moderating.take, request.content),
    }

    def tell(done: "Result", changed: "Iterable[str]") -> None:
        """Print what is new in the findings, and the summary of all."""
        told.change(changed)
        show(replace(done, problems=tuple(told.news(done.problems))).findings())
        for line in replace(done, notes=told.new_notes(done.notes)).summary(request):
            note(line)

    with contextlib.suppress(OSError):
        request.private.mkdir(exist_ok=True)
    intake = None
    if inbox:
        from plugins.imports.inbox import Inbox

        folder = Path(inbox).absolute()
        intake = watching.Intake(folder, Inbox(folder, request.content, request.private, note).collect)
    watching.serve(request, port, tell, note, (HERE / "theme", HERE / "plugins", request.private), takes, intake)


@command(
    help={
        **BUILD_HELP,
        "seal": "write one encrypted HTML file instead, which opens in any browser with a passphrase",
        "for": "the id of a student: seal only this person's page; all: everybody's own page, with a passphrase each",
        "to": "the sealed file (default: a new one in sealed/, whose name names nobody); with --for all, a folder",
        "passphrases": "with --for all: the table of passphrases (default: private/passphrases.csv)",
        "passphrase_file": "a file that holds the passphrase (default: asked for twice)",
        "suggest": "make a passphrase, and show it once on standard error",
    },
    stopped=NOTHING,
)
def gradebook(
    _: Context, content: str = "", output: str = "", gradebook: str = "", private: str = "", as_of: str = "",
    seal: bool = False, for_: str = "", to: str = "", passphrase_file: str = "", suggest: bool = False,
    passphrases: str = "",
) -> None:  # fmt: skip
    """Build, and say where the gradebook is; with --seal, write a copy of it that a passphrase opens."""
    request = _request(content, output, gradebook, private, as_of, publish=False)
    if seal:
        from plugins.gradebook import sealing

        if sealing.is_everybody(for_, request):
            if passphrase_file or suggest:
                raise Refusal("--for all makes a passphrase for each: leave out --passphrase-file and --suggest")
            show([sealing.copy_for_all(request, to, SEALED, passphrases, note)])
            return
        if passphrases:
            raise Refusal("--passphrases goes with --for all")
        show([sealing.copy(request, for_, to, SEALED, passphrase_file, suggest=suggest, note=note)])
        return
    options = (("for", for_), ("to", to), ("passphrase-file", passphrase_file), ("passphrases", passphrases))
    if given := [name for name, value in options if value]:
        raise Refusal(f"--{given[0]} goes with --seal")
    _build(request)
    show([request.gradebook / "index.html" if request.gradebook else ""])


@command(
    help={
        "week": "its number (default: the week that is running)",
        "to": "the folder for the mails and their index.html (default: one below private/nudges, named after the week)",
        **GRADE_HELP,
    },
    stopped="stopped; every file written is complete, and another run replaces it",
)
def nudge(
    _: Context, week: str = "", to: str = "", content: str = "", private: str = "", as_of: str = ""
) -> int:  # fmt: skip
    """Write a mail to each student who has something to do in a week, as drafts; exit code 1 where an address lacks."""
    from plugins.nudging import nudging

    folder = _content(content)
    request = nudging.NudgeRequest(
        folder, _private(private, folder), CACHE, week, Path(to) if to else None, _as_of(as_of)
    )
    done = nudging.nudge(request)
    for problem in done.notes:
        note(problem)
    show([done.page])
    note(done.summary)
    return 0 if done.complete else 1


@command(
    help={
        "content": CONTENT_HELP,
        "format": "text, json, github (annotations of a pull request), gitlab (Code Quality) or sarif (code scanners)",
        "fix": "write the corrections that are beyond doubt into the files, and list the rest",
        "dry_run": "with --fix: write nothing; show what would change as a diff",
        "changed": "check only files that differ from this git revision",
        "all": "show all problems, those known from the last check too",
        "grammar": "also ask LanguageTool about spelling and grammar",
        "learn": "ask about every name in doubt, and write those that are right here into brands.toml",
        "right": "take one name as right here, such as “Keras”, by writing it into brands.toml",
        "of": "with --right: the brand of which it is a form (default: none, unless it has the letters of one)",
    }
)
def check(
    _: Context, content: str = "", format: str = "text", fix: bool = False, dry_run: bool = False, changed: str = "",
    all: bool = False, grammar: bool = False, learn: bool = False, right: str = "", of: str = "",
) -> int:  # fmt: skip
    """Say what is wrong in the texts, first what is new; exit code 1 where there is an error."""
    import gc

    from plugins.checks import checking, reports
    from plugins.checks.request import CheckRequest

    gc.disable()  # the process ends before collecting would pay off
    one_of("--format", format, reports.FORMATS)
    if learn or right or of:
        alone = not (fix or dry_run or changed or all or grammar or format != "text")
        _teach(_content(content), right, of, learn=learn, alone=alone)
        return 0
    if dry_run and not (fix and format == "text"):
        raise Refusal("--dry-run goes with --fix" if not fix else f"--dry-run shows a diff, and no {format}")
    folder = _content(content)
    private = _private("", folder)
    request = CheckRequest(
        folder, CACHE, format, fix, dry_run, changed, grammar, sys.stdout.isatty(), _guests(private), all, private
    )
    done = checking.check(request, note)
    print(done.text, end="", flush=True)
    if done.summary:
        note(done.summary)
    done.remember()
    return done.exit_code


@command(
    help={
        "format": "canvas or moodle (grades for their importers), csv (participation) or json (everything)",
        "item": "canvas, moodle: the item's title there (default: Participation, and the week where one is given)",
        "week": "canvas, moodle: the points of this week only (default: the whole term)",
        "to": "the file to write (default: standard output)",
        "dry_run": "write nothing; say what the platform would do with each row",
        "entries": "csv: one row for each point given or withheld",
        "most": "moodle: the highest grade it accepts (default: 100)",
        "scale": "canvas: scale the numbers to the points that the item has there, by the roster",
        **GRADE_HELP,
    }
)
def export(
    _: Context, format: str, item: str = "", week: str = "", to: str = "", dry_run: bool = False,
    entries: bool = False, most: str = "", scale: bool = False, content: str = "", private: str = "",
    as_of: str = "",
) -> int:  # fmt: skip
    """Write grades or participation for other programs; exit code 1 where something had to be left out."""
    from plugins.grades import exporting

    one_of("--format", format, exporting.FORMATS)
    folder = _content(content)
    request = exporting.ExportRequest(
        format, folder, _private(private, folder), CACHE, _as_of(as_of), item, week, entries, most, scale
    )
    done = exporting.export(request)
    for line in (*done.notes, *(() if dry_run else done.left_out)):
        note(line)
    if dry_run:
        show(done.about)
    elif not to:
        hand_over(done.text)
    elif done.text:
        exporting.write(Path(to), done.text, folder)
    return 0 if done.complete else 1


@command(
    name="return",
    help={
        "to": "moodle (a zip file), canvas (through its interface) or mail (drafts); --dry-run alone explains them",
        "week": "what was graded in this week only (default: the whole term)",
        "file": "moodle: the zip file to write",
        "worksheet": "moodle: the assignment's grading worksheet (CSV), which has the participant ids",
        "assignment": "canvas: the assignment's address, as the browser shows it; the token is in CANVAS_TOKEN",
        "scale": "canvas: scale the grades to the points that the assignment has there",
        "folder": "mail: the folder for the drafts",
        "passphrases": "mail: the table of the sealed pages' passphrases (default: private/passphrases.csv)",
        "pending": "send feedback even where marks are not given yet",
        "again": "send what was sent before, too",
        "dry_run": "write and send nothing; list who would get what, and why the others would not",
        **GRADE_HELP,
    },
    stopped="stopped; private/returned.toml says what went out, and another run continues",
)
def return_(
    _: Context, to: str = "", week: str = "", file: str = "", worksheet: str = "", assignment: str = "",
    scale: bool = False, folder: str = "", passphrases: str = "", pending: bool = False, again: bool = False,
    dry_run: bool = False, content: str = "", private: str = "", as_of: str = "",
) -> int:  # fmt: skip
    """Give each student points, reasons, rubric, marks and notes back, once; exit code 1 where somebody got none."""
    from plugins.returning import giving, senders

    place = _content(content)
    build = _request(content, "", "", private, as_of, publish=False)
    request = senders.ReturnRequest(
        place, _private(private, place), HERE / "theme", CACHE, build, _as_of(as_of), to, week, file, worksheet,
        assignment, scale, folder, passphrases, pending, again, dry_run,
    )  # fmt: skip
    return giving.give(request, note, show)


@command(
    help={**WRITE_HELP, "week": "its number (default: the open week)", "title": "the post's title"}, stopped=NOTHING
)
def new_post(_: Context, content: str = "", author: str = "", week: str = "", title: str = "") -> None:
    """Begin a post: a file in the week's folder, its header filled in."""
    from plugins.corpus import writing

    _open(writing.new_files(_content(content), ask, note).new_post(author, week, title))


@command(
    help={
        **WRITE_HELP,
        "week": "choose among the texts of this week (default: the open one)",
        "post": "the post to answer, or whose comment to answer, such as week-02/ada-listening",
        "to": "the comment to answer, by its file name, such as ruth-1",
    },
    stopped=NOTHING,
)
def reply(_: Context, content: str = "", author: str = "", week: str = "", post: str = "", to: str = "") -> None:
    """Begin an answer to a post or a comment: a file in the post's folder, its header filled in."""
    from plugins.corpus import writing

    _open(writing.new_files(_content(content), ask, note).reply(author, week, post, to))


@command(
    help={
        "content": "the folder for the new course: empty, or Cohort’s sample (default: content)",
        "private": "the folder for the roster (default: private, beside the content folder)",
        "title": "the course’s title",
        "from": "the first day of its first week, such as 2026-10-05 (default: next Monday)",
        "weeks": "how many weeks it has",
        "term": "name of the term, such as “Autumn 2026”",
        "timezone": "time zone of its dates, such as Europe/London (default: this machine’s, if known)",
        "language": "language of the site, such as en or is",
        "instructor": "your name, as readers see it; several with commas between them",
        "breaks": "weeks without class, such as “week of 2026-12-21, 2027-02-15 to 2027-02-28”; no week opens then",
        "repository": "address of its repository, such as https://github.com/owner/name",
        "forge": "what a repository’s own server runs: github, gitlab or forgejo",
        "roster": "an export of Canvas’s gradebook or Moodle’s participants, or a table of your own (CSV)",
        "names": "what comes first in the roster’s names where that is not certain: family or given",
        "from_term": "last term’s course: rules, brands and settings are taken from it, its dates moved",
        "keep_people": "with --from-term: keep its students and guests too",
        "yes": "ask nothing: use the defaults, and replace the sample",
    },
    stopped=NOTHING,
)
def start(
    _: Context, content: str = "", private: str = "", title: str = "", from_: str = "", weeks: str = "", term: str = "",
    timezone: str = "", language: str = "", instructor: str = "", breaks: str = "", repository: str = "",
    forge: str = "", roster: str = "", names: str = "", from_term: str = "", keep_people: bool = False,
    yes: bool = False,
) -> None:  # fmt: skip
    """Start a course: asks for title, dates and weeks; takes people from a roster, settings from last term."""
    import shlex
    from datetime import datetime

    from plugins.start import new_course

    folder = _content(content)

    def option(name: str, given: str) -> str:
        return f" --{name} {shlex.quote(given)}" if given else ""

    wish = new_course.NewCourse(
        folder, _private(private, folder), title, from_, weeks, term, timezone, language, instructor, breaks,
        repository, forge, roster, names, from_term, keep_people, yes,
        (option("content", content), option("private", private)),
    )  # fmt: skip
    done = new_course.start(wish, ask, note, datetime.now().astimezone().date())
    for line in done.notes:
        note(line)
    show(done.files)
    for line in done.following:
        note(line)


@command(
    help={"only": "the tests whose names contain this"},
)
def test(_: Context, only: str = "") -> int:
    """Run everything that keeps Cohort right: ruff, mypy and the tests."""
    import subprocess
    import time

    _need_test_packages()
    python = sys.executable
    checks = [
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "ruff", "format", "--check", "."],
        [python, "-m", "mypy"],
        [python, "-m", "pytest", *(["-k", only] if only else [])],
    ]
    failed, took = [], []
    for words in checks:
        name, begun = " ".join(words[2:]), time.monotonic()
        if subprocess.run(words, cwd=HERE, check=False).returncode:
            failed.append(name)
        took.append(f"{name} {time.monotonic() - begun:.0f} s")
    note(f"took: {'; '.join(took)}")
    if failed:
        note(f"failed: {'; '.join(failed)}")
    return 1 if failed else 0


@command(
    name="import",
    help={
        "path": "an export, a saved page, a copied text, a document or mail, or a folder or zip file of them",
        "content": CONTENT_HELP + "; created if missing",
        "private": PEOPLE_HELP,
        "week": "the number of the week that documents were handed in for (default: that of their last change)",
        "date": "the date for texts without one, such as “2026-10-09 18:30”",
        "format": "text or json: how the report is written",
        "media": "a folder with the blog’s images (default: the imported folder, or a page’s own)",
        "review": "a new folder for pages that show each text beside its original, the worst first",
        "dry_run": "write nothing; list what would be written, and what could not be kept",
    },
    stopped="stopped; every file written is complete, and another run continues",
)
def import_(
    _: Context, path: str, content: str = "", private: str = "", week: str = "", date: str = "", format: str = "text",
    media: str = "", review: str = "", dry_run: bool = False,
) -> int:  # fmt: skip
    """Bring a course along from another platform, or in what was handed in by Word, Canvas or Moodle."""
    from plugins.imports import importing

    one_of("--format", format, ("text", "json"))
    folder = _content(content)
    request = importing.ImportRequest(
        Path(path), folder, _private(private, folder), date, dry_run, Path(media) if media else None, week,
        review=Path(review) if review else None,
    )  # fmt: skip
    report = importing.bring(request)
    show([report.json()] if format == "json" else report.lines())
    if report.empty:
        note(f"{path}: nothing of it came into the course; the report says why")
    return 1 if report.empty or any(source.failed and not source.skipped for source in report.sources) else 0


@command(
    help={
        "content": CONTENT_HELP,
        "private": PEOPLE_HELP,
        "only": "the id or name of one person: read only their feeds",
        "dry_run": "write nothing; list what would be written",
    },
    stopped="stopped; what was read is remembered, and another pull continues",
)
def pull(_: Context, content: str = "", private: str = "", only: str = "", dry_run: bool = False) -> int:
    """Read the feeds of course.toml: new posts and comments become files; exit code 1 where a feed fails."""
    from plugins.pull import pull

    folder = _content(content)
    done = pull.pull(pull.PullOptions(folder, _private(private, folder), CACHE, only, dry_run), note)
    show(done.lines())
    return done.exit_code


@command(
    name="merge",
    help={
        "content": CONTENT_HELP,
        "private": BUILD_HELP["private"],
        "dry_run": "merge nothing and comment on nothing; say what would be done",
        "from": "a branch or commit of this repository: only say whether it may be merged, for --account",
        "account": "with --from: the account on the forge that asks",
    },
    stopped="stopped; what was merged stays merged, and another run continues",
)
def merge_(
    _: Context, content: str = "", private: str = "", dry_run: bool = False, from_: str = "", account: str = ""
) -> int:
    """Merge students' requests that only add or change texts of their own; say on the others why they wait."""
    from plugins.merging import merging

    folder = _content(content)
    if not from_ and not account:
        return merging.merge(merging.MergeRequest(folder, _private(private, folder), dry_run), note)
    if not (from_ and account):
        raise Refusal("--from and --account go together")
    decision = merging.local(folder, _private(private, folder), from_, account)
    show(decision.reasons or [f"may be merged, as {decision.person}’s"])
    return 1 if decision.reasons else 0


@command(help={**GRADE_HELP, "to": "the file to write (default: below private/snapshots, named after the moment)"})
def snapshot(_: Context, content: str = "", private: str = "", as_of: str = "", to: str = "") -> None:
    """Record every entry, the rules and the clock in one file; the same course and moment give the same bytes."""
    from plugins.grades import snapshot_files

    show([snapshot_files.take(_place(content, private, as_of), to, note)])


@command(
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

    show(snapshot_files.difference(_place(content, private, as_of), before, after, note).lines())


@command(
    help={
        "only": "one measurement by name: build, check, copies, feeds, gradebook, history, threads",
        "posts": "posts in the largest course",
        "comments": "comments in the largest course",
    }
)
def bench(_: Context, only: str = "", posts: int = 1500, comments: int = 7500) -> None:
    """Measure speed on made courses: ratios to other tools, and how cost grows with size."""
    from plugins.commands import packages

    _need_test_packages()
    packages.need("requirements-bench.lock", "inv: adding to .venv Hugo, to compare with; this happens once")
    sys.path.insert(0, str(HERE / "tests"))
    from bench import BENCHES

    if only:
        one_of("--only", only, BENCHES)
    for name in [only] if only else BENCHES:
        print(name)
        BENCHES[name](posts, comments)


@command(
    help={
        "for": "the id of a person: only their posts, with the threads below them",
        "to": "the EPUB to write (default: one below books, named after the course); the PDF stands beside it",
        "content": CONTENT_HELP,
        "private": BUILD_HELP["private"],
    },
    stopped="stopped; a file that was written is complete",
)
def book(_: Context, for_: str = "", to: str = "", content: str = "", private: str = "") -> int:
    """Write the term as a book, as EPUB and PDF (needs Chromium); exit code 1 for a leak or no PDF."""
    from plugins.book import making

    folder = _content(content)
    request = making.BookRequest(
        folder, _private(private, folder), HERE / "theme", CACHE, BOOKS, for_, Path(to).absolute() if to else None
    )
    done = making.make(request, note)
    show([*done.files, *(f"leak: {leak}" for leak in done.leaks)])
    for line in done.notes:
        note(line)
    return 1 if done.leaks or done.failed else 0


@command(
    help={
        "to": "rsync:user@host:/path, rsync:/path or git:origin/gh-pages (default: [site] publish in course.toml)",
        "dry_run": "build, send nothing, and list what would change there",
        **{name: BUILD_HELP[name] for name in ("content", "output", "private", "as_of")},
    }
)
def publish(
    _: Context, to: str = "", dry_run: bool = False, content: str = "", output: str = "", private: str = "",
    as_of: str = "",
) -> int:  # fmt: skip
    """Build for publishing, and send the site to a web server or a branch; a leak stops it with exit code 1."""
    from plugins.publishing import send

    request = _request(content, output, "", private, as_of, publish=True)
    own = {"content": request.content, "output": request.output, "private": request.private, "gradebook": GRADEBOOK}
    target, course = send.destination(request.content, to)
    send.ready(target, own)
    if withheld := _build(request).exit_code:
        return withheld
    done = send.publish(request.output, target, request.content, course, dry_run=dry_run)
    show(done.changes if dry_run else ())
    note(f"{target}: {done.summary(dry_run=dry_run)}")
    return 0


@command()
def pictures(_: Context) -> None:
    """Take the README's pictures of the sample course anew (needs Chromium)."""
    _need_test_packages()
    sys.path.insert(0, str(HERE / "tests"))
    from pictures import take

    take(HERE / "docs")


@command()
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


def _need_test_packages() -> None:
    from plugins.commands import packages

    packages.need(
        "requirements-test.lock",
        "inv: adding to .venv what tests need; this happens once, and again when requirements-test.lock changes",
    )


def _content(given: str) -> Path:
    return Path(given).absolute() if given else HERE / "content"


def _private(given: str, content: Path) -> Path:
    return Path(given).absolute() if given else content.parent / "private"


def _as_of(given: str) -> "datetime | None":
    from plugins.core import dates

    return dates.given(given, "--as-of")


def _place(content: str, private: str, as_of: str) -> "Place":
    from plugins.grades.snapshot_files import Place

    folder = _content(content)
    return Place(folder, _private(private, folder), _as_of(as_of), CACHE)


def _request(content: str, output: str, gradebook: str, private: str, as_of: str, publish: bool) -> "BuildRequest":
    from plugins.build.request import BuildRequest

    folder = _content(content)
    return BuildRequest(
        content=folder,
        output=Path(output).absolute() if output else OUTPUT,
        gradebook=Path(gradebook).absolute() if gradebook else GRADEBOOK,
        private=_private(private, folder),
        settings=HERE / ("publishconf.py" if publish else "pelicanconf.py"),
        as_of=_as_of(as_of),
        publish=publish,
        cache=CACHE,
    )


def _build(request: "BuildRequest") -> "Result":
    """Build, unless nothing changed since the last build, and print the findings, then the summary."""
    from datetime import UTC, datetime

    from plugins.build.last import Last

    last = Last(request, datetime.now(UTC))
    if not (done := last.result()):
        from plugins.build.output import Builder

        done = Builder().build(request, last)
    show(done.findings())
    for line in done.summary(request):
        note(line)
    return done


def _guests(private: Path) -> "Guests":
    """The names that the check must not repeat. The roster is read, and what reads it, where a guest writes."""

    def known(course: "Course") -> "Withheld":
        from plugins.grades import grading

        return grading.guests(private, course)

    def withheld(course: "Course") -> "Withheld":
        from plugins.texts import content_file

        return content_file.when_asked(lambda: known(course))

    return withheld


def _teach(content: Path, right: str, of: str, *, learn: bool, alone: bool) -> None:
    """Write what is right into ``brands.toml``: one name, or those that somebody at a terminal says."""
    from plugins.checks import teaching

    if not alone or bool(learn) == bool(right) or (of and not right):
        raise Refusal("--learn, --right NAME and --right NAME --of BRAND go with no other option than --content")
    if right:
        note(teaching.right(content, right, of))
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Refusal("--learn asks at a terminal: type it in one, or ./inv check --right NAME for a single name")
    teaching.lesson(content, CACHE, ask, note, colour=True)


def _open(file: Path) -> None:
    """Print a new file's path, and open it in the user's editor."""
    from plugins.corpus import writing

    show([file])
    if message := writing.edit(file):
        note(message)


if __name__ == "__main__":
    from invoke.collection import Collection

    from plugins.commands.program import Cohort

    Cohort(Collection.from_module(sys.modules["__main__"]), COMMANDS).run()
