"""What one person does must not cost another a point, a page or a secret; what an instructor decides holds."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta

from builders import ADA, evidence, post
from conftest import COURSE, POST, write
from ledgers import BEN, DUE, GRADED, keep, row, weeks_of
from test_adjustments import kept

from plugins.course import course_file
from plugins.grades import adjustments, grading, platforms
from plugins.grades.ledger import Standing
from plugins.roster import Roster

LONG = "When a brand answers in public it answers everybody who reads along, and most of them never write a word."


def judged(tmp_path, files: dict[str, str], as_of: datetime = datetime(2026, 11, 1, 12)) -> grading.GradingResult:
    write(tmp_path / "content", {"course.toml": COURSE, **files})
    return grading.grade(tmp_path / "content", tmp_path / "private", as_of, None)


def words(kept: grading.GradingResult, person: str) -> int:
    return kept.ledger.by_person[person][0].measures.post_words


def test_a_back_dated_copy_takes_no_word_from_the_text_it_copies(tmp_path):
    found = judged(
        tmp_path,
        {
            "posts/week-01/ada-x.md": f"Title: X\nAuthor: ada\nDate: 2026-10-07 10:00\n\n{LONG}\n",
            "posts/week-01/ben-x.md": f"Title: Y\nAuthor: ben\nDate: 2026-10-07 09:00\n\n{LONG}\n",
        },
    )
    assert words(found, "ada") == words(found, "ben") == len(LONG.split())
    assert found.copied  # and the instructor sees the pair


def test_a_copy_of_a_text_more_than_a_day_older_is_not_counted(tmp_path):
    found = judged(
        tmp_path,
        {
            "posts/week-01/ada-x.md": f"Title: X\nAuthor: ada\nDate: 2026-10-07 10:00\n\n{LONG}\n",
            "posts/week-01/ben-x.md": f"Title: Y\nAuthor: ben\nDate: 2026-10-09 09:00\n\n{LONG}\n",
        },
    )
    assert (words(found, "ada"), words(found, "ben")) == (len(LONG.split()), 0)


def test_a_comment_that_was_removed_can_be_posted_again(tmp_path):
    comment = f"Author: ben\nDate: 2026-10-0{{}} 10:00\n{{}}\n{LONG}\n"
    found = judged(
        tmp_path,
        {
            "posts/week-01/ada-x.md": POST,
            "comments/week-01/ada-x/ben-1.md": comment.format(8, "Status: removed\n"),
            "comments/week-01/ada-x/ben-2.md": comment.format(9, ""),
        },
    )
    assert found.ledger.by_person["ben"][0].measures.comment_words == len(LONG.split())


def test_a_page_of_the_course_may_quote_a_student_who_keeps_every_word(tmp_path):
    found = judged(
        tmp_path,
        {
            "pages/best.md": f"Title: The best\n\n{LONG}\n",
            "posts/week-01/ada-x.md": f"Title: X\nAuthor: ada\nDate: 2026-10-07 10:00\n\n{LONG}\n",
        },
    )
    assert words(found, "ada") == len(LONG.split())


def test_a_marked_text_that_is_taken_back_costs_nobody_the_gradebook(course, built):
    mark = '[[marks]]\nperson = "ben"\ncriterion = "depth"\ntext = "{}"\npoints = 1\nreason = "r"\n'
    paths = ("comments/week-01/ada-x/ben-1.md", "posts/week-01/ben-y.md")
    result, _, book = built(
        {
            "course.toml": f'{COURSE}\n[[criteria]]\nid = "depth"\nmost = 5\n',
            "posts/week-01/ada-x.md": POST,
            "posts/week-01/ben-y.md": "Title: Y\nAuthor: ben\nDate: 2026-10-07 10:00\nStatus: draft\n\nOne two three.\n",
            paths[0]: "Author: ben\nDate: 2026-10-08 10:00\nStatus: removed\n\nOne two three four.\n",
            "../private/adjustments.toml": "".join(mark.format(path) for path in paths),
        }
    )
    page = (book / "people/ben/index.html").read_text("utf-8")
    assert page.count("depth: 1 of 5, not counted, because the text is not") == 2
    assert [p for p in result.problems if p.rule == "settings"] == []


def test_a_correction_stays_when_its_week_is_left_out():
    text = '[[corrections]]\nperson = "ada"\nweek = 1\npoints = -5\nreason = "Agreed."\n'
    book = weeks_of(6, 6, 3)
    course, texts = book.course, [text for row in book.by_person["ada"] for text in row.texts]
    found, problems = adjustments.read(text, course, {one.path: one for one in texts})
    assert problems == []
    from plugins.grades import ledger

    given = evidence(texts, book.as_of, words=1, adjustments=found)
    standing = ledger.build_ledger(course, given).standing(ADA)
    assert (standing.points, standing.possible, standing.corrections) == (7, 12, -5)


def test_days_of_an_extension_are_days_of_the_calendar_whatever_the_clocks_do():
    text = """[course]
title = "T"
timezone = "America/New_York"
[[weeks]]
number = 1
posts_due = 2026-10-25T23:59:00
[[people]]
id = "ada"
"""
    course, _ = course_file.read(text)
    decided, _ = adjustments.read('[[extensions]]\nperson = "ada"\nweek = 1\nhours = 168\nreason = "r"\n', course, {})
    week = course.weeks[0]
    due, _ = decided.extended("ada", week, "post", week.posts_due, course.zone)
    assert due.isoformat() == "2026-11-01T23:59:00-05:00"


def test_a_text_that_is_marked_is_still_looked_at_for_late_edits():
    text = '[[marks]]\nperson = "ada"\ncriterion = "depth"\ntext = "posts/week-01/ada-x.md"\npoints = 4\nreason = "r"\n'
    from plugins.grades import ledger

    found, _ = adjustments.read(text, GRADED, {post().path: post()})
    given = evidence([post()], DUE + timedelta(days=9), adjustments=found)
    book = ledger.build_ledger(GRADED, given)
    assert grading.deadlines(book) == {post().path: DUE}


def test_no_total_stops_an_export_for_the_class_and_corrections_are_not_scaled():
    standings = [
        Standing(ADA, -1, 5, excused=False, corrections=-5),
        Standing(BEN, 7, 5, excused=False, corrections=2),
        Standing(replace(BEN, id="cy"), 20, 20, excused=False),
        Standing(replace(BEN, id="di"), 1, 0, excused=True, corrections=1),
    ]
    found = {grade.person.id: grade.number for grade in platforms.grades(standings, Roster()).grades}
    assert found == {"ada": 11.0, "ben": 22.0, "cy": 20.0, "di": None}
    low = platforms.grades([Standing(ADA, -4, 5, excused=False, corrections=-4)], Roster()).grades[0]
    assert (low.number, low.arithmetic) == (0.0, "-4 of 5 points, written as 0")


def test_an_excuse_for_all_and_a_correction_is_still_an_excuse():
    text = (
        '[[excuses]]\nperson = "ada"\nweek = 1\nreason = "r"\n'
        '[[corrections]]\nperson = "ada"\npoints = 1\nreason = "r"\n'
    )
    standing = kept(text).standing(ADA)
    assert (standing.excused, standing.points, standing.possible) == (True, 1, 0)


def test_amounts_are_shown_so_exactly_that_they_add_up():
    from plugins.core.numbers import amount

    assert [amount(0.125), amount(0.375), amount(2.5), amount(6.0), amount(-0.0), amount(-1.5)] == [
        "0.125", "0.375", "2.5", "6", "0", "−1.5",
    ]  # fmt: skip


def test_no_csv_cell_holds_a_negative_nothing():
    from plugins.grades import exports

    text = exports.participation(exports.facts(keep(post(), words=0)))
    assert "-0" not in {cell for line in csv.reader(io.StringIO(text)) for cell in line}
    assert exports.exact(-0.0) == "0"
    assert row(keep(post()), ADA).points == 6
