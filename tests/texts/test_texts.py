from datetime import UTC, datetime

import pytest
from conftest import COURSE, POST
from hypothesis import given
from hypothesis import strategies as st

from plugins.core import addresses, dates
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
    post, problems = read("Title: T\nAuthor: bem\nDate: 2026-10-07 10:00\n\nHello.", "posts/week-01/on-listening.md")
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
    assert (post.date, post.dated) == (committed, "commit")
    assert (problems[0].severity, problems[0].rule) == ("warning", "date")
    assert (problems[0].line, problems[0].column) == (3, 7)
    assert "until then its first commit counts, 8 Oct 2026, 10:30" in problems[0].message


def test_without_date_and_history_the_files_own_time_counts_which_proves_nothing():
    text, changed = "Title: T\nAuthor: ada\nDate: soon\n\nHello.", datetime(2026, 10, 8, 9, 30, tzinfo=UTC)
    post, [problem] = content_file.read(WHERE, text, THE_COURSE, changed=changed.timestamp())
    assert (post.date, post.dated) == (changed, "file")
    assert (problem.severity, problem.rule) == ("warning", "date")
    assert problem.message == (
        "“soon” is not a date: write it like “2026-10-09 18:30”; until then the file’s last change counts, "
        "8 Oct 2026, 10:30, which proves nothing"
    )


def test_a_text_that_nothing_dates_is_parked():
    value, problems = read("Title: T\nAuthor: ada\nDate: soon\n\nHello.")
    assert isinstance(value, Parked)
    assert value.author.id == "ada"
    assert problems[0].message == "“soon” is not a date: write it like “2026-10-09 18:30”; it is parked until then"


@pytest.mark.parametrize(
    ("date", "iso"),
    [
        ("7 October 2026, 6:30 pm", "2026-10-07T18:30:00+01:00"),
        ("Mittwoch, 7. Oktober 2026 18:30 Uhr", "2026-10-07T18:30:00+01:00"),
        ("2026-10-07T18:30Z", "2026-10-07T19:30:00+01:00"),
        ("2026-10-07T18:30:00+05", "2026-10-07T14:30:00+01:00"),
        ("31.10.2026", "2026-10-31T00:00:00+00:00"),
    ],
)
def test_a_date_that_can_mean_one_moment_is_read_in_silence(date, iso):
    post, problems = read(f"Title: T\nAuthor: ada\nDate: {date}\n\nHello.")
    assert (post.date.isoformat(), post.dated, problems) == (iso, "header", [])


@pytest.mark.parametrize(
    ("date", "iso", "message"),
    [
        (
            "10/11/2026", "2026-10-11T00:00:00+01:00",
            "is read as 11 October 2026, which is nearer to this week than 10 November 2026: write “Date: 2026-10-11 00:00” to be sure",
        ),
        (
            "08/10/2026 18:30", "2026-10-08T18:30:00+01:00",
            "is read as 8 October 2026, which is nearer to this week than 10 August 2026: write “Date: 2026-10-08 18:30” to be sure",
        ),
        (
            "7 Oct", "2026-10-07T00:00:00+01:00",
            "is read as 7 October 2026, because it names no year: write “Date: 2026-10-07 00:00” to be sure",
        ),
        (
            "Monday, 7 Oct 2026", "2026-10-07T00:00:00+01:00",
            "is read as 7 October 2026, which is a Wednesday: check the day, and write “Date: 2026-10-07 00:00” to be sure",
        ),
        (
            "2025-10-07", "2025-10-07T00:00:00+01:00",
            "is dated 7 Oct 2025, 00:00, long before the course begins: check the year and the month",
        ),
    ],
)  # fmt: skip
def test_a_doubtful_date_is_read_and_said_with_the_way_to_be_sure(date, iso, message):
    post, [problem] = read(f"Title: T\nAuthor: ada\nDate: {date}\n\nHello.")
    assert post.date.isoformat() == iso
    assert (problem.line, problem.column, problem.message.removeprefix(f"“{date}” ")) == (3, 7, message)
    assert (problem.severity, problem.rule) == ("warning", "date")


def test_two_ways_to_read_a_date_decide_nothing_where_no_week_has_a_time():
    course, _ = course_file.read('[course]\ntitle = "T"\n\n[[weeks]]\nnumber = 1\n')
    text = "Title: T\nAuthor: ada\nDate: {}\n\nHello."
    assert isinstance(content_file.read(WHERE, text.format("10/11/2026"), course)[0], Parked)
    assert content_file.read(WHERE, text.format("10.11.2026"), course)[0].date.month == 11


@given(st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)), st.sampled_from(["", "Z", " +05:30", "-0800"]))
def test_no_date_that_was_always_read_is_read_in_another_way(moment, zone):
    written = f"{moment:%Y-%m-%d %H:%M}{zone}"
    assert read(f"Title: T\nAuthor: ada\nDate: {written}\n\nHi.")[0].date == dates.parse(written, THE_COURSE.zone)


class TestNobodyIsLost:
    BJORN, _ = course_file.read(COURSE + '\n[[people]]\nid = "bjorn"\nname = "Bjorn A."\n')

    def read(self, name: str, author: str, withheld=content_file.shown):
        text = f"Title: T\nAuthor: {author}\nDate: 2026-10-07 10:00\n\nHello."
        return content_file.read(f"posts/week-01/{name}.md", text, self.BJORN, withheld=withheld)

    def test_a_file_name_that_begins_with_an_id_beats_an_author_nobody_knows(self):
        post, [problem] = self.read("bjorn-why", "Bjorn Aage")
        assert (post.author.id, post.address) == ("bjorn", "week-1/bjorn/why/")
        assert (problem.line, problem.severity) == (2, "warning")
        assert problem.message.endswith("write “Author: bjorn”")
        assert "Aage" not in problem.message

    def test_a_guest_whose_own_id_begins_the_file_name_is_no_student(self):
        post, [problem] = self.read("bjorn-aage-1", "bjorn-aage")
        assert (post.author.id, post.author.earns) == ("guest-bjorn-aage", False)
        assert problem.rule == "author"

    def test_an_id_of_the_course_beats_the_file_name(self):
        assert self.read("bjorn-why", "ada")[0].author.id == "ada"

    def test_a_withheld_name_is_in_neither_the_person_nor_the_problem(self):
        post, [problem] = self.read("why", "Amara Okafor", withheld=lambda name: 3 if "Okafor" in name else 0)
        assert (post.author.id, post.author.name, post.author.earns) == ("guest-3", "Guest 3", False)
        assert "Guest 3" in problem.message
        assert "Okafor" not in f"{problem} {post.author} {post.address}"


@pytest.mark.parametrize(
    ("name", "text", "title", "prose"),
    [
        ("ada-on-listening", "# What *Burberry* heard\n\nHello.", "What Burberry heard", "Hello."),
        ("ada-on-listening", "Hello.\n\n# Later\n", "On listening", "Hello.\n\n# Later\n"),
        ("ada-on-listening", "#hashtag first\n", "On listening", "#hashtag first\n"),
        ("ada", "They **heard** us, at last, and then they said it all again.", "They heard us, at last, and then they…",
         "They **heard** us, at last, and then they said it all again."),
        ("ada-2", "", "2", ""),
    ],
)  # fmt: skip
def test_a_post_without_a_title_has_that_of_its_heading_or_its_name_or_its_first_words(name, text, title, prose):
    post, problems = read(f"Author: ada\nDate: 2026-10-07 10:00\n\n{text}", f"posts/week-01/{name}.md")
    assert (post.title, post.source.prose) == (title, prose)
    assert f"write “Title: {title}”" in problems[0].message


def test_a_heading_that_is_the_title_is_checked_as_one():
    post, _ = read("Author: ada\nDate: 2026-10-07 10:00\n\n# A Bubrerry\n\nHello.")
    assert [post.source.text[start:end] for start, end in post.source.prose_fields] == ["A Bubrerry"]


def test_a_text_without_any_header_is_published_with_what_is_known_of_it():
    committed = datetime(2026, 10, 8, 9, 30, tzinfo=UTC)
    post, problems = read("# Heard\n\nNothing else.", committed=committed)
    assert (post.author.id, post.title, post.dated, post.source.prose) == ("ada", "Heard", "commit", "Nothing else.")
    assert [problem.line for problem in problems] == [1, 1, 1]


def test_ids_and_addresses_are_the_same_in_either_form_of_unicode():
    posts = [read(POST, f"posts/week-01/ada-{name}.md")[0] for name in ("café", "cafe\u0301")]
    comments = [
        read("Author: ben\nDate: 2026-10-08 10:00\n\nYes.", f"comments/week-01/ada-{name}/ben-é.md")[0]
        for name in ("café", "cafe\u0301")
    ]
    assert {post.key for post in posts} == {comment.post for comment in comments} == {"week-01/ada-café"}
    assert {post.address for post in posts} == {"week-1/ada/cafe/"}


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
