"""Site addresses of texts: made from file names, unique per text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeVar

from unidecode import unidecode

from .model import Page, Post
from .problems import Problem

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED_PAGES: Final = (
    "posts weeks 404 people brands theme images feeds search comments popular unanswered rules how-to write".split()
)
TRANSLITERATED: Final = ((0xA0, 0x250), (0x300, 0x530), (0x1E00, 0x2000), (0x2010, 0x2045), (0x20A0, 0x20C0))
"""The code points that a script on a page transliterates: Latin, Greek and Cyrillic letters, and punctuation."""


def slug(text: str) -> str:
    """Turn a name into a part of an address: lower-case ASCII letters and digits joined by hyphens."""
    if not SLUG.fullmatch(text):
        text = re.sub(r"[^a-z0-9]+", "-", unidecode(text).lower().replace("'", "")).strip("-")
    return text[:80].strip("-")


def transliterations() -> list[tuple[int, list[str]]]:
    """What ``slug`` makes of letters beyond ASCII: the first code point of each range, and each one's letters."""
    return [(first, [_transliterated(chr(code)) for code in range(first, after)]) for first, after in TRANSLITERATED]


def _transliterated(letter: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", unidecode(letter).lower().replace("'", ""))


def settle(posts: list[Post], pages: list[Page]) -> tuple[list[Post], list[Page], Iterator[Problem]]:
    """Give every text a unique address: on a collision, the later path gets ``-2``, and both files are reported.

    Posts and pages are returned sorted by path.
    """
    problems: list[Problem] = []
    taken: dict[str, str] = {f"{name}/": "the site itself" for name in RESERVED_PAGES}

    def settled(item: Post | Page) -> str:
        number, name = 1, item.slug
        wanted = address = item.address
        while address in taken:
            number += 1
            name = f"{item.slug}-{number}"
            address = replace(item, slug=name).address
        if number > 1:
            other = taken[wanted]
            problems.append(
                Problem(item.path, 1, 1, f"would have the same address as {other}, /{wanted}; it is at /{address}"
                        " until you rename one of the files", rule="address")
            )  # fmt: skip
            if other.endswith(".md"):
                problems.append(
                    Problem(other, 1, 1, f"has the address /{wanted}, which {item.path} would have too: rename one"
                            " of the files", rule="address")
                )  # fmt: skip
        taken[address] = item.path
        return name

    settled_pages = []
    for page in sorted(pages, key=lambda page: page.path):
        if re.fullmatch(r"week-\d+", page.slug):
            taken.setdefault(page.address, "a week")
        settled_pages.append(_with_slug(page, settled(page)))
    settled_posts = [_with_slug(post, settled(post)) for post in sorted(posts, key=lambda post: post.path)]
    return settled_posts, settled_pages, iter(problems)


Placed = TypeVar("Placed", Post, Page)


def _with_slug(item: Placed, name: str) -> Placed:
    return item if item.slug == name else replace(item, slug=name)
