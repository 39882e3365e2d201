"""Caches computed values from run to run, keyed by a hash of everything they depend on.

There is one file per subject and course, below the git-ignored cache folder, with only what the last run used. A cache
is a favour: one that is full, cannot be read or written, or is damaged costs time, and nothing else.
"""

import hashlib
import marshal
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import atomic, regular

MARK = 16
"""The bytes at the beginning of a file that tell whether it is whole."""


def digest(*parts: str) -> str:
    """A hash of texts, unambiguous about where each one ends, because their lengths come first."""
    joined = f"{','.join([str(len(part)) for part in parts])};{''.join(parts)}"
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def digest_of_files(*files: Path) -> str:
    """A hash of the contents of files, such as the code or word lists on which cached values depend."""
    return digest(*(file.read_text("utf-8") for file in files))


def state_of(file: str | Path) -> tuple[int, int, int]:
    """What tells whether a file changed, unread: its size, and when it and its entry last changed, in nanoseconds; -1
    for each if it cannot be looked at.
    """
    try:
        stat = os.stat(file)  # noqa: PTH116 - eight times as fast as Path.stat on a whole course
    except OSError:
        return -1, -1, -1
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


class Store:
    """Caches plain values (numbers, strings, tuples of these) by key, valid while ``depends_on``, a hash of everything
    they all depend on, stays the same. With ``folder`` None, nothing is cached.
    """

    def __init__(self, folder: Path | None, subject: str, course: str, depends_on: str) -> None:
        self.file = folder / f"{subject}-{digest(course)[:12]}" if folder else None
        self.depends_on = depends_on
        self.known = _read(self.file, depends_on)
        self.written = self.known.keys()
        self.used: dict[str, Any] = {}

    def all(self, keys: Sequence[str], compute: Callable[[list[int]], Iterable[Any]]) -> list[Any]:
        """The values for ``keys``. ``compute`` returns the missing ones, given the indices of their keys."""
        missing = [n for n, key in enumerate(keys) if key not in self.known]
        made = dict(zip((keys[n] for n in missing), compute(missing), strict=True)) if missing else {}
        self.used = {key: made[key] if key in made else self.known[key] for key in keys}
        return [self.used[key] for key in keys]

    def replace(self, values: Mapping[str, Any]) -> None:
        """Use these values, in their order, and no others."""
        self.used = dict(values)
        if values is not self.known:
            self.written = {}.keys()

    def save(self) -> None:
        """Atomically write what this run used, unless the file already holds just that."""
        if self.file and self.used.keys() != self.written:
            keep(self.file, (self.depends_on, self.used))


def _read(file: Path | None, depends_on: str) -> dict[str, Any]:
    depended_on, known = (kept(file) if file else None) or ("", {})
    return known if depended_on == depends_on else {}


def keep(file: Path, value: Any) -> None:
    """Write a plain value atomically, if the cache can be written, in a folder that is made where there is none."""
    held = marshal.dumps(value)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(file, _mark(held) + held, durable=False)


def kept(file: Path) -> Any:
    """The value in a file; None if ``keep`` did not write all of it, or if it cannot be read."""
    try:
        data = regular.data(file)
    except OSError:
        return None
    mark, held = data[:MARK], data[MARK:]
    return marshal.loads(held) if mark == _mark(held) else None  # noqa: S302 - written by ``keep``, and whole


def forget(file: Path) -> None:
    """Delete a file of the cache, if that can be done."""
    with suppress(OSError):
        file.unlink(missing_ok=True)


def fault(folder: Path) -> str:
    """What is wrong with a cache folder, in one sentence; empty if it can be written."""
    probe = folder / "probe"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        atomic.write(probe, bytes(MARK), durable=False)
        probe.unlink()
    except OSError as error:
        return f"{folder}: cannot be written ({error.strerror}), so nothing is remembered for the next time"
    return ""


def _mark(held: bytes) -> bytes:
    """What tells a whole file from a damaged one; it depends on the Python that wrote it, too."""
    return hashlib.blake2b(held, digest_size=MARK, person=sys.version.encode()[:16]).digest()
