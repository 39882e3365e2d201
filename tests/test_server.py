"""``./inv serve``, as a person and a browser meet it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from conftest import POST, ROOT, write


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
