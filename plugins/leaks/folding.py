"""All the ways somebody could read a text: its words regardless of case, accents, escapes, markup and look-alikes."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import unquote

UNSPACED = (
    "\u0900-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
)
"""Characters of scripts that write no spaces between words, attach particles, or write vowels as marks: those of
India, Thai, Lao, Tibetan, Burmese, Khmer, Korean, Japanese and Chinese.
"""
LETTER = rf"[^\W_{UNSPACED}]"
"""A letter or digit of the other scripts."""
WORD = re.compile(rf"{LETTER}+|[{UNSPACED}]+")
ASCII_WORDS = str.maketrans({n: chr(n).lower() if chr(n).isalnum() else " " for n in range(128)})
TYPOGRAPHY = re.compile("[\u00a0«·»–—‘’“”„•…←→↑↓−✓☆★]+")
"""Signs that part words and hide nothing: without them most pieces of a page are ASCII."""
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u0640\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
SPELLINGS = str.maketrans(
    {
        "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t",
        "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647",
    }
    | {chr(first + n): chr(97 + n) for first in (0x1F150, 0x1F170, 0x1F1E6) for n in range(26)}
)  # fmt: skip
"""Letters without a decomposition that people write in another way, too."""
BLOCKS = (
    "address|article|aside|author|blockquote|body|button|caption|category|center|channel|col|colgroup|content|dd"
    "|description|details|dialog|dir|div|dl|dt|entry|fieldset|feed|figcaption|figure|footer|form|h[1-6]|head|header"
    "|hgroup|hr|html|iframe|input|item|label|legend|li|link|main|menu|meta|name|nav|noscript|ol|optgroup|option|outline"
    "|p|pre|published|script|search|section|select|source|style|summary|table|tbody|td|template|textarea|tfoot|th|thead"
    "|title|tr|ul|updated|uri|url"
)
"""Elements whose contents are apart from what surrounds them; all others may lie inside a word."""
INLINE_NAMES = (
    "a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|tspan|u"
    "|var|wbr"
)
INSIDE = rf"<(?:!--(?:(?!-->).)*--|[!?][^<>]*|/?(?!(?:{BLOCKS})(?![\w-]))[A-Za-z][^<>]*)>"
JOINING = re.compile(INSIDE, re.IGNORECASE | re.DOTALL)
INLINE = re.compile(rf"<!--.*?-->|</?(?:{INLINE_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE | re.DOTALL)
SHOWN = re.compile(r"<(?:br|img|wbr)\b[^<>]*>", re.IGNORECASE)
"""Elements without contents, which may part words as well as lie inside one."""
RUBY = re.compile(r"<(r[tp])\b[^>]*>.*?(?:</\1\s*>|(?=<(?:/?ruby|r[tpb]\b)))", re.IGNORECASE | re.DOTALL)
JINJA = re.compile(r"{[{%#].*?[}%#]}", re.DOTALL)
TAG = re.compile(r"<[!/?]?[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>|<!--.*?-->", re.DOTALL)
ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|\r?\n|(.))", re.DOTALL)
STYLE_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{1,6})(?:\r\n|[ \t\n\f])?")
CONTROLS = {"n": "\n", "r": "\n", "t": "\t", "b": " ", "f": " ", "v": " "}
PERCENT = re.compile(r"%(?:25)*(?:u[0-9A-Fa-f]{4}|[0-9A-Fa-f]{2})")
WIDE_PERCENT = re.compile(r"%u([0-9A-Fa-f]{4})")
DEEPEST = 5
"""How often a text that was escaped again and again is decoded."""
PLAIN_ENTITY = r"(?:amp|lt|gt|quot|apos|nbsp|#0*39|#0*34|#x0*27|#x0*22);"
ENTITY = re.compile(
    rf"&(?!{PLAIN_ENTITY})#?\w|&amp;(?:amp;)*(?!{PLAIN_ENTITY})#?\w{{1,31}};"
    rf"|&(?<=[^\W_]&)(?:amp;)*lt;(?!/?(?:{BLOCKS})\b)[!/?]?[A-Za-z-]",
    re.IGNORECASE,
)
GLUE = re.compile(rf"<(?<=[^\W_]<){INSIDE[1:]}(?:{INSIDE})*[^\W_]", re.IGNORECASE | re.DOTALL)
APART = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,3}[^\W_](?![^\W_])){3,}")
"""Letters or digits with something between each two of them."""
FEWEST_LETTERS, FEWEST_DIGITS = 4, 6
LETTERS_IN_A_ROW = b"\1" * FEWEST_LETTERS
LOOKS = {
    "a": "аᴀɑαꓮᗅ∆", "b": "ьʙвꓐᏏ", "c": "сᴄϲꓚⅽ", "d": "ԁᴅɗꓓᗪ", "e": "еᴇεɛҽꓰє", "f": "ꜰƒꓝ", "g": "ɡցԍɢꓖ", "h": "һʜнꓧ",
    "i": "іιɩɪꓲӏǀ", "j": "јᴊꓙϳ", "k": "кκᴋꓗ", "l": "ʟꓡⅼ", "m": "мᴍꓟⅿ", "n": "ոηɴꓠп", "o": "оοօσᴏꓳ", "p": "рρᴘꓑ",
    "q": "ԛզ", "r": "гʀꓣᖇ", "s": "ѕꜱꓢ", "t": "тτᴛꓔ", "u": "υսᴜꓴц", "v": "ѵνᴠꓦ", "w": "ѡԝωᴡꓪ", "x": "хχꓫ", "y": "уγʏүꓬ",
    "z": "ᴢꓜʐ",
}  # fmt: skip
"""Letters of other alphabets, and small capitals, that look like Latin letters."""
LETTERS = str.maketrans({sign: letter for letter, signs in LOOKS.items() for sign in signs})
LOOK = LETTERS | str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b"}
)
"""The letters, and digits for letters, without a difference between i and l."""


def fold(text: str) -> str:
    """``text`` case-folded and normalized, without accents and invisible characters.

    Accents are dropped on both sides: the roster may say Núñez where a file name says nunez.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", MARKS.sub("", plain)).casefold().translate(SPELLINGS)


def words(text: str) -> list[str]:
    """The words of a text, normalized for comparison."""
    if not text.isascii():
        text = TYPOGRAPHY.sub(" ", text)
    return text.translate(ASCII_WORDS).split() if text.isascii() else WORD.findall(fold(text))


def plain_words(text: str) -> list[str] | None:
    """The words of a source if nothing hides any of them, else None: the fast path for most of a site.

    Words can be hidden by escapes, by tags inside them, by what stands between their letters, and by look-alikes.
    """
    if (
        "\\" in text
        or ("&" in text and ENTITY.search(text))
        or ("%" in text and PERCENT.search(text))
        or ("<" in text and GLUE.search(text))
    ):
        return None
    return words(text)


def readings(text: str) -> Iterator[str]:
    """All readings of a source: with escapes decoded, with and without markup."""
    seen = set()
    for source in _unescaped(text):
        for view in _without_tags(source):
            if view not in seen:
                seen.add(view)
                yield view


def views(text: str) -> Iterator[tuple[str, str]]:
    """All readings of a source, each as it is and folded."""
    return ((view, fold(view)) for view in readings(text))


def _unescaped(text: str) -> Iterator[str]:
    """``text`` with one kind of escapes after another decoded, however often each was applied."""
    entities = _settled(html.unescape, text) if "&" in text else text
    slashes = _settled(_unslashed, entities) if "\\" in entities else entities
    found = [entities, slashes, _unquoted(entities), _unquoted(slashes)]
    if "\\" in entities:
        found.append(STYLE_ESCAPE.sub(lambda match: _of_code(int(match[1], 16)), entities))
    yield from dict.fromkeys(_settled(html.unescape, one) if "&" in one else one for one in found)


def _settled(decode: Callable[[str], str], text: str) -> str:
    for _ in range(DEEPEST):
        decoded = decode(text)
        if decoded == text:
            break
        text = decoded
    return text


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    text = text.replace("+", " ") if "=" in text else text
    return _settled(lambda one: unquote(WIDE_PERCENT.sub(lambda match: _of_code(int(match[1], 16)), one)), text)


def _unslashed(text: str) -> str:
    """``text`` with the escapes of JSON and JavaScript strings decoded."""
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


def _of_code(number: int) -> str:
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else " "


def _without_tags(text: str) -> Iterator[str]:
    """What a reader sees (tags inside a word join its parts, others separate words), then the contents of the tags."""
    if "<" not in text:
        yield text
        return
    if GLUE.search(text):
        bare = RUBY.sub("", text) if "<r" in text else text
        yield TAG.sub("\n", JOINING.sub("", bare))
        if SHOWN.search(bare):
            yield TAG.sub("\n", JOINING.sub("", SHOWN.sub("\n", bare)))
    yield TAG.sub("\n", INLINE.sub(" ", text))
    yield "\n".join(TAG.findall(text))


def skeleton(word: str) -> str:
    """What a folded word looks like: “0kafоr” is as “okafor”. Empty for a number."""
    return "" if word.isdecimal() else word.translate(LOOK)


def latin(word: str) -> str:
    """A folded word with Latin letters in place of others that look like them."""
    return word.translate(LETTERS)


def may_spell(found: list[str]) -> bool:
    """Whether something may be written letter by letter in a reading with these words: the cheap test."""
    try:
        return LETTERS_IN_A_ROW in bytes(map(len, found))
    except ValueError:  # a word of more letters than a byte counts
        return True


def spelt(view: str) -> str:
    """What is written letter by letter in a reading, folded: each run on lines of its own, joined."""
    lines = []
    for match in APART.finditer(view):
        for run in {match[0], *re.split(r"[\W_]{2,}", match[0])}:
            joined = re.sub(r"[\W_]+", "", run)
            if len(joined) >= (FEWEST_DIGITS if joined.isdecimal() else FEWEST_LETTERS):
                lines += [joined, joined[1:], joined[:-1]]
    return fold("\n".join(lines))


def template_words(source: str) -> str:
    """The words that a template itself puts on a page."""
    return html.unescape(TAG.sub(" ", JINJA.sub(" ", source)))
