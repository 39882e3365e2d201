"""The home page: what leads it and why, the comment beneath, pictures in lists, the prompt's row."""

import io
from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from builders import comment_file
from conftest import BRANDS, COURSE, POST
from PIL import Image

SECOND = '\n[[weeks]]\nnumber = 2\ntitle = "Week 2"\nopens = 2026-10-12T00:00:00\nposts_due = 2026-10-18T23:59:00\n'
AS_OF = datetime(2026, 10, 14, 12)


def post(author, title, day, text="I thought about it for a while."):
    return f"Title: {title}\nAuthor: {author}\nDate: 2026-10-{day:02} 10:00\n\n{text}\n"


TEXTS = {
    "course.toml": COURSE + SECOND,
    "posts/week-01/ada-a.md": post("ada", "First week's", 7),
    "posts/week-02/ada-b.md": post("ada", "Quiet", 14),
    "posts/week-02/ben-c.md": post("ben", 'Ben\'s "own" words', 13),
    "comments/week-01/ada-a/ben-1.md": comment_file("ben", "2026-10-08 10:00", "One."),
    "comments/week-01/ada-a/ben-2.md": comment_file("ben", "2026-10-08 11:00", "Two."),
    "comments/week-02/ben-c/ada-1.md": comment_file("ada", "2026-10-13 11:00", "Short, but it was answered."),
    "comments/week-02/ben-c/ben-1.md": comment_file("ben", "2026-10-13 12:00", "A long answer. " * 9, reply_to="ada-1"),
    "comments/week-02/ben-c/ruth-1.md": comment_file("ruth", "2026-10-13 13:00", "A longer one that nobody answered."),
}


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1400, 900), "teal").save(made, "PNG")
    return made.getvalue()


def home(built, files, **more):
    return BeautifulSoup((built(files, as_of=AS_OF, **more)[1] / "index.html").read_text("utf-8"), "html.parser")


def led(page):
    return page.select_one(".lead h2").text, page.select_one(".lead .eyebrow").text.replace("\u2068", "").replace(
        "\u2069", ""
    )


def test_the_most_answered_post_of_the_open_week_leads_and_is_not_listed_again(built):
    page = home(built, TEXTS)
    assert led(page) == ("Ben’s “own” words", "Most answered of Week 2")
    assert [title.text for title in page.select(".item h3")] == ["Quiet", "First week’s"]


def test_without_an_answer_in_the_open_week_the_last_answered_week_leads_and_before_any_the_newest_post(built):
    earlier = {path: text for path, text in TEXTS.items() if not path.startswith("comments/week-02")}
    assert led(home(built, earlier)) == ("First week’s", "Most answered of Week 1")


def test_before_any_answer_the_newest_post_leads(built):
    posts = {path: text for path, text in TEXTS.items() if not path.startswith("comments/")}
    assert led(home(built, posts)) == ("Quiet", "The newest post")


@pytest.mark.parametrize("chosen", ["posts/week-02/ada-b.md", "week-02/ada-b"])
def test_what_the_instructor_chose_leads(built, chosen):
    page = home(built, TEXTS | {"course.toml": f'{COURSE}{SECOND}\n[site]\nlead = "{chosen}"\n'})
    assert led(page) == ("Quiet", "Chosen by the instructor")


def test_a_lead_that_is_no_post_is_told_with_its_place_and_the_rule_leads(built):
    course = f'{COURSE}{SECOND}\n[site]\nlead = "posts/week-02/ada-d.md"\n'
    result, site, _ = built(TEXTS | {"course.toml": course}, as_of=AS_OF)
    line = course.splitlines().index('lead = "posts/week-02/ada-d.md"') + 1
    [told] = [str(one) for one in result.problems if one.path == "course.toml"]
    assert told.startswith(f"course.toml:{line}:")
    assert "“posts/week-02/ada-d.md” is not the path of a post" in told
    assert "did you mean “posts/week-02/ada-b.md”?" in told
    assert led(BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser"))[0].startswith("Ben")


def test_the_comment_that_others_answered_stands_beneath_the_lead(built):
    said = home(built, TEXTS).select_one(".said-of-lead")
    assert said.blockquote.get_text(strip=True) == "Short, but it was answered."
    assert said.select("a")[-1]["href"].endswith("week-2/ben/c/index.html#comment-ada-1")


def test_the_rule_is_stated_on_the_page_about_the_course_and_linked_from_the_lead(built):
    _, site, _ = built(TEXTS | {"pages/about.md": "Title: About\n\nA course.\n"}, as_of=AS_OF)
    page = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")
    assert page.select_one(".lead .eyebrow a")["href"].endswith("about/index.html#lead")
    about = BeautifulSoup((site / "about/index.html").read_text("utf-8"), "html.parser")
    assert "most comments" in about.select_one("#lead").find_parent("section").text


def test_a_post_with_a_picture_has_it_small_in_a_list_and_wide_as_the_lead(built):
    shown = '# A heading\n\n![A "quoted" queue](images/a.png)\n\nThe text begins.'
    files = TEXTS | {
        "images/a.png": photo(),
        "posts/week-02/ada-b.md": post("ada", "Quiet", 14, shown),
        "posts/week-02/ben-c.md": post("ben", "Loud", 13, shown),
    }
    _, site, _ = built(files, as_of=AS_OF)
    page = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")
    small = page.select_one(".item .thumbnail img")
    assert (small["src"], small["width"], small["height"], small["alt"]) == ("./images/240w/a.png", "120", "80", "")
    assert small.parent["tabindex"] == "-1"
    wide = page.select_one(".lead > img")
    assert wide["alt"] == "A “quoted” queue"
    assert [one.split()[1] for one in wide["srcset"].split(", ")] == ["240w", "480w", "960w", "1400w"]
    assert (site / "images/240w/a.png").is_file()
    assert page.select_one(".item .excerpt").text == "The text begins."
    article = BeautifulSoup((site / "week-2/ada/b/index.html").read_text("utf-8"), "html.parser")
    assert "240w" not in article.select_one(".prose img")["srcset"]


def test_a_week_without_a_prompt_is_a_single_line_and_its_deadline_does_not_break(built):
    row = home(built, TEXTS).select_one(".prompt.brief")
    assert row.h2.get_text(strip=True) == "Week 2"
    assert (
        row.select_one(".deadline").text.replace("\u2068", "").replace("\u2069", "")
        == "Due Sun\u00a018\u00a0Oct,\u00a023:59"
    )


def test_a_large_class_is_not_listed_on_the_home_page(built):
    people = "".join(f'\n[[people]]\nid = "p{n}"\nname = "P {n}"\n' for n in range(30))
    page = home(built, TEXTS | {"course.toml": COURSE + SECOND + people})
    assert page.select_one("#students").find_parent("section").select("li") == []
    assert "All 32 students" in page.select_one("#students").find_parent("section").text.replace("\u2068", "").replace(
        "\u2069", ""
    )


def test_a_week_without_a_title_of_its_own_is_named_once(built):
    _, site, _ = built(TEXTS, as_of=AS_OF)
    page = BeautifulSoup((site / "week-2/index.html").read_text("utf-8"), "html.parser")
    assert page.select_one("main .page-head").get_text().count("Week") == 1
    weeks = BeautifulSoup((site / "weeks/index.html").read_text("utf-8"), "html.parser")
    assert [week.get_text().count("Week") for week in weeks.select(".week-list > li")] == [1, 1]


def test_a_brand_of_many_opens_with_five_names_and_how_many_more(built):
    people = "".join(f'\n[[people]]\nid = "p{n}"\nname = "P{n}"\n' for n in range(9))
    texts = {f"posts/week-01/p{n}-x.md": post(f"p{n}", f"T{n}", 7, "Burberry's coat, said 'well'.") for n in range(9)}
    files = {"course.toml": COURSE + people, "brands.toml": '[[brands]]\nname = "Burberry"\n', **texts}
    _, site, _ = built(files, as_of=AS_OF)
    page = BeautifulSoup((site / "brands/burberry/index.html").read_text("utf-8"), "html.parser")
    lede = page.select_one(".lede")
    assert [link.text for link in lede.select("a")] == ["P0", "P1", "P2", "P3", "P4"]
    assert lede.text.replace("\u2068", "").replace("\u2069", "").endswith("P4 and 4 more.")
    assert page.select_one(".concordance mark ~ span").text == "’s coat, said ‘well’."


@pytest.mark.parametrize(
    "name", ["Burberry", "*Burberry*", "[Burberry](https://a.example/x)", "[**Burberry**](https://a.example/x)"]
)
def test_a_name_stands_apart_from_its_sentence_on_its_brand_s_page_whatever_marks_it(built, name):
    post = f"{POST}\nI looked at {name} for a year.\n"
    _, site, _ = built({"brands.toml": BRANDS, "posts/week-01/ada-x.md": post})
    page = BeautifulSoup((site / "brands/burberry/index.html").read_text("utf-8"), "html.parser")
    assert page.select_one(".concordance p").text == "I looked at Burberry for a year."


def test_who_answered_whom_is_a_picture_with_the_list_folded(built):
    _, site, _ = built(TEXTS, as_of=AS_OF)
    ring = BeautifulSoup((site / "week-2/index.html").read_text("utf-8"), "html.parser").select_one(".ring")
    assert len(ring.select("circle")) == 3
    assert (ring.select_one(".mutual")["d"].count("M"), ring.select_one(".single")["d"].count("M")) == (1, 1)
    assert "3 answers, by 3 people" in ring.p.text.replace("\u2068", "").replace("\u2069", "")
    assert len(ring.select("details:not([open]) .answers li")) == 3
