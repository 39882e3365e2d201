"""What would still count in a student's week: only what the rules make true, and only while it can be done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..core import dates
from ..core.model import Comment, Post, Text
from ..core.numbers import amount, several
from ..grades import valuing
from ..grades.ledger import Row, total
from ..grades.valuing import Case, Facts
from .cells import COUNTED

ORDINALS = ("A", "A second", "A third")


@dataclass(frozen=True, slots=True)
class Mending:
    """Sentences: what would mend a text, by path, and what else would count, not written yet."""

    texts: Mapping[str, str]
    others: tuple[str, ...]


def mending(row: Row, cases: Iterable[Case], facts: Facts) -> Mending:
    """What would still count in a row's week. ``cases``: what the week expects of the person, as in the ledger."""
    texts: dict[str, str] = {}
    others: list[str] = []
    for case in cases:
        if not case.asks or (case.closes and case.closes < facts.as_of):
            continue
        own = [text for text in row.texts if isinstance(text, Post if case.rule == "post" else Comment)]
        longer = {text.path: _longer(case, text, facts) for text in _too_short(case, own, facts)}
        texts |= longer
        others += _others(case, own, len(longer), facts)
    return Mending(texts, tuple(others))


def _too_short(case: Case, texts: Sequence[Text], facts: Facts) -> Iterator[Text]:
    """The texts that would add points if they were as long as is expected."""
    words = {text.path: facts.words[text.path] for text in texts}
    earned = total(valuing.entries(case, texts, facts))
    for text in texts:
        if words[text.path] < case.least_words:
            longer = replace(facts, words=words | {text.path: case.least_words})
            if total(valuing.entries(case, texts, longer)) > earned:
                yield text


def _longer(case: Case, text: Text, facts: Facts) -> str:
    more = several(case.least_words - facts.words[text.path], "more word")
    own = " of one’s own" if facts.copied.get(text.path) else ""
    return f"{more}{own} would count it{_until(_deadline(case, facts.as_of))}."


def _others(case: Case, texts: Sequence[Text], longer: int, facts: Facts) -> Iterator[str]:
    """What else would count if it were written at ``as_of``, beside ``longer`` texts that can be mended."""
    counted = {entry.source for entry in valuing.entries(case, texts, facts) if entry.outcome in COUNTED}
    there = len(counted) + longer
    left, worth = case.places - there, case.worth * case.weight
    late = case.due is not None and case.due < facts.as_of
    if left <= 0 or (worth * case.late if late else worth) <= 0:
        return
    rule = f"{case.rule}s" if left > 1 else case.rule
    many = f"{left}{' more' if there else ''}" if left > 1 else (*ORDINALS, "Another")[min(there, len(ORDINALS))]
    whom = f" to {_whom(case, counted, left, facts)}" if case.rule == "comment" else ""
    least = f" ({case.least_words} words or more{' each' if left > 1 else ''})" if case.least_words else ""
    each = " each" if left > 1 else ""
    gain = f"would{each} earn {amount(worth * case.late)} of {amount(worth)} points" if late else "would count"
    yield f"{many} {rule}{whom}{least} {gain}{_until(_deadline(case, facts.as_of))}."


def _whom(case: Case, counted: Iterable[str], left: int, facts: Facts) -> str:
    """Whom to answer, so that it counts: some rules ask for different people."""
    answers = [facts.answers[path].id for path in counted if path in facts.answers]
    again = max(case.places - case.people, 0) - (len(answers) - len(set(answers)))
    if not case.people or again >= left or (left == 1 and not answers):
        return "somebody else" if left == 1 else "others"
    people = "somebody" if left == 1 else "different people"
    return f"{people} not answered yet this week" if answers else people


def _deadline(case: Case, as_of: datetime) -> datetime | None:
    """The next deadline: that of being on time, or else that of the grace period."""
    return case.due if case.due and as_of <= case.due else case.closes


def _until(deadline: datetime | None) -> str:
    return f" until {dates.deadline(deadline)}" if deadline else ""
