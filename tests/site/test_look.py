"""A course's own colour reaches everything that shows the theme's: pages, icons, cards, the gradebook, a sealed copy."""

import re

import pytest
from bs4 import BeautifulSoup
from conftest import COURSE, POST, ROOT
from PIL import Image

from plugins.course import accent
from plugins.gradebook import sealing

OWN, TINT = "#7a1f3d", accent.palette("#7a1f3d")["dark"]["sea-tint"]
SITE = f'{COURSE}\n[site]\nurl = "https://example.org/cohort"\naccent = "{OWN}"\n'
FILES = {"course.toml": SITE, "posts/week-01/ada-a.md": POST}


def colours(icon):
    image = Image.open(icon).convert("RGBA")
    return {colour for _, colour in image.getcolors(image.width * image.height)}


@pytest.mark.parametrize("publish", [False, True])
def test_an_accent_reaches_stylesheet_icons_and_the_browser_s_bar(built, publish):
    result, site, book = built(FILES, publish=publish)
    assert not result.problems
    assert not result.leaks
    folders = [site] if publish else [site, book]
    for folder in folders:
        style = (folder / "theme/style.css").read_text("utf-8")
        assert [token for tokens in accent.THEME.values() for token in tokens.values() if token in style] == []
        assert f"--sea: {OWN};" in style
        svg = (folder / "theme/icons/favicon.svg").read_text("utf-8")
        assert re.findall(r"#\w{6}", svg)[0] == OWN
        assert accent.THEME["light"]["sea"] not in svg
    page = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")
    assert [meta["content"] for meta in page.find_all("meta", {"name": "theme-color"})] == [OWN, TINT]
    for name in ("favicon.png", "apple-touch-icon.png"):
        own, theme = site / "theme/icons" / name, ROOT / "theme/static/icons" / name
        with Image.open(own) as drawn, Image.open(theme) as given:
            assert (drawn.size, drawn.mode) == (given.size, given.mode)
        assert (0x7A, 0x1F, 0x3D, 255) in colours(own)
        assert (0x0B, 0x58, 0x73, 255) not in colours(own)
    if publish:
        cards = [file for file in site.rglob("*.png") if "theme" not in file.parts]
        assert {Image.open(card).convert("RGB").getpixel((4, 300)) for card in cards} == {(0x7A, 0x1F, 0x3D)}


def test_without_an_accent_the_theme_s_files_are_as_they_are(built):
    _, site, _ = built({"posts/week-01/ada-a.md": POST})
    for file in (ROOT / "theme/static").rglob("*.*"):
        assert (site / "theme" / file.relative_to(ROOT / "theme/static")).read_bytes() == file.read_bytes()
    page = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")
    bars = [meta["content"] for meta in page.find_all("meta", {"name": "theme-color"})]
    assert bars == list(accent.PAPER.values())


def test_a_sealed_copy_wears_the_accent():
    style = sealing.stylesheet(ROOT / "theme", OWN)
    assert f"--sea: {OWN};" in style
    assert accent.THEME["light"]["sea"] not in style
