"""Identifies the columns of a roster by their names and, if a language is unknown, by their cells.

Canvas's gradebook export has ``Student`` (or ``LastName``, ``FirstName``), ``ID``, optionally ``SIS User ID``, ``SIS
Login ID``, optionally ``Integration ID`` and ``Root Account``, ``Section``, then the instructor's own columns,
assignments as ``title (id)``, and totals. Moodle's lists begin with first and last name in the site's language, then
the identifying fields; its grader export adds one or more columns for each item, whose names end in parentheses.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .name_order import Order

Layout = Literal["own", "canvas", "moodle"]
Kind = Literal[
    "person", "name", "first", "last", "email", "canvas_id", "sis_id", "login", "moodle_id", "participant", "account",
    "id", "section", "place", "grade", "note", "other",
]  # fmt: skip
"""``id``: an id on a platform no export needs; ``place``: identifies nobody, such as an institution; ``note``: the
instructor's own text; ``other``: unknown, so it may identify somebody.
"""

ASSIGNMENT = re.compile(r"(.*)\s\((\d+)\)", re.DOTALL)
"""How Canvas itself parses an assignment column: title, space, id in parentheses."""
TOTAL = re.compile(r"(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)")
"""Columns Canvas computes: on import it ignores any column whose name contains one of these."""
EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")

NAMES: dict[Kind, str] = {
    "person": "person|cohort|cohort id",
    "name": "legal name|name|full name|student|student name|"
    "név|teljes név|氏名|名前|姓名|성명|họ và tên|họ tên|họ và tên sinh viên",
    "first": "first name|firstname|given name|given names|vorname|prénom|nombre|nome|voornaam|fornavn|förnamn|fornafn|"
    "eiginnafn|etunimi|imię|jméno|ad|имя|keresztnév|utónév|名|名字|이름|tên",
    "last": "last name|lastname|surname|family name|nachname|nom|nom de famille|apellido|apellidos|cognome|sobrenome|"
    "apelido|achternaam|etternavn|efternavn|efternamn|eftirnafn|kenninafn|sukunimi|nazwisko|příjmení|soyad|фамилия|"
    "vezetéknév|családnév|姓|姓氏|성|họ|họ đệm|họ và tên đệm",
    "email": "email|e mail|mail|email address|e mail address|e mail adresse|adresse de courriel|courriel|"
    "dirección de correo|correo electrónico|indirizzo email|endereço de e mail|netfang|tölvupóstfang|"
    "e mail cím|メールアドレス|电子邮件|電子郵件|이메일|thư điện tử",
    "canvas_id": "canvas id",
    "sis_id": "sis user id|sis id",
    "login": "sis login id|login|login id|username|user name|benutzername|anmeldename|nombre de usuario|"
    "nom d'utilisateur",
    "moodle_id": "id number|idnumber|moodle id|moodle id number|id nummer|numéro d'identification|número de id",
    "participant": "participant|participant id|identifier",
    "account": "account|forge account|github|github account|github username|gitlab|gitlab account|gitlab username",
    "id": "id|integration id|student id|student number|matriculation number",
    "section": "section|sections|group|groups|gruppe|gruppen|groupes|grupos|hópar",
    "place": "root account|institution|department|abteilung|suspended|city/town|country|role|roles|"
    "last downloaded from this course|last access to course",
}  # fmt: skip
FAMILY_FIRST = frozenset(("姓名", "氏名", "성명", "họ và tên", "họ tên", "họ và tên sinh viên"))
"""Names of columns that say the order of what is in them: family name, given name."""
UNSURE = frozenset(("név", "teljes név", "名前", "이름"))
"""Names of columns in languages that put the family name first, and that do not say whether it is first in them."""
KIND = {name: kind for kind, names in NAMES.items() for name in names.split("|")}


@dataclass(frozen=True, slots=True)
class Columns:
    """The layout of a file, and the name and kind of each column in order."""

    layout: Layout
    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    order: Order = ""
    """What comes first in a name: in its column, or in two columns of an unknown language, taken for given and family
    name in that order.
    """

    def cells(self, record: Sequence[str], *kinds: Kind) -> list[str]:
        """The non-empty cells of a row in columns of these kinds."""
        return [cell for kind, cell in zip(self.kinds, record, strict=False) if kind in kinds and cell]

    def cell(self, record: Sequence[str], kind: Kind) -> str:
        return next(iter(self.cells(record, kind)), "")


def plain(header: str) -> str:
    """A column name normalized for comparison: ``E-mail_Address`` → ``e mail address``."""
    return re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFKC", header)).strip().casefold().replace("’", "'")


def of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns | None:
    """Identify a file's columns; None if none of them can tell whom a row is about."""
    keys = [plain(name) for name in header]
    kinds: list[Kind] = [KIND.get(key, "other") for key in keys]
    for n, kind in enumerate(kinds):
        if kind == "other" and _holds_addresses([row[n] for row in rows if n < len(row)]):
            kinds[n] = "email"
    if "first" in kinds and "last" not in kinds and keys[kinds.index("first")] in UNSURE:
        kinds[kinds.index("first")] = "name"
    layout: Layout = "own"
    guessed = False
    if "id" in keys and "section" in keys and ("student" in keys or {"lastname", "firstname"} <= set(keys)):
        layout = "canvas"
        kinds = _of_canvas(header, keys, kinds)
    elif {"first", "last", "email"} <= set(kinds) or ("email" in kinds and not {"person", "name"} & set(kinds)):
        layout = "moodle"
        guessed = not {"first", "last"} & set(kinds)
        kinds = _of_moodle(header, kinds)
    if not {"person", "name", "first", "last", "email", "login"} & set(kinds):
        return None
    return Columns(layout, tuple(header), tuple(kinds), _order(keys, kinds, guessed=guessed))


def _order(keys: Sequence[str], kinds: Sequence[Kind], *, guessed: bool) -> Order:
    if "first" in kinds or "last" in kinds:
        return "unsure" if guessed else ""
    names = {key for key, kind in zip(keys, kinds, strict=True) if kind == "name"}
    return "family" if names & FAMILY_FIRST else "unsure" if names & UNSURE else ""


def _holds_addresses(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(EMAIL.fullmatch(cell) for cell in filled)


def _of_canvas(header: Sequence[str], keys: Sequence[str], kinds: Sequence[Kind]) -> list[Kind]:
    """As Canvas reads them: up to ``Section``, who somebody is; after it, their grades and notes."""
    section = keys.index("section")
    found: list[Kind] = []
    for n, (name, key, kind) in enumerate(zip(header, keys, kinds, strict=True)):
        if key == "id" and n < section:
            found.append("canvas_id")
        elif n <= section or kind in ("person", "email", "account"):
            found.append(kind)
        else:
            found.append("grade" if ASSIGNMENT.fullmatch(name) or TOTAL.search(name) else "note")
    return found


def _of_moodle(header: Sequence[str], kinds: Sequence[Kind]) -> list[Kind]:
    """Grades and feedback end in parentheses; names come first, in a language that may be unknown here."""
    found: list[Kind] = [
        "note" if kind == "other" and name.endswith(")") else kind for name, kind in zip(header, kinds, strict=True)
    ]
    if "first" not in found and "last" not in found and found[:2] == ["other", "other"]:
        found[:2] = ["first", "last"]
    return found
