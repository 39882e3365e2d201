"""The instructor's page beside the mails: for whom one was written, whose address is missing, and who needs none."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..core.model import Person, Week
from ..core.numbers import several
from .mails import Mail
from .needs import Need


@dataclass(frozen=True, slots=True)
class Told:
    """A mail. ``address`` and ``file``: empty where the roster has no address that can be used."""

    person: Person
    address: str
    file: str
    short: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class NudgesPage:
    """A week's nudges. ``spared``: each reason to need none, with the names of those it is true of; ``roster``: the
    roster's file.
    """

    week: str
    title: str
    written: tuple[Told, ...]
    unaddressed: tuple[Told, ...]
    spared: tuple[tuple[str, tuple[str, ...]], ...]
    roster: str

    @property
    def number_spared(self) -> int:
        return sum(len(names) for _, names in self.spared)


def page(
    week: Week, needs: Iterable[Need], mails: Mapping[str, Mail], addresses: Mapping[str, str], roster: str
) -> NudgesPage:
    """The page. ``mails`` and ``addresses`` by the person's id; ``addresses``: those that can be used."""
    told: list[Told] = []
    spared: dict[str, list[str]] = defaultdict(list)
    for need in needs:
        if need.none:
            spared[need.none].append(need.person.name)
        else:
            told.append(_told(need, mails[need.person.id], week, addresses))
    return NudgesPage(
        week.label,
        week.title,
        tuple(one for one in told if one.address),
        tuple(one for one in told if not one.address),
        tuple((why[:1].upper() + why[1:], tuple(names)) for why, names in spared.items()),
        roster,
    )


def file(week: Week, person: Person) -> str:
    """The file of a mail: ``week-03-ada.eml``."""
    return f"week-{week.number:02}-{person.id}.eml"


def _told(need: Need, mail: Mail, week: Week, addresses: Mapping[str, str]) -> Told:
    address = addresses.get(need.person.id, "")
    name = file(week, need.person) if address else ""
    return Told(need.person, address, name, "; ".join(_short(need)), mail.subject, mail.text)


def _short(need: Need) -> Iterator[str]:
    """``1 post and 2 comments due``, ``1 comment waits``, ``3 suggestions``."""
    if need.due:
        yield f"{' and '.join(several(due.missing, due.rule) for due in need.due)} due"
    if need.waiting:
        yield f"{several(len(need.waiting), 'comment')} {'waits' if len(need.waiting) == 1 else 'wait'}"
    if need.suggested:
        yield several(len(need.suggested), "suggestion")
