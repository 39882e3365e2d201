"""Serves the files of built folders on the loopback interface, and tells pages when they have changed.

The gradebook has a port, and so an origin, of its own, apart from the public site. Its pages alone may also send
something, in a request that no other page can make.
"""

import functools
import http.server
import io
import json
import mimetypes
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from pathlib import Path, PureWindowsPath
from typing import Any
from urllib.parse import quote, unquote

from ..core.refusal import Refusal
from .request import BuildRequest

TOKEN = "X-Cohort-Token"  # noqa: S105 a header's name
"""The header that shows that a page of the gradebook was served here."""
MOST_BYTES, MOST_DISCARDED = 1 << 17, 1 << 18
"""Of what a page sends: what is taken, and what is read before it is refused, so that the sender hears why."""
MOST_RECEIVED = 1 << 19
"""Of all that is received on one connection."""
MOST_SECONDS = 10.0
"""How long a request may take to arrive."""
MOST_WAITING = 60.0
"""How long an answer may take to be read."""
MOST_CONNECTIONS = 100
INDEX = "index.html"
WITHOUT_KEY = "open the address of the gradebook that ./inv serve printed"
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
"""The ends of the names of pictures, in which no script runs."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
RELOAD = b"""<script>
new EventSource(%s).onmessage = () => {
  if (document.dispatchEvent(new Event("built", { cancelable: true }))) location.reload();
};
</script>
</body>"""

GUARDS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
"""The headers of every answer."""
GUARDED = {
    **GUARDS,
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' "
    "'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}
"""Those of the gradebook."""


Take = Callable[[Any], str | Mapping[str, Any]]
"""Takes a value that a page sent, and answers in a sentence or with an object. Raises ``ValueError`` for a value of
another shape, and ``Refusal`` for what cannot be done.
"""


@dataclass(frozen=True)
class Endpoint:
    """Takes what the gradebook's pages send, as JSON: at each address of its own. ``token``: known to the served pages
    alone; ``key``: what their addresses begin with, known to whoever reads what ``./inv serve`` prints.
    """

    takes: Mapping[str, Take]
    token: str = field(default_factory=secrets.token_urlsafe)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def at(self) -> str:
        """Where the pages are."""
        return f"/{self.key}/"

    @property
    def mark(self) -> bytes:
        """What tells a page that it can send, where to, and with which token."""
        return f'<meta name="cohort-token" content="{self.token}" data-at="{self.at}">\n</head>'.encode()


@dataclass(frozen=True)
class Moved:
    """Where on this machine the files below a path are served: ``below``, such as ``/output/``, and a port. Pictures of
    its ``folder`` are also shown here, since a page of one port is given nothing by another.
    """

    below: str
    port: int
    folder: Path


def site_of(request: BuildRequest, port: int) -> Moved | None:
    """Where the gradebook's links to the site lead while both are served: from a server's root, nothing leads up."""
    path = request.site_from_gradebook
    while path.startswith("../"):
        path = path.removeprefix("../")
    return Moved(f"/{path}/", port, request.output) if path and "://" not in path else None


class _Refused(Exception):
    """A request that is not carried out: the status, and why in one line."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


class Version:
    """Counts changes of the pages of a folder, and wakes those that wait for theirs. It begins with the time, so that
    pages served by an earlier process wait for nothing.
    """

    def __init__(self) -> None:
        self.number = time.time_ns() // 1_000_000
        self.everywhere = self.number
        """When all pages last changed."""
        self.of: dict[str, int] = {}
        """When a page last changed, by its file."""
        self.changed = threading.Condition()

    def bump(self, files: Collection[str] | None = None) -> None:
        """Note that some files are new, other or gone, by their paths below the folder; None: all pages. What is no
        page may be part of any of them.
        """
        with self.changed:
            self.number += 1
            if files is None or any(map(_may_be_everywhere, files)):
                self.everywhere = self.number
            self.of.update(dict.fromkeys(files or (), self.number))
            self.changed.notify_all()

    def last(self, page: str) -> int:
        """When a page last changed, or any if none is named."""
        return max(self.everywhere, self.of.get(page, 0)) if page else self.number

    def wait(self, page: str, seen: int) -> tuple[bool, int]:
        """Wait for a while until a page has changed since some time; returns whether it has, and the time now."""
        with self.changed:
            return self.changed.wait_for(lambda: self.last(page) > seen, timeout=15), self.number


def _may_be_everywhere(file: str) -> bool:
    """Whether a file of a site may be part of any page: a style, a script, a picture."""
    return not file.endswith((".html", ".xml", ".txt", ".csv", ".json")) and not file.startswith("pagefind/")


class _Patient(io.RawIOBase):
    """What is received on a connection, up to so many bytes and for so many seconds, all in all."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection, self.left = connection, MOST_RECEIVED
        self.until = time.monotonic() + MOST_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Raises ``TimeoutError`` when the time is over."""
        with memoryview(buffer) as view:
            wanted = view.cast("B")[: min(self.left, len(view))]
            if not wanted:
                return 0
            if (seconds := self.until - time.monotonic()) <= 0:
                raise TimeoutError
            self.connection.settimeout(seconds)
            got = self.connection.recv_into(wanted)
            self.left -= got
            return got


class _Handler(http.server.BaseHTTPRequestHandler):
    """Serves the files of one folder, adding the reload script to pages; with an endpoint, takes what these send."""

    server_version, sys_version = "Cohort", ""

    def __init__(
        self, *args: Any, folder: Path, version: Version, endpoint: Endpoint | None, moved: Moved | None
    ) -> None:  # fmt: skip
        self.folder, self.version, self.endpoint, self.moved = folder, version, endpoint, moved
        self.at = endpoint.at if endpoint else "/"
        super().__init__(*args)

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(_Patient(self.connection))

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged."""

    def parse_request(self) -> bool:
        """Refuse requests from other web pages, to which the gradebook would otherwise be exposed through the user's
        browser: via a host name that resolves here (421), or cross-site (403).
        """
        if not super().parse_request():
            return False
        if self.request_version == "HTTP/0.9":  # whose answers have no headers
            self.send_error(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
            return False
        if refused := refusal(self.headers, self.connection.getsockname()[1]):
            self.send_error(refused)
            return False
        return True

    def do_GET(self) -> None:
        address = self.path.partition("?")[0].partition("#")[0]
        if not self.knows(address):
            if self.moved and address.startswith(self.moved.below):
                self.lead(self.moved, address)
            else:
                self.send_error(HTTPStatus.FORBIDDEN, WITHOUT_KEY)
            return
        within = address[len(self.at) :]
        if within == ".reload":
            self.events()
            return
        file = _file(self.folder, within)
        if file and file.is_dir():
            self.answer(HTTPStatus.MOVED_PERMANENTLY, "text/plain", b"", Location=f"{quote(unquote(address))}/")
        elif file:
            self.show(HTTPStatus.OK, file, page=file.relative_to(self.folder).as_posix())
        elif missing := _file(self.folder, "404.html"):
            self.show(HTTPStatus.NOT_FOUND, missing)
        else:
            self.send_error(HTTPStatus.NOT_FOUND, "there is no such page")

    def do_HEAD(self) -> None:
        self.do_GET()

    def knows(self, address: str) -> bool:
        """Whether an address begins with what nobody else knows, where that is asked for."""
        return _same(address[: len(self.at)], self.at)

    def lead(self, moved: Moved, address: str) -> None:
        """Lead to another server on this machine, by the name that was used for this one, or show a picture of it."""
        picture = _file(moved.folder, address.removeprefix(moved.below)) if address.endswith(PICTURES) else None
        if picture:
            self.show(HTTPStatus.OK, picture)
            return
        host = self.headers["Host"].strip().rpartition(":")[0]
        self.answer(
            HTTPStatus.FOUND, "text/plain", b"",
            Location=f"http://{host}:{moved.port}/{self.path.removeprefix(moved.below)}",
        )  # fmt: skip

    def show(self, status: HTTPStatus, file: Path, page: str = "") -> None:
        """Show a file. ``page``: the one that has to change before it is loaded again; empty: any."""
        seen = self.version.number
        try:
            body = file.read_bytes()
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND, "this file cannot be read")
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if kind == "text/html":
            events = f"{self.at}.reload?{seen}&{quote(page)}"
            body = body.replace(b"</body>", RELOAD % json.dumps(events).encode(), 1)
            if self.endpoint:
                body = body.replace(b"</head>", self.endpoint.mark, 1)
        self.answer(status, kind, body)

    def answer(self, status: HTTPStatus, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        is_text = kind.startswith("text/") or kind.endswith(("json", "javascript", "xml"))
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        for name, value in (GUARDED if self.endpoint else GUARDS).items():
            self.send_header(name, value)
        self.connection.settimeout(MOST_WAITING)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, _: str | None = None) -> None:
        """Answer in a sentence that repeats nothing of the request."""
        status = HTTPStatus(code)
        said = message if status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND) and message else status.phrase
        self.command = getattr(self, "command", None) or "GET"
        self.request_version, self.close_connection = "HTTP/1.0", True
        self.answer(status, "text/plain", said.encode())

    def do_POST(self) -> None:
        if not self.endpoint:
            self.send_error(HTTPStatus.NOT_IMPLEMENTED)
            return
        if not self.knows(self.path):
            self.read(min(self.length(), MOST_DISCARDED))
            self.send_error(HTTPStatus.FORBIDDEN, WITHOUT_KEY)
            return
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
        self.answer(status, kind, text.encode("utf-8", "replace"))

    def length(self) -> int:
        """How many bytes were sent, 0 if that cannot be told."""
        try:
            return self.size()
        except _Refused:
            return 0

    def taken(self, endpoint: Endpoint) -> str | Mapping[str, Any]:
        """What is answered to the value that a page of this server sent. Raises ``_Refused``, ``ValueError`` and
        ``Refusal``.
        """
        address = f"/{self.path[len(self.at) :]}"
        if address not in endpoint.takes:
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
        return endpoint.takes[address](value)

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
        since, _, page = self.path.partition("?")[2].partition("&")
        seen = int(since) if since.isascii() and since.isdigit() and len(since) < 20 else self.version.number
        while self.command != "HEAD":
            is_new, seen = self.version.wait(unquote(page), seen)
            self.wfile.write(b"data: new\n\n" if is_new else b": still here\n\n")


class _Server(http.server.ThreadingHTTPServer):
    """A thread for each connection, as long as there are not too many."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, handler: Any, at: str) -> None:
        """``at``: the path that a browser is to open."""
        self.at = at
        self.free = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(("127.0.0.1", port), handler)

    @property
    def address(self) -> str:
        """What a browser is to open."""
        return f"http://127.0.0.1:{self.server_port}{self.at}"

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self.free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread was begun, which would release it
            self.free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Readers go away, and nobody need know."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def listen(
    folder: Path, port: int, version: Version, endpoint: Endpoint | None = None, moved: Moved | None = None
) -> "_Server":  # fmt: skip
    """A server for one folder, on this machine only. Raises ``OSError`` if the port is taken."""
    handler = functools.partial(_Handler, folder=folder, version=version, endpoint=endpoint, moved=moved)
    return _Server(port, handler, endpoint.at if endpoint else "/")


def _file(folder: Path, address: str) -> Path | None:
    """The file, or the folder with a page that is missing its last slash, at an address within ``folder``; None if
    there is none. Nothing outside of the folder is one, whatever links lead there, and nothing hidden.
    """
    try:
        path = unquote(address, errors="strict")
    except UnicodeDecodeError:
        return None
    parts = path.split("/")
    if not path.isprintable() or any(_unnamable(part) for part in parts[:-1]) or (parts[-1] and _unnamable(parts[-1])):
        return None
    file = folder.joinpath(*parts)
    if not parts[-1]:
        file /= INDEX
    try:
        within = file.resolve(strict=True).is_relative_to(folder.resolve())
        return file if within and (file.is_file() or (file / INDEX).is_file()) else None
    except (OSError, RuntimeError, ValueError):
        return None


def _unnamable(part: str) -> bool:
    """Whether a part of an address is the name of no file here, or of a hidden one."""
    return (
        not part or part.startswith(".") or "\\" in part
        or (os.name == "nt" and (":" in part or part.endswith((".", " ")) or PureWindowsPath(part).is_reserved()))
    )  # fmt: skip


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
