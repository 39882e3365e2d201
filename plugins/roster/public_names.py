"""Derives the people of a new course from a roster: what readers see of them, and what stays private.

Readers see the given name and the initial of the family name, or more of it if two people would otherwise have the same
name; ids are made from given names. Where it is not certain which is the given name, they see initials, and the id is
made of these. An id is never one that another system uses for anybody.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Final

from ..core.addresses import slug
from ..core.model import Person, Role
from ..course.course_file import ID
from . import Row, name_order
from .columns import EMAIL, KIND, plain
from .name_order import First
from .table import Record

TEACHES: Final = re.compile(r"\b(?:teacher|instructor|professor|lecturer|manager|course creator)\b", re.IGNORECASE)
UNNAMED: Final = "Student"
MOST_ID: Final = 30


@dataclass(frozen=True, slots=True)
class Joined:
    """The people a roster adds to a course, and the ids by line of the roster's rows."""

    people: tuple[Person, ...]
    ids: Mapping[int, str]
    unnamed: tuple[int, ...] = ()
    """The lines of the rows without a presentable name."""
    unsure: tuple[int, ...] = ()
    """The lines of the rows whose given name is not certain."""
    elsewhere: frozenset[str] = frozenset()
    """The casefolded identifiers of other systems, none of which may become an id."""


def join(rows: Sequence[Row], there: Sequence[Person] = (), order: First = "") -> Joined:
    """The people of a roster. ``there``: those already in the course; a row that refers to one of them adds nobody.

    ``order``: what comes first in names whose order is not certain, if somebody has said that.
    """
    rows = _ordered(rows, order)
    elsewhere = frozenset(key.casefold() for row in rows for key in row.keys)
    known = {person.id for person in there}
    firsts = _firsts(rows)
    new = [row for row in rows if firsts[row.line] is row and row.person not in known]
    names = _public_names(new, {person.name.casefold() for person in there})
    given = Counter(_given_id(row) for row in new)
    sections = {row.section for row in rows} if len({row.section for row in rows}) > 1 else set()
    ids = {row.line: row.person for row in rows if row.person in known or ID.fullmatch(row.person)}
    taken = known | elsewhere | set(ids.values())
    people = []
    for row in new:
        if row.line not in ids:
            more = slug(names[row.line]) if given[_given_id(row)] > 1 else ""
            ids[row.line] = _id(row, taken, more)
            taken = taken | {ids[row.line]}
        role: Role = "instructor" if any(map(TEACHES.search, row.places)) else "student"
        section = row.section if row.section in sections else ""
        people.append(Person(ids[row.line], names[row.line], section, role))
    return Joined(
        tuple(people), {row.line: ids[firsts[row.line].line] for row in rows},
        tuple(row.line for row in new if not _can_show(row)),
        tuple(row.line for row in new if row.order == "unsure" and _can_show(row)), elsewhere,
    )  # fmt: skip


def table(records: Sequence[Record], ids: Mapping[int, str]) -> str:
    """The roster with a ``person`` column that identifies everybody, so that no row has to be guessed again."""
    header = records[0].cells
    at = next((n for n, name in enumerate(header) if KIND.get(plain(name)) == "person"), None)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for n, row in enumerate(records):
        cell = "person" if not n else ids.get(row.line, "")
        cells = list(row.cells)
        if at is None:
            cells.insert(len(header), cell) if len(cells) >= len(header) else cells.extend(
                [*[""] * (len(header) - len(cells)), cell]
            )
        elif n and cell:
            cells[at : at + 1] = [cell]
        writer.writerow(cells)
    return out.getvalue()


def _ordered(rows: Sequence[Row], order: First) -> list[Row]:
    """The rows with the parts of their names, where those are certain; the others are ``unsure``."""
    doubtful = name_order.unsure(row.name for row in rows if not any(row.parts))
    kana = any(map(name_order.KANA.search, (row.name for row in rows)))
    return [_in_order(row, order, doubtful, kana=kana) for row in rows]


def _in_order(row: Row, order: First, doubtful: Collection[str], *, kana: bool) -> Row:
    """``kana``: whether a list has Japanese names, which nothing but a space parts."""
    if not any(row.parts) and "," in row.name:
        return replace(row, order="")
    if any(row.parts):
        if row.order != "unsure" or not order:
            return row
        return replace(row, parts=row.parts[::-1] if order == "family" else row.parts, order="")
    if not row.order and row.name not in doubtful:
        return row
    first: First = "family" if row.order == "family" else order
    found = name_order.parts(row.name, first) if first else None
    if found and kana and len(row.name.split()) == 1:
        found = None
    return replace(row, parts=found, order="") if found else replace(row, order="unsure")


def _firsts(rows: Sequence[Row]) -> dict[int, Row]:
    """Line → the first row about the same person, who may have one row per section."""
    seen: dict[str, Row] = {}
    firsts = {}
    for row in rows:
        keys = [f"person {row.person}"] if row.person else [f"key {key.casefold()}" for key in row.keys]
        firsts[row.line] = next((seen[key] for key in keys if key in seen), row)
        for key in keys:
            seen.setdefault(key, firsts[row.line])
    return firsts


def _parts(row: Row) -> tuple[list[str], str]:
    """The given names, and the family name as far as it can be determined."""
    given, family = row.parts
    if not (given or family):
        family, comma, given = row.name.partition(",")
        if not comma:
            *rest, last = row.name.split() or [""]
            given, family = (" ".join(rest), last) if rest else (last, "")
    return (given or family).split(), family.strip() if given.strip() else ""


def _can_show(row: Row) -> bool:
    """Whether a row's name is presentable: an address or a number is not."""
    return any(map(str.isalpha, row.name)) and not EMAIL.search(row.name)


def _public_names(rows: Sequence[Row], taken: Collection[str]) -> dict[int, str]:
    """A unique public name for each row, by line."""
    forms = {row.line: _forms(row) for row in rows}
    names: dict[int, str] = {}
    depth = dict.fromkeys(forms, 0)
    for _ in range(max((len(some) for some in forms.values()), default=0)):
        names = {line: forms[line][min(depth[line], len(forms[line]) - 1)] for line in forms}
        often = Counter(name.casefold() for name in chain(names.values(), taken))
        for line, name in names.items():
            depth[line] += often[name.casefold()] > 1
    used = {name.casefold() for name in taken}
    for line, name in names.items():
        number, shown = 1, name
        while shown.casefold() in used:
            number += 1
            shown = f"{name} ({number})"
        used.add(shown.casefold())
        names[line] = shown
    return names


def _forms(row: Row) -> list[str]:
    """Ways to show a name, shortest first: “Amara O.”, “Amara Ok.” and so on, never with the whole family name."""
    if not _can_show(row):
        return [UNNAMED]
    if row.order == "unsure":
        return [name_order.initials(row.name) or UNNAMED]
    given, family = _parts(row)
    shown = " ".join(given)
    surname = next((word for word in family.split() if word[0].isupper()), family)  # for “de la Cruz”: Cruz
    if surname.lower() == surname.upper():  # no initials in this script, or no family name
        return [shown]
    return [f"{shown} {surname[:end]}." for end in range(1, max(2, min(len(surname), 7)))]


def _given_id(row: Row) -> str:
    if row.order == "unsure":
        return slug(_forms(row)[0]) or UNNAMED.lower()
    given, _ = _parts(row) if _can_show(row) else ([UNNAMED], "")
    return slug(given[0])[:MOST_ID].strip("-") or UNNAMED.lower()


def _id(row: Row, taken: Collection[str], more: str = "") -> str:
    """An id made from the given name; if two would be the same, from more of the public name."""
    first = _given_id(row)
    family = slug(_parts(row)[1])[:1] if _can_show(row) and row.order != "unsure" else ""
    names = [more, first if not more else "", f"{first}-{family}" if family else ""]
    numbered = (f"{first}-{number}" for number in count(2))
    return next(name for name in chain(filter(None, names), numbered) if name not in taken)


def teacher(name: str, taken: Collection[str]) -> Person:
    """The instructor, under the given public name."""
    return Person(_id(Row(0, name), taken), name, role="instructor")
