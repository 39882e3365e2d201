"""What was computed of a text, remembered from run to run by the hash of all it depends on.

One file for each subject and course, below the ignored cache folder, holding just what the last run used.
"""

import hashlib
import marshal
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from . import atomic


def digest(*parts: str) -> str:
    """A hash of texts, of which none can pass for another's beginning: the length of each comes first."""
    told = f"{','.join([str(len(part)) for part in parts])};{''.join(parts)}"
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def digest_of_files(*files: Path) -> str:
    """A hash of what files hold: what a program or a list of words computes depends on all of it."""
    return digest(*(file.read_text("utf-8") for file in files))


class Store:
    """Remembers plain values (numbers, texts, tuples of such) by key, as long as ``depends_on``, a hash of all that
    every one of them depends on, is the same. ``folder`` None remembers nothing.
    """

    def __init__(self, folder: Path | None, subject: str, course: str, depends_on: str) -> None:
        self.file = folder / f"{subject}-{digest(course)[:12]}" if folder else None
        self.depends_on = depends_on
        self.known = _read(self.file, depends_on)
        self.written = self.known.keys()
        self.used: dict[str, Any] = {}

    def all(self, keys: Sequence[str], compute: Callable[[list[int]], Iterable[Any]]) -> list[Any]:
        """The values for keys. ``compute`` gives those that are not known, by the places of their keys."""
        missing = [n for n, key in enumerate(keys) if key not in self.known]
        made = dict(zip((keys[n] for n in missing), compute(missing), strict=True)) if missing else {}
        self.used = {key: made[key] if key in made else self.known[key] for key in keys}
        return [self.used[key] for key in keys]

    def save(self) -> None:
        """Write what this run used, in one step, if it is not what is there."""
        if not self.file or self.used.keys() == self.written:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(self.file, marshal.dumps((self.depends_on, self.used)), durable=False)


def _read(file: Path | None, depends_on: str) -> dict[str, Any]:
    if not file or not file.exists():
        return {}
    try:
        depended_on, known = marshal.loads(file.read_bytes())  # noqa: S302 - our own file, below the ignored cache
    except (ValueError, EOFError, TypeError, OSError):
        return {}
    return known if depended_on == depends_on and isinstance(known, dict) else {}
