"""Every text and page of a corpus as HTML: each rendered once, and remembered."""

import sys
from pathlib import Path
from typing import Any

import markdown
import nh3

from . import parallel
from .core import markup, typed
from .core.corpus import Corpus
from .core.model import Comment, Page, Text
from .store import Store, digest, digest_of_files


def render(corpus: Corpus, cache: Path | None) -> dict[str, markup.Rendered]:
    """Every text and page of a corpus as HTML, keyed by path."""
    store = Store(cache, "rendered", corpus.course.title)
    code = digest_of_files(Path(markup.__file__), Path(typed.__file__))
    depends_on = digest(code, markdown.__version__, nh3.__version__, sys.version)
    texts = list(corpus.everything)
    keys = [digest(depends_on, str(_shift(text)), text.lang, text.source.prose) for text in texts]
    missing = [text for text, key in zip(texts, keys, strict=True) if key not in store.known]
    made = iter(parallel.mapped(_rendered, missing))
    rendered = {
        text.path: markup.Rendered(*store.get(key, lambda: next(made))) for text, key in zip(texts, keys, strict=True)
    }
    store.save()
    return rendered


def _shift(text: Text | Page) -> int:
    """How far below a page's own its highest heading is."""
    return 3 if isinstance(text, Comment) else 1


def _rendered(text: Text | Page) -> tuple[Any, ...]:
    made = markup.render(text.source.prose, text.lang, _shift(text))
    return made.html, made.plain, made.words
