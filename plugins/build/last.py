"""Whether a build would give what the last one gave, so that there is nothing to do.

What a build depends on is looked at by size and time, not read: the content, private, theme and program files, the
state of the git repository, the packages, and the clock. What the last build wrote has to be as it was left, too.
"""

import hashlib
import os
import re
import shutil
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .. import cache
from ..cache import state_of
from ..core.problems import Problem
from .request import BuildRequest, Result

COARSE = 2_000_000_000
"""Nanoseconds within which a file system that counts whole seconds, or pairs of them, tells no change."""
CLOCK_TIME = re.compile(rb"\d[T ]\d\d:(\d\d)|[\"' ]\d\d?:(\d\d)")
QUARTERS = frozenset((0, 15, 30, 45))
IN_GIT = ("HEAD", "index", "packed-refs", "shallow", "config", "refs", "logs/HEAD")
PASSED_OVER = frozenset(("__pycache__", ".git"))


class Last:
    """The last build of a request. What is remembered of it may be lost at any time, and costs a build."""

    def __init__(self, request: BuildRequest, now: datetime) -> None:
        self.request, self.now = request, now
        self.file = request.cache / f"built-{_digest(map(str, request.folders))[:12]}" if request.cache else None
        self.inputs = self._inputs() if self.file else ""

    def result(self) -> Result | None:
        """What a build would say, if it would write nothing new."""
        begun = time.monotonic()
        if not self.file or not self.inputs:
            return None
        kept = cache.kept(self.file)
        if not kept or kept[0] != self.inputs:
            return None
        _, outputs, until, count, (problems, unscanned, notes) = kept
        if not until[0] <= self.now.timestamp() < until[1] or outputs != self._outputs():
            return None
        told = tuple(Problem(*problem) for problem in problems)
        return Result(0, count, told, time.monotonic() - begun, (), unscanned, notes)

    def remember(self, result: Result) -> None:
        """Remember what a build said that began when this was made; it must still hold the lock on what it wrote."""
        if not self.file or not self.inputs:
            return
        plain = tuple(astuple(problem) for problem in result.problems), result.unscanned, result.notes
        until = self.now.timestamp(), self._until().timestamp()
        kept = self.inputs, self._outputs(), until, result.written + result.unchanged, plain
        cache.keep(self.file, kept)

    def _until(self) -> datetime:
        """The next moment at which a course may look different though nothing in it changes: the next minute of an hour
        that is named in its settings or ends a quarter. A build as of a given moment never does.
        """
        if self.request.as_of:
            return datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
        minutes = set(QUARTERS)
        for file in (self.request.content / "course.toml", self.request.private / "adjustments.toml"):
            if file.is_file():
                minutes |= {int(one or other) for one, other in CLOCK_TIME.findall(file.read_bytes())}
        moment = self.now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        while moment.minute not in minutes and (moment - timedelta(minutes=1)).minute not in minutes:
            moment += timedelta(minutes=1)
        return moment

    def _inputs(self) -> str:
        """A digest of what a build depends on; empty where a change might not be seen."""
        request, seen = self.request, time.time_ns()
        home = request.settings.parent
        files: list[str] = []
        for folder in (request.content, request.private, home / "theme", home / "plugins"):
            files.append(str(folder))
            for path, state in _states(folder):
                if not state[1] % 1_000_000_000 and seen - state[1] < COARSE:
                    return ""
                files.append(f"{path} {state}")
        files += [f"{path} {state}" for path, state in _of_git(request.content)]
        settings, packages = ("pelicanconf.py", "publishconf.py"), map(sysconfig.get_path, ("purelib", "platlib"))
        files += [f"{path} {state_of(path)}" for path in (*(str(home / name) for name in settings), *packages)]
        return _digest((repr(replace(request, cache=None)), sys.version, str(shutil.which("git")), *files))

    def _outputs(self) -> str:
        return _digest(f"{path} {state[:2]}" for folder in self.request.folders for path, state in _states(folder))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _states(folder: Path) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """The files below a folder, in order, and what tells whether they changed; links are followed to files alone."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name in PASSED_OVER:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield entry.path, (0, 0, 0)
            yield from _states(Path(entry.path))
        else:
            yield entry.path, state_of(entry.path)


def _of_git(content: Path) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """The files that tell which commit a folder's repository is at."""
    for folder in (content.resolve(), *content.resolve().parents):
        found = folder / ".git"
        if found.is_file():  # a worktree or a submodule, whose repository is elsewhere
            yield str(found), (0, 0, time.time_ns())
        if found.is_dir():
            for name in IN_GIT:
                yield str(found / name), state_of(found / name)
                yield from _states(found / name)
            return
