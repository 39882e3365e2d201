"""Changes fields in a text's header, and no other byte of the file."""

import re
from collections.abc import Collection, Mapping

from . import header
from .header import FENCE_OPENS

LINE = re.compile(r"[^\r\n]*(\r\n|\r|\n|\Z)")

BY_HAND = "its header cannot be changed without changing something else: write it by hand"


class CannotEdit(ValueError):
    """The header cannot be changed without changing something else."""


def edited(text: str, known: Collection[str], fields: Mapping[str, str]) -> str:
    """A text with some fields set, by their names as people write them; an empty value takes the field's line out.

    A field that is not there follows the last one. Raises ``CannotEdit``.
    """
    made = text
    for name, value in fields.items():
        made = _set(made, known, name, value)
    before, after = header.read(text, known), header.read(made, known)
    wanted = {field.key: field.value for field in before.fields}
    for name, value in fields.items():
        wanted.pop(header.normal_key(name), None)
        if value:
            wanted[header.normal_key(name)] = value
    if {field.key: field.value for field in after.fields} != wanted or made[after.body :] != text[before.body :]:
        raise CannotEdit(BY_HAND)
    return made


def _set(text: str, known: Collection[str], name: str, value: str) -> str:
    read = header.read(text, known)
    field = next((field for field in read.fields if field.key == header.normal_key(name)), None)
    if field and not _is_alone(field, text):
        raise CannotEdit(BY_HAND)
    if field and value:
        return text[: field.start] + value + text[field.end :]
    if field:
        begins = max(text.rfind("\n", 0, field.start), text.rfind("\r", 0, field.start)) + 1
        return text[:begins] + text[_line_end(text, field.end) :]
    if not value:
        return text
    newline = next(iter(re.findall(r"\r\n|\r|\n", text)), "\n")
    if read.fields:
        at = _line_end(text, max(field.end for field in read.fields))
        return f"{text[:at]}{'' if text[:at].endswith(newline) else newline}{name}: {value}{newline}{text[at:]}"
    if FENCE_OPENS.match(text):
        raise CannotEdit(BY_HAND)
    return f"{name}: {value}{newline}{newline}{text}"


def _is_alone(field: header.Field, text: str) -> bool:
    """Whether no words stand within a field's value or after it, and no remark."""
    there = text[field.start : field.end]
    after = text[field.end : _line_end(text, field.end)].strip(" \t\r\n\"'")
    return not after and " #" not in there and there.split() == field.value.split()


def _line_end(text: str, at: int) -> int:
    match = LINE.match(text, at)
    return match.end() if match else len(text)
