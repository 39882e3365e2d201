"""A digest of a frozen value: equal for equal values, in every run and process.

What it may be made of: numbers, texts, bytes, None, dates and times, tuples, lists, dictionaries in their order, and
data classes of these. A set has no order, and an object with a state of its own is no value: both are refused.
"""

import hashlib
import marshal
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

PLAIN = frozenset((str, int, float, bool, bytes, type(None)))
BY_VALUE = 2
"""The version of ``marshal``'s format that writes equal values as equal bytes, whether or not they are one object."""


def digest(*values: object) -> str:
    """The digest of some values. Raises ``TypeError`` if one is made of something else."""
    return hashlib.blake2b(marshal.dumps(plain(values), BY_VALUE), digest_size=16).hexdigest()


def plain(value: Any) -> Any:
    """A value as tuples of numbers and texts."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is tuple or kind is list:
        return tuple(map(plain, value))
    return _way(kind)(value)  # type: ignore[arg-type]


@cache
def _way(kind: Any) -> Callable[[Any], Any]:
    name = kind.__qualname__
    if is_dataclass(kind):
        return _of_fields(name, [field.name for field in fields(kind)])
    if issubclass(kind, dict):
        return lambda value: (name, tuple((plain(key), plain(one)) for key, one in value.items()))
    if issubclass(kind, tuple):
        return lambda value: (name, tuple(map(plain, value)))
    if issubclass(kind, str):
        return lambda value: (name, str(value))
    if issubclass(kind, datetime):
        return lambda value: (name, value.isoformat(), str(value.tzinfo))
    if issubclass(kind, date):
        return lambda value: (name, value.isoformat())
    if issubclass(kind, timedelta):
        return lambda value: (name, value.days, value.seconds, value.microseconds)
    raise TypeError(f"a page cannot show a {kind.__module__}.{name}, which is no plain value")


def _of_fields(name: str, names: list[str]) -> Callable[[Any], Any]:
    if len(names) < 2:
        return lambda value: (name, *(plain(getattr(value, one)) for one in names))
    get = attrgetter(*names)
    return lambda value: (name, *map(plain, get(value)))
