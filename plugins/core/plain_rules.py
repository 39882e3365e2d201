"""The rules of a course in plain sentences, for the people they hold for: from the same data the ledger values by."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from . import dates, rules
from .model import Course, Expectations, Points, Rules
from .valuing import amount

OWN_WORDS = (
    "Words are your own: quotations, code and passages of twelve words or more that stand in an earlier text of the "
    "course are not counted. "
    "Chinese and Japanese are counted by characters, Thai and its kin by letters."
)
NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


@dataclass(frozen=True, slots=True)
class Different:
    """A time in which other rules hold: a week, or every week since a change. ``reason``: why, where it is said."""

    when: str
    sentences: tuple[str, ...]
    reason: str = ""


def sentences(course: Course) -> list[str]:
    """What holds in every week that says nothing else."""
    base = Rules(course.expectations, course.points)
    said = [*_expected(base.expectations), *_worth(base), _time(base)]
    if base.expectations.posts or base.expectations.comments:
        said.append("The first texts that meet the rules count; more are welcome, and earn nothing.")
    if course.best_weeks:
        weeks = _count(course.best_weeks, "week")
        said.append(
            f"Your best {weeks} of {_number(len(course.weeks))} count, and the others are left out of the total."
        )
        said.append("The best are those with the greatest share of their points; an excused week takes no place.")
    return said


def standing(course: Course) -> list[str]:
    """What holds always, in every course."""
    return [
        "The date in a text's header decides when it was written; the repository's history is shown beside it.",
        "A text belongs to the week of its folder, whenever it was written.",
        OWN_WORDS,
        "Answers to yourself are welcome and earn nothing.",
        "Brand-name errors and ratings never change points.",
        f"All times are those of {course.timezone.replace('_', ' ')}.",
    ]


def differences(course: Course) -> list[Different]:
    """The changes of the rules in their order, then the weeks with rules of their own."""
    found = []
    before = base = Rules(course.expectations, course.points)
    for change in course.changes:
        said = tuple(_changed(before, change.rules))
        if said:
            since = dates.day(change.since) + (f", {change.since:%H:%M}," if f"{change.since:%H%M}" != "0000" else "")
            found.append(Different(f"Weeks that open on {since} or later", said, change.reason))
        before = change.rules
    for week in course.weeks:
        now = course.rules(week)
        around = rules.in_force(base, course.changes, week)
        if now != around:
            title = f"{week.label}, {week.title}" if week.title else week.label
            found.append(Different(title, tuple(_changed(around, now))))
    return found


def _expected(expected: Expectations) -> Iterator[str]:
    posts = _count(expected.posts, "post") + _least(expected.posts, expected.post_words)
    comments = _count(expected.comments, "comment") + _least(expected.comments, expected.comment_words)
    asked = [text for text, number in ((posts, expected.posts), (comments, expected.comments)) if number]
    verb = "is" if expected.posts + expected.comments == 1 else "are"
    yield f"{_capital(' and '.join(asked))} {verb} expected of you each week." if asked else "Nothing is expected."
    if expected.people > 1:
        again = expected.comments - expected.people
        more = f"; {_number(again)} more may answer somebody again" if again else ""
        yield f"The comments that count answer at least {_number(expected.people)} different people{more}."


def _worth(rules: Rules) -> Iterator[str]:
    points, expected = rules.points, rules.expectations
    parts = [
        f"a {name} earns {amount(worth)} {'point' if worth == 1 else 'points'}"
        for name, worth, number in (
            ("post", points.post, expected.posts),
            ("comment", points.comment, expected.comments),
        )
        if number
    ]
    if parts:
        week = (expected.posts * points.post + expected.comments * points.comment) * rules.weight
        yield f"On time, {' and '.join(parts)}; the whole week is worth {amount(week)}."


def _time(rules: Rules) -> str:
    grace, late = rules.expectations.grace_hours, rules.points.late
    if not grace:
        return "What is written after the deadline earns nothing."
    if not late:
        return "What is written after the deadline earns nothing."
    length = _count(int(grace // 24), "day") if grace % 24 == 0 else f"{amount(grace)} hour{'s' * (grace != 1)}"
    share = {0.5: "half", 1.0: "as much as on time"}.get(late, f"{amount(late * 100)} % of its points")
    return f"What is late earns {share} within {length} after the deadline, and nothing after that."


def _changed(before: Rules, now: Rules) -> Iterator[str]:
    """What is otherwise, a sentence for each subject that changed."""
    asked = _differ(before.expectations, now.expectations, but="grace_hours")
    if asked:
        yield from _expected(now.expectations)
        if before.expectations.people > 1 >= now.expectations.people and now.expectations.comments > 1:
            yield "They may all answer the same person."
    if before.weight != now.weight:
        yield f"The week counts {_times(now.weight)}."
    if asked or before.weight != now.weight or _differ(before.points, now.points, but="late"):
        yield from _worth(now)
    if (before.expectations.grace_hours, before.points.late) != (now.expectations.grace_hours, now.points.late):
        yield _time(now)


def _differ(before: Expectations | Points, now: Expectations | Points, but: str) -> bool:
    return any(getattr(before, item.name) != getattr(now, item.name) for item in fields(now) if item.name != but)


def _times(weight: float) -> str:
    return {0.0: "for nothing", 0.5: "half", 2.0: "twice"}.get(weight, f"{amount(weight)} times")


def _number(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _count(number: int, one: str) -> str:
    return f"{_number(number)} {one}{'s' * (number != 1)}"


def _least(number: int, words: int) -> str:
    return f" of {words} words or more{' each' * (number > 1)}" if words and number else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
