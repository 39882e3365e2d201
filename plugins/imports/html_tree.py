"""HTML as browsers read it (by lexbor, through selectolax): the walk through it, and what of it is text and how.

What Word leaves in pasted pages is no text: comments, its own XML (``<xml>``, ``w:``, ``o:``, ``m:``). A comment that
never ends hides nothing here, though a browser shows no more of such a page. ``<q>`` is the marks that browsers draw.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

Node = Any
"""A node of selectolax."""
TEXT: Final = "-text"
BLOCKS: Final = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol option p plaintext pre"
    " search section select summary table tbody td textarea tfoot th thead tr ul xmp".split()
)
CELLS: Final = ("td", "th")
HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
NOT_TEXT: Final = frozenset(
    "area base col colgroup frame head link map math meta param script source style svg template title track".split()
)
EMBEDDED: Final = ("iframe", "embed", "object", "video", "audio")
CLOSED: Final = NOT_TEXT | frozenset(EMBEDDED)
"""Elements whose contents are no text of the page."""
LATER: Final = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
"""The attributes in which lazy-loading pages keep image addresses."""
STYLES: Final = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "del": "del", "s": "del", "strike": "del",
    "u": "u", "ins": "u", "sub": "sub", "sup": "sup",
}  # fmt: skip
"""Emphasis by tag, named by the tag that HTML has for it."""
WEIGHT: Final = re.compile(r"font-weight:\s*(?:(bold|[6-9]00)|(normal|[1-5]00|lighter))", re.IGNORECASE)
SLANT: Final = re.compile(r"font-style:\s*(?:(italic|oblique)|(normal))", re.IGNORECASE)
LINE: Final = re.compile(r"text-decoration(?:-line)?:[^;]*line-through", re.IGNORECASE)
UNPRINTED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff\ue000-\uf8ff]")
OFFICE: Final = re.compile(r"<(/?)(xml|[wom]:(?!p\b)\w+)(?:\s[^<>]*)?(?<!/)>", re.IGNORECASE)
PREFIXED: Final = re.compile(r"</?(?:xml|\w+:\w+)(?:\s[^<>]*)?/?>", re.IGNORECASE)
QUOTATION: Final = re.compile(r"</?q(?:\s[^<>]*)?>", re.IGNORECASE)
IGNORED: Final = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
LEVEL: Final = re.compile(r"mso-list:\s*l\d+\s+level(\d)", re.IGNORECASE)
LONGEST_SIGN: Final = 8
ITEM: Final = "data-item"
"""The attribute of a paragraph that is an item of a list in Word: the kind of the list, and how deep it is nested."""
PICTURE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|bmp|avif|heic|tiff?)(?:[?#].*)?$", re.IGNORECASE)


def parsed(text: str) -> Node:
    """The ``body`` of a piece of HTML or of a whole page."""
    text = UNPRINTED.sub("", text)
    if "<!" in text:
        text = _without(text, "<![CDATA[", "]]>", lambda held: held.replace("&", "&amp;").replace("<", "&lt;"))
        text = _without(text, "<!--", "-->", lambda _: "")
    if ":" in text or "<xml" in text.lower():
        text = PREFIXED.sub("", _without_office(text))
    text = QUOTATION.sub("&quot;", text)
    body = LexborHTMLParser(f"<body>{text}").body
    if "mso-list" in text:
        _find_items(body)
    return body


def _without(text: str, opening: str, closing: str, shown: Callable[[str], str]) -> str:
    """A text with what stands between two marks as it is to be shown, and without a mark that nothing closes."""
    first, *parts = text.split(opening)
    found = [first]
    for part in parts:
        held, closed, after = part.partition(closing)
        found += [shown(held), after] if closed else [part]
    return "".join(found)


def _without_office(text: str) -> str:
    """A text without Word's elements; one that nothing closes holds nothing."""
    tags = list(OFFICE.finditer(text))
    ends: dict[str, list[int]] = {}
    for match in tags:
        if match[1]:
            ends.setdefault(match[2].lower(), []).append(match.end())
    found, at = [], 0
    for match in tags:
        if match.start() < at or match[1]:
            continue
        closing = ends.get(match[2].lower(), [])
        n = bisect_right(closing, match.end())
        if n < len(closing):
            found.append(text[at : match.start()])
            at = closing[n]
    return "".join([*found, text[at:]])


def _find_items(body: Node) -> None:
    """Mark the paragraphs that are items of Word's lists, and remove the signs that it draws before them."""
    for sign in body.css("span[style*='mso-list' i]"):
        if not IGNORED.search(sign.attributes["style"] or "") or len(drawn := sign.text().strip()) > LONGEST_SIGN:
            continue
        item = sign.parent
        while item is not None and item.tag in ("span", "font", "b", "i"):
            item = item.parent
        if item is not None and (level := LEVEL.search(item.attributes.get("style") or "")):
            item.attrs[ITEM] = f"{'ol' if drawn[:1].isalnum() and drawn[-1:] in '.)' else 'ul'} {level[1]}"
            sign.decompose()


def walk(top: Node) -> Iterator[tuple[Node, bool]]:
    """The nodes below one, each at its start and, if it is an element, at its end (``True``)."""
    node, depth = top.child, 0
    while node is not None:
        yield node, False
        if (child := node.child) is not None and node.tag not in CLOSED:
            node, depth = child, depth + 1
            continue
        while True:
            if node.tag != TEXT:
                yield node, True
            if (after := node.next) is not None:
                node = after
                break
            if not depth:
                return
            node, depth = node.parent, depth - 1


def styles(node: Node, held: frozenset[str]) -> frozenset[str]:
    """The emphasis within an element, given that around it."""
    if (named := STYLES.get(node.tag)) and named not in held:
        held |= {named}
    style = node.attributes.get("style")
    if not style:
        return held
    for name, pattern in (("strong", WEIGHT), ("em", SLANT)):
        if match := pattern.search(style):
            held = held | {name} if match[1] else held - {name}
    return held | {"del"} if LINE.search(style) else held


def image_address(node: Node) -> str:
    """Where an image is: not at a placeholder that stands for it until it is loaded."""
    found = node.attributes
    source = (found.get("src") or "").strip()
    if not source or source.startswith("data:"):
        source = next((later.strip() for name in LATER if (later := found.get(name))), source)
    return "https:" + source if source.startswith("//") else source


def embedded_address(node: Node) -> str:
    """Where that is which a page shows from elsewhere; empty if that is not on the web."""
    found = node.attributes
    source = found.get("src") or found.get("data") or ""
    if not source:
        inner = node.css_first("[src]")
        source = (inner.attributes.get("src") or "") if inner is not None else ""
    source = "https:" + source if source.startswith("//") else source.strip()
    return source if source.startswith(("http://", "https://")) else ""


def is_own_picture(target: str) -> bool:
    """Whether a link around a picture leads only to a larger one."""
    return bool(PICTURE.search(target))


def address(written: str) -> str:
    """A URL in a form that is safe in Markdown."""
    written = re.sub(r"\s", "%20", written.strip())
    return written.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
