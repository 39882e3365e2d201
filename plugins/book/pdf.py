"""Prints a page by a Chromium that is on this machine: Chromium itself, Chrome or Edge.

It runs without a network, with a profile of its own that is deleted afterwards.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge",
)  # fmt: skip
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "{ProgramFiles}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Microsoft/Edge/Application/msedge.exe",
)
FLAGS = (
    "--headless=new", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--disable-crash-reporter", "--no-pdf-header-footer",
    "--generate-pdf-document-outline", "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9",
)  # fmt: skip
MOST_SECONDS = 600
PAGE = re.compile(rb"^(\d+) 0 obj\n<</Type /Page\n", re.MULTILINE)
PLACE = re.compile(rb"/([A-Za-z][A-Za-z0-9-]*) \[(\d+) 0 R /XYZ")


class NotPrinted(Exception):
    """The page could not be printed; the message says why."""


def chromium() -> str:
    """The program; empty if there is none."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for place in PLACES:
        file = re.sub(r"\{(.*?)\}", lambda name: os.environ.get(name[1], ""), place)
        if Path(file).is_file():
            return file
    return ""


def printed(program: str, page: Path, folder: Path) -> bytes:
    """A page as PDF. ``folder``: an existing one for what the program writes. Raises ``NotPrinted`` and ``OSError``."""
    file = folder / "page.pdf"
    sandbox = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    words = [
        program,
        *FLAGS,
        *sandbox,
        f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={file}",
        page.as_uri(),
    ]
    try:
        nothing = subprocess.DEVNULL  # a pipe would stay open as long as any of the program's children lives
        done = subprocess.run(
            words, cwd=folder, stdin=nothing, stdout=nothing, stderr=nothing, check=False, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise NotPrinted(f"{program} took longer than {MOST_SECONDS} seconds") from None
    if done.returncode or not file.is_file():
        raise NotPrinted(f"{program} ended with code {done.returncode} and wrote nothing")
    return file.read_bytes()


def numbers(data: bytes, ids: Iterable[str]) -> dict[str, int]:
    """On which page of a PDF the elements with some ids begin, counted from 1; empty if that cannot be told of all."""
    pages = {number: n for n, number in enumerate(PAGE.findall(data), 1)}
    found = {name.decode(): pages.get(number, 0) for name, number in PLACE.findall(data)}
    wanted = {name: found.get(name, 0) for name in ids}
    return wanted if all(wanted.values()) else {}
