"""The search: what is indexed, and that a reader in real Chromium finds it."""

import gzip
from datetime import datetime
from pathlib import Path

import pytest
from conftest import served

from plugins.build import output
from plugins.search import pagefind
from plugins.search.documents import index_of

FILES = {
    "brands.toml": '[[brands]]\nname = "Burberry"\n',
    "posts/week-01/ada-listening.md": "Title: On <mark>listening\nAuthor: ada\nDate: 2026-10-07 10:00\n\n"
    "Burberry listened <img src=x onerror=alert(1)> to the umbrellas & to people who walk home alone.\n",
    "posts/week-01/ben-heiti.md": "Title: Að heita í höfuðið\nAuthor: ben\nDate: 2026-10-08 10:00\nLang: is\n\n"
    "Amma mín fór alltaf í sundlaugina á morgnana og drakk þar kaffi.\n",
    "posts/week-01/ben-latte.md": "Title: 酱香拿铁\nAuthor: ben\nDate: 2026-10-09 10:00\nLang: zh\n\n"
    "我在排队买瑞幸咖啡的时候，看到很多年轻人在自拍。\n",
    "comments/week-01/ben-heiti/ada-1.md": "Author: ada\nDate: 2026-10-09 10:00\n\n"
    "The swimming pool is where my neighbours argue, too.\n",
    "comments/week-01/ada-listening/ben-1.md": "Author: ben\nDate: 2026-10-08 10:00\n\nRain makes patience cheap.\n",
    "comments/week-01/ada-listening/ben-2.md": "Author: ben\nDate: 2026-10-08 11:00\nStatus: pending\n\n"
    "Zanzibar is not published yet.\n",
    "comments/week-01/ada-listening/ben-3.md": "Author: ben\nDate: 2026-10-08 12:00\nStatus: removed\n\n"
    "Timbuktu was taken back.\n",
}


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def indexed(site: Path) -> str:
    return "\n".join(
        gzip.decompress(file.read_bytes()).decode() for file in sorted((site / "pagefind/fragment").iterdir())
    )


@pytest.mark.parametrize(
    ("language", "index"),
    [("en", "en"), ("en-GB", "en"), ("zh-Hant", "zh"), ("is", "und"), ("nb", "no"), ("x-made-up", "und")],
)
def test_a_text_belongs_to_the_index_of_its_language_or_to_the_one_of_all_others(language, index):
    assert index_of(language) == index


def test_only_what_readers_see_is_indexed(built):
    _, site, _ = built(FILES)
    text = indexed(site)
    assert "umbrellas" in text
    assert "patience" in text
    assert "Zanzibar" not in text
    assert "Timbuktu" not in text


def test_two_builds_make_the_same_index_byte_for_byte_and_a_later_one_leaves_no_trace_of_an_earlier(
    built, request_for, tmp_path
):
    _, site, _ = built(FILES)
    first = files(site / "pagefind")
    built({"posts/week-01/ada-more.md": "Title: More\nAuthor: ada\nDate: 2026-10-07 11:00\n\nQuicksilver.\n"})
    assert "Quicksilver" in indexed(site)
    (tmp_path / "content/posts/week-01/ada-more.md").unlink()
    result = output.build(request_for(tmp_path / "content"))
    assert files(site / "pagefind") == first
    assert result.unchanged
    again = output.build(request_for(tmp_path / "content"))
    assert again.written == 0
    output.build(request_for(tmp_path / "content", output=tmp_path / "elsewhere"))
    assert files(tmp_path / "elsewhere/pagefind") == first


def test_a_published_index_is_scanned_for_leaks(course, request_for, tmp_path, monkeypatch):
    content = course(FILES)
    (tmp_path / "private").mkdir()
    (tmp_path / "private/roster.csv").write_text("person,name,email\nada,Adelheid Quarterstaff,ada@example.org\n")
    request = request_for(content, publish=True)
    assert not output.build(request).leaks
    run = pagefind._run

    def leaking(program: Path, source: Path, made: Path) -> str:
        for file in source.rglob("*.html"):
            file.write_text(file.read_text("utf-8").replace("umbrellas", "Adelheid Quarterstaff"), "utf-8")
        return run(program, source, made)

    monkeypatch.setattr(pagefind, "_run", leaking)
    leaks = output.build(request).leaks
    assert leaks
    assert all(leak.startswith("pagefind/") for leak in leaks)
    assert "umbrellas" in indexed(request.output), "what was published stays"


def test_without_pagefind_the_site_has_no_box_and_a_note_says_why(built, monkeypatch):
    def missing() -> Path:
        raise ImportError("no package for this machine")

    monkeypatch.setattr("pagefind_bin_extended.get_executable", missing)
    result, site, _ = built(FILES)
    assert any("no package for this machine" in note for note in result.notes)
    assert 'role="search"' not in (site / "index.html").read_text("utf-8")
    assert not (site / "search").exists()
    assert not (site / "pagefind").exists()


def test_a_pagefind_that_fails_costs_the_index_alone(built, monkeypatch, tmp_path):
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho out of luck >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(pagefind, "program", lambda: (broken, ""))
    result, site, _ = built(FILES)
    assert any("out of luck" in note for note in result.notes)
    assert (site / "search/index.html").is_file()


def test_a_rebuild_while_serving_keeps_the_index_that_is_there(built, request_for, tmp_path):
    _, site, _ = built(FILES)
    first = files(site / "pagefind")
    (tmp_path / "content/posts/week-01/ada-more.md").write_text("Author: ada\nDate: 2026-10-07 11:00\n\nQuicksilver.\n")
    output.build(request_for(tmp_path / "content", search_later=True))
    assert files(site / "pagefind") == first
    assert (site / "week-1/ada/more/index.html").is_file()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site below a path of its server, as on GitHub Pages; its address."""
    from conftest import ROOT, write

    folder = tmp_path_factory.mktemp("search")
    content = write(folder / "content", FILES)
    output.build(
        output.BuildRequest(
            content, folder / "www/course", None, folder / "private", ROOT / "publishconf.py",
            datetime(2026, 11, 1, 12), publish=True,
        )
    )  # fmt: skip
    with served(folder / "www") as address:
        yield f"{address}course/"


@pytest.fixture
def tab(browser):
    context = browser.new_context()
    tab = context.new_page()
    tab.asked, tab.errors = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("console", lambda message: tab.errors.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.on("dialog", lambda dialog: tab.errors.append(dialog.message) or dialog.dismiss())
    yield tab
    assert tab.errors == []
    context.close()


def found(tab) -> list[str]:
    tab.wait_for_function("document.getElementById('found').textContent !== ''")
    return tab.locator("#hits h3").all_inner_texts()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("word", "title", "lang"),
    [
        ("umbrella", "On <mark>listening", None),
        ("sundlaug", "Að heita í höfuðið", "is"),
        ("höfuðið", "Að heita í höfuðið", "is"),
        ("瑞幸咖啡", "酱香拿铁", "zh"),
        ("年轻人", "酱香拿铁", "zh"),
    ],
)
def test_a_word_of_each_language_finds_its_post(site, tab, word, title, lang):
    tab.goto(site)
    tab.fill(".site-search input", word)
    tab.press(".site-search input", "Enter")
    tab.wait_for_url("**/search/?q=*")
    assert found(tab) == [title]
    assert tab.locator("#hits .excerpt mark").first.is_visible() or word in title
    if lang:
        assert tab.locator("#hits .excerpt").first.get_attribute("lang") in (lang, f"{lang}-CN")
    tab.click("#hits h3 a")
    tab.wait_for_selector("h1.p-name")
    assert tab.inner_text("h1.p-name") == title
    assert all(address.startswith(site.removesuffix("course/")) for address in tab.asked)


@pytest.mark.browser
def test_a_comment_is_found_by_its_anchor_also_below_a_post_in_another_language(site, tab):
    tab.goto(f"{site}search/?q=neighbour")
    assert found(tab) == ["Að heita í höfuðið"]
    assert tab.get_attribute("#hits h3 a", "lang") == "is"
    assert tab.locator("#hits .said .excerpt").get_attribute("lang") == "en"
    tab.click("#hits .said a")
    tab.wait_for_url("**/week-1/ben/heiti/#comment-ada-1")
    assert "neighbours" in tab.inner_text("article:target")


@pytest.mark.browser
def test_filters_narrow_the_search_work_alone_and_stand_in_the_address(site, tab):
    tab.goto(f"{site}search/")
    tab.select_option("select[name=brand]", "Burberry")
    assert found(tab) == ["On <mark>listening"]
    assert tab.url.endswith("/search/?brand=Burberry")
    tab.goto(f"{site}search/?language=zh")
    assert found(tab) == ["酱香拿铁"]
    tab.goto(f"{site}search/?q=patience&person=ada")
    assert found(tab) == ["On <mark>listening"]
    assert tab.locator("#hits .said").count() == 0, "Ben's comment is not Ada's"
    tab.goto(f"{site}search/?q=umbrella&week=1")
    assert found(tab) == ["On <mark>listening"]
    tab.goto(f"{site}search/?q=umbrella&language=is")
    assert found(tab) == []
    assert "umbrella" in tab.inner_text("#found")
    tab.goto(f"{site}search/?week=7")
    assert tab.locator("#start").is_visible(), "a week that is not there is no filter"


@pytest.mark.browser
def test_a_word_that_stands_only_in_a_posts_facts_finds_nothing(site, tab):
    tab.goto(f"{site}search/?q=week")
    assert found(tab) == []
    assert "week" in tab.inner_text("#found")


@pytest.mark.browser
def test_an_excerpt_does_not_repeat_its_title(site, tab):
    tab.goto(f"{site}search/?q=höfuðið")
    assert found(tab) == ["Að heita í höfuðið"]
    assert tab.inner_text("#hits .excerpt").startswith("Amma mín")


@pytest.mark.browser
def test_going_back_restores_what_was_asked(site, tab):
    tab.goto(f"{site}search/?q=umbrella")
    found(tab)
    tab.fill("#q", "sundlaug")
    tab.press("#q", "Enter")
    tab.wait_for_selector("#hits a[lang=is]")
    tab.go_back()
    tab.wait_for_selector("#hits a[lang=en]")
    assert tab.input_value("#q") == "umbrella"


@pytest.mark.browser
def test_what_a_student_typed_is_text_in_the_results(site, tab):
    tab.goto(f"{site}search/?q=umbrella")
    found(tab)
    assert "<img src=x onerror=alert(1)>" in tab.inner_text("#hits .excerpt")
    assert tab.locator("#hits img").count() == 0


@pytest.mark.browser
def test_without_javascript_the_page_says_so_and_leads_to_every_post(site, browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site}search/?q=umbrella")
    assert "needs JavaScript" in tab.inner_text("main")
    assert not tab.locator("form.search").is_visible()
    tab.click("main noscript a >> nth=0")
    tab.wait_for_url("**/posts/")
    context.close()


@pytest.mark.browser
def test_a_missing_index_is_told_and_leads_to_every_post(site, browser):
    context = browser.new_context()
    tab = context.new_page()
    tab.route("**/pagefind/**", lambda route: route.fulfill(status=404))
    tab.goto(f"{site}search/?q=umbrella")
    tab.wait_for_function("document.getElementById('found').textContent !== ''")
    assert "could not be loaded" in tab.inner_text("#found")
    assert tab.locator("#start a").first.is_visible()
    context.close()


def test_a_misspelt_brand_is_asked_about_and_finds_nothing_that_merely_begins_alike(site, tab):
    tab.goto(f"{site}search/?q=bubrerry")
    meant = tab.locator("#meant a")
    meant.wait_for()
    assert meant.inner_text() == "Do you mean “Burberry”?"
    assert tab.locator("#hits > li").count() == 0
    meant.click()
    assert "q=Burberry" in tab.url


def test_where_no_text_has_all_words_those_with_all_but_one_are_found_and_marked(site, tab):
    tab.goto(f"{site}search/?q=patience rain neighbours")
    tab.locator("#hits > li").first.wait_for()
    assert tab.locator("#found").inner_text() == "No text has all of these words; these have all but one."
    assert all(hit.locator("mark").count() for hit in tab.locator("#hits > li").all())
