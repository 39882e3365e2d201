"""A nudge as a file that mail programs open as a draft, and how a later run knows it."""

from typing import Final

from ..core import drafts
from .mails import Mail

MARK: Final = "X-Cohort"
"""The header by which a run knows the files of a former one."""


def mark(week: int) -> str:
    return f"nudge for week {week}"


def message(mail: Mail, address: str, week: int) -> bytes:
    """The file. ``address``: one that is ``drafts.usable``."""
    made = drafts.draft(mail.person.name, address, mail.subject, **{MARK: mark(week)})
    made.set_content(mail.text)
    return made.as_bytes()


def is_of(data: bytes, week: int) -> bool:
    """Whether a file is a nudge for a week, by its first lines."""
    return f"\n{MARK}: {mark(week)}\r\n".encode() in data[:200]
