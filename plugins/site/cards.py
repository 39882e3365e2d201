"""Cards: preview images for links to a page, drawn with the theme's own fonts.

A title in Chinese, which these fonts lack, gives a card with only the person and course. A card is redrawn only if its
contents, a font or the code that draws it changes; Pillow is imported only if there is a card to draw.
"""

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from .. import atomic, cache, parallel
from ..cache import digest, digest_of_files
from ..course import accent
from . import lettering
from .lettering import (
    INK,
    LEADING,
    PAPER,
    RULE,
    SANS,
    SOFT,
    TITLE,
    fitting,
    measured,
    png,
    shortened,
    writable,
    write,
)
from .metadata import Card

WIDTH, HEIGHT = 1200, 630
EDGE = 84
HIGH = 330
"""The maximum height of a title, in pixels."""
SIZES = (92, 80, 70, 60, 52)
"""The sizes of a title in pixels; the first at which it fits is used."""
MOST_TITLE = 300


def publish(cards: Iterable[Card], output: Path, fonts: Path, folder: Path | None, sea: str) -> None:
    """Draw cards below ``output``, ``sea`` the course's colour. Raises ``OSError`` if the fonts cannot be read."""
    held = digest(*(digest(file.read_bytes().hex()) for file in sorted(fonts.glob("*.woff2"))))
    depends_on = digest(digest_of_files(Path(__file__), Path(lettering.__file__)), version("pillow"), held)
    names = {card: digest(depends_on, sea, card.title, card.byline, card.course, card.place) for card in cards}
    made = {card: data for card, name in names.items() if folder and (data := cache.kept(folder / name))}
    missing = [card for card in names if card not in made]
    for card, data in zip(missing, parallel.mapped(lambda card: drawn(card, fonts, sea), missing), strict=True):
        made[card] = data
        if folder:
            cache.keep(folder / names[card], data)
    for card in names:
        target = output / card.address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(made[card])
    used = set(names.values())
    for old in folder.iterdir() if folder and folder.is_dir() else ():
        if old.name not in used and not atomic.is_being_written(old):
            cache.forget(old)


def drawn(card: Card, fonts: Path, sea: str = accent.THEME["light"]["sea"]) -> bytes:
    """A card as PNG, without metadata."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only to draw a card

    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 15, HEIGHT), sea)
    title = writable(card.title[:MOST_TITLE], TITLE, fonts)
    byline, course, place = (writable(text, SANS, fonts) for text in (card.byline, card.course, card.place))
    if not title:
        title, byline, course, place = (
            (byline, "", course, place) if byline else (course, "", "", place) if course else (place, "", "", "")
        )
    write(draw, (EDGE, 76), place, SANS, 34, sea, fonts, 600)
    size, lines = fitting(title, SIZES, WIDTH - 2 * EDGE, HIGH, fonts)
    top = 142.0
    for line in lines:
        write(draw, (EDGE, top), line, TITLE, size, INK, fonts)
        top += size * LEADING
    draw.rectangle((EDGE, 508, WIDTH - EDGE, 509), RULE)
    byline = shortened(byline, SANS, 38, (WIDTH - 2 * EDGE) * 0.6, fonts, 600)
    write(draw, (EDGE, 534), byline, SANS, 38, INK, fonts, 600)
    room = WIDTH - 2 * EDGE - (measured(byline, SANS, 38, fonts, 600) + 40 if byline else 0)
    course = shortened(course, SANS, 34, room, fonts)
    at = WIDTH - EDGE - measured(course, SANS, 34, fonts) if byline else EDGE
    write(draw, (at, 537), course, SANS, 34, SOFT, fonts)
    return png(image, sea)
