"""A text as a line of a list: what the gradebook's pages show of it, without the text itself."""

from dataclasses import dataclass
from datetime import date, datetime

from ..core.model import Comment, Person, Post, Text
from ..corpus.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of the gradebook shows. ``public``: the public site's path or URL from the gradebook."""

    title: str
    code: str
    term: str
    zone: str
    day: date
    indexed: bool
    public: str


@dataclass(frozen=True, slots=True)
class Built:
    """What a build was made from, and when."""

    as_of: datetime
    commit: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A post's title, and its page on the site."""

    address: str
    title: str
    lang: str


@dataclass(frozen=True, slots=True)
class Line:
    """A post, or a comment on ``post``. ``anchor``: the comment's, else empty; ``shown``: whether readers see it."""

    path: str
    author: Person
    date: datetime
    lang: str
    post: Heading
    anchor: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A comment as a link that names the day on which it was written."""

    address: str
    anchor: str
    date: datetime


class Lines:
    """The lines of a corpus's texts, each made once. ``shown``: the paths of the texts that readers see."""

    def __init__(self, corpus: Corpus, shown: frozenset[str]) -> None:
        self.posts = corpus.post_by_key
        self.shown = shown
        self.made: dict[str, Line] = {}
        self.headings: dict[str, Heading] = {}

    def __call__(self, text: Text) -> Line:
        if not (line := self.made.get(text.path)):
            line = self.made[text.path] = self._line(text)
        return line

    def heading(self, text: Text) -> Heading:
        """The heading of a post, or of the post that a comment is on."""
        key = text.post if isinstance(text, Comment) else text.key
        if not (found := self.headings.get(key)):
            post = text if isinstance(text, Post) else self.posts[key]
            found = self.headings[key] = Heading(post.address, post.title, post.lang)
        return found

    def link(self, comment: Comment) -> Link:
        return Link(self.heading(comment).address, comment.anchor, comment.date)

    def _line(self, text: Text) -> Line:
        anchor = text.anchor if isinstance(text, Comment) else ""
        return Line(
            text.path, text.author, text.date, text.lang, self.heading(text), anchor, text.path in self.shown
        )  # fmt: skip
