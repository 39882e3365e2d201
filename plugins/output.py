"""A whole build: Pelican into a folder beside the site, then both change places at once.

So a build that fails or is killed leaves the site that was there whole. Ends with the leak scan where the site is
to be published.
"""

import contextlib
import ctypes
import hashlib
import io
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Self

from . import private as private_files
from .core import leaks, replying
from .core.model import Course
from .core.problems import Problem

MARK = ".cohort"
MARK_TEXT = "Everything in this folder is made by ./inv build, and is replaced by the next one.\n"
RENAME_EXCHANGE = 2
AT_FDCWD = -100
MOST_NOTES = 1_000_000
"""Bytes of a private note that are looked for."""


class CannotBuild(Exception):
    """The site could not be built; the message says why, in one sentence or more lines of problems."""


@dataclass(frozen=True)
class Request:
    """What to build, from where and to where. ``as_of`` empty means now."""

    content: Path
    output: Path
    gradebook: Path | None
    private: Path
    settings: Path
    as_of: str = ""
    publish: bool = False
    site_address: str = ""
    own: str = ""
    """The id of the one person whose page the gradebook has, empty for all of it."""


@dataclass(frozen=True)
class Result:
    """What a build did. ``leaks`` are sentences that say what was found and where."""

    written: int
    unchanged: int
    problems: tuple[Problem, ...]
    seconds: float
    leaks: tuple[str, ...] = ()
    unscanned: str = ""
    notes: tuple[str, ...] = ()


def build(request: Request) -> Result:
    """Build a course. Raises ``CannotBuild``; whatever texts hold is no reason for that."""
    begun = time.monotonic()
    _refuse_overlaps(request)
    gradebook = None if request.publish else request.gradebook
    with contextlib.ExitStack() as stack:
        site = stack.enter_context(_Staging(request.output))
        book = stack.enter_context(_Staging(gradebook)) if gradebook else None
        settings = _run_pelican(request, site.folder, book.folder if book else None)
        found: tuple[str, ...] = ()
        unscanned = ""
        if request.publish:
            found, unscanned = _scan(request, site.folder, settings)
        if found:
            return Result(0, 0, tuple(settings["problems"]), time.monotonic() - begun, found, unscanned)
        written, unchanged = site.put_in_place()
        if book:
            more_written, more_unchanged = book.put_in_place()
            written, unchanged = written + more_written, unchanged + more_unchanged
    notes = (settings["corpus"].no_history,) if settings["corpus"].no_history else ()
    problems = tuple(settings["problems"])
    return Result(written, unchanged, problems, time.monotonic() - begun, (), unscanned, notes)


def build_apart(request: Request, folder: Path) -> tuple[Path, dict[str, Any]]:
    """Build into an empty folder, and leave site and gradebook as they are; where its gradebook is, and the settings
    that hold all that was found. Raises ``CannotBuild``.
    """
    _refuse_overlaps(request)
    apart = replace(request, output=folder / "site", gradebook=folder / "book", publish=False)
    return folder / "book", _run_pelican(apart, folder / "site", folder / "book")


def _refuse_overlaps(request: Request) -> None:
    if not request.content.is_dir():
        raise CannotBuild(f"{request.content}: there is no such content folder")
    folders = [("output", request.output), ("content", request.content)]
    if request.gradebook and not request.publish:
        folders.append(("gradebook", request.gradebook))
    if request.private.exists():
        folders.append(("private", request.private))
    for name, folder in folders:
        for other_name, other in folders:
            if name != other_name and other.resolve().is_relative_to(folder.resolve()):
                raise CannotBuild(f"{other}: the {other_name} folder must not lie in the {name} folder, {folder}")


def _run_pelican(request: Request, output: Path, gradebook: Path | None) -> dict[str, Any]:
    """Run Pelican into ``output``; its settings afterwards, which hold all that the plugins found."""
    from pelican import Pelican  # noqa: PLC0415 - a fifth of a second that other commands need not wait for
    from pelican.settings import read_settings  # noqa: PLC0415

    from .files import CannotRead  # noqa: PLC0415

    logging.getLogger("pelican").setLevel(logging.ERROR)
    settings: dict[str, Any] = read_settings(str(request.settings))
    settings["PATH"] = str(request.content)
    settings["OUTPUT_PATH"] = str(output)
    settings["DELETE_OUTPUT_DIRECTORY"] = False
    site = request.site_address or (
        os.path.relpath(request.output, request.gradebook).replace(os.sep, "/") if request.gradebook else ""
    )
    settings["COHORT"] = {
        **settings["COHORT"],
        "gradebook": gradebook,
        "private": request.private,
        "as_of": request.as_of,
        "site_from_gradebook": site.rstrip("/"),
        "own": request.own,
    }
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            Pelican(settings).run()
    except CannotRead as error:
        raise CannotBuild(str(error)) from None
    return settings


class _Staging:
    """A folder to build in, beside the one it will replace."""

    def __init__(self, target: Path) -> None:
        self.target = target = target.resolve()
        self.folder = target.parent / f".{target.name}.new"
        self.aside = target.parent / f".{target.name}.old"

    def __enter__(self) -> Self:
        self.lock = _lock(self.target)
        try:
            self.prepare()
        except BaseException:
            self.lock.close()
            raise
        return self

    def prepare(self) -> None:
        """Make the empty folder to build in. Refuses to replace what is not a site of Cohort's."""
        if self.aside.exists() and not self.target.exists():
            self.aside.rename(self.target)
        if self.target.exists() and not self.target.is_dir():
            raise CannotBuild(f"{self.target}: is a file; the site needs a folder")
        if self.target.is_dir() and not (self.target / MARK).exists() and any(self.target.iterdir()):
            raise CannotBuild(
                f"{self.target}: holds files that Cohort did not write, and a build replaces the whole folder: "
                "name an empty or new one"
            )
        for leftover in (self.folder, self.aside):
            if leftover.is_symlink() or leftover.is_file():
                leftover.unlink()
            shutil.rmtree(leftover, ignore_errors=True)
        try:
            self.folder.mkdir(parents=True)
            (self.folder / MARK).write_text(MARK_TEXT, "utf-8")
        except OSError as error:
            raise CannotBuild(f"{self.folder}: cannot be written: {error.strerror}") from None

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.close()

    def put_in_place(self) -> tuple[int, int]:
        """Replace the target in one step; how many files are new or changed, and how many as before.

        Unchanged files keep their times, so that copying the site elsewhere copies what changed.
        """
        written = unchanged = 0
        for file in _files(self.folder):
            before = self.target / file.relative_to(self.folder)
            if before.is_file() and before.read_bytes() == file.read_bytes():
                stat = before.stat()
                os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
                unchanged += 1
            else:
                written += 1
        if not self.target.exists():
            self.folder.rename(self.target)
        elif not _exchange(self.folder, self.target):
            self.target.rename(self.aside)
            self.folder.rename(self.target)
            shutil.rmtree(self.aside)
        return written, unchanged


def _lock(target: Path) -> IO[str]:
    """A lock that two builds into one folder cannot both hold; the system frees it when its process ends."""
    name = hashlib.blake2b(os.fsencode(target), digest_size=8).hexdigest()
    file = (Path(tempfile.gettempdir()) / f"cohort-{name}.lock").open("w", encoding="utf-8")
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only there

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - only there

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise CannotBuild(f"{target}: another build is writing it: wait until it has ended, or stop it") from None
    return file


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, where the system can."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done: int = renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE)
    return done == 0


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MARK)


def _scan(request: Request, output: Path, settings: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    """Every leak in the built site, and what could not be looked for."""
    corpus, rendered = settings["corpus"], settings["rendered"]
    cells, notes, missing = _private_cells(request.private, corpus.course)
    shown = {text.path for text in settings["overview"].texts} | {page.path for page in corpus.pages}
    hidden = [rendered[text.path].plain for text in corpus.texts if text.path not in shown]
    hidden += [parked.text for parked in corpus.parked]
    hidden += [text.reason for text in corpus.comments if text.reason != text.public_reason]
    published = [rendered[path].plain for path in shown] + _said_anyway(settings)
    names = [name for person in corpus.course.people for name in (person.name, person.id)]
    names.append(corpus.course.site.mail)
    what = leaks.secrets(cells, names, hidden, [*_private_notes(request.private), *notes], published)
    found = []
    for file in _files(output):
        data = file.read_bytes()
        relative = file.relative_to(output).as_posix()
        texts = (relative, *leaks.readable(data, file.suffix))
        runs = file.suffix in (".html", *leaks.FEEDS) and not relative.startswith("theme/")
        sentences = dict.fromkeys(said for text in texts for said in leaks.search(text, what, runs=runs))
        found += [f"{relative}: {sentence}" for sentence in sentences]
    return tuple(found), missing


def _said_anyway(settings: dict[str, Any]) -> list[str]:
    """What stands on public pages besides the texts: titles, prompts, and the words of the templates."""
    corpus, course = settings["corpus"], settings["course"]
    said = [course.title, course.code, course.term]
    said += [words for week in course.weeks for words in (week.title, week.prompt)]
    said += [words for post in corpus.published for words in (post.title, post.summary, *post.tags)]
    said += [page.title for page in corpus.pages]
    said += replying.SENTENCES
    templates = sorted(Path(settings["THEME"], "templates").glob("*.html"))
    return said + [leaks.template_words(template.read_text("utf-8")) for template in templates]


def _private_notes(private: Path) -> list[str]:
    """Every other text of the private folder: notes and reasons, none of which is public."""
    found = [file for file in sorted(private.rglob("*")) if file.is_file() and not file.is_symlink()]
    others = [file for file in found if file.name != "roster.csv"]
    return [file.read_bytes()[:MOST_NOTES].decode("utf-8", "replace") for file in others]


def _private_cells(private: Path, course: Course) -> tuple[frozenset[str], tuple[str, ...], str]:
    """Every cell of the roster that names a person outside the course, its notes, and what there was not to read."""
    roster, problems = private_files.roster(private, course)
    if roster.state == "missing":
        said = f"{private / private_files.ROSTER} is not there, so names, ids and addresses could not be looked for"
        return frozenset(), (), said
    if roster.state == "unreadable":
        raise CannotBuild("\n".join(map(str, problems)))
    return roster.cells(), roster.notes, ""
