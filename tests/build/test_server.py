"""``./inv serve``, as a person and a browser meet it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import POST, ROOT, write

from plugins.build import server


class Answer(NamedTuple):
    status: int
    body: bytes


def ask(port: int, *lines: str, path: str = "/", method: str = "GET") -> Answer:
    """What a server on this machine answers to a request with just these header lines."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        head = "\r\n".join((f"{method} {path} HTTP/1.0", *lines))
        connection.sendall(f"{head}\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return Answer(int(answer.split()[1]), answer.partition(b"\r\n\r\n")[2])


@pytest.fixture
def gradebook_port(tmp_path):
    """The port of a folder with one grade in it, served as the gradebook is."""
    (tmp_path / "participation.csv").write_text("ada,40")
    with server.listen(tmp_path, 0, server._Version()) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
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
    assert ask(port, f"Host: {host}:{port}", *lines, path="/participation.csv") == (200, b"ada,40")
    assert ask(port, f"Host: {host}:{port}", f"Origin: http://{host}:{port}", path="/participation.csv").status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path", ["/participation.csv", "/", "/.reload", "/nothing", "http://127.0.0.1/participation.csv"]
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
    status, body = ask(gradebook_port, *lines, path=path, method=method)
    assert status == 421
    assert b"40" not in body.replace(b"421", b"")


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
    status, body = ask(gradebook_port, f"Host: 127.0.0.1:{gradebook_port}", *lines, path="/participation.csv")
    assert status == 403
    assert b"ada" not in body


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
    content = write(tmp_path / "content", {"posts/week-01/ada-on-listening.md": POST})
    port = free_port()
    command = [
        sys.executable, "-m", "invoke", "serve", "--content", str(content), "--output", str(tmp_path / "site"),
        "--gradebook", str(tmp_path / "book"), "--port", str(port),
    ]  # fmt: skip
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    ) as server:
        site, book = f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port + 1}/"
        try:
            assert until(lambda: "Small course" in get(site))
            assert "EventSource" in get(site)
            assert f'href="{site}week-1/ada/on-listening/' in get(f"{book}people/ada/index.html")
            stream = urllib.request.urlopen(f"{site}.reload", timeout=20)
            (content / "posts/week-01/ben-late.md").write_text(POST.replace("ada", "ben").replace("On l", "Late l"))
            assert until(lambda: "Late listening" in get(site))
            assert stream.readline() == b"data: new\n"
            stream.close()
            (content / "course.toml").write_text("[course")
            time.sleep(1)
            assert "Late listening" in get(site)
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=10)
