"""Which posts are about the same: those that name the same brands or, if none does, those that share rare words.

Each post is compared with the few nearest in time that name one of its brands, and with the few that use one of its
rare words, so that the cost grows linearly with the posts.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from ..core.model import Brand, Post

Thing = TypeVar("Thing", bound=Hashable)
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
    """The posts of a course, oldest first, with the brands and the words of each by path."""

    def __init__(
        self, posts: Sequence[Post], brands: Mapping[str, Iterable[Brand]], words: Mapping[str, Collection[str]]
    ) -> None:  # fmt: skip
        self.posts, self.words = posts, words
        self.brands = {post.path: tuple(dict.fromkeys(brands.get(post.path, ()))) for post in posts}

    @cached_property
    def place(self) -> dict[str, int]:
        return {post.path: n for n, post in enumerate(self.posts)}

    @cached_property
    def naming(self) -> dict[Brand, list[int]]:
        """The places of the posts that name each brand, in their order."""
        return _places(self.brands[post.path] for post in self.posts)

    @cached_property
    def using(self) -> dict[str, list[int]]:
        """The places of the posts that use each word, in their order."""
        return _places(self.words[post.path] for post in self.posts)

    def revised(
        self, posts: Sequence[Post], brands: Mapping[str, Iterable[Brand]], words: Mapping[str, Collection[str]]
    ) -> "Kindred":  # fmt: skip
        """The same posts in the same places, where some have another text: its brands and its words, by path."""
        made = copy(self)
        made.posts = posts
        made.brands = self.brands | {path: tuple(dict.fromkeys(brands.get(path, ()))) for path in words}
        made.words = {**self.words, **words}
        made.naming, made.using = dict(self.naming), dict(self.using)
        for path in words:
            _move(made.naming, self.place[path], self.brands[path], made.brands[path])
            _move(made.using, self.place[path], self.words[path], made.words[path])
        return made

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
        rare = [word for word in self.words[post.path] if 1 < len(self.using[word]) <= RARE]
        for word in sorted(rare, key=lambda word: (len(self.using[word]), word))[:WORDS]:
            for n in self.using[word]:
                words[n].append(word)

        def rank(n: int) -> tuple[float, float, int, int]:
            shared = sum(1 / len(self.naming[brand]) for brand in brands.get(n, ()))
            said = sum(1 / len(self.using[word]) for word in words.get(n, ()))
            return -shared, -said, abs(n - at), n

        near = brands.keys() - {at} or {n for n in words if len(words[n]) >= LEAST_WORDS} - {at}
        best = sorted(near, key=rank)[:SHOWN]
        return tuple(Kin(self.posts[n], tuple(brands.get(n, ())), tuple(words.get(n, ()))) for n in best)


def _places(of_posts: Iterable[Iterable[Thing]]) -> dict[Thing, list[int]]:
    """The places of the posts that have a thing, in their order."""
    found: dict[Thing, list[int]] = defaultdict(list)
    for n, things in enumerate(of_posts):
        for thing in things:
            found[thing].append(n)
    return found


def _move(places: dict[Thing, list[int]], n: int, before: Iterable[Thing], now: Iterable[Thing]) -> None:
    """Have a post at the places of its things, and no longer at those of the things that it had before."""
    for thing in {*before}.symmetric_difference(now):
        here = places.get(thing, [])
        places[thing] = [one for one in here if one != n] if n in here else sorted([*here, n])


def words(plain: str) -> tuple[str, ...]:
    """The words of a post's plain prose that may be rare, each once."""
    return tuple(dict.fromkeys(WORD.findall(plain.casefold())))
