"""Threads, states and ratings on real sites: what readers see of them, and what the instructor does."""

import os
import re
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from builders import comment_file
from conftest import POST

from plugins.build import output
from plugins.site.presenter import Presenter

ON = "comments/week-01/ada-on-listening"
SPAM = "Zanzibar shoes! Visit now for the best price: [shop](https://a.example) and [more](https://b.example)"


def hour(number: int) -> str:
    return f"2026-10-08 {number:02}:00"


FILES = {
    "posts/week-01/ada-on-listening.md": POST,
    f"{ON}/ben-1.md": comment_file("ben", hour(8), "I saw the same in our shop.", rating=3),
    f"{ON}/Ben-1.md": comment_file("ben", hour(9), "Again I saw the same.", rating=5),
    f"{ON}/ada-1.md": comment_file("ada", hour(10), "Thank you, Ben. That is good to hear.", rating=5),
    f"{ON}/ruth-1.md": comment_file("ruth", "2026-10-06 11:00", "Hello everyone, three questions."),
    f"{ON}/ben-2.md": comment_file("ben", hour(12), "Hi Ruth! I can answer the first.", reply_to="ada-1"),
    f"{ON}/ben-3.md": comment_file(
        "ben", hour(13), "Zebra crossing.", status="removed", removed_by="rut", reason="Unkind."
    ),
    f"{ON}/ben-4.md": comment_file(
        "ben", hour(14), "Zebra again.", status="removed", reason="He is on sick leave, see mail.", reply_to="ada-1"
    ),
    f"{ON}/ben-5.md": comment_file(
        "ben", hour(15), "Zebra third.", status="removed", removed_by="ruth", reason="Off topic."
    ),
    f"{ON}/bob-1.md": comment_file("Bob", hour(16), SPAM),
    f"{ON}/eve-1.md": comment_file("Eve", hour(17), "I am a reader from Leeds and I agree with all of this.", rating=4),
    f"{ON}/ben-6.md": comment_file("ben", hour(18), "So do I.", reply_to="bob-1"),
    f"{ON}/eve-2.md": comment_file("Eve", hour(19), "A pity.", reply_to="ben-5"),
}
WHAT_EACH_PERSON_READS = [
    f"{ON}/ben-1.md:1:1: has the same name as {ON}/Ben-1.md, except for capitals, so Windows and macOS keep only one",
    f"{ON}/ben-1.md:3:9: does not count: “Ben-1” is a newer rating of this post by the same person",
    f"{ON}/ada-1.md:3:9: rates its author's own post, which does not count: delete the line",
    f"{ON}/ada-1.md:5:12: addresses “Ben”, but it answers Ada L.'s post: if it answers Ben K., write “Reply-to: Ben-1”",
    f"{ON}/ruth-1.md:2:7: is dated 6 Oct 2026, 11:00, before its post (7 Oct 2026, 10:00): check both dates",
    f"{ON}/ben-2.md:5:4: addresses “Ruth”, but the one it answers is by Ada L.: if it answers Ruth A., write “Reply-to: r",
    f"{ON}/ben-3.md:4:13: “rut” is not one of the people in course.toml, so readers are not told who removed it; did you",
    f"{ON}/ben-4.md:4:9: is shown only to the instructor, because nobody signed it: to show it to readers, add “Removed-by:",
    f"{ON}/bob-1.md:1:9: is waiting for approval, because it looks like advertising (2 links in ",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    from conftest import ROOT, write

    from plugins.build import output

    folder = tmp_path_factory.mktemp("conversation")
    request = output.BuildRequest(
        write(folder / "content", FILES), folder / "site", folder / "book", folder / "private",
        ROOT / "pelicanconf.py", datetime(2026, 11, 1, 12),
    )  # fmt: skip
    return output.build(request), request


@pytest.fixture(scope="module")
def page(site) -> BeautifulSoup:
    return BeautifulSoup((site[1].output / "week-1/ada/on-listening/index.html").read_text("utf-8"), "html.parser")


@pytest.mark.parametrize(
    "line", WHAT_EACH_PERSON_READS, ids=[line.split("/")[3][:12] for line in WHAT_EACH_PERSON_READS]
)
def test_everybody_reads_one_clear_line(site, line):
    assert len([problem for problem in site[0].problems if str(problem).startswith(line)]) == 1


def test_of_a_comment_that_waits_only_that_is_said(site):
    assert [problem.rule for problem in site[0].problems if problem.path == f"{ON}/bob-1.md"] == ["screen"]
    shown = [problem.severity for problem in site[0].problems if problem.path == f"{ON}/eve-1.md"]
    assert shown == ["error"]


def test_only_what_may_be_lost_is_an_error(site):
    severities = {(p.path.rpartition("/")[2], p.rule): p.severity for p in site[0].problems}
    assert severities["ben-1.md", "file"] == "error"
    assert severities["ada-1.md", "greeting"] == "warning"
    assert severities["ruth-1.md", "thread"] == "warning"
    assert severities["bob-1.md", "screen"] == "notice"


def test_check_says_the_same_as_the_build(site, capsys):
    from plugins.checks import course_check

    corpus, found = course_check.course(site[1].content, None)
    assert [str(problem) for problem in course_check.problems(corpus, found)] == [str(p) for p in site[0].problems]


def test_a_guests_advertising_is_on_no_public_page_and_listed_with_its_reasons(site):
    _, request = site
    assert not [file for file in request.output.rglob("*") if file.is_file() and b"Zanzibar" in file.read_bytes()]
    assert (request.content / f"{ON}/bob-1.md").read_text() == FILES[f"{ON}/bob-1.md"]
    listed = BeautifulSoup((request.gradebook / "texts.html").read_text("utf-8"), "html.parser").get_text()
    assert "because it looks like advertising: 2 links in " in listed
    assert "it uses phrases of advertising: “visit now”, “best price”" in listed


def test_a_genuine_guest_and_the_replies_to_a_held_comment_stay(page):
    shown = [article["id"] for article in page.select("article.comment")]
    assert shown == [
        f"comment-{name}" for name in ("ruth-1", "ben-1", "Ben-1", "ada-1", "ben-2", "eve-2", "eve-1", "ben-6")
    ]


def test_a_tombstone_says_by_whom_and_why_only_where_the_header_says_both(site, page):
    said = [" ".join(stone.get_text().split()) for stone in page.select(".tombstone")]
    assert said == [
        "Comment removed. In reply to Ada L.",
        "Comment removed: Unkind.",
        "Comment removed by Ruth A.: Off topic. Replies to it are kept.",
    ]
    public = b"".join(file.read_bytes() for file in site[1].output.rglob("*.html"))
    assert b"sick leave" not in public
    assert b"Zebra" not in public
    assert "sick leave" in (site[1].gradebook / "texts.html").read_text("utf-8")


def test_an_unsigned_reason_is_looked_for_by_the_leak_scan(course, request_for, monkeypatch):
    reason = "He is on sick leave for many weeks and should not be bothered by this."
    removed = comment_file("ben", hour(14), "Zebra again.", status="removed", reason=reason)
    content = course({**FILES, f"{ON}/ben-4.md": removed})
    assert output.build(request_for(content, publish=True)).leaks == ()
    shown = Presenter._tombstone
    monkeypatch.setattr(
        Presenter,
        "_tombstone",
        lambda self, place, *more: replace(shown(self, place, *more), reason=place.comment.reason),
    )
    assert output.build(request_for(content, publish=True)).leaks


def test_a_posts_rating_is_in_words_stars_and_a_distribution(page):
    rating = page.select_one("aside .rating")
    assert "4.5 of 5, from 2 ratings" in " ".join(rating.p.get_text().split())
    rows = [" ".join(row.get_text().split()) for row in rating.select("li")]
    assert rows == ["5 5 stars: 1", "4 4 stars: 1", "3 3 stars: 0", "2 2 stars: 0", "1 1 star: 0"]
    widths = [float(star["width"]) for star in rating.select(".stars > svg")]
    assert sum(widths) == pytest.approx(16 * 4.5)


def test_ratings_are_information_in_the_gradebook_and_never_points(built, site):
    person = (site[1].gradebook / "people/ada/index.html").read_text("utf-8")
    assert "rated 4.5 of 5, from 2 ratings" in person
    without = {name: re.sub(r"Rating: \d\n", "", text) for name, text in FILES.items()}
    _, _, book = built(without)
    for name in ("participation.csv", "entries.csv"):
        assert (book / name).read_bytes() == (site[1].gradebook / name).read_bytes()


def test_the_likely_addressee_stands_beside_the_comment_in_the_gradebook_and_numbers_follow_the_thread(site):
    person = BeautifulSoup((site[1].gradebook / "people/ada/index.html").read_text("utf-8"), "html.parser")
    [likely] = person.select(".likely")
    assert likely.get_text() == "(it speaks to Ben K.)"
    assert "to Ada L. (it speaks" in " ".join(likely.parent.get_text().split())


def test_a_chain_of_ten_thousand_comments_is_a_page_without_a_recursion_error(built):
    files = {"posts/week-01/ada-on-listening.md": POST}
    for n in range(10_000):
        at = f"2026-10-08 {n // 600:02}:{n // 10 % 60:02}:{n % 10:02}"
        reply = f"c-{n - 1}" if n else ""
        files[f"{ON}/c-{n}.md"] = comment_file("ben", at, f"Number {n} agrees.", reply_to=reply)
    result, site, _ = built(files)
    assert [str(problem) for problem in result.problems] == []
    html = (site / "week-1/ada/on-listening/index.html").read_text("utf-8")
    assert len(re.findall(r'<article class="comment ', html)) == 10_000
    assert html.count('<ol class="replies">') == 50


class TestHistory:
    def build(self, content: Path, request_for, *steps: tuple[str, dict[str, str]]) -> tuple[BeautifulSoup, Path]:
        """Commit files step by step, each at its moment, and build."""
        from plugins.build import output

        for moment, files in steps:
            for name, text in files.items():
                (content / name).parent.mkdir(parents=True, exist_ok=True)
                (content / name).write_text(text)
            self.git(content, moment, "init")
            self.git(content, moment, "add", ".")
            self.git(content, moment, "commit", "-m", "x")
        request = request_for(content)
        output.build(request)
        html = (request.output / "week-1/ada/on-listening/index.html").read_text("utf-8")
        return BeautifulSoup(html, "html.parser"), request.gradebook

    def git(self, content: Path, moment: str, *arguments: str) -> None:
        who = ["-c", "user.name=T", "-c", "user.email=t@x.example", "-c", "init.defaultBranch=main"]
        when = {"GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment}
        subprocess.run(
            ["git", *who, *arguments], cwd=content, check=True, capture_output=True, env={**os.environ, **when}
        )

    def test_an_edited_comment_says_when_and_an_approved_one_does_not(self, course, request_for):
        first = comment_file("ben", hour(8), "I saw the same in our shop.")
        waiting = comment_file("ruth", hour(9), "What did it cost?", status="pending")
        content = course({"posts/week-01/ada-on-listening.md": POST})
        page, book = self.build(
            content, request_for,
            ("2026-10-08T10:00:00Z", {f"{ON}/ben-1.md": first, f"{ON}/ruth-1.md": waiting, f"{ON}/ö x.md": first}),
            ("2026-10-09T10:00:00Z", {f"{ON}/ben-1.md": first + "Twice.\n"}),
            ("2026-10-10T10:00:00Z", {
                f"{ON}/ben-1.md": first + "Three times.\n",
                f"{ON}/ruth-1.md": waiting.replace("Status: pending\n", ""),
                f"{ON}/ö x.md": first.replace("the same", "nothing like it"),
            }),
        )  # fmt: skip
        edited = {stone.find_parent("article")["id"]: stone.get_text() for stone in page.select(".edited")}
        assert edited == {"comment-ben-1": "edited 10 Oct 2026, 11:00", "comment-ö x": "edited 10 Oct 2026, 11:00"}
        feed = feedparser.parse((request_for(content).output / "comments/feed.xml").read_bytes())
        told = {entry.id.rpartition("/")[2]: entry.updated for entry in feed.entries}
        assert told == {
            "ben-1": "2026-10-10T11:00:00+01:00",
            "ruth-1": "2026-10-08T09:00:00+01:00",
            "%C3%B6%20x": "2026-10-10T11:00:00+01:00",
        }
        assert feed.feed.updated == "2026-10-10T11:00:00+01:00"
        assert (
            f"{ON}/ben-1.md,2026-10-08T08:00:00+01:00,2026-10-08T11:00:00+01:00" in (book / "entries.csv").read_text()
        )

    def test_a_tombstone_says_when_where_git_tells(self, course, request_for):
        first = comment_file("ben", hour(8), "Zebra.")
        content = course({"posts/week-01/ada-on-listening.md": POST})
        gone = first.replace("\n\n", "\nStatus: removed\nRemoved-by: ben\n\n")
        page, _ = self.build(
            content, request_for, ("2026-10-08T10:00:00Z", {f"{ON}/ben-1.md": first}),
            ("2026-10-12T10:00:00Z", {f"{ON}/ben-1.md": gone}),
        )  # fmt: skip
        assert page.select_one(".tombstone").get_text().strip() == ("Comment removed by its author, 12 October 2026.")

    def test_without_history_nothing_is_said_to_be_edited(self, page):
        assert not page.select(".edited")


def test_a_single_reply_has_no_fold_and_says_whom_it_answers_only_where_that_is_not_the_comment_above(built):
    on = "comments/week-01/ada-x"
    said = {
        f"{on}/ben-1.md": comment_file("ben", "2026-10-08 10:00", "One reply."),
        f"{on}/ada-1.md": comment_file("ada", "2026-10-08 11:00", "The one.", reply_to="ben-1"),
        f"{on}/ben-2.md": comment_file("ben", "2026-10-08 12:00", "Two replies."),
        f"{on}/ada-2.md": comment_file("ada", "2026-10-08 13:00", "The first.", reply_to="ben-2"),
        f"{on}/ada-3.md": comment_file("ada", "2026-10-08 14:00", "The second.", reply_to="ben-2"),
    }
    _, site, _ = built({"posts/week-01/ada-x.md": POST, **said})
    page = BeautifulSoup((site / "week-1/ada/x/index.html").read_text("utf-8"), "html.parser")
    folded = page.select(".thread details:not(.copy) article")
    assert [one["id"] for one in folded] == ["comment-ada-2", "comment-ada-3"]
    assert [one.find_parent("article")["id"] for one in page.select("a.in-reply")] == ["comment-ada-3"]
    answers = {
        one.find_parent("article")["id"]: one["value"].rpartition("#")[2] for one in page.select("data.u-in-reply-to")
    }
    assert answers["comment-ada-1"] == "comment-ben-1"
    assert answers["comment-ada-2"] == "comment-ben-2"
