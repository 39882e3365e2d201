"""The files of a course that nobody has written in yet: settings whose remarks teach them, and a page about it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from ..core import dates
from ..core.model import Expectations, Person, Points
from ..core.toml import quoted
from ..course.course_file import FILE
from . import Wishes

ASKED: Final = Expectations(posts=1, comments=2, post_words=150, comment_words=25, grace_hours=72)
WORTH: Final = Points(post=6, comment=2, late=0.5)
POSTS_DUE: Final = timedelta(days=6, hours=23, minutes=59)
COMMENTS_DUE: Final = timedelta(days=9, hours=23, minutes=59)
"""After a week opens: the end of its seventh day, and three days more for the comments."""
COLUMN: Final = 36
BRANDS: Final = """\
# The names that must be right. Some 1,700 brands that marketing students write about come with Cohort:
extends = "marketing"

# Below them stand the names that only this course knows, such as a local shop:
# [[brands]]
# name = "Fjällräven"
# also = ["Fjallraven"]               # other forms that are right
# wrong = ["Fjallreven"]              # forms that are always wrong
# common_word = true                  # in lower case it is an ordinary word, as dove, target, gap
"""


def files(wishes: Wishes, people: Iterable[Person]) -> Mapping[str, str]:
    """The files of a new course by their paths. The hidden, empty ones keep folders in git that hold nothing yet."""
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
            "# What this course is. What follows a # is a remark; where a setting follows it, take the # away to use",
            "# it. ./inv check names line and column of whatever is wrong here; docs/reference.md says more.",
            *_course(wishes),
            *_rules(),
            *_site(),
            *_weeks(wishes),
            *_people(people),
            "",
        ]
    )


def about(wishes: Wishes) -> str:
    """The page that says what the course is, true before anybody has changed it."""
    lang = "" if wishes.language.casefold().startswith("en") else "Lang: en\n"
    term = f", {wishes.term}" if wishes.term else ""
    return (
        f"Title: About\n{lang}\nThis is the blog of *{_plain(wishes.title)}*{_plain(term)}. Each week everybody"
        " in the course writes a post, and answers what others wrote.\n\n"
        "You are welcome to read along.\n"
    )


def week_lines(number: int, opens: date, remarks: bool) -> Iterator[str]:
    """A table of ``[[weeks]]``; the first one's remarks say what its lines are."""

    def moment(after: timedelta) -> str:
        return f"{datetime(opens.year, opens.month, opens.day) + after:%Y-%m-%dT%H:%M:%S}"

    def said(text: str, remark: str) -> str:
        return _remarked(text, remark) if remarks else text

    yield ""
    yield "[[weeks]]"
    yield f"number = {number}"
    yield said('title = ""', "such as “Who is listening?”")
    yield said(f"opens = {moment(timedelta())}", f"{dates.WEEKDAYS[opens.weekday()]}; from then on posts belong to it")
    yield said(f"posts_due = {moment(POSTS_DUE)}", "a post after it is late")
    yield said(f"comments_due = {moment(COMMENTS_DUE)}", "a comment after it is late")
    yield said('prompt = ""', "the week's question, shown on its page")


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


def _remarked(text: str, remark: str) -> str:
    return f"{text:<{COLUMN}} # {remark}"


def _plain(text: str) -> str:
    """Words without what Markdown would take for marks."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>" else sign for sign in text)


def _course(wishes: Wishes) -> Iterator[str]:
    yield ""
    yield "[course]"
    yield f"title = {quoted(wishes.title)}"
    yield _remarked('# code = "MKT 214"', "the course's number, shown beside its title")
    yield f"term = {quoted(wishes.term)}" if wishes.term else _remarked('# term = "Autumn 2026"', "shown with it")
    yield _remarked(f"timezone = {quoted(wishes.timezone)}", "of every date here, and in texts")
    yield _remarked(f"language = {quoted(wishes.language)}", "a text in another one says so: Lang: is")
    yield _remarked(f"# best_weeks = {min(10, wishes.weeks)}", "so many weeks count, each person's best; else all")


def _rules() -> Iterator[str]:
    yield ""
    yield _remarked("[expectations]", "what is asked of each student in a week")
    yield f"posts = {ASKED.posts}"
    yield f"comments = {ASKED.comments}"
    yield _remarked(f"post_words = {ASKED.post_words}", "a shorter post earns nothing; 0 asks for no length")
    yield f"comment_words = {ASKED.comment_words}"
    yield _remarked("# people = 2", "the comments that count answer so many different people")
    yield _remarked(f"grace_hours = {ASKED.grace_hours:g}", "what comes within them after its deadline is late")
    yield ""
    yield _remarked("[points]", "what one post, and one comment, is worth")
    yield f"post = {WORTH.post:g}"
    yield f"comment = {WORTH.comment:g}"
    yield _remarked(f"late = {WORTH.late:g}", "the share that is left within the grace")


def _site() -> Iterator[str]:
    yield ""
    yield "# Where the site is published, and where readers' answers go:"
    yield "[site]"
    yield _remarked('# url = "https://example.edu/blog"', "give it before you publish, and keep it")
    yield _remarked('# forge = "github"', "or gitlab, forgejo (also for Gitea)")
    yield '# repository = "owner/name"'
    yield '# branch = "main"'
    yield _remarked('# mail = "course@example.edu"', "public; used where there is no forge")
    yield _remarked("# index = false", "asks search engines to stay away")


def _weeks(wishes: Wishes) -> Iterator[str]:
    yield ""
    yield "# The weeks. A deadline without a time is the end of its day; a week may have a `weight`, and its own"
    yield "# [weeks.expectations] and [weeks.points] below it. For a break, move the dates of the weeks after it."
    for number in range(wishes.weeks):
        yield from week_lines(number + 1, wishes.first + timedelta(days=7 * number), remarks=not number)


def _people(people: Iterable[Person]) -> Iterator[str]:
    yield ""
    yield "# Who writes. `id` begins the names of a person's files; `name` is what readers see, an alias if wished."
    yield "# Legal names, addresses and ids of other systems belong in private/roster.csv, never here."
    yield "# A role is student (without one), instructor or guest."
    for person in people:
        yield from person_lines(person)
