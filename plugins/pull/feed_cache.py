"""Responses cached from pull to pull: a file for each address in the git-ignored cache folder.

Without the cache, a pull requests everything again and finds nothing new, since ``.cohort-import.json``, in the content
folder, records what was written to the course. A file consists of a line of JSON and the response's text, and is
written atomically on arrival, so that an interrupted pull can be resumed.
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
"""How long an interrupted pull can be resumed, in seconds."""


@dataclass(frozen=True, slots=True)
class CachedFeed:
    """A cached response. ``checked``: when it was last validated; ``wait``: until when its server asked not to be
    contacted; both in Unix seconds.
    """

    known: Known = field(default_factory=Known)
    charset: str = ""
    moved: str = ""
    checked: float = 0.0
    wait: float = 0.0
    inside: bool = False
    whole: bool = False
    """Whether there is a text, not just a time to wait for."""


class FeedCache:
    """The responses of all addresses, and whether the last pull of this course was completed."""

    def __init__(self, cache: Path, course: Path) -> None:
        self.folder = cache / "feeds"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.running = self.folder / f"running-{digest(str(course))[:12]}"
        self.since = self._begun()

    def _begun(self) -> float:
        """The time from which responses belong to this pull: its own start, or that of the interrupted pull it
        resumes.
        """
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
        """Mark the pull as completed. Entries not requested for half a year are deleted."""
        self.running.unlink(missing_ok=True)
        for file in self.folder.iterdir():
            if file.stat().st_mtime < time.time() - UNUSED_DAYS * 86400:
                file.unlink(missing_ok=True)

    def get(self, address: str) -> CachedFeed:
        """The entry for an address; an empty one if there is none."""
        try:
            with self._file(address).open("rb") as file:
                return _head(file)
        except (OSError, ValueError, TypeError, KeyError):
            return CachedFeed()

    def open(self, address: str) -> IO[bytes]:
        """The text of a response."""
        file = self._file(address).open("rb")
        file.readline()
        return file

    def put(self, address: str, cached: CachedFeed, text: IO[bytes] | None = None) -> None:
        """Store a response; without a text, update the metadata of the stored one."""
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
        """Store until when a server asked not to be contacted."""
        self.put(address, replace(self.get(address), wait=until))

    def _file(self, address: str) -> Path:
        return self.folder / f"{digest(address)}.feed"


def _head(file: IO[bytes]) -> CachedFeed:
    data: dict[str, Any] = json.loads(file.readline(1 << 16))
    if data.pop("version") != VERSION:
        raise ValueError(VERSION)
    return CachedFeed(**{**data, "known": Known(**data["known"])})
