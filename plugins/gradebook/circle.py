"""A picture of the network: students on a circle, grouped by section, with a curve for each pair that exchanged
comments.

Coordinates are in units of the view box, with the origin at its centre; templates draw them. People run clockwise from
the top. Labels are in two columns outside the circle, always at least a line apart.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import cos, dist, pi, sin, sqrt
from typing import Literal

from . import names
from .network import Member, Network, Pair

MOST_PEOPLE = 60
"""A picture with more people is unreadable; the table is used instead."""
MOST_LINES = 100
"""Above this number of lines, pairs with few exchanges are left out of the picture."""
WIDTH = 380.0
ROUND = 128.0
"""The maximum horizontal radius; the circle becomes an oval if the labels need more height."""
OUTSIDE = 13.0
"""The distance from the circle to the labels."""
SIZE = 13.0
"""The font size of the labels."""
LINE = 15.5
"""The distance between neighbouring labels."""
ROOM = 94.0
"""The maximum width of a label; longer names are truncated."""
PULL = 0.28
"""The distance of a curve's control point from the centre, as a share of the distance to the midpoint of its ends."""
SMALLEST, LARGEST = 3.0, 7.5
"""The radius of a dot answered once, and of the dot answered most."""
THICKEST = 3.0

Point = tuple[float, float]
State = Literal["answered", "unanswered", "silent"]


@dataclass(frozen=True, slots=True)
class Label:
    """A label beside the circle. ``leader``: the end of the line from the dot, if the label had to move."""

    text: str
    x: float
    y: float
    anchor: Literal["start", "end"]
    leader: Point | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    """A student. ``unanswered``: has written, but no other student has answered; ``silent``: has not written."""

    member: Member
    x: float
    y: float
    radius: float
    state: State
    label: Label


@dataclass(frozen=True, slots=True)
class Curve:
    """A pair: ``path`` is SVG path data from ``pair.one`` to ``pair.other``; the width grows with the number of
    exchanges.
    """

    pair: Pair
    path: str
    width: float


@dataclass(frozen=True)
class Picture:
    """What is drawn. ``left_out`` counts the pairs with fewer than ``least`` exchanges, which are not drawn."""

    width: float
    height: float
    dots: tuple[Dot, ...]
    curves: tuple[Curve, ...]
    sections: tuple[Label, ...]
    least: int = 1
    left_out: int = 0

    @property
    def states(self) -> frozenset[State]:
        return frozenset(dot.state for dot in self.dots)

    @property
    def key(self) -> str:
        """Explains the shapes that occur in the picture, and what is not drawn."""
        kinds = {curve.pair.both for curve in self.curves}
        sentences = []
        if kinds == {True, False}:
            sentences.append("Solid lines: each answered the other. Dashed lines: only one did.")
        elif kinds:
            sentences.append(
                "Solid lines: each answered the other."
                if True in kinds
                else "Dashed lines: only one answered the other."
            )
        dots = ["larger dots were answered more" if len({dot.radius for dot in self.dots}) > 1 else ""]
        dots.append("a hollow dot hasn’t been answered by a classmate" if "unanswered" in self.states else "")
        dots.append("a small ring hasn’t written" if "silent" in self.states else "")
        shapes = "; ".join(filter(None, dots))
        sentences.append(f"{shapes[0].upper()}{shapes[1:]}." if shapes else "")
        if self.left_out:
            few = "one exchange" if self.least == 2 else f"fewer than {self.least} exchanges"
            pairs = f"{self.left_out} pairs" if self.left_out > 1 else "One pair"
            sentences.append(f"{pairs} with {few} {'are' if self.left_out > 1 else 'is'} left out.")
        return " ".join(filter(None, sentences))


def draw(network: Network) -> Picture | None:
    """The picture of a network's students; None for fewer than two students or more than ``MOST_PEOPLE``."""
    members = network.students
    if not 2 <= len(members) <= MOST_PEOPLE:
        return None
    slots = _slots(members)
    called = {person: names.clipped(name, SIZE, ROOM) for person, name in network.called.items()}
    texts = [called[slot.person.id] if isinstance(slot, Member) else slot for slot in slots]
    widest = max(names.width(text, SIZE) for text in texts)
    across = min(ROUND, WIDTH / 2 - OUTSIDE - widest)
    along = max(across, len(slots) * LINE / 4)
    places = _places(len(slots), across, along)
    labels = _labels(texts, places, across, along)
    dots, sections = [], []
    most = max(member.from_classmates for member in members)
    for n, slot in enumerate(slots):
        if isinstance(slot, Member):
            dots.append(_dot(slot, places[n], labels[n], most))
        elif slot:
            sections.append(labels[n])
    least = _least(network.between_students)
    drawn = [pair for pair in network.between_students if pair.exchanges >= least]
    at = {dot.member.person.id: dot for dot in dots}
    curves = tuple(_curve(pair, at[pair.one.id], at[pair.other.id]) for pair in drawn)
    height = 2 * (max(abs(label.y) for label in labels.values()) + LINE)
    left_out = len(network.between_students) - len(drawn)
    return Picture(WIDTH, round(height, 1), tuple(dots), curves, tuple(sections), least, left_out)


def _slots(members: Sequence[Member]) -> list[Member | str]:
    """The slots on the circle, clockwise: members and, if there are sections, a gap on both sides of each, the upper
    one labelled with its name.
    """
    groups = [(name, list(group)) for name, group in groupby(members, key=lambda member: member.person.section)]
    if len(groups) < 2:
        return list(members)
    slots: list[Member | str] = []
    whole = len(members) + 2 * len(groups)
    for name, group in groups:
        label = names.clipped(f"Section {name}" if name else "No section", SIZE, ROOM)
        right = len(slots) + len(group) / 2 + 1 <= whole / 2
        slots += [label if right else "", *group, "" if right else label]
    return slots


def _places(number: int, across: float, along: float) -> list[Point]:
    """Points at equal distances along the oval, clockwise, with none at the very top."""
    steps = 16 * number
    outline = [(across * sin(2 * pi * n / steps), -along * cos(2 * pi * n / steps)) for n in range(steps + 1)]
    run = [0.0]
    for here, there in pairwise(outline):
        run.append(run[-1] + dist(here, there))
    return [outline[bisect_left(run, run[-1] * (n + 0.5) / number)] for n in range(number)]


def _labels(texts: Sequence[str], places: Sequence[Point], across: float, along: float) -> dict[int, Label]:
    """A label for each nonempty text, on its point's side, moved up or down until none overlap."""
    labels = {}
    a, b = across + OUTSIDE, along + OUTSIDE
    for side in (1, -1):
        mine = [n for n, text in enumerate(texts) if text and (places[n][0] >= 0) == (side > 0)]
        mine.sort(key=lambda n: places[n][1])
        for n, y in zip(mine, _spread([places[n][1] * b / along for n in mine]), strict=True):
            x = side * max(a * sqrt(max(0.0, 1 - (y / b) ** 2)), abs(places[n][0]), 5.0)
            moved = dist((x, y), places[n]) > 1.7 * OUTSIDE
            leader = (round(x - side * 3, 1), round(y, 1)) if moved else None
            labels[n] = Label(texts[n], round(x, 1), round(y, 1), "start" if side > 0 else "end", leader)
    return labels


def _spread(wished: Iterable[float]) -> list[float]:
    """Increasing positions at least ``LINE`` apart, as close as possible to the desired ones: neighbours that are too
    close form a block around the mean of their desired positions.
    """
    blocks: list[tuple[float, int]] = []
    for n, wish in enumerate(wished):
        middle, size = wish - n * LINE, 1
        while blocks and blocks[-1][0] >= middle:
            other, many = blocks.pop()
            middle, size = (other * many + middle * size) / (many + size), many + size
        blocks.append((middle, size))
    levels = [middle for middle, size in blocks for _ in range(size)]
    return [level + n * LINE for n, level in enumerate(levels)]


def _dot(member: Member, place: Point, label: Label, most: int) -> Dot:
    answers = member.from_classmates
    state: State = "answered" if answers else "unanswered" if member.wrote else "silent"
    grown = sqrt((answers - 1) / (most - 1)) if answers > 1 else 0.0
    return Dot(
        member, round(place[0], 1), round(place[1], 1), round(SMALLEST + (LARGEST - SMALLEST) * grown, 1), state, label
    )


def _least(pairs: Sequence[Pair]) -> int:
    """The minimum number of exchanges for a pair to be drawn, so that at most ``MOST_LINES`` are, but at least some."""
    often = Counter(pair.exchanges for pair in pairs)
    left, least = len(pairs), 1
    for exchanges in sorted(often):
        if left <= MOST_LINES or left == often[exchanges]:
            break
        left -= often[exchanges]
        least = exchanges + 1
    return least


def _curve(pair: Pair, one: Dot, other: Dot) -> Curve:
    handle = (PULL * (one.x + other.x) / 2, PULL * (one.y + other.y) / 2)
    path = f"M{one.x:g} {one.y:g}Q{handle[0]:.1f} {handle[1]:.1f} {other.x:g} {other.y:g}"
    return Curve(pair, path, round(min(0.9 + 0.3 * (pair.exchanges - 1), THICKEST if pair.both else THICKEST / 2), 1))
