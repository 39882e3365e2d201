"""Cards: preview images for links to a page, drawn with the theme's own fonts.

A line with characters missing from these fonts is left out rather than shown as boxes: a title in Chinese gives a card
with only the person and course. A card is redrawn only if its contents, a font or this file changes; Pillow is imported
only if there is a card to draw.
"""

import io
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from .. import atomic, parallel
from ..cache import digest, digest_of_files
from .metadata import Card

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
EDGE = 84
PAPER, INK, SOFT, SEA, RULE = "#fbfcfc", "#14212a", "#41505a", "#0b5873", "#d7dfe2"
"""The light-mode tokens of the theme's stylesheet."""
TITLE = ("literata-display-latin", "literata-latin-ext")
SANS = ("schibsted-grotesk-latin", "schibsted-grotesk-latin-ext")
HIGH = 330
"""The maximum height of a title, in pixels."""
SIZES = (92, 80, 70, 60, 52)
"""The sizes of a title in pixels; the first at which it fits is used."""
MOST_TITLE = 300
UNWRITTEN = "\U0010fffe"
"""A character in no font, drawn like every missing character."""


def publish(cards: Iterable[Card], output: Path, fonts: Path, folder: Path | None) -> None:
    """Draw cards below ``output``. Raises ``OSError`` if the fonts cannot be read."""
    held = digest(*(digest(file.read_bytes().hex()) for file in sorted(fonts.glob("*.woff2"))))
    depends_on = digest(digest_of_files(Path(__file__)), version("pillow"), held)
    with tempfile.TemporaryDirectory() as nowhere:
        kept = folder or Path(nowhere)
        kept.mkdir(parents=True, exist_ok=True)
        files = {
            card: kept / f"{digest(depends_on, card.title, card.byline, card.course, card.place)}.png" for card in cards
        }
        missing = [card for card, file in files.items() if not file.exists()]
        for card, data in zip(missing, parallel.mapped(lambda card: drawn(card, fonts), missing), strict=True):
            atomic.write(files[card], data, durable=False)
        for card, file in files.items():
            target = output / card.address
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        for old in set(kept.iterdir()) - set(files.values()):
            if not atomic.is_being_written(old):
                old.unlink(missing_ok=True)


def drawn(card: Card, fonts: Path) -> bytes:
    """A card as PNG, without metadata."""
    from PIL import Image, ImageColor, ImageDraw  # noqa: PLC0415 - only to draw a card

    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 15, HEIGHT), SEA)
    title = _writable(card.title[:MOST_TITLE], TITLE, fonts)
    byline, course, place = (_writable(text, SANS, fonts) for text in (card.byline, card.course, card.place))
    if not title:
        title, byline, course, place = (
            (byline, "", course, place) if byline else (course, "", "", place) if course else (place, "", "", "")
        )
    _line(draw, (EDGE, 76), place, SANS, 34, SEA, fonts, 600)
    size, lines = _fitting(title, fonts)
    top = 142.0
    for line in lines:
        _line(draw, (EDGE, top), line, TITLE, size, INK, fonts)
        top += size * 1.16
    draw.rectangle((EDGE, 508, WIDTH - EDGE, 509), RULE)
    byline = _shortened(byline, SANS, 38, (WIDTH - 2 * EDGE) * 0.6, fonts, 600)
    _line(draw, (EDGE, 534), byline, SANS, 38, INK, fonts, 600)
    room = WIDTH - 2 * EDGE - (_width(byline, SANS, 38, fonts, 600) + 40 if byline else 0)
    course = _shortened(course, SANS, 34, room, fonts)
    at = WIDTH - EDGE - _width(course, SANS, 34, fonts) if byline else EDGE
    _line(draw, (at, 537), course, SANS, 34, SOFT, fonts)
    made = io.BytesIO()
    few = image.quantize(palette=_palette(), dither=Image.Dither.NONE)
    colours = few.getpalette() or []
    ground = 3 * few.tobytes()[WIDTH - 1]
    colours[ground : ground + 3] = ImageColor.getrgb(PAPER)
    few.putpalette(colours)
    few.save(made, "PNG")
    return made.getvalue()


@cache
def _palette() -> "Image":
    """A card's colours: its inks, and blends with the paper for antialiased edges."""
    from PIL import Image, ImageColor  # noqa: PLC0415 - only to draw a card

    paper = ImageColor.getrgb(PAPER)
    colours: list[int] = []
    for ink in (INK, SOFT, SEA, RULE):
        for step in range(16):
            for own, ground in zip(ImageColor.getrgb(ink), paper, strict=True):
                colours.append(own + (ground - own) * step // 15)
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours)
    return palette


def _fitting(title: str, fonts: Path) -> tuple[int, list[str]]:
    """The largest size at which a title fits, and its lines; truncated at the smallest size if necessary."""
    room = WIDTH - 2 * EDGE
    for size in SIZES:
        most = int(HIGH / (size * 1.16))
        lines = list(_wrapped(title, size, room, fonts))
        if len(lines) <= most and all(_width(line, TITLE, size, fonts) <= room for line in lines):
            return size, lines
    last = " ".join(lines[most - 1 :])
    kept = [*lines[: most - 1], *([last] if last else [])]
    return size, [_shortened(line, TITLE, size, room, fonts) for line in kept]


def _wrapped(text: str, size: int, room: float, fonts: Path) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _width(longer, TITLE, size, fonts) > room:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def _shortened(text: str, family: Sequence[str], size: int, room: float, fonts: Path, weight: int = 0) -> str:
    """``text``, truncated if it is wider than ``room``."""
    if _width(text, family, size, fonts, weight) <= room:
        return text
    while text and _width(f"{text}…", family, size, fonts, weight) > room:
        text = text[:-1].rstrip(" ,;:–—-")
    return f"{text}…" if text else ""


def _writable(text: str, family: Sequence[str], fonts: Path) -> str:
    """``text`` without pictographs and invisible characters; empty if the fonts lack any of the others."""
    plain = unicodedata.normalize("NFC", text)
    kept = "".join(char for char in plain if unicodedata.category(char) not in ("So", "Sk", "Cf", "Cc", "Mn", "Me"))
    kept = " ".join(kept.split())
    if any(unicodedata.category(char) in ("Mn", "Me") and char not in "\ufe0e\ufe0f\u20e3" for char in plain):
        return ""
    return kept if all(char == " " or _font_of(char, family, fonts) for char in kept) else ""


@cache
def _font(name: str, size: int, weight: int, fonts: Path) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 - only to draw a card

    font = ImageFont.truetype(str(fonts / f"{name}.woff2"), size, layout_engine=ImageFont.Layout.BASIC)
    if weight:
        font.set_variation_by_axes([weight])
    return font


@cache
def _font_of(char: str, family: Sequence[str], fonts: Path) -> str:
    """The first font of a family that has a character; empty if none does."""
    for name in family:
        font = _font(name, 24, 0, fonts)
        missing = font.getmask(UNWRITTEN)
        shown = font.getmask(char)
        if (shown.size, bytes(shown)) != (missing.size, bytes(missing)):
            return name
    return ""


def _runs(text: str, family: Sequence[str], fonts: Path) -> Iterator[tuple[str, str]]:
    """Split a text into runs by the font that has their characters."""
    run, name = "", family[0]
    for char in text:
        own = name if char == " " else _font_of(char, family, fonts) or name
        if own != name and run:
            yield run, name
            run = ""
        run, name = run + char, own
    if run:
        yield run, name


def _width(text: str, family: Sequence[str], size: int, fonts: Path, weight: int = 0) -> float:
    return sum(_font(name, size, weight, fonts).getlength(run) for run, name in _runs(text, family, fonts))


def _line(
    draw: "ImageDraw", at: tuple[float, float], text: str, family: Sequence[str], size: int, colour: str, fonts: Path,
    weight: int = 0,
) -> None:  # fmt: skip
    """Draw a line of text with its top left corner at ``at``."""
    x, y = at
    ascent = _font(family[0], size, weight, fonts).getmetrics()[0]
    for run, name in _runs(text, family, fonts):
        font = _font(name, size, weight, fonts)
        draw.text((x, y + ascent), run, fill=colour, font=font, anchor="ls")
        x += font.getlength(run)
