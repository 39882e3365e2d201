"""The course's own colour, in place of the theme's: one colour, of which those of both schemes are made.

Light pages show it as it was given, once it has the contrast that WCAG 2.2 AA asks of text (4.5:1) on every ground on
which it is written, and behind a button's. Every other colour takes its hue and keeps the luminance of the theme's, so
that all contrasts stay what they were measured to be. The colours of states, such as on time and missing, stay.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from ..core import colour
from ..core.model import SiteSettings
from ..core.problems import quote

THEME: Final[Mapping[str, Mapping[str, str]]] = {
    "light": {"sea": "#0b5873", "sea-soft": "#578b9f", "sea-tint": "#e0eef3"},
    "dark": {
        "sea": "#7fc6df", "on-sea": "#0b1b22", "sea-soft": "#478aa4", "sea-tint": "#13313d",
    },
}  # fmt: skip
"""The stylesheet's tokens that an accent changes, in both schemes."""
PAPER: Final = {"light": "#fbfcfc", "dark": "#0e171c"}
WHITE: Final = "#ffffff"
GROUNDS: Final = {"the page": PAPER["light"], "white": WHITE, "a shaded box": "#eff4f5"}
"""What light pages write on."""
TINT: Final = "the current week’s tint"
TEXT: Final = 4.5
STRONGEST: Final = 1.5
"""How much stronger than the theme's own the colours made of an accent may be."""


@cache
def palette(accent: str) -> Mapping[str, Mapping[str, str]]:
    """The tokens of both schemes for an accent such as ``#00794c``; those of the theme if there is none."""
    if not accent:
        return THEME
    _, chroma, hue = colour.oklch(accent)
    strength = min(chroma / colour.oklch(THEME["light"]["sea"])[1], STRONGEST)
    made = {
        scheme: {name: colour.as_light_as(own, colour.oklch(own)[1] * strength, hue) for name, own in tokens.items()}
        for scheme, tokens in THEME.items()
    }
    made["light"]["sea"] = accent
    return made


def worst(accent: str) -> tuple[float, str]:
    """The least contrast of an accent on light pages, and on what."""
    grounds = GROUNDS | {TINT: palette(accent)["light"]["sea-tint"]}
    return min((colour.contrast(accent, ground), name) for name, ground in grounds.items())


def nearest(accent: str) -> str:
    """The lightest colour of an accent's hue that can be read on light pages."""
    lightness, chroma, hue = colour.oklch(accent)
    darker = colour.greatest(lightness, lambda less: worst(colour.of_oklch(less, chroma, hue))[0] >= TEXT)
    return colour.of_oklch(darker, chroma, hue)


def given(site: SiteSettings) -> str:
    """The accent of valid settings; empty if there is none."""
    return colour.colour(site.accent) if site.accent else ""


def faults(site: SiteSettings) -> Iterator[tuple[str, str]]:
    """The invalid settings about the accent: key and message. Their values are ignored."""
    try:
        accent = given(site)
    except ValueError:
        yield "accent", f"{quote(site.accent)} is not a colour such as “#00794c” or “#0a6”; the theme’s own is used"
        return
    if accent:
        reached, ground = worst(accent)
        if reached < TEXT:
            yield (
                "accent",
                (
                    f"{quote(site.accent)} cannot be read on {ground} in the light scheme: its contrast is "
                    f"{int(reached * 100) / 100:.2f}:1, and text needs {TEXT}:1; the nearest of its hue that can is "
                    f"“{nearest(accent)}”; the theme’s own is used"
                ),
            )


def dressed(text: str, accent: str) -> str:
    """A stylesheet with an accent's tokens in place of the theme's."""
    for scheme, tokens in palette(accent).items():
        for name, own in tokens.items():
            text = text.replace(f"--{name}: {THEME[scheme][name]};", f"--{name}: {own};")
    return text
