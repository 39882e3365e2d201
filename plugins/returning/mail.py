"""A mail for each student with their sealed page, as a draft: no point is in it, nor in its subject.

Whoever sends it is whoever opens it, so it has no sender of its own.
"""

from typing import Final

from ..core import drafts
from ..core.model import Course, Person
from ..core.problems import showable
from ..roster import Member
from .feedback import Feedback
from .planning import Address

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
    if not drafts.usable([first]):
        return Address(missing=f"{path}: {showable(first)} is no address that a mail can go to")
    return Address(first)


def message(feedback: Feedback, address: str, course: Course, page: bytes) -> bytes:
    """A draft to an address that ``address`` gave, with a sealed page."""
    person = feedback.person
    made = drafts.draft("feedback", person.name, address, f"Your feedback: {course.title}, {feedback.scope}")
    graded = "The whole term is graded" if feedback.week is None else f"Week {feedback.week} is graded"
    teacher = _teacher(course)
    signed = f"\n{showable(teacher.name)}\n" if teacher else ""
    text = TEXT.format(name=showable(person.name), graded=graded, course=showable(course.title), signed=signed)
    made.set_content(text, cte="quoted-printable")
    made.add_attachment(page, maintype="text", subtype="html", filename=ATTACHED, cte="base64")
    return made.as_bytes()


def _teacher(course: Course) -> Person | None:
    return next((person for person in course.people if person.role == "instructor"), None)
