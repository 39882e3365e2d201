"""What somebody who has never heard of TOML reads about a mistake in a course's settings."""

from dataclasses import MISSING, fields

import pytest
from builders import ADA, post
from conftest import BRANDS, COURSE

from plugins import brands
from plugins.course import course_file
from plugins.grades import adjustments

CRITERION = '[[criteria]]\nid = "depth"\nmost = 4\n'
GRADED = course_file.read(COURSE + CRITERION)[0]
TEXT = post(ADA, "x", GRADED.weeks[0].posts_due)
EXTENSION = '[[extensions]]\nperson = "ada"\nweek = 1\nhours = 48\nreason = "Ill."\n'
MARK = '[[marks]]\nperson = "ada"\ncriterion = "depth"\nweek = 1\npoints = 3\nreason = "Two sources."\n'
GOOD = '\n[[notes]]\nperson = "ben"\nnote = "Good."\n'

IN_ADJUSTMENTS = [
    (MARK, 'reason = "Two sources."\n', "", "1:1: `marks[1].reason`: is missing; this entry is ignored"),
    (MARK, "reason", "Reasons", "6:1: `marks[1].reason`: is missing; this entry is ignored; did you write it as “Reasons”?"),
    (MARK, '"ada"', '"Ada L."', "2:1: `marks[1].person`: is not the id of a student in course.toml; this entry is ignored; did you mean “ada”?"),
    (MARK, "points = 3", 'points = "3"', '5:1: `marks[1].points`: must be a number, not "3": leave out the quotation marks; this entry is ignored'),
    (MARK, "week = 1", 'week = "one"', '4:1: `marks[1].week`: must be a whole number, not "one"; this entry is ignored'),
    (MARK, "week = 1", "weeks = 1", "4:1: `marks[1].weeks`: this entry is ignored; did you mean “week”?"),
    (MARK, "week = 1", 'text = "ada-x.md"', "4:1: `marks[1].text`: there is no such text; this entry is ignored; did you mean “posts/week-01/ada-x.md”?"),
    (MARK, "[[marks]]", "[marks]", "1:1: `marks`: must be a list of tables: write [[marks]], with two brackets on each side, above each"),
    (MARK, "[[marks]]", "[[mark]]", "1:1: `mark`: did you mean “marks”?"),
    (EXTENSION, "hours = 48", 'until = "2026-10-20"', '4:1: `extensions[1].until`: must be a date and time, such as 2026-10-11T23:59:00, not "2026-10-20": leave out the quotation marks; this entry is ignored'),
    (EXTENSION, "hours = 48", "days = 2", "4:1: `extensions[1].days`: unknown; the known ones are person, week, reason, until, hours, rule; this entry is ignored"),
    (EXTENSION, "[[extensions]]\n", 'why = "Ill."\n[[extensions]]\n', "1:1: `why`: stands above every table: put it below one of [[extensions]], [[excuses]], [[joined]], [[withdrawn]], [[corrections]], [[marks]], [[notes]]"),
    ('[[notes]]\nperson = "ada"\nnote = "Good."\n', '"Good."', '" "', "3:1: `notes[1].note`: is empty: write what the student is to read; this entry is ignored"),
]  # fmt: skip
IN_COURSE = [
    ("[[weeks]]", "[weeks]", "14:1: `weeks`: must be a list of tables: write [[weeks]], with two brackets on each side, above each"),
    ("[course]", "[[course]]", "1:1: `course`: must be a table: write [course], with one bracket on each side"),
    ('id = "ada"', 'id = "Ada"', "22:1: `people[1].id`: an id consists of lower-case letters a–z, digits and hyphens; the person is ignored; did you mean “ada”?"),
    ('id = "ada"', 'ID = "ada"', "22:1: `people[1].id`: is missing; did you write it as “ID”?"),
    ("post = 6", "post = 6\nlate = 50", "12:1: `points.late`: must be a share from 0 to 1, such as 0.5 for half; 0.5 holds"),
    ("post = 6", "post = 6\ngrace_hours = 3", "12:1: `points.grace_hours`: unknown here: it belongs in [expectations]"),
    ("grace_hours = 24", "grace_hours = 24\ngrace_hour = 3", "9:1: `expectations.grace_hour`: unknown; the known ones are posts, comments, post_words, comment_words, grace_hours, people"),
    ("[points]", '[site]\nforge = "GitHub"\nrepository = "a/b"\n[points]', '11:1: `site.forge`: "GitHub" is unknown: choose from github, gitlab, forgejo'),
    ("[[people]]", "[[changes]]\nsince = 2026-10-05\npost = 3\n[changes.points]\ncomment = 1\n[[people]]", "23:1: `changes[1].post`: unknown here: it belongs in [changes.points]"),
]  # fmt: skip
IN_BRANDS = [
    ('"WeChat"\n', '"WeChat"\nextends = "marketing"\n', "6:1: `brands[2].extends`: unknown here: it belongs at the top of the file, above everything in brackets"),
    ('"WeChat"\n', '"WeChat"\nalso = "Wechat"\n', '6:1: `brands[2].also`: must be a list of texts, such as ["one", "two"], not "Wechat"'),
    ('[[brands]]\nname = "Burberry"', 'others = "Keras"\n[[brands]]\nname = "Burberry"', '1:1: `others`: must be a list of texts, such as ["one", "two"], not "Keras"'),
]  # fmt: skip
NO_TOML = [
    ('"ada"', "ada", 'write a text in quotation marks: "ada"'),
    ('"ada"', "“ada”", 'write straight quotation marks: "'),
    ("person =", "person:", "write person = …, with = and not :"),
    ('"ada"', "", "the value is missing: write it after the ="),
    ('"Ill."', '"Ill.', "a text ends on its own line, with a quotation mark"),
    ('"Ill."', '"He said "ill"."', 'write a quotation mark inside a text as \\"'),
    ('"Ill."', "'She's ill.'", "write the text between \" and \", since there is a ' in it"),
    ('"Ill."', '"posts\\week-01"', "write / instead of \\"),
    ("hours = 48", "hours = 4,5", "write a point in a number, not a comma: 4.5"),
    ("hours = 48", "hours = 50 %", "write a number without %"),
    ("hours = 48", "until = 20.10.2026", "write dates as year-month-day, such as 2026-10-05"),
    ("hours = 48", "until = 10/20/2026 18:00", "write dates as year-month-day, such as 2026-10-05"),
    ("hours = 48", "until = 2026-9-1", "write dates as year-month-day, such as 2026-10-05"),
    ("hours = 48", "until = 2026-10-20 18:00", "write the seconds, too: 2026-10-20 18:00:00"),
    ("hours = 48", "until = 2026-10-20 24:00:00", "the last moment of a day is 23:59:59"),
    ("hours = 48", "until = 2026-02-30", "there is no such day"),
    ("hours = 48", "some hours = 48", "a key has no spaces: write some_hours"),
    ("hours = 48", "hours = True", "write true, in small letters"),
    ("hours = 48", "more time for Ada", "it is neither a setting, such as key = 1, nor a remark, which begins with #"),
    ("hours = 48", "hours = 48\nhours = 49", "“hours” is there twice: delete one"),
    ("[[extensions]]", "[[extensions]", "write a table's name between brackets, such as [course] or [[weeks]]"),
    ("[[extensions]]", "[extensions]\n[[extensions]]", "[[extensions]] is there before, with another number of brackets: write it in one way"),
    ("[[extensions]]", "[extensions]\n[extensions]", "[extensions] is there twice: write [[extensions]] where there may be several, else put the two together"),
    ('"Ill."', '["Ill." "Away."]', 'write a list as ["one", "two"], with commas between'),
]  # fmt: skip


def said(problems):
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(("right", "part", "wrong", "line"), IN_ADJUSTMENTS, ids=[line for *_, line in IN_ADJUSTMENTS])
def test_a_mistake_in_a_decision_is_one_line_and_that_decision_alone_is_not_applied(right, part, wrong, line):
    found, problems = adjustments.read(right.replace(part, wrong, 1) + GOOD, GRADED, {TEXT.path: TEXT})
    assert said(problems) == [f"private/adjustments.toml:{line}"]
    assert [note.person for note in found.notes] == ["ben"]
    assert len(found.extensions) == ("why" in wrong)
    assert found.marks == ()


@pytest.mark.parametrize(("right", "wrong", "line"), IN_COURSE, ids=[line for *_, line in IN_COURSE])
def test_a_mistake_in_the_course_is_one_line(right, wrong, line):
    assert said(course_file.read(COURSE.replace(right, wrong, 1))[1]) == [f"course.toml:{line}"]


@pytest.mark.parametrize(("right", "wrong", "line"), IN_BRANDS, ids=[line for *_, line in IN_BRANDS])
def test_a_mistake_in_the_brands_is_one_line(right, wrong, line):
    assert said(brands.read(BRANDS.replace(right, wrong, 1))[1]) == [f"brands.toml:{line}"]


@pytest.mark.parametrize(("right", "wrong", "advice"), NO_TOML, ids=[advice for *_, advice in NO_TOML])
def test_what_is_no_toml_is_one_line_that_says_what_to_write(right, wrong, advice):
    [problem] = adjustments.read(EXTENSION.replace(right, wrong, 1), GRADED, {})[1]
    assert problem.message == f"is not valid TOML: {advice}; nothing in the file was read"


@pytest.mark.parametrize("table", [item.name for item in fields(adjustments._File)])
def test_a_key_that_is_right_is_never_what_was_meant_by_one_that_is_missing(table):
    kinds = {"extensions": adjustments.Extension, "excuses": adjustments.Excuse, "joined": adjustments.Enrolment,
             "withdrawn": adjustments.Enrolment, "corrections": adjustments.Correction, "marks": adjustments.Mark,
             "notes": adjustments.Note}  # fmt: skip
    values = {"week": "1", "points": "1", "on": "2026-10-05"}
    keys = [item.name for item in fields(kinds[table]) if item.default is MISSING]
    for left_out in keys:
        lines = [f"{key} = {values.get(key, chr(34) + 'ada' + chr(34))}" for key in keys if key != left_out]
        [problem] = adjustments.read("\n".join([f"[[{table}]]", *lines]), GRADED, {})[1]
        assert problem.message == f"`{table}[1].{left_out}`: is missing; this entry is ignored"
