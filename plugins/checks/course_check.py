"""Every text and page of a corpus as the check sees it: each looked at once, and remembered."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import rapidfuzz

from .. import parallel
from ..brands import Finding, Lexicon, Matcher, Mention, word_lists
from ..cache import Store, digest, digest_of_files
from ..core.model import Brand, Course, Page, Parked, Text
from ..core.problems import Problem
from ..corpus import files
from ..corpus.corpus import Corpus
from ..images import image_files
from . import check

PLUGINS = Path(__file__).parent.parent
JUDGES = ("brands", "checks", "core", "texts")
"""The folders on whose code it depends what the check says of a text."""
MINE = slice(None, None, 3)
"""The files that a process checks itself while a copy of it checks the others: it has all of them to read, too."""


def course(content: Path, cache: Path | None, *, images: bool = True) -> tuple[Corpus, dict[str, check.Checked]]:
    """A course read and checked. Where nothing is remembered of it, a copy of this process begins to check its files
    while this one still reads them. Of its history it has what the check needs. ``images``: whether these are looked
    at, too. Raises ``files.CannotRead``.
    """
    opened = files.open_course(content)
    store = _store(cache, opened.course, opened.lexicon)
    if store.known or parallel.processes(len(opened.files)) == 1:
        corpus = _read(opened, cache, images=images)
        return corpus, _checked(corpus, store)
    copy = parallel.Copy(lambda: _others(opened))
    corpus = _read(opened, cache, images=images)
    mine = {path for path, _ in opened.files[MINE]}
    texts = [text for text in corpus.everything if text.path in mine]
    store.known = _made(texts, corpus.course, corpus.lexicon) | (copy.result() or {})
    return corpus, _checked(corpus, store)


def _read(opened: files.Opened, cache: Path | None, *, images: bool) -> Corpus:
    corpus = opened.read(with_history=False)
    return image_files.examine(opened.content, corpus, cache)[0] if images else corpus


def _others(opened: files.Opened) -> dict[str, Any]:
    """What the check says of the files that are not ``MINE``, by key."""
    others = opened.without(MINE)
    texts = [value for value, _ in others.values() if not isinstance(value, Parked)]
    return _made(texts, opened.course, opened.lexicon)


def checked(corpus: Corpus, cache: Path | None) -> dict[str, check.Checked]:
    """Every text and page of a corpus as the check sees it, keyed by path."""
    return _checked(corpus, _store(cache, corpus.course, corpus.lexicon))


def _checked(corpus: Corpus, store: Store) -> dict[str, check.Checked]:
    texts = list(corpus.everything)
    keys = list(map(_key, texts))

    def compute(missing: list[int]) -> list[Any]:
        matcher = _matcher(corpus.course, corpus.lexicon)
        return parallel.mapped(lambda n: _plain(check.check(texts[n], matcher)), missing)

    made = store.all(keys, compute)
    store.save()
    brand = {item.slug: item for item in corpus.lexicon.brands}
    return {text.path: _whole(text.path, plain, brand) for text, plain in zip(texts, made, strict=True)}


def _made(texts: Sequence[Text | Page], course: Course, lexicon: Lexicon) -> dict[str, Any]:
    """What the check says of some texts, by key."""
    matcher = _matcher(course, lexicon)
    return {_key(text): _plain(check.check(text, matcher)) for text in texts}


def _matcher(course: Course, lexicon: Lexicon) -> Matcher:
    words = files.words().knowing(person.name for person in course.people)
    return Matcher(lexicon, words, files.nouns())


def _store(cache: Path | None, course: Course, lexicon: Lexicon) -> Store:
    code = (*(file for name in JUDGES for file in sorted((PLUGINS / name).glob("*.py"))), files.NAMES, files.NOUNS)
    versions = (word_lists.edition(), rapidfuzz.__version__, sys.version)
    people = (person.name for person in course.people)
    depends_on = digest(digest_of_files(*code), lexicon.fingerprint, *versions, *people)
    return Store(cache, "checked", course.title, depends_on)


def _key(text: Text | Page) -> str:
    source = text.source
    sic = "" if isinstance(text, Page) else "\n".join(text.sic)
    return digest(text.lang, sic, str(source.body), str(source.prose_fields), source.text)


def _plain(made: check.Checked) -> tuple[Any, ...]:
    """As plain values, for the cache."""
    return (
        tuple((mention.start, mention.end, mention.brand.slug) for mention in made.mentions),
        tuple(
            ((f.start, f.end, f.wrong, f.suggestion), f.brand.slug, (f.kind, f.severity, f.why), _bare(report.problem))
            for report in made.reports
            for f in (report.finding,)
        ),
        tuple(map(_bare, made.markup)),
    )


def _bare(problem: Problem) -> tuple[Any, ...]:
    """A problem without its path."""
    return astuple(problem)[1:]


def _whole(path: str, plain: tuple[Any, ...], brand: Mapping[str, Brand]) -> check.Checked:
    """What ``_plain`` was made of."""
    mentions, reports, markup = plain
    return check.Checked(
        tuple([Mention(start, end, brand[name]) for start, end, name in mentions]),
        tuple(
            [
                check.Report(
                    Finding(start, end, wrong, right, brand[name], kind, severity, why), Problem(path, *problem)
                )
                for (start, end, wrong, right), name, (kind, severity, why), problem in reports
            ]
        ),
        tuple([Problem(path, *problem) for problem in markup]),
    )


def problems(corpus: Corpus, found: dict[str, check.Checked]) -> list[Problem]:
    """All that is wrong in a corpus, in the order of files and lines."""
    every = [*corpus.problems, *(problem for one in found.values() for problem in one.problems)]
    return sorted(every, key=lambda problem: problem.place)
