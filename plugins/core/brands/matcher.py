"""Masked prose into mentions of brands and findings about them, in one pass.

For every word: does a name begin here, letter for letter (spelt right, or wrong in capitals, spaces, hyphens,
apostrophes)? Is it a listed wrong form? If not, is it one or two letters away from a name, and no ordinary word?
Or a word of a longer name whose partner is nearly right?
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from ..model import Brand
from ..problems import Severity
from .lexicon import Form, Lexicon, bare, normal, one_less, squeeze
from .words import ordinary

TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|['’ʼ‘](?=[^\W_]))*|&")
GAP = re.compile(r"[ \u00a0]?\n?[ \u00a0]?|[-‐‑–]|\.[ ]?|[ ]?[+][ ]?|[*]|[ ]?[“”\"'’‘]|[“”\"'’‘][ ]?")
QUOTED = re.compile(r"“[^“”\n]*(?:\n[^“”\n]+)*”|„[^“”„\n]*[“”]|«[^«»\n]*»|»[^«»\n]*«|「[^「」\n]*」|『[^『』\n]*』"
                    r"|(?<![\w\"])\"[^\"\n]*(?:\n[^\"\n]+)*\"(?!\w)"
                    r"|(?<![\w'’])[‘'](?=\w)[^‘’'\n]*\w[’'](?!\w)")  # fmt: skip
SIC = re.compile(r"[\W_]{0,3}\[sic!?\]", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’ʼ‘]s?$")
SENTENCE_END = re.compile(r"(?:^|[.!?:…]['\"”’)\]]*\s+|\n\s*\n\s*|\n\s*(?:[-*+>#]+|\d+\.)\s*)['\"“‘(\[*_]*$")
VERB_ENDINGS = (
    "s",
    "es",
    "ed",
    "d",
    "er",
    "ers",
    "ing",
    "able",
    "like",
    "ish",
    "y",
    "ification",
    "gate",
    "isation",
    "ization",
)
LONGEST_NAME = 7
"""Words of a name, at most."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A brand named rightly, at offsets of the file."""

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
    severity: Severity
    why: str


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    key: str


class Matcher:
    """Finds the names of one lexicon. Answers about single words are remembered from text to text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.near = lru_cache(maxsize=200_000)(self._near)

    def read(self, masked: str, lang: str = "en", sic: Sequence[str] = ()) -> tuple[list[Mention], list[Finding]]:
        """The mentions and findings in a masked text of the language ``lang``, in the order of the text."""
        tokens = [_Token(m.start(), m.end(), m[0], _key(m[0])) for m in TOKEN.finditer(masked)]
        mentions: list[Mention] = []
        findings: list[Finding] = []
        quoted = _Quoted(masked)
        meant = {normal(word).casefold() for word in sic}
        n = 0
        while n < len(tokens):
            used, found = self._at(masked, tokens, n, lang)
            if isinstance(found, Mention):
                mentions.append(found)
            elif found:
                findings.append(self._judged(found, masked, quoted, meant))
            n += used
        return mentions, findings

    def _judged(self, found: Finding, masked: str, quoted: "_Quoted", meant: set[str]) -> Finding:
        """A wrong form that is quoted, or meant, is a notice and nothing more."""
        why = ""
        if normal(found.wrong).casefold() in meant:
            why = "listed under Sic"
        elif SIC.match(masked, found.end):
            why = "marked [sic]"
        elif quoted.covers(found.start, found.end):
            why = "inside quotation marks"
        if not why:
            return found
        return Finding(found.start, found.end, found.wrong, found.suggestion, found.brand, found.kind, "notice", why)

    def _at(self, text: str, tokens: list[_Token], n: int, lang: str) -> tuple[int, Mention | Finding | None]:
        """What begins at token ``n``, and how many tokens it takes."""
        wrong: tuple[int, Finding] | None = None
        several = self._several_words(text, tokens, n)
        for count, key, end in reversed(list(self._windows(text, tokens, n))):
            start = tokens[n].start
            surface = text[start:end]
            for form in self.lexicon.forms.get(key, ()):
                trimmed, verdict = self._compare(surface, form, text, start, lang)
                if verdict == "right" and not (several and several[0] > count):
                    return count, Mention(start, start + trimmed, form.brand)
                if verdict and wrong is None:
                    suggestion = self._form_for(key, surface, form)
                    wrong = count, _finding(text, start, start + trimmed, suggestion, form.brand, verdict)
            for written, brand in self.lexicon.wrong.get(key, ()):
                if wrong is None and normal(surface).casefold().rstrip("s'") == written.casefold().rstrip("s'"):
                    wrong = count, _finding(text, start, end, brand.name, brand, "word" if count > 1 else "spelling")
        return several or wrong or self._one_word(text, tokens[n], lang)

    def _windows(self, text: str, tokens: list[_Token], n: int) -> Iterator[tuple[int, str, int]]:
        """The runs of words from token ``n`` on that may be a name: how many, their letters, where they end."""
        key = ""
        for count in range(1, LONGEST_NAME + 1):
            if n + count > len(tokens):
                return
            token = tokens[n + count - 1]
            if count > 1:
                gap = text[tokens[n + count - 2].end : token.start]
                if not GAP.fullmatch(gap):
                    return
            whole = key + token.key
            possessive = POSSESSIVE.search(token.text)
            without = key + _key(token.text[: possessive.start()]) if possessive else whole
            if possessive and without != whole and (without in self.lexicon.forms or without in self.lexicon.wrong):
                yield count, without, token.end - len(possessive[0])
            if whole in self.lexicon.forms or whole in self.lexicon.wrong:
                yield count, whole, token.end
            elif whole.endswith("s") and whole[:-1] in self.lexicon.forms and not possessive:
                yield count, whole[:-1], token.end
            key = whole
            if key not in self.lexicon.prefixes:
                return

    def _compare(self, surface: str, form: Form, text: str, start: int, lang: str) -> tuple[int, str]:
        """How much of ``surface`` is the name, and ``right``, the kind of mistake, or nothing for an innocent word."""
        written = normal(surface)
        key_is_plural = squeeze(surface) != "".join(form.words)
        if key_is_plural:
            written, surface = written[:-1], surface[:-1]
            if normal(surface).endswith(("'", "-", " ")):
                return 0, ""
        if written in self.lexicon.accepted or bare(written) in self.lexicon.accepted:
            return len(surface), "right"
        brand, lower = form.brand, written.lower()
        if written == lower and bare(written) != written and bare(form.text) == form.text:
            return 0, ""
        same_letters = lower == form.text.lower() or bare(lower) == bare(form.text).lower()
        if same_letters:
            if written == lower and brand.common_word:
                return 0, ""
            if brand.common_word and written == written.capitalize():
                return 0, ""
            return len(surface), "capitals"
        parts = re.split(r"[\s-]+", written)
        if len(parts) == 1 and written == lower and ordinary(written, lang, 3e-7):
            return 0, ""
        if len(parts) == 1 and (brand.common_word or ordinary(written, lang, 3e-6)) and "'" in form.text:
            return (len(surface), "apostrophe") if written != lower and not brand.common_word else (0, "")
        if len(parts) > len(form.words):
            begins = bool(SENTENCE_END.search(text[max(0, start - 40) : start]))
            capitals = [part[:1].isupper() for part in parts]
            if not any(capitals[1:]) and (begins or not capitals[0]) and all(ordinary(p, lang, 1e-6) for p in parts):
                return 0, ""
        if lower == written and (brand.common_word or all(ordinary(part, lang, 3e-6) for part in parts)):
            return 0, ""
        letters = re.sub(r"'", "", lower) == re.sub(r"'", "", form.text.lower())
        return len(surface), "apostrophe" if letters else "spacing"

    def _form_for(self, key: str, surface: str, form: Form) -> str:
        """The accepted form with the same letters that is nearest to what was written."""
        forms = self.lexicon.forms[key]
        if len(forms) == 1:
            return form.text
        written = normal(surface)
        return min(forms, key=lambda other: OSA.distance(other.text, written)).text

    def _several_words(self, text: str, tokens: list[_Token], n: int) -> tuple[int, Finding] | None:
        """A name of several words of which one is right and the others nearly so: Abercrombie and Finch."""
        for offset in range(2):
            if n + offset >= len(tokens):
                break
            for form, position in self.lexicon.by_word.get(_stem(tokens[n + offset]), ()):
                window = tokens[n : n + len(form.words)]
                if position != offset or len(window) < len(form.words):
                    continue
                if not all(re.fullmatch(r"[ \u00a0-]?|\n", text[a.end : b.start]) for a, b in pairwise(window)):
                    continue
                if not all(token.text[:1].isupper() for token in window if token.key != "and" and len(token.key) > 2):
                    continue
                distances = [OSA.distance(_stem(token), word) for token, word in zip(window, form.words, strict=True)]
                near = all(
                    d == 0 or (len(w) > 3 and d <= (1 if len(w) == 4 else 2))
                    for d, w in zip(distances, form.words, strict=True)
                )
                if 0 < sum(distances) <= 2 and near:
                    end = window[-1].end
                    if possessive := POSSESSIVE.search(window[-1].text):
                        end -= len(possessive[0])
                    suggestion = self._form_for("".join(form.words), text[window[0].start : end], form)
                    return len(window), _finding(text, window[0].start, end, suggestion, form.brand, "word")
        return None

    def _one_word(self, text: str, token: _Token, lang: str) -> tuple[int, Finding | None]:
        possessive = POSSESSIVE.search(token.text)
        surface = token.text[: possessive.start()] if possessive else token.text
        form = self.near(surface, lang)
        if form is None:
            return 1, None
        return 1, _finding(text, token.start, token.start + len(surface), form.text, form.brand, "spelling")

    def _near(self, surface: str, lang: str) -> Form | None:
        """The form one word is a near miss of: one edit away, two where it is long; never an ordinary word."""
        key = _key(surface)
        if len(key) < 4 or not key.isalpha() or (surface.isupper() and len(key) < 6):
            return None
        lower = surface == surface.lower()
        most = 1 if len(key) < 8 else 2
        variants = one_less(key)
        if most == 2:
            variants = variants | {shorter for once in variants for shorter in one_less(once)}
        candidates = {name for variant in variants for name in self.lexicon.deletions.get(variant, ())}
        best: tuple[int, str] | None = None
        for name in sorted(candidates):
            limit = 1 if len(name) < 8 or len(key) < 7 else 2
            if name[0] != key[0] and (lower or len(name) < 6):
                continue
            if key.startswith(name) and key[len(name) :] in VERB_ENDINGS:
                return None
            distance = OSA.distance(key, name)
            if 0 < distance <= limit and (best is None or distance < best[0]):
                best = distance, name
        if best is None or ordinary(surface, lang, 2e-8 if lower else 3e-7):
            return None
        if lower and len(key) < 6:
            return None
        forms = [form for form in self.lexicon.forms[best[1]] if len(form.words) == 1]
        return forms[0] if forms else None


def _key(text: str) -> str:
    if text == "&":
        return "and"
    return text.lower() if text.isascii() and text.isalnum() else squeeze(text)


def _stem(token: _Token) -> str:
    possessive = POSSESSIVE.search(token.text)
    return _key(token.text[: possessive.start()]) if possessive else token.key


def _finding(text: str, start: int, end: int, suggestion: str, brand: Brand, kind: str) -> Finding:
    return Finding(start, end, text[start:end], suggestion, brand, kind, "error", "")


class _Quoted:
    """The spans of a text inside quotation marks."""

    def __init__(self, text: str) -> None:
        self.spans = [match.span() for match in QUOTED.finditer(text)]
        self.starts = [start for start, _ in self.spans]

    def covers(self, start: int, end: int) -> bool:
        n = bisect_right(self.starts, start) - 1
        return n >= 0 and self.spans[n][1] >= end
