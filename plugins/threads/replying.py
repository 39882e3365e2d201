"""Replying on a static site: the initial text of a new file, and the URL that opens it.

A page cannot know who will write, or when: the author's id, the time and the text are left blank, everything else is
filled in. The file is opened on the forge's new-file page, failing that in an e-mail, failing that copied. Parameters:

* GitHub: ``filename`` and ``value``. The folder must be part of ``filename``, because the last segment of a folder in
  the URL's path is lost if there is also a file name (github.com/isaacs/github/issues/1527).
* GitLab: ``file_name`` and ``content`` (its view ``projects/blob/_editor``).
* Forgejo and Gitea: ``filename``, folders included, and ``value`` (``routers/web/repo/editor.go``, ``repo-editor.js``).
* Mail: RFC 6068, with CRLF line endings.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote

from ..core import dates
from ..core.model import Comment, Post, SiteSettings, Week
from ..core.problems import showable
from ..course.forge import FORGES, Forge, repository
from ..texts.new_file import header, next_number, week_folder

if TYPE_CHECKING:  # the check imports this module for URLs, and needs no strings
    from ..core.strings import Strings

MOST: Final = 8_000
"""The longest URL that every forge's server accepts: the usual limit is 8 KiB for the whole request line."""
MOST_OF_MAIL: Final = 2_000
"""The maximum length of a ``mailto:`` URL that mail clients on Windows accept."""
YOUR_ID: Final = "your-id"
YOUR_TITLE: Final = "your-title"

Way = Literal["forge", "mail", "copy"]


@dataclass(frozen=True, slots=True)
class Beginning:
    """A file to be created: its path, its initial text, and the URL that opens it, unless it is to be copied."""

    path: str
    text: str
    way: Way = "copy"
    address: str = ""


@dataclass(frozen=True)
class Replying:
    """How a site's readers reply. ``folder`` is the content folder's path from the repository's root."""

    site: SiteSettings
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
        """A number with which no file name in the thread ends, so that nobody's next file name is taken."""
        return next_number([comment.id for comment in comments])

    def to_post(self, post: Post, number: int) -> Beginning:
        """An answer to a post; ``number`` goes at the end of the file name."""
        path = f"comments/{post.key}/{YOUR_ID}-{number}.md"
        about = partial(self.say.plain, "mail-answer", person=post.author.name)
        return self._opened(path, header(Author="", Date=""), self.sentences[1], about)

    def new_post(self, week: Week, posts: Iterable[Post]) -> Beginning:
        """A post in a week; ``posts`` are the existing ones, which determine the name of its folder."""
        path = f"posts/{week_folder(week.number, posts)}/{YOUR_ID}-{YOUR_TITLE}.md"
        about = partial(self.say.plain, "mail-post", week=str(week.number))
        return self._opened(path, header(Title="", Author="", Date=""), self.sentences[0], about)

    def _opened(self, path: str, head: str, sentence: str, about: Callable[[], str]) -> Beginning:
        """The file and its URL: if that would be too long, without the sentence; never without the header."""
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
        """The placeholder texts for a post and for an answer."""
        fill_in = self.say.plain("fill-in", example=dates.EXAMPLE)
        post, answer = self.say.plain("your-post-goes-here"), self.say.plain("your-answer-goes-here")
        return f"{post} {fill_in}", f"{answer} {fill_in}"

    def _page(self, path: str, text: str) -> str:
        """The URL of the forge's new-file page for a file."""
        if not self.new_file_page:
            return ""
        forge = FORGES[self.site.forge]
        name, begun = quote(path, safe="/"), quote(text, safe="")
        return f"{self.new_file_page}?{forge.name_parameter}={name}&{forge.text_parameter}={begun}"

    @cached_property
    def new_file_page(self) -> str:
        """The URL of the forge's page for new files, without its query; empty if there is no forge."""
        if not self.forge:
            return ""
        return f"{repository(self.site)}{self.forge.new_file_page}{quote(self.site.branch, safe='/')}"

    def _mail(self, path: str, text: str, about: Callable[[], str]) -> str:
        if not self.site.mail:
            return ""
        subject = quote(f"{showable(about())[:60]}: {path}", safe="")
        body = quote(text.replace("\n", "\r\n"), safe="")
        return f"mailto:{quote(self.site.mail, safe='@')}?subject={subject}&body={body}"
