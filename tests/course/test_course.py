import pytest
from conftest import BRANDS, COURSE

from plugins import brands
from plugins.course import course_file


def said(text: str) -> list[str]:
    return [f"{p.line}: {p.message}" for p in course_file.read(text)[1]]


def test_a_good_course_has_its_times_in_its_own_zone():
    found, problems = course_file.read(COURSE)
    assert problems == []
    assert found.weeks[0].posts_due.isoformat() == "2026-10-11T23:59:00+01:00"
    assert [person.id for person in found.students] == ["ada", "ben"]


def test_a_date_may_carry_its_own_zone():
    found, _ = course_file.read(COURSE.replace("2026-10-11T23:59:00", "2026-10-11T23:59:00-04:00"))
    assert found.weeks[0].posts_due.isoformat() == "2026-10-12T04:59:00+01:00"


def test_comments_are_due_with_the_posts_unless_said_otherwise():
    found, _ = course_file.read(COURSE.replace("comments_due = 2026-10-14T23:59:00\n", ""))
    assert found.weeks[0].comments_due == found.weeks[0].posts_due


def test_a_title_and_one_week_are_enough():
    found, problems = course_file.read('[course]\ntitle = "T"\n[[weeks]]\nnumber = 1\n')
    assert problems == []
    assert (found.expectations.posts, found.expectations.comments, found.points.late) == (1, 2, 0.5)
    assert (found.timezone, found.language) == ("UTC", "en")


MISTAKES = [
    ("posts_due", "post_due", "16: `weeks[1].post_due`: did you mean “posts_due”?"),
    (
        "grace_hours = 24",
        'grace_hours = "24"',
        '8: `expectations.grace_hours`: must be a number, not "24": leave out the quotation marks',
    ),
    ('role = "instructor"', 'role = "teacher"', "30: `people[3].role`: must be student, instructor or guest"),
    ('timezone = "Europe/London"', 'timezone = "Europe/Lodon"', "3: `course.timezone`: is not a time zone"),
    ('id = "ben"', 'id = "ada"', "24: `people[2].id`: “ada” appears twice"),
    ('id = "ben"', 'id = "../ben"', "24: `people[2].id`: an id consists of lower-case letters"),
    ("post = 6", "post = -6", "11: `points.post`: must not be negative"),
    ("2026-10-11T23:59:00", '"Sunday"', "18: `weeks[1].posts_due`: must be a date and time"),
    ("posts_due = 2026-10-11", "posts_due = 2026-09-11", "18: `weeks[1].posts_due`: is before the week opens"),
    ("[points]", "[point]", "10: `point`: did you mean “points”?"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES, ids=[wrong for _, wrong, _ in MISTAKES])
def test_a_mistake_is_reported_by_line_and_key_and_the_course_goes_on(right, wrong, message):
    found, problems = course_file.read(COURSE.replace(right, wrong, 1))
    assert found is not None
    [problem] = [p for p in problems if message.split(": ")[1] in p.message]
    assert problem.message.startswith(message.split(": ", 1)[1])


def test_all_mistakes_are_reported_at_once():
    text = COURSE
    for right, wrong, _ in MISTAKES[:4]:
        text = text.replace(right, wrong, 1)
    assert len(said(text)) == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "`course`: is missing"),
        ("[course]\ntitle = 3\n[[weeks]]\nnumber = 1", "`course.title`: must be a text"),
        ('[course]\ntitle = "T"\n[[weeks]]\nname = "x"', "`weeks[1].number`: is missing"),
        ('[course]\ntitle = "T"\nweeks = 3', "`weeks`: is missing"),
        ("[course\n", "is not valid TOML"),
    ],
)
def test_without_title_or_week_there_is_no_course_and_one_line_says_why(text, message):
    found, problems = course_file.read(text)
    assert found is None
    assert any(problem.message.startswith(message) for problem in problems)


def test_a_lexicon_reports_its_mistakes_and_keeps_the_rest():
    lexicon, problems = brands.read(BRANDS + '[[brands]]\nnam = "X"\n[[brands]]\nname = "burberry"\n')
    assert [brand.name for brand in lexicon.brands] == ["Burberry", "WeChat"]
    assert next(problem.message for problem in problems) == "`brands[3].name`: is missing; did you write it as “nam”?"
    assert "“burberry” appears twice" in problems[-1].message


def test_a_course_extends_the_shipped_lexicon_and_overrides_it():
    shipped = brands.read('[[brands]]\nname = "Dove"\n[[brands]]\nname = "Lego"\n')[0].brands
    lexicon, problems = brands.read('extends = "marketing"\n[[brands]]\nname = "LEGO"\n', lambda: shipped)
    assert problems == []
    assert [brand.name for brand in lexicon.brands] == ["Dove", "LEGO"]
    assert "no lexicon is called" in brands.read('extends = "markting"\n')[1][0].message
