"""What ``./inv pictures`` does: the sample course as docs/reference.md shows it, taken by Chromium."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from playwright.sync_api import sync_playwright
from sample_course import ROOT, SAMPLE

from plugins.build import output

AS_OF = datetime(2026, 11, 2, 9)
WIDTH = 1280
POST = "week-1/amara/one-guitar-one-song/index.html"


def take(to: Path) -> None:
    """Write ``post.png`` and ``gradebook.png``."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site, book = Path(folder, "site"), Path(folder, "book")
        output.build(output.BuildRequest(SAMPLE, site, book, ROOT / "private", ROOT / "pelicanconf.py", AS_OF))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, height, page in (("post", 1000, site / POST), ("gradebook", 1500, book / "index.html")):
            tab = browser.new_page(viewport={"width": WIDTH, "height": height})
            tab.goto(page.as_uri())
            tab.screenshot(path=to / f"{name}.png")
        browser.close()
