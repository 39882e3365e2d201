"""Copied passages, kept from run to run: where a text has changed, only what it changes is found again."""

import sys
from collections.abc import Sequence
from pathlib import Path

from ..cache import Store, digest, digest_of_files
from ..core import words
from . import copies
from .copies import Copied


def find(texts: Sequence[tuple[str, str]], course: str, cache: Path | None) -> dict[str, Copied]:
    """As ``copies.find``. ``course``: its title; ``cache``: the folder of what is kept, None to keep nothing."""
    if cache is None:
        return copies.find(texts)
    code = digest_of_files(Path(copies.__file__), Path(words.__file__))
    store = Store(cache, "copies", course, digest(code, sys.version))
    found = copies.again([(digest(path, prose), path, prose) for path, prose in texts], store.known)
    store.replace(found)
    store.save()
    return copies.copied((path for path, _ in texts), found)
