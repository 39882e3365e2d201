"""Word's documents (.docx): mammoth makes HTML of the final text, which becomes Markdown like that of any page.

Tracked changes are taken as accepted. Comments, headers and footers stay behind and are counted. Macros and embedded
files are not looked at, and nothing that a document only links to is fetched.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, Final

from bs4 import BeautifulSoup

from ..records import CannotImport, Note, Part, Picture
from . import archive, times, written, xml
from .archive import Archive

MAIN: Final = "word/document.xml"
CORE: Final = "docProps/core.xml"
QUOTATION: Final = "Quote"
INDENTED: Final = 500
"""The indent from which a paragraph is taken for a quotation, in twentieths of a point; Word's button gives 720."""
MOST_PICTURES: Final = 300_000_000
"""The most bytes of pictures, counted as often as they are shown."""
PLAIN: Final = ("", "normal", "body text", "no spacing")
STYLES: Final = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
p[style-name='List Bullet'] => ul > li:fresh
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number'] => ol > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='List Number 3'] => ul|ol > li > ul|ol > li > ol > li:fresh
r[style-name='Emphasis'] => em
r[style-name='Subtle Emphasis'] => em
r[style-name='Intense Emphasis'] => em
p[style-name='HTML Preformatted'] => pre:separator('\\n')
"""
SUFFIXES: Final = {"image/jpeg": ".jpg", "image/svg+xml": ".svg"}
LINKED: Final = "a picture that the document only links to, left out: nothing is fetched"
SYMBOL: Final = "a sign of a special font, left out"
CHANGES: Final = ("ins", "del", "moveFrom", "moveTo")


def read(file: IO[bytes]) -> Iterator[Part]:
    """The document as a post. Raises ``CannotImport`` if it is not one, or not safe to read."""
    stored = archive.in_memory(file)
    with archive.opened(stored) as package:
        archive.check_markup(package)
        yield from _read(stored, package)


def _read(stored: IO[bytes], package: Archive) -> Iterator[Part]:
    import mammoth  # noqa: PLC0415 - imported only if there is a document

    pictures = _Pictures()
    try:
        made = mammoth.convert_to_html(
            stored, style_map=STYLES, include_embedded_style_map=False, external_file_access=False,
            convert_image=mammoth.images.img_element(pictures.keep),
            transform_document=mammoth.transforms.paragraph(_quotation),
        )  # fmt: skip
    except CannotImport:
        raise
    except RecursionError:
        raise CannotImport("is nested more deeply than any text: it is refused") from None
    except Exception as error:  # noqa: BLE001 - mammoth raises anything for a broken document
        raise CannotImport(
            f"is not a Word document that can be read ({type(error).__name__}): open it in Word and save it as .docx"
        ) from None
    yield from (Picture(written.PLACE, address, data) for address, data in pictures.files.items())
    yield from _left_behind(package, made.value, [message.message for message in made.messages])
    yield from written.post(made.value, *_properties(package))


@dataclass
class _Pictures:
    """The pictures of a document by address. ``read``: the bytes that were read, each time that one is shown."""

    files: dict[str, bytes] = field(default_factory=dict)
    read: int = 0

    def keep(self, image: Any) -> dict[str, str]:
        """The attributes of an ``img``. Raises ``CannotImport``."""
        with image.open() as stream:
            data = stream.read()
        self.read += len(data)
        if self.read > MOST_PICTURES:
            raise CannotImport(f"shows more than {MOST_PICTURES // 1_000_000} MB of pictures: make them smaller")
        kind = str(image.content_type or "")
        digest = hashlib.blake2b(data, digest_size=8).hexdigest()
        address = f"{digest}/picture{SUFFIXES.get(kind, '.' + kind.rpartition('/')[2])}"
        self.files[address] = data
        return {"src": address}


def _quotation(paragraph: Any) -> Any:
    """A paragraph that stands in from the left, without a number or a style, is a quotation."""
    indent, style = paragraph.indent, str(paragraph.style_name or "").lower()
    left = int(indent.start) if str(indent.start or "").isdecimal() else 0
    if left < INDENTED or paragraph.numbering or style not in PLAIN or indent.hanging or indent.first_line:
        return paragraph
    return paragraph.copy(style_name=QUOTATION, style_id=QUOTATION)


def _properties(package: Archive) -> tuple[tuple[str, ...], datetime | None]:
    """The names that the document gives of its author, and when it was last changed."""
    core = package.xml(CORE)
    if core is None:
        return (), None
    names = (xml.text(core, "creator"), xml.text(core, "lastModifiedBy"))
    return tuple(dict.fromkeys(name for name in names if name)), times.read(xml.text(core, "modified")).moment


def _left_behind(package: Archive, html: str, messages: list[str]) -> Iterator[Note]:
    """What of a document is not in its HTML, counted."""
    comments = _count(package.xml("word/comments.xml"), "comment")
    if comments:
        yield Note("not text", written.PLACE, "comments of Word, which stay behind", comments)
    around = [name for name in package.entries if name.startswith(("word/header", "word/footer"))]
    if count := sum(bool(_said(package.xml(name))) for name in around):
        yield Note("not text", written.PLACE, "headers and footers of pages, which stay behind", count)
    document = package.xml(MAIN)
    if changes := sum(_count(document, name) for name in CHANGES):
        yield Note("not text", written.PLACE, "tracked changes, taken as accepted", changes)
    for start, message in (("could not open external image", LINKED), ("A w:sym", SYMBOL)):
        if count := sum(one.startswith(start) for one in messages):
            yield Note("markup", written.PLACE, message, count)
    if lost := _signs(_said(document)) - _signs(BeautifulSoup(html, "lxml").get_text()):
        yield Note("markup", written.PLACE, "signs of formulas or drawings, which could not be read", lost.total())


def _count(root: Any, name: str) -> int:
    return 0 if root is None else sum(xml.local(element.tag) == name for element in root.iter())


def _signs(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def _said(root: Any) -> str:
    """All text of a part as it finally is, whatever holds it; of two versions of a drawing, the older."""
    if root is None:
        return ""
    name = xml.local(root.tag)
    if name == "t":
        return str(root.text or "")
    if name in ("del", "moveFrom"):
        return ""
    inner = list(root)
    if name == "AlternateContent":
        older = [one for one in inner if xml.local(one.tag) == "Fallback"]
        inner = older or inner
    return "".join(map(_said, inner))
