"""Masked prose into mentions of brands and findings about them.

At every word that may have to do with a name, what stands there is compared with the names it may be: letter for
letter, word for word, and by letters and sound. The model says how likely each is meant; README.md beside this file
tells how.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..core.model import Brand
from .comparison import Comparison
from .context import Context
from .evidence import Nouns
from .features import Features, Text
from .found import Finding, Mention
from .judgement import Judged, Judgement
from .language import passage
from .letters import LetterForLetter
from .lexicon import Lexicon, normal, squeeze
from .misspelt import Misspelt
from .model import Model
from .near import Nearness
from .several import OneWordRight
from .vocabulary import Lookout
from .words import Words

SIC = re.compile(r"[\W_]{0,3}\[sic!?\]", re.IGNORECASE)


class Looked(NamedTuple):
    """A paragraph in which something is worth a look: where it begins, the words at which something may begin (with
    the brand that is named rightly there and nothing else), or nothing but names.
    """

    offset: int
    text: str
    starts: Mapping[int, Brand | None]
    named: Sequence[Mention]


class Matcher:
    """Finds the names of one lexicon in prose."""

    def __init__(self, lexicon: Lexicon, words: Words, nouns: Nouns, model: Model) -> None:
        self.lexicon, self.words = lexicon, words
        nearness = Nearness(lexicon)
        self.letters = LetterForLetter(lexicon, words)
        self.several = OneWordRight(lexicon)
        self.misspelt = Misspelt(nearness)
        self.judgement = Judgement(lexicon, Features(lexicon, words, nouns), model)
        self.lookout = Lookout(lexicon, words, nouns, nearness, self.judgement)

    def prepare(self, lang: str) -> None:
        """Make the tables that all texts need now, not when the first of them does."""
        self.read("A misspelt name", lang)
        self.lookout.nearness.near("misspelt")
        self.words.language_of("", lang)

    def read(
        self,
        masked: str,
        lang: str = "en",
        sic: Sequence[str] = (),
        begin: int = 0,
        around: str = "",
    ) -> tuple[list[Mention], list[Finding]]:
        """The mentions and findings in a masked text of the language ``lang``, in the order of the text; ``begin`` is
        where its prose does; ``around``: what it answers, such as its week's prompt.
        """
        mentions: list[Mention] = []
        findings: list[Finding] = []
        meant = {normal(word).casefold() for word in sic}
        looked, named = self.looked(masked, lang, begin)
        text = Text(masked, named, self.lexicon.own, around)
        for offset, paragraph, starts, right in looked:
            mentions += [Mention(start + offset, end + offset, brand) for start, end, brand in right]
            if not starts:
                continue
            context = Context(paragraph, self.words, self.lookout.words)
            for found in self._found(context, starts, text, lang):
                start, end = found.start + offset, found.end + offset
                if isinstance(found, Mention):
                    mentions.append(Mention(start, end, found.brand))
                else:
                    findings.append(replace(_excused(found, context, meant), start=start, end=end))
        return mentions, findings

    def looked(self, masked: str, lang: str, begin: int = 0) -> tuple[list[Looked], frozenset[Brand]]:
        """The paragraphs of a text in which something is worth a look, and the brands named rightly in one word."""
        vocabulary, offset = self.lookout.in_language[lang], begin
        looked: list[Looked] = []
        brands: set[Brand] = set()
        for paragraph in masked[begin:].split("\n\n"):
            starts, right = vocabulary.starts(paragraph)
            if starts or right:
                looked.append(Looked(offset, paragraph, starts, right))
                brands.update(brand for brand in starts.values() if brand)
                brands.update(mention.brand for mention in right)
            offset += len(paragraph) + 2
        return looked, frozenset(brands)

    def _found(
        self, context: Context, starts: Mapping[int, Brand | None], text: Text, lang: str
    ) -> Iterator[Mention | Finding]:
        free = 0
        for n, named in starts.items():
            if n < free:
                continue
            if named:
                token = context.tokens[n]
                written = token.text if token.text in self.lexicon.accepted else token.bare
                yield Mention(token.start, token.start + len(written), named)
                continue
            used, mention, compared = self.compared(context, n, lang)
            best = self.judgement.best(context, compared, text, lang)
            told = best if best and self.judgement.tells(best) else None
            found = self._read_again(context, told, text, lang) if told else None
            settled = told and (found or self.judgement.taught(told, context))
            free = n + (told.compared.count if told and settled else used)
            if made := found or mention:
                yield made

    def _read_again(self, context: Context, judged: Judged, text: Text, lang: str) -> Finding | None:
        """What is found where the passage is read in its own language, which may not be its text's."""
        compared = judged.compared
        spoken = self.words.language_of(passage(context.text, compared.start, compared.end), lang)
        if spoken != lang:
            judged = self.judgement.judged(context, compared, text, spoken)
        return self.judgement.finding(context, judged)

    def compared(self, context: Context, n: int, lang: str) -> tuple[int, Mention | None, list[Comparison]]:
        """What begins at word ``n``: a name that is right, with its number of words, and what to compare with names."""
        count, mention, compared = self.letters.at(context, n, lang)
        if self.words.has_list(lang):
            compared += self.several.at(context, n)
            if mention:
                compared = [one for one in compared if one.count > count]
            elif not any(one.distance == 0 and not one.listed for one in compared):
                compared += self.misspelt.at(context, n)
        return count, mention, [one for one in compared if not self._another(context, one)]

    def _another(self, context: Context, compared: Comparison) -> bool:
        """Whether what is compared is certain to be something else: a person of the course, another brand that is
        known, or, for a short and odd name, anything but the name.
        """
        if "".join(compared.form.words) in map(squeeze, compared.form.brand.exact):
            return True
        written = context.run(compared.first, compared.first + compared.count)
        people = [token.bare.casefold() in self.words.own for token in written]
        if any(people) if compared.distance else all(people):
            return True
        near = compared.distance and compared.count == 1
        return bool(near) and not self.lexicon.others.isdisjoint((written[0].key, written[0].stem))


def _excused(found: Finding, context: Context, meant: set[str]) -> Finding:
    """A wrong form that is quoted, or meant, is a notice and nothing more."""
    why = ""
    if normal(found.wrong).casefold() in meant:
        why = "listed under Sic"
    elif SIC.match(context.text, found.end):
        why = "marked [sic]"
    elif context.quoted(found.start, found.end):
        why = "inside quotation marks"
    return replace(found, severity="notice", why=why) if why else found
