"""Which findings are new to somebody who has seen those of the last check, wherever their lines have moved since."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..core.model import composed
from ..core.problems import Problem


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as the last check saw it: a hash of what it held, empty if it is not there, and the severity of each
    finding by its fingerprint.
    """

    held: str
    findings: Mapping[str, str]


Last = Mapping[str, Seen]
"""What the last check saw of each file, by path."""


@dataclass(frozen=True)
class News:
    """Every finding of a check is in one of three lists, each in the order of the report: those that the last check did
    not have, or had with another severity; those it had in files that have changed since; and the rest of what it had.
    ``mended``: how many of the last check's are gone from files that are still there.
    """

    new: list[Problem]
    left: list[Problem]
    known: list[Problem]
    mended: int


def fingerprints(problems: Iterable[Problem], prefix: str = "") -> list[str]:
    """What identifies each finding from check to check: neither line numbers nor the reasons given for a suggestion,
    which change. Equal findings in a file are numbered.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for problem in problems:
        same = (prefix + problem.path, problem.rule, problem.wrong or "", problem.suggestion or problem.message)
        seen[same] += 1
        made.append(hashlib.sha256("\0".join((*same, str(seen[same]))).encode("utf-8", "replace")).hexdigest())
    return made


def seen(problems: Sequence[Problem], held: Mapping[str, str]) -> Last:
    """What the next check has to know of this one. ``held``: a hash of each file with findings."""
    found: dict[str, dict[str, str]] = {}
    for problem, mark in zip(problems, fingerprints(problems), strict=True):
        found.setdefault(problem.path, {})[mark] = problem.severity
    return {path: Seen(held.get(path, ""), severity) for path, severity in found.items()}


def since(last: Last, problems: Sequence[Problem], held: Mapping[str, str]) -> News:
    """Sort findings by what the last check saw. ``held``: a hash of each file that has findings now or had them."""
    news: tuple[list[Problem], list[Problem], list[Problem]] = [], [], []
    marks = fingerprints(problems)
    for problem, mark in zip(problems, marks, strict=True):
        file = last.get(problem.path, Seen("", {}))
        if file.findings.get(mark) != problem.severity:
            news[0].append(problem)
        else:
            news[1 if file.held != held.get(problem.path, "") else 2].append(problem)
    there = {mark for path, file in last.items() if held.get(path) for mark in file.findings}
    return News(*news, len(there.difference(marks)))


@dataclass
class Told:
    """What somebody has been told who watches the findings change, build by build."""

    severity: Mapping[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    notes: frozenset[str] = frozenset()

    def change(self, paths: Iterable[str]) -> None:
        """Note which files, by their paths below the content folder, have changed since findings were last told."""
        self.changed.update(map(composed, paths))

    def new_notes(self, notes: Sequence[str]) -> tuple[str, ...]:
        """The notes to tell now: those that were not there at the last build."""
        before, self.notes = self.notes, frozenset(notes)
        return tuple(note for note in notes if note not in before)

    def news(self, problems: Sequence[Problem]) -> list[Problem]:
        """The findings to tell now: at first all, later those in changed files, and what is new in any other."""
        marks = fingerprints(problems)
        told = [
            problem
            for problem, mark in zip(problems, marks, strict=True)
            if self.severity.get(mark) != problem.severity or composed(problem.path) in self.changed
        ]
        self.severity = {mark: problem.severity for problem, mark in zip(problems, marks, strict=True)}
        self.changed.clear()
        return told
