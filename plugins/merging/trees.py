"""A request as git's objects: what merging it would change, and the course as it would be. Nothing of it is run."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from .. import scratch
from ..core.refusal import Refusal
from ..corpus import git
from .rule import ABSENT, MOST_FILES, Change

FILE: Final = "100"
"""How git's mode of a file begins."""
SUBMODULE: Final = "160000"
READ: Final = (".md", ".toml")
"""The files of a course whose contents say something."""
SAFE: Final = ("-c", "core.hooksPath=", "-c", "core.fsmonitor=false", "-c", "submodule.recurse=false")
"""No program of the checkout's is started."""
LONGEST: Final = 60.0
"""The most seconds for git to look at a request: a few trees within trees can hold more files than any memory."""
LONGEST_FETCH: Final = 600.0
CONFLICTS: Final = 1
NOT_UNDERSTOOD: Final = 129
"""How ``git merge-tree`` ends where it cannot merge by itself, and where git is too old."""


class CannotMerge(Refusal):
    """The repository, or its forge, cannot be worked with; the message says why."""


class Conflict(Exception):
    """Git cannot merge by itself."""


def _run(folder: Path, *words: str, given: bytes = b"", longest: float = 0) -> bytes:
    """Raises ``CannotMerge`` with git's reason."""
    try:
        return git.output(folder, *SAFE, *words, given=given, longest=longest or LONGEST)
    except subprocess.TimeoutExpired:
        raise CannotMerge(f"git {words[0]}: took too long, and was stopped") from None
    except FileNotFoundError:
        raise CannotMerge("git is not installed: install it from https://git-scm.com/") from None
    except subprocess.CalledProcessError as error:
        raise CannotMerge(f"git {words[0]}: {_said(error)}") from None


def _said(error: subprocess.CalledProcessError) -> str:
    """Why git failed, in its own words."""
    lines = error.stderr.decode("utf-8", "replace").strip().splitlines() or [f"it ended with {error.returncode}"]
    return str(lines[-1].removeprefix("fatal: "))


def root(content: Path) -> Path:
    """The repository's top folder. Raises ``CannotMerge``."""
    return Path(_run(content, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").removesuffix("\n"))


def fetched(repository: Path, remote: str, ref: str) -> str:
    """Fetch a ref, and return its commit. Raises ``CannotMerge``."""
    _run(repository, "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", remote, ref, longest=LONGEST_FETCH)
    return commit(repository, "FETCH_HEAD")


def commit(repository: Path, name: str) -> str:
    """The commit that a name means. Raises ``CannotMerge``."""
    return _run(repository, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}").decode().strip()


def merged(repository: Path, base: str, head: str) -> str:
    """The tree that merging one commit into another gives. Raises ``Conflict`` and ``CannotMerge``."""
    try:
        words = ("merge-tree", "--write-tree", "--no-messages", "-z", base, head)
        found = git.output(repository, *SAFE, *words, longest=LONGEST)
    except subprocess.TimeoutExpired:
        raise CannotMerge("git merge-tree: took too long, and was stopped") from None
    except subprocess.CalledProcessError as error:
        if error.returncode == CONFLICTS:
            raise Conflict from None
        too_old = error.returncode == NOT_UNDERSTOOD
        raise CannotMerge(f"git cannot merge: {'this needs git 2.38 or later' if too_old else _said(error)}") from None
    return found.split(b"\0")[0].decode()


def changes(repository: Path, base: str, tree: str) -> list[Change]:
    """What differs between a commit and a tree; a renamed file is one that goes and one that comes."""
    raw = _run(repository, "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", base, tree)
    fields = raw.decode("utf-8", "surrogateescape").split("\0")
    found = [(path, about.removeprefix(":").split(" ")) for about, path in zip(fields[::2], fields[1::2], strict=False)]
    few = found if len(found) <= MOST_FILES else []  # of more, nobody asks for the sizes
    sizes = _sizes(repository, [blob for _, (_, mode, _, blob, _) in few if mode not in (ABSENT, SUBMODULE)])
    return [Change(path, before, mode, sizes.get(blob, 0)) for path, (before, mode, _, blob, _) in found]


def _sizes(repository: Path, blobs: Iterable[str]) -> dict[str, int]:
    """The sizes of objects in bytes, by their names."""
    asked = "".join(f"{blob}\n" for blob in blobs)
    told = _run(repository, "cat-file", "--batch-check=%(objectname) %(objectsize)", given=asked.encode())
    sizes = dict(line.split(" ") for line in told.decode().splitlines())
    if not all(size.isdecimal() for size in sizes.values()):
        raise CannotMerge("git cat-file: the files are not all there")
    return {name: int(size) for name, size in sizes.items()}


def names(repository: Path, commit: str) -> list[str]:
    """The paths of all files of a commit or a tree, as often as they are in it."""
    listed = _run(repository, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    return [path for path in listed.decode("utf-8", "surrogateescape").split("\0") if path]


@contextmanager
def written(repository: Path, tree: str, folder: str, moment: datetime) -> Iterator[Path]:
    """A folder of a tree, written to disk for as long as it is needed: its plain files, the texts byte for byte and the
    rest empty, all of one moment. No filter of the checkout's runs, and no link is made. Raises ``CannotMerge``.
    """
    listed = _run(repository, "ls-tree", "-r", "-z", "--full-tree", f"{tree}:{folder.removesuffix('/')}")
    entries = [entry.split("\t", 1) for entry in listed.decode("utf-8", "surrogateescape").split("\0") if entry]
    blobs = {path: about.split(" ")[2] for about, path in entries if about.startswith(FILE)}
    wanted = {blob for path, blob in blobs.items() if path.endswith(READ)}
    texts = git.versions(repository, wanted)
    if len(texts) < len(wanted):
        raise CannotMerge("git cat-file: the texts are not all there")
    with scratch.folder(None, "merge") as made:
        within = made / "content"
        within.mkdir()
        for path, blob in blobs.items():
            file = within / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(texts.get(blob, b""))
            os.utime(file, (moment.timestamp(),) * 2)
        yield within
