"""The class table's row for each student: the term's sums, and how the total adds up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from ..core import dates
from ..core.model import Comment, Person, Week
from ..grades.ledger import Ledger, Measures, Row, Standing
from . import arithmetic


@dataclass(frozen=True, slots=True)
class Tally:
    """A student's term."""

    person: Person
    rows: tuple[Row, ...]
    standing: Standing
    lines: tuple[arithmetic.Line, ...]
    measures: Measures


MEDIANS = ("posts", "post_words", "comments", "replies_received", "people_answered", "median_reply_hours",
           "unanswered_posts")  # fmt: skip


def tallies(ledger: Ledger) -> list[Tally]:
    """A tally for every student, by public name."""
    return [
        Tally(
            person,
            ledger.by_person[person.id],
            ledger.standing(person),
            tuple(arithmetic.lines(ledger.entries_of(person.id))),
            ledger.measures(person.id),
        )
        for person in sorted(ledger.course.students, key=lambda person: (person.name.casefold(), person.id))
    ]


def answered(ledger: Ledger, comments: Iterable[Comment]) -> list[tuple[Person, list[Comment]]]:
    """The people answered by some comments, with the comments, by name; replies to oneself are left out."""
    found: dict[str, tuple[Person, list[Comment]]] = {}
    for comment in comments:
        whom = ledger.answers[comment.path]
        if whom.id != comment.author.id:
            found.setdefault(whom.id, (whom, []))[1].append(comment)
    return sorted(found.values(), key=lambda pair: pair[0].name.casefold())


def medians(of: Sequence[Tally]) -> dict[str, float | None]:
    """The class's median of each number; for the reply time, only over students who have one."""
    found: dict[str, float | None] = {}
    for name in MEDIANS:
        values = [value for tally in of if (value := getattr(tally.measures, name)) is not None]
        found[name] = median(values) if values else None
    return found


def term(ledger: Ledger, current: Week) -> str:
    """Which weeks are closed and until when the current one is open, in a sentence or two.

    A week is closed when nobody can earn anything in it any more, including grace periods and extensions.
    """
    open_weeks = {row.week.number for row in ledger.rows if not row.closes or row.closes >= ledger.as_of}
    closed = [week for week in ledger.course.weeks if week.number not in open_weeks]
    sentences = []
    if closed and ledger.rows:
        first, last = closed[0], closed[-1]
        if first is last:
            sentences.append(f"{first.label} is closed and counted.")
        elif last.number - first.number + 1 == len(closed):
            sentences.append(f"Weeks {first.number} to {last.number} are closed and counted.")
        else:
            sentences.append(f"Weeks {', '.join(str(week.number) for week in closed)} are closed and counted.")
    for what, due in (("Posts", current.posts_due), ("Comments", current.comments_due)):
        if due and due > ledger.as_of:
            sentences.append(f"{what} of week {current.number} are due {dates.deadline(due)}.")
            break
    late = [
        week for week in ledger.course.weeks if week.number in open_weeks and _due(week) and _due(week) < ledger.as_of
    ]
    if late:
        numbers = ", ".join(str(week.number) for week in late)
        sentences.append(
            f"In week{'s' * (len(late) > 1)} {numbers}, late work or an extension can still change points."
        )
    return " ".join(sentences)


def _due(week: Week) -> datetime:
    return week.comments_due or week.posts_due or datetime.max.replace(tzinfo=UTC)


def hours(number: float | None) -> str:
    """A median reply time for a table cell: ``9 h``, ``1 d 14 h``, ``25 min``."""
    if number is None:
        return ""
    minutes = round(number * 60)
    if minutes < 60:
        return f"{minutes} min"
    whole = round(number)
    days, rest = divmod(whole, 24)
    return " ".join([f"{days} d"] * bool(days) + [f"{rest} h"] * bool(rest or not days))
