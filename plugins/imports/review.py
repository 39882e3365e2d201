"""Pages that show each imported text beside its original, for a person to compare: the worst first.

Both sides are drawn from what is read of them, by a few tags without attributes, so nothing of the original runs, and
nothing is fetched. Words and links that only one side has are marked, as are lost pictures and headings.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import escape

from .. import alone
from ..texts import markup
from ..texts.unsupported import SCHEMES
from ..wording import THEME
from . import balance
from .html_tree import CELLS, HEADINGS, TEXT, Node, address, image_address, parsed, walk
from .records import CannotImport

TEMPLATE: Final = "imports/review.html"
INDEX: Final = "index.html"
SHOWN: Final = frozenset(
    "b blockquote caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 i li ol p pre s strike strong sub sup table tbody"
    " td tfoot th thead tr u ul".split()
)
"""The tags that are drawn; of others, what they hold."""
EMPTY: Final = ("br", "hr")
SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """A text: its file, its place in the export, its title, its HTML as it came, and its Markdown."""

    path: str
    place: str
    title: str
    original: str
    made: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A text's name among the pages, and what it lost. ``weight``: how much that is, words above all."""

    name: str
    text: Text
    losses: tuple[balance.Loss, ...]

    @property
    def weight(self) -> tuple[int, int]:
        words = sum(loss.count for loss in self.losses if loss.kind == balance.WORDS)
        return words, sum(loss.count for loss in self.losses)


def write(folder: Path, texts: Iterable[Text]) -> None:
    """Write a page for each text into an empty folder, and one that lists them. Raises ``CannotImport``."""
    template = alone.template(THEME, TEMPLATE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise CannotImport(f"--review {folder}: is not empty: name a new folder")
        found = []
        for number, text in enumerate(texts, 1):
            compared, came, made = sides(f"{number:05}.html", text)
            page = template.render(page=compared, came=came, made=made)
            (folder / compared.name).write_text(page, "utf-8")
            found.append(compared)
        found.sort(key=lambda one: (one.weight, one.name), reverse=True)
        (folder / INDEX).write_text(template.render(page=None, texts=found), "utf-8")
    except OSError as error:
        raise CannotImport(f"--review {error.filename or folder}: cannot be written: {error.strerror}") from None


def sides(name: str, text: Text) -> tuple[Compared, str, str]:
    """A text's losses, and both of its sides as safe HTML, with what only one of them has marked."""
    came = parsed(text.original)
    made = parsed(markup.render(text.made).html.replace(markup.ROOT, ""))
    before, after = balance.of_tree(came), balance.of_tree(made)
    losses = tuple(balance.losses(before, after))
    return Compared(name, text, losses), drawn(came, before, after), drawn(made, after, before)


def drawn(body: Node, own: balance.Contents, other: balance.Contents) -> str:
    """One side as safe HTML. What it holds and the other does not is marked."""
    words = Counter(balance.missing(own.words, other.words))
    there = Counter(map(str.casefold, [*other.links, *other.pictures]))
    addresses = {*balance.gone([*own.pictures, *own.links], there)}
    headings = {*balance.gone(own.headings, Counter(map(str.casefold, other.headings)))}
    return "".join(_drawn(body, words, addresses, headings))


def _drawn(body: Node, words: Counter[str], addresses: set[str], headings: set[str]) -> Iterator[str]:
    for node, ends in walk(body):
        tag = node.tag
        if tag == TEXT:
            yield from _marked(node.text_content, words)
        elif tag in EMPTY:
            yield "" if ends else f"<{tag}>"
        elif tag == "img" and not ends:
            source = address(image_address(node))
            shown = node.attributes.get("alt") or source[:80] or "without an address"
            yield f'<span class="picture{" lost" * (source in addresses)}">picture: {escape(shown)}</span>'
        elif tag == "a" and (target := _safe(node)):
            lost = ' class="lost"' if address(target) in addresses else ""
            yield "</a>" if ends else f'<a href="{escape(target)}"{lost} rel="noreferrer noopener">'
        elif tag in HEADINGS and not ends and " ".join(balance.words_of(node.text(separator=" "))) in headings:
            yield f'<{tag} class="lost">'
        elif tag in SHOWN:
            span = node.attributes.get("colspan") or "" if tag in CELLS and not ends else ""
            wide = f' colspan="{span}"' if span.isascii() and span.isdecimal() else ""
            yield f"</{tag}>" if ends else f"<{tag}{wide}>"


def _safe(node: Node) -> str:
    """Where a link leads; empty if that is no page or mail."""
    target = node.attributes.get("href") or ""
    scheme = SCHEME.match(target)
    return target if scheme and scheme[1].lower() in SCHEMES else ""


def _marked(text: str, words: Counter[str]) -> Iterator[str]:
    for part in re.split(r"(\s+)", text):
        if (word := balance.plain(part)) and words[word]:
            words[word] -= 1
            yield f"<mark>{escape(part)}</mark>"
        else:
            yield escape(part)
