"""A name letter for letter: right, or wrong in capitals, spaces, hyphens or apostrophes; or listed as wrong."""

import re
from collections.abc import Iterator

from .comparison import Comparison
from .context import ELIDED, Context
from .found import Mention
from .lexicon import Form, Lexicon, bare, normal, squeeze
from .words import Words

GAP = re.compile(r"°?[ \u00a0]?\n?[ \u00a0]?|[-‐‑–][ ]?|\.[ ]?|[ ]?[+][ ]?|[*]|[ ]?[“”\"'’‘]|[“”\"'’‘][ ]?")
ELISION = re.compile(rf"(?i:{ELIDED})")
QUOTE_AT_EDGE = re.compile(r"\W'\w|\w'\W")
MARKS = re.compile(r"[.+*\"“”]")
"""Marks between the words of a name only where its own form has them: a full stop ends a sentence."""
ACRONYM = re.compile(r"[A-Z]{2,}'?s")
"""The plural of an acronym, which is no name in odd capitals: ASICs."""
ARTICLES = ("The ", "Der ", "Die ", "Das ", "Le ", "La ", "Les ", "El ", "Il ")
"""What a name may begin with, and may have in lower case in a sentence."""
LONGEST_NAME = 7
"""Words of a name, at most."""
SINGULAR_VERBS = frozenset(
    "is was has does gives makes says works sells shows tells knows wins keeps gets goes comes looks uses needs wants"
    " asks takes lets remembers answers replies writes thinks feels became began".split()
)


class LetterForLetter:
    """The first of the check's questions."""

    def __init__(self, lexicon: Lexicon, words: Words) -> None:
        self.lexicon, self.words = lexicon, words

    def at(self, context: Context, n: int, lang: str) -> tuple[int, Mention | None, list[Comparison]]:
        """What begins at word ``n``: the longest name that is right, with its number of words, and the comparisons of
        what is as long or longer.
        """
        start = context.tokens[n].start
        compared: list[Comparison] = []
        for count, key, end in reversed(list(self._windows(context, n))):
            surface = context.text[start:end]
            for form in self.lexicon.forms.get(key, ()):
                found = self._compare(surface, form, context, n, count, lang)
                if isinstance(found, Mention):
                    return count, found, compared
                if found:
                    compared.append(found)
                    break
            for written, brand in self.lexicon.wrong.get(key, ()):
                if normal(surface).casefold() == written.casefold():
                    form = Form(self.lexicon.form_like(brand, surface), brand)
                    kind = "word" if count > 1 else "spelling"
                    compared.append(Comparison(n, count, start, end, form, kind, listed=True))
        return 1, None, compared

    def _windows(self, context: Context, n: int) -> Iterator[tuple[int, str, int]]:
        """The runs of words from word ``n`` on that may be a name: how many, their letters, where they end."""
        key = ""
        forms, wrong = self.lexicon.forms, self.lexicon.wrong
        for count in range(1, min(LONGEST_NAME, context.size - n) + 1):
            token = context.tokens[n + count - 1]
            if count > 1 and not GAP.fullmatch(context.text, context.tokens[n + count - 2].end, token.start):
                return
            whole = key + token.key
            without = key + token.stem
            if without != whole and (without in forms or without in wrong):
                yield count, without, token.start + len(token.bare)
            if whole in forms or whole in wrong:
                yield count, whole, token.end
            elif without == whole and (singular := singular_of(whole)) in forms:
                yield count, singular, token.end
            key = whole
            if key not in self.lexicon.prefixes:
                return

    def _compare(
        self, surface: str, form: Form, context: Context, n: int, count: int, lang: str
    ) -> Mention | Comparison | None:
        """A mention, how it is wrong, or nothing where it is another word by its marks."""
        written, start = normal(surface), context.tokens[n].start
        marks = set(MARKS.findall(written)) | ({"'"} if QUOTE_AT_EDGE.search(written[:-1]) else set())
        if any(mark not in form.text for mark in marks) or ("'" not in form.text and ELISION.match(written)):
            return None
        if ACRONYM.fullmatch(written) and "'" not in form.text and squeeze(written) == "".join(form.words):
            return None
        ending = len(squeeze(surface)) - len("".join(form.words))
        plural = ending > 0
        if plural:
            written, surface = written[:-ending], surface[:-ending]
            if written.endswith(("'", "-", " ")) or self._a_word(f"{written}s", written, lang):
                return None
            if "and" in form.words or (count > 1 and self._one_thing(context, n + count - 1)):
                return Comparison(n, count, start, start + len(surface) + ending, form, "word")
        end = start + len(surface)
        if bare(written) != written and (marked := self._marks(written, form)) is not None:
            return Comparison(n, count, start, end, form, marked, plural=plural) if marked else None
        if form.text.startswith(ARTICLES) and written[0] == form.text[0].lower():
            written = f"{form.text[0]}{written[1:]}"
        if written in self.lexicon.accepted or bare(written) in self.lexicon.accepted or _loud(written, form.text):
            return Mention(start, end, form.brand)
        if lang == "de" and context.text[end : end + 1] == "-" and written.replace("-", " ") in self.lexicon.accepted:
            return Mention(start, end, form.brand)
        lower, right = written.lower(), form.text.lower()
        if lower == right or bare(lower) == bare(right):
            if form.brand.common_word and written == lower:
                return None
            kind = "capitals"
        else:
            kind = "apostrophe" if lower.replace("'", "") == right.replace("'", "") else "spacing"
        return Comparison(n, count, start, end, form, kind, plural=plural)

    def _a_word(self, plural: str, singular: str, lang: str) -> bool:
        """Whether a word that ends in s is no plural of a name but a word of its own (lines, gaps)."""
        return " " not in plural and self.words.share(plural, lang) > max(3 * self.words.share(singular, lang), 1e-6)

    def _marks(self, written: str, form: Form) -> str | None:
        """What diacritics say: another word's where the name has none (nothing), or the name's in the wrong place."""
        if bare(form.text) == form.text:
            return ""
        if written.casefold() == form.text.casefold() or bare(written).casefold() != bare(form.text).casefold():
            return None
        return "spelling"

    def _one_thing(self, context: Context, n: int) -> bool:
        """Whether the verb after word ``n`` says that what looks like a plural is meant as one: Old Spices is …"""
        after = context.after(n)
        return bool(after and after.text in SINGULAR_VERBS)


def singular_of(word: str) -> str:
    """The letters of a name in the plural without its ending; the word itself where it has none."""
    if word.endswith(("xes", "zes", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _loud(written: str, form: str) -> bool:
    """Whether a form is right but for words in capitals."""
    words, right = written.split(), form.split()
    return len(words) == len(right) > 1 and all(w in (r, r.upper()) for w, r in zip(words, right, strict=True))
