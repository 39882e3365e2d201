"""What was computed of a text, remembered from run to run by the hash of all it depends on.

One file for each subject and course, below the ignored cache folder, holding just what the last run used.
"""

import hashlib
import marshal
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


def digest(*parts: str) -> str:
    """A hash of texts, of which none can pass for another's beginning: the length of each comes first."""
    told = f"{','.join([str(len(part)) for part in parts])};{''.join(parts)}"
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def digest_of_files(*files: Path) -> str:
    """A hash of what files hold: what a program or a list of words computes depends on all of it."""
    return digest(*(file.read_text("utf-8") for file in files))


class Store:
    """Remembers plain values (numbers, texts, tuples of such) by key. ``folder`` None remembers nothing."""

    def __init__(self, folder: Path | None, subject: str, course: str) -> None:
        self.file = folder / f"{subject}-{digest(course)[:12]}" if folder else None
        self.known = _read(self.file)
        self.used: dict[str, Any] = {}

    def get(self, key: str, compute: Callable[[], Any]) -> Any:
        value = self.known[key] if key in self.known else compute()
        self.used[key] = value
        return value

    def save(self) -> None:
        """Write what this run used, in one step, if it is not what is there."""
        if not self.file or self.used.keys() == self.known.keys():
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.file.with_suffix(f".{os.getpid()}")
        temporary.write_bytes(marshal.dumps(self.used))
        temporary.replace(self.file)


def _read(file: Path | None) -> dict[str, Any]:
    if not file or not file.exists():
        return {}
    try:
        known = marshal.loads(file.read_bytes())  # noqa: S302 - our own file, below the ignored cache folder
    except (ValueError, EOFError, TypeError, OSError):
        return {}
    return known if isinstance(known, dict) else {}
