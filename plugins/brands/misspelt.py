"""Near by letters and sound: a word, or a few read as one, that is almost a name, but not one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import evidence, sounds
from .context import NAMING, TITLES, Context, Token, Word
from .evidence import Nouns
from .found import Finding, finding
from .letters import SYLLABLES
from .lexicon import LINKS, Lexicon
from .near import Candidate, Nearness, near_enough
from .several import CLOSE, CLOSE_WITH_STOP
from .words import Words, camel

FUNCTION_WORDS = frozenset("a an i in on at to by my his her our its is it as or no so we he she they for from".split())
"""Words that begin no name when a near miss is looked for in several words."""
SHORTEST_JOINED = 6
"""Letters of a name that is looked for in several words."""
NEAR_A_CUE = 1.2
"""How far off several words may be where one of the brand's cues is near."""
NEARLY = 1.7
"""Weighted edits within which a name of several words is meant, even if all of them are ordinary."""
JOINED = 3
"""Words that are read as one when near misses are looked for, at most."""
SHORTEST_ALONE = 6
"""Letters of a word in lower case that is looked at."""
CERTAIN = 2.0
"""Evidence that outweighs a person's name before or after."""
AFTER_A_TITLE = 1.0
"""Weighted edits that a name like Dr. Oetker may be off: what stands after a title is first of all a person."""
TOO_COMMON = 1.5e-4
"""A word that is as great a share of all words is itself, whatever stands around it."""
UNKNOWN_MOST = 0.35
"""Weighted edits a letter that a word may be off which is none, where a product stands behind it."""
ABBREVIATED = ("dr", "mr", "mrs", "ms", "st", "prof")
DATES = frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter christmas easter".split()
)
SHORTEST_LOUD = 6
"""Letters of a word all in capitals, which is an acronym otherwise."""
NO_NOUNS = Nouns()
ALL_BUT = 0.4
"""Weighted edits of what is all but the name, so that little evidence will do."""
PLURAL = 5
"""Letters of a name that is looked for in a plural."""
A_CUE = 0.25
"""Weighted edits that a unit of evidence is worth where several names are near."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Weighted edits a word may be off to be the name all the same: at once, and more for each unit of evidence."""

    at_once: float
    by_evidence: float
    most: float


RARE_WORD = Limit(0.8, 0.5, 2.1)
RARE_FIRST = Limit(0.4, 0.5, 1.8)
WORD = Limit(0.75, 0.65, 2.1)
"""An ordinary word with a capital in the middle of a sentence."""
WORD_FIRST = Limit(-0.2, 0.75, 1.6)
"""An ordinary word with a capital where any word has one."""
FAMILY = Limit(0.0, 0.9, 1.8)
FAMILY_FIRST = Limit(-0.2, 0.7, 1.2)
OTHER_BRAND = Limit(-0.3, 0.65, 1.2)
GIVEN = Limit(-0.1, 0.8, 1.9)


class Misspelt:
    """The third question."""

    def __init__(self, lexicon: Lexicon, words: Words, nearness: Nearness, nouns: Nouns) -> None:
        self.lexicon, self.words, self.nearness, self.nouns = lexicon, words, nearness, nouns
        own = {
            part for forms in lexicon.forms.values() for form in forms for part in (*form.words, "".join(form.words))
        }
        self.others = (lexicon.others | words.brands) - own

    def at(self, context: Context, n: int, lang: str) -> tuple[int, Finding] | None:
        key = ""
        start = context.tokens[n].start
        if context.tokens[n].key in self.lexicon.forms:
            return None
        best: tuple[float, int, int, Candidate] | None = None
        for count in range(1, min(JOINED, context.size - n) + 1):
            token = context.tokens[n + count - 1]
            close = CLOSE_WITH_STOP if key in ABBREVIATED else CLOSE
            if count > 1 and not close.fullmatch(context.text, context.tokens[n + count - 2].end, token.start):
                break
            hyphened = count > 1 and context.text[token.start - 1] == "-"
            if not hyphened and not self._worth_a_look(token, count, lang):
                if count > 1 or not token.capital:
                    break
                continue
            for letters, end in _endings(token):
                plural = end < token.start + len(token.bare)
                for candidate in self.nearness.near(key + letters):
                    if self._meant(candidate, context, n, count, lang, plural=plural):
                        proof = evidence.for_brand(context, n, count, candidate.form.brand, self.nouns)
                        found = candidate.rank[0] + 0.01 * count - A_CUE * proof, count, end, candidate
                        best = min(best, found, key=lambda one: one[0]) if best else found
            key += token.key
            if count == 1 and (token.key in LINKS or token.key in FUNCTION_WORDS):
                break
        if best is None:
            return None
        _, count, end, candidate = best
        suggestion = self.lexicon.form_for(candidate.key, context.text[start:end])
        return count, finding(context, start, end, suggestion, candidate.form.brand, "spelling")

    def _worth_a_look(self, token: Token, count: int, lang: str) -> bool:
        """Whether a word, or the last of several, may be a misspelt name: the cheap questions first."""
        if token.capital or token.text[0].isdigit() or (count > 1 and (token.key in LINKS or len(token.key) == 1)):
            return True
        if camel(token.text):
            return True
        return count == 1 and len(token.key) >= SHORTEST_ALONE and self.nearness.known(token.bare, lang) == 0

    def _meant(self, candidate: Candidate, context: Context, n: int, count: int, lang: str, *, plural: bool) -> bool:
        """Whether what stands there can only be the name, misspelt. ``plural``: its s was left aside."""
        tokens = context.run(n, n + count)
        if not lang.startswith("en") and inflected(tokens[-1].key, candidate.key):
            return False
        if count > 1:
            return self._several_meant(candidate, context, n, tokens, lang)
        token = tokens[0]
        surface = token.bare
        if surface.isupper() and (len(surface) < SHORTEST_LOUD or candidate.distance > sounds.SWAPPED):
            return False
        if self.words.share(surface, "en") >= TOO_COMMON or surface.casefold() in self.words.own or token.key in DATES:
            return False
        known = self.nearness.known(surface, lang)
        odd = camel(surface) and surface not in self.words
        before = context.before(n)
        if plural and (len(candidate.key) < PLURAL or (before and before.key == "the")):
            return False
        if not token.capital and not odd:
            whole = context.text[token.start - 1 : token.start] != "-"
            return whole and known == 0 and len(token.key) >= SHORTEST_ALONE and near_enough(candidate, token.key)
        if known and context.text[token.start - 1 : token.start] == "-":
            return False
        owner = token.key != token.stem and surface in self.words
        proof = evidence.for_brand(context, n, 1, candidate.form.brand, NO_NOUNS if owner else self.nouns)
        if proof < CERTAIN and evidence.for_person_or_place(context, n):
            return False
        if proof < evidence.MODEL and before and before.key in NAMING:
            return False
        if token.key in self.lexicon.others or token.stem in self.lexicon.others:
            return False
        other = token.key in self.others or token.stem in self.others
        if (known == 0 or odd) and not other:
            return near_enough(candidate, token.key) or (
                (odd or proof >= evidence.PRODUCT)
                and candidate.distance <= min(RARE_WORD.most, UNKNOWN_MOST * len(candidate.key))
            )
        limit = self._limit(context, n, surface, known, plural=plural)
        if other:
            limit = OTHER_BRAND
        elif limit is WORD_FIRST and proof >= evidence.CUE_BESIDE:
            limit = WORD
        if (candidate.rank[0] if limit is RARE_WORD else candidate.distance) <= limit.at_once:
            after = context.after(n)
            return proof >= evidence.PRODUCT or not (after and after.key.isdigit())
        enough = proof >= evidence.MODEL or (proof > 0 and candidate.rank[0] <= ALL_BUT)
        return enough and candidate.rank[0] <= min(limit.at_once + limit.by_evidence * proof, limit.most)

    def _limit(self, context: Context, n: int, surface: str, known: int, *, plural: bool) -> Limit:
        """What may be off, by what the word is without the brand, and by its place."""
        limit = limit_of(self.words, surface, known)
        if limit is FAMILY and context.title_case(n):
            return FAMILY_FIRST
        first = context.begins_sentence(n) or context.title_case(n)
        if limit is RARE_WORD and first:
            return RARE_FIRST
        if limit is not WORD:
            return limit
        before = context.before(n)
        after = context.after(n)
        beside_a_name = (before and before.capital and before.key not in LINKS) or (after and after.capital)
        return WORD_FIRST if first or plural or beside_a_name else WORD

    def _several_meant(
        self, candidate: Candidate, context: Context, n: int, tokens: Sequence[Token], lang: str
    ) -> bool:
        hyphened = all(context.text[token.start - 1] == "-" for token in tokens[1:])
        loud = all(token.capital for token in tokens if token.key not in LINKS and len(token.key) > 1) or (
            hyphened and tokens[0].capital
        )
        if not self.may_join(candidate, tokens, lang):
            return False
        proof = evidence.for_brand(context, n, len(tokens), candidate.form.brand, self.nouns)
        if not loud and proof < CERTAIN:
            return False
        if proof >= evidence.CUE_NEAR and candidate.rank[0] <= NEAR_A_CUE:
            return True
        if not near_enough(candidate, "".join(token.key for token in tokens)):
            return False
        if self._odd(candidate, tokens, lang):
            return True
        return certain(candidate) and not (context.begins_sentence(n) or context.title_case(n))

    def may_join(self, candidate: Candidate, words: Sequence[Word | Token], lang: str) -> bool:
        """Whether some words may be this name, read as one, wherever they stand."""
        joined = "".join(word.key for word in words)
        if len(candidate.key) < SHORTEST_JOINED or joined in self.others:
            return False
        if words[0].key in TITLES and not candidate.same_sound and candidate.distance > AFTER_A_TITLE:
            return False
        own = [word for word in words if word.key not in LINKS]
        named = all(word.bare in self.words or word.key in TITLES for word in own)
        if named and "&" not in {word.text for word in words}:
            return False
        if any(word.key in self.others for word in own):
            return False
        if candidate.rank[0] <= NEAR_A_CUE:
            return True
        return near_enough(candidate, joined) and (certain(candidate) or self._odd(candidate, words, lang))

    def _odd(self, candidate: Candidate, words: Sequence[Word | Token], lang: str) -> bool:
        """Whether some words make no sense but as this name."""
        several = len(candidate.form.words) > 1
        if several and candidate.distance <= NEARLY:
            return True
        known = (
            0 if word.key in SYLLABLES and word is not words[-1] else self.nearness.known(word.bare, lang)
            for word in words
            if word.key not in LINKS
        )
        return min(known, default=2) < (2 if several else 1)


def certain(candidate: Candidate) -> bool:
    return candidate.same_sound or candidate.distance <= sounds.SWAPPED


def limit_of(words: Words, surface: str, known: int) -> Limit:
    """What a word may be off, by what it is without the brand."""
    if words.is_given(surface):
        return GIVEN
    if surface in words:
        return FAMILY
    return RARE_WORD if known == 1 else WORD


def inflected(word: str, name: str) -> bool:
    """Whether a word is a name with an ending of a language that inflects names: Teslu, Nokian."""
    stem = name.rstrip("aeiouy") if len(name) > 4 else name
    return len(stem) > 2 and word.startswith(stem) and word[len(stem) : len(stem) + 1] != stem[-1]


def _endings(token: Token) -> Iterator[tuple[str, int]]:
    """The letters of a word that may be a name's: without a possessive, with it, and without a plural's s."""
    yield token.stem, token.start + len(token.bare)
    if token.stem != token.key:
        yield token.key, token.end
    elif token.key.endswith("s"):
        yield token.key[:-1], token.end - 1
        if token.key.endswith(("xes", "ses", "zes", "ches", "shes")):
            yield token.key[:-2], token.end - 2
