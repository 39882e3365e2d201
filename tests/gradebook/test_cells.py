"""A student's week in the table of the class says what its post and its comments are worth."""

from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from builders import ADA, BEN, CLEO, DAY, HOUR, START, comment, course, evidence, post
from conftest import COURSE

from plugins.core.model import Criterion, Expectations
from plugins.gradebook import cells
from plugins.grades import adjustments, ledger

OF = replace(course(weeks=3), expectations=Expectations(1, 2, 10, 5, 48))
DUE = START + 4 * DAY
AS_OF = START + 16 * DAY
EXCUSE = '[[excuses]]\nperson = "ada"\nweek = 1\nrule = "post"\nreason = "Ill."\n'
MARK = '[[marks]]\nperson = "ben"\ncriterion = "depth"\nweek = 1\npoints = 4\nreason = "r"\n'


def cell(*texts, words=20, as_of=AS_OF, decided="", of=OF, number=1) -> cells.Cell:
    """Ada's cell of a week, the current one being the third."""
    found, problems = adjustments.read(decided, of, {text.path: text for text in texts})
    assert problems == []
    book = ledger.build_ledger(of, evidence(texts, as_of, words, adjustments=found))
    return cells.cell(book.by_person["ada"][number - 1], of, of.weeks[2])


@pytest.mark.parametrize(
    ("texts", "words", "shape", "status"),
    [
        ([post(at=DUE - HOUR)], 10, "on-time", "on time"),
        ([post(at=DUE - HOUR)], 9, "fell-short", "on time, but fell short"),
        ([post(at=DUE + HOUR)], 10, "late", "late"),
        ([post(at=DUE + HOUR)], 9, "fell-short", "late, and fell short"),
        ([post(at=DUE + 3 * DAY)], 10, "too-late", "too late"),
        ([], 0, "missing", "missing"),
    ],
)
def test_a_post_that_counts_is_told_from_one_that_earned_nothing_and_from_none(texts, words, shape, status):
    found = cell(*texts, words=words)
    assert (found.shape, found.status) == (shape, status)


def test_a_short_post_beside_one_that_counts_is_no_shortfall():
    short, full = post(name="a", at=DUE - 2 * HOUR), post(name="b", at=DUE - HOUR)
    assert cell(short, full, words={short.path: 3, full.path: 30}).shape == "on-time"


def test_where_two_posts_are_expected_both_must_count():
    of = replace(OF, expectations=replace(OF.expectations, posts=2))
    two = [post(name="a", at=DUE - 2 * HOUR), post(name="b", at=DUE - HOUR)]
    assert cell(*two, of=of).shape == "on-time"
    assert cell(*two, words={two[0].path: 3, two[1].path: 30}, of=of).shape == "fell-short"


def test_excused_open_and_future_weeks_have_shapes_of_their_own():
    assert (cell(decided=EXCUSE).shape, cell(decided=EXCUSE).status) == ("excused", "excused")
    now = cell(number=3, as_of=START + 15 * DAY)
    assert (now.shape, now.status, now.current) == ("not-due", "not yet due", True)
    of = replace(OF, weeks=(*OF.weeks, replace(OF.weeks[2], number=4, posts_due=START + 30 * DAY, comments_due=None)))
    assert (cell(of=of, number=4).shape, cell(of=of, number=4).status) == ("not-open", "not open yet")
    none = replace(OF, expectations=Expectations(0, 2))
    assert (cell(of=none).shape, cell(of=none).status) == ("not-open", "no post asked")


def test_of_the_comments_those_that_take_a_place_count():
    on = [post(BEN, at=START), post(CLEO, at=START)]
    answers = [comment(ADA, at=START + n * HOUR, on=on[n % 2], number=n) for n in range(1, 5)]
    words = {one.path: 20 for one in (*on, *answers)} | {answers[0].path: 2}
    found = cell(*on, *answers, words=words)
    assert (found.comments, found.counting) == (4, 2)
    assert (found.points, found.possible) == (2, 3)


def test_a_mark_that_somebody_else_has_is_pending():
    of = replace(OF, criteria=(Criterion("depth", 5, "Depth"),))
    assert cell(post(), post(BEN), decided=MARK, of=of).pending == 1
    assert cell(post(), post(BEN), of=of).pending == 0


def test_a_week_that_is_not_among_the_best_says_so():
    of = replace(OF, best_weeks=1, expectations=Expectations(1, 0))
    texts = [post(at=DUE - HOUR), post(at=START + 13 * DAY, week=2)]
    found = [cell(*texts, of=of, number=number, as_of=START + 30 * DAY) for number in (1, 2)]
    assert [one.status for one in found] == ["on time", "too late, not among the best weeks"]
    assert (found[1].points, found[1].possible) == (0, 0)


@pytest.mark.parametrize(
    ("texts", "words", "shapes"),
    [
        ([post(at=DUE - HOUR)], 10, ["on-time"]),
        ([post(at=DUE - HOUR)], 9, ["fell-short"]),
        ([post(name="a", at=DUE - HOUR), post(name="b", at=DUE)], 10, ["on-time", ""]),
        ([post(at=DUE + 3 * DAY)], 10, ["too-late"]),
        ([], 0, ["missing"]),
    ],
)
def test_an_entry_of_a_post_has_the_shape_of_what_became_of_it(texts, words, shapes):
    book = ledger.build_ledger(OF, evidence(texts, AS_OF, words))
    row = book.by_person["ada"][0]
    week = cells.cell(row, OF, OF.weeks[2])
    assert [cells.of_entry(entry, week) for entry in row.entries if entry.rule == "post"] == shapes


# On the built page


CRITERION = '\n[[criteria]]\nid = "depth"\nname = "Depth"\nmost = 4\n'
POST = "Title: T\nAuthor: {}\nDate: 2026-10-0{} 10:00\n\nBrands that listen to people learn something new.\n"
COMMENT = "Author: ada\nDate: 2026-10-09 1{}:00\n\nI read this {} with great joy.\n"
MARKED = '[[marks]]\nperson = "ada"\ncriterion = "depth"\nweek = 1\npoints = 3\nreason = "r"\n'


@pytest.fixture
def page(built):
    def made(files, **more) -> BeautifulSoup:
        _, _, book = built(files, **more)
        return BeautifulSoup((book / "index.html").read_text("utf-8"), "html.parser")

    return made


FILES = {
    "course.toml": COURSE + CRITERION,
    "posts/week-01/ada-t.md": POST.format("ada", 7),
    "posts/week-01/ben-t.md": POST.format("ben", 8),
    **{f"comments/week-01/ben-t/ada-{n}.md": COMMENT.format(n, "post " * n) for n in range(6)},
    "../private/adjustments.toml": MARKED,
}


def test_a_cell_says_in_words_what_its_shape_dots_and_badge_show(page):
    ada, ben = page(FILES).select("td.status .cell")
    assert ada["aria-label"] == "on time, 6 comments (2 counted), 13 of 14 points"
    assert ada["class"] == ["cell", "on-time", "counting-2", "others-all"]
    assert ben["aria-label"] == "on time, 1 mark not given yet, 6 of 14 points"
    assert ben["class"] == ["cell", "on-time", "pending"]


@pytest.mark.parametrize(
    ("number", "expected", "dots"),
    [
        (4, 2, ["counting-2", "others-2"]),
        (4, 4, ["counting-4"]),
        (5, 5, ["counting-all"]),
        (5, 4, ["counting-most", "others-all"]),
        (3, 0, ["others-3"]),
    ],
)
def test_every_comment_has_a_dot_as_long_as_there_is_room(page, number, expected, dots):
    files = {
        path: text for path, text in FILES.items() if not path.endswith(tuple(f"ada-{n}.md" for n in range(number, 9)))
    }
    files["course.toml"] = FILES["course.toml"].replace("[expectations]", f"[expectations]\ncomments = {expected}")
    assert page(files).select_one("td.status .cell")["class"][2:] == dots


def test_every_shape_of_the_table_is_in_the_legend_with_words(page):
    soup = page(FILES)
    legend = {item.span["class"][1]: item.get_text(strip=True) for item in soup.select(".legend li")}
    shapes = {"on-time", "fell-short", "late", "too-late", "missing", "excused", "not-due", "not-open", "pending"}
    assert set(legend) == {*shapes, "only-dots"}
    assert all(legend.values())
    assert {found["class"][1] for found in soup.select("td.status .cell")} <= set(legend)


def test_the_table_comes_before_what_needs_attention_and_says_which_marks_are_missing(page):
    soup = page(FILES)
    order = soup.select(".engagement, .attention-section, .network-section")
    assert [place["class"][0] for place in order] == ["engagement", "attention-section", "network-section"]
    marks = soup.select_one(".attention > div")
    assert marks.h3.get_text(strip=True) == "1 mark not given yet"
    assert marks.li.get_text(" ", strip=True) == "Grade week 1 1 mark"
    assert marks.a["href"] == "./marking/week-01.html"


def test_marks_for_the_whole_term_are_among_those_not_given_yet(page):
    soup = page(FILES | {"../private/adjustments.toml": MARKED.replace("week = 1\n", "")})
    marks = soup.select_one(".attention > div")
    assert marks.li.get_text(" ", strip=True) == "The whole term 1 mark"


def test_where_nothing_needs_attention_one_line_says_so(page):
    answered = COMMENT.replace("ada", "ben").format(1, "post")
    files = {
        "posts/week-01/ada-t.md": POST.format("ada", 7),
        "comments/week-01/ada-t/ben-1.md": answered,
    }
    attention = page(files, as_of=START.replace(tzinfo=None) + timedelta(days=10)).select_one(".attention-section")
    assert attention.select(".attention") == []
    assert attention.p.text == "All clear: nothing waits for an answer, a look or a mark."


# In a browser


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False])
def test_points_stand_in_the_cells_at_a_choice_without_a_script_too(built, browser, javascript):
    _, _, book = built(FILES)
    context = browser.new_context(java_script_enabled=javascript, viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto((book / "index.html").as_uri())
    points = tab.locator("td.status .in-cell")
    assert not points.first.is_visible()
    tab.get_by_role("checkbox", name="Points", exact=True).check(force=True)
    assert points.all_inner_texts() == ["13/14", "6/14"]
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1280, 400), (390, 500)])
def test_the_header_and_the_names_stay_in_view_while_a_large_class_scrolls(built, browser, width, height):
    people = "".join(f'\n[[people]]\nid = "s{n}"\nname = "Student {n}"\n' for n in range(60))
    weeks = "".join(f"\n[[weeks]]\nnumber = {n}\nposts_due = 2026-11-{n + 9}\n" for n in range(2, 16))
    _, _, book = built({"course.toml": COURSE + people + weeks})
    context = browser.new_context(viewport={"width": width, "height": height})
    tab = context.new_page()
    tab.goto((book / "index.html").as_uri())
    region, row = tab.locator(".table-scroll"), tab.locator("tr.student").nth(40)
    region.evaluate("e => e.scrollIntoView()")
    row.locator("td.number").last.scroll_into_view_if_needed()
    head, name = tab.locator("thead").bounding_box(), row.locator("th").bounding_box()
    assert 0 <= head["y"] - max(region.bounding_box()["y"], 0) < 2
    assert 0 <= name["x"] < width / 3
    row.locator(".cell").first.focus()
    assert row.locator(".cell").first.bounding_box()["y"] >= head["y"] + head["height"]
    context.close()


@pytest.mark.browser
def test_on_paper_the_header_is_on_every_page_and_no_row_is_broken(built, browser):
    people = "".join(f'\n[[people]]\nid = "s{n}"\nname = "Student {n}"\n' for n in range(60))
    _, _, book = built({"course.toml": COURSE + people})
    context = browser.new_context()
    tab = context.new_page()
    tab.goto((book / "index.html").as_uri())
    tab.emulate_media(media="print")
    style = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"
    assert tab.evaluate(style, [".engagement thead", "display"]) == "table-header-group"
    assert tab.evaluate(style, [".engagement thead", "position"]) == "static"
    assert tab.evaluate(style, [".engagement .sort", "display"]) == "contents"
    assert tab.evaluate(style, ["tr.student", "breakInside"]) == "avoid"
    assert tab.evaluate(style, [".table-scroll", "overflow"]) == "visible"
    context.close()
