"""Values for the tests of the pure parts, and texts of files, made with as few words as a test needs."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from plugins.core.model import Comment, Course, Person, Post, Source, Week
from plugins.grades import ledger
from plugins.grades.counting import counted
from plugins.threads import threads

START = datetime(2026, 10, 5, tzinfo=UTC)
"""When the first week opens, a Monday."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADA, BEN, CLEO, DAG = (Person(name.lower(), name) for name in ("Ada", "Ben", "Cleo", "Dag"))
RUTH, GARETH = Person("ruth", "Ruth", role="instructor"), Person("gareth", "Gareth", role="guest")
CLASS = (ADA, BEN, CLEO, RUTH, GARETH)


def week(number: int) -> Week:
    opens = START + (number - 1) * 7 * DAY
    return Week(number, "", opens, opens + 4 * DAY, opens + 7 * DAY)


def course(people: Iterable[Person] = CLASS, weeks: int = 6) -> Course:
    return Course("T", tuple(week(n + 1) for n in range(weeks)), tuple(people))


def post_file(author: str, at: datetime | str, text: str, title: str = "T", **fields: object) -> str:
    return written(text, title=title, author=author, date=at, **fields)


def comment_file(author: str, at: datetime | str, text: str, **fields: object) -> str:
    return written(text, author=author, date=at, **fields)


def written(text: str, **fields: object) -> str:
    """A content file: the fields that are not empty as its header (``reply_to`` is ``Reply-to``), and the prose."""
    told = {name: f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value for name, value in fields.items()}
    head = "".join(f"{name.capitalize().replace('_', '-')}: {value}\n" for name, value in told.items() if value)
    return f"{head}\n{text}\n"


def read(path: str, text: str) -> Source:
    return Source(path, text, text.index("\n\n") + 2)


def post(
    author: Person = ADA, name: str = "x", at: datetime = START, text: str = "", *, week: int = 1, title: str = "T",
    **more: object,
) -> Post:  # fmt: skip
    """The post ``ada-x`` of a week."""
    path = f"posts/week-{week:02}/{author.id}-{name}.md"
    source = read(path, post_file(author.id, at, text, title))
    return Post(path, author, week, at, title, name, source, **{"lang": "en", **more})


def comment(
    who: str | Person, reply_to: str = "", at: float | datetime = 0, text: str = "", *, on: Post | str = "week-01/ada-x",
    number: int = 1, **more: object,
) -> Comment:  # fmt: skip
    """The comment of a file name such as ``ben-1``, or the so-manieth of a person; ``at``: when, or how many minutes
    after the start; ``on``: a post, or its key.
    """
    name = f"{who.id}-{number}" if isinstance(who, Person) else who
    author = who if isinstance(who, Person) else named(who.rpartition("-")[0] or who)
    key = on.key if isinstance(on, Post) else on
    date = at if isinstance(at, datetime) else START + timedelta(minutes=at)
    path = f"comments/{key}/{name}.md"
    source = read(path, comment_file(author.id, date, text, reply_to=reply_to))
    given = {"author": author, "reply_to_line": 3, "reply_to_column": 11, "lang": "en", **more}
    return Comment(path, name, key, date=date, source=source, reply_to=reply_to, **given)


def named(person: str) -> Person:
    return Person(person, person.title())


def evidence(
    texts: Iterable[Post | Comment], as_of: datetime, words: int | Mapping[str, int] = 20, **more: object
) -> ledger.Evidence:
    """What a ledger is built from: threads grown from these texts, each of so many ``words`` (one number, or by path)."""
    texts = list(texts)
    posts = tuple(text for text in texts if isinstance(text, Post))
    comments = [text for text in texts if isinstance(text, Comment)]
    return ledger.Evidence(
        posts=posts,
        counted=counted(posts, comments, as_of),
        discussions={
            post.key: threads.build_discussion(post.key, [one for one in comments if one.post == post.key], post)
            for post in posts
        },
        words=dict.fromkeys((text.path for text in texts), words) if isinstance(words, int) else words,
        as_of=as_of,
        **{"brand_errors": {}, "committed": {}, **more},
    )
