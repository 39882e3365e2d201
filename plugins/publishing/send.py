"""Publish a built site: with rsync to a folder, or with git to a branch. Independent of Pelican.

Git uses a temporary index and object store outside the repository, so the user's checkout, index, refs and objects are
not touched. The branch has a single commit without a parent, so that content removed from the site does not remain in
its history. The branch is replaced only if it has not changed since it was read.
"""

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .. import scratch
from ..core.model import Course
from ..core.refusal import Refusal
from ..corpus import files
from ..corpus.git import REPOSITORY_VARIABLES
from ..course import target
from ..course.target import Target
from . import changes as publishing
from .changes import Change

WHO = {"NAME": "Cohort", "EMAIL": "cohort@localhost"}
"""The author of the branch's commit: public, and therefore not the user."""
LEFT_OVER = 23
"""rsync's exit code for a partial transfer: here, the folder does not exist."""


class CannotPublish(Refusal):
    """Nothing was published, or not everything; the message says why in one sentence."""


@dataclass(frozen=True)
class Done:
    """What changed at a target, or would change."""

    changes: tuple[Change, ...]

    def summary(self, *, dry_run: bool) -> str:
        """``3 new, 1 deleted, published``."""
        kinds = Counter(change.kind for change in self.changes)
        count = ", ".join(f"{kinds[kind]} {kind}" for kind in publishing.KINDS if kinds[kind])
        return f"{count or 'nothing'}{' to publish' if dry_run or not count else ', published'}"


def destination(content: Path, given: str) -> tuple[Target, Course]:
    """A course's publishing target: the given one, else the one in its settings.

    Raises ``CannotRead`` if there is no course, ``CannotPublish`` if there is no valid target.
    """
    opened = files.open_course(content)
    site = opened.course.site
    if not given and not site.publish:
        wrong = [str(problem) for problem in opened.problems if "site.publish" in problem.message]
        nowhere = f"no place to publish to: set [site] publish, or --to, to {target.EXAMPLES}"
        raise CannotPublish("\n".join([*wrong, nowhere]))
    try:
        return target.target(given or site.publish, site.branch), opened.course
    except ValueError as error:
        raise CannotPublish(f"--to {given}: {error}") from None


def ready(target: Target, apart: Mapping[str, Path]) -> None:
    """Fail early if publishing cannot work: a program is missing, or the target is one of the course's own folders.

    ``apart`` are the course's folders by name. Raises ``CannotPublish``.
    """
    if not shutil.which(target.way):
        raise CannotPublish(f"{target.way} is not installed, and {target} needs it")
    if not target.local:
        return
    place = Path(target.place).resolve()
    for name, folder in apart.items():
        own = folder.resolve()
        if place.is_relative_to(own) or own.is_relative_to(place):
            raise CannotPublish(f"{target.place}: must be separate from the {name} folder, {folder}")


def publish(site: Path, target: Target, content: Path, course: Course, *, dry_run: bool = False) -> Done:
    """Publish a built site to its target, or list the changes. Raises ``CannotPublish``."""
    if target.way == "rsync":
        return _by_rsync(site, target, dry_run=dry_run)
    return _by_git(site, target, content, course, dry_run=dry_run)


def _by_rsync(site: Path, target: Target, *, dry_run: bool) -> Done:
    names = _names(target)
    if not publishing.may_replace(names):
        raise CannotPublish(
            f"{target}: contains files that Cohort did not write, and publishing replaces the whole folder: "
            "name an empty or new one"
        )
    place = f"{target.place}/"
    if not dry_run and publishing.MARK not in names:
        _rsync("--", str(site / publishing.MARK), place)  # first, so that an interrupted transfer can be resumed
    options = ["--recursive", "--checksum", "--perms", "--chmod=D755,F644", "--itemize-changes", "--delete-delay",
               "--delay-updates"]  # fmt: skip
    kept = [f"--exclude={name}" for name in publishing.OF_THE_SERVER]
    listed = _rsync(*options, *kept, *(["--dry-run"] if dry_run else []), "--", f"{site}/", place)
    return Done(tuple(publishing.itemised(listed.splitlines())))


def _names(target: Target) -> set[str]:
    """The names in the target folder; empty if it does not exist yet."""
    try:
        return publishing.listed(_rsync("--list-only", "--dirs", "--", f"{target.place}/").splitlines())
    except subprocess.CalledProcessError as error:
        if error.returncode == LEFT_OVER and "No such file or directory" in error.stderr:
            return set()
        raise CannotPublish(f"{target}: {publishing.safe(error.stderr)}") from None


def _rsync(*arguments: str) -> str:
    """Run rsync and return its output. Raises ``CalledProcessError`` when listing, else ``CannotPublish``."""
    done = subprocess.run(
        ["rsync", *arguments], capture_output=True, check=False, encoding="utf-8", errors="replace",
        env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
    if done.returncode and "--list-only" in arguments:
        raise subprocess.CalledProcessError(done.returncode, "rsync", done.stdout, done.stderr)
    if done.returncode:
        raise CannotPublish(f"rsync ended with {done.returncode}, and the site may be only partly uploaded: "
                            f"{publishing.safe(done.stderr)}")  # fmt: skip
    return done.stdout


def _by_git(site: Path, target: Target, content: Path, course: Course, *, dry_run: bool) -> Done:
    with _apart(content) as git:
        address = git.say("remote", "get-url", "--push", target.place).strip()
        ref = f"refs/heads/{target.branch}"
        tip = git.say("ls-remote", "--", address, ref).partition("\t")[0].strip()
        before = _branch(git, address, ref, tip)
        if before and publishing.MARK not in before:
            raise CannotPublish(
                f"{target}: the branch has content that Cohort did not write, and publishing replaces all of it: "
                "choose a branch that does not exist yet"
            )
        after = _stored(git, site, course, before)
        changes = tuple(publishing.changes(before, after))
        if dry_run or not changes:
            return Done(changes)
        lines = "".join(f"100644 {name}\t{path}\0" for path, name in after.items())
        git.say("update-index", "-z", "--index-info", given=lines)
        commit = git.say("commit-tree", git.say("write-tree").strip(), "-m", "The site, made by Cohort").strip()
        git.say("push", "--quiet", "--recurse-submodules=no", f"--force-with-lease={ref}:{tip}", "--", address,
                f"{commit}:{ref}")  # fmt: skip
        return Done(changes)


def _branch(git: "_Git", address: str, ref: str, tip: str) -> dict[str, str]:
    """The files of the current branch: object ids by path."""
    if not tip:
        return {}
    git.say("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
            "--no-recurse-submodules", "--", address, ref)  # fmt: skip
    entries = git.say("ls-tree", "-r", "-z", "--full-tree", tip).split("\0")
    return {entry.partition("\t")[2]: entry.partition("\t")[0].split(" ")[2] for entry in entries if entry}


def _stored(git: "_Git", site: Path, course: Course, before: Mapping[str, str]) -> dict[str, str]:
    """The files of the new branch: object ids by path, each stored byte for byte regardless of git attributes."""
    paths = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*")) if path.is_file()]
    if odd := [path for path in paths if "\n" in path or path.startswith('"')]:
        raise CannotPublish(f"git cannot take a file named {odd[0]!r}: rename it")
    given = "".join(f"{site / path}\n" for path in paths)
    names = git.say("hash-object", "-w", "--no-filters", "--stdin-paths", given=given).split()
    stored = dict(zip(paths, names, strict=True))
    stored[publishing.NO_JEKYLL] = git.say("hash-object", "-w", "--stdin").strip()
    if domain := publishing.domain(course.site):
        stored[publishing.CNAME] = git.say("hash-object", "-w", "--stdin", given=f"{domain}\n").strip()
    elif publishing.CNAME in before:
        stored[publishing.CNAME] = before[publishing.CNAME]
    return stored


@dataclass(frozen=True)
class _Git:
    folder: Path
    environment: Mapping[str, str]

    def say(self, *arguments: str, given: str = "") -> str:
        """Run git and return its output. Raises ``CannotPublish``."""
        done = subprocess.run(
            ["git", "-C", str(self.folder), *arguments], capture_output=True, check=False, env=self.environment,
            input=given.encode("utf-8", "surrogateescape"),  # as bytes, so that line endings are not converted
        )  # fmt: skip
        if done.returncode:
            told = done.stderr.decode("utf-8", "replace")
            message = (
                "somebody else has published in the meantime: try again"
                if "stale info" in told
                else publishing.safe(told)
            )
            raise CannotPublish(f"git {arguments[0]}: {message}")
        return done.stdout.decode("utf-8", "surrogateescape")


@contextmanager
def _apart(content: Path) -> Iterator[_Git]:
    """Git in the repository of a content folder, with an index and an object store that vanish afterwards."""
    plain = {name: value for name, value in os.environ.items() if name not in REPOSITORY_VARIABLES}
    plain |= {"LC_ALL": "C", **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
                               for key, value in WHO.items()}}  # fmt: skip
    objects = _Git(content, plain).say("rev-parse", "--path-format=absolute", "--git-path", "objects").rstrip("\n")
    quoted = objects.replace("\\", "\\\\").replace('"', '\\"')  # quoted, since a colon would split the path
    with scratch.folder(None, "publish") as folder:
        apart = {"GIT_INDEX_FILE": f"{folder}/index", "GIT_OBJECT_DIRECTORY": f"{folder}/objects",
                 "GIT_ALTERNATE_OBJECT_DIRECTORIES": f'"{quoted}"'}  # fmt: skip
        (folder / "objects").mkdir()
        yield _Git(content, {**plain, **apart})
