"""What stands around a word: does it say that a brand is meant, and which, or a person, or a place?

Evidence for a brand is a number, which the features tell in steps.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ..core.model import Brand
from .context import TITLES, Context, Token
from .lexicon import squeeze
from .words import sections

CUE_BESIDE = 2.0
"""One of the brand's own cues stands beside it: Samson Galaxy, Coco Channel."""
CUE_NEAR = 1.15
"""One stands in the same sentence."""
PRODUCT = 1.2
"""What such brands sell stands right after: Hines ketchup."""
MODEL = 0.8
"""A number, or a word with one, stands right after: Citron C3."""
THING = 0.8
"""It stands between an article and a thing that some brand sells, as no person does: the Barby trailer."""
COMPANY = 0.8
"""What a company is stands right before: the shoe brand Echo."""
ANY = 0.4
"""What any company has stands right after: its app, its slogan."""
NOTHING_OWNED = 1.2
"""Nothing behind it is owned, for a name that is a possessive itself: the first MacDonald's had a queue."""
ARTICLE = 0.4
"""An article or a possessive stands before, as it never does before a person: an Audie."""
PLACED = 0.4
"""A preposition stands before that goes with such brands: on Flicker, from Channel."""
COUNT_OR_YEAR = re.compile(r"\d{1,2}|(?:19|20)\d\ds?")
REACH = 8
BESIDE = 2
NAMES_IN_A_LIST = 2

ARTICLES = frozenset("a an my our your his her their its this that these those every each another".split())
PREPOSITIONS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("social", "app", "platform", "media"), frozenset({"on", "via", "to"})),
    **dict.fromkeys(("retail", "restaurant", "food", "fashion", "beauty"), frozenset({"at", "from", "by"})),
    **dict.fromkeys(("travel", "service", "delivery"), frozenset({"with", "by", "on", "via"})),
}
ALIASES = {
    **dict.fromkeys(("platform", "network", "social media"), "social"),
    **dict.fromkeys(("clothing", "clothes", "shoes", "luxury", "apparel", "watch"), "fashion"),
    **dict.fromkeys(("cars", "auto", "automotive", "motorcycle"), "car"),
    **dict.fromkeys(("electronics", "software", "computer"), "tech"),
    **dict.fromkeys(("bank", "banking", "insurance", "payment"), "finance"),
    **dict.fromkeys(("airline", "hotel", "hotels", "tourism"), "travel"),
    **dict.fromkeys(("drinks", "beverage", "beer", "coffee"), "drink"),
    **dict.fromkeys(("fast food", "cafe", "restaurants"), "restaurant"),
    **dict.fromkeys(("cosmetics", "care", "perfume"), "beauty"),
    **dict.fromkeys(("shop", "store", "supermarket", "e-commerce"), "retail"),
    **dict.fromkeys(("pharma", "pharmacy", "medicine"), "health"),
    "toys": "toy", "games": "game", "household": "home", "furniture": "home", "sports": "sport", "news": "media",
    "food and drink": "food", "groceries": "food", "snacks": "food", "mobile": "telecom", "office": "tech",
}  # fmt: skip
"""Other words for the kinds that the nouns are listed by."""
AFTER_A_NAME = frozenset(
    "is was has had were are does did and or but in on at for to with from by as than because when while where who"
    " which that will would can could should must".split()
)
INSTITUTIONS = frozenset(
    "academy street avenue road lane university college school hall park county church river lake valley bay bridge"
    " square island city town village hill creek mountain station theatre theater library museum hospital cathedral"
    " court house castle beach boulevard primary elementary high".split()
)
COMPANIES = frozenset(
    "brand brands company chain maker label giant firm retailer manufacturer carmaker supermarket airline bank app"
    " network platform site website startup store restaurant hotel group builder tool service game".split()
)
ONES_OWN = frozenset("friend partner student boss flatmate fellow".split())
APPOSITION = re.compile(r", (?:my|our|his|her|the|an?) (?:\w+ )?(\w+)")
"""After a person's name: Johnny Walker, my cousin."""
KIN = frozenset("family brothers sisters twins siblings couple cousins".split())
"""After a family's name: the Hingis family."""


@dataclass(frozen=True)
class Nouns:
    """The nouns that name what a kind of brand sells, squeezed; under ``any`` what every company has."""

    by_kind: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, kind: str) -> frozenset[str]:
        kind = kind.casefold()
        return self.by_kind.get(ALIASES.get(kind, kind), frozenset())

    @cached_property
    def all(self) -> frozenset[str]:
        """The nouns of every kind."""
        return frozenset().union(*self.by_kind.values())


def read_nouns(text: str) -> Nouns:
    """The nouns of a file with a section for each kind, such as ``# fashion``."""
    return Nouns({kind: frozenset(map(squeeze, nouns)) for kind, nouns in sections(text).items()})


@dataclass(frozen=True, slots=True)
class Cues:
    """A brand's cues, squeezed: ordinary words, words with a capital, and those of several words."""

    words: frozenset[str]
    proper: frozenset[str]
    several: tuple[tuple[str, ...], ...]
    first: frozenset[str]
    """The words with which any of them begins."""


@lru_cache(maxsize=10_000)
def cues_of(brand: Brand) -> Cues:
    words: set[str] = set()
    proper: set[str] = set()
    several = []
    for cue in brand.cues:
        parts = tuple(squeeze(part) for part in cue.split())
        if len(parts) > 1:
            several.append(parts)
        elif cue == cue.lower() and not model(cue):
            words |= {parts[0], parts[0] + "s", parts[0].removesuffix("s")}
        else:
            proper.add(parts[0])
    first = words | proper | {parts[0] for parts in several}
    return Cues(frozenset(words), frozenset(proper), tuple(several), frozenset(first))


def for_brand(context: Context, n: int, count: int, brand: Brand, nouns: Nouns) -> float:
    """How much around the ``count`` words from word ``n`` on says that ``brand`` is meant."""
    evidence = 0.0
    cues = cues_of(brand)
    if not cues.first.isdisjoint(context.stems):
        if _cued(context.run(n - 1, n), cues) or _cued(context.run(n + count, n + count + BESIDE), cues):
            evidence = CUE_BESIDE
        elif _cued(context.run(n - REACH, n), cues) or _cued(context.run(n + count, n + count + REACH), cues):
            evidence = CUE_NEAR
    after = context.after(n + count - 1)
    if after:
        products = nouns.of(brand.kind)
        further = context.run(n + count + 1, n + count + 2)
        if after.stem in products or (further and not after.capital and further[0].stem in products):
            evidence = max(evidence, PRODUCT)
        elif model(after.key):
            evidence = max(evidence, MODEL)
        elif after.stem in nouns.of("any"):
            evidence = max(evidence, ANY)
    last = context.tokens[n + count - 1]
    owning = last.key != last.stem and brand.name.endswith(("'s", "’s"))
    if owning and (not after or after.key in AFTER_A_NAME):
        evidence = max(evidence, NOTHING_OWNED)
    before = context.before(n)
    if before and before.text in COMPANIES:
        sold = n > 1 and context.tokens[n - 2].stem in nouns.of(brand.kind)
        evidence = max(evidence, PRODUCT if sold else COMPANY)
    determined = before and (before.key == "the" or before.key in ARTICLES)
    if determined and after and not after.capital and after.stem in nouns.all:
        evidence = max(evidence, THING)
    if before and before.key in ARTICLES:
        evidence += ARTICLE
    elif before and before.key in PREPOSITIONS.get(brand.kind, ()):
        evidence += PLACED
    return evidence


def _cued(tokens: Sequence[Token], cues: Cues) -> bool:
    """Whether one of a brand's cues stands in a run of words."""
    stems = [token.stem for token in tokens]
    for n, token in enumerate(tokens):
        if token.stem in cues.words:
            return True
        if token.stem in cues.proper and token.raised:
            return True
        if any(tuple(stems[n : n + len(parts)]) == parts for parts in cues.several if parts[0] == token.stem):
            return True
    return False


def model(word: str) -> bool:
    """Whether a word is what models are called: C3, 911; a number of one or two figures counts, one like 2009 dates."""
    if word.isalpha():
        return False
    return any(letter.isdigit() for letter in word) and not COUNT_OR_YEAR.fullmatch(word)


def apposed(context: Context, n: int) -> bool:
    """Whether what follows word ``n`` says that it is somebody's name."""
    match = APPOSITION.match(context.text, context.tokens[n].end)
    return bool(match and (match[1] in TITLES or match[1] in ONES_OWN))


def for_person_or_place(context: Context, n: int) -> bool:
    """Whether word ``n`` stands where a person's or a place's name does: after a title or a given name, before a
    surname, before what places are called, or in a list of people.
    """
    if context.person(n):
        return True
    before, after = context.before(n), context.after(n)
    if after and after.capital and after.key in INSTITUTIONS:
        return True
    determined = before and (before.key == "the" or before.key in ARTICLES)
    if after and after.capital and not determined and context.words.is_family(after.bare):
        return True
    if after and after.text in KIN:
        return True
    if apposed(context, n):
        return True
    named = context.tokens[n].bare in context.words
    if named and before and before.key == "to" and n > 1 and context.tokens[n - 2].key == "according":
        return True
    people = sum(
        context.given_name(token.bare) or context.words.is_family(token.bare)
        for token in context.listed(n)
        if token.capital
    )
    return people >= NAMES_IN_A_LIST
