"""Reads ordinary files, and nothing else: a pipe, a device, a socket or a folder in the place of a file is refused at
once, for reading it could wait for ever or never end.

Everything here raises ``OSError`` that names the file, and says in ``strerror`` why it cannot be read.
"""

import errno
import io
import os
import stat
from pathlib import Path
from typing import IO

NOT_A_FILE = "it is not an ordinary file"
A_LINK = "it is a symbolic link, which is not followed"
FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def opened(file: Path, *, links: bool = True) -> IO[bytes]:
    """A file, open for reading. ``links``: whether one that leads to a file will do."""
    if not links and file.is_symlink():
        raise OSError(errno.ELOOP, A_LINK, str(file))
    if not stat.S_ISREG(file.stat().st_mode):
        raise OSError(errno.EINVAL, NOT_A_FILE, str(file))
    stream = os.fdopen(os.open(file, FLAGS | (0 if links else getattr(os, "O_NOFOLLOW", 0))), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, NOT_A_FILE, str(file))
    return stream


def data(file: Path, *, links: bool = True) -> bytes:
    """The bytes of a file."""
    with opened(file, links=links) as stream:
        return stream.read()


def text(file: Path, encoding: str = "utf-8-sig", *, links: bool = True) -> str:
    """The text of a file, its line endings plain newlines. Raises ``UnicodeDecodeError``, too."""
    with io.TextIOWrapper(opened(file, links=links), encoding) as stream:
        return stream.read()


def fault(error: OSError | UnicodeDecodeError) -> str:
    """Why a file of the course could not be read as text, and what to do."""
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8: save it as UTF-8"
    return f"cannot be read ({error.strerror}): put a file here that you may read"
