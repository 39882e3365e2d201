"""Convert HTML or plain text from other platforms to Markdown that Cohort renders with the same words.

The result is rendered and what it holds compared with what the HTML held: words in their order, links, pictures,
headings, items, emphasis. Where the site would show other words, the blocks that are the cause are made simpler, as
little as helps, and no others. Whatever differs in the end is reported.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from ...texts import markup
from ...texts.unsupported import as_typed
from .. import balance
from ..balance import Contents
from ..html_tree import EMBEDDED, UNPRINTED, Node, embedded_address, image_address, parsed, walk
from ..image_names import ELSEWHERE, MISSING
from ..records import Measure, Note
from . import flow, marked
from .document import Block, Code, Heading, Line, Listing, Paragraph, Piece, Quote, Table

TOLD: Final = ("script", "style", "template", "svg", "input")
"""Elements that are reported though they have no text."""
WITHIN: Final = "an image within the page"
MOST_CHANGES: Final = 200
"""The most blocks of a text that are made simpler one by one."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as Markdown, and what was lost in conversion: what, how often, and the first place in the text."""

    text: str
    lost: tuple[tuple[str, int, str], ...] = ()
    measure: Measure | None = None

    def records(self, place: str) -> Iterator[Note | Measure]:
        """What there is to say of a text, which is yielded before its item."""
        for what, count, first in self.lost:
            yield Note("markup", place, what, count, first)
        if self.measure:
            yield replace(self.measure, place=place)


def from_html(text: str, *, local: bool = False, breaks: bool = False) -> Prose:
    """Convert HTML to Markdown. ``local``: keep images without a host, which may come with the export; ``breaks``:
    line ends are line breaks, and empty lines part paragraphs, as in what WordPress stores (its ``wpautop``).
    """
    body = parsed(text)
    told: Counter[str] = Counter()
    pictures = _tell(body, told, local=local)
    before = balance.of_tree(body)
    blocks = flow.Reading(breaks, lambda source: source if pictures.get(source, False) else "").read(body)
    written, after = _written(blocks)
    lost = [(what, count, "") for what, count in told.items()]
    known = {balance.PICTURES: told[WITHIN] + told[MISSING]}
    for loss in balance.losses(before, after):
        lost += [(loss.kind, count, loss.first)] if (count := loss.count - known.get(loss.kind, 0)) else []
    shown = balance.kept(before, after)
    shown["pictures"] += told[MISSING] if local else 0  # until it is known whether the export has them
    return Prose(written, tuple(sorted(lost)), Measure("", text, before.counts, shown))


def from_text(text: str) -> Prose:
    """Convert plain text to Markdown, with a paragraph per line."""
    lines = [line for line in UNPRINTED.sub("", text).splitlines() if line.strip()]
    written, shown = _written([Paragraph([Piece("text", line)]) for line in lines])
    words = len(balance.words_of("\n".join(lines)))
    measure = Measure("", f"<pre>{escape(text)}</pre>", {"words": words}, shown.counts)
    return Prose(written, measure=measure)


def from_markdown(text: str) -> Prose:
    """Another program's Markdown, which Cohort renders as its author intended, except for inline HTML."""
    return Prose(UNPRINTED.sub("", text).replace("\r\n", "\n").strip())


def _tell(body: Node, told: Counter[str], *, local: bool) -> dict[str, bool]:
    """Count what has no text. Returns by image address whether the image is kept."""
    pictures: dict[str, bool] = {}
    for node, ends in walk(body):
        tag = node.tag
        if ends:
            continue
        if tag in TOLD:
            told[f"<{tag}>"] += 1
        elif tag in EMBEDDED:
            told[f"<{tag}>{', kept as a link' if embedded_address(node) else ''}"] += 1
        elif tag == "img":
            source = image_address(node)
            if source.startswith(("http://", "https://")):
                told[ELSEWHERE] += 1
                pictures[source] = True
            elif source.startswith("data:"):
                told[WITHIN] += 1
            else:
                told[MISSING] += 1
                pictures[source] = local and bool(source)
    return pictures


# ---- what the site shows, against what was said


def _written(blocks: list[Block]) -> tuple[str, Contents]:
    """Blocks as Markdown, and what the site shows of it."""
    said = _words(blocks)
    text = marked.write(blocks)
    shown = _shown(text)
    if shown.words == said:
        return text, shown
    text = marked.write([one for number, block in enumerate(blocks) for one in _mended(block, number)])
    shown = _shown(text)
    if shown.words == said:
        return text, shown
    lines = [line for block in blocks for line in _said(block).split("\n") if line.strip()]
    for text in ("\n\n".join(marked.line([Piece("text", line)]) for line in lines), "\n\n".join(lines)):
        shown = _shown(text)
        if not as_typed(text) and shown.words == said:
            break
    return text, shown


def _shown(text: str) -> Contents:
    return balance.of_html(markup.render(text).html, markup.ROOT)


def _words(blocks: list[Block]) -> list[str]:
    return balance.words_of("\n".join(map(_said, blocks)))


def _mended(block: Block, number: int) -> list[Block]:
    """A block in the richest form in which the site shows its words."""
    if number >= MOST_CHANGES or as_typed(marked.write([block])) or _holds([block]):
        return [block]
    if isinstance(block, Paragraph | Heading):
        forms = (replace(block, pieces=pieces) for pieces in _simpler(block.pieces))
        return [next((form for form in forms if _holds([form])), Paragraph([Piece("text", _said(block))]))]
    if isinstance(block, Table):
        for form in zip(*([list(_simpler(cell)) for row in block.rows for cell in row]), strict=True):
            cells = iter(form)
            table = Table([[next(cells) for _ in row] for row in block.rows])
            if _holds([table]):
                return [table]
        return [one for row in block.rows for cell in row for one in _mended(Paragraph(cell), number)]
    if isinstance(block, Quote):
        inner = [one for n, part in enumerate(block.blocks) for one in _mended(part, n)]
        return [Quote(inner)] if _holds([Quote(inner)]) else inner
    if isinstance(block, Listing):
        items = [[one for part in item for one in _mended(part, n)] for n, item in enumerate(block.items)]
        made = replace(block, items=items)
        return [made] if _holds([made]) else [one for item in items for one in item]
    return [Paragraph([Piece("text", line)]) for line in _said(block).split("\n")]


def _holds(blocks: list[Block]) -> bool:
    return _shown(marked.write(blocks)).words == _words(blocks)


def _simpler(pieces: Line) -> Iterator[Line]:
    """The pieces as they are, then with ever less."""
    yield pieces
    for left_out in ({"em"}, {"strong"}, {"em", "strong", "del"}):
        yield [replace(piece, styles=piece.styles - left_out) for piece in pieces]
    bare = [replace(piece, styles=frozenset(), kind="text" if piece.kind == "code" else piece.kind) for piece in pieces]
    yield bare
    yield [replace(piece, link="") for piece in bare]
    yield [Piece("text", _shown_for(piece)) if piece.kind == "image" else replace(piece, link="") for piece in bare]


def _said(block: Block) -> str:
    """The text of a block as the site shows it, its parts on lines of their own."""
    match block:
        case Paragraph(pieces=pieces) | Heading(pieces=pieces):
            return "".join(map(_shown_for, pieces))
        case Quote(blocks=inner):
            return "\n".join(map(_said, inner))
        case Listing(items=items):
            return "\n".join(_said(inner) for item in items for inner in item)
        case Table(rows=rows):
            return "\n".join("".join(map(_shown_for, cell)) for row in rows for cell in row)
        case Code(text=text):
            return text
    return ""


def _shown_for(piece: Piece) -> str:
    if piece.kind == "break":
        return "\n"
    return piece.text if piece.kind != "image" else piece.text or (piece.address if "://" in piece.address else "")
