"""Answering on a static site: how a new file begins, and the address that opens it.

A page cannot know who will write, nor when: the writer's id, the time and the text are left to fill in, all else
stands there. The file is opened by the forge's new-file page, or else a mail, or else copied. What each reads:

* GitHub: ``filename`` and ``value``. The folder belongs into ``filename``, for of a folder in the address itself the
  last part is lost where a file name is given, too (github.com/isaacs/github/issues/1527).
* GitLab: ``file_name`` and ``content`` (its view ``projects/blob/_editor``).
* Forgejo and Gitea: ``filename``, folders included, and ``value`` (``routers/web/repo/editor.go``, ``repo-editor.js``).
* Mail: RFC 6068, lines ending in CRLF.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from . import addresses, dates
from .model import Comment, Post, Site, Week
from .problems import showable

if TYPE_CHECKING:  # the check reads addresses by this module, and needs no words
    from .strings import Strings

MOST: Final = 8_000
"""Characters of an address that every forge's server takes: their usual limit is 8 KiB for the whole request line."""
MOST_OF_MAIL: Final = 2_000
"""Characters of a ``mailto:`` address that the mail programs of Windows take, too."""
MOST_NUMBER: Final = 9_999
"""A greater number at the end of a file's name is a date or the like, and is not counted on from."""
YOUR_ID: Final = "your-id"
YOUR_TITLE: Final = "your-title"
BRANCH: Final = re.compile(
    r"(?!.*(?:\.\.|//|@\{|/\.|\.lock(?:/|$)))[^\s\x00-\x20~^:?*\[\\/.][^\s\x00-\x20~^:?*\[\\\x7f]*(?<![/.])"
)
"""What git takes as the name of a branch (``git help check-ref-format``)."""
MAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
NAMED: Final = re.compile(r"(?:(?!\.+(?:/|$))[\w.-]+/)+(?!\.+$)[\w.-]+", re.ASCII)
"""``owner/name``, with the groups GitLab has."""
HOSTED: Final = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?")
NUMBERED: Final = re.compile(r"(?P<who>.+)-(?P<number>[0-9]{1,4})")
ANSWERABLE: Final = re.compile(r"\S(?:[^\r\n]*\S)?")
"""An id that a header's line can hold; ``Reply-to`` may end in .md, so an id must not."""

Way = Literal["forge", "mail", "copy"]


@dataclass(frozen=True, slots=True)
class Forge:
    """A kind of forge: what people call it, where its own site is, and what its new-file page reads."""

    name: str
    home: str
    page: str
    path: str
    text: str
    most_parts: int
    """How many parts the path of a repository has at most."""


FORGES: Final = {
    "github": Forge("GitHub", "https://github.com/", "/new/", "filename", "value", 2),
    "gitlab": Forge("GitLab", "https://gitlab.com/", "/-/new/", "file_name", "content", 20),
    "forgejo": Forge("Forgejo", "https://codeberg.org/", "/_new/", "filename", "value", 20),
}


@dataclass(frozen=True, slots=True)
class Beginning:
    """A file to be written: its path, what it begins with, and the address that opens it, if it is not to be copied."""

    path: str
    text: str
    way: Way = "copy"
    address: str = ""


@dataclass(frozen=True)
class Replying:
    """How readers of a site answer. ``folder`` is the way from the repository's root to the content folder."""

    site: Site
    say: "Strings"
    folder: str = ""

    @cached_property
    def forge(self) -> Forge | None:
        return FORGES[self.site.forge] if self.site.forge and repository(self.site) else None

    @property
    def way(self) -> Way:
        return "forge" if self.forge else "mail" if self.site.mail else "copy"

    @staticmethod
    def number(comments: Iterable[Comment]) -> int:
        """A number that no file's name in a thread ends with yet, so that nobody's next one is taken."""
        return next_number([comment.id for comment in comments])

    def to_post(self, post: Post, number: int) -> Beginning:
        """An answer to a post; ``number`` is the one the file's name ends with."""
        return self._answer(post.key, number, "", post.author.name)

    def to_comment(self, comment: Comment, number: int) -> Beginning | None:
        """An answer to a comment; None where its file's name cannot be named in a header."""
        if not answerable(comment.id):
            return None
        return self._answer(comment.post, number, comment.id, comment.author.name)

    def new_post(self, week: Week, posts: Iterable[Post]) -> Beginning:
        """A post in a week; ``posts`` are those it has, for the name of its folder."""
        path = f"posts/{week_folder(week.number, posts)}/{YOUR_ID}-{YOUR_TITLE}.md"
        about = partial(self.say.plain, "mail-post", week=str(week.number))
        return self._opened(path, header(Title="", Author="", Date=""), self.sentences[0], about)

    def _answer(self, post: str, number: int, reply_to: str, whom: str) -> Beginning:
        fields = {"Author": "", "Date": ""} | ({"Reply-to": reply_to} if reply_to else {})
        path = f"comments/{post}/{YOUR_ID}-{number}.md"
        about = partial(self.say.plain, "mail-answer", person=whom)
        return self._opened(path, header(**fields), self.sentences[1], about)

    def _opened(self, path: str, head: str, sentence: str, about: Callable[[], str]) -> Beginning:
        """The beginning and its address: if that grows too long, without the sentence; never without the header."""
        path = self.folder + path
        whole = f"{head}\n{sentence}\n"
        for text in (whole, f"{head}\n"):
            if (address := self._page(path, text)) and len(address) <= MOST:
                return Beginning(path, text, "forge", address)
        for text in (whole, f"{head}\n"):
            if (address := self._mail(path, text, about)) and len(address) <= MOST_OF_MAIL:
                return Beginning(path, text, "mail", address)
        return Beginning(path, whole)

    @cached_property
    def sentences(self) -> tuple[str, str]:
        """What stands where the text of a post goes, and of an answer."""
        fill_in = self.say.plain("fill-in", example=dates.EXAMPLE)
        post, answer = self.say.plain("your-post-goes-here"), self.say.plain("your-answer-goes-here")
        return f"{post} {fill_in}", f"{answer} {fill_in}"

    def _page(self, path: str, text: str) -> str:
        """The address of the forge's new-file page."""
        if not self._new_file:
            return ""
        forge = FORGES[self.site.forge]
        return f"{self._new_file}?{forge.path}={quote(path, safe='/')}&{forge.text}={quote(text, safe='')}"

    @cached_property
    def _new_file(self) -> str:
        if not self.forge:
            return ""
        return f"{repository(self.site)}{self.forge.page}{quote(self.site.branch, safe='/')}"

    def _mail(self, path: str, text: str, about: Callable[[], str]) -> str:
        if not self.site.mail:
            return ""
        subject = quote(f"{showable(about())[:60]}: {path}", safe="")
        body = quote(text.replace("\n", "\r\n"), safe="")
        return f"mailto:{quote(self.site.mail, safe='@')}?subject={subject}&body={body}"


def header(**fields: str) -> str:
    """The lines of a header, each value on one line."""
    return "".join(f"{key}: {' '.join(value.split()) if key == 'Title' else value}\n" for key, value in fields.items())


def answerable(comment: str) -> bool:
    """Whether a header can name a comment by its id."""
    return bool(ANSWERABLE.fullmatch(comment)) and not comment.endswith(".md")


def next_number(ids: Collection[str]) -> int:
    """A number that none of some files' names ends with."""
    taken = {int(match["number"]) for name in ids if (match := NUMBERED.fullmatch(name))}
    number = len(ids) + 1
    while number in taken:
        number += 1
    return number


def week_folder(week: int, posts: Iterable[Post]) -> str:
    """The folder of a week: the one its posts lie in, or ``week-02``."""
    return next((post.path.split("/")[1] for post in posts if post.week == week), f"week-{week:02}")


def comment_names(author: str, taken: Iterable[str]) -> Iterator[str]:
    """File names for a person's next comment, the best first: ``zijun-2.md``. ``taken`` are those of the folder."""
    last = 0
    for name in taken:
        match = NUMBERED.fullmatch(name.casefold().removesuffix(".md"))
        if match and match["who"] == author.casefold():
            last = max(last, int(match["number"]))
    yield from (f"{author}-{number}.md" for number in range(last + 1, last + 1 + MOST_NUMBER))


def post_names(author: str, title: str, taken: Collection[str]) -> Iterator[str]:
    """File names for a person's post, the best first. ``taken`` are the last parts of addresses that are taken."""
    slug = addresses.slug(title) or "post"
    for number in range(1, MOST_NUMBER):
        name = slug if number == 1 else f"{slug}-{number}"
        if name not in taken:
            yield f"{author}-{name}.md"


def written(moment: datetime, zone: ZoneInfo, after: datetime | None = None) -> str:
    """A moment as a header says it, to the minute; with seconds where it would else be before ``after``, and with its
    offset where the clocks of ``zone`` show that time twice.
    """
    local = dates.at(moment, zone)
    minute = local.replace(second=0, microsecond=0)
    exact = after is not None and minute < after <= moment
    text = f"{local:%Y-%m-%d %H:%M:%S}" if exact else f"{local:%Y-%m-%d %H:%M}"
    if dates.parse(text, zone) != (local.replace(microsecond=0) if exact else minute):
        text += f" {local.isoformat()[-6:]}"
    return text


def repository(site: Site) -> str:
    """The address of a site's repository; nothing where there is none, or none that can be one."""
    forge = FORGES.get(site.forge)
    given = site.repository.removesuffix("/").removesuffix(".git")
    host = HOSTED.match(given)
    name = given[host.end() + 1 :] if host and given[host.end() :].startswith("/") else given
    most = forge.most_parts if forge else 20
    if not NAMED.fullmatch(name) or name.count("/") >= most:
        return ""
    if host:
        return given
    if "." in name.split("/")[0] and (name.count("/") > 1 or site.forge == "github"):
        return ""
    return forge.home + name if forge else name


def faults(site: Site) -> Iterator[tuple[str, str]]:
    """What cannot be meant of where a site's source lives: the key and what is wrong with it. It is left out."""
    if site.repository and not repository(site):
        yield "repository", f"is “owner/name”, or an address that begins with https://{_hint(site)}; it is left out"
    if not BRANCH.fullmatch(site.branch):
        yield "branch", "is the name of no branch; “main” is used"
    if site.mail and not MAIL.fullmatch(site.mail):
        yield "mail", "is no e-mail address, such as “course@example.org”; it is left out"


def _hint(site: Site) -> str:
    """What was probably meant by an address without its scheme, one for git itself, or one of a page below."""
    bare = re.sub(r"^(?:\w+://)?(?:\w+@)?", "", site.repository).replace(":", "/", 1).removesuffix(".git")
    parts = bare.split("/")
    if site.forge == "github":
        parts = parts[:3]
    meant = "https://" + "/".join(parts)
    usable = len(parts) > 2 and "." in parts[0] and repository(replace(site, repository=meant))
    return f": write “{meant}”" if usable else ""
