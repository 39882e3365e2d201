"""Pages: each is rendered from one frozen value, and only if the last build's does not show the same.

What a page shows is a value of ``core/values.py``. With the program, the templates and what every page shows, its
digest names the page: where the last build gave a file the same name, and nobody has touched the file since, it is
taken as it is. What is remembered of the last build may be lost, cut or outdated at any time, and costs time.
"""

import os
import shutil
import sys
import sysconfig
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from jinja2.bccache import Bucket, BytecodeCache

from . import cache, parallel, templates
from .cache import digest, state_of
from .core.values import Digests

Shown = TypeVar("Shown")


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
    """The pages of one folder. ``last``: the folder as the last build left it; ``kept``: the file in which to remember
    this build; without them, every page is rendered. ``program``: a digest of the program and the templates.
    """

    def __init__(self, folder: Path, last: Path | None = None, kept: Path | None = None, program: str = "") -> None:
        self.folder, self.last, self.file, self.program = folder, last, kept, program
        self.everywhere: list[object] = []
        """What every page shows."""
        self.waiting: list[Page] = []
        self.names: dict[str, str] = {}
        """What each page is named, by file, as soon as it is written."""

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
        digests, before = Digests(), self._before()
        everywhere = digests.of(*self.everywhere)

        def written(page: Page) -> str:
            shown = page.shown()
            name = digest(everywhere, digests.of(shown))
            if not self._taken(page.file, name, before):
                self._render(page, shown)
            return name

        first, others = self.waiting[:1], self.waiting[1:]
        self.names |= dict(zip(self.files, [*map(written, first), *parallel.mapped(written, others)], strict=True))

    def _taken(self, file: str, name: str, before: dict[str, tuple[str, int, int]]) -> bool:
        """Take a page from the last build, if it is there and the same."""
        if not self.last or file not in before or before[file] != (name, *state_of(self.last / file)[:2]):
            return False
        target = self.folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        return _has_another_name(self.last / file, target)

    def _render(self, page: Page, shown: object) -> None:
        target = self.folder / page.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(page.text(shown).encode("utf-8"))

    def _before(self) -> dict[str, tuple[str, int, int]]:
        program, pages = (cache.kept(self.file) if self.file else None) or ("", {})
        return pages if program == self.program else {}

    def forget(self) -> None:
        """Forget the last build, before its files are replaced."""
        if self.file:
            cache.forget(self.file)

    def remember(self) -> None:
        """Remember this build, whose pages have taken the place of the last one's."""
        if not self.file or not self.last:
            return
        kept = {file: (name, *state_of(self.last / file)[:2]) for file, name in self.names.items()}
        cache.keep(self.file, (self.program, kept))


def _has_another_name(file: Path, name: Path) -> bool:
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
