"""Structures TOML files into frozen dataclasses, reporting every mistake at once, by file, line and key.

An unknown key or a wrong value is reported and dropped, so that the default applies; only a missing required key costs
its whole table, and the caller then decides what to do. Where nothing may be applied that was not understood, anything
wrong costs the whole list item.
"""

import json
import re
import tomllib
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import cattrs
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from . import toml_syntax
from .dates import YEARS
from .problems import Problem, did_you_mean, nearest

MISSING = "is missing"
IGNORED = "this entry is ignored"
HINT = "; did you "
LARGEST = 10**15
"""Whole numbers beyond this are nobody's, and not every calculation bears them."""
MOST_SHOWN = 60
"""How many characters of a wrong value are shown."""
KeyPath = tuple[str | int, ...]
SYNTAX_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True, slots=True)
class _Fault:
    """A mistake: its key, what is said of it, the key to drop so that the rest can be read, and where it is shown.
    ``unknown``: whether no table has such a key.
    """

    key: KeyPath
    message: str
    remove: KeyPath
    shown: KeyPath = ()
    unknown: bool = False


@cache
def quoted(text: str) -> str:
    """Quote a text as TOML does."""
    return json.dumps(text, ensure_ascii=False)


def shown(value: object) -> str:
    """A value as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {shown(inner)}' for key, inner in value.items())} }}"
    return str(value)


def _cut(value: object) -> str:
    """A value in a message, where it may be long."""
    if type(value) is int and abs(value) > LARGEST:
        return "a number of so many digits"
    text = shown(value)
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def ignored(message: str) -> str:
    """A message that adds that its entry is ignored, before what may be meant."""
    if message.startswith(HINT[2:]):
        return f"{IGNORED}; {message}"
    what, hint, meant = message.partition(HINT)
    return f"{what}; {IGNORED}{hint}{meant}"


def converter() -> cattrs.Converter:
    """Strict: neither ``"2"`` nor ``true`` is a number, and an unknown key is an error."""
    strict = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)

    def exactly(kind: type, what: str) -> None:
        def take(value: object, _: object) -> object:
            if type(value) is not kind and not (kind is float and type(value) is int):
                raise ValueError(f"must be {what}, not {_cut(value)}{_without_marks(value, kind)}")
            if isinstance(value, int) and abs(value) > LARGEST:
                raise ValueError("is too large a number: write the one that is meant")
            return value

        strict.register_structure_hook(kind, take)

    exactly(str, "a text in quotation marks")
    exactly(int, "a whole number")
    exactly(float, "a number")
    exactly(bool, "true or false")

    def moment(value: object, _: object) -> object:
        if not isinstance(value, date):
            message = f"must be a date and time, such as 2026-10-11T23:59:00, not {_cut(value)}"
            raise ValueError(message + _without_marks(value, date))
        if value.year not in YEARS:
            raise ValueError(f"is in the year {value.year}")
        return value

    strict.register_structure_hook(datetime, moment)

    def words(value: object, _: object) -> object:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(f'must be a list of texts, such as ["one", "two"], not {_cut(value)}')
        return tuple(value)

    strict.register_structure_hook_func(lambda kind: kind == tuple[str, ...], words)

    def numbers(value: object, _: object) -> object:
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            raise ValueError(f"must be a list of whole numbers, such as [2, 3], not {_cut(value)}")
        return tuple(value)

    strict.register_structure_hook_func(lambda kind: kind == tuple[int, ...], numbers)

    def one_or_more(value: object, _: object) -> object:
        if isinstance(value, str):
            return (value,) if value else ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"must be a text in quotation marks, or a list of such, not {_cut(value)}")
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
        line, column = line or text.count("\n") + 1, column or 1
        reason = SYNTAX_PLACE.sub("", str(error))
        said = reason[:1].lower() + reason[1:]
        hint = toml_syntax.hint(([*text.split("\n"), ""])[line - 1], said)
        what = f": {hint}" if hint else f" ({said}): fix this line"
        return {}, [
            Problem(path, line, column, f"is not valid TOML{what}; nothing in the file was read", rule="settings")
        ]


def structure(
    path: str, text: str, data: dict[str, Any], kind: type, *, whole: bool = False
) -> tuple[Any, list[Problem]]:
    """Structure ``data`` as a ``kind``, or None if something required is missing; with every problem found.

    A list item that lacks a required key is dropped; with ``whole``, so is one in which anything is wrong.
    """
    problems: list[Problem] = []
    faults = list(_misshapen(data, kind, ()))
    while True:
        if not faults:
            try:
                return converter().structure(data, kind), problems
            except (ClassValidationError, IterableValidationError) as error:
                faults = _paired(list(_faults(error, (), data, kind)))
        for fault in faults:
            if fault.message == MISSING and any(_spelt(fault.key) in problem.message for problem in problems):
                continue
            line, column = locate(text, fault.shown or fault.key)
            message = ignored(fault.message) if whole and _item(fault.key) else fault.message
            problems.append(Problem(path, line, column, f"{_spelt(fault.key)}: {message}", rule="settings"))
        leave_out = {(whole and _item(fault.key)) or fault.remove for fault in faults}
        if not all(leave_out):
            return None, problems
        for remove in sorted(leave_out, key=lambda key_path: [str(step).zfill(9) for step in key_path], reverse=True):
            if not _remove(data, remove):
                return None, problems
        faults = []


def _misshapen(table: dict[str, Any], kind: type, at: KeyPath) -> Iterator[_Fault]:
    """Tables in place of lists of tables, the reverse, and anything else in place of either."""
    for name, wanted in get_type_hints(kind).items():
        value, key = table.get(name), (*at, name)
        if value is None:
            continue
        if is_dataclass(wanted):
            if isinstance(value, dict):
                yield from _misshapen(value, wanted, key)  # type: ignore[arg-type]  # a class, not an instance
            else:
                yield _Fault(key, f"must be a table: {_table(key)}", key)
        elif inner := _of_list(wanted):
            if not isinstance(value, list):
                yield _Fault(key, f"must be a list of tables: {_tables(key, inner)}", key)
                continue
            for n, member in enumerate(value):
                if isinstance(member, dict):
                    yield from _misshapen(member, inner, (*key, n))
                else:
                    yield _Fault((*key, n), f"must be a table, not {shown(member)}: {_tables(key, inner)}", (*key, n))


def _of_list(kind: Any) -> type | None:
    """The dataclass in ``tuple[…, ...]``."""
    [first, *_] = [*get_args(kind), None]
    return first if get_origin(kind) is tuple and is_dataclass(first) and isinstance(first, type) else None


def _table(key: KeyPath) -> str:
    """How to write a table."""
    return f"write [{_names(key)}], with one bracket on each side"


def _tables(key: KeyPath, kind: type) -> str:
    """How to write a list of tables: at the top of a file as ``[[weeks]]``, inside another as ``[{ … }]``."""
    if len(key) == 1:
        return f"write [[{_names(key)}]], with two brackets on each side, above each"
    keys = ", ".join(f"{item.name} = …" for item in fields(kind))
    return f"write {key[-1]} = [{{ {keys} }}]"


def _names(key_path: KeyPath) -> str:
    return ".".join(step for step in key_path if isinstance(step, str))


def _item(key_path: KeyPath) -> KeyPath:
    """The outermost list item that contains a key; empty if none does."""
    first = next((n for n, step in enumerate(key_path) if isinstance(step, int)), -1)
    return key_path[: first + 1]


def _without_marks(value: object, kind: type) -> str:
    """A hint at quotation marks around what would be right without them."""
    if isinstance(value, str) and value.isprintable() and len(value) < 40:
        with suppress(ValueError, RecursionError):
            bare = tomllib.loads(f"value = {value}").get("value")
            if isinstance(bare, kind) or (kind is float and type(bare) is int):
                return ": leave out the quotation marks"
    return ""


def _faults(error: BaseException, at: KeyPath, data: Any, root: type) -> Iterator[_Fault]:
    """Every mistake below ``error``. ``data``: the whole file, which is to be a ``root``."""
    if isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            yield _Fault((*at, key), _unknown(key, at, error.cl, _at(data, at), root), (*at, key), unknown=True)
    elif isinstance(error, KeyError):
        members = [n for n, step in enumerate(at) if isinstance(step, int)]
        yield _Fault(at, MISSING, at[: members[-1] + 1] if members else ())
    elif isinstance(error, ClassValidationError | IterableValidationError):
        for inner in error.exceptions:
            yield from _faults(inner, (*at, *_step(inner)), data, root)
    else:
        yield _Fault(at, _message(error), at)


def _unknown(key: str, at: KeyPath, kind: type, table: Any, root: type) -> str:
    """What is said of a key that a table does not know. One that the table has is not what was meant."""
    known = [item.name for item in fields(kind)]
    lists = {name: f"[[{name}]]" for name, wanted in get_type_hints(root).items() if _of_list(wanted)}
    if not at and lists and not isinstance(table.get(key), dict | list):
        return f"stands above every table: put it below one of {', '.join(_headers(root))}"
    if at and (home := next(_homes(key, at, kind, root), "")):
        return f"unknown here: it belongs {home}"
    if hint := did_you_mean(key, [name for name in known if name not in table]):
        return hint[2:]
    return f"unknown; the known ones are {', '.join(known if at else _headers(root))}"


def _homes(key: str, at: KeyPath, kind: type, root: type) -> Iterator[str]:
    """Where a key is known that a table does not know: in a table within, at the top of the file, in another table."""
    for name, inner in _inner(kind):
        if key in {item.name for item in fields(inner)}:
            yield f"in [{_names((*at, name))}]"
    hints = get_type_hints(root)
    if key in hints and not _of_list(hints[key]) and not is_dataclass(hints[key]):
        yield "at the top of the file, above everything in brackets"
    for name, inner in _inner(root):
        if key in {item.name for item in fields(inner)}:
            yield f"in [{name}]"


def _inner(kind: type) -> Iterator[tuple[str, Any]]:
    return ((name, inner) for name, inner in get_type_hints(kind).items() if is_dataclass(inner))


def _headers(root: type) -> Iterator[str]:
    """The keys of a file as they are written: ``[course]``, ``[[weeks]]``, ``extends``."""
    for name, kind in get_type_hints(root).items():
        yield f"[[{name}]]" if _of_list(kind) else f"[{name}]" if is_dataclass(kind) else name


def _paired(faults: Collection[_Fault]) -> list[_Fault]:
    """The same with one fault for a missing key and the unknown one that was probably meant by it."""
    unknown = {fault.key for fault in faults if fault.unknown}
    pairs: dict[KeyPath, KeyPath] = {}
    for fault in faults:
        if fault.message == MISSING:
            beside = {str(key[-1]): key for key in unknown if key[:-1] == fault.key[:-1]}
            for near in nearest(str(fault.key[-1]), beside):
                pairs[fault.key] = beside[near]
    return [
        replace(fault, message=f"{MISSING}{HINT}write it as “{pairs[fault.key][-1]}”?", shown=pairs[fault.key])
        if fault.key in pairs
        else fault
        for fault in faults
        if fault.key not in pairs.values()
    ]


def _at(data: Any, key_path: KeyPath) -> Any:
    for step in key_path:
        data = data[step]
    return data


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
        choices = ", ".join(filter(None, re.findall(r"'([^']*)'", match[2])))
        return f"{quoted(match[1])} is unknown: choose from {choices}"
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
