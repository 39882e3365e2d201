"""Ratings of posts, 1 to 5, in comments: one per person and post, of which the newest counts; never of one's own post.

They inform readers and the instructor; they do not affect points.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..core.model import Comment, Post

MOST = 5


@dataclass(frozen=True, slots=True)
class Rating:
    """The readers' rating of a post. ``distribution`` counts the ratings of 1, of 2, … of 5."""

    distribution: tuple[int, ...] = (0,) * MOST

    @property
    def count(self) -> int:
        return sum(self.distribution)

    @property
    def average(self) -> float:
        """From 1 to 5; 0 without ratings."""
        total = sum(value * number for value, number in enumerate(self.distribution, 1))
        return total / self.count if self.count else 0.0

    @property
    def shown(self) -> str:
        """The average to one decimal, with halves rounded up, as people round by hand: 4.3."""
        total = sum(value * number for value, number in enumerate(self.distribution, 1))
        tenths = int(Fraction(total * 10, max(self.count, 1)) + Fraction(1, 2))
        return f"{tenths // 10}.{tenths % 10}"

    @property
    def most(self) -> int:
        """The count of the most frequent rating, at least 1: the length of the longest bar."""
        return max(*self.distribution, 1)


NONE = Rating()


@dataclass(frozen=True, slots=True)
class Tally:
    """A post's rating; ``own``: comments that rate their author's own post; ``older``: pairs of a comment whose rating
    was superseded, and the newer one.
    """

    rating: Rating
    own: tuple[Comment, ...] = ()
    older: tuple[tuple[Comment, Comment], ...] = ()


def tally(post: Post, comments: Iterable[Comment]) -> Tally:
    """Tally the ratings of ``post`` in the published comments below it, in any order."""
    newest: dict[str, Comment] = {}
    own: list[Comment] = []
    older: list[Comment] = []
    for comment in sorted(comments, key=lambda comment: (comment.date, comment.path)):
        if comment.rating is None or comment.status != "published":
            continue
        if comment.author.id == post.author.id:
            own.append(comment)
            continue
        if comment.author.id in newest:
            older.append(newest[comment.author.id])
        newest[comment.author.id] = comment
    given = [comment.rating for comment in newest.values()]
    rating = Rating(tuple(given.count(value) for value in range(1, MOST + 1)))
    return Tally(rating, tuple(own), tuple((comment, newest[comment.author.id]) for comment in older))
