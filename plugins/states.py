"""Whether files are as they were: they are looked at by size and time, not read."""

import os
import shutil
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from .cache import digest, state_of

State = tuple[int, int, int]
COARSE = 2_000_000_000
"""Nanoseconds within which a file system that counts whole seconds, or pairs of them, tells no change."""
IN_GIT = ("HEAD", "index", "packed-refs", "shallow", "config", "refs", "logs/HEAD")
PASSED_OVER = frozenset(("__pycache__", ".git"))


def of_inputs(content: Path, folders: Iterable[Path], files: Iterable[Path], *more: str) -> str:
    """A digest of what a result depends on: a content folder with its git repository, other folders, single files, the
    packages, and what ``more`` says. Empty where a change might not be seen.
    """
    seen = time.time_ns()
    states: list[str] = []
    for folder in (content, *folders):
        states.append(str(folder))
        for path, state in below(folder):
            if not state[1] % 1_000_000_000 and seen - state[1] < COARSE:
                return ""
            states.append(f"{path} {state}")
    states += [f"{path} {state}" for path, state in _of_git(content)]
    packages = map(sysconfig.get_path, ("purelib", "platlib"))
    states += [f"{path} {state_of(path)}" for path in (*map(str, files), *packages)]
    return digest(*more, sys.version, str(shutil.which("git")), *states)


def below(folder: Path) -> Iterator[tuple[str, State]]:
    """The files below a folder, in order, and what tells whether they changed; links are followed to files alone."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name in PASSED_OVER:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield entry.path, (0, 0, 0)
            yield from below(Path(entry.path))
        else:
            yield entry.path, state_of(entry.path)


def _of_git(content: Path) -> Iterator[tuple[str, State]]:
    """The files that tell which commit a folder's repository is at."""
    for folder in (content.resolve(), *content.resolve().parents):
        found = folder / ".git"
        if found.is_file():  # a worktree or a submodule, whose repository is elsewhere
            yield str(found), (0, 0, time.time_ns())
        if found.is_dir():
            for name in IN_GIT:
                yield str(found / name), state_of(found / name)
                yield from below(found / name)
            return
