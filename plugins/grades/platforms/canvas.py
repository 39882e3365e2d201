"""A gradebook file for Canvas, following the rules of its importer and exporter (``gradebook_importer.rb``).

The header starts with the identifying columns and must contain ``Section`` before the first assignment. A student is
matched by ``ID``, else ``SIS User ID``, else ``SIS Login ID``, else by exact name; Canvas asks about the rest. An
assignment is matched by the number in brackets, else by exact title; otherwise Canvas offers to create it, with the
points possible from the second row. ``EX`` excuses. A missing row changes nothing; an empty cell deletes a grade.
Canvas parses every cell that looks like a number, ids included: ``1.2.3`` becomes ``12.3``.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...core.problems import quote, showable
from ...roster import POINTS_POSSIBLE, Assignment, Member, Roster
from ...roster.columns import ASSIGNMENT, TOTAL
from ..exports import exact, harmless
from . import Grade, Grades, Remark, Sheet, nobody, refusals, safe, twice

WHO = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
RESERVED = frozenset({*WHO, "LastName", "FirstName", "Integration ID", "Root Account", "Notes"})
"""Canvas's own columns: the importer would read a grade from them, or take a grade for something else."""
ID = re.compile(r"[1-9][0-9]{0,17}")
NUMBER = re.compile(r"-?[0-9.,]+%?")
BRACKETS = re.compile(r"\([0-9]+\)")
LONGEST_TITLE = 255


@dataclass(frozen=True, slots=True)
class Keys:
    """The cells by which Canvas can match a student; empty if missing or if Canvas would misread them."""

    id: str = ""
    sis: str = ""
    login: str = ""
    name: str = ""
    unusable: str = ""
    """What the roster has but Canvas would misread, or a spreadsheet would run."""

    @property
    def first(self) -> tuple[str, str]:
        """The column by which Canvas would match the student, and its cell."""
        cells = (("ID", self.id), ("SIS User ID", self.sis), ("SIS Login ID", self.login), ("name", self.name))
        return next((pair for pair in cells if pair[1]), ("", ""))


def sheet(title: str, grades: Grades, roster: Roster) -> Sheet:
    """The file, and what Canvas would do with each row."""
    title = title.strip()
    refused = [*refusals(title, grades, roster, "Canvas"), *_reserved(title, roster)]
    if refused:
        return Sheet((), tuple(refused))
    header, about = _assignment(title, grades, roster)
    rows: list[tuple[str, ...]] = []
    matched: list[tuple[str, str]] = []
    for grade in grades.grades:
        keys = _keys(grade.member) if grade.member else Keys()
        remark = _remark(grade, keys, roster)
        about.append(remark)
        if remark.kind == "done" and grade.member:
            matched.append((" ".join(keys.first), grade.person.id))
            name = showable(grade.member.legal_name or grade.person.name)
            name = grade.person.id if POINTS_POSSIBLE in name else name
            section = showable(grade.member.section or grade.person.section)
            who = (harmless(name), keys.id, keys.sis, keys.login, harmless(section))
            rows.append((*who, "EX" if grade.number is None else exact(grade.number)))
    about += twice(matched)
    if not rows:
        about.append(nobody("Canvas", roster))
    notes = [f"{person.id}: left out: nothing of theirs is due yet" for person in grades.ungraded]
    if any(remark.kind == "refused" for remark in about):
        return Sheet((), tuple(about), tuple(notes))
    second = (f"    {POINTS_POSSIBLE}", "", "", "", "", exact(grades.possible))
    return Sheet(((*WHO, header), second, *rows), tuple(about), tuple(notes))


def _reserved(title: str, roster: Roster) -> Iterator[Remark]:
    """Titles that Canvas would drop or take for something else."""
    bare = parts[1] if (parts := ASSIGNMENT.fullmatch(title)) else title
    message = ""
    if total := TOTAL.search(title):
        message = f"contains {quote(total[0])}, and Canvas ignores such columns as its own totals: choose another title"
    elif title in RESERVED or (title in roster.headers and not parts and roster.layout == "canvas"):
        message = "is the name of one of Canvas's own columns: choose another title"
    elif NUMBER.fullmatch(title):
        message = "is a number, which Canvas may reformat: choose a title in words"
    elif BRACKETS.fullmatch(title):
        message = "is an id without a title: write the title before it"
    elif len(bare) > LONGEST_TITLE:
        message = f"is longer than the {LONGEST_TITLE} characters that a title may have in Canvas"
    elif not parts and len([one for one in roster.assignments if one.title == title]) > 1:
        message = f"is the title of several assignments in {roster.path}: choose one with --item “{title} (its id)”"
    elif parts and (others := [one for one in roster.assignments if one.id == parts[2] and one.title != bare]):
        message = (
            f"has the id of another assignment in {roster.path}, {quote(others[0].title)}: correct the title or the id"
        )
    if message:
        yield Remark(f"{quote(title)} {message}", "refused")


def _assignment(title: str, grades: Grades, roster: Roster) -> tuple[str, list[Remark]]:
    """The assignment's column name, and how Canvas handles it."""
    possible = exact(grades.possible)
    known = item(title, roster)
    if known:
        message = f"the assignment {quote(known.header)} is found by its id, given in {roster.path}"
        title = known.header
    elif parts := ASSIGNMENT.fullmatch(title):
        message = f"the assignment is found by its id, {parts[2]}; if there is none, Canvas offers to create it"
    else:
        message = (
            f"the assignment is found by its title, {quote(title)}, which must match exactly; otherwise "
            "Canvas offers to "
            f"create one with {possible} points possible"
        )
    about = [Remark(message)]
    if known and worth(known) not in (None, grades.possible):
        about.append(Remark(f"the assignment has {known.possible} points possible in Canvas, and here {possible}"))
    return title, about


def item(title: str, roster: Roster) -> Assignment | None:
    """The assignment of the roster that a title names, with its id or without."""
    return next((one for one in roster.assignments if title.strip() in (one.title, one.header)), None)


def worth(assignment: Assignment) -> float | None:
    """The points that an assignment has in Canvas, None if the roster does not say."""
    try:
        number = float(assignment.possible.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _keys(member: Member) -> Keys:
    found = Keys(id=member.canvas_id, sis=member.sis_id, login=member.login, name=showable(member.legal_name).strip())
    unusable = []
    if found.id and not ID.fullmatch(found.id):
        unusable.append(f"ID {quote(found.id)} is no number")
        found = replace(found, id="")
    for name, column in (("sis", "SIS User ID"), ("login", "SIS Login ID"), ("name", "name")):
        cell: str = getattr(found, name)
        if why := _unreadable(cell):
            unusable.append(f"{column} {quote(cell)} {why}")
            found = replace(found, **{name: ""})
    return replace(found, unusable="; ".join(unusable))


def _unreadable(cell: str) -> str:
    """Why Canvas or a spreadsheet would misread a cell; empty if neither would."""
    if not safe(cell):
        return "begins like a formula, which a spreadsheet would run"
    if NUMBER.fullmatch(cell) and re.search(r"[.,].*[.,]|,|[.,]%?$|^[.,]", cell):
        return "changes when Canvas reads it as a number"
    if POINTS_POSSIBLE in cell:
        return f"holds {quote(POINTS_POSSIBLE)}, which begins another row"
    return "holds a line break" if showable(cell) != cell else ""


def _remark(grade: Grade, keys: Keys, roster: Roster) -> Remark:
    person = grade.person.id
    if not grade.member:
        return Remark(f"{person}: left out: {roster.path} has no row that is certainly theirs", "left out")
    column, cell = keys.first
    if not column:
        why = f": {keys.unusable}" if keys.unusable else ""
        return Remark(f"{person}: left out: {roster.path} has no id that Canvas could match{why}", "left out")
    how = f"by {column} {quote(cell)}"
    if column == "name":
        how += ", which must match exactly; otherwise Canvas asks who is meant"
    what = "EX: excused" if grade.number is None else f"{exact(grade.number)} ({grade.arithmetic})"
    empty = f"; left empty: {keys.unusable}" if keys.unusable and column != "name" else ""
    return Remark(f"{person}: {how}: writes {what}{empty}")
