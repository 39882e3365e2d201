"""Lists and brand pages stay short, however much a class writes, and lead on to what they leave out."""

from datetime import datetime, timedelta
from pathlib import Path

import builders
import pytest
from bs4 import BeautifulSoup
from builders import comment_file, post_file
from conftest import BRANDS, COURSE, write
from hypothesis import given
from hypothesis import strategies as st

from plugins.brands import Lexicon
from plugins.build import output
from plugins.core import paging
from plugins.core.model import Brand
from plugins.corpus.corpus import assemble
from plugins.corpus.overview import Overview, Quotation
from plugins.site import mentions

BEGUN = datetime(2026, 10, 5, 8)
POSTS, COMMENTS, LONELY = 120, 230, 60
URL = "https://blog.example"
WEEKS = "".join(f"\n[[weeks]]\nnumber = {n}\nopens = 2026-10-{5 + 7 * (n - 1):02}T00:00:00\n" for n in range(2, 5))


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """So many posts, the last ones without an answer; so many comments; Burberry in weeks 1 to 4."""
    folder = tmp_path_factory.mktemp("lists")
    texts = {"course.toml": f'{COURSE}{WEEKS}\n[site]\nurl = "{URL}"\n', "brands.toml": BRANDS}
    for n in range(POSTS):
        week = 1 + n * 4 // POSTS
        said = "Burberry listens." if n % 2 else "Nobody listens."
        at = BEGUN + timedelta(weeks=week - 1, minutes=n)
        texts[f"posts/week-0{week}/ada-{n:03}.md"] = post_file("ada", at, f"{said} So I think.", f"Post {n}")
    for n in range(COMMENTS):
        on = n % (POSTS - LONELY)
        at = BEGUN + timedelta(weeks=4, minutes=n)
        texts[f"comments/week-0{1 + on * 4 // POSTS}/ada-{on:03}/ben-{n:03}.md"] = comment_file(
            "ben", at, f"Comment {n} agrees."
        )
    request = output.BuildRequest(
        write(folder / "content", texts), folder / "site", folder / "book", folder / "private",
        Path(output.__file__).parents[2] / "pelicanconf.py", datetime(2026, 11, 10, 9),
    )  # fmt: skip
    output.build(request)
    return request.output


def page(folder: Path) -> BeautifulSoup:
    return BeautifulSoup((folder / "index.html").read_text("utf-8"), "html.parser")


def walked(folder: Path) -> list[BeautifulSoup]:
    """The pages of a list, from its first, as the pager leads from each to the next."""
    found = [page(folder)]
    while link := found[-1].select_one(".pager [rel=next]"):
        folder = (folder / link["href"]).resolve().parent
        found.append(page(folder))
        back = found[-1].select_one(".pager [rel=prev]")
        assert page((folder / back["href"]).resolve().parent).title == found[-2].title
    return found


@pytest.mark.parametrize(
    ("address", "pages", "posts"), [("posts", 3, POSTS), ("popular", 2, POSTS - LONELY), ("unanswered", 8, LONELY)]
)
def test_every_post_of_a_list_is_on_one_of_its_pages(site, address, pages, posts):
    listings = walked(site / address)
    assert len(listings) == pages
    assert max(len(one.select(".item")) for one in listings) == paging.MOST
    found = [title.text for one in listings for title in one.select(".item h3")]
    assert len(found) == len(set(found)) == posts


def test_posts_are_newest_first_from_page_to_page(site):
    found = [title.text for one in walked(site / "posts") for title in one.select(".item h3")]
    assert found == [f"Post {n}" for n in reversed(range(POSTS))]


def test_comments_are_the_newest_two_hundred_and_the_last_page_says_where_the_others_are(site):
    listings = walked(site / "comments")
    said = [item.text for one in listings for item in one.select(".item .excerpt")]
    assert said == [f"Comment {n} agrees." for n in range(COMMENTS - 1, COMMENTS - 201, -1)]
    assert ["These are the newest 200." in one.text for one in listings] == [False, False, False, True]


def test_a_page_of_unanswered_texts_leaves_out_what_has_come_to_its_end(site):
    listings = walked(site / "unanswered")
    assert [[head.text for head in one.select("h2")] for one in listings[1:5:2]] == [
        ["60 posts", "230 comments"],
        ["230 comments"],
    ]
    assert not any("Every post has an answer" in one.text for one in listings)
    assert ["These are the oldest 200." in one.text for one in listings] == [False] * 7 + [True]


def test_a_page_says_which_it_is_to_readers_and_to_machines(site):
    first, second, last = walked(site / "posts")
    assert [one.title.text for one in (first, second, last)] == [
        "All posts · Small course", "All posts, page 2 of 3 · Small course", "All posts, page 3 of 3 · Small course",
    ]  # fmt: skip
    assert [one.select_one("link[rel=canonical]")["href"] for one in (first, second)] == [
        f"{URL}/posts/",
        f"{URL}/posts/2/",
    ]
    around = [
        [(link["rel"], link["href"]) for link in one.head.select("[rel=prev], [rel=next]")]
        for one in (first, second, last)
    ]
    assert around == [
        [(["next"], "../posts/2/index.html")],
        [(["prev"], "../../posts/index.html"), (["next"], "../../posts/3/index.html")],
        [(["prev"], "../../posts/2/index.html")],
    ]
    [pager] = second.select("nav.pager")
    assert pager["aria-label"] == "Pages of this list"
    assert pager.text.split() == ["Newer", "Page", "2", "of", "3", "Older"]


def test_the_sitemap_lists_every_page_of_a_list(site):
    listed = (site / "sitemap.xml").read_text("utf-8")
    for address in ("posts/", "posts/3/", "popular/2/", "brands/burberry/", "brands/burberry/week-1/"):
        assert f"<loc>{URL}/{address}</loc>" in listed


def test_a_brand_page_has_the_newest_weeks_and_leads_to_the_others(site):
    own, *further = walked(site / "brands/burberry")
    assert [one.title.text for one in (own, *further)] == [
        "Burberry · Small course", "Burberry, week 1 · Small course",
    ]  # fmt: skip
    assert [week.text for week in own.select(".week-group strong")] == ["Week 4", "Week 3", "Week 2"]
    assert [len(one.select(".concordance li")) for one in (own, *further)] == [45, 15]
    chips = own.select(".chips a"), further[0].select(".chips a")
    assert [" ".join(chip.text.split()) for chip in chips[0]] == [f"Week {n} 15" for n in (4, 3, 2, 1)]
    assert [chip.get("aria-current") for chip in chips[1]] == [None, None, None, "page"]
    assert further[0].select(".strip") == []


def quotations(counts: list[int], length: int = 20) -> list[Quotation]:
    """So many mentions in each week from the first, in texts of so many letters."""
    return [
        Quotation(post, post, "w" * length, "Burberry", f"{n}")
        for week, count in enumerate(counts, 1)
        for post in [builders.post(week=week)]
        for n in range(count)
    ]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=16).filter(any), st.integers(0, 400))
def test_every_mention_is_on_one_page_of_its_brand_and_no_page_is_heavy(counts, length):
    made = quotations(counts, length)
    weeks, pages = mentions.pages(Brand("Burberry", slug="burberry"), made)
    shown = [quotation for one in pages for _, listing in one.weeks for quotation in listing.items]
    assert sorted(map(id, shown)) == sorted(map(id, made))
    assert [(week.number, week.count) for week in weeks] == [
        (n, count) for n, count in reversed(list(enumerate(counts, 1))) if count
    ]
    assert len({one.address for one in pages}) == len(pages)
    for one in pages:
        assert sum(mentions.MARKUP + length for _, listing in one.weeks for _ in listing.items) <= 2 * mentions.HEAVIEST
    begins = {one.address for one in pages} | {f"brands/burberry/#week-{week.number}" for week, _ in pages[0].weeks}
    assert {week.address for week in weeks} <= begins


@pytest.mark.parametrize(
    ("counts", "own"),
    [([3, 4, 5], [3, 2, 1]), ([30, 10, 10], [3, 2, 1]), ([31, 10, 10], [3, 2]), ([1, 99, 99], [3, 2]), ([9], [1])],
)
def test_a_brands_own_page_has_two_weeks_and_more_while_they_are_short(counts, own):
    _, pages = mentions.pages(Brand("Burberry", slug="burberry"), quotations(counts))
    assert [week.number for week, _ in pages[0].weeks] == own


def test_a_week_with_too_many_mentions_goes_on_on_a_page_of_its_own():
    _, pages = mentions.pages(Brand("Burberry", slug="burberry"), quotations([20, 160, 10]))
    assert [(one.address, [len(listing.items) for _, listing in one.weeks]) for one in pages] == [
        ("brands/burberry/", [10, 150]),
        ("brands/burberry/week-2/2/", [10]),
        ("brands/burberry/week-1/", [20]),
    ]
    assert [(one.previous, one.next) for one in pages] == [
        ("", pages[1].address),
        (pages[0].address, pages[2].address),
        (pages[1].address, ""),
    ]


def test_a_strip_of_a_very_long_course_has_the_weeks_around_one():
    course = builders.course(weeks=200)
    whole = Overview(assemble(course, Lexicon(()), [], []), {}, builders.START)
    assert len(whole.term.weeks) == 200
    for number, first in ((1, 1), (100, 70), (200, 141)):
        shown = [item.week.number for item in whole.term.around(number).weeks]
        assert shown == list(range(first, first + 60))
    assert [item.week.number for item in whole.strip([], []).weeks] == list(range(1, 61))
