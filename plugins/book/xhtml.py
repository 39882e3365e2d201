"""Makes the sanitised HTML of a text a part of an XHTML document: well-formed, its ids used once, its links and images
those of the book.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

TEXT: Final = "-text"
NO_END: Final = frozenset({"br", "hr", "img"})
KEPT: Final = {
    "a": ("title", "role", "aria-label"), "div": ("class",), "li": ("value", "class"), "ol": ("start",),
    "td": ("style",), "th": ("style",),
}  # fmt: skip
"""The attributes that a book keeps as they are; ids, links and images change."""
UNWRITABLE: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may contain."""
LONG: Final = re.compile(r"[!-%'-:<-~]{16}(?=[!-%'-:<-~]{8})")
"""What an e-reader may break where a line has no room, such as the parts of an address; no character reference."""
HOST: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\.?")
STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
SAFE: Final = "/%:@!$&'()*+,;=~-._"
"""What may stand in a URL's path, beside letters and digits."""


class Target(NamedTuple):
    """Where a link leads in a book. ``href``: empty if it leads nowhere; ``said``: the address to be read instead."""

    href: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Plate:
    """An image of a book: its file, and its size in pixels."""

    file: str
    width: int
    height: int


def written(text: str) -> str:
    """A document without the characters that XML forbids."""
    return UNWRITABLE.sub("", text)


def body(
    safe: str, mark: str, link: Callable[[str], Target], plate: Callable[[str], Plate | None], lower: int = 1
) -> str:
    """A text's HTML as XHTML. ``mark``: what its ids begin with; ``link`` and ``plate``: what an ``href`` and a ``src``
    become, an image without a plate being replaced with its description; ``lower``: by how many levels headings sink.
    """
    top = LexborHTMLParser(f"<body>{safe}").body
    ids = {node.attributes["id"] for node in top.css("[id]")} if top else set()
    out: list[str] = []
    used: set[str] = set()
    waiting: list[Any] = [*reversed([*top.iter(include_text=True)])] if top else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            out.append(node)
        elif node.tag == TEXT:
            out.append(LONG.sub(r"\g<0><wbr/>", escape(node.text(deep=False), quote=False)))
        elif node.tag == "img":
            out.append(_image(node.attributes, plate))
        else:
            start, end = _tags(node, mark, link, ids, used, lower)
            out.append(start)
            if node.tag not in NO_END:
                waiting += [end, *reversed([*node.iter(include_text=True)])]
    return "".join(out)


def _tags(
    node: Any, mark: str, link: Callable[[str], Target], ids: set[str | None], used: set[str], lower: int
) -> tuple[str, str]:  # fmt: skip
    """What stands before the contents of an element, and what after."""
    tag, given = node.tag, node.attributes
    made = {name: given[name] or "" for name in KEPT.get(tag, ()) if name in given}
    if (own := given.get("id")) and own not in used:
        used.add(own)
        made["id"] = f"{mark}-{own}"
    if tag == "a":
        href = given.get("href") or ""
        within = href[1:] if href.startswith("#") else ""
        target = Target(f"#{mark}-{within}") if within in ids and within else link(href)
        if not target.href:
            said = target.said if target.said not in node.text() else ""
            return "", f' <span class="address">({escape(said, quote=False)})</span>' if said else ""
        made["href"] = target.href
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        tag = f"h{min(int(tag[1]) + lower, 6)}"
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in made.items())
    if tag in NO_END:
        return f"<{tag}{attributes}/>", ""
    return f"<{tag}{attributes}>", f"</{tag}>"


def _image(given: Any, plate: Callable[[str], Plate | None]) -> str:
    alt = given.get("alt") or ""
    if not (shown := plate(given.get("src") or "")):
        return escape(alt, quote=False)
    return f'<img src="{shown.file}" alt="{escape(alt)}" width="{shown.width}" height="{shown.height}"/>'


def outward(address: str) -> Target:
    """A link to the web or to a mail address, as a valid URL."""
    try:
        parts = urlsplit(address.strip())
        if parts.scheme == "mailto":
            return Target(f"mailto:{_quoted(parts.path)}{f'?{_quoted(parts.query)}' if parts.query else ''}")
        host = (parts.hostname or "").encode("idna").decode()
        if parts.scheme not in ("http", "https") or not HOST.fullmatch(host):
            return Target("", address)
        place = f"{host}:{parts.port}" if parts.port is not None else host
    except ValueError:
        return Target("", address)
    return Target(urlunsplit((parts.scheme, place, _quoted(parts.path), _quoted(parts.query), _quoted(parts.fragment))))


def _quoted(part: str) -> str:
    return quote(STRAY_PERCENT.sub("%25", part), safe=f"{SAFE}?")
