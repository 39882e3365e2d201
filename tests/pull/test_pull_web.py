"""Asking for a feed: politely, within limits, and never on behalf of a stranger in the network of this machine."""

import functools
import gzip
import io
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
import live_feeds as live
import pytest

from plugins.pull import web

LIMITS = web.Limits(connect=1, silence=0.6, whole=1.2, size=1 << 20)


@pytest.fixture
def site():
    made = live.Site()
    yield made
    made.close()


def get(address, known=None, anywhere=True, limits=LIMITS):
    text = io.BytesIO()
    return web.get(address, known or web.Known(), text, limits, anywhere=anywhere), text.getvalue()


def refused(address, **more):
    with pytest.raises(web.Failed) as caught:
        get(address, **more)
    return str(caught.value)


def test_an_answer_is_asked_for_once_and_after_that_only_whether_it_has_changed(site):
    body = live.rss()
    site.pages["/feed"] = live.with_etag(lambda: body)
    got, text = get(f"{site.base}/feed")
    assert (got.fresh, text, got.moved, got.inside) == (True, body, "", True)
    assert got.known.modified == "Thu, 08 Oct 2026 08:30:00 GMT"
    again, text = get(f"{site.base}/feed", got.known)
    assert (again.fresh, text, again.known) == (False, b"", got.known)
    headers = site.asked[1][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == (got.known.etag, got.known.modified)
    assert headers["User-Agent"].startswith("Cohort")
    assert not any(name in headers for name in ("Cookie", "Authorization", "Referer"))


@pytest.mark.parametrize(
    ("name", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress), ("identity", bytes)],
)
def test_packed_answers_are_unpacked(site, name, pack):
    site.pages["/feed"] = lambda handler: live.answer(handler, 200, pack(b"text" * 9), Content_Encoding=name)
    assert get(f"{site.base}/feed")[1] == b"text" * 9
    assert name == "identity" or name in site.asked[0][1]["Accept-Encoding"]


def test_an_answer_in_chunks_is_read_to_its_end_or_not_at_all(site):
    def chunks(handler, end=b"0\r\n\r\n"):
        body = gzip.compress(b"text" * 99_999)
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        for start in range(0, len(body), 100):
            part = body[start : start + 100]
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        handler.wfile.write(end)
        handler.close_connection = True

    site.pages |= {
        "/whole": chunks,
        "/half": lambda handler: chunks(handler, b""),
        "/torn": lambda handler: chunks(handler, b"ff\r\nx"),
    }
    assert get(f"{site.base}/whole")[1] == b"text" * 99_999
    assert refused(f"{site.base}/half") == refused(f"{site.base}/torn") == "stopped half-way; try again later"


@pytest.mark.parametrize("pack", [gzip.compress, functools.partial(brotli.compress, quality=3)], ids=["gzip", "br"])
def test_a_small_answer_that_unpacks_to_a_huge_one_is_refused_before_it_fills_memory(site, pack):
    import tracemalloc

    bomb = pack(bytes(50 << 20))
    name = "gzip" if pack is gzip.compress else "br"
    assert len(bomb) < 1 << 20
    site.pages["/feed"] = lambda handler: live.answer(handler, 200, bomb, Content_Encoding=name)
    tracemalloc.start()
    assert (
        refused(f"{site.base}/feed", limits=web.Limits(size=1 << 20))
        == "is larger than 1 MB when unpacked: it is refused"
    )
    assert tracemalloc.get_traced_memory()[1] < 12 << 20
    tracemalloc.stop()


def test_a_permanent_redirect_is_told_and_a_temporary_one_is_not(site):
    site.pages |= {"/a": live.redirect(301, "/b"), "/b": live.redirect(308, f"{site.base}/c"), "/c": live.rss(),
                   "/t": live.redirect(302, "/a"), "/u": live.redirect(301, "/t")}  # fmt: skip
    got, text = get(f"{site.base}/a")
    assert (got.moved, got.known.address, text) == (f"{site.base}/c", f"{site.base}/c", live.rss())
    assert get(f"{site.base}/t")[0].moved == ""
    assert get(f"{site.base}/u")[0].moved == f"{site.base}/t"


def test_redirects_end_somewhere_or_are_refused(site):
    site.pages |= {"/a": live.redirect(302, "/b"), "/b": live.redirect(302, "/a"), "/none": live.redirect(302, ""),
                   "/file": live.redirect(302, "file:///etc/passwd"), "/secret": live.redirect(302, "http://me:pw@127.0.0.1/"),
                   "/bad": live.redirect(302, "http://[1"), "/ftp": live.redirect(301, "ftp://x.example/")}  # fmt: skip
    site.pages |= {f"/{n}": live.redirect(302, f"/{n + 1}") for n in range(9)}
    assert "in a circle" in refused(f"{site.base}/a")
    assert "more than 5 times" in refused(f"{site.base}/0")
    assert len(site.paths) < 12
    assert "redirects to nowhere" in refused(f"{site.base}/none")
    assert "redirects to file:///etc/passwd, which does not begin with https://" in refused(f"{site.base}/file")
    assert "does not begin with https:// or http://" in refused(f"{site.base}/ftp")
    assert "password" in refused(f"{site.base}/secret")
    assert "not an address" in refused(f"{site.base}/bad")


def test_what_a_stranger_leads_to_is_not_asked_in_the_network_of_this_machine(site, monkeypatch):
    assert "is on this machine’s own network" in refused(f"{site.base}/feed", anywhere=False)
    site.pages["/feed"] = live.redirect(302, site.base.replace("127.0.0.1", "127.0.0.2") + "/inner")
    site.pages["/inner"] = live.rss()
    monkeypatch.setattr(web, "is_inside", lambda address: address != "127.0.0.1")  # as if the first host were public
    assert refused(f"{site.base}/feed").endswith(
        "/inner, which is on this machine’s own network (127.0.0.2): it is not contacted"
    )
    assert site.paths == ["/feed"]


@pytest.mark.parametrize(
    ("address", "inside"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("192.168.0.9", True), ("169.254.169.254", True), ("100.64.0.1", True), ("::1", True),
     ("fe80::1%eth0", True), ("fd00::1", True), ("::ffff:10.0.0.1", True), ("0.0.0.0", True), ("224.0.0.1", True),
     ("64:ff9b::127.0.0.1", True), ("64:ff9b::a00:1", True), ("64:ff9b:1::808:808", True), ("2002:a00:1::", True),
     ("2002:7f00:1::1", True), ("::127.0.0.1", True), ("::ffff:0:192.168.0.1", True), ("64:ff9b::e000:1", True),
     ("142.250.74.33", False), ("2a00:1450:4001:801::2001", False), ("64:ff9b::8.8.8.8", False), ("2002:808:808::", False)],
)  # fmt: skip
def test_which_addresses_lie_inside(address, inside):
    assert web.is_inside(address) is inside


def test_a_connection_has_an_end_however_slowly_it_goes(site):
    site.pages["/drip"] = live.slowly(b"x" * 4000)
    assert refused(f"{site.base}/drip").startswith("was too slow: not all of it came in 1 s")

    def silent(handler):
        import time

        time.sleep(1.0)

    site.pages["/silent"] = silent
    assert refused(f"{site.base}/silent").startswith("was too slow: 1 s passed in silence")

    def drip_of_headers(handler):
        import time

        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for n in range(60):
            handler.wfile.write(b"X-%d: y\r\n" % n)
            handler.wfile.flush()
            time.sleep(0.1)

    site.pages["/headers"] = drip_of_headers
    assert refused(f"{site.base}/headers").startswith("was too slow: not all")


def test_what_breaks_off_or_is_no_http_is_told_in_a_sentence(site):
    site.pages["/cut"] = lambda handler: live.answer(handler, 200, b"<rss>", Content_Length="5000")
    assert refused(f"{site.base}/cut") == "stopped half-way; try again later"
    site.pages["/badzip"] = lambda handler: live.answer(handler, 200, b"\x1f\x8bnothing", Content_Encoding="gzip")
    assert "cannot be read" in refused(f"{site.base}/badzip")
    site.pages["/http"] = lambda handler: handler.wfile.write(b"SSH-2.0-x\r\n") and handler.finish()
    assert "not HTTP" in refused(f"{site.base}/http")
    site.pages["/closed"] = lambda handler: handler.connection.close()
    assert "closed the connection" in refused(f"{site.base}/closed")
    assert "refuses the connection" in refused("http://127.0.0.1:9/feed")
    assert "there is no host nowhere.invalid" in refused("http://nowhere.invalid/feed")
    assert "cannot be trusted" in refused(site.base.replace("http:", "https:")) or "not HTTP" in refused(
        site.base.replace("http:", "https:")
    )


@pytest.mark.parametrize(
    ("status", "said", "gone"),
    [(404, "does not exist (HTTP 404)", True), (410, "does not exist (HTTP 410)", True), (403, "is not public", False),
     (401, "is not public", False), (500, "has a problem on its server", False), (204, "answers with HTTP 204", False),
     (304, "answers with HTTP 304", False), (302, "redirects to nowhere", False)],
)  # fmt: skip
def test_every_other_status_has_its_sentence(site, status, said, gone):
    site.pages["/feed"] = lambda handler: live.answer(handler, status)
    with pytest.raises(web.Failed) as caught:
        get(f"{site.base}/feed")
    assert said in str(caught.value)
    assert caught.value.gone is gone


def test_a_busy_server_says_how_long_to_wait(site):
    def busy(value):
        site.pages["/feed"] = lambda handler: live.answer(handler, 429, Retry_After=value)
        with pytest.raises(web.Busy) as caught:
            get(f"{site.base}/feed")
        return caught.value.seconds

    assert busy("7") == 7
    assert 50 < busy(format_datetime(datetime.now(UTC) + timedelta(minutes=1), usegmt=True)) <= 60
    assert busy("soon") == web.WAIT
    assert busy("99999999999") == 1e6


@pytest.fixture
def secure(tmp_path, monkeypatch):
    """A server that speaks TLS, whose certificate is one of those that are trusted."""
    import ssl
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = tmp_path / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    site = live.Site()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.base = site.base.replace("http:", "https:")
    monkeypatch.setattr(web.certifi, "where", lambda: str(pem))
    yield site
    site.close()


def test_a_redirect_to_an_address_without_https_is_followed_and_told(site, secure):
    site.pages["/feed"] = live.rss()
    secure.pages |= {"/feed": live.redirect(302, f"{site.base}/feed"), "/own": live.rss()}
    got, text = get(f"{secure.base}/own")
    assert (text, got.notes) == (live.rss(), ())
    got, text = get(f"{secure.base}/feed")
    assert text == live.rss()
    assert got.notes == (f"{secure.base}/feed redirects to an address without https, {site.base}/feed",)


def test_a_certificate_for_another_name_or_of_nobody_is_not_trusted(secure, monkeypatch):
    assert "cannot be trusted: localhost has no valid certificate" in refused(
        secure.base.replace("127.0.0.1", "localhost")
    )
    monkeypatch.undo()
    assert "cannot be trusted: 127.0.0.1 has no valid certificate" in refused(secure.base)
    assert secure.paths == []
