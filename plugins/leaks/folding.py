"""All the ways somebody could read a text: its words regardless of case, accents, escapes and markup."""

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

WORD = re.compile(r"[^\W_]+")
ASCII_WORDS = str.maketrans({n: chr(n).lower() if chr(n).isalnum() else " " for n in range(128)})
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
INLINE_NAMES = (
    "a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|tspan|u"
    "|var|wbr"
)
INLINE = re.compile(rf"<!--.*?-->|</?(?:{INLINE_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE | re.DOTALL)
JINJA = re.compile(r"{[{%#].*?[}%#]}", re.DOTALL)
TAG = re.compile(r"<[!/?]?[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>|<!--.*?-->", re.DOTALL)
ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|\r?\n|(.))", re.DOTALL)
CONTROLS = {"n": "\n", "r": "\n", "t": "\t", "b": " ", "f": " ", "v": " "}
ENTITY = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|nbsp|#0*39|#0*34|#x0*27|#x0*22);)#?\w"
    rf"|&(?<=[^\W_]&)lt;(?:!--|/?(?:{INLINE_NAMES})\b(?:(?!&gt;).)*&gt;(?:[^\W_]|&lt;))",
    re.IGNORECASE,
)
GLUE = re.compile(
    rf"<(?<=[^\W_]<)(?:!--|/?(?:{INLINE_NAMES})(?:\s[^<>]*)?/?>(?:</?(?:{INLINE_NAMES})(?:\s[^<>]*)?/?>)*[^\W_])",
    re.IGNORECASE,
)
UNUSUAL = re.compile(
    "[^\x00-\x7f\xa0\xa3\xa7-\xa9\xab\xae-\xb1\xb4-\xb7\xbb\xd7\u2010-\u2027\u2030-\u205e\u20ac\u2190-\u27ff]"
)
"""Letters with several spellings, and invisible characters."""


def fold(text: str) -> str:
    """``text`` case-folded and normalized, without accents and invisible characters.

    Accents are dropped on both sides: the roster may say Núñez where a file name says nunez.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", MARKS.sub("", plain)).casefold()


def words(text: str) -> list[str]:
    """The words of a text, normalized for comparison."""
    return text.translate(ASCII_WORDS).split() if text.isascii() else WORD.findall(fold(text))


def plain_words(text: str) -> list[str] | None:
    """The words of a source if nothing hides any of them, else None: the fast path for most of a site.

    Words can be hidden by escapes, tags inside them, accents and invisible characters.
    """
    if "%" in text or "\\" in text or ("&" in text and ENTITY.search(text)) or GLUE.search(text):
        return None
    if text.isascii():
        return text.translate(ASCII_WORDS).split()
    return None if UNUSUAL.search(text) else text.encode("ascii", "replace").decode().translate(ASCII_WORDS).split()


def views(text: str) -> Iterator[str]:
    """All readings of a source, folded: unchanged, with escapes decoded, with and without markup."""
    seen = set()
    for source in _unescaped(text):
        for view in _without_tags(source):
            folded = fold(view)
            if folded not in seen:
                seen.add(folded)
                yield folded


def _unescaped(text: str) -> Iterator[str]:
    """``text`` with one kind of escapes after another decoded; HTML's twice, since feeds contain escaped HTML."""
    entities = html.unescape(html.unescape(text)) if "&" in text else text
    yield entities
    for undone in (_unslashed(entities), _unquoted(entities), _unquoted(_unslashed(entities))):
        if undone != entities:
            yield html.unescape(undone)


def _unquoted(text: str) -> str:
    return unquote(text.replace("+", " ") if "=" in text else text) if "%" in text else text


def _unslashed(text: str) -> str:
    """``text`` with the escapes of JSON, JavaScript and CSS strings decoded."""
    if "\\" not in text:
        return text
    undone = ESCAPE.sub(_character, text)
    return undone.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(match: re.Match[str]) -> str:
    long, short, byte, other = match.groups()
    code = long or short or byte
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else " "
    return CONTROLS.get(other, other) if other else ""


def _without_tags(text: str) -> Iterator[str]:
    """What a reader sees (tags inside a word join its parts, others separate words), then the contents of the tags."""
    if "<" not in text:
        yield text
        return
    if GLUE.search(text):
        yield TAG.sub("\n", INLINE.sub("", text))
    yield TAG.sub("\n", INLINE.sub(" ", text))
    yield "\n".join(TAG.findall(text))


def template_words(source: str) -> str:
    """The words that a template itself puts on a page."""
    return html.unescape(TAG.sub(" ", JINJA.sub(" ", source)))
