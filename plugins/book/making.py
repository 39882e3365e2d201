"""``./inv book``: reads a course, and writes the book of it."""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import alone, atomic, scratch
from ..core.addresses import slug
from ..core.numbers import several
from ..core.strings import Strings
from ..course import accent
from ..grades import exporting
from ..leaks import scan
from ..leaks.allowed import HOW
from ..options import Options
from ..site import context
from ..site.context import Site
from ..site.presenter import Presenter
from . import contents, cover, pdf, plates, typeset
from .contents import Book, NoBook

EPUB, PDF = ".epub", ".pdf"
MARK = b"mimetypeapplication/epub+zip"
"""What is in the first bytes of every EPUB."""
PAGE, PRINT, FONTS = "book.html", "print.css", "fonts/"
MOST_TIMES = 4
MANY = 200
"""From how many posts on printing takes so long that one is told before."""
UNKNOWN = "000"
"""What stands for a page's number until it is known: as wide as most."""


@dataclass(frozen=True)
class BookRequest:
    """Of what to make a book, and where to put it. ``person``: an id, empty for everybody; ``to``: the EPUB's file,
    None for one in ``folder`` that is named after the course.
    """

    content: Path
    private: Path
    theme: Path
    cache: Path | None
    folder: Path
    person: str = ""
    to: Path | None = None


@dataclass(frozen=True)
class Done:
    """What a run wrote, and lines that say the rest; ``leaks``: why it wrote nothing; ``failed``: whether the PDF is
    missing though a Chromium is there.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...]
    leaks: tuple[str, ...] = ()
    failed: bool = False


def make(request: BookRequest, note: Callable[[str], None]) -> Done:
    """Write the EPUB, and the PDF where a Chromium is found. Raises ``NoBook``, ``exporting.CannotExport`` for a place
    that would lose it, and ``files.CannotRead`` if there is no course.
    """
    options = Options(gradebook=None, private=request.private, cache=request.cache, search=False)
    site = context.read(request.content, request.theme, options)
    person, posts = contents.posts_of(site, request.person)
    file = request.to or request.folder / f"{_name(site, request.person)}{EPUB}"
    _refuse(file, request.content)
    shown, images, notes = plates.taken(site.gallery, contents.images_of(site, posts))
    book = contents.book(Presenter(site), person, posts, shown)
    render = _renderer(request.theme, book, site.say)
    files = typeset.files(book, render, site.say, {**_own(request.theme, book, site), **images})
    with _beside(file) as folder:
        _laid_out(folder, files)
        found = scan.leaks_in(folder, request.private, site, request.theme)
        if found.leaks:
            return Done((), (HOW, "not written: the book contains private data"), found.leaks)
        made = [_put(file, typeset.epub(files))]
        program, printed, why = pdf.chromium(), file.with_suffix(PDF), ""
        try:
            if program:
                if book.posts >= MANY:
                    note(f"{file}: written; printing the PDF takes a minute or more")
                made.append(_put(printed, _printed(program, folder, request.theme, book, render, site.say)))
            else:
                why = "it is printed by Chromium, Chrome or Edge, and none of them was found"
        except (pdf.NotPrinted, NoBook) as error:
            why = str(error)
        except OSError as error:
            why = f"{error.filename or printed}: {error.strerror}"
    if why:
        earlier = f"; {printed} is of an earlier book" if printed.exists() else ""
        notes.append(f"no PDF: {why}{earlier}")
    more = filter(None, (found.missing, found.limits, *site.notes, *notes))
    return Done(tuple(made), (*more, _summary(book, made)), failed=bool(program and why))


def _summary(book: Book, made: Iterable[Path]) -> str:
    texts = f"{several(book.posts, 'post')} and {several(book.comments, 'comment')}"
    people = several(len(book.writers), "person", "people")
    sizes = ", ".join(f"{file.suffix[1:].upper()} {file.stat().st_size / 1e6:.1f} MB" for file in made)
    return f"{texts} by {people}: {sizes}"


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A folder to work in, beside a file: a Chromium that comes as a snap sees no system's temporary folder. Raises
    ``NoBook``.
    """
    with ExitStack() as held:
        try:
            made = held.enter_context(scratch.folder(file.parent.resolve(), "book"))
        except OSError as error:
            raise NoBook(f"{error.filename or file}: cannot be written: {error.strerror}") from None
        yield made


def _name(site: Site, person: str) -> str:
    return slug(f"{site.course.code or site.course.title} {site.course.term} {person}") or "book"


def _refuse(file: Path, content: Path) -> None:
    """Raises ``NoBook`` for a name that is none, or of a file that is no book."""
    if file.is_dir():
        raise NoBook(f"--to {file}: is a folder: name a file in it that ends in {EPUB}")
    if file.suffix.lower() != EPUB:
        raise NoBook(f"--to {file}: is no name of an EPUB: name a file that ends in {EPUB}")
    exporting.refuse_place(file, content)
    other = file.with_suffix(PDF)
    if (other.exists() and not file.exists()) or (file.exists() and not _is_epub(file)):
        raise NoBook(f"--to {file}: {other if not file.exists() else file} exists, and is no book: choose another name")


def _is_epub(file: Path) -> bool:
    try:
        with file.open("rb") as data:
            return MARK in data.read(len(MARK) + 30)
    except OSError as error:
        raise NoBook(f"{file}: cannot be read: {error.strerror}") from None


def _renderer(theme: Path, book: Book, say: Strings) -> typeset.Render:
    template = functools.cache(lambda name: alone.template(theme, f"book/{name}"))

    def render(name: str, /, **given: Any) -> str:
        return template(name).render(book=book, say=say, **given)

    return render


def _own(theme: Path, book: Book, site: Site) -> dict[str, bytes]:
    """The files that every book has: its cover, the stylesheet and the fonts. Raises ``NoBook``."""
    fonts, colours = theme / "static/fonts", accent.palette(site.course.site.accent)["light"]
    try:
        found = {f"{FONTS}{file.name}": file.read_bytes() for file in sorted(fonts.glob("*.woff2"))}
        style = (
            (theme / "book" / typeset.STYLE).read_text("utf-8").replace(accent.THEME["light"]["sea"], colours["sea"])
        )
        return {typeset.COVER: cover.drawn(book, site.say, fonts, colours), typeset.STYLE: style.encode(), **found}
    except OSError as error:
        raise NoBook(f"{error.filename or fonts}: the cover cannot be drawn: {error.strerror or error}") from None


def _laid_out(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    try:
        for name, data in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    except OSError as error:
        raise NoBook(f"{error.filename or folder}: cannot be written: {error.strerror}") from None


def _put(file: Path, data: bytes) -> Path:
    try:
        atomic.write(file.resolve(), data)
    except OSError as error:
        raise NoBook(f"{error.filename or file}: cannot be written: {error.strerror}") from None
    return file


def _printed(
    program: str, folder: Path, theme: Path, book: Book, render: typeset.Render, say: Strings
) -> bytes:  # fmt: skip
    """The book as PDF, of the files of its EPUB in a folder; printed until its contents name the right pages, which is
    twice as a rule. Raises ``pdf.NotPrinted`` and ``OSError``.
    """
    pages = folder / typeset.FOLDER
    (pages / PRINT).write_bytes((theme / "book" / PRINT).read_bytes())
    ids = typeset.ids(book)
    found: Mapping[str, int | str] = dict.fromkeys(ids, UNKNOWN)
    for _ in range(MOST_TIMES):
        file = pages / PAGE
        file.write_text(typeset.page(book, render, say, found), "utf-8")
        data = pdf.printed(program, file, folder)
        told, found = found, pdf.numbers(data, ids) or dict.fromkeys(ids, "")
        if found == told:
            break
    return data
