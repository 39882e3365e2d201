"""Sets a book: its documents by the theme's templates, the files of its EPUB, and one page of everything for print."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final, Protocol

from ..core.strings import Strings
from . import xhtml
from .contents import BRANDS, CONTENTS, ENDING, PEOPLE, TITLE, Book

MIMETYPE: Final = "application/epub+zip"
FOLDER: Final = "EPUB/"
PACKAGE: Final = f"{FOLDER}package.opf"
CONTAINER: Final = f"""\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{PACKAGE}" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
TYPES: Final = {
    ".xhtml": "application/xhtml+xml", ".css": "text/css", ".woff2": "font/woff2", ".png": "image/png",
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
}  # fmt: skip
"""Media types by suffix: what every reading system can show."""
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an EPUB, so that the same book has the same bytes."""
COVER: Final = "cover.png"
STYLE: Final = "book.css"
IN_BOOK: Final = re.compile(rf'(<a [^>]*?href=")([a-z0-9-]+){re.escape(ENDING)}(?:#([a-z0-9-]+))?"')


class Render(Protocol):
    """Fills in a template of the theme's folder ``book``."""

    def __call__(self, name: str, /, **given: Any) -> str: ...


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a book with a document of its own. ``kind``: cover, frontmatter, bodymatter or backmatter."""

    file: str
    kind: str
    title: str
    html: str


def title(book: Book, say: Strings) -> str:
    """A book's title, as libraries list it."""
    course = book.frame.title
    return (
        say.plain("page-title", page=say("book-of", person=book.person.name), course=course) if book.person else course
    )


def sections(
    book: Book, render: Render, say: Strings, pages: Mapping[str, int | str] | None = None
) -> Iterator[Section]:
    """Everything in a book, in reading order. ``pages``: on which page something is, by id, if it has any."""
    name = title(book, say)
    yield Section("cover.xhtml", "cover", say.plain("book-cover"), render("cover.xhtml", title=name))
    yield Section(TITLE, "frontmatter", name, render("title.xhtml"))
    numbers = {} if pages is None else {"pages": pages}
    yield Section(CONTENTS, "frontmatter", say.plain("book-contents"), render("contents.xhtml", **numbers))
    for part in book.parts:
        week = say.titled(part.week).unescape()
        yield Section(part.file, "bodymatter", week, render("week.xhtml", part=part, **numbers))
        for chapter in part.chapters:
            html = render("post.xhtml", chapter=chapter)
            yield Section(chapter.file, "bodymatter", chapter.post.title, html)
    yield Section(PEOPLE, "backmatter", say.plain("book-writers"), render("people.xhtml", **numbers))
    if book.brands:
        yield Section(BRANDS, "backmatter", say.plain("nav-brands"), render("brands.xhtml", **numbers))


def files(book: Book, render: Render, say: Strings, others: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an EPUB by path. ``others``: its cover, stylesheet, fonts and images."""
    made = {"META-INF/container.xml": CONTAINER.encode()}
    spine = []
    for section in sections(book, render, say):
        html = section.html
        if section.file == CONTENTS:
            html += render("landmarks.xhtml")
        document = render("document.xhtml", kind=section.kind, title=section.title, section=html)
        made[FOLDER + section.file] = xhtml.written(document).encode()
        spine.append(PurePosixPath(section.file).stem)
    made |= {FOLDER + name: data for name, data in others.items()}
    named = [name for name in (path.removeprefix(FOLDER) for path in made) if name not in (CONTENTS, COVER)]
    items = [(_id(name), name, TYPES[PurePosixPath(name).suffix]) for name in named if not name.startswith("META-INF")]
    package = render("package.opf", title=title(book, say), items=items, spine=spine)
    return {PACKAGE: xhtml.written(package).encode(), **made}


def _id(name: str) -> str:
    """The id of a file in the package: a document's own name, and a name with its folder for the others."""
    path = PurePosixPath(name)
    return path.stem if path.suffix == ENDING else re.sub(r"[^a-z0-9]+", "-", name.lower())


def epub(made: Mapping[str, bytes]) -> bytes:
    """Files as an EPUB; the same files give the same bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, held in {"mimetype": MIMETYPE.encode(), **made}.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system = 3
            stored = name == "mimetype" or name.endswith((".png", ".jpg", ".jpeg", ".gif", ".woff2"))
            archive.writestr(entry, held, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return data.getvalue()


def page(book: Book, render: Render, say: Strings, pages: Mapping[str, int | str]) -> str:
    """The whole book as one HTML page for print. ``pages`` as in ``sections``."""
    html = [_together(one) for one in sections(book, render, say, pages)]
    return xhtml.written(render("print.html", title=title(book, say), sections=html))


def _together(section: Section) -> str:
    """A section whose links lead to places of the same page."""
    return IN_BOOK.sub(lambda link: f'{link[1]}#{link[3] or link[2]}"', section.html)


def ids(book: Book) -> list[str]:
    """What the contents lead to."""
    found = [name for part in book.parts for name in (part.id, *(some.id for some in part.chapters))]
    return [*found, "people", *(["brands"] if book.brands else [])]
