"""What the page ``/write/`` knows, by which its script names, begins, counts and opens a file as the course would."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ..core import addresses
from ..core.model import Brand, Course, Week
from ..core.strings import Strings
from ..corpus.corpus import Corpus
from ..texts.new_file import week_folder
from ..threads.ratings import MOST as MOST_STARS
from ..threads.replying import MOST, MOST_OF_MAIL, Replying

MOST_POSTS: Final = 1_000
"""How many posts the script knows, the newest; it answers an older one without its title."""
NAMES: Final = "write/names.json"
MESSAGES: Final = (
    "words words-of kept kept-other not-kept pictures-not-kept untitled answer-to answer-on unknown-post changed sent"
    " remove remove-sure remove-picture-sure"
    " need-author need-title need-text ready copied copy-failed too-long too-long-mail mail-subject"
    " use meant describe lost unreadable"
).split()
"""The names of the strings ``write-said-…``."""
BLANKS: Final = ("n", "most", "person", "post", "date", "zone", "title", "comment", "right", "wrong", "name")
"""What the script fills in, where a message has it in braces."""


def given(corpus: Corpus, replying: Replying, week: Week, say: Strings) -> dict[str, Any]:
    """Everything the script is given, as JSON: rules, weeks, posts, and its messages."""
    course = corpus.course
    return {
        "folder": replying.folder,
        "zone": course.timezone,
        "week": week.number,
        "weeks": [_week(course, corpus, one) for one in course.weeks],
        "posts": list(_posts(corpus, replying)),
        "forge": _forge(replying),
        "mail": course.site.mail,
        "most": MOST,
        "mostOfMail": MOST_OF_MAIL,
        "letters": addresses.transliterations(),
        "said": messages(say),
    }


def _week(course: Course, corpus: Corpus, week: Week) -> dict[str, Any]:
    expected = course.rules(week).expectations
    return {
        "number": week.number,
        "folder": week_folder(week.number, corpus.published),
        "post": expected.post_words,
        "comment": expected.comment_words,
    }


def _posts(corpus: Corpus, replying: Replying) -> Iterator[tuple[str, str, str, str, int, int]]:
    """Of each post: its key, title, author's name, address and week, and the number of the next answer's file."""
    for post in corpus.published[-MOST_POSTS:]:
        number = replying.number(corpus.discussion(post).shown)
        yield post.key, post.title, post.author.name, post.address, post.week, number


def _forge(replying: Replying) -> dict[str, str] | None:
    if not (forge := replying.forge):
        return None
    return {"page": replying.new_file_page, "name": forge.name_parameter, "text": forge.text_parameter}


def ratings(corpus: Corpus) -> tuple[int, ...]:
    """The ratings to choose from, best first; none if nobody in the course rates posts."""
    rated = any(rating.count for rating in corpus.ratings.values())
    return tuple(range(MOST_STARS, 0, -1)) if rated else ()


def messages(say: Strings) -> dict[str, str]:
    """The script's messages by name."""
    blanks = {name: f"{{{name}}}" for name in BLANKS}
    return {name: say.plain(f"write-said-{name}", **blanks) for name in MESSAGES}


def names(brands: Iterable[Brand]) -> list[tuple[str, tuple[str, ...], tuple[str, ...], int]]:
    """The lexicon for the script: of each brand its name, its other names, its wrong forms, and 1 for a common word."""
    return [(brand.name, brand.also, brand.wrong, int(brand.common_word)) for brand in brands]
