"""Texts in other languages than the course's: marked, turned the right way, and followed by a feed of their own."""

import re
import xml.etree.ElementTree as ET

import pytest
from conftest import COURSE, POST, served

from plugins.core.languages import direction

ATOM = "{http://www.w3.org/2005/Atom}"
HEBREW = "Title: שלום לכולם\nAuthor: ben\nDate: 2026-10-08 10:00\nLang: he\n\nאנשים מקשיבים למותגים כל יום.\n"
FILES = {
    "posts/week-01/ada-listening.md": POST,
    "posts/week-01/ben-shalom.md": HEBREW,
    "comments/week-01/ben-shalom/ada-1.md": "Author: ada\nDate: 2026-10-09 10:00\n\nI can only read the title.\n",
}


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("FA", "rtl"),
        ("ar-Latn", "ltr"),
        ("az-Arab", "rtl"),
        ("is", "ltr"),
    ],
)
def test_a_language_is_written_in_the_direction_of_its_script(language, shown):
    assert direction(language) == shown


def test_a_text_that_runs_the_other_way_says_so_and_what_the_site_says_in_it_runs_back(built):
    _, site, _ = built(FILES)
    page = (site / "week-1/ben/shalom/index.html").read_text("utf-8")
    assert '<html lang="en">' in page
    assert '<article class="post" lang="he" dir="rtl">' in page
    assert '<p class="byline" lang="en" dir="ltr">' in page
    home = (site / "index.html").read_text("utf-8")
    assert re.search(r'<h2 id="lead" lang="he" dir="rtl"><a [^>]*>שלום לכולם</a></h2>', home)
    assert re.search(r'<p class="excerpt" lang="he" dir="rtl">אנשים', home)
    plain = (site / "week-1/ada/listening/index.html").read_text("utf-8")
    assert 'dir="ltr"' not in plain
    assert "rtl" not in plain.replace('lang="he" dir="rtl"', "")


def test_a_course_in_arabic_runs_from_right_to_left_and_an_english_post_in_it_does_not(built):
    toml = COURSE.replace("timezone =", 'language = "ar"\ntimezone =')
    _, site, _ = built({"course.toml": toml, "posts/week-01/ada-x.md": POST.replace("Date:", "Lang: en\nDate:")})
    assert '<html lang="ar" dir="rtl">' in (site / "index.html").read_text("utf-8")
    page = (site / "week-1/ada/x/index.html").read_text("utf-8")
    assert '<article class="post" lang="en" dir="ltr">' in page


def test_posts_in_each_language_have_a_feed_where_there_is_more_than_one_language(built):
    _, site, _ = built(FILES)
    root = ET.parse(site / "feeds/he.xml").getroot()
    assert [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")] == ["שלום לכולם"]
    assert (site / "feeds/en.xml").is_file()
    page = (site / "feeds/index.html").read_text("utf-8")
    assert 'href="../feeds/he.xml"' in page
    assert '<span lang="he">עברית</span>' in page


def test_a_course_in_one_language_has_no_feed_of_it(built):
    _, site, _ = built({"posts/week-01/ada-listening.md": POST})
    assert not (site / "feeds/en.xml").exists()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_from_right_to_left_is_no_wider_than_its_window(built, browser, width):
    toml = COURSE.replace("timezone =", 'language = "ar"\ntimezone =')
    _, site, _ = built({**FILES, "course.toml": toml})
    with served(site) as address:
        tab = browser.new_page(viewport={"width": width, "height": 800})
        for page in ("", "week-1/ben/shalom/", "week-1/ada/listening/", "search/", "people/ada/"):
            tab.goto(address + page)
            assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page
            assert tab.evaluate("document.documentElement.scrollWidth") == width
        tab.close()
