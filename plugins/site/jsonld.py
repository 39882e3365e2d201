"""Structured data: schema.org vocabulary as JSON-LD, safe inside a ``script`` element whatever students write.

URLs are absolute if the course has a ``[site] url``; otherwise they are relative to the page, against which JSON-LD
resolves them.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from ..core import dates
from ..core.model import Comment, Course, Person, Post
from ..texts.markup import Rendered
from ..threads.threads import Discussion

CONTEXT = "https://schema.org"
DEEPEST = 20
"""The maximum nesting depth of comments; deeper ones follow as siblings and name their ``parentItem``."""
UNSAFE = re.compile("[<>&\u2028\u2029]")
"""Characters that could end the script or a line of it, which are written as JSON escapes."""

Node = dict[str, Any]


def posting(
    post: Post, discussion: Discussion, rendered: Mapping[str, Rendered], course: Course, root: str
) -> str:  # fmt: skip
    """A post with its comments as a ``DiscussionForumPosting``; ``root`` is the relative path from the page to the
    site's root.
    """
    base = course.site.url or root
    page = f"{base}/{post.address}"
    node: Node = {
        "@context": CONTEXT,
        "@type": "DiscussionForumPosting",
        "@id": page,
        "url": page,
        "headline": post.title,
        "author": _person(post.author, base),
        "datePublished": dates.iso(post.date),
        "inLanguage": post.lang,
        "isPartOf": {"@type": "Course", "@id": f"{base}/#course", "name": course.title},
        "text": rendered[post.path].plain,
        "commentCount": discussion.count,
    }
    if post.summary:
        node["abstract"] = post.summary
    if post.tags:
        node["keywords"] = list(post.tags)
    _nest(node, discussion, {c.path: _comment(c, page, rendered[c.path], post, base) for c in discussion.shown})
    return _script(node)


def home(course: Course, root: str) -> str:
    """The site and its course."""
    base = course.site.url or root
    site: Node = {"@type": "WebSite", "@id": f"{base}/#site", "url": f"{base}/", "name": course.title}
    about: Node = {"@type": "Course", "@id": f"{base}/#course", "url": f"{base}/", "name": course.title}
    if course.code:
        about["courseCode"] = course.code
    teachers = [_person(person, base) for person in course.people if person.role == "instructor"]
    instance: Node = {"@type": "CourseInstance"}
    if course.term:
        instance["name"] = course.term
    if teachers:
        instance["instructor"] = teachers
    if len(instance) > 1:
        about["hasCourseInstance"] = instance
    language = {"inLanguage": course.language}
    graph = [{**site, **language, "about": {"@id": about["@id"]}}, {**about, **language}]
    return _script({"@context": CONTEXT, "@graph": graph})


def _nest(top: Node, discussion: Discussion, nodes: Mapping[str, Node]) -> None:
    """Nest every comment under its parent, or as closely as the maximum depth and removed comments allow."""
    inside: dict[str, tuple[Node, int]] = {"": (top, 0)}
    for place in discussion.places:
        comment, parent = place.comment, place.parent
        holder, level = inside[parent.id if parent else ""]
        if comment.status != "published":
            inside[comment.id] = holder, level
            continue
        node = nodes[comment.path]
        if parent and holder is not nodes[parent.path]:
            node["parentItem"] = {"@id": nodes[parent.path]["@id"]}
        holder.setdefault("comment", []).append(node)
        inside[comment.id] = (node, level + 1) if level + 1 < DEEPEST else (holder, level)


def _comment(comment: Comment, page: str, rendered: Rendered, post: Post, base: str) -> Node:
    address = f"{page}#{comment.anchor}"
    node: Node = {
        "@type": "Comment",
        "@id": address,
        "url": address,
        "author": _person(comment.author, base),
        "datePublished": dates.iso(comment.date),
        "text": rendered.plain,
    }
    if comment.lang != post.lang:
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
