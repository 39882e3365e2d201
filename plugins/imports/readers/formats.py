"""Detect the platform of a file by its contents, never by its name."""

import re
from collections.abc import Callable, Iterator
from typing import IO, Final

from ..records import CannotImport, Part
from . import (
    archive,
    blogger,
    canvas,
    commento,
    disqus,
    feeds,
    mail,
    moodle,
    open_document,
    pages,
    pasted,
    typed,
    word,
    wordpress,
)

Reader = Callable[[IO[bytes]], Iterator[Part]]
HEAD: Final = 1 << 16
READERS: Final[dict[str, Reader]] = {
    "a Blogger backup": blogger.read,
    "Blogger by Google Takeout": blogger.read,
    "a WordPress export": wordpress.read,
    "a Disqus export": disqus.read,
    "a Commento export": commento.read,
    "a discussion of Canvas": canvas.read,
    archive.COURSE_COPY: canvas.read_copy,
    "a forum of Moodle": moodle.read,
    "a saved feed": feeds.read_saved,
    "a saved page": pages.read,
    "text of a page": pasted.read,
    "a Word document": word.read,
    "an OpenDocument text": open_document.read,
    "mail": mail.read,
    "a page of Google Docs": typed.read_google,
    "a text typed into a form": typed.read_html,
    "a plain text": typed.read_text,
    "a text in Markdown": typed.read_markdown,
}
BACKUP: Final = re.compile(r"blog-\d+\.archive\b|kind#(?:settings|template)\b")
"""What the blog's own feed has not."""
TYPED: Final = {
    ".html": "a text typed into a form", ".htm": "a text typed into a form", ".txt": "a plain text",
    ".md": "a text in Markdown",
}  # fmt: skip
"""The formats of files that came in for an assignment, by suffix: it is known of them that each is one text."""
DOCUMENTS: Final = frozenset(
    {"a Word document", "an OpenDocument text", "mail", "a page of Google Docs", *TYPED.values()}
)
"""The formats of what people hand in; each file is a post."""
OTHERS: Final = (
    (b"{\\rtf", "is a rich text file (.rtf): open it in Word and save it as .docx"),
    (b"%PDF", "is a PDF, which holds pages and no text to go by: open it in Word and save it as .docx, or ask for one"),
    (
        b"\xd0\xcf\x11\xe0",
        "is an old Word document (.doc), or has a password: open it in Word and save it as .docx without one",
    ),
)
"""How files begin that are not read, and what to do about them."""
PACKED: Final = {
    archive.ARCHIVE: "is a zip file within another: unpack it, and import what is inside",
    "a document of Pages": "is a document of Pages: open it, export it to Word (File → Export To), and import that",
    "an Excel workbook": "is an Excel workbook and no text: copy what belongs to the text into a .docx",
    "a PowerPoint presentation": "is a PowerPoint presentation and no text: copy what belongs to the text into a .docx",
}
"""What to do about zip files that are not read."""


def of(file: IO[bytes], suffix: str = "") -> str:
    """A file's format, a key of ``READERS``; the file is at its beginning again. ``suffix``: that of a file that came
    in for an assignment. Raises ``CannotImport``.
    """
    head = file.read(HEAD)
    file.seek(0)
    if suffix in TYPED and not typed.GOOGLE.search(_text(head)):
        return TYPED[suffix]
    if not head.startswith(archive.BEGINS):
        return recognise(head)
    kind = archive.kind(file)
    file.seek(0)
    if kind not in READERS:
        raise CannotImport(PACKED.get(kind, "is not a text that can be read: open it in Word and save it as .docx"))
    return kind


def recognise(head: bytes) -> str:
    """A file's format, a key of ``READERS``, from its first bytes. Raises ``CannotImport`` if none fits."""
    for beginning, message in OTHERS:
        if head.startswith(beginning):
            raise CannotImport(message)
    text = _text(head)
    start = text.lstrip()[:400].lower()
    if mail.recognised(text):
        return "mail"
    if "<rss" in text and re.search(r"wordpress\.org/export/|<wp:wxr_version", text):
        return "a WordPress export"
    if feeds.kind_of(head) == "feed":
        if "schemas.google.com/blogger/2018" in text:
            return "Blogger by Google Takeout"
        return "a Blogger backup" if BACKUP.search(text) else "a saved feed"
    if re.search(r"<disqus\b", text):
        return "a Disqus export"
    if start.startswith("{") and '"comments"' in text and "commentHex" in text:
        return "a Commento export"
    if start.removeprefix("while(1);").lstrip().startswith(("{", "[")) and canvas.recognised(text):
        return "a discussion of Canvas"
    if re.search(r"<!doctype html|<html\b", text[:4000], re.IGNORECASE):
        if typed.GOOGLE.search(text):
            return "a page of Google Docs"
        return "a saved page"
    if start.startswith(("<?xml", "<!doctype", "<rss", "{", "[{", "%pdf", "pk\x03\x04")):
        raise CannotImport("is not a known export: docs/instructors.md lists those that are")
    first = text.lstrip().split("\n", 1)[0]
    if first.count(",") > 4 and {"discussion", "parent", "message"} <= {
        name.strip(' "\r') for name in first.split(",")
    }:
        return "a forum of Moodle"
    if "\0" in text:
        raise CannotImport("is no text")
    return "text of a page"


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")
