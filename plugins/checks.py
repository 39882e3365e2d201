"""Every text and page of a corpus as the check sees it: each looked at once, and remembered."""

import sys
from dataclasses import astuple
from pathlib import Path
from typing import Any

import rapidfuzz

from . import files, parallel
from .core import check
from .core.brands import Finding, Matcher, Mention, words
from .core.corpus import Corpus
from .core.model import Page, Text
from .core.problems import Problem
from .store import Store, digest, digest_of_files

CORE = Path(check.__file__).parent


def checked(corpus: Corpus, cache: Path | None) -> dict[str, check.Checked]:
    """Every text and page of a corpus as the check sees it, keyed by path."""
    store = Store(cache, "checked", corpus.course.title)
    depends_on = digest(_checker(), corpus.lexicon.fingerprint)
    texts = list(corpus.everything)
    keys = [_key(depends_on, text) for text in texts]
    missing = [text for text, key in zip(texts, keys, strict=True) if key not in store.known]
    if missing:
        matcher = Matcher(corpus.lexicon, files.names(), files.nouns())
        made = iter(parallel.mapped(lambda text: _plain(check.check(text, matcher)), missing))
    brand = {item.slug: item for item in corpus.lexicon.brands}
    found: dict[str, check.Checked] = {}
    for text, key in zip(texts, keys, strict=True):
        mentions, findings, problems = store.get(key, lambda: next(made))
        found[text.path] = check.Checked(
            tuple([Mention(start, end, brand[name]) for start, end, name in mentions]),
            tuple([Finding(*place, brand[name], *rest) for place, name, rest in findings]),
            tuple([Problem(text.path, *problem) for problem in problems]),
        )
    store.save()
    return found


def _checker() -> str:
    """A hash of all that a check is made of, the course's own names apart."""
    code = (*sorted(CORE.glob("*.py")), *sorted(CORE.glob("brands/*.py")), files.NAMES, files.NOUNS)
    return digest(digest_of_files(*code), words.edition(), rapidfuzz.__version__, sys.version)


def _key(depends_on: str, text: Text | Page) -> str:
    source = text.source
    sic = "" if isinstance(text, Page) else "\n".join(text.sic)
    return digest(depends_on, text.lang, sic, str(source.body), str(source.prose_fields), source.text)


def _plain(made: check.Checked) -> tuple[Any, ...]:
    return (
        tuple((m.start, m.end, m.brand.slug) for m in made.mentions),
        tuple(
            ((f.start, f.end, f.wrong, f.suggestion), f.brand.slug, (f.kind, f.severity, f.why)) for f in made.findings
        ),
        tuple(astuple(problem)[1:] for problem in made.problems),
    )


def problems(corpus: Corpus, found: dict[str, check.Checked]) -> list[Problem]:
    """All that is wrong in a corpus, in the order of files and lines."""
    said = [*corpus.problems, *(problem for one in found.values() for problem in one.problems)]
    return sorted(said, key=lambda problem: problem.place)
