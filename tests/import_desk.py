"""A content folder, its private one, and imports of files into them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plugins.imports import importing
from plugins.imports.report import Report


@dataclass(frozen=True)
class Desk:
    root: Path

    @property
    def content(self) -> Path:
        return self.root / "content"

    @property
    def private(self) -> Path:
        return self.root / "private"

    def bring(self, inbox: Mapping[str, bytes], **more: object) -> Report:
        """Import files, given by path: one by itself, several as a folder."""
        folder = self.root / f"inbox-{len(list(self.root.iterdir()))}"
        folder.mkdir()
        for name, data in inbox.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        source = folder / next(iter(inbox)) if len(inbox) == 1 else folder
        return importing.bring(importing.ImportRequest(source, self.content, self.private, **more))

    def text(self, path: str) -> str:
        return (self.content / path).read_text("utf-8")
