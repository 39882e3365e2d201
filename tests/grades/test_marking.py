"""What the gradebook's pages send is written to ``private/adjustments.toml``, or refused in a line."""

import json
import random
import threading
import tomllib

import pytest
from conftest import COURSE, write

from plugins.core.refusal import Refusal
from plugins.grades.marking import MOST_CHARACTERS, Desk

CRITERIA = """
[[criteria]]
id = "depth"
most = 5
[[criteria]]
id = "voice"
most = 3
"""
POST = "Title: Hello\nDate: 2026-10-06 10:00\n\nWords.\n"
ABOUT = {"person": "ada", "criterion": "depth", "week": 1}


@pytest.fixture
def desk(tmp_path):
    content = tmp_path / "content"
    write(content, {"course.toml": COURSE + CRITERIA, "posts/week-01/ada-hello.md": POST})
    (tmp_path / "private").mkdir()
    return Desk(content, tmp_path / "private")


def edit(now, was=None, about=ABOUT, table="marks"):
    return {"week": 1, "edits": [{"table": table, "about": about, "was": was, "now": now}]}


def said(points, reason="Weighed."):
    return {"points": points, "reason": reason}


def test_a_mark_is_on_disk_before_it_is_told(desk):
    answer = desk.take(edit(said(4)))
    assert tomllib.loads(desk.file.read_text("utf-8"))["marks"] == [ABOUT | said(4)]
    assert (answer["marks"], answer["conflicts"]) == ([ABOUT | said(4)], [])


def test_a_mark_and_feedback_can_be_about_a_text(desk):
    about = {"person": "ada", "text": "posts/week-01/ada-hello.md"}
    answer = desk.take(edit({"note": "Thank you."}, about=about, table="notes"))
    assert answer["notes"] == [about | {"note": "Thank you."}]


def test_what_another_window_wrote_is_told_beside_what_was_to_be_written(desk):
    desk.take(edit(said(4)))
    answer = desk.take(edit(said(2, "Told.")))
    assert answer["conflicts"] == [{"table": "marks", "about": ABOUT, "now": said(2, "Told."), "file": said(4)}]
    assert answer["marks"] == [ABOUT | said(4)]
    assert desk.take(edit(said(2, "Told."), was=said(4)))["marks"] == [ABOUT | said(2, "Told.")]


def test_what_was_written_already_is_no_conflict(desk):
    desk.take(edit(said(4)))
    before = desk.file.read_bytes()
    assert desk.take(edit(said(4)))["conflicts"] == []
    assert desk.file.read_bytes() == before


def test_an_editors_changes_elsewhere_in_the_file_stay(desk):
    desk.take(edit(said(4)))
    desk.file.write_text("# by hand\n" + desk.file.read_text("utf-8") + "# the end\n", "utf-8")
    desk.take(edit(said(1), about=ABOUT | {"criterion": "voice"}))
    text = desk.file.read_text("utf-8")
    assert text.startswith("# by hand\n")
    assert "# the end\n" in text
    assert len(tomllib.loads(text)["marks"]) == 2


def test_numbers_that_are_none_elsewhere_in_the_file_are_no_obstacle(desk):
    desk.file.write_text('[[corrections]]\nperson = "ada"\npoints = nan\nreason = "x"\n[[marks]]\npoints = inf\n')
    assert desk.take(edit(said(4)))["marks"][-1] == ABOUT | said(4)
    assert "NaN" not in json.dumps(desk.take({"week": 1}))


def test_a_post_without_a_date_can_be_marked(desk):
    write(desk.content, {"course.toml": COURSE + CRITERIA, "posts/week-01/ada-undated.md": "Title: T\n\nWords.\n"})
    about = {"person": "ada", "criterion": "depth", "text": "posts/week-01/ada-undated.md"}
    assert desk.take(edit(said(4), about=about))["marks"] == [about | said(4)]


def test_the_digest_changes_with_the_file(desk):
    empty = desk.take({"week": 1})["digest"]
    assert desk.take(edit(said(4)))["digest"] != empty
    assert desk.take(edit(None, was=said(4)))["digest"] == empty


def test_a_mark_byte_order_and_windows_line_ends_stay(desk):
    desk.file.write_bytes(b"\xef\xbb\xbf# by hand\r\n")
    desk.take(edit(said(4)))
    data = desk.file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# by hand\r\n\r\n[[marks]]\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")


def test_two_windows_that_mark_at_random_lose_nothing_and_change_no_other_byte(desk):
    by_hand = '# by hand\n[[notes]]\nperson = "ben"\nnote = "n"\n'
    desk.file.write_text(by_hand, "utf-8")
    last = [{}, {}]

    def window(number: int) -> None:
        chance = random.Random(number)
        known = {}
        for n in range(40):
            person, criterion = chance.choice(["ada", "ben"]), ["depth", "voice"][number]
            about = {"person": person, "criterion": criterion, "week": 1}
            now = chance.choice([None, said(chance.randint(0, 3), f"{number}: {n}")])
            try:
                answer = desk.take(edit(now, was=known.get(person), about=about))
            except Refusal:
                continue
            assert answer["conflicts"] == []
            known[person] = now
        last[number].update(known)

    windows = [threading.Thread(target=window, args=(number,)) for number in (0, 1)]
    for one in windows:
        one.start()
    for one in windows:
        one.join()
    text = desk.file.read_text("utf-8")
    assert text.startswith(by_hand)
    wanted = {
        (person, ["depth", "voice"][n], now["points"], now["reason"])
        for n, known in enumerate(last)
        for person, now in known.items()
        if now
    }
    marks = tomllib.loads(text).get("marks", [])
    assert {(one["person"], one["criterion"], one["points"], one["reason"]) for one in marks} == wanted
    assert len(marks) == len(wanted)


@pytest.mark.parametrize(
    ("about", "now", "why"),
    [
        (ABOUT | {"person": "nobody"}, said(1), "is not the id of a student"),
        (ABOUT | {"week": 99}, said(1), "course.toml has no week 99"),
        (ABOUT | {"criterion": "dept"}, said(1), "no such criterion"),
        (ABOUT, said(6), "must be from 0 to 5"),
        (ABOUT, said(-1), "must be from 0 to 5"),
        (ABOUT, said(1, " "), "give a reason"),
        ({"person": "ada", "criterion": "depth", "text": "posts/week-01/ben.md"}, said(1), "no such text"),
        ({"person": "ada", "criterion": "depth", "text": "../private/roster.csv"}, said(1), "no such text"),
        ({"person": "ben", "criterion": "depth", "text": "posts/week-01/ada-hello.md"}, said(1), "did not write"),
    ],
)
def test_what_could_not_be_applied_is_refused_in_a_line(desk, about, now, why):
    with pytest.raises(Refusal, match=why) as refused:
        desk.take(edit(now, about=about))
    assert "\n" not in str(refused.value)
    assert not desk.file.exists()


@pytest.mark.parametrize(
    "value",
    [
        None, [], {}, "x", {"week": "1"}, {"week": True}, {"week": 1, "more": 1}, {"week": 1, "edits": {}},
        {"week": 1, "edits": [None]}, {"week": 1, "edits": [{}]}, {"week": 1, "edits": [edit(said(1))] * 99},
        edit(said(1), about={"person": "ada"}), edit(said(1), about=ABOUT | {"x": 1}), edit(said(1), table="joined"),
        edit(said(1), table=["marks"]), edit(said("4")), edit(said(True)), edit(said(1e99)), edit(said(float("nan"))), edit(said(10**400)),
        edit(said(float("inf"))), edit(said(1), about=ABOUT | {"week": 10**400}),
        edit({"points": 1}), edit(said(1, "x" * (MOST_CHARACTERS + 1))), edit(said(1, "\x00")), edit(said(1, "\ud800")),
        edit(said(1), about=ABOUT | {"week": 1.5}), edit(said(1), about=None), edit(said(1), was=[]),
    ],
)  # fmt: skip
def test_values_of_another_shape_are_refused(desk, value):
    with pytest.raises(ValueError):  # noqa: PT011 the server puts the words together
        desk.take(value)
    assert not desk.file.exists()


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[[marks]\n", b"marks = []\n"])
def test_a_file_that_cannot_be_edited_stays_as_it_is(desk, data):
    desk.file.write_bytes(data)
    with pytest.raises(Refusal) as refused:
        desk.take(edit(said(4)))
    assert "\n" not in str(refused.value)
    assert desk.file.read_bytes() == data


def test_a_link_is_not_written_through(desk, tmp_path):
    (tmp_path / "elsewhere.toml").write_text("")
    desk.file.symlink_to(tmp_path / "elsewhere.toml")
    with pytest.raises(Refusal, match="symbolic link"):
        desk.take(edit(said(4)))


def test_what_is_answered_can_be_sent_whatever_the_file_holds(desk):
    desk.file.write_text(
        '[[marks]]\nperson = "ada"\ncriterion = "depth"\nweek = 1\npoints = 4\nreason = "x"\non = 2026-10-01\n'
        '[[notes]]\nperson = ["x"]\n[[notes]]\nweek = 1979-05-27\n'
    )
    assert json.dumps(desk.take({"week": 1}))
