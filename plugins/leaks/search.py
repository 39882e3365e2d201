"""Find secrets in a text: first a fast check for candidate positions, then an exact match."""

import html
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from . import folding
from .secrets import RUN, Secret, Secrets

AROUND = RUN
STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
DRAWN = re.compile(
    r"""\s(?:d|points|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|dx|dy|width|height|viewbox|transform|offset|style|fill|stroke|color"""
    r"""|bgcolor|stop-color|stroke-[a-z]+|font-size|opacity|sizes|media|keytimes|keysplines|values|begin|dur"""
    r"""|gradienttransform|patterntransform|pathlength|textlength)\s*=\s*(?:"[^"]*"|'[^']*')""",
    re.IGNORECASE,
)
"""Attributes whose numbers are coordinates, sizes and colours rather than anybody's id."""
CSS_TEXT = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'|url\([^)]*\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hit:
    """A secret that was found: ``message`` describes it, ``secret`` is None for hidden words and fields."""

    message: str
    secret: Secret | None = None
    words: tuple[str, ...] = ()


@dataclass
class Searcher:
    """Searches one text after another, caching the pieces and words it has read."""

    what: Secrets
    remembered: dict[str, bool] = field(default_factory=dict)
    looked: dict[tuple[str, bool, bool], frozenset[Hit]] = field(default_factory=dict)
    published: dict[Secret, bool] = field(default_factory=dict)
    cold: set[str] = field(default_factory=set)
    """Words that no secret holds."""
    hot: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Words that a secret may hold, with its anchors."""

    def find(self, text: str, *, opaque: bool = False, css: bool = False, disguised: bool = True) -> set[Hit]:
        """Every secret in ``text``. ``opaque``: binary data, where only long secrets count; ``css``: a style sheet."""
        if opaque:
            return self._long(text)
        blocks = cut(text)
        found: set[Hit] = set()
        for n, block in enumerate(blocks):
            if block not in self.remembered:
                self.remembered[block] = self.near(block)
            if self.remembered[block]:
                found |= self._looked("\n".join(_around(blocks, n)), css, disguised)
        return found

    def _long(self, text: str) -> set[Hit]:
        """Binary data: whole words only, without alternative readings."""
        view = folding.fold(text)
        found = folding.WORD.findall(view)
        there = self.what.by_anchor.keys() & set(found)
        return {hit for hit in self._in_view(view, view, found, there) if not hit.secret or hit.secret.long}

    def near(self, block: str) -> bool:
        """Whether a secret could occur here: not if none of the secrets' rarest words do."""
        plain = folding.plain_words(block)
        if plain is not None:
            return self._is_near_in(block, plain)
        return any(self._is_near_in(view, folding.words(view)) for view in folding.readings(block))

    def _is_near_in(self, view: str, found: list[str]) -> bool:
        """The same for a reading and its words."""
        return (
            self._is_near(found)
            or bool("_" in view and self.what.fields_in(folding.fold(view)))
            or (folding.may_spell(found) and self._is_near(folding.words(folding.spelt(view))))
        )

    def _is_near(self, found: list[str]) -> bool:
        self._learn(found)
        return not self.hot.keys().isdisjoint(found)

    def _learn(self, found: list[str]) -> None:
        """Tell the words that a secret may hold from those that none does."""
        for word in set(found).difference(self.cold, self.hot):
            anchors = tuple(self.what.anchors_of(word))
            if word in self.what.run_anchors or anchors or self.what.looks_like(word):
                self.hot[word] = anchors
            else:
                self.cold.add(word)

    def _looked(self, text: str, css: bool, disguised: bool) -> frozenset[Hit]:
        key = text, css, disguised
        if key not in self.looked:
            self.looked[key] = frozenset(self._exactly(text, css=css, disguised=disguised))
        return self.looked[key]

    def _exactly(self, text: str, *, css: bool, disguised: bool) -> Iterator[Hit]:
        a_number = False
        for raw, folded in folding.views(text):
            for view, read in ((raw, folded), *(self._undisguised(raw, folded) if disguised else ())):
                found = folding.WORD.findall(read)
                a_number = a_number or not self.what.numbers.isdisjoint(found)
                yield from self._in_view(view, read, found, self._held(found))
        if a_number:
            for raw, folded in folding.views("\n".join(CSS_TEXT.findall(text)) if css else _without_drawing(text)):
                for view, read in ((raw, folded), *(self._undisguised(raw, folded) if disguised else ())):
                    yield from self._in_view(
                        view, read, found := folding.WORD.findall(read), self._held(found), numbers=True
                    )

    def _undisguised(self, raw: str, folded: str) -> Iterator[tuple[str, str]]:
        """A reading with what is spelt letter by letter put together, and with look-alikes replaced."""
        if spelt := folding.spelt(raw):
            yield spelt, spelt
        disguises = {word: like for word in set(folding.WORD.findall(folded)) if (like := self.what.looks_like(word))}
        if disguises:
            plain = folding.WORD.sub(lambda match: disguises.get(match[0], match[0]), folded)
            yield plain.title(), plain

    def _held(self, found: list[str]) -> set[str]:
        """The anchors that some words of a text hold."""
        self._learn(found)
        return {anchor for word in self.hot.keys() & set(found) for anchor in self.hot[word]}

    def _in_view(
        self, raw: str, folded: str, found: list[str], there: AbstractSet[str], *, numbers: bool = False
    ) -> Iterator[Hit]:
        """The secrets in a reading, as it is and folded, that holds some anchors: only ``numbers``, or all others."""
        for anchor in there:
            for secret in self.what.by_anchor[anchor]:
                if secret.number != numbers or not self.what.stands(secret, raw, folded):
                    continue
                if not (secret.unless_published and self._is_published(secret)):
                    yield Hit(secret.message, secret)
        if numbers:
            return
        for name in self.what.fields_in(folded):
            yield Hit(f"the gradebook’s field “{name}”")
        if anchors := self.what.run_anchors.intersection(found):
            yield from self._runs(found, anchors)

    def _is_published(self, secret: Secret) -> bool:
        if secret not in self.published:
            row = f" {' '.join(secret.words)} "
            self.published[secret] = any(row in f" {' '.join(folding.words(text))} " for text in self.what.shown)
        return self.published[secret]

    def _runs(self, found: list[str], anchors: AbstractSet[str]) -> Iterator[Hit]:
        seen = set()
        begins = {n - before for n, word in enumerate(found) if word in anchors for before in range(min(n + 1, RUN))}
        for n in sorted(begins):
            run = tuple(found[n : n + RUN])
            if (what := self.what.runs.get(run)) and what not in seen:
                seen.add(what)
                yield Hit(what, None, run)


def cut(text: str) -> list[str]:
    """Split a source into pieces that recur on many pages and are read once. No tag or word spans a cut."""
    return text.replace("<entry>", "\0<entry>").replace(">\n", ">\0").split("\0")


def _around(blocks: list[str], n: int) -> list[str]:
    """A piece with enough context on both sides to contain any secret that overlaps it."""
    first, last = n, n + 1
    enough = AROUND
    while first and enough > 0:
        first -= 1
        enough -= len(folding.words(blocks[first]))
    enough = AROUND
    while last < len(blocks) and enough > 0:
        enough -= len(folding.words(blocks[last]))
        last += 1
    return blocks[first:last]


def _without_drawing(text: str) -> str:
    """A source without the numbers of drawings and styles."""
    text = html.unescape(html.unescape(text)) if "&" in text else text
    return folding.TAG.sub(lambda tag: DRAWN.sub(" ", tag[0]), STYLE.sub(" ", text))
