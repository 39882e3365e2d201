"""Grades, rubric assessments and comments, sent to a real server that answers as Canvas does."""

import re
import sys

import pytest
from canvases import ASSIGNMENT, COURSE, TOKEN, UNKNOWN, Canvas, served
from conftest import run
from hypothesis import given
from hypothesis import strategies as st
from returned_course import ADJUSTMENTS, AS_OF, BENS_MARK, FILES, ROSTER, Done, give

from plugins.returning import canvas, canvas_api, planning
from plugins.roster import Member


@pytest.fixture
def there(monkeypatch):
    monkeypatch.setenv("CANVAS_TOKEN", TOKEN)
    made = Canvas()
    with served(made) as address:
        made.address = address
        yield made


def to_canvas(content, there: Canvas, **more: object) -> Done:
    done = give(content, to="canvas", assignment=there.address, **more)
    assert TOKEN not in done.stdout + done.stderr
    return done


def changed(content, old: str, new: str) -> None:
    file = content.parent / "private/adjustments.toml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def test_each_student_gets_grade_rubric_and_comment(course, there):
    done = to_canvas(course(FILES), there)
    assert (done.returncode, done.stderr) == (0, "2 students got something, 0 failed, 0 got nothing\n")
    assert done.stdout.splitlines() == [
        "ada: 10 of 14 points, Canvas user 501",
        "ben: 11 of 14 points, Canvas user 502",
    ]
    assert there.scores == {501: 10, 502: 11}
    assert there.assessed == {
        501: {"_8731": {"points": "4", "rating_id": "_4", "comments": "The counter-example & its source."}},
        502: {"_8731": {"points": "2", "rating_id": "_2", "comments": "It stops where it gets hard."}},
    }
    [comment] = there.comments[501]
    assert comment.startswith("Small course, week 1: 10 of 14 points\n")
    for words in (
        "Depth “On listening”: Weighed, 4 of 4\nThe counter-example & its source.",
        "A note to the first of them",
    ):
        assert words in comment
    for words in ("second of them", "talk given in class", "gets hard"):
        assert words in there.comments[502][0]
        assert words not in comment


def test_the_list_of_submissions_is_read_to_its_last_page(course, there):
    there.users = {n: (f"S{n}", f"user{n}") for n in range(400, 503)}
    there.page = 25
    assert to_canvas(course(FILES), there).returncode == 0
    assert set(there.scores) == {501, 502}
    assert there.seen.count(f"GET /api/v1/courses/{COURSE}/assignments/{ASSIGNMENT}/submissions") == 5


def test_a_list_that_continues_on_another_host_is_not_followed_with_the_token(course, there):
    there.elsewhere = "https://elsewhere.example/api/v1/x"
    done = to_canvas(course(FILES), there)
    assert done.returncode == 2
    assert done.stderr.endswith("the list of submissions continues on another host\n")


@pytest.mark.parametrize("columns", ["sis_id", "login"])
def test_without_canvass_own_number_a_student_is_known_by_sis_id_or_login(course, there, columns):
    ids = {"sis_id": ("S1", "S2"), "login": ("ada", "ben")}[columns]
    roster = f"person,{columns}\nada,{ids[0]}\nben,{ids[1]}\n"
    assert to_canvas(course({**FILES, "../private/roster.csv": roster}), there).returncode == 0
    assert there.scores == {501: 10, 502: 11}


def test_a_dry_run_reads_and_sends_nothing(course, there):
    content = course({**FILES, "../private/roster.csv": ROSTER.replace(",502,", ",777,")})
    done = to_canvas(content, there, dry_run=True)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "ben: left out: “Week 1 discussion” in Canvas is not assigned to the one whom private/roster.csv says they are",
        "ada: would get 10 of 14 points, Canvas user 501",
    ]
    assert not any(request.startswith("PUT") for request in there.seen)
    assert not (content.parent / "private/returned.toml").exists()


def test_who_is_in_no_roster_is_told_how_to_get_there(course, there):
    done = to_canvas(course({**FILES, "../private/roster.csv": "person,email\nada,a@x.example\n"}), there, dry_run=True)
    assert done.stdout.count("private/roster.csv has no id of theirs for Canvas: save its gradebook export there") == 2


def test_nothing_goes_twice_and_a_change_goes_alone_with_a_new_comment(course, there):
    content = course(FILES)
    to_canvas(content, there)
    there.seen.clear()
    assert to_canvas(content, there).stdout.count("nothing has changed since") == 2
    assert not any(request.startswith("PUT") for request in there.seen)
    changed(content, "points = 2\n", "points = 4\n")
    assert "ben: 13 of 14 points, Canvas user 502, changed since" in to_canvas(content, there).stdout
    assert [request for request in there.seen if request.startswith("PUT")] == [
        f"PUT /api/v1/courses/{COURSE}/assignments/{ASSIGNMENT}/submissions/502"
    ]
    assert there.scores[502] == 13
    assert [len(there.comments[user]) for user in (501, 502)] == [1, 2]


def test_what_arrived_before_it_could_be_recorded_does_not_become_a_second_comment(course, there):
    content = course(FILES)
    there.deaf = {501}
    done = to_canvas(content, there)
    assert done.returncode == 1
    assert re.search(
        r"^ada: not sent: 127.0.0.1:\d+: 502: it may have arrived, and the next run looks there first$",
        done.stdout,
        re.MULTILINE,
    )
    there.deaf, before = set(), len(there.seen)
    assert "ada: 10 of 14 points" in to_canvas(content, there).stdout
    assert not any(request.startswith("PUT") for request in there.seen[before:])
    assert there.comments[501] == there.comments[501][:1]
    changed(content, "points = 4", "points = 2")
    to_canvas(content, there)
    changed(content, 'points = 2\nreason = "The', 'points = 4\nreason = "The')
    to_canvas(content, there)
    assert there.scores[501] == 10
    assert [text.split("\n")[0][-12:] for text in there.comments[501]] == ["of 14 points"] * 3


def test_a_grade_that_arrived_without_the_comment_is_completed(course, there):
    there.scores = {501: 10.0}
    to_canvas(course(FILES), there)
    assert len(there.comments[501]) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, {"errors": [{"message": "Invalid access token."}]}), "401, Canvas does not take the token"),
        ((403, {"status": "unauthorized", "errors": [{"message": "user not authorized to perform that action"}]}),
         "403, the token may not do this: user not authorized to perform that action"),
        (UNKNOWN, "404, is not there, or the token may not see it: The specified resource does not exist."),
        ((422, {"errors": {"grade": [{"attribute": "grade", "message": f"invalid {TOKEN}"}]}}), "422, invalid …"),
        ((302, "<html>"), "302"),
    ],
)  # fmt: skip
def test_a_refusal_is_one_line_and_the_others_go_on(course, there, answer, said):
    content = course(FILES)
    there.refused = {501: answer}
    done = to_canvas(content, there)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert re.search(rf"^ada: not sent: 127\.0\.0\.1:\d+: {re.escape(said)}", done.stdout)
    assert there.scores == {502: 11}
    there.refused = {}
    again = to_canvas(content, there)
    assert again.returncode == 0
    assert "ben: nothing has changed since" in again.stdout
    assert there.scores == {501: 10, 502: 11}


@pytest.mark.parametrize("answer", [(429, {"status": "throttled"}), (403, "403 Forbidden (Rate Limit Exceeded)\n")])
def test_while_canvas_has_too_many_requests_it_is_asked_again(course, there, answer):
    there.next = [answer] * 3
    assert to_canvas(course(FILES), there).returncode == 0
    assert there.scores == {501: 10, 502: 11}


def test_a_canvas_that_stays_busy_is_told_and_each_wait_is_what_it_asks_for(there):
    there.next, there.retry_after = [(429, {})] * 6, "7"
    waits = []
    api = canvas_api.Api(canvas.place(there.address), TOKEN, waits.append)
    with pytest.raises(planning.CannotReturn, match=r"has too many requests \(429\): try again later"):
        api.assignment()
    assert waits == [7] * 5
    there.next, there.retry_after = [(429, {})] * 6, "soon"
    waits.clear()
    with pytest.raises(planning.CannotReturn):
        api.assignment()
    assert waits == [1, 2, 4, 8, 16]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            (401, {"errors": [{"message": "Invalid access token."}]}),
            "the assignment 401, Canvas does not take the token",
        ),
        (UNKNOWN, "the assignment 404, is not there, or the token may not see it"),
        ((200, {"message": "x"}), "Canvas describes no assignment there"),
        ((200, "<html>"), "the assignment 200"),
        ((503, {}), "the assignment 503"),
    ],
)
def test_where_the_assignment_cannot_be_read_nothing_is_sent(course, there, answer, said):
    there.next = [answer] * 4
    done = to_canvas(course(FILES), there)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert there.scores == {}


def test_an_assignment_of_other_points_is_refused_until_they_are_scaled(course, there):
    there.points = 7
    content = course(FILES)
    done = to_canvas(content, there)
    assert done.returncode == 2
    assert done.stderr == (
        "“Week 1 discussion” has 7 points in Canvas, and 14 here: scale the numbers to 7 with --scale, or change its points "
        "in Canvas to 14\n"
    )
    assert to_canvas(content, there, scale=True).returncode == 0
    assert there.scores == {501: 5, 502: 5.5}
    assert there.comments[501][0].startswith("Small course, week 1: 10 of 14 points (5 of 7 in Canvas)\n")


@pytest.mark.parametrize("grading", ["pass_fail", "not_graded"])
def test_an_assignment_without_points_is_refused(course, there, grading):
    there.grading = grading
    assert (
        to_canvas(course(FILES), there).stderr
        == "“Week 1 discussion” is not graded by points in Canvas: change that there\n"
    )


@pytest.mark.parametrize(
    ("rubric", "said"),
    [
        ([{"id": "_1", "description": "Form", "points": 4}], "the rubric in Canvas has no criterion “Depth”: its mark is in the comment alone"),
        ([{"id": "_1", "description": "depth", "points": 5}], "“Depth” has 5 points in Canvas's rubric, and 4 here: its mark is in the comment alone"),
        ([], ""),
    ],
)  # fmt: skip
def test_a_mark_that_the_rubric_there_cannot_take_is_in_the_comment_alone(course, there, rubric, said):
    there.rubric = rubric
    done = to_canvas(course(FILES), there)
    assert done.returncode == 0
    assert there.assessed == {}
    assert (f"ada: {said}\nben: {said}\n" in done.stderr) == bool(said)


def test_a_criterion_that_was_marked_in_the_week_and_for_the_term_is_in_the_comment_alone(course, there):
    of_the_term = BENS_MARK.replace("week = 1\n", "")
    content = course({**FILES, "../private/adjustments.toml": FILES["../private/adjustments.toml"] + of_the_term})
    done = to_canvas(content, there, week="", scale=True, pending=True)
    assert "ben: “Depth” was marked several times" in done.stderr
    assert set(there.assessed) == {501}


def test_who_is_excused_is_excused_in_canvas_too(course, there):
    excuse = '[[excuses]]\nperson = "ada"\nweek = 1\nreason = "Ill."\n'
    files = {name: text for name, text in FILES.items() if "ada-" not in name}
    files["../private/adjustments.toml"] = (
        FILES["../private/adjustments.toml"].partition("[[notes]]")[0].partition("[[marks]]")[0] + excuse
    )
    done = to_canvas(course(files), there, pending=True)
    assert "ada: excused, Canvas user 501" in done.stdout
    assert there.excused == {501}


def test_who_lacks_a_mark_is_held_back(course, there):
    done = to_canvas(course({**FILES, "../private/adjustments.toml": ADJUSTMENTS}), there)
    assert done.returncode == 1
    assert "ben: held back: 1 mark not given yet: Depth" in done.stdout
    assert set(there.scores) == {501}


def test_a_run_that_is_stopped_has_recorded_exactly_what_went_out(course, there, monkeypatch):
    content = course(FILES)
    sent = canvas_api.Api.grade

    def stopped(self, user, fields):
        if user == "502":
            raise KeyboardInterrupt
        sent(self, user, fields)

    monkeypatch.setattr(canvas_api.Api, "grade", stopped)
    with pytest.raises(KeyboardInterrupt):
        to_canvas(content, there)
    monkeypatch.undo()
    monkeypatch.setenv("CANVAS_TOKEN", TOKEN)
    done = to_canvas(content, there)
    assert "ada: nothing has changed since" in done.stdout
    assert "ben: 11 of 14 points, Canvas user 502\n" in done.stdout


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://canvas.example.edu/courses/1/assignments/2", "a token is sent over https alone"),
        ("https://ruth:secret@canvas.example.edu/courses/1/assignments/2", "write the assignment's address"),
        ("https://canvas.example.edu/courses/1", "write the assignment's address"),
        ("https://canvas.example.edu/courses/1/assignments/2x", "write the assignment's address"),
        ("ftp://canvas.example.edu/courses/1/assignments/2", "write the assignment's address"),
    ],
)
def test_an_address_that_cannot_be_an_assignments_is_refused(address, said):
    with pytest.raises(planning.CannotReturn, match=said):
        canvas.place(address)


def test_an_address_is_understood_with_what_a_browser_adds_to_it():
    for more in ("", "/", "?module_item_id=3", "#submit", "/submissions/7"):
        found = canvas.place(f"https://canvas.example.edu/courses/101/assignments/9911{more}")
        assert str(found) == "https://canvas.example.edu/courses/101/assignments/9911"


def test_without_a_token_nothing_is_asked_and_it_is_said_where_to_put_one(course, there, monkeypatch):
    monkeypatch.delenv("CANVAS_TOKEN")
    done = to_canvas(course(FILES), there)
    assert done.returncode == 2
    assert re.match(r"there is no token for 127\.0\.0\.1:\d+: make one in Canvas", done.stderr)
    assert there.seen == []


def test_a_token_with_a_line_break_in_it_reaches_no_header(monkeypatch):
    monkeypatch.setenv("CANVAS_TOKEN", "abc\ndef")
    with pytest.raises(planning.CannotReturn, match="has a character that no token has"):
        canvas_api.token("canvas.example.edu")


def test_a_token_is_taken_from_the_keyring_where_the_package_for_it_is_installed(tmp_path, monkeypatch):
    (tmp_path / "keyring").mkdir()
    (tmp_path / "keyring/__init__.py").write_text(
        "from . import errors\ndef get_password(service, host):\n    return {('cohort', 'canvas.example.edu'): 'kept'}.get((service, host))\n"
    )
    (tmp_path / "keyring/errors.py").write_text("class KeyringError(Exception):\n    pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delenv("CANVAS_TOKEN", raising=False)
    try:
        assert canvas_api.token("canvas.example.edu") == "kept"
        with pytest.raises(planning.CannotReturn, match=r"there is no token for other\.example"):
            canvas_api.token("other.example")
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "keyring"]:
            del sys.modules[name]


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["", "S1", "S2"]), st.sampled_from(["", "a", "b"]))))
def test_nobody_is_taken_for_somebody_else(users):
    there = [canvas.Submission(str(user), sis, login, None, False, ()) for user, sis, login in users]
    member = Member("ada", sis_id="S1", login="b")
    found = canvas.whose(member, there)
    assert found is None or (found.sis == "S1" and [one.sis for one in there].count("S1") == 1)
    assert canvas.whose(Member("ada"), there) is None


def test_the_command_sends_to_canvas_and_ends_with_0(course, there):
    done = run(
        "return", "--content", course(FILES), "--as-of", AS_OF, "--week", 1, "--to", "canvas", "--assignment", there.address,
        CANVAS_TOKEN=TOKEN,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "2 students got something, 0 failed, 0 got nothing\n")
    assert there.scores == {501: 10, 502: 11}
