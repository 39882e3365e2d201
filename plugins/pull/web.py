"""One answer over HTTP, from servers and redirects that nobody vouches for.

An address that ``course.toml`` lists may lie anywhere. What it leads to, by a redirect or a link in a feed, may lie in
the network of this machine (loopback, private, link-local) only if the listed host does, too: otherwise a blog could
make this machine ask its neighbours. The addresses of a host are looked at before anything is sent, and again when the
connection stands. No cookie, password or referrer is ever sent, and environment variables for proxies are not followed.

A connection has ``Limits`` in time, all of it together, too; an answer has one in size after it was unpacked, and is
unpacked piece by piece.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from threading import Timer
from typing import IO, Any, Final
from urllib.parse import urljoin

import certifi
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout, exceptions
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import BaseHTTPResponse
from urllib3.util import Url, make_headers, parse_url

AGENT: Final = "Cohort (a course blog; ./inv pull; reads the feeds its course lists)"
ACCEPT: Final = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5"
PERMANENT: Final = (301, 308)
REDIRECTS: Final = (301, 302, 303, 307, 308)
MOST_HOPS: Final = 6
CHUNK: Final = 1 << 16
WAIT: Final = 20.0
"""Seconds to wait where a server that is too busy does not say how long."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for the connection, for each silence in it, for all of it; and bytes of an unpacked answer."""

    connect: float = 10.0
    silence: float = 20.0
    whole: float = 90.0
    size: int = 32 << 20


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier answer named itself by; ``address`` is the one that gave it, after all redirects."""

    address: str = ""
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Got:
    """An answer. ``fresh``: whether there is a new text, and not only word that the known one is still right."""

    fresh: bool
    known: Known
    charset: str = ""
    moved: str = ""
    """Where permanent redirects say that the feed is from now on."""
    notes: tuple[str, ...] = ()
    inside: bool = False
    """Whether the first host lies in the network of this machine."""


class Failed(Exception):
    """There is no answer that can be used; the message says why, and how to mend it. ``gone``: there is nothing."""

    def __init__(self, message: str, *, gone: bool = False) -> None:
        super().__init__(message)
        self.gone = gone


class Busy(Exception):
    """The server asks to come again in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the server asks to try again in {seconds:.0f} s")
        self.seconds = seconds


@dataclass
class _Guard:
    """Which addresses a connection may go to, and where it went. ``anywhere``: it is one that is listed."""

    anywhere: bool
    about: str = ""
    went_inside: bool = False
    wire: socket.socket | None = None
    ended: bool = False

    def check(self, host: str, port: int | None) -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            mend = "check the address, or try again when you are online"
            raise Failed(f"{self.about}cannot be reached: there is no host {host}; {mend}") from None
        for *_, place in found:
            self.look_at(str(place[0]))

    def look_at(self, address: str) -> None:
        if is_inside(address):
            self.went_inside = True
            if not self.anywhere:
                raise Failed(f"{self.about}is on this machine’s own network ({address}): it is not contacted")

    def end(self) -> None:
        """Cut the connection, whatever it waits for."""
        self.ended = True
        if self.wire is not None:
            with suppress(OSError):
                self.wire.shutdown(socket.SHUT_RDWR)


class _Plain(HTTPConnection):
    def __init__(self, *args: Any, guard: _Guard, **more: Any) -> None:
        super().__init__(*args, **more)
        self.guard = guard

    def _new_conn(self) -> socket.socket:
        return _guarded(super()._new_conn, self.guard, self.host, self.port)


class _Secure(HTTPSConnection):
    def __init__(self, *args: Any, guard: _Guard, **more: Any) -> None:
        super().__init__(*args, **more)
        self.guard = guard

    def _new_conn(self) -> socket.socket:
        return _guarded(super()._new_conn, self.guard, self.host, self.port)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


def _guarded(connect: Any, guard: _Guard, host: str, port: int | None) -> socket.socket:
    """A connection whose host was looked at before, and whose other end is looked at before anything is sent."""
    guard.check(host.strip("[]"), port)
    made: socket.socket = connect()
    guard.wire = made
    guard.look_at(str(made.getpeername()[0]))
    return made


def is_inside(address: str) -> bool:
    """Whether an IP address is none of the public internet's."""
    found = ipaddress.ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    return not found.is_global or found.is_multicast


def get(address: str, known: Known, into: IO[bytes], limits: Limits, *, anywhere: bool) -> Got:
    """Ask for an address and write what is answered ``into`` a file. ``anywhere``: see the module.

    Raises ``Failed`` and ``Busy``.
    """
    seen: list[str] = []
    notes: list[str] = []
    moved, permanent, inside = "", True, False
    while True:
        address = address.partition("#")[0]
        if address in seen:
            raise Failed("redirects in a circle: write the address where a browser ends up")
        seen.append(address)
        if len(seen) > MOST_HOPS:
            raise Failed(f"redirects more than {MOST_HOPS - 1} times: write the address where a browser ends up")
        about = f"redirects to {address[:200]}, which " if len(seen) > 1 else ""
        place = _place(address, about)
        guard = _Guard(anywhere if len(seen) == 1 else anywhere and inside, about)
        with _answer(address, place, known, guard, limits) as answer:
            inside = guard.went_inside if len(seen) == 1 else inside
            target = answer.headers.get("Location", "") if answer.status in REDIRECTS else ""
            if target:
                permanent &= answer.status in PERMANENT
                before, address = address, _joined(address, target)
                moved = address if permanent else moved
                if before.startswith("https:") and address.startswith("http:"):
                    notes.append(f"{before} redirects to an address without https, {address}")
                continue
            return _taken(answer, address, known, into, limits, guard, moved, tuple(notes), inside=inside)


def _place(address: str, about: str) -> Url:
    """The parts of an address. ``about``: how a sentence about it begins."""
    try:
        place = parse_url(address)
    except exceptions.LocationParseError:
        raise Failed(f"{about}is not an address") from None
    if place.scheme not in ("http", "https") or not place.host:
        raise Failed(f"{about}does not begin with https:// or http://: it is not contacted")
    if place.auth:
        raise Failed(f"{about}contains a password, which is not sent")
    return place


def _joined(address: str, target: str) -> str:
    try:
        return urljoin(address, target.encode("latin-1", "replace").decode("utf-8", "replace").strip())
    except ValueError:
        raise Failed(
            "redirects to something that is not an address: write the address where a browser ends up"
        ) from None


@contextmanager
def _answer(address: str, place: Url, known: Known, guard: _Guard, limits: Limits) -> Iterator[BaseHTTPResponse]:
    """The beginning of an answer; every way in which the rest can fail is a ``Failed``."""
    headers = make_headers(accept_encoding=True, user_agent=AGENT, keep_alive=False)
    headers |= {"Accept": ACCEPT, "Connection": "close"}
    if known.address == address:
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.modified:
            headers["If-Modified-Since"] = known.modified
    timeout = Timeout(connect=limits.connect, read=limits.silence)
    more: dict[str, Any] = {"ssl_context": _trusted()} if place.scheme == "https" else {}
    make = _SecurePool if place.scheme == "https" else _PlainPool
    timer = Timer(limits.whole, guard.end)
    timer.daemon = True
    with make(place.host or "", place.port, timeout=timeout, retries=False, guard=guard, **more) as pool:
        timer.start()
        answer = None
        try:
            answer = pool.request(
                "GET", place.request_uri, headers=headers, redirect=False, preload_content=False, retries=False,
                assert_same_host=False,
            )  # fmt: skip
            yield answer
        except (exceptions.HTTPError, HTTPException, OSError, ValueError) as error:
            raise Failed(_message(error, place, guard, limits)) from None
        finally:
            timer.cancel()
            if answer is not None:
                answer.close()


def _trusted() -> ssl.SSLContext:
    """The certificates this machine trusts, and those of certifi, for a Python that knows none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _message(error: Exception, place: Url, guard: _Guard, limits: Limits) -> str:
    """Why there is no answer, in a sentence."""
    if guard.ended:
        return f"was too slow: not all of it came in {limits.whole:.0f} s; try again later"
    if isinstance(error, exceptions.NewConnectionError | ConnectionError):
        return f"cannot be reached: {place.host} refuses the connection; check the address, or try again later"
    if isinstance(error, exceptions.ConnectTimeoutError):
        return f"cannot be reached: {place.host} did not answer in {limits.connect:.0f} s; try again later"
    if isinstance(error, exceptions.ReadTimeoutError | TimeoutError):
        return f"was too slow: {limits.silence:.0f} s passed in silence; try again later"
    if isinstance(error, exceptions.SSLError | ssl.SSLError):
        return f"cannot be trusted: {place.host} has no valid certificate for its name ({_short(error)})"
    if isinstance(error, exceptions.IncompleteRead) or "IncompleteRead" in str(error):
        return "stopped half-way; try again later"
    if isinstance(error, exceptions.DecodeError):
        return "is compressed in a way that cannot be read; try again later, or tell whoever runs the server"
    if isinstance(error, exceptions.ProtocolError) and any(isinstance(arg, ConnectionError) for arg in error.args):
        return f"cannot be read: {place.host} closed the connection; try again later"
    return f"answers in a way that is not HTTP ({_short(error)}); check the address, or try again later"


def _short(error: Exception) -> str:
    return " ".join(str(error.args[-1] if error.args else error).split())[:120]


def _taken(
    answer: BaseHTTPResponse, address: str, known: Known, into: IO[bytes], limits: Limits, guard: _Guard, moved: str,
    notes: tuple[str, ...], *, inside: bool,
) -> Got:  # fmt: skip
    """The answer itself, its text written down."""
    if answer.status == 304 and known.address == address:
        return Got(False, known, "", moved, notes, inside)
    if answer.status in (429, 503):
        raise Busy(_wait(answer.headers.get("Retry-After", "")))
    if answer.status != 200:
        raise Failed(_refused(answer.status), gone=answer.status in (404, 410))
    size = 0
    while data := answer.read1(CHUNK, decode_content=True):
        size += len(data)
        if size > limits.size:
            raise Failed(f"is larger than {limits.size / (1 << 20):.0f} MB when unpacked: it is refused")
        into.write(data)
    if guard.ended:
        raise TimeoutError
    kind = answer.headers.get("Content-Type", "")
    charset = kind.lower().rpartition("charset=")[2].strip("\"' ;") if "charset=" in kind.lower() else ""
    new = Known(address, _header(answer, "ETag"), _header(answer, "Last-Modified"))
    return Got(True, new, charset, moved, notes, inside)


def _header(answer: BaseHTTPResponse, name: str) -> str:
    value = answer.headers.get(name, "")
    return value if value.isprintable() and value.isascii() and len(value) < 1000 else ""


def _refused(status: int) -> str:
    if status in (401, 403):
        return f"is not public (HTTP {status}): make the blog public, or import its export with ./inv import"
    if status in (404, 410):
        return f"does not exist (HTTP {status}): write the address of the blog's feed, or of its home page"
    if status in REDIRECTS:
        return f"redirects to nowhere (HTTP {status}): write the address where a browser ends up"
    if status >= 500:
        return f"has a problem on its server (HTTP {status}): try again later"
    return f"answers with HTTP {status}: write the address of the blog's feed, or of its home page"


def _wait(header: str) -> float:
    """Seconds that a ``Retry-After`` asks for, as a number or a date."""
    if header.strip().isascii() and header.strip().isdecimal():
        return min(float(header), 1e6)
    try:
        moment = parsedate_to_datetime(header)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max((moment - datetime.now(UTC)).total_seconds(), 0), 1e6)
    except (ValueError, TypeError, IndexError):
        return WAIT
