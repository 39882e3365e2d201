"""An import's storage: texts being imported, spooled to disk, and the state of earlier imports in the content
folder.
"""

import hashlib
import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from .. import regular
from ..corpus import files
from .records import CannotImport

FILE: Final = ".cohort-import.json"
VERSION: Final = 1


@dataclass
class Spool:
    """Texts on disk, so that memory is needed only for the items' metadata, whatever the size of the export."""

    file: IO[bytes]
    spans: dict[Hashable, tuple[int, int]] = field(default_factory=dict)
    end: int = 0

    def put(self, name: Hashable, text: str) -> None:
        data = text.encode("utf-8", "replace")
        self.file.seek(self.end)
        self.file.write(data)
        self.spans[name] = self.end, len(data)
        self.end += len(data)

    def get(self, name: Hashable) -> bytes:
        start, length = self.spans[name]
        self.file.seek(start)
        return self.file.read(length)


def read(content: Path) -> dict[str, tuple[str, str]]:
    """Path and digest of every text imported before, by key."""
    try:
        data = json.loads(regular.text(content / FILE, "utf-8"))
        return {str(key): (_safe(row["path"]), str(row["digest"])) for key, row in data["texts"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CannotImport(f"{content / FILE}:1:1: is not as Cohort wrote it: repair it, or delete it; a text that is"
                           " imported earlier is then recognised only by its words") from None  # fmt: skip


def _safe(path: object) -> str:
    """Check that a path from the state file is inside the content folder."""
    text = str(path)
    parts = text.split("/")
    if parts[0] not in files.FOLDERS or ".." in parts or "" in parts or "\\" in text or not text.endswith(".md"):
        raise ValueError(text)
    return text


def told(state: Mapping[str, tuple[str, str]]) -> bytes:
    """The state file's contents."""
    rows = {key: {"path": path, "digest": digest} for key, (path, digest) in sorted(state.items())}
    text = json.dumps({"version": VERSION, "texts": rows}, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "replace")


def found_again(content: Path, state: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The state with updated paths for files moved to another week: a file of the same name (and for a comment, under
    the same post) counts as moved if it is the only one and was not itself imported.
    """
    there, known = dict(state), {path for path, _ in state.values()}
    missing = {key: path for key, (path, _) in state.items() if not (content / path).is_file()}
    if missing:
        places: dict[str, list[str]] = {}
        for root in files.FOLDERS:
            for file in (content / root).rglob("*.md"):
                path = file.relative_to(content).as_posix()
                if path not in known:
                    places.setdefault(_place_in_week(path), []).append(path)
        for key, path in missing.items():
            found = places.get(_place_in_week(path), ())
            if len(found) == 1:
                there[key] = found[0], state[key][1]
    return there


def _place_in_week(path: str) -> str:
    """A path without its week."""
    root, _, rest = path.partition("/")
    return f"{root}/{rest.partition('/')[2] or rest}"


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest_of(file: Path) -> str | None:
    """A digest of a file's contents; None if there is no file. Line endings are ignored, since git may change them."""
    if file.is_symlink():
        return "a symbolic link"
    try:
        return digest(regular.data(file).replace(b"\r\n", b"\n"))
    except FileNotFoundError:
        return None
    except OSError:
        return "unreadable"
