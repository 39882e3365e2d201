"""Takes marks and notes from the gradebook's pages into ``private/adjustments.toml``, while ``./inv serve`` runs.

Whoever marks says what the file said before: where it says something else by now, since another window or an editor
wrote it, nothing is written, and both are shown. An answer is given once the file is on disk.
"""

import hashlib
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from .. import edited
from ..core.model import Course
from ..corpus import files
from ..texts.content_file import week_number
from . import adjusting, adjustments
from .adjusting import ABOUT, SAYS, CannotAdjust, Edit, File, Table, Values

MOST_CHARACTERS: Final = 20_000
"""The characters of a reason or a note."""
MOST: Final = 1_000_000_000
"""The largest number."""
KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {"week": int, "points": (int, float)}
"""What the values are that are no texts."""
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
LOCK = threading.Lock()


@dataclass
class Desk:
    """Where the marks of a course are taken. ``private``: its private folder."""

    content: Path
    private: Path
    last: File = field(default=File("", {}), init=False)
    """The file as it was when it was last parsed."""

    @property
    def file(self) -> Path:
        return self.private / Path(adjustments.FILE).name

    def take(self, value: Any) -> dict[str, Any]:
        """Write the edits of ``value``, if any, and tell how the file stands: ``{"week": 3}``, or with ``"edits":
        [{"table": "marks", "about": {…}, "was": {…} or null, "now": {…} or null}]``.

        Returns ``marks`` and ``notes``, the entries of that week and of the term in the file's order, its ``digest``,
        and ``conflicts``: the edits that found something else than ``was``, with it as ``file``. If there are any,
        nothing is written. Raises ``ValueError`` for a value of another shape, ``CannotAdjust``,
        ``edited.CannotEdit`` and ``files.CannotRead``.
        """
        week, edits = _understood(value)
        with LOCK:
            held = edited.read(self.file)
            file = self.parsed(edited.text(held, adjustments.FILE))
            conflicts = [
                {"table": edit.table, "about": edit.about, "now": edit.now, "file": found}
                for edit, was in edits
                if (found := _told(adjusting.says(file, edit.table, edit.about))) not in (was, _told(edit.now))
            ]
            if edits and not conflicts:
                file = self.edited(file, [edit for edit, _ in edits])
                edited.replace(self.file, held, file.text, adjustments.FILE)
                self.last = file
        return {
            "marks": [one for one in adjusting.entries(file, "marks") if _is_of(one, week)],
            "notes": [one for one in adjusting.entries(file, "notes") if _is_of(one, week)],
            "digest": hashlib.sha256(file.text.encode()).hexdigest(),
            "conflicts": conflicts,
        }

    def parsed(self, text: str) -> File:
        """What the file holds, parsed only if it has changed. Raises ``CannotAdjust``."""
        if self.last.text != text:
            self.last = adjusting.read(text)
        return self.last

    def edited(self, file: File, edits: list[Edit]) -> File:
        """The file with some edits. Raises ``CannotAdjust`` if one of them could not be applied."""
        course = files.course_of(self.content)
        for edit in edits:
            if edit.now is not None:
                self.check(edit, course)
            file = adjusting.edited(file, edit)
        return file

    def check(self, edit: Edit, course: Course) -> None:
        """Raises ``CannotAdjust`` if an entry cannot be applied to the course."""
        paths = [str(edit.about["text"])] if "text" in edit.about else []
        texts = {text.path: text for text in files.read_again(self.content, paths, course, dated=False)}
        alone = adjusting.edited(adjusting.read(""), edit)
        _, problems = adjustments.read(alone.text, course, texts)
        if problems:
            said = problems[0].message.removesuffix("; this entry is ignored").replace(f"{edit.table}[1].", "")
            raise CannotAdjust(f"{said}: nothing was written")


def _told(said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What an entry says, as a page tells it: texts without the spaces around them, and none that is empty."""
    if said is None:
        return None
    told = {key: _text(value) if isinstance(value, str) else value for key, value in said.items()}
    return {key: value for key, value in told.items() if value != ""}


def _text(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


def _is_of(entry: Mapping[str, Any], week: int) -> bool:
    """Whether an entry is about a week, a text of it, or the whole term."""
    text = entry.get("text")
    of = week_number(text) if isinstance(text, str) else entry.get("week")
    return of in (week, None)


def _understood(value: Any) -> tuple[int, list[tuple[Edit, Values | None]]]:
    """The week of what was sent, and its edits with what each of them found before. Raises ``ValueError``."""
    if (
        not isinstance(value, dict)
        or not {"week"} <= value.keys() <= {"week", "edits"}
        or type(value["week"]) is not int
    ):
        raise ValueError("is not a week and edits")
    edits = value.get("edits", [])
    if not isinstance(edits, list) or len(edits) > 10:
        raise ValueError("is not a short list of edits")
    return value["week"], list(map(_edit, edits))


def _edit(given: Any) -> tuple[Edit, Values | None]:
    if not isinstance(given, dict) or given.keys() != {"table", "about", "was", "now"}:
        raise ValueError("is not table, about, was and now")
    table: Table | None = next((table for table in ABOUT if table == given["table"]), None)
    if table is None:
        raise ValueError("is about neither marks nor notes")
    about = _values(given["about"], ABOUT[table])
    if "person" not in about or ("criterion" in about) != (table == "marks"):
        raise ValueError("does not say whom or what it is about")
    was, now = given["was"], None if given["now"] is None else _values(given["now"], SAYS[table])
    if was is not None and not isinstance(was, dict):
        raise ValueError("does not say what was there")
    if now is not None and now.keys() != set(SAYS[table]):
        raise ValueError(f"does not say {' and '.join(SAYS[table])}")
    return Edit(table, about, now), _told(was)


def _values(given: Any, keys: tuple[str, ...]) -> dict[str, str | float]:
    """The values of an object, texts without the spaces around them. Raises ``ValueError``."""
    if not isinstance(given, dict) or not given.keys() <= set(keys):
        raise ValueError(f"is not {', '.join(keys)}")
    return {key: _value(key, given[key]) for key in keys if key in given}


def _value(key: str, value: Any) -> str | float:
    if isinstance(value, bool) or not isinstance(value, KINDS.get(key, str)):
        raise ValueError(f"has a value of another kind for {key}")
    if isinstance(value, int | float):
        if not abs(value) <= MOST:
            raise ValueError(f"has too large a number for {key}")
        return value
    text = _text(str(value))
    if len(text) > MOST_CHARACTERS or UNSEEN.search(text):
        raise ValueError(f"has too long a text for {key}, or one with characters that nobody sees")
    return text
