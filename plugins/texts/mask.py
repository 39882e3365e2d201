"""Masks everything in a Markdown file that is not prose with a filler of the same length, keeping newlines, so that
offsets in the mask are offsets in the file.
"""

import re
from typing import NamedTuple

from ..core.model import Source
from ..core.problems import Places
from . import blocks

FILLER = "\ue001"
"""Neither a letter nor whitespace: it ends a word and is part of none."""

BACKTICKS = re.compile(r"(?<!\\)`+|\n[ \t]*\n")
LINK_TARGET = re.compile(r"(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)|(?<=\])\[[^\]\n]*\]|\[\^[^\[\]\s]+\](?!:)")
APART = re.compile(r"(?<=\]) \[([^\]\n]*)\]")
"""A link's reference behind a space, which Python-Markdown reads where it is defined."""
REFERENCE = re.compile(r"^[ ]{0,3}\[(?!\^)([^\]\n]+)\]:[ \t]*(?=\S*[./#:]\S)\S.*$", re.MULTILINE)
FOOTNOTE = re.compile(r"^[ ]{0,3}\[\^[^\]\n]+\]:", re.MULTILINE)
HTML = re.compile(r"<!--.*?(?:-->|\Z)|<[/!?]?[A-Za-z][^<>]*>", re.DOTALL)
TEMPLATE = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}%\n]*%\}|\{[:#.][^{}\n]*\}")
"""Calls of a template language and lists of attributes, as other blog software has them in its texts."""
SHORTCODE = re.compile(r"\[/?[a-z][\w-]*(?:[ ][\w-]+=[^\[\]\n]*)?\\?\](?![(:\[])")
CODE_ELSEWHERE = re.compile(
    r"<(?P<end_tag>/?)(?P<tag>pre|code|script|style|kbd|samp)\b[^<>]*>"
    r"|\{%-?[ ]*(?P<end_call>end)?(?P<call>highlight|codeblock)\b[^{}%\n]*%\}"
    r"|\{\{[<%][ ]*(?P<end_shortcode>/?)[ ]*(?P<shortcode>highlight)\b[^{}\n]*[>%]\}\}"
    r"|^[ \t>]*(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""Where code begins or ends as HTML or other software marks it, and fences with more behind them than a language."""
CODE_MARKS = ("</", "{%", "{{", "```", "~~~")
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]\w*);")
TOP_LEVEL = (
    "com|org|net|edu|gov|info|biz|io|co|app|dev|tv|me|ai|eu|uk|us|ca|au|de|fr|es|it|nl|se|no|dk|fi|is|cn|jp|kr|in|br|mx"
    "|ru|ch|at|be|ie|pl|example|local"
)
URL = re.compile(
    r"[hHfF](?:[tT][tT][pP][sS]?|[tT][pP]|[iI][lL][eE])://[^\s<>]+|[wW]{3}\.[^\s<>]+|[mM][aA][iI][lL][tT][oO]:\S+"
)
DOMAIN = re.compile(rf"\.(?:{TOP_LEVEL})(?:\.(?:{TOP_LEVEL}))*\b(?:/[^\s<>]*)?", re.IGNORECASE)
HOST = re.compile(r"(?<![\w-])(?:[\w-]{1,63}\.){0,3}[\w-]{1,63}\Z")
LONGEST_HOST = 260
MAIL = re.compile(r"@[\w-]{1,63}(?:\.[\w-]{1,63})+")
MAILBOX = re.compile(r"[\w.+-]{1,64}\Z")
HANDLE = re.compile(r"@(?<![\w@]@)[\w](?:[\w.-]*\w)?")
HASHTAG = re.compile(r"[#＃](?<![\w&#][#＃])\w+")
BLANKED = re.compile(r"[^\r\n]+")


def prose(source: Source) -> str:
    """A content file with only its prose left: title, summary and body, without markup."""
    return without_markup(source, without_code(source))


def without_code(source: Source) -> str:
    """A content file with its header and its code masked."""
    return _blank(source.text[: source.body]) + code(source.text[source.body :])


def without_markup(source: Source, masked: str) -> str:
    """The result of ``without_code`` with title and summary restored and markup masked."""
    for start, end in source.prose_fields:
        masked = masked[:start] + inline(source.text[start:end]) + masked[end:]
    return inline(masked)


def inline(text: str) -> str:
    """Mask link targets, addresses, handles, hashtags, HTML, other software's code and entities in ``text``."""
    if any(mark in text for mark in CODE_MARKS):
        text = _code_elsewhere(text)
    if "]" in text:
        text = _references(LINK_TARGET.sub(_blank_match, text))
    if "://" in text or "ww." in (lower := text.lower()) or "ailto:" in lower:
        text = URL.sub(_address, text)
    if "@" in text:
        text = _with_beginnings(text, MAIL, MAILBOX)
    if "." in text:
        text = _with_beginnings(text, DOMAIN, HOST)
    if "<" in text:
        text = HTML.sub(_blank_match, text)
    if "{" in text:
        text = TEMPLATE.sub(_blank_match, text)
    if "=" in text and "[" in text:
        text = SHORTCODE.sub(_shortcode, text)
    if "&" in text:
        text = ENTITY.sub(_blank_match, text)
    if "@" in text:
        text = HANDLE.sub(_blank_match, text)
    if "#" in text or "＃" in text:
        text = HASHTAG.sub(_blank_match, text)
    return text


def _code_elsewhere(text: str) -> str:
    """Mask code that is marked as HTML and other blog software mark it, where it ends."""
    marks = [_code_mark(match) for match in CODE_ELSEWHERE.finditer(text)]
    last = {mark.name: mark.end for mark in marks if mark.closes}
    parts, position, opened = [], 0, None
    for mark in marks:
        if opened is None:
            if mark.opens and last.get(mark.name, 0) > mark.end:
                opened = mark
        elif mark.closes and mark.name == opened.name:
            parts += [text[position : opened.start], _blank(text[opened.start : mark.end])]
            position, opened = mark.end, None
    return "".join([*parts, text[position:]])


class _CodeMark(NamedTuple):
    name: str
    opens: bool
    closes: bool
    start: int
    end: int


def _code_mark(match: re.Match[str]) -> _CodeMark:
    if fence := match["fence"]:
        return _CodeMark(fence[:3], True, not match["info"].strip(), *match.span())
    for kind in ("tag", "call", "shortcode"):
        if name := match[kind]:
            ends = bool(match[f"end_{kind}"])
            return _CodeMark(f"{kind} {name.lower()}", not ends, ends, *match.span())
    raise AssertionError(match[0])


def _address(match: re.Match[str]) -> str:
    """An address masked, unless it is the end of a word."""
    before = match.string[match.start() - 1 : match.start()]
    return match[0] if before.isalnum() or before == "_" else _blank(match[0])


def _with_beginnings(text: str, end: re.Pattern[str], beginning: re.Pattern[str]) -> str:
    """Mask what matches ``end``, a pattern that is found fast, together with its ``beginning``, where it has one."""
    parts, position = [], 0
    for match in end.finditer(text):
        begin = beginning.search(text, max(position, match.start() - LONGEST_HOST), match.start())
        if begin:
            parts += [text[position : begin.start()], _blank(text[begin.start() : match.end()])]
            position = match.end()
    return "".join([*parts, text[position:]]) if parts else text


def _shortcode(match: re.Match[str]) -> str:
    """A shortcode with attributes masked: ``[gallery ids=1]``, not ``[sic]``."""
    return _blank(match[0]) if "=" in match[0] else match[0]


def _references(text: str) -> str:
    """Mask where links are defined, the marks of footnotes, and the references of links that stand apart."""
    if "]:" not in text:
        return text
    defined = {match[1].casefold() for match in REFERENCE.finditer(text)}
    text = FOOTNOTE.sub(_blank_match, REFERENCE.sub(_blank_match, text))
    return APART.sub(lambda match: _blank(match[0]) if match[1].casefold() in defined else match[0], text)


def _blank_match(match: re.Match[str]) -> str:
    return _blank(match[0])


def code(text: str) -> str:
    """Mask fenced and inline code in ``text``, the body of a file."""
    if "```" in text or "~~~" in text:
        text = _without_fences(text)
    return _inline_code(text) if "`" in text else text


def _without_fences(text: str) -> str:
    starts = [*Places(text).starts, len(text)]
    parts, position = [], 0
    for block in blocks.walk(blocks.parse(blocks.lines(text))):
        if isinstance(block, blocks.Code):
            start, end = starts[block.line], starts[block.last + 1]
            parts += [text[position:start], _blank(text[start:end])]
            position = end
    return "".join([*parts, text[position:]])


def _blank(text: str) -> str:
    if "\n" in text or "\r" in text:
        return BLANKED.sub(lambda match: FILLER * len(match[0]), text)
    return FILLER * len(text)


def _inline_code(text: str) -> str:
    """Mask code spans: from a run of backticks to the next run of the same length in the same paragraph."""
    runs = list(BACKTICKS.finditer(text))
    closing: dict[int, int] = {}
    open_runs: dict[int, int] = {}
    for n in range(len(runs) - 1, -1, -1):
        length = len(runs[n][0])
        if "\n" in runs[n][0]:
            open_runs.clear()
        else:
            if length in open_runs:
                closing[n] = open_runs[length]
            open_runs[length] = n
    parts, position, n = [], 0, 0
    while n < len(runs):
        if n in closing:
            start, end = runs[n].start(), runs[closing[n]].end()
            parts += [text[position:start], _blank(text[start:end])]
            position, n = end, closing[n]
        n += 1
    return "".join([*parts, text[position:]])
