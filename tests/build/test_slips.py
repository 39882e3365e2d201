"""Slips of people who are new to this: what they wrote is published all the same, and no more than may be."""

import json
import os
import unicodedata
from datetime import UTC, datetime

import pytest
from conftest import COURSE, POST, run, write
from repository import Repository

from plugins.build import output
from plugins.corpus import files
from plugins.grades import exporting, grading

ROSTER = "name,person,email\nAmara Okafor,ada,amara@example.edu\nWang Xiaoming,,w@example.edu\n"
WORDS = "Brands that listen to people learn something new.\n"
BY_STRANGERS = {
    "posts/week-01/ada-x.md": POST,
    "posts/week-01/hello.md": f"Title: Hello\nAuthor: Amara Okafor\nDate: 2026-10-07 11:00\n\n{WORDS}",
    "comments/week-01/ada-x/one-1.md": "Author: Okafor, Amara (guest)\nDate: 2026-10-08 11:00\n\nYes, I think so.\n",
    "comments/week-01/ada-x/two-1.md": "Author: XIAOMING WANG\nDate: 2026-10-08 12:00\n\nNo, I think not.\n",
    "comments/week-01/ada-x/three-1.md": "Author: Amara\nDate: 2026-10-08 13:00\n\nOnly a given name here.\n",
}


def set_time(file, moment: datetime) -> None:
    os.utime(file, (moment.timestamp(),) * 2)


def everything(folder) -> str:
    texts = (file.read_text("utf-8", "replace") for file in sorted(folder.rglob("*")) if file.is_file())
    return "\n".join(texts) + "\n".join(file.name for file in folder.rglob("*"))


@pytest.mark.parametrize("publish", [False, True])
def test_a_legal_name_is_published_nowhere_even_if_its_owner_signs_with_it(course, request_for, publish):
    content = course(BY_STRANGERS)
    write(content.parent / "private", {"roster.csv": ROSTER})
    request = request_for(content, publish=publish)
    result = output.build(request)
    site = everything(request.output)
    assert result.exit_code == 0
    assert "Okafor" not in site
    assert "xiaoming" not in site.casefold()
    assert "Guest 1" in (request.output / "week-1/guest-1/hello/index.html").read_text("utf-8")
    post = (request.output / "week-1/ada/x/index.html").read_text("utf-8")
    assert [name in post for name in ("Guest 1", "Guest 2", "Guest 3", "Amara")] == [True, True, False, True]
    told = [str(problem) for problem in result.problems if problem.rule == "author"]
    assert len(told) == 4
    assert not [line for line in told if "Okafor" in line or "XIAOMING" in line]


def test_the_ledger_calls_a_withheld_guest_as_the_site_does(course, request_for):
    content = course(
        {**BY_STRANGERS, "comments/week-01/hello/ben-1.md": "Author: ben\nDate: 2026-10-08 11:00\n\nYes, so it is.\n"}
    )
    private = write(content.parent / "private", {"roster.csv": ROSTER})
    kept = grading.grade(content, private, datetime(2026, 11, 1), None)
    assert kept.ledger.answers["comments/week-01/hello/ben-1.md"].name == "Guest 1"


def test_without_a_roster_guests_keep_their_names(built):
    _, site, _ = built(BY_STRANGERS)
    assert "Amara Okafor" in (site / "week-1/guest-amara-okafor/hello/index.html").read_text("utf-8")


UNDATED = f"Title: On listening\nAuthor: ada\nDate: yesterday\n\n{WORDS}"


def test_a_text_without_a_date_is_dated_by_its_file_and_nobody_takes_that_for_evidence(course, request_for):
    content = course({"posts/week-01/ada-x.md": UNDATED})
    set_time(content / "posts/week-01/ada-x.md", datetime(2026, 10, 9, 8))
    request = request_for(content)
    [problem] = output.build(request).problems
    assert "which proves nothing" in problem.message
    page = (request.output / "week-1/ada/x/index.html").read_text("utf-8")
    assert "2026-10-09" in page
    person = (request.gradebook / "people/ada/index.html").read_text("utf-8")
    assert "provisionally dated by the file’s last change, which proves nothing" in person
    assert "no evidence of when it was written" in person
    assert "no evidence of when it was written" in (request.gradebook / "index.html").read_text("utf-8")


def test_the_first_commit_dates_a_text_before_its_file_does_and_the_entry_says_so(tmp_path, request_for):
    repository = Repository(tmp_path)
    repository.commit(
        ("M", "content/course.toml", COURSE), ("M", "content/posts/week-01/ada-x.md", UNDATED), at="2026-10-08 10:00"
    )
    repository.make()
    request = request_for(tmp_path / "content")
    [problem] = output.build(request).problems
    assert "until then its first commit counts, 8 Oct 2026, 11:00" in problem.message
    done = exporting.export(exporting.ExportRequest("json", request.content, request.private, None, request.as_of))
    [entry] = [one for one in json.loads(done.text)["entries"] if one["source"]]
    assert entry["reason"].endswith("; dated by its first commit, because it has no date that can be read")
    assert entry["points"] == 6
    assert "so its first commit counts" in (request.gradebook / "people/ada/index.html").read_text("utf-8")


def test_a_date_that_nobody_can_have_written_at_is_said(course, request_for):
    ahead = POST.replace("2026-10-07", "2099-10-07")
    content = course({"posts/week-01/ada-x.md": ahead, "posts/week-01/ben-x.md": POST.replace("ada", "ben")})
    result = output.build(request_for(content))
    [problem] = result.problems
    assert (problem.path, problem.line, problem.column, problem.rule) == ("posts/week-01/ada-x.md", 3, 7, "date")
    assert problem.message.startswith("is dated 7 Oct 2099, 10:00, ")
    assert problem.message.endswith(" in the future: check the year, the month and the day")


def test_a_look_back_makes_no_text_one_from_the_future(course):
    files_of_it = {"course.toml": COURSE, "posts/week-01/ada-x.md": POST.replace("10-07", "10-20")}
    content = course({name: text.replace("2026", "2020") for name, text in files_of_it.items()})
    assert not grading.load(content, content.parent / "private", datetime(2020, 10, 6)).problems


def test_a_text_of_a_week_to_come_is_not_from_the_future(course):
    content = course({"posts/week-01/ada-x.md": POST})
    for now, told in ((datetime(2026, 9, 1), 0), (datetime(2026, 10, 5, 12), 1), (datetime(2026, 10, 6, 12), 0)):
        assert len(files.open_course(content).read(now=now.replace(tzinfo=UTC)).problems) == told


def decomposed(files_of_it):
    return {unicodedata.normalize("NFD", name): text for name, text in files_of_it.items()}


COMPOSED = {"posts/week-01/ada-café.md": f"Title: Café\nAuthor: ada\n\n{WORDS}"}
ANSWERS = {
    "comments/week-01/ada-café/ben-é.md": "Author: ben\nDate: 2026-10-09 11:00\n\nYes, I think so.\n",
    "comments/week-01/ada-café/ada-1.md": "Author: ada\nDate: 2026-10-09 12:00\nReply-to: ben-é\n\nThank you.\n",
}


@pytest.mark.parametrize("posts", [COMPOSED, decomposed(COMPOSED)])
@pytest.mark.parametrize("comments", [ANSWERS, decomposed(ANSWERS)])
def test_a_name_with_an_accent_is_one_name_whatever_system_stored_it(tmp_path, request_for, posts, comments):
    repository = Repository(tmp_path)
    every = {"course.toml": COURSE, **posts, **comments}
    repository.commit(*(("M", f"content/{path}", text) for path, text in every.items()), at="2026-10-08 10:00")
    repository.make()
    if not all((tmp_path / "content" / path).is_file() for path in every):
        pytest.skip("this file system changes names")
    request = request_for(tmp_path / "content")
    [problem] = output.build(request).problems
    assert "until then its first commit counts" in problem.message
    page = (request.output / "week-1/ada/cafe/index.html").read_text("utf-8")
    assert 'id="comment-ben-é"' in page
    assert 'id="comment-ada-1"' in page
    corpus = files.load(request.content)
    assert set(corpus.committed) == set(every)
    assert corpus.discussions["week-01/ada-café"].answers["ada-1"].id == "ben"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_mark_finds_its_text_by_either_form_of_its_name(course, form):
    criteria = COURSE.replace("[[weeks]]", '[[criteria]]\nid = "voice"\nmost = 4\n\n[[weeks]]', 1)
    content = course({"course.toml": criteria, **decomposed(COMPOSED)})
    [path] = COMPOSED
    text = unicodedata.normalize(form, path)
    mark = f'[[marks]]\nperson = "ada"\ncriterion = "voice"\ntext = "{text}"\npoints = 3\nreason = "Good."\n'
    private = write(content.parent / "private", {"adjustments.toml": mark})
    kept = grading.grade(content, private, None, None)
    assert [(entry.points, entry.reason) for entry in kept.ledger.entries if entry.rule == "mark" and entry.points] == [
        (3, "voice: 3 of 4")
    ]


def test_git_may_know_a_file_by_the_other_form_of_its_name(tmp_path):
    repository = Repository(tmp_path)
    repository.commit(
        ("M", "content/course.toml", COURSE), *(("M", f"content/{path}", text) for path, text in COMPOSED.items())
    )
    repository.make()
    [path], [other] = COMPOSED, decomposed(COMPOSED)
    (tmp_path / "content" / path).rename(tmp_path / "content" / other)
    [post] = files.load(tmp_path / "content").posts
    assert (post.path, post.dated) == (other, "commit")


def test_two_files_of_one_name_are_not_confused_and_one_is_said(course):
    content = course({**COMPOSED, **decomposed(COMPOSED)})
    if len(list((content / "posts/week-01").iterdir())) == 1:
        pytest.skip("this file system has one name for both")
    corpus = files.load(content)
    assert (len(corpus.posts), len(corpus.parked)) == (1, 1)
    assert "has the same name as another file, but for how an accent is stored" in corpus.parked[0].reason


def test_the_check_of_changed_files_knows_both_forms_of_a_name(tmp_path):
    repository = Repository(tmp_path)
    repository.commit(("M", "content/course.toml", COURSE))
    repository.make()
    write(tmp_path / "content", decomposed(COMPOSED))
    done = run("check", "--content", tmp_path / "content", "--changed", "HEAD")
    assert "has no Date" in done.stdout
    assert done.returncode == 0


def test_the_check_repeats_no_legal_name_where_the_roster_is_there(course):
    content = course(BY_STRANGERS)
    assert "“Amara Okafor” is not one of the people" in run("check", "--content", content).stdout
    write(content.parent / "private", {"roster.csv": ROSTER})
    done = run("check", "--content", content)
    assert "shown as by “Guest 1”" in done.stdout
    assert "Okafor" not in done.stdout + done.stderr
