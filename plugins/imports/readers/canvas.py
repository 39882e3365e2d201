"""Discussions of Canvas: what its API answers (JSON), and the topics of a course copy (``.imscc``).

``GET /api/v1/courses/:id/discussion_topics`` lists topics, ``…/:topic_id`` is one, and ``…/:topic_id/view`` has what
was answered: ``participants``, and in ``view`` the entries with their ``replies``; ``new_entries`` are those since the
view was made. ``…/entries`` lists entries with the latest of their replies. Neither view nor entries name their topic:
the name of the file does, or there is only one. A course copy is a Common Cartridge, which other platforms write, too:
it holds topics in files of their own, without authors and without any entries.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import PurePosixPath
from typing import IO, Any, Final
from urllib.parse import unquote

from bs4 import BeautifulSoup

from ..records import ACCOUNT, CannotImport, Dropped, Item, Note, Part, Picture, Record
from . import prose, times, xml
from .archive import Archive, opened

ORIGIN: Final = "canvas"
MOST_BYTES: Final = 100_000_000
GUARD: Final = re.compile(r"\s*while\s*\(1\);\s*")
"""What Canvas puts before its answers to a browser."""
KEY: Final = re.compile(r'"([a-z_]+)"\s*:')
OF_TOPICS: Final = frozenset(("discussion_subentry_count", "discussion_type", "posted_at", "delayed_post_at"))
OF_ENTRIES: Final = frozenset(("user_id", "parent_id", "recent_replies"))
WHOSE: Final = "answers of "
"""Begins the id that stands for the topic of a file that does not name it."""
AWAY: Final = (
    "entries that the file has not: save the topic's full view, too, from the same address with /view behind it"
)
COPY: Final = "a course copy holds topics alone: their authors and what was answered are in Canvas's API (…/view)"
DELETED: Final = "was deleted in Canvas: its place in the thread is kept"
FILES: Final = "$IMS-CC-FILEBASE$/"
PACKED: Final = "web_resources/"
WITHIN: Final = re.compile(r"\$[A-Z_-]+\$/|%24[A-Z_-]+%24/")
DISCUSSION: Final = "imsdt_"
MOST_XML: Final = 20_000_000


def recognised(text: str) -> bool:
    """Whether a text that begins as JSON does is from the API for discussions."""
    keys = set(KEY.findall(text))
    view = "participants" in keys and keys & {"view", "display_name"}
    topics = {"id", "title"} <= keys and keys & OF_TOPICS
    return bool(view or topics or (keys & OF_ENTRIES and keys & {"message", "created_at"}))


@dataclass
class _View:
    """The entries of one topic. ``parents``: the id of what each answers, by its own; ``names``: by user id."""

    post: str
    names: Mapping[str, str]
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    more: int = 0

    def add(self, found: Iterable[Any]) -> None:
        """Entries and their replies, of any depth; a later form of an entry replaces an earlier one."""
        waiting = [(entry, "") for entry in reversed(_dicts(found))]
        while waiting:
            entry, above = waiting.pop()
            number = _id(entry.get("id"))
            if not number:
                continue
            self.entries[number] = self.entries.get(number, {}) | entry
            self.parents[number] = above or _id(entry.get("parent_id")) or self.parents.get(number, "")
            self.more += entry.get("has_more_replies") is True
            replies = _dicts(entry.get("replies")) or _dicts(entry.get("recent_replies"))[::-1]
            waiting += [(reply, number) for reply in reversed(replies)]

    def records(self) -> Iterator[Record]:
        answered = set(self.parents.values())
        for number, entry in self.entries.items():
            yield from self.entry(number, entry, answered=number in answered)
        if self.more:
            message = (
                "threads with more replies than the latest ten, which the file has not: save the topic's full view"
            )
            yield Note("parent", "the file", message, self.more)

    def entry(self, number: str, entry: Mapping[str, Any], *, answered: bool) -> Iterator[Record]:
        place = f"entry {number}"
        known = _dict(entry.get("user")) or _dict(entry.get("author"))
        person = _id(entry.get("user_id")) or _id(known.get("id"))
        name = self.names.get(person) or _text(entry.get("user_name")) or _text(known.get("display_name"))
        gone = entry.get("deleted") is True or _text(entry.get("workflow_state")) == "deleted"
        if gone:
            if not answered:
                yield Dropped("comment", place, "was deleted in Canvas, and nobody had answered it", name)
                return
            yield Note("not text", place, DELETED)
        moment, notes = times.of([_text(entry.get("created_at"))], place)
        yield from notes
        yield from _attached([*_list(entry.get("attachments")), entry.get("attachment")], place)
        found = prose.from_html(_text(entry.get("message")))
        yield from found.records(place)
        if isinstance(likes := entry.get("rating_sum"), int) and likes > 0:
            yield Note("rating", place, "likes, which have no place here", likes)
        status = "removed" if gone else "published"
        yield Item(
            "comment", ORIGIN, number, place, name, moment, "", found.text, status, self.post, self.parents[number],
            accounts=(f"{ACCOUNT}{person}",) if person else (),
        )  # fmt: skip


def read(file: IO[bytes]) -> Iterator[Record]:
    """Topics as posts, entries as comments. Raises ``CannotImport`` for anything else."""
    data = _loaded(file)
    found = _dicts(data) if isinstance(data, list) else [_dict(data)]
    if isinstance(data, list) and found and not any(map(_is_topic, found)):
        yield from _entries({"view": found}, "")
        return
    if not any(_is_topic(one) or _has_entries(one) for one in found):
        raise CannotImport("is JSON, but neither topics nor entries of a discussion in Canvas: docs/instructors.md says"
                           " which addresses to save")  # fmt: skip
    for one in found:
        topic = _dict(one.get("topic")) or _dict(one.get("discussion_topic")) or one
        inner = _dict(one.get("view")) or one
        number = _id(topic.get("id")) if _is_topic(topic) else ""
        if number:
            yield from _topic(topic, number, whole=_has_entries(inner))
        if _has_entries(inner):
            yield from _entries(inner, number)


def _topic(topic: Mapping[str, Any], number: str, *, whole: bool) -> Iterator[Record]:
    place = f"topic {number}"
    author = _dict(topic.get("author"))
    person = _id(author.get("id")) or _id(topic.get("user_id"))
    dated = [_text(topic.get(key)) for key in ("posted_at", "created_at", "delayed_post_at")]
    moment, notes = times.of(filter(None, dated), place)
    yield from notes
    yield from _attached(_list(topic.get("attachments")), place)
    found = prose.from_html(_text(topic.get("message")))
    yield from found.records(place)
    hidden = topic.get("published") is False or _text(topic.get("workflow_state")) in ("unpublished", "post_delayed")
    count = topic.get("discussion_subentry_count")
    if isinstance(count, int) and count > 0 and not whole:
        yield Note("parent", place, AWAY, count)
    name = _text(author.get("display_name")) or _text(topic.get("user_name"))
    yield Item(
        "post", ORIGIN, number, place, name, moment, _text(topic.get("title")), found.text,
        "draft" if hidden else "published", accounts=(f"{ACCOUNT}{person}",) if person else (),
    )  # fmt: skip


def _entries(data: Mapping[str, Any], post: str) -> Iterator[Record]:
    people = _dicts(data.get("participants"))
    view = _View(post, {_id(one.get("id")): _text(one.get("display_name")) for one in people})
    view.add(_list(data.get("view")))
    view.add(_list(data.get("new_entries")))
    yield from view.records()


def _is_topic(found: Mapping[str, Any]) -> bool:
    inner = _dict(found.get("topic")) or _dict(found.get("discussion_topic")) or found
    return "title" in inner and "id" in inner


def _has_entries(found: Mapping[str, Any]) -> bool:
    return isinstance(found.get("view"), list | dict)


def _attached(files: Sequence[Any], place: str) -> Iterator[Note]:
    if count := len(_dicts(files)):
        yield Note("markup", place, "an attachment, which the file does not include", count)


def _loaded(file: IO[bytes]) -> Any:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise CannotImport(f"has more than {MOST_BYTES // 1_000_000} MB")
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text[match.end() if (match := GUARD.match(text)) else 0 :])
    except json.JSONDecodeError as error:
        message = f"is not readable JSON ({error.msg} in column {error.colno}): save the answer of Canvas again, whole"
        raise CannotImport(message, error.lineno) from None
    except UnicodeDecodeError:
        raise CannotImport("is not UTF-8, which Canvas writes: save its answer again, without converting it") from None
    except RecursionError:
        raise CannotImport("is nested more deeply than any discussion: it is refused") from None


def of_file(record: Part, name: str) -> Part:
    """A comment whose file does not say what it answers, with an id that stands for that; any other as it is."""
    if isinstance(record, Item) and record.kind == "comment" and not record.post:
        return replace(record, post=f"{WHOSE}{name}", about=PurePosixPath(name).stem)
    return record


def joined(items: Sequence[Item], known: Collection[str]) -> list[Item]:
    """The comments with the topics that their files' names mean: by the only number in it that is a topic's, or because
    there is one topic and one such file. ``known``: the ids of topics that came in before.
    """
    here = [item.id for item in items if item.origin == ORIGIN and item.kind == "post"]
    files = dict.fromkeys(item.post for item in items if item.origin == ORIGIN and item.post.startswith(WHOSE))
    topics = {}
    for file in files:
        meant = {number for number in re.findall(r"\d+", file) if number in here or number in known}
        if len(meant) == 1:
            topics[file] = meant.pop()
        elif len(here) == len(files) == 1:
            topics[file] = here[0]
    return [
        replace(item, post=topics[item.post], about="") if item.origin == ORIGIN and item.post in topics else item
        for item in items
    ]


def still_away(notes: Iterable[Note], items: Sequence[Item]) -> list[Note]:
    """The notes, but for those on entries of topics whose entries came in from another file."""
    answered = {item.post for item in items if item.origin == ORIGIN and item.kind == "comment"}
    return [note for note in notes if note.message != AWAY or note.place.rpartition(" ")[2] not in answered]


def read_copy(file: IO[bytes]) -> Iterator[Part]:
    """The topics of a course copy, with the pictures in them."""
    with opened(file) as package:
        topics, metas, others = _parts(package)
        for name, topic in topics.items():
            yield from _copied(package, name, topic, metas.get(PurePosixPath(name).stem))
        if topics:
            yield Note("not text", "the course copy", COPY)
        if others:
            yield Note("not text", "the course copy", "files that are no discussion, such as pages and tasks", others)


def _parts(package: Archive) -> tuple[dict[str, xml.Element], dict[str, xml.Element], int]:
    """The topics by file name, what Canvas adds to them by topic id, and the number of all other files."""
    topics, metas = {}, {}
    for name, info in sorted(package.entries.items()):
        if not name.lower().endswith(".xml") or info.file_size > MOST_XML:
            continue
        root = package.xml(name)
        if root is None or not isinstance(root.tag, str):
            continue
        if xml.local(root.tag) == "topic" and DISCUSSION in root.tag:
            topics[name] = root
        elif xml.local(root.tag) == "topicMeta":
            metas[xml.text(root, "topic_id")] = root
    return topics, metas, len(package.entries) - len(topics) - len(metas)


def _copied(package: Archive, name: str, topic: xml.Element, meta: xml.Element | None) -> Iterator[Part]:
    place = f"topic {PurePosixPath(name).stem}"
    text = xml.child(topic, "text")
    plain = text is not None and text.get("texttype") == "text/plain"
    pictures: dict[str, Picture] = {}
    lost: list[Note] = []
    if plain:
        found = prose.from_text(xml.text(text))
    else:
        found = prose.from_html(_unpacked(package, xml.text(text), place, pictures, lost), local=True)
    yield from pictures.values()
    yield from lost
    yield from found.records(place)
    attached = xml.child(topic, "attachments")
    if attached is not None and len(attached):
        yield Note("markup", place, "an attachment, which was left in the course copy", len(attached))
    dated = [xml.text(meta, key) for key in ("posted_at", "delayed_post_at")] if meta is not None else []
    moment, notes = times.of(filter(None, dated), place)
    yield from notes
    if moment and not moment.tzinfo:
        moment = moment.replace(tzinfo=UTC)
    hidden = xml.text(meta, "workflow_state") in ("unpublished", "post_delayed")
    yield Item(
        "post", ORIGIN, PurePosixPath(name).stem, place, "", moment, xml.text(topic, "title"), found.text,
        "draft" if hidden else "published",
    )  # fmt: skip


def _unpacked(package: Archive, text: str, place: str, pictures: dict[str, Picture], lost: list[Note]) -> str:
    """A topic's HTML with the pictures of the package, and without links to other parts of the course."""
    soup = BeautifulSoup(text, "lxml")
    for image in soup.find_all("img", src=True):
        address = unquote(str(image["src"])).partition("?")[0]
        path = f"{PACKED}{address.removeprefix(FILES)}"
        if address.startswith(FILES) and path in package:
            data = package.read(path)
            digest = hashlib.blake2b(data, digest_size=8).hexdigest()
            image["src"] = shown = f"{digest}/{PurePosixPath(path).name}"
            pictures.setdefault(shown, Picture(place, shown, data))
    links = [link for link in soup.find_all("a", href=True) if WITHIN.match(str(link["href"]))]
    for link in links:
        link.unwrap()
    if links:
        lost.append(Note("markup", place, "links to other parts of the course, whose words were kept", len(links)))
    return str(soup.body.decode_contents()) if soup.body else ""


def _id(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in _list(value) if isinstance(item, dict)]
