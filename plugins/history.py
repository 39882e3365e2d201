"""What git knows of the content files: when each was first committed."""

import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 200 * 365 * 86400
"""Seconds after it that a commit can be dated: git takes any number, a calendar does not."""


@dataclass(frozen=True, slots=True)
class History:
    """First commits by path, relative to the content folder. ``missing`` says why there are none."""

    committed: dict[str, datetime] = field(default_factory=dict)
    commit: str = ""
    missing: str = ""


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), "-c", "core.quotepath=off", *arguments],
        capture_output=True, check=True, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.stdout


def read(content: Path) -> History:
    """The history of a content folder, in one pass over the log. A shallow clone's is not guessed at."""
    try:
        shallow, prefix, commit = _git(content, "rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD").split(
            "\n"
        )[:3]
        if shallow == "true":
            return History(commit=commit, missing="the clone is shallow, so first commits are not known")
        log = _git(content, "log", "--reverse", "--format=%x01%ct", "--name-only", "--diff-filter=AR", "-z", "--", ".")
    except FileNotFoundError:
        return History(missing="git is not installed")
    except (subprocess.CalledProcessError, ValueError):
        return History(missing="the content folder is in no git repository with a commit")
    committed: dict[str, datetime] = {}
    moment = EARLIEST
    for record in log.split("\0"):
        stripped = record.strip("\n")
        if stripped.startswith("\x01"):
            stamp, _, stripped = stripped[1:].partition("\n")
            moment = EARLIEST + timedelta(seconds=min(max(int(stamp), 0), LATEST))
            stripped = stripped.strip("\n")
        if stripped and stripped.startswith(prefix):
            committed.setdefault(stripped.removeprefix(prefix), moment)
    return History(committed, commit)


def prefix(content: Path) -> str:
    """The way from the repository's root to the content folder, ending in ``/``; outside a repository, none."""
    try:
        return _git(content, "rev-parse", "--show-prefix").strip("\n")
    except (FileNotFoundError, subprocess.CalledProcessError):
        return ""


def place(content: Path) -> str:
    """As ``prefix``; outside a repository the folder's own name, for beside it lies what belongs to the course."""
    try:
        return _git(content, "rev-parse", "--show-prefix").strip("\n")
    except (FileNotFoundError, subprocess.CalledProcessError):
        name = content.resolve().name
        return f"{name.encode('utf-8', 'surrogateescape').decode('utf-8', 'backslashreplace')}/"


def changed_since(content: Path, revision: str) -> set[str]:
    """The paths below the content folder that differ from a revision, untracked files included.

    Raises ``ValueError`` with a sentence where git cannot tell.
    """
    try:
        prefix = _git(content, "rev-parse", "--show-prefix").strip("\n")
        named = _git(
            content, "diff", "--name-only", "-z", "--diff-filter=d", "--end-of-options", revision, "--", "."
        ).split("\0")
        new = _git(content, "ls-files", "--others", "--exclude-standard", "-z", "--full-name", "--", ".").split("\0")
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        raise ValueError(f"git cannot compare with “{revision}”: {said[0] if said else 'unknown'}") from None
    return {path.removeprefix(prefix) for path in (*named, *new) if path.startswith(prefix) and path}
