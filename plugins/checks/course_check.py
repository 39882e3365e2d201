"""Checks every text and page of a corpus, with a cache."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import rapidfuzz

from .. import parallel
from ..brands import Finding, Lexicon, Matcher, Mention, word_lists
from ..cache import Store, digest, digest_of_files
from ..core.model import Brand, Course, Page, Parked, Post, Text
from ..core.problems import Problem
from ..corpus import files
from ..corpus.corpus import Corpus
from ..images import image_files
from . import check

PLUGINS = Path(__file__).parent.parent
CHECK_FOLDERS = ("brands", "checks", "core", "texts")
"""The folders whose code determines the check's results."""
FINDING_FIELDS = tuple(field.name for field in fields(Finding) if field.name != "brand")
OWN_SHARE = slice(None, None, 3)
"""The share of files that this process checks while a forked copy checks the others: it also has to read them all."""


def course(content: Path, cache: Path | None, *, images: bool = True) -> tuple[Corpus, dict[str, check.Checked]]:
    """Read and check a course. If nothing is cached, a forked copy of this process starts checking files while this one
    is still reading. Only the history that the check needs is read. ``images``: whether to examine images, too. Raises
    ``files.CannotRead``.
    """
    opened = files.open_course(content)
    store = _store(cache, opened.course, opened.lexicon)
    if store.known or parallel.processes(len(opened.files)) == 1:
        corpus = _read(opened, cache, images=images)
        return corpus, _cached_results(corpus, store)
    copy = parallel.Copy(lambda: _check_others(opened))
    corpus = _read(opened, cache, images=images)
    mine = {path for path, _ in opened.files[OWN_SHARE]}
    texts = [text for text in corpus.everything if text.path in mine]
    store.known = _check_all(texts, corpus.course, corpus.lexicon) | (copy.result() or {})
    return corpus, _cached_results(corpus, store)


def _read(opened: files.Opened, cache: Path | None, *, images: bool) -> Corpus:
    corpus = opened.read(with_history=False)
    return image_files.examine(opened.content, corpus, cache)[0] if images else corpus


def _check_others(opened: files.Opened) -> dict[str, Any]:
    """Check results by cache key, for the files that are not ``OWN_SHARE``."""
    others = opened.without(OWN_SHARE)
    texts = [value for value, _ in others.values() if not isinstance(value, Parked)]
    return _check_all(texts, opened.course, opened.lexicon)


def checked(corpus: Corpus, cache: Path | None) -> dict[str, check.Checked]:
    """Check results by path, for every text and page of a corpus."""
    return _cached_results(corpus, _store(cache, corpus.course, corpus.lexicon))


def _cached_results(corpus: Corpus, store: Store) -> dict[str, check.Checked]:
    texts = list(corpus.everything)
    keys = [_key(corpus.course, text) for text in texts]

    def compute(missing: list[int]) -> list[Any]:
        matcher = _matcher(corpus.course, corpus.lexicon)
        return parallel.mapped(
            lambda n: _serialized(check.check(texts[n], matcher, _prompt(corpus.course, texts[n]))), missing
        )

    made = store.all(keys, compute)
    store.save()
    brand = {item.slug: item for item in corpus.lexicon.brands}
    return {text.path: _deserialized(text.path, plain, brand) for text, plain in zip(texts, made, strict=True)}


def _check_all(texts: Sequence[Text | Page], course: Course, lexicon: Lexicon) -> dict[str, Any]:
    """Check results by cache key, for some texts."""
    matcher = _matcher(course, lexicon)
    return {_key(course, text): _serialized(check.check(text, matcher, _prompt(course, text))) for text in texts}


def _matcher(course: Course, lexicon: Lexicon) -> Matcher:
    return files.matcher(lexicon, (person.name for person in course.people))


def _store(cache: Path | None, course: Course, lexicon: Lexicon) -> Store:
    code = (
        *(file for name in CHECK_FOLDERS for file in sorted((PLUGINS / name).glob("*.py"))),
        *files.CHECK_DATA,
    )
    versions = (word_lists.edition(), rapidfuzz.__version__, sys.version)
    people = (person.name for person in course.people)
    depends_on = digest(digest_of_files(*code), lexicon.fingerprint, *versions, *people)
    return Store(cache, "checked", course.title, depends_on)


def _prompt(course: Course, text: Text | Page) -> str:
    """What a post answers: the prompt of its week."""
    week = course.week_by_number.get(text.week) if isinstance(text, Post) else None
    return week.prompt if week else ""


def _key(course: Course, text: Text | Page) -> str:
    source = text.source
    sic = "" if isinstance(text, Page) else "\n".join(text.sic)
    return digest(text.lang, sic, _prompt(course, text), str(source.body), str(source.prose_fields), source.text)


def _serialized(made: check.Checked) -> tuple[Any, ...]:
    """Serialize for the cache."""
    return (
        tuple((mention.start, mention.end, mention.brand.slug) for mention in made.mentions),
        tuple(
            (f.brand.slug, *(getattr(f, name) for name in FINDING_FIELDS), _bare(report.problem))
            for report in made.reports
            for f in (report.finding,)
        ),
        tuple(map(_bare, made.markup)),
    )


def _bare(problem: Problem) -> tuple[Any, ...]:
    return astuple(problem)[1:]


def _deserialized(path: str, plain: tuple[Any, ...], brand: Mapping[str, Brand]) -> check.Checked:
    """Deserialize what ``_serialized`` returned."""
    mentions, reports, markup = plain
    return check.Checked(
        tuple([Mention(start, end, brand[name]) for start, end, name in mentions]),
        tuple(
            [
                check.Report(
                    Finding(brand=brand[name], **dict(zip(FINDING_FIELDS, values, strict=True))),
                    Problem(path, *problem),
                )
                for name, *values, problem in reports
            ]
        ),
        tuple([Problem(path, *problem) for problem in markup]),
    )


def problems(corpus: Corpus, found: dict[str, check.Checked]) -> list[Problem]:
    """All problems of a corpus, sorted by file and line."""
    every = [*corpus.problems, *(problem for one in found.values() for problem in one.problems)]
    return sorted(every, key=lambda problem: problem.place)
