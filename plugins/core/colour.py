"""Colours: contrast as WCAG 2 measures it, and OKLCH, in which a colour gets lighter or darker and keeps its hue.

A colour is a text such as ``#0b5873``. OKLCH's lightness is from 0 to 1; its hue is in radians.
"""

import math
import re
from collections.abc import Callable
from typing import Final

COLOUR: Final = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
Triple = tuple[float, float, float]
STEPS: Final = 40
"""The halvings of a range that is searched, more than a channel of eight bits can show."""
EYE: Final = (0.2126, 0.7152, 0.0722)


def colour(text: str) -> str:
    """A colour written as ``#0A6`` or ``#00AA66``. Raises ``ValueError`` for any other text."""
    if not COLOUR.fullmatch(text):
        raise ValueError(text)
    digits = text[1:].lower()
    return f"#{digits if len(digits) == 6 else ''.join(digit * 2 for digit in digits)}"


def luminance(colour: str) -> float:
    """Relative luminance, from 0 for black to 1 for white."""
    return sum(weight * channel for weight, channel in zip(EYE, _linear(colour), strict=True))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklch(colour: str) -> Triple:
    """A colour's lightness, chroma and hue."""
    r, g, b = _linear(colour)
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def of_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The colour of a lightness and a hue, with as much of the chroma as a screen can show."""
    found = _channels(lightness, chroma, hue)
    if not _shown(found):
        found = _channels(lightness, greatest(chroma, lambda less: _shown(_channels(lightness, less, hue))), hue)
    return "#" + "".join(f"{round(255 * _encoded(min(max(channel, 0), 1))):02x}" for channel in found)


def as_light_as(other: str, chroma: float, hue: float) -> str:
    """The colour of a hue that has another colour's luminance."""
    wanted = luminance(other)
    lightness = greatest(1.0, lambda lightness: luminance(of_oklch(lightness, chroma, hue)) <= wanted)
    return of_oklch(lightness, chroma, hue)


def greatest(most: float, passes: Callable[[float], bool]) -> float:
    """The greatest number from 0 to ``most`` that passes, where all smaller ones do."""
    least = 0.0
    for _ in range(STEPS):
        middle = (least + most) / 2
        least, most = (middle, most) if passes(middle) else (least, middle)
    return least


def _linear(colour: str) -> Triple:
    r, g, b = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return _decoded(r), _decoded(g), _decoded(b)


def _decoded(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _channels(lightness: float, chroma: float, hue: float) -> Triple:
    """The linear channels, which are from 0 to 1 if a screen can show the colour."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _shown(channels: Triple) -> bool:
    return all(-1e-6 <= channel <= 1 + 1e-6 for channel in channels)
