"""The page /write/ in real Chromium, from what is typed or pasted to a file that the check accepts."""

import gzip
import json
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup, Tag
from conftest import COURSE, ROOT, served, write
from test_access import RULES

from plugins.build import output
from plugins.checks import course_check
from plugins.corpus import files
from plugins.texts.markup import render

pytestmark = pytest.mark.browser

VECTORS = json.loads((Path(__file__).parent / "write_vectors.json").read_text("utf-8"))
HOSTILE = '<img src=x onerror="document.title=1">'
TEXTS = {
    "posts/week-01/ada-x & y?#.md": f"Title: {HOSTILE}\nAuthor: ada\nDate: 2026-10-07 10:00\n\nBrands that listen learn.\n",
    "comments/week-01/ada-x & y?#/ben-1.md": "Author: ben\nDate: 2026-10-08 11:00\n\nYes, I think so.\n",
    "comments/week-01/ada-x & y?#/a+b=c&d.md": "Author: ruth\nDate: 2026-10-08 12:00\nReply-to: ben-1\n\nWhy do you?\n",
    "brands.toml": '[[brands]]\nname = "Burberry"\n\n[[brands]]\nname = "WeChat"\n',
}
SITE = '\n[site]\nforge = "github"\nrepository = "class/blog"\nmail = "course@example.org"\n'
RULES_JS = "async ([name, ...given]) => (await import(new URL('../theme/write/rules.js', location)))[name](...given)"
WORDS_JS = """async (text) => {
    const of = (name) => import(new URL(`../theme/write/${name}.js`, location));
    const [{ count }, { render, own }] = [await of("rules"), await of("markdown")];
    const place = document.createElement("div");
    render(place, text);
    return count(own(place).replace(/-{2,3}/g, "\\u2014"));
}"""

HTML_JS = """async (text) => {
    const { render } = await import(new URL("../theme/write/markdown.js", location));
    const place = document.createElement("div");
    render(place, text);
    return place.innerHTML;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("write")
    build(folder, {"course.toml": COURSE + SITE, **TEXTS})
    return folder


def build(folder: Path, texts: dict[str, str]) -> output.Result:
    return output.build(
        output.BuildRequest(
            write(folder / "content", texts), folder / "site", folder / "book", folder / "private",
            ROOT / "pelicanconf.py", datetime(2026, 10, 8, 18),
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def site(folder):
    with served(folder / "site") as address:
        yield address


@pytest.fixture
def context(browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], timezone_id="Pacific/Auckland")
    context.route(
        re.compile("^https:"), lambda route: route.fulfill(body="<title>New file</title>", content_type="text/html")
    )
    yield context
    context.close()


@pytest.fixture
def tab(context):
    """A tab in which an error fails the test."""
    tab, errors = context.new_page(), []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield tab
    assert errors == []


def fill(tab, text: str, title: str = "What they heard", who: str = "ben") -> None:
    tab.get_by_label("Your name").select_option(who)
    if title:
        tab.get_by_role("textbox", name="Title").fill(title)
    tab.get_by_label("Your text").fill(text)


def accepted(folder: Path, path: str, text: str) -> output.Result:
    """The build of the course with one more file, which the check must accept."""
    result = build(folder, {"course.toml": COURSE + SITE, **TEXTS, path.removeprefix("content/"): text})
    corpus = files.load(folder / "content")
    assert course_check.problems(corpus, course_check.checked(corpus, None)) == []
    return result


def test_the_script_names_dates_begins_and_counts_as_the_course_does(site, tab):
    tab.goto(f"{site}write/")
    letters = json.loads(tab.locator("#desk").get_attribute("data-given"))["letters"]
    js = lambda *given: tab.evaluate(RULES_JS, list(given))  # noqa: E731
    assert [[text, js("slug", text, letters)] for text, _ in VECTORS["slug"]] == VECTORS["slug"]
    assert [[text, js("count", text)] for text, _ in VECTORS["count"]] == VECTORS["count"]
    assert [[text, tab.evaluate(WORDS_JS, text)] for text, _ in VECTORS["markdown"]] == VECTORS["markdown"]
    assert [[text, js("quote", text), js("quote", text, "/")] for text, *_ in VECTORS["quote"]] == VECTORS["quote"]
    assert [[fields, js("header", fields)] for fields, _ in VECTORS["header"]] == VECTORS["header"]
    for path, name in VECTORS["looseName"]:
        assert js("looseName", path) == js("looseName", f"course/content/{path}") == name
    for zone, moment, date in VECTORS["written"]:
        assert js("written", datetime.fromisoformat(moment).timestamp() * 1000, zone) == date, (zone, moment)


def test_a_post_leaves_by_the_forges_page_as_a_file_that_the_check_accepts(site, tab, context, tmp_path):
    tab.goto(f"{site}write/")
    fill(tab, "My post, of *a few* words.\n\n> Quoted.\n")
    assert tab.locator("#count").inner_text() == "Words: 6 of 5 expected"
    with context.expect_page() as opened:
        tab.get_by_role("link", name="Open on GitHub").click()
    query = parse_qs(urlsplit(opened.value.url).query)
    path, text = query["filename"][0], query["value"][0]
    assert path == "content/posts/week-01/ben-what-they-heard.md"
    assert re.fullmatch(
        r"Title: What they heard\nAuthor: ben\nDate: [\d-]{10} \d\d:\d\d\n\nMy post.*words\.\n\n> Quoted\.\n",
        text,
        re.DOTALL,
    )
    accepted(tmp_path, path, re.sub(r"Date: .*", "Date: 2026-10-08 17:30", text))
    assert (tmp_path / "site/week-1/ben/what-they-heard/index.html").exists()


def test_an_answer_names_the_post_and_the_comment_and_leaves_by_download(site, tab, tmp_path):
    tab.goto(f"{site}write/?post=week-01%2Fada-x+%26+y%3F%23&to=a%2Bb%3Dc%26d")
    assert "a+b=c&d" in tab.locator("#answering").inner_text()
    assert HOSTILE in tab.locator("#answering").inner_text()
    tab.locator("#answering a").click()
    tab.locator("article.comment:target").wait_for()
    tab.go_back()
    assert not tab.get_by_role("textbox", name="Title").is_visible()
    fill(tab, "I saw the same in our street.", title="")
    with tab.expect_download() as caught:
        tab.get_by_role("button", name="Download the file").click()
    assert caught.value.suggested_filename == "ben-3.md"
    text = Path(caught.value.path()).read_text("utf-8")
    path = tab.locator("#path").text_content()
    assert path == "content/comments/week-01/ada-x & y?#/ben-3.md"
    assert "\nReply-to: a+b=c&d\n\nI saw" in text
    accepted(tmp_path, path, re.sub(r"Date: .*", "Date: 2026-10-08 17:30", text))
    page = (tmp_path / "site/week-1/ada/x-y/index.html").read_text("utf-8")
    assert 'id="comment-ben-3"' in page


def test_an_answer_may_rate_the_post_where_the_course_has_ratings(site, tab, tmp_path):
    tab.goto(f"{site}write/?post=week-01/ada-x%20%26%20y%3F%23&to=ben-1")
    assert tab.get_by_label("Your rating").count() == 0
    rated = "comments/week-01/ada-x & y?#/ruth-9.md"
    texts = {**TEXTS, rated: "Author: ruth\nDate: 2026-10-08 12:30\nRating: 3\n\nYes, I do too.\n"}
    build(tmp_path, {"course.toml": COURSE + SITE, **texts})
    with served(tmp_path / "site") as address:
        tab.goto(f"{address}write/")
        fill(tab, "A post.")
        assert not tab.get_by_label("Your rating").is_visible()
        tab.goto(f"{address}write/?post=week-01/ada-x%20%26%20y%3F%23&to=ben-1")
        fill(tab, "I saw the same in our street.", title="")
        assert "Rating" not in tab.locator("#file").text_content()
        tab.get_by_label("Your rating").select_option("4 stars")
        tab.wait_for_function("Object.values(localStorage).some((kept) => kept.includes('\"rating\":4'))")
        tab.reload()
        assert "\nReply-to: ben-1\nRating: 4\n\nI saw" in tab.locator("#file").text_content()
        text, path = tab.locator("#file").text_content(), tab.locator("#path").text_content()
        tab.get_by_label("Your name").select_option("ada")
        assert not tab.get_by_label("Your rating").is_visible()
        assert "Rating" not in tab.locator("#file").text_content()
    accepted(tmp_path, path, re.sub(r"Date: .*", "Date: 2026-10-08 17:30", text))
    page = (tmp_path / "site/week-1/ada/x-y/index.html").read_text("utf-8")
    assert "Rated this post 4 of 5" in page


def test_a_second_answer_below_the_same_post_gets_a_file_of_its_own(site, tab):
    for comment, name in (("ben-1", "ben-3.md"), ("a%2Bb%3Dc%26d", "ben-4.md")):
        tab.goto(f"{site}write/?post=week-01/ada-x%20%26%20y%3F%23&to={comment}")
        fill(tab, f"To {comment}.", title="")
        with tab.expect_download() as caught:
            tab.get_by_role("button", name="Download the file").click()
        assert caught.value.suggested_filename == name


@pytest.mark.parametrize(
    "query", ["post=../../etc&to=x", "post=week-01/ada&to=a%0AStatus:%20removed", f"post={HOSTILE}", "post=a/b/c"]
)
def test_an_address_that_names_no_post_is_shown_as_it_is_and_makes_no_header(site, tab, query):
    tab.goto(f"{site}write/?{query}")
    assert "does not know" in tab.locator("#answering").inner_text()
    assert tab.locator("#answering *").count() == 0
    fill(tab, "Words.")
    assert "removed" not in tab.locator("#file").text_content()
    assert tab.locator("#path").text_content().startswith("content/posts/week-01/ben-what")


def test_what_is_typed_never_becomes_a_tag_a_script_or_a_dangerous_link(site, tab):
    tab.goto(f"{site}write/")
    fill(
        tab,
        f"{HOSTILE} [x](javascript:alert(1)) [y](https://example.org) <script>1</script>\n\n![z](data:text/html,1)",
        title=HOSTILE,
    )
    shown = tab.locator(".shown")
    assert shown.locator("img, script").count() == 0
    assert [link.get_attribute("href") for link in shown.locator("a").all()] == ["https://example.org"]
    assert HOSTILE in shown.inner_text()
    assert tab.title().startswith("Write")


def test_the_preview_shows_what_students_type(site, tab):
    tab.goto(f"{site}write/")
    fill(tab, "## Heading\n\n- one\n- two\n\n> said\n\n`code` and **bold** *it*\n\n```\n<b>\n```\n")
    found = tab.locator("#shown").evaluate("e => [...e.querySelectorAll('*')].map((one) => one.localName).join(' ')")
    assert found == "h3 ul li li blockquote p p code strong em pre code"


def shape(html: str) -> list[tuple[str, dict[str, object]] | str]:
    """The elements and words of HTML in order, but for how links open."""
    soup = BeautifulSoup(html, "html.parser")
    return [
        (one.name, {name: value for name, value in one.attrs.items() if name not in ("rel", "target")})
        if isinstance(one, Tag)
        else " ".join(one.split())
        for one in soup.descendants
        if isinstance(one, Tag) or one.strip()
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A[^1] b[^X  y], c[^1] and d[^no].\n\n[^x y]: Two\n\n    more\n\n[^1]: One *note*.\n[^z]: never marked\n",
        "Tight[^a]\n[^a]: one\ngoes on\n\n> q[^b]\n\n[^b]: - [x] done\n\n[^a]: again\n",
        "`[^1]` [a[^1]](https://example.org)\n\n```\n[^2]: code\n```\n\n[^1]: Only in code[^2]\n",
        "- [ ] open\n- [x] done, *well*\n    - [X] inner\n- plain [ ] x\n- [y] no\n- [ ]\n",
        "1. [x] one\n\n    more\n\n2. two\n\n- a\n\n- b\n",
    ],
)
def test_the_preview_shows_footnotes_tasks_and_lists_as_the_site_does(site, tab, text):
    tab.goto(f"{site}write/")
    assert shape(tab.evaluate(HTML_JS, text)) == shape(render(text).html)


def test_a_draft_is_there_again_after_the_tab_was_closed(site, context):
    first = context.new_page()
    first.goto(f"{site}write/")
    fill(first, "Half a thought")
    first.close(run_before_unload=True)
    second = context.new_page()
    second.goto(f"{site}write/")
    assert second.get_by_label("Your text").input_value() == "Half a thought"
    assert second.get_by_label("Your name").input_value() == "ben"
    second.get_by_role("button", name="Begin a new post").click()
    fill(second, "Another thought", title="Second")
    second.goto(f"{site}write/?post=week-01/ada-x%20%26%20y%3F%23")
    assert second.get_by_label("Your text").input_value() == ""
    fill(second, "An answer", title="")
    second.wait_for_function("document.querySelectorAll('#drafts li').length === 3")
    second.get_by_role("button", name="What they heard", exact=True).click()
    assert second.get_by_label("Your text").input_value() == "Half a thought"


def test_two_tabs_with_one_draft_overwrite_nothing(site, context):
    first, second = context.new_page(), context.new_page()
    first.goto(f"{site}write/")
    fill(first, "Begun")
    first.wait_for_function("document.getElementById('kept').textContent")
    second.goto(f"{site}write/")
    second.get_by_label("Your text").fill("Written in the second tab")
    first.wait_for_function(
        "document.getElementById('drafts').textContent && Object.values(localStorage).some((v) => v.includes('second tab'))"
    )
    first.get_by_label("Your text").fill("Written in the first tab")
    first.wait_for_function("document.querySelectorAll('#drafts li').length === 2")
    kept = " ".join(first.evaluate("Object.values(localStorage)"))
    assert "first tab" in kept
    assert "second tab" in kept


def test_a_draft_survives_storage_that_somebody_else_filled(site, tab):
    tab.goto(f"{site}write/")
    for value in [
        "{",
        "null",
        '{"post": "../x/y", "text": 1}',
        '{"text": {"a": 1}, "title": [], "week": "x", "changed": "y"}',
    ]:
        tab.evaluate(
            "([key, value]) => localStorage.setItem(`cohort-write:${new URL('..', location).pathname}:draft:${key}`, value)",
            [value[:9], value],
        )
    tab.reload()
    fill(tab, "Words.")
    assert tab.locator("#path").text_content().endswith("ben-what-they-heard.md")


def test_nothing_leaves_while_something_is_missing(site, tab):
    tab.goto(f"{site}write/")
    tab.get_by_role("button", name="Copy the text").click()
    assert tab.evaluate("document.activeElement.name") == "author"
    assert tab.get_by_text("Still missing: your name.").is_visible()


def test_a_long_text_is_copied_and_the_forges_page_opened_without_it(site, tab, context):
    tab.goto(f"{site}write/")
    fill(tab, "我們在上海聽見了。" * 200)
    assert "too long" in tab.locator("#long").inner_text()
    tab.get_by_role("button", name="Copy the text").click()
    tab.get_by_text("Copied.").wait_for()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.count("上海") == 200
    assert copied.startswith("Title: What they heard\nAuthor: ben\nDate: ")
    with context.expect_page() as opened:
        tab.get_by_role("link", name="Open on GitHub").click()
    assert parse_qs(urlsplit(opened.value.url).query) == {"filename": ["content/posts/week-01/ben-what-they-heard.md"]}


def test_the_mail_holds_the_file(site, tab):
    tab.goto(f"{site}write/")
    fill(tab, "Short & sweet.")
    link = urlsplit(tab.get_by_role("link", name="Send by e-mail").get_attribute("href"))
    assert link.path == "course@example.org"
    query = parse_qs(link.query)
    assert query["subject"] == ["What they heard: content/posts/week-01/ben-what-they-heard.md"]
    assert query["body"][0].endswith("\r\n\r\nShort & sweet.\r\n")


def test_the_page_and_all_it_loads_but_the_reader_of_word_files_weighs_at_most_200_kilobytes(folder):
    theme = folder / "site/theme"
    files = [folder / "site/write/index.html", folder / "site/write/names.json", theme / "style.css"]
    files += [file for file in (theme / "write").iterdir() if file.name != "mammoth.js"]
    assert {"write.js", "album.js"} <= {file.name for file in files}
    assert sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) <= 200_000


def test_without_javascript_the_page_says_how_to_write_by_hand(site, browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site}write/")
    assert not tab.locator("#desk").is_visible()
    assert "/new/" in tab.get_by_role("link", name="Begin a post").get_attribute("href")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_a_page_that_is_written_on(site, browser, scheme, width):
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    tab = context.new_page()
    tab.goto(f"{site}write/?post=week-01/ada-x%20%26%20y%3F%23&to=ben-1")
    fill(tab, "## Heading\n\nWe read about Bubrerry and Wechat[^1].\n\n- [ ] a\n- [x] b\n\n[^1]: A note.", title="")
    tab.wait_for_function("document.querySelectorAll('#drafts li').length === 1")
    violations = Axe().run(tab, options=RULES).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"][:4]]) for v in violations] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
