import re

import pytest
import synthetic
from builders import comment
from hypothesis import given
from hypothesis import strategies as st

from plugins.core.model import Comment
from plugins.threads import lint, threads


def shape(*comments: Comment) -> list[tuple[int, str, str]]:
    places = threads.build_discussion("week-01/ada-x", comments).places
    return [(place.depth, place.comment.id, place.parent.id if place.parent else "") for place in places]


def said(*comments: Comment) -> list[str]:
    return [str(problem) for problem in threads.build_discussion("week-01/ada-x", comments).problems]


def test_replies_stand_below_their_parent_oldest_first():
    comments = [
        comment("c", "a", 3),
        comment("b", "", 2),
        comment("a", "", 1),
        comment("d", "a", 2),
        comment("e", "c", 9),
    ]
    assert shape(*comments) == [(0, "a", ""), (1, "d", "a"), (1, "c", "a"), (2, "e", "c"), (0, "b", "")]


@pytest.mark.parametrize(
    ("comments", "message"),
    [
        (
            [comment("zoe-2"), comment("ben-1", "zoe-1", 5)],
            "“zoe-1”, which does not exist, so it is shown at the top level; did you mean “zoe-2”?",
        ),
        ([comment("ben-1", "ben-1")], "which is this comment itself"),
        ([comment("ben-1", "zoe-1", 1), comment("zoe-1", "", 2)], "which is later than this one"),
        ([comment("ben-1", "zoe-1"), comment("zoe-1", "ben-1")], "which replies to this one"),
    ],
    ids=["missing", "own", "later", "circle"],
)
def test_a_parent_that_cannot_be_is_reported_at_its_line_and_the_reply_stands_at_top_level(comments, message):
    [line] = said(*comments)
    assert line.startswith("comments/week-01/ada-x/ben-1.md:3:11: replies to ")
    assert message in line
    assert (0, "ben-1", "") in shape(*comments)


def test_the_candidates_for_a_missing_parent_were_there_before_the_reply():
    [line] = said(comment("zoe-2"), comment("ben-1", "zoe-1", 5), comment("zoe-3", "", 9))
    assert line.endswith("; did you mean “zoe-2”?")
    [line] = said(comment("ben-1", "zoe-1", 5), comment("zoe-3", "", 9))
    assert line.endswith("; did you mean “zoe-3”?")


def test_ten_thousand_missing_parents_are_all_reported_without_comparing_all_with_all():
    assert len(said(*(comment(f"c-{n}", f"x-{n}", n) for n in range(10_000)))) == 10_000


def test_files_that_differ_only_in_capitals_are_one_where_a_disk_knows_none():
    alike = [comment("ben-1"), comment("Ben-1"), comment("ben-2"), comment("jos\u00e9"), comment("Jose\u0301")]
    assert [str(problem) for problem in lint.same_but_for_case(alike)] == [
        f"comments/week-01/ada-x/{later}.md:1:1: has the same name as comments/week-01/ada-x/{first}.md, except for capitals, so "
        "Windows and macOS keep only one of the two: rename it"
        for first, later in (("ben-1", "Ben-1"), ("jos\u00e9", "Jose\u0301"))
    ]


def test_a_circle_is_cut_at_its_earliest_comment_and_the_rest_hangs_on():
    circle = [comment("a", "c", 1), comment("b", "a", 2), comment("c", "b", 3)]
    assert shape(*circle) == [(0, "a", ""), (1, "b", "a"), (2, "c", "b")]
    assert len(said(*circle)) == 1


def test_replies_to_a_hidden_comment_stand_where_its_shown_ancestor_has_its_replies():
    comments = [
        comment("a"),
        comment("b", "a", 1, status="pending"),
        comment("c", "b", 2, status="spam"),
        comment("d", "c", 3),
    ]
    assert shape(*comments) == [(0, "a", ""), (1, "d", "a")]
    assert [hidden.id for hidden in threads.build_discussion("", comments).hidden] == ["b", "c"]


def test_a_removed_comment_keeps_its_place_and_its_replies_but_is_not_counted():
    discussion = threads.build_discussion("", [comment("a", status="removed"), comment("b", "a", 1)])
    assert [(place.depth, place.comment.id) for place in discussion.places] == [(0, "a"), (1, "b")]
    assert (discussion.count, discussion.removed) == (1, 1)


def test_a_place_knows_how_many_stand_below_it_and_who_replied():
    place = threads.build_discussion(
        "", [comment("a"), comment("b-1", "a", 1), comment("b-2", "a", 2), comment("c", "b-1", 3)]
    ).places[0]
    assert place.replies == 3
    assert [person.id for person in place.repliers] == ["b", "c"]
    assert not place.more_repliers


def test_a_chain_of_ten_thousand_needs_no_recursion():
    chain = [comment(f"c-{n}", f"c-{n - 1}" if n else "", n) for n in range(10_000)]
    places = threads.build_discussion("", chain).places
    assert (len(places), places[-1].depth) == (10_000, 9_999)


@pytest.mark.parametrize("shape", synthetic.SHAPES)
def test_a_page_has_each_comment_once_and_nests_no_deeper_than_browsers_do(shape):
    corpus, post = synthetic.discussion(3_000, shape)
    page = synthetic.page(corpus, post)
    depth = deepest = 0
    for tag in re.findall(r"<(/?)ol class=\"|<(/)ol>", page):
        depth += -1 if any(tag) else 1
        deepest = max(deepest, depth)
    assert (depth, deepest) == (0, {"flat": 1, "chain": 51}.get(shape, deepest))
    assert deepest <= 51
    found = re.findall(r"<article class=\"comment[^\"]*\" id=\"comment-([^\"]+)\"", page)
    assert len(found) == 3_000
    assert len(set(found)) == 3_000
    assert page.count("<details open>") == page.count("</details>")
    answers = dict(
        re.findall(
            r"id=\"comment-([^\"]+)\"(?:(?!<article).)*?in-reply[^\"]*\" (?:href|value)=\"#comment-([^\"]+)\"",
            page,
            re.DOTALL,
        )
    )
    places = corpus.discussion(post).places
    assert answers == {place.comment.id: place.parent.id for place in places if place.parent}


@st.composite
def discussions(draw: st.DrawFn) -> list[Comment]:
    count = draw(st.integers(0, 12))
    names = [f"c{n}" for n in range(count)]
    states = st.sampled_from(["published", "published", "removed", "pending", "spam"])
    parents = st.sampled_from(["", "gone", *names])
    return [comment(name, draw(parents), draw(st.integers(0, 4)), status=draw(states)) for name in names]


@given(discussions())
def test_every_comment_is_in_exactly_one_place_whatever_its_parent(comments):
    discussion = threads.build_discussion("", comments)
    placed = [place.comment.id for place in discussion.places] + [hidden.id for hidden in discussion.hidden]
    assert sorted(placed) == sorted(c.id for c in comments)


@given(discussions(), st.integers(0, 4))
def test_steps_open_and_close_every_comment_once_and_never_nest_too_deep(comments, deepest):
    places = threads.build_discussion("", comments).places
    level, open_comments, seen = 0, 0, []
    for step, place in threads.steps(places, deepest):
        level += {"open": 1, "close": -1}.get(step, 0)
        open_comments += {"comment": 1, "end": -1}.get(step, 0)
        assert level <= deepest + 1
        assert open_comments <= level
        if step == "comment":
            seen.append(place.comment.id)
    assert (level, open_comments) == (0, 0)
    assert seen == [place.comment.id for place in places]
