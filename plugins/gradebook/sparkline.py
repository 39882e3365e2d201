"""Sparklines: how much each person wrote, week by week. All lines of a class share one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..core import weeks
from ..grades.ledger import Ledger

WIDTH, HEIGHT = 64.0, 16.0
EDGE = 2.5
"""The margin around the line for its dot and stroke width."""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The points of a polyline, in units of its view box, and the position of the dot, at the last value."""

    points: tuple[tuple[float, float], ...]
    text: str
    """The text alternative: ``Texts a week: 2, 3, 0, 1``."""
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def dot(self) -> tuple[float, float]:
        return self.points[-1]


def draw(values: Sequence[float], most: float, what: str = "Texts a week") -> Sparkline | None:
    """The line for some values, oldest first, on a scale from 0 to ``most``; None without values.

    A single value is a dot at the right end. If ``most`` is 0, the line is at the bottom.
    """
    if not values:
        return None
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    first = EDGE if len(values) > 1 else WIDTH - EDGE
    scale = (HEIGHT - 2 * EDGE) / most if most > 0 else 0.0
    points = tuple(
        (round(first + n * step, 1), round(HEIGHT - EDGE - value * scale, 1)) for n, value in enumerate(values)
    )
    return Sparkline(points, f"{what}: {', '.join(f'{value:g}' for value in values)}")


def by_person(book: Ledger) -> dict[str, Sparkline | None]:
    """Every student's line: counted posts and comments in each week that has ended.

    A text belongs to the week of its folder, whenever it was written. Points play no part.
    """
    over = {week.number for week in weeks.closed(book.course, book.as_of)}
    values = {
        person: [len(row.texts) for row in rows if row.week.number in over] for person, rows in book.by_person.items()
    }
    most = max((value for line in values.values() for value in line), default=0)
    return {person: draw(line, most) for person, line in values.items()}
