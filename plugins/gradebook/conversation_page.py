"""Who answers whom, who waits and whom to answer next, as the class page and the page of conversations show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..core.model import Comment, Person
from .attention import Attention
from .circle import Label, Picture, State
from .lines import Line, Lines, Link
from .network import Member, Network
from .sparkline import Sparkline

MOST_LINKS: Final = 2000
"""With more comments in the course, a student's are listed on the student's own page only."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A pair in the picture, with the number of comments in each direction."""

    one: str
    other: str
    there: int
    back: int
    both: bool
    path: str
    width: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A student in the picture."""

    name: str
    answers: int
    state: State
    x: float
    y: float
    radius: float
    label: Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture, without the comments behind it."""

    width: float
    height: float
    curves: tuple[Curve, ...]
    dots: tuple[Dot, ...]
    sections: tuple[Label, ...]
    key: str


@dataclass(frozen=True, slots=True)
class NetworkSection:
    """The network in sentences, and its picture if there is one. ``others``: who else takes part."""

    reading: str
    students: int
    others: tuple[str, ...]
    pairs: int
    drawing: Drawing | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """The comments in which ``writer`` answers somebody; ``elsewhere``: they are on the writer's own page."""

    writer: Person
    number: int
    elsewhere: bool
    comments: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two people who exchanged comments."""

    one: Person
    other: Person
    there: Exchange
    back: Exchange


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody's answers, given and received; ``wrote_to``: whom, by name, if the pairs are not in a table."""

    person: Person
    given: int
    people_answered: int
    received: int
    from_classmates: int
    people_answering: int
    never: bool
    wrote_to: tuple[tuple[str, Exchange], ...]
    elsewhere: bool
    sparkline: Sparkline | None


@dataclass(frozen=True, slots=True)
class Neglected:
    """Who may need attention, each with a line about it."""

    waiting: tuple[tuple[Line, str], ...]
    instructor_only: tuple[tuple[Person, int], ...]
    silent: tuple[tuple[Person, str], ...]


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """The page of conversations. ``many``: whether there are too many people for the table of pairs.

    ``suggested``: the posts that each student could answer next, each with the reason.
    """

    neglected: Neglected
    network: NetworkSection
    many: bool
    pairs: tuple[PairRow, ...]
    number_of_pairs: int
    members: tuple[MemberRow, ...]
    suggested: tuple[tuple[Person, tuple[tuple[Line, str], ...]], ...]


def _neglected(attention: Attention, lines: Lines) -> Neglected:
    return Neglected(
        tuple((lines(post), sentence) for post, sentence in attention.waiting_posts),
        attention.instructor_only,
        tuple((item.person, item.sentence) for item in attention.silent),
    )


def _section(network: Network, picture: Picture | None) -> NetworkSection:
    others = tuple(member.person.name for member in network.others)
    return NetworkSection(
        network.reading, len(network.students), others, len(network.pairs), _drawing(picture) if picture else None
    )  # fmt: skip


def _drawing(picture: Picture) -> Drawing:
    curves = [
        Curve(
            curve.pair.one.name, curve.pair.other.name, len(curve.pair.there), len(curve.pair.back), curve.pair.both,
            curve.path, curve.width,
        )
        for curve in picture.curves
    ]  # fmt: skip
    dots = [
        Dot(dot.member.person.name, dot.member.from_classmates, dot.state, dot.x, dot.y, dot.radius, dot.label)
        for dot in picture.dots
    ]
    curves.sort(key=lambda curve: curve.both)
    return Drawing(picture.width, picture.height, tuple(curves), tuple(dots), picture.sections, picture.key)


def page(
    network: Network,
    picture: Picture | None,
    attention: Attention,
    sparklines: Mapping[str, Sparkline | None],
    lines: Lines,
    comments: int,
) -> ConversationPage:
    """The page of conversations. ``comments``: the number of comments that readers see."""
    table = _Table(network, lines, comments, not picture and len(network.students) > 1)
    return ConversationPage(
        _neglected(attention, lines),
        _section(network, picture),
        table.many,
        tuple(table.pairs()),
        len(network.pairs),
        tuple(table.member(member, sparklines.get(member.person.id)) for member in network.members),
        tuple(
            (person, tuple((lines(item.post), item.why) for item in items)) for person, items in attention.by_student
        ),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    network: Network
    lines: Lines
    comments: int
    many: bool

    def pairs(self) -> Iterable[PairRow]:
        for pair in self.network.pairs if not self.many else ():
            yield PairRow(
                pair.one, pair.other, self.exchange(pair.one, pair.there), self.exchange(pair.other, pair.back)
            )

    def elsewhere(self, writer: Person) -> bool:
        return writer.earns and self.comments > MOST_LINKS

    def exchange(self, writer: Person, comments: Sequence[Comment]) -> Exchange:
        elsewhere = self.elsewhere(writer)
        listed = () if elsewhere else tuple(map(self.lines.link, comments))
        return Exchange(writer, len(comments), elsewhere, listed)

    def member(self, member: Member, sparkline: Sparkline | None) -> MemberRow:
        person = member.person
        wrote_to = self.network.answers[person.id] if self.many else ()
        return MemberRow(
            person,
            member.given,
            member.people_answered,
            member.received,
            member.from_classmates,
            member.people_answering,
            person.earns and member.wrote and not member.received,
            tuple((reader.name, self.exchange(person, comments)) for reader, comments in wrote_to),
            self.elsewhere(person),
            None if self.many else sparkline,
        )
