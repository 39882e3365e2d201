"""Emphasis by ``*`` and ``_``, paired as CommonMark's delimiter stack pairs them, one in the other or apart.

Python-Markdown (3.11) pairs signs that cross each other, and drops letters between them. As there, ``*`` works inside
words, and ``_`` does not.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree as ET

RUN = re.compile(r"\*+|_+")
ELEMENTS = {1: "em", 2: "strong"}
"""The element for a pair of so many signs."""
TWO_PAIRS = 4
DEEPEST = 20
"""How many emphases may lie in one another; the signs of more are text."""


@dataclass(slots=True)
class _Run:
    """Signs in a row: ``start`` and ``end`` of those that are left, and of how many there were."""

    sign: str
    start: int
    end: int
    length: int
    opens: bool
    closes: bool
    before: "_Run | None" = None
    """The run before it that may still open emphasis."""


class Span(NamedTuple):
    """Emphasis: where it begins, and its text does; where that ends, and the emphasis does."""

    start: int
    inside: int
    inside_end: int
    end: int


def spans(text: str) -> list[Span]:
    """The emphasis of a text by its beginning, the outer first. Two of them lie in one another, or apart."""
    found: list[Span] = []
    last: _Run | None = None
    hopeless: dict[tuple[str, bool, int], int] = {}
    for match in RUN.finditer(text):
        run = _run(text, match)
        if run.closes:
            last = _close(run, last, found, hopeless)
        if run.opens and run.start < run.end:
            run.before, last = last, run
    return sorted(found)


def _run(text: str, match: re.Match[str]) -> _Run:
    start, end = match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    opens, closes = not (after.isspace() or not after), not (before.isspace() or not before)
    if match[0][0] == "_":
        opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
    return _Run(match[0][0], start, end, end - start, opens, closes)


def _close(run: _Run, last: _Run | None, found: list[Span], hopeless: dict[tuple[str, bool, int], int]) -> _Run | None:
    """Pair a run with those before it that may open emphasis; returns the last of these that is left. ``hopeless``: up
    to where no run is a pair of one of this kind.
    """
    while run.start < run.end:
        kind = run.sign, run.opens, run.length if run.length == TWO_PAIRS else run.length % 3
        opener = last
        while opener and opener.start >= hopeless.get(kind, 0) and not _pair(opener, run):
            opener = opener.before
        if not opener or opener.start < hopeless.get(kind, 0):
            hopeless[kind] = run.start
            return last
        size = min(2, opener.end - opener.start, run.end - run.start)
        found.append(Span(opener.end - size, opener.end, run.start, run.start + size))
        opener.end -= size
        run.start += size
        last = opener if opener.start < opener.end else opener.before
    return last


def _pair(opener: _Run, closer: _Run) -> bool:
    """Whether two runs may be a pair. One that may open and close emphasis is none with another if their lengths add up
    to a multiple of three, unless both are, or it is the end of one strong word and the beginning of the next.
    """
    if opener.sign != closer.sign:
        return False
    both = (opener.closes or closer.opens) and TWO_PAIRS not in (opener.length, closer.length)
    return not both or (opener.length + closer.length) % 3 != 0 or opener.length % 3 == closer.length % 3 == 0


def elements(text: str) -> list[str | ET.Element]:
    """A text in pieces, its emphasis as elements."""
    pieces: list[str | ET.Element] = []
    open_: list[tuple[ET.Element, Span]] = []
    at = 0

    def add(until: int) -> None:
        nonlocal at
        if open_:
            _append(open_[-1][0], text[at:until])
        elif at < until:
            pieces.append(text[at:until])
        at = until

    def close() -> None:
        nonlocal at
        add(open_[-1][1].inside_end)
        at = open_.pop()[1].end

    for span in spans(text):
        while open_ and span.start >= open_[-1][1].end:
            close()
        if len(open_) == DEEPEST:
            continue
        add(span.start)
        element = ET.Element(ELEMENTS[span.inside - span.start])
        if open_:
            open_[-1][0].append(element)
        else:
            pieces.append(element)
        open_.append((element, span))
        at = span.inside
    while open_:
        close()
    add(len(text))
    return pieces


def _append(element: ET.Element, text: str) -> None:
    """Put a text at the end of an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
