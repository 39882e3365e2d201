"""WordPress's shortcodes, ``[name key="value"]…[/name]``, as HTML: captions, code, and addresses of what they show.

What is not known here, such as a form of a plugin, is named, and the text within it kept. Only what WordPress could
have filled in counts as one: ``[Update]`` in a text is what its author typed.
"""

import html
import re
from collections import Counter
from typing import Final

CODE: Final = (
    "sourcecode code source-code php python javascript js css html xml sql bash shell java ruby plain text"
).split()
FILLED_IN: Final = frozenset(
    "archives audio caption embed gallery instagram playlist poll polldaddy recent-posts slideshare soundcloud spotify"
    " ted tweet twitter video vimeo wp_caption youtube".split()
)
"""Shortcodes without anything by which they could be told from words in brackets."""
CAPTION: Final = re.compile(r"\[(?:wp_)?caption\b([^\]]*)\](.*?)\[/(?:wp_)?caption\]", re.DOTALL | re.IGNORECASE)
SOURCE: Final = re.compile(rf"\[({'|'.join(CODE)})((?:\s[^\]]*)?)\](.*?)\[/\1\]", re.DOTALL | re.IGNORECASE)
ATTRIBUTE: Final = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s\]"']+))""")
SHORTCODE: Final = re.compile(
    r"""(\[?)\[(/?)([A-Za-z][\w-]*)((?:\s+(?:[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s\]"'\[]+)|[^\]\[\s]+))*)\s*/?\](\]?)"""
)
ADDRESS: Final = re.compile(r"https?://[^\s\]\"'<>]+")
IMAGE: Final = re.compile(r"(?:<a\s[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)


def as_html(text: str) -> tuple[str, Counter[str]]:
    """A text with its shortcodes as HTML, and the names of those that only WordPress fills in, counted."""
    if "[" not in text:
        return text, Counter()
    kept: list[str] = []

    def code(match: re.Match[str]) -> str:
        inner = match[3].replace("<", "&lt;").replace(">", "&gt;")
        kept.append(f"<pre>{inner}</pre>")
        return f"\n\n\ue000{len(kept) - 1}\ue000\n\n"

    text = CAPTION.sub(_caption, SOURCE.sub(code, text.replace("\ue000", "")))
    found: Counter[str] = Counter()
    closed = {match[3].lower() for match in SHORTCODE.finditer(text) if match[2]}

    def other(match: re.Match[str]) -> str:
        opening, ends, name, rest, closing = match.groups()
        if opening and closing:  # WordPress shows [[name]] as [name]
            return match[0][1:-1]
        key = name.lower()
        if not (ends or key in closed or key in FILLED_IN or ATTRIBUTE.search(rest)):
            return match[0]
        if ends:
            return opening + closing
        found[key] += 1
        addresses = "".join(f"\n\n{html.escape(one)}\n\n" for one in ADDRESS.findall(rest))
        return opening + (addresses or "") + closing

    text = SHORTCODE.sub(other, text)
    return re.sub("\ue000(\\d+)\ue000", lambda match: kept[int(match[1])], text), found


def _caption(match: re.Match[str]) -> str:
    """A picture with the words below it, which older versions kept in the attribute ``caption``."""
    words = {name.lower(): first or second or third for name, first, second, third in ATTRIBUTE.findall(match[1])}
    inner = match[2]
    image = IMAGE.search(inner)
    if image is None:
        return inner
    said = f"{words.get('caption', '')} {inner[: image.start()]}{inner[image.end() :]}".strip()
    return f"\n\n<figure>{image[0]}<figcaption>{said}</figcaption></figure>\n\n"
