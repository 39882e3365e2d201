"""Publishing targets, what may be replaced there, and what a publication changes.

* ``rsync:user@host:/path`` or ``rsync:/path``: a folder on a web server or on this machine.
* ``git:origin/gh-pages``: a branch of a remote, as served by GitHub, Codeberg and other forges.

Only content with Cohort's marker file is ever replaced, so the marker is published with the site.
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
"""Tells GitHub Pages to serve a branch unchanged: its Jekyll skips names that begin with an underscore."""
CNAME: Final = "CNAME"
"""Names the site's custom domain on GitHub Pages; without it, a publication would remove the domain."""
GITHUB_HOST: Final = ".github.io"
OF_THE_SERVER: Final = ("/.well-known/", "/.htaccess")
"""Files that a web server's administrator puts beside a site; never replaced or deleted."""
HEADERS: Final = "_headers"
"""Read by Netlify, Cloudflare Pages and similar hosts for the headers of every response."""
STAY_AWAY: Final = "/*\n  X-Robots-Tag: noindex, nofollow\n"

CREDENTIALS: Final = re.compile(r"(?<=://)[^/@\s]+@")

Kind = Literal["new", "changed", "deleted"]
KINDS: Final[tuple[Kind, ...]] = ("new", "changed", "deleted")


@dataclass(frozen=True, slots=True)
class Change:
    """The change to a file."""

    kind: Kind
    path: str

    def __str__(self) -> str:
        return f"{self.kind} {showable(self.path)}"


def domain(site: SiteSettings) -> str:
    """The custom domain to set on GitHub; empty if the site's address is one of GitHub's own."""
    parts = urlsplit(site.url)
    own = parts.hostname and not parts.path.strip("/") and not parts.hostname.endswith(GITHUB_HOST)
    return str(parts.hostname) if own and site.forge == "github" else ""


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """The changes from one set of files to another; each maps a path to an identifier of the file's contents."""
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
    """The changed files in the output of rsync's ``--itemize-changes`` (rsync(1)), without folders."""
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
    """The names in a folder, from the output of ``rsync --list-only``: mode, size, date, time, name."""
    names = {line.split(maxsplit=4)[4] for line in lines if len(line.split(maxsplit=4)) == 5}
    return names - {"."}


def may_replace(names: set[str]) -> bool:
    """Whether Cohort may replace a folder: it has the marker, or contains only the server's own files."""
    return MARK in names or not names - {name.strip("/") for name in OF_THE_SERVER}


def safe(output: str) -> str:
    """The last line of a program's output, with passwords in URLs removed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith(("fatal:", "error:", "remote: error"))), "")
    return CREDENTIALS.sub("", showable(told or (lines[-1] if lines else "it did not say why")))
