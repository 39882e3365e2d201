"""A single HTTP request to untrusted servers, including their redirects.

An address listed in ``course.toml`` may be anywhere. Addresses it leads to, by a redirect or a link in a feed, may be
in this machine's network (loopback, private, link-local) only if the listed host is too; otherwise a blog could make
this machine send requests to its neighbours (SSRF). A host's IP addresses are checked before anything is sent, and
again once connected. Cookies, passwords and referrers are never sent, and proxy environment variables are ignored.

``Limits`` bounds the time of a connection, also in total, and the size of a decompressed response, which is
decompressed in chunks.
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
"""How long to wait if a busy server does not say, in seconds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for the connection, for each read, and in total; and bytes of a decompressed response."""

    connect: float = 10.0
    silence: float = 20.0
    whole: float = 90.0
    size: int = 32 << 20


@dataclass(frozen=True, slots=True)
class Known:
    """The validators of an earlier response; ``address`` is where it came from, after all redirects."""

    address: str = ""
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Got:
    """A response. ``fresh``: there is a new text, rather than confirmation that the known one is current."""

    fresh: bool
    known: Known
    charset: str = ""
    moved: str = ""
    """The feed's new address according to permanent redirects."""
    notes: tuple[str, ...] = ()
    inside: bool = False
    """Whether the first host is in this machine's network."""


class Failed(Exception):
    """There is no usable response; the message says why and what to do. ``gone``: nothing exists there."""

    def __init__(self, message: str, *, gone: bool = False) -> None:
        super().__init__(message)
        self.gone = gone


class Busy(Exception):
    """The server asks to retry after a number of seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the server asks to try again in {seconds:.0f} s")
        self.seconds = seconds


@dataclass
class _Guard:
    """The IP addresses a connection may use, and the one it used. ``anywhere``: the address is a listed one."""

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
        """Abort the connection, whatever it is waiting for."""
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
    """A connection whose host is checked before connecting and whose peer is checked before anything is sent."""
    guard.check(host.strip("[]"), port)
    made: socket.socket = connect()
    guard.wire = made
    guard.look_at(str(made.getpeername()[0]))
    return made


TRANSLATED = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::ffff:0:0:0/96", "::/96")))
"""Prefixes of addresses that end in an IPv4 address: NAT64 (RFC 6052), SIIT, and IPv4-compatible ones."""
LOCAL_TRANSLATED = ipaddress.IPv6Network("64:ff9b:1::/48")
"""NAT64 within one network (RFC 8215)."""


def is_inside(address: str) -> bool:
    """Whether an IP address is not on the public internet, or carries one that is not for a gateway to translate."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        carried = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if any(found in network for network in TRANSLATED):
            carried.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        if found in LOCAL_TRANSLATED or any(one and is_inside(str(one)) for one in carried):
            return True
        found = found.ipv4_mapped or found
    return not found.is_global or found.is_multicast


def get(address: str, known: Known, into: IO[bytes], limits: Limits, *, anywhere: bool) -> Got:
    """Request an address and write the response ``into`` a file. ``anywhere``: see the module docstring.

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
            return _body(answer, address, known, into, limits, guard, moved, tuple(notes), inside=inside)


def _place(address: str, about: str) -> Url:
    """Split a URL. ``about``: the beginning of an error message about it."""
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
    """The beginning of a response; every failure while reading the rest becomes a ``Failed``."""
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
    """The certificates trusted by this machine, plus certifi's for a Python without any."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _message(error: Exception, place: Url, guard: _Guard, limits: Limits) -> str:
    """Why there is no response, in a sentence."""
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


def _body(
    answer: BaseHTTPResponse, address: str, known: Known, into: IO[bytes], limits: Limits, guard: _Guard, moved: str,
    notes: tuple[str, ...], *, inside: bool,
) -> Got:  # fmt: skip
    """Read the response and write its text."""
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
    """The seconds in a ``Retry-After`` header, a number or a date."""
    if header.strip().isascii() and header.strip().isdecimal():
        return min(float(header), 1e6)
    try:
        moment = parsedate_to_datetime(header)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max((moment - datetime.now(UTC)).total_seconds(), 0), 1e6)
    except (ValueError, TypeError, IndexError):
        return WAIT
