"""``./inv serve``: builds, watches, and reloads the browser. Listens on the loopback interface only.

The gradebook has a port, and so an origin, of its own, apart from the public site.
"""

import functools
import http.server
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any

from watchfiles import watch

from ..core.refusal import Refusal
from .output import BuildRequest

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
RELOAD = b"""<script>
new EventSource("/.reload").onmessage = () => location.reload();
</script>
</body>"""


class CannotServe(Refusal):
    """There is nothing to serve, or no free port; the message says which."""


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
    """Serves the files of one folder, adding the reload script to pages."""

    def __init__(self, *args: Any, version: _Version, **more: Any) -> None:
        self.version = version
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
        elif not file.exists() and (Path(self.directory) / "404.html").is_file():
            self.page(Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND)
        else:
            super().do_GET()

    def page(self, file: Path, status: HTTPStatus) -> None:
        body = file.read_bytes().replace(b"</body>", RELOAD, 1)
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

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


def listen(folder: Path, port: int, version: _Version) -> http.server.ThreadingHTTPServer:
    """A server for one folder, on this machine only. Raises ``OSError`` if the port is taken."""
    handler = functools.partial(_Handler, directory=str(folder), version=version)
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


def serve(
    request: BuildRequest,
    port: int,
    build: Callable[[BuildRequest], Any],
    note: Callable[[str], None],
    also_watch: Iterable[Path],
) -> None:
    """Build, serve the site at ``port`` and the gradebook at the next one, and rebuild when a file changes.

    A failed build reports why, and what is served stays the same. Only the first build makes a search index, which
    would take longer than everything else after a small change. Ends with Ctrl-C.
    """
    if not request.content.is_dir():
        raise CannotServe(f"{request.content}: there is no such folder of content")
    version = _Version()
    _built(request, build, note)
    request = replace(request, keep_index=True)
    servers = []
    for number, folder, name in ((port, request.output, "site"), (port + 1, request.gradebook, "gradebook")):
        if folder is None:
            continue
        try:
            server = listen(folder, number, version)
        except OSError as error:
            raise CannotServe(f"port {number} cannot be used ({error.strerror}): name another with --port") from None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        note(f"{name}: http://127.0.0.1:{number}/")
    note("watching for changes (search is updated at the next start); press Ctrl-C to stop")
    try:
        for _ in watch(request.content, *(path for path in also_watch if path.exists()), raise_interrupt=False):
            if _built(request, build, note):
                version.bump()
    finally:
        for server in servers:
            server.shutdown()


def _built(request: BuildRequest, build: Callable[[BuildRequest], Any], note: Callable[[str], None]) -> bool:
    try:
        build(request)
    except Exception as error:  # noqa: BLE001 - whatever stops a build, what is served stays
        note(str(error))
        return False
    return True
