"""A name letter for letter: right, or wrong in capitals, spaces, hyphens or apostrophes; or listed as wrong."""

import re
from collections.abc import Iterator

from ..core.model import Brand
from . import evidence, sounds
from .context import Context
from .evidence import Nouns
from .found import Found, Mention, finding
from .lexicon import Form, Lexicon, bare, normal, squeeze
from .near import ORDINARY, RARE, derived
from .words import Words

GAP = re.compile(r"°?[ \u00a0]?\n?[ \u00a0]?|[-‐‑–]|\.[ ]?|[ ]?[+][ ]?|[*]|[ ]?[“”\"'’‘]|[“”\"'’‘][ ]?")
QUOTE_AT_EDGE = re.compile(r"\W'\w|\w'\W")
MARKS = re.compile(r"[.+*\"“”]")
"""Marks between the words of a name only where its own form has them: a full stop ends a sentence."""
LONGEST_NAME = 7
"""Words of a name, at most."""
APART = 3e-6
"""What a part of a split name is at least as a share of all words, to be a word that begins a sentence."""
COMMON = 1e-5
"""A second word as common as this is not a family name after a given one."""
SYLLABLES = frozenset("com net org co inc www".split()) | frozenset("bcdefghjklmnopqrstuvwxyz")
"""Parts of addresses, and letters: no words beside others."""
SINGULAR_VERBS = frozenset(
    "is was has does gives makes says works sells shows tells knows wins keeps gets goes comes looks uses needs wants"
    " asks takes lets remembers answers replies writes thinks feels became began".split()
)
SUBJECTS = frozenset("i we you they".split())
"""Before these a word in lower case is a verb, whatever else it may name."""
COMPASS = frozenset(f"{one}{two}" for one in ("north", "south") for two in ("east", "west", "eastern", "western"))
PEOPLES = frozenset(
    "american british english french german italian spanish swiss chinese japanese korean indian canadian mexican"
    " african european asian irish scottish dutch danish swedish norwegian".split()
)
"""Words that have a capital wherever they stand."""
COUNTS = frozenset("two three four five six seven eight nine ten both many several few all these those".split())


class LetterForLetter:
    """The first of the check's questions."""

    def __init__(self, lexicon: Lexicon, words: Words, nouns: Nouns) -> None:
        self.lexicon, self.words, self.nouns = lexicon, words, nouns

    def at(self, context: Context, n: int, lang: str) -> Found | None:
        """The name that begins at word ``n``, the longest first."""
        start = context.tokens[n].start
        for count, key, end in reversed(list(self._windows(context, n))):
            surface = context.text[start:end]
            for form in self.lexicon.forms.get(key, ()):
                length, verdict = self._compare(surface, form, context, n, count, lang)
                if verdict == "right":
                    return count, Mention(start, start + length, form.brand)
                if verdict:
                    suggestion = self.lexicon.form_for(key, surface)
                    return count, finding(context, start, start + length, suggestion, form.brand, verdict)
            for written, brand in self.lexicon.wrong.get(key, ()):
                if normal(surface).casefold() == written.casefold() and not self._ordinary(
                    surface, brand, context, n, lang
                ):
                    suggestion = self.lexicon.form_like(brand, surface)
                    return count, finding(context, start, end, suggestion, brand, "word" if count > 1 else "spelling")
        return None

    def _ordinary(self, surface: str, brand: Brand, context: Context, n: int, lang: str) -> bool:
        """Whether what is listed as wrong stands there as ordinary words, or as people's names."""
        if surface == surface.lower():
            return all(self.words.share(part, lang) >= ORDINARY for part in surface.split())
        if self._namesakes(surface, brand, context, n):
            return True
        words = surface.split()
        proof = evidence.for_brand(context, n, len(words), brand, self.nouns)
        if len(words) > 1:
            right = squeeze(self.lexicon.form_like(brand, surface))
            exact = sum(
                one == two for one, two in zip(words, self.lexicon.form_like(brand, surface).split(), strict=False)
            )
            if evidence.apposed(context, n + len(words) - 1):
                return True
            meant = proof >= evidence.PRODUCT or exact > 1 or sounds.sound(squeeze(surface)) == sounds.sound(right)
            return self.words.is_given(words[0]) and not meant
        if proof >= evidence.MODEL:
            return False
        common = self.words.share(surface, lang) >= RARE or derived(surface.lower(), self.words)
        ordinary = surface not in self.words and common
        return (ordinary and context.begins_sentence(n)) or evidence.for_person_or_place(context, n)

    def _namesakes(self, surface: str, brand: Brand, context: Context, n: int) -> bool:
        """Whether people of one name are counted: two Wendys."""
        before = context.before(n)
        given = brand.common_word or self.words.is_given(surface.removesuffix("s"))
        return bool(before and before.key in COUNTS and given)

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

    def _compare(self, surface: str, form: Form, context: Context, n: int, count: int, lang: str) -> tuple[int, str]:
        """How much of ``surface`` is the name, and ``right``, the kind of mistake, or nothing for an innocent word."""
        written = normal(surface)
        marks = set(MARKS.findall(written)) | ({"'"} if QUOTE_AT_EDGE.search(written[:-1]) else set())
        if any(mark not in form.text for mark in marks):
            return 0, ""
        ending = len(squeeze(surface)) - len("".join(form.words))
        plural = ending > 0
        if plural:
            share, of_one = self.words.share(written, lang), self.words.share(written[:-ending], lang)
            if " " not in written and share > max(3 * of_one, ORDINARY):
                return 0, ""
            written, surface = written[:-ending], surface[:-ending]
            if written.endswith(("'", "-", " ")):
                return 0, ""
            if "and" in form.words or (len(form.words) > 1 and self._one_thing(context, n + count - 1)):
                return len(surface) + ending, "word"
        if bare(written) != written and (marked := self._marks(written, form)) is not None:
            return (len(surface), marked) if marked else (0, "")
        if form.text.startswith("The ") and written.startswith("the "):
            written = f"T{written[1:]}"
        if written in self.lexicon.accepted or bare(written) in self.lexicon.accepted or _loud(written, form.text):
            return len(surface), "right"
        brand, lower = form.brand, written.lower()
        if lower == form.text.lower() or bare(lower) == bare(form.text).lower():
            innocent = brand.common_word and written in (lower, written.capitalize())
            if written == lower:
                before = context.before(n)
                if before and before.key in SUBJECTS and self.words.share(lower, lang) >= ORDINARY:
                    return 0, ""
                ordinary = all(self.words.share(part, lang) >= ORDINARY for part in lower.split())
                own = self.words.own_word(written, lang)
                innocent = innocent or lower in COMPASS or own or (plural and ordinary)
            elif (
                " " in written
                and written == written.capitalize()
                and (lower.split()[0] in PEOPLES or context.begins_sentence(n))
            ):
                innocent = innocent or all(self.words.share(part, lang) >= ORDINARY for part in lower.split())
            return (0, "") if innocent else (len(surface), "capitals")
        parts = re.split(r"[\s-]+", written)
        if self._innocent(parts, form, context, n, lang):
            return 0, ""
        letters = lower.replace("'", "") == form.text.lower().replace("'", "")
        return len(surface), "apostrophe" if letters else "spacing"

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

    def _innocent(self, parts: list[str], form: Form, context: Context, n: int, lang: str) -> bool:
        """Whether words with a name's letters, but other spaces or apostrophes, are ordinary words or people."""
        capitals = [part[:1].isupper() for part in parts]
        if len(parts) == 1:
            share = self.words.share(parts[0], lang)
            if not capitals[0]:
                return share >= RARE
            owner = parts[0].removesuffix("'s")
            after = context.after(n)
            if owner != parts[0] and self.words.is_given(owner) and after and after.key not in evidence.AFTER_A_NAME:
                return True
            if self._namesakes(owner, form.brand, context, n):
                return True
            return form.brand.common_word and share >= APART
        if len(parts) > len(form.words):
            rarest = min(self.words.share(part, lang) for part in parts)
            if all(part in self.words for part in parts) and rarest < COMMON:
                return True
            if len(parts) == 2 and self.words.is_given(parts[0]) and all(capitals):
                return self.words.share(parts[1], lang) < COMMON
        ordinary = all(
            part.lower() not in SYLLABLES and self.words.share(part.strip("'"), lang) >= APART for part in parts
        )
        if not any(capitals):
            return ordinary or form.brand.common_word
        return ordinary and not any(capitals[1:]) and context.begins_sentence(n)


def singular_of(word: str) -> str:
    """The letters of a name in the plural without its ending; the word itself where it has none."""
    if word.endswith(("xes", "zes", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _loud(written: str, form: str) -> bool:
    """Whether a form is right but for words in capitals."""
    words, right = written.split(), form.split()
    return len(words) == len(right) > 1 and all(w in (r, r.upper()) for w, r in zip(words, right, strict=True))
