"""What the check finds: a brand that is named, and a brand that is named wrongly."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..core.model import Brand
from ..core.problems import Severity
from .context import Context


class Mention(NamedTuple):
    """A brand that is named, at offsets of the file."""

    start: int
    end: int
    brand: Brand


@dataclass(frozen=True, slots=True)
class Finding:
    """A brand named wrongly. ``kind`` is capitals, spacing, apostrophe, word or spelling; ``why``: what excuses it, if
    anything does; ``probability``: how likely on real prose the brand is meant; ``sure``: whether a correction is
    beyond doubt; ``reasons``: what speaks for it, the weightiest first.
    """

    start: int
    end: int
    wrong: str
    suggestion: str
    brand: Brand
    kind: str
    severity: Severity = "error"
    why: str = ""
    probability: float = 1.0
    sure: bool = False
    reasons: tuple[str, ...] = ()


def finding(context: Context, start: int, end: int, suggestion: str, brand: Brand, kind: str, **more: Any) -> Finding:
    """A finding whose suggestion keeps a line break that stands in the name, so that a correction moves no line.
    ``more``: its other fields.
    """
    wrong = context.text[start:end]
    gaps = re.findall(r"\s+", wrong)
    if "\n" in wrong and suggestion.count(" ") == len(gaps):
        pieces = suggestion.split(" ")
        suggestion = pieces[0] + "".join(gap + piece for gap, piece in zip(gaps, pieces[1:], strict=True))
    return Finding(start, end, wrong, suggestion, brand, kind, **more)
