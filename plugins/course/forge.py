"""Where a course's source lives: a forge and its repository, or an address for mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ..core.model import SiteSettings

BRANCH: Final = re.compile(
    r"(?!.*(?:\.\.|//|@\{|/\.|\.lock(?:/|$)))[^\s\x00-\x20~^:?*\[\\/.][^\s\x00-\x20~^:?*\[\\\x7f]*(?<![/.])"
)
"""What git takes as the name of a branch (``git help check-ref-format``)."""
MAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
NAMED: Final = re.compile(r"(?:(?!\.+(?:/|$))[\w.-]+/)+(?!\.+$)[\w.-]+", re.ASCII)
"""``owner/name``, with the groups GitLab has."""
HOSTED: Final = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?")


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


def repository(site: SiteSettings) -> str:
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


def faults(site: SiteSettings) -> Iterator[tuple[str, str]]:
    """What cannot be meant of where a site's source lives: the key and what is wrong with it. It is left out."""
    if site.repository and not repository(site):
        yield "repository", f"must be “owner/name”, or an address that begins with https://{_hint(site)}; it is ignored"
    if not BRANCH.fullmatch(site.branch):
        yield "branch", "is not the name of a branch; “main” is used"
    if site.mail and not MAIL.fullmatch(site.mail):
        yield "mail", "is not an e-mail address such as “course@example.org”; it is ignored"


def _hint(site: SiteSettings) -> str:
    """What was probably meant by an address without its scheme, one for git itself, or one of a page below."""
    bare = re.sub(r"^(?:\w+://)?(?:\w+@)?", "", site.repository).replace(":", "/", 1).removesuffix(".git")
    parts = bare.split("/")
    if site.forge == "github":
        parts = parts[:3]
    meant = "https://" + "/".join(parts)
    usable = len(parts) > 2 and "." in parts[0] and repository(replace(site, repository=meant))
    return f": write “{meant}”" if usable else ""
