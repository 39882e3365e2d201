"""Who answered whom, what is still unanswered, and which texts link to one another.

Considers only what readers see. Each fact is computed at most once per build, in one pass.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..core.model import Comment, Person, Post, Text
from ..texts.markup import ROOT
from .corpus import Corpus

OWN_LINK = re.compile(rf'\shref="{ROOT}/([^"#?]*)')
Shown = tuple[Comment, Post]
"""A comment that readers see, and the post it is below."""


@dataclass(frozen=True, slots=True)
class Answers:
    """How often one person answered others below a week's posts, the most frequently answered first."""

    person: Person
    answered: tuple[tuple[Person, int], ...]


@dataclass(frozen=True, slots=True)
class Popular:
    """A post and what makes it popular: how many comments it has, and from how many people other than its author."""

    post: Post
    comments: int
    people: int


class Conversation:
    """The facts about one corpus. ``shown`` are the comments readers see, ``html`` the rendered texts by path."""

    def __init__(self, corpus: Corpus, shown: Sequence[Shown], html: Mapping[str, str]) -> None:
        self.corpus = corpus
        self.shown = shown
        self.html = html

    @cached_property
    def answered_by(self) -> dict[str, list[Comment]]:
        """The path of a post or comment → the visible comments by others that answer it directly."""
        found: dict[str, list[Comment]] = defaultdict(list)
        for post in self.corpus.published:
            for place in self.corpus.discussion(post).places:
                target: Text = place.parent or post
                if place.comment.status == "published" and place.comment.author != target.author:
                    found[target.path].append(place.comment)
        return found

    @cached_property
    def unanswered_posts(self) -> list[Post]:
        """The posts that only their authors, if anybody, have answered, oldest first."""
        return [post for post in self.corpus.published if post.path not in self.answered_by]

    @cached_property
    def unanswered_comments(self) -> list[Shown]:
        """The comments that nobody else has answered, oldest first; without those by the post's own author, who answers
        rather than asks.
        """
        return [
            (comment, post)
            for comment, post in reversed(self.shown)
            if comment.path not in self.answered_by and comment.author != post.author
        ]

    @cached_property
    def popular(self) -> list[Popular]:
        """Every post that somebody else has answered: most comments first; ties are broken by more people, then by the
        newer post.
        """
        people: dict[str, set[str]] = defaultdict(set)
        comments: Counter[str] = Counter()
        for comment, post in self.shown:
            comments[post.path] += 1
            if comment.author != post.author:
                people[post.path].add(comment.author.id)
        found = [
            Popular(post, comments[post.path], len(people[post.path]))
            for post in self.corpus.published
            if people[post.path]
        ]
        return sorted(
            found, key=lambda item: (item.comments, item.people, item.post.date, item.post.path), reverse=True
        )

    @cached_property
    def answers_by_week(self) -> dict[int, list[Answers]]:
        """A week → who answered whom below its posts, as the threads are filed; without answers to oneself."""
        counts: dict[int, dict[Person, Counter[Person]]] = defaultdict(lambda: defaultdict(Counter))
        for comment, post in self.shown:
            answered = self.corpus.discussion(post).answers[comment.id]
            if answered != comment.author:
                counts[post.week][comment.author][answered] += 1
        return {
            week: [
                Answers(person, tuple(sorted(answered.items(), key=lambda pair: (-pair[1], pair[0].name.casefold()))))
                for person, answered in sorted(people.items(), key=lambda pair: pair[0].name.casefold())
            ]
            for week, people in counts.items()
        }

    @cached_property
    def mentioned_by(self) -> dict[str, list[tuple[Text, Post]]]:
        """The path of a post → the texts that link to it, each with its post, in chronological order; links from the
        post's own thread do not count.
        """
        post_by_address = {post.address: post for post in self.corpus.published}
        below = self.corpus.course.site.url.rstrip("/") + "/"
        found: dict[str, list[tuple[Text, Post]]] = defaultdict(list)
        for text, home in self._texts():
            for address in dict.fromkeys(_links(self.html.get(text.path, ""), below)):
                target = post_by_address.get(address if address.endswith("/") else f"{address}/")
                if target and target.path != home.path:
                    found[target.path].append((text, home))
        return found

    def _texts(self) -> Iterable[tuple[Text, Post]]:
        texts: list[tuple[Text, Post]] = [*((post, post) for post in self.corpus.published), *self.shown]
        return sorted(texts, key=lambda pair: (pair[0].date, pair[0].path))


def _links(html: str, site: str) -> Iterable[str]:
    """The addresses on this site that a text links to, either from the root or with the full URL."""
    yield from OWN_LINK.findall(html)
    if len(site) > 1 and site in html:
        yield from re.findall(rf'\shref="{re.escape(site)}([^"#?]*)', html)
