"""Atomic file replacement: whatever happens, anybody who reads the file sees all of the old version or all of the new.

The new version is first written to a hidden file beside it, which is deleted on any failure. One left behind by a
killed process is recognizable by its name and by the lock that nobody holds, and is deleted by the next process that
writes to its folder.
"""

import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

if sys.platform != "win32":
    import fcntl

WAITING: Final = re.compile(r"\.cohort-[0-9a-f]{16}\.new")
ABANDONED: Final = 3600.0
"""Seconds since the last write, after which a hidden file counts as abandoned where no lock says so."""
_swept: set[Path] = set()


def write(file: Path, data: bytes, *, durable: bool = True, private: bool = False) -> None:
    """Replace or create a file. ``private``: so that only its owner can read it. Raises ``OSError`` that names it."""
    with replacing(file, durable=durable, private=private) as stream:
        stream.write(data)


@contextmanager
def replacing(file: Path, *, durable: bool = True, private: bool = False) -> Iterator[IO[bytes]]:
    """A stream whose contents replace ``file`` if the block succeeds, keeping the file's permissions unless it is to be
    ``private``: then its owner alone may read it.

    A symbolic link is replaced, not followed. ``durable``: sync the contents to disk first, so that either version
    survives even a power cut; a cache does not need that. Raises ``OSError`` that names ``file``.
    """
    _sweep(file.parent)
    waiting, opened = _waiting(file, private=private)
    try:
        with opened as stream:
            with suppress(FileNotFoundError):
                if not private:
                    shutil.copymode(file, waiting)
            yield stream
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        waiting.replace(file)
    except BaseException as error:
        with suppress(OSError):
            waiting.unlink()
        if isinstance(error, OSError) and error.errno and error.filename in (None, str(waiting)):
            raise OSError(error.errno, error.strerror, str(file)) from error
        raise


def _waiting(file: Path, *, private: bool) -> tuple[Path, IO[bytes]]:
    """A new hidden file beside ``file``, and a stream to it that holds its lock. Raises ``OSError``, which
    names ``file``.
    """
    while True:
        waiting = file.with_name(f".cohort-{secrets.token_hex(8)}.new")
        try:
            stream = open(waiting, "xb", opener=_for_its_owner if private else None)  # noqa: SIM115 - given on
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(file)) from error
        if _held(stream.fileno()) is not False:
            return waiting, stream
        stream.close()  # somebody took it for one that was left


def _held(descriptor: int) -> bool | None:
    """Lock an open file; whether it could be and is still there, None if the system has no such locks."""
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return os.fstat(descriptor).st_nlink > 0


def _sweep(folder: Path) -> None:
    """Delete what killed processes left in a folder, the first time that this process writes to it."""
    if folder in _swept:
        return
    _swept.add(folder)
    with suppress(OSError), os.scandir(folder) as entries:
        left = [entry for entry in entries if WAITING.fullmatch(entry.name)]
        for file in (Path(entry) for entry in left if entry.is_file(follow_symlinks=False)):
            with suppress(OSError):
                _delete_if_left(file)


def _delete_if_left(file: Path) -> None:
    with file.open("rb") as stream:
        held = _held(stream.fileno())
        if held:
            file.unlink()
    if held is None and not is_being_written(file):
        file.unlink()


def _for_its_owner(file: str, flags: int) -> int:
    return os.open(file, flags, 0o600)


def move(file: Path, target: Path) -> None:
    """Move a file over another, keeping the target's permissions; across file systems, by copying. Raises ``OSError``
    that names ``target``.
    """
    with suppress(FileNotFoundError):
        shutil.copymode(target, file)
    try:
        file.replace(target)
    except OSError:
        with file.open("rb") as moved, replacing(target) as stream:
            shutil.copyfileobj(moved, stream)


def is_being_written(file: Path) -> bool:
    """Whether a file is the hidden new version of another, and not yet abandoned."""
    if not WAITING.fullmatch(file.name):
        return False
    try:
        return file.stat().st_mtime > time.time() - ABANDONED
    except FileNotFoundError:
        return False
