"""Feedback files for a Moodle assignment, in a zip file for *Upload multiple feedback files in a zip*.

Moodle's importer (``mod/assign/feedback/file/importziplib.php``) finds whom a file is for by the name of its folder:
full name, participant id, kind and name of a plugin, each before an underscore. Only the id counts. It belongs to one
person in one assignment, so it is in no list of participants: the assignment's own grading worksheet has it.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ..core import made
from ..core.model import Course
from ..core.problems import Problem, quote, showable
from ..roster import Roster, columns, people
from ..roster.table import Record
from .planning import Address

KIND: Final = "assignsubmission_file_"
"""The plugin that Moodle names in the folders of the submissions that it exports."""
ANY_TIME: Final = (1980, 1, 1, 0, 0, 0)
PARTICIPANT: Final = re.compile(r"\D*(\d+)")
UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f&<>\"`|':/\\*?_]+|\.\.+")
"""What Moodle takes out of names of files, and the underscore, which ends a name."""
HOW: Final = (
    "participant ids: save the assignment's grading worksheet (in Moodle: Submissions → Actions → Download grading "
    "worksheet) and name it with --worksheet"
)


def folder(name: str, participant: str) -> str:
    """The folder of a person's files."""
    shown = " ".join(UNSAFE.sub(" ", showable(name)).split()) or "Participant"
    return f"{shown}_{participant}_{KIND}"


def file_name(week: int | None) -> str:
    """The name of a page of feedback: the same again, so that a newer one replaces the older."""
    return "feedback.html" if week is None else f"feedback-week-{week}.html"


def archive(pages: Iterable[tuple[str, str]]) -> bytes:
    """A zip file of some pages, by path, the same bytes for the same pages."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archived:
        for path, text in pages:
            archived.writestr(zipfile.ZipInfo(path, ANY_TIME), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
        archived.comment = made.ZIPPED
    return out.getvalue()


def addresses(roster: Roster, course: Course, worksheet: Mapping[str, str] | None) -> dict[str, Address]:
    """Every student's participant id: from the worksheet if there is one, else from the roster."""
    known = (
        {person: member.participant for person, member in roster.members.items()} if worksheet is None else worksheet
    )
    source = roster.path if worksheet is None else "the worksheet"
    missing = f"{source} has no participant id that is certainly theirs"
    found = {student.id: known.get(student.id, "") for student in course.students}
    return {person: Address(number) if number else Address(missing=missing) for person, number in found.items()}


def participants(
    records: Sequence[Record], roster: Roster, course: Course, path: str
) -> tuple[dict[str, str], list[Problem]]:
    """The participant ids of a grading worksheet, by person, and the rows that are nobody's for certain.

    A row is known by an e-mail address or id number of the roster, else by the name. Empty without a column of ids.
    """
    rows = records[1:]
    found = columns.of(records[0].cells, [row.cells for row in rows]) if records else None
    place = _identifier(records, found)
    if not found or place is None:
        message = "is no grading worksheet of Moodle: its first column has to be “Identifier”, with “Participant 123”"
        return {}, [Problem(path, 1, 1, message, rule="roster")]
    owners = list(_owners(rows, found, roster, course))
    claimed = [owner for owner in owners if owner]
    ids: dict[str, str] = {}
    problems: list[Problem] = []
    for row, owner in zip(rows, owners, strict=True):
        number = PARTICIPANT.fullmatch(row.cells[place]) if place < len(row.cells) else None
        if owner and claimed.count(owner) == 1 and number:
            ids[owner] = number[1]
        else:
            name = quote(found.cell(row.cells, "name") or row.cells[0])
            why = f"may be {owner}, and so may another row" if owner else "is not certainly anyone in course.toml"
            problems.append(Problem(path, row.line, 1, f"{name} {why}", "warning", "roster"))
    return ids, problems


def _identifier(records: Sequence[Record], found: columns.Columns | None) -> int | None:
    """The column of participant ids; in an unknown language, the first one, if it has nothing else."""
    if not found:
        return None
    if "participant" in found.kinds:
        return found.kinds.index("participant")
    return 0 if all(re.fullmatch(r"\D+\d+", row.cells[0]) for row in records[1:]) and len(records) > 1 else None


def _owners(rows: Sequence[Record], found: columns.Columns, roster: Roster, course: Course) -> Iterator[str]:
    """The person of each row, empty where nobody is certain."""
    numbers = {member.moodle_id.casefold(): member.person for member in roster.members.values() if member.moodle_id}
    by_key = [
        next(
            (
                person
                for cell in found.cells(row.cells, "email", "moodle_id")
                if (person := roster.addresses.get(cell.casefold()) or numbers.get(cell.casefold()))
            ),
            "",
        )
        for row in rows
    ]
    legal: dict[people.Words, list[str]] = defaultdict(list)
    for member in roster.members.values():
        if form := people.words(spoken(member.legal_name)):
            legal[form].append(member.person)
    names = [found.cell(row.cells, "name") for row in rows]
    left = [people.Known() if key else people.Known(name) for key, name in zip(by_key, names, strict=True)]
    matches = people.matches(left, course.students, set(by_key))
    for key, name, match in zip(by_key, names, matches, strict=True):
        certain = match.people[0].id if match.people and not match.contested else ""
        named = legal.get(people.words(spoken(name)), [certain])
        yield key or (named[0] if len(named) == 1 else "")


def spoken(name: str) -> str:
    """A name as it is spoken: “Okafor, Amara” → “Amara Okafor”."""
    family, _, given = name.partition(",")
    return f"{given} {family}".strip()
