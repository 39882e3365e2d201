"""Checks every text and page of a corpus, with a cache."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import rapidfuzz

from .. import parallel
from ..brands import Finding, Lexicon, Matcher, Mention, word_lists
from ..cache import Store, digest, digest_of_files
from ..core.model import Brand, Course, Page, Post, Source, Text
from ..core.problems import Problem
from ..corpus import files
from ..corpus.corpus import Corpus
from ..images import image_files
from ..texts import content_file
from ..texts.content_file import Withheld
from . import check

PLUGINS = Path(__file__).parent.parent
CHECK_FOLDERS = ("brands", "checks", "core", "texts")
"""The folders whose code determines the check's results."""
Guests = Callable[[Course], Withheld]
"""Which names of guests are withheld in a course."""
LEARNING = 200
"""How many texts are checked before forking: the others need few tables and words beyond theirs."""
Asked = tuple[str, str, int, tuple[tuple[int, int], ...], str, tuple[str, ...], str]
"""All that the check of a text depends on, as plain values: path, text, body and prose fields of its source, language,
what it lists under Sic, and what it answers.
"""
FINDING_FIELDS = tuple(field.name for field in fields(Finding) if field.name != "brand")


def everybody_shown(_: Course) -> Withheld:
    """Withholds no name."""
    return content_file.shown


def course(
    content: Path, cache: Path | None, *, images: bool = True, now: datetime | None = None,
    guests: Guests = everybody_shown,
) -> tuple[Corpus, dict[str, check.Checked]]:  # fmt: skip
    """Read and check a course; only the history that the check needs is read. ``images``: whether to examine images,
    too; ``now`` as for ``files.Opened.read``. Raises ``files.CannotRead``.
    """
    opened = files.open_course(content)
    store = _store(cache, opened.course, opened.lexicon)
    with _begun(opened, store) as ahead:
        corpus = opened.read(with_history=False, now=now, withheld=guests(opened.course))
        if images:
            corpus = image_files.examine(content, corpus, cache)[0]
        return corpus, _checked(corpus, store, ahead)


def checked(corpus: Corpus, cache: Path | None) -> dict[str, check.Checked]:
    """Check results by path, for every text and page of a corpus."""
    return _checked(corpus, _store(cache, corpus.course, corpus.lexicon), None)


@contextmanager
def _begun(opened: files.Opened, store: Store) -> Iterator[parallel.Ahead | None]:
    """A copy of this process that makes the check's tables while the course is read, if nothing is known of it."""
    if store.known or parallel.processes(len(opened.files)) == 1:
        yield None
        return

    def prepared() -> Callable[[Asked], tuple[Any, ...]]:
        matcher = _matcher(opened.course, opened.lexicon)
        matcher.prepare(opened.course.language)
        return partial(_plain, matcher)

    ahead = parallel.Ahead(prepared, LEARNING)
    try:
        yield ahead
    finally:
        ahead.end()


def _checked(corpus: Corpus, store: Store, ahead: parallel.Ahead | None) -> dict[str, check.Checked]:
    texts = list(corpus.everything)
    asked = [_asked(corpus, text) for text in texts]

    def compute(missing: list[int]) -> list[Any]:
        items = [asked[n] for n in missing]
        done = ahead.mapped(items) if ahead else None
        if done is None:
            matcher = _matcher(corpus.course, corpus.lexicon)
            done = parallel.mapped(partial(_plain, matcher), items, LEARNING)
        return done

    made = store.all(list(map(_key, asked)), compute)
    store.save()
    brand = {item.slug: item for item in corpus.lexicon.brands}
    return {text.path: _deserialized(text.path, plain, brand) for text, plain in zip(texts, made, strict=True)}


def fresh(corpus: Corpus, texts: Sequence[Text]) -> dict[str, check.Checked]:
    """Check a few texts of a corpus, without a cache."""
    if not texts:
        return {}
    matcher = _matcher(corpus.course, corpus.lexicon)
    return {text.path: check.check(text, matcher, _answered(corpus, text)) for text in texts}


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


def _answered(corpus: Corpus, text: Text | Page) -> str:
    """What a text answers: a post the prompt of its week, a comment its post and the comment it replies to."""
    if isinstance(text, Post):
        week = corpus.course.week_by_number.get(text.week)
        return week.prompt if week else ""
    if isinstance(text, Page):
        return ""
    post = corpus.post_by_key.get(text.post)
    answered = corpus.by_path.get(f"{text.path.rpartition('/')[0]}/{text.reply_to}.md")
    return "\n".join(item.source.text for item in (post, answered) if item)


def _asked(corpus: Corpus, text: Text | Page) -> Asked:
    source = text.source
    sic = () if isinstance(text, Page) else text.sic
    return source.path, source.text, source.body, source.prose_fields, text.lang, sic, _answered(corpus, text)


def _key(asked: Asked) -> str:
    _, text, body, prose_fields, lang, sic, answered = asked
    return digest(lang, "\n".join(sic), answered, str(body), str(prose_fields), text)


def _plain(matcher: Matcher, asked: Asked) -> tuple[Any, ...]:
    path, text, body, prose_fields, lang, sic, answered = asked
    return _serialized(check.check_source(Source(path, text, body, prose_fields), lang, sic, matcher, answered))


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
