"""A digest of a frozen value: equal for equal values, in every run and process.

What it may be made of: numbers, texts, bytes, None, dates and times, tuples, lists, dictionaries in their order, and
data classes of these. A set has no order, and an object with a state of its own is no value: both are refused.
"""

import hashlib
import marshal
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

PLAIN = frozenset((str, int, float, bool, bytes, type(None)))
BY_VALUE = 2
"""The version of ``marshal``'s format that writes equal values as equal bytes, whether or not they are one object."""


class Digests:
    """Makes digests of values that share parts: each part is taken to pieces once."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[object, Any]] = {}
        """A data class's object by its id, which stays its own as long as it is kept here, and its pieces."""

    def of(self, *values: object) -> str:
        """The digest of some values. Raises ``TypeError`` if one is made of something else."""
        return hashlib.blake2b(marshal.dumps(self.plain(values), BY_VALUE), digest_size=16).hexdigest()

    def plain(self, value: Any) -> Any:
        """A value as tuples of numbers and texts."""
        kind = type(value)
        if kind in PLAIN:
            return value
        if kind is tuple or kind is list:
            return self._all(value)
        if known := self.known.get(id(value)):
            return known[1]
        if get := _fields(kind):  # type: ignore[arg-type]
            pieces = kind.__qualname__, self._all(get(value))
            self.known[id(value)] = value, pieces
            return pieces
        return kind.__qualname__, self._pieces(kind, value)

    def _all(self, values: Iterable[Any]) -> tuple[Any, ...]:
        return tuple([value if type(value) in PLAIN else self.plain(value) for value in values])

    def _pieces(self, kind: type[object], value: Any) -> Any:
        if issubclass(kind, dict):
            return tuple((self.plain(key), self.plain(one)) for key, one in value.items())
        if issubclass(kind, tuple):
            return self._all(value)
        if issubclass(kind, str):
            return str(value)
        if issubclass(kind, datetime):
            return value.isoformat(), str(value.tzinfo)
        if issubclass(kind, date):
            return value.isoformat()
        if issubclass(kind, timedelta):
            return value.days, value.seconds, value.microseconds
        raise TypeError(f"a page cannot show a {kind.__module__}.{kind.__qualname__}, which is no plain value")


@cache
def _fields(kind: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """What gets the values of a data class's fields; None for any other class."""
    if not is_dataclass(kind):
        return None
    names = [field.name for field in fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)
