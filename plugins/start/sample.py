"""The sample course that ships with Cohort, and a new course in its place or in an empty folder.

The sample is recognized by the digests of its files, in ``data/sample.txt``, even in a copy without git. Files
identical to Cohort's own are kept in ``sample/``; everything else beside them is moved aside. All files are first
written to a folder beside the content, which then replaces it atomically.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from .. import atomic, scratch
from ..core.refusal import Refusal
from ..course.course_file import FILE

SAMPLE: Final = Path(__file__).parent.parent / "data" / "sample.txt"
IGNORED: Final = (".DS_Store", "Thumbs.db", "desktop.ini")
OF_GIT: Final = (".git", ".gitignore", ".gitattributes")
ROSTER: Final = "roster.csv"
ADJUSTMENTS: Final = "adjustments.toml"
STAGED: Final = "content"
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
        with scratch.folder(content.parent, "start") as folder:
            staged = folder / STAGED
            for path, text in files.items():
                _put(staged / path, text)
            begun = _Begun(
                content, aside_of(content) if found.own else None, private, _digest_of(roster) if roster else "",
                _kept_roster(private, roster), _digest_of(adjustments) if adjustments else "",
                {path: _digest_of(text) for path, text in files.items()},
            )  # fmt: skip
            begun.write(folder)
            try:
                if adjustments:
                    _hidden_from_git(private)
                    atomic.write(private / ADJUSTMENTS, adjustments.encode("utf-8"))
                if roster:
                    _put_roster(private, roster, begun.kept_roster)
                _place(staged, begun)
            except BaseException:
                begun.undo()
                raise
            return begun.finish()
    except OSError as error:
        raise CannotStart(f"{error.filename or content}: cannot be written: {error.strerror}") from None


def resume(content: Path) -> bool:
    """Deal with a start that was killed: undo one whose course is not in place, else finish it; whether one was
    finished. Raises ``CannotStart``.
    """
    finished = False
    try:
        for folder in scratch.abandoned(content.parent, "start"):
            begun = _Begun.read(folder)
            if begun and begun.content != content:
                continue
            if begun and ((folder / STAGED / FILE).exists() or not content.exists()):
                begun.undo()
            elif begun:
                begun.finish()
                finished = True
            shutil.rmtree(folder.parent)
    except OSError as error:
        raise CannotStart(f"{error.filename or content}: cannot be written: {error.strerror}") from None
    return finished


@dataclass(frozen=True)
class _Begun:
    """What a start is about to do, noted before it does anything, so that another run can undo or finish it. ``aside``:
    where the folder that is replaced waits; ``kept_roster``: the name of the copy of a roster that is replaced. Digests
    are those of what is written, empty where nothing is.
    """

    content: Path
    aside: Path | None
    private: Path
    roster: str
    kept_roster: str
    adjustments: str
    files: Mapping[str, str]

    def write(self, folder: Path) -> None:
        """Note it in a folder."""
        values = {**asdict(self), "content": str(self.content), "private": str(self.private)}
        values["aside"] = str(self.aside) if self.aside else None
        atomic.write(folder / scratch.UNFINISHED, json.dumps(values).encode())

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """What was noted in a folder, if anything."""
        try:
            values = json.loads((folder / scratch.UNFINISHED).read_bytes())
            content, aside = Path(values.pop("content")), values.pop("aside")
            beside = content.with_name(Path(aside).name) if aside else None
            return cls(content, beside, Path(values.pop("private")), **values)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def undo(self) -> None:
        """Put everything back as it was, unless somebody has written there since."""
        if self.aside and self.aside.exists() and not self.content.exists():
            self.aside.rename(self.content)
        if not self.aside:
            for path, wrote in self.files.items():
                _unwrite(self.content / path, wrote)
        _unwrite(self.private / ADJUSTMENTS, self.adjustments)
        kept = self.private / self.kept_roster
        if self.kept_roster and kept.exists():
            if _digest(self.private / ROSTER) in (self.roster, _digest(kept)):
                kept.replace(self.private / ROSTER)
        elif not self.kept_roster:
            _unwrite(self.private / ROSTER, self.roster)

    def finish(self) -> Path | None:
        """Put away what was there before; the folder with what was moved aside, if there is any."""
        return _emptied(self.aside, self.content, look(self.aside)) if self.aside and self.aside.exists() else None


def _place(staged: Path, begun: _Begun) -> None:
    if not begun.aside:
        _fill(staged, begun.content)
        return
    begun.content.rename(begun.aside)
    staged.rename(begun.content)


def _digest_of(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


def _digest(file: Path) -> str:
    """The digest of a file as it is, empty if there is none."""
    try:
        return hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest()
    except FileNotFoundError:
        return ""


def _unwrite(file: Path, wrote: str) -> None:
    """Delete a file that is as it was written."""
    if wrote and file.is_file() and _digest(file) == wrote:
        file.unlink()


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8", newline="\n")


def _kept_roster(private: Path, roster: str) -> str:
    """A name for the copy of a roster that is to be replaced, empty if there is none."""
    if not roster or not (private / ROSTER).exists():
        return ""
    number, name = 1, "roster-before-start.csv"
    while (private / name).exists():
        number += 1
        name = f"roster-before-start-{number}.csv"
    return name


def _put_roster(private: Path, roster: str, kept: str) -> None:
    """Write the roster to a folder that git ignores wherever it is; an export that is there is kept beside it."""
    _hidden_from_git(private)
    if kept:
        atomic.write(private / kept, (private / ROSTER).read_bytes(), private=True)
    atomic.write(private / ROSTER, roster.encode("utf-8"))


def _hidden_from_git(private: Path) -> None:
    if not private.exists() or not any(private.iterdir()):
        _put(private / ".gitignore", "*\n")


def _fill(staged: Path, content: Path) -> None:
    """Move a course into an empty folder, its settings last: without them, it is not a course yet."""
    if not content.exists():
        staged.rename(content)
        return
    for file in sorted(staged.rglob("*"), key=lambda file: file.name == FILE):
        if file.is_file():
            target = content / file.relative_to(staged)
            target.parent.mkdir(parents=True, exist_ok=True)
            atomic.move(file, target)


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
