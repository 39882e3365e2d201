"""Suggest whom each student could answer next, so that attention is spread over the class.

A greedy algorithm in rounds: in each round, every student gets one post, chosen from those that most need an answer.
Nobody's posts are suggested more often than an equal share until all have their share; only a student who would get no
suggestion at all is given one beyond that. The cost is about (people + posts + comments) × log(posts): for each
student, ``LOOKED_AT`` eligible posts are considered and the ineligible ones skipped, which number as many as the
student's own posts and comments.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..core import weeks
from ..core.model import Comment, Person, Post
from ..grades.ledger import Ledger

ROUNDS = 3
"""The maximum number of posts suggested to each student."""
LOOKED_AT = 24

Rank = tuple[bool, int, int, float, str]
"""Not in the current week, number of answers and suggestions so far, minus the week, time written, path."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A post that ``person`` could answer next. ``written``: how often the person has already answered its author."""

    person: Person
    post: Post
    answers: int
    written: int

    @property
    def why(self) -> str:
        """``Nobody has answered it yet, and Jing has not written to Mei this term.``"""
        number = (
            f"{self.answers} people have" if self.answers > 1 else "One person has" if self.answers else "Nobody has"
        )
        begun, who = f"{number} answered it{'' if self.answers else ' yet'}", self.person.name
        if not self.written:
            return f"{begun}, and {who} has not written to {self.post.author.name} this term."
        often = {1: "once", 2: "twice"}.get(self.written, f"{self.written} times")
        return f"{begun}; {who} has written to {self.post.author.name} {often} this term."


class _Board:
    """The posts that can be suggested, the most neglected first, and how often each was suggested."""

    def __init__(self, posts: Iterable[Post], answers: Mapping[str, int], running: int | None, share: int) -> None:
        self.post = {post.path: post for post in posts}
        self.answers = answers
        self.running = running
        self.share = share
        self.of_post: Counter[str] = Counter()
        self.of_author: Counter[str] = Counter()
        self.open = [self.rank(post) for post in self.post.values()]
        self.full: list[tuple[int, Rank]] = []
        heapq.heapify(self.open)

    def rank(self, post: Post) -> Rank:
        load = self.answers.get(post.path, 0) + self.of_post[post.path]
        return post.week != self.running, load, -post.week, post.date.timestamp(), post.path

    def choose(self, cannot: Collection[str], authors: Collection[str], written: Mapping[str, int]) -> Post | None:
        """The best post by an author below the full share. ``cannot``: paths to skip; ``authors``: ids to skip.

        Posts without any answer or suggestion come first, then posts by authors this student has not answered before.
        """
        seen: list[Rank] = []
        fit: list[Rank] = []
        while self.open and len(fit) < LOOKED_AT:
            rank = heapq.heappop(self.open)
            post = self.post[rank[-1]]
            if self.of_author[post.author.id] >= self.share:
                heapq.heappush(self.full, (self.of_author[post.author.id], rank))
            elif rank != (now := self.rank(post)):
                heapq.heappush(self.open, now)
            else:
                seen.append(rank)
                if post.path not in cannot and post.author.id not in authors:
                    fit.append(rank)
        for rank in seen:
            heapq.heappush(self.open, rank)
        best = min(
            fit,
            key=lambda rank: (rank[0], rank[1] > 0, written.get(self.post[rank[-1]].author.id, 0), rank),
            default=None,
        )
        return self.take(best)

    def beyond(self, cannot: Collection[str]) -> Post | None:
        """The best post by an author who already has the full share; least suggested authors first."""
        seen: list[tuple[int, Rank]] = []
        best = None
        while self.full and best is None:
            often, rank = heapq.heappop(self.full)
            post = self.post[rank[-1]]
            now = self.of_author[post.author.id], self.rank(post)
            if (often, rank) != now:
                heapq.heappush(self.full, now)
                continue
            seen.append(now)
            best = rank if post.path not in cannot else None
        for item in seen:
            heapq.heappush(self.full, item)
        return self.take(best)

    def take(self, rank: Rank | None) -> Post | None:
        if rank is None:
            return None
        post = self.post[rank[-1]]
        self.of_post[post.path] += 1
        self.of_author[post.author.id] += 1
        return post


def suggest(
    book: Ledger, posts: Sequence[Post], comments: Sequence[Comment], away: Collection[str] = ()
) -> Iterable[Suggestion]:
    """One to three posts for every student, grouped by student in course order; none if no eligible post is left.

    Only counted posts by other students are suggested, and none on which the student has already commented. ``away``:
    ids of students who get no suggestions.
    """
    uncounted = {text.path for text, _ in book.uncounted}
    mine = {person.id for person in book.course.students if not book.adjustments.left(person.id)}
    offered = sorted(
        (post for post in posts if post.path not in uncounted and post.author.id in mine), key=lambda post: post.path
    )
    key_to_path = {post.key: post.path for post in posts}
    cannot: dict[str, set[str]] = defaultdict(set)
    for post in offered:
        cannot[post.author.id].add(post.path)
    siblings: dict[str, set[str]] = defaultdict(set)
    for comment in comments:
        siblings[comment.post].add(comment.id)
    people: dict[str, set[str]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for comment in comments:
        if comment.path in book.answers:
            path = key_to_path[comment.post]
            cannot[comment.author.id].add(path)
            if comment.reply_to not in siblings[comment.post]:
                people[path].add(comment.author.id)
            written[comment.author.id][book.answers[comment.path].id] += 1
    answers = {post.path: len(people[post.path] - {post.author.id}) for post in offered}
    asked = [person for person in book.course.students if person.id not in away]
    authors = len({post.author.id for post in offered})
    running = weeks.running(book.course, book.as_of)
    board = _Board(offered, answers, running.number if running else None, -(-ROUNDS * len(asked) // max(authors, 1)))
    chosen: dict[str, list[Post]] = {person.id: [] for person in asked}
    for turn in range(ROUNDS):
        for person in asked:
            had = chosen[person.id]
            found = board.choose(cannot[person.id], {one.author.id for one in had}, written[person.id])
            if found is None and turn == ROUNDS - 1 and not had:
                found = board.beyond(cannot[person.id])
            if found:
                had.append(found)
    for person in asked:
        for post in chosen[person.id]:
            yield Suggestion(person, post, answers[post.path], written[person.id][post.author.id])
