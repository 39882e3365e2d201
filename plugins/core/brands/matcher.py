"""Masked prose into mentions of brands and findings about them, in one pass over its words.

At every word, in this order: does a name begin here, letter for letter (``_spelt``: right, or wrong in capitals,
spaces, hyphens, apostrophes)? Is it a listed wrong form? A name of several words of which one is right
(``_several_words``)? Or near a name by letters and sound (``_near``), being no ordinary word, or one that cannot be
meant here? README.md beside this file has their figures.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import OSA

from ..model import Brand
from ..problems import Severity
from . import sounds
from .context import TITLES, TOKEN, Context, Token
from .lexicon import LINKS, Form, Lexicon, bare, normal, squeeze
from .near import ORDINARY, RARE, Candidate, Nearness
from .vocabulary import REACH, Vocabulary
from .words import Names, frequency, own_word

GAP = re.compile(r"[ \u00a0]?\n?[ \u00a0]?|[-‐‑–]|\.[ ]?|[ ]?[+][ ]?|[*]|[ ]?[“”\"'’‘]|[“”\"'’‘][ ]?")
CLOSE = re.compile(r"['’]?[ \u00a0-]?|\n")
QUOTE_AT_EDGE = re.compile(r"\W'\w|\w'\W")
MARKS = re.compile(r"[.+*\"“”]")
"""Marks between the words of a name only where its own form has them: a full stop ends a sentence."""
SIC = re.compile(r"[\W_]{0,3}\[sic!?\]", re.IGNORECASE)
LONGEST_NAME = 7
"""Words of a name, at most."""
FUNCTION_WORDS = frozenset("a an i in on at to by my his her our its is it as or no so we he she they for from".split())
"""Words that begin no name when a near miss is looked for in several words."""
A_LETTER = 1.1
"""Weighted edits that a word of a name of several words may be off even if people are called so."""
NEARLY = 1.7
"""Weighted edits within which a name of several words is meant, even if all of them are ordinary."""
JOINED = 3
"""Words that are read as one when near misses are looked for, at most."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A brand that is named, at offsets of the file."""

    start: int
    end: int
    brand: Brand


@dataclass(frozen=True, slots=True)
class Finding:
    """A brand named wrongly. ``kind`` is capitals, spacing, apostrophe, word or spelling."""

    start: int
    end: int
    wrong: str
    suggestion: str
    brand: Brand
    kind: str
    severity: Severity = "error"
    why: str = ""


Found = tuple[int, Mention | Finding | None]
"""How many words it takes, and what it is."""


class Matcher:
    """Finds the names of one lexicon in prose."""

    def __init__(self, lexicon: Lexicon, names: Names | None = None) -> None:
        self.lexicon = lexicon
        self.names = names = names or Names()
        self.nearness = Nearness(lexicon, names)
        self.vocabulary = Vocabulary(lexicon, self.nearness)

    def read(self, masked: str, lang: str = "en", sic: Sequence[str] = ()) -> tuple[list[Mention], list[Finding]]:
        """The mentions and findings in a masked text of the language ``lang``, in the order of the text."""
        starts = self.vocabulary.starts(TOKEN.findall(masked))
        mentions: list[Mention] = []
        findings: list[Finding] = []
        if not starts:
            return mentions, findings
        context = Context(masked, self.names, self.vocabulary.words)
        meant = {normal(word).casefold() for word in sic}
        free = 0
        for n in starts:
            if n < free:
                continue
            used, found = self._at(context, n, lang)
            free = n + used
            if isinstance(found, Mention):
                mentions.append(found)
            elif found:
                findings.append(_judged(found, context, meant))
        return mentions, findings

    def _at(self, context: Context, n: int, lang: str) -> Found:
        several = self._several_words(context, n, lang)
        spelt = self._spelt(context, n, lang)
        if spelt and isinstance(spelt[1], Mention) and not (several and several[0] > spelt[0]):
            return spelt
        return several or spelt or self._near(context, n, lang) or (1, None)

    # Letter for letter

    def _spelt(self, context: Context, n: int, lang: str) -> Found | None:
        """A name with just these letters: rightly written, or wrong in capitals, spaces, hyphens or apostrophes."""
        start = context.tokens[n].start
        for count, key, end in reversed(list(self._windows(context, n))):
            surface = context.text[start:end]
            for form in self.lexicon.forms.get(key, ()):
                length, verdict = self._compare(surface, form, context, n, lang)
                if verdict == "right":
                    return count, Mention(start, start + length, form.brand)
                if verdict:
                    suggestion = self._form_for(key, surface)
                    return count, _finding(context, start, start + length, suggestion, form.brand, verdict)
            for written, brand in self.lexicon.wrong.get(key, ()):
                if normal(surface).casefold() == written.casefold():
                    return count, _finding(context, start, end, brand.name, brand, "word" if count > 1 else "spelling")
        return None

    def _windows(self, context: Context, n: int) -> Iterator[tuple[int, str, int]]:
        """The runs of words from word ``n`` on that may be a name: how many, their letters, where they end."""
        key = ""
        forms, wrong = self.lexicon.forms, self.lexicon.wrong
        for count in range(1, min(LONGEST_NAME, len(context.tokens) - n) + 1):
            token = context.tokens[n + count - 1]
            if count > 1 and not GAP.fullmatch(context.text, context.tokens[n + count - 2].end, token.start):
                return
            whole = key + token.key
            without = key + token.stem
            if without != whole and (without in forms or without in wrong):
                yield count, without, token.start + len(token.bare)
            if whole in forms or whole in wrong:
                yield count, whole, token.end
            elif whole.endswith("s") and not whole.endswith("ss") and whole[:-1] in forms and without == whole:
                yield count, whole[:-1], token.end
            key = whole
            if key not in self.lexicon.prefixes:
                return

    def _compare(self, surface: str, form: Form, context: Context, n: int, lang: str) -> tuple[int, str]:
        """How much of ``surface`` is the name, and ``right``, the kind of mistake, or nothing for an innocent word."""
        written = normal(surface)
        marks = set(MARKS.findall(written)) | ({"'"} if QUOTE_AT_EDGE.search(written[:-1]) else set())
        if any(mark not in form.text for mark in marks):
            return 0, ""
        plural = squeeze(surface) != "".join(form.words)
        if plural:
            written, surface = written[:-1], surface[:-1]
            if written.endswith(("'", "-", " ")):
                return 0, ""
            if "and" in form.words:
                return len(surface) + 1, "word"
        if written in self.lexicon.accepted or bare(written) in self.lexicon.accepted or _loud(written, form.text):
            return len(surface), "right"
        brand, lower = form.brand, written.lower()
        if written == lower and bare(written) != written and bare(form.text) == form.text:
            return 0, ""
        if lower == form.text.lower() or bare(lower) == bare(form.text).lower():
            innocent = brand.common_word and written in (lower, written.capitalize())
            if written == lower:
                ordinary = all(frequency(part, lang) >= ORDINARY for part in lower.split())
                innocent = innocent or own_word(written, lang) or (plural and ordinary)
            elif " " in written and written == written.capitalize() and context.begins_sentence(n):
                innocent = innocent or all(frequency(part, lang) >= ORDINARY for part in lower.split())
            return (0, "") if innocent else (len(surface), "capitals")
        parts = re.split(r"[\s-]+", written)
        if self._innocent(parts, form, context, n, lang):
            return 0, ""
        letters = lower.replace("'", "") == form.text.lower().replace("'", "")
        return len(surface), "apostrophe" if letters else "spacing"

    def _innocent(self, parts: list[str], form: Form, context: Context, n: int, lang: str) -> bool:
        """Whether words with a name's letters, but other spaces or apostrophes, are ordinary words."""
        capitals = [part[:1].isupper() for part in parts]
        if len(parts) == 1:
            share = frequency(parts[0], lang)
            if not capitals[0]:
                return share >= RARE
            return form.brand.common_word and share >= 3e-6
        if len(parts) > len(form.words) and all(part in self.names for part in parts):
            return True
        ordinary = all(frequency(part.strip("'"), lang) >= ORDINARY for part in parts)
        if not any(capitals):
            return ordinary or form.brand.common_word
        return ordinary and not any(capitals[1:]) and context.begins_sentence(n)

    def _form_for(self, key: str, surface: str) -> str:
        """The accepted form with these letters that is nearest to what was written, the canonical one first."""
        written = bare(normal(surface)).casefold()
        return min(self.lexicon.forms[key], key=lambda form: OSA.distance(bare(form.text).casefold(), written)).text

    # A name of several words of which one is right

    def _several_words(self, context: Context, n: int, lang: str) -> tuple[int, Finding] | None:
        """A name of several words of which one is right and the others nearly so: Abercrombie and Finch."""
        best: tuple[float, int, Form] | None = None
        for offset in range(min(REACH + 1, len(context.tokens) - n)):
            for form, position in self.lexicon.by_word.get(context.tokens[n + offset].stem, ()):
                window = context.tokens[n : n + len(form.words)]
                if position != offset or len(window) < len(form.words):
                    continue
                if not all(CLOSE.fullmatch(context.text, a.end, b.start) for a, b in pairwise(window)):
                    continue
                off = self._misaligned(window, form, lang)
                if off and (best is None or off < best[0]):
                    best = off, len(window), form
        if best is None:
            return None
        _, count, form = best
        last = context.tokens[n + count - 1]
        possessive = sounds.distance(last.key, form.words[-1]) >= sounds.distance(last.stem, form.words[-1])
        start, end = context.tokens[n].start, last.start + len(last.bare if possessive else last.text)
        suggestion = self._form_for("".join(form.words), context.text[start:end])
        return count, _finding(context, start, end, suggestion, form.brand, "word")

    def _misaligned(self, window: Sequence[Token], form: Form, lang: str) -> float:
        """How far the words are from the form's, word by word; 0 where they are the form's, or another name's."""
        total, exact = 0.0, 0
        rare = any(frequency(t.text, lang) < ORDINARY for t, w in zip(window, form.words, strict=True) if t.stem == w)
        for token, word in zip(window, form.words, strict=True):
            stem = token.stem
            if stem == word:
                exact += len(word) if word not in LINKS else 0
                continue
            if word in LINKS or len(word) < 3 or len(stem) < 2:
                return 0.0
            if token.key != stem and sounds.distance(token.key, word) < sounds.distance(stem, word):
                stem = token.key
            distance = sounds.distance(stem, word)
            same = sounds.sound(stem) == sounds.sound(word)
            if distance > (max(0.5 * len(word), 1.8) if same else min(0.3 * len(word), 1.6)):
                return 0.0
            if not same and token.bare in self.names and distance > A_LETTER:
                return 0.0
            alike = same or rare or stem + "s" == word or stem == word + "s" or (distance <= 1 and len(word) >= 6)
            if not alike and self.nearness.known(token.bare, lang) == 2:
                return 0.0
            total += distance
        if all(self.names.is_given(token.bare) for token in window if token.key not in LINKS):
            return 0.0
        capital = all(token.capital for token in window if len(token.key) > 3 and token.key != "and")
        return total if exact >= 3 and (capital or rare) else 0.0

    # Near by letters and sound

    def _near(self, context: Context, n: int, lang: str) -> tuple[int, Finding] | None:
        """One word, or a few read as one, that come near a name by letters and sound."""
        key = ""
        start = context.tokens[n].start
        best: tuple[float, int, int, Candidate] | None = None
        for count in range(1, min(JOINED, len(context.tokens) - n) + 1):
            token = context.tokens[n + count - 1]
            if count > 1 and not CLOSE.fullmatch(context.text, context.tokens[n + count - 2].end, token.start):
                break
            if not self._worth_a_look(token, count, lang):
                if count > 1 or not token.capital:
                    break
                continue
            for letters, end in _endings(token):
                candidate = self.nearness.best(key + letters)
                plural = end < token.start + len(token.bare)
                if candidate and self._meant(candidate, context, n, count, lang, plural=plural):
                    found = candidate.distance + 0.01 * count, count, end, candidate
                    best = min(best, found, key=lambda one: one[0]) if best else found
            key += token.key
            if count == 1 and (token.key in LINKS or token.key in FUNCTION_WORDS):
                break
        if best is None:
            return None
        _, count, end, candidate = best
        suggestion = self._form_for(candidate.key, context.text[start:end])
        return count, _finding(context, start, end, suggestion, candidate.form.brand, "spelling")

    def _worth_a_look(self, token: Token, count: int, lang: str) -> bool:
        """Whether a word, or the last of several, may be a misspelt name: the cheap questions first."""
        if token.capital or token.text[0].isdigit() or (count > 1 and (token.key in LINKS or len(token.key) == 1)):
            return True
        return count == 1 and len(token.key) >= 6 and self.nearness.known(token.bare, lang) == 0

    def _meant(self, candidate: Candidate, context: Context, n: int, count: int, lang: str, *, plural: bool) -> bool:
        """Whether what stands there can only be the name, misspelt. ``plural``: its s was left aside."""
        tokens = context.tokens[n : n + count]
        ending = tokens[-1].key.removeprefix(candidate.key)
        if not lang.startswith("en") and ending != tokens[-1].key and ending[:1] != candidate.key[-1]:
            return False
        known = [self.nearness.known(token.bare, lang) for token in tokens]
        loud = all(token.capital for token in tokens if token.key not in LINKS and len(token.key) > 1)
        expected = context.begins_sentence(n) or context.title_case(n)
        if count > 1:
            if len(candidate.key) < 6 or not loud:
                return False
            words = [token for token in tokens if token.key not in LINKS]
            if all(token.bare in self.names or token.key in TITLES for token in words):
                return False
            certain = candidate.same_sound or candidate.distance <= 0.6
            odd = [level for token, level in zip(tokens, known, strict=True) if token.key not in LINKS]
            several = len(candidate.form.words) > 1
            unknown = min(odd) < (2 if several else 1) or (several and candidate.distance <= NEARLY)
            return unknown or (certain and not expected)
        token = tokens[0]
        surface = token.bare
        if surface.isupper() and len(surface) < 6:
            return False
        if token.capital and context.person(n):
            return False
        if known[0] == 0:
            return token.capital or len(token.key) >= 6
        if not token.capital or self.names.is_given(surface):
            return False
        if surface in self.names:
            return candidate.distance <= sounds.DOUBLED and not context.title_case(n)
        before = context.before(n)
        if known[0] == 2:
            return (
                candidate.distance <= 0.75
                and not plural
                and not expected
                and not (before and before.capital and before.key not in LINKS)
            )
        return candidate.distance <= 0.8


def _endings(token: Token) -> Iterator[tuple[str, int]]:
    """The letters of a word that may be a name's: without a possessive, with it, and without a plural's s."""
    yield token.stem, token.start + len(token.bare)
    if token.stem != token.key:
        yield token.key, token.end
    elif token.key.endswith("s"):
        yield token.key[:-1], token.end - 1


def _loud(written: str, form: str) -> bool:
    """Whether a form is right but for words in capitals."""
    words, right = written.split(), form.split()
    return len(words) == len(right) > 1 and all(w in (r, r.upper()) for w, r in zip(words, right, strict=True))


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


def _finding(context: Context, start: int, end: int, suggestion: str, brand: Brand, kind: str) -> Finding:
    """A finding whose suggestion keeps a line break that stands in the name, so that a correction moves no line."""
    wrong = context.text[start:end]
    gaps = re.findall(r"\s+", wrong)
    if "\n" in wrong and suggestion.count(" ") == len(gaps):
        pieces = suggestion.split(" ")
        suggestion = pieces[0] + "".join(gap + piece for gap, piece in zip(gaps, pieces[1:], strict=True))
    return Finding(start, end, wrong, suggestion, brand, kind)
