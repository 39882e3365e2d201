"""What a course shows before anybody has written: what is missing, when that changes, and what to do."""

from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from conftest import BRANDS, COURSE, POST

from plugins import wording
from plugins.course.course_file import read
from plugins.site import guide

ENGLISH = wording.of("en")

WEEKS = """
[[weeks]]
number = 2
title = "Answering"
opens = 2026-10-12T00:00:00
posts_due = 2026-10-18T23:59:00

[[weeks]]
number = 3
opens = 2026-10-19T00:00:00
"""
MOMENT = datetime(2026, 10, 13, 12)
BARE = '[course]\ntitle = "A course"\n[[weeks]]\nnumber = 1\n'


def text(site, page):
    main = BeautifulSoup((site / page / "index.html").read_text("utf-8"), "html.parser").select_one("main")
    return " ".join(main.get_text(" ").split())


@pytest.fixture
def empty(built):
    return built({"course.toml": COURSE + WEEKS}, as_of=MOMENT)[1]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (".", "No posts yet. The first will appear here after the next build."),
        ("week-1", "Week 1 has no posts yet. The first post will appear here after the next build."),
        ("week-2", "Week 2 has no posts yet. The first post will appear here after the next build."),
        ("week-3", "Week 3 is not open yet. It opens Monday 19 October 2026."),
        ("posts", "No posts yet."),
        ("comments", "No comments yet."),
        ("popular", "No posts yet."),
        ("unanswered", "No posts yet."),
        ("brands", "No brand is named yet."),
        ("people/ben", "Posts and comments will appear here."),
        ("feeds", "the feeds begin with the first post"),
    ],
)
def test_a_course_without_texts_says_what_is_missing(empty, page, said):
    shown = text(empty, page)
    assert said in shown
    assert "Every post has an answer" not in shown


def test_a_person_who_wrote_nothing_is_told_of_no_gap(built):
    shown = text(built({"posts/week-01/ada-on-listening.md": POST}, as_of=MOMENT)[1], "people/ben")
    assert shown.endswith("Whatever Ben K. writes appears after the next build.")
    assert not {"missing", "not posted", "has not"} & {shown}


def test_a_post_without_comments_says_so_and_how_to_answer(built):
    shown = text(built({"posts/week-01/ada-on-listening.md": POST}, as_of=MOMENT)[1], "week-1/ada/on-listening")
    assert "No comments yet" in shown
    assert "Nobody has replied to Ada L." in shown
    assert "How to answer" in shown


def test_a_week_without_dates_shows_none(built):
    _, site, _ = built({"course.toml": BARE})
    for page in (".", "weeks", "week-1"):
        assert "Jan" not in text(site, page)
    assert "Jan" not in (site / "index.html").read_text("utf-8")


def ways(site: str) -> str:
    return COURSE + WEEKS + f"\n[site]\n{site}\n"


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ('forge = "github"\nrepository = "class/blog"', "opens a new file on GitHub"),
        ('forge = "gitlab"\nrepository = "class/blog"', "opens a new file on GitLab"),
        ('forge = "forgejo"\nrepository = "class/blog"', "opens a new file on Forgejo"),
        ('mail = "course@example.org"', "opens an e-mail to the course"),
        ("", "shows where the file goes and how it begins: copy that"),
    ],
)
def test_how_to_write_says_what_this_course_really_uses(built, site, said):
    result, folder, _ = built({"course.toml": ways(site), "brands.toml": BRANDS}, as_of=MOMENT)
    shown = text(folder, "how-to")
    assert said in shown
    assert "posts/week-02" in shown
    assert "ada-what-i-heard-in-the-shop.md" in shown
    assert "Posts for week 2 are due Sunday 18 October, 23:59." in shown
    assert sum(way in shown for way in ("GitHub", "GitLab", "Forgejo", "an e-mail to")) == (1 if site else 0)
    assert result.problems == ()


def test_how_to_write_shows_headers_and_a_file_name_that_are_read_without_a_word(built):
    made = guide.guide(read(COURSE)[0], ENGLISH)
    result, site, _ = built(
        {
            f"posts/week-01/{made.person.id}-{made.slug}.md": f"{made.head}\nLast week I listened to the people there.\n",
            f"comments/week-01/{made.person.id}-{made.slug}/ada-1.md": f"{made.answer}\nI saw the same in our street.\n",
        }
    )
    assert result.problems == ()
    assert ENGLISH.plain("guide-sample-title") in text(site, f"week-1/ada/{made.slug}")


def test_how_to_write_shows_what_markdown_really_becomes(built):
    _, site, _ = built({})
    samples = BeautifulSoup((site / "how-to/index.html").read_text("utf-8"), "html.parser").select(".samples > li")
    assert [sample.select_one("pre").get_text() for sample in samples] == [
        *(ENGLISH.plain(f"sample-{name}-typed") for name in (*guide.SAMPLES, *guide.MORE_SAMPLES)),
        "![Three people wait at the till](images/ada-till.jpg)",
    ]
    shown = {tag.name for sample in samples for tag in sample.select(".prose *")}
    assert {"em", "strong", "h3", "ul", "ol", "a", "blockquote", "br", "code", "table", "del", "sup", "img"} <= shown
    found = [sample.select_one(".prose") for sample in samples]
    assert [one.get_text() for prose in found for one in prose.select(":scope li li")] == ["the till", "the door"]
    assert [one.get_text() for prose in found for one in prose.select(".task")] == [
        "☑ They asked.",
        "☐ Somebody answers.",
    ]
    assert found[-2].pre.get_text() == "Mon    40 calls\nWed     2 calls\n"


def test_how_to_write_shows_a_picture_that_is_there(built):
    _, site, _ = built({})
    [image] = BeautifulSoup((site / "how-to/index.html").read_text("utf-8"), "html.parser").select(".samples img")
    assert (site / "how-to" / image["src"]).is_file()
    assert image["alt"] == "Three people wait at the till"


def test_how_to_write_stands_without_any_people(built):
    _, site, _ = built({"course.toml": BARE})
    assert "the page of the person with the id ada is /people/ada/" in text(site, "how-to")


@pytest.mark.parametrize("name", ["how-to", "rules"])
def test_a_page_of_the_course_takes_no_address_of_the_sites_own(built, name):
    result, site, _ = built({f"pages/{name}.md": "Title: Ours\n\nOur own words.\n"})
    assert "Our own words." not in text(site, name)
    assert "Our own words." in text(site, f"{name}-2")
    assert [problem.rule for problem in result.problems] == ["address"]
