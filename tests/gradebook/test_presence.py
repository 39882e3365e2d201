"""Whom the instructors answered, how soon, and whom they never did."""

from dataclasses import replace
from datetime import datetime

import builders
import pytest
from bs4 import BeautifulSoup
from builders import ADA, BEN, CLASS, CLEO, DAY, GARETH, HOUR, RUTH, START, comment, evidence, post
from conftest import COURSE, ROOT, write
from hypothesis import given
from hypothesis import strategies as st

from plugins.brands import Lexicon
from plugins.build import output
from plugins.core.model import Person
from plugins.corpus.corpus import assemble
from plugins.gradebook import presence_page
from plugins.gradebook.files import HEAVIEST
from plugins.gradebook.lines import Lines
from plugins.grades import ledger
from plugins.texts.markup import Rendered

OTTO = Person("otto", "Otto", role="instructor")
TEACHERS = (*CLASS, OTTO)
LATER = START + 40 * DAY


def pages(texts, as_of=LATER, people=TEACHERS, weeks=3):
    course = builders.course(people, weeks)
    corpus = assemble(course, Lexicon(()), texts, [])
    book = ledger.build_ledger(course, evidence(texts, as_of))
    rendered = {one.path: Rendered("", one.source.prose.strip() or "x", 1, "") for one in texts}
    return presence_page.pages(book, corpus, rendered, Lines(corpus, frozenset(one.path for one in texts)))


def weeks_of(found):
    return {week.number: week for week, _ in found[0].term.weeks}


def test_a_week_says_who_was_answered_how_soon_and_who_was_not():
    on, other, third = post(ADA), post(BEN), post(CLEO)
    texts = [on, other, third, comment(RUTH, at=START + 5 * HOUR, on=on), comment(RUTH, at=START + DAY, on=other)]
    [page] = pages(texts, as_of=START + 2 * DAY)
    [week] = weeks_of([page]).values()
    assert (week.answered, week.wrote, week.answers, week.hours) == (2, 3, 2, 14.5)
    assert week.left == page.term.never == (CLEO,)
    [section] = page.listing.items
    assert [(one.student, one.to_post, one.hours) for one in section.answers] == [(ADA, True, 5), (BEN, True, 24)]


def test_the_median_counts_only_the_first_answer_to_each_text_and_leaves_out_what_is_dated_before_it():
    on = post(ADA, at=START + DAY)
    asks = comment(BEN, at=START + 2 * DAY, on=on)
    texts = [
        on,
        asks,
        comment(RUTH, at=START + DAY + HOUR, on=on),
        comment(OTTO, at=START + 9 * DAY, on=on),
        comment(OTTO, asks.id, at=START + 2 * DAY + 3 * HOUR, on=on, number=2),
        comment(RUTH, asks.id, at=START, on=on, number=2),
    ]
    week = weeks_of(pages(texts))[1]
    assert week.by == (("Otto", 2), ("Ruth", 2))
    assert week.hours == 1


def test_every_instructor_is_named_with_an_own_row():
    on, later = post(ADA), post(BEN, at=START + 7 * DAY, week=2)
    texts = [on, later, comment(RUTH, at=START + HOUR, on=on), post(OTTO, at=START + 7 * DAY, week=2)]
    rows = pages(texts)[0].term.instructors
    assert [(row.name, row.students, row.answers, row.hours, row.posts, row.weeks) for row in rows] == [
        ("Otto", 0, 0, None, 1, 1),
        ("Ruth", 1, 1, 1.0, 0, 1),
    ]
    assert [said.line.author for said in weeks_of(pages(texts))[2].posts] == [OTTO]


def test_comments_that_answer_no_student_or_do_not_count_are_no_answers():
    on, own = post(ADA), post(RUTH, "own")
    asked = comment(GARETH, at=START + HOUR, on=on)
    texts = [
        on,
        own,
        asked,
        comment(RUTH, asked.id, at=START + 2 * HOUR, on=on),
        comment(OTTO, at=START + 2 * HOUR, on=own),
        comment(RUTH, at=START + 3 * HOUR, on=on, number=2, status="pending"),
        comment(RUTH, at=LATER + DAY, on=on, number=3),
    ]
    [page] = pages(texts)
    assert (page.term.others, page.term.never) == (2, (ADA,))
    assert [section.answers for section in page.listing.items] == [(), (), ()]


def test_weeks_that_have_not_begun_are_not_shown():
    assert list(weeks_of(pages([post(RUTH)], as_of=START + 8 * DAY))) == [1, 2]


@given(st.text(alphabet="ab. !\n。", max_size=900))
def test_a_text_is_cut_in_two_and_loses_nothing_but_space(plain):
    beginning, rest, more = presence_page.cut(plain)
    assert not more
    assert (beginning + rest).split() == plain.split() or "".join((beginning + rest).split()) == "".join(plain.split())
    assert len(beginning) <= presence_page.BEGINNING * 3 // 2


def test_of_a_very_long_text_the_page_shows_so_much_and_says_that_it_goes_on():
    beginning, rest, more = presence_page.cut("A word. " * 10_000)
    assert more
    assert len(beginning) + len(rest) <= presence_page.LONGEST


TALK = st.lists(
    st.tuples(st.sampled_from([RUTH, OTTO, BEN]), st.integers(1, 3), st.integers(0, 500), st.integers(0, 90_000)),
    max_size=40,
)


@given(TALK)
def test_every_answer_is_on_one_page_in_order_and_no_page_is_heavy(talk):
    posts = {week: post(ADA, at=START + (week - 1) * 7 * DAY, week=week) for week in (1, 2, 3)}
    comments = [
        comment(who, at=START + hours * HOUR, text="word " * (length // 5), on=posts[week], number=n + 1)
        for n, (who, week, hours, length) in enumerate(talk)
    ]
    found = pages([*posts.values(), *comments])
    shown = [answer.said for page in found for section in page.listing.items for answer in section.answers]
    by_teachers = [one for one in comments if one.author is not BEN]
    assert {said.line.path for said in shown} == {one.path for one in by_teachers}
    assert len(shown) == len(by_teachers)
    sections = [section for page in found for section in page.listing.items]
    numbers = [section.week.number for section in sections]
    assert numbers == sorted(numbers)
    if by_teachers:
        assert [section.week.number for section in sections if not section.begun] == [1, 2, 3]
        assert [bool(page.term) for page in found] == [True] + [False] * (len(found) - 1)
    for page in found:
        answers = [answer.said for section in page.listing.items for answer in section.answers]
        assert len(answers) <= 1 or sum(len(one.beginning) + len(one.rest) for one in answers) < HEAVIEST


STUDENTS = 100
ASKED = "I read it twice, and then once more to be sure of what you ask of them. " + " ".join(
    f"word{n}" for n in range(400)
)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A class of a hundred in which Ruth answers everybody twice and at length, but for one."""
    folder = tmp_path_factory.mktemp("presence")
    people = "".join(f'\n[[people]]\nid = "s{n}"\nname = "S. {n}."\n' for n in range(STUDENTS))
    texts = {"course.toml": COURSE + people}
    for n in range(STUDENTS):
        texts[f"posts/week-01/s{n}-x.md"] = builders.post_file(f"s{n}", "2026-10-06 10:00", f"Number {n} was there.")
        for k in range(2 * (n > 0)):
            texts[f"comments/week-01/s{n}-x/ruth-{k}.md"] = builders.comment_file("ruth", "2026-10-06 15:00", ASKED)
    request = output.BuildRequest(
        write(folder / "content", texts), folder / "site", folder / "book", folder / "private", ROOT / "pelicanconf.py",
        datetime(2026, 11, 1, 12), search=False,
    )  # fmt: skip
    output.build(request)
    return request.gradebook


def read(file):
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


def test_a_large_class_has_several_pages_that_are_reached_from_the_first(book):
    files = sorted(book.glob("presence*.html"))
    assert len(files) > 1
    assert max(file.stat().st_size for file in files) < 500_000
    found = [read(book / "presence.html")]
    while link := found[-1].select_one(".pager [rel=next]"):
        found.append(read(book / link["href"]))
    assert len(found) == len(files)
    assert sum(len(page.select(".answers-given li")) for page in found) == 2 * (STUDENTS - 1)
    assert found[0].select_one("#week-1").text == "Week 1, Listening"
    assert found[1].select_one("#week-1").text == "Week 1, Listening, continued"


def test_the_page_says_the_numbers_and_links_the_texts_on_the_site(book):
    page = read(book / "presence.html")
    row = [cell.get_text(" ", strip=True) for cell in page.select_one(".pairs tbody tr").find_all(["th", "td"])]
    assert row == ["Week 1", "99 of 100", "198", "5 h", "none known"]
    assert "1 of 100 students who wrote: S. 0." in page.select_one("section[aria-labelledby=never]").text
    first = page.select_one(".answers-given li")
    assert (book / first.select_one(".meta a")["href"].partition("#")[0]).resolve().is_file()
    assert (
        first.summary.get_text(strip=True) == "I read it twice, and then once more to be sure of what you ask of them.…"
    )
    assert first.details.p.text.endswith("word399")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (COURSE, "Ruth A. has not written anything yet: there are no answers of instructors to show."),
        (
            COURSE.replace('"instructor"', '"guest"'),
            'The course has no instructor: give somebody role = "instructor" in',
        ),
    ],
)
def test_without_any_text_by_an_instructor_there_is_one_line(built, toml, said):
    _, _, book = built(
        {"course.toml": toml, "posts/week-01/ada-x.md": builders.post_file("ada", "2026-10-06", "Here.")}
    )
    [line] = read(book / "presence.html").select("main p:not(.lede, .eyebrow)")
    assert line.text.startswith(said)


def test_the_conversation_and_every_other_page_lead_to_it(book):
    for name in ("conversation.html", "index.html", "people/s1/index.html"):
        assert any(link["href"].endswith("presence.html") for link in read(book / name).select("a"))
    assert read(book / "conversation.html").select("main a[href='presence.html']")


def test_nobody_is_an_instructor_by_name_alone():
    on = post(ADA)
    guest = replace(RUTH, listed=False)
    [page] = pages([on, comment(guest, at=START + HOUR, on=on)])
    assert page.term is None
