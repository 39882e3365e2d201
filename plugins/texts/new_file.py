"""The names and initial contents of new content files."""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from ..core import addresses, dates
from ..core.model import Post
from . import header as headers

MOST_NUMBER: Final = 9_999
"""A greater number at the end of a file name is a date or the like, and numbering does not continue from it."""
NUMBERED: Final = re.compile(r"(?P<who>.+)-(?P<number>[0-9]{1,4})")


def header(**fields: str) -> str:
    """The lines of a header, each value on one line."""
    return "".join(f"{key}: {' '.join(value.split()) if key == 'Title' else value}\n" for key, value in fields.items())


def answerable(comment: str) -> bool:
    """Whether a header can refer to a comment by its id, which must not end in .md, because ``Reply-to`` may."""
    fields = headers.read(f"Reply-to: {comment}\n\n.", ("reply-to",)).fields
    return [field.value for field in fields] == [comment] and not comment.endswith(".md")


def next_number(ids: Collection[str]) -> int:
    """A number with which none of the given file names ends."""
    taken = {int(match["number"]) for name in ids if (match := NUMBERED.fullmatch(name))}
    number = len(ids) + 1
    while number in taken:
        number += 1
    return number


def week_folder(week: int, posts: Iterable[Post]) -> str:
    """The folder of a week: that of its existing posts, or ``week-02``."""
    return next((post.path.split("/")[1] for post in posts if post.week == week), f"week-{week:02}")


def comment_names(author: str, taken: Iterable[str]) -> Iterator[str]:
    """File names for a person's next comment, best first: ``zijun-2.md``. ``taken`` are the names in the folder."""
    last = 0
    for name in taken:
        match = NUMBERED.fullmatch(name.casefold().removesuffix(".md"))
        if match and match["who"] == author.casefold():
            last = max(last, int(match["number"]))
    yield from (f"{author}-{number}.md" for number in range(last + 1, last + 1 + MOST_NUMBER))


def post_names(author: str, title: str, taken: Collection[str]) -> Iterator[str]:
    """File names for a person's post, best first. ``taken`` are the slugs in use."""
    slug = addresses.slug(title) or "post"
    for number in range(1, MOST_NUMBER):
        name = slug if number == 1 else f"{slug}-{number}"
        if name not in taken:
            yield f"{author}-{name}.md"


def written(moment: datetime, zone: ZoneInfo, after: datetime | None = None) -> str:
    """A moment as written in a header, to the minute; with seconds if it would otherwise be before ``after``, and with
    its offset if the clocks of ``zone`` show that time twice.
    """
    local = dates.at(moment, zone)
    minute = local.replace(second=0, microsecond=0)
    exact = after is not None and minute < after <= moment
    text = f"{local:%Y-%m-%d %H:%M:%S}" if exact else f"{local:%Y-%m-%d %H:%M}"
    if dates.parse(text, zone) != (local.replace(microsecond=0) if exact else minute):
        text += f" {local.isoformat()[-6:]}"
    return text
