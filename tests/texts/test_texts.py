from datetime import UTC, datetime

import pytest
from conftest import COURSE, POST

from plugins.core import addresses
from plugins.core.model import Comment, Page, Parked, Post
from plugins.course import course_file
from plugins.texts import content_file

THE_COURSE, _ = course_file.read(COURSE)
WHERE = "posts/week-01/ada-on-listening.md"


def read(text: str, path: str = WHERE, committed: datetime | None = None):
    return content_file.read(path, text, THE_COURSE, lambda: committed)


def said(text: str, path: str = WHERE, committed: datetime | None = None) -> list[str]:
    return [f"{p.line}:{p.column}: {p.message}" for p in read(text, path, committed)[1]]


def test_a_good_post_says_nothing():
    post, problems = read(POST)
    assert problems == []
    assert (post.author.id, post.week, post.title, post.address) == (
        "ada",
        1,
        "On listening",
        "week-1/ada/on-listening/",
    )
    assert post.date.isoformat() == "2026-10-07T10:00:00+01:00"


HEADER = "Title: T\nAuthor: ada\nDate: 2026-10-07 10:00\n"
BAD_HEADERS = [
    ("Save_as: ../../x.html", "4:10: `save-as` has no effect, because the address comes from the folder and file name"),
    ("URL: /people/ben/", "4:6: `url` has no effect"),
    ("Template: gradebook/index", "4:11: `template` has no effect"),
    ("Slug: ../..", "4:7: `slug` has no effect"),
    ("Athor: ben", "4:8: `athor` is not a header field, so “ben” is not shown; did you mean “author”?"),
    ("Author: ben", "4:9: `author` appears twice; the first one counts"),
    ("Lang: <b>", "4:7: “<b>” is not a language code"),
    ("Status: hiden", "4:9: “hiden” is not a status; treated as “draft”"),
    ("Status: publish", "4:9: “publish” is not a status; treated as “published”"),
]


@pytest.mark.parametrize(("line", "message"), BAD_HEADERS, ids=[line for line, _ in BAD_HEADERS])
def test_a_header_line_that_cannot_work_is_reported_at_its_place_and_has_no_effect(line, message):
    post, problems = read(f"{HEADER}{line}\n\nHello.")
    assert next(f"{p.line}:{p.column}: {p.message}" for p in problems).startswith(message)
    assert post.author.id == "ada"
    assert post.address == "week-1/ada/on-listening/"


def test_a_missing_title_is_made_from_the_file_name():
    post, _ = read("Author: ada\nDate: 2026-10-07 10:00\n\nHello.")
    assert post.title == "On listening"
    assert said("Author: ada\nDate: 2026-10-07 10:00\n\nHello.") == [
        "1:1: has no Title; made from the file name: write “Title: On listening”"
    ]


def test_a_missing_author_is_taken_from_the_file_name():
    text = "Title: T\nDate: 2026-10-07 10:00\n\nHello."
    assert read(text)[0].author.id == "ada"
    assert said(text) == ["1:1: has no Author; taken from the file name: write “Author: ada”"]


def test_an_author_nobody_knows_is_a_guest_who_earns_nothing():
    post, problems = read("Title: T\nAuthor: bem\nDate: 2026-10-07 10:00\n\nHello.")
    assert (post.author.role, post.author.listed, post.author.earns) == ("guest", False, False)
    assert "“bem” is not one of the people in course.toml" in problems[0].message
    assert "did you mean “ben”?" in problems[0].message


def test_a_name_or_capitals_in_place_of_the_id_still_count_with_a_warning():
    for written in ("Ada L.", "ADA"):
        post, problems = read(f"Title: T\nAuthor: {written}\nDate: 2026-10-07 10:00\n\nHello.")
        assert post.author.id == "ada"
        assert [problem.severity for problem in problems] == ["warning"]


def test_without_a_date_the_first_commit_counts():
    committed = datetime(2026, 10, 8, 9, 30, tzinfo=UTC)
    post, problems = read("Title: T\nAuthor: ada\nDate: yesterday\n\nHello.", committed=committed)
    assert post.date == committed
    assert (problems[0].line, problems[0].column) == (3, 7)
    assert "until then its first commit counts, 8 Oct 2026, 10:30" in problems[0].message


def test_without_date_and_history_a_text_is_parked():
    value, problems = read("Title: T\nAuthor: ada\nDate: 10/11/2026\n\nHello.")
    assert isinstance(value, Parked)
    assert value.author.id == "ada"
    assert problems[0].message == (
        "“10/11/2026” is not a date: write it like “2026-10-09 18:30”; it is parked until then"
    )


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("posts/ada-x.md", "is not in the folder of a week"),
        ("posts/week-09/ada-x.md", "is in the folder of week 9, which course.toml does not have"),
        ("posts/../../x.md", "is not in the folder of a week"),
    ],
)
def test_a_text_outside_every_week_is_parked_with_the_way_to_mend_it(path, message):
    value, problems = read(POST, path)
    assert isinstance(value, Parked)
    assert problems[0].message.startswith(message)


def test_a_comment_takes_its_place_from_its_path():
    path = "comments/week-01/ada-on-listening/ben-1.md"
    comment, problems = read("Author: ben\nDate: 2026-10-08 10:00\nReply-to: ada-1.md\nRating: 4\n\nYes.", path)
    assert problems == []
    assert isinstance(comment, Comment)
    assert (comment.id, comment.post, comment.reply_to, comment.reply_to_line, comment.rating) == (
        "ben-1",
        "week-01/ada-on-listening",
        "ada-1",
        3,
        4,
    )


def test_a_status_nobody_understands_hides_a_comment_rather_than_show_it():
    path = "comments/week-01/ada-on-listening/ben-1.md"
    assert read("Author: ben\nDate: 2026-10-08 10:00\nStatus: ???\n\nYes.", path)[0].status == "pending"


def test_an_empty_file_and_a_page_without_title_are_said():
    assert isinstance(read("")[0], Parked)
    page, problems = read("Hello.", "pages/about-us.md")
    assert isinstance(page, Page)
    assert (page.title, page.address) == ("About us", "about-us/")
    assert "has no Title" in problems[0].message


def test_a_text_longer_than_any_post_is_parked_not_rendered():
    value, problems = read(POST + "x" * 10_000_000)
    assert isinstance(value, Parked)
    assert "10,000,106 characters long" in problems[0].message


def posts(*paths: str) -> list[Post]:
    return [read(POST, path)[0] for path in paths]


def test_two_posts_of_one_address_are_both_told_and_the_later_path_gives_way():
    one, two = "posts/week-01/ada-on-listening.md", "posts/week-01/ada-on_listening.md"
    settled, _, problems = addresses.settle(posts(two, one), [])
    assert [post.address for post in settled] == ["week-1/ada/on-listening/", "week-1/ada/on-listening-2/"]
    assert [(p.path, "-2/" in p.message) for p in problems] == [(two, True), (one, False)]


def test_a_page_cannot_take_the_address_of_the_site():
    page, _ = read("Title: People\n\nHi.", "pages/people.md")
    _, pages, problems = addresses.settle([], [page])
    assert pages[0].address == "people-2/"
    assert "the same address as the site itself" in next(problems).message


@pytest.mark.parametrize(
    ("text", "slug"), [("Café au lait!", "cafe-au-lait"), ("../..", ""), ("我的", "wo-de"), ("a" * 200, "a" * 80)]
)
def test_a_slug_is_plain_ascii_without_a_way_out(text, slug):
    assert addresses.slug(text) == slug
