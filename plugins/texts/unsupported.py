"""Finds markup that its author will not see as meant: raw HTML, images from other hosts, links that are removed, code
and tables that are none, footnotes without a mark or a text, lines that a quotation swallows.

Knows the renderer's limits, but does not need a renderer.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from ..core.problems import Places, Problem, quote
from . import blocks

SCHEMES = {"http", "https", "mailto"}
RAW_HTML = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<[!?][A-Za-z][^<>]*>", re.DOTALL)
LINK = re.compile(
    r"(?P<image>!?)\[[^\]\n]*\]\(\s*<?(?P<target>[^\s)>]*)|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*<?(?P<reference>[^\s>]+)",
    re.MULTILINE,
)
BLOCK_SIGNS = re.compile(r"^[ \t]*(?:>|```|~~~|\|)|\[\^|^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?:>|```|~~~)", re.MULTILINE)
"""What a text has that may have one of the faults of ``_blocks``."""
MARK = re.compile(r"(?<!\\)\[\^(\w[\w -]*)\](?!:)")
NOT_SPACE = re.compile(r"\S")
DEEPEST = 40
"""The maximum nesting of quotes and lists; a text nested more deeply is shown as typed."""
LONGEST = 60_000
"""The maximum length in characters, about 10,000 words, rendered as Markdown."""
SIGNS = re.compile(r"[][`*_()!<>&\\\"'~@]|://|ww\.|--|\.\.\.", re.IGNORECASE)
"""What each costs the converter a walk through the paragraph in which it stands."""
MOST_WORK = 150_000_000
"""The most signs times characters, summed over the paragraphs: 2,500 signs in one that fills the whole text."""


def check(path: str, text: str, body: int, masked: str) -> list[Problem]:
    """Report markup that will not look as typed: raw HTML, images from other hosts, links that are removed.

    ``masked`` is ``text`` with code masked, as by ``mask.code``.
    """
    if why := _unrendered(text[body:]):
        line, message = why
        return [Problem(path, Places(text).at(body)[0] + line, 1, message, "warning", "markup")]
    found = list(_marks(path, text, body, masked)) if "<" in masked or "]" in masked else []
    signs = any(sign in masked for sign in (">", "```", "~~~", "|", "[^")) and BLOCK_SIGNS.search(masked, body)
    return [*found, *_blocks(path, text, body, masked)] if signs else found


def _blocks(path: str, text: str, body: int, masked: str) -> Iterator[Problem]:
    """Report blocks that are not what they seem meant to be."""
    places, doubts = Places(text), blocks.Doubts()
    parsed = blocks.parse(blocks.lines(text[body:]), doubts)
    above = places.at(body)[0] - 1

    def problem(line: int, message: str) -> Problem:
        start = NOT_SPACE.search(text, places.starts[above + line])
        return Problem(path, *places.at(start.start() if start else body), message, "warning", "markup")

    for line in doubts.open_fences:
        yield problem(line, "nothing closes the code that begins here, so it is shown as text: repeat this line’s "
                      "``` or ~~~ below the code")  # fmt: skip
    for line in doubts.lazy:
        yield problem(line, "this line is part of the quotation above, so its words do not count: put an empty line "
                      "before it if they are yours")  # fmt: skip
    for line in doubts.rows:
        yield problem(line, "a table needs a line like |---|---| below its first row; these lines are shown as typed")
    marks = {blocks.label(match[1]): match.start() for match in reversed(list(MARK.finditer(masked, body)))}
    noted: set[str] = set()
    for note in (block for block in blocks.walk(parsed) if isinstance(block, blocks.Note)):
        name = quote(f"[^{note.label}]")
        if note.label in noted:
            yield problem(note.line, f"another footnote is called {name}, so this one is shown as typed: rename it")
        elif note.label not in marks:
            yield problem(note.line, f"this footnote is shown as typed, because the text has no {name}: put that where "
                          "the footnote belongs")  # fmt: skip
        noted.add(note.label)
    for label in marks.keys() - noted:
        message = f"no footnote says what {quote(f'[^{label}]')} is: write “[^{label}]: ” and the note on a line below"
        yield Problem(path, *places.at(marks[label]), message, "warning", "markup")


def _marks(path: str, text: str, body: int, masked: str) -> Iterator[Problem]:
    places: Places | None = None

    def problem(offset: int, message: str, wrong: str) -> Problem:
        nonlocal places
        places = places or Places(text)
        end = places.at(offset + len(wrong))
        return Problem(path, *places.at(offset), message, "warning", "markup", *end, wrong)

    if "<" in masked:
        found = list(RAW_HTML.finditer(masked, body))
        for match in found[:1]:
            more = f" and in {len(found) - 1} more place{'s' * (len(found) > 2)}" if len(found) > 1 else ""
            message = (
                f"HTML is shown as typed, here {quote(match[0], 30)}{more}: use Markdown, or put it in `backticks`"
            )
            yield problem(match.start(), message, match[0])
    if "](" in masked or "]:" in masked:
        for match in LINK.finditer(masked, body):
            target = match["target"] or match["reference"] or ""
            away = host(target)
            scheme = away.split(":")[0].lower()
            if match["image"] and ("&" in target or "\\" in target):
                message = f"an image's address must be a plain path, not {quote(target)}; only its description is shown"
                yield problem(match.start(), message, match[0])
            elif match["image"] and away:
                message = f"an image on another site is shown as a link, {quote(target)}: save it in images/"
                yield problem(match.start(), message, match[0])
            elif scheme and scheme not in SCHEMES:
                message = f"a link can begin with https:, http: or mailto:, not {quote(scheme + ':')}; it is removed"
                yield problem(match.start(), message, match[0])


def as_typed(text: str) -> bool:
    """Whether a text is too long, too deeply nested or too full of signs to be rendered."""
    return _unrendered(text) is not None


@lru_cache(maxsize=8)
def _unrendered(text: str) -> tuple[int, str] | None:
    """Why a text is shown as typed, and the line from which on, from 0; None if it is rendered."""
    if len(text) > LONGEST:
        return 0, f"is longer than {LONGEST:,} characters, so it is shown as typed: split it"
    if _depth(text) > DEEPEST:
        return 0, "is too deeply nested for Markdown, so it is shown as typed: nest it less"
    if len(text) ** 2 > MOST_WORK and len(text) * len(SIGNS.findall(text)) > MOST_WORK:
        works = {block.line: _work(block) for block in blocks.walk(blocks.parse(blocks.lines(text)))}
        if sum(works.values()) > MOST_WORK:
            message = "this paragraph has too many signs for Markdown, so the text is shown as typed: split it"
            return max(works, key=lambda line: works[line]), message
    return None


def _work(block: blocks.Block) -> int:
    match block:
        case blocks.Paragraph(text=text) | blocks.Heading(text=text):
            return len(text) * len(SIGNS.findall(text))
        case blocks.Table(rows=rows):
            return sum(len(row) * len(SIGNS.findall(row)) for row in rows)
    return 0


def _depth(text: str) -> int:
    """An upper bound for the nesting of quotes, lists and brackets."""
    if max(map(text.count, "[(>")) <= DEEPEST and "  " * DEEPEST not in text and "\t" * DEEPEST not in text:
        return 0
    deepest = 0
    for line in re.findall(r"^[ \t>*+-]+", text, re.MULTILINE):
        deepest = max(deepest, line.count(">") + line.replace("\t", "    ").count(" ") // 2)
    for opening, closing in ("[]", "()"):
        level = 0
        for mark in re.findall(rf"[{re.escape(opening + closing)}]|\n\n", text):
            level = max(level + 1, 0) if mark == opening else max(level - 1, 0) if mark == closing else 0
            deepest = max(deepest, level)
    return deepest


def host(address: str) -> str:
    """The scheme and host of an external address; empty for one on this site."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return "unreadable"
    return f"{parts.scheme}:{parts.netloc}" if parts.scheme or parts.netloc else ""
