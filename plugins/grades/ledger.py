"""The ledger: what everybody wrote, what it earned, and why.

``Date`` decides; the time of the first commit is shown beside it and only flags. Texts count when they are
published and written by ``as_of``. Guests and instructors take part in threads and earn nothing. What can be
earned counts as possible once it is due, or as soon as it is earned: nobody is behind before a deadline.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from statistics import median

from ..core.model import Comment, Course, Entry, Person, Post, PostStatus, Rule, Text, Week
from ..core.numbers import amount
from ..threads import threads
from ..threads.ratings import Rating
from . import adjustments, counting, valuing
from .adjustments import Adjustments
from .valuing import Case, Facts


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the ledger is kept from. Mappings are keyed by the texts' paths, ``ratings`` by the posts' keys."""

    posts: tuple[Post, ...]
    comments: tuple[Comment, ...]
    words: Mapping[str, int]
    """Without what is copied from an earlier text."""
    brand_errors: Mapping[str, int]
    committed: Mapping[str, datetime]
    as_of: datetime
    copied: Mapping[str, int] = field(default_factory=dict)
    """Words that stand in an earlier text of the course."""
    ratings: Mapping[str, Rating] = field(default_factory=dict)
    adjustments: Adjustments = adjustments.NONE


@dataclass(frozen=True, slots=True)
class Row:
    """One person's week, as measured. Every number has the texts behind it in ``texts`` or ``received``."""

    person: Person
    week: Week
    post_status: PostStatus
    posts: int
    """Published posts in this week's folder."""
    post_words: int
    """Words of these posts, as ``markup.count_words`` counts, without copied passages."""
    comments: int
    """Published comments below posts of this week, short ones and answers to oneself included."""
    comment_words: int
    threads: int
    """Those of the comments that answer a post, and so begin a thread; the others answer a comment."""
    replies_received: int
    """Comments of others that answer this person: a post, or a comment below a post of this week."""
    people_answered: int
    """Distinct people, oneself apart, whom this person's comments answer."""
    median_reply_hours: float | None
    """Median over the posts that have one of the hours to the first answer of another person; an answer dated
    before its post has no part in it."""
    unanswered_posts: int
    """Posts that nobody else has answered."""
    ratings: int
    """Ratings that others gave this week's posts, each person's last one of a post."""
    brand_errors: int
    """Brand problems of severity error; they never take points."""
    copied_words: int
    """Words of the texts that stand in an earlier text, and are not counted."""
    texts: tuple[Text, ...]
    received: tuple[Comment, ...]
    unanswered: tuple[Post, ...]
    entries: tuple[Entry, ...]
    posts_due: datetime | None = None
    """The deadline of posts that holds for this person."""
    excused: bool = False
    """Neither posts nor comments are asked of this person."""
    closes: datetime | None = None
    """When nothing can be earned any more in this week; None where there is no deadline."""

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
    corrections: float = 0.0
    """Those of the points that are corrections, beyond what was possible."""


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
    adjustments: Adjustments = adjustments.NONE
    of_the_term: tuple[Entry, ...] = ()
    """Marks and corrections that belong to no week."""
    first_answers: Mapping[str, Comment] = field(default_factory=dict)
    """The first answer of another person to each post, by the post's path."""

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, person by person, week by week, what belongs to no week last."""
        return tuple(entry for person in self.course.students for entry in self.entries_of(person.id))

    @cached_property
    def by_person(self) -> dict[str, tuple[Row, ...]]:
        found: dict[str, list[Row]] = {person.id: [] for person in self.course.students}
        for row in self.rows:
            found[row.person.id].append(row)
        return {person: tuple(rows) for person, rows in found.items()}

    def entries_of(self, person: str, week: int | None = None) -> tuple[Entry, ...]:
        """A student's entries in one week, or in the whole term."""
        rows = self.by_person[person]
        found = [entry for row in rows if week in (None, row.week.number) for entry in row.entries]
        return (*found, *(self._of_the_term.get(person, ()) if week is None else ()))

    @cached_property
    def _of_the_term(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.of_the_term:
            found[entry.person].append(entry)
        return found

    def standings(self, week: int | None = None) -> tuple[Standing, ...]:
        """Where every student stands, in the order of the course: over the term, or in one week."""
        return tuple(self.standing(person, week) for person in self.course.students)

    def standing(self, person: Person, week: int | None = None) -> Standing:
        entries = self.entries_of(person.id, week)
        rows = [row for row in self.by_person[person.id] if week in (None, row.week.number)]
        asked = [row for row in rows if row.excused or row.post_status != "not yet due"]
        possible = sum(entry.possible for entry in entries)
        excused = bool(asked) and all(row.excused for row in asked) and not possible
        corrections = total(entry for entry in entries if entry.rule == "correction")
        return Standing(person, total(entries), possible, excused, corrections)

    @cached_property
    def people_answered(self) -> dict[str, int]:
        """How many distinct people each student has answered in the whole term."""
        found: dict[str, set[str]] = {person.id: set() for person in self.course.students}
        for row in self.rows:
            for text in row.texts:
                if isinstance(text, Comment):
                    found[row.person.id].add(self.answers[text.path].id)
        return {person: len(others - {person}) for person, others in found.items()}

    @cached_property
    def median_reply_hours(self) -> dict[str, float]:
        """Each student's median over the term's posts, where one has an answer (as in ``Row``)."""
        waits = {person: [w for row in rows for w in self.waits(row)] for person, rows in self.by_person.items()}
        return {person: median(hours) for person, hours in waits.items() if hours}

    def waits(self, row: Row) -> list[float]:
        """Hours until the posts of a row were answered."""
        return _waits([text for text in row.texts if isinstance(text, Post)], self.first_answers)


def _waits(posts: Sequence[Post], first_answers: Mapping[str, Comment]) -> list[float]:
    waits = [first_answers[post.path].date - post.date for post in posts if post.path in first_answers]
    return [wait.total_seconds() / 3600 for wait in waits if wait >= timedelta()]


def keep(course: Course, evidence: Evidence) -> Ledger:
    """Measure and value every student's every week, in one pass over the texts."""
    texts, uncounted = counting.counted(evidence.posts, evidence.comments, evidence.as_of)
    post_by_key = {post.key: post for post in evidence.posts}
    siblings: dict[str, dict[str, Comment]] = defaultdict(dict)
    for comment in evidence.comments:
        siblings[comment.post][comment.id] = comment
    wrote: dict[tuple[str, int], list[Text]] = defaultdict(list)
    received: dict[tuple[str, int], list[Comment]] = defaultdict(list)
    first_answers: dict[str, Comment] = {}
    answers: dict[str, Person] = {}
    begins: set[str] = set()
    for text in texts:
        if isinstance(text, Post):
            if text.author.listed:
                wrote[text.author.id, text.week].append(text)
            continue
        post = post_by_key[text.post]
        if text.author.listed:
            wrote[text.author.id, post.week].append(text)
        answered = answers[text.path] = threads.answered(text, siblings[text.post], post)
        to_post = text.reply_to not in siblings[text.post]
        if to_post:
            begins.add(text.path)
        if answered != text.author:
            if answered.listed:
                received[answered.id, post.week].append(text)
            if to_post:
                first_answers.setdefault(post.path, text)
    facts = Facts(evidence.words, evidence.copied, evidence.committed, evidence.as_of, answers)
    decided, of_the_term = _decided(course, evidence.adjustments, {text.path for text in texts})
    rows = []
    for person in course.students:
        own = []
        for week in course.weeks:
            own_texts, replies = wrote[person.id, week.number], received[person.id, week.number]
            posts = [text for text in own_texts if isinstance(text, Post)]
            comments = [text for text in own_texts if isinstance(text, Comment)]
            waits = _waits(posts, first_answers)
            others = {answers[c.path].id for c in comments} - {person.id}
            unanswered = tuple(post for post in posts if post.path not in first_answers)
            rated = [rating for p in posts if (rating := evidence.ratings.get(p.key))]
            for_posts, for_comments = _cases(course, week, person, evidence.adjustments)
            entries = [
                *valuing.entries(for_posts, posts, facts),
                *valuing.entries(for_comments, comments, facts),
                *decided.get((person.id, week.number), ()),
            ]
            own.append(
                Row(
                    person, week, valuing.status(for_posts, posts, facts),
                    len(posts), sum(evidence.words[p.path] for p in posts),
                    len(comments), sum(evidence.words[c.path] for c in comments),
                    sum(c.path in begins for c in comments), len(replies), len(others),
                    median(waits) if waits else None, len(unanswered), sum(rating.count for rating in rated),
                    sum(evidence.brand_errors.get(t.path, 0) for t in own_texts),
                    sum(evidence.copied.get(t.path, 0) for t in own_texts),
                    tuple(own_texts), tuple(replies), unanswered, tuple(entries), for_posts.due,
                    not for_posts.asks and not for_comments.asks,
                    _closes(for_posts, for_comments),
                )
            )  # fmt: skip
        rows += _best(own, course.best_weeks, evidence.as_of)
    unanswered = tuple(text for text in texts if isinstance(text, Post) and text.path not in first_answers)
    return Ledger(
        course, evidence.as_of, tuple(rows), answers, unanswered, tuple(uncounted), evidence.adjustments,
        tuple(of_the_term), first_answers,
    )  # fmt: skip


def _cases(course: Course, week: Week, person: Person, decided: Adjustments) -> tuple[Case, Case]:
    """What a week asks of a person: posts, and comments."""
    rules = course.rules(week)
    expected, points = rules.expectations, rules.points

    def case(posts: bool) -> Case:
        rule: Rule = "post" if posts else "comment"
        set_due = week.posts_due if posts else week.comments_due
        due, why = decided.extended(person.id, week, rule, set_due, course.zone)
        return Case(
            rule, person, week,
            expected.posts if posts else expected.comments, points.post if posts else points.comment,
            points.late, expected.grace_hours, expected.post_words if posts else expected.comment_words,
            due, why, decided.excused(person.id, week, rule, due), 0 if posts else expected.people, rules.weight,
        )  # fmt: skip

    return case(posts=True), case(posts=False)


def _closes(*cases: Case) -> datetime | None:
    """When the last of the cases that ask something closes; None where one never does."""
    moments = [case.closes for case in cases if case.asks]
    return max((moment for moment in moments if moment), default=None) if all(moments) else None


def _decided(
    course: Course, decided: Adjustments, counts: Collection[str]
) -> tuple[dict[tuple[str, int], list[Entry]], list[Entry]]:
    """Marks and corrections as entries: those of a person's week, and those of the whole term.

    A mark counts as long as its text does; ``counts`` are the paths of the texts that count.
    """
    criteria = {criterion.id: criterion for criterion in course.criteria}
    entries = []
    for mark in decided.marks:
        criterion = criteria[mark.criterion]
        points, most = mark.points, criterion.most
        said = f"{criterion.name}: {amount(points)} of {amount(most)}"
        if mark.text and mark.text not in counts:
            points, most, said = 0.0, 0.0, f"{said}, not counted as long as the text is not"
        entries.append(Entry(mark.person, mark.week, "mark", points, most, said, mark.text, adjustment=mark.reason))
    for item in decided.corrections:
        said = f"Correction by {'+' if item.points > 0 else ''}{amount(item.points)}"
        entries.append(Entry(item.person, item.week, "correction", item.points, 0.0, said, adjustment=item.reason))
    weekly: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    of_the_term = []
    for entry in entries:
        if entry.week is None:
            of_the_term.append(entry)
        else:
            weekly[entry.person, entry.week].append(entry)
    return weekly, of_the_term


def _best(rows: Sequence[Row], number: int, as_of: datetime) -> list[Row]:
    """The rows of a person; where just the best weeks count, an entry takes out each of the others.

    Weeks that are closed and have something to earn are compared by the share that was earned by posts and comments,
    then by these points, then the earlier one is kept. An excused week takes no place among the best; marks and
    corrections stay, whatever the week.
    """
    ranked = []
    for row in rows:
        points, possible = _by_the_rules(row)
        if row.closes and row.closes < as_of and possible > 0:
            ranked.append((-points / possible, -points, row.week.number))
    left_out = {week for *_, week in sorted(ranked)[number:]} if number else set()
    return [replace(row, entries=(*row.entries, _taken_out(row, number))) if row.week.number in left_out else row
            for row in rows]  # fmt: skip


def _by_the_rules(row: Row) -> tuple[float, float]:
    """The points of a row's posts and comments, and those possible."""
    entries = [entry for entry in row.entries if entry.rule in ("post", "comment")]
    return total(entries), sum(entry.possible for entry in entries)


def _taken_out(row: Row, number: int) -> Entry:
    points, possible = _by_the_rules(row)
    said = f"Not among the {number} best weeks: {amount(points)} of {amount(possible)} left out"
    return Entry(row.person.id, row.week.number, "best weeks", -points, -possible, said)
