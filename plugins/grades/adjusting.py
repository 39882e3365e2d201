"""Changes single entries of ``private/adjustments.toml``, and no other byte of it.

The file is cut into its blocks, since tomlkit gathers the entries of a table that stand apart (0.13); it edits the one
block that changes. What was made must say what was wanted, and nothing else, or nothing is written.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, Literal

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import String, StringType, Trivia

from ..core import toml
from ..core.refusal import Refusal
from .adjustments import FILE

Table = Literal["marks", "notes"]
Values = Mapping[str, str | float | int]

ABOUT: Final[Mapping[Table, tuple[str, ...]]] = {
    "marks": ("person", "criterion", "week", "text"),
    "notes": ("person", "week", "text"),
}
SAYS: Final[Mapping[Table, tuple[str, ...]]] = {"marks": ("points", "reason"), "notes": ("note",)}
"""The keys of an entry: those that say what it is about, and what it says of that."""
TOKEN = re.compile(
    r'"""(?:\\.|(?!""").)*"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]|\n|[^\s"\'#\[\]{}]+',
    re.DOTALL,
)

LINE_END = re.compile(r"\A[ \t]*(?:\r\n|\n)")


class CannotAdjust(Refusal):
    """Nothing was written; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What an entry is to say. ``about``: what it is about, by the keys of ``ABOUT``; ``now``: what it says of that,
    None if the entry is to go.
    """

    table: Table
    about: Values
    now: Values | None


@dataclass(frozen=True, slots=True)
class File:
    """The file's text, and what it says."""

    text: str
    data: Mapping[str, Any]


def read(text: str) -> File:
    """Raises ``CannotAdjust`` if it is not valid TOML."""
    data, problems = toml.parse(FILE, text)
    if problems:
        raise CannotAdjust(str(problems[0]))
    return File(text, data)


def entries(file: File, table: Table) -> list[dict[str, Any]]:
    """A table's entries in the order of the file, as far as they are values of its keys."""
    found = file.data.get(table, [])
    known = (*ABOUT[table], *SAYS[table])
    return [
        {key: entry[key] for key in known if _is_plain(entry.get(key))}
        for entry in (found if isinstance(found, list) else ())
        if isinstance(entry, dict)
    ]


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int) or (isinstance(value, float) and isfinite(value))


def says(file: File, table: Table, about: Values) -> dict[str, Any] | None:
    """What the first entry about something says of it; None if there is none."""
    entry = next((entry for entry in entries(file, table) if _is_about(entry, table, about)), None)
    return None if entry is None else {key: entry[key] for key in SAYS[table] if key in entry}


def edited(file: File, edit: Edit) -> File:
    """The file with one entry added at its end, changed where it stands, or taken out. Raises ``CannotAdjust``."""
    crlf = 0 < file.text.count("\n") == file.text.count("\r\n")
    text = file.text.replace("\r\n", "\n") if crlf else file.text
    try:
        made, wanted = _edited(text, file.data, edit)
        if _plain(data := tomllib.loads(made)) == _plain(wanted):
            return File(made.replace("\n", "\r\n") if crlf else made, data)
    except (TOMLKitError, ValueError, TypeError, AttributeError, LookupError):
        pass
    raise CannotAdjust(f"{FILE}: `{edit.table}` is not written as [[{edit.table}]] blocks: change this entry by hand")


def _plain(value: Any) -> Any:
    """A value that is equal to another that says the same: nan is not equal to itself."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return "nan" if value != value else value  # noqa: PLR0124 what nan is


def _is_about(entry: Mapping[str, Any], table: Table, about: Values) -> bool:
    return all(entry.get(key) == about.get(key) for key in ABOUT[table])


def _edited(text: str, data: Mapping[str, Any], edit: Edit) -> tuple[str, dict[str, Any]]:
    """The new text, and what it has to say."""
    table = [*data.get(edit.table, [])]
    n = next((n for n, entry in enumerate(table) if _is_about(entry, edit.table, edit.about)), None)
    if n is None and edit.now is None:
        return text, dict(data)
    if n is None:
        table.append({**edit.about, **(edit.now or {})})
        made = text + _appendix(text, edit.table, table[-1])
    else:
        start, end = _blocks(text, edit.table)[n]
        if edit.now is None:
            del table[n]
            made = _without(text, start, end)
        else:
            table[n] = {**table[n], **edit.now}
            made = text[:start] + _changed(text[start:end], edit.table, edit.now) + text[end:]
    others = {name: value for name, value in data.items() if name != edit.table}
    return made, {**others, edit.table: table} if table else others


def _appendix(text: str, table: Table, entry: Values) -> str:
    """A new block for the end of the file, one blank line apart from what is there."""
    before = "" if not text.strip() or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    lines = [f"{key} = {_written(value)}" for key, value in entry.items()]
    return "\n".join((f"{before}[[{table}]]", *lines, ""))


def _written(value: str | float) -> str:
    return str(_item(value).as_string())


def _item(value: str | float) -> Any:
    """A value as people write it: a whole number without a point, a text of several lines on several lines."""
    if isinstance(value, str):
        several = "\n" in value
        kind = StringType.MLB if several else StringType.SLB
        escaped = tomlkit.string(value, multiline=several).as_string()
        quotes = 3 if several else 1
        return String(kind, value, escaped[quotes:-quotes], Trivia())
    return tomlkit.item(int(value) if float(value).is_integer() else float(value))


def _changed(block: str, table: Table, now: Values) -> str:
    document = tomlkit.parse(block)
    entry = document[table][0]
    for key, value in now.items():
        if entry.get(key) != value:
            entry[key] = _item(value)
    return tomlkit.dumps(document)


def _without(text: str, start: int, end: int) -> str:
    """The text without a block, the line break that ends it, and the blank line before it."""
    before, after = text[:start], LINE_END.sub("", text[end:], count=1)
    if before.strip() and before.endswith("\n\n") and (not after or after.startswith("\n")):
        before = before[:-1]
    return before + after


def _blocks(text: str, table: str) -> list[tuple[int, int]]:
    """Where each entry of a table begins and ends, without the blank lines and comments that follow its last value."""
    return [
        (start, end)
        for start, end in _heads(text)
        if [*tomllib.loads(text[start : text.find("\n", start) % (len(text) + 1)])] == [table]
    ]


def _heads(text: str) -> Iterator[tuple[int, int]]:
    """Where each head of a table begins, and where the last value below it ends."""
    depth, line, end, start = 0, 0, 0, -1
    for token in TOKEN.finditer(text):
        found = token[0]
        if found == "\n":
            line = token.end()
            continue
        if found == "[" and depth == 0 and not text[line : token.start()].strip():
            if start >= 0:
                yield start, end
            start = line
        depth += (found in ("[", "{")) - (found in ("]", "}"))
        if not found.startswith("#") or end > line:
            end = token.end()
    if start >= 0:
        yield start, end
