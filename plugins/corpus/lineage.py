"""From a log to the versions of each file: what is the same file under another name, on another branch, or once more.

A log comes in git's order of dates, every commit after its parents, so that what happened on side branches lies
between what happened on the main one. The rules:

* A file that is renamed stays the same file; what then begins at its old path is another one.
* A file that was deleted and comes back at its path is the same file.
* A file that a side branch still edits under its old name is the one that was renamed; one that two branches rename
  differently is both of the new ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal


@dataclass(frozen=True, slots=True)
class Version:
    """What a commit made of a file.

    ``time`` is the committer's, and decides: a forge sets it where a pull request is merged there, and a rebase
    or an amended commit makes it new, while the author's is kept, or typed with ``git commit --date``. Either can be
    set by who commits on a machine of his own. ``authored`` is shown beside it, where it speaks for the author.
    ``email`` is the author's address as the commit has it, ``mapped`` as ``.mailmap`` has it. Both times are aware.
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
        """When each file was first committed."""
        return {path: versions[0].time for path, versions in self.versions.items()}

    @cached_property
    def changed(self) -> dict[str, datetime]:
        """The last change of each file that was changed after its first commit; a new name alone is none."""
        found = {}
        for path, versions in self.versions.items():
            for before, after in zip(versions[-2::-1], versions[:0:-1], strict=True):
                if before.blob != after.blob:
                    found[path] = after.time
                    break
        return found


NO_HISTORY = History()


@dataclass(frozen=True, slots=True)
class Change:
    """One file in one commit; ``old`` is where it lay before, where it was moved. A deletion leaves no version."""

    status: Literal["A", "M", "D", "R"]
    path: str
    version: Version
    old: str = ""


def follow(changes: Iterable[Change]) -> dict[str, tuple[Version, ...]]:
    """The versions of each file that is there in the end, by path, the oldest first. One pass."""
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
        """The file that lay at a path, and how many versions it had when it was moved."""

    def delete(self, path: str) -> None:
        if path in self.alive:
            self.deleted[path] = self.alive.pop(path)

    def at(self, path: str, *, begins: bool) -> list[Version]:
        """The file at a path, which may begin there."""
        if path in self.alive:
            return self.alive[path]
        if path not in self.deleted and not begins and path in self.moved:
            return self.moved[path][0]
        file = self.alive[path] = self.deleted.pop(path, [])
        return file

    def move(self, old: str, path: str) -> list[Version]:
        """The file that lay at ``old`` and lies at ``path`` from now on."""
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
