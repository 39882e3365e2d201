"""``/rules/``: the rubric by which posts are marked, as students read it."""

import pytest
from bs4 import BeautifulSoup
from conftest import COURSE, POST

from plugins.build import output

MEANING = "Weighs two sources against each other, and says which of them it believes and why."
PLAIN = '\n[[criteria]]\nid = "voice"\nname = "Voice"\nmost = 3\ndescription = "Whose it is."\n'
RUBRIC = f"""
[[criteria]]
id = "depth"
name = "Depth <b>"
weeks = [1]
levels = [
  {{ points = 0, name = "Told", text = "<script>alert(1)</script> & more" }},
  {{ points = 2.5, name = "Weighed", text = "{MEANING}" }},
]
"""
BARE = '\n[[criteria]]\nid = "form"\nlevels = [{ points = 1, name = "Kept" }]\n'
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle"


def page(site):
    return BeautifulSoup((site / "rules/index.html").read_text("utf-8"), "html.parser")


def criteria(site):
    return page(site).select(".rules-text .rule-changes > div")


def test_a_criterion_has_its_name_its_weeks_and_what_each_level_means(built):
    depth, voice, form = criteria(built({"course.toml": COURSE + RUBRIC + PLAIN + BARE})[1])
    assert depth.dt.text == "Depth <b>, up to 2.5"
    assert depth.select_one(".meta").text == "Holds in every week."
    assert [[cell.text for cell in row.find_all(["th", "td"])] for row in depth.select("tr")] == [
        ["Points", "Level", "What it means"],
        ["0", "Told", "<script>alert(1)</script> & more"],
        ["2.5", "Weighed", MEANING],
    ]
    assert [one.text for one in voice.find_all(["dt", "dd"])] == [
        "Voice, up to 3", "Whose it is.", "Holds where it is marked.",
    ]  # fmt: skip
    assert [[cell.text for cell in row.find_all(["th", "td"])] for row in form.select("tr")] == [
        ["Points", "Level"], ["1", "Kept"],
    ]  # fmt: skip


def test_nothing_in_a_rubric_is_markup(built):
    site = built({"course.toml": COURSE + RUBRIC})[1]
    assert "<script>alert" not in (site / "rules/index.html").read_text("utf-8")
    assert not criteria(site)[0].find_all(["script", "b"])


def test_criteria_without_levels_and_weeks_have_names_and_descriptions_alone(built):
    site = built({"course.toml": COURSE + PLAIN})[1]
    assert [one.text for one in criteria(site)[0].find_all(["dt", "dd"])] == ["Voice, up to 3", "Whose it is."]
    assert "everybody who is asked" not in page(site).text


def test_a_reason_in_the_words_of_a_level_is_no_leak(course, request_for):
    content = course({"course.toml": COURSE + RUBRIC, "posts/week-01/ada-on-listening.md": POST})
    request = request_for(content, gradebook=None, publish=True)
    request.private.mkdir(exist_ok=True)
    mark = f'[[marks]]\nperson = "ada"\ncriterion = "depth"\nweek = 1\npoints = 2.5\nreason = "{MEANING}"\n'
    (request.private / "adjustments.toml").write_text(mark, "utf-8")
    assert output.build(request).leaks == ()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_rubric_of_long_words_is_no_wider_than_its_window(built, browser, width):
    text = RUBRIC.replace('"Told"', f'"{LONG}"').replace("alert(1)", LONG)
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto((built({"course.toml": COURSE + text})[1] / "rules/index.html").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    narrowest = tab.evaluate("Math.min(...[...document.querySelectorAll('.levels td')].map(cell => cell.clientWidth))")
    assert narrowest >= 40
    tab.close()


def test_a_sentence_begins_with_a_capital_in_a_course_from_right_to_left(built):
    site = built({"course.toml": COURSE.replace("timezone =", 'language = "ar"\ntimezone =')})[1]
    first = (
        BeautifulSoup((site / "rules/index.html").read_text("utf-8"), "html.parser").select_one(".rules-text li").text
    )
    assert first.strip("\u2066\u2069").startswith("One post")
