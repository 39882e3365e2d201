"""An import's report, for people and for programs: what was read, what became of it, and what could not be kept.

Every item of the input has one outcome, so the counts must add up: ``Report.balanced`` checks this. An unbalanced
import is a bug in Cohort and ends the run before anything is written.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from ..core.problems import quote, showable
from .records import Dropped, Kind, Note

Outcome = Literal["new", "updated", "unchanged", "kept", "dropped"]
OUTCOMES: Final[dict[Outcome, str]] = {
    "new": "written",
    "updated": "updated",
    "unchanged": "unchanged",
    "kept": "left as they are, because somebody edited, moved or deleted them",
    "dropped": "not imported",
}
KINDS: Final[dict[Kind, tuple[str, str]]] = {
    "post": ("post", "posts"),
    "page": ("page", "pages"),
    "comment": ("comment", "comments"),
    "other": ("other item", "other items"),
}
NOTES: Final = {
    "recovered": "Repaired while reading",
    "personal": "Personal data, not imported",
    "not text": "Around the texts, or of their status",
    "markup": "Markup simplified",
    "time": "Times unknown",
    "title": "Titles made",
    "author": "Authors unknown",
    "parent": "Parents missing",
    "stand-in": "Posts missing",
    "rating": "Ratings",
}
HELD: Final = {
    "words": "words",
    "links": "links",
    "pictures": "pictures",
    "headings": "headings",
    "items": "list items",
    "emphasis": "words in bold or italics",
}
TOLD: Final = 10
"""The maximum number of places listed for each kind of loss; JSON lists all."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its format, and the counts of each kind of item. ``failed``: why it could not be read, and
    ``line`` where; ``skipped``: whether it was deliberately not read.
    """

    name: str
    platform: str = ""
    came_in: tuple[tuple[Kind, int], ...] = ()
    nested: int = 0
    failed: str = ""
    skipped: bool = False
    line: int = 1

    @property
    def fault(self) -> str:
        """Where and why it could not be read."""
        return f"{showable(self.name)}:{self.line}:1: {showable(self.failed)}"


@dataclass(frozen=True, slots=True)
class Written:
    """An item's outcome and its file."""

    kind: Kind
    place: str
    path: str
    outcome: Outcome


@dataclass(frozen=True)
class Report:
    sources: tuple[Source, ...]
    written: tuple[Written, ...]
    dropped: tuple[Dropped, ...]
    notes: tuple[Note, ...]
    stand_ins: tuple[str, ...] = ()
    files: tuple[str, ...] = field(default=())
    """Further files that were or would be written: course.toml, people.toml."""
    dry_run: bool = False
    images: tuple[str, ...] = ()
    """The images that were or would be copied."""
    replaced: tuple[str, ...] = ()
    """Images left alone because they were replaced in the course."""
    held: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """How much the texts held of each kind as they came, and hold on the site."""

    @property
    def came_in(self) -> Counter[Kind]:
        return Counter({kind: sum(dict(source.came_in).get(kind, 0) for source in self.sources) for kind in KINDS})

    @property
    def outcomes(self) -> dict[Outcome, Counter[Kind]]:
        counts: dict[Outcome, Counter[Kind]] = {outcome: Counter() for outcome in OUTCOMES}
        for item in self.written:
            counts[item.outcome][item.kind] += 1
        for lost in self.dropped:
            counts["dropped"][lost.kind] += 1
        return counts

    @property
    def empty(self) -> bool:
        """Whether nothing of the input is in the course, nor was before."""
        return not (self.written or self.stand_ins)

    @property
    def balanced(self) -> bool:
        """Whether every item of the input has exactly one outcome."""
        total: Counter[Kind] = Counter()
        for counts in self.outcomes.values():
            total.update(counts)
        return +total == +self.came_in

    def lines(self) -> Iterable[str]:
        """The report for people."""
        for source in self.sources:
            if source.failed:
                yield source.fault
                continue
            nested = f", {source.nested} of the comments in answer to another" if source.nested else ""
            yield f"{showable(source.name)}: {source.platform}: {_counted(Counter(dict(source.came_in)))}{nested}"
        yield f"came in: {_counted(self.came_in)}"
        if self.held:
            kinds = (f"{HELD[kind]} {before:,} → {after:,}" for kind, (before, after) in self.held.items() if before)
            yield f"in their texts, as they came → here: {', '.join(kinds)}"
        for outcome, words in OUTCOMES.items():
            if counts := +self.outcomes[outcome]:
                yield f"{'to be written' if outcome == 'new' and self.dry_run else words}: {_counted(counts)}"
        yield from _reasons(self.dropped)
        yield from _listed("Left as they are", [item.path for item in self.written if item.outcome == "kept"])
        for kind, title in NOTES.items():
            yield from _notes(title, [note for note in self.notes if note.kind == kind])
        yield from _listed("Stand-ins written", self.stand_ins)
        yield from _listed("Images to be copied" if self.dry_run else "Images copied", self.images)
        yield from _listed("Images left as they are, because somebody replaced them", self.replaced)
        yield from _listed("To be written, too" if self.dry_run else "Written, too", self.files)

    def json(self) -> str:
        """The report for programs, as a JSON object."""
        found: dict[str, Any] = {
            "dry_run": self.dry_run,
            "sources": [
                {"name": s.name, "platform": s.platform, "came_in": dict(s.came_in), "nested": s.nested,
                 "failed": s.failed or None}
                for s in self.sources
            ],
            "came_in": dict(+self.came_in),
            "outcomes": {outcome: dict(+counts) for outcome, counts in self.outcomes.items()},
            "texts": [
                {"kind": w.kind, "place": w.place, "path": w.path, "outcome": w.outcome} for w in self.written
            ],
            "dropped": [{"kind": d.kind, "place": d.place, "reason": d.reason, "what": d.what} for d in self.dropped],
            "notes": [
                {"kind": n.kind, "place": n.place, "said": n.message, "count": n.count, "first": n.first}
                for n in self.notes
            ],
            "stand_ins": list(self.stand_ins),
            "images": list(self.images),
            "images_left": list(self.replaced),
            "files": list(self.files),
            "held": {kind: {"before": before, "after": after} for kind, (before, after) in self.held.items()},
        }  # fmt: skip
        return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _counted(counts: Counter[Kind]) -> str:
    return (
        ", ".join(f"{counts[kind]} {names[counts[kind] != 1]}" for kind, names in KINDS.items() if counts[kind])
        or "nothing"
    )


def _reasons(dropped: Sequence[Dropped]) -> Iterable[str]:
    if not dropped:
        return
    yield "\nNot imported"
    by_reason: dict[tuple[Kind, str], list[Dropped]] = {}
    for item in dropped:
        by_reason.setdefault((item.kind, item.reason), []).append(item)
    for (kind, reason), items in by_reason.items():
        yield f"  {len(items)} {KINDS[kind][len(items) != 1]}: {showable(reason)}"
        if kind != "other":
            yield from (
                f"    {showable(item.place)}" + f" {showable(item.what)[:60]}".rstrip() for item in items[:TOLD]
            )
            if len(items) > TOLD:
                yield f"    and {len(items) - TOLD} more"


def _notes(title: str, notes: Sequence[Note]) -> Iterable[str]:
    if not notes:
        return
    yield f"\n{title}"
    by_message: dict[str, list[Note]] = {}
    for note in notes:
        by_message.setdefault(note.message, []).append(note)
    for message, same in by_message.items():
        places = ", ".join(dict.fromkeys(_place(note) for note in same[:3]))
        more = f" and {len(same) - 3} more" if len(same) > 3 else ""
        yield f"  {sum(note.count for note in same)} × {showable(message)} ({showable(places)}{more})"


def _place(note: Note) -> str:
    return f"{note.place}, at {quote(note.first)}" if note.first else note.place


def _listed(title: str, paths: Sequence[str]) -> Iterable[str]:
    if paths:
        yield f"\n{title}" + (f" ({len(paths)})" if len(paths) > TOLD else "")
        yield from (f"  {showable(path)}" for path in paths[:TOLD])
        if len(paths) > TOLD:
            yield f"  and {len(paths) - TOLD} more"
