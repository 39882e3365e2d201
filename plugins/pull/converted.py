"""HTML converted to Markdown, cached: feeds repeat the same texts from pull to pull, and conversion is the slowest
step.
"""

import sys
from importlib.metadata import version
from pathlib import Path

from ..cache import Store, digest, digest_of_files
from ..imports import balance, html_tree
from ..imports.readers import document, flow, marked, prose
from ..texts.renders import CONVERSION

PARTS = (prose, flow, marked, document, balance, html_tree)


class Converted:
    """``prose.from_html`` with a cache. ``some``: this pull sees only some of the texts, so unused entries are kept."""

    def __init__(self, cache: Path, course: Path, *, some: bool) -> None:
        code = digest_of_files(*(Path(str(part.__file__)) for part in PARTS), *CONVERSION)
        kept = ("Markdown", "nh3", "selectolax")
        self.store = Store(cache, "converted", str(course), digest(code, *map(version, kept), sys.version))
        if some:
            self.store.used = dict(self.store.known)

    def __call__(self, text: str) -> prose.Prose:
        key = digest(text)
        if key not in self.store.used:
            known = self.store.known.get(key)
            if known is None:
                found = prose.from_html(text)
                known = found.text, found.lost
            self.store.used[key] = known
        words, lost = self.store.used[key]
        return prose.Prose(words, lost)

    def save(self) -> None:
        self.store.save()
