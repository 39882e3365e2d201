"""Pages: each is rendered from one frozen value, and only if the last build's does not show the same.

What a page shows is a value of ``core/values.py``. With the program, the templates and what every page shows, its
digest names the page: where the last build gave a file the same name, and nobody has touched the file since, it is
taken as it is. The folder may even hold it already: it is begun with what the last two builds share. What is remembered
may be lost, cut or outdated at any time, and costs time.
"""

import os
import shutil
import sys
import sysconfig
from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from jinja2.bccache import Bucket, BytecodeCache

from . import cache, parallel, templates
from .cache import digest, state_of
from .core.values import Digests

Shown = TypeVar("Shown")
Names = dict[str, tuple[str, int, int]]
"""What each page was named, by file, with the size and the time of the file."""


class TemplateCache(BytecodeCache):
    """Templates as Python's bytecode, from run to run; code that was generated in another way is no use."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.way = folder, cache.digest_of_files(Path(templates.__file__))[:12]

    def load_bytecode(self, bucket: Bucket) -> None:
        if data := cache.kept(self._file(bucket)):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        cache.keep(self._file(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}-{self.way}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be rendered. ``shown`` makes the value that it shows; ``text`` renders that, and nothing else."""

    file: str
    shown: Callable[[], Any]
    text: Callable[[Any], str]


class Pages:
    """The pages of one folder, which is empty until ``recall``. ``last``: the folder as the last build left it;
    ``kept``: the file in which to remember this build; without them, every page is rendered. ``spare``: where what the
    last folder shares with this one may stay when this one has taken its place, so that the next build finds it.
    """

    def __init__(
        self, folder: Path, last: Path | None = None, kept: Path | None = None, spare: Path | None = None
    ) -> None:  # fmt: skip
        self.folder, self.last, self.file, self.spare = folder, last, kept, spare
        self.program = ""
        self.before: Names = {}
        """The pages of the last build."""
        self.here: Names = {}
        """Those that the folder has already."""
        self.everywhere: list[object] = []
        """What every page shows."""
        self.waiting: list[Page] = []
        self.names: dict[str, str] = {}
        """What each page is named, by file, as soon as it is written."""
        self.folders: set[Path] = set()
        """Those that have been made for pages."""
        self.copy: parallel.Copy | None = None
        """The process that writes them, if it is another one."""

    def recall(self, program: str) -> None:
        """Recall the last build, if it was made by the same program, and take the spare folder. ``program``: a digest
        of the program and the templates. Raises ``OSError``.
        """
        self.program = program
        known = cache.kept(self.file) if self.file and self.last else None
        if known and known[0] == program:
            self.before = known[1]
            if self.spare and _takes_place(self.spare, self.folder):
                same = ((file, one) for file, one in self.before.items() if one[1:] == self._state(self.folder, file))
                self.here = dict(same)
                _keep_only(self.folder, self.here)
        if self.spare:
            shutil.rmtree(self.spare, ignore_errors=True)

    def add(self, file: str, shown: Callable[[], Shown], text: Callable[[Shown], str]) -> None:
        """Add a page; nothing is made yet. ``file``: its path below the folder."""
        self.waiting.append(Page(file, shown, text))

    @property
    def files(self) -> list[str]:
        """The pages' files, in the order in which they were added."""
        return [page.file for page in self.waiting]

    def write(self) -> None:
        """Write every page, sharing the work with copies of this process. What pages have in common is made with the
        first, before. Raises ``TypeError`` if a page shows what is no value, and ``OSError``.
        """
        digests = Digests()
        everywhere = digests.of(*self.everywhere)
        for file in self.here.keys() - self.files:
            self._delete(file)

        def written(page: Page) -> str:
            shown = page.shown()
            name = digest(everywhere, digests.of(shown))
            if page.file not in self.here or self.here[page.file][0] != name:
                self._write(page, shown, name)
            return name

        self.names |= dict(zip(self.files, parallel.mapped(written, self.waiting, first=1), strict=True))

    def _write(self, page: Page, shown: object, name: str) -> None:
        """Take a page from the last build, if it is there and the same; or else render it."""
        place = self._place(page.file)
        is_same = self.last and self.before.get(page.file) == (name, *self._state(self.last, page.file))
        if not is_same or not _has_another_name(f"{self.last}/{page.file}", place):
            place.write_bytes(page.text(shown).encode("utf-8"))

    def _place(self, file: str) -> Path:
        """Where a page is to be written: in a folder that is there, and not into a file that the last site has, too."""
        place = self.folder / file
        if place.parent not in self.folders:
            place.parent.mkdir(parents=True, exist_ok=True)
            self.folders.add(place.parent)
        place.unlink(missing_ok=True)
        return place

    def _delete(self, file: str) -> None:
        """Delete a page, and the folders that are empty without it."""
        (self.folder / file).unlink()
        with suppress(OSError):
            for folder in Path(file).parents[:-1]:
                (self.folder / folder).rmdir()

    def leave(self) -> None:
        """Have nobody write pages any more, whatever happened."""
        if self.copy:
            self.copy.end()

    def forget(self) -> None:
        """Forget the last build, before its files are replaced."""
        if self.file:
            cache.forget(self.file)

    def put_away(self, folder: Path) -> None:
        """Put away what is left of the last build, when this one's folder has taken its place: all but the pages that
        both have is deleted.
        """
        if self.spare and self.before:
            same = {file for file, (name, *_) in self.before.items() if self.names.get(file) == name}
            with suppress(OSError):
                _keep_only(folder, same)
                folder.rename(self.spare)
        shutil.rmtree(folder, ignore_errors=True)

    def remember(self) -> None:
        """Remember this build, whose pages have taken the place of the last one's."""
        if not self.file or not self.last:
            return
        kept = {file: (name, *self._state(self.last, file)) for file, name in self.names.items()}
        cache.keep(self.file, (self.program, kept))

    @staticmethod
    def _state(folder: Path, file: str) -> tuple[int, int]:
        return state_of(f"{folder}/{file}")[:2]


def _takes_place(folder: Path, empty: Path) -> bool:
    """Put a folder in the place of an empty one; returns whether there is one and the system can."""
    with suppress(OSError):
        empty.rmdir()
        folder.rename(empty)
        return True
    empty.mkdir(exist_ok=True)
    return False


def _keep_only(folder: str | Path, files: Container[str], below: str = "") -> bool:
    """Delete everything in a folder but some files, and the folders that are empty without it; returns whether any are
    left. ``below``: with what the paths of the folder's files begin. Raises ``OSError``.
    """
    are_left = False
    with os.scandir(folder) as entries:
        for entry in entries:
            path = f"{below}{entry.name}"
            if not entry.is_dir(follow_symlinks=False):
                is_left = path in files
                if not is_left:
                    Path(entry.path).unlink()
            elif not (is_left := _keep_only(entry.path, files, f"{path}/")):
                Path(entry.path).rmdir()
            are_left |= is_left
    return are_left


def _has_another_name(file: str, name: Path) -> bool:
    """Give a file a second name, or a copy where it cannot have one; returns whether that could be done."""
    for way in (os.link, shutil.copy2):
        with suppress(OSError):
            way(file, name)
            return True
    return False


def program(settings: Path, theme: Path) -> str:
    """A digest of the program, its settings and its templates: with others, every page may look different. A theme
    without strings of its own has those that come with the program.
    """
    home = Path(__file__).parent
    code = (*home.rglob("*.py"), *settings.parent.glob("*.py"), settings)
    looks = (theme / "templates", theme / "strings", home.parent / "theme/strings")
    files = {*code, *(file for folder in looks for file in folder.rglob("*") if file.is_file())}
    parts = [f"{file}\n{file.read_bytes().decode('latin-1')}" for file in sorted(files)]
    return digest(sys.version, str(state_of(sysconfig.get_path("purelib"))[:2]), *parts)
