"""A site's search index, which is made again only if the documents in it have changed."""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .. import cache
from ..cache import digest, state_of
from . import pagefind, steady


@dataclass(frozen=True)
class Index:
    """An index to be made. ``documents``: HTML by file name; ``program``: Pagefind's."""

    program: Path
    documents: Mapping[str, str]

    @cached_property
    def name(self) -> str:
        """A digest of all that the index depends on."""
        code = cache.digest_of_files(Path(pagefind.__file__), Path(steady.__file__))
        documents = (part for document in self.documents.items() for part in document)
        return digest(str(self.program), str(state_of(self.program)), code, *documents)

    def write(self, site: Path) -> str:
        """Write it into a site's folder; returns a note on what went wrong, or ""."""
        return pagefind.index(self.program, self.documents, site / pagefind.INDEX)


class KeptIndex:
    """The index of a site, as its last build left it. ``folder``: the cache folder; None: nothing is remembered."""

    def __init__(self, site: Path | None, folder: Path | None) -> None:
        self.index = site / pagefind.INDEX if site else None
        self.file = folder / f"index-{digest(str(self.index.resolve()))[:12]}" if folder and self.index else None

    def is_of(self, index: Index) -> bool:
        """Whether this is what would be made, and nobody has touched it."""
        return (
            self.file is not None
            and self.index is not None
            and cache.kept(self.file) == (index.name, state_of_index(self.index))
        )

    def give(self, site: Path) -> None:
        """Let another site have it, too, if it is there."""
        if self.index and self.index.is_dir():
            shutil.copytree(self.index, site / pagefind.INDEX, copy_function=_link)

    def remember(self, index: Index, state: str = "") -> None:
        """Remember of what it is, unless it could not be made. ``state``: how it was put in place, if somebody else may
        put another there.
        """
        if self.file and self.index and (self.index / steady.ENTRY).is_file():
            cache.keep(self.file, (index.name, state or state_of_index(self.index)))


def state_of_index(folder: Path) -> str:
    """What tells whether somebody has touched an index, wherever it is."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return digest(*(f"{file.relative_to(folder)} {state_of(file)[:2]}" for file in files))


def _link(source: str, target: str) -> None:
    with suppress(OSError):
        os.link(source, target)
        return
    shutil.copy2(source, target)
