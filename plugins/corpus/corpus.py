"""A course with everything that was written in it: what all the rooms work from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
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
from .lineage import Version


@dataclass(frozen=True)
class Corpus:
    """Texts in the order of their paths. ``discussions`` is keyed by the post's key, ``committed`` by path."""

    course: Course
    lexicon: Lexicon
    posts: tuple[Post, ...]
    comments: tuple[Comment, ...]
    pages: tuple[Page, ...]
    parked: tuple[Parked, ...]
    discussions: Mapping[str, Discussion]
    committed: Mapping[str, datetime]
    problems: tuple[Problem, ...]
    commit: str = ""
    no_history: str = ""
    """Why first commits are not known, where they are not."""
    images: tuple[str, ...] = ()
    """The files below ``images/`` that can be published."""
    changed: Mapping[str, datetime] = field(default_factory=dict)
    """The last change of a file that was changed after its first commit, by path, where there is history."""
    edited: frozenset[str] = frozenset()
    """The comments whose prose was changed after their first commit, by path."""
    versions: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    """What git knows of each file, by path, the oldest version first."""
    ratings: Mapping[str, Rating] = field(default_factory=dict)
    """What a post's readers gave it, by the post's key; only posts that somebody rated."""
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The comments of guests that wait for approval because they look like advertising, by path: the reasons."""

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
        """Where every shown comment stands, by its path."""
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
    committed: Mapping[str, datetime],
    commit: str = "",
    no_history: str = "",
    images: Iterable[str] = (),
    changed: Mapping[str, datetime] | None = None,
    edited: Iterable[str] = (),
    versions: Mapping[str, tuple[Version, ...]] | None = None,
) -> Corpus:
    """Settle the addresses and grow the threads of what was read."""
    posts: list[Post] = []
    comments: list[Comment] = []
    pages: list[Page] = []
    parked: list[Parked] = []
    said = list(problems)
    for value in values:
        if isinstance(value, Post):
            posts.append(value)
        elif isinstance(value, Comment):
            comments.append(value)
        elif isinstance(value, Page):
            pages.append(value)
        else:
            parked.append(value)
    posts, pages, clashes = addresses.settle(posts, pages)
    said += clashes
    comments.sort(key=lambda comment: comment.path)
    held = spam.screened(comments)
    said = [problem for problem in said if problem.rule != content_file.UNKNOWN_AUTHOR or problem.path not in held]
    said += lint.held(comments, held)
    comments = [replace(item, status="pending") if item.path in held else item for item in comments]
    folders: dict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        folders[comment.post].append(comment)
    keys = {post.key: post for post in posts}
    names = Names(course.people, (form for brand in lexicon.brands for form in (brand.name, *brand.also)))
    rated: dict[str, Rating] = {}
    waiting = {
        item.path.removeprefix("posts/").removesuffix(".md") for item in parked if item.path.startswith("posts/")
    }
    discussions: dict[str, Discussion] = {}
    for key, members in folders.items():
        if key in keys:
            discussions[key] = threads.grow(key, members, keys[key], names)
            said += discussions[key].problems
            tally = ratings.tally(keys[key], members)
            said += lint.discussion(keys[key], members, tally, course)
            if tally.rating.count:
                rated[key] = tally.rating
            continue
        if key in waiting:
            reason = f"answers posts/{key}.md, which is parked"
        else:
            reason = f"lies in a folder without its post: there is no posts/{key}.md"
        near = did_you_mean(key, keys) if key not in waiting else ""
        for comment in members:
            said.append(Problem(comment.path, 1, 1, f"{reason}, so it is not shown{near}", rule="thread"))
            week = content_file.week_number(comment.path)
            parked.append(Parked(comment.path, reason, comment.author, week, comment.source.prose))
    gone = {item.path for item in parked}
    return Corpus(
        course=course,
        lexicon=lexicon,
        posts=tuple(posts),
        comments=tuple(comment for comment in comments if comment.path not in gone),
        pages=tuple(pages),
        parked=tuple(sorted(parked, key=lambda item: item.path)),
        discussions=discussions,
        committed={path: dates.at(moment, course.zone) for path, moment in committed.items()},
        problems=tuple(sorted(said, key=lambda problem: problem.place)),
        commit=commit,
        no_history=no_history,
        images=tuple(images),
        changed={path: dates.at(moment, course.zone) for path, moment in (changed or {}).items()},
        edited=frozenset(edited),
        versions=versions or {},
        ratings=rated,
        held=held,
    )
