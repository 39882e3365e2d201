"""Which texts count: those published and written by the gradebook's date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..core import dates
from ..core.model import Comment, Post, Text


@dataclass(frozen=True, slots=True)
class Counted:
    """The texts that count, in chronological order, and those that do not, each with the reason."""

    texts: tuple[Text, ...]
    left_out: tuple[tuple[Text, str], ...]


def counted(posts: Sequence[Post], comments: Sequence[Comment], as_of: datetime) -> Counted:
    """Which texts count as of a given time."""
    shown = {post.key for post in posts if post.status == "published"}
    why_not = {
        "draft": "is a draft",
        "pending": "is waiting for approval",
        "spam": "is marked as spam",
        "removed": "was removed",
    }
    found: list[Text] = []
    uncounted: list[tuple[Text, str]] = []
    texts: list[Text] = [*posts, *comments]
    for text in texts:
        reason = "" if text.status == "published" else why_not.get(text.status, f"has the status “{text.status}”")
        if not reason and isinstance(text, Comment) and text.post not in shown:
            reason = "answers a post that is not published"
        if not reason and text.date > as_of:
            reason = f"is dated {dates.short_time(text.date)}, after this gradebook's date"
        if reason:
            uncounted.append((text, reason))
        else:
            found.append(text)
    found.sort(key=lambda text: (text.date, text.path))
    return Counted(tuple(found), tuple(uncounted))
