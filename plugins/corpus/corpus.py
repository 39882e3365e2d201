"""A course with everything written in it: the input for pages, checks and grades."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from ..brands import Lexicon
from ..core import addresses, dates
from ..core.model import Comment, Course, Page, Parked, Post, Text
from ..core.problems import Problem, did_you_mean
from ..texts import content_file
from ..threads import lint, ratings, spam, threads
from ..threads.greetings import Names
from ..threads.ratings import Rating
from ..threads.threads import Discussion, Place
from . import guests
from .lineage import NO_HISTORY, History, Version


@dataclass(frozen=True)
class Corpus:
    """Texts are sorted by path. ``discussions`` is keyed by the post's key."""

    course: Course
    lexicon: Lexicon
    posts: tuple[Post, ...]
    comments: tuple[Comment, ...]
    pages: tuple[Page, ...]
    parked: tuple[Parked, ...]
    discussions: Mapping[str, Discussion]
    problems: tuple[Problem, ...]
    history: History = NO_HISTORY
    images: tuple[str, ...] = ()
    """The publishable files below ``images/``."""
    edited: frozenset[str] = frozenset()
    """The paths of comments whose prose changed after their first commit."""
    ratings: Mapping[str, Rating] = field(default_factory=dict)
    """Each rated post's readers' ratings, by the post's key."""
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Guests' comments held for approval because they look like advertising: path → reasons."""

    @cached_property
    def committed(self) -> dict[str, datetime]:
        """Each file's first commit, by path, in the course's zone."""
        return {path: dates.at(moment, self.course.zone) for path, moment in self.history.committed.items()}

    @cached_property
    def changed(self) -> dict[str, datetime]:
        """The last change of each file that changed after its first commit, by path, in the course's zone."""
        return {path: dates.at(moment, self.course.zone) for path, moment in self.history.changed.items()}

    @property
    def commit(self) -> str:
        return self.history.commit

    @property
    def no_history(self) -> str:
        """Why the history is unavailable; empty if it is available."""
        return self.history.missing

    @property
    def versions(self) -> Mapping[str, tuple[Version, ...]]:
        """The versions of each file, by path, oldest first."""
        return self.history.versions

    @property
    def texts(self) -> Iterable[Text]:
        yield from self.posts
        yield from self.comments

    @property
    def everything(self) -> Iterable[Text | Page]:
        yield from self.texts
        yield from self.pages

    @cached_property
    def by_path(self) -> dict[str, Text | Page]:
        return {text.path: text for text in self.everything}

    @cached_property
    def places(self) -> dict[str, Place]:
        """The place of every visible comment, by path."""
        return {place.comment.path: place for one in self.discussions.values() for place in one.places}

    @cached_property
    def published(self) -> tuple[Post, ...]:
        """The posts readers see, oldest first."""
        shown = (post for post in self.posts if post.status == "published")
        return tuple(sorted(shown, key=lambda post: (post.date, post.path)))

    @cached_property
    def post_by_key(self) -> dict[str, Post]:
        return {post.key: post for post in self.posts}

    def discussion(self, post: Post) -> Discussion:
        return self.discussions.get(post.key, threads.EMPTY)

    def rating(self, post: Post) -> Rating:
        return self.ratings.get(post.key, ratings.NONE)


def assemble(
    course: Course,
    lexicon: Lexicon,
    values: Iterable[content_file.Value],
    problems: Iterable[Problem],
    history: History = NO_HISTORY,
    images: Iterable[str] = (),
    edited: Iterable[str] = (),
) -> Corpus:
    """Assemble a corpus from what was read: resolve addresses, hold back advertising, thread the comments."""
    read = _Read.sorted_by_kind(values)
    named = guests.ids(course, [*read.posts, *read.comments])
    posts, pages, clashes = addresses.settle(guests.apart(read.posts, named), read.pages)
    comments, held = _held_back(guests.apart(read.comments, named))
    by_key, below = {post.key: post for post in posts}, _by_post(comments)
    threaded = _threaded(course, lexicon, by_key, below)
    orphans = list(_orphans(by_key, below, read.parked))
    problems = [
        *(one for one in problems if one.rule != content_file.UNKNOWN_AUTHOR or one.path not in held),
        *clashes,
        *lint.held(comments, held),
        *threaded.problems,
        *(problem for _, problem in orphans),
    ]
    gone = {item.path for item, _ in orphans} | {item.path for item in read.parked}
    return Corpus(
        course=course,
        lexicon=lexicon,
        posts=tuple(posts),
        comments=tuple(comment for comment in comments if comment.path not in gone),
        pages=tuple(pages),
        parked=tuple(sorted([*read.parked, *(item for item, _ in orphans)], key=lambda item: item.path)),
        discussions=threaded.discussions,
        problems=tuple(sorted(problems, key=lambda problem: problem.place)),
        history=history,
        images=tuple(images),
        edited=frozenset(edited),
        ratings=threaded.ratings,
        held=held,
    )


@dataclass(slots=True)
class _Read:
    """The values read, by type."""

    posts: list[Post] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)

    @classmethod
    def sorted_by_kind(cls, values: Iterable[content_file.Value]) -> "_Read":
        read = cls()
        for value in values:
            match value:
                case Post():
                    read.posts.append(value)
                case Comment():
                    read.comments.append(value)
                case Page():
                    read.pages.append(value)
                case Parked():
                    read.parked.append(value)
        return read


def _held_back(comments: Iterable[Comment]) -> tuple[list[Comment], Mapping[str, tuple[str, ...]]]:
    """Comments sorted by path, pending if they look like advertising; and the reasons, by path."""
    ordered = sorted(comments, key=lambda comment: comment.path)
    held = spam.screened(ordered)
    return [replace(item, status="pending") if item.path in held else item for item in ordered], held


@dataclass(slots=True)
class _Threaded:
    """The posts' discussions and ratings by key, and the problems found."""

    discussions: dict[str, Discussion] = field(default_factory=dict)
    ratings: dict[str, Rating] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _threaded(
    course: Course, lexicon: Lexicon, posts: Mapping[str, Post], below: Mapping[str, list[Comment]]
) -> _Threaded:
    names = Names(course.people, (form for brand in lexicon.brands for form in (brand.name, *brand.also)))
    found = _Threaded()
    for key, members in below.items():
        if post := posts.get(key):
            discussion = found.discussions[key] = threads.build_discussion(key, members, post, names)
            tally = ratings.tally(post, members)
            found.problems += [*discussion.problems, *lint.discussion(post, members, tally, course)]
            if tally.rating.count:
                found.ratings[key] = tally.rating
    return found


def _by_post(comments: Iterable[Comment]) -> dict[str, list[Comment]]:
    """Comments by the key of the post in whose folder they are."""
    found: dict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        found[comment.post].append(comment)
    return found


def _orphans(
    posts: Mapping[str, Post], below: Mapping[str, list[Comment]], parked: Iterable[Parked]
) -> Iterator[tuple[Parked, Problem]]:
    """The comments whose post does not exist, each parked, with the problem."""
    waiting = {item.path.removeprefix("posts/").removesuffix(".md") for item in parked}
    for key, members in below.items():
        if key in posts:
            continue
        if key in waiting:
            reason, near = f"answers posts/{key}.md, which is parked", ""
        else:
            reason = f"is in the folder of a post that does not exist, posts/{key}.md"
            near = did_you_mean(key, posts)
        for comment in members:
            week = content_file.week_number(comment.path)
            yield (
                Parked(comment.path, reason, comment.author, week, comment.source.prose),
                Problem(comment.path, 1, 1, f"{reason}, so it is not shown{near}", rule="thread"),
            )
