"""A complete build: Pelican writes to a folder beside the site, then the two are swapped in one step.

So a build that fails or is killed leaves the previous site intact. When publishing, the build ends with the leak scan.
"""

import contextlib
import ctypes
import gc
import importlib
import io
import logging
import os
import shutil
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
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
from ..search.index import Index, KeptIndex
from ..search.pagefind import INDEX
from ..site.context import Site
from ..site.revised import reread
from .last import Last
from .request import BuildRequest, CannotBuild, GradebookFailed, Result

MARK = ".cohort"
MARK_TEXT = "./inv build writes this folder and replaces everything in it.\n"
SPARE = "spare-site"
"""The folder of the cache with what the last two sites share; there is only one, whichever folder they are built to."""
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


@dataclass(frozen=True)
class Steps:
    """Who wants to know how far a build is. ``newer``: asked when the site is about to be put in place, for the texts
    that have changed since the build began, as paths below the content folder: their pages are made again. ``placed``:
    told, when the site is in place, which of its files are new, other or gone; then the gradebook's.
    """

    newer: Callable[[], Collection[str]] = tuple
    placed: Callable[[Path, Collection[str]], None] = lambda *_: None


@dataclass(frozen=True)
class ToMake:
    """A search index that is to be made for a site that was built: until then the build is not to be remembered."""

    index: Index
    request: BuildRequest
    last: Last
    result: Result | None = None
    """None if the gradebook could not be built."""

    def write(self, folder: Path) -> str:
        """Write it into a folder that holds nothing else; returns a note on what went wrong, or ""."""
        return self.index.write(folder)

    def remember(self, state: str) -> None:
        """Remember the build, whose index is in place now. ``state``: the index's, as it was put there. If somebody
        else builds meanwhile, what is remembered fits nothing, and costs a build.
        """
        KeptIndex(self.request.output, self.request.cache).remember(self.index, state)
        if self.result:
            self.last.remember(self.result)


class Builder:
    """Builds a course, and remembers what it built last: a changed text need not wait for everything else."""

    def __init__(self) -> None:
        self.made: Made | None = None
        self.to_make: ToMake | None = None
        """The search index that the last build left to its caller to make."""

    def build(self, request: BuildRequest, last: Last | None = None, steps: Steps = Steps()) -> Result:
        """Build the site, and when it is in place, the gradebook. ``last``: the last build, if somebody has looked at
        it already. Raises ``CannotBuild``, though never because of what texts contain.
        """
        try:
            with _without_collecting():
                return self._build(request, last or Last(request, datetime.now(UTC)), steps)
        except GradebookFailed:
            raise
        except Refusal as refusal:
            raise CannotBuild(f"{refusal}\n{AS_IT_WAS}") from None
        except OSError as error:
            raise CannotBuild(f"{_why(error, request.output)}\n{AS_IT_WAS}") from None

    def first(self, request: BuildRequest, changed: Collection[str], *, locked: bool = False) -> tuple[str, ...]:
        """Write the pages of the changed texts, given their paths below the content folder, into the site as it is.
        Returns their files below it, if there are any; a build has to follow. ``locked``: whether the site is locked
        for the caller.
        """
        if not self.made or not request.output.is_dir():
            return ()
        try:
            lock = None if locked else _lock(request.output.resolve())
        except CannotBuild:
            return ()
        try:
            self.made, files = _shown_first(self.made, request, changed, request.output)
        except OSError:
            return ()
        finally:
            if lock:
                scratch.unlock(lock)
        return files

    def _build(self, request: BuildRequest, last: Last, steps: Steps) -> Result:
        begun = time.monotonic()
        _refuse_overlaps(request)
        gradebook = None if request.publish else request.gradebook
        with contextlib.ExitStack() as stack:
            site = stack.enter_context(_Staging(request.output))
            book = stack.enter_context(_Staging(gradebook)) if gradebook else None
            site_pages, book_pages = _pages(request, site, has_spare=True), _pages(request, book) if book else None
            if book_pages:
                stack.callback(book_pages.leave)
            made = _run_pelican(request, site_pages, book_pages, later=True)
            found: tuple[str, ...] = ()
            unscanned = limits = ""
            if request.publish:
                found, unscanned, limits = scan.leaks_in(site.folder, request.private, made.site, made.theme)
            if found:
                problems = tuple(_problems(request, made))
                return Result(0, 0, problems, time.monotonic() - begun, found, unscanned)
            made, again = _shown_first(made, request, steps.newer(), site.folder)
            for file in again:
                site_pages.names.pop(file, None)
            index = _index_to_make(made, request, site.folder)
            placed = site.put_in_place(site_pages)
            self.made = made
            if not request.search_later and "index" in made.settings:
                KeptIndex(request.output, request.cache).remember(made.settings["index"])
            self.to_make = ToMake(index, request, last) if index else None
            steps.placed(request.output, placed.changed)
            written, unchanged = placed.written, placed.unchanged
            if book and book_pages:
                _finish_gradebook(made)
                placed = book.put_in_place(book_pages)
                written, unchanged = written + placed.written, unchanged + placed.unchanged
                steps.placed(book.target, placed.changed)
            problems = tuple(_problems(request, made))
            notes = (*made.notes, *filter(None, [cache.fault(request.cache) if request.cache else ""]))
            result = Result(written, unchanged, problems, time.monotonic() - begun, (), unscanned, notes, limits)
            if not index:
                last.remember(result)
        self.to_make = replace(self.to_make, result=result) if self.to_make else None
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


def _index_to_make(made: Made, request: BuildRequest, folder: Path) -> Index | None:
    """The index that the caller is to make, unless the last site's is the same; a site has that one until then."""
    index: Index | None = made.settings.get("index")
    if not index or not request.search_later:
        return None
    kept = KeptIndex(request.output, request.cache)
    kept.give(folder)
    return None if kept.is_of(index) else index


def _shown_first(
    made: Made, request: BuildRequest, changed: Collection[str], folder: Path
) -> tuple[Made, tuple[str, ...]]:  # fmt: skip
    """Write the pages of changed texts into a site's folder; returns what was made, with these texts, and the pages'
    files. Raises ``OSError``.
    """
    site, posts = reread(made.site, request.content, changed)
    files = []
    for post in posts:
        file, text = made.settings["writer"].again(site, post)
        atomic.write(folder / file, text.encode("utf-8"), durable=False)
        files.append(file)
    return replace(made, site=site), tuple(files)


def _problems(request: BuildRequest, made: Made) -> list[Problem]:
    corpus, shown = made.site.corpus, made.site.overview.paths
    return scan.discreetly(request.private, corpus, shown, made.problems)


def build(request: BuildRequest, last: Last | None = None) -> Result:
    """Build a course once, as ``Builder.build`` does."""
    return Builder().build(request, last)


def _pages(request: BuildRequest, staging: "_Staging", *, has_spare: bool = False) -> Pages:
    """The pages to be written to a folder, which know what the last build left. ``has_spare``: whether of that may stay
    in the cache what the next one shares; a gradebook is nowhere but in its place.
    """
    if not request.cache:
        return Pages(staging.folder, staging.target)
    kept = request.cache / f"pages-{digest(str(staging.target))[:12]}"
    return Pages(staging.folder, staging.target, kept, request.cache / SPARE if has_spare else None)


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


def prepare(request: BuildRequest) -> None:
    """Load what every build needs, so that copies of this process need not."""
    from pelican.settings import read_settings  # noqa: PLC0415 - takes 0.2 s, which other commands need not wait for

    logging.getLogger("pelican").setLevel(logging.ERROR)
    with contextlib.suppress(Exception):  # the build says what is wrong
        for name in (*read_settings(str(request.settings))["PLUGINS"], "plugins.gradebook.pages"):
            importlib.import_module(name)


def build_apart(request: BuildRequest, folder: Path) -> tuple[Path, Made]:
    """Build into an empty folder, leaving site and gradebook alone; returns the gradebook's folder and what it was made
    from. Raises ``CannotBuild``, and any refusal that the course causes.
    """
    _refuse_overlaps(request)
    apart = replace(request, output=folder / "site", gradebook=folder / "book", publish=False, search=False)
    pages = Pages(folder / "book")
    try:
        return folder / "book", _run_pelican(apart, Pages(folder / "site"), pages)
    except OSError as error:
        raise CannotBuild(_why(error, folder)) from None
    finally:
        pages.leave()


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
        some.recall(depends_on)
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
        "search_later": request.search_later,
        "last_site": request.output,
        "gradebook_later": later,
    }
    with contextlib.redirect_stdout(io.StringIO()):
        Pelican(settings).run()
    return Made(settings["site"], settings["findings"], settings)


@dataclass(frozen=True)
class _Placed:
    """What became of a folder's files: those that are new, other or gone, and the numbers of files that are written
    (new or other) and unchanged.
    """

    changed: tuple[str, ...]
    written: int
    unchanged: int


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
        except OSError as error:
            raise CannotBuild(f"{self.folder}: cannot be written: {error.strerror}") from None

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        scratch.unlock(self.lock)

    def put_in_place(self, pages: Pages) -> "_Placed":
        """Replace the target in one step.

        Unchanged files keep their modification times, so that syncing the site elsewhere copies only what changed.
        """
        pages.forget()
        (self.folder / MARK).write_text(MARK_TEXT, "utf-8")
        files = set(_files(self.folder))
        gone = set(_files(self.target)) - files
        written = [file for file in files if not _as_before(self.folder / file, self.target / file)]
        _replace(self.target, self.folder, self.aside)
        pages.put_away(self.aside if self.aside.exists() else self.folder)
        pages.remember()
        return _Placed(tuple(sorted({*written, *gone})), len(written), len(files) - len(written))


def put_index_in_place(request: BuildRequest, folder: Path, *, locked: bool) -> bool:
    """Let the search index of a site and the one in a folder change places; returns whether that could be done.
    ``locked``: whether the site is locked for the caller.
    """
    try:
        lock = None if locked else _lock(request.output.resolve())
    except CannotBuild:
        return False
    try:
        _replace(request.output.resolve() / INDEX, folder, folder.with_name("old"))
    except OSError:
        return False
    finally:
        if lock:
            scratch.unlock(lock)
    return True


def put_away(request: BuildRequest) -> None:
    """Delete what killed builds left beside the folders that a build replaces."""
    for folder in request.folders:
        with contextlib.suppress(OSError, CannotBuild), _Staging(folder), scratch.folder(folder.parent, "search"):
            pass


def _replace(target: Path, folder: Path, aside: Path) -> None:
    """Put a folder in the place of another, if there is one, in one step where the system can. ``aside``: a name for
    the old one, if it cannot be called as the other was.
    """
    if not target.exists():
        folder.rename(target)
    elif not _exchange(folder, target):
        target.rename(aside)
        folder.rename(target)


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
    """The paths below a folder of the files in it, but for its mark."""
    start = len(str(folder)) + 1
    return (f"{where}/{name}"[start:] for where, _, names in os.walk(folder) for name in names if name != MARK)


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
