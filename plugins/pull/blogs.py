"""Follow a blog from the address in ``course.toml`` to its pages and comments.

The address may be a feed, or a page that names one. A feed's further pages are requested as long as they may contain
texts of the course. Feeds are windows: texts that have dropped out of them are left as they are. Comments come from the
blog's comment feed and, for posts with more comments than it shows, from the post's own. A guessed address (WordPress's
next page, a platform's usual place for comments) may be missing without a report.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from ..core.numbers import several
from ..core.problems import Problem
from ..imports import blogs
from ..imports.readers import feeds
from ..imports.records import CannotImport, Dropped, Item, Kind, Note, Record
from .fetcher import Answer, Ask, Fetcher, Steps
from .listing import Listed

MOST_PAGES: Final = 60
MOST_THREADS: Final = 100
PAGE: Final = 1 << 20
"""How much of a page is searched for feeds, in bytes."""
Found = Generator[Ask, Answer, Answer | None]


@dataclass(frozen=True)
class Course:
    """What is needed of the course to follow a blog. ``begins``: when the first week opens; ``comments``: the number of
    comments already imported, by post key.
    """

    begins: datetime | None = None
    comments: dict[str, int] = field(default_factory=dict)

    def may_hold(self, moment: datetime | None) -> bool:
        """Whether a text from this time may belong to the course."""
        if moment is None or self.begins is None:
            return True
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.begins.tzinfo)) >= self.begins


@dataclass
class Blog:
    """A blog being followed: what was read, and what went wrong."""

    listed: list[Listed]
    course: Course
    convert: feeds.Convert
    items: list[Item] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    facts: feeds.Facts = field(default_factory=lambda: feeds.Facts(""))
    origin: str = ""
    final: str = ""
    inside: bool = False
    read: bool = False
    stopped: bool = False
    """Whether an address could not be read, which ends the requests."""
    fetcher: Fetcher = field(init=False)
    fresh: list[Item] = field(default_factory=list)
    """The texts of the latest page that no earlier page contained."""
    seen: set[str] = field(default_factory=set)
    """Addresses already followed."""
    earlier: set[str] = field(default_factory=set)
    """Keys of the texts of earlier pages and feeds, so that a text in several of them counts once."""

    @property
    def platform(self) -> str:
        return "Blogger" if self.facts.blogger else "WordPress" if self.facts.wordpress else "a feed"

    @property
    def came_in(self) -> dict[Kind, int]:
        counts: dict[Kind, int] = {}
        for kind in (*(item.kind for item in self.items), *(lost.kind for lost in self.dropped)):
            counts[kind] = counts.get(kind, 0) + 1
        return counts

    def follow(self, fetcher: Fetcher) -> Steps:
        """Request everything there is."""
        self.fetcher = fetcher
        answer = yield from self._first()
        if answer is None:
            return
        self.final = answer.cached.known.address
        yield from self._pages(answer, posts=True)
        if not self.read:
            return
        posts = [item for item in self.items if item.kind == "post"]
        self.origin = posts[0].origin if posts else ""
        if not self.stopped:
            yield from self._comments()
        self._resolve_posts()

    def fail(self, message: str, address: str = "") -> None:
        self.problems += [one.problem(message, address) for one in self.listed]

    def _first(self) -> Found:
        """The listed feed, or the one named by the listed page."""
        address = self.listed[0].address
        answer = yield Ask(address, anywhere=True)
        self.inside = answer.cached.inside
        if not self._usable(answer):
            return None
        if answer.cached.moved:
            self.messages += [
                str(one.problem(f"has moved permanently: write {answer.cached.moved} instead")) for one in self.listed
            ]
        kind, head = self._head(answer)
        if kind == "page":
            found = feeds.alternates(head, answer.cached.known.address)
            if not found:
                self.fail("is a page that names no feed: write the address of the feed itself")
                return None
            if self.stopped:
                answer = Answer(found[0], self.fetcher.cache.get(found[0]))
            else:
                answer = yield Ask(found[0], anywhere=self.inside)
            if not self._usable(answer):
                return None
            kind, _ = self._head(answer)
        if kind != "feed":
            self.fail(
                "is neither a feed nor a page that names one: write the address of the blog's home page", answer.address
            )
            return None
        return answer

    def _usable(self, answer: Answer, *, likely: bool = False) -> bool:
        """Whether there is a text to read, possibly a cached one. ``likely``: a guessed address, see the module
        docstring.
        """
        self.messages += answer.notes
        if answer.failed and not (likely and answer.gone):
            self.fail(answer.failed, answer.address)
            self.stopped = True
        return answer.cached.whole and not (answer.failed and likely)

    def _head(self, answer: Answer) -> tuple[str, bytes]:
        with self.fetcher.cache.open(answer.address) as file:
            head = file.read(PAGE)
        return feeds.kind_of(head[: feeds.HEAD]), head

    def _pages(self, answer: Answer, *, posts: bool, likely: bool = False) -> Steps:
        """A feed and its further pages, newest first, as long as they may contain texts of the course."""
        for _ in range(MOST_PAGES):
            self.seen.add(answer.address)
            facts = self._read(answer, likely=likely)
            if facts is None:
                return
            if posts:
                self._merge_facts(facts)
            fresh = [item for item in self.fresh if self.course.may_hold(item.time)]
            following, likely = facts.next, False
            if not following and facts.wordpress and posts:
                following, likely = blogs.next_page(answer.cached.known.address), True
            if self.stopped or not fresh or not following or following in self.seen:
                return
            answer = yield Ask(following, anywhere=self.inside)
            if not self._usable(answer, likely=likely):
                return
        self.notes.append(Note("not text", answer.address, f"more than {MOST_PAGES} pages: the rest is ignored"))

    def _merge_facts(self, facts: feeds.Facts) -> None:
        """Merge a page's facts about the blog: the first page's facts, and all pages' facts about posts."""
        threads, links = self.facts.threads | facts.threads, self.facts.links | facts.links
        self.facts = facts if not self.facts.address else self.facts
        self.facts.threads, self.facts.links = threads, links

    def _read(self, answer: Answer, post: str = "", *, likely: bool = False) -> feeds.Facts | None:
        """Read a feed; None if it is not one."""
        address = answer.cached.known.address
        facts = feeds.Facts(address, blogger=self.facts.blogger, wordpress=self.facts.wordpress)
        try:
            with self.fetcher.cache.open(answer.address) as file:
                records = list(feeds.read(file, facts, answer.cached.charset, post, self.convert))
        except CannotImport as error:
            if not likely:
                self.fail(str(error), answer.address)
            return None
        self.read = True
        self.fresh = list(self._new_items(records, address))
        self.items += self.fresh
        self.earlier |= {item.key for item in self.fresh}
        if facts.cut:
            self.fetcher.forget(answer.address)
            self.fail(f"ends unexpectedly in line {facts.cut}; what came before was read, and a later "
            "pull reads the rest",
                      answer.address)  # fmt: skip
        return facts

    def _new_items(self, records: list[Record], address: str) -> Iterator[Item]:
        """The texts that no earlier page contained; notes and dropped items are stored."""
        shown: set[str] = set()
        for record in records:
            placed = replace(record, place=f"{address}: {record.place}")
            if isinstance(placed, Item):
                if placed.kind == "comment" and self.origin and not self.facts.blogger:
                    placed = replace(placed, origin=self.origin)
                if placed.key not in self.earlier:
                    yield placed
                else:
                    shown.add(record.place)
            elif isinstance(placed, Note):
                self.notes.append(placed)
            elif isinstance(placed, Dropped):
                self.dropped.append(placed)
        self.notes = [n for n in self.notes if n.place not in {f"{address}: {place}" for place in shown}]

    def _comments(self) -> Steps:
        """The blog's comment feed, then the feeds of posts for which it shows too few comments."""
        place, whole = "", False
        if self.facts.blogger:
            place = blogs.comments_of_blogger(self.facts.whole, self.facts.address)
        elif self.facts.wordpress:
            place = blogs.comments_of_wordpress(self.facts.site)
        if place and place not in self.seen:
            answer = yield Ask(place, anywhere=self.inside)
            if self._usable(answer, likely=True):
                yield from self._pages(answer, posts=False, likely=True)
                whole = self.facts.blogger
        if self.stopped:
            return
        asked = 0
        for post in [item for item in self.items if item.kind == "post" and self.course.may_hold(item.time)]:
            address, count = self.facts.threads.get(post.id, ("", 0))
            if whole or not address or address in self.seen or self._comment_count(post) >= count >= 0:
                continue
            asked += 1
            if asked > MOST_THREADS:
                message = (
                    f"has more than {MOST_THREADS} posts with comments in feeds of their own: the next pull continues"
                )
                self.notes.append(Note("not text", self.facts.address, message))
                return
            answer = yield Ask(address, anywhere=self.inside)
            self.seen.add(address)
            links = len(self.dropped)
            if self._usable(answer, likely=True):
                self._read(answer, post.id, likely=True)
            if answer.failed and not answer.gone:
                return
            if count > (have := self._comment_count(post)) + len(self.dropped) - links:
                message = (
                    f"has {several(count, 'comment')}, and the feeds show {have} of them: ./inv import can read "
                    "them all from an export"
                )
                self.notes.append(Note("not text", post.place, f"the post {message}"))

    def _comment_count(self, post: Item) -> int:
        """The number of a post's comments that were read now or imported before."""
        links = self.facts.links
        read = sum(item.kind == "comment" and feeds.settled(item, links).post == post.id for item in self.items)
        return max(read, self.course.comments.get(post.key, 0))

    def _resolve_posts(self) -> None:
        """Replace the post URLs in comments with post ids."""
        self.items = [feeds.settled(item, self.facts.links) if item.kind == "comment" else item for item in self.items]
