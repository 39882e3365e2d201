"""The ledger of a small course of one week, with two students and an instructor."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from builders import ADA, RUTH, evidence, post
from hypothesis import strategies as st

from plugins.core.model import Comment, Course, Criterion, Expectations, Person, Points, Post, Week
from plugins.grades import ledger

DUE = datetime(2026, 10, 11, 23, 59, tzinfo=UTC)
BEN = Person("ben", "=Ben")
COURSE = Course(
    "T",
    (Week(1, "One", DUE - timedelta(days=6), DUE, DUE + timedelta(days=3)),),
    (ADA, BEN, RUTH),
    expectations=Expectations(1, 2, 10, 5, 72),
    points=Points(6, 2, 0.5),
)
TEXTS = st.lists(st.tuples(st.sampled_from([ADA, BEN, RUTH]), st.integers(-200, 200), st.integers(0, 30)), max_size=12)
LATER = DUE + timedelta(days=30)
GRADED = replace(COURSE, criteria=(Criterion("depth", 5, "Depth"),))


def after_due(hours: float) -> datetime:
    return DUE + timedelta(hours=hours)


def keep(*texts: Post | Comment, words: int = 20, as_of: datetime = LATER, **more: object) -> ledger.Ledger:
    return ledger.build_ledger(COURSE, evidence(texts, as_of, words, **more))


def row(book: ledger.Ledger, person: Person) -> ledger.Row:
    return book.by_person[person.id][0]


def weeks_of(*points: float) -> ledger.Ledger:
    """A term of so many weeks of one post each, of which Ada wrote those that earn."""
    weeks = tuple(
        Week(n, "", None, DUE + timedelta(weeks=n), DUE + timedelta(weeks=n)) for n, _ in enumerate(points, 1)
    )
    course = replace(COURSE, weeks=weeks, best_weeks=2, expectations=Expectations(1, 0, 0, 0, 72))
    hours = {6: -1, 3: 1, 0: 99}
    posts = [
        post(at=week.posts_due + timedelta(hours=hours[earned]), week=week.number)
        for week, earned in zip(weeks, points, strict=True)
    ]
    as_of = DUE + timedelta(weeks=len(points), days=4)
    return ledger.build_ledger(course, evidence(posts, as_of, words=1))
