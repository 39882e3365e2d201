"""``./inv serve``: builds, watches, and reloads the browser. For one machine: it listens on this computer only.

The gradebook has an address of its own, so that no link or cookie of the public site reaches it.
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
    """There is nothing to serve, or no port to serve it at; the message says which."""


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
    """Files of one folder; pages get the few lines that reload them."""

    def __init__(self, *args: Any, version: _Version, **more: Any) -> None:
        self.version = version
        super().__init__(*args, **more)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not news."""

    def parse_request(self) -> bool:
        """Refuse what another web page asks for, which this machine's browser would answer with grades: by a name
        that leads here (421), or across sites (403).
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
    """A server of one folder, for this machine alone. Raises ``OSError`` where the port is taken."""
    handler = functools.partial(_Handler, directory=str(folder), version=version)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


def refusal(headers: Message, port: int) -> HTTPStatus | None:
    """Why a request to ``port`` is refused, None where it comes from this machine's user.

    A browser names in ``Host`` what the address bar shows, and in ``Origin`` and ``Sec-Fetch-Site`` which page asks
    (Fetch Metadata): another port of this machine may lead here by a link, and do nothing else.
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
    """Build, serve the site at ``port`` and the gradebook at the next one, and build again when a file changes.

    A build that fails leaves what is served as it was, and says why. Only the first makes a search index, which would
    take longer than the rest of what one text changes. Ends with Ctrl-C.
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
