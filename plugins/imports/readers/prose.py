"""Convert HTML or plain text from other platforms to Markdown that Cohort renders with the same words.

markdownify converts, and everything that Python-Markdown would take for markup is escaped. The result is rendered and
its words compared with those of the HTML. If they differ, a simpler form is tried: without emphasis and links, then
paragraphs only. So conversion loses no words, only markup, and that is reported.
"""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString
from markdownify import ATX, MarkdownConverter

from ...texts import markup
from ...texts.unsupported import LONGEST
from ..image_names import ELSEWHERE, MISSING

REMOVED: Final = ("script", "style", "noscript", "template", "form", "input", "button", "svg")
UNSEEN: Final = ("title", "meta", "link", "base", "area", "map")
EMBEDDED: Final = ("iframe", "embed", "object", "video", "audio")
LATER: Final = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
"""The attributes in which lazy-loading pages keep image addresses."""
BLOCKS: Final = frozenset(
    "address article aside blockquote br center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5"
    " h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
INLINE: Final = (
    "html head source param a abbr acronym b big body cite code del em font i img ins kbd o:p q s samp small span"
    " strike strong tt u var wbr"
)
SAID: Final = BLOCKS | frozenset(INLINE.split())
"""Tags that Markdown can express, or that a reader would not miss."""
EMPHASIS: Final = ("b", "strong", "i", "em", "del", "s", "strike")
BLOCK_START: Final = re.compile(r"(^|\n)([ \t]*)([#>+=~:|•◦▪●‣·-]|\d+(?=[.)](?:\s|$)))")
LOOSE: Final = re.compile(r"\n(?:[ \t]*\n)+")
STARTS_BLOCK: Final = re.compile(r"\s*</?(?:p|div|h[1-6]|ul|ol|li|table|blockquote|pre|figure|hr)\b", re.IGNORECASE)
UNPRINTED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ue000-\uf8ff]")
NESTED: Final = re.compile(
    r"<(/?)(?!(?:br|hr|img|p|li|wbr|input|meta|link|param|source|td|tr|th|dt|dd)\b)[a-z][^<>]*>", re.IGNORECASE
)
DEEPEST: Final = 100
QUOTES: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'",
                               "–": "-", "—": "-", "…": "..."})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as Markdown, and the markup lost in conversion, with counts."""

    text: str
    lost: tuple[tuple[str, int], ...] = ()


class _Converter(MarkdownConverter):
    """markdownify for the Markdown that Cohort renders: no inline HTML, no underlined headings."""

    def __init__(self, plain: bool) -> None:
        strip = [*EMPHASIS, "a", "code", "kbd", "samp"] if plain else None
        super().__init__(heading_style=ATX, bullets="-", autolinks=False, strip=strip)

    def escape(self, text: str, parent_tags: set[str]) -> str:
        del parent_tags
        return escaped(text)

    def convert_u(self, _: Tag, text: str, parent_tags: set[str]) -> str:
        del parent_tags
        return text

    convert_ins = convert_sub = convert_sup = convert_u
    """Cohort's Markdown has none of these."""

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        del text, parent_tags
        source, alt = str(el.get("src") or ""), str(el.get("alt") or "")
        return f"![{escaped(alt)}]({_target(source)})" if source else escaped(alt)

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Indent list items by four columns, as Python-Markdown requires for nested content."""
        del parent_tags
        mark = "-"
        if el.parent is not None and el.parent.name == "ol":
            start = str(el.parent.get("start") or "1")
            first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
            mark = f"{first + len(el.find_previous_siblings('li'))}."
        lines = text.strip().split("\n")
        rest = [f"    {line}" if line.strip() else "" for line in lines[1:]]
        return "\n".join([f"{mark:<3} {lines[0]}", *rest]) + "\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Code between fences, longer than any inside of it."""
        del el, parent_tags
        lines = text.strip("\n")
        if not lines.strip():
            return ""
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", lines)), 0)
        return f"\n\n{fence}\n{lines}\n{fence}\n\n"

    def convert_list(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Put a blank line before a list, as ``sane_lists`` requires inside a list of another kind."""
        del el
        return f"\n\n{text.rstrip()}\n" if "li" in parent_tags else f"\n\n{text}\n"

    convert_ul = convert_ol = convert_list

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        """Escape a trailing number sign, which Markdown would strip from the heading."""
        del el
        text = re.sub(r"\\?#(?=#*$)", r"\\#", " ".join(text.split()))
        return text if "_inline" in parent_tags or not text else f"\n\n{'#' * n} {text}\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Escape pipes in a cell."""
        del parent_tags
        span = str(el.get("colspan") or "1")
        cell = re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))
        return f" {cell}" + " |" * (min(int(span), 50) if span.isascii() and span.isdigit() and len(span) < 4 else 1)

    convert_th = convert_td

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        target = str(el.get("href") or "")
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        if "_noformat" in parent_tags or not target or not text.strip() or text.lstrip().startswith("!["):
            return text
        return f"{before}[{text.strip()}]({_target(target)}){after}"


def _target(address: str) -> str:
    """A URL in a form that is safe in Markdown."""
    address = re.sub(r"\s", "%20", address.strip())
    return address.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")


def escaped(text: str) -> str:
    """Text with everything escaped that Python-Markdown could take for markup."""
    text = re.sub(r"\\(?=[\\`*_{}\[\]()>#+\-.!|'\"&<]|$)", r"\\\\", text)
    text = re.sub(r"[`*\[\]]", r"\\\g<0>", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    text = re.sub(r"&(?=#?\w|$)", "&amp;", text)
    text = re.sub(r"<(?=\S|$)", "&lt;", text)
    text = re.sub("~(?=~)", "&#126;", text)
    return BLOCK_START.sub(_at_start, text)


def _at_start(match: re.Match[str]) -> str:
    sign = match[3]
    if sign.isdigit():
        return f"{match[0]}\\"
    after = match.string[match.end() : match.end() + 1]
    if sign in "+-" and after and not after.isspace() and after != "-":
        return match[0]
    if sign == ":":
        return match[0]
    return match[1] + match[2] + (f"\\{sign}" if sign in "#>+|-" else f"&#{ord(sign)};")


def from_html(text: str, *, local: bool = False) -> Prose:
    """Convert HTML to Markdown. ``local``: keep images without a host, which may come with the export."""
    lost: Counter[str] = Counter()
    if _depth(text) > DEEPEST:
        text = "<br>".join(re.split(r"<[^<>]*>", text))
        lost["nested too deeply for any page: the words were kept"] = 1
    soup = BeautifulSoup(f"<body>{UNPRINTED.sub('', text)}</body>", "lxml")
    _clean(soup, lost, local=local)
    wanted = bare(_words(soup))
    for form in _forms(soup):
        try:
            written = form()
        except RecursionError:  # nested too deeply to keep its structure
            continue
        if bare(markup.render(written).plain) == wanted:
            break
        lost["emphasis, links or structure that Markdown cannot express"] = 1
    return Prose(written, tuple(sorted(lost.items())))


def from_text(text: str) -> Prose:
    """Convert plain text to Markdown, with a paragraph per line."""
    lines = (html.escape(line) for line in text.splitlines() if line.strip())
    return from_html("".join(f"<p>{line}</p>" for line in lines))


def from_markdown(text: str) -> Prose:
    """Another program's Markdown, which Cohort renders as its author intended, except for inline HTML."""
    return Prose(UNPRINTED.sub("", text).replace("\r\n", "\n").strip())


def paragraphs(text: str) -> str:
    """HTML as WordPress stores it, where blank lines separate paragraphs (its ``wpautop``)."""
    if "\n" not in text or re.search(r"<(?:p|pre)\b", text, re.IGNORECASE):
        return text
    blocks = [block for block in re.split(r"(?:\r?\n[ \t]*){2,}", text) if block.strip()]
    return "\n".join(block if STARTS_BLOCK.match(block) else f"<p>{_broken(block)}</p>" for block in blocks)


def _broken(block: str) -> str:
    return re.sub(r"\r?\n", "<br>", block.strip())


def bare(text: str) -> str:
    """The words only: white space removed, and ellipses, quotation marks and dashes normalized."""
    text = re.sub(r"[\s\u200b\u00ad\ufeff]+", "", text.translate(QUOTES))
    return re.sub("-+", "-", re.sub("[\"']+", '"', text))


def _depth(text: str) -> int:
    """The maximum nesting depth of elements, not counting those that need no end tag."""
    level = deepest = 0
    for match in NESTED.finditer(text):
        level = max(level - 1, 0) if match[1] else level + 1
        deepest = max(deepest, level)
    return deepest


def _clean(soup: BeautifulSoup, lost: Counter[str], *, local: bool) -> None:
    """Remove what is not text, replace embedded content with links, and repair invalid nesting."""
    for remark in soup.find_all(string=lambda string: isinstance(string, Comment)):
        remark.extract()
    for element in soup.find_all(True):
        if element.decomposed:
            continue
        if element.name in REMOVED:
            lost[f"<{element.name}>"] += 1
            element.decompose()
        elif element.name in UNSEEN:
            element.decompose()
        elif element.name in EMBEDDED:
            _embedded(soup, element, lost)
        elif element.name == "img":
            _image(element, lost, local=local)
        elif element.name not in SAID:
            lost[f"<{element.name}>, whose text was kept"] += 1
    for element in soup.find_all(EMPHASIS):
        if element.find_parent(EMPHASIS) or not element.get_text(strip=True) or element.find(list(BLOCKS - {"br"})):
            element.unwrap()
    soup.smooth()


def _embedded(soup: BeautifulSoup, element: Tag, lost: Counter[str]) -> None:
    inner = element.find(True, src=True)
    source = str(
        element.get("src") or element.get("data") or (inner.get("src") if isinstance(inner, Tag) else "") or ""
    )
    if element.find_parent(EMBEDDED):
        return
    lost[f"<{element.name}>{', kept as a link' if source else ''}"] += 1
    source = "https:" + source if source.startswith("//") else source
    if source.startswith(("http://", "https://")):
        link = soup.new_tag("a", href=source)
        link.string = source
        element.replace_with(link)
    else:
        element.decompose()


def _image(element: Tag, lost: Counter[str], *, local: bool) -> None:
    source = str(element.get("src") or "")
    if not source.strip() or source.startswith("data:"):  # a placeholder for lazy loading
        source = next((str(element[name]) for name in LATER if element.get(name)), source)
        element["src"] = source
    if source.startswith("//"):
        source = element["src"] = "https:" + source
    if source.startswith(("http://", "https://")):
        lost[ELSEWHERE] += 1
    else:
        lost["an image within the page" if source.startswith("data:") else MISSING] += 1
        if not local or not source.strip() or source.startswith("data:"):
            element.replace_with(str(element.get("alt") or ""))
            return
    parent = element.find_parent("a")
    if isinstance(parent, Tag):
        parent.unwrap()


def _words(node: Any) -> str:
    """The words of cleaned HTML, including images' alternative texts or addresses, as Cohort shows them."""
    parts: list[str] = []
    for child in node.descendants:
        if isinstance(child, NavigableString):
            parts.append(str(child))
        elif child.name == "img":
            source = _target(str(child.get("src") or ""))
            parts.append(str(child.get("alt") or "") or (source if "://" in source else ""))
    return "".join(parts)


def _forms(soup: BeautifulSoup) -> Iterator[Callable[[], str]]:
    yield lambda: _tidied(_Converter(plain=False).convert_soup(soup))
    yield lambda: _tidied(_Converter(plain=True).convert_soup(soup))
    yield lambda: "\n\n".join(map(escaped, _lines(soup)))
    yield lambda: "\n\n".join(_lines(soup))


def _tidied(text: str) -> str:
    if "```" not in text:
        text = LOOSE.sub("\n\n", text)
    return text.strip() if len(text) <= LONGEST or "\\" not in text else ""


def _lines(soup: BeautifulSoup) -> list[str]:
    parts: list[str] = []
    for child in soup.descendants:
        if isinstance(child, NavigableString):
            parts.append(" ".join(str(child).split(" ")).replace("\n", " "))
        elif isinstance(child, Tag) and child.name in BLOCKS:
            parts.append("\n")
        elif isinstance(child, Tag) and child.name == "img":
            source = str(child.get("src") or "")
            parts.append(str(child.get("alt") or "") or (source if "://" in source else ""))
    return [line.strip() for line in "".join(parts).split("\n") if line.strip()]
