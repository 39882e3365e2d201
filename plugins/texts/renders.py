"""Renders every text and page of a course as HTML, with a cache."""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .. import parallel
from ..cache import Store, digest, digest_of_files
from ..core import words
from ..core.model import Comment, Page, Text
from . import blocks, dialect, markup, sparing, typography, unsupported

CONVERSION = tuple(
    Path(code.__file__) for code in (blocks, dialect, markup, sparing, typography, unsupported) if code.__file__
)
"""The files whose code turns Markdown into HTML."""


def render(texts: Sequence[Text | Page], course: str, cache: Path | None) -> dict[str, markup.Rendered]:
    """Render texts and pages; the result is keyed by path. ``course`` is the course's title, which is part of the cache
    key.
    """
    code = digest_of_files(*CONVERSION, Path(words.__file__))
    depends_on = digest(code, version("Markdown"), version("nh3"), sys.version)
    store = Store(cache, "rendered", course, depends_on)
    keys = [digest(str(_shift(text)), text.lang, _apart(text), text.source.prose) for text in texts]
    made = store.all(keys, lambda missing: parallel.mapped(_rendered, [texts[n] for n in missing]))
    store.save()
    return {text.path: markup.Rendered(*values) for text, values in zip(texts, made, strict=True)}


def fresh(texts: Sequence[Text | Page]) -> dict[str, markup.Rendered]:
    """Render a few texts, without a cache."""
    return {text.path: markup.Rendered(*_rendered(text)) for text in texts}


def _shift(text: Text | Page) -> int:
    """How many levels its highest heading is below that of its page."""
    return 3 if isinstance(text, Comment) else 1


def _apart(text: Text | Page) -> str:
    """What keeps the ids of a text's footnotes apart from those of others: eight digits made of its path."""
    return digest(text.path)[:8] if "[^" in text.source.prose else ""


def _rendered(text: Text | Page) -> tuple[Any, ...]:
    made = markup.render(text.source.prose, text.lang, _shift(text), _apart(text))
    return made.html, made.plain, made.words, made.own
