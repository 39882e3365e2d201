"""Reads a content folder into a corpus. Independent of Pelican: build, check and import share it.

Symbolic links are not followed, so that no text can publish a file from elsewhere. A file that is not text is reported
and listed, never silently skipped.
"""

import codecs
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath

from .. import atomic, brands, regular
from ..brands.evidence import Nouns, read_nouns
from ..brands.lexicon import read_shipped
from ..brands.model import Model, read_model
from ..brands.word_lists import frequencies
from ..brands.words import Words, read_words
from ..cache import digest
from ..core import toml
from ..core.model import Brand, Comment, Course, Parked, Post, composed
from ..core.problems import Problem, did_you_mean, quote
from ..core.refusal import Refusal
from ..course import course_file
from ..texts import content_file
from . import ahead, corpus, git
from .lineage import NO_HISTORY, History

FOLDERS = ("posts", "comments", "pages")
DATA = Path(__file__).parent.parent / "data"
NAMES = DATA / "names.txt"
OTHERS = DATA / "others.txt"
NOUNS = DATA / "nouns.txt"
MODEL = DATA / "brand_model.json"
CHECK_DATA = (NAMES, OTHERS, NOUNS, MODEL)
"""What the brand check knows, besides the lexicon and the word lists."""
SHIPPED = DATA / "marketing.jsonl"
MOST_BYTES = 4 * content_file.MOST_CHARACTERS
IGNORED_NAMES = ("Thumbs.db", "desktop.ini")
Past = Callable[[], History]
IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
"""The formats allowed in ``images/``: those that cannot contain a script."""


class CannotRead(Refusal):
    """The course itself cannot be read. ``problems`` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def no_history() -> History:
    return NO_HISTORY


@dataclass(frozen=True)
class Opened:
    """A content folder whose course and lexicon have been read, and whose files have been found but not read."""

    content: Path
    course: Course
    lexicon: brands.Lexicon
    problems: tuple[Problem, ...]
    files: tuple[tuple[str, os.DirEntry[str]], ...]

    def values(
        self, past: Past = no_history, withheld: content_file.Withheld = content_file.shown
    ) -> Iterator[tuple[content_file.Value, list[Problem]]]:
        """Read each file: its value and its problems."""
        names: dict[str, str] = {}
        for path, entry in self.files:
            first = path if path.isascii() else names.setdefault(composed(path), path)
            if first != path:
                yield _parked(_showable(path), "has the same name as another file, but for how an accent is stored: "
                              "delete or rename one of the two")  # fmt: skip
            else:
                yield _read(path, entry, self.course, past, withheld)

    def read(
        self, *, with_history: bool = True, withheld: content_file.Withheld = content_file.shown,
        now: datetime | None = None,
    ) -> corpus.Corpus:  # fmt: skip
        """Read everything in the folder. ``with_history`` False runs git only if a text lacks its date; ``withheld``:
        the guests whose names must not be shown; ``now``: when dates lie in the future, None if that does not matter.
        """
        ask = cache(lambda: git.read(self.content).named(path for path, _ in self.files if not path.isascii()))
        values: list[content_file.Value] = []
        problems = list(self.problems)
        for value, more in self.values(ask, withheld):
            values.append(value)
            problems += more
        past = ask() if with_history else no_history()
        if now:
            texts = [value for value in values if isinstance(value, Post | Comment)]
            problems += ahead.problems(texts, self.course, now, past.committed)
        if self.course.site.lead:
            problems += self._lead(values)
        images, more = _images(self.content)
        edited = _edited(self.content, values, past)
        return corpus.assemble(self.course, self.lexicon, values, [*problems, *more], past, images, edited)

    def _lead(self, values: Iterable[content_file.Value]) -> Iterator[Problem]:
        """Report a ``lead`` that is no post which readers see."""
        posts = {post.key: post.status for post in values if isinstance(post, Post)}
        key, key_path = self.course.site.lead_key, ("site", "lead")
        if posts.get(key) != "published":
            near = did_you_mean(f"posts/{key}.md", [f"posts/{one}.md" for one in posts])
            why = "is a draft" if key in posts else "is not the path of a post"
            text = regular.text(self.content / course_file.FILE, links=False)
            message = f"{quote(self.course.site.lead)} {why}; the most answered post leads{near}"
            yield toml.refuse(course_file.FILE, text, key_path, message)


def _edited(content: Path, values: Sequence[content_file.Value], past: History) -> set[str]:
    """The comments whose prose differs from that of their first commit: approving one is not an edit."""
    changed = [item for item in values if isinstance(item, Comment) and item.path in past.changed]
    first = {item.path: past.versions[item.path][0].blob for item in changed}
    before = git.versions(content, set(first.values()))
    edited = set()
    for item in changed:
        if (
            content_file.prose(before.get(first[item.path], b""), content_file.COMMENT_FIELDS).split()
            != item.source.prose.split()
        ):
            edited.add(item.path)
    return edited


def read_again(
    content: Path, paths: Iterable[str], course: Course, *, dated: bool = True
) -> Iterator[Post | Comment]:  # fmt: skip
    """Read some files of a course anew: those that are texts of its people, and, if they are to be ``dated``, that say
    all of what they are.
    """
    asked: list[str] = []

    def past() -> History:
        asked.append("its history")
        return NO_HISTORY

    wanted = set(paths)
    for folder in {path.rpartition("/")[0] for path in wanted}:
        with suppress(OSError), os.scandir(content / folder) as entries:
            for entry in entries:
                if (path := f"{folder}/{entry.name}") in wanted:
                    value, _ = _read(path, entry, course, past, content_file.shown)
                    if isinstance(value, Post | Comment) and value.author.listed and not (dated and asked):
                        yield value


def open_course(content: Path) -> Opened:
    """Read a content folder's course and lexicon. Raises ``CannotRead`` if it does not contain a course."""
    course, problems = _course(content)
    lexicon, more = _lexicon(content)
    return Opened(content, course, lexicon, (*problems, *more), tuple(_walk(content, FOLDERS)))


def course_of(content: Path) -> Course:
    """A content folder's course, without its texts. Raises ``CannotRead`` if it does not contain one."""
    return _course(content)[0]


def load(content: Path) -> corpus.Corpus:
    """Read everything in a content folder. Raises ``CannotRead`` if it does not contain a course."""
    return open_course(content).read()


def _course(content: Path) -> tuple[Course, list[Problem]]:
    file = content / course_file.FILE
    try:
        found, problems = course_file.read(regular.text(file, links=False))
    except FileNotFoundError:
        message = "is missing: a course needs one with a title and its weeks, as docs/reference.md shows"
        raise CannotRead([Problem(course_file.FILE, 1, 1, message, rule="settings")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRead([_unreadable(course_file.FILE, error)]) from None
    if found is None:
        raise CannotRead(problems)
    return found, problems


def _lexicon(content: Path) -> tuple[brands.Lexicon, list[Problem]]:
    file = content / brands.FILE
    try:
        text = regular.text(file, links=False)
    except FileNotFoundError:
        return brands.Lexicon(()), []
    except (OSError, UnicodeDecodeError) as error:
        return brands.Lexicon(()), [_unreadable(brands.FILE, error)]
    lexicon, problems = brands.read(text, shipped_lexicon)
    return replace(lexicon, fingerprint=digest(text, SHIPPED.read_text("utf-8"))), problems


def _unreadable(name: str, error: OSError | UnicodeDecodeError) -> Problem:
    """Why a settings file cannot be read."""
    line = 1 + error.object.count(b"\n", 0, error.start) if isinstance(error, UnicodeDecodeError) else 1
    return Problem(name, line, 1, regular.fault(error), rule="settings")


@cache
def words() -> Words:
    """Ordinary words, and names of people and places, which are not misspelt brands."""
    return read_words(frequencies(), NAMES.read_text("utf-8"), OTHERS.read_text("utf-8"))


@cache
def nouns() -> Nouns:
    """The nouns for what each kind of brand sells."""
    return read_nouns(NOUNS.read_text("utf-8"))


@cache
def brand_model() -> Model:
    """The weights by which the brand check judges."""
    return read_model(MODEL.read_text("utf-8"))


def matcher(lexicon: brands.Lexicon, people: Iterable[str] = ()) -> brands.Matcher:
    """The brand check for a lexicon; ``people``: the names of the course's people, who are no misspelt brands."""
    return brands.Matcher(lexicon, words().knowing(people), nouns(), brand_model())


@cache
def shipped_lexicon() -> tuple[Brand, ...]:
    """The brands of the lexicon named by ``extends = "marketing"``."""
    return read_shipped(SHIPPED.read_text("utf-8"))


A_LINK = "is a symbolic link, which is not followed: put the file or folder itself here"
UNREADABLE = "is a folder that cannot be read, so nothing in it is on the site: allow yourself to read it"


def _walk(content: Path, names: Sequence[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The files below some folders of the content folder, sorted by path, and those folders that are links or cannot be
    read; hidden files are skipped.
    """
    try:
        with os.scandir(content) as found:
            tops = {entry.name: entry for entry in found if entry.name in names}
    except OSError:
        return
    folders = []
    for name in reversed(names):
        if name in tops and tops[name].is_symlink():
            yield name, tops[name]
        elif name in tops and tops[name].is_dir():
            folders.append((name, tops[name]))
    while folders:
        prefix, folder = folders.pop()
        below = []
        try:
            with os.scandir(folder.path) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError:
            yield prefix, folder
            continue
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith("~") or entry.name in IGNORED_NAMES:
                continue
            path = f"{prefix}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                below.append((path, entry))
            else:
                yield path, entry
        folders += reversed(below)


def _images(content: Path) -> tuple[list[str], list[Problem]]:
    """The publishable images, and why others are not: symbolic links, wrong suffixes, names that are not UTF-8."""
    images: list[str] = []
    problems: list[Problem] = []
    for path, entry in _walk(content, ("images",)):
        shown = _showable(path)
        if shown != path:
            message = "has a name that is not UTF-8: rename it"
        elif entry.is_symlink():
            message = A_LINK
        elif entry.is_dir():
            message = UNREADABLE
        elif not entry.is_file(follow_symlinks=False) or PurePosixPath(path).suffix.lower() not in IMAGES:
            message = f"is not published: an image ends in {', '.join(IMAGES)}"
        else:
            images.append(path)
            continue
        problems.append(Problem(shown, 1, 1, message, rule="file"))
    return images, problems


def _showable(path: str) -> str:
    """The path for display, with escapes for bytes that are not UTF-8."""
    if path.isascii():
        return path
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _read(
    path: str, entry: os.DirEntry[str], the_course: Course, past: Past, withheld: content_file.Withheld
) -> tuple[content_file.Value, list[Problem]]:
    shown = _showable(path)
    if shown != path:
        return _parked(shown, "has a name that is not UTF-8: rename it")
    if entry.is_symlink():
        return _parked(shown, A_LINK)
    if entry.is_dir():
        return _parked(shown, UNREADABLE)
    if not entry.is_file(follow_symlinks=False):
        return _parked(shown, "is not a file")
    if not path.endswith(".md"):
        end = PurePosixPath(path).suffix.lower()
        what = "images belong in images/" if end in IMAGES else "the name of a text ends in .md: rename it"
        return _parked(shown, f"is not read: {what}")
    try:
        with open(entry.path, "rb", buffering=0) as file:  # noqa: PTH123 - three times as fast, for every text
            stat = os.fstat(file.fileno())
            size = stat.st_size
            data = file.read() if size <= MOST_BYTES else b""
    except OSError as error:
        return _parked(shown, f"cannot be read: {error.strerror}")
    if size > MOST_BYTES:
        return _parked(
            shown, f"has {size / 1e6:.1f} MB, more than a text may have ({MOST_BYTES / 1e6:.1f} MB): shorten it"
        )
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return content_file.unreadable(shown, data, the_course)
    return content_file.read(shown, text, the_course, lambda: past().committed.get(path), stat.st_mtime, withheld)


def rewrite(file: Path, text: str) -> None:
    """Replace a file's text, keeping its byte-order mark, if any; line endings are written as they are in ``text``."""
    mark = codecs.BOM_UTF8 if regular.data(file, links=False).startswith(codecs.BOM_UTF8) else b""
    atomic.write(file, mark + text.encode("utf-8"))


def _parked(path: str, reason: str) -> tuple[Parked, list[Problem]]:
    return Parked(path, reason, week=content_file.week_number(path)), [Problem(path, 1, 1, reason, rule="file")]
