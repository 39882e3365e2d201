"""A student's page begins with the total and the week that has just passed, and leads to where a text can be mended."""

from dataclasses import replace
from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from conftest import BRANDS, COURSE

from plugins.build import output
from plugins.core.model import SiteSettings
from plugins.course import forge

WEEKS = "".join(
    f"\n[[weeks]]\nnumber = {number}\nopens = 2026-{opens}T00:00:00\nposts_due = 2026-{due}T23:59:00\n"
    for number, opens, due in (
        (2, "10-12", "10-18"), (3, "10-19", "10-25"), (4, "10-26", "11-01"), (5, "11-02", "11-08"), (6, "11-09", "11-15"),
    )
)  # fmt: skip
SITE = '\n[site]\nforge = "github"\nrepository = "class/blog"\n'
FILES = {
    "course.toml": COURSE + WEEKS + SITE,
    "brands.toml": BRANDS,
    "posts/week-01/ada-t.md": "Title: T\nAuthor: ada\nDate: 2026-10-07 10:00\n\nI went there.\n\nBurbery listens to me now.\n",
    "posts/week-03/ada-s.md": "Title: S\nAuthor: ada\nDate: 2026-10-21 10:00\n\nToo short.\n",
    "posts/week-03/ada-d.md": "Title: D\nAuthor: ada\nDate: 2026-10-21 10:00\nStatus: draft\n\nNot yet.\n",
    "comments/week-01/ada-t/ben-1.md": "Author: ben\nDate: 2026-10-08 10:00\n\nI saw it, too.\n",
}


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12)


@pytest.fixture
def page(built):
    def made(as_of: datetime, person: str = "ada", **files: str) -> BeautifulSoup:
        _, _, book = built(FILES | files, as_of=as_of)
        return BeautifulSoup((book / f"people/{person}/index.html").read_text("utf-8"), "html.parser")

    return made


def weeks(soup: BeautifulSoup) -> list[str]:
    return [heading.contents[0].strip() for heading in soup.select(".week-ledger summary h2")]


@pytest.mark.parametrize(
    ("as_of", "order", "not_open"),
    [
        (at(10, 7), ["Week 1"], "Weeks 2–6 are not open yet."),
        (at(10, 22), ["Week 2", "Week 3", "Week 1"], "Weeks 4–6 are not open yet."),
        (at(11, 2), ["Week 4", "Week 5", "Week 3", "Week 2", "Week 1"], "Week 6 is not open yet."),
        (at(12, 1), ["Week 6", "Week 5", "Week 4", "Week 3", "Week 2", "Week 1"], None),
    ],
)
def test_the_week_that_has_just_passed_comes_first_and_those_to_come_are_one_line(page, as_of, order, not_open):
    soup = page(as_of, "ben")
    assert weeks(soup) == order
    assert (soup.select_one(".coming").text if not_open else soup.select_one(".coming")) == not_open
    assert "open" in soup.select_one(".week-ledger").attrs


def test_every_week_s_cell_leads_to_a_place_on_the_page(page):
    soup = page(at(10, 22))
    places = {place["id"] for place in soup.select("[id]")}
    assert {cell["href"].removeprefix("#") for cell in soup.select(".cells .cell")} <= places


def test_a_week_to_come_in_which_something_was_written_is_shown(page):
    early = "Title: E\nAuthor: ada\nDate: 2026-10-06 10:00\n\nI have written this long before.\n"
    soup = page(at(10, 7), **{"posts/week-05/ada-e.md": early})
    assert weeks(soup) == ["Week 1", "Week 5"]
    assert soup.select_one(".coming").text == "Weeks 2, 3, 4 and 6 are not open yet."


def test_the_total_stands_above_the_weeks(page):
    soup = page(at(10, 22))
    order = [place["class"][0] for place in soup.select(".lede, .total, .week-ledger, .behind")]
    assert order == ["lede", "total", *["week-ledger"] * 4, "behind"]


def test_what_would_mend_a_text_is_said_beside_it_until_it_is_too_late(page):
    said = "3 more words would count it until Sunday 25 October, 23:59."
    assert [place.text for place in page(at(10, 22)).select(".reason .mends")] == [said]
    assert page(at(10, 28)).select(".reason .mends") == []


def test_what_is_still_to_be_written_is_said_at_its_week(page):
    ben = page(at(10, 22), "ben").select_one("#week-3")
    assert ben.select_one(".mends").text == "A post (5 words or more) would count until Sunday 25 October, 23:59."


def test_paths_lead_to_the_file_on_the_forge_and_brand_errors_to_the_line(page):
    soup = page(at(10, 22))
    blob = "https://github.com/class/blog/blob/main/content"
    [error] = soup.select("#brand_errors li a")
    assert error["href"] == f"{blob}/posts/week-01/ada-t.md?plain=1#L7"
    [text] = soup.select("#week-3 .entries .text code")
    assert text.parent["href"] == f"{blob}/posts/week-03/ada-s.md"
    [draft] = soup.select(".aside-list a")
    assert (draft["href"], draft.text) == (f"{blob}/posts/week-03/ada-d.md", "posts/week-03/ada-d.md")


def test_without_a_forge_paths_are_plain(page):
    soup = page(at(10, 22), **{"course.toml": COURSE + WEEKS})
    assert soup.select("#brand_errors li code")
    assert soup.select("a > code") == []


def test_a_student_s_own_copy_has_the_same_order_and_what_would_mend_and_nobody_else(course, request_for):
    request = replace(request_for(course(FILES), as_of=at(10, 22)), own="ben")
    output.build(request)
    soup = BeautifulSoup((request.gradebook / "index.html").read_text("utf-8"), "html.parser")
    assert weeks(soup) == ["Week 2", "Week 3", "Week 1"]
    assert soup.select(".mends")
    assert "Too short" not in soup.text
    assert "ada-d" not in str(soup)


@pytest.mark.parametrize(
    ("site", "address"),
    [
        (
            SiteSettings(forge="github", repository="class/blog"),
            "https://github.com/class/blog/blob/main/a%20b.md?plain=1#L3",
        ),
        (SiteSettings(forge="gitlab", repository="a/b/c"), "https://gitlab.com/a/b/c/-/blob/main/a%20b.md?plain=1#L3"),
        (
            SiteSettings(forge="forgejo", repository="https://git.x.edu/a/b", branch="x/y"),
            "https://git.x.edu/a/b/src/branch/x/y/a%20b.md?display=source#L3",
        ),
        (SiteSettings(forge="github"), ""),
        (SiteSettings(repository="class/blog"), ""),
    ],
)
def test_a_line_of_a_file_has_an_address_on_its_forge(site, address):
    assert forge.file_address(site, "a b.md", 3) == address
    assert forge.file_address(site, "a b.md") == address.partition("?")[0]
