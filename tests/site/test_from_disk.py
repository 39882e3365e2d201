"""A build that is not for publishing opens from the disk: its links name files, and what needs a server says so."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from builders import comment_file, post_file
from conftest import BRANDS, COURSE, POST

LINKS = {
    "[a post](/week-1/ada/on-listening/)": "../../../week-1/ada/on-listening/index.html",
    "[without its slash](/week-1/ada/on-listening)": "../../../week-1/ada/on-listening/index.html",
    "[a comment](/week-1/ada/on-listening/#comment-ben-1)": "../../../week-1/ada/on-listening/index.html#comment-ben-1",
    "[asked](/write/?post=week-01/ada-on-listening)": "../../../write/index.html?post=week-01/ada-on-listening",
    "[a week](/week-1/)": "../../../week-1/index.html",
    "[home](/)": "../../../index.html",
    "[a neighbour](../../ada/on-listening/)": "../../ada/on-listening/index.html",
    "[its week](../..)": "../../index.html",
    "[a feed](/posts/feed.xml)": "../../../posts/feed.xml",
    "[here](#comments)": "#comments",
    "[the web](https://example.org/week-1/)": "https://example.org/week-1/",
    "[mail](mailto:ada@example.org)": "mailto:ada@example.org",
}
"""Links that students write in a post, and where each leads from its page."""
FILES = {
    "course.toml": COURSE,
    "brands.toml": BRANDS,
    "posts/week-01/ada-on-listening.md": POST + "Burberry and Burberry.\n",
    "posts/week-01/ben-links.md": post_file("ben", "2026-10-08 10:00", "\n\n".join(LINKS), "Links"),
    "comments/week-01/ada-on-listening/ben-1.md": comment_file(
        "ben", "2026-10-08 11:00", 'See [mine](/week-1/ben/links/) of Burberry, with `<a href="/week-1/">` in it.'
    ),
    "pages/about.md": "Title: About\n\nSee [all weeks](/weeks/).\n",
}  # fmt: skip


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf-8"), "lxml")


def links(page: BeautifulSoup) -> Iterator[str]:
    for name in ("href", "src", "action"):
        yield from (tag[name] for tag in page.select(f"[{name}]"))
    yield from (one.split()[0] for tag in page.select("[srcset]") for one in tag["srcset"].split(","))


def broken(folder: Path) -> list[tuple[str, str]]:
    """The links of a folder's pages that lead to no file on the disk, or to no place in it. A page for addresses that
    do not exist is shown by servers alone.
    """
    pages = {page: soup(page) for page in folder.rglob("*.html") if page.name != "404.html"}
    anchors = {page: {tag["id"] for tag in shown.select("[id]")} for page, shown in pages.items()}
    found = []
    for page, shown in pages.items():
        for link in links(shown):
            to = urlsplit(urljoin(page.as_uri(), link))
            file = Path(unquote(to.path))
            lost = to.fragment and file in anchors and unquote(to.fragment) not in anchors[file]
            if to.scheme == "file" and (lost or not file.is_file()):
                found.append((str(page), link))
    return found


def test_every_link_of_the_sample_leads_to_a_file_and_its_anchor(sample):
    assert broken(sample.output) == []
    assert broken(sample.gradebook) == []


def test_every_link_leads_to_a_file_wherever_site_and_gradebook_are(built, tmp_path):
    _, site, book = built(FILES, output=tmp_path / "a site, 100% öff #1", gradebook=tmp_path / "of the/book")
    assert broken(site) == []
    assert broken(book) == []
    assert any("/a%20site" in link for link in links(soup(book / "people/ada/index.html")))


@pytest.mark.parametrize("publish", [False, True], ids=["build", "publish"])
def test_links_in_texts_name_the_file_of_a_page_unless_the_site_is_for_a_web_server(built, publish):
    _, site, _ = built(FILES, publish=publish)
    leads = [link["href"] for link in soup(site / "week-1/ben/links/index.html").select(".post .prose a")]
    wanted = {text: to.replace("index.html", "") if publish else to for text, to in LINKS.items()}
    if publish:
        wanted |= {
            "[without its slash](/week-1/ada/on-listening)": "../../../week-1/ada/on-listening",
            "[its week](../..)": "../..",
        }
    assert dict(zip(LINKS, leads, strict=True)) == wanted
    comment = soup(site / "week-1/ada/on-listening/index.html").select_one("#comment-ben-1 .prose")
    assert comment.code.text == '<a href="/week-1/">'


def test_a_site_for_a_web_server_names_no_files_of_pages_and_no_disk(built):
    _, site, _ = built(FILES, publish=True)
    for file in (*site.rglob("*.html"), *site.rglob("*.xml")):
        assert not re.search(r"index\.html|./inv serve", file.read_text("utf-8")), file


def test_what_is_absolute_is_the_address_of_the_published_page(built):
    _, site, _ = built({**FILES, "course.toml": COURSE + '[site]\nurl = "https://example.org/blog"\n'})
    page = soup(site / "week-1/ada/on-listening/index.html")
    assert page.select_one("link[rel=canonical]")["href"] == "https://example.org/blog/week-1/ada/on-listening/"
    for text in (page.head.decode(), *(file.read_text("utf-8") for file in site.rglob("*.xml"))):
        assert not re.search(r"https://example\.org[^\"<]*index\.html", text)


@pytest.fixture
def tab(browser):
    """A page that notes what did not load."""
    context = browser.new_context()
    tab = context.new_page()
    tab.lost = []
    tab.on("requestfailed", lambda request: tab.lost.append(request.url))
    yield tab
    context.close()


@pytest.mark.browser
def test_a_double_click_on_the_home_page_leads_to_a_post_a_week_a_person_and_back(sample, tab):
    tab.goto((sample.output / "index.html").as_uri())
    assert tab.evaluate("getComputedStyle(document.querySelector('.bar')).maxWidth") != "none"
    tab.locator(".item h3 a").first.click()
    title = tab.locator("h1").inner_text()
    assert tab.title().startswith(title)
    tab.locator(".eyebrow a").click()
    assert tab.locator(".page-head h1").is_visible()
    tab.locator(".who a").first.click()
    assert "/people/" in tab.url
    tab.get_by_role("link", name="Brands in Public").click()
    assert tab.url == (sample.output / "index.html").as_uri()
    assert tab.lost == []


@pytest.mark.browser
def test_search_and_desk_say_in_a_sentence_why_they_need_a_server(sample, tab):
    tab.goto((sample.output / "index.html").as_uri())
    tab.get_by_role("searchbox").fill("guitar")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search/index.html?q=guitar")
    assert tab.get_by_text("Search needs a server, because").is_visible()
    assert tab.locator("form").count() == 1
    assert not tab.locator("form").is_visible()
    tab.goto((sample.output / "index.html").as_uri())
    tab.get_by_role("link", name="Write your post").click()
    assert tab.get_by_text("The desk on this page needs JavaScript and a server, because").is_visible()
    assert tab.get_by_text("Begin a post", exact=False).first.is_visible()
    assert not tab.locator("#desk").is_visible()
