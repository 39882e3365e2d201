"""Read everybody's feeds, then write what is new, as an import does: all at once, and with the same report.

Nothing is written until all feeds have been read, because a commenter is identified by their own blog
(``imports.owners``). Responses are cached as they arrive, so an interrupted pull can be resumed.

A pull never adds weeks to ``course.toml``, since a new week would expect posts from everybody. A post outside all weeks
is left out and reported; up to two weeks after the end of the last week, it belongs to that week. A text that was
imported is recognized in a feed by its key, or else by its author and time together with its title or thread.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from .. import regular
from ..core import dates
from ..core.addresses import slug
from ..core.model import Comment, Post
from ..core.numbers import several
from ..core.problems import Problem, quote
from ..corpus import files
from ..course import course_file
from ..imports import blogs as places
from ..imports import claims, importing, memory, owners, people
from ..imports.records import Dropped, Item, Note
from ..imports.report import Report, Source
from .blogs import Blog, Course
from .converted import Converted
from .feed_cache import FeedCache
from .fetcher import Fetcher, RateLimits
from .listing import listed

HEADER: Final = 5000
AUTHOR: Final = re.compile(r"^Author: *(\S+) *\r?$", re.MULTILINE)
NEAR: Final = timedelta(seconds=61)
"""Headers have minutes, feeds have seconds."""


@dataclass(frozen=True)
class PullOptions:
    """``cache``: the folder for responses. ``only``: the id or name of the person whose feeds to read."""

    content: Path
    private: Path
    cache: Path
    only: str = ""
    dry_run: bool = False
    rate_limits: RateLimits = field(default_factory=RateLimits)


@dataclass(frozen=True)
class Pulled:
    """The result of a pull. ``messages``: notices; ``read``: whether any feed could be read at all."""

    report: Report
    problems: tuple[Problem, ...]
    messages: tuple[str, ...]
    read: bool

    @property
    def exit_code(self) -> int:
        """1 if some feeds failed, 2 if all did."""
        return (1 if self.read else 2) if self.problems else 0

    def lines(self) -> Iterator[str]:
        """What went wrong, then the report of what was done."""
        yield from map(str, self.problems)
        yield from self.messages
        if self.read:
            yield from self.report.lines()


def pull(request: PullOptions, tell: Callable[[str], None]) -> Pulled:
    """Pull. Raises ``CannotImport`` or ``files.CannotRead`` if nothing can be done."""
    opened = files.open_course(request.content)
    text = regular.text(request.content / course_file.FILE, links=False)
    state = memory.found_again(request.content, memory.read(request.content))
    course = Course(opened.course.begins, _counts(state))
    convert = Converted(request.cache, request.content, some=bool(request.only))
    blogs: dict[str, Blog] = {}
    for one in listed(text, opened.course, request.only):
        blogs.setdefault(places.plain(one.address), Blog([], course, convert)).listed.append(one)
    cache = FeedCache(request.cache, request.content)
    with _progress(list(blogs.values()), tell) as step:
        fetcher = Fetcher(cache, request.rate_limits, step)
        fetcher.run([blog.follow(fetcher) for blog in blogs.values()])
    convert.save()
    report = _written(request, _merged(blogs.values()), opened, state)
    cache.ended()
    return Pulled(
        report, tuple(problem for blog in blogs.values() for problem in blog.problems),
        tuple(dict.fromkeys(line for blog in blogs.values() for line in blog.messages)),
        any(blog.read for blog in blogs.values()),
    )  # fmt: skip


def _counts(state: Mapping[str, tuple[str, str]]) -> dict[str, int]:
    """The number of recorded comments on each post, by post key."""
    folders: dict[str, int] = {}
    for path, _ in state.values():
        if path.startswith("comments/"):
            folder = path.rpartition("/")[0].removeprefix("comments/")
            folders[folder] = folders.get(folder, 0) + 1
    posts = {key: path.removeprefix("posts/").removesuffix(".md") for key, (path, _) in state.items()}
    return {key: folders[name] for key, name in posts.items() if name in folders}


def _merged(blogs: Iterable[Blog]) -> list[Blog]:
    """The blogs; two addresses of the same feed become one blog, listed for the people of both."""
    found: dict[str, Blog] = {}
    for blog in blogs:
        first = found.setdefault(places.plain(blog.final) if blog.final else f"{id(blog)}", blog)
        if first is not blog:
            first.listed += blog.listed
    return list(found.values())


def _written(
    request: PullOptions, blogs: Sequence[Blog], opened: files.Opened, state: Mapping[str, tuple[str, str]]
) -> Report:
    """Write everything that was read to its place."""
    mapping, _, _ = importing.mapping_of(request.private / people.FILE, opened.course)
    everyone = people.People(opened.course, mapping)
    known = {key.rpartition(" post ")[0] for key in state if " post " in key}
    writers = {key: _writer(request.content, path, opened) for key, (path, _) in state.items() if " post " in key}
    read, lost = claims.settled([_owned(blog, known) for blog in blogs], [blog.final for blog in blogs], writers)
    for blog, dropped in zip(blogs, lost, strict=True):
        blog.dropped += dropped
    told, learned = owners.attributed(read, everyone)
    everyone = replace(everyone, mapping={people.plain(name): person for name, person in learned.items()} | mapping)
    told = [
        tuple(_with_known_author(item, everyone, request.content, opened, state) for item in items) for items in told
    ]
    reading = importing.Reading()
    with tempfile.TemporaryFile() as file:
        spool = memory.Spool(file)
        taken: set[str] = set()
        deleted = {key for key, (path, _) in state.items() if not (request.content / path).exists()}
        for blog, items in zip(blogs, told, strict=True):
            mine = [item for item in items if item.key not in taken]
            taken |= {item.key for item in mine}
            for item in mine:
                if item.kind == "comment" and item.key not in state and f"{item.origin} post {item.post}" in deleted:
                    message = "answers a post that somebody deleted here"
                    reading.dropped.append(Dropped("comment", item.place, message, people.shown(item.author)))
                else:
                    importing.take(item, reading, spool, len(reading.items))
            reading.dropped += blog.dropped
            reading.notes += [*blog.notes, *_other_authors(blog, mine, everyone)]
            if blog.read:
                reading.sources.append(_source(blog, mine))
        same = _existing_paths(reading.items, opened, everyone, state)
        place = importing.ImportRequest(request.content, request.content, request.private, dry_run=request.dry_run)
        return importing.place(place, reading, spool, learned, same, growing=False)


def _writer(content: Path, path: str, opened: files.Opened) -> str:
    """A file's author from its header, an id in ``course.toml``; empty for anyone outside the course."""
    try:
        header = regular.data(content / path, links=False)[:HEADER].decode("utf-8", "replace").partition("\n\n")[0]
    except OSError:
        return ""
    match = AUTHOR.search(header)
    return match[1] if match and match[1] in opened.course.person_by_id else ""


def _with_known_author(
    item: Item, everyone: people.People, content: Path, opened: files.Opened, state: Mapping[str, tuple[str, str]]
) -> Item:
    """Keep the author of a text whom an earlier pull identified and this one, possibly having read less, cannot."""
    path, written = state.get(item.key, ("", ""))
    if not path or item.kind == "page" or everyone.find(item) or memory.digest_of(content / path) != written:
        return item
    return replace(item, person=_writer(content, path, opened))


def _owned(blog: Blog, known: set[str]) -> owners.Blog:
    items = tuple(replace(item, origin=places.origin_before(item.origin, known)) for item in blog.items)
    return owners.Blog(items, tuple(dict.fromkeys(one.person.id for one in blog.listed)), blog.facts.author)


def _other_authors(blog: Blog, items: Sequence[Item], everyone: people.People) -> Iterator[Note]:
    """Notes on posts in a student's blog that have another author name."""
    owner = blog.listed[0].person
    if owner.role != "student" or any(one.person != owner for one in blog.listed):
        return
    for item in items:
        if item.kind == "post" and (writer := everyone.find(item)) != owner:
            whose = f"is attributed to {writer.name}" if writer else "belongs to no one in the course"
            message = f"is signed {quote(item.author)} in the blog of {owner.name}, and {whose}"
            yield Note("author", item.place, f"the post {message}")


def _source(blog: Blog, items: Sequence[Item]) -> Source:
    counts = replace(blog, items=list(items)).came_in
    names = ", ".join(dict.fromkeys(one.person.name for one in blog.listed))
    nested = sum(bool(item.parent) for item in items)
    return Source(blog.listed[0].address, f"{blog.platform} of {names}", tuple(counts.items()), nested)


def _existing_paths(
    items: Sequence[Item], opened: files.Opened, everyone: people.People, state: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """The paths of texts that already exist but are not recorded by key: they were added in another way, or the record
    was lost. The module docstring says how they are recognized.
    """
    posts = {key: path for key, (path, _) in state.items()}
    new = [item for item in items if item.key not in state]
    if not new:
        return {}
    values = [value for value, _ in opened.values()]
    zone, found = opened.course.zone, dict[str, str]()
    claimed = {
        (key.rpartition(f" {kind} ")[0], path) for key, (path, _) in state.items() for kind in ("post", "comment")
    }

    def matches(item: Item, there: Post | Comment) -> bool:
        if item.time is None or (item.origin, there.path) in claimed or there.path in found.values():
            return False
        moment = dates.at(item.time, zone) if item.time.tzinfo else dates.aware(item.time, zone)
        who = everyone.find(item)
        wrote = there.author.id == who.id if who else people.plain(there.author.name) == people.plain(item.author)
        return wrote and abs(moment - there.date) < NEAR

    for item in (item for item in new if item.kind == "post"):
        for post in (value for value in values if isinstance(value, Post)):
            if slug(post.title) == slug(item.title) and matches(item, post):
                found[item.key] = post.path
                break
    for item in (item for item in new if item.kind == "comment"):
        path = found.get(f"{item.origin} post {item.post}") or posts.get(f"{item.origin} post {item.post}", "")
        folder = f"comments/{path.removeprefix('posts/').removesuffix('.md')}/"
        for comment in (value for value in values if isinstance(value, Comment)):
            if path and comment.path.startswith(folder) and matches(item, comment):
                found[item.key] = comment.path
                break
    return found


@contextmanager
def _progress(blogs: Sequence[Blog], tell: Callable[[str], None]) -> Iterator[Callable[[int, str], None]]:
    """Report progress: a bar on a terminal, else a line for each blog."""
    if not sys.stderr.isatty():

        def line(number: int, host: str) -> None:
            blog = blogs[number]
            if not host:
                counts = ", ".join(several(count, kind) for kind, count in blog.came_in.items())
                tell(f"{blog.listed[0].person.id}: {blog.listed[0].address}: {counts or 'nothing'}")

        yield line
        return
    from rich.console import Console  # noqa: PLC0415 - for this command alone
    from rich.progress import Progress  # noqa: PLC0415 - as above

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("asking", total=len(blogs))

        def step(_: int, host: str) -> None:
            bar.update(task, description=f"asking {host}" if host else "asking", advance=0 if host else 1)

        yield step
