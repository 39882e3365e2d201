"""Plans the feeds: which ones there are, what each contains, and where.

A page's feed is the file ``feed.xml`` beside it: ``/posts/feed.xml``, ``/comments/feed.xml``, ``/week-2/feed.xml`` (its
posts), ``/people/zijun/feed.xml`` (posts and comments), ``/week-2/zijun/no-going-back/feed.xml`` (comments).
``/people/zijun/replies.xml`` contains others' replies to that person, and if posts are in more than one language,
``/feeds/is.xml`` contains those in Icelandic. Empty feeds are not written.

Ids are ``tag:`` URIs (RFC 4151) made from the site's host and content paths, so a new title changes none of them.
Without ``[site] url``, the authority is the course's code and term (or its title) below ``.invalid``, which nobody can
own.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Literal
from urllib.parse import quote, urlsplit

from ..core.addresses import slug
from ..core.model import Comment, Course, Person, Post, Text
from ..core.strings import Strings
from ..corpus.overview import Overview
from ..texts.markup import Rendered
from ..threads.threads import Discussion, Place

FEED = "feed.xml"
REPLIES = "replies.xml"
OPML = "feeds/class.opml"
LANGUAGES_PAGE = "feeds/"
MOST = 30
"""The maximum number of entries in a feed: the newest."""
SINCE = 2026
"""The year in every tag, fixed so that ids are stable."""
Kind = Literal["posts", "comments", "language", "week", "person", "replies", "post"]
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a comment answers: its id, its address, and the feed that contains it, empty if none does."""

    id: str
    address: str
    feed: str


@dataclass(frozen=True, slots=True)
class Replies:
    """The comments below a post: their feed, their number, and the date of the newest."""

    feed: str
    count: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A post or a comment as shown in feeds. ``title`` is the post's; ``to``: whom a comment answers, empty for the
    post's author. Addresses are relative to the site's root; ``html`` is sanitised.
    """

    id: str
    title: str
    address: str
    author: Person
    written: datetime
    updated: datetime
    lang: str
    html: str
    summary: str = ""
    tags: tuple[str, ...] = ()
    replies: Replies | None = None
    answers: Answered | None = None
    to: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its file, the page it belongs to, and its items, newest first."""

    kind: Kind
    address: str
    page: str
    id: str
    title: str
    items: tuple[Item, ...]
    lang: str = ""
    """The language of a feed of kind ``language``."""


class Tags:
    """The ids of a course's texts and pages."""

    def __init__(self, course: Course) -> None:
        host, path = _authority(course)
        self.prefix = f"tag:{host},{SINCE}:{path}"

    def of(self, name: str) -> str:
        """The id for a name: a text's path without its suffix, or a page's address."""
        return self.prefix + quote(name)

    def text(self, text: Text) -> str:
        return self.of(text.path.removesuffix(".md"))


def _authority(course: Course) -> tuple[str, str]:
    """The host and path with which tags begin."""
    url = urlsplit(course.site.url)
    try:
        host = (url.hostname or "").encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if HOST.fullmatch(host):
        path = url.path.strip("/")
        return host, quote(f"{path}/" if path else "", safe="/%")
    name = slug(f"{course.code} {course.term}") or slug(course.title)
    return f"{name.replace('_', '-').strip('-') or 'course'}.invalid", ""


def plan(overview: Overview, rendered: Mapping[str, Rendered], say: Strings) -> tuple[Feed, ...]:
    """Every non-empty feed of a course; each text is one ``Item``, shared by the feeds that contain it."""
    return tuple(feed for feed in _Plan(overview, rendered, say).feeds() if feed.items)


class _Plan:
    def __init__(self, overview: Overview, rendered: Mapping[str, Rendered], say: Strings) -> None:
        self.overview = overview
        self.course = overview.course
        self.rendered = rendered
        self.say = say.plain
        self.name_of = say.name_of
        self.titled = say.titled
        self.tags = Tags(overview.course)
        self.items: dict[str, Item] = {}
        self.answers: dict[str, list[Comment]] = defaultdict(list)
        """The comments by others that answer a person, by person id."""
        self.in_week = {text.path for posts in overview.posts_by_week.values() for text in newest(posts)}
        """The paths of the posts that their weeks' feeds contain."""
        for post in overview.corpus.published:
            discussion = overview.corpus.discussion(post)
            self.items[post.path] = self.post(post, discussion)
            shown = [place.comment for place in discussion.places if place.comment.status == "published"]
            fed = {comment.path for comment in newest(shown)}
            for place in discussion.places:
                if place.comment.status == "published":
                    self.items[place.comment.path] = self.comment(place, post, fed)
                    answered = discussion.answers[place.comment.id]
                    if answered.id != place.comment.author.id:
                        self.answers[answered.id].append(place.comment)

    def feeds(self) -> Iterable[Feed]:
        overview = self.overview
        comments = [comment for comment, _ in overview.shown]
        yield self.feed("posts", "posts/", "posts", self.say("all-posts"), overview.corpus.published)
        yield self.feed("comments", "comments/", "comments", self.say("all-comments"), comments)
        yield from self.by_language()
        for week in self.course.weeks:
            title = self.titled(week).unescape()
            yield self.feed("week", week.address, week.address, title, overview.posts_by_week.get(week.number, ()))
        for person in overview.people:
            page = f"people/{person.id}/"
            wrote = [comment for comment, _ in overview.comments_by_person.get(person.id, ())]
            texts = (*overview.posts_by_person.get(person.id, ()), *wrote)
            yield self.feed("person", page, page, person.name, texts)
            replies = self.answers.get(person.id, ())
            title = self.say("feed-title-replies", person=person.name)
            yield self.feed("replies", page, f"{page}replies", title, replies)
        for post in overview.corpus.published:
            shown = [c for c in overview.corpus.discussion(post).shown if c.status == "published"]
            title = self.say("feed-title-comments", post=post.title)
            yield self.feed("post", post.address, f"comments/{post.key}", title, shown)

    def by_language(self) -> Iterable[Feed]:
        """The newest posts in each language, if there is more than one; codes are compared case-insensitively."""
        posts: dict[str, list[Post]] = defaultdict(list)
        for post in self.overview.corpus.published:
            posts[post.lang.lower()].append(post)
        for language, some in sorted(posts.items() if len(posts) > 1 else ()):
            name = f"{LANGUAGES_PAGE}{language}"
            title = self.say("feed-title-language", language=self.name_of(language))
            made = self.feed("language", LANGUAGES_PAGE, name, title, some)
            yield replace(made, address=f"{name}.xml", lang=some[0].lang)

    def feed(self, kind: Kind, page: str, name: str, title: str, texts: Iterable[Text]) -> Feed:
        items = tuple(self.items[text.path] for text in newest(texts))
        address = page + (REPLIES if kind == "replies" else FEED)
        whole = self.say("page-title", page=title, course=self.course.title)
        return Feed(kind, address, page, self.tags.of(name.strip("/")), whole, items)

    def post(self, post: Post, discussion: Discussion) -> Item:
        shown = [comment.date for comment in discussion.shown if comment.status == "published"]
        replies = Replies(post.address + FEED, len(shown), whole_minutes(max(shown))) if shown else None
        return Item(
            id=self.tags.text(post),
            title=post.title,
            address=post.address,
            author=post.author,
            written=whole_minutes(post.date),
            updated=whole_minutes(post.date),
            lang=post.lang,
            html=self.rendered[post.path].html,
            summary=post.summary,
            tags=post.tags,
            replies=replies,
        )

    def comment(self, place: Place, post: Post, fed: Collection[str]) -> Item:
        """The entry of a comment; ``fed``: the paths of the comments that the post's feed contains."""
        comment, parent = place.comment, place.parent
        named = parent if parent and parent.status == "published" else None
        corpus = self.overview.corpus
        edited = comment.path in corpus.edited
        return Item(
            id=self.tags.text(comment),
            title=post.title,
            address=f"{post.address}#{comment.anchor}",
            author=comment.author,
            written=whole_minutes(comment.date),
            updated=whole_minutes(max(comment.date, corpus.changed[comment.path]) if edited else comment.date),
            lang=comment.lang,
            html=self.rendered[comment.path].html,
            answers=self.answered(parent, post, fed),
            to=named.author.name if named else "",
        )

    def answered(self, parent: Comment | None, post: Post, fed: Collection[str]) -> Answered:
        """What a comment is shown below; a removed comment keeps its id, though no feed contains it."""
        if parent is None:
            feed = f"week-{post.week}/{FEED}" if post.path in self.in_week else ""
            return Answered(self.tags.text(post), post.address, feed)
        feed = post.address + FEED if parent.path in fed else ""
        return Answered(self.tags.text(parent), f"{post.address}#{parent.anchor}", feed)


def newest(texts: Iterable[Text]) -> list[Text]:
    """The texts that a feed of these contains, newest first."""
    return sorted(texts, key=lambda text: (text.date, text.path), reverse=True)[:MOST]


def whole_minutes(moment: datetime) -> datetime:
    """A moment that RFC 3339 can represent: historical local times differ from UTC by odd seconds."""
    offset = moment.utcoffset() or timedelta()
    odd = offset % timedelta(minutes=1)
    return moment.replace(tzinfo=timezone(offset - odd)) if odd else moment
