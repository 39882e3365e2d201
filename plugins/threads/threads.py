"""Threads grown from flat comments: any depth, no recursion, every comment in exactly one place.

A discussion is a list of ``Place``s in reading order (each comment before its replies, oldest first among
siblings); the tree is in ``depth`` and ``parent``. A reply to a missing, own or later parent stands at top level;
a circle is cut at its earliest comment. Comments that are pending or spam are hidden: their replies stand where
their nearest shown ancestor's replies stand. A removed comment keeps its place, as a tombstone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..core.model import Comment, Person, Post
from ..core.problems import Problem, nearest, quote
from . import misthreaded
from .greetings import Names

NAMED = 4
LOOKED_AT = 20
"""So many replies are looked at for the names of who wrote them, however many there are."""
HIDDEN = ("pending", "spam")
COMPARED = 500_000
"""So many names are compared in one discussion for what missing parents may have been, that cost stays linear …"""
LEAST_GUESSES = 20
"""… and so many missing parents are looked for at least."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands. ``parent`` is the comment it is shown below, ``missing`` a parent that is not there."""

    comment: Comment
    depth: int
    parent: Comment | None
    missing: str = ""
    replies: int = 0
    """How many comments stand below this one, at any depth."""
    repliers: tuple[Person, ...] = ()
    """Who wrote them, each once, in reading order: the first ``NAMED`` of them."""
    more_repliers: bool = False
    """Whether others, too, wrote below this one, or may have."""


@dataclass(frozen=True)
class Discussion:
    """Everything said below one post. ``shown`` are the comments that stand in it, the oldest first."""

    post: str
    shown: tuple[Comment, ...] = ()
    above: Mapping[str, str] = field(default_factory=dict)
    """The id of a shown comment → the id of the one it is shown below, "" at top level."""
    hidden: tuple[Comment, ...] = ()
    problems: tuple[Problem, ...] = ()
    answers: Mapping[str, Person] = field(default_factory=dict)
    """The id of a comment, shown or hidden → whom it answers, as filed: its parent's author, or the post's where it has
    none or a missing one; nothing where the post is not known."""
    to_post: frozenset[str] = frozenset()
    """The ids of the comments that answer the post: those without a parent, or with a missing one."""
    likely: Mapping[str, Person] = field(default_factory=dict)
    """The path of a comment that greets somebody else than it answers → whom it probably answers. Numbers follow the
    thread as filed; this is shown beside."""

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Where each shown comment stands, in reading order."""
        children: dict[str, list[Comment]] = {}
        for comment in self.shown:
            children.setdefault(self.above[comment.id], []).append(comment)
        everybody = {comment.id: comment for comment in (*self.shown, *self.hidden)}
        return tuple(_reading_order(children, everybody))

    @property
    def count(self) -> int:
        """How many comments can be read: shown and not removed."""
        return sum(comment.status == "published" for comment in self.shown)

    @property
    def removed(self) -> int:
        return len(self.shown) - self.count


EMPTY = Discussion("")


def build_discussion(
    post: str, comments: Iterable[Comment], about: Post | None = None, names: Names | None = None
) -> Discussion:
    """The discussion below the post with the key ``post``, of the comments in its folder, in linear time.

    With the post itself and the names of the course's people, comments that greet somebody else are told, too.
    """
    ordered = sorted(comments, key=lambda comment: (comment.date, comment.id))
    by_id = {comment.id: comment for comment in ordered}
    parents: dict[str, str] = {}
    problems: list[Problem] = []
    circles = _circles(ordered, by_id)
    guesses = max(COMPARED // max(len(ordered), 1), LEAST_GUESSES)
    for comment in ordered:
        if not comment.reply_to:
            continue
        parent = by_id.get(comment.reply_to)
        fault = _fault(comment, parent, comment.id in circles)
        if not fault and parent:
            parents[comment.id] = parent.id
            continue
        if parent is None and guesses:
            guesses -= 1
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
    shown = {comment.id for comment in ordered if comment.status not in HIDDEN}
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
    """The nearest names of other comments, those that were there before it first: only they can be answered."""
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


def _circles(ordered: Sequence[Comment], by_id: dict[str, Comment]) -> set[str]:
    """The earliest comment of every circle of two or more comments that reply to each other."""
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
            circle = trail[trail.index(at) :]
            if len(circle) > 1:
                cut.add(min(circle, key=rank.__getitem__))
    return cut


def _shown_parents(ordered: Sequence[Comment], parents: dict[str, str], shown: set[str]) -> dict[str, str]:
    """For every comment the nearest ancestor that is shown, "" at top level. Parents come before children in time,
    except between comments of one minute, so the walk up is remembered rather than the order relied upon.
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
        looked_at = flat[n + 1 : n + 1 + min(replies, LOOKED_AT)]
        names = tuple(dict.fromkeys(reply.author for reply, _, _ in looked_at))
        more = len(names) > NAMED or replies > LOOKED_AT
        places.append(Place(comment, depth, by_id.get(parent), missing, replies, names[:NAMED], more))
    return places


Step = tuple[str, Place | None]


def steps(places: Sequence[Place], deepest: int) -> Iterator[Step]:
    """The markup of a thread as a flat list: ``open`` a list of replies, a ``comment``, ``end`` it, ``close`` the list.

    Nesting stops at ``deepest``; deeper replies follow as siblings, for browsers cap theirs.
    """
    level = -1
    for place in places:
        depth = min(place.depth, deepest)
        while level > depth:
            yield "end", None
            yield "close", None
            level -= 1
        if level == depth:
            yield "end", None
        else:
            yield "open", place
            level = depth
        yield "comment", place
    while level >= 0:
        yield "end", None
        yield "close", None
        level -= 1
