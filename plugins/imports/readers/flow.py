"""HTML into blocks and the pieces of their lines, as Markdown has them.

What Markdown cannot nest is taken apart where it stands: emphasis and links around blocks go into each of them, a
paragraph within an item becomes one of the item's, a table that only lays out a page becomes what its cells hold. Two
line breaks part paragraphs, as Blogger and WordPress write them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from ..html_tree import (
    BLOCKS,
    CELLS,
    CLOSED,
    EMBEDDED,
    HEADINGS,
    ITEM,
    TEXT,
    Node,
    address,
    embedded_address,
    image_address,
    is_own_picture,
    styles,
    walk,
)
from .document import (
    EMPTY_LINE,
    LINE_END,
    Block,
    Caption,
    Code,
    Heading,
    Line,
    Listing,
    Paragraph,
    Piece,
    Quote,
    Rule,
    Table,
)

DEEPEST: Final = 100
"""How deep elements are looked into; what lies deeper keeps its words."""
MOST_NESTED: Final = 12
"""How deep lists and quotations are nested; beyond, they are paragraphs. Markdown's own limit is 40."""
CODE: Final = ("code", "kbd", "samp", "tt")
VERBATIM: Final = ("pre", "listing", "xmp", "plaintext")
LISTS: Final = ("ul", "ol", "menu", "dir")
MOST_SPAN: Final = 50
WORD: Final = re.compile(r"[^\s\u200b\u00ad\ufeff]")
BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a place: emphasis, a link, how deep it lies in elements and in lists and quotations."""

    styles: frozenset[str] = frozenset()
    link: str = ""
    depth: int = 0
    nested: int = 0
    code: bool = False
    breaks: bool = False
    """Line ends in the text are line breaks, and empty lines part paragraphs."""


@dataclass
class Reading:
    """Reads a page. ``breaks``: its line ends are line breaks, as in WordPress.
    ``picture``: the address of an image, by the one given; empty if only its alternative text is kept.
    """

    breaks: bool = False
    picture: Callable[[str], str] = str
    around: set[int] = field(default_factory=set)
    """The inline elements that have blocks in them."""

    def read(self, top: Node) -> list[Block]:
        for node, ends in walk(top):
            if ends or not (node.tag in BLOCKS or node.tag == "hr"):
                continue
            above = node.parent
            while above is not None and above.tag not in BLOCKS and above.mem_id not in self.around:
                self.around.add(above.mem_id)
                above = above.parent
        return self.blocks(top, Around(breaks=self.breaks))

    def blocks(self, parent: Node, around: Around) -> list[Block]:
        """The blocks that an element holds."""
        found: list[Block] = []
        line: Line = []
        for part in self.stream(parent, around):
            if isinstance(part, Piece):
                line.append(part)
            else:
                found += [*_paragraphs(line), *part]
                line = []
        return _captioned(_joined([*found, *_paragraphs(line)]))

    def stream(self, parent: Node, around: Around) -> Iterator[Piece | list[Block]]:
        """What an element holds: the pieces of lines, and between them the blocks of each element that is one."""
        for node in _children(parent):
            tag = node.tag
            if tag == TEXT:
                yield from self.text(node, around)
            elif tag in BLOCKS or tag == "hr":
                yield self.block(node, tag, around)
            elif tag in CLOSED:
                yield from self.embedded(node, tag)
            elif node.mem_id in self.around and around.depth <= DEEPEST:
                yield from self.stream(node, within := self.inside(node, around))
                yield from self.linked_images(node, within.link)
            elif not tag.startswith("-"):
                yield from self.inline(node, tag, around)

    def inside(self, node: Node, around: Around) -> Around:
        link = around.link
        if node.tag == "a" and (target := node.attributes.get("href")):
            link = address(target)
        return replace(around, styles=styles(node, around.styles), link=link, depth=around.depth + 1,
                       code=around.code or node.tag in CODE)  # fmt: skip

    # ---- blocks

    def block(self, node: Node, tag: str, around: Around) -> list[Block]:
        if tag == "hr":
            return [Rule()]
        if around.depth > DEEPEST:
            return _paragraphs([Piece("text", text, around.styles, around.link) for text in _texts(node)])
        within = self.inside(node, around)
        if tag in HEADINGS:
            return self.heading(node, int(tag[1]), within)
        if tag in VERBATIM:
            if node.css_first("img, " + ", ".join(EMBEDDED)) is not None:
                return self.blocks(node, replace(within, breaks=True))
            text = _verbatim(node)
            return [Code(text)] if text.strip() else []
        if tag == "blockquote":
            inner = self.blocks(node, replace(within, nested=around.nested + 1))
            return inner if around.nested >= MOST_NESTED or not inner else [Quote(inner)]
        if tag in LISTS:
            return self.listing(node, replace(within, nested=around.nested + 1))
        if tag == "li":
            return [Listing(None, [inner], alone=True)] if (inner := self.blocks(node, within)) else []
        if tag == "dl":
            return self.definitions(node, replace(within, nested=around.nested + 1))
        if tag == "table":
            return self.table(node, within)
        if ITEM in node.attributes and (inner := self.blocks(node, within)):
            kind, level = (node.attributes[ITEM] or "ul 1").split()
            made = Listing(1 if kind == "ol" else None, [inner], alone=True)
            for _ in range(int(level) - 1):
                made = Listing(None, [[made]], alone=True)
            return [made]
        if tag in ("figcaption", "caption"):
            return [_caption(block) for block in self.blocks(node, within)]
        return self.blocks(node, within)

    def heading(self, node: Node, level: int, around: Around) -> list[Block]:
        found: list[Block] = []
        for block in self.blocks(node, around):
            above = found[-1] if found else None
            if isinstance(block, Paragraph | Heading) and isinstance(above, Heading):
                above.pieces += [Piece("text", " "), *block.pieces]
            elif isinstance(block, Paragraph | Heading) and not _is_image(block.pieces):
                found.append(Heading(level, block.pieces))
            else:
                found.append(block)
        return found

    def listing(self, node: Node, around: Around) -> list[Block]:
        """A list; what stands in it outside of items is one, and a list in it belongs to the item above."""
        items: list[list[Block]] = []
        for tag, inner in self.parts(node, around, ("li",)):
            if tag in LISTS and items:
                items[-1] += inner
            elif inner:
                items.append(inner)
        if around.nested > MOST_NESTED:
            return [block for item in items for block in item]
        start = (node.attributes.get("start") or "1").strip()
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 4 else 1
        return [Listing(first if node.tag == "ol" else None, items)] if items else []

    def definitions(self, node: Node, around: Around) -> list[Block]:
        """A list of terms: each one an item, in bold, with what is said of it."""
        items: list[list[Block]] = []
        for tag, inner in self.parts(node, around, ("dt", "dd")):
            if tag == "dt":
                items.append([_bold(block) for block in inner])
            elif inner and items:
                items[-1] += inner
            elif inner:
                items.append(inner)
        kept = [item for item in items if item]
        if around.nested > MOST_NESTED:
            return [block for item in kept for block in item]
        return [Listing(None, kept)] if kept else []

    def parts(self, node: Node, around: Around, named: tuple[str, ...]) -> Iterator[tuple[str, list[Block]]]:
        """The named children of an element as blocks, and what stands between them, by its tag or without."""
        line: Line = []
        for part in self.listed(node, around, named):
            if isinstance(part, Piece):
                line.append(part)
                continue
            if between := _paragraphs(line):
                yield "", between
            line = []
            yield part
        if between := _paragraphs(line):
            yield "", between

    def listed(self, node: Node, around: Around, named: tuple[str, ...]) -> Iterator[Piece | tuple[str, list[Block]]]:
        for part in _children(node):
            tag = part.tag
            if tag in named:
                yield tag, self.blocks(part, self.inside(part, around))
            elif (tag == "div" or part.mem_id in self.around) and around.depth <= DEEPEST:
                bounds: list[tuple[str, list[Block]]] = [("", [])] if tag == "div" else []
                yield from (*bounds, *self.listed(part, self.inside(part, around), named), *bounds)
            elif tag in BLOCKS or tag == "hr":
                yield tag, self.block(part, tag, around)
            elif tag == TEXT:
                yield from self.text(part, around)
            elif tag in CLOSED:
                yield from self.embedded(part, tag)
            elif not tag.startswith("-"):
                yield from self.inline(part, tag, around)

    # ---- tables

    def table(self, node: Node, around: Around) -> list[Block]:
        """A table of data; one that lays out a page, as what its cells hold."""
        above: list[Block] = []
        below: list[Block] = []
        rows: list[list[tuple[Node, list[Block]]]] = []
        for row in _rows(node):
            if row.tag != "tr":
                place = below if rows else above
                place += self.blocks(row, self.inside(row, around)) if row.tag == "caption" else []
                continue
            rows.append([(cell, self.blocks(cell, self.inside(cell, around))) for cell in _children(row)
                         if cell.tag in CELLS])  # fmt: skip
        rows = [row for row in rows if row]
        if "tr-caption-container" in (node.attributes.get("class") or ""):
            held = [
                _caption(block) if "tr-caption" in (cell.attributes.get("class") or "").split() else block
                for row in rows for cell, inner in row for block in inner
            ]  # fmt: skip
            return _captioned([*above, *held, *below])
        if not _is_data([[inner for _, inner in row] for row in rows]):
            return [*above, *(block for row in rows for _, inner in row for block in inner), *below]
        made = Table([[line for cell, inner in row for line in _cells(cell, inner)] for row in rows])
        return [*above, made, *below]

    # ---- lines

    def text(self, node: Node, around: Around) -> Line:
        text = node.text_content
        if around.code:
            return [Piece("code", text, around.styles, around.link)] if text else []
        if not around.breaks or "\n" not in text:
            return [Piece("text", text, around.styles, around.link)]
        found: Line = []
        for number, part in enumerate(BLANK_LINES.split(text.replace("\r\n", "\n"))):
            found += [EMPTY_LINE, EMPTY_LINE] if number else []
            for below, line in enumerate(part.split("\n")):
                found += [LINE_END] if below else []
                found.append(Piece("text", line, around.styles, around.link))
        return found

    def inline(self, node: Node, tag: str, around: Around) -> Line:
        """The pieces of an element without blocks."""
        if tag == "br":
            return [Piece("break")]
        if tag == "img":
            return self.image(node)
        if around.depth > DEEPEST:
            return [Piece("text", text, around.styles, around.link) for text in _texts(node)]
        within = self.inside(node, around)
        line: Line = []
        for inner in _children(node):
            if inner.tag == TEXT:
                line += self.text(inner, within)
            elif inner.tag in CLOSED:
                line += self.embedded(inner, inner.tag)
            elif not inner.tag.startswith("-"):
                line += self.inline(inner, inner.tag, within)
        return [*line, *self.linked_images(node, within.link)]

    def linked_images(self, node: Node, target: str) -> Line:
        """Beside images that are a link to something else, that link by its address."""
        if node.tag != "a" or not target or is_own_picture(target) or _has_words(node):
            return []
        images = (image for image in node.css("img") if self.picture(image_address(image)))
        return _beside(target) if any(images) else []

    def image(self, node: Node) -> Line:
        source, alt = image_address(node), " ".join((node.attributes.get("alt") or "").split())
        kept = self.picture(source)
        if not kept:
            return [Piece("text", alt)] if alt else []
        return [Piece("image", alt, address=address(kept))]

    def embedded(self, node: Node, tag: str) -> Line:
        shown = embedded_address(node) if tag in EMBEDDED else ""
        return _beside(address(shown)) if shown else []


def _children(node: Node) -> Iterator[Node]:
    child = node.child
    while child is not None:
        child, one = child.next, child
        yield one


def _texts(node: Node) -> Iterator[str]:
    for inner, ends in walk(node):
        if inner.tag == TEXT:
            yield inner.text_content
        elif not ends and (inner.tag in BLOCKS or inner.tag == "br"):
            yield " "


def _verbatim(node: Node) -> str:
    """The text of an element that keeps its spaces and lines."""
    parts: list[str] = []
    for inner, ends in walk(node):
        if inner.tag == TEXT:
            parts.append(inner.text_content)
        elif (inner.tag == "br" and not ends) or (inner.tag in BLOCKS and parts and not parts[-1].endswith("\n")):
            parts.append("\n")
    lines = "".join(parts).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return "\n".join(line.replace("\u00a0", " ").rstrip() for line in lines)


def _beside(target: str) -> Line:
    """A link that shows its address."""
    return [Piece("text", " "), Piece("text", target, link=target), Piece("text", " ")]


def _has_words(node: Node) -> bool:
    return any(inner.tag == TEXT and inner.text_content.strip() for inner, _ in walk(node))


def _paragraphs(line: Line) -> list[Block]:
    """A line of pieces as paragraphs: two breaks part them. A line's end beside a ``<br>`` is none of its own."""
    found: list[Block] = []
    line = _broken(line) if LINE_END in line else line
    start = breaks = 0
    for number, piece in enumerate(line):
        if piece.kind == "break":
            breaks += 1
        elif not piece.is_blank:
            if breaks > 1:
                found += _paragraph(line[start:number])
                start = number
            breaks = 0
    return [*found, *_paragraph(line[start:])]


def _broken(line: Line) -> Line:
    found: Line = []
    after: Piece | None = None
    for piece in line:
        if piece.kind == "break" and {piece.text, after.text if after else piece.text} == {"", "\n"}:
            continue
        found.append(piece)
        after = piece if piece.kind == "break" else after if piece.is_blank else None
    return found


def _paragraph(line: Line) -> list[Block]:
    while line and line[0].is_blank:
        line = line[1:]
    while line and line[-1].is_blank:
        line = line[:-1]
    if not line or not any(piece.kind == "image" or WORD.search(piece.text) for piece in line):
        return []
    if all(piece.kind in ("code", "break") for piece in line) and any(
        "\n" in p.text or p.kind == "break" for p in line
    ):
        text = "".join("\n" if piece.kind == "break" else piece.text for piece in line).strip("\n")
        return [Code("\n".join(row.replace("\u00a0", " ").rstrip() for row in text.split("\n")))]
    return [Paragraph(list(line))]


def _joined(blocks: list[Block]) -> list[Block]:
    """Blocks with items that stand in no list put into one."""
    found: list[Block] = []
    for block in blocks:
        above = found[-1] if found else None
        if isinstance(block, Listing) and isinstance(above, Listing) and block.alone and _is_one(above, block):
            _join(above, block)
        else:
            found.append(block)
    return found


def _is_one(above: Listing, below: Listing) -> bool:
    return (above.start is None) == (below.start is None) or isinstance(below.items[0][0], Listing)


def _join(above: Listing, below: Listing) -> None:
    """Add the items of a list, and those of a list that is only nested to the item above them."""
    for item in below.items:
        if isinstance(inner := item[0], Listing) and len(item) == 1:
            last = above.items[-1]
            if isinstance(last[-1], Listing) and _is_one(last[-1], inner):
                _join(last[-1], inner)
            else:
                last.append(inner)
        else:
            above.items.append(item)


def _caption(block: Block) -> Block:
    if type(block) is not Paragraph:
        return block
    return Caption(block.pieces)


def _captioned(blocks: list[Block]) -> list[Block]:
    """Blocks with each caption put below its picture, in the same paragraph."""
    found: list[Block] = []
    for block in blocks:
        above = found[-1] if found else None
        if not isinstance(block, Caption):
            found.append(block)
        elif type(above) is Paragraph and _is_image(above.pieces):
            above.pieces += [Piece("break"), *_emphasized(block.pieces, "em")]
        else:
            found.append(Paragraph(_emphasized(block.pieces, "em")))
    return found


def _is_image(line: Line) -> bool:
    return all(piece.kind == "image" or piece.is_blank for piece in line)


def _emphasized(line: Line, style: str) -> Line:
    return [replace(piece, styles=piece.styles | {style}) if piece.kind == "text" else piece for piece in line]


def _bold(block: Block) -> Block:
    return Paragraph(_emphasized(block.pieces, "strong")) if isinstance(block, Paragraph) else block


def _rows(table: Node) -> Iterator[Node]:
    for part in _children(table):
        if part.tag in ("thead", "tbody", "tfoot"):
            yield from _children(part)
        elif not part.tag.startswith("-"):
            yield part


def _is_data(rows: list[list[list[Block]]]) -> bool:
    """Whether cells can be those of a table: in several rows and columns, each of them one line."""
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    return all(len(cell) <= 1 and all(isinstance(block, Paragraph | Heading) for block in cell)
               for row in rows for cell in row)  # fmt: skip


def _cells(cell: Node, blocks: list[Block]) -> list[Line]:
    span = (cell.attributes.get("colspan") or "1").strip()
    width = int(span) if span.isascii() and span.isdigit() and len(span) < 4 else 1
    line = next((block.pieces for block in blocks if isinstance(block, Paragraph | Heading)), [])
    return [line, *([[]] * (min(max(width, 1), MOST_SPAN) - 1))]
