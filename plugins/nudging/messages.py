"""A mail as a file that mail programs open as a draft (``.eml``): nothing in it sends itself.

Names, titles and addresses are not trusted: none of them can add a header.
"""

import re
from collections.abc import Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from .mails import Mail, plain

ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
"""An address that every mail program takes."""
MOST_ADDRESS: Final = 254
MARK: Final = "X-Cohort"
"""The header by which a run knows the files of a former one."""


def usable(addresses: Iterable[str]) -> str:
    """The first address that every mail program takes; empty if there is none."""
    return next((one for one in addresses if len(one) <= MOST_ADDRESS and ADDRESS.fullmatch(one)), "")


def mark(week: int) -> str:
    return f"nudge for week {week}"


def message(mail: Mail, address: str, week: int) -> bytes:
    """The file. ``address``: one that is ``usable``."""
    made = EmailMessage(policy=SMTP)
    made["X-Unsent"] = "1"
    made[MARK] = mark(week)
    made["To"] = Address(in_header(mail.person.name), addr_spec=address)
    made["Subject"] = in_header(mail.subject)
    made.set_content(mail.text)
    return made.as_bytes()


def in_header(text: str) -> str:
    """Somebody's words for a header: what looks like an encoded word is none, since it may decode to a line break."""
    return plain(text).replace("=?", "= ?")


def is_of(data: bytes, week: int) -> bool:
    """Whether a file is a nudge for a week, by its first lines."""
    return f"\n{MARK}: {mark(week)}\r\n".encode() in data[:200]
