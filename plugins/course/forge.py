"""Where a course's source is kept: a repository on a forge; or an e-mail address to send changes to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from ..core.model import SiteSettings

BRANCH: Final = re.compile(
    r"(?!.*(?:\.\.|//|@\{|/\.|\.lock(?:/|$)))[^\s\x00-\x20~^:?*\[\\/.][^\s\x00-\x20~^:?*\[\\\x7f]*(?<![/.])"
)
"""A valid branch name (``git help check-ref-format``)."""
MAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
NAMED: Final = re.compile(r"(?:(?!\.+(?:/|$))[\w.-]+/)+(?!\.+$)[\w.-]+", re.ASCII)
"""``owner/name``, optionally with GitLab's subgroups."""
HOSTED: Final = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Forge:
    """A kind of forge: what people call it, its own site, the page that begins a file with the query parameters that
    name the file and its text, the page of a commit, and that of a file with the query that shows Markdown as lines.
    """

    name: str
    home: str
    new_file_page: str
    name_parameter: str
    text_parameter: str
    commit_page: str
    file_page: str
    as_lines: str
    most_parts: int
    """The maximum number of segments in a repository's path."""


FORGES: Final = {
    "github": Forge("GitHub", "https://github.com/", "/new/", "filename", "value", "/commit/", "/blob/", "plain=1", 2),
    "gitlab": Forge(
        "GitLab", "https://gitlab.com/", "/-/new/", "file_name", "content", "/-/commit/", "/-/blob/", "plain=1", 20
    ),
    "forgejo": Forge(
        "Forgejo",
        "https://codeberg.org/",
        "/_new/",
        "filename",
        "value",
        "/commit/",
        "/src/branch/",
        "display=source",
        20,
    ),
}


def repository(site: SiteSettings) -> str:
    """The URL of a site's repository; empty if there is none, or it is invalid."""
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


def file_address(site: SiteSettings, path: str, line: int = 0) -> str:
    """The URL of a file on the forge, from where it can be edited, at a line; empty if there is no forge. ``path`` is
    relative to the repository's root.
    """
    if not site.forge or not (address := repository(site)):
        return ""
    forge = FORGES[site.forge]
    place = quote(f"{site.branch}/{path}", safe="/")
    return f"{address}{forge.file_page}{place}{f'?{forge.as_lines}#L{line}' if line else ''}"


def faults(site: SiteSettings) -> Iterator[tuple[str, str]]:
    """The invalid settings about a site's source: key and message. Their values are ignored."""
    if site.repository and not repository(site):
        yield "repository", f"must be “owner/name”, or an address that begins with https://{_hint(site)}; it is ignored"
    if not BRANCH.fullmatch(site.branch):
        yield "branch", "is not the name of a branch; “main” is used"
    if site.mail and not MAIL.fullmatch(site.mail):
        yield "mail", "is not an e-mail address such as “course@example.org”; it is ignored"


def _hint(site: SiteSettings) -> str:
    """A suggestion for a URL that lacks its scheme, is meant for git itself, or is that of a page within the
    repository.
    """
    bare = re.sub(r"^(?:\w+://)?(?:\w+@)?", "", site.repository).replace(":", "/", 1).removesuffix(".git")
    parts = bare.split("/")
    if site.forge == "github":
        parts = parts[:3]
    meant = "https://" + "/".join(parts)
    usable = len(parts) > 2 and "." in parts[0] and repository(replace(site, repository=meant))
    return f": write “{meant}”" if usable else ""
