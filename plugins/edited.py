"""A text file that somebody else may be editing: read whole, and replaced only while it holds what was read.

Raises ``CannotEdit``, whose messages name the file, for one that cannot be read or written, is not UTF-8, is a link or
has been changed.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from . import atomic, regular
from .core.refusal import Refusal


class CannotEdit(Refusal):
    """Nothing was written; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a file held when it was read; nothing where there was none."""

    data: bytes = b""

    @property
    def mark(self) -> bytes:
        """The byte-order mark, which stays."""
        return codecs.BOM_UTF8 if self.data.startswith(codecs.BOM_UTF8) else b""


def read(file: Path) -> Held:
    try:
        return Held(regular.data(file))
    except FileNotFoundError:
        return Held()
    except OSError as error:
        raise CannotEdit(f"{file}: cannot be read: {error.strerror}") from None


def text(held: Held, name: str) -> str:
    """The text without its byte-order mark. ``name``: the file's, in messages."""
    try:
        return held.data.removeprefix(held.mark).decode()
    except UnicodeDecodeError:
        raise CannotEdit(f"{name}: is not UTF-8: save it as UTF-8 first") from None


def replace(file: Path, held: Held, made: str, name: str) -> None:
    """Write a text, if the file still holds what it ``held``; its folder is made if there is none."""
    if file.is_symlink():
        raise CannotEdit(f"{file}: is a symbolic link: change the file that it leads to")
    unchanged(file, held, name)
    data = held.mark + made.encode()
    if data == held.data:
        return
    try:
        file.parent.mkdir(exist_ok=True)
        atomic.write(file, data)
    except OSError as error:
        raise CannotEdit(f"{file}: cannot be written: {error.strerror}") from None


def unchanged(file: Path, held: Held, name: str) -> None:
    if read(file) != held:
        raise CannotEdit(f"{name} has been changed meanwhile: nothing was written; look at it, and try again")
