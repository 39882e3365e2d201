"""Where a built course's links lead who wants to write, in real Chromium; and, by hand, to files that the check accepts."""

import re
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import COURSE, ROOT, write

from plugins import wording
from plugins.build import output
from plugins.checks import course_check
from plugins.core.model import SiteSettings
from plugins.corpus import files
from plugins.threads.replying import Replying

ENGLISH = wording.of("en")

pytestmark = pytest.mark.browser

SITES = {
    "github": ('forge = "github"\nrepository = "class/blog"', "https://github.com/class/blog/new/main"),
    "gitlab": ('forge = "gitlab"\nrepository = "https://git.example.edu/school/class/blog"\nbranch = "term/2026"', "https://git.example.edu/school/class/blog/-/new/term/2026"),
    "forgejo": ('forge = "forgejo"\nrepository = "https://forge.example.edu:3000/class/blog"', "https://forge.example.edu:3000/class/blog/_new/main"),
    "mail": ('mail = "course@example.org"', "mailto:course@example.org"),
    "copy": ("", ""),
}  # fmt: skip
READS = {"github": ("filename", "value"), "gitlab": ("file_name", "content"), "forgejo": ("filename", "value")}
HOSTILE = (
    'Title: </a><script>alert("x")</script> & 100%\nAuthor: ada\nDate: 2026-10-07 10:00\n\nBrands that listen learn.\n'
)
TEXTS = {
    "posts/week-01/ada-x & y?#.md": HOSTILE,
    "comments/week-01/ada-x & y?#/ben-1.md": "Author: ben\nDate: 2026-10-08 11:00\n\nYes, I think so.\n",
    "comments/week-01/ada-x & y?#/a+b=c&d.md": "Author: ruth\nDate: 2026-10-08 12:00\nReply-to: ben-1\n\nWhy do you?\n",
    "comments/week-01/ada-x & y?#/ruth-2.md": "Author: ruth\nDate: 2026-10-08 13:00\nStatus: removed\nRemoved-by: ruth\nReason: twice\n\nWhy?\n",
}
COMMENT = {
    "github": "on GitHub",
    "gitlab": "on GitLab",
    "forgejo": "on Forgejo",
    "mail": "by e-mail",
    "copy": "by hand",
}
REPLIES = {
    "Reply to Ben K., 8 Oct 2026, 11:00": "ben-1",
    "Reply to Ruth A., 8 Oct 2026, 12:00": "a+b=c&d",
    "Write your comment in reply to the post of Ada L.": None,
}


@pytest.fixture(scope="module", params=SITES)
def built_site(request, tmp_path_factory) -> tuple[str, Path, Path]:
    folder = tmp_path_factory.mktemp(request.param)
    settings = f"{COURSE}\n[site]\n{SITES[request.param][0]}\n"
    return request.param, build(folder, {"course.toml": settings, **TEXTS})[1], folder


def build(folder: Path, texts: dict[str, str]) -> tuple[output.Result, Path]:
    request = output.BuildRequest(
        write(folder / "content", texts),
        folder / "site",
        folder / "book",
        folder / "private",
        ROOT / "pelicanconf.py",
        datetime(2026, 10, 8, 18),
    )
    return output.build(request), request.output


@pytest.fixture
def tab(browser):
    """A page without JavaScript, in which every forge says what it was asked for."""
    context = browser.new_context(java_script_enabled=False)
    context.route(
        re.compile("^https:"), lambda route: route.fulfill(body="<title>New file</title>", content_type="text/html")
    )
    yield context.new_page()
    context.close()


def opened(tab, kind: str, page: str, name: str) -> tuple[str, str]:
    """The path and the text that the control of this name opens, as who presses it gets them."""
    tab.goto(page)
    if kind == "copy":
        copy = tab.locator(
            "details.copy", has=tab.locator("summary", has_text=re.compile(re.escape(name.split(" ", 1)[1])))
        )
        assert not copy.locator("pre").is_visible()
        copy.locator("summary").press("Enter")
        assert copy.locator("pre").is_visible()
        return copy.locator("code").inner_text(), copy.locator("pre").evaluate("pre => pre.textContent")
    link = tab.get_by_role("link", name=name)
    if kind == "mail":
        query = parse_qs(urlsplit(link.get_attribute("href")).query)
        return query["subject"][0].rpartition(": ")[2], query["body"][0].replace("\r\n", "\n")
    link.click()
    assert tab.title() == "New file"
    query = parse_qs(urlsplit(tab.url).query)
    path, text = READS[kind]
    return query[path][0], query[text][0]


def filled_in(text: str, words: str) -> str:
    """The text as its writer leaves it: author, date, title and words put where the block says."""
    for line in ("Author: ben", "Date: 2026-10-08 17:30", "Title: What they heard"):
        text = text.replace(f"{line.split(' ')[0]} \n", f"{line}\n")
    for sentence in Replying(SiteSettings(), ENGLISH).sentences:
        text = text.replace(sentence, words)
    return text


def test_reply_leads_to_the_page_where_one_writes_with_what_is_answered(built_site, tab):
    _, site, _ = built_site
    tab.goto((site / "week-1/ada/x-y/index.html").as_uri())
    for name, parent in REPLIES.items():
        address = urlsplit(tab.get_by_role("link", name=name).get_attribute("href"))
        assert address.path == "../../../write/index.html"
        assert parse_qs(address.query) == {"post": ["week-01/ada-x & y?#"], **({"to": [parent]} if parent else {})}


def test_a_file_begun_by_hand_is_one_that_the_check_accepts_and_the_build_threads(built_site, tab, tmp_path):
    kind, site, _ = built_site
    written = dict(TEXTS)
    page = (site / "week-1/ada/x-y/index.html").as_uri()
    path, text = opened(tab, kind, page, f"Comment {COMMENT[kind]} in reply to the post of Ada L.")
    assert path == "content/comments/week-01/ada-x & y?#/your-id-4.md"
    place = path.removeprefix("content/").replace("your-id-4", "ben-4")
    written[place] = filled_in(text, "An answer.")
    path, text = opened(tab, kind, (site / "how-to/index.html").as_uri(), "Begin a post for week 1")
    assert path == "content/posts/week-01/your-id-your-title.md"
    written["posts/week-01/ben-what-they-heard.md"] = filled_in(text, "My post, of a few words.")
    result, again = build(tmp_path, written)
    assert result.problems == ()
    corpus = files.load(tmp_path / "content")
    assert course_check.problems(corpus, course_check.checked(corpus, None)) == []
    soup = BeautifulSoup((again / "week-1/ada/x-y/index.html").read_text("utf-8"), "html.parser")
    comment = soup.find(id="comment-ben-4")
    assert comment.find_parent("ol", class_="replies") is None
    assert "An answer." in comment.get_text()
    assert (again / "week-1/ben/what-they-heard/index.html").exists()


def test_the_addresses_are_the_forges_own(built_site, tab):
    kind, site, _ = built_site
    tab.goto((site / "week-1/ada/x-y/index.html").as_uri())
    links = [link.get_attribute("href") for link in tab.locator("a.button").all()]
    leaving = [link for link in links if not link.startswith("../")]
    assert len(leaving) == (0 if kind == "copy" else 1)
    assert all(link.startswith(f"{SITES[kind][1]}?") for link in leaving)


def test_a_removed_comment_has_no_reply_and_every_other_a_link_to_itself(built_site, tab):
    _, site, _ = built_site
    tab.goto((site / "week-1/ada/x-y/index.html").as_uri())
    assert tab.locator("#comment-ruth-2 :is(a, details)").count() == 0
    assert tab.locator("article.comment").count() == 2
    tab.get_by_role("link", name="Link to this comment").last.click()
    assert tab.url.endswith("#comment-a+b=c&d")
    assert tab.locator("article.comment:target").count() == 1


def test_on_a_phone_what_is_pressed_is_44_px_high_and_stays_in_the_window(built_site, browser):
    _, site, _ = built_site
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    for page, least in (("week-1/ada/x-y/index.html", 5), ("index.html", 1)):
        tab.goto((site / page).as_uri())
        for copy in tab.locator("details.copy summary").all():
            copy.click()
        targets = tab.locator(".actions > a, .actions summary.button, .how-to .button, .due .button").all()
        assert len(targets) >= least
        assert all(target.bounding_box()["height"] >= 44 for target in targets)
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()


def test_print_has_no_controls(built_site, browser):
    _, site, _ = built_site
    tab = browser.new_page()
    tab.emulate_media(media="print")
    for page in ("week-1/ada/x-y/index.html", "index.html"):
        tab.goto((site / page).as_uri())
        assert tab.locator(".button").count() > 0
        assert not any(button.is_visible() for button in tab.locator(".button, .actions, .how-to, .copy").all())
    tab.close()
