"""A text is checked with what it answers in mind, and its result is kept until one of the two changes."""

import pytest

from plugins import parallel
from plugins.checks import course_check

SHIPPED = 'extends = "marketing"\n'
COMMENT = "Author: ben\nDate: 2026-10-08 10:00\n\nDid Zalanda answer the letter?\n"
REPLY = "Author: ada\nDate: 2026-10-09 10:00\nReply-to: ben-1\n\nYou are right, Vintid is full of bots.\n"
POST = "Title: A letter\nAuthor: ada\nDate: 2026-10-07 10:00\n\n{}\n"


def likely(content, path: str) -> float:
    """How likely the one finding in a text is."""
    _, checked = course_check.course(content, content.parent / "cache")
    [report] = checked[path].reports
    return report.finding.probability


@pytest.fixture
def answered(course):
    """A course whose post and comment are answered; gives it with other texts."""

    def made(post: str, comment: str = COMMENT):
        return course(
            {
                "brands.toml": SHIPPED,
                "posts/week-01/ada-letter.md": POST.format(post),
                "comments/week-01/ada-letter/ben-1.md": comment,
                "comments/week-01/ada-letter/ada-1.md": REPLY,
            }
        )

    return made


def test_a_name_near_one_that_the_post_names_is_likelier_meant(answered):
    path = "comments/week-01/ada-letter/ben-1.md"
    before = likely(answered("I wrote to a shop."), path)
    assert likely(answered("I wrote to Zalando."), path) > before


def test_a_name_near_one_that_the_comment_above_names_is_likelier_meant(answered):
    path = "comments/week-01/ada-letter/ada-1.md"
    before = likely(answered("I wrote to a shop."), path)
    assert likely(answered("I wrote to a shop.", COMMENT.replace("?", "? I sell on Vinted.")), path) > before


@pytest.fixture
def ahead(monkeypatch):
    """The copies of this process that begin a check while the course is read."""
    begun: list[parallel.Ahead] = []

    class Noted(parallel.Ahead):
        def __init__(self, *given) -> None:
            super().__init__(*given)
            begun.append(self)

    monkeypatch.setattr(parallel, "processes", lambda _: 2)
    monkeypatch.setattr(parallel, "Ahead", Noted)
    return begun


forks = pytest.mark.skipif(not parallel.can_fork(), reason="needs a system that can fork, and no other threads")


@forks
def test_a_check_that_a_copy_began_finds_the_same(answered, ahead):
    content = answered("I wrote to Zalnado, and to [^1] nobody.")
    corpus, found = course_check.course(content, None)
    assert found == course_check.checked(corpus, None)
    assert [one.asked for one in ahead] == [True]


@forks
def test_a_copy_begins_a_check_only_where_nothing_is_known(answered, ahead, tmp_path):
    content = answered("I wrote to Zalnado.")
    first = course_check.course(content, tmp_path / "cache")[1]
    assert course_check.course(content, tmp_path / "cache")[1] == first
    assert len(ahead) == 1


@forks
def test_a_copy_that_dies_costs_nothing(answered, ahead, monkeypatch):
    content = answered("I wrote to Zalnado.")
    monkeypatch.setattr(course_check.Matcher, "prepare", lambda *_: 1 // 0)
    corpus, found = course_check.course(content, None)
    assert found == course_check.checked(corpus, None)
