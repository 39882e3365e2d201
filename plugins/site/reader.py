"""The gateway to Pelican: posts and pages reach it only as parsed into the model, with the model's metadata.

Nothing else in a file's header reaches Pelican, so nobody can write outside their own path.
"""

import os
from typing import Any

from pelican import signals
from pelican.readers import BaseReader, Readers

from ..core.model import Page, Post


class TextReader(BaseReader):  # type: ignore[misc]
    """Returns the corpus's text for a path; drafts, held-back texts and unknown files are skipped."""

    enabled = True
    file_extensions = ("md",)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        path = os.path.relpath(source_path, self.settings["PATH"]).replace(os.sep, "/")
        text = self.settings["site"].corpus.by_path.get(path)
        if not isinstance(text, Post | Page) or (isinstance(text, Post) and text.status == "draft"):
            return "", {"status": "skip"}
        metadata: dict[str, Any] = {
            "title": text.title,
            "slug": text.slug,
            "url": text.address,
            "save_as": f"{text.address}index.html",
            "lang": text.lang,
            "status": "published",
            "text": text,
        }
        if isinstance(text, Post):
            metadata["date"] = text.date
        return self.settings["site"].rendered[path].html, metadata


def only_our_readers(readers: Readers) -> None:
    readers.reader_classes = {
        "md": TextReader,
        **{name: reader for name, reader in readers.reader_classes.items() if name == "static"},
    }


def register() -> None:
    signals.readers_init.connect(only_our_readers)
