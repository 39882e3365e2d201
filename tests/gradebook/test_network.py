"""Who answered whom: the pairs, their sentence, their picture and their table; and the lines of activity."""

import re
from datetime import datetime
from itertools import combinations

import pytest
import synthetic
from bs4 import BeautifulSoup
from builders import ADA, BEN, CLEO, DAG, DAY, GARETH, RUTH, START, comment, course, evidence, post
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from plugins.build import output
from plugins.core.model import Comment, Person, Post
from plugins.gradebook import circle, names, network, sparkline
from plugins.grades import ledger

PEOPLE = (ADA, BEN, CLEO, DAG, RUTH, GARETH)


def answer(one: Person, other: Person, number: int = 1, **more: object) -> Comment:
    return comment(one, at=60 * number, on=post(other), number=number, **more)


def keep(comments: list[Comment], people: tuple[Person, ...] = PEOPLE, posts: list[Post] | None = None):
    posts = [post(person) for person in people] if posts is None else posts
    given = evidence([*posts, *comments], START + 60 * DAY, words=1)
    return ledger.build_ledger(course(people, weeks=4), given)


def weave(*comments: Comment, **more: object) -> network.Network:
    return network.build_network(keep(list(comments), **more), comments)


def test_a_pair_holds_the_comments_of_both_and_oneself_is_no_pair():
    there, back, own = answer(ADA, BEN), answer(BEN, ADA), answer(ADA, ADA, 2)
    [pair] = weave(back, there, own).pairs
    assert (pair.one, pair.other, pair.there, pair.back, pair.both) == (ADA, BEN, (there,), (back,), True)


def test_only_texts_that_count_are_in_the_network():
    hidden = [answer(ADA, BEN, n, status=status) for n, status in enumerate(("pending", "spam", "removed"), 1)]
    draft = [post(CLEO, status="draft")]
    assert weave(*hidden).pairs == ()
    assert weave(answer(ADA, CLEO), posts=draft).pairs == ()


def test_instructors_and_guests_are_in_the_table_and_not_among_the_students():
    woven = weave(answer(RUTH, ADA), answer(GARETH, RUTH), answer(BEN, ADA))
    assert [(pair.one.id, pair.other.id) for pair in woven.pairs] == [
        ("ada", "ben"),
        ("ada", "ruth"),
        ("ruth", "gareth"),
    ]
    assert [member.person for member in woven.others] == [RUTH, GARETH]
    assert [pair.other for pair in woven.between_students] == [BEN]
    ada = woven.members[0]
    assert (ada.received, ada.from_classmates, ada.people_answering) == (2, 1, 2)


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([], "No student has answered another yet. Nobody has replied to Ada, Ben, Cleo and Dag."),
        ([(ADA, BEN)], "One pair has written, in one direction only. Nobody has replied to Ada, Cleo and Dag."),
        (
            [(ADA, BEN), (BEN, ADA)],
            "One pair has exchanged answers, in both directions. Nobody has replied to Cleo and Dag.",
        ),
        (
            [(ADA, BEN), (BEN, ADA), (CLEO, DAG), (DAG, CLEO)],
            "Both pairs have written in both directions.",
        ),
        (
            [(ADA, BEN), (ADA, CLEO)],
            "2 pairs have written, none of them in both directions. Nobody has replied to Ada and Dag.",
        ),
        (
            [(ADA, BEN), (BEN, ADA), (CLEO, ADA)],
            "1 of 2 pairs has written in both directions. Nobody has replied to Cleo and Dag.",
        ),
        (
            [(ADA, BEN), (BEN, ADA), (BEN, CLEO), (CLEO, BEN), (ADA, CLEO), (RUTH, DAG)],
            "2 of 3 pairs have written in both directions. Only the instructor has replied to Dag.",
        ),
        (
            [(ADA, BEN), (BEN, ADA), (BEN, CLEO), (CLEO, BEN), (ADA, CLEO), (CLEO, ADA), (GARETH, DAG), (RUTH, DAG)],
            "All 3 pairs have written in both directions. Only the instructor and guests have replied to Dag.",
        ),
    ],
)
def test_the_sentence_above_the_picture_is_right_for_one_none_and_many(pairs, said):
    assert weave(*(answer(one, other) for one, other in pairs)).reading == said


def test_who_has_not_written_is_not_said_to_wait_for_a_reply():
    woven = weave(answer(ADA, BEN), answer(BEN, ADA), posts=[post(ADA), post(BEN), post(CLEO)])
    assert woven.reading.endswith("Nobody has replied to Cleo. Nothing yet from Dag.")
    states = {dot.member.person.id: dot.state for dot in circle.draw(woven).dots}
    assert states == {"ada": "answered", "ben": "answered", "cleo": "unanswered", "dag": "silent"}


def test_many_are_counted_and_a_name_that_ends_with_a_full_stop_ends_the_sentence():
    many = tuple(Person(f"p{n}", f"P. Person {n}.") for n in range(6))
    assert weave(people=many).reading.endswith("Nobody has replied to 6 of 6 students.")
    assert weave(people=many[:1]).reading.endswith("Nobody has replied to P. Person 0.")


@pytest.mark.parametrize(
    ("written", "called"),
    [
        (["Amara O.", "Declan M."], ["Amara", "Declan"]),
        (["Mei T.", "Mei L.", "Jing"], ["Mei T.", "Mei L.", "Jing"]),
        (["J. R. Hartley", "王 小明", "Al K."], ["J. R. Hartley", "王 小明", "Al K."]),
        (["", "  "], ["p0", "  "]),
    ],
)
def test_people_are_called_by_a_first_name_that_only_they_have(written, called):
    people = [Person(f"p{n}", name) for n, name in enumerate(written)]
    assert list(names.short(people).values()) == called


TALK = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.booleans()), max_size=40)


@given(TALK, st.randoms(use_true_random=False))
def test_pairs_add_up_to_the_comments_that_answer_others_whatever_the_order(talk, chance):
    comments = [
        answer(one, other, n, status="published" if counts else "pending")
        for n, (one, other, counts) in enumerate(talk)
    ]
    woven = weave(*comments)
    answers = [one for one, other, counts in talk if counts and one != other]
    assert sum(pair.exchanges for pair in woven.pairs) == len(answers)
    assert sum(member.given for member in woven.members) == sum(member.received for member in woven.members)
    for member in woven.members:
        assert member.given == answers.count(member.person)
        touched = [pair for pair in woven.pairs if member.person in (pair.one, pair.other)]
        assert member.given + member.received == sum(pair.exchanges for pair in touched)
    picture = circle.draw(woven)
    chance.shuffle(comments)
    assert circle.draw(weave(*comments)) == picture
    assert {curve.pair for curve in picture.curves} == set(woven.between_students)


NAMES = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Zs", "Nd")), min_size=1, max_size=40)


@given(st.lists(st.tuples(NAMES, st.sampled_from(["", "A", "B", "A long name of a section"])), min_size=2, max_size=60))
def test_labels_never_touch_nor_leave_the_picture(people):
    students = tuple(Person(f"p{n}", name, section) for n, (name, section) in enumerate(people))
    picture = circle.draw(weave(people=students, posts=[]))
    assert len(picture.dots) == len(students)
    labels = [*(dot.label for dot in picture.dots), *picture.sections]
    for one, other in combinations(labels, 2):
        assert one.anchor != other.anchor or abs(one.y - other.y) >= circle.LINE - 0.11
    for label in labels:
        assert label.x > 0 if label.anchor == "start" else label.x < 0
        assert abs(label.x) + names.width(label.text, circle.SIZE) <= picture.width / 2 + 0.1
        assert abs(label.y) + circle.SIZE / 2 <= picture.height / 2
    for dot in picture.dots:
        assert abs(dot.x) + dot.radius <= picture.width / 2
        assert abs(dot.y) + dot.radius <= picture.height / 2


def test_people_of_a_section_stand_together_under_its_name():
    people = tuple(Person(f"p{n}", f"Name{n:02}", "AB"[n % 2]) for n in range(12))
    picture = circle.draw(weave(people=people))
    assert [dot.member.person.section for dot in picture.dots] == ["A"] * 6 + ["B"] * 6
    assert [(label.text, label.anchor) for label in picture.sections] == [("Section A", "start"), ("Section B", "end")]
    assert all((dot.x > 0) == (dot.member.person.section == "A") for dot in picture.dots)


@pytest.mark.parametrize(("number", "drawn"), [(0, False), (1, False), (2, True), (60, True), (61, False)])
def test_more_than_sixty_people_are_not_drawn(number, drawn):
    people = tuple(Person(f"p{n}", f"Name{n:02}") for n in range(number))
    assert bool(circle.draw(weave(people=people))) == drawn


def test_pairs_with_few_exchanges_are_left_out_of_a_crowded_picture_which_says_so():
    people = tuple(Person(f"p{n:02}", f"Name{n:02}") for n in range(30))
    once = [answer(one, other) for one, other in combinations(people, 2)]
    again = [answer(people[0], other, 2) for other in people[1:11]]
    picture = circle.draw(weave(*once, *again, people=people))
    assert (len(picture.curves), picture.least, picture.left_out) == (10, 2, 425)
    assert picture.key.endswith("425 pairs with one exchange are left out.")
    assert picture.key.startswith("Dashed lines: only one answered the other.")
    alike = circle.draw(weave(*once, people=people))
    assert (len(alike.curves), alike.left_out) == (435, 0)


def test_dots_grow_with_the_answers_of_classmates():
    picture = circle.draw(weave(*(answer(BEN, ADA, n) for n in range(4)), answer(ADA, BEN), answer(RUTH, CLEO)))
    radius = {dot.member.person.id: dot.radius for dot in picture.dots}
    assert radius == {"ada": circle.LARGEST, "ben": circle.SMALLEST, "cleo": circle.SMALLEST, "dag": circle.SMALLEST}
    assert "a hollow dot hasn’t been answered by a classmate" in picture.key


def test_a_sparkline_shows_the_weeks_that_have_ended_on_one_scale():
    book = keep([answer(ADA, BEN, n) for n in range(3)])
    lines = sparkline.by_person(book)
    assert lines["ada"].text == "Texts a week: 4, 0, 0, 0"
    assert lines["ada"].points[0] == (sparkline.EDGE, sparkline.EDGE)
    assert lines["ben"].points[0][1] == pytest.approx(sparkline.HEIGHT - sparkline.EDGE - 11 / 4, abs=0.06)
    assert lines["ada"].dot == (sparkline.WIDTH - sparkline.EDGE, sparkline.HEIGHT - sparkline.EDGE)


def test_a_sparkline_is_a_dot_for_one_week_a_ground_line_for_nothing_and_none_before_the_first_has_ended():
    assert sparkline.draw([], 3) is None
    assert sparkline.draw([3], 3).points == ((sparkline.WIDTH - sparkline.EDGE, sparkline.EDGE),)
    assert {y for _, y in sparkline.draw([0, 0], 0).points} == {sparkline.HEIGHT - sparkline.EDGE}


@given(st.lists(st.integers(0, 500), min_size=1, max_size=20), st.integers(0, 500))
def test_a_sparkline_stays_in_its_box(values, more):
    line = sparkline.draw(values, max(values) + more)
    assert all(0 <= x <= line.width and 0 <= y <= line.height for x, y in line.points)
    assert line.text == f"Texts a week: {', '.join(map(str, values))}"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A class of 25, built."""
    folder = tmp_path_factory.mktemp("class")
    request = output.BuildRequest(
        synthetic.write_class(folder / "content", 25),
        folder / "site",
        folder / "book",
        folder / "private",
        ROOT / "pelicanconf.py",
        datetime(2026, 10, 16, 9),
    )
    output.build(request)
    return request


def drawn(soup: BeautifulSoup) -> dict[tuple[str, str], tuple[int, int]]:
    """What the titles of the curves say."""
    found = {}
    for title in soup.select("svg.network path title"):
        one, other, there, back = re.fullmatch(r"(.+) to (.+): (\d+), back: (\d+)", title.text).groups()
        found[one, other] = int(there), int(back)
    return found


def test_the_table_says_the_same_as_the_picture_and_every_number_opens_its_comments(made):
    soup = BeautifulSoup((made.gradebook / "conversation.html").read_text("utf-8"), "html.parser")
    rows = soup.select("table.pairs")[0].select("tbody tr")
    table = {}
    for row in rows:
        one, other, there, back = (cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"]))
        table[one, other] = tuple(int(re.match(r"\d+", cell)[0]) for cell in (there, back))
        assert len(row.select("td a[href*='#comment-']")) == sum(table[one, other])
    curves = drawn(soup)
    assert len(curves) > 50
    assert all(table[pair] == numbers for pair, numbers in curves.items())
    left_out = {pair: numbers for pair, numbers in table.items() if pair not in curves and "instructor" not in pair[1]}
    assert {sum(numbers) for numbers in left_out.values()} == {1}
    assert f"{len(left_out)} pairs with one exchange are left out." in soup.select_one("#network-key").text
    for link in soup.select("table.pairs a[href*='#comment-']")[:40]:
        page, anchor = link["href"].split("#")
        text = (made.gradebook / page).resolve().read_text("utf-8")
        assert f'id="{anchor}"' in text


def test_the_people_s_table_adds_up_the_pairs_and_says_each_line_of_activity_in_words(made):
    soup = BeautifulSoup((made.gradebook / "conversation.html").read_text("utf-8"), "html.parser")
    pairs, people = soup.select("table.pairs")
    links = len(pairs.select("td a[href*='#comment-']"))
    given = [int(row.select("td.number")[0].text) for row in people.select("tbody tr")]
    received = [int(row.select("td.number")[2].text) for row in people.select("tbody tr")]
    assert sum(given) == sum(received) == links
    lines = {row.th.text: row.select_one("svg.sparkline") for row in people.select("tbody tr")}
    assert lines["Dag A."]["aria-label"] == "Texts a week: 3, 3, 0, 0, 0"
    assert lines["Ruth A. instructor"] is None
    assert [row.th.text for row in people.select("tbody tr") if row.select(".never")] == ["Beatriz A."]


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_a_class_of_25_is_drawn_inside_its_picture_with_labels_that_can_be_read(made, browser, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab: Page = context.new_page()
    errors = []
    tab.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto((made.gradebook / "conversation.html").as_uri())
    tab.evaluate("document.fonts.ready")
    boxes = tab.evaluate(
        """() => {
            const svg = document.querySelector("svg.network"), outer = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("text, circle")].map(one => {
                const box = one.getBoundingClientRect();
                return [one.tagName, box.left - outer.left, box.top - outer.top, outer.right - box.right,
                    outer.bottom - box.bottom, box.left, box.top, box.right, box.bottom];
            });
        }"""
    )
    size = tab.evaluate(
        "13 * document.querySelector('svg.network').getBoundingClientRect().width / "
        "document.querySelector('svg.network').viewBox.baseVal.width"
    )
    context.close()
    assert errors == []
    assert size >= 11.9
    assert len([box for box in boxes if box[0] == "circle"]) == 25
    assert all(room >= -0.5 for box in boxes for room in box[1:5])
    texts = [box[5:] for box in boxes if box[0] == "text"]
    for one, other in combinations(texts, 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        down = min(one[3], other[3]) - max(one[1], other[1])
        assert across <= 0 or down <= 3, "two labels lie upon one another"
