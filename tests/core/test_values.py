"""The digest of a frozen value tells values apart, and nothing but values."""

import subprocess
import sys
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markupsafe import Markup

from plugins.core.values import Digests


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    number: int


@dataclass(frozen=True, slots=True)
class Alone:
    line: Line | None


@dataclass(frozen=True, slots=True)
class Other:
    title: str
    number: int


def digest(*values: object) -> str:
    return Digests().of(*values)


ATOMS = some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text() | some.binary()
MOMENTS = (
    some.datetimes(timezones=some.sampled_from([UTC, ZoneInfo("Asia/Kathmandu")])) | some.dates() | some.timedeltas()
)
VALUES = some.recursive(
    ATOMS | MOMENTS | some.builds(Line, some.text(), some.integers()),
    lambda inner: (
        some.tuples(inner, inner) | some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(VALUES)
def test_equal_values_have_one_digest_whichever_objects_they_are(value):
    assert digest(value) == digest(deepcopy(value))
    shared = Digests()
    assert shared.of(value, value) == digest(value, deepcopy(value)) == shared.of(deepcopy(value), value)


@given(VALUES, VALUES)
def test_values_that_are_written_otherwise_have_another_digest(one, other):
    if digest(one) == digest(other):
        assert repr(one).replace("[", "(") == repr(other).replace("[", "(") or one == other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((("a",), "b"), ("a", ("b",))),
        (("ab", "c"), ("a", "bc")),
        (1, "1"),
        ("", None),
        (b"a", "a"),
        ("a", Markup("a")),
        (Line("a", 1), Other("a", 1)),
        (Line("a", 1), ("Line", "a", 1)),
        (Line("a", 1), replace(Line("a", 1), number=2)),
        (Alone(None), Alone(Line("", 0))),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/London"))),
        (datetime(2026, 1, 1), date(2026, 1, 1)),
        (timedelta(1), timedelta(2)),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ],
)
def test_what_looks_alike_is_told_apart(one, other):
    assert digest(one) != digest(other)


@pytest.mark.parametrize("value", [{"a"}, frozenset(), object(), print, (1, [{"a"}]), Line({"a"}, 1), Exception("a")])
def test_what_is_no_value_is_refused(value):
    with pytest.raises(TypeError, match="no plain value"):
        digest(value)


def test_another_process_gives_the_same_digest():
    code = "from plugins.core.values import Digests; print(Digests().of('é', 1.5, ('a', {'b': None}), b'c'))"
    done = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(2)]
    assert {run.stdout.strip() for run in done} == {digest("é", 1.5, ("a", {"b": None}), b"c")}
