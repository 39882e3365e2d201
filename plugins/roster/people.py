"""Matches the rows of a roster to people. Nothing uncertain is guessed."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..core.model import Person

WORD = re.compile(r"[^\W_]+")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a row says about who somebody is. ``given`` and ``family`` if the file separates them."""

    name: str = ""
    given: str = ""
    family: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """The people a row may be about. ``contested``: the row fits several people, or the person several rows."""

    people: tuple[Person, ...]
    contested: bool = False


def words(text: str) -> Words:
    """The words of a name, normalized for comparison: without case and accents."""
    parts = unicodedata.normalize("NFKD", text)
    return tuple(WORD.findall("".join(mark for mark in parts if not unicodedata.combining(mark)).casefold()))


def matches(rows: Sequence[Known], people: Sequence[Person], named: Collection[str] = ()) -> list[Match]:
    """Match each row to people: by full name, else by an id, else by a name with an initial.

    The initial (“Amara O.” for “Okafor, Amara”) counts only if neither has a better match, and only if it fits exactly
    one row and one person. ``named``: the ids of people whom other rows give explicitly.
    """
    by_name: dict[Words, list[Person]] = defaultdict(list)
    by_id: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        by_id[person.id.casefold()].append(person)
        for form in _forms(Known(person.name)):
            by_name[form].append(person)
    found = [_certain(row, by_name, by_id) for row in rows]
    taken = {person.id for match in found for person in match.people}.union(named)
    shortened: dict[Words, list[Person]] = defaultdict(list)
    for person in people:
        if person.id not in taken and (public := _shortened(person)):
            shortened[public].append(person)
    fits = {
        n: [person for form in _short_forms(rows[n]) for person in shortened.get(form, ())]
        for n, match in enumerate(found)
        if not match.people
    }
    wanted: dict[str, list[int]] = defaultdict(list)
    for n, candidates in fits.items():
        for person in candidates:
            wanted[person.id].append(n)
    for n, candidates in fits.items():
        if len(candidates) == 1 and len(wanted[candidates[0].id]) == 1:
            found[n] = Match((candidates[0],))
        elif candidates:
            found[n] = Match(tuple(candidates), contested=True)
    return found


def _certain(row: Known, by_name: Mapping[Words, Sequence[Person]], by_id: Mapping[str, Sequence[Person]]) -> Match:
    named = _distinct(person for form in _forms(row) for person in by_name.get(form, ()))
    if named:
        return Match(named, len(named) > 1)
    by_ids = _distinct(person for some in row.ids for person in by_id.get(some.casefold(), ()))
    return Match(by_ids, len(by_ids) > 1)


def _distinct(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple({person.id: person for person in people}.values())


def _forms(row: Known) -> set[Words]:
    """The ways to write a full name: “Okafor, Amara” is “Amara Okafor”."""
    given, family = _parts(row)
    forms = {words(row.name), given + family}
    if family:
        forms.add(family + given)
    return {form for form in forms if form}


def _parts(row: Known) -> tuple[Words, Words]:
    """Given and family name; the family name is empty if it cannot be determined."""
    if row.given or row.family:
        return words(row.given), words(row.family)
    family, comma, given = row.name.partition(",")
    return (words(given), words(family)) if comma else (words(row.name), ())


def _shortened(person: Person) -> Words:
    """A public name that ends with an initial, otherwise empty."""
    public = words(person.name)
    return public if len(public) > 1 and len(public[-1]) == 1 else ()


def _short_forms(row: Known) -> set[Words]:
    """A row's name abbreviated: given names, then the initial of the family name's first or last word."""
    given, family = _parts(row)
    forms = set()
    for end in range(1, len(given) + bool(family)):
        rest = family or given[end:]
        forms |= {(*given[:end], rest[0][0]), (*given[:end], rest[-1][0])}
    return forms
