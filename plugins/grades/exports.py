"""Participation and entries as CSV (RFC 4180, UTF-8, one header line), and a whole ledger as JSON.

Text cells that a spreadsheet would run as formulas are escaped.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from operator import itemgetter
from typing import Any

from ..core import dates
from ..core.model import Criterion, Entry
from .ledger import Ledger, Row

PARTICIPATION = (
    "person,name,section,week,post_status,posts,post_words,comments,comment_words,replies_received,people_answered,"
    "median_reply_hours,unanswered_posts,brand_errors,points,points_possible"
).split(",")
ENTRIES = "person,week,rule,points,reason,source,written,committed".split(",")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Escape a text cell that a spreadsheet could take for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def exact(number: float) -> str:
    """A number without rounding errors, so that sums still match: 6, 2.5, 0.125."""
    return f"{number + 0.0:.9f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


def table(columns: Iterable[str], rows: Iterable[Iterable[str | int | float | None]]) -> str:
    """RFC 4180: CRLF line endings, quotes where needed. Numbers stay numbers; None is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            "" if cell is None else harmless(cell) if isinstance(cell, str) else exact(cell) for cell in row
        )
    return out.getvalue()


def participation(facts: Mapping[str, Any]) -> str:
    """One row per person and week."""
    rows = ({**row, "median_reply_hours": _hours(row["median_reply_hours"])} for row in facts["rows"])
    return table(PARTICIPATION, map(itemgetter(*PARTICIPATION), rows))


def _hours(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 2)


def entries(facts: Mapping[str, Any]) -> str:
    """One row per ledger entry: all points earned and missed, with the reasons."""
    return table(ENTRIES, map(itemgetter(*ENTRIES), facts["entries"]))


JSON_FORMAT = 1
"""Incremented when a JSON field changes its name or meaning, but not for new fields."""


def facts(ledger: Ledger, commit: str = "") -> dict[str, Any]:
    """``format``, ``course`` (``title``, ``code``, ``term``, ``timezone``), ``as_of``, ``commit`` (null without a
    history), ``best_weeks``, ``criteria``, ``weeks`` (when each opens and is due, and its ``expectations``, ``points``
    and ``weight``), ``totals`` (a person's points over the term), ``rows`` (a person's week: the fields of
    participation.csv and more, with the paths of the texts), ``entries`` (the fields of entries.csv plus
    ``points_possible``, ``outcome``, ``due``, ``margin_seconds``, negative if the text was late, and ``adjustment``,
    the private reason of an adjustment that applies) and ``uncounted`` (a text's path, and why it does not count).

    Times are ISO 8601 with their UTC offset, missing values are null, and numbers are not rounded.
    """
    course = ledger.course
    return {
        "format": JSON_FORMAT,
        "course": {key: getattr(course, key) for key in ("title", "code", "term", "timezone")},
        "as_of": dates.iso(ledger.as_of),
        "commit": commit or None,
        "best_weeks": course.best_weeks or None,
        "criteria": [_criterion(criterion) for criterion in course.criteria],
        "weeks": [
            {
                "number": week.number, "title": week.title, "opens": _moment(week.opens),
                "posts_due": _moment(week.posts_due), "comments_due": _moment(week.comments_due),
                **asdict(course.rules(week)),
            }
            for week in course.weeks
        ],
        "totals": [
            {
                "person": one.person.id, "name": one.person.name, "points": one.points,
                "points_possible": one.possible, "excused": one.excused,
            }
            for one in ledger.standings()
        ],
        "rows": [_row(row) for row in ledger.rows],
        "entries": [_entry(entry) for entry in ledger.entries],
        "uncounted": [{"path": text.path, "reason": reason} for text, reason in ledger.uncounted],
    }  # fmt: skip


def _criterion(criterion: Criterion) -> dict[str, Any]:
    """A criterion's fields; ``levels`` and ``weeks`` only where it has any."""
    return {key: value for key, value in asdict(criterion).items() if value != ()}


def written(facts: Mapping[str, Any]) -> str:
    """An object as JSON, with one line per list item so that two documents can be diffed."""
    return "{\n" + ",\n".join(_field(key, value) for key, value in facts.items()) + "\n}\n"


def _field(key: str, value: Any) -> str:
    if not isinstance(value, list) or not value:
        return f"{_json(key)}: {_json(value)}"
    return f"{_json(key)}: [\n" + ",\n".join(map(_json, value)) + "\n]"


ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


AS_IT_IS = frozenset((str, int, bool, type(None), list))


def _json(value: Any) -> str:
    return ENCODER.encode(_whole(value))


def _whole(value: Any) -> Any:
    """Convert whole floats to integers, so that 6 is written as 6 however it was computed."""
    kind = type(value)
    if kind is dict:
        return {key: item if type(item) in AS_IT_IS else _whole(item) for key, item in value.items()}
    return int(value) if kind is float and value.is_integer() else value


def _moment(moment: Any) -> str | None:
    return dates.iso(moment) or None


def _row(row: Row) -> dict[str, Any]:
    return {
        "person": row.person.id, "name": row.person.name, "section": row.person.section, "week": row.week.number,
        **dict(_measures(row)), "texts": [text.path for text in row.texts],
        "received": [comment.path for comment in row.received],
    }  # fmt: skip


def _measures(row: Row) -> Iterator[tuple[str, Any]]:
    """A week's measures: first those in participation.csv, under the same names, then the rest."""
    of_the_row = {"points_possible": row.possible} | {
        name: getattr(row, name) for name in ("post_status", "points", "excused")
    }
    for name in (*PARTICIPATION[4:], "threads", "ratings", "copied_words", "excused"):
        yield name, of_the_row[name] if name in of_the_row else getattr(row.measures, name)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "person": entry.person, "week": entry.week, "rule": entry.rule, "points": entry.points,
        "points_possible": entry.possible, "outcome": entry.outcome or None, "reason": entry.reason,
        "source": entry.source or None, "written": _moment(entry.written), "committed": _moment(entry.committed),
        "due": _moment(entry.due), "margin_seconds": entry.margin.total_seconds() if entry.margin is not None else None,
        "adjustment": entry.adjustment or None,
    }  # fmt: skip
