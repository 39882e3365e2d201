"""WordPress's export (WXR 1.0 to 1.2): RSS whose items contain ``wp:`` elements, with and without CDATA."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Final

from ..records import Dropped, Item, Kind, Measure, Note, Record
from . import prose, shortcodes, times, xml

KINDS: Final[dict[str, Kind]] = {"post": "post", "page": "page"}
POST_STATES: Final = {
    "publish": "published",
    "draft": "draft",
    "pending": "draft",
    "private": "draft",
    "future": "draft",
}
COMMENT_STATES: Final = {
    "1": "published", "0": "pending", "spam": "spam", "trash": "removed", "post-trashed": "removed",
    "approve": "published", "approved": "published", "hold": "pending",
}  # fmt: skip
PINGS: Final = ("pingback", "trackback")


def read(file: IO[bytes]) -> Iterator[Record]:
    """An export's items and their comments, each an item of the input."""
    names: dict[str, str] = {}
    origin = "wordpress"
    for element in xml.elements(
        file, lambda element: xml.local(element.tag) in ("item", "author", "base_blog_url", "link")
    ):
        if isinstance(element, Note):
            yield element
        elif isinstance(element, xml.Cut):
            yield from _cut(element, origin, names)
        elif xml.local(element.tag) in ("base_blog_url", "link"):
            if xml.text(element):
                origin = f"wordpress {xml.text(element)}"
        elif xml.local(element.tag) == "author":
            login, name = (xml.text(element, f"author_{key}") for key in ("login", "display_name"))
            names[login.casefold()] = name or login
            if xml.text(element, "author_email"):
                yield Note("personal", f"line {element.sourceline}", "e-mail addresses of authors")
        else:
            yield from _item(element, origin, names)


def _cut(cut: xml.Cut, origin: str, names: dict[str, str]) -> Iterator[Record]:
    """What is intact of an item where the file breaks off: its text and all comments but the last."""
    item, place = cut.element, f"line {cut.line}"
    if item is not None and len(item):
        place = f"line {item[-1].sourceline}"
        item.remove(item[-1])
        if xml.text(item, "post_type") and xml.text(item, "status"):
            yield from _item(item, origin, names)
    yield Dropped("other", place, "the file ends in the middle of this item")


def _item(item: xml.Element, origin: str, names: dict[str, str]) -> Iterator[Record]:
    place = f"line {item.sourceline}"
    kind_given, status_given = xml.text(item, "post_type") or "post", xml.text(item, "status")
    number, title = xml.text(item, "post_id"), xml.text(item, "title")
    comments = xml.children(item, "comment")
    reason = _reason(kind_given, status_given)
    if reason:
        yield Dropped(KINDS.get(kind_given, "other"), place, reason, title)
    else:
        login = xml.text(item, "creator")
        status = POST_STATES.get(status_given, "draft") if status_given else "published"
        if xml.text(item, "post_password"):
            status = "draft"
            yield Note("not text", place, "was protected by a password: it is a draft until you publish it")
        elif status_given in ("private", "pending", "future"):
            yield Note("not text", place, f"had the status “{status_given}”: it is a draft until you publish it")
        elif status_given and status_given not in POST_STATES:
            yield Note(
                "not text", place, f"has the unknown status “{status_given}”: it is a draft until you publish it"
            )
        moment, notes = _time(item, "post_date", place)
        yield from notes
        found, lost = _prose(_encoded(item, "content"), place)
        yield from lost
        tags = dict.fromkeys(xml.text(category) for category in xml.children(item, "category"))
        tags.pop("Uncategorized", None)
        kind = KINDS[kind_given]
        yield Item(
            kind, origin, number, place, names.get(login.casefold(), login), moment, title, found,
            status, tags=tuple(filter(None, tags)) if kind == "post" else (), accounts=(login,) if login else (),
        )  # fmt: skip
    for comment in comments:
        yield from _comment(comment, origin, number, names)


def _reason(kind: str, status: str) -> str:
    """Why an item is not imported; empty if it is."""
    if kind == "attachment":
        return "a file in the media library: it is not a text, and nothing is downloaded"
    if kind not in KINDS:
        return f"of the kind “{kind}”: it is neither a post nor a page"
    if status == "trash":
        return "was in the blog's trash"
    if status in ("auto-draft", "inherit"):
        return f"has the status “{status}”: a copy made by WordPress"
    return ""


def _comment(comment: xml.Element, origin: str, post: str, names: dict[str, str]) -> Iterator[Record]:
    place = f"line {comment.sourceline}"
    author = xml.text(comment, "comment_author")
    for key, what in (("comment_author_email", "e-mail addresses of authors"), ("comment_author_IP", "IP addresses")):
        if xml.text(comment, key):
            yield Note("personal", place, what)
    if xml.text(comment, "comment_author_url"):
        yield Note("personal", place, "web addresses of authors")
    if xml.text(comment, "comment_type") in PINGS:
        yield Dropped(
            "comment", place, f"a {xml.text(comment, 'comment_type')}: a link from another site, not a comment", author
        )
        return
    moment, notes = _time(comment, "comment_date", place)
    yield from notes
    found, lost = _prose(xml.text(comment, "comment_content"), place)
    yield from lost
    approved = xml.text(comment, "comment_approved") or "1"
    parent = xml.text(comment, "comment_parent")
    yield Item(
        "comment", origin, xml.text(comment, "comment_id"), place, names.get(author.casefold(), author),
        moment, "", found, COMMENT_STATES.get(approved, "pending"), post,
        "" if parent == "0" else parent, accounts=(author,) if author.casefold() in names else (),
    )  # fmt: skip


def _encoded(item: xml.Element, kind: str) -> str:
    """``content:encoded``, not ``excerpt:encoded``: the namespaces, bound or not, distinguish them."""
    found = [inner for inner in xml.children(item, "encoded") if kind in str(inner.tag) or str(inner.tag) == "encoded"]
    return xml.text(found[0]) if found else ""


def _prose(text: str, place: str) -> tuple[str, list[Note | Measure]]:
    """A text as WordPress stores it; its editor of blocks stores paragraphs as such."""
    shown, codes = shortcodes.as_html(text)
    found = prose.from_html(shown, local=True, breaks="<!-- wp:" not in text)
    notes = [*found.records(place)]
    for name, count in codes.items():
        notes.append(Note("markup", place, f"the shortcode [{name}], which only WordPress fills in", count))
    return found.text, notes


def _time(item: xml.Element, name: str, place: str) -> tuple[datetime | None, list[Note]]:
    """UTC if WordPress knows it; else local time, in a time zone that the export does not give."""
    moment, faults = times.of([xml.text(item, f"{name}_gmt")], place)
    if moment:
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC), []
    moment, more = times.of([xml.text(item, name), xml.text(item, "pubDate")], place)
    return moment, [] if moment else faults + more
