"""``[site] accent``: what is accepted can be read in both schemes, and what is refused is told with what would do."""

import re

import pytest
from conftest import COURSE, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.core import colour
from plugins.core.model import SiteSettings
from plugins.course import accent, course_file

STYLE = (ROOT / "theme/static/style.css").read_text("utf-8")
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
TEXT, PART = 4.5, 3.0
"""WCAG 2.2, 1.4.3 and 1.4.11: text, and the parts of controls and of charts."""


def tokens(style: str, scheme: str) -> dict[str, str]:
    """The colours of a scheme in a stylesheet; dark re-assigns those of light."""
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    light, dark = (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block)) for block in blocks)
    return light | (dark if scheme == "dark" else {})


def low(found: dict[str, str]) -> list[str]:
    """The pairs of an accent's colour and another that differ too little."""
    grounds = ("paper", "raised", "sunken", "sea-tint")
    pairs = [
        *(("sea", ground, TEXT) for ground in grounds), ("on-sea", "sea", TEXT), ("on-cell", "cell", TEXT),
        *((ink, "sea-tint", TEXT) for ink in ("ink", "ink2", "ink3")),
        *((part, ground, PART) for part in ("sea-soft", "edge", "focus") for ground in grounds),
        ("cell", "paper", PART), ("cell", "sunken", PART),
    ]  # fmt: skip
    return [
        f"{one} on {other}: {colour.contrast(found[one], found[other]):.2f}"
        for one, other, least in pairs
        if colour.contrast(found[one], found[other]) < least
    ]


def accepted(given: str) -> bool:
    return not list(accent.faults(SiteSettings(accent=given)))


@given(colours)
def test_a_colour_comes_back_from_oklch(one):
    assert colour.of_oklch(*colour.oklch(one)) == one


@given(colours, colours)
def test_a_colour_as_light_as_another_differs_from_everything_as_that_does(one, other):
    _, chroma, hue = colour.oklch(other)
    made = colour.as_light_as(one, chroma, hue)
    assert colour.contrast(made, one) < 1.08


@settings(max_examples=40)
@given(colours)
def test_what_is_accepted_can_be_read_everywhere_in_both_schemes(given):
    if not accepted(given):
        given = accent.nearest(given)
    style = accent.dressed(STYLE, given)
    assert tokens(style, "light")["sea"] == given
    assert low(tokens(style, "light")) == []
    assert low(tokens(style, "dark")) == []


@settings(max_examples=40)
@given(colours)
def test_what_is_refused_cannot_be_read_and_the_nearest_is_accepted_and_no_further_than_need_be(given):
    if not accepted(given):
        found = tokens(accent.dressed(STYLE, given), "light")
        assert any(said.startswith("sea on ") for said in low(found))
        near = accent.nearest(given)
        assert accepted(near)
        assert accent.worst(near)[0] < 4.7


def test_a_refusal_names_place_ratio_ground_and_scheme_and_what_would_do():
    text = f'{COURSE}\n[site]\naccent = "#0a6"\n'
    course, problems = course_file.read(text)
    assert course.site.accent == ""
    [said] = map(str, problems)
    assert said == (
        f"course.toml:{len(text.splitlines())}:1: `site.accent`: “#0a6” cannot be read on the current week’s tint in the "
        "light scheme: its contrast is 2.54:1, and text needs 4.5:1; the nearest of its hue that can is “#007b49”; the "
        "theme’s own is used"
    )


@pytest.mark.parametrize("given", ["teal", "#12", "#12345g", "0b5873", "rgb(0, 0, 0)", "#0b5873;} body {"])
def test_what_is_no_colour_is_refused(given):
    course, [problem] = course_file.read(f'{COURSE}\n[site]\naccent = "{given}"\n')
    assert course.site.accent == ""
    assert "is not a colour such as “#00794c” or “#0a6”" in problem.message


def test_an_accent_is_known_in_short_and_in_capitals():
    course, problems = course_file.read(f'{COURSE}\n[site]\naccent = "#70A"\n')
    assert not problems
    assert course.site.accent == "#7700aa"


def test_each_colour_that_an_accent_changes_stands_once_in_the_stylesheet():
    for scheme, own in accent.THEME.items():
        found = tokens(STYLE, scheme)
        assert {name: found[name] for name in own} == own
        assert [STYLE.count(f"--{name}: {value};") for name, value in own.items()] == [1] * len(own)
    assert {scheme: tokens(STYLE, scheme)["paper"] for scheme in accent.PAPER} == accent.PAPER
    found = tokens(STYLE, "light")
    assert set(accent.GROUNDS.values()) == {found[name] for name in ("paper", "raised", "sunken")}
    assert found["on-sea"] == accent.WHITE
