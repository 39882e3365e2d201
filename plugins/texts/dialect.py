"""Cohort's Markdown: ``blocks`` in place of Python-Markdown's own, and inline rules that it lacks.

These are addresses that stand bare in the text, text struck out, and the marks of footnotes. A definition that no link
uses, and a note that no mark names, are shown as typed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import BacktickInlineProcessor, InlineProcessor, SimpleTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import INLINE_PLACEHOLDER_RE, AtomicString, code_escape

from . import blocks
from .blocks import Block, Code, Definition, Heading, Item, Listing, Note, Paragraph, Quote, Rule, Table

BARE = (
    r"(?i)(?<![a-z0-9_@/.-])(?:https?://(?=\w)|www\.(?=[\w-]+\.\w))"
    r"(?:[^\s<>\x02\x03\u2018-\u201f\u2026\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]|\x02klzzwxh:\d+\x03)+"
)
"""An address, as far as spaces, brackets ``<>``, typographic quotation marks, or Chinese, Japanese or Korean signs."""
SENTENCE = "?!.,:*_~'\"|\\"
"""Signs at an address's end that belong to the sentence."""
ESCAPED_END = re.compile(r"(?:&(?:[a-z]+|#\d+);|\x02klzzwxh:\d+\x03)\Z", re.IGNORECASE)
LONGEST_ESCAPE = 20
STRUCK = r"(?<!~)(~~)(?![\s~])((?:(?!~~).)+?)(?<!\s)~~(?!~)"
CODE = r"(?:(?<!\\)((?:\\{2})+)(?=`)|(?<!\\)`+)"
"""The backticks that may begin code, or backslashes before them."""
MARK = r"\[\^([^\[\]]+)\]"
TASK = re.compile(r"\[([ xX])\][ ]+(?=\S)")
SIGNS = {" ": "☐ ", "x": "☑ ", "X": "☑ "}
"""What stands for an open and a finished task."""
LABEL = "label"
"""The attribute that holds a note's label until it has its number."""


class Converter(Markdown):
    """A converter of Cohort's Markdown. Raw HTML is shown as typed."""

    def __init__(self, *extensions: str) -> None:
        super().__init__(extensions=list(extensions), output_format="html")
        self.preprocessors.deregister("html_block")
        self.inlinePatterns.deregister("html")
        self.ESCAPED_CHARS = [*self.ESCAPED_CHARS, "|"]
        self.references = self.defined = _References()
        self.parser = self.document = _Document(self)
        self.inlinePatterns.register(_Code(CODE), "backtick", 190)
        self.inlinePatterns.register(_Mark(MARK, self.document), "note", 155)
        self.inlinePatterns.register(_Bare(BARE, self), "bare", 115)
        self.inlinePatterns.register(SimpleTagInlineProcessor(STRUCK, "del"), "struck", 65)
        self.treeprocessors.register(_Notes(self.document), "notes", 19)

    def html(self, text: str, apart: str = "") -> str:
        """A text as HTML, not yet safe. ``apart`` keeps the ids of its notes apart from those of other texts."""
        self.document.apart, self.document.typed = apart, frozenset()
        raw = self.reset().convert(text)
        unused = self.defined.unused | {f"^{label}" for label in self.document.unmarked}
        if not unused:
            return raw
        self.document.typed = frozenset(unused)
        return self.reset().convert(text)


class _References(dict[str, tuple[str, str]]):
    """Where links lead by label, and the labels that links use."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()

    @property
    def unused(self) -> set[str]:
        return self.keys() - self.used

    def __getitem__(self, label: str) -> tuple[str, str]:
        self.used.add(label)
        return super().__getitem__(label)

    def clear(self) -> None:
        super().clear()
        self.used.clear()


class _Document(BlockParser):
    """Makes elements of blocks. ``notes``: the footnotes by label; ``unmarked``: those that no mark names."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.notes: dict[str, Note] = {}
        self.unmarked: set[str] = set()
        self.typed: frozenset[str] = frozenset()
        """The labels of definitions and, after ``^``, of notes to be shown as typed."""
        self.apart = ""
        self.tables = _Tables(self, {"use_align_attribute": False})

    def parseDocument(self, lines: Iterable[str]) -> Any:  # noqa: N802
        self.root = ET.Element(self.md.doc_tag)
        self.notes, self.unmarked = {}, set()
        self.fill(self.root, blocks.parse(lines))
        if self.notes:
            self.add_notes()
        return ET.ElementTree(self.root)

    def add_notes(self) -> None:
        region = ET.SubElement(self.root, "div", {"class": "footnotes"})
        ET.SubElement(region, "hr")
        listed = ET.SubElement(region, "ol")
        for label, note in self.notes.items():
            self.fill_item(ET.SubElement(listed, "li", {LABEL: label}), note.blocks, loose=False)

    def fill(self, parent: ET.Element, some: Sequence[Block]) -> None:
        for block in some:
            match block:
                case Paragraph(text=text):
                    ET.SubElement(parent, "p").text = text
                case Heading(level=level, text=text):
                    ET.SubElement(parent, f"h{level}").text = text
                case Rule():
                    ET.SubElement(parent, "hr")
                case Code(text=text):
                    code = ET.SubElement(ET.SubElement(parent, "pre"), "code")
                    code.text = AtomicString(code_escape(text))
                case Table(rows=rows):
                    self.table(parent, rows)
                case Quote(blocks=inner):
                    self.fill(ET.SubElement(parent, "blockquote"), inner)
                case Listing():
                    self.listing(parent, block)
                case Note():
                    self.note(parent, block)
                case Definition():
                    self.definition(parent, block)

    def table(self, parent: ET.Element, rows: Sequence[str]) -> None:
        text = "\n".join(rows)
        if self.tables.test(parent, text):
            self.tables.run(parent, [text])
        else:
            ET.SubElement(parent, "p").text = text

    def listing(self, parent: ET.Element, listing: Listing) -> None:
        made = ET.SubElement(parent, "ul" if listing.start is None else "ol")
        if listing.start not in (None, 1):
            made.set("start", str(listing.start))
        for item in listing.items:
            self.item(ET.SubElement(made, "li"), item, listing.loose)

    def item(self, made: ET.Element, item: Item, loose: bool) -> None:
        if item.number is not None:
            made.set("value", str(item.number))
        some = item.blocks
        if some and isinstance(some[0], Paragraph) and (task := TASK.match(some[0].text)):
            made.set("class", "task")
            some = [Paragraph(some[0].line, SIGNS[task[1]] + some[0].text[task.end() :]), *some[1:]]
        self.fill_item(made, some, loose)

    def fill_item(self, made: ET.Element, some: Sequence[Block], loose: bool) -> None:
        """Fill an item; if it is not ``loose``, its only paragraph is made none."""
        if (
            some
            and isinstance(some[0], Paragraph)
            and not loose
            and not any(isinstance(one, Paragraph) for one in some[1:])
        ):
            made.text = some[0].text
            some = some[1:]
        self.fill(made, some)

    def note(self, parent: ET.Element, note: Note) -> None:
        if f"^{note.label}" in self.typed or note.label in self.notes:
            self.fill(parent, _typed(note))
        else:
            self.notes[note.label] = note

    def id(self, kind: str, number: int) -> str:
        """The id of a note or of its mark."""
        return "-".join(filter(None, (kind, self.apart, str(number))))

    def definition(self, parent: ET.Element, definition: Definition) -> None:
        if definition.label not in self.typed:
            self.md.references[definition.label] = (definition.address, definition.title)
        else:
            ET.SubElement(parent, "p").text = f"\\{definition.text}"


def _typed(note: Note) -> list[Block]:
    mark, (first, *rest) = f"\\[^{note.label}]:", note.blocks
    if isinstance(first, Paragraph):
        return [Paragraph(first.line, f"{mark} {first.text}"), *rest]
    return [Paragraph(note.line, mark), first, *rest]


class _Tables(TableProcessor):
    """Tables whose rows may have more cells or fewer than their heading; none is left out."""

    def test(self, parent: ET.Element, block: str) -> bool:
        del parent
        header, below, *_ = [row.strip(" ") for row in block.split("\n")]
        self.border = header.startswith("|") or bool(self.RE_END_BORDER.search(header))
        cells, self.separator = self._split_row(header), self._split_row(below)  # type: ignore[attr-defined]
        return len(cells) > 1 or bool(self.border)

    def _build_row(self, row: str, parent: ET.Element, align: Sequence[str | None]) -> None:
        missing = len(self._split_row(row)) - len(align)  # type: ignore[attr-defined]
        super()._build_row(row, parent, [*align, *[None] * missing])  # type: ignore[misc]


class _Bare(InlineProcessor):
    """Makes a link of an address; what ends the sentence stays outside, and so does a bracket opened before it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: ARG002, N802
        text = _address(self.before_elements(m[0]))
        shown = self.unescape(text)
        link = ET.Element("a", {"href": shown if "://" in shown[:8] else f"http://{shown}"})
        link.text = AtomicString(shown)
        return link, m.start(), m.start() + len(text)

    def before_elements(self, text: str) -> str:
        """An address up to where an element begins; what was only escaped is part of it."""
        made = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
        for match in INLINE_PLACEHOLDER_RE.finditer(text):
            if not isinstance(made.get(match[1]), str):
                return text[: match.start()]
        return text


def _address(text: str) -> str:
    """An address without the signs after it."""
    surplus = {closing: text.count(closing) - text.count(opening) for opening, closing in ("()", "[]", "{}")}
    while True:
        text = text.rstrip(SENTENCE)
        if end := ESCAPED_END.search(text, max(len(text) - LONGEST_ESCAPE, 0)):
            text = text[: end.start()]
        elif text[-1] == ";":
            text = text[:-1]
        elif surplus.get(text[-1], 0) > 0:
            surplus[text[-1]] -= 1
            text = text[:-1]
        else:
            return text


class _Code(BacktickInlineProcessor):
    """Code begins with some backticks and ends with the next that are as many; without an end, they are shown."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        if m[1]:
            return super().handleMatch(m, data)
        end = _backticks(m.end() - m.start()).search(data, m.end())
        if not end:
            return None, None, None
        code = ET.Element(self.tag)
        code.text = AtomicString(code_escape(data[m.end() : end.start()].strip()))
        return code, m.start(), end.end()


@cache
def _backticks(number: int) -> re.Pattern[str]:
    return re.compile(f"(?<!`)`{{{number}}}(?!`)")


class _Mark(InlineProcessor):
    """The mark of a footnote, which gets its number when all are known."""

    def __init__(self, pattern: str, document: _Document) -> None:
        super().__init__(pattern, document.md)
        self.document = document

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: ARG002, N802
        label = blocks.label(m[1])
        if label not in self.document.notes:
            return None, None, None
        mark = ET.Element("sup", {LABEL: label})
        ET.SubElement(mark, "a").text = AtomicString("")
        return mark, m.start(), m.end()


class _Notes(Treeprocessor):
    """Numbers the footnotes in the order of their marks, and links the two. What no mark names is removed."""

    def __init__(self, document: _Document) -> None:
        super().__init__(document.md)
        self.document = document

    def run(self, root: ET.Element) -> None:
        document = self.document
        if not document.notes:
            return
        region = root[-1]
        listed = region[-1]
        notes = {note.attrib.pop(LABEL): note for note in listed}
        marks = [mark for mark in root.iter("sup") if LABEL in mark.attrib]
        order = list(dict.fromkeys(mark.get(LABEL, "") for mark in marks))
        numbers = {label: number for number, label in enumerate(order, 1)}
        seen: Counter[str] = Counter()
        for mark in marks:
            label = mark.attrib.pop(LABEL)
            seen[label] += 1
            again = f"-{seen[label]}" if seen[label] > 1 else ""
            mark.set("id", f"{document.id('fnref', numbers[label])}{again}")
            mark[0].set("href", f"#{document.id('fn', numbers[label])}")
            mark[0].set("role", "doc-noteref")
            mark[0].text = AtomicString(str(numbers[label]))
        listed[:] = [notes[label] for label in order]
        for number, note in enumerate(listed, 1):
            note.set("id", document.id("fn", number))
            last = note[-1] if len(note) and note[-1].tag == "p" else note
            last.append(_back(document.id("fnref", number)))
        if not order:
            root.remove(region)
        document.unmarked = {label for label in notes if label not in numbers}


def _back(address: str) -> ET.Element:
    """A link from a note to its mark, set as marks are, so that it is no part of the prose."""
    back = ET.Element("sup")
    link = ET.SubElement(back, "a", {"href": f"#{address}", "role": "doc-backlink", "aria-label": "Back to the text"})
    link.text = AtomicString("↩\ufe0e")
    return back
