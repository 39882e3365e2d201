import pytest
from builders import ADA, BEN, comment, post
from hypothesis import given
from hypothesis import strategies as st

from plugins.threads import ratings

POST = post()


def test_the_average_is_shown_with_one_decimal_and_a_distribution():
    given = [5, 5, 5, 4, 4, 3]
    found = ratings.tally(POST, [comment(f"p{n}", rating=value) for n, value in enumerate(given)]).rating
    assert (found.shown, found.count, found.distribution, found.most) == ("4.3", 6, (0, 0, 1, 2, 3), 3)


def test_halves_are_rounded_up_as_by_hand():
    given = [5] * 1 + [4] * 3
    found = ratings.tally(POST, [comment(f"p{n}", rating=value) for n, value in enumerate(given)]).rating
    assert (found.average, found.shown) == (4.25, "4.3")


def test_the_newest_of_a_person_counts_and_ones_own_never():
    first, second, own = (
        comment("ben-1", at=1, rating=1),
        comment("ben-2", at=2, rating=4),
        comment(ADA, at=3, rating=5),
    )
    found = ratings.tally(POST, [second, own, first])
    assert found.rating.distribution == (0, 0, 0, 1, 0)
    assert (found.own, found.older) == ((own,), ((first, second),))


@pytest.mark.parametrize("status", ["pending", "spam", "removed"])
def test_a_rating_nobody_can_read_does_not_count(status):
    assert ratings.tally(POST, [comment(BEN, rating=5, status=status)]).rating == ratings.NONE


GIVEN = st.lists(
    st.tuples(
        st.sampled_from(["ada", "ben", "cid", "dot"]),
        st.none() | st.integers(1, 5),
        st.integers(0, 5),
        st.sampled_from(["published", "published", "removed", "pending"]),
    ),
    max_size=12,
)


@given(GIVEN, st.randoms())
def test_one_rating_counts_for_each_other_person_whatever_the_order(rows, chance):
    comments = [
        comment(f"{who}-{n}", at=minute, rating=value, status=status)
        for n, (who, value, minute, status) in enumerate(rows)
    ]
    found = ratings.tally(POST, comments)
    shuffled = list(comments)
    chance.shuffle(shuffled)
    assert ratings.tally(POST, shuffled) == found
    readable = [one for one in comments if one.rating is not None and one.status == "published"]
    raters = {one.author.id for one in readable} - {"ada"}
    newest = {one.author.id: one.rating for one in sorted(readable, key=lambda one: (one.date, one.path))}
    assert found.rating.count == sum(found.rating.distribution) == len(raters)
    assert len(readable) == found.rating.count + len(found.own) + len(found.older)
    if raters:
        assert 1 <= found.rating.average <= 5
        assert found.rating.average == pytest.approx(sum(newest[who] for who in raters) / len(raters))
        assert abs(float(found.rating.shown) - found.rating.average) <= 0.05 + 1e-9
    with_own = [*comments, comment("ada-99", at=9, rating=1)]
    assert ratings.tally(POST, with_own).rating == found.rating
