"""What git knows of the content files: when each was first committed, and when it was last changed."""

import subprocess
from collections.abc import Collection, Iterator
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
    changed: dict[str, datetime] = field(default_factory=dict)
    """The last change of each file that was changed after its first commit."""
    first: dict[str, str] = field(default_factory=dict)
    """The object that holds the first version of each of these files."""
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
        log = _git(
            content,
            "log",
            "--reverse",
            "--format=%x01%ct",
            "--raw",
            "--no-abbrev",
            "--diff-filter=AMRT",
            "-z",
            "--",
            ".",
        )
    except FileNotFoundError:
        return History(missing="git is not installed")
    except (subprocess.CalledProcessError, ValueError):
        return History(missing="the content folder is in no git repository with a commit")
    committed: dict[str, datetime] = {}
    changed: dict[str, datetime] = {}
    first: dict[str, str] = {}
    for moment, status, made, path in _changes(log):
        if not path.startswith(prefix):
            continue
        name = path.removeprefix(prefix)
        if name in committed:
            changed[name] = max(moment, changed.get(name, moment))
        elif status in "AR":
            committed[name] = moment
            first[name] = made
    return History(committed, changed, {name: first[name] for name in changed}, commit)


def _changes(log: str) -> Iterator[tuple[datetime, str, str, str]]:
    """Every change of the log, the oldest first: when, which kind, the object it made, and the file's path."""
    moment = EARLIEST
    records = iter(log.split("\0"))
    for record in records:
        stripped = record.strip("\n")
        if stripped.startswith("\x01"):
            moment = EARLIEST + timedelta(seconds=min(max(int(stripped[1:]), 0), LATEST))
        elif stripped.startswith(":"):
            *_, made, status = stripped.split(" ")
            path = next(records)
            yield moment, status[0], made, next(records) if status[0] in "RC" else path


def versions(content: Path, objects: Collection[str]) -> dict[str, bytes]:
    """What git objects hold, all asked for at once; those it cannot give are left out."""
    if not objects:
        return {}
    try:
        done = subprocess.run(
            ["git", "-C", str(content), "cat-file", "--batch"],
            input="".join(f"{name}\n" for name in objects).encode(), capture_output=True, check=True,
        )  # fmt: skip
    except (FileNotFoundError, subprocess.CalledProcessError):
        return {}
    found: dict[str, bytes] = {}
    at, data = 0, done.stdout
    while at < len(data):
        end = data.index(b"\n", at)
        name, *kind = data[at:end].decode("ascii", "replace").split(" ")
        at = end + 1
        if len(kind) == 2:
            size = int(kind[1])
            found[name] = data[at : at + size]
            at += size + 1
    return found


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
