"""The ledger: what everybody wrote, what it earned, and why.

``Date`` decides; the time of the first commit is shown beside it and only flags. Texts count when they are
published and written by ``as_of``. Guests and instructors take part in threads and earn nothing. What can be
earned counts as possible once it is due, or as soon as it is earned: nobody is behind before a deadline.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from statistics import median

from . import dates, threads
from .model import Comment, Course, Entry, Person, Post, PostStatus, Rule, Text, Week


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the ledger is kept from. Mappings are keyed by the texts' paths."""

    posts: tuple[Post, ...]
    comments: tuple[Comment, ...]
    words: Mapping[str, int]
    brand_errors: Mapping[str, int]
    committed: Mapping[str, datetime]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One person's week, as measured. Every number has the texts behind it in ``texts`` or ``received``."""

    person: Person
    week: Week
    post_status: PostStatus
    posts: int
    """Published posts in this week's folder."""
    post_words: int
    comments: int
    """Published comments below posts of this week, short ones and answers to oneself included."""
    comment_words: int
    replies_received: int
    """Comments of others that answer this person: a post, or a comment below a post of this week."""
    people_answered: int
    """Distinct people, oneself apart, whom this person's comments answer."""
    median_reply_hours: float | None
    """Median over the posts that have one of the hours to the first answer of another person; an answer dated
    before its post has no part in it."""
    unanswered_posts: int
    """Posts that nobody else has answered."""
    brand_errors: int
    """Brand problems of severity error; they never take points."""
    texts: tuple[Text, ...]
    received: tuple[Comment, ...]
    entries: tuple[Entry, ...]

    @property
    def points(self) -> float:
        return total(self.entries)

    @property
    def possible(self) -> float:
        return sum(entry.possible for entry in self.entries)


def total(entries: Iterable[Entry]) -> float:
    """The points of entries: what every total is."""
    return sum(entry.points for entry in entries)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody's entries add up to, over the term or in one week."""

    person: Person
    points: float
    possible: float
    excused: bool
    """Nothing was asked of the person, so that there is nothing to grade."""


@dataclass(frozen=True)
class Ledger:
    """A row for every student and week, and whom every comment answers (the path of the comment → person)."""

    course: Course
    as_of: datetime
    rows: tuple[Row, ...]
    answers: Mapping[str, Person] = field(default_factory=dict)
    unanswered: tuple[Post, ...] = ()
    """The posts that nobody else than their author has answered, oldest first."""
    uncounted: tuple[tuple[Text, str], ...] = ()
    """Texts that do not count, each with the reason."""

    @property
    def entries(self) -> Iterable[Entry]:
        return (entry for row in self.rows for entry in row.entries)

    @cached_property
    def by_person(self) -> dict[str, tuple[Row, ...]]:
        found: dict[str, list[Row]] = {person.id: [] for person in self.course.students}
        for row in self.rows:
            found[row.person.id].append(row)
        return {person: tuple(rows) for person, rows in found.items()}

    def standings(self, week: int | None = None) -> tuple[Standing, ...]:
        """Where every student stands, in the order of the course: over the term, or in one week."""
        found = []
        for person in self.course.students:
            rows = [row for row in self.by_person[person.id] if week in (None, row.week.number)]
            points, possible = sum(row.points for row in rows), sum(row.possible for row in rows)
            asked = [row for row in rows if row.post_status != "not yet due"]
            excused = bool(asked) and not possible and all(row.post_status == "excused" for row in asked)
            found.append(Standing(person, points, possible, excused))
        return tuple(found)

    @cached_property
    def people_answered(self) -> dict[str, int]:
        """How many distinct people each student has answered in the whole term."""
        found: dict[str, set[str]] = {person.id: set() for person in self.course.students}
        for row in self.rows:
            for text in row.texts:
                if isinstance(text, Comment):
                    found[row.person.id].add(self.answers[text.path].id)
        return {person: len(others - {person}) for person, others in found.items()}


def keep(course: Course, evidence: Evidence) -> Ledger:
    """Measure and value every student's every week, in one pass over the texts."""
    counted, uncounted = _counted(evidence)
    post_by_key = {post.key: post for post in evidence.posts}
    siblings: dict[str, dict[str, Comment]] = defaultdict(dict)
    for comment in evidence.comments:
        siblings[comment.post][comment.id] = comment
    wrote: dict[tuple[str, int], list[Text]] = defaultdict(list)
    received: dict[tuple[str, int], list[Comment]] = defaultdict(list)
    first_answer: dict[str, Comment] = {}
    answers: dict[str, Person] = {}
    for text in counted:
        if isinstance(text, Post):
            if text.author.listed:
                wrote[text.author.id, text.week].append(text)
            continue
        post = post_by_key[text.post]
        if text.author.listed:
            wrote[text.author.id, post.week].append(text)
        answered = answers[text.path] = threads.answered(text, siblings[text.post], post)
        if answered != text.author:
            if answered.listed:
                received[answered.id, post.week].append(text)
            if text.reply_to not in siblings[text.post]:
                first_answer.setdefault(post.path, text)
    rows = []
    for person in course.students:
        for week in course.weeks:
            texts, replies = wrote[person.id, week.number], received[person.id, week.number]
            posts = [text for text in texts if isinstance(text, Post)]
            comments = [text for text in texts if isinstance(text, Comment)]
            answered_posts = [p for p in posts if p.path in first_answer]
            waits = [first_answer[p.path].date - p.date for p in answered_posts]
            waits = [wait for wait in waits if wait >= timedelta()]
            others = {answers[c.path].id for c in comments} - {person.id}
            rows.append(
                Row(
                    person, week, _status(course, week, posts, evidence),
                    len(posts), sum(evidence.words[p.path] for p in posts),
                    len(comments), sum(evidence.words[c.path] for c in comments),
                    len(replies), len(others),
                    median(wait.total_seconds() / 3600 for wait in waits) if waits else None,
                    len(posts) - len(answered_posts), sum(evidence.brand_errors.get(t.path, 0) for t in texts),
                    tuple(texts), tuple(replies),
                    tuple(_entries(course, week, person, posts, comments, answers, evidence)),
                )
            )  # fmt: skip
    unanswered = tuple(text for text in counted if isinstance(text, Post) and text.path not in first_answer)
    return Ledger(course, evidence.as_of, tuple(rows), answers, unanswered, tuple(uncounted))


def _counted(evidence: Evidence) -> tuple[list[Text], list[tuple[Text, str]]]:
    """The texts that count, in the order of time, and those that do not, with the reason."""
    shown = {post.key for post in evidence.posts if post.status == "published"}
    why_not = {
        "draft": "is a draft",
        "pending": "waits for approval",
        "spam": "is marked as spam",
        "removed": "was removed",
    }
    counted: list[Text] = []
    uncounted: list[tuple[Text, str]] = []
    texts: list[Text] = [*evidence.posts, *evidence.comments]
    for text in texts:
        reason = why_not.get(text.status, "")
        if not reason and isinstance(text, Comment) and text.post not in shown:
            reason = "answers a post that is not published"
        if not reason and text.date > evidence.as_of:
            reason = f"is dated {dates.short_time(text.date)}, after this gradebook's date"
        if reason:
            uncounted.append((text, reason))
        else:
            counted.append(text)
    counted.sort(key=lambda text: (text.date, text.path))
    return counted, uncounted


def timeliness(written: datetime, due: datetime | None, grace_hours: float) -> PostStatus:
    """``on time`` up to the deadline, ``late`` within the grace after it, then ``too late``."""
    if due is None or written <= due:
        return "on time"
    return "late" if written <= due + timedelta(hours=grace_hours) else "too late"


def _status(course: Course, week: Week, posts: list[Post], evidence: Evidence) -> PostStatus:
    """The status of a person's week: that of the last of the expected posts, those that are long enough first."""
    expected, as_of = course.expectations.posts, evidence.as_of
    full = [post for post in posts if evidence.words[post.path] >= course.expectations.post_words]
    if len(full) >= expected > 0:
        posts = full
    if expected and len(posts) < expected:
        return "missing" if week.posts_due and week.posts_due < as_of else "not yet due"
    if not posts:
        return "excused"
    last = posts[max(expected, 1) - 1]
    return timeliness(last.date, week.posts_due, course.expectations.grace_hours)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One of the two things that earn points in a week. ``refused``: texts that cannot earn, with the reason."""

    name: Rule
    number: int
    worth: float
    least_words: int
    due: datetime | None
    refused: Mapping[str, str] = field(default_factory=dict)


def _entries(
    course: Course,
    week: Week,
    person: Person,
    posts: list[Post],
    comments: list[Comment],
    answers: Mapping[str, Person],
    evidence: Evidence,
) -> Iterator[Entry]:
    expected, points = course.expectations, course.points
    own = {c.path: "Answers oneself" for c in comments if answers[c.path].id == person.id}
    post = _Rule("post", expected.posts, points.post, expected.post_words, week.posts_due)
    comment = _Rule("comment", expected.comments, points.comment, expected.comment_words, week.comments_due, own)
    for rule, texts in ((post, posts), (comment, comments)):
        entries = [
            Entry(
                person.id, week.number, rule.name, earned, possible, reason,
                text.path if text else "",
                text.date if text else None,
                evidence.committed.get(text.path) if text else None,
            )
            for text, earned, possible, reason in _valued(rule, texts, course, evidence)
        ]  # fmt: skip
        yield from sorted(entries, key=lambda entry: (entry.written is None, entry.written or evidence.as_of))


def _valued(
    rule: _Rule, texts: Sequence[Text], course: Course, evidence: Evidence
) -> Iterator[tuple[Text | None, float, float, str]]:
    """Each text with the points it earns, the points possible and the reason; then, once due, what is missing.

    The earliest texts that meet the rule fill the week's places. A place that stays empty when the week is due is
    possible points not earned: it is shown at a text that fell short, where there is one.
    """
    expected, late = course.expectations, course.points.late
    places = rule.number
    fell_short: list[tuple[Text, str]] = []
    for text in texts:
        status = timeliness(text.date, rule.due, expected.grace_hours)
        margin, words = _margin(text.date, rule.due), evidence.words[text.path]
        reason = rule.refused.get(text.path, "")
        if not reason and words < rule.least_words:
            reason = f"{words} words; {rule.least_words} are expected"
        if not reason and status == "too late":
            reason = f"{margin}; the grace is {amount(expected.grace_hours)} h"
        if reason:
            fell_short.append((text, reason))
        elif not places:
            yield text, 0.0, 0.0, f"{rule.number} a week count, and so many counted already"
        elif status == "on time":
            places -= 1
            yield text, rule.worth, rule.worth, margin
        else:
            places -= 1
            yield text, rule.worth * late, rule.worth, f"{margin}: {amount(rule.worth)} × {amount(late)}"
    closed = rule.due is not None and rule.due < evidence.as_of
    for text, reason in fell_short:
        takes_place = closed and places > 0
        places -= takes_place
        yield text, 0.0, rule.worth if takes_place else 0.0, reason
    for _ in range(places if closed else 0):
        yield None, 0.0, rule.worth, f"No {rule.name} by {dates.deadline(rule.due)}"


def _margin(written: datetime, due: datetime | None) -> str:
    if due is None:
        return "Written; there is no deadline"
    length = dates.span(due - written)
    return f"On time, {length} before the deadline" if written <= due else f"{length} after the deadline"


def amount(number: float) -> str:
    """A number of points as people write it: 6, 2.5, never 6.0."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
