"""What ``./inv check`` found last in a content folder, in the cache: when it is lost, everything is new again."""

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

from .. import regular
from ..cache import Store
from .news import Last, Seen

FORM = "1"
"""Another one for another form of what is remembered."""


class LastCheck:
    """The last check of a content folder. With ``cache`` None, nothing is remembered."""

    def __init__(self, cache: Path | None, content: Path) -> None:
        self.content = content
        self.store = Store(cache, "found", str(content.resolve()), FORM)

    def read(self) -> Last | None:
        """What it saw; None if there was none, or what is remembered of it is damaged."""
        try:
            files = self.store.known["files"]
            return {str(path): Seen(str(held), dict(findings)) for path, held, findings in files}
        except (KeyError, TypeError, ValueError):
            return None

    def held(self, paths: Collection[str]) -> Mapping[str, str]:
        """A hash of what each file holds; empty if it cannot be read."""
        return {path: self._held(path) for path in paths}

    def _held(self, path: str) -> str:
        try:
            return hashlib.blake2b(regular.data(self.content / path), digest_size=16).hexdigest()
        except (OSError, ValueError):
            return ""

    def remember(self, files: Last) -> None:
        """Take this check as the last one, if the cache can be written."""
        rows = tuple((path, file.held, tuple(file.findings.items())) for path, file in files.items())
        self.store.replace({"files": rows})
        self.store.save()
