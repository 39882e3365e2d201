"""Books of small courses, made for real, and what is in them."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from conftest import ROOT, Files, write

from plugins.book import making

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
TYPE = "{http://www.idpf.org/2007/ops}type"


class Read:
    """An EPUB, taken apart."""

    def __init__(self, file: Path) -> None:
        with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
            self.names = archive.namelist()
            self.files = {name.removeprefix("EPUB/"): archive.read(name) for name in self.names}
        self.package = ET.fromstring(self.files["package.opf"])
        self.documents = {
            name: ET.fromstring(data) for name, data in self.files.items() if name.endswith(".xhtml")
        }  # fmt: skip

    def text(self, name: str = "") -> str:
        """What a reader reads in a document, or in all of them."""
        some = [self.documents[name]] if name else self.documents.values()
        return " ".join(" ".join(one.find(f"{XHTML}body").itertext()) for one in some)

    def links(self, name: str) -> list[str]:
        return [one.get("href") for one in self.documents[name].iter(f"{XHTML}a")]

    def meta(self, name: str) -> list[str]:
        return [one.text for one in self.package.iter(f"{OPF}meta") if one.get("property") == name]

    def told(self, name: str) -> list[str]:
        return [one.text for one in self.package.iter(f"{DC}{name}")]

    def spine(self) -> list[str]:
        return [one.get("idref") for one in self.package.iter(f"{OPF}itemref")]


def request(folder: Path, files: Files, **more: object) -> making.BookRequest:
    content = write(folder / "content", files)
    return making.BookRequest(
        content, folder / "private", ROOT / "theme", None, folder / "books", **{"to": folder / "book.epub", **more}
    )


def book(folder: Path, files: Files, **more: object) -> Read:
    """The book of a small course."""
    done = making.make(request(folder, files, **more), print)
    assert done.leaks == ()
    return Read(done.files[0])
