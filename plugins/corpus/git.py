"""Git history of the content files: every version of each, with author and time, followed across renames.

The log of the whole repository is read at once, by one process: restricted to a folder, git leaves out branches whose
changes came to nothing, and does not see files moved into the folder. ``lineage`` turns it into versions. Environment
variables that git sets for a hook (``GIT_DIR`` and the like) are dropped, since the folder decides which repository is
read; settings that change the log's output are overridden.
"""

import os
import subprocess
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..core.refusal import Refusal
from . import lineage
from .lineage import History, Version

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 200 * 365 * 86400
"""The latest commit date, in seconds after ``EARLIEST``: git accepts any number, ``datetime`` does not."""
REPOSITORY_VARIABLES = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
)  # fmt: skip
"""The environment variables that select a repository (``git rev-parse --local-env-vars``)."""
LOG = (
    "-c", "log.showRoot=true", "log", "--reverse", "--date-order", "--format=%x01%H %ct %at %ae%x02%aE",
    "--raw", "--no-abbrev", "-z", "-M", "-l1000", "-c", "--combined-all-paths", "--no-show-signature", "--no-color",
    "--no-ext-diff", "--ignore-submodules=none", "--encoding=UTF-8",
)  # fmt: skip
"""``-c`` shows for a merge what differs from all its parents; ``-l`` is git's default limit for inexact renames."""
NONE = "the content folder is not in a git repository"


def output(folder: Path, *arguments: str, given: bytes = b"", longest: float | None = None) -> bytes:
    """Run git and return its output. ``longest``: how long it may take, in seconds.

    Raises ``FileNotFoundError`` without git, ``CalledProcessError`` if git fails, ``TimeoutExpired`` if it is stopped.
    """
    environment = {name: value for name, value in os.environ.items() if name not in REPOSITORY_VARIABLES}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    done = subprocess.run(
        ["git", "-C", str(folder), "-c", "core.quotepath=off", *arguments],
        capture_output=True, check=True, env=environment, input=given, timeout=longest,
    )  # fmt: skip
    return done.stdout


def run(folder: Path, *arguments: str) -> str:
    return output(folder, *arguments).decode("utf-8", "replace")


def read(content: Path) -> History:
    """The history of a content folder. That of a shallow clone is not guessed at."""
    commit = ""
    try:
        shown = run(content, "rev-parse", "--is-shallow-repository", "HEAD", "--show-prefix")
        shallow, commit, prefix = shown.split("\n", 2)
        if shallow == "true":
            return History(commit=commit, missing=_shallow(content))
        log = run(content, *LOG)
    except FileNotFoundError:
        return History(missing="git is not installed")
    except subprocess.CalledProcessError as error:
        return History(commit=commit, missing=_why(error))
    prefix = prefix.removesuffix("\n")
    found = lineage.follow(_changes(log))
    return History(
        {path.removeprefix(prefix): versions for path, versions in found.items() if path.startswith(prefix)}, commit
    )


def _shallow(content: Path) -> str:
    count = int(run(content, "rev-list", "--count", "HEAD"))
    depth = "only the last commit" if count == 1 else f"only the last {count:,} commits"
    return (
        f"the clone is shallow: it has {depth}, so first commits are not known; “git fetch --unshallow” "
        "fetches the rest"
    )


def _why(error: subprocess.CalledProcessError) -> str:
    """Why git cannot read the history."""
    message = error.stderr.decode("utf-8", "replace").strip()
    if "not a git repository" in message:
        return NONE
    if "unknown revision" in message:
        return "the git repository has no commits yet"
    if "dubious ownership" in message:
        return (
            "git does not read the repository, because its folder belongs to another user: allow it with “git config "
            "--global --add safe.directory” and the folder"
        )
    line = message.splitlines()[0].removeprefix("fatal: ") if message else f"it ended with {error.returncode}"
    return f"git cannot read the history: {line}"


def _changes(log: str) -> Iterator[lineage.Change]:
    """Parse the log: every change to a file's text, in log order."""
    records = iter(log.split("\0"))
    made: tuple[datetime, str, str, str, datetime] | None = None
    for record in records:
        stripped = record.lstrip("\n")
        if stripped.startswith("\x01"):
            commit, time, authored, emails = stripped[1:].rstrip("\n").split(" ", 3)
            email, _, mapped = emails.partition("\x02")
            made = _moment(time), commit, email, mapped, _moment(authored)
        elif stripped.startswith(":") and made:
            parents = len(stripped) - len(stripped.lstrip(":"))
            fields = stripped.lstrip(":").split(" ")
            letters = "".join(letter for letter in fields[-1] if letter.isalpha())
            moved = "R" in letters
            names = [next(records) for _ in range(parents if parents > 1 or moved else 0)]
            path = next(records)
            blob = fields[-2]
            deleted = not blob.strip("0")
            if not deleted and not fields[parents].startswith("100"):
                continue
            version = Version(made[0], made[1], blob, *made[2:])
            if deleted:
                yield lineage.Change("D", path, version)
            elif set(letters) == {"R"}:
                yield lineage.Change("R", path, version, names[0])
            else:
                yield lineage.Change("A" if set(letters) <= {"A", "R"} else "M", path, version)


def _moment(seconds: str) -> datetime:
    return EARLIEST + timedelta(seconds=min(max(int(seconds), 0), LATEST))


def versions(content: Path, objects: Collection[str]) -> dict[str, bytes]:
    """The contents of git objects, read in one batch; missing ones are left out."""
    if not objects:
        return {}
    try:
        data = output(content, "cat-file", "--batch", given="".join(f"{name}\n" for name in objects).encode())
    except (FileNotFoundError, subprocess.CalledProcessError):
        return {}
    found: dict[str, bytes] = {}
    at = 0
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
    """The content folder's path relative to the repository's root, ending in ``/``; empty outside a repository."""
    try:
        return run(content, "rev-parse", "--show-prefix").strip("\n")
    except (FileNotFoundError, subprocess.CalledProcessError):
        return ""


def place(content: Path) -> str:
    """As ``prefix``; outside a repository the folder's own name, since its parent folder belongs to the course."""
    try:
        return run(content, "rev-parse", "--show-prefix").strip("\n")
    except (FileNotFoundError, subprocess.CalledProcessError):
        name = content.resolve().name
        return f"{name.encode('utf-8', 'surrogateescape').decode('utf-8', 'backslashreplace')}/"


class CannotCompare(Refusal):
    """Git cannot determine what changed; the message contains git's reason."""


def changed_since(content: Path, revision: str) -> set[str]:
    """The paths below the content folder that differ from a revision, untracked files included.

    Raises ``CannotCompare``.
    """
    try:
        prefix = run(content, "rev-parse", "--show-prefix").strip("\n")
        named = run(
            content, "diff", "--name-only", "-z", "--diff-filter=d", "--end-of-options", revision, "--", "."
        ).split("\0")
        new = run(content, "ls-files", "--others", "--exclude-standard", "-z", "--full-name", "--", ".").split("\0")
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        lines = getattr(error, "stderr", b"").decode("utf-8", "replace").strip().splitlines() or [str(error)]
        raise CannotCompare(
            f"--changed: git cannot compare with “{revision}”: {lines[0] if lines else 'unknown'}"
        ) from None
    return {path.removeprefix(prefix) for path in (*named, *new) if path.startswith(prefix) and path}
