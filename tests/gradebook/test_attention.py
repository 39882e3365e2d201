"""Who needs an answer, who has gone silent, and whom each student could answer next."""

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
import synthetic
from bs4 import BeautifulSoup
from builders import ADA, BEN, CLEO, DAG, DAY, GARETH, RUTH, START, comment, course, evidence, post
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from plugins.build import output
from plugins.core import weeks
from plugins.core.model import Comment, Course, Person, Post, Week
from plugins.gradebook import attention, network, suggestions
from plugins.grades import ledger


def posted(author: Person, day: float = 0, name: str = "x", **more: object) -> Post:
    return post(author, name, START + day * DAY, week=int(day // 7) + 1, **more)


def answer(author: Person, on: Post, day: float = 1, number: int = 1, **more: object) -> Comment:
    return comment(author, at=START + day * DAY, on=on, number=number, **more)


def keep(texts: list[Post | Comment], as_of: float, of: Course | None = None) -> ledger.Ledger:
    return ledger.build_ledger(of or course(), evidence(texts, START + as_of * DAY, words=1))


def pay(*texts: Post | Comment, as_of: float = 20, of: Course | None = None, away: tuple[str, ...] = ()):
    book = keep(list(texts), as_of, of)
    posts = [text for text in texts if isinstance(text, Post)]
    comments = [text for text in texts if isinstance(text, Comment)]
    return attention.build_attention(book, network.build_network(book, comments), posts, comments, away)


def test_who_waits_for_an_answer_is_named_with_how_long_the_longest_first():
    late, early, own = posted(ADA, 15), posted(BEN, 10), posted(CLEO, 1)
    found = pay(late, early, own, answer(CLEO, own), answer(BEN, own), answer(ADA, own, number=2), posted(RUTH, 1))
    assert [line for _, line in found.waiting_posts] == [
        "Ben, 10 days, never answered yet",
        "Ada, 5 days, never answered yet",
    ]
    answered = pay(late, own, answer(ADA, own), answer(BEN, own, number=2, reply_to="ada-1"))
    assert [line for _, line in answered.waiting_posts] == ["Ada, 5 days"]


@pytest.mark.parametrize(("days", "said"), [(0.9, "less than a day"), (1, "1 day"), (2.9, "2 days")])
def test_a_wait_is_said_in_whole_days(days, said):
    assert attention.days(days * DAY) == said


def test_who_is_answered_only_by_the_instructor_is_named_and_a_guest_or_classmate_is_enough_not_to_be():
    first, second, third = posted(ADA), posted(BEN), posted(CLEO)
    texts = [first, second, third, *(answer(RUTH, one) for one in (first, second, third))]
    found = pay(*texts, answer(RUTH, first, number=2), answer(GARETH, second), answer(ADA, third))
    assert found.instructor_only == ((ADA, 2),)


@pytest.mark.parametrize(
    ("as_of", "silent"),
    [
        (13.9, []),  # the course is not two weeks old
        (14, ["cleo"]),
        (15, ["ben", "cleo"]),
        (19.9, ["ben", "cleo"]),
        (20, ["ada", "ben", "cleo"]),
        (56, ["ben", "cleo", "ada"]),
        (56.1, []),  # the last week has been over for two
    ],
)
def test_students_are_silent_after_two_weeks_within_the_course(as_of, silent):
    first = posted(BEN, 0.5)
    found = pay(first, answer(BEN, first, 1), posted(ADA, 6), as_of=as_of)
    assert sorted(item.person.id for item in found.silent) == sorted(silent)


def test_the_silent_are_told_apart_by_what_they_wrote_last():
    first, second = posted(BEN, 0.5), posted(CLEO, 1)
    found = pay(first, answer(BEN, second, 2), second, answer(CLEO, second, 30), posted(RUTH, 0), as_of=40)
    assert [(item.person.id, item.sentence) for item in found.silent] == [
        ("ada", "Has not written yet."),
        ("ben", "Last post 5 Oct, last comment 7 Oct."),
    ]
    assert attention.Silent(ADA, None, START).sentence == "No post, last comment 5 Oct."
    assert attention.Silent(ADA, START, None).sentence == "Last post 5 Oct, no comment."
    assert [item.person.id for item in pay(first, second, as_of=40, away=("ada", "ben")).silent] == ["cleo"]


def test_without_times_in_the_course_the_first_text_says_when_it_began():
    of = replace(course(), weeks=(Week(1),))
    assert pay(as_of=400, of=of).silent == ()
    assert [item.person.id for item in pay(posted(BEN, 1), as_of=16, of=of).silent] == ["ada", "cleo", "ben"]
    assert pay(posted(BEN, 1), as_of=14, of=of).silent == ()


def test_a_week_runs_from_its_opening_to_its_last_due_time():
    assert weeks.running(course(), START - DAY) is None
    assert weeks.running(course(), START + 7 * DAY).number == 2
    assert weeks.running(course(), START + 43 * DAY) is None
    assert [one.number for one in weeks.closed(course(), START + 15 * DAY)] == [1, 2]
    assert Week(1, posts_due=START).begins == START - 7 * DAY
    assert weeks.ends(Week(1, opens=START)) == START + 7 * DAY
    assert (Week(1).begins, weeks.ends(Week(1)), weeks.running(Course("T", (Week(1),)), START)) == (None,) * 3


def suggested(found: attention.Attention, person: Person) -> list[str]:
    return [item.post.path for item in found.suggestions if item.person == person]


def test_what_nobody_has_answered_in_the_running_week_comes_first():
    old, answered, waiting = posted(BEN, 1), posted(BEN, 14), posted(CLEO, 15)
    found = pay(old, answered, waiting, answer(CLEO, answered, 16), as_of=17)
    assert suggested(found, ADA)[0] == waiting.path
    assert suggested(found, BEN) == [waiting.path]
    assert suggested(found, CLEO) == [old.path]


def test_somebody_not_written_to_yet_comes_before_an_old_acquaintance():
    elif_ = Person("elif", "Elif")
    of = course((ADA, BEN, DAG, elif_))
    ben, ben_now, dag_now = posted(BEN, 1), posted(BEN, 14), posted(DAG, 15)
    answers = [answer(elif_, ben_now, 15.5), answer(elif_, dag_now, 15.5)]
    found = pay(ben, ben_now, dag_now, answer(ADA, ben, 2), *answers, as_of=17, of=of)
    first, second = (item for item in found.suggestions if item.person == ADA)
    assert (first.post, second.post) == (dag_now, ben_now)
    assert first.why == "One person has answered it, and Ada has not written to Dag this term."
    assert second.why == "One person has answered it; Ada has written to Ben once this term."


def test_a_suggestion_says_why():
    one = suggestions.Suggestion(ADA, posted(BEN), 0, 0)
    assert one.why == "Nobody has answered it yet, and Ada has not written to Ben this term."
    several = replace(one, answers=3, written=2)
    assert several.why == "3 people have answered it; Ada has written to Ben twice this term."
    assert replace(one, written=5).why == "Nobody has answered it yet; Ada has written to Ben 5 times this term."


def test_nothing_is_suggested_of_the_hidden_nor_to_the_absent_nor_long_after_the_course():
    draft, later, ruths = posted(BEN, 1, status="draft"), posted(CLEO, 25), posted(RUTH, 1)
    assert pay(draft, later, ruths).suggestions == ()
    assert {item.person.id for item in pay(posted(BEN, 1), away=("ada",)).suggestions} == {"cleo"}
    assert pay(posted(BEN, 1), as_of=57).suggestions == ()


def test_two_who_have_posted_are_not_asked_for_by_the_whole_class():
    people = tuple(Person(f"p{n:02}", f"P{n}") for n in range(25))
    texts = [posted(person, 0.5 + n / 100) for n, person in enumerate(people)]
    now = [posted(person, 14 + n / 100) for n, person in enumerate(people[:2])]
    found = pay(*texts, *now, as_of=16, of=course(people))
    authors = Counter(item.post.author.id for item in found.suggestions)
    assert len(found.suggestions) >= 74
    assert (len(authors), min(authors.values()), max(authors.values())) == (25, 2, 3)
    assert Counter(item.post.path for item in found.suggestions)[now[0].path] == 3


TALK = st.tuples(
    st.integers(1, 12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 30), st.sampled_from(["published", "draft"])), max_size=20),
    st.lists(
        st.tuples(st.integers(0, 11), st.integers(0, 19), st.sampled_from(["published", "removed", "pending"])),
        max_size=40,
    ),
)


def world(talk):
    """A class, its posts, who has written below which, and what is suggested."""
    number, written, commented = talk
    people = tuple(Person(f"p{n:02}", f"P{n}") for n in range(number))
    posts = [posted(people[who % number], day, f"x{n}", status=status) for n, (who, day, status) in enumerate(written)]
    comments = [
        answer(people[who % number], posts[on % len(posts)], 31, n, status=status)
        for n, (who, on, status) in enumerate(commented)
        if posts
    ]
    book = keep([*posts, *comments], 32, course(people))
    found = list(suggestions.suggest(book, posts, comments))
    assert found == list(suggestions.suggest(book, posts[::-1], comments[::-1])), "the order of reading decides nothing"
    below = {(one.author.id, one.post) for one in comments if one.path in book.answers}
    return book, posts, below, found


@given(TALK)
def test_a_suggestion_is_a_counted_post_of_another_that_one_has_not_answered_and_everybody_gets_one_who_can(talk):
    book, posts, below, found = world(talk)
    people = book.course.students
    given_to = Counter(item.person.id for item in found)
    for item in found:
        assert item.post.author != item.person
        assert item.post.status == "published"
        assert (item.person.id, item.post.key) not in below
    assert len({(item.person.id, item.post.path) for item in found}) == len(found)
    for person in people:
        left = [
            one for one in posts
            if one.status == "published" and one.author != person and (person.id, one.key) not in below
        ]  # fmt: skip
        assert bool(left) <= given_to[person.id] <= suggestions.ROUNDS


@given(TALK)
def test_nobody_is_suggested_beyond_an_equal_share_while_somebody_who_could_be_is_not(talk):
    book, posts, below, found = world(talk)
    people = book.course.students
    offered = [one for one in posts if one.status == "published"]
    share = -(-suggestions.ROUNDS * len(people) // max(len({one.author for one in offered}), 1))
    of_author = Counter(item.post.author.id for item in found)
    given_to = {person: {item.post.author for item in found if item.person == person} for person in people}
    alone = sum(len(authors) == 1 for authors in given_to.values())
    assert sum(max(number - share, 0) for number in of_author.values()) <= alone
    for person in people:
        if len(given_to[person]) < suggestions.ROUNDS:
            could = {
                one.author for one in offered if one.author != person and (person.id, one.key) not in below
            } - given_to[person]
            assert all(of_author[author.id] >= share for author in could)


@pytest.mark.parametrize("number", [10, 25, 60, 200])
def test_in_a_class_that_posts_everybody_is_suggested_about_as_often(number):
    chance = random.Random(number)
    people = tuple(Person(f"p{n:03}", f"P{n}") for n in range(number))
    posts = [
        posted(person, 7 * n + chance.random())
        for n in range(3)
        for person in people
        if chance.random() < (0.9, 0.8, 0.3)[n] or n == 0
    ]
    comments = [answer(person, on, 16, n) for n, person in enumerate(people) for on in chance.sample(posts, 5)]
    book = keep([*posts, *comments], 17, course(people))
    found = list(suggestions.suggest(book, posts, comments))
    of_author = Counter(item.post.author.id for item in found)
    of_person = Counter(item.person.id for item in found)
    assert (len(of_author), len(of_person)) == (number, number)
    assert max(of_author.values()) - min(of_author.values()) <= 2
    assert min(of_person.values()) >= 2


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> BeautifulSoup:
    """The page of a class of 25 in which the truth was planted, in its sixth week."""
    folder = tmp_path_factory.mktemp("class")
    content = synthetic.write_class(folder / "content", 25)
    request = output.BuildRequest(
        content,
        folder / "site",
        folder / "book",
        folder / "private",
        ROOT / "pelicanconf.py",
        datetime(2026, 10, 16, 9),
    )
    output.build(request)
    return BeautifulSoup((request.gradebook / "conversation.html").read_text("utf-8"), "html.parser")


def test_the_page_finds_what_was_planted(page):
    columns = {column.h3.get_text(" ", strip=True): column for column in page.select(".attention > div")}
    only = columns["1 student answered only by the instructor"]
    assert only.li.get_text(" ", strip=True) == "Chidi A. 5 answers, none from classmates"
    silent = columns["1 student gone silent"]
    assert silent.li.get_text(" ", strip=True) == "Dag A. Last post 14 Sep, last comment 19 Sep."
    assert "Nobody has replied to Beatriz. Only the instructor has replied to Chidi." in page.text
    waiting = page.select(".attention > div")[0].select("li")
    beatriz = [line.text for line in waiting if "Beatriz" in line.text]
    assert len(beatriz) == 6
    assert all("never answered yet" in line for line in beatriz)


def test_every_student_has_one_to_three_suggestions_that_open_posts_of_others(page):
    students = page.select(".suggested > li")
    assert len(students) == 25
    for student in students:
        links = student.select("li > a")
        assert 1 <= len(links) <= suggestions.ROUNDS
        assert all(student.h3.text.strip() not in link.next_sibling for link in links)
