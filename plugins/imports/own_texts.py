"""Texts that are written for the course already: their header says whose they are, and their name or place where they
belong.

``/write/`` names a downloaded file after its path, folders apart by two hyphens: ``week-03--ada-my-post.md``,
``week-03--ada-my-post--ben-1.md``. A folder that the class shares may also look like the content folder, and a mail
that *Reply* begins ends its subject with the path. Such a text is taken as it is.
"""

import re
from pathlib import PurePosixPath
from typing import Final

from ..core import file_names
from ..core.model import Comment, Course, Parked, Post
from ..core.problems import quote
from ..texts import content_file
from .hand_ins import CANVAS
from .records import Dropped, Item, Kind

ORIGIN: Final = "own"
PARTED: Final = "--"
COPY: Final = re.compile(r" ?\(\d{1,3}\)$")
"""What a browser adds to the name of a file that is there already."""
WEEK: Final = re.compile(r"week[-_ ]?\d{1,4}", re.IGNORECASE)
PATH: Final = re.compile(
    rf"(?:posts/(?i:{WEEK.pattern})|comments/(?i:{WEEK.pattern})/[^/\\]{{1,200}})/[^/\\]{{1,200}}\.md"
)
IN_SUBJECT: Final = re.compile(rf"(?:^|[\s:/])(?P<path>{PATH.pattern})\s*$")
SIGNATURE: Final = re.compile(r"^-- \n", re.MULTILINE)


def path_of(name: str) -> str:
    """The content path that a file's name or folder gives it, below the folder that is imported; empty if none."""
    path = PurePosixPath(name)
    if path.suffix.lower() != ".md":
        return ""
    given = CANVAS.fullmatch(path.name)
    *folders, last = PurePosixPath((given and given["file"]) or path.name).stem.split(PARTED)
    if folders and WEEK.fullmatch(folders[0]) and len(folders) < 3:
        return _checked("/".join(["posts" if len(folders) == 1 else "comments", *folders, f"{COPY.sub('', last)}.md"]))
    for start, part in enumerate(path.parts):
        if part in ("posts", "comments"):
            return _checked("/".join(path.parts[start:]))
    return ""


def path_in(subject: str) -> str:
    """The content path with which a mail's subject ends; empty if it ends with none."""
    found = IN_SUBJECT.search(subject)
    return _checked(found["path"]) if found else ""


def _checked(path: str) -> str:
    return path if PATH.fullmatch(path) and file_names.portable(path) else ""


def of_mail(text: str) -> str:
    """The text of a mail's body, without a signature."""
    return SIGNATURE.split(text.replace("\r\n", "\n"))[0].strip() + "\n"


def read(text: str, path: str, place: str, course: Course, known: str = "") -> Item | Dropped:
    """A text for its path. ``known``: the id of who is known to have sent it; empty if nobody is."""
    kind: Kind = "comment" if path.startswith("comments/") else "post"
    value, _ = content_file.read(path, text, course)
    if isinstance(value, Parked):
        return Dropped(kind, place, value.reason, path)
    if not isinstance(value, Post | Comment) or not value.author.listed:
        return Dropped(kind, place, "its Author is not an id in course.toml: write one, and import it again", path)
    author = value.author
    if author.role == "instructor":
        return Dropped(
            kind, place, f"is by {quote(author.id)}, who writes into the course itself and hands in nothing", path
        )
    named = content_file.person_of_name(PurePosixPath(path).stem, course.person_by_id)
    if named != author:
        told = f"is named after {quote(named.id)}" if named else f"has a name that does not begin with “{author.id}-”"
        return Dropped(kind, place, f"is by {quote(author.id)}, and {told}", path)
    if known and known != author.id:
        return Dropped(kind, place, f"is by {quote(author.id)}, and was sent by {quote(known)}", path)
    if isinstance(value, Comment) and value.moderated:
        return Dropped(kind, place, "says in its header what an instructor decides", path)
    title = "" if isinstance(value, Comment) else value.title
    return Item(kind, ORIGIN, path, place, title=title, text=text, person=author.id, path=path)
