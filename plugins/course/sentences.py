"""The rules of a course in plain sentences, from the same data that the ledger uses."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby

from ..core.model import Course, Criterion, Expectations, Points, Rules
from ..core.numbers import amount
from ..core.strings import Strings
from . import rules


@dataclass(frozen=True, slots=True)
class Different:
    """A period with different rules: a week, or every week since a change. ``reason``: why, if given."""

    when: str
    sentences: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A criterion, and the weeks in which it holds, as a sentence: empty in a course that says neither weeks nor levels
    of any criterion.
    """

    criterion: Criterion
    weeks: str = ""


def sentences(course: Course, say: Strings) -> list[str]:
    """The rules of every week that has none of its own."""
    base = Rules(course.expectations, course.points)
    phrases = _Phrases(say)
    rules = [*phrases.expected(base.expectations), *phrases.worth(base), phrases.time(base)]
    if base.expectations.posts or base.expectations.comments:
        rules.append(say.plain("rules-first-count"))
    if course.best_weeks:
        rules.append(phrases.counted("rules-best", course.best_weeks, all=phrases.number(len(course.weeks))))
        rules.append(say.plain("rules-best-are"))
    return rules


def standing(course: Course, say: Strings) -> list[str]:
    """The rules that apply in every course."""
    always = ("header-date", "folder", "own-words", "self", "errors")
    zone = course.timezone.replace("_", " ")
    return [*(say.plain(f"rules-{name}") for name in always), say.plain("rules-zone", zone=zone)]


def differences(course: Course, say: Strings) -> list[Different]:
    """The changes of the rules in order, then the weeks with rules of their own."""
    found = []
    phrases = _Phrases(say)
    before = base = Rules(course.expectations, course.points)
    for change in course.changes:
        if changes := tuple(phrases.changed(before, change.rules)):
            found.append(Different(phrases.since(change.since), changes, change.reason))
        before = change.rules
    for week in course.weeks:
        now = course.rules(week)
        around = rules.in_force(base, course.changes, week)
        if now != around:
            found.append(Different(say.titled(week).unescape(), tuple(phrases.changed(around, now))))
    return found


def criteria(course: Course, say: Strings) -> list[Held]:
    """The criteria of marks in file order."""
    rubric = any(criterion.levels or criterion.weeks for criterion in course.criteria)
    numbers = [week.number for week in course.weeks]
    phrases = _Phrases(say)
    return [Held(one, phrases.held(one.weeks, numbers) if rubric else "") for one in course.criteria]


class _Phrases:
    """Phrases rules in the language of ``say``."""

    def __init__(self, say: Strings) -> None:
        self.say = say

    def expected(self, expected: Expectations) -> Iterator[str]:
        numbers = (
            ("posts", expected.posts, expected.post_words),
            ("comments", expected.comments, expected.comment_words),
        )
        asked = [
            self.counted(f"rules-{name}" + "-words" * bool(words), number, words=words)
            for name, number, words in numbers
            if number
        ]
        if asked:
            whole = expected.posts + expected.comments
            yield _capital(self.say.plain("rules-expected", n=whole, asked=self.say.both(asked).unescape()))
        else:
            yield self.say.plain("rules-nothing-expected")
        if expected.people > 1:
            again = expected.comments - expected.people
            number = self.number(expected.people)
            if again:
                yield self.say.plain("rules-people-again", number=number, again=self.number(again))
            else:
                yield self.say.plain("rules-people", number=number)

    def worth(self, rules: Rules) -> Iterator[str]:
        points, expected = rules.points, rules.expectations
        earned = [
            self.say.plain(f"rules-{name}-earns", n=worth, points=amount(worth))
            for name, worth, number in (
                ("post", points.post, expected.posts),
                ("comment", points.comment, expected.comments),
            )
            if number
        ]
        if earned:
            week = (expected.posts * points.post + expected.comments * points.comment) * rules.weight
            yield self.say.plain("rules-on-time", earned=self.say.both(earned).unescape(), points=amount(week))

    def time(self, rules: Rules) -> str:
        grace, late = rules.expectations.grace_hours, rules.points.late
        if not grace or not late:
            return self.say.plain("rules-late-nothing")
        if grace % 24 == 0:
            length = self.counted("rules-days", int(grace // 24))
        else:
            length = self.say.plain("rules-hours", n=grace, hours=amount(grace))
        return self.say.plain("rules-late", percent=late * 100, share=amount(late * 100), length=length)

    def changed(self, before: Rules, now: Rules) -> Iterator[str]:
        """What changed, one sentence per subject."""
        asked = _differ(before.expectations, now.expectations, but="grace_hours")
        if asked:
            yield from self.expected(now.expectations)
            if before.expectations.people > 1 >= now.expectations.people and now.expectations.comments > 1:
                yield self.say.plain("rules-same-person")
        if before.weight != now.weight:
            yield self.say.plain("rules-weight", n=now.weight, weight=amount(now.weight))
        if asked or before.weight != now.weight or _differ(before.points, now.points, but="late"):
            yield from self.worth(now)
        if (before.expectations.grace_hours, before.points.late) != (now.expectations.grace_hours, now.points.late):
            yield self.time(now)

    def since(self, moment: datetime) -> str:
        day, time = self.say.day(moment), f"{moment:%H:%M}"
        return self.say.plain("rules-since" if time == "00:00" else "rules-since-time", date=day, time=time)

    def held(self, weeks: Iterable[int], every: Iterable[int]) -> str:
        """When a criterion holds; ``every``: the numbers of the course's weeks."""
        held = sorted(set(weeks))
        if not held:
            return self.say.plain("rules-held-where-marked")
        if held == sorted(every):
            return self.say.plain("rules-held-always")
        return self.say.plain("rules-held-in", n=len(held), weeks=self.say.both(self.runs(held)).unescape())

    def runs(self, numbers: list[int]) -> Iterator[str]:
        """Ascending numbers as ``2``, ``4 to 6``; two in a row are said one by one."""
        for _, run in groupby(enumerate(numbers), key=lambda item: item[1] - item[0]):
            first, *more = [str(number) for _, number in run]
            if len(more) > 1:
                yield self.say.plain("rules-from-to", first=first, last=more[-1])
            else:
                yield from (first, *more)

    def number(self, number: int) -> str:
        """A small number in words."""
        return self.say.plain("number", n=number)

    def counted(self, key: str, number: int, **more: object) -> str:
        return self.say.plain(key, n=number, number=self.number(number), **more)


def _differ(before: Expectations | Points, now: Expectations | Points, but: str) -> bool:
    return any(getattr(before, item.name) != getattr(now, item.name) for item in fields(now) if item.name != but)


def _capital(text: str) -> str:
    return re.sub(r"\w", lambda first: first[0].upper(), text, count=1)
