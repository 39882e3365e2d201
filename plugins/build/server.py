"""``./inv serve``: builds, watches, and reloads the browser. Listens on the loopback interface only.

The gradebook has a port, and so an origin, of its own, apart from the public site. Its pages alone may also send
something, in a request that no other page can make.
"""

import contextlib
import functools
import http.server
import itertools
import json
import os
import secrets
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any

from watchfiles import watch

from .. import parallel
from ..core.refusal import Refusal
from .request import BuildRequest, GradebookFailed

TOKEN = "X-Cohort-Token"  # noqa: S105 a header's name
"""The header that shows that a page of the gradebook was served here."""
MOST_BYTES, MOST_DISCARDED = 1 << 17, 1 << 18
"""Of what a page sends: what is taken, and what is read before it is refused, so that the sender hears why."""
MOST_SECONDS = 5.0
"""How long the rest of what is sent may take."""
DEBOUNCE = 400
"""The milliseconds for which further changes are awaited, at most, while they keep coming."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
RELOAD = b"""<script>
new EventSource("/.reload").onmessage = () => {
  if (document.dispatchEvent(new Event("built", { cancelable: true }))) location.reload();
};
</script>
</body>"""


class CannotServe(Refusal):
    """There is nothing to serve, or no free port; the message says which."""


Take = Callable[[Any], str | Mapping[str, Any]]
"""Takes a value that a page sent, and answers in a sentence or with an object. Raises ``ValueError`` for a value of
another shape, and ``Refusal`` for what cannot be done.
"""


@dataclass(frozen=True)
class Endpoint:
    """Takes what the gradebook's pages send, as JSON: at each address of its own. ``token``: known to the served pages
    alone.
    """

    takes: Mapping[str, Take]
    token: str = field(default_factory=secrets.token_urlsafe)

    @property
    def mark(self) -> bytes:
        """What tells a page that it can send, and with which token."""
        return f'<meta name="cohort-token" content="{self.token}">\n</head>'.encode()


@dataclass(frozen=True)
class Moved:
    """Where on this machine the files below a path are served: ``below``, such as ``/output/``, and a port."""

    below: str
    port: int


def site_of(request: BuildRequest, port: int) -> Moved | None:
    """Where the gradebook's links to the site lead while both are served: from a server's root, nothing leads up."""
    path = request.site_from_gradebook
    while path.startswith("../"):
        path = path.removeprefix("../")
    return Moved(f"/{path}/", port) if path and "://" not in path else None


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


class _Refused(Exception):
    """A request that is not carried out: the status, and why in one line."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


class _Version:
    """Counts builds, and wakes the pages that wait for the next one."""

    def __init__(self) -> None:
        self.number = 0
        self.changed = threading.Condition()

    def bump(self) -> None:
        with self.changed:
            self.number += 1
            self.changed.notify_all()

    def wait(self, seen: int) -> int:
        with self.changed:
            self.changed.wait_for(lambda: self.number != seen, timeout=15)
            return self.number


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the files of one folder, adding the reload script to pages; with an endpoint, takes what these send."""

    def __init__(
        self, *args: Any, version: _Version, endpoint: Endpoint | None = None, moved: Moved | None = None, **more: Any
    ) -> None:
        self.version, self.endpoint, self.moved = version, endpoint, moved
        super().__init__(*args, **more)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged."""

    def parse_request(self) -> bool:
        """Refuse requests from other web pages, to which the gradebook would otherwise be exposed through the user's
        browser: via a host name that resolves here (421), or cross-site (403).
        """
        if not super().parse_request():
            return False
        if refused := refusal(self.headers, self.connection.getsockname()[1]):
            self.send_error(refused)
            return False
        return True

    def do_GET(self) -> None:
        if self.path == "/.reload":
            self.events()
            return
        file = Path(self.translate_path(self.path))
        if file.is_dir() and self.path.split("?")[0].endswith("/"):
            file /= "index.html"
        if file.suffix == ".html" and file.is_file():
            self.page(file, HTTPStatus.OK)
        elif self.moved and not file.exists() and self.path.startswith(self.moved.below):
            self.redirect(self.moved)
        elif not file.exists() and (Path(self.directory) / "404.html").is_file():
            self.page(Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND)
        else:
            super().do_GET()

    def redirect(self, moved: Moved) -> None:
        """Lead to another server on this machine, by the name that was used for this one."""
        host = self.headers["Host"].strip().rpartition(":")[0]
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", f"http://{host}:{moved.port}/{self.path.removeprefix(moved.below)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def page(self, file: Path, status: HTTPStatus) -> None:
        body = file.read_bytes().replace(b"</body>", RELOAD, 1)
        if self.endpoint:
            body = body.replace(b"</head>", self.endpoint.mark, 1)
        self.answer(status, "text/html", body)

    def answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if self.endpoint:
            self.send_header("X-Frame-Options", "DENY")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        if not self.endpoint:
            self.send_error(HTTPStatus.NOT_IMPLEMENTED)
            return
        self.connection.settimeout(MOST_SECONDS)
        said: str | Mapping[str, Any]
        try:
            status, said = HTTPStatus.OK, self.taken(self.endpoint)
        except _Refused as refused:
            status, said = refused.status, str(refused)
        except ValueError as error:
            status, said = HTTPStatus.BAD_REQUEST, f"what was sent {error}"
        except Refusal as refusal:
            status, said = HTTPStatus.CONFLICT, str(refusal)
        kind, text = ("text/plain", said) if isinstance(said, str) else ("application/json", json.dumps(said))
        with contextlib.suppress(OSError):
            self.answer(status, kind, text.encode("utf-8", "replace"))

    def taken(self, endpoint: Endpoint) -> str | Mapping[str, Any]:
        """What is answered to the value that a page of this server sent. Raises ``_Refused``, ``ValueError`` and
        ``Refusal``.
        """
        if self.path not in endpoint.takes:
            raise _Refused(HTTPStatus.NOT_FOUND, "nothing is taken here")
        size = self.size()
        data = self.read(min(size, MOST_DISCARDED))
        tokens = self.headers.get_all(TOKEN, [])
        if not self.headers.get_all("Origin") or len(tokens) != 1 or not _same(tokens[0], endpoint.token):
            raise _Refused(HTTPStatus.FORBIDDEN, "only a page served here may send this: reload the page")
        if self.headers.get_content_type() != "application/json":
            raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "what was sent is not application/json")
        if size > MOST_BYTES:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"what was sent has more than {MOST_BYTES} bytes")
        if len(data) < size:
            raise _Refused(HTTPStatus.BAD_REQUEST, "what was sent is incomplete")
        try:
            value = json.loads(data.decode())
        except (ValueError, RecursionError):
            raise _Refused(HTTPStatus.BAD_REQUEST, "what was sent is not JSON") from None
        return endpoint.takes[self.path](value)

    def size(self) -> int:
        """How many bytes were sent. Raises ``_Refused``."""
        given = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or not given:
            raise _Refused(HTTPStatus.LENGTH_REQUIRED, "the length of what was sent is missing")
        if len(given) != 1 or not (given[0].isascii() and given[0].isdigit() and len(given[0]) < 10):
            raise _Refused(HTTPStatus.BAD_REQUEST, "the length of what was sent is not a number")
        return int(given[0])

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; fewer, or none, if the rest does not come."""
        try:
            return self.rfile.read(size)
        except OSError:
            return b""

    def events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        seen = self.version.number
        try:
            while True:
                number = self.version.wait(seen)
                self.wfile.write(b": still here\n\n" if number == seen else b"data: new\n\n")
                self.wfile.flush()
                seen = number
        except OSError:
            return


def listen(
    folder: Path, port: int, version: _Version, endpoint: Endpoint | None = None, moved: Moved | None = None
) -> http.server.ThreadingHTTPServer:  # fmt: skip
    """A server for one folder, on this machine only. Raises ``OSError`` if the port is taken."""
    handler = functools.partial(_Handler, directory=str(folder), version=version, endpoint=endpoint, moved=moved)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


def refusal(headers: Message, port: int) -> HTTPStatus | None:
    """The status with which to refuse a request to ``port``; None if it comes from this machine's user.

    A browser sends the host in the address bar as ``Host``, and the requesting page in ``Origin`` and
    ``Sec-Fetch-Site`` (Fetch Metadata): a page on another port of this machine may link here, and do nothing else.
    """
    hosts = headers.get_all("Host", [])
    if len(hosts) != 1 or hosts[0].strip().lower() not in {f"{name}:{port}" for name in LOOPBACK}:
        return HTTPStatus.MISDIRECTED_REQUEST
    for origin in headers.get_all("Origin", []):
        if origin.strip().lower() != f"http://{hosts[0].strip().lower()}":
            return HTTPStatus.FORBIDDEN
    for site in headers.get_all("Sec-Fetch-Site", []):
        follows_link = site == "same-site" and headers.get("Sec-Fetch-Mode") == "navigate"
        if site not in ("none", "same-origin") and not follows_link:
            return HTTPStatus.FORBIDDEN
    return None


def _same(given: str, token: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode())


def serve(
    request: BuildRequest,
    port: int,
    build: Callable[[BuildRequest, Collection[str]], Any],
    first: Callable[[BuildRequest, Collection[str]], bool],
    note: Callable[[str], None],
    also_watch: Iterable[Path],
    takes: Mapping[str, Take],
    intake: Intake | None = None,
) -> None:
    """Build, serve the site at ``port`` and the gradebook at the next one, and rebuild when a file changes. ``build``
    is told which files changed, by their paths from the content folder; ``first`` writes the pages of changed texts at
    once, before everything else is built. ``takes``: what to do with what the gradebook's pages send, as ``Endpoint``
    has it. ``intake``: where texts are handed in; they are collected at the start and whenever something there changes.

    A failed build reports why, and what is served stays the same. Only the first build makes a search index, which
    would take longer than everything else after a small change. Ends with Ctrl-C.
    """
    if not request.content.is_dir():
        raise CannotServe(f"{request.content}: there is no such folder of content")
    version = _Version()
    if intake:
        intake.check(request.content)
        intake.collect()
    requests = itertools.chain([request], itertools.repeat(replace(request, keep_index=True)))

    def work(changed: Collection[str]) -> Iterator[bool]:
        if changed:
            with contextlib.suppress(Exception):  # the build that follows says what is wrong
                yield first(request, changed)
        yield _built(functools.partial(build, next(requests), changed), note)

    helper = parallel.Helper(work) if parallel.can_fork() else None
    worker = helper or work
    list(worker(()))
    servers = []
    places = (
        (port, request.output, "site", None, None),
        (port + 1, request.gradebook, "gradebook", Endpoint(takes), site_of(request, port)),
    )
    for number, folder, name, endpoint, moved in places:
        if folder is None:
            continue
        try:
            server = listen(folder, number, version, endpoint, moved)
        except OSError as error:
            raise CannotServe(f"port {number} cannot be used ({error.strerror}): name another with --port") from None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        note(f"{name}: http://127.0.0.1:{number}/")
    note("watching for changes (search is updated at the next start); press Ctrl-C to stop")
    folders = (*also_watch, intake.folder) if intake else also_watch
    watched = (request.content, *(path for path in folders if path.exists()))
    content, arrives = str(request.content.resolve()), f"{intake.folder.resolve()}{os.sep}" if intake else ""
    try:
        for changes in watch(*watched, debounce=DEBOUNCE, raise_interrupt=False):
            changed = [path for _, path in changes if not (arrives and path.startswith(arrives))]
            if intake and len(changed) < len(changes):
                intake.collect()
            if not changed:
                continue
            for done in worker([_relative(path, content) for path in changed]):
                if done:
                    version.bump()
    finally:
        for server in servers:
            server.shutdown()
        if helper:
            helper.end()


def _relative(path: str, content: str) -> str:
    """A path from the content folder."""
    return os.path.relpath(path, content).replace(os.sep, "/")


def _built(build: Callable[[], Any], note: Callable[[str], None]) -> bool:
    try:
        build()
    except GradebookFailed as error:
        note(str(error))
    except Exception as error:  # noqa: BLE001 - whatever stops a build, what is served stays
        note(str(error))
        return False
    return True
