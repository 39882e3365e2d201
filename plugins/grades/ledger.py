"""The ledger: what everybody wrote, what it earned, and why.

``Date`` decides; the time of the first commit is shown beside it and only raises flags. Texts count if they are
published and written by ``as_of``. Guests and instructors take part in threads but earn nothing. Points become possible
once they are due, or once earned: nobody is behind before a deadline.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from functools import cached_property
from statistics import median

from ..core.model import Comment, Course, Entry, Judged, Person, Post, PostStatus, Rule, Text, Week
from ..core.numbers import amount
from ..threads.ratings import Rating
from ..threads.threads import Discussion
from . import adjustments, valuing
from .adjustments import Adjustments, Mark
from .counting import Counted
from .marks import Marks
from .valuing import Case, Facts


@dataclass(frozen=True, slots=True)
class Evidence:
    """The input of a ledger. Mappings are keyed by path, ``discussions`` and ``ratings`` by post key."""

    posts: tuple[Post, ...]
    counted: Counted
    discussions: Mapping[str, Discussion]
    words: Mapping[str, int]
    """Excludes words copied from an earlier text."""
    brand_errors: Mapping[str, int]
    committed: Mapping[str, datetime]
    as_of: datetime
    copied: Mapping[str, int] = field(default_factory=dict)
    """Words copied from an earlier text of the course."""
    ratings: Mapping[str, Rating] = field(default_factory=dict)
    adjustments: Adjustments = adjustments.NONE


@dataclass(frozen=True, slots=True)
class Measures:
    """How much a person took part, in a week or over the term; these are not points."""

    posts: int = 0
    """Published posts."""
    post_words: int = 0
    """Words in these posts, as counted by ``markup.count_words``, without copied passages."""
    comments: int = 0
    """Published comments, including short ones and replies to oneself."""
    comment_words: int = 0
    threads: int = 0
    """Comments that answer a post and so start a thread; the rest answer a comment."""
    replies_received: int = 0
    """Comments by others that answer this person's posts, or this person's comments below a post."""
    people_answered: int = 0
    """Distinct people answered by this person's comments, not counting themselves."""
    median_reply_hours: float | None = None
    """Median hours from a post to its first answer by someone else, over answered posts; answers dated before their
    post are ignored.
    """
    unanswered_posts: int = 0
    """Posts that nobody else has answered."""
    ratings: int = 0
    """Ratings of these posts by others; only each person's last rating of a post counts."""
    brand_errors: int = 0
    """Brand problems of severity ``error``; they never cost points."""
    copied_words: int = 0
    """Words copied from an earlier text, which do not count."""


@dataclass(frozen=True, slots=True)
class Row:
    """A person's week; a text belongs to the week of its folder. The texts behind every measure are in ``texts`` or
    ``received``.
    """

    person: Person
    week: Week
    post_status: PostStatus
    measures: Measures
    texts: tuple[Text, ...]
    received: tuple[Comment, ...]
    unanswered: tuple[Post, ...]
    entries: tuple[Entry, ...]
    posts_due: datetime | None = None
    """This person's deadline for posts."""
    excused: bool = False
    """Neither posts nor comments are expected of this person."""
    closes: datetime | None = None
    """When nothing more can be earned in this week; None without a deadline."""

    @property
    def points(self) -> float:
        return total(self.entries)

    @property
    def possible(self) -> float:
        return sum(entry.possible for entry in self.entries)


SUMMED = [one.name for one in fields(Measures) if one.name not in ("people_answered", "median_reply_hours")]


def total(entries: Iterable[Entry]) -> float:
    return sum(entry.points for entry in entries)


@dataclass(frozen=True, slots=True)
class Standing:
    """The sums of a person's entries, over the term or in a week."""

    person: Person
    points: float
    possible: float
    excused: bool
    """Nothing was expected of this person, so there is nothing to grade."""
    corrections: float = 0.0
    """The part of ``points`` from corrections, which is not part of ``possible``."""
    pending: tuple[Entry, ...] = ()
    """The marks that are not given yet."""


@dataclass(frozen=True)
class Ledger:
    """A row per student and week. ``answers``: the person each comment answers, by the comment's path."""

    course: Course
    as_of: datetime
    rows: tuple[Row, ...]
    answers: Mapping[str, Person] = field(default_factory=dict)
    unanswered: tuple[Post, ...] = ()
    """Posts answered by nobody but their author, oldest first."""
    uncounted: tuple[tuple[Text, str], ...] = ()
    """Texts that do not count, each with the reason."""
    adjustments: Adjustments = adjustments.NONE
    of_the_term: tuple[Entry, ...] = ()
    """Marks and corrections without a week."""
    first_answers: Mapping[str, Comment] = field(default_factory=dict)
    """Each post's first answer by someone else, by the post's path."""

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All entries by person, then by week; those without a week last."""
        return tuple(entry for person in self.course.students for entry in self.entries_of(person.id))

    @cached_property
    def by_person(self) -> dict[str, tuple[Row, ...]]:
        found: dict[str, list[Row]] = {person.id: [] for person in self.course.students}
        for row in self.rows:
            found[row.person.id].append(row)
        return {person: tuple(rows) for person, rows in found.items()}

    def entries_of(self, person: str, week: int | None = None) -> tuple[Entry, ...]:
        """A student's entries in a week, or over the whole term."""
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
        """Every student's standing, in course order, over the term or in a week."""
        return tuple(self.standing(person, week) for person in self.course.students)

    def standing(self, person: Person, week: int | None = None) -> Standing:
        entries = self.entries_of(person.id, week)
        rows = [row for row in self.by_person[person.id] if week in (None, row.week.number)]
        asked = [row for row in rows if row.excused or row.post_status != "not yet due"]
        possible = sum(entry.possible for entry in entries)
        excused = bool(asked) and all(row.excused for row in asked) and not possible
        corrections = total(entry for entry in entries if entry.rule == "correction")
        pending = tuple(entry for entry in entries if entry.outcome == "pending")
        return Standing(person, total(entries), possible, excused, corrections, pending)

    def measures(self, person: str) -> Measures:
        """A student's whole term: sums, except that people are counted once and the median is over all posts."""
        rows = self.by_person[person]
        people = {self.answers[text.path].id for row in rows for text in row.texts if isinstance(text, Comment)}
        waits = [wait for row in rows for wait in self.waits(row)]
        sums = {name: sum(getattr(row.measures, name) for row in rows) for name in SUMMED}
        return Measures(
            **sums, people_answered=len(people - {person}), median_reply_hours=median(waits) if waits else None
        )

    def waits(self, row: Row) -> list[float]:
        """The hours each answered post of a row waited for its first answer."""
        return _waits([text for text in row.texts if isinstance(text, Post)], self.first_answers)


def _waits(posts: Sequence[Post], first_answers: Mapping[str, Comment]) -> list[float]:
    waits = [first_answers[post.path].date - post.date for post in posts if post.path in first_answers]
    return [wait.total_seconds() / 3600 for wait in waits if wait >= timedelta()]


def build_ledger(course: Course, evidence: Evidence) -> Ledger:
    """Measure and grade every student's weeks, in one pass over the texts."""
    texts = evidence.counted.texts
    written = _by_week(texts, evidence)
    facts = Facts(evidence.words, evidence.copied, evidence.committed, evidence.as_of, written.answers)
    paths = {text.path for text in texts}
    decided, of_the_term = _adjustment_entries(course, evidence.adjustments, paths)
    weeks = _Weeks(course, evidence, written, facts, decided, Marks(course, evidence.adjustments, paths))
    rows = [
        row
        for person in course.students
        for row in _best([weeks.row(person, week) for week in course.weeks], course.best_weeks, evidence.as_of)
    ]
    return Ledger(
        course=course,
        as_of=evidence.as_of,
        rows=tuple(rows),
        answers=written.answers,
        unanswered=tuple(text for text in texts if isinstance(text, Post) and text.path not in written.first_answers),
        uncounted=evidence.counted.left_out,
        adjustments=evidence.adjustments,
        of_the_term=(*of_the_term, *weeks.marks.of_the_term(rows, evidence.as_of)),
        first_answers=written.first_answers,
    )


@dataclass(frozen=True, slots=True)
class _Written:
    """The texts that count, by (person id, week number). ``answers`` is keyed by comment path, ``first_answers`` by
    post path; ``threads`` contains the paths of comments that answer a post.
    """

    texts: dict[tuple[str, int], list[Text]] = field(default_factory=lambda: defaultdict(list))
    received: dict[tuple[str, int], list[Comment]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, Person] = field(default_factory=dict)
    first_answers: dict[str, Comment] = field(default_factory=dict)
    threads: set[str] = field(default_factory=set)


def _by_week(texts: Iterable[Text], evidence: Evidence) -> _Written:
    """Group texts by week: a text belongs to the week of its folder, a comment to its post's."""
    found = _Written()
    post_by_key = {post.key: post for post in evidence.posts}
    for text in texts:
        post = text if isinstance(text, Post) else post_by_key[text.post]
        if text.author.listed:
            found.texts[text.author.id, post.week].append(text)
        if isinstance(text, Comment):
            _answer(found, text, post, evidence.discussions[post.key])
    return found


def _answer(found: _Written, comment: Comment, post: Post, discussion: Discussion) -> None:
    """Record whom a comment answers; replies to oneself are not received by anybody."""
    answered = found.answers[comment.path] = discussion.answers[comment.id]
    to_post = comment.id in discussion.to_post
    if to_post:
        found.threads.add(comment.path)
    if answered != comment.author:
        if answered.listed:
            found.received[answered.id, post.week].append(comment)
        if to_post:
            found.first_answers.setdefault(post.path, comment)


@dataclass(frozen=True, slots=True)
class _Weeks:
    """Builds the rows."""

    course: Course
    evidence: Evidence
    written: _Written
    facts: Facts
    decided: Mapping[tuple[str, int], list[Entry]]
    marks: Marks

    def row(self, person: Person, week: Week) -> Row:
        texts, received = self.written.texts[person.id, week.number], self.written.received[person.id, week.number]
        posts = [text for text in texts if isinstance(text, Post)]
        comments = [text for text in texts if isinstance(text, Comment)]
        for_posts, for_comments = cases(self.course, week, person, self.evidence.adjustments)
        return Row(
            person=person,
            week=week,
            post_status=valuing.status(for_posts, posts, self.facts),
            measures=self.measures(person, posts, comments, received),
            texts=tuple(texts),
            received=tuple(received),
            unanswered=tuple(post for post in posts if post.path not in self.written.first_answers),
            entries=(
                *valuing.entries(for_posts, posts, self.facts),
                *valuing.entries(for_comments, comments, self.facts),
                *self.decided.get((person.id, week.number), ()),
                *self.marks.lacking(for_posts, posts, self.evidence.as_of),
            ),
            posts_due=for_posts.due,
            excused=not for_posts.asks and not for_comments.asks,
            closes=_closes(for_posts, for_comments),
        )

    def measures(
        self, person: Person, posts: Sequence[Post], comments: Sequence[Comment], received: Sequence[Comment]
    ) -> Measures:
        evidence, written = self.evidence, self.written
        texts: tuple[Text, ...] = (*posts, *comments)
        waits = _waits(posts, written.first_answers)
        ratings = [rating for post in posts if (rating := evidence.ratings.get(post.key))]
        return Measures(
            posts=len(posts),
            post_words=sum(evidence.words[post.path] for post in posts),
            comments=len(comments),
            comment_words=sum(evidence.words[comment.path] for comment in comments),
            threads=sum(comment.path in written.threads for comment in comments),
            replies_received=len(received),
            people_answered=len({written.answers[comment.path].id for comment in comments} - {person.id}),
            median_reply_hours=median(waits) if waits else None,
            unanswered_posts=sum(post.path not in written.first_answers for post in posts),
            ratings=sum(rating.count for rating in ratings),
            brand_errors=sum(evidence.brand_errors.get(text.path, 0) for text in texts),
            copied_words=sum(evidence.copied.get(text.path, 0) for text in texts),
        )


def cases(course: Course, week: Week, person: Person, decided: Adjustments) -> tuple[Case, Case]:
    """What a week expects of a person: posts and comments."""
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
    """When the last case that expects something closes; None if one never does."""
    moments = [case.closes for case in cases if case.asks]
    return max((moment for moment in moments if moment), default=None) if all(moments) else None


def _adjustment_entries(
    course: Course, decided: Adjustments, counts: Collection[str]
) -> tuple[dict[tuple[str, int], list[Entry]], list[Entry]]:
    """Marks and corrections as entries: those for a person's week, and those for the whole term.

    A mark counts only while its text does; ``counts`` contains the paths of the texts that count. Of several by one
    criterion in one week, the best counts, so that everybody has the same maximum.
    """
    criteria = {criterion.id: criterion for criterion in course.criteria}
    entries = []
    best: dict[tuple[str, str, int | None], Mark] = {}
    for mark in decided.marks:
        about = mark.criterion, mark.person, mark.week
        if (not mark.text or mark.text in counts) and (about not in best or mark.points > best[about].points):
            best[about] = mark
    for mark in decided.marks:
        criterion = criteria[mark.criterion]
        level = next((f"{level.name}, " for level in criterion.levels if level.points == mark.points), "")
        sentence = f"{criterion.name}: {level}{amount(mark.points)} of {amount(criterion.most)}"
        entry = Entry(
            mark.person, mark.week, "mark", mark.points, criterion.most, sentence, mark.text, adjustment=mark.reason,
            mark=Judged(mark.criterion, mark.points),
        )  # fmt: skip
        if mark.text and mark.text not in counts:
            entry = _uncounted(entry, "not counted, because the text is not")
        elif best[mark.criterion, mark.person, mark.week] is not mark:
            entry = _uncounted(entry, "not counted, because another mark of the week is better")
        entries.append(entry)
    for item in decided.corrections:
        sentence = f"Correction by {'+' if item.points > 0 else ''}{amount(item.points)}"
        entries.append(Entry(item.person, item.week, "correction", item.points, 0.0, sentence, adjustment=item.reason))
    weekly: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    of_the_term = []
    for entry in entries:
        if entry.week is None:
            of_the_term.append(entry)
        else:
            weekly[entry.person, entry.week].append(entry)
    return weekly, of_the_term


def _best(rows: Sequence[Row], number: int, as_of: datetime) -> list[Row]:
    """A person's rows; if only the best weeks count, each other week gets an entry that cancels it.

    Closed weeks with possible points are ranked by the share earned through posts and comments, then by those points;
    the earlier week wins a tie. An excused week does not take a place among the best. A week's marks are left out with
    it, so that everybody has the same maximum; corrections always remain.
    """
    ranked = []
    for row in rows:
        points, possible = _by_the_rules(row)
        if row.closes and row.closes < as_of and possible > 0:
            ranked.append((-points / possible, -points, row.week.number))
    left_out = {week for *_, week in sorted(ranked)[number:]} if number else set()
    return [_without(row, number) if row.week.number in left_out else row for row in rows]


def _by_the_rules(row: Row) -> tuple[float, float]:
    """The points earned and possible for a row's posts and comments."""
    entries = [entry for entry in row.entries if entry.rule in ("post", "comment")]
    return total(entries), sum(entry.possible for entry in entries)


def _without(row: Row, number: int) -> Row:
    """A week that is not among the best: its marks are left out with it, and none is asked for."""
    kept = [
        entry if entry.rule != "mark" else _uncounted(entry, "left out with its week")
        for entry in row.entries
        if entry.rule != "mark" or not entry.outcome
    ]
    return replace(row, entries=(*kept, _taken_out(row, number)))


def _uncounted(entry: Entry, why: str) -> Entry:
    """The entry of a mark that counts for nothing. Of several reasons, the first is said."""
    if entry.mark is None or not entry.mark.counts:
        return entry
    mark = replace(entry.mark, counts=False)
    return replace(entry, points=0.0, possible=0.0, reason=f"{entry.reason}, {why}", mark=mark)


def _taken_out(row: Row, number: int) -> Entry:
    points, possible = _by_the_rules(row)
    sentence = f"Not among the {number} best weeks: {amount(points)} of {amount(possible)} left out"
    return Entry(row.person.id, row.week.number, "best weeks", -points, -possible, sentence)
