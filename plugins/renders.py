"""Every text and page of a corpus as HTML, and as checked: each computed once, and remembered."""

import sys
from dataclasses import astuple
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from . import files
from .core import check, markup
from .core.brands import Finding, Matcher, Mention
from .core.corpus import Corpus
from .core.model import Comment, Page, Text
from .core.problems import Problem
from .store import Store, digest, digest_of_files

CORE = Path(check.__file__).parent
PYTHON = str(sys.version_info[:2])
RENDERER = digest(digest_of_files(CORE / "markup.py"), version("Markdown"), version("nh3"), PYTHON)
CHECKER = digest(
    digest_of_files(*sorted(CORE.glob("*.py")), *sorted(CORE.glob("brands/*.py")), files.NAMES),
    version("wordfreq"),
    version("rapidfuzz"),
    PYTHON,
)


def render(corpus: Corpus, cache: Path | None) -> dict[str, markup.Rendered]:
    """Every text and page of a corpus as HTML, keyed by path."""
    store = Store(cache, "rendered", corpus.course.title)
    rendered: dict[str, markup.Rendered] = {}
    for text in corpus.everything:
        shift = 3 if isinstance(text, Comment) else 1
        body = text.source.prose

        def compute(body: str = body, lang: str = text.lang, shift: int = shift) -> tuple[str, str, int]:
            made = markup.render(body, lang, shift)
            return made.html, made.plain, made.words

        rendered[text.path] = markup.Rendered(*store.get(digest(RENDERER, str(shift), text.lang, body), compute))
    store.save()
    return rendered


def checked(corpus: Corpus, cache: Path | None) -> dict[str, check.Checked]:
    """Every text and page of a corpus as the check sees it, keyed by path."""
    store = Store(cache, "checked", corpus.course.title)
    lexicon = digest(CHECKER, repr(corpus.lexicon.brands))
    brand = {item.slug: item for item in corpus.lexicon.brands}
    matcher: list[Matcher] = []
    found: dict[str, check.Checked] = {}

    def compute(text: Text | Page) -> tuple[Any, ...]:
        if not matcher:
            matcher.append(Matcher(corpus.lexicon, files.names(), files.nouns()))
        made = check.check(text, matcher[0])
        return (
            tuple((m.start, m.end, m.brand.slug) for m in made.mentions),
            tuple(
                ((f.start, f.end, f.wrong, f.suggestion), f.brand.slug, (f.kind, f.severity, f.why))
                for f in made.findings
            ),
            tuple(astuple(problem)[1:] for problem in made.problems),
        )

    for text in corpus.everything:
        source = text.source
        sic = "" if isinstance(text, Page) else "\n".join(text.sic)
        key = digest(lexicon, text.lang, sic, repr((source.body, source.prose_fields)), source.text)
        mentions, findings, problems = store.get(key, partial(compute, text))
        found[text.path] = check.Checked(
            tuple(Mention(start, end, brand[name]) for start, end, name in mentions),
            tuple(
                Finding(start, end, wrong, right, brand[name], kind, severity, why)
                for (start, end, wrong, right), name, (kind, severity, why) in findings
            ),
            tuple(Problem(text.path, *problem) for problem in problems),
        )
    store.save()
    return found


def problems(corpus: Corpus, found: dict[str, check.Checked]) -> list[Problem]:
    """All that is wrong in a corpus, in the order of files and lines."""
    said = [*corpus.problems, *(problem for one in found.values() for problem in one.problems)]
    return sorted(said, key=lambda problem: problem.place)
