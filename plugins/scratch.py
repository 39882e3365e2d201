"""Folders that are there for as long as they are needed, and locks. What a killed process leaves of them, the next one
deletes that makes any there. Git ignores the folders wherever they are, and only their owner can look into them.
"""

import hashlib
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

FOLDER: Final = re.compile(r"\.cohort-[a-z]+-[0-9a-f]{16}")
LOCK: Final = re.compile(r"cohort-(?:return-)?[0-9a-f]{16}\.lock")
HELD, INSIDE, UNFINISHED = ".lock", "files", "unfinished"
A_MINUTE: Final = 60.0
A_MOMENT: Final = 0.5
"""The seconds for which a lock is tried: somebody may hold it only to see whether it was left."""


class InUse(Exception):
    """Another process holds the lock."""


@contextmanager
def folder(beside: Path | None, subject: str) -> Iterator[Path]:
    """An empty folder below ``beside``, which is made if it is missing; None: below the system's temporary folder.
    ``subject``: what it is for, in a word. Raises ``OSError``.

    A file in it that is called ``unfinished`` keeps it: what was begun there has to be finished by whoever began it.
    """
    within = Path(tempfile.gettempdir()) if beside is None else beside
    within.mkdir(parents=True, exist_ok=True)
    for old in abandoned(within):
        if not (old / UNFINISHED).exists():
            shutil.rmtree(old.parent, ignore_errors=True)
    made, lock = _made(within, subject)
    try:
        (made / ".gitignore").write_text("*\n", "utf-8")
        (made / INSIDE).mkdir()
        yield made / INSIDE
    finally:
        if os.name == "nt":  # where an open file cannot be deleted
            lock.release()
        shutil.rmtree(made, ignore_errors=True)
        lock.release()


def is_ours(path: str) -> bool:
    """Whether a path is one of such a folder, or in one."""
    return any(map(FOLDER.fullmatch, Path(path).parts))


def abandoned(within: Path, subject: str = "") -> Iterator[Path]:
    """What killed processes left of the folders made below ``within``, each locked until the next one is asked for."""
    for made in _own(within, FOLDER):
        if made.name.startswith(f".cohort-{subject}") and made.is_dir() and not _is_being_made(made):
            with suppress(OSError, Timeout), FileLock(made / HELD, blocking=False):
                yield made / INSIDE


def _is_being_made(made: Path) -> bool:
    """Whether a folder may be about to be locked."""
    with suppress(OSError):
        return not (made / HELD).exists() and time.time() - made.stat().st_mtime < A_MINUTE
    return True


def _made(within: Path, subject: str) -> tuple[Path, FileLock]:
    while True:
        made = within / f".cohort-{subject}-{secrets.token_hex(8)}"
        made.mkdir(mode=0o700)
        lock = FileLock(made / HELD, blocking=False)
        with suppress(Timeout):  # somebody took it for one that was left
            lock.acquire()
            return made, lock


def lock(thing: Path, subject: str = "") -> FileLock:
    """Lock something, by a file in the system's temporary folder; the system releases it when the process ends. Raises
    ``InUse``, and ``OSError`` that names the file.
    """
    sweep()
    name = hashlib.blake2b(os.fsencode(thing), digest_size=8).hexdigest()
    file = Path(tempfile.gettempdir()) / f"cohort-{subject}{name}.lock"
    made = FileLock(file, timeout=A_MOMENT, poll_interval=A_MOMENT / 50)
    try:
        made.acquire()
    except Timeout:
        raise InUse from None
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None
    return made


def sweep() -> None:
    """Delete the locks that killed processes left."""
    for left in _own(Path(tempfile.gettempdir()), LOCK):
        with suppress(OSError, Timeout):
            old = FileLock(left, blocking=False)
            old.acquire()
            unlock(old)


def unlock(held: FileLock) -> None:
    """Release a lock. Its file is deleted while it is still held, so that nobody's is deleted in its place."""
    with suppress(OSError):  # Windows cannot delete an open file; it goes when it is released
        Path(held.lock_file).unlink()
    held.release()


def _own(within: Path, named: re.Pattern[str]) -> list[Path]:
    """What lies in a folder and belongs to this user, by its name; no links."""
    user = os.getuid() if hasattr(os, "getuid") else None
    with suppress(OSError), os.scandir(within) as entries:
        return [
            Path(entry.path)
            for entry in entries
            if named.fullmatch(entry.name)
            and not entry.is_symlink()
            and user in (None, entry.stat(follow_symlinks=False).st_uid)
        ]
    return []
