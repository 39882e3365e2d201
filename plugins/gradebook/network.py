"""Who answered whom: the pairs of people who exchanged comments, and their totals.

A comment answers the author of its parent comment, or else of the post, as in the ledger. Only texts that count are
included, without replies to oneself. Instructors and guests appear in pairs; the sentence and the picture (``circle``)
cover students only. Linear in comments and pairs; the order of the output does not depend on the order of the input.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..core.model import Comment, Person
from ..grades.ledger import Ledger
from . import names

NAMED = 4
"""The maximum number of people named in a sentence; more are only counted."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people and their comments to each other, oldest first. ``one`` comes first in the order of members."""

    one: Person
    other: Person
    there: tuple[Comment, ...]
    """The comments in which ``one`` answers ``other``."""
    back: tuple[Comment, ...]

    @property
    def both(self) -> bool:
        """Whether each has answered the other."""
        return bool(self.there and self.back)

    @property
    def exchanges(self) -> int:
        return len(self.there) + len(self.back)

    @property
    def of_students(self) -> bool:
        return self.one.earns and self.other.earns


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who can answer and be answered, with counts of comments and of distinct people."""

    person: Person
    given: int
    """Comments that answer others."""
    people_answered: int
    received: int
    """Comments by others that answer this person."""
    people_answering: int
    from_classmates: int
    """The number of ``received`` written by students."""
    answered_by: frozenset[str]
    """The roles of those who answered."""
    wrote: bool
    """Whether any text by this person counts."""


@dataclass(frozen=True)
class Network:
    """Students by section and name, then the instructors and guests who took part, and all pairs."""

    members: tuple[Member, ...]
    pairs: tuple[Pair, ...]

    @cached_property
    def students(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.person.earns)

    @cached_property
    def others(self) -> tuple[Member, ...]:
        """Instructors and guests who took part."""
        return tuple(member for member in self.members if not member.person.earns)

    @cached_property
    def between_students(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.of_students)

    @cached_property
    def answers(self) -> dict[str, list[tuple[Person, tuple[Comment, ...]]]]:
        """The people each member has answered, by id, with the comments."""
        found: dict[str, list[tuple[Person, tuple[Comment, ...]]]] = {member.person.id: [] for member in self.members}
        for pair in self.pairs:
            for writer, reader, comments in ((pair.one, pair.other, pair.there), (pair.other, pair.one, pair.back)):
                if comments:
                    found[writer.id].append((reader, comments))
        return found

    @cached_property
    def called(self) -> dict[str, str]:
        """Each member's name in sentences and pictures, by id: the first name if it is unique."""
        return names.short([member.person for member in self.members])

    @cached_property
    def reading(self) -> str:
        """A description of the picture in a few sentences."""
        return " ".join(filter(None, (self._of_pairs(), *self._of_people())))

    def _of_pairs(self) -> str:
        number, both = len(self.between_students), sum(pair.both for pair in self.between_students)
        if not number:
            return "No student has answered another yet."
        if number == 1:
            return (
                "One pair has exchanged answers, in both directions."
                if both
                else "One pair has written, in one direction only."
            )
        if both == number:
            return (
                "Both pairs have written in both directions."
                if number == 2
                else f"All {number} pairs have written in both directions."
            )
        if not both:
            return f"{number} pairs have written, none of them in both directions."
        return f"{both} of {number} pairs {'has' if both == 1 else 'have'} written in both directions."

    def _of_people(self) -> Iterable[str]:
        lonely = [member for member in self.students if member.wrote and not member.from_classmates]
        unanswered = [member for member in lonely if not member.received]
        yield self._about(unanswered, "Nobody has replied to {}.")
        for roles, who in (
            ({"instructor"}, "the instructor has"),
            ({"guest"}, "guests have"),
            ({"instructor", "guest"}, "the instructor and guests have"),
        ):
            answered = [member for member in lonely if member.answered_by == roles]
            yield self._about(answered, f"Only {who} replied to {{}}.")
        if self.between_students:
            yield self._about([member for member in self.students if not member.wrote], "Nothing yet from {}.")

    def _about(self, members: Sequence[Member], sentence: str) -> str:
        if not members:
            return ""
        who = f"{len(members)} of {len(self.students)} students"
        if len(members) <= NAMED:
            who = names.listed([self.called[member.person.id] for member in members])
        reading = sentence.format(who)
        return reading[:-1] if reading.endswith("..") else reading


def build_network(book: Ledger, comments: Iterable[Comment]) -> Network:
    """The network of a ledger. ``comments`` are all of the course's, counted or not."""
    counted = [comment for comment in comments if comment.path in book.answers]
    counted.sort(key=lambda comment: (comment.date, comment.path))
    people = {person.id: person for person in book.course.students}
    sent: dict[tuple[str, str], list[Comment]] = defaultdict(list)
    wrote = {person for person, rows in book.by_person.items() if any(row.texts for row in rows)}
    for comment in counted:
        writer, answered = comment.author, book.answers[comment.path]
        wrote.add(writer.id)
        if writer.id != answered.id:
            people.setdefault(writer.id, writer)
            people.setdefault(answered.id, answered)
            sent[writer.id, answered.id].append(comment)
    ordered = sorted(people.values(), key=_order)
    place = {person.id: n for n, person in enumerate(ordered)}
    keys = {(min(ends, key=place.__getitem__), max(ends, key=place.__getitem__)) for ends in sent}
    pairs = tuple(
        Pair(people[one], people[other], tuple(sent.get((one, other), ())), tuple(sent.get((other, one), ())))
        for one, other in sorted(keys, key=lambda ends: (place[ends[0]], place[ends[1]]))
    )
    return Network(tuple(_members(ordered, sent, people, wrote)), pairs)


def _members(
    ordered: Sequence[Person], sent: dict[tuple[str, str], list[Comment]], people: dict[str, Person], wrote: set[str]
) -> Iterable[Member]:
    given: Counter[str] = Counter()
    received: Counter[str] = Counter()
    classmates: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    answering: Counter[str] = Counter()
    roles: dict[str, set[str]] = defaultdict(set)
    for (writer, reader), comments in sent.items():
        given[writer] += len(comments)
        received[reader] += len(comments)
        answered[writer] += 1
        answering[reader] += 1
        classmates[reader] += len(comments) * people[writer].earns
        roles[reader].add(_role(people[writer]))
    for person in ordered:
        key = person.id
        yield Member(
            person, given[key], answered[key], received[key], answering[key], classmates[key],
            frozenset(roles[key]), key in wrote,
        )  # fmt: skip


def _role(person: Person) -> str:
    return person.role if person.listed else "guest"


def _order(person: Person) -> tuple[int, bool, str, str, str]:
    """Students first, by section, those without a section last; then instructors, then guests."""
    rank = ("student", "instructor", "guest").index(_role(person))
    return rank, not person.section, person.section.casefold(), person.name.casefold(), person.id
