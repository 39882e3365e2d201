"""A site's metadata for crawlers: link previews, the sitemap, and ``robots.txt``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from ..core import dates
from ..core.model import Course, Post
from ..core.strings import Strings
from ..corpus.corpus import Corpus

SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
TERRITORIES = {
    "ar": "AR", "cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "en": "GB", "es": "ES", "fa": "IR", "fi": "FI",
    "fr": "FR", "he": "IL", "hi": "IN", "hu": "HU", "id": "ID", "is": "IS", "it": "IT", "ja": "JP", "ko": "KR",
    "nb": "NO", "nl": "NL", "no": "NO", "pl": "PL", "pt": "PT", "ro": "RO", "ru": "RU", "sv": "SE", "th": "TH",
    "tr": "TR", "uk": "UA", "vi": "VN", "zh": "CN",
}  # fmt: skip
"""Open Graph requires a territory with a language: the one in its own list for each."""
NOT_LISTED = frozenset({"404.html", "search/"})


@dataclass(frozen=True, slots=True)
class Card:
    """The preview image of a link to a page: its texts and its path."""

    address: str
    title: str
    byline: str
    course: str
    place: str

    @property
    def alt(self) -> str:
        return ", ".join(part for part in (self.title, self.byline, self.course, self.place) if part)


def cards(corpus: Corpus, say: Strings) -> dict[str, Card]:
    """The card of every published post by path; the site's own under the empty path."""
    course = corpus.course
    facts = ", ".join(part for part in (course.code, course.term) if part)
    found = {"": Card("card.png", course.title, "", facts, "")}
    for post in corpus.published:
        label = say.week(post.week).unescape()
        found[post.path] = Card(f"{post.address}card.png", post.title, post.author.name, course.title, label)
    return found


def bare(title: str, around: str) -> str:
    """A page's title without the site-wide prefix and suffix, and without direction marks."""
    title, around = (re.sub("[\u2068\u2069]", "", text) for text in (title, around))
    return title.removeprefix(around) if title.startswith(around) else title.removesuffix(around)


def locale(lang: str) -> str:
    """A language in Open Graph's form, such as ``en_GB``; empty if there is none."""
    parts = lang.split("-")
    territory = next((part.upper() for part in parts[1:] if len(part) == 2), TERRITORIES.get(parts[0].lower(), ""))
    return f"{parts[0].lower()}_{territory}" if territory else ""


def changed(corpus: Corpus, post: Post) -> datetime | None:
    """When a post's file was last changed after publication, if there is a history."""
    moment = corpus.changed.get(post.path)
    return moment if moment and moment > post.date else None


def sitemap(corpus: Corpus, pages: Iterable[str]) -> str:
    """The sitemap for search engines; ``pages``: paths from the site's root, empty for the home page. A post's page is
    as recent as its text or its newest comment. Needs ``[site] url``.
    """
    newest: dict[str, datetime] = {}
    for post in corpus.published:
        shown = (comment.date for comment in corpus.discussion(post).shown)
        newest[post.address] = max([post.date, changed(corpus, post) or post.date, *shown])
    top = ET.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for page in sorted(set(pages) - NOT_LISTED):
        entry = ET.SubElement(top, "url")
        ET.SubElement(entry, "loc").text = f"{corpus.course.site.url}/{page}"
        if page in newest:
            ET.SubElement(entry, "lastmod").text = dates.iso(newest[page])
    ET.indent(top, "")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(top, "unicode") + "\n"


def robots(course: Course) -> str:
    """``robots.txt``. If the site is not to be indexed, its pages say so themselves: a crawler excluded by this file
    would never see that, and might list the bare addresses.
    """
    if not course.site.index:
        return "User-agent: *\nAllow: /\n"
    where = f"\nSitemap: {course.site.url}/{SITEMAP}\n" if course.site.url else ""
    return f"User-agent: *\nAllow: /\n{where}"
