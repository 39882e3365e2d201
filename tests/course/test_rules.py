"""What holds in which week, what is refused, and how it reads."""

import re
from dataclasses import replace

import pytest
from conftest import COURSE

from plugins import wording
from plugins.course import course_file, sentences

ENGLISH = wording.of("en")

TERM = """
[course]
title = "T"
best_weeks = 2
[expectations]
posts = 1
comments = 2
post_words = 150
comment_words = 25
people = 2
grace_hours = 72
[points]
post = 6
comment = 2
late = 0.5
[[changes]]
since = 2026-10-19
reason = "You asked for fewer."
[changes.expectations]
comments = 1
people = 1
[[weeks]]
number = 1
opens = 2026-10-05
posts_due = 2026-10-11
[[weeks]]
number = 2
opens = 2026-10-12
posts_due = 2026-10-18
weight = 2
[weeks.expectations]
posts = 0
comments = 4
[[weeks]]
number = 3
opens = 2026-10-19
posts_due = 2026-10-25
[[weeks]]
number = 4
opens = 2026-10-26
posts_due = 2026-11-01
points = { late = 0.75 }
"""


def read(text: str = TERM):
    found, problems = course_file.read(text)
    assert problems == []
    return found


def test_a_week_has_the_courses_rules_then_a_changes_then_its_own():
    found = read()
    expected = {week.number: found.rules(week).expectations for week in found.weeks}
    assert [(e.posts, e.comments, e.people) for e in expected.values()] == [(1, 2, 2), (0, 4, 2), (1, 1, 1), (1, 1, 1)]
    assert {e.post_words for e in expected.values()} == {150}
    assert [found.rules(week).points.late for week in found.weeks] == [0.5, 0.5, 0.5, 0.75]
    assert [found.rules(week).weight for week in found.weeks] == [1, 2, 1, 1]
    assert found.best_weeks == 2


def test_a_change_never_reaches_a_week_that_was_open_before():
    found = read(TERM.replace("since = 2026-10-19", "since = 2026-10-13"))
    assert [found.rules(week).expectations.comments for week in found.weeks] == [2, 4, 1, 1]


def test_later_changes_stand_on_earlier_ones_in_whatever_order_they_are_written():
    later = "[[changes]]\nsince = 2026-10-26\n[changes.points]\nlate = 0.25\n"
    found = read(TERM.replace("[[changes]]", f"{later}[[changes]]", 1))
    last = found.rules(found.weeks[3])
    assert (last.expectations.comments, last.points.late) == (1, 0.75)
    assert [change.rules.expectations.comments for change in found.changes] == [1, 1]
    assert [change.rules.points.late for change in found.changes] == [0.5, 0.25]


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("best_weeks = 2", "best_weeks = 9", "`course.best_weeks`: there are 4 weeks; all of them count"),
        ("people = 2", "people = 3", "`expectations.people`: 2 comments cannot answer 3 different people"),
        ("weight = 2", "weight = -1", "`weeks[2].weight`: must not be negative; 1 holds"),
        ("comments = 4", "commments = 4", "`weeks[2].expectations.commments`: did you mean “comments”?"),
        ("comments = 4", "comments = 400", "`weeks[2].expectations.comments`: must be at most 100; 2 holds"),
        ("late = 0.75", 'late = "x"', '`weeks[4].points.late`: must be a number, not "x"'),
        ("since = 2026-10-19", "since = 2027-10-19", "`changes[1].since`: no week opens on or after this date"),
        ("since = 2026-10-19", "from = 2026-10-19", "`changes[1].from`: unknown; the known ones are since"),
        ("people = 1", "people = -1", "`changes[1].expectations.people`: must not be negative; 2 holds"),
    ],
)
def test_an_unknown_or_contradictory_rule_is_refused_with_its_line_and_key(right, wrong, message):
    text = TERM.replace(right, wrong, 1)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if wrong in one)
    found, problems = course_file.read(text)
    assert found is not None
    hits = [problem for problem in problems if message in problem.message]
    assert [(problem.path, problem.line) for problem in hits] == [("course.toml", line)], problems


def test_a_change_that_says_nothing_is_refused():
    _, problems = course_file.read(COURSE + '\n[[changes]]\nsince = 2026-10-05\nreason = "x"\n')
    assert "changes nothing" in problems[0].message


def test_a_criterion_needs_an_id_and_points():
    text = '\n[[criteria]]\nid = "depth"\nmost = 5\n[[criteria]]\nid = "Depth!"\nmost = 5\n[[criteria]]\nid = "x"\nmost = 0\n'
    found, problems = course_file.read(COURSE + text)
    assert [(c.id, c.name, c.most) for c in found.criteria] == [("depth", "depth", 5)]
    assert [problem.message.split(":")[0] for problem in problems] == ["`criteria[2].id`", "`criteria[3].most`"]


def test_the_rules_read_as_a_person_would_say_them():
    found = read()
    assert sentences.sentences(found, ENGLISH) == [
        "One post of 150 words or more and two comments of 25 words or more each are expected of you each week.",
        "The comments that count answer at least two different people.",
        "On time, a post earns 6 points and a comment earns 2 points; the whole week is worth 10.",
        "Late work earns half its points within three days of the deadline, and nothing after that.",
        "The first texts that meet the rules count; more are welcome but earn nothing.",
        "Your best two weeks of four count; the others are left out of the total.",
        "The best weeks are those in which you earn the greatest share of the points; an excused week is not counted among them.",
    ]
    change, second, fourth = sentences.differences(found, ENGLISH)
    assert (change.when, change.reason) == ("Weeks that open on 19 October 2026 or later", "You asked for fewer.")
    assert change.sentences == (
        "One post of 150 words or more and one comment of 25 words or more are expected of you each week.",
        "On time, a post earns 6 points and a comment earns 2 points; the whole week is worth 8.",
    )
    assert second.sentences == (
        "Four comments of 25 words or more each are expected of you each week.",
        "The comments that count answer at least two different people; two more may answer the same person again.",
        "The week counts twice.",
        "On time, a comment earns 2 points; the whole week is worth 16.",
    )
    assert fourth.when == "Week 4"
    assert fourth.sentences == (
        "Late work earns 75 % of its points within three days of the deadline, and nothing after that.",
    )


def test_every_rule_of_a_course_has_a_part_in_its_sentences():
    found = read()
    before = sentences.sentences(found, ENGLISH)
    for table, name, value in [
        ("expectations", "posts", 3), ("expectations", "comments", 5), ("expectations", "post_words", 99),
        ("expectations", "comment_words", 99), ("expectations", "people", 0), ("expectations", "grace_hours", 5.0),
        ("points", "post", 9.0), ("points", "comment", 9.0), ("points", "late", 0.1),
    ]:  # fmt: skip
        other = replace(found, **{table: replace(getattr(found, table), **{name: value})})
        assert sentences.sentences(other, ENGLISH) != before, name
    assert sentences.sentences(replace(found, best_weeks=0), ENGLISH) != before


RUBRIC = """
[[criteria]]
id = "depth"
name = "Depth"
levels = [{ points = 0, name = "Told" }, { points = 4, name = "Weighed", text = "Two sources." }]
weeks = [4, 2, 3, 2]
[[criteria]]
id = "voice"
most = 2
"""


def test_the_best_level_is_the_best_mark_unless_another_is_given():
    assert [criterion.most for criterion in read(TERM + RUBRIC).criteria] == [4, 2]
    assert read(TERM + RUBRIC.replace('id = "depth"', 'id = "depth"\nmost = 5')).criteria[0].most == 5


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        ("[4, 2, 3, 2]", "Holds in weeks 2 to 4."),
        ("[1, 2, 4]", "Holds in weeks 1, 2 and 4."),
        ("[3]", "Holds in week 3."),
        ("[1, 2, 3, 4]", "Holds in every week."),
        ("[]", "Holds where it is marked."),
    ],
)
def test_the_weeks_of_a_criterion_read_as_a_person_would_say_them(weeks, said):
    found = sentences.criteria(read(TERM + RUBRIC.replace("[4, 2, 3, 2]", weeks)), ENGLISH)
    assert [held.weeks for held in found] == [said, "Holds where it is marked."]


def test_a_course_without_levels_and_weeks_says_nothing_of_when_a_criterion_holds():
    found = sentences.criteria(read(f'{TERM}[[criteria]]\nid = "voice"\nmost = 2\n'), ENGLISH)
    assert [(held.criterion.id, held.weeks) for held in found] == [("voice", "")]


LEVEL = '{ points = 4, name = "Weighed", text = "Two sources." }'
TEN = ", ".join(f'{{ points = {n}, name = "{n}" }}' for n in range(10))


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("[4, 2, 3, 2]", '"2-4"', 'weeks`: must be a list of whole numbers, such as [2, 3], not "2-4"'),
        ("[4, 2, 3, 2]", '["2"]', 'weeks`: must be a list of whole numbers, such as [2, 3], not ["2"]'),
        ("[4, 2, 3, 2]", "2", "weeks`: must be a list of whole numbers, such as [2, 3], not 2"),
        ("[4, 2, 3, 2]", "[2, 9]", "weeks`: there is no week 9; the criterion is ignored"),
        (
            '"Weighed"',
            '" told"',
            "levels`: two levels are called “told”; each needs a name of its own; the criterion is ignored",
        ),
        (
            "{ points = 4,",
            "{ points = 4e6,",
            "levels`: the best mark gives more than 0 points and at most 100,000; the criterion is ignored",
        ),
        (
            LEVEL,
            f'{LEVEL}, {{ points = 4, name = "Best" }}',
            "levels`: two levels give 4, one is “Best”; each needs points of its own; the criterion is ignored",
        ),
        (LEVEL, TEN, "levels`: there are 11 levels; a criterion can have 9; the criterion is ignored"),
        ('"Weighed"', '" "', "levels`: each level needs a name; the criterion is ignored"),
        ("points = 4", "points = -1", "levels`: the points of a level must not be negative; the criterion is ignored"),
        ('name = "Depth"', "most = 3", "levels`: no level can give more than 3, the most that the criterion gives"),
        (
            f"{LEVEL}]",
            '"Weighed"]',
            'levels[2]`: must be a table, not "Weighed": write levels = [{ points = …, name = …, text = … }]',
        ),
        ('name = "Told"', 'nam = "Told"', "levels[1].name`: is missing; did you write it as “nam”?"),
    ],
)
def test_a_criterion_that_cannot_be_meant_is_one_line(right, wrong, message):
    found, problems = course_file.read(TERM + RUBRIC.replace(right, wrong, 1))
    [problem] = problems
    assert problem.message.startswith(f"`criteria[1].{message}")
    assert found.criteria[-1].id == "voice"


def test_levels_of_the_wrong_form_are_one_line_though_no_points_are_left():
    text = re.sub(r"levels = .*", 'levels = "good, better"', RUBRIC)
    [problem] = course_file.read(TERM + text)[1]
    assert (
        problem.message
        == "`criteria[1].levels`: must be a list of tables: write levels = [{ points = …, name = …, text = … }]"
    )
