"""A text as somebody could read it: its words whatever their case, accents, escapes and markup."""

import html
import quopri
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
QUOTED_PRINTABLE = re.compile(r"quoted-printable", re.IGNORECASE)
HIDES = re.compile(
    "[%\\\\\U000e0000-\U000e0fff]|=\r?\n"
    "|&(?!(?:amp|lt|gt|quot|apos|nbsp|#0*39|#0*34|#x0*27|#x0*22);)#?\\w"
    f"|\\w(?:<|&lt;)(?:!--|/?(?:{INLINE_NAMES})\\b)"
    "|[^\\W_a-zA-Z0-9]|[^\x00-\xbf\u2010-\u2027\u2030-\u205e\u20ac\u2190-\u27ff]|\u00ad",
    re.IGNORECASE,
)
"""What a word could hide behind: without it, the words of a source are all that can be read in it."""


def fold(text: str) -> str:
    """``text`` in small letters, without accents and what cannot be seen, in one way of writing each letter.

    Accents are dropped on both sides: a roster says Núñez where a file name says nunez.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", MARKS.sub("", plain)).casefold()


def words(text: str) -> list[str]:
    """The words of a text as they are compared."""
    return text.translate(ASCII_WORDS).split() if text.isascii() else WORD.findall(fold(text))


def plain_words(text: str) -> list[str] | None:
    """The words of a source where nothing hides one, else None: the quick way for most of a site."""
    if HIDES.search(text):
        return None
    return text.translate(ASCII_WORDS).split() if text.isascii() else WORD.findall(text.lower())


def views(text: str) -> Iterator[str]:
    """A source in every way it could be read, folded: as it stands, with escapes undone, with and without markup."""
    seen = set()
    for source in _unescaped(text):
        for view in _without_tags(source):
            folded = fold(view)
            if folded not in seen:
                seen.add(folded)
                yield folded


def _unescaped(text: str) -> Iterator[str]:
    """``text`` and what becomes of it where escapes are undone, those of HTML twice: what a feed holds is HTML."""
    read = [text]
    if QUOTED_PRINTABLE.search(text):
        read.append(quopri.decodestring(text.encode("utf-8")).decode("utf-8", "replace"))
    for source in read:
        yield source
        entities = html.unescape(html.unescape(source)) if "&" in source else source
        yield entities
        for undone in (_unslashed(entities), _unquoted(entities), _unquoted(_unslashed(entities))):
            if undone != entities:
                yield html.unescape(undone)


def _unquoted(text: str) -> str:
    return unquote(text.replace("+", " ") if "=" in text else text) if "%" in text else text


def _unslashed(text: str) -> str:
    """``text`` with the escapes of JSON, JavaScript and CSS strings undone."""
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
    """What a reader sees (tags inside a word join its parts, others part words), then what the tags hold."""
    if "<" not in text:
        yield text
        return
    yield TAG.sub("\n", INLINE.sub("", text))
    yield TAG.sub("\n", text)
    yield "\n".join(TAG.findall(text))


def template_words(source: str) -> str:
    """The words a template itself puts on a page."""
    return html.unescape(TAG.sub(" ", JINJA.sub(" ", source)))
