"""The files of an empty new course: settings with explanatory comments, and a page about the course."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from string import Template
from typing import Final

from ..core import dates
from ..core.model import Course, Criterion, Expectations, Person, Points
from ..core.numbers import amount
from ..core.toml import quoted
from ..course.course_file import FILE
from . import Wishes, breaks

ASKED: Final = Expectations(posts=1, comments=2, post_words=150, comment_words=25, grace_hours=72)
WORTH: Final = Points(post=6, comment=2, late=0.5)
POSTS_DUE: Final = timedelta(days=6, hours=23, minutes=59)
COMMENTS_DUE: Final = timedelta(days=9, hours=23, minutes=59)
"""The time from a week's opening to its comments' deadline: until the end of its seventh day, plus three days."""
COLUMN: Final = 36
BRANDS: Final = """\
# Brand names that must be written correctly. Cohort comes with some 1,700 that marketing students write about:
extends = "marketing"

# Add names that only this course needs, such as a local shop:
# [[brands]]
# name = "Fjällräven"
# also = ["Fjallraven"]               # other forms that are right
# wrong = ["Fjallreven"]              # forms that are always wrong
# common_word = true                  # in lower case it is an ordinary word, as dove, target, gap
"""
ADJUSTMENTS: Final = """\
# Decisions about single students, each with its reason. This file is read by you alone and never published.
# To use a block, delete the # and the space that begin each of its lines; copy it to use it again. A decision that
# cannot be applied is named by ./inv build, with its line. docs/reference.md says more.

# More time for a week: hours after the deadline, or a moment.
# [[extensions]]
# person = $person
# week = $week
# hours = 48                           # or until = $until
# reason = "Ill until Monday."         # for posts alone, add a line: rule = "post"

# Nothing is asked of somebody in a week.
# [[excuses]]
# person = $person
# week = $week
# reason = "In hospital."              # for comments alone, add a line: rule = "comment"

# Somebody came later: what was due before that day is not asked.
# [[joined]]
# person = $person
# on = $day
# reason = "Moved from another section."

# Somebody left: what is due from that day on is not asked.
# [[withdrawn]]
# person = $person
# on = $day
# reason = "Left the course."

# Points beside the rules, for a week; without a week, for the term. A minus takes points.
# [[corrections]]
# person = $person
# week = $week
# points = 1
# reason = "The post came by mail."

# A mark by a criterion, which [[criteria]] in course.toml describes: for a week, a text or, without either, the term.
# [[marks]]
# person = $person
# criterion = $criterion
# week = $week                             # or text = "posts/week-01/….md"
# points = $points
# reason = "Two sources, and they disagree."

# A word to somebody, on their page: about a week, a text or, without either, the term.
# [[notes]]
# person = $person
# week = $week
# note = "Write to others, too."
"""


def files(wishes: Wishes, people: Iterable[Person]) -> Mapping[str, str]:
    """A new course's files by path. The hidden, empty ones keep empty folders in git."""
    return {
        FILE: settings(wishes, people),
        "brands.toml": BRANDS,
        "pages/about.md": about(wishes),
        "posts/week-01/.gitkeep": "",
        "images/.gitkeep": "",
    }


def settings(wishes: Wishes, people: Iterable[Person]) -> str:
    """``course.toml``."""
    return "\n".join(
        [
            "# The settings of this course. Text after a # is a comment; to use a setting that follows a #, delete",
            "# the #. ./inv check names the line and column of anything wrong here; docs/reference.md says more.",
            *_course(wishes),
            *_rules(),
            *_site(wishes),
            *_weeks(wishes),
            *_people(people),
            "",
        ]
    )


def about(wishes: Wishes) -> str:
    """A page that describes the course, correct even if left unchanged."""
    lang = "" if wishes.language.casefold().startswith("en") else "Lang: en\n"
    term = f", {wishes.term}" if wishes.term else ""
    return (
        f"Title: About\n{lang}\nThis is the blog of *{_plain(wishes.title)}*{_plain(term)}. Each week everybody"
        " in the course writes a post, and answers what others wrote.\n\n"
        "You are welcome to read along.\n"
    )


def week_lines(number: int, opens: date, remarks: bool, without: Collection[date] = ()) -> Iterator[str]:
    """A table of ``[[weeks]]``; the first one has explanatory comments. Nothing is due in weeks ``without`` class."""
    begins = datetime(opens.year, opens.month, opens.day)
    moments = (begins, begins + POSTS_DUE, begins + COMMENTS_DUE)
    opened, posts_due, comments_due = (
        f"{moment + shift:%Y-%m-%dT%H:%M:%S}"
        for moment, shift in zip(moments, breaks.shifts(moments, without), strict=True)
    )

    def line(text: str, remark: str) -> str:
        return _remarked(text, remark) if remarks else text

    yield ""
    yield "[[weeks]]"
    yield f"number = {number}"
    yield line('title = ""', "such as “Who is listening?”")
    yield line(f"opens = {opened}", f"{dates.WEEKDAYS[opens.weekday()]}; from then on posts belong to it")
    yield line(f"posts_due = {posts_due}", "a post after it is late")
    yield line(f"comments_due = {comments_due}", "a comment after it is late")
    yield line('prompt = ""', "the week's question, shown on its page")


def person_lines(person: Person) -> Iterator[str]:
    """A table of ``[[people]]``."""
    yield ""
    yield "[[people]]"
    yield f"id = {quoted(person.id)}"
    yield f"name = {quoted(person.name)}"
    if person.section:
        yield f"section = {quoted(person.section)}"
    if person.role != "student":
        yield f"role = {quoted(person.role)}"


def weeks_of(days: Collection[date]) -> str:
    """``week of 21 December 2026``, in the plural for several."""
    *before, last = map(dates.day, days)
    return f"weeks of {', '.join(before)} and {last}" if before else f"week of {last}"


def adjustments(course: Course) -> str:
    """``private/adjustments.toml``: an example of each kind of decision, as remarks, with names of the course's own."""
    criterion = next(iter(course.criteria), Criterion("argument", 4))
    day = course.begins or datetime(2026, 10, 5)
    return Template(ADJUSTMENTS).substitute(
        person=quoted(next((student.id for student in course.students), "ada")),
        criterion=quoted(criterion.id),
        points=amount(min(3, criterion.most)),
        week=course.weeks[0].number,
        day=f"{day:%Y-%m-%d}",
        until=f"{day + COMMENTS_DUE:%Y-%m-%dT%H:%M:%S}",
    )


def _remarked(text: str, remark: str) -> str:
    return f"{text:<{COLUMN}} # {remark}"


def _plain(text: str) -> str:
    """Text without characters that Markdown would take for markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>" else sign for sign in text)


def _course(wishes: Wishes) -> Iterator[str]:
    yield ""
    yield "[course]"
    yield f"title = {quoted(wishes.title)}"
    yield _remarked('# code = "MKT 214"', "the course's number, shown beside its title")
    yield f"term = {quoted(wishes.term)}" if wishes.term else _remarked('# term = "Autumn 2026"', "shown with it")
    yield _remarked(f"timezone = {quoted(wishes.timezone)}", "of every date here, and in texts")
    yield _remarked(f"language = {quoted(wishes.language)}", "a text in another one says so: Lang: is")
    yield _remarked(
        f"# best_weeks = {min(10, wishes.weeks)}", "only each person's best weeks count, so many; else all do"
    )


def _rules() -> Iterator[str]:
    yield ""
    yield _remarked("[expectations]", "what each student is asked to write each week")
    yield f"posts = {ASKED.posts}"
    yield f"comments = {ASKED.comments}"
    yield _remarked(f"post_words = {ASKED.post_words}", "a shorter post earns nothing; 0 asks for no length")
    yield f"comment_words = {ASKED.comment_words}"
    yield _remarked("# people = 2", "the comments that count answer at least so many people")
    yield _remarked(f"grace_hours = {ASKED.grace_hours:g}", "work within these hours after its deadline is late")
    yield ""
    yield _remarked("[points]", "points for one post and one comment")
    yield f"post = {WORTH.post:g}"
    yield f"comment = {WORTH.comment:g}"
    yield _remarked(f"late = {WORTH.late:g}", "the share of its points that late work earns")
    yield ""
    yield "# What marks for quality are given by, if you give any; students read it at /rules/."
    yield "# [[criteria]]"
    yield _remarked('# id = "argument"', "by which a mark names it")
    yield '# name = "Argument"'
    yield '# levels = [{ points = 0, name = "None" }, { points = 2, name = "Told" }, { points = 4, name = "Argued" }]'


def _site(wishes: Wishes) -> Iterator[str]:
    yield ""
    yield "# Where the site is published, and where readers' answers go:"
    yield "[site]"
    yield _remarked('# url = "https://example.edu/blog"', "set it before you publish, and do not change it later")
    if wishes.repository:
        yield _remarked(f"forge = {quoted(wishes.forge)}", "github, gitlab or forgejo (also for Gitea)")
        yield f"repository = {quoted(wishes.repository)}"
    else:
        yield _remarked('# forge = "github"', "or gitlab, forgejo (also for Gitea)")
        yield '# repository = "owner/name"'
    yield '# branch = "main"'
    yield _remarked('# mail = "course@example.edu"', "public; used if there is no forge")
    yield _remarked("# index = false", "asks search engines to stay away")
    yield _remarked('# accent = "#00794c"', "the course’s own colour, in place of the theme’s blue")


def _weeks(wishes: Wishes) -> Iterator[str]:
    yield ""
    yield "# The weeks. A deadline without a time is the end of its day; a week may have a `weight`, and its own"
    yield "# [weeks.expectations] and [weeks.points] below it. For a break, move the dates of the weeks after it."
    if wishes.breaks:
        yield f"# There is no class in the {weeks_of(wishes.breaks)}."
    for number, opens in enumerate(breaks.openings(wishes.first, wishes.weeks, wishes.breaks), 1):
        yield from week_lines(number, opens, remarks=number == 1, without=wishes.breaks)


def _people(people: Iterable[Person]) -> Iterator[str]:
    yield ""
    yield "# Who writes. `id` begins the names of a person's files; `name` is what readers see, and may be an alias."
    yield "# Legal names, e-mail addresses and ids from other systems belong in private/roster.csv, never here."
    yield "# The role is student (the default), instructor or guest."
    for person in people:
        yield from person_lines(person)
