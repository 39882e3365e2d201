"""Typographic quotes, dashes and ellipses in one pass, as Python-Markdown's ``smarty`` makes them in about twenty.

``smarty`` applies its rules one after another, and what one of them has replaced hides the characters it consisted of
from the next. Where that can matter, because quotes are near one another, ``smarty`` itself is asked. One result of it
is a mistake that is not made here: a double quote after ``'s`` closes, as in “Wendy’s”.
"""

import re
from collections import deque
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

NEAR = re.compile(r"""["'](?:\s?["']|(?<=----.)|(?<=^.)--)""")
PUNCTUATION = r"[!\"#$%'()*+,\-./:;<=>?@\[\\\]^_`{|}~]\B"
BEFORE_OPENING = r"[\s–—]"
BEFORE_CLOSING = r"[^ \t\r\n\[{(\-\u0002\u0003]"
MARK = re.compile(
    rf"""
    ' (?: (?: (?<=^')(?={PUNCTUATION}) | (?<!\w')(?=\d\ds) ) (?P<apostrophe>)
        | (?<={BEFORE_OPENING}')(?=\w) (?P<open>)
        | (?: (?=\s|s\b) | (?<={BEFORE_CLOSING}')(?!\d) ) (?P<close>)
        | (?P<other>) )
    |
    " (?: (?<=^")(?={PUNCTUATION}) (?P<double_first>)
        | (?<={BEFORE_OPENING}")(?=\w) (?P<double_open>)
        | (?: (?=\s) | (?<={BEFORE_CLOSING}") ) (?P<double_close>)
        | (?P<double_other>) )
    |
    - (?: (?<!--) (?: --(?!-) (?P<em>) | -(?!-) (?P<en>) ) )
    |
    \. (?<!\.\.) \.\.(?!\.) (?P<ellipsis>)
    """,
    re.VERBOSE,
)
SIGNS = {
    "apostrophe": "’",
    "open": "‘",
    "close": "’",
    "other": "‘",
    "double_first": "”",
    "double_open": "“",
    "double_close": "”",
    "double_other": "“",
    "em": "—",
    "en": "–",
    "ellipsis": "…",
}


def is_simple(text: str) -> bool:
    """Whether no two quotes are near one another, so that ``typographic`` is all a text needs."""
    return not NEAR.search(text)


def typographic(text: str) -> str:
    """A simple text with typographic signs."""
    return MARK.sub(_sign, text)


def in_parts(parts: Sequence[str]) -> list[str]:
    """The parts of one text, each with the signs that it has as part of the whole."""
    whole = "".join(parts)
    made, end, at = [], 0, 0
    signs = deque(MARK.finditer(whole))
    for part in parts:
        end += len(part)
        here = []
        while signs and signs[0].start() < end:
            match = signs.popleft()
            here += [whole[at : match.start()], _sign(match)]
            at = match.end()
        made.append("".join([*here, whole[at:end]]))
        at = max(at, end)
    return made


def _sign(match: re.Match[str]) -> str:
    return SIGNS[match.lastgroup or ""]


class Typography(Treeprocessor):
    """Does what ``smarty`` does, which is asked only about text that is not simple."""

    def __init__(self, md: Markdown, smarty: Treeprocessor) -> None:
        super().__init__(md)
        self.smarty = smarty

    def run(self, root: ET.Element) -> None:
        for element in root.iter():
            if element.text:
                element.text = self.typographic(element.text)
            if element.tail and element.tail != "\n":
                element.tail = self.typographic(element.tail)

    def typographic(self, text: str) -> str:
        if isinstance(text, AtomicString):
            return text
        return typographic(text) if is_simple(text) else self.asked(text)

    def asked(self, text: str) -> str:
        root = ET.Element("div")
        child = ET.SubElement(root, "p")
        child.text = text
        self.smarty.run(root)
        return child.text
