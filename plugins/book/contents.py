"""What a book holds: of a term, or of one person's posts, what the public site shows, and nothing else."""

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import Final
from urllib.parse import unquote, urldefrag, urljoin

from ..core.languages import direction
from ..core.model import Course, Person, Post, Text, Week
from ..core.problems import did_you_mean, quote
from ..core.refusal import Refusal
from ..corpus.overview import Strip
from ..images import image_tags
from ..images.links import FOLDER, STILL, Album
from ..site.context import Site
from ..site.presenter import Presenter
from ..site.views import BrandLink, Frame, PostPage, ThreadComment
from ..texts.markup import ROOT
from . import xhtml
from .xhtml import Plate, Target

BASE: Final = "https://site.invalid/"
"""Where the links of texts start from, until it is known where they lead."""
ENDING: Final = ".xhtml"
TITLE, CONTENTS, PEOPLE, BRANDS = "title.xhtml", "contents.xhtml", "people.xhtml", "brands.xhtml"
"""The documents around the posts."""
UNDESCRIBED: Final = re.compile('<img [^>]*alt=""')
DEEPEST: Final = 4
"""How many steps replies are indented; those further down follow there, and say whom they answer."""
MOST_AUTHORS: Final = 12
"""How many people are named as authors of a whole term's book."""


class NoBook(Refusal):
    """There is nothing to make a book of, or nowhere to put it; the message says why."""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment in a book. ``level``: how far it is indented, from 0; ``answered``: the id of the comment that it
    answers, empty if it answers the post; ``tells``: whether it says whom it answers.
    """

    comment: ThreadComment
    id: str
    level: int
    answered: str
    tells: bool
    html: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A post with its thread. ``file`` is the name of its document, ``id`` that of its element."""

    post: PostPage
    file: str
    id: str
    html: str
    thread: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A week with its posts, oldest first."""

    week: Week
    file: str
    id: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody with a text in the book, and what of theirs is in it."""

    person: Person
    id: str
    chapters: tuple[Chapter, ...]
    comments: int


@dataclass(frozen=True, slots=True)
class Named:
    """A brand, and the posts that name it."""

    name: str
    id: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """``person``: whose posts it holds, None for everybody's; ``first`` and ``last``: when its oldest and its newest
    text were written; ``modified``: when one was last changed, in UTC; ``strip``: its posts and comments by the
    day they were written; ``described``: whether all its images have a description.
    """

    frame: Frame
    person: Person | None
    teachers: tuple[Person, ...]
    parts: tuple[Part, ...]
    writers: tuple[Writer, ...]
    brands: tuple[Named, ...]
    posts: int
    comments: int
    first: datetime
    last: datetime
    modified: datetime
    identifier: str
    strip: Strip
    images: tuple[Plate, ...]
    described: bool

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return tuple(chapter for part in self.parts for chapter in part.chapters)

    @property
    def direction(self) -> str:
        return direction(self.frame.language)

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote its posts, by public name; none if there are too many to be named."""
        names = tuple(dict.fromkeys(chapter.post.author.name for chapter in self.chapters))
        return names if len(names) <= MOST_AUTHORS else ()


def posts_of(site: Site, person: str) -> tuple[Person | None, list[Post]]:
    """The posts of a person, oldest first, or of everybody for an empty id. Raises ``NoBook``."""
    if not person:
        if not site.corpus.published:
            raise NoBook("nobody has published a post yet: there is nothing to make a book of")
        return None, list(site.corpus.published)
    people = {one.id: one for one in site.overview.people}
    if not (known := people.get(person)):
        near = did_you_mean(person, people)
        raise NoBook(f"--for {quote(person)}: nobody with this id is on the site{near}")
    if not (posts := [post for post in site.corpus.published if post.author.id == person]):
        raise NoBook(f"--for {person}: has published no post yet: there is nothing to make a book of")
    return known, posts


def images_of(site: Site, posts: Iterable[Post]) -> list[str]:
    """The paths of the images that some posts and their comments show, in the order of the book."""
    album = Album(site.gallery.by_path)
    found: dict[str, None] = {}
    for post in posts:
        shown = (one.path for one in site.corpus.discussion(post).shown if one.status == "published")
        for path in (post.path, *shown):
            for tag in image_tags.IMG.finditer(site.rendered[path].html):
                if image := _image_at(tag[1], album):
                    found[image] = None
    return list(found)


def _image_at(attributes: str, album: Album) -> str | None:
    source = image_tags.SRC.search(attributes)
    return album.find(unescape(source[1]).replace(STILL, FOLDER, 1)) if source else None


@dataclass
class _Places:
    """The parts of a book by their address on the site: the document, and the id in it."""

    url: str
    album: Album
    plates: Mapping[str, Plate]
    pages: dict[str, str] = field(default_factory=dict)
    comments: dict[tuple[str, str], str] = field(default_factory=dict)

    def link(self, page: str) -> Callable[[str], Target]:
        """Where the links of a text lead, which is on a page of the site."""

        def to(href: str) -> Target:
            try:
                absolute = urljoin(f"{BASE}{page}", href.replace(ROOT, ""))
            except ValueError:
                return Target("", href)
            for start in (BASE, f"{self.url}/" if self.url else BASE):
                if absolute.startswith(start):
                    return self._within(absolute.removeprefix(start))
            return xhtml.outward(absolute)

        return to

    def _within(self, path: str) -> Target:
        bare, anchor = urldefrag(path)
        address = unquote(bare).removesuffix("index.html")
        address = address if address.endswith("/") or not address else f"{address}/"
        if here := self.comments.get((address, unquote(anchor))) or self.pages.get(address):
            return Target(here)
        return xhtml.outward(f"{self.url}/{path}") if self.url else Target("")

    def plate(self, source: str) -> Plate | None:
        path = self.album.find(source.removeprefix(f"{ROOT}/").replace(STILL, FOLDER, 1))
        return self.plates.get(path or "")


def book(
    presenter: Presenter, person: Person | None, posts: Iterable[Post], plates: Mapping[str, Plate]
) -> Book:  # fmt: skip
    """The book of some posts. ``plates``: their images by path."""
    site, posts = presenter.site, sorted(posts, key=lambda post: (post.week, post.date, post.path))
    pages = [presenter.post(post) for post in posts]
    people, brands = _people(pages), _brands(pages)
    files = [f"post-{n:0{len(str(len(pages)))}}.xhtml" for n in range(1, len(pages) + 1)]
    places = _placed(site, plates, list(zip(pages, files, strict=True)), people, brands)
    chapters = [_chapter(page, file, places) for page, file in zip(pages, files, strict=True)]
    shown = [one for post in posts for one in site.corpus.discussion(post).shown]
    said = [one for one in shown if one.status == "published"]
    written: list[Text] = [*posts, *said]
    every: list[Text] = [*posts, *shown]
    changed = [max(one.date, site.corpus.changed.get(one.path, one.date)) for one in every]
    wrote = Counter(one.author.id for one in said)
    return Book(
        frame=presenter.frame,
        person=person,
        teachers=presenter.teachers,
        parts=tuple(_parts(chapters)),
        writers=tuple(
            Writer(one, _person_id(n), tuple(some for some in chapters if some.post.author == one), wrote[one.id])
            for n, one in enumerate(people, 1)
        ),
        brands=tuple(
            Named(brand.name, _brand_id(n), tuple(some for some in chapters if brand in dict(some.post.brands)))
            for n, brand in enumerate(brands, 1)
        ),
        posts=len(posts),
        comments=len(said),
        first=min(one.date for one in written),
        last=max(one.date for one in written),
        modified=max(changed).astimezone(UTC),
        identifier=_identifier(site.course, person),
        strip=site.overview.strip(posts, said),
        images=tuple(plates.values()),
        described=not any(
            UNDESCRIBED.search(html)
            for chapter in chapters for html in (chapter.html, *(one.html for one in chapter.thread))
        ),
    )  # fmt: skip


def _people(pages: Iterable[PostPage]) -> list[Person]:
    """Everybody with a text among some posts and their threads, by public name."""
    found = {page.author for page in pages} | {one.author for page in pages for one in page.thread if not one.removed}
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def _brands(pages: Iterable[PostPage]) -> list[BrandLink]:
    return sorted({brand for page in pages for brand, _ in page.brands}, key=lambda brand: brand.name.casefold())


def _person_id(number: int) -> str:
    return f"person-{number}"


def _brand_id(number: int) -> str:
    return f"brand-{number}"


def _comment_id(post: str, number: int) -> str:
    return f"{post}-c{number}"


def _placed(
    site: Site, plates: Mapping[str, Plate], pages: Sequence[tuple[PostPage, str]], people: Iterable[Person],
    brands: Iterable[BrandLink],
) -> _Places:  # fmt: skip
    """Where everything is. ``pages``: each with the name of its document."""
    found = _Places(site.course.site.url, Album(site.gallery.by_path), plates)
    found.pages = {"": TITLE, **dict.fromkeys(("weeks/", "posts/"), CONTENTS), "people/": PEOPLE}
    if brands:
        found.pages["brands/"] = BRANDS
    found.pages |= {f"people/{one.id}/": f"{PEOPLE}#{_person_id(n)}" for n, one in enumerate(people, 1)}
    found.pages |= {brand.address: f"{BRANDS}#{_brand_id(n)}" for n, brand in enumerate(brands, 1)}
    for page, file in pages:
        post = file.removesuffix(ENDING)
        week = page.in_week.address.rstrip("/")
        found.pages[page.in_week.address] = f"{week}{ENDING}#{week}"
        found.pages[page.address] = f"{file}#{post}"
        for n, comment in enumerate(page.thread, 1):
            found.comments[page.address, comment.anchor] = f"{file}#{_comment_id(post, n)}"
    return found


def _parts(chapters: Iterable[Chapter]) -> Iterator[Part]:
    by_week: dict[Week, list[Chapter]] = defaultdict(list)
    for chapter in chapters:
        by_week[chapter.post.in_week].append(chapter)
    for week, some in by_week.items():
        name = week.address.rstrip("/")
        yield Part(week, f"{name}{ENDING}", name, tuple(some))


def _chapter(page: PostPage, file: str, places: _Places) -> Chapter:
    name = file.removesuffix(ENDING)
    link = places.link(page.address)
    ids = {comment.anchor: _comment_id(name, n) for n, comment in enumerate(page.thread, 1)}
    thread = tuple(
        Said(
            comment,
            ids[comment.anchor],
            min(comment.depth, DEEPEST),
            ids[comment.parent.anchor] if comment.parent else "",
            bool(comment.parent) and (not comment.follows or comment.depth > DEEPEST),
            xhtml.body(comment.html, ids[comment.anchor], link, places.plate),
        )
        for comment in page.thread
    )
    return Chapter(page, file, name, xhtml.body(page.html, name, link, places.plate), thread)


def _identifier(course: Course, person: Person | None) -> str:
    """The same for every edition of a book."""
    parts = (course.site.url, course.code, course.title, course.term, person.id if person else "")
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, chr(10).join(parts))}"
