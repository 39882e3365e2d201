"""A screen for spam: comments of guests that look like advertising wait for approval, and the reasons are told.

Only comments of people whom ``course.toml`` does not name are looked at, so no member of the course is ever held up.
It decides nothing for good: files stay as they are, and who is added to ``course.toml`` is let through. Signs are
added up, for a genuine guest may well show one of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..core.model import Comment
from ..core.problems import quote

ENOUGH = 2
"""The weight at which a comment waits. A strong sign weighs 2, a weak one 1: no weak sign alone is enough."""
LINKS = 2
"""WordPress holds a comment with so many links for its moderator, unless told otherwise …"""
WORDS_A_LINK = 25
"""… but people of a course cite: only links with fewer words each count. The shortest comments of a real thread (a
sentence or two) have about so many."""
LIST_ITEMS = 3
"""The footer “Bronze Powder, Gold Bronze Powder, Bronze Powder Suppliers” of a copied article has so many items …"""
ITEM_WORDS = 5
"""… none of more words, and one word in all of them."""
CAPITALS = 0.3
"""The share of words in capitals above which somebody shouts: abbreviations make up less of a text on marketing …"""
LEAST_CAPITALS = 6
"""… and a few words in capitals are emphasis."""
REPEATED_WORDS = 8
"""A paragraph of so many words is not written twice by chance; the leak scan looks for hidden texts by as many."""
COPIES = 3
"""A text that guests left so often is held everywhere, not only where it came later."""

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
"""What shops and their helpers write, collected by hand after the common kinds of comment spam. People of a course on
marketing write some of it, too: two different ones are needed, or one beside another sign."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that makes a comment look like advertising. ``sentence`` begins small and has no full stop."""

    weight: int
    sentence: str


def screened(comments: Iterable[Comment]) -> dict[str, tuple[str, ...]]:
    """The paths of the guests' comments that have to wait, each with the reasons. Linear in the length of the texts."""
    comments = list(comments)
    guests = [comment for comment in comments if not comment.author.listed and comment.status == "published"]
    if not guests:
        return {}
    repeated = _repeated(guests, comments)
    found = {}
    for comment in guests:
        told = signs(comment.source.prose)
        if other := repeated.get(comment.path):
            told.append(Sign(2, f"it says the same as {other}"))
        if sum(sign.weight for sign in told) >= ENOUGH:
            found[comment.path] = tuple(sign.sentence for sign in told)
    return found


def signs(text: str) -> list[Sign]:
    """What makes one text look like advertising, as far as the text alone can tell."""
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
    """A list of products among the last lines of a text: short items with commas between, one word in all of them."""
    for line in reversed([line.strip() for line in text.splitlines() if line.strip()][-4:]):
        items = [WORD.findall(item.casefold()) for item in re.split(r"[,;|，、]", line) if item.strip()]
        if len(items) < LIST_ITEMS or not all(0 < len(item) <= ITEM_WORDS for item in items):
            continue
        shared = set(items[0]).intersection(*items[1:])
        if any(len(word) > 3 for word in shared) and not re.search(r"[.!?]$", line):
            return line
    return ""


def _repeated(guests: Iterable[Comment], comments: Iterable[Comment]) -> Mapping[str, str]:
    """Guests' comments with a paragraph that an earlier comment has already, or that guests left ``COPIES`` times: the
    path → the path of another one that has it.
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
    """The paragraphs that are long enough to be told apart, without quotations, case and signs."""
    found = set()
    for block in comment.source.prose.split("\n\n"):
        if not block.lstrip().startswith(">"):
            words = WORD.findall(block.casefold())
            if len(words) >= REPEATED_WORDS:
                found.add(" ".join(words))
    return found
