"""The look of a course that has an accent: the theme's stylesheet and icons, in the course's own colour."""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..core import colour
from ..course.accent import PAPER, THEME, dressed, palette

if TYPE_CHECKING:
    from PIL.Image import Image

LIGHT_LINE = "#8fd0e6"
"""The icon's last line, beside two that are white."""
PNG = {"favicon.png": (48, 6), "apple-touch-icon.png": (180, 0)}
"""The icons for browsers that draw no SVG: their sizes in pixels, and how round their corners are in units of the SVG,
which is 32 units wide.
"""
FINE = 8
"""How many times larger an icon is drawn than it is shown, for smooth edges."""


def dress(folder: Path, accent: str) -> None:
    """Give the copy of the theme's static files in a folder an accent, if there is one."""
    if not accent:
        return
    style, svg = folder / "style.css", folder / "icons/favicon.svg"
    style.write_text(dressed(style.read_text("utf-8"), accent), "utf-8", newline="\n")
    text = svg.read_text("utf-8")
    svg.write_text(text.replace(THEME["light"]["sea"], accent).replace(LIGHT_LINE, line(accent)), "utf-8", newline="\n")
    for name, (size, corner) in PNG.items():
        made = io.BytesIO()
        icon(text, accent, size, corner).save(made, "PNG", optimize=True)
        (folder / "icons" / name).write_bytes(made.getvalue())


def bars(accent: str) -> tuple[str, str]:
    """The colour of a browser's own bar around the pages, light and dark."""
    if not accent:
        return PAPER["light"], PAPER["dark"]
    return accent, palette(accent)["dark"]["sea-tint"]


def line(accent: str) -> str:
    _, chroma, hue = colour.oklch(accent)
    return colour.as_light_as(LIGHT_LINE, chroma, hue)


def icon(svg: str, accent: str, size: int, corner: int) -> "Image":
    """The icon, drawn from the lines of the SVG."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only for a course with an accent

    unit = size * FINE / 32
    image = Image.new("RGBA", (size * FINE, size * FINE))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, size * FINE - 1, size * FINE - 1), corner * unit, accent)
    drawn = re.findall(r"M(\d+) (\d+)h(\d+)", svg)
    for number, (x, y, wide) in enumerate(tuple(map(int, one)) for one in drawn):
        fill = line(accent) if number == len(drawn) - 1 else "#ffffff"
        box = ((x - 1.5) * unit, (y - 1.5) * unit, (x + wide + 1.5) * unit, (y + 1.5) * unit)
        draw.rounded_rectangle(box, 1.5 * unit, fill)
    small = image.resize((size, size), Image.Resampling.LANCZOS)
    return small if corner else small.convert("RGB")
