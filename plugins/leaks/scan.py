"""The leak scan of a published build: searches every byte of the site for the contents of ``private/`` and hidden
texts.

Every build also warns of content files that contain a legal name which its person does not show.
"""

import json
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from .. import leaks, regular
from ..brands.word_lists import frequencies
from ..core import made
from ..core.model import Course, Post
from ..core.problems import Problem, showable
from ..corpus.corpus import Corpus
from ..corpus.files import CannotRead
from ..course import sentences
from ..parallel import mapped
from ..roster import private_files
from ..roster.table import NoTable, Record
from ..site.context import Site
from . import allowed, legal_names, prompts

ROSTER = "roster.csv"
TABLES = (".csv", ".tsv")
NOTE_KEYS = ("reason", "note", "adjustment")
"""The keys of private texts in tables in ``private/``; their other texts are paths, ids and public words."""
NAMING = re.compile(r"name|\bid\b|_id\b|login|mail|number|student", re.IGNORECASE)
FIRST, LAST = re.compile(r"first|given", re.IGNORECASE), re.compile(r"last|family|surname", re.IGNORECASE)
PASSPHRASES = ("name", "url", "username", "password")
"""The columns of a table of passphrases, whose last one alone is secret."""
PUBLIC_COLUMNS = ("person", "section", "role")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MOST_NOTES = 1_000_000
"""Bytes of a private text that are looked for. TOML and JSON are read whole: cut short, they are neither."""
TABLES_OF_KEYS = (".toml", ".json")

COURSE = "course.toml"
IN_NAME = "in its name"
MOST_PLACES = 5
INDEX = "pagefind"
"""The folder of the search's index in the site."""

Found = tuple[str, str]
"""What was found, and how to get at it."""


class Scan(NamedTuple):
    """A sentence for every leak, what could not be looked for without a roster, and what could be only in part."""

    leaks: tuple[str, ...]
    missing: str
    limits: str


def leaks_in(output: Path, folder: Path, site: Site, theme: Path) -> Scan:
    """Search the built site. Raises ``CannotRead``."""
    searcher, missing = _searcher(folder, site, theme)
    permitted, stale = _permitted(folder, site.corpus, searcher)
    files = sorted(path for path in output.rglob("*") if path.is_file() or not any(path.iterdir()))
    opened = [list(_opened(path, path.relative_to(output).parts)) if path.is_file() else [] for path in files]
    texts = (part.text for parts in opened for part in parts if not part.opaque)
    pieces = list(dict.fromkeys(piece for text in texts for piece in leaks.cut(text)))
    searcher.remembered = dict(zip(pieces, mapped(searcher.near, pieces), strict=True))
    found = [
        _in_file(searcher, path.relative_to(output).as_posix(), parts)
        for path, parts in zip(files, opened, strict=True)
    ]
    told_by = _sources(site, searcher, {message for one in found for message, _ in one})
    lines = []
    for file, one in zip(files, found, strict=True):
        path = file.relative_to(output).as_posix()
        name = legal_names.masked(path, searcher.what)
        for message, how in one:
            sources = told_by.get(message) or ([path] if path in site.corpus.images else [])
            if sources and permitted.get(message, frozenset()).issuperset(sources) and how in ("", IN_NAME):
                continue
            places = ", ".join(legal_names.masked(source, searcher.what) for source in sources)
            lines.append(f"{name}: {message}{f' ({how})' if how else ''}{f', from {places}' if places else ''}")
    limits = [*map(str, stale), *([] if missing else [_limits(searcher.what)])]
    return Scan(tuple(lines), missing, "\n".join(limits))


def _permitted(folder: Path, corpus: Corpus, searcher: leaks.Searcher) -> tuple[dict[str, set[str]], list[Problem]]:
    """The content files in which something may be told, by how it is reported, and entries for files that are not
    there. Raises ``CannotRead``.
    """
    file = folder / PurePosixPath(allowed.FILE).name
    paths = {COURSE, *corpus.images, *(text.path for text in corpus.everything)}
    try:
        entries, problems = allowed.read(regular.text(file), paths)
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError) as error:
        problems = [Problem(allowed.FILE, 1, 1, f"cannot be read: {_why(error)}", rule=allowed.RULE)]
    if any(problem.severity == "error" for problem in problems):
        raise CannotRead(problems)
    found: dict[str, set[str]] = {}
    for entry in entries:
        for hit in searcher.find(entry.text):
            found.setdefault(f"holds {hit.message}", set()).add(entry.place)
    return found, problems


def _why(error: OSError | UnicodeDecodeError) -> str:
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error.strerror)


def _limits(what: leaks.Secrets) -> str:
    """What could be looked for only in part, or not at all."""
    told: dict[str, list[str]] = {}
    for why, place in what.left_out:
        told.setdefault(why, []).append(place)
    short = [one.place for one in what.forms if one.number and len(one.words[0]) < leaks.AMOUNT]
    if short:
        told["ids of four or five digits where they could be amounts or years"] = short
    if logins := [one.place for one in what.forms if one.login]:
        told["logins of four signs in programs and in addresses of other sites"] = logins
    parts = [f"{why} ({_some(places)})" for why, places in told.items()]
    return "could not be looked for: " + "; ".join([*parts, "ciphers, words spelt backwards and paraphrases"])


def _some(places: Sequence[str]) -> str:
    """A few places and how many more there are."""
    shown = list(dict.fromkeys(places))
    more = f" and {len(shown) - MOST_PLACES} more" if len(shown) > MOST_PLACES else ""
    return ", ".join(shown[:MOST_PLACES]) + more


def _opened(file: Path, place: tuple[str, ...]) -> Iterable[leaks.Part]:
    """What can be read in a file at a place of the site. The search's program and its words come from Pagefind."""
    if place[0] != INDEX:
        return leaks.parts(file.read_bytes())
    return leaks.index_parts(file.read_bytes()) if file.suffix in (".pf_fragment", ".pf_filter") else ()


def _searcher(folder: Path, site: Site, theme: Path) -> tuple[leaks.Searcher, str]:
    """Everything that must not be public, and which of it could not be read."""
    corpus, rendered = site.corpus, site.rendered
    cells, feedback, missing = _private_cells(folder, corpus.course)
    notes, more = _notes_and_people(folder)
    shown = site.overview.paths | {page.path for page in corpus.pages}
    published = [rendered[path].plain for path in shown] + list(_public_words(site, theme))
    hidden = list(_hidden(corpus, rendered, shown))
    what = leaks.gather(
        [*cells, *more], _public_names(corpus), hidden, [*feedback, *notes], published, _share(corpus.course),
        _rubric(corpus.course), [week.prompt for week in corpus.course.weeks],
    )  # fmt: skip
    return leaks.Searcher(what), missing


def _in_file(searcher: leaks.Searcher, path: str, parts: list[leaks.Part]) -> list[Found]:
    """Every secret in the name and contents of a file."""
    found: dict[Found, None] = {}
    suffix = PurePosixPath(path).suffix
    for name in (path, path.removesuffix(suffix)):
        found |= dict.fromkeys((f"holds {hit.message}", IN_NAME) for hit in searcher.find(name))
    for part in parts:
        if part.refused:
            found[f"cannot be looked through: {showable(part.refused)}", part.how] = None
        hits = searcher.find(part.text, opaque=part.opaque, css=suffix == ".css")
        found |= dict.fromkeys((f"holds {hit.message}", part.how) for hit in hits)
    return sorted(found)


def _sources(site: Site, searcher: leaks.Searcher, found: set[str]) -> dict[str, list[str]]:
    """The content files that contain what was found."""
    if not found:
        return {}
    corpus, course = site.corpus, site.course
    places: dict[str, list[str]] = {}
    settings = "\n".join(
        (course.title, course.code, course.term, *(text for week in course.weeks for text in (week.title, week.prompt)))
    )
    sources = [(text.path, text.source.text) for text in corpus.everything]
    for path, text in (*sources, *((image, "") for image in corpus.images), (COURSE, settings)):
        for message in {hit.message for hit in searcher.find(f"{path}\n\n{text}")}:
            places.setdefault(f"holds {message}", []).append(path)
    return places


def discreetly(folder: Path, corpus: Corpus, published: Collection[str], problems: Sequence[Problem]) -> list[Problem]:
    """What was found in a course, without a legal name in it, such as one that stands in ``Author``, and a warning for
    every published content file with a legal name that differs from the public name.
    """
    try:
        cells, _, _ = _private_cells(folder, corpus.course)
    except CannotRead as error:
        return [*problems, *(problem for problem in error.problems if problem not in problems)]
    if not cells:
        return list(problems)
    what = leaks.gather(cells, _public_names(corpus), [], [], [], _share(corpus.course))
    return [
        *(legal_names.without_names(problem, what) for problem in problems),
        *legal_names.problems(corpus, published, what),
    ]


def withholding(folder: Path, corpus: Corpus, paths: Collection[str]) -> list[str]:
    """Those of some content files that tell what ``private/`` holds, so that a site with them would be withheld.

    What they tell, and of whom, is not said: whoever asks may be guessing. Raises ``CannotRead``.
    """
    cells, feedback, _ = _private_cells(folder, corpus.course)
    notes, more = _notes_and_people(folder)
    sources = {text.path: text.source.text for text in corpus.everything}
    what = leaks.gather(
        [*cells, *more], _public_names(corpus), [], [*feedback, *notes], sources.values(), _share(corpus.course),
        _rubric(corpus.course),
    )  # fmt: skip
    searcher = leaks.Searcher(what)
    permitted, _ = _permitted(folder, corpus, searcher)
    telling = (
        path for path in paths
        if any(
            path not in permitted.get(f"holds {hit.message}", ())
            for hit in searcher.find(f"{path}\n\n{sources.get(path, '')}")
        )
    )  # fmt: skip
    return [legal_names.masked(path, what) for path in telling]


def _share(course: Course) -> Callable[[str], float]:
    """The frequency of words in a course's language, and of those in Chinese characters in Chinese."""
    share = frequencies().share
    return lambda word: share(word, "zh" if leaks.HAN.match(word) else course.language)


def _public_names(corpus: Corpus) -> list[str]:
    return [name for person in corpus.course.people for name in (person.name, person.id)] + [corpus.course.site.mail]


def _hidden(corpus: Corpus, rendered: Any, shown: Iterable[str]) -> Iterator[leaks.Note]:
    """The texts hidden from readers, and reasons meant for the instructor."""
    own = cache(lambda week: tuple(prompts.own(corpus.course.weeks, week)))
    for text in corpus.texts:
        if text.path not in shown:
            week = text.week if isinstance(text, Post) else corpus.post_by_key[text.post].week
            yield leaks.Note(rendered[text.path].plain, text.path, own(week))
    for post in corpus.posts:
        if post.path not in shown:
            yield leaks.Note(f"{post.title}\n{post.summary}", post.path, own(post.week))
    for parked in corpus.parked:
        yield leaks.Note(parked.text, parked.path, own(parked.week))
    for comment in corpus.comments:
        if comment.reason != comment.public_reason:
            yield leaks.Note(comment.reason, comment.path)


def _rubric(course: Course) -> Iterator[str]:
    """What course.toml says of marks."""
    for criterion in course.criteria:
        yield from (criterion.name, criterion.description)
        yield from (text for level in criterion.levels for text in (level.name, level.text))


def _public_words(site: Site, theme: Path) -> Iterator[str]:
    """The text on public pages besides the posts and comments: titles, prompts, and the words of the templates and
    theme.
    """
    corpus, course, say = site.corpus, site.course, site.say
    yield from (course.title, course.code, course.term)
    yield from (week.title for week in course.weeks)
    for post in corpus.published:
        yield from (post.title, post.summary, *post.tags)
    yield from (page.title for page in corpus.pages)
    yield from (leaks.template_words(file.text) for file in say.files)
    yield from site.replying.sentences
    yield from (*sentences.sentences(course, say), *sentences.standing(course, say))
    for item in sentences.differences(course, say):
        yield from (item.when, *item.sentences, item.reason)
    yield from (held.weeks for held in sentences.criteria(course, say))
    yield from _rubric(course)
    for template in sorted((theme / "templates").glob("*.html")):
        yield leaks.template_words(template.read_text("utf-8"))
    for file in sorted((theme / "static").rglob("*")):
        if file.suffix in (".css", ".txt"):
            yield file.read_text("utf-8")


def _private_cells(folder: Path, course: Course) -> tuple[list[leaks.Cell], list[leaks.Note], str]:
    """The roster's cells that identify people outside the course, its notes, and what could not be read."""
    roster, problems = private_files.roster(folder, course)
    if roster.state == "missing":
        what = "names, ids and addresses could not be looked for"
        message = f"{folder / ROSTER} does not exist, so {what}" + ("" if folder.is_dir() else ", nor private notes")
        return [], [], message
    if roster.state == "unreadable":
        raise CannotRead(problems)
    owners = {
        value: member
        for member in roster.members.values()
        for value in (
            member.legal_name,
            *member.emails,
            member.canvas_id,
            member.sis_id,
            member.login,
            member.moodle_id,
        )
    }
    cells = []
    for cell in sorted(roster.cells()):
        member = owners.get(cell)
        where = f"{roster.path}:{member.line}" if member else roster.path
        cells.append(leaks.Cell(cell, member.person if member else "", where))
    return cells, [leaks.Note(note, roster.path) for note in roster.notes], ""


def _cells(records: Sequence[Record], place: str) -> Iterator[leaks.Cell]:
    """The cells of columns that identify people; a first and a last name in two columns are one name."""
    columns = [name.lower() for name in records[0].cells] if records else []
    for record in records[1:]:
        cells = list(zip(columns, record.cells, strict=False))
        person, where = dict(cells).get("person", ""), f"{place}:{record.line}"
        naming = [(key, cell) for key, cell in cells if NAMING.search(key)]
        first = [cell for key, cell in naming if FIRST.search(key)]
        last = [cell for key, cell in naming if LAST.search(key)]
        apart = {*first, *last} if first and last else set()
        if apart:
            yield leaks.Cell(" ".join([*first, *last]), person, where)
        for key, cell in naming:
            if cell and key not in PUBLIC_COLUMNS and cell not in apart:
                yield leaks.Cell(cell, person, where)


def _notes_and_people(folder: Path) -> tuple[list[leaks.Note], list[leaks.Cell]]:
    """What the private files besides the roster hold; what is allowed to be published is none of it."""
    notes, cells = _private_notes(folder)
    file = f"{folder.name}/{PurePosixPath(allowed.FILE).name}"
    return (
        [note for note in notes if note.place.split(" ")[0] != file],
        [cell for cell in cells if cell.place != file],
    )


def _private_notes(folder: Path) -> tuple[list[leaks.Note], list[leaks.Cell]]:
    """The notes and reasons in all other private files, the people in their tables, and all e-mail addresses. Raises
    ``CannotRead`` for a table without anything that can be searched for.
    """
    notes: list[leaks.Note] = []
    cells: list[leaks.Cell] = []
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.is_symlink() or file == folder / ROSTER:
            continue
        place = f"{folder.name}/{file.relative_to(folder).as_posix()}"
        try:
            data = regular.data(file)
        except OSError as error:
            message = f"cannot be read ({error.strerror}), and must be looked through: allow yourself to read it"
            raise CannotRead([Problem(place, 1, 1, message, rule="roster")]) from None
        if made.here(data):
            cells += _addresses(data[: made.HEAD].decode("utf-8", "replace"), place)
            continue
        if file.suffix not in TABLES_OF_KEYS:
            data = data[:MOST_NOTES]
        text = "\n".join(part.text for part in leaks.parts(data) if not part.opaque)
        cells += _addresses(text, place)
        if file.suffix.lower() in TABLES:
            try:
                records = private_files.records(file)
            except NoTable as error:
                raise CannotRead(
                    [Problem(place, 1, 1, f"{error}; its names must be looked for", rule="roster")]
                ) from None
            if records and records[0].cells == PASSPHRASES:
                notes += [leaks.Note(record.cells[-1], f"{place}:{record.line}") for record in records[1:]]
                continue
            cells += _cells(records, place)
            notes += [leaks.Note(text, place)]
        else:
            notes += _notes_of(file, text, place)
    return notes, cells


def _addresses(text: str, place: str) -> Iterator[leaks.Cell]:
    return (leaks.Cell(mail, "", place) for mail in MAIL.findall(text))


def _notes_of(file: Path, text: str, place: str) -> Iterator[leaks.Note]:
    """The notes in a file: in TOML and JSON, by key; otherwise the whole text and its lines."""
    values: Any = None
    try:
        if file.suffix == ".toml":
            values = tomllib.loads(text)
        elif file.suffix == ".json":
            values = json.loads(text)
    except (ValueError, RecursionError):
        values = None  # what cannot be parsed as a table is searched for as text
    if values is not None:
        if file.parent.name == "snapshots" and isinstance(values, dict):
            # The reasons of entries are sentences about dates and words; adjustments have reasons of their own.
            yield from _under(values, ("adjustment",), place)
            values = values.get("adjustments")
        yield from _under(values, NOTE_KEYS, place)
        return
    yield leaks.Note(text, place)
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            yield leaks.Note(line, f"{place}:{number}")


def _under(values: Any, keys: tuple[str, ...], place: str) -> Iterator[leaks.Note]:
    """Every text under one of the keys, at any depth."""
    pairs = values.items() if isinstance(values, dict) else enumerate(values, 1) if isinstance(values, list) else ()
    for key, value in pairs:
        if isinstance(value, str) and key in keys:
            yield leaks.Note(value, f"{place} {key}")
        elif isinstance(value, (dict, list)):
            yield from _under(value, keys, f"{place} {key}")
