"""The cover: title and term, with the book's posts and comments day by day as on the site's term strip.

Drawn with the theme's own fonts; a title that they lack stands on the title page alone.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.strings import Strings
from ..site.lettering import (
    INK,
    LEADING,
    PAPER,
    RULE,
    SANS,
    SOFT,
    TITLE,
    fitting,
    png,
    shortened,
    writable,
    write,
)
from .contents import Book

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 1600, 2400
"""The size in pixels that shops and reading systems ask for."""
SPINE = 36
EDGE = 150
ROOM = WIDTH - 2 * EDGE
SIZES = (200, 176, 152, 132, 112, 96)
MOST_TITLE = 300
HIGH = 900
LINE = 1690
"""Where the line between posts and comments runs."""
ABOVE, BELOW = 380, 200
"""The height of the longest bar above the line and below, in pixels."""


def drawn(book: Book, say: Strings, fonts: Path, colours: Mapping[str, str]) -> bytes:
    """The cover as PNG, without metadata; ``colours``: those that a course's accent changes. Raises ``OSError`` if the
    fonts cannot be read.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only to draw a cover

    frame, sea = book.frame, colours["sea"]
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    rtl = book.direction == "rtl"
    draw.rectangle((WIDTH - SPINE, 0, WIDTH, HEIGHT) if rtl else (0, 0, SPINE - 1, HEIGHT), sea)
    place = writable(say.listed([part for part in (frame.code, frame.term) if part]).unescape(), SANS, fonts)
    write(draw, (EDGE, 200), shortened(place, SANS, 60, ROOM, fonts, 600), SANS, 60, sea, fonts, 600)
    size, lines = fitting(writable(frame.title[:MOST_TITLE], TITLE, fonts), SIZES, ROOM, HIGH, fonts)
    top = 330.0
    for line in lines:
        write(draw, (EDGE, top), line, TITLE, size, INK, fonts)
        top += size * LEADING
    _bars(draw, book, colours)
    draw.rectangle((EDGE, 2050, WIDTH - EDGE, 2052), RULE)
    teachers = say.both([person.name for person in book.teachers])
    by = book.person.name if book.person else say.plain("taught-by", people=teachers) if teachers else ""
    said = say.listed([say("posts", n=book.posts), say("comments", n=book.comments)]).unescape()
    if by := shortened(writable(by, SANS, fonts), SANS, 60, ROOM, fonts, 600):
        write(draw, (EDGE, 2090), by, SANS, 60, INK, fonts, 600)
    said = shortened(writable(said, SANS, fonts), SANS, 50, ROOM, fonts)
    write(draw, (EDGE, 2186 if by else 2100), said, SANS, 50, SOFT, fonts)
    return png(image, sea)


def _bars(draw: "ImageDraw", book: Book, colours: Mapping[str, str]) -> None:
    """A bar for each day of the term: its posts above the line, its comments below."""
    strip = book.strip
    days = [bar for week in strip.weeks for bar in week.bars]
    if book.direction == "rtl":
        days.reverse()
    draw.rectangle((EDGE, LINE, WIDTH - EDGE, LINE + 2), RULE)
    step = ROOM / len(days)
    for n, day in enumerate(days):
        left = EDGE + n * step
        right = left + max(step * 0.7, 2)
        above, below = ABOVE * day.above / strip.most_above, BELOW * day.below / strip.most_below
        if above:
            draw.rectangle((left, LINE - above, right, LINE - 1), colours["sea"])
        if below:
            draw.rectangle((left, LINE + 3, right, LINE + 3 + below), colours["sea-soft"])
