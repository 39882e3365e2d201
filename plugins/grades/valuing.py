"""The points that a person's texts earn in a week under the rules, with a reason for every point earned or missed.

The earliest texts that meet the rules fill the week's places. A place still empty after the deadline counts as possible
points not earned, shown at a text that fell short if there is one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..core import dates
from ..core.model import Entry, Outcome, Person, PostStatus, Rule, Text, Week
from ..core.numbers import amount


@dataclass(frozen=True, slots=True)
class Case:
    """What one rule, for posts or comments, expects of a person in a week."""

    rule: Rule
    person: Person
    week: Week
    places: int
    """The number of texts that count."""
    worth: float
    late: float
    """The share of ``worth`` that is earned within the grace period after the deadline."""
    grace_hours: float
    least_words: int
    due: datetime | None
    """The deadline for this person."""
    extended: str = ""
    """The private reason for an extended deadline."""
    excused: tuple[str, str] = ("", "")
    """Why nothing is expected: a sentence and the private reason."""
    people: int = 0
    """The number of different people to answer."""
    weight: float = 1.0

    @property
    def asks(self) -> bool:
        return self.places > 0 and not self.excused[0]

    @property
    def closes(self) -> datetime | None:
        """When nothing more can be earned."""
        return self.due + timedelta(hours=self.grace_hours) if self.due else None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about the texts, by path."""

    words: Mapping[str, int]
    copied: Mapping[str, int]
    committed: Mapping[str, datetime]
    as_of: datetime
    answers: Mapping[str, Person] = field(default_factory=dict)


def timeliness(written: datetime, due: datetime | None, grace_hours: float) -> PostStatus:
    """``on time`` up to the deadline, ``late`` within the grace period, then ``too late``."""
    if due is None or written <= due:
        return "on time"
    return "late" if written <= due + timedelta(hours=grace_hours) else "too late"


def status(case: Case, posts: Sequence[Text], facts: Facts) -> PostStatus:
    """The status of a person's week: that of the last expected post, counting only posts that are long enough if these
    suffice.
    """
    if not case.asks:
        return "excused"
    full = [post for post in posts if facts.words[post.path] >= case.least_words]
    if len(full) >= case.places:
        posts = full
    if len(posts) < case.places:
        return "missing" if case.due and case.due < facts.as_of else "not yet due"
    return timeliness(posts[case.places - 1].date, case.due, case.grace_hours)


def entries(case: Case, texts: Sequence[Text], facts: Facts) -> list[Entry]:
    """The entries of a case, in chronological order; missing texts last."""
    found = [
        Entry(
            case.person.id, case.week.number, case.rule, points, possible, f"{reason}{_dated(text)}",
            text.path if text else "", text.date if text else None,
            facts.committed.get(text.path) if text else None, case.due,
            case.excused[1] or case.extended, outcome,
        )
        for text, points, possible, outcome, reason in (
            _not_asked(case, texts) if case.excused[0] else _valued(case, texts, facts)
        )
    ]  # fmt: skip
    return sorted(found, key=lambda entry: (entry.written is None, entry.written or facts.as_of))


Value = tuple[Text | None, float, float, Outcome, str]


def _not_asked(case: Case, texts: Sequence[Text]) -> Iterator[Value]:
    for text in texts:
        yield text, 0.0, 0.0, "excused", case.excused[0]
    if not texts:
        yield None, 0.0, 0.0, "excused", case.excused[0]


def _valued(case: Case, texts: Sequence[Text], facts: Facts) -> Iterator[Value]:
    """Each text with its points earned and possible and the reason; after the deadline, also the missing texts."""
    places, worth = case.places, case.worth * case.weight
    times = f"{amount(case.worth)} × {amount(case.weight)}" if case.weight != 1 else amount(case.worth)
    answered: set[str] = set()
    again = max(case.places - case.people, 0)
    fell_short: list[tuple[Text, str]] = []
    for text in texts:
        when = timeliness(text.date, case.due, case.grace_hours)
        margin = _margin(text.date, case)
        whom = facts.answers.get(text.path)
        repeated = whom is not None and whom.id in answered
        reason = _falls_short(case, text, facts, margin if when == "too late" else "")
        if not reason and places and repeated and not again:
            reason = f"{whom.name if whom else ''} was already answered; {case.people} different people are expected"
        if reason:
            fell_short.append((text, reason))
            continue
        if not places:
            reason = (
                f"{case.places} a week count, and that many already counted"
                if case.places
                else "None was asked for this week"
            )
            yield text, 0.0, 0.0, "further", reason
            continue
        places -= 1
        if whom:
            again -= repeated
            answered.add(whom.id)
        if when == "on time":
            yield text, worth, worth, "on time", f"{margin}: {times}" if case.weight != 1 else margin
        else:
            yield text, worth * case.late, worth, "late", f"{margin}: {times} × {amount(case.late)}"
    closed = case.due is not None and case.due < facts.as_of
    for text, reason in fell_short:
        takes_place = closed and places > 0
        places -= takes_place
        yield text, 0.0, worth if takes_place else 0.0, "fell short", reason
    for _ in range(places if closed else 0):
        yield None, 0.0, worth, "missing", f"No {case.rule} by {dates.deadline(case.due)}"


def _falls_short(case: Case, text: Text, facts: Facts, too_late: str) -> str:
    """Why a text earns nothing regardless of the other texts; empty if it can earn points."""
    whom = facts.answers.get(text.path)
    if whom is not None and whom.id == case.person.id:
        return "Answers oneself"
    words, copied = facts.words[text.path], facts.copied.get(text.path, 0)
    if words < case.least_words:
        more = f", without {copied} that stand in an earlier text" if copied else ""
        return f"{words} words{more}; {case.least_words} are expected"
    late = f"the grace period is {amount(case.grace_hours)} h" if case.grace_hours else "late work earns nothing"
    return f"{too_late}; {late}" if too_late else ""


def _dated(text: Text | None) -> str:
    """What a text's date is, if its header has none."""
    if text is None or text.dated == "header":
        return ""
    if text.dated == "commit":
        return "; dated by its first commit, because it has no date that can be read"
    return (
        "; provisionally dated by the file’s last change, which proves nothing, because it has no date that can be read"
    )


def _margin(written: datetime, case: Case) -> str:
    if case.due is None:
        return "Written; there is no deadline"
    length = dates.span(case.due - written)
    sentence = f"On time, {length} before the deadline" if written <= case.due else f"{length} after the deadline"
    return f"{sentence}, extended to {dates.deadline(case.due)}" if case.extended else sentence
