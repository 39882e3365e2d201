"""Where a site is published: a folder that rsync reaches, or a branch of a git remote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ..core.model import SiteSettings
from .forge import BRANCH

FOLDER: Final = re.compile(r"(?!.*(?:^|/)\.\.(?:/|$))(?=.*[\w])[\w./+@%~-]+")
REMOTE_FOLDER: Final = re.compile(r"(?P<host>(?:[\w.+-]+@)?(?!-)[A-Za-z0-9.-]+):(?P<path>[^:]+)")
REMOTE: Final = re.compile(r"(?!-)[\w.-]+")
EXAMPLES: Final = "“rsync:user@host:/path”, “rsync:/path” or “git:origin/gh-pages”"


@dataclass(frozen=True, slots=True)
class Target:
    """A target: ``place`` is rsync's folder, or the name of a git remote, which also has a ``branch``."""

    way: Literal["rsync", "git"]
    place: str
    branch: str = ""

    @property
    def local(self) -> bool:
        """Whether the target is a folder on this machine."""
        return self.way == "rsync" and self.place.startswith("/")

    def __str__(self) -> str:
        return f"{self.way}:{self.place}" + (f"/{self.branch}" if self.branch else "")


def target(text: str, source: str = "") -> Target:
    """Parse a target. ``source`` is the branch of the course's own source, which cannot be a target.

    Raises ``ValueError`` with a phrase that says what is wrong.
    """
    way, _, place = text.strip().partition(":")
    if way == "rsync":
        remote = REMOTE_FOLDER.fullmatch(place)
        if not (FOLDER.fullmatch(remote["path"]) if remote else place.startswith("/") and FOLDER.fullmatch(place)):
            raise ValueError("does not name a folder: write “rsync:user@host:/path”, or “rsync:/path” from the root")
        return Target("rsync", place.rstrip("/"))
    if way == "git":
        name, _, branch = place.partition("/")
        if not REMOTE.fullmatch(name) or not BRANCH.fullmatch(branch) or branch.startswith("-"):
            raise ValueError("does not name a branch of a remote: write it like “git:origin/gh-pages”")
        if branch == source:
            raise ValueError(f"is the branch “{branch}” of the course itself: name one for the site alone")
        return Target("git", name, branch)
    raise ValueError(f"must be written like {EXAMPLES}")


def faults(site: SiteSettings) -> Iterator[tuple[str, str]]:
    """The invalid settings about where a site is published: key and message. Their values are ignored."""
    if site.publish:
        try:
            target(site.publish, site.branch)
        except ValueError as error:
            yield "publish", f"{error}; it is ignored"
