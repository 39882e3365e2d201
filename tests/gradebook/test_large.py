"""The gradebook's lists stay short enough to open at once, however much a class writes, and lose nothing."""

from datetime import datetime, timedelta
from pathlib import Path

import builders
import pytest
from bs4 import BeautifulSoup
from builders import ADA, BEN, CLEO, comment_file, post_file
from conftest import BRANDS, COURSE, ROOT, write
from hypothesis import given
from hypothesis import strategies as st

from plugins.brands import Finding
from plugins.build import output
from plugins.checks import learning
from plugins.checks.check import Checked, Report
from plugins.core.model import Brand, Person
from plugins.core.problems import Problem
from plugins.gradebook import brand_report, near_copies
from plugins.gradebook.brand_report import Found
from plugins.gradebook.near_copies import NearCopy
from plugins.grades import grading, snapshot_files

MOST_BYTES = 500_000
PEOPLE = [ADA, BEN, CLEO]
NAMES = {brand.name: brand for brand in (Brand("Burberry", slug="burberry"), Brand("WeChat", slug="wechat"))}


def copy(who: Person, of: Person | str, words: int = 40, length: int = 10) -> NearCopy:
    """A near-copy of somebody's earlier post, or of what is called so."""
    source = builders.post(of, "earlier") if isinstance(of, Person) else None
    return NearCopy(builders.post(who, "later"), source, "" if source else str(of), words, (("x" * length, "y"),))


def test_near_copies_are_told_by_pair_and_those_with_the_most_words_come_first():
    told = near_copies.pairs(
        [copy(ADA, BEN, 30), copy(CLEO, "the question of week 1", 50), copy(BEN, ADA, 45), copy(ADA, ADA, 60)]
    )
    assert [(pair.name, pair.words, [one.words for one in pair.copies]) for pair in told] == [
        ("Ben and Ada", 75, [45, 30]),
        ("Ada, own earlier texts", 60, [60]),
        ("Cleo and the question of week 1", 50, [50]),
    ]


@given(
    st.lists(
        st.builds(
            copy,
            st.integers(0, 60).map(lambda n: Person(f"p{n}", f"P{n}")),
            st.integers(0, 60).map(lambda n: Person(f"p{n}", f"P{n}")) | st.sampled_from(["a page", "a question"]),
            st.integers(12, 500),
            st.integers(60, 100_000),
        ),
        max_size=200,
    )
)
def test_every_near_copy_is_on_one_page_of_at_most_fifty_pairs(copies):
    pages = near_copies.pages(copies)
    told = [one for page in pages for pair in page.items for one in pair.copies]
    assert sorted(map(id, told)) == sorted(map(id, copies))
    assert all(len(page.items) <= 50 for page in pages)
    words = [pair.words for page in pages for pair in page.items]
    assert words == sorted(words, reverse=True)
    for page in pages:
        assert (
            sum(len(pair.copies) for pair in page.items) == 1
            or sum(len(p) for pair in page.items for one in pair.copies for p in one.passages[0]) < MOST_BYTES
        )


def test_a_pair_that_fills_more_than_a_page_goes_on_with_the_fewer_words_and_says_how_many_more():
    copies = [copy(ADA, BEN, words, 100_000) for words in (12, 40, 30, 20)]
    parts = [part for page in near_copies.pages(copies) for part in page.items]
    assert [[one.words for one in part.copies] for part in parts] == [[40, 30, 20], [12]]
    assert [(part.before, part.after, part.texts, part.words) for part in parts] == [(0, 1, 4, 102), (3, 0, 4, 102)]


def found(person: Person, name: str, wrong: str, severity: str, why: str = "") -> Found:
    brand = NAMES[name]
    finding = Finding(0, len(wrong), wrong, brand.name, brand, "spelling", severity, why)
    return Found(builders.post(person), finding, 5, 1, "before ", " after")


FINDINGS = st.builds(
    found,
    st.sampled_from(PEOPLE),
    st.sampled_from(list(NAMES)),
    st.sampled_from(["Burbery", "Wechat", "Chatwe"]),
    st.sampled_from(["error", "warning", "notice"]),
    st.sampled_from(["", "", "quoted"]),
)


@given(st.lists(FINDINGS, max_size=40))
def test_every_finding_is_once_in_each_grouping_by_severity_and_name(findings):
    pages = brand_report.pages(findings, [])
    assert [page.file for page in pages] == ["brands.html", "brands-text.html", "brands-person.html"]
    for page in pages:
        told = [(severity, one) for severity, groups in page.groups.items() for group in groups for one in group]
        assert sorted(id(one) for _, one in told) == sorted(map(id, findings))
        assert all(severity == one.group for severity, one in told)
        assert list(page.groups) == [one for one in brand_report.ORDER if one in page.groups]
    for groups in pages[0].groups.values():
        brands = [{one.finding.brand.name for one in group} for group in groups]
        assert brands == sorted(brands, key=min)
        assert all(len(names) == 1 for names in brands)


def test_a_long_report_goes_on_on_another_page_and_asks_about_a_form_once():
    findings = [found(PEOPLE[n % 3], "Burberry", f"Burbery{n % 5}", "error") for n in range(1000)]
    problem = Problem("x.md", 1, 1, "x")
    doubts = learning.doubts([Checked((), tuple(Report(one.finding, problem) for one in findings), ())])
    pages = brand_report.pages(findings, doubts)
    assert [page.file for page in pages if page.by == "brand"] == [f"brands{n}.html" for n in ("", "-2", "-3", "-4")]
    assert sorted(doubt.form for page in pages for _, doubt in page.doubts) == [f"Burbery{n}" for n in range(5)]
    places = brand_report.places(pages)
    assert {places[one.form] for one in findings} == {f"brands.html#form-{n}" for n in range(1, 6)}


STUDENTS, PARKED = 60, 260
AS_OF = datetime(2026, 11, 1, 12)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """Sixty students who repeat one of two texts, misspell a brand, and have other points than when it was recorded;
    and more parked files than fit on a page.
    """
    folder = tmp_path_factory.mktemp("large")
    people = "".join(f'\n[[people]]\nid = "s{n}"\nname = "S {n}"\n' for n in range(STUDENTS))
    texts = {"brands.toml": BRANDS, "course.toml": COURSE + people}
    for n in range(STUDENTS):
        words = " ".join(f"{'one' if n % 2 else 'two'}{word}" for word in range(40))
        texts[f"posts/week-01/s{n}-x.md"] = post_file(f"s{n}", f"2026-10-0{6 + (n > 1)} 10:{n:02}", f"Burbery! {words}")
    for n in range(PARKED):
        texts[f"posts/ada-{n}.md"] = "Title: In no week\nAuthor: ada\nDate: 2026-10-08\n\nI forgot where.\n"
    content, private = write(folder / "content", texts), folder / "private"
    kept = grading.grade(content, private, AS_OF - timedelta(days=7), None)
    snapshot_files.write(kept, snapshot_files.file_for(private, kept.ledger.as_of))
    write(content, {"course.toml": texts["course.toml"].replace("post = 6", "post = 7")})
    request = output.BuildRequest(
        content, folder / "site", folder / "book", private, ROOT / "pelicanconf.py", AS_OF
    )  # fmt: skip
    output.build(request)
    return request.gradebook


def read(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


def walked(book: Path, name: str) -> list[BeautifulSoup]:
    """The pages of a list, from its first, as the pager leads from each to the next."""
    found = [read(book / name)]
    while link := found[-1].select_one(".pager [rel=next]"):
        found.append(read(book / link["href"]))
        assert found[-1].select_one(".pager [rel=prev]")
    return found


def test_no_page_is_large_and_every_one_is_reached(book):
    files = {file.name for file in book.glob("*.html")}
    assert {"copies-2.html", "texts-2.html", "changes-2.html"} <= files
    assert max(file.stat().st_size for file in book.rglob("*.html") if file.name != "index.html") < MOST_BYTES
    reached = {link["href"].removeprefix("./") for name in files for link in read(book / name).select("[href]")}
    assert files <= reached


def test_one_who_repeats_much_again_and_again_fills_no_page_beyond_what_a_browser_likes(course, request_for):
    text = " ".join(f"one&{word}" for word in range(900))
    texts = {f"posts/week-01/ada-{n}.md": post_file("ada", f"2026-10-07 10:{n:02}", f"{text} {n}") for n in range(40)}
    request = request_for(course(texts), as_of=AS_OF)
    output.build(request)
    pages = walked(request.gradebook, "copies.html")
    assert len(pages) > 1
    assert max(file.stat().st_size for file in request.gradebook.glob("copies*.html")) < MOST_BYTES
    assert sum(len(page.select("details")) for page in pages) == 39
    assert "40 texts" not in pages[0].text
    here = len(pages[0].select("details"))
    assert f"in 39 texts, here 1 to {here}" in pages[0].text
    assert pages[0].select_one(".near-copy .meta").text == f"{39 - here} more texts, with fewer words: page 2"
    assert pages[1].select_one(".near-copy h2").text == "Ada L., own earlier texts, continued"


def test_every_pair_is_on_one_of_the_pages_with_both_texts(book):
    pages = walked(book, "copies.html")
    assert [len(page.select(".near-copy")) for page in pages] == [50, STUDENTS - 2 - 50]
    later = {summary.text.split(",")[0] for page in pages for summary in page.select("summary")}
    assert len(later) == STUDENTS - 2
    assert pages[1].title.text == "Near-copies, page 2 of 2 · Small course"


def test_every_parked_file_and_every_problem_is_on_one_of_the_pages(book):
    pages = walked(book, "texts.html")
    assert [len(page.select("section[aria-labelledby=parked] code")) for page in pages[:2]] == [250, PARKED - 250]
    problems = [code.text for page in pages for code in page.select("section[aria-labelledby=problems] code")]
    assert len(problems) == len(set(problems)) > PARKED


def test_everybody_with_other_points_is_on_one_of_the_pages(book):
    pages = walked(book, "changes.html")
    assert [len(page.select(".findings")) for page in pages] == [50, STUDENTS + 2 - 50]
    assert [bool(page.select("#changed-rules")) for page in pages] == [True, False]


def test_the_report_is_grouped_by_its_three_pages(book):
    for name, groups in (("brands", 1), ("brands-text", STUDENTS), ("brands-person", STUDENTS)):
        page = read(book / f"{name}.html")
        assert len(page.select("details.findings")) == groups
        assert len(page.select(".findings li")) == STUDENTS
        assert page.select(".findings [open]") == []
        [here] = page.select(".group-by [aria-current]")
        assert here["href"] == f"{name}.html"
        [question] = {link["href"] for link in page.select(".findings li a") if "form-" in link["href"]}
        assert question == ("#form-1" if name == "brands" else "brands.html#form-1")


TALKERS = 15


@pytest.fixture(scope="module")
def crowd(tmp_path_factory) -> output.BuildRequest:
    """Fifteen students and Ruth, of whom each has answered each student ten times."""
    folder = tmp_path_factory.mktemp("crowd")
    people = [f"s{n}" for n in range(TALKERS)]
    texts = {"course.toml": COURSE + "".join(f'\n[[people]]\nid = "{one}"\nname = "{one.upper()}"\n' for one in people)}
    for post in people:
        texts[f"posts/week-01/{post}-x.md"] = post_file(post, "2026-10-07 10:00", "I heard it.")
        for who in [*people, "ruth"]:
            for n in range(10 * (who != post)):
                at = f"2026-10-08 10:{n:02}"
                texts[f"comments/week-01/{post}-x/{who}-{n}.md"] = comment_file(who, at, "I heard it as well.")
    request = output.BuildRequest(
        write(folder / "content", texts), folder / "site", folder / "book", folder / "private",
        ROOT / "pelicanconf.py", AS_OF,
    )  # fmt: skip
    output.build(request)
    return request


def test_in_a_large_course_the_comments_of_a_pair_are_on_the_students_own_page(crowd):
    page = read(crowd.gradebook / "conversation.html")
    rows = {
        (row.th.text.split()[0], row.td.text.split()[0]): row.select("td")[1:]
        for row in page.select(".pairs tbody tr")
        if len(row.select("td")) == 3
    }
    [link] = rows["S0", "S1"][0].select("a")
    assert (link.text, link["href"]) == ("10", "./people/s0/index.html#people_answered")
    own = read(crowd.gradebook / "people/s0/index.html").select_one("#people_answered")
    assert len(own.select("li a")) == 10 * (TALKERS - 1)
    by_ruth = [cell for pair, cells in rows.items() if "Ruth" in pair for cell in cells if cell.select("a")]
    assert {len(cell.select("a[href*=comment-ruth]")) for cell in by_ruth} == {10}


def test_a_week_with_many_answers_links_who_answered_and_names_the_others(crowd):
    lines = read(crowd.output / "week-1/index.html").select(".answers li")
    assert len(lines) == TALKERS + 1
    assert {len(line.select("a")) for line in lines} == {1}
    assert all(line.text.startswith(f"{line.a.text} answered ") for line in lines)
