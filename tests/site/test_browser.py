"""The sample course's pages in real Chromium, as a reader and an instructor see them."""

from datetime import datetime
from pathlib import Path

import pytest
from builders import comment_file
from conftest import POST, ROOT, served
from playwright.sync_api import Page
from sample_course import SAMPLE

from plugins.build import output

pytestmark = pytest.mark.browser

PAGES = [
    "", "weeks/", "week-1/", "week-1/amara/one-guitar-one-song/", "people/", "people/amara/", "brands/", "posts/",
    "comments/", "about/", "feeds/", "404.html",
]  # fmt: skip
BOOK = ["index.html", "conversation.html", "presence.html", "brands.html", "texts.html", "people/amara/index.html"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("browser")
    request = output.BuildRequest(
        SAMPLE,
        folder / "site",
        folder / "book",
        ROOT / "private",
        ROOT / "pelicanconf.py",
        datetime(2026, 11, 2, 9),
    )
    output.build(request)
    return request.output, request.gradebook


@pytest.fixture(scope="module")
def site(folders):
    with served(folders[0]) as address:
        yield address


@pytest.fixture
def tab(browser):
    """A page without JavaScript that notes every request and every error."""
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.asked, tab.errors = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("console", lambda message: tab.errors.append(message.text) if message.type == "error" else None)
    tab.on("response", lambda response: tab.errors.append(response.url) if response.status >= 400 else None)
    yield tab
    context.close()


def wider_than_the_window(tab: Page) -> bool:
    return tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_no_other_host_and_has_no_error_without_javascript(site, tab, address):
    tab.goto(site + address)
    assert tab.locator("h1").count() == 1
    assert [url for url in tab.asked if not url.startswith(site)] == []
    assert [error for error in tab.errors if "404.html" not in error and "favicon" not in error] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_no_page_is_wider_than_the_window(site, folders, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 900})
    tab = context.new_page()
    wide = []
    for address in [*(site + page for page in PAGES), *((folders[1] / page).as_uri() for page in BOOK)]:
        tab.goto(address)
        if wider_than_the_window(tab):
            wide.append(address)
    context.close()
    assert wide == []


def test_the_gradebook_opens_from_disk_and_its_evidence_links_lead_to_the_texts(folders, tab):
    tab.goto((folders[1] / "index.html").as_uri())
    tab.get_by_role("link", name="Amara O.").first.click()
    tab.get_by_role("link", name="Comment", exact=True).first.click()
    assert tab.url.startswith(folders[0].as_uri())
    assert tab.locator("article.comment:target").count() == 1


def test_replies_fold_and_unfold_by_keyboard_without_javascript(site, tab):
    tab.goto(f"{site}week-1/amara/one-guitar-one-song/")
    branch = tab.locator("details").first
    reply = branch.locator("article").first
    assert reply.is_visible()
    branch.locator("summary").first.focus()
    tab.keyboard.press("Enter")
    assert not reply.is_visible()
    tab.keyboard.press("Enter")
    assert reply.is_visible()


def test_the_first_tab_stop_is_skip_to_content(site, tab):
    tab.goto(site)
    tab.keyboard.press("Tab")
    assert tab.locator(":focus").inner_text() == "Skip to content"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**#content")


def test_dark_mode_changes_colours_and_keeps_the_text_readable(site, browser):
    grounds = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        tab = context.new_page()
        tab.goto(site)
        grounds[scheme] = tab.evaluate("getComputedStyle(document.body).color")
        context.close()
    assert grounds["light"] != grounds["dark"]


def test_what_is_new_since_the_last_visit_is_marked_and_the_memory_stays_in_the_browser(site, browser):
    context = browser.new_context()
    tab = context.new_page()
    asked = []
    tab.on("request", lambda request: asked.append((request.method, request.url)))
    thread = f"{site}week-1/amara/one-guitar-one-song/"
    tab.clock.set_fixed_time(datetime(2026, 10, 9, 15))
    tab.goto(thread)
    tab.clock.set_fixed_time(datetime(2026, 10, 12, 12))
    for _ in range(2):
        tab.goto(thread)
        marked = [time.get_attribute("datetime")[:10] for time in tab.locator(".permalink time:has(+ .fresh)").all()]
        assert marked
        assert all(day >= "2026-10-09" for day in marked)
        assert len(marked) < tab.locator(".permalink time").count()
    link = tab.get_by_role("link", name="New since your last visit")
    assert tab.locator(f"#{link.get_attribute('href').partition('#')[2]}").locator(".fresh").count() == 1
    tab.clock.set_fixed_time(datetime(2026, 11, 3))
    tab.goto(site)
    assert tab.locator(".fresh").count() > 0
    assert {method for method, _ in asked} == {"GET"}
    assert all(url.startswith(site) and "?" not in url for _, url in asked)
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("today", [datetime(2026, 12, 1), datetime(2026, 9, 1)])
def test_nothing_is_new_to_who_comes_for_the_first_time(site, browser, today):
    context = browser.new_context()
    tab = context.new_page()
    tab.clock.set_fixed_time(today)
    for address in (site, f"{site}week-1/amara/one-guitar-one-song/", site):
        tab.goto(address)
        assert tab.locator(".fresh").count() == 0
    context.close()


def test_what_is_dated_before_a_visit_and_published_after_it_is_new_until_the_visit_ends(built, browser):
    files = {"posts/week-01/ada-on-listening.md": POST, **_comment(1, "2026-10-08 10:00")}
    _, folder, _ = built(files)
    context = browser.new_context()
    tab = context.new_page()
    with served(folder) as address:
        pages = (address, f"{address}week-1/", f"{address}week-1/ada/on-listening/")

        def visit(day):
            tab.clock.set_fixed_time(datetime(2026, 10, day))
            found = []
            for page in pages:
                tab.goto(page)
                found.append(len(tab.locator(".fresh").all()))
            return found

        assert visit(10) == [0, 0, 0]
        late = {"posts/week-01/ben-late.md": POST.replace("ada", "ben").replace("10-07", "10-06")}
        built({**files, **late, **_comment(2, "2026-10-08 11:00"), **_comment(3, "2026-10-09 11:00")})
        assert visit(11) == [1, 1, 2]
        assert visit(11) == [1, 1, 2]
        assert tab.get_by_role("link", name="New since your last visit").get_attribute("href").endswith("ben-2")
        assert visit(12) == [0, 0, 0]
    context.close()


def _comment(number, date):
    return {f"comments/week-01/ada-on-listening/ben-{number}.md": comment_file("ben", date, "I saw the same thing.")}


def test_the_script_that_remembers_a_visit_is_small():
    assert (ROOT / "theme/static/visit.js").stat().st_size < 1_000
