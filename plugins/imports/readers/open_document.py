"""OpenDocument texts (.odt), as LibreOffice writes them: ``content.xml`` into HTML by a small walk.

Deleted text is kept apart from the text by OpenDocument itself, and comments stay behind and are counted.
"""

import hashlib
import html
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any, Final

from ..records import CannotImport, Note, Part, Picture
from . import archive, times, written, xml
from .archive import Archive

BLOCKS: Final = {"table": "table", "table-row": "tr", "table-cell": "td", "list-item": "li"}
QUOTATIONS: Final = ("quotations", "quotation", "block_20_text")
GONE: Final = ("tracked-changes", "annotation", "annotation-end", "sequence-decls", "table-of-content", "note-citation")
MOST_SPACES: Final = 50


class _Walk:
    """A walk through a document's elements. ``styles``: the properties of each style."""

    def __init__(self, package: Archive, styles: dict[str, dict[str, str]]) -> None:
        self.package, self.styles = package, styles
        self.notes: list[str] = []
        self.lists: list[str] = []
        """The styles of the lists around."""
        self.pictures: dict[str, bytes] = {}
        self.addresses: dict[str, str] = {}
        """Those of pictures by their paths, so that each is read once, however often it is shown."""

    def inside(self, element: Any) -> str:
        parts = [html.escape(element.text or "")]
        for child in element:
            if isinstance(child.tag, str):
                parts.append(self.element(child))
            parts.append(html.escape(child.tail or ""))
        return "".join(parts)

    def element(self, element: Any) -> str:
        name = xml.local(element.tag)
        if name in GONE:
            return ""
        if name in BLOCKS:
            return self.block(element, BLOCKS[name])
        made = getattr(self, f"on_{name.replace('-', '_')}", None)
        return str(made(element)) if made else self.inside(element)

    def block(self, element: Any, tag: str) -> str:
        spans = "".join(
            f' {key}="{value}"'
            for key, kind in (("colspan", "columns"), ("rowspan", "rows"))
            if (value := get(element, f"number-{kind}-spanned")).isdecimal()
        )
        return f"<{tag}{spans}>{self.inside(element)}</{tag}>"

    def style(self, element: Any) -> dict[str, str]:
        return self.styles.get(get(element, "style-name"), {})

    def on_p(self, element: Any) -> str:
        name, words = get(element, "style-name").lower(), self.inside(element)
        parent = self.style(element).get("parent-style-name", "").lower()
        if "title" in (name, parent):
            return f'<h1 class="title">{words}</h1>'
        quoted = name in QUOTATIONS or parent in QUOTATIONS
        return f"<blockquote><p>{words}</p></blockquote>" if quoted else f"<p>{words}</p>"

    def on_h(self, element: Any) -> str:
        level = get(element, "outline-level")
        number = min(int(level), 6) if level.isdecimal() and level != "0" else 1
        return f"<h{number}>{self.inside(element)}</h{number}>"

    def on_list(self, element: Any) -> str:
        self.lists.append(get(element, "style-name") or (self.lists[-1] if self.lists else ""))
        tag = self.styles.get(self.lists[-1], {}).get(f"level {len(self.lists)}", "ul")
        words = self.inside(element)
        self.lists.pop()
        return f"<{tag}>{words}</{tag}>"

    def on_span(self, element: Any) -> str:
        style, words = self.style(element), self.inside(element)
        if not words.strip():
            return words
        words = f"<i>{words}</i>" if style.get("font-style") == "italic" else words
        return f"<b>{words}</b>" if style.get("font-weight") in ("bold", "700", "800", "900") else words

    def on_a(self, element: Any) -> str:
        return f'<a href="{html.escape(get(element, "href"))}">{self.inside(element)}</a>'

    def on_line_break(self, _: Any) -> str:
        return "<br>"

    def on_tab(self, _: Any) -> str:
        return " "

    def on_s(self, element: Any) -> str:
        count = get(element, "c")
        return " " * (min(int(count), MOST_SPACES) if count.isdecimal() and len(count) < 4 else 1)

    def on_note(self, element: Any) -> str:
        body = xml.child(element, "note-body")
        number = len(self.notes) + 1
        self.notes.append("")
        if body is not None:
            self.notes[number - 1] = f'<li id="footnote-{number}">{self.inside(body)}</li>'
        return f'<sup><a href="#footnote-{number}" id="footnote-ref-{number}">[{number}]</a></sup>'

    def on_frame(self, element: Any) -> str:
        image = xml.child(element, "image")
        path = get(image, "href") if image is not None else ""
        alt = xml.text(element, "desc") or xml.text(element, "title")
        if path not in self.package:
            return self.inside(element) if image is None else html.escape(alt)
        address = self.addresses.get(path) or self.keep(path)
        return f'<img src="{html.escape(address)}" alt="{html.escape(alt)}">'

    def keep(self, path: str) -> str:
        """Keep a picture, and give its address."""
        data = self.package.read(path)
        digest = hashlib.blake2b(data, digest_size=8).hexdigest()
        address = self.addresses[path] = f"{digest}/picture.{path.rpartition('.')[2]}"
        self.pictures[address] = data
        return address


def get(element: Any, name: str) -> str:
    """An attribute by its local name."""
    return next((str(value) for key, value in element.attrib.items() if xml.local(key) == name), "")


def read(file: IO[bytes]) -> Iterator[Part]:
    """The document as a post."""
    stored = archive.in_memory(file)
    with archive.opened(stored) as package:
        archive.check_markup(package)
        content = package.xml("content.xml")
        body = (
            next((one for one in content.iter() if xml.local(one.tag) == "text"), None) if content is not None else None
        )
        if body is None:
            raise CannotImport("is not an OpenDocument text that can be read: save it as .docx")
        walk = _Walk(package, _styles(package.xml("styles.xml"), content))
        text = walk.inside(body)
        yield from (Picture(written.PLACE, address, data) for address, data in walk.pictures.items())
        if comments := sum(xml.local(one.tag) == "annotation" for one in body.iter()):
            yield Note("not text", written.PLACE, "comments, which stay behind", comments)
        notes = f"<ol>{''.join(walk.notes)}</ol>" if walk.notes else ""
        yield from written.post(text.replace("</blockquote><blockquote>", "") + notes, *_properties(package))


def _styles(*parts: Any) -> dict[str, dict[str, str]]:
    """What each style says, by local names; of a list, which of its levels are numbered."""
    found: dict[str, dict[str, str]] = {}
    for style in (one for part in parts if part is not None for one in part.iter()):
        name = xml.local(style.tag)
        if name == "style":
            said = {xml.local(key): str(value) for one in (style, *style) for key, value in one.attrib.items()}
        elif name == "list-style":
            numbered = [one for one in style if xml.local(one.tag) == "list-level-style-number"]
            said = {f"level {get(one, 'level')}": "ol" for one in numbered}
        else:
            continue
        found.setdefault(get(style, "name"), {}).update(said)
    return found


def _properties(package: Archive) -> tuple[tuple[str, ...], datetime | None]:
    meta = package.xml("meta.xml")
    inner = xml.child(meta, "meta") if meta is not None else None
    if inner is None:
        return (), None
    names = (xml.text(inner, "initial-creator"), xml.text(inner, "creator"))
    return tuple(dict.fromkeys(name for name in names if name)), times.read(xml.text(inner, "date")).moment
