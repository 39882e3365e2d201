"""What Cohort makes for the instructor to hand on, known again by the mark that each file carries: drafts of mails, the
page of nudges, the zip file of feedback.

They may be kept in ``private/``. What they tell stands in its other files or in the texts, apart from the addresses.
"""

from typing import Final

ZIPPED: Final = b"made by ./inv return"
"""The comment with which a zip file of feedback ends."""
PAGE: Final = b'<meta name="generator" content="./inv nudge">'
"""What the page of nudges has in its head."""
UNSENT: Final = ("X-Unsent", "1")
"""The header that makes a mail program open a file as a draft: Outlook, Apple Mail and Thunderbird do."""
DRAFT: Final = "X-Cohort"
"""The header that says what a draft is."""
HEAD: Final = 4096
"""The bytes at the beginning of a file in which the mark of a page is, and the address of a mail."""


def here(data: bytes) -> bool:
    """Whether Cohort made a file. A draft that a mail program has saved again may say more, and is not known."""
    return is_draft(data) or is_page(data) or (data.startswith(b"PK") and data.endswith(ZIPPED))


def is_page(data: bytes) -> bool:
    return PAGE in data[:HEAD]


def is_draft(data: bytes, what: str = "") -> bool:
    """Whether a file is a draft as it was made. ``what``: as its header says; empty: any."""
    head = "".join(f"{name}: {value}\r\n" for name, value in (UNSENT, (DRAFT, what)))
    return data.startswith((head if what else head.removesuffix("\r\n")).encode())
