"""Keeps a built course as its files are, in processes of its own, so that nobody waits for a build.

One process builds. When site and gradebook are in place, it becomes the one that *shows*: it remembers what it built,
and writes the page of a changed text at once, also while another process builds the whole anew, and while that waits
for its gradebook. A third makes the search index.
All are begun and ended by one that only listens and so always answers.

::

    files change → show: the page of the changed text
                 → build: everything → show again what changed meanwhile → in place → search index

What changed while a build ran is shown in its pages, too, before they are put in place, and another build follows. A
build is given up only for a change that could not be shown without it, and not many times in succession.
"""

import gc
import os
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from .. import scratch
from ..parallel import Worker
from ..search.index import state_of_index
from ..search.pagefind import INDEX
from .last import Last
from .output import Builder, Steps, ToMake, prepare, put_away, put_index_in_place
from .request import BuildRequest, GradebookFailed, Result

MOST_GIVEN_UP = 3
"""How many builds in succession may be given up for a newer change."""
MOST_SHOWN = 50
"""With more changed files than this, a build of everything is as quick as showing them one by one."""
IDLY = 10
"""How much others go before what nobody waits for, from 0 to 19."""
STOPPED = "stopped before its end: the next change begins another"


@dataclass(frozen=True)
class Placed:
    """Some files of the site or the gradebook are new, other or gone: their paths below its folder."""

    folder: Path
    changed: Collection[str]


@dataclass(frozen=True)
class Built:
    """A build has ended. ``changed``: the files of the course that changed since the one before; ``index``: the search
    index to be made, if the one in place is another.
    """

    result: Result
    changed: Collection[str] = ()
    index: ToMake | None = None


@dataclass(frozen=True)
class Failed:
    """Something went wrong, and why. ``is_in_place``: whether the site is there all the same; ``index``: as above."""

    why: str
    is_in_place: bool = False
    index: ToMake | None = None


News = Placed | Built | Failed


@dataclass(frozen=True)
class _Ready:
    """A site is about to be put in place; the answer is what changed since its build began."""


@dataclass(frozen=True)
class _Show:
    """Show changed texts on their pages; the answer is the pages' files."""

    changed: Collection[str]
    locked: bool


@dataclass(frozen=True)
class _Indexed:
    """The search index is made, or is not needed any more."""


class Rebuilding:
    """Builds a course, and again what changed whenever it is told so, until it is told None or nobody listens any more.
    ``line``: takes the paths of changed files from the content folder, and gives ``News``.
    """

    def __init__(self, request: BuildRequest, line: Connection) -> None:
        self.request, self.line = replace(request, search_later=True), line
        self.showing: Worker | None = None
        self.building: Worker | None = None
        self.indexing: Worker | None = None
        self.dying: list[Worker] = []
        """Those that are not needed any more. Nobody waits for their end, which takes a while on a busy machine."""
        self.is_ready = self.is_placed = False
        """Whether the site that is being built is about to be put in place, and whether it is there already."""
        self.is_behind = False
        """Whether something has changed since the last build that could not be shown without another."""
        self.given_up = 0
        self.untold: list[str] = []
        """What has changed since the last build that was told of began."""
        self.covered = 0
        """How much of that the running build has seen from its beginning."""
        self.newer: list[str] = []
        """What has changed since the running build began."""
        self.in_time = 0
        """How much of that it could still show in its site."""
        self.index: ToMake | None = None
        """The index that is to be made next."""

    def run(self) -> None:
        try:
            prepare(self.request)
            self.build()
            while True:
                self.hear()
        except (EOFError, BrokenPipeError):
            pass
        finally:
            for worker in (self.building, self.indexing, self.showing, *self.dying):
                if worker:
                    worker.end()
            put_away(self.request)

    def hear(self) -> None:
        """Wait for whoever says something first, and do what follows from that."""
        self.dying = [worker for worker in self.dying if not worker.has_ended()]
        heard: dict[Connection, Callable[[], None]] = {self.line: self.follow_changes}
        if self.building:
            heard[self.building.line] = partial(self.follow, self.building)
        if self.indexing and not self.is_ready:
            heard[self.indexing.line] = partial(self.follow_index, self.indexing)
        said = [line for line in wait(list(heard)) if isinstance(line, Connection)]
        heard[self.line if self.line in said else said[0]]()

    def follow_changes(self) -> None:
        """Take what is said of the course. Raises ``EOFError`` at the end."""
        if (paths := self.line.recv()) is None:
            raise EOFError
        self.change(paths)

    def change(self, paths: Collection[str]) -> None:
        self.untold += paths
        if self.building and self.is_ready:
            self.newer += paths
            if self.is_placed:
                self.show_meanwhile(paths)
            return
        is_shown = self.show(paths)
        if self.building and (is_shown or not self.showing or self.given_up == MOST_GIVEN_UP):
            self.newer += paths
            return
        if self.building:
            self.building.end()
            self.given_up += 1
        self.build()

    def show_meanwhile(self, paths: Collection[str]) -> None:
        """Have the texts at some paths shown in a site that is newer than the one that *shows* knows, unless more has
        changed since than it could show.
        """
        if paths and not self.is_behind:
            self.show(paths)

    def show(self, paths: Collection[str]) -> bool:
        """Have the texts at some paths shown on their pages, if that can be done now."""
        is_shown = len(paths) <= MOST_SHOWN and self._show(paths)
        self.is_behind |= not is_shown
        return is_shown

    def _show(self, paths: Collection[str]) -> bool:
        if not self.showing:
            return False
        try:
            self.showing.line.send(_Show(paths, locked=self.building is not None))
            files = self.showing.line.recv()
        except (EOFError, OSError):
            self.dismiss(self.showing)
            self.showing = None
            return False
        if files:
            self.line.send(Placed(self.request.output, files))
        return bool(files)

    def build(self) -> None:
        self.newer, self.covered, self.is_ready, self.is_placed = [], len(self.untold), False, False
        self.building = Worker(partial(_build, self.request))

    def follow(self, building: Worker) -> None:
        """Take what the running build says."""
        match said := _said(building, "the build"):
            case _Ready():
                in_time = tuple(self.newer) if len(self.newer) <= MOST_SHOWN else ()
                self.is_ready, self.in_time = True, len(in_time)
                with suppress(OSError):
                    building.line.send(in_time)
            case Placed():
                self.given_up = 0
                self.line.send(said)
                if not self.is_placed:
                    self.is_placed = True
                    self.show_meanwhile(self.newer[self.in_time :])
            case Built():
                self.line.send(replace(said, changed=self.untold[: self.covered], index=None))
                self.untold = self.untold[self.covered :]
                self.become(building, said.index)
            case Failed():
                self.line.send(replace(said, index=None))
                if said.is_in_place:
                    self.become(building, said.index)
                else:
                    building.end()
                    self.building, self.is_ready, self.given_up = None, False, 0
                    if self.newer:
                        self.build()
                    self.make_index()

    def become(self, building: Worker, index: ToMake | None) -> None:
        """Let the process that has built show what changes from now on."""
        self.dismiss(self.showing)
        self.showing, self.building, self.is_ready, self.is_behind = building, None, False, False
        self.index = index
        if not index:  # what may be being made is outdated: the right one is there
            self.dismiss(self.indexing)
            self.indexing = None
        if self.newer:
            self.show(self.newer)
            self.build()
        self.make_index()

    def dismiss(self, worker: Worker | None) -> None:
        if worker:
            worker.kill()
            self.dying.append(worker)

    def make_index(self) -> None:
        """Begin with the next index, unless something else is being made."""
        if self.index and not self.indexing and not self.building:
            self.indexing, self.index = Worker(partial(_make_index, self.request, self.index)), None

    def follow_index(self, indexing: Worker) -> None:
        """Take what is said of the index that is being made."""
        match said := _said(indexing, "the search index"):
            case Path():
                is_placed = put_index_in_place(self.request, said, locked=self.building is not None)
                with suppress(OSError):
                    indexing.line.send(is_placed)
                return
            case Failed():
                self.line.send(said)
        self.dismiss(indexing)
        self.indexing = None
        self.make_index()


def _said(worker: Worker, what: str) -> Any:
    """What a process says next; that it failed, if it has ended. ``what``: what it makes."""
    try:
        return worker.line.recv()
    except (EOFError, OSError):
        return Failed(f"{what} {STOPPED}")


def _build(request: BuildRequest, line: Connection) -> None:
    """Build, and then show what changes, for as long as somebody asks for it."""
    builder = Builder()

    def newer() -> Collection[str]:
        line.send(_Ready())
        answer: Collection[str] = line.recv()
        return answer

    steps = Steps(newer, lambda folder, changed: line.send(Placed(folder, changed)))
    try:
        last = Last(replace(request, search_later=False), datetime.now(UTC))
        line.send(Built(builder.build(request, last, steps), index=builder.to_make))
    except GradebookFailed as error:
        line.send(Failed(str(error), is_in_place=True, index=builder.to_make))
    except (EOFError, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever stops a build, what is served stays
        line.send(Failed(str(error)))
        return
    gc.freeze()  # what was built is here to stay, and need not be looked through again and again
    while show := line.recv():
        line.send(_shown(builder, request, show))


def _shown(builder: Builder, request: BuildRequest, show: _Show) -> tuple[str, ...]:
    with suppress(Exception):  # the build that follows says what is wrong
        return builder.first(request, show.changed, locked=show.locked)
    return ()


def _make_index(request: BuildRequest, index: ToMake, line: Connection) -> None:
    """Make an index, while nobody waits for it, and have it put in place."""
    os.nice(IDLY)
    with scratch.folder(request.output.resolve().parent, "search") as folder:
        if not (note := index.write(folder)):
            state = state_of_index(folder / INDEX)
            line.send(folder / INDEX)
            if line.recv():
                index.remember(state)
    line.send(Failed(note) if note else _Indexed())
