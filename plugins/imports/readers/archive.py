"""Zip files from anybody: checked before anything in them is unpacked, and never unpacked to disk by their own names.

A few kilobytes can claim to be terabytes, and XML can name entities that grow without end. So an archive is refused
by what its directory declares, which is also the most that is ever read of it.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final
from xml.parsers import expat

from lxml import etree

from ..records import CannotImport

BEGINS: Final = (b"PK\x03\x04", b"PK\x05\x06")
MOST_FILES: Final = 10_000
MOST_BYTES: Final = 100_000_000
"""The largest file that is read from an archive."""
MOST_TOGETHER: Final = 2_000_000_000
RATIO: Final = 200
"""The most that a file, or all in an archive, may grow when unpacked, if there are more than ``SMALL`` bytes then."""
SMALL: Final = 5_000_000
DEEPEST: Final = 150
MOST_ELEMENTS: Final = 600_000
"""The most elements and attributes in all parts of a document."""
MOST_MARKUP: Final = 20_000_000
"""The most bytes of one part that is XML."""
ENCRYPTED: Final = 0x1
UTF_8: Final = 0x800
DOCUMENTS: Final = {
    "word/document.xml": "a Word document",
    "word/document2.xml": "a Word document",
    "Index/Document.iwa": "a document of Pages",
    "xl/workbook.xml": "an Excel workbook",
    "ppt/presentation.xml": "a PowerPoint presentation",
}
OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument.text"
ARCHIVE: Final = "a zip file"
COURSE_COPY: Final = "a course copy"
MANIFEST: Final = "imsmanifest.xml"


class _Refused(Exception):
    """Raised by a handler of expat to stop reading."""


@dataclass(frozen=True)
class Archive:
    """An archive whose directory is within the limits."""

    zip: zipfile.ZipFile
    entries: dict[str, zipfile.ZipInfo]

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def read(self, name: str) -> bytes:
        """The contents of a file. Raises ``CannotImport``."""
        try:
            return self.zip.read(self.entries[name])
        except Exception as error:  # noqa: BLE001 - zipfile raises whatever its decompressors do
            raise CannotImport(f"is damaged ({error}): download it again") from None

    def xml(self, name: str) -> etree._Element | None:
        """A part as XML, already known to declare nothing; None if there is none, or it is not well-formed."""
        if name not in self:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self.read(name), parser)
        except etree.XMLSyntaxError:
            return None


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Archive]:
    """An archive. Raises ``CannotImport`` if it is damaged, locked or beyond the limits."""
    try:
        unpacked = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise CannotImport(f"is a damaged zip file ({error}): download it again") from None
    with unpacked:
        infos = [info for info in unpacked.infolist() if not info.is_dir()]
        _check(infos, file.seek(0, io.SEEK_END))
        yield Archive(unpacked, {_name(info): info for info in infos})


def _check(infos: list[zipfile.ZipInfo], size: int) -> None:
    """``size``: that of the archive, in bytes; what is packed in it may be counted twice."""
    if len(infos) > MOST_FILES:
        raise CannotImport(f"is a zip file of more than {MOST_FILES:,} files, which no hand-in needs: it is refused")
    for info in infos:
        if info.flag_bits & ENCRYPTED:
            raise CannotImport("is protected by a password: save it again without one")
        if info.file_size > MOST_BYTES:
            raise CannotImport(f"has a file of more than {MOST_BYTES // 1_000_000} MB inside: it is refused")
        if info.file_size > SMALL and info.file_size > RATIO * max(info.compress_size, 1):
            raise CannotImport(f"has a file inside that grows more than {RATIO} times when unpacked: it is refused")
    together = sum(info.file_size for info in infos)
    if together > SMALL and together > RATIO * size:
        raise CannotImport(f"grows more than {RATIO} times when unpacked: it is refused")
    if together > MOST_TOGETHER:
        raise CannotImport(f"has more than {MOST_TOGETHER // 1_000_000_000} GB inside: import it in parts")


def _name(info: zipfile.ZipInfo) -> str:
    """An entry's name; Python reads one that does not say it is UTF-8 as of old DOS, which it seldom is."""
    if not info.flag_bits & UTF_8:
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename


def kind(file: IO[bytes]) -> str:
    """What a zip file is: a document, or ``ARCHIVE``. Raises ``CannotImport`` as ``opened`` does."""
    with opened(file) as archive:
        if "mimetype" in archive and archive.read("mimetype").strip().decode("ascii", "replace") == OPEN_DOCUMENT:
            return "an OpenDocument text"
        if "[Content_Types].xml" in archive and any(name.startswith("word/") for name in archive.entries):
            return "a Word document"
        if MANIFEST in archive:
            return COURSE_COPY
        return next((what for name, what in DOCUMENTS.items() if name in archive), ARCHIVE)


def names(file: IO[bytes]) -> tuple[list[str], int]:
    """The files in an archive whose names stay within it, and how many others there are."""
    with opened(file) as archive:
        found = [name for name in archive.entries if _inside(name)]
        return found, len(archive.entries) - len(found)


def _inside(name: str) -> bool:
    return not (name.startswith("/") or "\\" in name or ":" in name or {"..", ""} & set(name.split("/")))


def check_markup(archive: Archive) -> None:
    """Refuse XML that declares a document type, is nested too deeply, or is too long for a text.

    Every part is looked at, whatever its name, by the parser that will read it. What is not XML ends at once.
    """
    left = MOST_ELEMENTS
    for name in archive.entries:
        left -= _elements(archive.read(name), left)


def _elements(data: bytes, most: int) -> int:
    parser = expat.ParserCreate()
    depth = count = 0

    def doctype(*_: object) -> None:
        raise _Refused("declares a document type, which no word processor does: it is refused")

    def start(_: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1 + len(attributes)
        if len(data) > MOST_MARKUP:
            raise _Refused(f"has more than {MOST_MARKUP // 1_000_000} MB of text inside: it is refused")
        if depth > DEEPEST:
            raise _Refused("is nested more deeply than any text: it is refused")
        if count > most:
            raise _Refused(f"has more than {MOST_ELEMENTS:,} elements, too many for a post: it is refused")

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(data, True)
    except _Refused as why:
        raise CannotImport(str(why)) from None
    except (expat.ExpatError, LookupError, ValueError):  # no XML, or in no encoding that its parser knows
        pass
    return count


def in_memory(file: IO[bytes]) -> IO[bytes]:
    """A file's contents, read once. Raises ``CannotImport`` if it is too large."""
    if file.seek(0, io.SEEK_END) > MOST_BYTES:
        raise CannotImport(f"has more than {MOST_BYTES // 1_000_000} MB: make its pictures smaller and save it again")
    file.seek(0)
    return io.BytesIO(file.read())
