"""What each page shows: a frozen value for each kind of page, and nothing else reaches its template but the strings.

Addresses are relative to the site's root. Times are aware, in the course's zone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..core.model import Person, Week
from ..core.paging import Listing
from ..corpus.conversation import Answers
from ..corpus.overview import Strip
from ..course.sentences import Different, Held
from ..images.image_tags import Illustration
from ..threads.ratings import Rating
from ..threads.replying import Beginning, Way
from .guide import Guide
from .leading import Why
from .metadata import Card
from .ring import Ring


@dataclass(frozen=True, slots=True)
class NavLink:
    """A link to one of the course's own pages; ``name`` tells which one is open."""

    name: str
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows. ``url``: the site's public address, empty if it is not known; ``index``: whether search
    engines may list its pages; ``publish``: whether it is built for that address; ``bars``: the colours of a browser's
    own bar, light and dark.
    """

    title: str
    code: str
    term: str
    language: str
    url: str
    index: bool
    publish: bool
    searchable: bool
    pages: tuple[NavLink, ...]
    bars: tuple[str, str]

    @property
    def index_file(self) -> str:
        """What a link to a page has after the page's address: its file, unless the site is for a web server."""
        return "" if self.publish else "index.html"


@dataclass(frozen=True, slots=True)
class Feed:
    """A link to a feed. ``lang``: the language of a feed of kind ``language``."""

    kind: str
    title: str
    address: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What a page's head refers to."""

    address: str
    feeds: tuple[Feed, ...]
    card: Card | None


@dataclass(frozen=True, slots=True)
class BrandLink:
    name: str
    address: str


Brands = tuple[tuple[BrandLink, int], ...]
"""Brands and how often they are named, the most frequent first."""


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post as other pages name it."""

    address: str
    title: str
    lang: str
    author: Person
    week: int
    date: datetime


@dataclass(frozen=True, slots=True)
class ListedPost(PostLine):
    """A post in a list, with the number of its comments."""

    excerpt: str
    comments: int
    brands: Brands
    picture: Illustration | None


@dataclass(frozen=True, slots=True)
class LeadPost(ListedPost):
    """The post that leads the home page. ``why`` it does; ``week_of``: its week; ``said``: its best comment."""

    why: Why
    week_of: Week
    said: "ListedComment | None"


@dataclass(frozen=True, slots=True)
class PopularPost(PostLine):
    """``people``: how many people other than its author wrote its comments."""

    comments: int
    people: int


@dataclass(frozen=True, slots=True)
class ListedComment:
    """A comment in a list."""

    anchor: str
    author: Person
    date: datetime
    lang: str
    excerpt: str
    post: PostLine


@dataclass(frozen=True, slots=True)
class Mention:
    """A brand in its sentence. ``anchor``: the comment that names it, empty if its post does."""

    before: str
    name: str
    after: str
    author: Person
    lang: str
    anchor: str
    post: PostLine


@dataclass(frozen=True, slots=True)
class MentionsWeek:
    """A week that mentions the brand. ``address`` and ``anchor``: where its mentions begin."""

    number: int
    count: int
    address: str
    anchor: str


@dataclass(frozen=True, slots=True)
class MentionsPage:
    """A page with the mentions of some weeks, newest first. ``previous`` and ``next``: the addresses of the pages
    around it, empty if there is none.
    """

    address: str
    weeks: tuple[tuple[MentionsWeek, Listing[Mention]], ...]
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Backlink:
    """A text that links to a post: its page and title, and its author. ``anchor``: the comment's, empty for a post."""

    address: str
    title: str
    lang: str
    author: str
    anchor: str


@dataclass(frozen=True, slots=True)
class KinPost(PostLine):
    """A post about the same as another, and the brands that both name; none if they share rare words alone."""

    brands: tuple[BrandLink, ...]


@dataclass(frozen=True, slots=True)
class Above:
    """The comment that another is shown below, with what its fold says of the replies, if there is one: ``folds``."""

    id: str
    anchor: str
    author: str
    removed: bool
    replies: int
    repliers: tuple[str, ...]
    more_repliers: bool
    folds: bool


@dataclass(frozen=True, slots=True)
class ThreadComment:
    """A comment in its thread. ``follows``: whether the comment that it answers is the one above it. ``html`` and
    ``plain`` are its text, empty if it was removed; ``changed`` is when it was edited or removed; ``missing`` is the id
    of a parent that does not exist; ``answerable``: whether a header can name it. ``removed_by`` is the public name of
    who removed it, if that is somebody else.
    """

    id: str
    anchor: str
    author: Person
    date: datetime
    lang: str
    depth: int
    parent: Above | None
    missing: str
    replies: int
    follows: bool
    html: str = ""
    plain: str = ""
    rating: int | None = None
    changed: datetime | None = None
    answerable: bool = False
    removed: bool = False
    by_author: bool = False
    removed_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PostPage(PostLine):
    """A post with its thread, in reading order. ``description``: its summary, or how it begins; ``changed``: when its
    file last changed after it was published.
    """

    summary: str
    description: str
    tags: tuple[str, ...]
    html: str
    plain: str
    words: int
    changed: datetime | None
    in_week: Week
    previous: PostLine | None
    next: PostLine | None
    brands: Brands
    rating: Rating
    mentioned_by: tuple[Backlink, ...]
    kin: tuple[KinPost, ...]
    thread: tuple[ThreadComment, ...]
    comments: int
    removed: int
    key: str
    way: Way
    forge: str
    reply: Beginning


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page about the course has beside its text. ``chosen``: whether the instructor chose what leads the home
    page.
    """

    teachers: tuple[Person, ...]
    weeks: tuple[Week, ...]
    students: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A page of the course itself. ``name`` is that of its link in the navigation; ``facts``: of the one about it."""

    name: str
    title: str
    lang: str
    html: str
    facts: Facts | None


@dataclass(frozen=True, slots=True)
class WeekCount:
    """How much was written in a week. The state of the week and its days are in the term strip."""

    week: Week
    posts: int
    comments: int = 0


@dataclass(frozen=True, slots=True)
class HomePage:
    """``was_due``: whether the week's deadline has passed; ``posted``: how many people have posted in it; ``lead``: the
    post that leads, which ``latest`` leaves out; ``about``: whether the course has a page that says why; ``students``:
    those with a page, if they are few enough to be listed; ``class_size``: how many there are.
    """

    strip: Strip
    teachers: tuple[Person, ...]
    week: Week
    was_due: bool
    posted: int
    posts: int
    lead: LeadPost | None
    latest: tuple[ListedPost, ...]
    popular: tuple[PopularPost, ...]
    waiting: tuple[PostLine, ...]
    recent: tuple[ListedComment, ...]
    posts_by_week: dict[int, int]
    students: tuple[Person, ...]
    class_size: int
    about: bool
    built: datetime
    commit: str


@dataclass(frozen=True, slots=True)
class WeeksPage:
    strip: Strip
    weeks: tuple[WeekCount, ...]


@dataclass(frozen=True, slots=True)
class WeekPage:
    """``people``: who has posted; ``comments`` and ``writers``: how many comments by how many people."""

    strip: Strip
    week: Week
    opens_later: bool
    posts: tuple[ListedPost, ...]
    people: tuple[Person, ...]
    comments: int
    writers: int
    brands: Brands
    answers: tuple[Answers, ...]
    ring: Ring | None


@dataclass(frozen=True, slots=True)
class PersonCount:
    """How much a person wrote."""

    person: Person
    posts: int
    comments: int


@dataclass(frozen=True, slots=True)
class PeoplePage:
    people: tuple[PersonCount, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Posts and comments are newest first; ``feeds``: of what the person wrote, and of the replies."""

    person: Person
    strip: Strip
    feeds: tuple[Feed, ...]
    brands: Brands
    posts: tuple[ListedPost, ...]
    comments: tuple[ListedComment, ...]


@dataclass(frozen=True, slots=True)
class PostsPage:
    listing: Listing[ListedPost]
    posts: int


@dataclass(frozen=True, slots=True)
class CommentsPage:
    """``listed``: how many comments the list may have, all pages together; ``weeks``: the weeks with posts."""

    listing: Listing[ListedComment]
    comments: int
    listed: int
    weeks: tuple[Week, ...]
    posts: int


@dataclass(frozen=True, slots=True)
class PopularPage:
    listing: Listing[PopularPost]
    any: bool
    posts: int


@dataclass(frozen=True, slots=True)
class UnansweredPage:
    """``shown``: whether there are any comments at all; ``cut``: whether the list ends here and is not complete."""

    number: int
    of: int
    posts_here: tuple[ListedPost, ...]
    comments_here: tuple[ListedComment, ...]
    posts: int
    comments: int
    listed: int
    cut: bool
    shown: bool
    published: bool


@dataclass(frozen=True, slots=True)
class BrandsPage:
    brands: Brands


@dataclass(frozen=True, slots=True)
class BrandPage:
    """``quoted``: the wrong forms that stand in quotations; ``authors``: who names the brand."""

    name: str
    also: tuple[str, ...]
    posts: int
    comments: int
    count: int
    authors: tuple[Person, ...]
    alongside: Brands
    strip: Strip
    quoted: tuple[str, ...]
    weeks: tuple[MentionsWeek, ...]
    mentions: MentionsPage


@dataclass(frozen=True, slots=True)
class BrandWeekPage:
    brand: BrandLink
    weeks: tuple[MentionsWeek, ...]
    mentions: MentionsPage


@dataclass(frozen=True, slots=True)
class RulesPage:
    rules: tuple[str, ...]
    always: tuple[str, ...]
    different: tuple[Different, ...]
    week: Week
    weeks: tuple[Week, ...]
    criteria: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class GuidePage:
    """``made_up``: whether the guide's person is not one of the course's; ``example``: a post to try an answer on."""

    guide: Guide
    made_up: bool
    people: tuple[Person, ...]
    week: Week
    new_post: Beginning
    forge: str
    folder: str
    zone: str
    example: PostLine | None


@dataclass(frozen=True, slots=True)
class FeedsPage:
    """``weeks`` with the address of each one's feed, ``people`` by name with theirs; ``opml`` is the list's address."""

    course: tuple[Feed, ...]
    languages: tuple[Feed, ...]
    weeks: tuple[tuple[Week, str], ...]
    people: tuple[tuple[str, tuple[Feed, ...]], ...]
    opml: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a search can be narrowed to. ``said``: the script's messages."""

    weeks: tuple[Week, ...]
    people: tuple[Person, ...]
    brands: tuple[str, ...]
    languages: tuple[str, ...]
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WritePage:
    """Where one writes a post or an answer. ``given``: what the script knows; ``new_post``: how it begins by hand;
    ``ratings``: those to choose from.
    """

    people: tuple[Person, ...]
    weeks: tuple[Week, ...]
    week: Week
    way: Way
    forge: str
    folder: str
    new_post: Beginning
    ratings: tuple[int, ...]
    given: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NotFoundPage:
    latest: tuple[PostLine, ...]
