"""What a text holds, counted on its HTML: before an import, as it came; after it, as the site shows it.

Words are compared in their order. What separates them is a space, a line or a cell, on both sides alike; quotation
marks, dashes and dots are compared as typed, since the site draws them. Emphasis is measured in signs, so that it
may be divided otherwise.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from .html_tree import (
    BLOCKS,
    EMBEDDED,
    HEADINGS,
    ITEM,
    NOT_TEXT,
    TEXT,
    Node,
    address,
    embedded_address,
    image_address,
    is_own_picture,
    parsed,
    styles,
    walk,
)

QUOTES: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'",
                               "–": "-", "—": "-", "…": "..."})  # fmt: skip
UNSEEN: Final = re.compile("[\u200b\u00ad\ufeff]+")
MOST_COMPARED: Final = 3000
"""The most words that are compared in their order, once those at both ends that agree are left out."""
SNIPPET: Final = 60
MOST_PARTS, MOST_LABEL = 20, 10
"""How much of an item is looked at to tell it from others: parts of its text, and words."""
WORDS: Final = "words missing"
LINKS: Final = "links lost, whose words were kept"
PICTURES: Final = "pictures lost"
HEADED: Final = "headings that are paragraphs now"
ITEMS: Final = "list items that are paragraphs now"
SIGNS: Final = {
    "strong": "bold signs shown plain",
    "em": "italic signs shown plain",
    "del": "struck-out signs shown plain",
    "u": "underlined signs shown plain",
    "sub": "lowered signs shown plain",
    "sup": "raised signs shown plain",
}
MARK: Final = "doc-noteref"
BACK: Final = "doc-backlink"


@dataclass(slots=True)
class Contents:
    """What a text holds, in order. ``links`` and ``pictures``: addresses; ``emphasis``: its text by kind."""

    words: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    emphasis: dict[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How much of each kind there is; emphasis in words."""
        found = {"words": len(self.words), "links": len(self.links), "pictures": len(self.pictures),
                 "headings": len(self.headings), "items": len(self.items)}  # fmt: skip
        return found | {"emphasis": sum(len(self.emphasis.get(kind, "").split()) for kind in ("strong", "em", "del"))}


@dataclass(frozen=True, slots=True)
class Loss:
    """Something the one text holds and the other does not, how often, and the first one's place in it."""

    kind: str
    count: int
    first: str


def of_html(text: str, root: str = "") -> Contents:
    """The contents of HTML. ``root``: what the addresses of the site's own pages begin with."""
    return of_tree(parsed(text), root)


def of_tree(body: Node, root: str = "") -> Contents:
    """The contents of HTML that is parsed."""
    return _Counting(root).run(body)


def words_of(text: str) -> list[str]:
    """The words of plain text, comparable with those of ``Contents``."""
    return plain(UNSEEN.sub("", text)).split()


def plain(text: str) -> str:
    """Text with quotation marks, dashes and dots as typed, and their runs as one."""
    return re.sub("-+", "-", re.sub("[\"']+", '"', text.translate(QUOTES)))


def _is_item(node: Node) -> bool:
    return node.tag in ("li", "dt") or (node.tag == "p" and ITEM in node.attributes)


class _Counting:
    def __init__(self, root: str) -> None:
        self.root, self.found = root, Contents()
        self.said: list[str] = []
        self.emphasized: dict[str, list[str]] = {}
        self.headings: list[list[str]] = []
        self.items: list[tuple[int, int, int]] = []
        self.spoken = 0
        self.link = ""
        self.link_words = False
        self.link_pictures = 0

    def run(self, top: Node) -> Contents:
        held: list[frozenset[str]] = [frozenset()]
        for node, ends in walk(top):
            tag = node.tag
            if tag == TEXT:
                self.link_words |= bool(node.text_content.strip())
                self.say(node.text_content, held[-1])
            elif ends:
                self.end(node, tag)
                if tag not in NOT_TEXT:
                    held.pop()
            elif tag not in NOT_TEXT:
                held.append(styles(node, held[-1]))
                self.start(node, tag)
        self.found.words = words_of("".join(self.said))
        self.found.emphasis = {
            kind: text for kind, parts in self.emphasized.items() if (text := " ".join(words_of("".join(parts))))
        }
        return self.found

    def say(self, text: str, held: frozenset[str] = frozenset()) -> None:
        self.said.append(text)
        self.spoken += bool(UNSEEN.sub("", text).strip())
        for heading in self.headings:
            heading.append(text)
        for kind in SIGNS:
            if kind in held:
                self.emphasized.setdefault(kind, []).append(text)
            elif kind in self.emphasized:
                self.emphasized[kind].append(" ")

    def part(self) -> None:
        """Separate what was said from what comes."""
        self.said.append("\n")
        for heading in self.headings:
            heading.append(" ")
        for texts in self.emphasized.values():
            texts.append(" ")

    def start(self, node: Node, tag: str) -> None:
        if tag in BLOCKS or tag in ("br", "hr"):
            self.part()
        if tag in HEADINGS:
            self.headings.append([])
        elif _is_item(node):
            self.items.append((len(self.said), self.spoken, len(self.found.pictures)))
        elif tag == "a":
            self.link = self._address(node.attributes.get("href"))
            self.link_words, self.link_pictures = False, len(self.found.pictures)
        elif tag == "img":
            self.image(node)
        elif tag in EMBEDDED and (shown := embedded_address(node)):
            self.stand_in(shown)

    def end(self, node: Node, tag: str) -> None:
        if tag in HEADINGS:
            text = " ".join(words_of("".join(self.headings.pop())))
            self.found.headings += [text] if text else []
        elif _is_item(node):
            start, spoken, pictures = self.items.pop()
            if self.spoken > spoken or len(self.found.pictures) > pictures:
                self.found.items.append(" ".join(words_of("".join(self.said[start : start + MOST_PARTS]))[:MOST_LABEL]))
        elif tag == "a":
            self.end_link(node)
        if tag in BLOCKS:
            self.part()

    def end_link(self, node: Node) -> None:
        target, self.link = self.link, ""
        if not target or node.attributes.get("role") in (MARK, BACK):
            return
        if self.link_words:
            self.found.links.append(target)
        elif len(self.found.pictures) > self.link_pictures and not is_own_picture(target):
            self.stand_in(target)

    def image(self, node: Node) -> None:
        source, alt = self._address(image_address(node)), (node.attributes.get("alt") or "").strip()
        if source:
            self.found.pictures.append(source)
        self.say(alt or (source if "://" in source else ""))

    def stand_in(self, shown: str) -> None:
        """A link that stands for what a page shows from elsewhere."""
        self.said += [" ", shown, " "]
        self.found.links.append(self._address(shown))

    def _address(self, written: str | None) -> str:
        found = address(written or "")
        return found.removeprefix(self.root) if self.root else found


def kept(before: Contents, after: Contents) -> dict[str, int]:
    """How much of each kind the site shows; an image on another site is a link there."""
    pictures = len(before.pictures) - len(gone(before.pictures, _addresses(after)))
    links = len(after.links) + len(after.pictures) - pictures
    return after.counts | {"pictures": pictures, "links": links}


def _addresses(contents: Contents) -> Counter[str]:
    return Counter(map(str.casefold, [*contents.links, *contents.pictures]))


def losses(before: Contents, after: Contents) -> list[Loss]:
    """What ``before`` holds and ``after`` does not, by kind."""
    found = list(_lost_words(before.words, after.words))
    there = _addresses(after)
    found += _lost(PICTURES, before.pictures, there)
    found += _lost(LINKS, before.links, there)
    found += _lost(HEADED, before.headings, Counter(map(str.casefold, after.headings)))
    if (count := len(before.items) - len(after.items)) > 0:
        listed = Counter(after.items)
        first = next((item for item in before.items if item not in listed), before.items[0])
        found.append(Loss(ITEMS, count, first[:SNIPPET]))
    for kind, message in SIGNS.items():
        signs, left = (Counter("".join(one.emphasis.get(kind, "").split())) for one in (before, after))
        if count := (signs - left).total():
            kept = Counter(after.emphasis.get(kind, "").split())
            first = next((word for word in before.emphasis[kind].split() if not kept[word]), "")
            found.append(Loss(message, count, first[:SNIPPET]))
    return found


def _lost(kind: str, before: Sequence[str], there: Counter[str]) -> Iterator[Loss]:
    if lost := gone(before, there):
        yield Loss(kind, len(lost), lost[0][:SNIPPET])


def gone(before: Sequence[str], there: Counter[str]) -> list[str]:
    """The strings that are no longer there, each of which is taken from ``there`` once, in small letters."""
    lost = []
    for one in before:
        if there[one.casefold()]:
            there[one.casefold()] -= 1
        else:
            lost.append(one)
    return lost


def _lost_words(before: Sequence[str], after: Sequence[str]) -> Iterator[Loss]:
    if before != after and (lost := missing(before, after)):
        yield Loss(WORDS, len(lost), " ".join(lost)[:SNIPPET])


def missing(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The words that are no longer there, or in another order."""
    same = min(len(before), len(after))
    start = next((n for n in range(same) if before[n] != after[n]), same)
    end = next((n for n in range(same - start) if before[-1 - n] != after[-1 - n]), same - start)
    inner, other = before[start : len(before) - end], after[start : len(after) - end]
    if max(len(inner), len(other)) > MOST_COMPARED:
        return list(inner)
    opcodes = SequenceMatcher(None, inner, other, autojunk=False).get_opcodes()
    return [word for tag, i, j, _, _ in opcodes if tag in ("delete", "replace") for word in inner[i:j]]
