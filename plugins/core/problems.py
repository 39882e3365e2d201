"""What people are told when something they wrote is wrong.

Error: something was not done as its author meant it, and has to be fixed.
Warning: it was done, but probably not as intended.
Notice: worth knowing, nothing to do.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from rapidfuzz import fuzz, process

from .numbers import several

Severity = Literal["error", "warning", "notice"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "notice")
LINE_BREAK = re.compile(r"\r\n|\r|\n")
UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding at a place in a file.

    ``line`` and ``column`` count from 1, columns in code points; ``end_line`` and ``end_column`` are exclusive.
    ``path`` is relative to the content folder, with ``/``. ``wrong``, ``suggestion`` and ``brand`` are set when a word
    should be replaced; ``probability``: that this brand is meant; ``sure``: that the replacement is beyond doubt.
    """

    path: str
    line: int
    column: int
    message: str
    severity: Severity = "error"
    rule: str = ""
    end_line: int = 0
    end_column: int = 0
    wrong: str | None = None
    suggestion: str | None = None
    brand: str | None = None
    probability: float | None = None
    sure: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", showable(self.message))
        if not self.end_line:
            object.__setattr__(self, "end_line", self.line)
        if not self.end_column:
            object.__setattr__(self, "end_column", self.column + len(self.wrong or ""))

    def __str__(self) -> str:
        return f"{showable(self.path)}:{self.line}:{self.column}: {self.message}"

    @property
    def place(self) -> tuple[str, int, int, str]:
        """The sort key for listing problems."""
        return self.path, self.line, self.column, self.rule


def counted(problems: Sequence[Problem]) -> str:
    """``5 problems (2 errors, 3 notices)``."""
    counts = Counter(problem.severity for problem in problems)
    kinds: tuple[Severity, ...] = ("error", "warning", "notice")
    parts = ", ".join(several(counts[kind], kind) for kind in kinds if counts[kind])
    return several(len(problems), "problem") + (f" ({parts})" if parts else "")


class Places:
    """Converts offsets in a text into lines and columns, both counted from 1."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in LINE_BREAK.finditer(text))]

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def showable(text: str) -> str:
    """``text`` on one line, without characters that could control a terminal or reverse the text direction."""
    return UNSHOWABLE.sub(" ", text)


def quote(text: str, most: int = 60) -> str:
    """Quote somebody's words in a message: on one line, shortened if long."""
    line = showable(text).strip()
    return f"“{line if len(line) <= most else line[: most - 1] + '…'}”"


def nearest(word: str, candidates: Iterable[str], most: int = 1, cutoff: float = 0.6) -> list[str]:
    """The candidates most similar to ``word``, ignoring case and delimiters, best first."""
    found = process.extract(
        word, sorted(candidates), scorer=fuzz.ratio, processor=_bare, limit=most, score_cutoff=100 * cutoff
    )
    return [other for other, _, _ in found]


@lru_cache(maxsize=200_000)
def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """``; did you mean “…”?`` if a candidate is similar enough, otherwise empty."""
    return "".join(f"; did you mean {quote(near)}?" for near in nearest(word, candidates))


@dataclass(slots=True)
class Findings:
    """What comes up while pages are made: problems, and notes on what the build did without."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
