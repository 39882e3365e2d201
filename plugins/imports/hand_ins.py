"""Whose a file is that was handed in, and for which week.

Canvas names each file of an assignment ``<name>_[LATE_]<user id>_<file id>_<file name>``, with the name in lower case,
family name first, without spaces; Moodle makes a folder for each person, ``<name>_<number>_assignsubmission_file_``,
whose number is of the assignment alone. Of any other file, its folder, its name and the document's own properties say
whose it is, if they agree. Nothing uncertain is guessed, and no name is written that only the platform shows.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from ..core import dates, weeks
from ..core.model import Course, Week
from ..core.problems import quote
from ..roster import Roster
from ..roster.people import words
from .people import People, plain
from .records import CannotImport, Dropped, Item, Note

ORIGIN: Final = "hand-in"
CANVAS: Final = re.compile(r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<user>\d+)_(?:\d+_(?P<file>.+)|(?P<typed>text\.html))")
MOODLE: Final = re.compile(r"(?P<name>.+?)_\d+_assignsubmission_(?:file|onlinetext)_(?P<file>.*)")
AGAIN: Final = re.compile(r"-\d{1,2}$")
"""What Canvas adds to the name of a file that was handed in again."""
ANYBODY: Final = re.compile(
    r"(?:(?:microsoft|windows|office|ms) )*(?:word|office|user|home|author|student|guest|owner|admin|administrator"
    r"|usuario|benutzer|utilisateur|notandi|unknown|anonymous)|python-docx|(?:apple|microsoft|dell|hp|lenovo|acer|asus)\b.*",
    re.IGNORECASE,
)
"""What programs write for an author whom nobody named."""
NUMBERED: Final = re.compile(r"(?:week|wk|w|post|essay)?\d{1,3}|week|post|essay|final|draft")
"""A word that may follow a person's id in the name of a file."""


@dataclass(frozen=True)
class Sender:
    """What a path says of who handed a file in. ``names`` begin with the one to ask for; ``user`` is Canvas's id."""

    platform: str
    names: tuple[str, ...]
    file: str
    user: str = ""
    late: bool = False


def sender(path: str) -> Sender:
    """Read a file's path within the import."""
    parts = PurePosixPath(path).parts
    for n, part in enumerate(parts):
        if match := MOODLE.fullmatch(part):
            return Sender("moodle", (match["name"],), "/".join(filter(None, [match["file"], *parts[n + 1 :]])))
    if match := CANVAS.fullmatch(parts[-1]):
        file = PurePosixPath(match["file"] or match["typed"])
        name = AGAIN.sub("", file.stem) + file.suffix
        return Sender("canvas", (match["name"],), name, match["user"], bool(match["late"]))
    folders = [re.sub(r"\.zip$", "", part, flags=re.IGNORECASE) for part in reversed(parts[:-1])]
    return Sender("", (PurePosixPath(path).stem, *folders), path)


def ask_for(name: str, several: str = "") -> str:
    """Why a text is left out whose person is not known, and what to do."""
    return (
        f"whose it is, is not certain{several}: write their id below {quote(name)} in private/people.toml, and import"
        " again"
    )


@dataclass(frozen=True)
class Received:
    """A document's post with its place, or why it has none; ``asked``: the name whose person is not known."""

    item: Item | Dropped
    notes: tuple[Note, ...] = ()
    asked: str = ""


@dataclass(frozen=True)
class Desk:
    """Where hand-ins come in: the course, those who may hand in, and the week that all are for, if one is given."""

    course: Course
    people: People
    roster: Roster = field(default_factory=Roster)
    week: Week | None = None
    dated: bool = False
    """Whether a date is given for texts without one."""

    def receive(self, item: Item, path: str) -> Received:
        """Place a document's post."""
        by = sender(path)
        title = item.title or _title(by.file)
        told = ["the post has no title: it was given the name of its file"] if not item.title else []
        notes = [Note("title", item.place, message) for message in told]
        if by.late:
            notes.append(Note("time", item.place, "Canvas says that it came late"))
        week, moment, why = self._week(item.time)
        if why:
            notes.append(Note("time", item.place, why))
        if week is None:
            reason = f"{why or 'has no date'}: say its week with --week"
            return Received(Dropped("post", item.place, reason, title))
        found, asked = self._whose(by, (item.author, *item.accounts))
        if len(found) != 1:
            several = f" (its names are of {', '.join(sorted(found))})" if found else ""
            return Received(Dropped("post", item.place, ask_for(asked, several), title), (), asked)
        identity = "|".join((by.platform, *by.names, by.user, by.file, item.id))
        key = hashlib.blake2b(identity.encode("utf-8", "replace"), digest_size=8).hexdigest()
        placed = replace(
            item, origin=f"{ORIGIN} week-{week.number:02}", id=key, title=title, time=moment, author=asked, accounts=(),
            person=found.pop(), week=week.number,
        )  # fmt: skip
        return Received(placed, tuple(notes))

    def sender(self, path: str) -> str:
        """The id of the person whose hand-in a platform says a file is; empty if it says nothing certain."""
        by = sender(path)
        found = self._whose(by, ())[0] if by.platform else set()
        return found.pop() if len(found) == 1 else ""

    def _week(self, changed: datetime | None) -> tuple[Week | None, datetime | None, str]:
        """A document's week and date, and what is to be said of them. It is dated by its last change, if that is
        within its week.
        """
        if changed is None:
            first = next(iter(self.course.weeks), None) if self.dated else None
            return self.week or first, None, ""
        moment = dates.at(changed, self.course.zone) if changed.tzinfo else dates.aware(changed, self.course.zone)
        said = f"the file was last changed on {dates.short_time(moment)}"
        if self.week:
            if self._within(self.week, moment):
                return self.week, moment, ""
            return self.week, None, f"{said}, which is not within week {self.week.number}, so that is not its date"
        begun = [week for week in self.course.weeks if week.begins and self._within(week, moment)]
        return (begun[-1], moment, "") if begun else (None, None, f"{said}, which is in no week of course.toml")

    def _within(self, week: Week, moment: datetime) -> bool:
        end = weeks.ends(week)
        grace = timedelta(hours=self.course.rules(week).expectations.grace_hours)
        return not ((week.begins and moment < week.begins) or (end and moment > end + grace))

    def _whose(self, by: Sender, authors: Iterable[str]) -> tuple[set[str], str]:
        """The ids of the people whom a file's names mean, and the name to ask for if they are not one."""
        real = [name for name in authors if name and not ANYBODY.fullmatch(" ".join(name.split()))]
        asked = real[0] if real and not by.platform and not self._named(real[:1]) else by.names[0]
        for name in (by.names[0], asked):
            if (person := self.people.mapping.get(plain(name), "")) in self.course.person_by_id:
                return {person}, asked
        if by.platform:
            found = {self._elsewhere.get(key, "") for key in (f"canvas {by.user}", _squeezed(by.names[0]))}
            return (found | self._named(by.names)) - {""}, asked
        real_ids = {self.roster.addresses.get(name.casefold(), "") for name in real} - {""}
        writers = {person for person in self._named(real) | real_ids if self.course.person_by_id[person].earns}
        found = self._named(by.names).union(*map(self._begins, by.names)) | writers
        return found, asked if len(found) < 2 else by.names[0]

    def _named(self, names: Iterable[str]) -> set[str]:
        found = (self.people.find(Item("post", ORIGIN, "", "", name)) for name in names)
        return {person.id for person in found if person}

    def _begins(self, stem: str) -> set[str]:
        """The people with whose name the name of a file begins, or with whose id and a number."""
        said = words(stem)
        for length in range(len(said), 0, -1):
            rest = said[length:]
            if person := self._spoken.get(" ".join(said[:length])):
                return {person} if length > 1 or all(map(NUMBERED.fullmatch, rest)) else set()
        return set()

    @cached_property
    def _spoken(self) -> Mapping[str, str]:
        """Ids by the words of a name or id that only one person has."""
        pairs = [
            (" ".join(words(name)), person.id) for person in self.course.people for name in (person.id, person.name)
        ]
        return dict(_of_one([*pairs, *self.people.legal.items()]))

    @cached_property
    def _elsewhere(self) -> Mapping[str, str]:
        """Ids by Canvas's id, and by legal name without spaces."""
        members = self.roster.members.values()
        pairs = [(f"canvas {member.canvas_id}", member.person) for member in members if member.canvas_id]
        for member in members:
            family, _, given = member.legal_name.partition(",")
            pairs += [(_squeezed(name), member.person) for name in {f"{family}{given}", f"{given}{family}"}]
        return dict(_of_one(pairs))


def _of_one(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The keys that belong to one person alone."""
    found: dict[str, set[str]] = {}
    for key, person in pairs:
        found.setdefault(key, set()).add(person)
    yield from ((key, next(iter(ids))) for key, ids in found.items() if key and len(ids) == 1)


def _squeezed(name: str) -> str:
    return "".join(words(name))


def _title(file: str) -> str:
    """A title from the name of a file."""
    return " ".join(re.sub(r"[_\s-]+", " ", PurePosixPath(file).stem).split())


def week_of(number: str, course: Course) -> Week | None:
    """The week that ``--week`` names. Raises ``CannotImport``."""
    if not number:
        return None
    found = next((week for week in course.weeks if str(week.number) == number.strip()), None)
    if found is None:
        known = ", ".join(str(week.number) for week in course.weeks) or "none"
        raise CannotImport(f"--week {number}: course.toml has no such week; it has {known}")
    return found
