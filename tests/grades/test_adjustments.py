"""What an instructor decides for one person, and what it does to points."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import ADA, comment, evidence, post
from ledgers import BEN, DUE, GRADED, LATER, after_due, keep, row

from plugins.gradebook import arithmetic
from plugins.grades import adjustments, ledger
from plugins.grades.adjustments import Adjustments

TEXTS = {text.path: text for text in (post(), comment(BEN))}


def read(text: str) -> Adjustments:
    found, problems = adjustments.read(text, GRADED, TEXTS)
    assert problems == []
    return found


def kept(text: str, *texts, **more) -> ledger.Ledger:
    return keep(*texts, adjustments=read(text), **more)


def test_an_extension_moves_one_persons_deadline_and_is_told_with_its_reason():
    text = '[[extensions]]\nperson = "ada"\nweek = 1\nhours = 48\nrule = "post"\nreason = "Ill."\n'
    book = kept(text, post(at=after_due(47)), post(BEN, at=after_due(47)))
    [entry] = [entry for entry in row(book, ADA).entries if entry.rule == "post"]
    assert (row(book, ADA).post_status, entry.points, entry.adjustment) == ("on time", 6, "Ill.")
    assert entry.reason == "On time, 1 h before the deadline, extended to Tuesday 13 October, 23:59"
    assert (entry.margin, entry.due) == (timedelta(hours=1), DUE + timedelta(hours=48))
    assert row(book, BEN).post_status == "late"
    assert {e.adjustment for e in row(book, ADA).entries if e.rule == "comment"} == {""}


def test_an_extension_until_a_moment_is_in_the_courses_zone():
    text = '[[extensions]]\nperson = "ada"\nweek = 1\nuntil = 2026-10-20T12:00:00\nreason = "Ill."\n'
    assert row(kept(text), ADA).posts_due.isoformat() == "2026-10-20T12:00:00+00:00"


@pytest.mark.parametrize(
    ("zone", "due"),
    [("UTC", "2026-10-20T23:59:59+00:00"), ("Europe/London", "2026-10-25T23:59:59+00:00"),
     ("America/New_York", "2026-10-20T23:59:59-04:00")],
)  # fmt: skip
def test_an_extension_until_a_day_ends_with_that_day(zone, due):
    text = f'[[extensions]]\nperson = "ada"\nweek = 1\nuntil = {due[:10]}\nreason = "Ill."\n'
    found, problems = adjustments.read(text, replace(GRADED, timezone=zone), TEXTS)
    assert problems == []
    assert [one.until.isoformat() for one in found.extensions] == [due]


def test_an_extension_until_the_day_of_the_deadline_gives_what_is_left_of_it():
    text = '[[extensions]]\nperson = "ada"\nweek = 1\nuntil = 2026-10-11\nreason = "Ill."\n'
    assert row(kept(text), ADA).posts_due.isoformat() == "2026-10-11T23:59:59+00:00"


def test_an_excused_week_asks_nothing_and_loses_nothing():
    text = '[[excuses]]\nperson = "ada"\nweek = 1\nreason = "Camp."\n'
    book = kept(text, post())
    ada = row(book, ADA)
    assert (ada.post_status, ada.excused, ada.points, ada.possible) == ("excused", True, 0, 0)
    assert [(entry.reason, entry.adjustment) for entry in ada.entries] == [("Excused", "Camp.")] * 2
    assert book.standing(ADA).excused
    assert not book.standing(BEN).excused


def test_an_excuse_for_comments_leaves_the_post_to_be_written():
    text = '[[excuses]]\nperson = "ada"\nweek = 1\nrule = "comment"\nreason = "Camp."\n'
    ada = row(kept(text), ADA)
    assert (ada.post_status, ada.excused, ada.possible) == ("missing", False, 6)


@pytest.mark.parametrize(
    ("table", "on", "asked"),
    [("joined", "2026-10-12", 4), ("joined", "2026-10-15", 0), ("joined", "2026-10-11", 10),
     ("withdrawn", "2026-10-11", 0), ("withdrawn", "2026-10-12", 6), ("withdrawn", "2026-10-16", 10)],
)  # fmt: skip
def test_what_was_due_before_somebody_joined_or_after_they_left_is_not_asked(table, on, asked):
    book = kept(f'[[{table}]]\nperson = "ada"\non = {on}\nreason = "Section C."\n')
    ada = row(book, ADA)
    assert ada.possible == asked
    assert (ada.post_status == "excused") == (asked < 6)


def test_a_correction_is_an_entry_of_its_week_or_of_the_term():
    text = (
        '[[corrections]]\nperson = "ada"\nweek = 1\npoints = -1.5\nreason = "Agreed."\n'
        '[[corrections]]\nperson = "ada"\npoints = 3\nreason = "Led the seminar."\n'
    )
    book = kept(text, post())
    assert row(book, ADA).points == 4.5
    standing = book.standing(ADA)
    assert (standing.points, standing.possible) == (7.5, 10)
    assert [entry.week for entry in book.entries if entry.rule == "correction"] == [1, None]
    assert book.standing(ADA, 1).points == 4.5


def test_a_mark_follows_the_courses_own_criteria_and_is_an_entry():
    text = '[[marks]]\nperson = "ada"\ncriterion = "depth"\ntext = "posts/week-01/ada-x.md"\npoints = 4\nreason = "Two sources."\n'
    given = evidence([post()], LATER, adjustments=read(text))
    [mark] = [entry for entry in ledger.build_ledger(GRADED, given).entries if entry.rule == "mark" and entry.points]
    assert (mark.person, mark.week, mark.points, mark.possible) == ("ada", 1, 4, 5)
    assert (mark.reason, mark.adjustment, mark.source) == ("Depth: 4 of 5", "Two sources.", "posts/week-01/ada-x.md")


def test_notes_reach_the_text_the_week_or_the_person_they_are_about():
    found = read(
        '[[notes]]\nperson = "ada"\nnote = "a"\n[[notes]]\nperson = "ada"\nweek = 1\nnote = "b"\n'
        '[[notes]]\nperson = "ada"\ntext = "posts/week-01/ada-x.md"\nnote = "c"\n'
    )
    said = [found.notes_to("ada"), found.notes_to("ada", 1), found.notes_to("ada", 1, "posts/week-01/ada-x.md")]
    assert [[note.note for note in notes] for notes in said] == [["a"], ["b"], ["c"]]


WRONG = [
    ('[[extensions]]\nperson = "adda"\nweek = 1\nhours = 1\nreason = "x"', 2, "`extensions[1].person`: is not the id of a student in course.toml; this entry is ignored; did you mean “ada”?"),
    ('[[extensions]]\nperson = "ruth"\nweek = 1\nhours = 1\nreason = "x"', 2, "is not a student in course.toml but an instructor"),
    ('[[extensions]]\nperson = "ada"\nweek = 9\nhours = 1\nreason = "x"', 3, "`extensions[1].week`: course.toml has no week 9"),
    ('[[extensions]]\nperson = "ada"\nweek = 1\nreason = "x"', 1, "give either `until` or `hours`"),
    ('[[extensions]]\nperson = "ada"\nweek = 1\nuntil = 2026-10-01\nreason = "x"', 4, "is no later than the deadline"),
    ('[[extensions]]\nperson = "ada"\nweek = 1\nhours = 1\nrule = "posts"\nreason = "x"', 5, "`extensions[1].rule`: must be “post” or “comment”"),
    ('[[extensions]]\nperson = "ada"\nweek = 1\nhours = 1', 1, "`extensions[1].reason`: is missing"),
    ('[[excuses]]\nperson = "ada"\nweek = 1\nreason = " "', 4, "`excuses[1].reason`: is empty"),
    ('[[corrections]]\nperson = "ada"\npoints = nan\nreason = "x"', 3, "must be a number"),
    ('[[marks]]\ncriterion = "dept"\nperson = "ada"\npoints = 1\nreason = "x"', 2, "no such criterion; this entry is ignored; did you mean “depth”?"),
    ('[[marks]]\ncriterion = "depth"\nperson = "ada"\npoints = 6\nreason = "x"', 4, "must be from 0 to 5"),
    ('[[marks]]\ncriterion = "depth"\ntext = "posts/week-01/ada-y.md"\nperson = "ada"\npoints = 1\nreason = "x"', 3, "there is no such text; this entry is ignored; did you mean “posts/week-01/ada-x.md”?"),
    ('[[marks]]\ncriterion = "depth"\nperson = "ben"\ntext = "posts/week-01/ada-x.md"\npoints = 1\nreason = "x"', 3, "did not write the text"),
    ('[[notes]]\nnote = "x"', 1, "`notes[1].person`: is missing"),
    ('[[joined]]\nperson = "ada"\non = 2026-10-01\nreason = "x"\n[[joined]]\nperson = "ada"\non = 2026-10-02\nreason = "x"', 6, "appears twice"),
    ('[[extension]]\nperson = "ada"', 1, "`extension`: did you mean “extensions”?"),
    ("[[notes]\n", 1, "is not valid TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message"), WRONG, ids=[message for *_, message in WRONG])
def test_what_cannot_be_applied_is_refused_by_line_and_key_and_the_rest_holds(text, line, message):
    good = '\n[[notes]]\nperson = "ben"\nnote = "Good."\n'
    found, problems = adjustments.read(text + good, GRADED, TEXTS)
    assert [(p.path, p.line) for p in problems if message in p.message] == [("private/adjustments.toml", line)], (
        problems
    )
    assert len(found.notes) == ("valid TOML" not in message)
    assert (*found.extensions, *found.excuses, *found.corrections, *found.marks) == ()


def test_the_lines_of_a_sum_add_up_to_the_total():
    text = '[[corrections]]\nperson = "ada"\npoints = -1\nreason = "x"\n[[excuses]]\nperson = "ben"\nweek = 1\nreason = "x"\n'
    texts = [
        post(),
        *(comment(ADA, at=after_due(n - 9), number=n, on="week-01/ben-y") for n in range(1, 4)),
        post(BEN, name="y"),
    ]
    book = kept(text, *texts)
    lines = arithmetic.lines(book.entries_of("ada"))
    assert [(line.label, line.formula) for line in lines] == [
        ("1 post on time", "1 × 6 = 6"),
        ("2 comments on time", "2 × 2 = 4"),
        ("1 further comment", "0"),
        ("1 correction", "1 × −1 = −1"),
    ]
    assert sum(line.points for line in lines) == book.standing(ADA).points == 9
    assert [line.formula for line in arithmetic.lines(book.entries_of("ben"))] == ["not counted", "not counted"]
