"""Renders untrusted Markdown as safe HTML, and extracts the plain words a reader sees.

Raw HTML is disabled in Python-Markdown, so that ``<Dove>`` appears as typed instead of vanishing; nh3 then allows only
the tags below. Links to the site itself begin with ``ROOT``, which each page replaces with its own path to the root.
"""

import html
import re
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree as ET

import nh3
from markdown.treeprocessors import Treeprocessor

from ..core import words
from . import dialect, sparing, typography
from .blocks import one_space
from .unsupported import SCHEMES, as_typed, host

ROOT = "\ue000"
TAGS = set(
    "p br hr em strong del sup sub code pre blockquote ul ol li h2 h3 h4 h5 h6 a img"
    " div table thead tbody tr th td dl dt dd".split()
)
OWN_IMAGE = re.compile(re.escape(ROOT) + r"/images/[^\\\s]*")
NO_SOURCE = re.compile(r"<img(?![^>]*\ssrc=\")(?:[^>\"]|\"[^\"]*\")*>")
ALT = re.compile(r"\salt=\"([^\"]*)\"")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ATTRIBUTES = {
    "div": {"class", "tabindex", "role", "aria-label"},
    "a": {"href", "title", "role", "aria-label"},
    "img": {"src", "alt", "title"},
    "th": {"style"},
    "td": {"style"},
    "ol": {"start"},
    "li": {"id", "class", "value"},
    "sup": {"id"},
}
OWN_VALUES = {
    "id": re.compile(r"fn(?:ref)?(?:-[0-9a-f]{8})?(?:-[0-9]+){1,2}"),
    "class": re.compile("table-scroll|footnotes|task"),
    "role": re.compile("region|doc-noteref|doc-backlink"),
    "start": re.compile("[0-9]+"),
    "value": re.compile("[0-9]+"),
}
"""The only values of attributes that the converter makes."""
TAG = re.compile(r"<(/?)([a-z0-9]+)[^>\"]*(?:\"[^\"]*\"[^>\"]*)*>")
IN_SET = re.compile(rf"(\d+w, ){ROOT}/")
"""The second and later URLs of an image's ``srcset``."""
PAGE_LINK = re.compile(r'<a href="(?!//|["?#])(?:[^":?#/]*/)*(\.\.?|[^".:?#/]*)(?=["?#])')
"""A link up to the end of its path, which is on the site and has no file's suffix, and what follows its last slash."""
UNQUOTED_TAGS = frozenset({"blockquote", "pre", "code"})
BETWEEN = dict.fromkeys("div p hr li h2 h3 h4 h5 h6 tr td th dd dt blockquote pre ul ol table".split(), "\n") | {
    "br": " "
}
"""What separates the prose before a tag from that after it."""
HEADING = re.compile(r"<(h[2-6])\b.*?</\1>", re.DOTALL)
MARKS = re.compile(r"<sup\b[^>]*>.*?</sup>", re.DOTALL)
"""The marks of footnotes, and the links back to them: no prose."""
UNQUOTED = re.compile(r"<(?:blockquote|pre|code)\b")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered text. ``plain`` is its prose without markup, ``own`` the same without block quotes and code; ``words``
    is ``count_words`` of ``own``.
    """

    html: str
    plain: str
    words: int
    own: str


class _Tidy(Treeprocessor):
    """Shifts headings below the page's own, makes tables scroll, links to other hosts' images, roots addresses."""

    shift = 1

    def run(self, root: ET.Element) -> None:
        headings: list[ET.Element] = []
        for element in list(root.iter()):
            tag = element.tag
            if tag == "img":
                self.image(element)
            elif tag == "a":
                element.set("href", _own(element.get("href", "")))
            elif tag == "table":
                self.table(element)
            elif tag in HEADINGS:
                headings.append(element)
        shallowest = min((HEADINGS.index(heading.tag) for heading in headings), default=0)
        for heading in headings:
            heading.tag = HEADINGS[min(HEADINGS.index(heading.tag) - shallowest + self.shift, 5)]

    def table(self, element: ET.Element) -> None:
        """Wrap a table in a scrollable region that the keyboard can reach."""
        inner = ET.Element("table", element.attrib)
        inner.extend(list(element))
        tail = element.tail
        element.clear()
        element.tag, element.tail = "div", tail
        for name, value in (("class", "table-scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Table")):
            element.set(name, value)
        element.append(inner)

    def image(self, element: ET.Element) -> None:
        source = element.get("src", "")
        if host(source):
            alt = element.get("alt", "")
            tail = element.tail
            element.clear()
            element.tag, element.tail = "a", tail
            element.set("href", source)
            element.text = alt or source
        else:
            address = re.sub(r"^(?:\.\./)*images/", "/images/", source.strip()).replace(" ", "%20")
            element.set("src", _own(address))


def _own(address: str) -> str:
    return ROOT + address if address.startswith("/") and not address.startswith("//") else address


@cache
def _converter(shift: int, smart: bool) -> dialect.Converter:
    made = dialect.Converter(*(["smarty"] if smart else []))
    tidy = _Tidy(made)
    tidy.shift = shift
    made.treeprocessors.register(tidy, "tidy", 5)
    sparing.spare(made)
    if smart:
        made.treeprocessors.register(typography.Typography(made, made.treeprocessors["smarty"]), "smarty", 6)
    return made


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener ugc",
        filter_style_properties={"text-align"},
        attribute_filter=_own_values,
    )


def _own_values(tag: str, name: str, value: str) -> str | None:
    """Drop an image's address unless it is on the site, as a browser would read it, and values nothing here makes."""
    own = OWN_IMAGE if tag == "img" and name == "src" else OWN_VALUES.get(name)
    return value if own is None or own.fullmatch(value) else None


def render(text: str, lang: str = "en", shift: int = 1, apart: str = "") -> Rendered:
    """Render Markdown as safe HTML, with headings from level ``shift`` + 1; as typed if the parser cannot handle it.

    ``apart``: eight hexadecimal digits that keep the ids of a text's footnotes apart from those of others on its page.
    """
    text = text.replace(ROOT, "\ufffd")
    smart = is_smart(lang)
    safe = _typed(text) if as_typed(text) else _rendered(text, smart, shift, apart)
    plain = plain_text(safe)
    own = plain_text(safe, quotations=False) if UNQUOTED.search(safe) else plain
    return Rendered(safe, plain, count_words(own), own)


def is_smart(lang: str) -> bool:
    """Whether typographic signs are made in texts of a language: English alone, whose rules the converter knows."""
    return lang.split("-", maxsplit=1)[0].lower() == "en"


def quoted(text: str, lang: str) -> str:
    """A line that somebody wrote, such as a title, with the typographic signs of its prose."""
    return typography.typographic(text) if is_smart(lang) else text


def _rendered(text: str, smart: bool, shift: int, apart: str = "") -> str:
    spaced = one_space(text)
    if sparing.is_plain(spaced):
        paragraphs = sparing.paragraphs(spaced)
        if not smart:
            return "\n".join(map(sparing.escaped, paragraphs))
        if all(map(typography.is_simple, paragraphs)):
            return "\n".join(map(sparing.escaped, map(typography.typographic, paragraphs)))
    try:
        raw = _converter(shift, smart).html(text, apart)
    except RecursionError:
        return _typed(text)
    return NO_SOURCE.sub(_alternative, _cleaner().clean(raw))


def _alternative(match: re.Match[str]) -> str:
    """The alternative text of an image that cannot be shown."""
    alt = ALT.search(match[0])
    return alt[1] if alt else ""


def _typed(text: str) -> str:
    some = (html.escape(block).replace("\n", "<br>") for block in re.split(r"\n\s*\n", text.strip()))
    return "".join(f"<p>{block}</p>" for block in some)


def plain_text(safe: str, quotations: bool = True) -> str:
    """The prose of sanitised HTML; without block quotes and code if ``quotations`` is false."""
    prose, hidden = [], 0
    parts = TAG.split(MARKS.sub("", safe) if "<sup" in safe else safe)
    for text, closing, tag in zip(parts[::3], [*parts[1::3], ""], [*parts[2::3], ""], strict=True):
        if not hidden:
            prose.append(text)
        if not quotations and tag in UNQUOTED_TAGS:
            hidden = max(hidden + (-1 if closing else 1), 0)
        prose.append(BETWEEN.get(tag, ""))
    lines = (" ".join(line.split()) for line in html.unescape("".join(prose)).split("\n"))
    return "\n".join(line for line in lines if line)


def count_words(plain: str) -> int:
    """Count the words of prose in any language, as ``words`` defines them."""
    return words.count(plain)


def opening(rendered: Rendered) -> str:
    """The plain prose of a text without its headings, or all of it if it consists of them."""
    if "<h" not in rendered.html:
        return rendered.plain
    return plain_text(HEADING.sub("", rendered.html)) or rendered.plain


def excerpt(plain: str, most: int = 190) -> str:
    """The beginning of a text, in whole words, about ``most`` characters long."""
    text = " ".join(plain.split("\n"))
    if len(text) <= most:
        return text
    cut = text[:most]
    head = cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut
    return head.rstrip(" ,;:–—-") + " …"


def rooted(safe: str, root: str, index: str = "") -> str:
    """Replace ``ROOT`` in sanitised HTML with ``root``, the path from a page to the site's root; links to a page name
    its file, ``index``, if it is given.
    """
    shown = safe.replace(f'="{ROOT}/', f'="{root}/')
    if index and "<a href=" in shown:
        shown = PAGE_LINK.sub(lambda link: f"{link[0]}{'/' if link[1] else ''}{index}", shown)
    return IN_SET.sub(rf"\g<1>{root}/", shown) if "srcset" in shown else shown
