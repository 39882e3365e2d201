"""The stylesheets and the fonts: measured contrast, no physical direction, no other host, and no rule nobody needs."""

import gzip
import re

import pytest
import unused_selectors
from bs4 import BeautifulSoup
from conftest import ROOT
from unused_selectors import BY_SCRIPT, GRADEBOOK, STYLE, THEME

STATIC = ROOT / "theme/static"
SHEETS = {sheet.name: sheet.read_text("utf-8") for sheet in (STYLE, GRADEBOOK)}
BARE = {name: re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL) for name, text in SHEETS.items()}
PUBLIC, PRIVATE = BARE.values()
BOTH = PUBLIC + PRIVATE
every_sheet = pytest.mark.parametrize("sheet", list(SHEETS))
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
        for bare in BARE.values():
            block = re.search(blocks[name], bare, re.DOTALL)[1]
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
    rules = PUBLIC[PUBLIC.index("@font-face") :] + PRIVATE[PRIVATE.index("@layer reset {") :]
    named = re.findall(r"#[0-9a-f]{3,8}\b(?=[^{}]*;)|\brgba?\([^)]*\)|\bhsla?\([^)]*\)", rules)
    assert [colour for colour in named if colour != "#000"] == []  # a mask's colour is how much it lets through


def test_every_token_that_is_used_is_given_and_every_one_given_is_used():
    given, used = (
        {name: set(re.findall(form, bare)) for name, bare in BARE.items()}
        for form in (r"--([\w-]+):", r"var\(--([\w-]+)\)")
    )
    assert used["style.css"] == given["style.css"]
    assert used["gradebook.css"] - given["style.css"] == given["gradebook.css"]


@every_sheet
def test_every_rule_stands_in_a_layer_and_the_layers_in_their_order(sheet):
    order = re.match(r"\s*@layer ([\w, ]+);", PUBLIC)[1].split(", ")
    assert re.match(r"\s*@layer ([\w, ]+);", BARE[sheet])[1].split(", ") == order
    outside = BARE[sheet][BARE[sheet].index("@layer reset {") :]
    depth, heads = 0, []
    for match in re.finditer(r"([^{};]*)([{}])", outside):
        if match[2] == "{":
            if not depth:
                heads.append(match[1].strip())
            depth += 1
        else:
            depth -= 1
    assert heads == [head for name in order if (head := f"@layer {name}") in heads]
    assert len(heads) == outside.count("@layer")


def test_no_property_names_a_side_of_the_screen():
    physical = re.findall(
        r"[{;]\s*((?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom"
        r"|(?:min-|max-)?(?:width|height))\s*:[^;}]*)", BOTH,
    ) + re.findall(r"((?:text-align|float|clear):\s*(?:left|right))", BOTH)  # fmt: skip
    assert physical == []


def test_no_address_leads_to_another_host():
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]+)", BOTH)
    assert [address for address in addresses if not re.fullmatch(r"fonts/[\w-]+\.woff2", address)] == []
    assert [address for address in addresses if not (STATIC / address).is_file()] == []
    assert "@import" not in BOTH


def test_fonts_are_small_swap_and_have_their_licence_beside_them():
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert sum(font.stat().st_size for font in fonts) <= 110_000
    faces = re.findall(r"@font-face \{(.*?)\}", PUBLIC, re.DOTALL)
    assert faces
    assert [face for face in faces if "url(" in face and "font-display: swap" not in face] == []
    assert {font.name for font in fonts} == set(re.findall(r"fonts/([\w-]+\.woff2)", PUBLIC))
    for family in ("Literata", "Schibsted-Grotesk"):
        assert "SIL OPEN FONT LICENSE" in (STATIC / f"fonts/OFL-{family}.txt").read_text("utf-8").upper()


def test_the_stylesheet_leaves_room_for_a_page():
    assert len(gzip.compress(SHEETS["style.css"].encode())) <= 12_000


@every_sheet
def test_a_stylesheet_begins_with_its_contents(sheet):
    text = SHEETS[sheet]
    contents = text[: text.index("*/")].split("\n\n", 1)[1].splitlines()
    assert [line.strip() for line in contents if line.strip()] == re.findall(r"/\* == (.+) == \*/", text)


# On built pages


@pytest.fixture(scope="module")
def built(tmp_path_factory, sample):
    """The public folders, those of the gradebook, and a sealed copy of it."""
    made, copy = unused_selectors.build(tmp_path_factory.mktemp("selectors"))
    requests = [*made, sample]
    return [one.output for one in requests], [one.gradebook for one in requests], copy


def test_every_selector_of_the_stylesheet_matches_something_on_a_public_page(built):
    public, _, _ = built
    assert unused_selectors.unused(STYLE, unused_selectors.pages(public)) == []


def test_every_selector_of_the_gradebook_s_stylesheet_matches_something_in_the_gradebook(built):
    _, private, copy = built
    assert unused_selectors.unused(GRADEBOOK, [*unused_selectors.pages(private), copy]) == []


def test_the_gradebook_s_stylesheet_lies_beside_its_pages_and_in_no_public_folder(built):
    public, private, _ = built
    assert [file for folder in public for file in folder.rglob("*") if "gradebook" in file.name] == []
    for folders, sheets in ((public, ["style.css"]), (private, ["style.css", "gradebook.css"])):
        for page in unused_selectors.pages(folders):
            links = BeautifulSoup(page.read_text("utf-8"), "html.parser").find_all("link", rel="stylesheet")
            assert [link["href"].rsplit("/", 1)[1] for link in links] == sheets, page
    for folder in private:
        assert (folder / "theme/gradebook.css").read_text("utf-8") == SHEETS["gradebook.css"]


def test_a_sealed_copy_holds_both_stylesheets(built):
    _, _, copy = built
    style = BeautifulSoup(copy.read_text("utf-8"), "html.parser").style.string
    assert SHEETS["gradebook.css"] in style
    assert SHEETS["style.css"].rpartition("@font-face")[2].strip() in style
    assert 'url("fonts/' not in style


def test_what_only_a_script_makes_is_named_in_that_script_and_in_a_stylesheet():
    for selector, (script, _) in BY_SCRIPT.items():
        [name] = re.match(r"\W*(?:ul\.)?([\w-]+)", selector).groups()
        assert name in (THEME / script).read_text("utf-8").lower()
        assert any(selector in one for bare in BARE.values() for one in unused_selectors.selectors(bare))


def test_a_selector_that_matches_nothing_is_listed_and_so_is_each_branch_of_a_group(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<main><h1 class="a">A <a href="#">b</a></h1><template><p class="c"></p></template></main>')
    css = """
    .a, .gone { color: red }
    @media print { h1 a:hover, h1:is(.a, .b) > a:not(:hover)::before { left: 0 } .a:has(.b, a) { top: 0 } }
    main:not(:has(.b, .d)) .c, ::marker, a:focus-visible .c, .a:not(.b) .d { top: 0 }
    """
    assert unused_selectors.unmatched(css, [page]) == [
        ".gone", "h1:is(.b) > a:not(:hover)::before", ".a:has(.b)", "a:focus-visible .c", ".a:not(.b) .d",
    ]  # fmt: skip
