"""Builds threads from flat comments: any depth, no recursion, every comment in exactly one place.

A discussion is a list of ``Place``s in reading order (each comment before its replies, oldest first among siblings);
``depth`` and ``parent`` encode the tree. A reply to a missing parent, to itself or to a later comment goes to the top
level; a cycle is cut at its earliest comment. Pending comments and spam are hidden: their replies move up to their
nearest visible ancestor. A removed comment keeps its place, as a tombstone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..core.model import Comment, Person, Post
from ..core.problems import Problem, nearest, quote
from . import misthreaded
from .greetings import Names

MOST_NAMED = 4
MOST_EXAMINED = 20
"""How many replies are examined for their authors' names, at most."""
MOST_COMPARISONS = 500_000
"""How many ids are compared per discussion to suggest missing parents, to keep the cost linear …"""
LEAST_SUGGESTIONS = 20
"""… with suggestions for at least this many missing parents."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a comment. ``parent`` is the comment it is shown below, ``missing`` the id of a parent that does not
    exist.
    """

    comment: Comment
    depth: int
    parent: Comment | None
    missing: str = ""
    replies: int = 0
    """The number of replies below this comment, at any depth."""
    repliers: tuple[Person, ...] = ()
    """The authors of the replies, without duplicates, in reading order: at most ``MOST_NAMED``."""
    more_repliers: bool = False
    """Whether there are, or may be, further authors below this comment."""


@dataclass(frozen=True)
class Discussion:
    """The comments below one post. ``shown`` are the visible ones, oldest first."""

    post: str
    shown: tuple[Comment, ...] = ()
    above: Mapping[str, str] = field(default_factory=dict)
    """The id of a visible comment → the id of the one it is shown below, "" at the top level."""
    hidden: tuple[Comment, ...] = ()
    problems: tuple[Problem, ...] = ()
    answers: Mapping[str, Person] = field(default_factory=dict)
    """The id of a comment, visible or hidden → the person it answers, as filed: its parent's author, or the post's if
    there is no parent or it is missing; empty if the post is unknown.
    """
    to_post: frozenset[str] = frozenset()
    """The ids of the comments that answer the post: those without a parent, or with a missing one."""
    likely: Mapping[str, Person] = field(default_factory=dict)
    """The path of a comment that greets somebody other than the person it answers → the person it probably answers.
    Counts and points follow the thread as filed; this is merely displayed.
    """

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The place of each visible comment, in reading order."""
        children: dict[str, list[Comment]] = {}
        for comment in self.shown:
            children.setdefault(self.above[comment.id], []).append(comment)
        everybody = {comment.id: comment for comment in (*self.shown, *self.hidden)}
        return tuple(_reading_order(children, everybody))

    @property
    def count(self) -> int:
        """The number of readable comments: visible and not removed."""
        return sum(comment.status == "published" for comment in self.shown)

    @property
    def removed(self) -> int:
        return len(self.shown) - self.count


EMPTY = Discussion("")


def build_discussion(
    post: str, comments: Iterable[Comment], about: Post | None = None, names: Names | None = None
) -> Discussion:
    """Build the discussion below the post with the key ``post`` from the comments in its folder, in linear time.

    Given the post itself and the names of the course's people, also report comments that greet the wrong person.
    """
    ordered = sorted(comments, key=lambda comment: (comment.date, comment.id))
    by_id = {comment.id: comment for comment in ordered}
    parents: dict[str, str] = {}
    problems: list[Problem] = []
    cycles = _cycles(ordered, by_id)
    suggestions_left = max(MOST_COMPARISONS // max(len(ordered), 1), LEAST_SUGGESTIONS)
    for comment in ordered:
        if not comment.reply_to:
            continue
        parent = by_id.get(comment.reply_to)
        fault = _fault(comment, parent, comment.id in cycles)
        if not fault and parent:
            parents[comment.id] = parent.id
            continue
        if parent is None and suggestions_left:
            suggestions_left -= 1
            fault += _did_you_mean(comment, by_id)
        line, column = comment.reply_to_line, comment.reply_to_column
        problems.append(Problem(comment.path, line, column, fault, rule="thread", wrong=comment.reply_to))
    to_post = frozenset(comment.id for comment in ordered if comment.reply_to not in by_id)
    answers = (
        {comment.id: about.author if comment.id in to_post else by_id[comment.reply_to].author for comment in ordered}
        if about
        else {}
    )
    likely: Mapping[str, Person] = {}
    if about and names:
        faulty = frozenset(comment.id for comment in ordered if comment.reply_to and comment.id not in parents)
        found = misthreaded.look(ordered, answers, faulty, about, names)
        likely = found.likely
        problems += found.problems
    shown = {comment.id for comment in ordered if comment.shown}
    above = _shown_parents(ordered, parents, shown)
    return Discussion(
        post,
        tuple(comment for comment in ordered if comment.id in shown),
        above,
        tuple(comment for comment in ordered if comment.id not in shown),
        tuple(problems),
        answers,
        to_post,
        likely,
    )


def _fault(comment: Comment, parent: Comment | None, cut: bool) -> str:
    message = f"replies to {quote(comment.reply_to)}"
    if parent is None:
        return f"{message}, which does not exist, so it is shown at the top level"
    if parent is comment:
        return f"{message}, which is this comment itself, so it is shown at the top level: name another one, or none"
    if cut:
        return f"{message}, which replies to this one, so this one is shown at the top level: name an earlier comment"
    if parent.date > comment.date:
        return f"{message}, which is later than this one, so it is shown at the top level: check both dates"
    return ""


def _did_you_mean(comment: Comment, by_id: Mapping[str, Comment]) -> str:
    """Suggest the most similar comment ids, preferring earlier comments, since only those can be answered."""
    others = [other for other in by_id.values() if other is not comment]
    before = [other.id for other in others if (other.date, other.id) < (comment.date, comment.id)]
    everybody = [other.id for other in others]
    near = next(
        filter(
            None,
            (
                nearest(comment.reply_to, before, most=3, cutoff=0.7),
                nearest(comment.reply_to, everybody, most=3, cutoff=0.7),
                nearest(comment.reply_to, everybody),
            ),
        ),
        [],
    )
    return f"; did you mean {' or '.join(quote(other) for other in near)}?" if near else ""


def _cycles(ordered: Sequence[Comment], by_id: dict[str, Comment]) -> set[str]:
    """The earliest comment of every cycle of two or more comments that reply to each other."""
    rank = {comment.id: n for n, comment in enumerate(ordered)}
    walk_of: dict[str, int] = {}
    cut: set[str] = set()
    for walk, comment in enumerate(ordered):
        trail: list[str] = []
        at: str | None = comment.id
        while at in by_id and at not in walk_of:
            walk_of[at] = walk
            trail.append(at)
            at = by_id[at].reply_to
        if at in walk_of and walk_of[at] == walk:
            cycle = trail[trail.index(at) :]
            if len(cycle) > 1:
                cut.add(min(cycle, key=rank.__getitem__))
    return cut


def _shown_parents(ordered: Sequence[Comment], parents: dict[str, str], shown: set[str]) -> dict[str, str]:
    """The nearest visible ancestor of every comment, "" at the top level. Parents are usually older than their
    children, but not always within the same minute, so each walk up is memoized instead of relying on the order.
    """
    above: dict[str, str] = {}
    for comment in ordered:
        trail: list[str] = []
        at = comment.id
        while at not in above:
            trail.append(at)
            parent = parents.get(at, "")
            if not parent or parent in shown:
                above[at] = parent
            else:
                at = parent
        for step in trail:
            above[step] = above[at]
    return above


def _reading_order(children: dict[str, list[Comment]], by_id: dict[str, Comment]) -> list[Place]:
    flat: list[tuple[Comment, int, str]] = []
    stack = [(comment, 0, "") for comment in reversed(children.get("", ()))]
    while stack:
        comment, depth, parent = stack.pop()
        flat.append((comment, depth, parent))
        stack += [(child, depth + 1, comment.id) for child in reversed(children.get(comment.id, ()))]
    below: dict[str, int] = {}
    for comment, _, parent in reversed(flat):
        below[parent] = below.get(parent, 0) + 1 + below.get(comment.id, 0)
    places = []
    for n, (comment, depth, parent) in enumerate(flat):
        missing = comment.reply_to if comment.reply_to and comment.reply_to not in by_id else ""
        replies = below.get(comment.id, 0)
        examined = flat[n + 1 : n + 1 + min(replies, MOST_EXAMINED)]
        names = tuple(dict.fromkeys(reply.author for reply, _, _ in examined))
        more = len(names) > MOST_NAMED or replies > MOST_EXAMINED
        places.append(Place(comment, depth, by_id.get(parent), missing, replies, names[:MOST_NAMED], more))
    return places


Step = tuple[str, Place | None]


def steps(places: Sequence[Place], deepest: int) -> Iterator[Step]:
    """The markup of a thread as flat steps: ``open`` a list of replies, a ``comment``, ``end`` it, ``close`` the list,
    which is opened and closed with the first of its comments.

    Nesting stops at ``deepest``; deeper replies follow as siblings, because browsers limit nesting.
    """
    opened: list[Place] = []
    for place in places:
        depth = min(place.depth, deepest)
        while len(opened) > depth + 1:
            yield "end", None
            yield "close", opened.pop()
        if len(opened) == depth + 1:
            yield "end", None
        else:
            yield "open", place
            opened.append(place)
        yield "comment", place
    while opened:
        yield "end", None
        yield "close", opened.pop()
