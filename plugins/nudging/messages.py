"""A nudge as a file that mail programs open as a draft, and how a later run knows it."""

from ..core import drafts, made
from .mails import Mail


def mark(week: int) -> str:
    return f"nudge for week {week}"


def message(mail: Mail, address: str, week: int) -> bytes:
    """The file. ``address``: one that is ``drafts.usable``."""
    draft = drafts.draft(mark(week), mail.person.name, address, mail.subject)
    draft.set_content(mail.text)
    return draft.as_bytes()


def is_of(data: bytes, week: int) -> bool:
    """Whether a file is a nudge for a week, by its first lines."""
    return made.is_draft(data, mark(week))
