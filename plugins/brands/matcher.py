"""Masked prose into mentions of brands and findings about them, in one pass over its words.

At every word that may have to do with a name, in this order: does a name begin here, letter for letter? Is it a name
of several words of which one is right? Or near a name by letters and sound, being no ordinary word, or one that
cannot be meant here? README.md beside this file has their figures.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..core.model import Brand
from .context import Context
from .evidence import Nouns
from .found import Finding, Found, Mention
from .letters import LetterForLetter
from .lexicon import Lexicon, normal
from .misspelt import Misspelt
from .near import Nearness
from .several import OneWordRight
from .vocabulary import Vocabulary
from .words import Words

SIC = re.compile(r"[\W_]{0,3}\[sic!?\]", re.IGNORECASE)


class Matcher:
    """Finds the names of one lexicon in prose."""

    def __init__(self, lexicon: Lexicon, words: Words | None = None, nouns: Nouns | None = None) -> None:
        words, nouns = words or Words(), nouns or Nouns()
        nearness = Nearness(lexicon, words)
        self.words = words
        self.letters = LetterForLetter(lexicon, words, nouns)
        self.several = OneWordRight(lexicon, words, nearness, nouns)
        self.misspelt = Misspelt(lexicon, words, nearness, nouns)
        self.vocabulary = Vocabulary(self.misspelt)

    def read(
        self, masked: str, lang: str = "en", sic: Sequence[str] = (), begin: int = 0
    ) -> tuple[list[Mention], list[Finding]]:
        """The mentions and findings in a masked text of the language ``lang``, in the order of the text; ``begin`` is
        where its prose does.
        """
        mentions: list[Mention] = []
        findings: list[Finding] = []
        meant = {normal(word).casefold() for word in sic}
        offset = begin
        for paragraph in masked[begin:].split("\n\n"):
            starts, named = self.vocabulary.starts(paragraph)
            mentions += [Mention(start + offset, end + offset, brand) for start, end, brand in named]
            if starts:
                context = Context(paragraph, self.words, self.vocabulary.words)
                for found in self._found(context, starts, lang):
                    start, end = found.start + offset, found.end + offset
                    if isinstance(found, Mention):
                        mentions.append(Mention(start, end, found.brand))
                    else:
                        findings.append(replace(_judged(found, context, meant), start=start, end=end))
            offset += len(paragraph) + 2
        return mentions, findings

    def _found(self, context: Context, starts: Mapping[int, Brand | None], lang: str) -> Iterator[Mention | Finding]:
        free = 0
        for n, named in starts.items():
            if n < free:
                continue
            if named:
                token = context.tokens[n]
                written = token.text if token.text in self.letters.lexicon.accepted else token.bare
                yield Mention(token.start, token.start + len(written), named)
                continue
            used, found = self._at(context, n, lang)
            free = n + used
            if found:
                yield found

    def _at(self, context: Context, n: int, lang: str) -> Found:
        spelt = self.letters.at(context, n, lang)
        several = self.several.at(context, n, lang)
        if spelt and isinstance(spelt[1], Mention) and not (several and several[0] > spelt[0]):
            return spelt
        return several or spelt or self.misspelt.at(context, n, lang) or (1, None)


def _judged(found: Finding, context: Context, meant: set[str]) -> Finding:
    """A wrong form that is quoted, or meant, is a notice and nothing more."""
    why = ""
    if normal(found.wrong).casefold() in meant:
        why = "listed under Sic"
    elif SIC.match(context.text, found.end):
        why = "marked [sic]"
    elif context.quoted(found.start, found.end):
        why = "inside quotation marks"
    return replace(found, severity="notice", why=why) if why else found
