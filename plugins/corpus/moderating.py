"""Writes what an instructor decides about a comment into its header, while ``./inv serve`` runs."""

import hashlib
import os
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .. import regular
from ..core.model import Course
from ..core.problems import showable
from ..core.refusal import Refusal
from ..texts import header_edit
from ..texts.content_file import COMMENT_FIELDS
from . import files

COMMENT: Final = re.compile(r"comments/(?:[^/\x00.][^/\x00]*/)+[^/\x00.][^/\x00]*\.md")
STATUS: Final = {"approve": "published", "spam": "spam", "remove": "removed", "wait": "pending"}
"""What can be decided, and the status that says so."""
SAID: Final = {
    "approve": "Published with the next build",
    "spam": "Marked as spam",
    "remove": "Removed: its place in the thread stays",
    "wait": "Waits again",
}
MOST_REASON: Final = 300
"""The characters of a reason, which readers may see."""
LOCK = threading.Lock()


class CannotDecide(Refusal):
    """Nothing was written; the message says why in one line."""


@dataclass(frozen=True)
class Decision:
    """What is decided about a comment. ``by`` and ``reason``: who removes it, and why; empty for anything else.
    ``seen``: the digest of the text that was looked at.
    """

    path: str
    did: str
    seen: str
    by: str = ""
    reason: str = ""

    @property
    def fields(self) -> dict[str, str]:
        return {"Status": STATUS[self.did], "Removed-by": self.by, "Reason": self.reason}


def digest(text: str) -> str:
    """What a page knows a file by. ``text``: as the file holds it, without a byte-order mark."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def take(content: Path, value: Any) -> dict[str, str]:
    """Carry out what a page sends: ``path``, ``did`` (approve, spam, remove or wait) and ``seen``; with remove, also
    ``by`` and ``reason``. Returns a sentence as ``said``, and the digest of the new text as ``seen``.

    Raises ``ValueError`` for a value of another shape, ``CannotDecide`` and ``files.CannotRead``.
    """
    decision = _understood(value)
    if decision.by:
        _check(decision.by, files.course_of(content))
    file = content / decision.path
    with LOCK:
        text = _read(file, content)
        if digest(text) != decision.seen:
            raise CannotDecide(f"{decision.path} has changed since this page was made: reload it, and decide again")
        try:
            made = header_edit.edited(text, COMMENT_FIELDS, decision.fields)
            before = file.stat()
            files.rewrite(file, made)
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))  # some texts have no other date
        except header_edit.CannotEdit as error:
            raise CannotDecide(f"{decision.path}: {error}") from None
        except OSError as error:
            raise CannotDecide(f"{decision.path}: cannot be written: {error.strerror}") from None
    return {"said": SAID[decision.did], "seen": digest(made)}


def _check(person: str, course: Course) -> None:
    by = course.person_by_id.get(person)
    if not by or by.role != "instructor":
        raise CannotDecide(f"“{showable(person)}” is not an instructor in course.toml: nothing was written")


def _read(file: Path, content: Path) -> str:
    """A comment's text. Links are not followed, at any level."""
    try:
        if file.resolve() != content.resolve() / file.relative_to(content) or not file.is_file():
            raise CannotDecide(f"{file.name}: is not a file of its own in the content folder: change it by hand")
        data = regular.data(file, links=False)
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise CannotDecide(f"{file.name}: cannot be read: change it by hand") from None


def _understood(value: Any) -> Decision:
    """Raises ``ValueError``."""
    keys = {"path", "did", "seen"}
    if isinstance(value, dict) and value.get("did") == "remove":
        keys |= {"by", "reason"}
    if not isinstance(value, dict) or value.keys() != keys:
        raise ValueError("is not path, did and seen, with by and reason for remove")
    if not all(isinstance(one, str) for one in value.values()) or value["did"] not in STATUS:
        raise ValueError("is no decision")
    decision = Decision(**value)
    if not COMMENT.fullmatch(decision.path) or "\\" in decision.path:
        raise ValueError("names no comment")
    reason = decision.reason
    if len(reason) > MOST_REASON or showable(reason) != reason or reason != reason.strip():
        raise ValueError(f"has a reason that is no line of at most {MOST_REASON} characters")
    if decision.did == "remove" and not decision.by:
        raise ValueError("does not say who removes it")
    return decision
