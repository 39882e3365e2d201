"""What was answered, remembered from pull to pull: a file for each address in the ignored cache folder.

It is a cache: without it a pull asks for everything again and finds nothing new. What was written into the course, on
the other hand, stands in ``.cohort-import.json`` with the content. A file is a line of JSON, then the answer's text,
written in one step as soon as it is there: a pull that is stopped goes on from it.
"""

import json
import shutil
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Final

from .. import atomic
from ..cache import digest
from .web import Known

VERSION: Final = 1
UNUSED_DAYS: Final = 200
STOPPED: Final = 3600.0
"""Seconds for which a pull that was stopped can be taken up where it was."""


@dataclass(frozen=True, slots=True)
class CachedFeed:
    """An answer that is remembered. ``checked``: when it was last known to be right; ``wait``: until when its server
    asked not to be asked; both in seconds since 1970.
    """

    known: Known = field(default_factory=Known)
    charset: str = ""
    moved: str = ""
    checked: float = 0.0
    wait: float = 0.0
    inside: bool = False
    whole: bool = False
    """Whether there is a text, and not only a time to wait for."""


class FeedCache:
    """The answers of all addresses, and whether the last pull of this course ended."""

    def __init__(self, cache: Path, course: Path) -> None:
        self.folder = cache / "feeds"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.running = self.folder / f"running-{digest(str(course))[:12]}"
        self.since = self._begun()

    def _begun(self) -> float:
        """Since when answers are those of this pull: its own beginning, or that of one that was stopped."""
        now = time.time()
        try:
            begun = float(self.running.read_text("ascii"))
        except (OSError, ValueError):
            begun = 0.0
        if not now - STOPPED < begun <= now:
            begun = now
            self.running.write_text(repr(begun), "ascii")
        return begun

    def ended(self) -> None:
        """The pull has come to its end. What no pull has asked for since half a year is forgotten."""
        self.running.unlink(missing_ok=True)
        for file in self.folder.iterdir():
            if file.stat().st_mtime < time.time() - UNUSED_DAYS * 86400:
                file.unlink(missing_ok=True)

    def get(self, address: str) -> CachedFeed:
        """What is remembered of an address; an empty one where nothing is."""
        try:
            with self._file(address).open("rb") as file:
                return _head(file)
        except (OSError, ValueError, TypeError, KeyError):
            return CachedFeed()

    def open(self, address: str) -> IO[bytes]:
        """The text of an answer."""
        file = self._file(address).open("rb")
        file.readline()
        return file

    def put(self, address: str, cached: CachedFeed, text: IO[bytes] | None = None) -> None:
        """Remember an answer; without a text, what is new of the one that is there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with atomic.replacing(self._file(address), durable=False) as file:
            file.write(json.dumps({"version": VERSION, **asdict(cached)}).encode() + b"\n")
            if text is not None:
                text.seek(0)
                shutil.copyfileobj(text, file)
            elif cached.whole:
                with self.open(address) as old:
                    shutil.copyfileobj(old, file)

    def waiting(self, address: str, until: float) -> None:
        """Remember that a server asks not to be asked until then."""
        self.put(address, replace(self.get(address), wait=until))

    def _file(self, address: str) -> Path:
        return self.folder / f"{digest(address)}.feed"


def _head(file: IO[bytes]) -> CachedFeed:
    data: dict[str, Any] = json.loads(file.readline(1 << 16))
    if data.pop("version") != VERSION:
        raise ValueError(VERSION)
    return CachedFeed(**{**data, "known": Known(**data["known"])})
