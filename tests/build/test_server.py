"""``./inv serve``, as a person and a browser meet it."""

import contextlib
import http.client
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from carriers import png
from conftest import COURSE, POST, ROOT, write

from plugins.build import server
from plugins.core.refusal import Refusal

ADDRESS = "/.right"


class Answer(NamedTuple):
    status: int
    body: bytes
    head: str = ""


def told(answer: bytes) -> Answer:
    head, _, body = answer.partition(b"\r\n\r\n")
    return Answer(int(head.split()[1]), body, head.decode())


def ask(port: int, *lines: str, path: str = "/", method: str = "GET") -> Answer:
    """What a server on this machine answers to a request with just these header lines."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        head = "\r\n".join((f"{method} {path} HTTP/1.0", *lines))
        connection.sendall(f"{head}\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return told(answer)


KEY = "k" * 22


@pytest.fixture
def gradebook_port(tmp_path):
    """The port of a folder with one grade in it, served as the gradebook is."""
    (tmp_path / "participation.csv").write_text("ada,40")
    with server.listen(tmp_path, 0, server.Version(), server.Endpoint({}, key=KEY)) as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running.server_address[1]
        running.shutdown()


OWN = ("127.0.0.1", "localhost", "LOCALHOST", "[::1]")


@pytest.mark.parametrize("host", OWN)
@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"),
        ("Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"),
        ("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: navigate"),
    ],
)
def test_the_gradebook_answers_this_machines_own_browser(gradebook_port, host, lines):
    port = gradebook_port
    assert ask(port, f"Host: {host}:{port}", *lines, path=f"/{KEY}/participation.csv")[:2] == (200, b"ada,40")
    assert (
        ask(port, f"Host: {host}:{port}", f"Origin: http://{host}:{port}", path=f"/{KEY}/participation.csv").status
        == 200
    )


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path",
    [f"/{KEY}/participation.csv", "/", f"/{KEY}/.reload", "/nothing", f"http://127.0.0.1/{KEY}/participation.csv"],
)
@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Host: evil.example",),
        ("Host: evil.example:{port}",),
        ("Host: 127.0.0.1",),
        ("Host: 127.0.0.1:1{port}",),
        ("Host: 127.0.0.1.evil.example:{port}",),
        ("Host: 127.0.0.1:{port}", "Host: evil.example:{port}"),
    ],
)
def test_the_gradebook_answers_by_no_name_that_merely_leads_to_this_machine(gradebook_port, lines, path, method):
    lines = [line.format(port=gradebook_port) for line in lines]
    answer = ask(gradebook_port, *lines, path=path, method=method)
    assert (answer.status, answer.body) == (421, b"" if method == "HEAD" else b"Misdirected Request")


@pytest.mark.parametrize(
    "lines",
    [
        ("Origin: https://evil.example",),
        ("Origin: null",),
        ("Origin: http://127.0.0.1:1",),
        ("Sec-Fetch-Site: cross-site",),
        ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"),
        ("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors"),
    ],
)
def test_the_gradebook_answers_no_page_of_another_site(gradebook_port, lines):
    answer = ask(gradebook_port, f"Host: 127.0.0.1:{gradebook_port}", *lines, path=f"/{KEY}/participation.csv")
    assert answer[:2] == (403, b"Forbidden")


class Gradebook(NamedTuple):
    """A served gradebook that writes down what its pages send."""

    port: int
    at: str
    token: str
    taken: list[object]

    def send(self, body: str | bytes = '{"form": "Keras"}', path: str = ADDRESS, **headers: str | None) -> Answer:
        """What it answers to what its own page would send, except for some headers; None leaves one out."""
        data = body.encode() if isinstance(body, str) else body
        origin = f"127.0.0.1:{self.port}"
        sent = {
            "Host": origin, "Origin": f"http://{origin}", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors",
            "Content-Type": "application/json", "Content-Length": str(len(data)), server.TOKEN: self.token,
        } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
        head = [
            f"POST {self.at}{path} HTTP/1.0",
            *(f"{name}: {value}" for name, value in sent.items() if value is not None),
        ]
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall("\r\n".join((*head, "", "")).encode() + data)
            connection.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        return told(answer)


@pytest.fixture
def gradebook(tmp_path):
    taken: list[object] = []

    def take(value: object) -> str:
        if value == "refuse":
            raise Refusal("it cannot be done")
        if value == "misshapen":
            raise ValueError("has no form")
        taken.append(value)
        return "done"

    (tmp_path / "brands.html").write_text("<html><head><title>B</title></head><body></body></html>")
    endpoint = server.Endpoint({ADDRESS: take})
    with server.listen(tmp_path, 0, server.Version(), endpoint) as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield Gradebook(running.server_address[1], endpoint.at.rstrip("/"), endpoint.token, taken)
        running.shutdown()


def test_what_a_served_page_sends_with_its_token_is_taken(gradebook):
    page = ask(gradebook.port, f"Host: 127.0.0.1:{gradebook.port}", path=f"{gradebook.at}/brands.html").body.decode()
    assert f'<meta name="cohort-token" content="{gradebook.token}" data-at="{gradebook.at}/">\n</head>' in page
    assert gradebook.send(Content_Type="application/json; charset=utf-8")[:2] == (200, b"done")
    assert gradebook.taken == [{"form": "Keras"}]


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (403, {server.TOKEN: None}),
        (403, {server.TOKEN: ""}),
        (403, {server.TOKEN: "forged"}),
        (403, {server.TOKEN: "\xe9"}),
        (403, {"Origin": None}),
        (403, {"Origin": "http://127.0.0.1:1"}),
        (403, {"Origin": "null"}),
        (403, {"Sec-Fetch-Site": "cross-site"}),
        (403, {"Sec-Fetch-Site": "same-site"}),
        (421, {"Host": "evil.example"}),
        (404, {"path": "/brands.html"}),
        (404, {"path": "/.right?x"}),
        (411, {"Content-Length": None}),
        (411, {"Transfer-Encoding": "chunked"}),
        (400, {"Content-Length": "-1"}),
        (400, {"Content-Length": "1e3"}),
        (400, {"Content-Length": "500"}),
        (400, {"Content-Length": "5"}),
        (400, {"body": "{"}),
        (400, {"body": b"\xff"}),
        (400, {"body": "[" * 4000}),
        (400, {"body": '"misshapen"'}),
        (409, {"body": '"refuse"'}),
        (413, {"body": f'"{"x" * server.MOST_BYTES}"'}),
        (413, {"body": f'"{"x" * (2 * server.MOST_BYTES)}"'}),
        (415, {"Content-Type": "text/plain"}),
        (415, {"Content-Type": None}),
        (415, {"Content-Type": "application/x-www-form-urlencoded"}),
    ],
)
def test_nothing_else_is_taken_and_the_answer_is_one_line(gradebook, status, changes):
    answer = gradebook.send(**changes)
    assert (answer.status, gradebook.taken) == (status, [])
    if status not in (403, 421):
        assert answer.body
        assert b"\n" not in answer.body


def test_a_body_that_stops_half_way_is_not_waited_for(gradebook, monkeypatch):
    monkeypatch.setattr(server, "MOST_SECONDS", 0.2)
    host = f"127.0.0.1:{gradebook.port}"
    with socket.create_connection(("127.0.0.1", gradebook.port), timeout=5) as connection:
        lines = (
            f"POST {gradebook.at}{ADDRESS} HTTP/1.0", f"Host: {host}", f"Origin: http://{host}", "Content-Length: 100",
            "Content-Type: application/json", f"{server.TOKEN}: {gradebook.token}", "", '{"form":',
        )  # fmt: skip
        connection.sendall("\r\n".join(lines).encode())
        assert connection.recv(100).split()[1] == b"400"
    assert gradebook.taken == []


def test_the_public_site_takes_nothing_and_gives_no_token(tmp_path):
    (tmp_path / "index.html").write_text("<html><head></head><body></body></html>")
    with server.listen(tmp_path, 0, server.Version()) as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        port = running.server_address[1]
        assert b"cohort-token" not in ask(port, f"Host: 127.0.0.1:{port}").body
        assert ask(port, f"Host: 127.0.0.1:{port}", "Content-Length: 0", path=ADDRESS, method="POST").status == 501
        running.shutdown()


@pytest.mark.parametrize("host", OWN)
def test_the_gradebooks_links_to_the_site_lead_to_its_server(tmp_path, host):
    (tmp_path / "index.html").write_text("the gradebook's own")
    site = write(tmp_path / "site", {"images/a.png": b"PNG", "images/a.svg": b"<svg/>"})
    endpoint, moved = server.Endpoint({}, key=KEY), server.Moved("/my%20site/", 8000, site)
    with server.listen(tmp_path, 0, server.Version(), endpoint, moved) as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        port = running.server_address[1]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        for path, location in {
            "/my%20site/week-1/index.html?a=b": f"http://{host}:8000/week-1/index.html?a=b",
            "/my%20site//evil.example/": f"http://{host}:8000//evil.example/",
            "/my%20site/images/a.png": None,
            "/my%20site/images/b.png": f"http://{host}:8000/images/b.png",
            "/my%20site/images/a.svg": f"http://{host}:8000/images/a.svg",
            "/other/": None,
            f"/{KEY}/index.html": None,
        }.items():
            connection.request("GET", path, headers={"Host": f"{host}:{port}"})
            answer = connection.getresponse()
            answer.read()
            assert answer.headers["Location"] == location
        assert ask(port, "Host: evil.example", path="/my%20site/").status == 421
        assert ask(port, f"Host: {host}:{port}", path="/my%20site/images/a.png").body == b"PNG"
        running.shutdown()


@pytest.mark.parametrize(
    ("site", "below"),
    [("output", "/output/"), ("elsewhere/my site", "/elsewhere/my%20site/"), ("books/site", "/site/")],
)
def test_where_the_gradebooks_links_to_the_site_arrive_at_its_own_server(request_for, tmp_path, site, below):
    request = request_for(tmp_path, output=tmp_path / site, gradebook=tmp_path / "books/book")
    page = urljoin(
        f"http://127.0.0.1:8001/{KEY}/people/ada/index.html", f"../../{request.site_from_gradebook}/index.html"
    )
    assert server.site_of(request, 8000) == server.Moved(below, 8000, tmp_path / site)
    assert urlsplit(page).path == f"{below}index.html"


@pytest.fixture
def tree(tmp_path):
    """What is served as the gradebook, with something beside it that is not."""
    book = tmp_path / "book"
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/index.html").write_text("SECRET")
    (book / "people/ada").mkdir(parents=True)
    (book / "index.html").write_text("<html><head></head><body>The gradebook</body></html>")
    (book / "people/ada/index.html").write_text("<html><head></head><body>Ada</body></html>")
    (book / ".cohort").write_text("SECRET")
    (book / "two words.csv").write_text("ada,40")
    for link, there in {"out": "../secret", "out.html": "../secret/index.html", "in.html": "index.html"}.items():
        (book / link).symlink_to(there)
    with server.listen(book, 0, server.Version(), server.Endpoint({ADDRESS: str}, key=KEY)) as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running.server_port
        running.shutdown()


def get_from(port: int, path: str, method: str = "GET") -> Answer:
    return ask(port, f"Host: 127.0.0.1:{port}", path=path, method=method)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/index.html", "/people/ada/", "/.reload", f"/?key={KEY}", f"/{KEY}", f"/{KEY[:-1]}/", f"/{KEY}x/", f"/{KEY.upper()}/",
         f"/./{KEY}/", f"/x/../{KEY}/", "/%6b" + KEY[1:] + "/", "*", "index.html", "/favicon.ico", ADDRESS,
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_its_key_the_gradebook_says_one_sentence_and_nothing_else(tree, path, method):
    answer = get_from(tree, path, method)
    assert (answer.status, answer.body) == (403, b"open the address of the gradebook that ./inv serve printed")


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("", 200, "The gradebook"),
        ("?a=b", 200, "The gradebook"),
        ("people/ada/", 200, "Ada"),
        ("people/ada", 301, ""),
        ("in.html", 200, "The gradebook"),
        ("two%20words.csv", 200, "ada,40"),
        *((path, 404, "") for path in (
            "people/", "people", "nothing", ".cohort", "out", "out/", "out/index.html", "out.html", "../secret/index.html",
            "%2e%2e/secret/index.html", "..%2fsecret/index.html", "..%5csecret/index.html", "..\\secret\\index.html",
            "people//ada/", "/people/ada/", "./index.html", "people/./ada/", "people/../index.html", "index.html%00",
            "index.html%00.csv", "%00", "%ff", "index.html/", "index.html/index.html", "a" * 5000, "people/ada/%0a",
            "%252e%252e/secret/index.html", "index%2ehtml/..", "/etc/passwd", "file:///etc/passwd", "C:/x", "people/ada/..",
        )),
    ],
)  # fmt: skip
def test_an_address_leads_to_a_page_within_the_folder_or_nowhere(tree, path, status, body):
    answer = get_from(tree, f"/{KEY}/{path}")
    assert answer.status == status
    assert body in answer.body.decode()
    assert "SECRET" not in answer.body.decode()
    assert ("Location" in answer.head) == (status == 301)


@pytest.mark.parametrize("method", ["HEAD", "GET"])
@pytest.mark.parametrize("path", [f"/{KEY}/", f"/{KEY}/nothing", "/", f"/{KEY}/people/ada"])
def test_every_answer_is_guarded_and_one_to_a_question_about_it_is_empty(tree, method, path):
    answer = get_from(tree, path, method)
    for line in (
        "Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Referrer-Policy: same-origin",
        "X-Frame-Options: DENY", "Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Resource-Policy: same-origin",
    ):  # fmt: skip
        assert f"\r\n{line}\r\n" in f"{answer.head}\r\n"
    assert "frame-ancestors 'none'" in answer.head
    assert "Python" not in answer.head
    assert method == "GET" or answer.body == b""


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET /{key}/", 505), ("GET", 400), ("GET /{key}/ HTTP/9", 400), ("GET /{key}/ HTTP/2.0", 505), ("OPTIONS * HTTP/1.1", 501),
        ("TRACE / HTTP/1.1", 501), ("CONNECT evil.example:443 HTTP/1.1", 501), ("DELETE /{key}/index.html HTTP/1.1", 501),
        ("PUT /{key}/x HTTP/1.1", 501), ("GET /" + "a" * 70_000 + " HTTP/1.1", 414), ("<script> / HTTP/1.1", 501),
    ],
)  # fmt: skip
def test_what_is_no_question_for_a_page_is_answered_in_one_guarded_line(tree, request_line, status):
    with socket.create_connection(("127.0.0.1", tree), timeout=5) as connection:
        connection.sendall(f"{request_line.format(key=KEY)}\r\nHost: 127.0.0.1:{tree}\r\n\r\n".encode())
        answer = told(b"".join(iter(lambda: connection.recv(65536), b"")))
    assert answer.status == status
    assert "nosniff" in answer.head
    assert b"<" not in answer.body


def test_headers_without_end_are_not_read(tree):
    with socket.create_connection(("127.0.0.1", tree), timeout=5) as connection:
        connection.sendall(f"GET /{KEY}/ HTTP/1.1\r\nHost: 127.0.0.1:{tree}\r\n".encode())
        with pytest.raises(ConnectionError):
            connection.sendall((b"X: " + b"x" * 60_000 + b"\r\n") * 1000)


@pytest.mark.parametrize("said", [b"", b"GET", b"GET / HTTP/1.1\r\nHost:", b"POST / HTTP/1.1\r\n"])
def test_who_sends_nothing_or_a_byte_now_and_then_is_not_waited_for(tree, monkeypatch, said):
    monkeypatch.setattr(server, "MOST_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", tree), timeout=5) as connection:
        connection.sendall(said)
        end = time.monotonic() + 5
        with contextlib.suppress(OSError):
            while time.monotonic() < end:
                connection.sendall(b"x")
                time.sleep(0.05)
        assert time.monotonic() < end


def test_those_who_wait_leave_room_for_others_when_they_go(tree, monkeypatch):
    monkeypatch.setattr(server, "MOST_SECONDS", 1.0)
    waiting = [socket.create_connection(("127.0.0.1", tree), timeout=5) for _ in range(server.MOST_CONNECTIONS + 5)]
    assert until(lambda: waiting[-1].recv(1) == b"", 5)
    for one in waiting:
        one.close()
    assert until(lambda: get_from(tree, f"/{KEY}/").status == 200, 5)


def test_a_reader_who_goes_away_is_no_news(tree, capfd):
    for said in (f"GET /{KEY}/ HTTP/1.1\r\nHost: 127.0.0.1:{tree}\r\n\r\n", "GET ", f"GET /{KEY}/.reload HTTP/1.1\r\n"):
        connection = socket.create_connection(("127.0.0.1", tree), timeout=5)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(said.encode())
        connection.close()
    assert until(lambda: get_from(tree, f"/{KEY}/").status == 200, 5)
    assert capfd.readouterr() == ("", "")


CRITERIA = (
    '[[criteria]]\nid = "depth"\nname = "Depth"\ndescription = "How far it goes."\n'
    'levels = [{ points = 0, name = "None" }, { points = 4, name = "Weighed" }]\n'
)


@pytest.mark.browser
def test_in_a_browser_no_page_breaks_the_rules_that_it_is_served_with(browser, built, request_for, tmp_path):
    text = f"{POST}\n![A shop](images/ada-shop.png)\n"
    _, site, book = built(
        {"course.toml": COURSE + CRITERIA, "posts/week-01/ada-x.md": text, "images/ada-shop.png": png()}
    )
    version, said = server.Version(), []
    tab = browser.new_page()
    tab.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    with (
        server.listen(site, 0, version) as public,
        server.listen(
            book, 0, version, server.Endpoint({}), server.site_of(request_for(tmp_path / "content"), public.server_port)
        ) as private,
    ):
        for one in (public, private):
            threading.Thread(target=one.serve_forever, args=(0.02,), daemon=True).start()
        for page in (
            f"{public.address}write/",
            f"{public.address}week-1/ada/x/",
            *map(private.address.__add__, ("", "texts.html", "people/ada/")),
        ):
            tab.goto(page)
        tab.goto(f"{private.address}marking/week-01.html")
        tab.wait_for_function("[...document.images].length && [...document.images].every((one) => one.naturalWidth)")
        tab.goto(private.address)
        tab.evaluate("document.querySelector('a[href*=\"/site/\"]').click()")
        tab.wait_for_url(f"{public.address}**")
        tab.close()
        for one in (public, private):
            one.shutdown()
    assert [one for one in said if "404" not in one] == []


def free_port() -> int:
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as answer:
        return answer.read().decode()


def printed(lines: IO[bytes], after: str) -> str:
    """What a process says after some words at the beginning of a line."""
    return next(line for line in iter(lambda: lines.readline().decode(), "") if line.startswith(after))[
        len(after) :
    ].strip()


def until(true, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():
                return True
        except OSError:
            pass
        time.sleep(0.05)
    return False


def test_serve_shows_site_and_gradebook_and_builds_again_when_a_file_changes(tmp_path: Path):
    content = write(
        tmp_path / "content",
        {
            "posts/week-01/ada-on-listening.md": POST,
            "comments/week-01/ada-on-listening/ben-1.md": "Author: ben\nDate: 2026-10-08 10:00\nReply-to: cleo-7\n\nI agree.\n",
        },
    )
    port = free_port()
    command = [
        sys.executable, "-m", "invoke", "serve", "--content", str(content), "--output", str(tmp_path / "site"),
        "--gradebook", str(tmp_path / "book"), "--port", str(port),
    ]  # fmt: skip
    told = tmp_path / "told"
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    with (
        told.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.PIPE, env=environment) as server,
    ):
        site = f"http://127.0.0.1:{port}/"
        try:
            book = printed(server.stderr, "gradebook: ")
            assert book.startswith(f"http://127.0.0.1:{port + 1}/")
            assert until(lambda: "Small course" in get(site))
            assert "EventSource" in get(site)
            link = "../../../site/week-1/ada/on-listening/index.html"
            assert f'href="{link}' in get(f"{book}people/ada/index.html")
            assert "On listening" in get(urljoin(f"{book}people/ada/", link))
            stream = urllib.request.urlopen(f"{site}.reload", timeout=20)
            (content / "posts/week-01/ben-late.md").write_text(POST.replace("ada", "ben").replace("On l", "Late l"))
            assert until(lambda: "Late listening" in get(site))
            assert stream.readline() == b"data: new\n"
            token = re.search(r'name="cohort-token" content="([^"]+)"', get(f"{book}brands.html"))[1]
            sent = urllib.request.Request(
                f"{book}.right",
                b'{"form": "Keras", "how": "others"}',
                {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{port + 1}", "X-Cohort-Token": token},
            )
            with urllib.request.urlopen(sent, timeout=5) as answer:
                assert answer.read().decode() == "added “Keras” to others in brands.toml"
            assert (content / "brands.toml").read_text("utf-8") == 'others = ["Keras"]\n'
            assert next(line for line in stream if line.strip() and not line.startswith(b":")) == b"data: new\n"
            stream.close()
            file = content / "comments/week-01/ada-on-listening/ben-1.md"
            file.write_text(file.read_text("utf-8").replace("I agree", "I quite agree"), "utf-8")
            assert until(lambda: "I quite agree" in get(f"{site}comments/"))
            assert until(
                lambda: told.read_text("utf-8").count("replies to “cleo-7”") == 2
            )  # the first was at the start
            (content / "course.toml").write_text("[course")
            time.sleep(1)
            assert "Late listening" in get(site)
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=10)
    assert told.read_text("utf-8").count("replies to “cleo-7”") == 2
