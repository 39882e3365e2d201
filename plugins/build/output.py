"""A complete build: Pelican writes to a folder beside the site, then the two are swapped in one step.

So a build that fails or is killed leaves the previous site intact. When publishing, the build ends with the leak scan.
"""

import contextlib
import ctypes
import gc
import io
import logging
import os
import shutil
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from filelock import FileLock

from .. import atomic, cache, scratch
from ..cache import digest
from ..core.problems import Findings, Problem
from ..core.refusal import Refusal
from ..leaks import scan
from ..rendering import Pages, program
from ..site.context import Site
from ..site.revised import reread
from .last import Last
from .request import BuildRequest, CannotBuild, GradebookFailed, Result

MARK = ".cohort"
MARK_TEXT = "./inv build writes this folder and replaces everything in it.\n"
RENAME_EXCHANGE = RENAME_SWAP = 2
AT_FDCWD = -100
AS_IT_WAS = "the build failed; the previous site is unchanged"
GRADEBOOK_AS_IT_WAS = "the site is built; the previous gradebook is unchanged"


@dataclass(frozen=True)
class Made:
    """What Pelican rendered, and the findings along the way."""

    site: Site
    findings: Findings
    settings: Mapping[str, Any]
    """Pelican's settings."""

    @property
    def theme(self) -> Path:
        return Path(self.settings["THEME"])

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.site.problems, *self.findings.problems)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the build had to do without."""
        return tuple(filter(None, (self.site.corpus.no_history, *self.site.notes, *self.findings.notes)))


class Builder:
    """Builds a course, and remembers what it built last: a changed text need not wait for everything else."""

    def __init__(self) -> None:
        self.made: Made | None = None

    def build(self, request: BuildRequest, last: Last | None = None) -> Result:
        """Build the site, and when it is in place, the gradebook. ``last``: the last build, if somebody has looked at
        it already. Raises ``CannotBuild``, though never because of what texts contain.
        """
        try:
            with _without_collecting():
                return self._build(request, last or Last(request, datetime.now(UTC)))
        except GradebookFailed:
            raise
        except Refusal as refusal:
            raise CannotBuild(f"{refusal}\n{AS_IT_WAS}") from None
        except OSError as error:
            raise CannotBuild(f"{_why(error, request.output)}\n{AS_IT_WAS}") from None

    def first(self, request: BuildRequest, changed: Collection[str]) -> bool:
        """Write the pages of the changed texts, given their paths below the content folder, into the site as it is.
        Returns whether there are any; a build has to follow.
        """
        if not self.made or not request.output.is_dir():
            return False
        site, posts = reread(self.made.site, request.content, changed)
        if not posts:
            return False
        try:
            lock = _lock(request.output.resolve())
        except CannotBuild:
            return False
        try:
            for post in posts:
                file, text = self.made.settings["writer"].again(site, post)
                atomic.write(request.output / file, text.encode("utf-8"), durable=False)
        except OSError:
            return False
        finally:
            scratch.unlock(lock)
        self.made = replace(self.made, site=site)
        return True

    def _build(self, request: BuildRequest, last: Last) -> Result:
        begun = time.monotonic()
        _refuse_overlaps(request)
        gradebook = None if request.publish else request.gradebook
        with contextlib.ExitStack() as stack:
            site = stack.enter_context(_Staging(request.output))
            book = stack.enter_context(_Staging(gradebook)) if gradebook else None
            made = _run_pelican(request, _pages(request, site), _pages(request, book) if book else None, later=True)
            found: tuple[str, ...] = ()
            unscanned = limits = ""
            if request.publish:
                found, unscanned, limits = scan.leaks_in(site.folder, request.private, made.site, made.theme)
            if found:
                problems = tuple(_problems(request, made))
                return Result(0, 0, problems, time.monotonic() - begun, found, unscanned)
            written, unchanged = site.put_in_place(made.settings["pages"])
            self.made = made
            if book:
                _finish_gradebook(made)
                more_written, more_unchanged = book.put_in_place(made.settings["gradebook_pages"])
                written, unchanged = written + more_written, unchanged + more_unchanged
            problems = tuple(_problems(request, made))
            notes = (*made.notes, *filter(None, [cache.fault(request.cache) if request.cache else ""]))
            result = Result(written, unchanged, problems, time.monotonic() - begun, (), unscanned, notes, limits)
            last.remember(result)
        return result


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Leave reference cycles until later: a build makes few, and looking for them would take a tenth of its time."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def _problems(request: BuildRequest, made: Made) -> list[Problem]:
    corpus, shown = made.site.corpus, made.site.overview.paths
    return scan.discreetly(request.private, corpus, shown, made.problems)


def build(request: BuildRequest, last: Last | None = None) -> Result:
    """Build a course once, as ``Builder.build`` does."""
    return Builder().build(request, last)


def _pages(request: BuildRequest, staging: "_Staging") -> Pages:
    """The pages to be written to a folder, which know what the last build left."""
    kept = request.cache / f"pages-{digest(str(staging.target))[:12]}" if request.cache else None
    return Pages(staging.folder, staging.target, kept)


def _why(error: OSError, folder: Path) -> str:
    """What could not be read or written; ``folder``: where a file without a name would have been."""
    if not error.filename:
        return f"{folder}: cannot be written: {error.strerror or error}"
    return f"{error.filename}: cannot be read or written: {error.strerror}"


def _finish_gradebook(made: Made) -> None:
    try:
        made.settings["finish_gradebook"]()
    except (Refusal, OSError) as error:
        why = _why(error, made.settings["gradebook_pages"].folder) if isinstance(error, OSError) else error
        raise GradebookFailed(f"{why}\n{GRADEBOOK_AS_IT_WAS}") from None


def _kept_index(request: BuildRequest) -> Path | None:
    return request.output if request.keep_index and (request.output / "pagefind").is_dir() else None


def build_apart(request: BuildRequest, folder: Path) -> tuple[Path, Made]:
    """Build into an empty folder, leaving site and gradebook alone; returns the gradebook's folder and what it was made
    from. Raises ``CannotBuild``, and any refusal that the course causes.
    """
    _refuse_overlaps(request)
    apart = replace(request, output=folder / "site", gradebook=folder / "book", publish=False, search=False)
    try:
        return folder / "book", _run_pelican(apart, Pages(folder / "site"), Pages(folder / "book"))
    except OSError as error:
        raise CannotBuild(_why(error, folder)) from None


def _refuse_overlaps(request: BuildRequest) -> None:
    if not request.content.is_dir():
        raise CannotBuild(f"{request.content}: there is no such folder of content")
    folders = [("output", request.output), ("content", request.content)]
    if request.gradebook and not request.publish:
        folders.append(("gradebook", request.gradebook))
    if request.private.exists():
        folders.append(("private", request.private))
    for name, folder in folders:
        for other_name, other in folders:
            if name != other_name and other.resolve().is_relative_to(folder.resolve()):
                raise CannotBuild(f"{other}: the {other_name} folder must not be inside the {name} folder, {folder}")


def _run_pelican(
    request: BuildRequest, pages: Pages, gradebook_pages: Pages | None, *, later: bool = False
) -> Made:  # fmt: skip
    """Build into the folders of some pages. ``later``: whether the caller finishes the gradebook."""
    from pelican import Pelican  # noqa: PLC0415 - takes 0.2 s, which other commands need not wait for
    from pelican.settings import read_settings  # noqa: PLC0415

    logging.getLogger("pelican").setLevel(logging.ERROR)
    given = {"PATH": str(request.content), "OUTPUT_PATH": str(pages.folder), "DELETE_OUTPUT_DIRECTORY": False}
    settings: dict[str, Any] = read_settings(str(request.settings), given)
    depends_on = program(request.settings, Path(settings["THEME"])) if request.cache else ""
    for some in filter(None, (pages, gradebook_pages)):
        some.program = depends_on
    settings["pages"], settings["gradebook_pages"] = pages, gradebook_pages
    settings["COHORT"] = {
        **settings["COHORT"],
        "gradebook": gradebook_pages.folder if gradebook_pages else None,
        "private": request.private,
        **({"cache": request.cache} if request.cache else {}),
        "as_of": request.as_of,
        "site_from_gradebook": (request.site_address or request.site_from_gradebook).rstrip("/"),
        "own": request.own,
        "search": request.search,
        "kept_index": _kept_index(request),
        "gradebook_later": later,
    }
    with contextlib.redirect_stdout(io.StringIO()):
        Pelican(settings).run()
    return Made(settings["site"], settings["findings"], settings)


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
            scratch.unlock(self.lock)
            raise
        return self

    def prepare(self) -> None:
        """Create the empty folder to build in. Refuses to replace a folder that Cohort did not write."""
        if self.aside.exists() and not self.target.exists():
            self.aside.rename(self.target)
        if self.target.exists() and not self.target.is_dir():
            raise CannotBuild(f"{self.target}: is a file, and the site needs a folder")
        if self.target.is_dir() and not (self.target / MARK).exists() and any(self.target.iterdir()):
            raise CannotBuild(
                f"{self.target}: contains files that Cohort did not write, and a build replaces the whole folder: "
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
        scratch.unlock(self.lock)

    def put_in_place(self, pages: Pages) -> tuple[int, int]:
        """Replace the target in one step; returns the numbers of written (new or changed) and unchanged files.

        Unchanged files keep their modification times, so that syncing the site elsewhere copies only what changed.
        """
        pages.forget()
        written = unchanged = 0
        for file in _files(self.folder):
            if _as_before(Path(file), self.target / file[len(str(self.folder)) + 1 :]):
                unchanged += 1
            else:
                written += 1
        if not self.target.exists():
            self.folder.rename(self.target)
        elif _exchange(self.folder, self.target):
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            self.target.rename(self.aside)
            self.folder.rename(self.target)
            shutil.rmtree(self.aside)
        pages.remember()
        return written, unchanged


def _lock(target: Path) -> FileLock:
    """A lock against concurrent builds into one folder."""
    try:
        return scratch.lock(target)
    except scratch.InUse:
        raise CannotBuild(f"{target}: another build is writing to it: wait for it to finish, or stop it") from None
    except OSError as error:
        raise CannotBuild(f"{error.filename}: cannot be locked: {error.strerror}") from None


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders atomically, if the system can; returns whether it did."""
    paths = os.fsencode(one), os.fsencode(other)
    done: int
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            done = library.renamex_np(*paths, RENAME_SWAP)
        elif sys.platform.startswith("linux"):
            done = library.renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE)
        else:
            return False
    except (AttributeError, OSError, TypeError):
        return False
    return done == 0


def _files(folder: Path) -> Iterator[str]:
    """The paths of the files below a folder, but for its mark."""
    return (f"{where}/{name}" for where, _, names in os.walk(folder) for name in names if name != MARK)


def _as_before(file: Path, before: Path) -> bool:
    """Whether a file is as it was, and if so, its time too."""
    try:
        old, new = before.stat(), file.stat()
        if (old.st_dev, old.st_ino) == (new.st_dev, new.st_ino):
            return True
        if old.st_size != new.st_size or before.read_bytes() != file.read_bytes():
            return False
    except OSError:
        return False
    os.utime(file, ns=(old.st_atime_ns, old.st_mtime_ns))
    return True
