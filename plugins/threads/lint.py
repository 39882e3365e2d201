"""Reports what was probably not intended in a discussion: dates, file names, ratings, tombstones, spam."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..core import dates
from ..core.model import Comment, Course, Post
from ..core.problems import Problem, Severity, did_you_mean, quote
from ..texts import header
from ..texts.content_file import COMMENT_FIELDS
from .ratings import Tally


def place(comment: Comment, key: str) -> tuple[int, int]:
    """The line and column of a header field's value; the beginning of the file if the field is missing."""
    fields = header.read(comment.source.text, COMMENT_FIELDS).fields
    return next(((field.line, field.column) for field in fields if field.key == key), (1, 1))


def _problem(comment: Comment, key: str, message: str, rule: str, severity: Severity = "warning") -> Problem:
    return Problem(comment.path, *place(comment, key), message, severity, rule)


def discussion(post: Post, comments: Sequence[Comment], tally: Tally, course: Course) -> Iterator[Problem]:
    """Problems with the comments below one post, regardless of their threads."""
    for comment in comments:
        if comment.date < post.date:
            yield _problem(
                comment, "date",
                f"is dated {dates.short_time(comment.date)}, before its post ({dates.short_time(post.date)}):"
                " check both dates", "thread",
            )  # fmt: skip
        if comment.status == "removed":
            yield from _tombstone(comment, course)
    yield from same_but_for_case(comments)
    for comment in tally.own:
        yield _problem(
            comment, "rating", "rates its author's own post, which does not count: delete the line", "rating"
        )
    for comment, newer in tally.older:
        yield _problem(
            comment, "rating",
            f"does not count: {quote(newer.id)} is a newer rating of this post by the same person", "rating", "notice",
        )  # fmt: skip


def _tombstone(comment: Comment, course: Course) -> Iterator[Problem]:
    by = comment.removed_by
    if by and by not in course.person_by_id:
        near = did_you_mean(by, course.person_by_id)
        yield _problem(
            comment, "removed-by",
            f"{quote(by)} is not one of the people in course.toml, so readers are not told who removed it{near}",
            "header",
        )  # fmt: skip
    if comment.reason and not by:
        yield _problem(
            comment, "reason",
            "is shown only to the instructor, because nobody signed it: to show it to readers, add “Removed-by: ”"
            " and an id", "header", "notice",
        )  # fmt: skip


def same_but_for_case(comments: Iterable[Comment]) -> Iterator[Problem]:
    """Files of one folder that a case-insensitive file system (Windows, macOS) would treat as the same."""
    alike: dict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        name = comment.id if comment.id.isascii() else unicodedata.normalize("NFC", comment.id)
        alike[name.casefold()].append(comment)
    for first, *others in alike.values():
        for comment in others:
            yield Problem(
                comment.path, 1, 1,
                f"has the same name as {first.path}, except for capitals, so Windows and macOS keep only one of the"
                " two: rename it", rule="file",
            )  # fmt: skip


def held(comments: Iterable[Comment], reasons: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """A notice for every comment held back by the spam filter."""
    for comment in comments:
        if comment.path in reasons:
            yield _problem(
                comment, "author",
                "is waiting for approval, because it looks like advertising "
                f"({'; '.join(reasons[comment.path])}): if it is"
                " genuine, add its author to course.toml as a guest", "screen", "notice",
            )  # fmt: skip
