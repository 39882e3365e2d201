"""Every text and page of a corpus as HTML: each rendered once, and remembered."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from . import parallel
from .core import markup, typed, words
from .core.corpus import Corpus
from .core.model import Comment, Page, Text
from .store import Store, digest, digest_of_files


def render(corpus: Corpus, cache: Path | None) -> dict[str, markup.Rendered]:
    """Every text and page of a corpus as HTML, keyed by path."""
    code = digest_of_files(*(Path(file) for file in (markup.__file__, typed.__file__, words.__file__)))
    depends_on = digest(code, version("Markdown"), version("nh3"), sys.version)
    store = Store(cache, "rendered", corpus.course.title, depends_on)
    texts = list(corpus.everything)
    keys = [digest(str(_shift(text)), text.lang, text.source.prose) for text in texts]
    made = store.all(keys, lambda missing: parallel.mapped(_rendered, [texts[n] for n in missing]))
    store.save()
    return {text.path: markup.Rendered(*values) for text, values in zip(texts, made, strict=True)}


def _shift(text: Text | Page) -> int:
    """How far below a page's own its highest heading is."""
    return 3 if isinstance(text, Comment) else 1


def _rendered(text: Text | Page) -> tuple[Any, ...]:
    made = markup.render(text.source.prose, text.lang, _shift(text))
    return made.html, made.plain, made.words, made.own
