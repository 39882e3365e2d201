"""Participation and entries as CSV: RFC 4180, UTF-8, one header line.

Text cells that a spreadsheet would run are made harmless.
"""

import csv
import io
from collections.abc import Iterable

from . import dates
from .ledger import Ledger

PARTICIPATION = (
    "person,name,section,week,post_status,posts,post_words,comments,comment_words,replies_received,people_answered,"
    "median_reply_hours,unanswered_posts,brand_errors,points,points_possible"
).split(",")
ENTRIES = "person,week,rule,points,reason,source,written,committed".split(",")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def exact(number: float) -> str:
    """A number that still adds up: 6, 2.5, 0.125."""
    return f"{number:.9f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


def table(columns: Iterable[str], rows: Iterable[Iterable[str | int | float | None]]) -> str:
    """RFC 4180: CRLF line ends, quotes where needed. Numbers stay numbers, None is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            "" if cell is None else harmless(cell) if isinstance(cell, str) else exact(cell) for cell in row
        )
    return out.getvalue()


def _hours(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 2)


def participation(ledger: Ledger) -> str:
    """One row a person and week."""
    return table(
        PARTICIPATION,
        (
            (
                row.person.id, row.person.name, row.person.section, row.week.number, row.post_status, row.posts,
                row.post_words, row.comments, row.comment_words, row.replies_received, row.people_answered,
                _hours(row.median_reply_hours), row.unanswered_posts, row.brand_errors, row.points, row.possible,
            )
            for row in ledger.rows
        ),
    )  # fmt: skip


def entries(ledger: Ledger) -> str:
    """One row an entry of the ledger: every point, and every point not given, with its reason."""
    return table(
        ENTRIES,
        (
            (
                entry.person, entry.week, entry.rule, entry.points, entry.reason, entry.source,
                dates.iso(entry.written), dates.iso(entry.committed),
            )
            for entry in ledger.entries
        ),
    )  # fmt: skip
