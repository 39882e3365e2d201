"""Which posts are about the same: those that name the same brands or, if none does, those that share rare words.

Each post is compared with the few nearest in time that name one of its brands, and with the few that use one of its
rare words, so that the cost grows linearly with the posts.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..core.model import Brand, Post

SHOWN: Final = 3
NEAR: Final = 8
"""How many posts before and after one are considered for each of its brands."""
RARE: Final = 8
"""The most posts in which a rare word occurs."""
WORDS: Final = 40
"""How many of a post's rare words are considered, the rarest first."""
LEAST_WORDS: Final = 3
"""How many rare words posts must share that share no brand."""
WORD: Final = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True, slots=True)
class Kin:
    """A post, and what it shares with another: brands, and rare words, the rarest first."""

    post: Post
    brands: tuple[Brand, ...]
    words: tuple[str, ...]


class Kindred:
    """The posts of a course, oldest first, with the brands and the plain prose of each by path. ``known``: the words of
    posts that have not changed, from before.
    """

    def __init__(
        self,
        posts: Sequence[Post],
        brands: Mapping[str, Iterable[Brand]],
        plain: Mapping[str, str],
        known: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.posts, self.plain, self.known = posts, plain, known or {}
        self.brands = {post.path: tuple(dict.fromkeys(brands.get(post.path, ()))) for post in posts}

    @cached_property
    def place(self) -> dict[str, int]:
        return {post.path: n for n, post in enumerate(self.posts)}

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """The words of each post, by path."""
        paths = [post.path for post in self.posts]
        return {path: self.known.get(path) or _words(self.plain.get(path, "")) for path in paths}

    @cached_property
    def naming(self) -> dict[Brand, list[int]]:
        """The places of the posts that name each brand."""
        found: dict[Brand, list[int]] = defaultdict(list)
        for n, post in enumerate(self.posts):
            for brand in self.brands[post.path]:
                found[brand].append(n)
        return found

    @cached_property
    def using(self) -> dict[str, list[int]]:
        """The places of the posts that use each rare word."""
        counts = Counter(word for post in self.posts for word in self.words[post.path])
        found: dict[str, list[int]] = {word: [] for word, count in counts.items() if 1 < count <= RARE}
        for n, post in enumerate(self.posts):
            for word in self.words[post.path] & found.keys():
                found[word].append(n)
        return found

    def of(self, post: Post) -> tuple[Kin, ...]:
        """The posts nearest to one, the nearest first."""
        at = self.place[post.path]
        brands: dict[int, list[Brand]] = defaultdict(list)
        for brand in self.brands[post.path]:
            naming = self.naming[brand]
            here = bisect_left(naming, at)
            for n in naming[max(here - NEAR, 0) : here + NEAR + 1]:
                brands[n].append(brand)
        words: dict[int, list[str]] = defaultdict(list)
        rare = sorted(self.words[post.path] & self.using.keys(), key=lambda word: (len(self.using[word]), word))
        for word in rare[:WORDS]:
            for n in self.using[word]:
                words[n].append(word)

        def rank(n: int) -> tuple[float, float, int, int]:
            shared = sum(1 / len(self.naming[brand]) for brand in brands.get(n, ()))
            said = sum(1 / len(self.using[word]) for word in words.get(n, ()))
            return -shared, -said, abs(n - at), n

        near = brands.keys() - {at} or {n for n in words if len(words[n]) >= LEAST_WORDS} - {at}
        best = sorted(near, key=rank)[:SHOWN]
        return tuple(Kin(self.posts[n], tuple(brands.get(n, ())), tuple(words.get(n, ()))) for n in best)


def _words(plain: str) -> frozenset[str]:
    return frozenset(WORD.findall(plain.casefold()))
