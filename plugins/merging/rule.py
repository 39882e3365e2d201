"""When a request may be merged without anybody's decision.

Every change must be to a plain file: a text by the request's author, or a new image that bears the author's id. A
text may not decide about its own place in public: what an instructor hid stays hidden.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from ..core import file_names
from ..core.model import Comment, Person, Post, composed
from ..core.problems import quote, showable
from ..corpus.corpus import Corpus
from ..corpus.files import IMAGES, MOST_BYTES
from ..texts.content_file import person_of_name

PLAIN: Final = "100644"
"""Git's mode of a file that is neither a link, nor a program, nor another repository."""
ABSENT: Final = "000000"
MOST_FILES: Final = 30
MOST_IMAGE: Final = 10_000_000
"""The largest image, in bytes."""
TEXT: Final = re.compile(r"(?:posts/[^/]+|comments/[^/]+/[^/]+)/[^/]+\.md")
IMAGE: Final = re.compile(r"images/(?:[^/]+/)?[^/]+")
DECIDES: Final = "says in its header what an instructor decides"


@dataclass(frozen=True, slots=True)
class Change:
    """What a merge would make of a file. ``path`` is relative to the repository; ``mode`` and ``before`` are git's
    modes after and before it, ``ABSENT`` where there is no file; ``size`` in bytes.
    """

    path: str
    before: str
    mode: str
    size: int = 0


def of_files(
    changes: Sequence[Change], folder: str, existing: Collection[str], person: Person, people: Mapping[str, Person]
) -> Iterator[str]:
    """Why files have to wait, by their names and kinds. ``folder`` is the content folder's path, ending in ``/``;
    ``existing`` are the paths of the repository's files.
    """
    if not changes:
        yield "it changes nothing"
    if len(changes) > MOST_FILES:
        yield f"it changes {len(changes)} files, and no more than {MOST_FILES} are merged without a person"
        return
    names = _Names([*existing, *(change.path for change in changes)])
    for change in changes:
        if why := _of_file(change, folder, names, person, people):
            yield f"{shown(change.path)} {why}"


def _of_file(change: Change, folder: str, names: "_Names", person: Person, people: Mapping[str, Person]) -> str:
    path = change.path.removeprefix(folder)
    is_text = bool(TEXT.fullmatch(path))
    if not change.path.startswith(folder) or not (is_text or IMAGE.fullmatch(path)):
        return "is neither a post, a comment nor an image"
    if change.mode == ABSENT:
        return "would be deleted or moved"
    if change.mode != PLAIN or change.before not in (PLAIN, ABSENT):
        return "is not a plain file"
    if not file_names.portable(path):
        return "has a name that is not read everywhere"
    if twin := names.twin(change.path):
        return f"is, on some computers, the same as {shown(twin)}"
    named = person_of_name(PurePosixPath(path).stem, people)
    if named and named.id != person.id:
        return f"is named after {quote(named.id)}"
    if is_text:
        too_long = f"has {change.size / 1e6:.1f} MB, and a text may have {MOST_BYTES / 1e6:.1f}"
        return too_long if change.size > MOST_BYTES else ""
    if not named:
        return f"is an image whose name does not begin with {quote(f'{person.id}-')}"
    if PurePosixPath(path).suffix.lower() not in IMAGES:
        return f"is no image that is shown: it must end in {', '.join(IMAGES)}"
    if change.size > MOST_IMAGE:
        return f"has {change.size / 1e6:.0f} MB, and an image may have {MOST_IMAGE // 1_000_000}"
    return ""


class _Names:
    """The names of files and folders, as disks compare them that know neither case nor forms of accents."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.known: dict[str, set[str]] = {}
        for part in {part for path in paths for part in _lineage(path)}:
            self.known.setdefault(_folded(part), set()).add(part)

    def twin(self, path: str) -> str:
        """Another name that such a disk would take for the path, or for a folder of it; empty if there is none."""
        others = (min(self.known[_folded(part)] - {part}, default="") for part in _lineage(path))
        return next(filter(None, others), "")


def _lineage(path: str) -> Iterator[str]:
    yield path
    yield from (folder.as_posix() for folder in PurePosixPath(path).parents if folder.name)


def _folded(path: str) -> str:
    return composed(composed(path).casefold())


def of_texts(paths: Sequence[str], before: Corpus, after: Corpus, person: Person) -> Iterator[str]:
    """Why texts have to wait, by what they say. ``paths``: those that would change, relative to the content folder."""
    was: dict[str, Post | Comment] = {text.path: text for text in before.texts}
    now: dict[str, Post | Comment] = {text.path: text for text in after.texts}
    unreadable = {item.path for item in before.parked}
    parked = {item.path: item.reason for item in after.parked}
    for path in filter(TEXT.fullmatch, paths):
        if why := _of_text(was.get(path), now.get(path), path in unreadable, parked.get(path, ""), person):
            yield f"{shown(path)} {why}"
    others = (was.keys() | now.keys()) - set(paths)
    if lost := sorted(path for path in others if was.get(path) != now.get(path)):
        yield f"{shown(lost[0])}, which it does not change, would be read otherwise than now"
    below, then = _parents(before), _parents(after)
    theirs = {path for path in below.keys() & others if was[path].author != person}
    if moved := sorted(path for path in theirs if below[path] != then.get(path)):
        yield f"{shown(moved[0])}, which somebody else wrote, would be hidden or answer another text"


def _parents(corpus: Corpus) -> dict[str, str]:
    """For each comment that readers see, the id of the one that it is shown below; empty below the post."""
    return {
        place.comment.path: place.parent.id if place.parent else ""
        for post in corpus.published
        for place in corpus.discussion(post).places
    }


def _of_text(
    was: Post | Comment | None, now: Post | Comment | None, was_parked: bool, reason: str, person: Person
) -> str:
    if now is None:
        return reason or "cannot be read"
    if not now.author.listed or now.author.id != person.id:
        return f"is not by {quote(person.id)}: its Author is {quote(now.author.id)}"
    if was and was.author.id != person.id:
        return f"is by {quote(was.author.id)}"
    if was_parked:
        return "could not be read before, so whose it was is not known"
    if isinstance(now, Post):
        published = was and was.status != "published" and now.status == "published"
        return "is a draft, and would be published" if published else ""
    return _of_status(was if isinstance(was, Comment) else None, now, person)


def _of_status(was: Comment | None, now: Comment, person: Person) -> str:
    """What a comment may not decide: that it is shown again, or by whom and why it was removed."""
    if was and was.status != "published":
        return f"is {was.status}, which an instructor decides"
    if now.status not in ("published", "removed") or now.removed_by not in ("", person.id):
        return DECIDES
    return DECIDES if was is None and now.moderated else ""


def shown(path: str) -> str:
    """A path in a sentence that may be read as Markdown."""
    short = path if len(path) <= file_names.LONGEST_PATH else f"{path[: file_names.LONGEST_PATH]}…"
    return f"`{showable(short).replace('`', '�')}`"
