"""Stream the elements of an XML file of any size, and report what is wrong with the file.

libxml2 recovers from malformed XML; every error is reported. Nothing outside the file is ever loaded, and a file that
declares entities is refused: no export does, and a few can exhaust any memory.
"""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

from lxml import etree

from ..records import CannotImport, Note
from .encoding import repaired

DECLARED: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
WRITTEN: Final = ("iso8859", "iso2022", "cp", "gb", "hz", "big5", "shift", "euc", "koi8", "tis", "mac")
"""Prefixes of encodings that texts are written in; Python knows others, which decompress or transform text."""
FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
CHUNK: Final = 1 << 16
TAIL: Final = 1000
TOLD: Final = 5
"""The maximum number of errors reported individually; the rest are counted."""

Element = Any


@dataclass(frozen=True, slots=True)
class Cut:
    """An element where the file breaks off: its first line, and what was read of it."""

    line: int
    element: Element | None = None


class Stream(io.RawIOBase):
    """A file's text as UTF-8, whatever its encoding: invalid bytes are decoded as Windows-1252 and counted.

    Characters that XML forbids are replaced and counted.
    """

    def __init__(self, file: IO[bytes]) -> None:
        head = file.read(CHUNK)
        self.file = file
        self.head = head
        self.encoding = _encoding(head)
        self.guessed = self.forbidden = 0
        self.ended = False
        self.tail = ""
        self.decoder = codecs.getincrementaldecoder(self.encoding)("surrogateescape")
        self.left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        del size
        while True:
            data, self.head = self.head or self.file.read(CHUNK), b""
            text = self.decoder.decode(data, not data)
            self.ended = not data and not text
            self.tail = (self.tail + text)[-TAIL:]
            if text or not data:
                return self._repaired(text).encode("utf-8", "replace")

    def closes(self, element: Element) -> bool:
        """Whether the last complete tag of a finished file closes an element of this name."""
        name = re.escape(local(element.tag))
        return bool(re.search(rf"</(?:[\w.-]+:)?{name}\s*>(?:\s|<!--.*?-->)*(?:<[^>]*)?$", self.tail, re.DOTALL))

    def _repaired(self, text: str) -> str:
        text, count = repaired(text)
        self.guessed += count
        text, count = FORBIDDEN.subn("\ufffd", text)
        self.forbidden += count
        return text


def _encoding(head: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    match = DECLARED.search(head[:400])
    declared = match[1].decode() if match else "utf-8"
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return "utf-8"
    if name.startswith("utf-16"):  # a declaration really in UTF-16 could not have been read
        return "utf-8"
    known = name.startswith(WRITTEN)
    if name != "utf-8" and not head.isascii():
        try:
            codecs.getincrementaldecoder("utf-8")().decode(head)
        except UnicodeDecodeError:
            return name if known else "cp1252"
        return "utf-8"
    return name if known else "utf-8"


def local(tag: object) -> str:
    """A tag's name without its namespace, bound or not."""
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def elements(file: IO[bytes], wanted: Callable[[Element], bool]) -> Iterator[Element | Note | Cut]:
    """The complete elements that are ``wanted`` when they open; each is emptied when the next one is requested.

    An element where the file breaks off, which libxml2 closes at the end, is yielded as a ``Cut``. Raises
    ``CannotImport`` for a file with entity declarations, or one without any XML.
    """
    stream = Stream(file)
    open_at: list[tuple[Element, int]] = []
    events = etree.iterparse(
        stream, events=("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, encoding="utf-8",
    )  # fmt: skip
    root = held = None
    try:
        for event, element in events:
            if root is None:
                root = element
                _refuse_entities(element)
            if event == "start":
                if not open_at and wanted(element):
                    open_at.append((element, element.sourceline))
            elif open_at and element is open_at[0][0]:
                open_at.clear()
                if not stream.ended or stream.closes(root):
                    yield element
                    _forget(element)
                    continue
                if held is not None:
                    yield held
                    _forget(held)
                held = element
            elif not open_at and element is not root and element.getparent() is root:
                _forget(element)
    except etree.XMLSyntaxError as error:
        if root is None:
            raise CannotImport(f"is not readable XML ({error.msg})") from None
    if root is None:
        raise CannotImport("contains no XML element")
    if held is not None:  # the last element of a file whose root is not closed
        yield held if stream.closes(held) else Cut(held.sourceline, held)
    yield from (Cut(line) for _, line in open_at)
    yield from _complaints(events.error_log, stream)


def _refuse_entities(root: Element) -> None:
    declared = root.getroottree().docinfo
    subset = declared.internalDTD
    if subset is not None and (list(subset.iterentities()) or declared.system_url):
        raise CannotImport("declares entities or a document type, which no export or feed does: it is refused")


def _forget(element: Element) -> None:
    """Free an element and all before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _complaints(log: Any, stream: Stream) -> Iterator[Note]:
    faults = dict.fromkeys((f"line {entry.line}", str(entry.message).strip()) for entry in log)
    for place, message in list(faults)[:TOLD]:
        yield Note("recovered", place, f"is not well-formed ({message}); what could be read was read")
    more = len(faults) - TOLD
    if more > 0:
        yield Note("recovered", "further places", "are not well-formed; what could be read was read", more)
    if stream.guessed:
        said_of = f"bytes are not {stream.encoding.upper()}: they were read as Windows-1252"
        yield Note("recovered", "the file", said_of, stream.guessed)
    if stream.forbidden:
        yield Note("recovered", "the file", "characters that XML forbids were replaced", stream.forbidden)


def child(element: Element, name: str) -> Element | None:
    """The first child with a local name, in any namespace."""
    return next((inner for inner in element if local(inner.tag) == name), None)


def children(element: Element, name: str) -> list[Element]:
    return [inner for inner in element if local(inner.tag) == name]


def text(element: Element | None, name: str = "") -> str:
    """All text of an element, or of its first child with a name; empty if there is none."""
    if element is not None and name:
        element = child(element, name)
    return "".join(element.itertext()).strip() if element is not None else ""
