"""Who gets something now, and why the others do not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ..core.numbers import several
from ..core.refusal import Refusal
from .feedback import Feedback
from .record import Key, Sent


class CannotReturn(Refusal):
    """Nothing went out; the message says why and what would work."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a student is reached by a way: an address or number there, or for want of one, the reason.

    ``more``: what goes out beside the feedback, such as a scaled grade; if it changes, the student gets it all anew.
    """

    to: str = ""
    missing: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What goes out to one student. ``again``: whether something went out before, and has changed since."""

    feedback: Feedback
    address: Address
    again: bool = False

    @property
    def person(self) -> str:
        return self.feedback.person.id

    @property
    def digest(self) -> str:
        return self.feedback.digest(self.address.more)


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody who gets nothing now. ``lacking``: whether they should."""

    person: str
    why: str
    lacking: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets something, and who does not, each in the course's order."""

    items: tuple[Item, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The way that things go out by, and the place they go to, which is empty for ways without one."""

    name: Literal["moodle", "canvas", "mail"]
    where: str = ""

    def key(self, feedback: Feedback) -> Key:
        return feedback.person.id, feedback.week or 0, self.name, self.where


def plan(
    way: Way, given: Iterable[Feedback], addresses: Mapping[str, Address], sent: Mapping[Key, Sent], *, pending: bool
) -> Plan:
    """What goes out. ``sent``: what went out before, the newest of each; ``pending``: even where marks are lacking."""
    items: list[Item] = []
    kept: list[Kept] = []
    for feedback in given:
        before = sent.get(way.key(feedback))
        item = Item(feedback, addresses.get(feedback.person.id, Address()), again=before is not None)
        if held := _held(item, before, pending=pending):
            kept.append(held)
        else:
            items.append(item)
    return Plan(tuple(items), tuple(kept))


def _held(item: Item, before: Sent | None, *, pending: bool) -> Kept | None:
    feedback, address = item.feedback, item.address
    if not feedback.anything:
        return Kept(item.person, "nothing of theirs is due yet", lacking=False)
    if feedback.pending and not pending:
        marks = f"{several(len(feedback.pending), 'mark')} not given yet: {', '.join(feedback.pending)}"
        return Kept(item.person, f"held back: {marks}; --pending sends it anyway", lacking=True)
    if not address.to:
        return Kept(item.person, f"left out: {address.missing}", lacking=True)
    if before and before.digest == item.digest:
        return Kept(item.person, f"nothing has changed since {before.at}", lacking=False)
    return None
