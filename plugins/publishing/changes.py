"""Where a site is published to, what may be replaced there, and what a publication changes.

* ``rsync:user@host:/path`` or ``rsync:/path``: a folder of a web server, or of this machine.
* ``git:origin/gh-pages``: a branch of a remote, as GitHub, Codeberg and other forges serve it.

Only what bears Cohort's mark is ever replaced; so the mark goes along with a site.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from ..core.model import SiteSettings
from ..core.problems import showable

MARK: Final = ".cohort"
NO_JEKYLL: Final = ".nojekyll"
"""Tells GitHub Pages to serve a branch as it is: its Jekyll leaves out what begins with an underscore."""
CNAME: Final = "CNAME"
"""Names a site's own domain on GitHub Pages; without it a new publication would take the domain away."""
GITHUB_HOST: Final = ".github.io"
OF_THE_SERVER: Final = ("/.well-known/", "/.htaccess")
"""What a web server's administrator puts beside a site; it is neither replaced nor deleted."""
HEADERS: Final = "_headers"
"""Read by Netlify and Cloudflare Pages (and their like) for the headers of every answer."""
STAY_AWAY: Final = "/*\n  X-Robots-Tag: noindex, nofollow\n"

CREDENTIALS: Final = re.compile(r"(?<=://)[^/@\s]+@")

Kind = Literal["new", "changed", "deleted"]
KINDS: Final[tuple[Kind, ...]] = ("new", "changed", "deleted")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one file."""

    kind: Kind
    path: str

    def __str__(self) -> str:
        return f"{self.kind} {showable(self.path)}"


def domain(site: SiteSettings) -> str:
    """The domain of a site's own that GitHub has to be told; nothing where its address is one of GitHub's."""
    parts = urlsplit(site.url)
    own = parts.hostname and not parts.path.strip("/") and not parts.hostname.endswith(GITHUB_HOST)
    return str(parts.hostname) if own and site.forge == "github" else ""


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """What turns one set of files into the other; each maps a path to what identifies the file's bytes."""
    found = []
    for path in sorted({*before, *after}):
        if path not in before:
            found.append(Change("new", path))
        elif path not in after:
            found.append(Change("deleted", path))
        elif before[path] != after[path]:
            found.append(Change("changed", path))
    return found


def itemised(lines: Sequence[str]) -> list[Change]:
    """What rsync says of files by ``--itemize-changes`` (rsync(1)); folders by themselves are not told."""
    found = []
    for line in lines:
        code, _, path = line.partition(" ")
        path = path.strip()
        if path.endswith("/") or not path:
            continue
        if code == "*deleting":
            found.append(Change("deleted", path))
        elif code[:2] in ("<f", ">f"):
            found.append(Change("new" if code[2:3] == "+" else "changed", path))
    return sorted(found, key=lambda change: change.path)


def listed(lines: Sequence[str]) -> set[str]:
    """The names in a folder, of what ``rsync --list-only`` says of it: mode, size, date, time, name."""
    names = {line.split(maxsplit=4)[4] for line in lines if len(line.split(maxsplit=4)) == 5}
    return names - {"."}


def may_replace(names: set[str]) -> bool:
    """Whether a folder is Cohort's to replace: it bears the mark, or holds nothing but what is the server's."""
    return MARK in names or not names - {name.strip("/") for name in OF_THE_SERVER}


def safe(output: str) -> str:
    """What a program said, its last line, without a password that an address in it may hold."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith(("fatal:", "error:", "remote: error"))), "")
    return CREDENTIALS.sub("", showable(told or (lines[-1] if lines else "it did not say why")))
