"""Rendered texts, remembered from build to build by the hash of what was rendered and of what rendered it."""

import hashlib
import marshal
import os
import sys
from importlib.metadata import version
from pathlib import Path

from .core import markup
from .core.corpus import Corpus
from .core.model import Comment

RENDERER = f"{markup.VERSION} {version('Markdown')} {version('nh3')} {sys.version_info[:2]}"


def render(corpus: Corpus, cache: Path | None) -> dict[str, markup.Rendered]:
    """Every text and page of a corpus as HTML, keyed by path."""
    file = cache / f"rendered-{_digest(str(corpus.course.title))[:12]}" if cache else None
    known = _read(file)
    used: dict[str, tuple[str, str, int]] = {}
    rendered: dict[str, markup.Rendered] = {}
    for text in (*corpus.texts, *corpus.pages):
        shift = 3 if isinstance(text, Comment) else 1
        body = text.source.prose
        key = _digest(f"{RENDERER}\0{shift}\0{text.lang}\0{body}")
        result = markup.Rendered(*known[key]) if key in known else markup.render(body, text.lang, shift)
        used[key] = (result.html, result.plain, result.words)
        rendered[text.path] = result
    if used.keys() != known.keys():
        _write(file, used)
    return rendered


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _read(file: Path | None) -> dict[str, tuple[str, str, int]]:
    if not file or not file.exists():
        return {}
    try:
        known = marshal.loads(file.read_bytes())  # noqa: S302 - our own file, below the ignored cache folder
    except (ValueError, EOFError, TypeError, OSError):
        return {}
    return known if isinstance(known, dict) else {}


def _write(file: Path | None, used: dict[str, tuple[str, str, int]]) -> None:
    if not file:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_suffix(f".{os.getpid()}")
    temporary.write_bytes(marshal.dumps(used))
    temporary.replace(file)
