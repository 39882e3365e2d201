"""What pages say of themselves to machines: previews, cards, sitemap, robots, icons."""

import io
import re
import shutil
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from conftest import COURSE, POST, ROOT
from PIL import Image

from plugins import atomic
from plugins.build import output
from plugins.site import cards, metadata
from plugins.site.metadata import Card

URL = "https://blog.example/class"
SITE = COURSE + f'\n[site]\nurl = "{URL}"\n'
HIDDEN = COURSE + f'\n[site]\nurl = "{URL}"\nindex = false\n'
FONTS = ROOT / "theme/static/fonts"
POSTED = "posts/week-01/ada-x.md"
PAGE = "week-1/ada/x/index.html"
DRAFT = {"posts/week-01/ben-draft.md": POST.replace("Author: ada", "Author: ben\nStatus: draft")}
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def head(page: str) -> tuple[BeautifulSoup, dict[str, str]]:
    soup = BeautifulSoup(page, "html.parser")
    return soup, {
        tag.get("property") or tag.get("name"): tag["content"] for tag in soup.head.find_all("meta", content=True)
    }


def locations(text: str) -> dict[str, str | None]:
    top = ET.fromstring(text)
    return {entry.findtext(f"{NAMESPACE}loc"): entry.findtext(f"{NAMESPACE}lastmod") for entry in top}


def test_a_published_post_says_where_it_lives_and_how_it_is_shown_elsewhere(built):
    text = POST.replace("Title: On listening", 'Title: "On" <listening> & more\nTags: tone, ears').replace(
        "Author", "Lang: is\nAuthor"
    )
    _, site, _ = built({"course.toml": SITE, POSTED: text, **DRAFT}, publish=True)
    soup, said = head((site / PAGE).read_text("utf-8"))
    assert [tag["href"] for tag in soup.select("link[rel=canonical]")] == [f"{URL}/week-1/ada/x/"]
    assert {key: said[key] for key in said if key.startswith(("og:", "article:", "twitter:"))} == {
        "og:url": f"{URL}/week-1/ada/x/",
        "og:site_name": "Small course",
        "og:title": '"On" <listening> & more',
        "og:locale": "is_IS",
        "og:type": "article",
        "og:description": "Brands that listen to people learn something new.",
        "article:published_time": "2026-10-07T10:00:00+01:00",
        "article:author": f"{URL}/people/ada/",
        "article:section": "Week 1",
        "article:tag": "ears",
        "og:image": f"{URL}/week-1/ada/x/card.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": '"On" <listening> & more, Ada L., Small course, Week 1',
        "twitter:card": "summary_large_image",
    }
    for card in site.rglob("card.png"):
        image = Image.open(io.BytesIO(card.read_bytes()))
        image.load()
        assert (image.size, image.info, image.format) == ((1200, 630), {}, "PNG")
        assert card.stat().st_size < 60_000
    assert sorted(card.relative_to(site).as_posix() for card in site.rglob("card.png")) == [
        "card.png",
        "week-1/ada/x/card.png",
    ]


def test_every_page_names_its_own_address_and_nothing_of_another_host_is_fetched(built):
    _, site, _ = built({"course.toml": SITE, POSTED: POST, "pages/about.md": "Title: About\n\nUs.\n"}, publish=True)
    for file in site.rglob("index.html"):
        soup, said = head(file.read_text("utf-8"))
        address = f"{URL}/{file.parent.relative_to(site).as_posix()}/".replace("/./", "/")
        assert [tag["href"] for tag in soup.select("link[rel=canonical]")] == [address]
        assert said["og:url"] == address
        assert said["og:title"] in soup.title.get_text()
        for tag in soup.select("link[rel~=icon], link[rel=apple-touch-icon], link[rel=stylesheet], img"):
            place = tag.get("href") or tag["src"]
            assert (file.parent / place).is_file(), place
    soup, said = head((site / "404.html").read_text("utf-8"))
    assert not soup.select("link[rel=canonical]")
    assert "og:url" not in said


def test_without_an_address_nothing_absolute_is_said_and_no_card_is_drawn(built):
    _, site, _ = built({POSTED: POST}, publish=True)
    soup, said = head((site / PAGE).read_text("utf-8"))
    assert not soup.select("link[rel=canonical]")
    assert not [key for key in said if key.startswith("og:")]
    assert not list(site.rglob("card.png"))
    assert not (site / "sitemap.xml").exists()
    assert (site / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"


def test_a_site_on_ones_own_machine_has_no_cards_and_the_gradebook_says_nothing_to_machines(built):
    _, site, book = built({"course.toml": SITE, POSTED: POST})
    _, said = head((site / PAGE).read_text("utf-8"))
    assert said["twitter:card"] == "summary"
    assert not list(site.rglob("card.png"))
    for file in book.rglob("*.html"):
        soup, said = head(file.read_text("utf-8"))
        assert not soup.select("link[rel=canonical]")
        assert not [key for key in said if key.startswith("og:")]


def test_the_sitemap_lists_what_readers_see_as_new_as_its_newest_text(built):
    comment = "Author: ben\nDate: 2026-10-09 12:00\nStatus: {}\n\nI think so as well.\n"
    files = {
        "course.toml": SITE, POSTED: POST, **DRAFT,
        "comments/week-01/ada-x/ben-1.md": comment.format("published"),
        "comments/week-01/ada-x/ben-2.md": comment.replace("10-09", "10-12").format("pending"),
    }  # fmt: skip
    _, site, _ = built(files, publish=True)
    found = locations((site / "sitemap.xml").read_text("utf-8"))
    assert found[f"{URL}/week-1/ada/x/"] == "2026-10-09T12:00:00+01:00"
    assert f"{URL}/" in found
    assert not [address for address in found if "draft" in address or "404" in address or "index.html" in address]
    pages = {
        f"{URL}/{file.parent.relative_to(site).as_posix()}/".replace("/./", "/")
        for file in site.rglob("index.html")
        if file.parent.name != "search"
    }
    assert found.keys() == pages
    assert (site / "robots.txt").read_text() == f"User-agent: *\nAllow: /\n\nSitemap: {URL}/sitemap.xml\n"


def test_a_course_that_stays_away_from_search_engines_has_no_sitemap(built):
    _, site, _ = built({"course.toml": HIDDEN, POSTED: POST}, publish=True)
    assert not (site / "sitemap.xml").exists()
    assert (site / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    _, said = head((site / PAGE).read_text("utf-8"))
    assert "noindex" in said["robots"]


@pytest.mark.parametrize(("lang", "expected"), [("en", "en_GB"), ("en-US", "en_US"), ("zh-Hans", "zh_CN"), ("nan", "")])
def test_open_graph_gets_a_territory_with_every_language(lang, expected):
    assert metadata.locale(lang) == expected


def card(title: str, byline: str = "Ada L.", course: str = "Small course") -> Card:
    return Card("card.png", title, byline, course, "Week 1")


def pixels(of: Card) -> bytes:
    image = Image.open(io.BytesIO(cards.drawn(of, FONTS))).convert("RGB")
    return image.tobytes()


def test_a_card_is_the_same_each_time_and_another_for_another_word():
    assert cards.drawn(card("Þetta er vörumerki"), FONTS) == cards.drawn(card("Þetta er vörumerki"), FONTS)
    assert pixels(card("Þetta er vörumerki")) != pixels(card("Þetta er vorumerki"))
    assert pixels(card("Łódź")) != pixels(card("Lódź"))


@pytest.mark.parametrize(
    ("title", "byline", "course", "as_if"),
    [
        ("没有回头路", "Jing", "Small course", Card("", "Jing", "", "Small course", "Week 1")),
        ("没有回头路", "静", "Small course", Card("", "Small course", "", "", "Week 1")),
        ("没有回头路", "静", "品牌", Card("", "Week 1", "", "", "")),
        ("Guitars 🎸 win 👩‍🎤", "Ada", "Small course", card("Guitars win", "Ada")),
        ("Guitars\u202e win\u200b", "Ada", "Small course", card("Guitars win", "Ada")),
        ("Cafe\u0301", "Ada", "Small course", card("Café", "Ada")),
        ("العربية", "Ada", "Small course", Card("", "Ada", "", "Small course", "Week 1")),
    ],
)
def test_what_the_fonts_cannot_write_is_left_out_and_never_shown_as_boxes(title, byline, course, as_if):
    assert pixels(card(title, byline, course)) == pixels(as_if)


@pytest.mark.parametrize("title", ["x" * 300, "long words " * 40, "W" * 60 + " and more", "A", ". " * 200])
def test_a_title_of_any_length_stays_within_its_place(title):
    image = Image.open(io.BytesIO(cards.drawn(card(title, "B" * 90, "C" * 90), FONTS))).convert("RGB")
    paper = image.getpixel((1199, 0))
    assert all(image.getpixel((x, y)) == paper for x in range(1120, 1200, 1) for y in range(0, 500, 3))
    assert all(image.getpixel((x, y)) == paper for x in range(90, 1110, 3) for y in range(492, 506, 2))
    assert all(image.getpixel((x, y)) == paper for x in range(1118, 1200) for y in range(515, 630, 3))


def test_only_a_card_that_changed_is_drawn_again(tmp_path, monkeypatch):
    drawn = []
    real = cards.drawn
    monkeypatch.setattr(cards, "drawn", lambda card, *more: drawn.append(card.title) or real(card, *more))
    first, second = card("One"), Card("b/card.png", "Two", "Ada L.", "Small course", "Week 1")
    third = Card("b/card.png", "Three", "Ada L.", "Small course", "Week 1")
    rounds = (
        ([first, second], "#0b5873"),
        ([first, second], "#0b5873"),
        ([first, third], "#0b5873"),
        ([first, third], "#7a1f3d"),
    )
    for some, sea in rounds:
        cards.publish(some, tmp_path / "out", FONTS, tmp_path / "kept", sea)
    assert drawn == ["One", "Two", "Three", "One", "Three"]
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_a_card_that_another_build_writes_just_now_stays(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/old.png").write_bytes(b"an old card")
    with atomic.replacing(tmp_path / "kept/another.png") as stream:
        stream.write(b"half a card")
        cards.publish([], tmp_path / "out", FONTS, tmp_path / "kept", "#0b5873")
    assert [file.name for file in (tmp_path / "kept").iterdir()] == ["another.png"]


def test_fonts_that_cannot_be_read_cost_the_cards_alone(course, request_for, tmp_path):
    content = course({"course.toml": SITE, POSTED: POST})
    theme = tmp_path / "theme"
    shutil.copytree(ROOT / "theme", theme)
    for font in (theme / "static/fonts").glob("*.woff2"):
        font.write_bytes(b"no font")
    settings = tmp_path / "conf.py"
    settings.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom publishconf import *\nTHEME = {str(theme)!r}\n"
    )
    result = output.build(request_for(content, settings=settings, publish=True))
    assert [problem.rule for problem in result.problems] == ["card"]
    assert (request_for(content).output / PAGE).is_file()


def test_the_colours_of_cards_are_the_stylesheet_s():
    style = (ROOT / "theme/static/style.css").read_text("utf-8")
    for name, colour in (("paper", cards.PAPER), ("ink", cards.INK), ("ink2", cards.SOFT), ("rule", cards.RULE)):
        assert re.search(rf"--{name}: (#\w+);", style)[1] == colour
