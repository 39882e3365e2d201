"""Structures TOML files into frozen dataclasses, reporting every mistake at once, by file, line and key.

An unknown key or a wrong value is reported and dropped, so that the default applies; only a missing required key costs
its whole table, and the caller then decides what to do.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any

import cattrs
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from .dates import YEARS
from .problems import Problem, did_you_mean, nearest

MISSING = "is missing"
KeyPath = tuple[str | int, ...]
SYNTAX_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


@cache
def quoted(text: str) -> str:
    """Quote a text as TOML does."""
    return json.dumps(text, ensure_ascii=False)


def converter() -> cattrs.Converter:
    """Strict: neither ``"2"`` nor ``true`` is a number, and an unknown key is an error."""
    strict = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)

    def exactly(kind: type, what: str) -> None:
        def take(value: object, _: object) -> object:
            if type(value) is not kind and not (kind is float and type(value) is int):
                raise ValueError(f"must be {what}, not {value!r}")
            return value

        strict.register_structure_hook(kind, take)

    exactly(str, "a text in quotation marks")
    exactly(int, "a whole number")
    exactly(float, "a number")
    exactly(bool, "true or false")

    def moment(value: object, _: object) -> object:
        if not isinstance(value, date):
            raise ValueError(f"must be a date and time, such as 2026-10-11T23:59:00, not {value!r}")
        if value.year not in YEARS:
            raise ValueError(f"is in the year {value.year}")
        return value

    strict.register_structure_hook(datetime, moment)

    def words(value: object, _: object) -> object:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(f'must be a list of texts, such as ["one", "two"], not {value!r}')
        return tuple(value)

    strict.register_structure_hook_func(lambda kind: kind == tuple[str, ...], words)

    def one_or_more(value: object, _: object) -> object:
        if isinstance(value, str):
            return (value,) if value else ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"must be a text in quotation marks, or a list of such, not {value!r}")
        return tuple(value)

    strict.register_structure_hook_func(lambda kind: kind == (str | tuple[str, ...]), one_or_more)
    return strict


def parse(path: str, text: str) -> tuple[dict[str, Any], list[Problem]]:
    """The tables of a TOML file; an empty dict and one problem if it cannot be parsed."""
    try:
        return tomllib.loads(text), []
    except (RecursionError, OverflowError):
        return {}, [
            Problem(path, 1, 1, "is nested too deeply, or contains too large a number: fix it", rule="settings")
        ]
    except ValueError as error:
        match = SYNTAX_PLACE.search(str(error))
        line, column = (int(match[1] or 0), int(match[2] or 0)) if match else (0, 0)
        what = SYNTAX_PLACE.sub("", str(error))
        message = f"is not valid TOML ({what[:1].lower()}{what[1:]}): fix this line; nothing in the file was read"
        return {}, [Problem(path, line or text.count("\n") + 1, column or 1, message, rule="settings")]


def structure(path: str, text: str, data: dict[str, Any], kind: type) -> tuple[Any, list[Problem]]:
    """Structure ``data`` as a ``kind``, or None if something required is missing; with every problem found.

    A list item that lacks a required key is dropped.
    """
    problems: list[Problem] = []
    while True:
        try:
            return converter().structure(data, kind), problems
        except (ClassValidationError, IterableValidationError) as error:
            faults = list(_faults(error, ()))
        for key_path, message, _ in faults:
            if message == MISSING and any(_spelt(key_path) in problem.message for problem in problems):
                continue
            line, column = locate(text, key_path)
            hint = _misspelt(data, key_path) if message == MISSING else ""
            problems.append(Problem(path, line, column, f"{_spelt(key_path)}: {message}{hint}", rule="settings"))
        leave_out = {remove for *_, remove in faults}
        if not all(leave_out):
            return None, problems
        for remove in sorted(leave_out, key=lambda key_path: [str(step).zfill(9) for step in key_path], reverse=True):
            if not _remove(data, remove):
                return None, problems


def _faults(error: BaseException, at: KeyPath) -> Iterator[tuple[KeyPath, str, KeyPath]]:
    """For every mistake below ``error``: its key, the message, and the key to drop so that the rest can be read."""
    if isinstance(error, ForbiddenExtraKeysError):
        known = [item.name for item in fields(error.cl)]
        for key in sorted(error.extra_fields):
            message = did_you_mean(key, known)[2:] or f"unknown; the known ones are {', '.join(known)}"
            yield (*at, key), message, (*at, key)
    elif isinstance(error, KeyError):
        members = [n for n, step in enumerate(at) if isinstance(step, int)]
        yield at, MISSING, at[: members[-1] + 1] if members else ()
    elif isinstance(error, ClassValidationError | IterableValidationError):
        for inner in error.exceptions:
            yield from _faults(inner, (*at, *_step(inner)))
    else:
        yield at, _message(error), at


def _step(error: BaseException) -> KeyPath:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, IterableValidationNote):
            return (note.index,)
        if isinstance(note, AttributeValidationNote):
            return (note.name,)
    return ()


def _message(error: BaseException) -> str:
    text = str(error)
    if match := re.match(r"(.+) not in literal (.*)", text):
        choices = ", ".join(re.findall(r"'([^']+)'", match[2]))
        return f"{match[1]} is unknown: choose from {choices}"
    if "is not iterable" in text or "object is not" in text or isinstance(error, TypeError | AttributeError):
        return "must be a table or a list of tables, as docs/reference.md shows"
    return text


def _remove(data: Any, key_path: KeyPath) -> bool:
    """Remove a key, or the innermost enclosing table if the key is missing; return whether anything was removed."""
    for length in range(len(key_path), 0, -1):
        with suppress(KeyError, IndexError, TypeError):
            inner = data
            for step in key_path[: length - 1]:
                inner = inner[step]
            del inner[key_path[length - 1]]
            return True
    return False


def _misspelt(data: Any, key_path: KeyPath) -> str:
    """A hint at the key that was probably meant by a missing one, if one resembles it."""
    for step in key_path[:-1]:
        data = data[step]
    near = nearest(str(key_path[-1]), data) if isinstance(data, dict) else []
    return f"; did you write it as “{near[0]}”?" if near else ""


def _spelt(key_path: KeyPath) -> str:
    """``weeks[2].posts_due``, counted from 1 as people do."""
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in key_path)
    return f"`{text.removeprefix('.')}`" if text else "the file"


def locate(text: str, key_path: KeyPath) -> tuple[int, int]:
    """Line and column of a key in a TOML text; if it is missing, those of its table, or of the first line at worst.

    ``tomllib`` gives no positions. This handles what a course's settings use: tables, arrays of tables, tables within
    their items, and keys on lines of their own. ``key_path`` contains at most one array index.
    """
    wanted = [str(step) for step in key_path if isinstance(step, str)]
    index = next((step for step in key_path if isinstance(step, int)), None)
    if not wanted:
        return 1, 1
    seen, table, inside, best, depth = -1, list[str](), True, (1, 1), 0
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*(\[\[?)\s*([\w.-]+)\s*\]", line):
            table = match[2].split(".")
            seen += match[1] == "[[" and match[2] == wanted[0]
            inside = table == wanted[: len(table)] and (table[0] != wanted[0] or index is None or seen == index)
            column = line.index("[") + 1
        elif inside and (match := re.match(r"(\s*)([\w\"'.-]+)\s*=", line)):
            table_and_key = [*table, *(part.strip("\"'") for part in match[2].split("."))]
            if table_and_key != wanted[: len(table_and_key)]:
                continue
            if len(table_and_key) == len(wanted):
                return number, len(match[1]) + 1
            column = line.index(match[2]) + 1
            depth, best = len(table_and_key), (number, column)
            continue
        else:
            continue
        if inside and len(table) >= depth:
            depth, best = len(table), (number, column)
    return best


def refuse(path: str, text: str, key_path: KeyPath, message: str) -> Problem:
    """Report a problem at a key of a settings file."""
    line, column = locate(text, key_path)
    return Problem(path, line, column, f"{_spelt(key_path)}: {message}", rule="settings")
