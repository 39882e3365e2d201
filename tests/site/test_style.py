"""The stylesheet and the fonts: tokens whose contrast is computed, no physical direction, no other host, no ballast."""

import gzip
import re

import pytest
from conftest import ROOT

STATIC = ROOT / "theme/static"
STYLE = (STATIC / "style.css").read_text("utf-8")
BARE = re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL)
TEXT, LARGE = 4.5, 3.0
"""WCAG 2.2, 1.4.3: text, and large text; the parts of controls and of charts ask for the latter, too (1.4.11)."""
GROUNDS = ("paper", "raised", "sunken", "sea-tint")
TOGETHER = [
    *((front, ground, TEXT) for front in ("ink", "ink2", "ink3", "sea") for ground in GROUNDS),
    *((front, ground, LARGE) for front in ("edge", "sea-soft", "focus") for ground in GROUNDS),
    ("amber", "paper", TEXT), ("amber", "sunken", TEXT), ("amber", "amber-tint", LARGE), ("ink", "amber-tint", TEXT),
    ("pencil", "paper", TEXT), ("pencil", "sunken", TEXT), ("pencil", "pencil-tint", TEXT),
    ("ok", "paper", TEXT), ("ok", "sunken", TEXT),
    ("ink", "mark", TEXT), ("paper", "ink", TEXT), ("on-sea", "sea", TEXT), ("ink", "sunken", TEXT),
    ("cell", "paper", LARGE), ("on-cell", "cell", TEXT), ("cell", "sunken", LARGE),
]  # fmt: skip
"""The tokens that meet: what is in front, its ground, and the least contrast."""


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme; dark re-assigns those of light."""
    found = {}
    blocks = {"light": r"\A.*?:root \{(.*?)\}", "dark": r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}"}
    for name in ("light", "dark")[: 2 if scheme == "dark" else 1]:
        block = re.search(blocks[name], BARE, re.DOTALL)[1]
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block))
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_says():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tokens_that_meet_differ_enough(scheme):
    colours = tokens(scheme)
    low = [
        f"{front} on {ground}: {contrast(colours[front], colours[ground]):.2f}, not {least}"
        for front, ground, least in TOGETHER
        if contrast(colours[front], colours[ground]) < least
    ]
    assert low == []


def test_every_colour_is_a_token_that_is_measured_or_only_decorates():
    measured = {name for pair in TOGETHER for name in pair[:2]}
    assert set(tokens("light")) - measured == {"rule"}


def test_colours_stand_among_the_tokens_and_nowhere_else():
    rules = BARE[BARE.index("@font-face") :]
    named = re.findall(r"#[0-9a-f]{3,8}\b(?=[^{}]*;)|\brgba?\([^)]*\)|\bhsla?\([^)]*\)", rules)
    assert [colour for colour in named if colour != "#000"] == []  # a mask's colour is how much it lets through


def test_every_token_that_is_used_is_given_and_every_one_given_is_used():
    given = set(re.findall(r"--([\w-]+):", BARE))
    used = set(re.findall(r"var\(--([\w-]+)\)", BARE))
    assert used <= given
    assert given - used == set()


def test_every_rule_stands_in_a_layer():
    order = re.match(r"\s*@layer ([\w, ]+);", BARE)[1].split(", ")
    outside = BARE[BARE.index("@layer reset {") :]
    depth, heads = 0, []
    for match in re.finditer(r"([^{};]*)([{}])", outside):
        if match[2] == "{":
            if not depth:
                heads.append(match[1].strip())
            depth += 1
        else:
            depth -= 1
    assert heads == [f"@layer {name}" for name in order]


def test_no_property_names_a_side_of_the_screen():
    physical = re.findall(
        r"[{;]\s*((?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom"
        r"|(?:min-|max-)?(?:width|height))\s*:[^;}]*)", BARE,
    ) + re.findall(r"((?:text-align|float|clear):\s*(?:left|right))", BARE)  # fmt: skip
    assert physical == []


def test_no_address_leads_to_another_host():
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]+)", BARE)
    assert [address for address in addresses if not re.fullmatch(r"fonts/[\w-]+\.woff2", address)] == []
    assert [address for address in addresses if not (STATIC / address).is_file()] == []
    assert "@import" not in BARE


def test_fonts_are_small_swap_and_have_their_licence_beside_them():
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert sum(font.stat().st_size for font in fonts) <= 110_000
    faces = re.findall(r"@font-face \{(.*?)\}", BARE, re.DOTALL)
    assert faces
    assert [face for face in faces if "url(" in face and "font-display: swap" not in face] == []
    assert {font.name for font in fonts} == set(re.findall(r"fonts/([\w-]+\.woff2)", BARE))
    for family in ("Literata", "Schibsted-Grotesk"):
        assert "SIL OPEN FONT LICENSE" in (STATIC / f"fonts/OFL-{family}.txt").read_text("utf-8").upper()


def test_the_stylesheet_leaves_room_for_a_page():
    assert len(gzip.compress(STYLE.encode())) < 20_000
