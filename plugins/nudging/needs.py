"""What a week still asks of each student, who waits for an answer of theirs, and whom they could answer next.

Deadlines are each student's own, with extensions and excuses. A comment waits for the person it answers if nobody else
has answered it, as on the site's page of what is unanswered: without comments by the post's own author, who answers
rather than asks. Only texts that count are looked at, and no points.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ..core import dates
from ..core.model import Comment, Person, Post, Rule, Text, Week
from ..corpus.corpus import Corpus
from ..gradebook import attention, network
from ..gradebook.suggestions import Suggestion
from ..grades import grading, ledger
from ..grades.ledger import Ledger, Row

Why = Literal["words", "oneself", "again"]


@dataclass(frozen=True, slots=True)
class Short:
    """A text that does not count: too few own words, an answer to oneself, or to somebody already answered."""

    text: Text
    post: Post
    why: Why
    words: int
    whom: str


@dataclass(frozen=True, slots=True)
class Due:
    """The posts or comments that a week still asks of a student.

    ``places``: how many it asks for, of which ``missing`` are still due; ``words``: the fewest that each must have;
    ``people``: how many different people they must answer; ``due``: None without a deadline; ``until``: where that
    has passed, the end of the time in which late work is taken.
    """

    rule: Rule
    missing: int
    places: int
    words: int
    people: int
    due: datetime | None
    until: datetime | None
    short: tuple[Short, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What one student is to be told; ``none``: why nothing, where there is nothing, for the instructor alone."""

    person: Person
    due: tuple[Due, ...]
    waiting: tuple[tuple[Comment, Post], ...]
    """The comments that wait for this person's answer, oldest first, each with its post."""
    suggested: tuple[Suggestion, ...]
    none: str = ""


def needs(book: Ledger, corpus: Corpus, words: Mapping[str, int], week: Week) -> list[Need]:
    """Every student's, in course order. ``words``: the number of each text's own words, by path."""
    answers = network.build_network(book, corpus.comments)
    fair = attention.build_attention(book, answers, corpus.posts, corpus.comments, grading.away(book))
    waiting = _waiting(book, corpus, week)
    suggested = {person.id: items for person, items in fair.by_student}
    rows = {row.person.id: row for row in book.rows if row.week.number == week.number}
    found = []
    for person in book.course.students:
        due = tuple(_due(book, corpus, words, rows[person.id]))
        asked = tuple(waiting.get(person.id, ()))
        none = _spared(book, person, week) or ("" if due or asked else "nothing due, nobody waiting")
        if none:
            found.append(Need(person, (), (), (), none))
        else:
            found.append(Need(person, due, asked, suggested.get(person.id, ())))
    return found


def _spared(book: Ledger, person: Person, week: Week) -> str:
    """Why a student is left alone: gone, or excused from all that the week asks; empty if neither."""
    left = book.adjustments.left(person.id)
    if left and left <= book.as_of:
        return f"left the course on {dates.day(left)}"
    asked = [case for case in ledger.cases(book.course, week, person, book.adjustments) if case.places]
    excused = [case.excused[0] for case in asked]
    return excused[0][0].lower() + excused[0][1:] if excused and all(excused) else ""


def _due(book: Ledger, corpus: Corpus, words: Mapping[str, int], row: Row) -> Iterator[Due]:
    zone = book.course.zone
    for case in ledger.cases(book.course, row.week, row.person, book.adjustments):
        due = dates.at(case.due, zone) if case.due else None
        closes = case.closes if case.late else case.due
        filled = sum(entry.rule == case.rule and entry.outcome in ("on time", "late") for entry in row.entries)
        if not case.asks or filled >= case.places or (closes and closes < book.as_of):
            continue
        yield Due(
            case.rule,
            case.places - filled,
            case.places,
            case.least_words,
            case.people,
            due,
            dates.at(closes, zone) if due and closes and due < book.as_of else None,
            tuple(_short(book, corpus, words, row, case.rule, case.least_words)),
        )


def _short(book: Ledger, corpus: Corpus, words: Mapping[str, int], row: Row, rule: Rule, least: int) -> Iterator[Short]:
    """The texts of a row that fell short, each with the reason that the ledger finds first."""
    for entry in row.entries:
        text = corpus.by_path.get(entry.source)
        if entry.rule != rule or entry.outcome != "fell short" or not isinstance(text, Post | Comment):
            continue
        post = text if isinstance(text, Post) else corpus.post_by_key[text.post]
        whom = book.answers.get(text.path)
        why: Why = "again"
        if whom and whom.id == row.person.id:
            why = "oneself"
        elif words[text.path] < least:
            why = "words"
        yield Short(text, post, why, words[text.path], whom.name if whom else "")


def _waiting(book: Ledger, corpus: Corpus, week: Week) -> dict[str, list[tuple[Comment, Post]]]:
    """The comments that wait, by the id of the person they answer: those on the week's posts, and those written since
    it began.
    """
    counted = sorted((one for one in corpus.comments if one.path in book.answers), key=lambda one: (one.date, one.path))
    answered = _answered(corpus, counted)
    found: dict[str, list[tuple[Comment, Post]]] = defaultdict(list)
    for comment in counted:
        post, whom = corpus.post_by_key[comment.post], book.answers[comment.path]
        of_the_week = post.week == week.number or (week.begins is not None and comment.date >= week.begins)
        asks = comment.author.id not in (whom.id, post.author.id)
        if of_the_week and asks and comment.path not in answered:
            found[whom.id].append((comment, post))
    return found


def _answered(corpus: Corpus, counted: Sequence[Comment]) -> Collection[str]:
    """The comments that somebody else has answered."""
    above = ((comment, corpus.places[comment.path].parent) for comment in counted)
    return {parent.path for comment, parent in above if parent and parent.author.id != comment.author.id}
