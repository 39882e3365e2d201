"""Match imported texts to people by name, id or the mapping in ``people.toml``; and propose a mapping for the rest."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from ..core.addresses import slug
from ..core.model import Course, Person
from ..core.numbers import several
from ..core.problems import Problem, nearest, showable
from ..core.toml import quoted
from ..course.forge import MAIL
from ..roster import Roster, Row
from ..roster.people import words
from ..roster.public_names import join
from .records import ACCOUNT, Item, Note

FILE: Final = "people.toml"
CLOSED: Final = ("moodle", "canvas")
"""Origins whose texts were visible only to the platform's own users, under their legal names."""
UNSURE: Final = (
    "names of which it is not certain which is the given name: course.toml has initials; write the names that readers"
    " may see there"
)
HEAD: Final = """\
# Authors found by ./inv import or ./inv pull whose names match no one in course.toml.
# Write the person's id from course.toml after `id`, and import or pull again: the texts become theirs.
"""


def plain(name: str) -> str:
    """A name normalized for comparison: case-folded, NFC, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def shown(name: str) -> str:
    """A name that fits on a header's line; an e-mail address is not a name."""
    line = " ".join(showable(name).split())[:80]
    return "" if MAIL.fullmatch(line) else line


@dataclass(frozen=True)
class People:
    """A course's people and their other names on the platforms."""

    course: Course
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Ids in ``course.toml`` by normalized name."""
    legal: Mapping[str, str] = field(default_factory=dict)
    """Ids by the names and Canvas ids in the private roster, from ``known_to_roster``; these are never written out."""

    @cached_property
    def by_name(self) -> dict[str, dict[str, Person]]:
        """People by id, by each of their normalized names."""
        found: dict[str, dict[str, Person]] = {}
        for person in self.course.people:
            for name in (person.id, person.name):
                found.setdefault(plain(name), {})[person.id] = person
        return found

    def find(self, item: Item) -> Person | None:
        """A text's author; None if no person or more than one has the name."""
        if person := self.course.person_by_id.get(item.person):
            return person
        for account in item.accounts:
            if person := self.course.person_by_id.get(self.legal.get(account, "")):
                return person
        if item.origin == "canvas" and item.kind == "post" and not (item.author or item.accounts):
            teachers = [person for person in self.course.people if person.role == "instructor"]
            return teachers[0] if len(teachers) == 1 else None
        names = [name for name in map(plain, (item.author, *item.accounts)) if name]
        for name in names:
            if person := self.course.person_by_id.get(self.mapping.get(name, "")):
                return person
        for name in names:
            if len(meant := self.by_name.get(name, {})) == 1:
                return next(iter(meant.values()))
        keys = (" ".join(words(name)) for name in (item.author, *item.accounts))
        return next((self.course.person_by_id[self.legal[key]] for key in keys if key in self.legal), None)


def known_to_roster(roster: Roster) -> dict[str, str]:
    """Ids by legal name, in either order, by login and by Canvas id; ambiguous ones are left out."""
    found: dict[str, set[str]] = {}
    for member in roster.members.values():
        family, _, given = member.legal_name.partition(",")
        for name in (member.legal_name, f"{given} {family}", member.login):
            if key := " ".join(words(name)):
                found.setdefault(key, set()).add(member.person)
        if member.canvas_id:
            found.setdefault(f"{ACCOUNT}{member.canvas_id}", set()).add(member.person)
    return {key: ids.pop() for key, ids in found.items() if len(ids) == 1}


def read(path: str, text: str, course: Course) -> tuple[dict[str, str], set[str], list[Problem]]:
    """Parse ``people.toml``: ids by normalized name, all names it lists, and its problems."""
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        return {}, set(), [Problem(path, 1, 1, f"is not valid TOML ({error}): fix it; no one was matched by it")]
    mapping: dict[str, str] = {}
    listed: set[str] = set()
    problems: list[Problem] = []
    rows = data.get("people")
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict) or not isinstance(row.get("name"), str):
            continue
        name, person = plain(row["name"]), row.get("id")
        listed.add(name)
        if person and person in course.person_by_id:
            mapping[name] = person
        elif person:
            near = nearest(str(person), course.person_by_id)
            hint = f"; did you mean “{near[0]}”?" if near else ""
            line = 1 + text[: max(text.find(quoted(person)), 0)].count("\n")
            problems.append(Problem(path, line, 1, f"“{person}” is not an id in course.toml{hint}"))
    return mapping, listed, problems


def proposal(items: Iterable[Item], people: People, listed: set[str]) -> str:
    """Entries to add to ``people.toml``: every unknown author, with counts and the nearest match."""
    counts: dict[str, Counter[str]] = {}
    for item in items:
        name = shown(item.author)
        if name and item.kind != "page" and people.find(item) is None and plain(name) not in listed:
            counts.setdefault(name, Counter())[item.kind] += 1
    known = {
        name: people.course.person_by_id[person]
        for name, person in people.legal.items()
        if not name.startswith(ACCOUNT)
    }
    known |= {p.id: p for p in people.course.people} | {p.name: p for p in people.course.people}
    parts = []
    for name, count in sorted(counts.items(), key=lambda entry: (-sum(entry[1].values()), entry[0])):
        near = nearest(name, known) or nearest(name.split()[0], known, cutoff=0.8)
        parts.append(
            f'\n[[people]]\nname = {quoted(name)}\nid = ""\n'
            f"# {several(count['post'], 'post')}, {several(count['comment'], 'comment')}; "
            + (
                f"closest in course.toml: {showable(known[near[0]].name)} ({known[near[0]].id})\n"
                if near
                else "no one is close\n"
            )
        )
    return "".join(parts)


def known(learned: Mapping[str, str], listed: set[str]) -> str:
    """Entries to add to ``people.toml`` for names whose people are known."""
    return "".join(
        f"\n[[people]]\nname = {quoted(name)}\nid = {quoted(person)}\n"
        for name, person in sorted(learned.items())
        if plain(name) not in listed
    )


def new(items: Iterable[Item]) -> tuple[tuple[Person, ...], dict[str, str], list[Note]]:
    """The people of a course created by an import: students who wrote posts, and guests who only commented.

    On a platform visible only to its own users, names are legal names: the site shows the given name and an initial,
    and the ids by legal name are returned for the private ``people.toml``. Where it is not certain which is the given
    name, the site shows initials, and a note says so.
    """
    found: dict[str, tuple[str, bool, bool]] = {}
    for item in items:
        name = shown(item.author)
        if name and item.kind != "page" and item.status not in ("spam", "pending"):
            first, wrote, closed = found.get(plain(name), (name, False, True))
            found[plain(name)] = first, wrote or item.kind == "post", closed and item.origin in CLOSED
    people: dict[str, Person] = {}
    in_order = sorted(found.values(), key=lambda entry: (not entry[1], plain(entry[0])))
    for name, wrote, closed in in_order:
        if closed:
            continue
        base = re.sub(r"^guest-", "", slug(name))[:40].strip("-") or "person"
        number, person = 1, base
        while person in people or person == "unknown":
            number += 1
            person = f"{base}-{number}"
        people[person] = Person(person, name, role="student" if wrote else "guest")
    rows = [(Row(n, name), wrote) for n, (name, wrote, closed) in enumerate(in_order) if closed]
    joined = join([row for row, _ in rows], tuple(people.values()))
    for (_, wrote), added in zip(rows, joined.people, strict=True):
        people[added.id] = replace(added, role="student" if wrote else "guest")
    notes = [Note("author", FILE, UNSURE, len(joined.unsure))] if joined.unsure else []
    return tuple(people.values()), {row.name: joined.ids[row.line] for row, _ in rows}, notes
