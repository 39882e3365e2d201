"""Lettering: lines of text drawn with the theme's own fonts, in the light colours of its stylesheet.

A line with characters missing from these fonts is left out rather than shown as boxes. Pillow is imported only if there
is something to draw.
"""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..course import accent

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

PAPER, INK, SOFT, RULE = accent.PAPER["light"], "#14212a", "#41505a", "#d7dfe2"
"""The light-mode tokens of the theme's stylesheet; the colour beside them is the accent."""
TITLE = ("literata-display-latin", "literata-latin-ext")
SANS = ("schibsted-grotesk-latin", "schibsted-grotesk-latin-ext")
LEADING = 1.16
"""The height of a title's line, as a multiple of its size."""
UNWRITTEN = "\U0010fffe"
"""A character in no font, drawn like every missing character."""


def png(image: "Image", sea: str) -> bytes:
    """A drawing in these colours and ``sea`` as PNG, without metadata. The middle of its top is paper."""
    from PIL import Image, ImageColor  # noqa: PLC0415 - only to draw

    made = io.BytesIO()
    few = image.quantize(palette=_inks(sea), dither=Image.Dither.NONE)
    colours = few.getpalette() or []
    ground = 3 * few.tobytes()[image.width // 2]
    colours[ground : ground + 3] = ImageColor.getrgb(PAPER)
    few.putpalette(colours)
    few.save(made, "PNG")
    return made.getvalue()


@cache
def _inks(sea: str) -> "Image":
    """The colours: inks, and blends with the paper for antialiased edges."""
    from PIL import Image, ImageColor  # noqa: PLC0415 - only to draw

    paper = ImageColor.getrgb(PAPER)
    colours: list[int] = []
    for ink in (INK, SOFT, sea, RULE):
        for step in range(16):
            for own, ground in zip(ImageColor.getrgb(ink), paper, strict=True):
                colours.append(own + (ground - own) * step // 15)
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours)
    return palette


def fitting(title: str, sizes: Sequence[int], room: float, high: float, fonts: Path) -> tuple[int, list[str]]:
    """The first size at which a title fits, and its lines; truncated at the last one if necessary. ``room`` and
    ``high``: its maximum width and height, in pixels.
    """
    for size in sizes:
        most = int(high / (size * LEADING))
        lines = list(_wrapped(title, size, room, fonts))
        if len(lines) <= most and all(measured(line, TITLE, size, fonts) <= room for line in lines):
            return size, lines
    last = " ".join(lines[most - 1 :])
    kept = [*lines[: most - 1], *([last] if last else [])]
    return size, [shortened(line, TITLE, size, room, fonts) for line in kept]


def _wrapped(text: str, size: int, room: float, fonts: Path) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and measured(longer, TITLE, size, fonts) > room:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def shortened(text: str, family: Sequence[str], size: int, room: float, fonts: Path, weight: int = 0) -> str:
    """``text``, truncated if it is wider than ``room``."""
    if measured(text, family, size, fonts, weight) <= room:
        return text
    while text and measured(f"{text}…", family, size, fonts, weight) > room:
        text = text[:-1].rstrip(" ,;:–—-")
    return f"{text}…" if text else ""


def writable(text: str, family: Sequence[str], fonts: Path) -> str:
    """``text`` without pictographs and invisible characters; empty if the fonts lack any of the others."""
    plain = unicodedata.normalize("NFC", text)
    kept = "".join(char for char in plain if unicodedata.category(char) not in ("So", "Sk", "Cf", "Cc", "Mn", "Me"))
    kept = " ".join(kept.split())
    if any(unicodedata.category(char) in ("Mn", "Me") and char not in "\ufe0e\ufe0f\u20e3" for char in plain):
        return ""
    return kept if all(char == " " or _face_of(char, family, fonts) for char in kept) else ""


@cache
def _face(name: str, size: int, weight: int, fonts: Path) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 - only to draw

    font = ImageFont.truetype(str(fonts / f"{name}.woff2"), size, layout_engine=ImageFont.Layout.BASIC)
    if weight:
        font.set_variation_by_axes([weight])
    return font


@cache
def _face_of(char: str, family: Sequence[str], fonts: Path) -> str:
    """The first font of a family that has a character; empty if none does."""
    for name in family:
        font = _face(name, 24, 0, fonts)
        missing = font.getmask(UNWRITTEN)
        shown = font.getmask(char)
        if (shown.size, bytes(shown)) != (missing.size, bytes(missing)):
            return name
    return ""


def _runs(text: str, family: Sequence[str], fonts: Path) -> Iterator[tuple[str, str]]:
    """Split a text into runs by the font that has their characters."""
    run, name = "", family[0]
    for char in text:
        own = name if char == " " else _face_of(char, family, fonts) or name
        if own != name and run:
            yield run, name
            run = ""
        run, name = run + char, own
    if run:
        yield run, name


def measured(text: str, family: Sequence[str], size: int, fonts: Path, weight: int = 0) -> float:
    return sum(_face(name, size, weight, fonts).getlength(run) for run, name in _runs(text, family, fonts))


def write(
    draw: "ImageDraw", at: tuple[float, float], text: str, family: Sequence[str], size: int, colour: str, fonts: Path,
    weight: int = 0,
) -> None:  # fmt: skip
    """Draw a line of text with its top left corner at ``at``."""
    x, y = at
    ascent = _face(family[0], size, weight, fonts).getmetrics()[0]
    for run, name in _runs(text, family, fonts):
        font = _face(name, size, weight, fonts)
        draw.text((x, y + ascent), run, fill=colour, font=font, anchor="ls")
        x += font.getlength(run)
