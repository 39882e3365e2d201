"""The domain model. All classes are frozen; none depends on Pelican, the file system or the clock."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

Role = Literal["student", "instructor", "guest"]
PostState = Literal["published", "draft"]
CommentState = Literal["published", "pending", "removed", "spam"]
Dated = Literal["header", "commit", "file"]
"""Where a text's date is from: its header; for want of it, its first commit; for want of that, the file's last change,
which shows nothing, since copying a file changes it.
"""


@dataclass(frozen=True, slots=True)
class Person:
    """An author. ``name`` is the public name, which may be an alias."""

    id: str
    name: str = ""
    section: str = ""
    role: Role = "student"
    feeds: tuple[str, ...] = ()
    """URLs of the blog feeds that ``./inv pull`` reads."""
    listed: bool = True
    """Whether ``course.toml`` lists this person; anybody else is shown as a guest."""

    @property
    def earns(self) -> bool:
        """Whether this person has a row in the gradebook."""
        return self.listed and self.role == "student"


@dataclass(frozen=True, slots=True)
class Expectations:
    """What is expected of a student each week. ``markup.count_words`` counts the words."""

    posts: int = 1
    comments: int = 2
    post_words: int = 0
    comment_words: int = 0
    grace_hours: float = 0.0
    people: int = 0
    """The minimum number of different people that the counted comments must answer."""


@dataclass(frozen=True, slots=True)
class Points:
    """What a post and a comment earn, and the share of it that late work keeps."""

    post: float = 1.0
    comment: float = 1.0
    late: float = 0.5


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for one week. ``weight`` multiplies the points its posts and comments earn."""

    expectations: Expectations = field(default_factory=Expectations)
    points: Points = field(default_factory=Points)
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the rules during the term, for every week that opens at ``since`` or later."""

    since: datetime
    rules: Rules
    """The rules from then on, unless a week overrides them."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A step of a rubric: what it is called, what it means, and what it is worth."""

    points: float
    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that is marked. ``most``: the points for the best mark, by default those of the best level; ``weeks``:
    the numbers of the weeks whose posts are marked by it, by default those in which a mark was given.
    """

    id: str
    most: float = 0.0
    name: str = ""
    description: str = ""
    levels: tuple[Level, ...] = ()
    weeks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the course. Times are aware, in the course's zone; without a due time, nothing is late."""

    number: int
    title: str = ""
    opens: datetime | None = None
    posts_due: datetime | None = None
    comments_due: datetime | None = None
    prompt: str = ""
    rules: Rules | None = None
    """This week's own rules, or those in force since a change; None if the course's rules apply."""

    @property
    def label(self) -> str:
        return f"Week {self.number}"

    @property
    def address(self) -> str:
        return f"week-{self.number}/"

    @property
    def begins(self) -> datetime | None:
        """When the week opens; if that is not given, seven days before its posts are due."""
        return self.opens or (self.posts_due - timedelta(days=7) if self.posts_due else None)

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """When the week begins, and when its last text is due, or else seven days later; None without any time."""
        if not (begins := self.begins):
            return None
        dues = [due for due in (self.posts_due, self.comments_due) if due]
        return begins, max(dues, default=begins + timedelta(days=7))


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Where the site is published, and where its source is kept."""

    url: str = ""
    forge: Literal["", "github", "gitlab", "forgejo"] = ""
    repository: str = ""
    branch: str = "main"
    mail: str = ""
    index: bool = True
    publish: str = ""
    lead: str = ""
    """The path of the post that leads the home page, if the instructor chose one."""
    accent: str = ""
    """The course's own colour, such as ``#00794c``; empty: the theme's."""

    @property
    def lead_key(self) -> str:
        """The key of the post that the instructor chose."""
        return composed(self.lead.strip().removeprefix("posts/").removesuffix(".md"))


@dataclass(frozen=True)
class Course:
    """A course and its people: everything in ``course.toml``."""

    title: str
    weeks: tuple[Week, ...]
    people: tuple[Person, ...] = ()
    code: str = ""
    term: str = ""
    timezone: str = "UTC"
    language: str = "en"
    expectations: Expectations = field(default_factory=Expectations)
    points: Points = field(default_factory=Points)
    best_weeks: int = 0
    """How many weeks count towards a total, taking each person's best ones; 0: all."""
    criteria: tuple[Criterion, ...] = ()
    changes: tuple[Change, ...] = ()
    site: SiteSettings = field(default_factory=SiteSettings)

    def rules(self, week: Week) -> Rules:
        """The rules that apply in a week."""
        return week.rules or Rules(self.expectations, self.points)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def begins(self) -> datetime | None:
        """When the first week begins; None if no week has a time."""
        return min((start for week in self.weeks if (start := week.begins)), default=None)

    @cached_property
    def person_by_id(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def week_by_number(self) -> dict[int, Week]:
        return {week.number: week for week in self.weeks}

    @cached_property
    def students(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.earns)


@dataclass(frozen=True, slots=True)
class Source:
    """A content file as read: ``text`` is the whole file, ``body`` the offset at which its prose begins."""

    path: str
    text: str
    body: int
    prose_fields: tuple[tuple[int, int], ...] = ()
    """The spans of title and summary, the header fields readers see."""

    @property
    def prose(self) -> str:
        return self.text[self.body :]


@dataclass(frozen=True, slots=True)
class Post:
    """A student's post. ``slug`` is the last part of its address; its identity is its path."""

    path: str
    author: Person
    week: int
    date: datetime
    title: str
    slug: str
    source: Source
    tags: tuple[str, ...] = ()
    summary: str = ""
    lang: str = ""
    sic: tuple[str, ...] = ()
    status: PostState = "published"
    dated: Dated = "header"

    @property
    def key(self) -> str:
        """The name of its comment folder: the path without ``posts/`` and ``.md``, composed."""
        return composed(self.path.removeprefix("posts/").removesuffix(".md"))

    @property
    def address(self) -> str:
        return f"week-{self.week}/{self.author.id}/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment. ``id`` is its file name, ``post`` the key of the post in whose folder it is."""

    path: str
    id: str
    post: str
    author: Person
    date: datetime
    source: Source
    reply_to: str = ""
    reply_to_line: int = 1
    reply_to_column: int = 1
    rating: int | None = None
    lang: str = ""
    sic: tuple[str, ...] = ()
    status: CommentState = "published"
    removed_by: str = ""
    reason: str = ""
    dated: Dated = "header"
    approved: bool = False
    """Whether the header itself says that it is published: somebody looked at it."""

    @property
    def shown(self) -> bool:
        """Whether readers see it, or at least that it was removed."""
        return self.status in ("published", "removed")

    @property
    def moderated(self) -> bool:
        """Whether its header says what an instructor decides."""
        for_a_guest = self.approved and not self.author.listed
        return self.status != "published" or for_a_guest or bool(self.removed_by or self.reason)

    @property
    def anchor(self) -> str:
        return f"comment-{self.id}"

    @property
    def public_reason(self) -> str:
        """The reason for its removal that readers may see: public only if the header also says who gives it."""
        return self.reason if self.status == "removed" and self.removed_by else ""


Text = Post | Comment


def composed(name: str) -> str:
    """A file's name in Unicode's form NFC: macOS writes “é” as two characters where others write one."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


@dataclass(frozen=True, slots=True)
class Parked:
    """A text that cannot be shown: kept, and listed for the instructor with a way to fix it."""

    path: str
    reason: str
    author: Person | None = None
    week: int | None = None
    text: str = ""
    """The part of the file that could be decoded."""


@dataclass(frozen=True, slots=True)
class Brand:
    """A name that must be spelt correctly. ``common_word``: in lower case, it is an ordinary word. ``kind`` says what
    is sold; ``cues`` are nearby words that indicate this brand, such as its products and places. ``loose``: wrong
    capitals that the world writes as often; ``exact``: short or odd forms, which are names in their own capitals only.
    """

    name: str
    also: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    common_word: bool = False
    slug: str = ""
    kind: str = ""
    cues: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        return f"brands/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the course itself, such as ``pages/about.md``."""

    path: str
    title: str
    slug: str
    source: Source
    lang: str = ""

    @property
    def address(self) -> str:
        return f"{self.slug}/"


Rule = Literal["post", "comment", "mark", "correction", "best weeks"]
Outcome = Literal["on time", "late", "fell short", "missing", "further", "excused", "pending", ""]
"""How a text fared under its rule; ``further``: beyond the number that counts; ``pending``: a mark that others have,
and this person not yet. Empty for marks that were given, adjustments and best weeks.
"""
PostStatus = Literal["on time", "late", "too late", "missing", "excused", "not yet due"]


@dataclass(frozen=True, slots=True)
class Judged:
    """The mark of an entry: its criterion's id, its points as given (None: not given yet), and whether they count."""

    criterion: str
    points: float | None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: points given or withheld, and why.

    ``possible`` is what could have been earned here by now; every total, of points or of points possible, is a sum of
    entries and nothing else. ``week`` is None if the entry concerns the whole term. ``source`` is the path of the text,
    empty if the text is missing. ``adjustment`` is the private reason of an adjustment that contributed, ``due`` the
    deadline that applied.
    """

    person: str
    week: int | None
    rule: Rule
    points: float
    possible: float
    reason: str
    source: str = ""
    written: datetime | None = None
    committed: datetime | None = None
    due: datetime | None = None
    adjustment: str = ""
    outcome: Outcome = ""
    mark: Judged | None = None

    @property
    def margin(self) -> timedelta | None:
        """How long before the deadline the text was written; negative if after it."""
        return self.due - self.written if self.due and self.written else None
