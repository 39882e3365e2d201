"""The git record of a text: when it was committed, by whom, and what was changed after its deadline.

Nothing here changes any points: the header's ``Date`` decides, git only raises flags. A flag states what is on record
and leaves the judgement to the reader, since each has innocent causes: a laptop without a network, a pull request
merged days later, a shared computer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, Literal
from zoneinfo import ZoneInfo

from ..core import dates
from ..core.model import Course, Person, Post, SiteSettings, Text
from ..core.numbers import several
from ..corpus.lineage import Version
from ..course import forge
from ..texts import content_file
from . import difference
from .difference import Span

Kind = Literal["undated", "back-dated", "dated ahead", "edited late", "other's commit", "imported", "uncommitted"]
A_DAY: Final = timedelta(days=1)
"""The tolerated difference between the header's date and the first commit."""
IMPORT: Final = 3
"""A commit that adds texts by this many people does not show when they were written."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something on record that may need a look.

    ``commit`` is the commit in question; ``difference``, what was removed and added, as spans of ``same``, ``del`` and
    ``ins``. ``routine``: expected and no cause for concern, such as an instructor's commit.
    """

    path: str
    kind: Kind
    sentence: str
    commit: str = ""
    difference: tuple[Span, ...] = ()
    routine: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """The flags by path, for texts that have any, and the limits of git's record, as sentences. ``missing``: why there
    is no record of any text; empty if there is one.
    """

    flags: Mapping[str, tuple[Flag, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    missing: str = ""

    def quiet(self) -> str:
        """What is said where no text is flagged: that all agrees, or that nobody can tell."""
        return f"{self.missing[0].upper()}{self.missing[1:]}." if self.missing else "Dates, commits and authors agree."

    @property
    def said(self) -> tuple[str, ...]:
        """What git cannot tell, a sentence each."""
        return (*self.notes, self.missing) if self.missing else self.notes

    def beside(self, flagged: Collection[object]) -> tuple[str, ...]:
        """What is said below the flagged texts, or below ``quiet``."""
        return self.said if flagged else self.notes


@dataclass(frozen=True)
class Register:
    """Data shared by all texts. ``addresses``: person id by case-folded e-mail address."""

    course: Course
    addresses: Mapping[str, str] = field(default_factory=dict)
    imports: frozenset[str] = frozenset()
    """The commits that added texts by ``IMPORT`` or more people."""
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    """The contents of the versions listed by ``wanted``."""

    @property
    def zone(self) -> ZoneInfo:
        return self.course.zone

    @cached_property
    def known(self) -> frozenset[str]:
        """The ids of people with a known address."""
        return frozenset(self.addresses.values())

    def whose(self, version: Version) -> str:
        """The id of a version's author by e-mail address; empty if unknown. ``.mailmap`` is consulted only for unknown
        addresses, since anyone who can commit can edit it.
        """
        first = self.addresses.get(version.email.casefold(), "")
        return first or self.addresses.get(version.mapped.casefold(), "")


def imports(everything: Iterable[Text], versions: Mapping[str, Sequence[Version]]) -> frozenset[str]:
    """The commits that first added texts by at least ``IMPORT`` people of the course at once."""
    authors: dict[str, set[str]] = defaultdict(set)
    for text in everything:
        if text.author.listed and (known := versions.get(text.path)):
            authors[known[0].commit].add(text.author.id)
    return frozenset(commit for commit, people in authors.items() if len(people) >= IMPORT)


def late(versions: Sequence[Version], deadline: datetime | None) -> tuple[Version, ...]:
    """The version current at the deadline (or the first, if later) and all later ones; empty if the file was not
    changed after the deadline.
    """
    if deadline is None:
        return ()
    stood = max((n for n, version in enumerate(versions) if version.time <= deadline), default=0)
    after = tuple(versions[stood:])
    return after if len({version.blob for version in after}) > 1 else ()


def wanted(versions: Mapping[str, Sequence[Version]], deadlines: Mapping[str, datetime | None]) -> set[str]:
    """The blobs needed to show what was changed after the deadlines; only for texts that were changed."""
    return {version.blob for path, deadline in deadlines.items() for version in late(versions.get(path, ()), deadline)}


def flags(text: Text, versions: Sequence[Version], deadline: datetime | None, register: Register) -> tuple[Flag, ...]:
    """All flags of a text that has versions. ``deadline`` is None if it has none."""
    found = [*_dated(text, versions[0], deadline, register)]
    if edited := _edited(text, versions, deadline, register):
        found.append(edited)
    return (*found, *_foreign_commits(text, versions, register))


def _dated(text: Text, first: Version, deadline: datetime | None, register: Register) -> Iterator[Flag]:
    """Compare the header's date with the first commit's."""
    apart = first.time - text.date
    written, known = dates.short_time(text.date), dates.short_time(dates.at(first.time, register.zone))
    if apart < -A_DAY:
        sentence = f"The header says {written}; the first commit is of {known}, {dates.span(apart)} earlier."
        yield Flag(text.path, "dated ahead", sentence, first.commit)
    if first.commit in register.imports:
        sentence = (
            f"Committed on {known} together with other people’s texts, so the first commit does "
            "not say when it was written."
        )
        yield Flag(text.path, "imported", sentence, first.commit, routine=True)
    elif apart > A_DAY:
        sentence = f"The header says {written}; the first commit is of {known}, {dates.span(apart)} later"
        if deadline:
            margin = first.time - deadline
            side = "after" if margin > timedelta() else "before"
            sentence += f" and {dates.span(margin)} {side} the deadline"
        if abs(first.authored - text.date) <= A_DAY:
            own = dates.short_time(dates.at(first.authored, register.zone))
            sentence += f". The commit’s author time, which its author can set, is {own}"
        yield Flag(text.path, "back-dated", f"{sentence}.", first.commit)


def _edited(text: Text, versions: Sequence[Version], deadline: datetime | None, register: Register) -> Flag | None:
    """Changes to the words after the deadline; header changes and reverted edits are ignored."""
    after = late(versions, deadline)
    if not after or deadline is None:
        return None
    if any(version.blob not in register.blobs for version in after):
        on = dates.short_time(dates.at(after[-1].time, register.zone))
        sentence = f"The file was changed after the deadline, on {on}; git does not have all of its versions."
        return Flag(text.path, "edited late", sentence, after[-1].commit)
    prose = [_prose(text, version, register) for version in after]
    edits = [after[n] for n in range(1, len(after)) if prose[n].split() != prose[n - 1].split()]
    changed = difference.between(prose[0], prose[-1])
    if not changed.spans:
        return None
    last = edits[-1]
    by = [register.course.person_by_id.get(register.whose(version)) for version in edits]
    times = "" if len(edits) == 1 else f"in {len(edits)} commits, the last "
    sentence = (
        f"The words were changed after the deadline, {dates.deadline(deadline)}: {times}on "
        f"{dates.short_time(dates.at(last.time, register.zone))}, {dates.span(last.time - deadline)} after it; "
        f"{several(changed.taken_out, 'word')} removed, {changed.put_in} added."
    )
    routine = all(person is not None and person.role == "instructor" for person in by)
    return Flag(text.path, "edited late", sentence, last.commit, changed.spans, routine)


def _prose(text: Text, version: Version, register: Register) -> str:
    fields = content_file.POST_FIELDS if isinstance(text, Post) else content_file.COMMENT_FIELDS
    return content_file.prose(register.blobs[version.blob], fields)[: content_file.MOST_CHARACTERS]


def _foreign_commits(text: Text, versions: Sequence[Version], register: Register) -> Iterator[Flag]:
    """The first commit, and edits, by addresses other than the author's."""
    known = text.author.id in register.known
    by: dict[tuple[str, str], list[Version]] = defaultdict(list)
    for n, version in enumerate(versions):
        owner = register.whose(version)
        if owner == text.author.id or (not owner and not known):
            continue
        person = register.course.person_by_id.get(owner)
        imported = not n and version.commit in register.imports and not (person and person.earns)
        if imported or (n and version.blob == versions[n - 1].blob):
            continue
        by["edit" if n else "first", owner or version.email.casefold()].append(version)
    for (what, whose), commits in by.items():
        person = register.course.person_by_id.get(whose)
        last = commits[-1]
        when = dates.short_time(dates.at(last.time, register.zone))
        if register.whose(last):
            who = _named(person or Person(whose, whose))
        else:
            who = f"{last.email or 'nobody named'}, an address of no one in the course"
        if what == "first":
            sentence = f"The first commit, of {when}, is by {who}, not by {text.author.name}"
        elif len(commits) == 1:
            sentence = f"The change of {when} is by {who}"
        else:
            sentence = f"{len(commits)} changes are by {who}, the last of {when}"
        routine = person is not None and person.role == "instructor"
        yield Flag(text.path, "other's commit", f"{sentence.removesuffix('.')}.", last.commit, routine=routine)


def _named(person: Person) -> str:
    return f"{person.name}, an instructor" if person.role == "instructor" else person.name


def undated(text: Text) -> Flag:
    """The flag for a text whose header has no date that can be read: what its date is instead, and what that proves."""
    when = dates.short_time(text.date)
    if text.dated == "commit":
        return Flag(text.path, "undated", f"Has no date that can be read, so its first commit counts, {when}.")
    sentence = (
        f"Has no date that can be read and is not committed, so the file’s last change counts, {when}. That is no "
        "evidence of when it was written, since copying a file changes it."
    )
    return Flag(text.path, "undated", sentence)


def uncommitted(path: str, *, ever: bool) -> Flag:
    """The flag for a text with uncommitted changes; ``ever``: an earlier version is in git."""
    sentence = (
        "Has uncommitted changes, so there is no record of when they were made."
        if ever
        else "Is not committed, so there is no record of when it was written."
    )
    return Flag(path, "uncommitted", sentence, routine=True)


def notes(record: Mapping[str, Sequence[Flag]]) -> Iterator[str]:
    """What git cannot tell about some texts, one sentence for all of them."""
    kinds = [flag.kind for found in record.values() for flag in found]
    if number := kinds.count("imported"):
        came = "text was added by a commit" if number == 1 else "texts were added by commits"
        add = "adds" if number == 1 else "add"
        yield (
            f"{number:,} {came} that {add} texts of {IMPORT} people or more at once, so the first commits do not show "
            "when they were written"
        )
    if number := kinds.count("uncommitted"):
        are = "text is" if number == 1 else "texts are"
        yield f"{number:,} {are} changed since the last commit, so git has no record of the changes"


def commit_address(site: SiteSettings, commit: str) -> str:
    """The URL of a commit on the forge; empty if there is none."""
    if not site.forge or not commit or not (repository := forge.repository(site)):
        return ""
    return f"{repository}{forge.FORGES[site.forge].commit_page}{commit}"
