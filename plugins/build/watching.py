"""``./inv serve``: builds, watches, and reloads the browser."""

import os
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

from watchfiles import watch

from .. import parallel, scratch
from ..core.refusal import Refusal
from ..search.index import state_of_index
from ..search.pagefind import INDEX
from .last import Last
from .output import Builder, Steps, ToMake, put_index_in_place
from .rebuilding import Built, Failed, News, Placed, Rebuilding
from .request import BuildRequest, Result
from .server import Endpoint, Take, Version, listen, site_of

QUIET, MOST_QUIET = 20, 400
"""The milliseconds without a change after which a build begins, and for which they are awaited while changes come."""

NOT_BUILDING = "what builds the site has been ended from outside: press Ctrl-C, and start ./inv serve again"


class CannotServe(Refusal):
    """There is nothing to serve, or no free port; the message says which."""


@dataclass(frozen=True)
class Intake:
    """A folder into which texts are handed in; ``collect`` takes them into the content folder."""

    folder: Path
    collect: Callable[[], None]

    def check(self, content: Path) -> None:
        """Raises ``CannotServe`` if it is no folder outside the content folder."""
        if not self.folder.is_dir():
            raise CannotServe(f"--inbox {self.folder}: there is no such folder")
        if self.folder.resolve().is_relative_to(content.resolve()):
            raise CannotServe(f"--inbox {self.folder}: is within the content folder: choose one outside it")


@dataclass(frozen=True)
class Site:
    """What is served. ``folders``: what tells the pages of each folder that they have changed; ``tell``: told what
    each build did, and which files had changed; ``note``: what went wrong.
    """

    folders: Mapping[Path, Version]
    tell: Callable[[Result, Collection[str]], None]
    note: Callable[[str], None]

    def hear(self, news: News) -> None:
        match news:
            case Placed(folder, changed):
                self.folders[folder.resolve()].bump(changed)
            case Built(result, changed):
                self.tell(result, changed)
            case Failed(why):
                self.note(why)


class _Apart:
    """Builds elsewhere, while this process serves."""

    def __init__(self, request: BuildRequest, site: Site) -> None:
        self.site, self.is_over = site, False
        self.worker = parallel.Worker(lambda line: Rebuilding(request, line).run())

    def first(self) -> None:
        """Wait for the first build."""
        news: News | None = None
        try:
            while not isinstance(news, Built | Failed):
                news = self.worker.line.recv()
                self.site.hear(news)
        except EOFError:
            raise CannotServe(NOT_BUILDING) from None

    def begin(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:
                news = self.worker.line.recv()
                if not isinstance(news, Built) or news.changed or news.result.written:
                    self.site.hear(news)
        except (EOFError, OSError):
            if not self.is_over:
                self.site.note(NOT_BUILDING)

    def change(self, paths: Collection[str]) -> None:
        with suppress(OSError):  # the listener says it
            self.worker.line.send(paths)

    def end(self) -> None:
        self.is_over = True
        self.worker.leave()


class _Here:
    """Builds in this process, where it cannot be forked: what changes meanwhile has to wait."""

    def __init__(self, request: BuildRequest, site: Site) -> None:
        self.request, self.site, self.builder = replace(request, search_later=True), site, Builder()
        self.alone = threading.Lock()
        """Held by who writes to the site."""
        self.indexes = SimpleQueue[ToMake]()

    def first(self) -> None:
        self.build(())

    def begin(self) -> None:
        threading.Thread(target=self._make_indexes, daemon=True).start()

    def change(self, paths: Collection[str]) -> None:
        with self.alone, suppress(Exception):  # the build that follows says what is wrong
            self.site.hear(Placed(self.request.output, self.builder.first(self.request, paths)))
        self.build(paths)

    def build(self, changed: Collection[str]) -> None:
        steps = Steps(placed=lambda folder, files: self.site.hear(Placed(folder, files)))
        try:
            with self.alone:
                self.site.hear(Built(self.builder.build(self.request, steps=steps), changed))
        except Exception as error:  # noqa: BLE001 - whatever stops a build, what is served stays
            self.site.hear(Failed(str(error)))
        if self.builder.to_make:
            self.indexes.put(self.builder.to_make)

    def _make_indexes(self) -> None:
        while index := self.indexes.get():
            if self.indexes.empty():
                self._make_index(index)

    def _make_index(self, index: ToMake) -> None:
        with scratch.folder(self.request.output.resolve().parent, "search") as folder:
            if note := index.write(folder):
                self.site.hear(Failed(note))
                return
            state = state_of_index(folder / INDEX)
            with self.alone:
                if put_index_in_place(self.request, folder / INDEX, locked=False):
                    index.remember(state)

    def end(self) -> None:
        """There is nobody to end."""


def serve(
    request: BuildRequest,
    port: int,
    tell: Callable[[Result, Collection[str]], None],
    note: Callable[[str], None],
    also_watch: Iterable[Path],
    takes: Mapping[str, Take],
    intake: Intake | None = None,
) -> None:
    """Build, serve the site at ``port`` and the gradebook at the next one, and rebuild when a file changes. ``tell`` is
    told what each build did, and which files changed before it, by their paths from the content folder; ``note``, what
    went wrong. ``takes``: what to do with what the gradebook's pages send, as ``Endpoint`` has it. ``intake``: where
    texts are handed in; they are collected at the start and whenever something there changes.

    A failed build reports why, and what is served stays the same. Ends with Ctrl-C.
    """
    if not request.content.is_dir():
        raise CannotServe(f"{request.content}: there is no such folder of content")
    if intake:
        intake.check(request.content)
        intake.collect()
    site = Site({folder.resolve(): Version() for folder in request.folders}, tell, note)
    builds = _Apart(request, site) if parallel.can_fork() else _Here(request, site)
    servers = []
    try:
        if known := Last(request, datetime.now(UTC)).result():
            tell(known, ())
        else:
            builds.first()
        places = (
            (port, request.output, "site", None, None),
            (port + 1, request.gradebook, "gradebook", Endpoint(takes), site_of(request, port)),
        )
        for number, folder, name, endpoint, moved in places:
            if folder is None:
                continue
            try:
                server = listen(folder, number, site.folders[folder.resolve()], endpoint, moved)
            except OSError as error:
                raise CannotServe(
                    f"port {number} cannot be used ({error.strerror}): name another with --port"
                ) from None
            threading.Thread(target=server.serve_forever, daemon=True).start()
            servers.append(server)
            note(f"{name}: {server.address}")
        builds.begin()
        note("watching for changes; press Ctrl-C to stop")
        _watch(request, builds, also_watch, intake)
    finally:
        for server in servers:
            server.shutdown()
        builds.end()


def _watch(request: BuildRequest, builds: _Apart | _Here, also_watch: Iterable[Path], intake: Intake | None) -> None:
    """Tell of every change, until somebody presses Ctrl-C."""
    folders = (*also_watch, intake.folder) if intake else also_watch
    watched = (request.content, *(path for path in folders if path.exists()))
    content, arrives = str(request.content.resolve()), f"{intake.folder.resolve()}{os.sep}" if intake else ""
    for noticed in watch(*watched, debounce=MOST_QUIET, step=QUIET, raise_interrupt=False):
        changes = [path for _, path in noticed if not scratch.is_ours(path)]
        changed = [path for path in changes if not (arrives and path.startswith(arrives))]
        if intake and len(changed) < len(changes):
            intake.collect()
        if changed:
            builds.change([_relative(path, content) for path in changed])


def _relative(path: str, content: str) -> str:
    """A path from the content folder."""
    return os.path.relpath(path, content).replace(os.sep, "/")
