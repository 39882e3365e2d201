"""What spares Python-Markdown most of its work: its rules are tried only on text with the signs they look for.

A text without any such sign consists of plain paragraphs, which need no Markdown at all.
"""

import html
import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.inlinepatterns import Pattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

from . import emphasis

INLINE: dict[str, tuple[str, ...]] = {
    "backtick": ("`",),
    "escape": ("\\",),
    "reference": ("[",),
    "note": ("[^",),
    "link": ("](",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("://",),
    "bare": ("://", "ww.", "wW.", "Ww.", "WW."),
    "automail": ("@",),
    "linebreak": ("  \n",),
    "entity": ("&",),
    "struck": ("~~",),
    "em_strong": ("*", "_"),
}
"""The signs of Python-Markdown's inline patterns: a pattern matches no text that contains none of its signs."""
REFERENCES = {"reference", "image_reference", "short_reference", "short_image_ref"}
"""Inline patterns that change nothing in a text that defines no reference."""
LINE = r"(?:[^\S\n]|[#>=_*+\[|~•◦▪●‣·-]|\d+[.)])"
"""How a line begins that may belong to anything but a paragraph."""
MARKUP = re.compile(
    rf"[`*_\\\x00-\x09\x0b-\x1f]|\]\(|<[^<>]*>|&[#\w]+;|  \n|~~|://|[wW]{{3}}\.|^{LINE}",
    re.MULTILINE,
)


def is_plain(text: str) -> bool:
    """Whether a text consists of plain paragraphs."""
    return not MARKUP.search(text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text."""
    blocks = (block.lstrip() for block in text.rstrip("\n").split("\n\n"))
    return [block for block in blocks if block]


def escaped(paragraph: str) -> str:
    """A plain paragraph as HTML, written as ``nh3`` writes it."""
    safe = html.escape(paragraph, quote=False).replace("\u00a0", "&nbsp;")
    return f"<p>{safe}</p>"


def spare(made: Markdown) -> None:
    """Make a converter try its rules only where their signs are."""
    made.treeprocessors.register(_Inline(made), "inline", 20)


@dataclass(frozen=True, slots=True)
class _Rule:
    index: int
    pattern: Pattern
    signs: tuple[str, ...]
    needs_references: bool

    emphasis: bool = False

    def may_match(self, text: str) -> bool:
        for sign in self.signs:  # noqa: SIM110 - a generator takes longer than the search
            if sign in text:
                return True
        return False


class _Inline(InlineProcessor):
    """Tries an inline pattern only on text with one of its signs, and has emphasis paired by ``emphasis``, a whole text
    at once: a pattern of Python-Markdown's is asked for one piece after another.

    It overrides a private method, since there is no other place to do so. If that is renamed one day, every pattern
    will be tried on every text again.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        names = {md.inlinePatterns[name]: name for name in INLINE if name in md.inlinePatterns}
        self.rules = [
            _Rule(index, pattern, INLINE.get(name, ("",)), name in REFERENCES, name == "em_strong")
            for index, pattern in enumerate(md.inlinePatterns)
            for name in (names.get(pattern, ""),)
        ]
        self.wanted: list[_Rule] = []

    def run(self, tree: ET.Element, ancestors: list[str] | None = None) -> ET.Element:
        text = "".join(tree.itertext())
        self.wanted = [
            rule for rule in self.rules if rule.may_match(text) and (self.md.references or not rule.needs_references)
        ]
        return super().run(tree, ancestors) if self.wanted else tree

    def _InlineProcessor__handleInline(self, data: str, first: int = 0) -> str:  # noqa: N802
        if isinstance(data, AtomicString):
            return data
        for rule in self.wanted:
            matched, start = rule.index >= first and rule.may_match(data), 0
            if matched and rule.emphasis:
                pieces = emphasis.elements(data)
                data = "".join(piece if isinstance(piece, str) else self._stashed(piece) for piece in pieces)
                continue
            while matched:
                data, matched, start = self._InlineProcessor__applyPattern(rule.pattern, data, rule.index, start)  # type: ignore[attr-defined]
        return data

    def _stashed(self, element: ET.Element) -> str:
        """What stands for an element in a text."""
        held: str = self._InlineProcessor__stashNode(element, "em_strong")  # type: ignore[attr-defined]
        return held
