"""Turns a log into the versions of each file, across renames, branches and deletions.

The log is in git's date order, with every commit after its parents, so commits on side branches are interleaved with
those on the main one. The rules:

* A renamed file stays the same file; anything created later at its old path is a different file.
* A file that is deleted and later created again at the same path is the same file.
* A file that a side branch still edits under its old name is the renamed file; if two branches rename it differently,
  both new files share its earlier versions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Literal

from ..core.model import composed


@dataclass(frozen=True, slots=True)
class Version:
    """A file as of one commit.

    ``time`` is the committer date, and is the one that counts: a forge sets it when a pull request is merged there, and
    a rebase or an amended commit renews it, whereas the author date is kept, or set with ``git commit --date``. Anybody
    who commits on their own machine can set either. ``authored`` is shown beside it if that helps the author. ``email``
    is the author's address as committed, ``mapped`` the one that ``.mailmap`` gives. Both times are aware.
    """

    time: datetime
    commit: str
    blob: str
    email: str
    mapped: str
    authored: datetime


@dataclass(frozen=True)
class History:
    """Versions by path, relative to the content folder. ``missing`` says why there are none."""

    versions: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    commit: str = ""
    missing: str = ""

    @cached_property
    def committed(self) -> dict[str, datetime]:
        """Each file's first commit."""
        return {path: versions[0].time for path, versions in self.versions.items()}

    @cached_property
    def changed(self) -> dict[str, datetime]:
        """The last change of each file that changed after its first commit; a mere rename does not count."""
        found = {}
        for path, versions in self.versions.items():
            for before, after in zip(versions[-2::-1], versions[:0:-1], strict=True):
                if before.blob != after.blob:
                    found[path] = after.time
                    break
        return found

    def named(self, paths: Iterable[str]) -> "History":
        """The same history by the names that files have on disk: git may know “é” in the other Unicode form."""
        unknown = [path for path in paths if path not in self.versions]
        if not unknown:
            return self
        by_name = {composed(path): path for path in self.versions if not path.isascii()}
        found = {path: self.versions[by_name[composed(path)]] for path in unknown if composed(path) in by_name}
        return replace(self, versions={**self.versions, **found})


NO_HISTORY = History()


@dataclass(frozen=True, slots=True)
class Change:
    """One file in one commit; ``old`` is the previous path of a renamed file. A deletion adds no version."""

    status: Literal["A", "M", "D", "R"]
    path: str
    version: Version
    old: str = ""


def follow(changes: Iterable[Change]) -> dict[str, tuple[Version, ...]]:
    """The versions of each file that still exists, by path, oldest first. One pass."""
    lineage = _Lineage()
    for change in changes:
        if change.status == "D":
            lineage.delete(change.path)
        elif change.status == "R":
            lineage.move(change.old, change.path).append(change.version)
        else:
            lineage.at(change.path, begins=change.status == "A").append(change.version)
    return {path: tuple(versions) for path, versions in lineage.alive.items()}


class _Lineage:
    def __init__(self) -> None:
        self.alive: dict[str, list[Version]] = {}
        self.deleted: dict[str, list[Version]] = {}
        self.moved: dict[str, tuple[list[Version], int]] = {}
        """Old path → the file that was moved away, and how many versions it had at the time."""

    def delete(self, path: str) -> None:
        if path in self.alive:
            self.deleted[path] = self.alive.pop(path)

    def at(self, path: str, *, begins: bool) -> list[Version]:
        """The file at a path; ``begins``: the commit may have created it."""
        if path in self.alive:
            return self.alive[path]
        if path not in self.deleted and not begins and path in self.moved:
            return self.moved[path][0]
        file = self.alive[path] = self.deleted.pop(path, [])
        return file

    def move(self, old: str, path: str) -> list[Version]:
        """Move the file at ``old`` to ``path`` and return it."""
        there = self.alive.get(path)
        if old in self.alive:
            file = self.alive.pop(old)
            self.moved[old] = file, len(file)
        elif old in self.moved:
            other, count = self.moved[old]
            file = other if there is other else other[:count]
        else:
            file = list(self.deleted.get(old, ()))
        if there is not None and there is not file:
            file[:0] = [version for version in there if version not in file]
            file.sort(key=lambda version: version.time)
        self.deleted.pop(path, None)
        self.alive[path] = file
        return file
