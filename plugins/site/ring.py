"""Who answered whom below a week's posts, as a small picture: everybody on a ring, a line for each pair.

Coordinates are in units of a view box of 200 by 200 with its origin in the middle. People run clockwise by name, from
the top.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Final

from ..core.model import Person
from ..corpus.conversation import Answers

RADIUS: Final = 90.0
PULL: Final = 0.35
"""How far a line's middle is from the centre, as a share of how far a straight one's would be."""
SMALLEST, LARGEST = 1.6, 6.0
"""The radius of somebody whom nobody answered, and of who was answered most."""
MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Ring:
    """``dots``: x, y and radius of each person; ``mutual`` and ``single``: the paths of the lines between people who
    answered each other, and of those of whom one did; ``answers``: how many there are in all, ``people`` who gave them;
    ``most``: who was answered most, the most first.
    """

    dots: tuple[tuple[float, float, float], ...]
    mutual: str
    single: str
    answers: int
    people: int
    most: tuple[Person, ...]


def ring(answers: Sequence[Answers]) -> Ring:
    received: Counter[Person] = Counter()
    pairs: set[tuple[Person, Person]] = set()
    for one in answers:
        for person, times in one.answered:
            received[person] += times
            pairs.add((one.person, person))
    everybody = sorted({*received, *(one.person for one in answers)}, key=lambda one: (one.name.casefold(), one.id))
    most = max(received.values(), default=1)
    at = {person: _place(n, len(everybody)) for n, person in enumerate(everybody)}
    lines: dict[bool, list[str]] = {True: [], False: []}
    for person, other in sorted(pairs, key=lambda pair: (pair[0].id, pair[1].id)):
        mutual = (other, person) in pairs
        if not mutual or person.id < other.id:
            lines[mutual].append(_line(at[person], at[other]))
    return Ring(
        dots=tuple(
            (*at[one], round(SMALLEST + (LARGEST - SMALLEST) * sqrt(received[one] / most), 1)) for one in everybody
        ),
        mutual="".join(lines[True]),
        single="".join(lines[False]),
        answers=sum(received.values()),
        people=len(answers),
        most=tuple(person for person, _ in sorted(received.items(), key=lambda one: (-one[1], one[0].name.casefold())))[
            :MOST_NAMED
        ],
    )


def _place(n: int, of: int) -> tuple[float, float]:
    angle = 2 * pi * n / of
    return round(RADIUS * sin(angle), 1), round(-RADIUS * cos(angle), 1)


def _line(one: tuple[float, float], other: tuple[float, float]) -> str:
    middle = [round(PULL * (a + b) / 2) for a, b in zip(one, other, strict=True)]
    (x, y), (u, v) = ([round(value) for value in end] for end in (one, other))
    return f"M{x} {y}Q{middle[0]} {middle[1]} {u} {v}"
