"""A small course that is graded: two students with posts, marks by a rubric, notes and reasons to tell apart."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from conftest import COURSE, POST, ROOT

from plugins.build.request import BuildRequest
from plugins.core.refusal import Refusal
from plugins.returning import giving, senders

CRITERIA = """
[[criteria]]
id = "depth"
name = "Depth"
description = "How far it goes."
levels = [
    { points = 0, name = "None" },
    { points = 2, name = "Told", text = "Says what happened." },
    { points = 4, name = "Weighed", text = "Says why." },
]
weeks = [1]
"""
ADJUSTMENTS = """
[[marks]]
person = "ada"
criterion = "depth"
text = "posts/week-01/ada-listening.md"
points = 4
reason = "The counter-example & its source."

[[notes]]
person = "ada"
text = "posts/week-01/ada-listening.md"
note = "A note to the first of them"

[[notes]]
person = "ben"
week = 1
note = "A note to the second of them"

[[corrections]]
person = "ben"
week = 1
points = 1
reason = "A talk given in class"
"""
BENS_MARK = """
[[marks]]
person = "ben"
criterion = "depth"
week = 1
points = 2
reason = "It stops where it gets hard."
"""
ROSTER = (
    "person,legal_name,email,canvas_id,participant id\n"
    "ada,Ada Lovelace,ada@example.edu,501,1001\nben,Benedict Knox,bk77@example.edu,502,1002\n"
)
FILES = {
    "course.toml": COURSE + CRITERIA,
    "posts/week-01/ada-listening.md": POST,
    "posts/week-01/ben-unlike.md": "Title: Unlike any other\nAuthor: ben\nDate: 2026-10-10 10:00\n\nA wholly different matter of which Ben wrote.\n",
    "comments/week-01/ada-listening/ben-1.md": "Author: ben\nDate: 2026-10-08 10:00\n\nI heard that as well, Ada.\n",
    "../private/adjustments.toml": ADJUSTMENTS + BENS_MARK,
    "../private/roster.csv": ROSTER,
}
OF_ADA = ["4 of 4", "The counter-example &amp; its source.", "first of them", "Weighed"]
OF_BEN = ["2 of 4", "It stops where it gets hard.", "second of them", "talk given in class", "Benedict", "bk77"]
AS_OF = "2026-11-05 12:00"


@dataclass
class Done:
    """What a command ended with, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def give(content: Path, **asked: object) -> Done:
    """``./inv return`` of week 1, without the command line."""
    shown: list[str] = []
    noted: list[str] = []
    private = content.parent / "private"
    given = {"week": "1", "as_of": datetime.fromisoformat(AS_OF), **asked}
    build = BuildRequest(
        content, content.parent / "site", content.parent / "book", private, ROOT / "pelicanconf.py", given["as_of"]
    )
    try:
        request = senders.ReturnRequest(content, private, ROOT / "theme", None, build, **given)
        code = giving.give(request, noted.append, shown.extend)
    except Refusal as refusal:
        noted.append(str(refusal))
        code = refusal.exit_code
    return Done(code, *("".join(f"{line}\n" for line in lines) for lines in (shown, noted)))


def passphrases(content: Path) -> dict[str, str]:
    """Everybody's passphrase, by person, as it was kept for a password manager."""
    table = (content.parent / "private/passphrases.csv").read_bytes().decode()
    return {row["username"]: row["password"] for row in csv.DictReader(io.StringIO(table))}
