"""Structured data: schema.org vocabulary as JSON-LD, safe inside a ``script`` element whatever students write.

Only for a course with a ``[site] url``: no machine visits a site at an address that nobody knows, and what it says
takes a quarter of a page.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from ..core import dates
from ..core.model import Person
from .views import Frame, PostPage, ThreadComment

CONTEXT = "https://schema.org"
DEEPEST = 20
"""The maximum nesting depth of comments; deeper ones follow as siblings and name their ``parentItem``."""
UNSAFE = re.compile("[<>&\u2028\u2029]")
"""Characters that could end the script or a line of it, which are written as JSON escapes."""

Node = dict[str, Any]


def posting(page: PostPage, frame: Frame) -> str:
    """A post with its comments as a ``DiscussionForumPosting``."""
    base = frame.url
    address = f"{base}/{page.address}"
    node: Node = {
        "@context": CONTEXT,
        "@type": "DiscussionForumPosting",
        "@id": address,
        "url": address,
        "headline": page.title,
        "author": _person(page.author, base),
        "datePublished": dates.iso(page.date),
        "inLanguage": page.lang,
        "isPartOf": {"@type": "Course", "@id": f"{base}/#course", "name": frame.title},
        "text": page.plain,
        "commentCount": page.comments,
    }
    if page.summary:
        node["abstract"] = page.summary
    if page.tags:
        node["keywords"] = list(page.tags)
    _nest(node, page.thread, page.lang, base)
    return _script(node)


def home(frame: Frame, teachers: Iterable[Person]) -> str:
    """The site and its course."""
    base = frame.url
    site: Node = {"@type": "WebSite", "@id": f"{base}/#site", "url": f"{base}/", "name": frame.title}
    about: Node = {"@type": "Course", "@id": f"{base}/#course", "url": f"{base}/", "name": frame.title}
    if frame.code:
        about["courseCode"] = frame.code
    instructors = [_person(person, base) for person in teachers]
    instance: Node = {"@type": "CourseInstance"}
    if frame.term:
        instance["name"] = frame.term
    if instructors:
        instance["instructor"] = instructors
    if len(instance) > 1:
        about["hasCourseInstance"] = instance
    language = {"inLanguage": frame.language}
    graph = [{**site, **language, "about": {"@id": about["@id"]}}, {**about, **language}]
    return _script({"@context": CONTEXT, "@graph": graph})


def _nest(top: Node, thread: Iterable[ThreadComment], lang: str, base: str) -> None:
    """Nest every comment under its parent, or as closely as the maximum depth and removed comments allow."""
    inside: dict[str, tuple[Node, int]] = {"": (top, 0)}
    for comment in thread:
        parent = comment.parent
        holder, level = inside[parent.id if parent else ""]
        if comment.removed:
            inside[comment.id] = holder, level
            continue
        node = _comment(comment, top["@id"], lang, base)
        if parent and holder["@id"] != (answered := f"{top['@id']}#{parent.anchor}"):
            node["parentItem"] = {"@id": answered}
        holder.setdefault("comment", []).append(node)
        inside[comment.id] = (node, level + 1) if level + 1 < DEEPEST else (holder, level)


def _comment(comment: ThreadComment, page: str, lang: str, base: str) -> Node:
    address = f"{page}#{comment.anchor}"
    node: Node = {
        "@type": "Comment",
        "@id": address,
        "url": address,
        "author": _person(comment.author, base),
        "datePublished": dates.iso(comment.date),
        "text": comment.plain,
    }
    if comment.lang != lang:
        node["inLanguage"] = comment.lang
    return node


def _person(person: Person, base: str) -> Node:
    node: Node = {"@type": "Person", "name": person.name}
    if person.listed:
        node["url"] = f"{base}/people/{person.id}/"
    return node


def _script(value: Node) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
