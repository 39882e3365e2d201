"""What of a Markdown file is prose. Everything else is overwritten by a filler of the same length, newlines kept,
so that every position in the mask is a position in the file.
"""

import re
from collections.abc import Iterable

from ..core.model import Source

FILLER = "\ue001"
"""Neither a letter nor white space: it ends a word and joins none."""

FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})[^`\n]*$")
LIST_ITEM = re.compile(r"^[ ]{0,3}(?:[*+-]|\d+[.)])[ \t]")
BACKTICKS = re.compile(r"(?<!\\)`+|\n[ \t]*\n")
LINK_TARGET = re.compile(r"(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)|(?<=\])\[[^\]\n]*\]")
REFERENCE = re.compile(r"^[ ]{0,3}\[[^\]\n]+\]:[ \t]*\S.*$", re.MULTILINE)
HTML = re.compile(r"<!--.*?(?:-->|\Z)|<[/!?]?[A-Za-z][^<>]*>", re.DOTALL)
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]\w*);")
TOP_LEVEL = (
    "com|org|net|edu|gov|info|biz|io|co|app|dev|tv|me|ai|eu|uk|us|ca|au|de|fr|es|it|nl|se|no|dk|fi|is|cn|jp|kr|in|br|mx"
    "|ru|ch|at|be|ie|pl|example|local"
)
DOT = re.compile(r"\.[A-Za-z]")
ADDRESS = re.compile(
    r"\b(?:https?|ftp|file)://[^\s<>]+|\bwww\.[^\s<>]+|\bmailto:\S+"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    rf"|\b(?:[\w-]{{1,63}}\.){{1,4}}(?:{TOP_LEVEL})\b(?:/[^\s<>]*)?",
    re.IGNORECASE,
)
HANDLE = re.compile(r"(?<![\w@])@[\w](?:[\w.-]*\w)?")
HASHTAG = re.compile(r"(?<![\w&#])[#＃]\w+")
BLANKED = re.compile(r"[^\r\n]+")


def prose(source: Source) -> str:
    """A whole content file of which only the prose is left: title, summary and body without what is none."""
    return without_markup(source, without_code(source))


def without_code(source: Source) -> str:
    """A whole content file with its header and its code masked."""
    return _blank(source.text[: source.body]) + code(source.text[source.body :])


def without_markup(source: Source, masked: str) -> str:
    """What ``without_code`` gives, with title and summary, and without what is no prose."""
    for start, end in source.prose_fields:
        masked = masked[:start] + inline(source.text[start:end]) + masked[end:]
    return inline(masked)


def inline(text: str) -> str:
    """``text`` without link targets, addresses, handles, hashtags, HTML and entities."""
    if "]" in text:
        text = LINK_TARGET.sub(_blank_match, text)
        text = REFERENCE.sub(_blank_match, text)
    if "@" in text or DOT.search(text) or (":" in text and ("//" in text or "ailto:" in text.lower())):
        text = ADDRESS.sub(_blank_match, text)
    if "<" in text:
        text = HTML.sub(_blank_match, text)
    if "&" in text:
        text = ENTITY.sub(_blank_match, text)
    if "@" in text:
        text = HANDLE.sub(_blank_match, text)
    if "#" in text or "＃" in text:
        text = HASHTAG.sub(_blank_match, text)
    return text


def _blank_match(match: re.Match[str]) -> str:
    return _blank(match[0])


def code(text: str) -> str:
    """``text`` without fenced, indented and inline code. ``text`` is a body; a header is masked before."""
    if "`" not in text and "~~~" not in text and "    " not in text and "\t" not in text:
        return text
    return _inline_code("".join(_blocks(text.splitlines(keepends=True))))


def _blank(text: str) -> str:
    return BLANKED.sub(lambda match: FILLER * len(match[0]), text)


def _blocks(lines: Iterable[str]) -> Iterable[str]:
    fence, after_blank, in_list, in_code = "", True, False, False
    for line in lines:
        bare = line.rstrip("\r\n")
        opening = FENCE.match(bare)
        if fence:
            yield _blank(line)
            if bare.startswith(fence) and not bare.strip(fence[0] + " \t"):
                fence, after_blank = "", True
            continue
        if opening:
            fence = opening["fence"]
            yield _blank(line)
            continue
        blank = not bare.strip()
        indented = bare.startswith(("    ", "\t")) and not blank
        if indented and (in_code or after_blank) and (not in_list or bare.startswith(("        ", "\t\t"))):
            in_code = True
            yield _blank(line)
        else:
            in_code = in_code and blank
            if not blank and not indented:
                in_list = bool(LIST_ITEM.match(bare)) or (in_list and not after_blank)
            yield line
        after_blank = blank


def _inline_code(text: str) -> str:
    """Code spans: a run of backticks up to the next run of the same length in the same paragraph."""
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
