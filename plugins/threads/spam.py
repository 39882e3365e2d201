"""A spam filter: guests' comments that look like advertising are held for approval, with the reasons.

Only comments by people who are not in ``course.toml`` are examined, so no member of the course is ever held up. Nothing
is final: files stay as they are, and anybody who is added to ``course.toml`` is let through. Signs are weighted and
summed, since a genuine guest may well show one of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..core.model import Comment
from ..core.problems import quote

ENOUGH = 2
"""The total weight at which a comment is held. A strong sign weighs 2, a weak one 1: one weak sign is not enough."""
LINKS = 2
"""WordPress by default holds a comment with this many links for moderation …"""
WORDS_A_LINK = 25
"""… but people in a course cite: links only count if there are fewer words than this per link. The shortest comments of
a real thread (a sentence or two) have about this many.
"""
LIST_ITEMS = 3
"""The footer “Bronze Powder, Gold Bronze Powder, Bronze Powder Suppliers” of a copied article has this many items …"""
ITEM_WORDS = 5
"""… each of at most this many words, with one word common to all."""
CAPITALS = 0.3
"""A greater share of words in capitals is shouting: abbreviations make up less of a text on marketing …"""
LEAST_CAPITALS = 6
"""… and fewer words in capitals than this are mere emphasis."""
REPEATED_WORDS = 8
"""A paragraph this long is not repeated by chance; the leak scan uses the same number of words to find hidden texts."""
COPIES = 3
"""A text that guests have left this often is held everywhere, not only in later comments."""

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
LINK = re.compile(r"https?://|\bwww\.|\bt\.me/|\bwa\.me/", re.IGNORECASE)
TARGET = re.compile(r"\]\(([^)\s]*)[^)]*\)|https?://\S+|www\.\S+", re.IGNORECASE)
TRADE = re.compile(
    r"\b(?:suppliers?|manufacturers?|wholesalers?|factory|exporters?|co\.?,? ?ltd|company|trading|oem|odm)\b",
    re.IGNORECASE,
)
PHRASES = re.compile(
    r"\b(?:buy (?:now|here|online|cheap|followers)|order (?:now|today|online)|click (?:here|the link|below|on my)"
    r"|visit (?:now|us|our (?:web ?)?site|my (?:web ?)?site|my blog)|best prices?|lowest prices?|cheap(?:est)? prices?"
    r"|free shipping|(?:discount|promo|coupon) codes?|limited (?:time )?offer|special offer|act now|money[- ]back"
    r"|price guarantee|100 ?% (?:free|guaranteed?|real)|real (?:followers?|likes?)|seo (?:services?|agency|experts?)"
    r"|rank(?:ing)? on google|more (?:visitors?|traffic) (?:for|to) your|online casino|sports? betting|free spins"
    r"|payday loans?|quick loans?|bad credit|earn (?:money|\$)|make money (?:online|fast)|work from home"
    r"|passive income|crypto (?:trading|investment)|bitcoin investment|(?:lost|stolen) (?:funds|bitcoin)"
    r"|replica (?:watch|bag|shoe)\w*|cheap (?:jerseys|viagra|cialis|essays?)|essay (?:writing )?services?"
    r"|write my essay|weight loss (?:pills?|products?)|male enhancement|cbd (?:oil|gummies)|spell ?caster"
    r"|contact (?:us|me|him) (?:on|via|at) (?:whatsapp|telegram)|whatsapp ?:? ?\+\d)",
    re.IGNORECASE,
)
"""Phrases of shops and their helpers, collected by hand from common kinds of comment spam. People in a marketing course
use some of them, too: it takes two different ones, or one along with another sign.
"""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that makes a comment look like advertising. ``sentence`` starts in lower case and has no full stop."""

    weight: int
    sentence: str


def screened(comments: Iterable[Comment]) -> dict[str, tuple[str, ...]]:
    """The paths of guests' comments to hold, with the reasons. Linear in the length of the texts."""
    comments = list(comments)
    guests = [
        comment
        for comment in comments
        if not comment.author.listed and comment.status == "published" and not comment.approved
    ]
    if not guests:
        return {}
    repeated = _repeated(guests, comments)
    found = {}
    for comment in guests:
        found_signs = signs(comment.source.prose)
        if other := repeated.get(comment.path):
            found_signs.append(Sign(2, f"it says the same as {other}"))
        if sum(sign.weight for sign in found_signs) >= ENOUGH:
            found[comment.path] = tuple(sign.sentence for sign in found_signs)
    return found


def signs(text: str) -> list[Sign]:
    """The signs of advertising in one text, considered by itself."""
    prose = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
    plain = TARGET.sub(" ", prose)
    words = WORD.findall(plain)
    links = len(LINK.findall(prose))
    found = []
    dense = links and len(words) < links * WORDS_A_LINK
    if dense:
        message = f"{links} link{'s' * (links > 1)} in {len(words)} word{'s' * (len(words) != 1)}"
        found.append(Sign(2 if links >= LINKS or not words else 1, message))
    if footer := keywords(prose):
        found.append(Sign(2, f"it ends like a shop's list of products: {quote(footer)}"))
    if links and TRADE.search(plain.strip().rsplit("\n", 1)[-1]):
        found.append(Sign(1, "its last line names a shop beside a link"))
    phrases = list(dict.fromkeys(" ".join(match[0].casefold().split()) for match in PHRASES.finditer(plain)))
    if phrases:
        message = f"it uses phrases of advertising: {', '.join(quote(phrase) for phrase in phrases[:4])}"
        found.append(Sign(min(len(phrases), 2), message))
    capitals = sum(len(word) > 2 and word.isupper() for word in words)
    if capitals >= LEAST_CAPITALS and capitals > CAPITALS * len(words):
        found.append(Sign(1, f"{capitals} of {len(words)} words are in capitals"))
    return found


def keywords(text: str) -> str:
    """A list of products in the last lines of a text: short comma-separated items with one word common to all."""
    for line in reversed([line.strip() for line in text.splitlines() if line.strip()][-4:]):
        items = [WORD.findall(item.casefold()) for item in re.split(r"[,;|，、]", line) if item.strip()]
        if len(items) < LIST_ITEMS or not all(0 < len(item) <= ITEM_WORDS for item in items):
            continue
        shared = set(items[0]).intersection(*items[1:])
        if any(len(word) > 3 for word in shared) and not re.search(r"[.!?]$", line):
            return line
    return ""


def _repeated(guests: Iterable[Comment], comments: Iterable[Comment]) -> Mapping[str, str]:
    """Guests' comments with a paragraph that is in an earlier comment, or that guests have left ``COPIES`` times: path
    → the path of another comment with that paragraph.
    """
    wanted: dict[str, list[Comment]] = defaultdict(list)
    for comment in guests:
        for paragraph in _paragraphs(comment):
            wanted[paragraph].append(comment)
    earliest: dict[str, Comment] = {}
    for comment in sorted(comments, key=lambda comment: (comment.date, comment.path)):
        for paragraph in _paragraphs(comment):
            if paragraph in wanted:
                earliest.setdefault(paragraph, comment)
    found: dict[str, str] = {}
    for paragraph, copies in wanted.items():
        first = earliest[paragraph]
        for comment in copies:
            if comment.path != first.path:
                found[comment.path] = first.path
            elif len(copies) >= COPIES:
                found[comment.path] = next(other.path for other in copies if other is not comment)
    return found


def _paragraphs(comment: Comment) -> set[str]:
    """The paragraphs long enough to be distinctive, without quotations, case and punctuation."""
    found = set()
    for block in comment.source.prose.split("\n\n"):
        if not block.lstrip().startswith(">"):
            words = WORD.findall(block.casefold())
            if len(words) >= REPEATED_WORDS:
                found.add(" ".join(words))
    return found
