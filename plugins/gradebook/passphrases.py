"""The passphrases of the students' sealed pages: a table that password managers import.

Its columns are those of Chrome's export, which Bitwarden and 1Password read, too. Each student keeps one passphrase.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

from ..core.model import Course
from ..core.problems import Problem, quote
from ..core.refusal import Refusal
from ..grades.exports import harmless
from . import seal

FILE: Final = "private/passphrases.csv"
COLUMNS: Final = ("name", "url", "username", "password")
NOWHERE: Final = "https://cohort.invalid/"
"""An address that leads nowhere (RFC 2606): managers want one, and a course without a site has none."""


class Unreadable(Refusal):
    """The table cannot be used; the message says why, with the line."""


def read(text: str, path: str = FILE) -> dict[str, str]:
    """The passphrases by person. Raises ``Unreadable``: somebody may have one that is not known any more."""
    try:
        reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
        columns, rows = set(reader.fieldnames or ()), list(reader)
    except csv.Error as error:
        raise Unreadable(str(Problem(path, 1, 1, f"cannot be read ({error}): correct it, or delete it"))) from None
    if columns and not {"username", "password"} <= columns:
        why = f"is no table of passphrases: its first line has to be {','.join(COLUMNS)}"
        raise Unreadable(str(Problem(path, 1, 1, f"{why}; correct it, or delete it")))
    found = {}
    for line, row in enumerate(rows, 2):
        person, passphrase = row["username"] or "", row["password"] or ""
        if why := seal.weakness(passphrase):
            raise Unreadable(str(Problem(path, line, 1, f"{quote(person)}: {why}, or delete the row")))
        found[person] = passphrase
    return found


def complete(known: Mapping[str, str], people: Iterable[str]) -> dict[str, str]:
    """The known passphrases, and new ones for those who have none."""
    return {**known, **{person: seal.suggested() for person in people if person not in known}}


def written(passphrases: Mapping[str, str], course: Course) -> str:
    """The table, in the order of the passphrases."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for person, passphrase in passphrases.items():
        known = course.person_by_id.get(person)
        name = f"{course.title}: {known.name if known else person}"
        rows.writerow((harmless(name), course.site.url or NOWHERE, person, passphrase))
    return out.getvalue()
