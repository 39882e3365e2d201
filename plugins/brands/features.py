"""What speaks for and against a name being meant, as names of features: the words themselves, and their place.

A feature is ``group=value``; within a group one value holds. What is true of a word wherever it stands comes from
``Traits``, so that it is asked once; ``of_place`` adds what its place says. Some groups of the place begin with what
the word is, for one place says other things of an ordinary word than of letters that are no word.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from ..core.model import Brand
from . import evidence, sounds
from .comparison import Comparison
from .context import TITLES, Context, Token, Word
from .evidence import Nouns
from .lexicon import LINKS, Lexicon, squeeze
from .words import Words, camel, composed, composed_letters, derived

SHARES = (2e-8, 3e-7, 1e-6, 1e-5, 1.5e-4)
KNOWN = ("none", "rare", "some", "word", "common", "commonest")
"""How common a word is, by ``SHARES``."""
PROOF = (0.1, 0.7, 1.1, 1.9)
PROVEN = ("no", "weak", "some", "good", "sure")
"""How much speaks for the brand around a word, by ``PROOF``."""
DISTANCES = (0.37, 0.52, 0.62, 0.82, 1.02, 1.25, 1.65, 2.05)
RELATIVE = (0.06, 0.09, 0.12, 0.16, 0.2, 0.25, 0.32)
OFTEN = 4
"""More than so often is often."""
RATIOS = (0.003, 0.03, 0.3, 3)
COMPANY = (1, 2, 5)
LENGTHS = (4, 5, 6, 7, 9)
MOST_TRAITS = 10_000
"""How many ways to write a name are remembered, with what is true of each."""
SUBJECTS = frozenset("i we you they".split())
"""Before these a word in lower case is a verb, whatever else it may name."""
COUNTS = frozenset("two three four five six seven eight nine ten both many several few all these those".split())
JOINED_BEFORE = re.compile(r"[\w\ue001\])]?(?:(-)|(/)|([_\\@=.:$^~#]+))$")
JOINED_AFTER = re.compile(r"(-)\w|(/)\w|([_\\@=$^~]\w?|\(\w|[:.]{1,2}\w|\ue001)")
MARKED = ("hyphen", "slash", "mark")
"""What joins a word to an identifier, an address or a path, by the group of these patterns that matched."""
COMMAND = re.compile(
    r"(?:^|\n)[ \t>]*(?:\$ |[-\w.~/]+[$#] |sudo |npm |npx |yarn |pip3? |apt(?:-get)? |brew |git |docker |curl |wget "
    r"|zypper |dnf |yum |pacman |chmod |chown |mv |cp |rm |tar |python3? |bundle |composer |kubectl |ssh |echo "
    r"|cd |gem |include |import |from |require|https?:)[^\n]*$"
)
CODE_SIGNS = re.compile(r"[{}<>=\\]|\w\(|;$|\$[A-Za-z_]|->|::| --\w|\w/\w+/|\w_\w", re.MULTILINE)
"""What lines of code are full of, and prose is not."""
CODE_REACH = 100
DEFINED = re.compile(
    r"[*_`\"”’)\]]*(?:,? (?:is|was|are) (?:an?|the|one|our|my)\b"
    r"|,? (?:est|es|é|è|ist|är|er|is) (?:une?|un[oa]?|uma?|eine?|en|ett|een)\b"
    r"|, (?:an?|the|une?|un[oa]?|uma?|eine?|ein) \w| \([^)]{3,}\))"
)
"""What stands behind a word where the text says what it is."""
UNITS = re.compile(r"\d[ \u00a0]?$")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is true of some words as a way to write a name, wherever they stand. ``table``: which weights hold:
    ``letters`` for the name's own letters, ``near`` for one word near it, ``words`` for several. ``known``: what the
    rarest of the words is without the brand; ``language``: en, de or other; ``case``: how its capitals are set;
    ``shape``: ``case`` and ``known``.
    """

    table: str
    language: str
    known: str
    case: str
    shape: str
    names: tuple[str, ...]

    @property
    def groups_of_proof(self) -> tuple[str, ...]:
        """The groups of what speaks for a brand around the words."""
        return "proof", f"{self.known}/proof", f"{self.shape}/proof"


class Text:
    """A whole masked text, for what it says of a word elsewhere. ``named``: the brands that it names rightly in one
    word; ``expected``: brands by slug that its course lists itself; ``around``: what it answers, such as its week's
    prompt or the post above.
    """

    def __init__(
        self,
        masked: str,
        named: frozenset[Brand] = frozenset(),
        expected: frozenset[str] = frozenset(),
        around: str = "",
    ) -> None:
        self.masked, self.named, self.expected, self.around = masked, named, expected, around
        self.asked: dict[tuple[str, str], str] = {}

    def count(self, surface: str) -> int:
        """How often words stand in the text as they are written, up to ``OFTEN``."""
        text, size, found, at = self.masked, len(surface), 0, 0
        while found < OFTEN and (at := text.find(surface, at)) >= 0:
            found += not (text[at - 1 : at].isalnum() or text[at + size : at + size + 1].isalnum())
            at += size
        return found

    def names(self, brand: Brand, surface: str) -> str:
        """Whether a text, or what it answers, names a brand: ``rightly`` (as the course does that lists it itself),
        ``loosely`` (in other capitals than ``surface``), or ``no``.
        """
        key = brand.slug, surface.lower()
        if key not in self.asked:
            self.asked[key] = self._names(brand, surface)
        return self.asked[key]

    def _names(self, brand: Brand, surface: str) -> str:
        forms = (brand.name, *brand.also)
        if brand.slug in self.expected or any(form in self.masked or form in self.around for form in forms):
            return "rightly"
        lower = [form.lower() for form in forms if form.lower() != surface.lower()]
        return "loosely" if any(form in self.lower for form in lower) else "no"

    @cached_property
    def kinds(self) -> Counter[str]:
        """How many of the brands that it names are of each kind."""
        return Counter(brand.kind for brand in self.named)

    @cached_property
    def lower(self) -> str:
        return self.masked.lower()

    @cached_property
    def careless(self) -> bool:
        """Whether it writes "i" for "I", as who cares little for capitals does."""
        return self.masked.count(" i ") > 1


class Features:
    """The features of one lexicon's comparisons."""

    def __init__(self, lexicon: Lexicon, words: Words, nouns: Nouns) -> None:
        self.lexicon, self.words, self.nouns = lexicon, words, nouns
        own = {
            part for forms in lexicon.forms.values() for form in forms for part in (*form.words, "".join(form.words))
        }
        self.others = (lexicon.others | words.brands) - own
        self.things = words.things - own
        self.remembered = lru_cache(maxsize=MOST_TRAITS)(self._traits)

    def traits(self, compared: Comparison, written: tuple[Word, ...], surface: str, lang: str) -> Traits:
        """What is true of the words ``written``, which are ``surface`` in the text, wherever they stand."""
        return self.remembered(replace(compared, first=0, start=0, end=0), written, surface, lang)

    def _traits(self, compared: Comparison, written: tuple[Word, ...], surface: str, lang: str) -> Traits:
        surface = composed_letters(surface)

        def share(word: str) -> float:
            return self.words.share(word, lang)

        own = [word for word in written if word.key not in LINKS] or list(written)
        rarest = min(own, key=lambda word: share(word.bare))
        known = KNOWN[bisect_right(SHARES, share(rarest.bare))]
        if known == "none" and (derived(rarest.bare, share) or composed(rarest.bare, share)):
            known = "made"
        same_letters = squeeze(surface) == "".join(compared.form.words) and not compared.listed
        table = "letters" if same_letters or not compared.distance else "near" if len(written) == 1 else "words"
        case = _case(surface)
        shape = f"{case}-{'known' if known in ('word', 'common', 'commonest') else known}"
        language = "en" if lang.startswith("en") else "de" if lang.startswith("de") else "other"
        common = "common" if compared.form.brand.common_word else "name"
        names = [
            f"kind={compared.kind}",
            f"known={known}",
            f"shape={shape}",
            f"language={language}",
            f"{language}/known={known}",
            f"brand={common}",
            f"length={_bin(len(''.join(compared.form.words) or squeeze(compared.form.text)), LENGTHS)}",
            f"own={self.words.own_word(surface.lower(), lang)}",
            f"plural={compared.plural}",
            *self._named(own, surface),
        ]
        if table == "letters":
            names += self._letters(compared, surface, lang, known, common)
        else:
            names += self._near(compared, own, surface, lang, known)
        return Traits(table, language, known, case, shape, tuple(names))

    def _named(self, own: Sequence[Word], surface: str) -> Iterator[str]:
        """Whether words are known as names of people, of places or of other things."""
        words = self.words
        yield f"given={any(words.is_given(word.bare) for word in own)}"
        yield f"family={any(words.is_family(word.bare) for word in own)}"
        yield f"place={any(composed_letters(word.bare).casefold() in words.places for word in own)}"
        keys = {word.key for word in own} | {word.stem for word in own}
        whole = {squeeze(surface), *(keys if len(own) == 1 else ())}
        for kind, known in (("brand", self.others), ("thing", self.things)):
            if not known.isdisjoint(whole):
                yield f"other={kind}"
                return
        yield f"other={'no' if self.others.isdisjoint(keys) and self.things.isdisjoint(keys) else 'part'}"

    def _letters(self, compared: Comparison, surface: str, lang: str, known: str, common: str) -> Iterator[str]:
        form = compared.form.text
        yield f"{compared.kind}/case={_case(surface)}-{_case(form)}"
        yield f"{compared.kind}/shape={_case(surface)}-{known}"
        yield f"{compared.kind}/{common}={_case(surface)}"
        yield f"{compared.kind}/length={_bin(len(squeeze(form)), LENGTHS)}"
        if compared.kind == "capitals":
            return
        parts, right = re.findall(r"[^\W_]+", surface), re.findall(r"[^\W_]+", form)
        how = "split" if len(parts) > len(right) else "joined" if len(parts) < len(right) else "same"
        shares = [self.words.share(part, lang) for part in parts]
        common_parts = _bin(min(shares), SHARES) if len(parts) > 1 else "one"
        yield f"{compared.kind}/how={how}{'-hyphen' if '-' in surface else ''}"
        yield f"{compared.kind}/{how}={_case(surface)}-{common_parts}"
        yield f"{compared.kind}/whole={_bin(self.words.share(squeeze(surface), lang), SHARES)}"
        yield f"{compared.kind}/written={_bin(self.words.share(surface, lang), SHARES)}"
        yield f"{compared.kind}/shortest={min(map(len, parts), default=0) == 1}"

    def _near(self, compared: Comparison, own: Sequence[Word], surface: str, lang: str, known: str) -> Iterator[str]:
        key, name = squeeze(surface), "".join(compared.form.words) or squeeze(compared.form.text)
        distance = compared.distance or sounds.distance(key, name)
        size, far = _bin(len(name), LENGTHS), _bin(distance, DISTANCES)
        fame = min(self.words.share(word, "en") for word in compared.form.words or (name,))
        slip = f"{sounds.slip(key, name)}{'' if compared.same_sound else '-heard'}"
        yield f"distance={far}"
        yield f"relative={_bin(distance / max(len(name), 3), RELATIVE)}"
        yield f"{size}/distance={far}"
        yield f"{known}/distance={far}"
        mine = min(self.words.share(word.bare, lang) for word in own)
        yield f"ratio={_bin(mine / fame, RATIOS) if mine and fame else 'none'}"
        yield f"fame={_bin(fame, SHARES)}"
        yield f"{known}/fame={_bin(fame, SHARES)}"
        yield f"slip={slip}"
        yield f"{known}/slip={slip}"
        yield f"first={key[:1] == name[:1]}"
        yield f"last={key[-1:] == name[-1:]}"
        yield f"listed={compared.listed}"
        yield f"{known}/listed={compared.listed}"
        yield f"inflected={not lang.startswith('en') and inflected(key, name)}"
        yield f"case={_case(surface)}"
        yield f"camel={any(camel(word.bare) for word in own)}"
        if len(own) > 1:
            right = sum(word.stem in compared.form.words for word in own)
            yield f"right={right}-{len(own)}"
            yield f"exact={min(compared.exact, 12) // 3}"
            yield f"counted={len(own) == len(compared.form.words)}"
            least = [self.words.share(word.bare, lang) for word in own if word.stem in compared.form.words]
            anchor = _bin(min(least), SHARES) if least else "none"
            yield f"anchor={anchor}"
            yield f"{anchor}/relative={_bin(distance / max(len(name), 3), RELATIVE)}"
            yield f"{anchor}/heard={compared.same_sound}"
            yield f"people={self.words.is_given(own[0].bare)}-{all(word.bare in self.words for word in own)}"

    def of_place(self, context: Context, compared: Comparison, traits: Traits, text: Text) -> Iterator[str]:
        """What the place says."""
        first, last = compared.first, compared.first + compared.count - 1
        surface, shape = context.text[compared.start : compared.end], traits.shape
        proof = evidence.for_brand(context, first, compared.count, compared.form.brand, self.nouns)
        proven = PROVEN[bisect_right(PROOF, proof)]
        yield from (f"{group}={proven}" for group in traits.groups_of_proof)
        before, after = context.before(first), context.after(last)
        loud = context.begins_sentence(first), context.title_case(first)
        position = "first" if loud[0] else "title" if loud[1] else "inside"
        yield f"{shape}/position={position}"
        person = compared.count == 1 and evidence.for_person_or_place(context, first)
        yield f"person={person}"
        yield f"{traits.known}/person={person}"
        yield f"apposed={evidence.apposed(context, last)}"
        named = text.names(compared.form.brand, surface)
        times = text.count(surface)
        yield f"named={named}"
        yield f"times={times}"
        yield f"named-times={named}-{times}"
        brand = compared.form.brand
        yield f"company={_bin(len(text.named) - (brand in text.named), COMPANY)}"
        yield f"kin={text.kinds[brand.kind] > (brand in text.named)}"
        yield f"phrase={self._known_phrase(context, first, last, surface)}"
        yield f"before={_neighbour(before)}"
        yield f"after={_neighbour(after)}"
        yield f"{shape}/beside={bool(before and before.capital)}-{bool(after and after.capital)}"
        touching = _touching(context.text, compared.start, compared.end)
        yield f"{traits.case}/touching={touching}"
        yield f"{traits.language}-{traits.case}/touching={touching}"
        yield f"unit={bool(UNITS.search(context.text[max(0, compared.start - 3) : compared.start]))}"
        yield f"{traits.case}/label={_label(context.text, compared.start, compared.end)}"
        yield f"command={bool(COMMAND.search(context.text[max(0, compared.start - 200) : compared.start]))}"
        yield f"{traits.known}/defined={bool(DEFINED.match(context.text, compared.end))}"
        yield f"{traits.case}/careless={text.careless}"
        yield f"{traits.case}/code={_code(context.text, compared.start, compared.end)}"
        yield f"{traits.case}/linked={_linked(context.text, compared.start, compared.end)}"
        hyphened = context.text[compared.start - 1 : compared.start] == "-"
        yield f"hyphen={hyphened}"

    def _known_phrase(self, context: Context, first: int, last: int, surface: str) -> bool:
        """Whether a word and the one beside it make the name of another thing: Linkin Park."""
        key, before, after = squeeze(surface), context.before(first), context.after(last)
        return bool((after and key + after.stem in self.things) or (before and before.stem + key in self.things))


def in_prose(names: Iterable[str]) -> bool:
    """Whether features say that a word is part of no identifier, address, setting or command."""
    plain = {"touching": "none-none", "label": "False", "command": "False", "code": "no"}
    return all(plain.get(group.rpartition("/")[2], value) == value for group, _, value in map(_parted, names))


def _parted(name: str) -> tuple[str, str, str]:
    return name.rpartition("=")


def _bin(value: float, limits: Sequence[float]) -> str:
    return str(bisect_right(limits, value))


def _case(surface: str) -> str:
    """How capitals are set: ``lower``, ``upper``, ``title``, ``first`` of several words, or ``mixed``."""
    if surface == surface.lower():
        return "lower"
    parts = [part for part in re.split(r"[^\w'’]+", surface) if part]
    if surface == surface.upper() and len(surface) > 1:
        return "upper"
    small = [part == part.capitalize() or part == part.lower() for part in parts]
    if not all(small):
        return "mixed"
    capitals = [part[:1].isupper() for part in parts]
    return "title" if all(capitals) else "first" if capitals[0] else "mixed"


def _neighbour(token: Token | None) -> str:
    """What stands beside a word, as far as that says whether it can be a name."""
    if token is None:
        return "mark"
    if token.key in SUBJECTS:
        return "subject"
    if token.key in COUNTS:
        return "count"
    if token.key == "the" or token.key in evidence.ARTICLES:
        return "article"
    if token.key in TITLES:
        return "title"
    if token.key in evidence.AFTER_A_NAME:
        return "joining"
    if token.key.isdigit():
        return "number"
    if any(letter.isdigit() for letter in token.key):
        return "model"
    return "capital" if token.capital else "word"


def _touching(text: str, start: int, end: int) -> str:
    """What joins a word to others as in an identifier, an address or a path, before and after it."""
    before = JOINED_BEFORE.search(text, max(0, start - 4), start)
    after = JOINED_AFTER.match(text, end)
    return "-".join(MARKED[match.lastindex - 1] if match and match.lastindex else "none" for match in (before, after))


def _label(text: str, start: int, end: int) -> bool:
    """Whether a word is all there is before a colon in its line, as a key of settings."""
    return text[end : end + 2] in (": ", ":\n") and not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _code(text: str, start: int, end: int) -> str:
    """Whether a word's line looks like code: ``signs`` of it, an ``indented`` line, ``both``, or ``no``."""
    line = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    signs = len(CODE_SIGNS.findall(text, max(line, start - CODE_REACH), min(last, end + CODE_REACH))) > 1
    indented = text.startswith(("    ", "\t"), line)
    return "both" if signs and indented else "signs" if signs else "indented" if indented else "no"


def _linked(text: str, start: int, end: int) -> str:
    """Whether a word is all that a link says (``whole``), stands in what a link says or in a picture's description."""
    opening = text.rfind("[", text.rfind("\n", 0, start) + 1, start)
    closing = text.find("]", end, end + CODE_REACH)
    if opening < 0 or closing < 0 or "]" in text[opening:start]:
        return "no"
    if text[opening - 1 : opening] == "!":
        return "picture"
    return "whole" if opening + 1 == start and closing == end else "part"


def inflected(word: str, name: str) -> bool:
    """Whether a word is a name with an ending of a language that inflects names: Teslu, Nokian."""
    stem = name.rstrip("aeiouy") if len(name) > 4 else name
    return len(stem) > 2 and word.startswith(stem) and word[len(stem) : len(stem) + 1] != stem[-1]
