"""The sample course that ships with Cohort, and a new course in its place or in an empty folder.

The sample is recognized by the digests of its files, in ``data/sample.txt``, even in a copy without git. Files
identical to Cohort's own are kept in ``sample/``; everything else beside them is moved aside. All files are first
written to a folder beside the content, which then replaces it atomically.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .. import atomic
from ..core.refusal import Refusal
from ..course.course_file import FILE

SAMPLE: Final = Path(__file__).parent.parent / "data" / "sample.txt"
IGNORED: Final = (".DS_Store", "Thumbs.db", "desktop.ini")
OF_GIT: Final = (".git", ".gitignore", ".gitattributes")
ROSTER: Final = "roster.csv"
ADJUSTMENTS: Final = "adjustments.toml"
KEPT: Final = "sample"
"""The folder beside the content where the sample is kept."""


class CannotStart(Refusal):
    """Nothing was written; the message says why, and what to do."""


@dataclass(frozen=True)
class Found:
    """The contents of the future content folder: Cohort's own files, and other people's."""

    own: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def look(content: Path) -> Found:
    """Classify the files in a folder by their contents."""
    if content.is_symlink():
        raise CannotStart(f"{content}: is a symbolic link, which is not followed: name the folder itself")
    if content.exists() and not content.is_dir():
        raise CannotStart(f"{content}: is a file: name a folder with --content")
    sample = {line[34:]: line[:32] for line in SAMPLE.read_text("utf-8").splitlines()}
    own: list[str] = []
    others: list[str] = []
    for file in files_of(content):
        path = file.relative_to(content).as_posix()
        (own if path in sample and sample[path] == digest(file) else others).append(path)
    return Found(tuple(own), tuple(others))


def digest(file: Path) -> str | None:
    """A digest of a file's contents, ignoring line endings, since git may change them. None for symbolic links and
    anything that is not a readable file.
    """
    if file.is_symlink() or not file.is_file() or not os.access(file, os.R_OK):
        return None
    return hashlib.blake2b(file.read_bytes().replace(b"\r\n", b"\n"), digest_size=16).hexdigest()


def files_of(content: Path) -> Iterator[Path]:
    """All files in a folder, except git's own and those left by desktop environments."""
    for folder, folders, names in os.walk(content):
        at_top = Path(folder) == content
        folders[:] = sorted(name for name in folders if not (at_top and name in OF_GIT))
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted([*names, *links]):
            if name not in (*IGNORED, ".gitkeep") and not (at_top and name in OF_GIT):
                yield Path(folder) / name


def aside_of(content: Path) -> Path:
    """An unused name beside the content folder."""
    number, name = 1, f"{content.name}-before-start"
    while (content.parent / name).exists():
        number += 1
        name = f"{content.name}-before-start-{number}"
    return content.parent / name


def write(
    content: Path, found: Found, files: Mapping[str, str], private: Path, roster: str, adjustments: str
) -> Path | None:
    """Stage everything, then move it into place. Returns the folder with the files moved aside, if there are any.
    ``roster`` and ``adjustments`` are the private files, empty if they are not to be written.
    """
    try:
        content.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=content.parent, prefix=".cohort-start-") as folder:
            staged = Path(folder) / "content"
            for path, text in files.items():
                _put(staged / path, text)
            with (
                _put_new(private / ADJUSTMENTS, adjustments) if adjustments else nullcontext(),
                _put_private(private / ROSTER, roster) if roster else nullcontext(),
            ):
                moved = _placed(staged, content, found)
    except OSError as error:
        raise CannotStart(f"{error.filename or content}: cannot be written: {error.strerror}") from None
    return moved


def _placed(staged: Path, content: Path, found: Found) -> Path | None:
    if not found.own:
        _fill(staged, content)
        return None
    aside = aside_of(content)
    content.rename(aside)
    try:
        staged.rename(content)
    except OSError:
        aside.rename(content)
        raise
    return _emptied(aside, content, found)


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8", newline="\n")


@contextmanager
def _put_private(target: Path, roster: str) -> Iterator[None]:
    """Write the roster once the block succeeds, to a folder that git ignores wherever it is; an export already at that
    path is kept beside it.
    """
    private = target.parent
    _hidden_from_git(private)
    if target.exists():
        shutil.copyfile(target, private / "roster-before-start.csv")
    with atomic.replacing(target) as stream:
        stream.write(roster.encode("utf-8"))
        stream.flush()
        yield


@contextmanager
def _put_new(target: Path, text: str) -> Iterator[None]:
    """Write a private file that is not there yet, and delete it if the block fails."""
    _hidden_from_git(target.parent)
    with target.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    try:
        yield
    except BaseException:
        target.unlink()
        raise


def _hidden_from_git(private: Path) -> None:
    if not private.exists():
        _put(private / ".gitignore", "*\n")


def _fill(staged: Path, content: Path) -> None:
    """Move a course into an empty folder, its settings last: without them, it is not a course yet."""
    if not content.exists():
        staged.rename(content)
        return
    moved: list[Path] = []
    try:
        for file in sorted(staged.rglob("*"), key=lambda file: file.name == FILE):
            if file.is_file():
                target = content / file.relative_to(staged)
                target.parent.mkdir(parents=True, exist_ok=True)
                atomic.move(file, target)
                moved.append(target)
    except OSError:
        for target in moved:
            target.unlink()
        raise


def _emptied(aside: Path, content: Path, found: Found) -> Path | None:
    """Move Cohort's own files to ``sample/``, where its tests read them; None if nothing is left of the old folder."""
    for name in OF_GIT:
        if (aside / name).exists():
            (aside / name).rename(content / name)
    kept = content.parent / KEPT
    there = kept.exists() or kept.is_symlink()
    usable = not there or (kept.is_dir() and not kept.is_symlink())
    known = set(look(kept).own) if there and usable else set()
    for path in found.own if usable else ():
        target = kept / path
        if path in known:
            (aside / path).unlink()
        elif not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            (aside / path).rename(target)
    for folder, _, names in os.walk(aside, topdown=False):
        for name in names:
            if name in (*IGNORED, ".gitkeep"):
                (Path(folder) / name).unlink()
        if not any(Path(folder).iterdir()):
            Path(folder).rmdir()
    return aside if aside.exists() else None
