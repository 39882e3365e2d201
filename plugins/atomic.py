"""A file replaced in one step: whoever reads it, and whatever happens, finds the old one whole or the new one whole.

What is written waits beside it in a hidden file, which goes away where anything fails. One that is left by a process
that was killed is known by its name and its age.
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

WAITING: Final = re.compile(r"\.cohort-[0-9a-f]{16}\.new")
ABANDONED: Final = 3600.0
"""Seconds without a byte, after which nobody is writing any more."""


def write(file: Path, data: bytes, *, durable: bool = True) -> None:
    """Replace a file, or make it. Raises ``OSError`` that names it."""
    with replacing(file, durable=durable) as stream:
        stream.write(data)


@contextmanager
def replacing(file: Path, *, durable: bool = True) -> Iterator[IO[bytes]]:
    """A stream whose bytes take the place of ``file`` where the block ends well, with the permissions that it had.

    A symbolic link is replaced and not followed. ``durable``: the bytes are on the disk before, so that even a power
    cut leaves one of the two whole; a cache need not wait for that. Raises ``OSError`` that names ``file``.
    """
    waiting = file.with_name(f".cohort-{secrets.token_hex(8)}.new")
    try:
        with waiting.open("xb") as stream:
            with suppress(FileNotFoundError):
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


def move(file: Path, target: Path) -> None:
    """Move a file into the place of another, with the permissions that one had; to another file system by way of a
    copy. Raises ``OSError`` that names ``target``.
    """
    with suppress(FileNotFoundError):
        shutil.copymode(target, file)
    try:
        file.replace(target)
    except OSError:
        with file.open("rb") as moved, replacing(target) as stream:
            shutil.copyfileobj(moved, stream)


def is_being_written(file: Path) -> bool:
    """Whether a file waits to replace another, and may still do so."""
    if not WAITING.fullmatch(file.name):
        return False
    try:
        return file.stat().st_mtime > time.time() - ABANDONED
    except FileNotFoundError:
        return False
