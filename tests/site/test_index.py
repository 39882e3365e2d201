"""``index = false``: every file of a site that can ask search engines to stay away does."""

from urllib.robotparser import RobotFileParser

import pytest
from bs4 import BeautifulSoup
from conftest import COURSE, POST

SITE = '[site]\nurl = "https://example.org/blog"\nindex = false\n'
FILES = {
    "course.toml": COURSE + SITE,
    "brands.toml": '[[brands]]\nname = "Burberry"\n',
    "posts/week-01/ada-x.md": POST + "Of Burberry.\n",
    "comments/week-01/ada-x/ben-1.md": "Author: ben\nDate: 2026-10-08 10:00\n\nI saw the same thing.\n",
    "pages/about.md": "Title: About\n\nAbout us.\n",
}


def asked(html: str) -> list[str]:
    """What a page asks robots."""
    found = BeautifulSoup(html, "html.parser").select("head > meta[name=robots]")
    return [str(meta["content"]) for meta in found]


@pytest.mark.parametrize("publish", [False, True], ids=["build", "publish"])
def test_every_page_and_every_answer_asks_search_engines_to_stay_away(built, publish):
    _, site, _ = built(FILES, publish=publish)
    pages = {file.relative_to(site).as_posix(): asked(file.read_text("utf-8")) for file in site.rglob("*.html")}
    assert {"index.html", "404.html", "week-1/ada/x/index.html", "brands/index.html", "feeds/index.html"} <= set(pages)
    assert {name for name, said in pages.items() if said != ["noindex, nofollow"]} == set()
    assert (site / "_headers").read_text() == "/*\n  X-Robots-Tag: noindex, nofollow\n"
    assert not list(site.rglob("sitemap*.xml"))


def test_pages_that_ask_can_be_read_so_that_the_asking_is_heard(built):
    """A crawler that robots.txt keeps off never reads “noindex”, and may list the bare address (RFC 9309, Google)."""
    _, site, _ = built(FILES)
    robots = RobotFileParser()
    robots.parse((site / "robots.txt").read_text().splitlines() if (site / "robots.txt").exists() else [])
    assert all(robots.can_fetch(name, "https://example.org/blog/week-1/") for name in ("Googlebot", "bingbot"))
    assert not robots.site_maps()


def test_the_gradebook_asks_whatever_the_course_says(built):
    _, _, book = built({**FILES, "course.toml": COURSE})
    pages = list(book.rglob("*.html"))
    assert pages
    assert all("noindex, nofollow, noarchive" in asked(page.read_text("utf-8")) for page in pages)


def test_a_course_that_does_not_ask_is_found(built):
    _, site, _ = built({**FILES, "course.toml": COURSE})
    assert not any(asked(file.read_text("utf-8")) for file in site.rglob("*.html"))
    assert not (site / "_headers").exists()
