"""Small courses written into a folder, built for real; the sample course; and what a machine may lack."""

import contextlib
import functools
import http.server
import itertools
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sample_course import SAMPLE

from plugins.build import output

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
COURSE = """\
[course]
title = "Small course"
timezone = "Europe/London"

[expectations]
post_words = 5
comment_words = 3
grace_hours = 24

[points]
post = 6
comment = 2

[[weeks]]
number = 1
title = "Listening"
opens = 2026-10-05T00:00:00
posts_due = 2026-10-11T23:59:00
comments_due = 2026-10-14T23:59:00

[[people]]
id = "ada"
name = "Ada L."

[[people]]
id = "ben"
name = "Ben K."

[[people]]
id = "ruth"
name = "Ruth A."
role = "instructor"
"""
BRANDS = '[[brands]]\nname = "Burberry"\n\n[[brands]]\nname = "WeChat"\n'
POST = "Title: On listening\nAuthor: ada\nDate: 2026-10-07 10:00\n\nBrands that listen to people learn something new.\n"

Files = Mapping[str, str | bytes]
SKIPS_FORBIDDEN = os.environ.get("COHORT_FORBID_SKIPS") == "1"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many seconds each folder's tests took, those of all processes together."""
    tests, seconds = Counter[str](), Counter[str]()
    for report in itertools.chain.from_iterable(terminalreporter.stats.values()):
        if isinstance(report, pytest.TestReport):
            folder = report.nodeid.split("::")[0].rpartition("/")[0]
            seconds[folder] += report.duration
            tests[folder] += report.when == "setup"
    for folder, took in seconds.most_common() if len(seconds) > 1 else ():
        terminalreporter.write_line(f"{took:8.1f} s {tests[folder]:5} tests  {folder}")


def inv(*words: object) -> list[str]:
    """A command of this repository, as ``./inv`` runs it."""
    return [sys.executable, "-m", "invoke", "--search-root", str(ROOT), *map(str, words)]


def run(*words: object, answers: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of this repository, as a person types it who then answers what it asks; no editor opens."""
    return subprocess.run(
        inv(*words), cwd=ROOT, input=answers, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore", "EDITOR": "false", "VISUAL": "", **environment},
    )  # fmt: skip


def write(folder: Path, files: Files) -> Path:
    """Write files below ``folder``; ``course.toml`` is the small course unless it is given."""
    for name, text in {"course.toml": COURSE, **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def committed(content: Path) -> None:
    """Make a git repository of a folder, with all of it in one commit."""
    commands = "git init -q && git add -A && git -c user.name=a -c user.email=a commit -qm one"
    subprocess.run(commands, shell=True, cwd=content, check=True)


@pytest.fixture
def course(tmp_path: Path) -> Callable[[Files], Path]:
    return lambda files: write(tmp_path / "content", files)


@pytest.fixture
def request_for(tmp_path: Path) -> Callable[..., output.BuildRequest]:
    def made(content: Path, **more: object) -> output.BuildRequest:
        request = output.BuildRequest(
            content=content,
            output=tmp_path / "site",
            gradebook=tmp_path / "book",
            private=content.parent / "private",
            settings=ROOT / ("publishconf.py" if more.get("publish") else "pelicanconf.py"),
            as_of=datetime(2026, 11, 1, 12),
        )
        return replace(request, **more)

    return made


@pytest.fixture
def built(course, request_for) -> Callable[..., tuple[output.Result, Path, Path]]:
    """Builds files for real; gives the result, the site's folder and the gradebook's."""

    def made(files: Files, **more: object) -> tuple[output.Result, Path, Path]:
        request = request_for(course(files), **more)
        return output.build(request), request.output, request.gradebook

    return made


@pytest.fixture(scope="session")
def seed() -> Path:
    folder = SHARED / "seed-course"
    if not folder.is_dir():
        pytest.skip("needs the seed course, ../shared/seed-course, beside the checkout")
    return folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> output.BuildRequest:
    """The sample course, built once for every module that reads its pages."""
    folder = tmp_path_factory.mktemp("sample")
    request = output.BuildRequest(
        SAMPLE, folder / "site", folder / "book", ROOT / "private", ROOT / "pelicanconf.py",
        datetime(2026, 11, 2, 9),
    )  # fmt: skip
    output.build(request)
    return request


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder as a plain file server shows it; gives its address."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        _missing("Chromium is not installed (Debian: apt install chromium)")
    return str(found)


@pytest.fixture(scope="module")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def jars() -> Path:
    folder = os.environ.get("LTP_JAR_DIR_PATH", "")
    if not folder or not list(Path(folder).glob("*.jar")):
        _missing("LTP_JAR_DIR_PATH names no folder with LanguageTool's jars")
    if not shutil.which("java"):
        _missing("Java is not installed")
    return Path(folder)


def _missing(reason: str) -> None:
    """An optional part is not there: skipped with the reason, and a failure where skips are forbidden."""
    if SKIPS_FORBIDDEN:
        pytest.fail(f"{reason}, and this run forbids the skip")
    pytest.skip(reason)
