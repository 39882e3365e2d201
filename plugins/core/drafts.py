"""Mails as drafts (``.eml``): what every one of them has in its head. Nothing in them sends itself.

Names, titles and addresses are not trusted: none of them can add a header.
"""

import re
from collections.abc import Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from . import made
from .problems import showable

ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
"""An address that every mail program takes."""
MOST_ADDRESS: Final = 254


def usable(addresses: Iterable[str]) -> str:
    """The first address that every mail program takes; empty if there is none."""
    return next((one for one in addresses if len(one) <= MOST_ADDRESS and ADDRESS.fullmatch(one)), "")


def plain(text: str) -> str:
    """Somebody's words on one line, without characters that could make another header, or turn the text around."""
    return " ".join(showable(text).split())


def in_header(text: str) -> str:
    """Somebody's words for a header: what looks like an encoded word is none, since it may decode to a line break."""
    return plain(text).replace("=?", "= ?")


def draft(what: str, name: str, address: str, subject: str) -> EmailMessage:
    """A draft without a text. ``what``: by which ``made.is_draft`` knows it; ``address``: one that is ``usable``."""
    mail = EmailMessage(policy=SMTP)
    for header, value in (made.UNSENT, (made.DRAFT, what)):
        mail[header] = value
    mail["To"] = Address(in_header(name), addr_spec=address)
    mail["Subject"] = in_header(subject)
    return mail
