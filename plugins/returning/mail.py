"""A mail for each student with their sealed page, as a draft: no point is in it, nor in its subject.

``X-Unsent: 1`` makes a mail program open the file as a draft (Outlook, Apple Mail and Thunderbird do); whoever sends it
is whoever opens it, so it has no sender of its own.
"""

import re
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from ..core.model import Course, Person
from ..core.problems import showable
from ..roster import Member
from .feedback import Feedback
from .planning import Address

PLAIN: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
"""An address without quotation marks, comments and letters beyond ASCII."""
ATTACHED: Final = "feedback.html"
TEXT: Final = """\
Hello {name},

{graded} in “{course}”. Attached is your own page: what you wrote, every point with its reason, and the notes to you.

The page is sealed. Save the attached file, open it in a browser and type your passphrase, which reaches you by another
way than this mail. It opens without a connection, and nothing in it is sent anywhere.

If something on it is wrong or unclear, please answer this mail.
{signed}"""


def file_name(feedback: Feedback) -> str:
    """The name of a draft; a newer one about the same replaces the older."""
    scope = "term" if feedback.week is None else f"week-{feedback.week}"
    return f"{scope}-{feedback.person.id}.eml"


def address(member: Member | None, path: str) -> Address:
    """A student's mailbox, as the roster has it. ``path``: the roster's."""
    if not member or not member.emails:
        return Address(missing=f"{path} has no e-mail address that is theirs alone")
    first = member.emails[0]
    if not PLAIN.fullmatch(first) or not _mailbox("", first):
        return Address(missing=f"{path}: {showable(first)} is no address that a mail can go to")
    return Address(first)


def _mailbox(name: str, address: str) -> Mailbox | None:
    try:
        return Mailbox(name, addr_spec=address)
    except (ValueError, IndexError):
        return None


def message(feedback: Feedback, address: str, course: Course, page: bytes) -> bytes:
    """A draft to an address that ``address`` gave, with a sealed page."""
    person = feedback.person
    made = EmailMessage(SMTP)
    made["To"] = _mailbox(showable(person.name), address) or address
    made["Subject"] = showable(f"Your feedback: {course.title}, {feedback.scope}")
    made["X-Unsent"] = "1"
    graded = "The whole term is graded" if feedback.week is None else f"Week {feedback.week} is graded"
    teacher = _teacher(course)
    signed = f"\n{showable(teacher.name)}\n" if teacher else ""
    text = TEXT.format(name=showable(person.name), graded=graded, course=showable(course.title), signed=signed)
    made.set_content(text, cte="quoted-printable")
    made.add_attachment(page, maintype="text", subtype="html", filename=ATTACHED, cte="base64")
    return made.as_bytes()


def _teacher(course: Course) -> Person | None:
    return next((person for person in course.people if person.role == "instructor"), None)
