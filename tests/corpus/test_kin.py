"""Posts about the same: what they share, and how many are looked at."""

from datetime import timedelta

import builders
from builders import ADA, BEN, START
from hypothesis import given
from hypothesis import strategies as st

from plugins.core.model import Brand
from plugins.corpus import kin
from plugins.corpus.kin import Kindred

DOVE, NIKE, GAP = (Brand(name, slug=name.lower()) for name in ("Dove", "Nike", "Gap"))


def posts(count):
    return [builders.post(ADA if n % 2 else BEN, f"p{n}", START + timedelta(hours=n)) for n in range(count)]


def kindred(brands, plain=None):
    made = posts(len(brands))
    paths = [post.path for post in made]
    words = map(kin.words, plain or [""] * len(made))
    return made, Kindred(made, dict(zip(paths, brands, strict=True)), dict(zip(paths, words, strict=True)))


def names(found):
    return [(one.post.slug, [brand.name for brand in one.brands], list(one.words)) for one in found]


def test_posts_that_share_a_rare_brand_come_before_those_that_share_a_common_one():
    made, all_ = kindred([[DOVE, NIKE], [NIKE], [NIKE], [DOVE], []])
    assert names(all_.of(made[0])) == [("p3", ["Dove"], []), ("p1", ["Nike"], []), ("p2", ["Nike"], [])]


def test_rare_words_decide_among_equals():
    made, all_ = kindred([[DOVE], [DOVE], [DOVE], []], ["groundswell here", "other", "Groundswell!", "groundswell"])
    assert names(all_.of(made[0])) == [("p2", ["Dove"], ["groundswell"]), ("p1", ["Dove"], [])]


def test_rare_words_are_enough_where_no_brand_is_shared():
    plain = ["groundswell spectators critics", "nothing alike", "Critics, groundswell, spectators!", "groundswell only"]
    made, all_ = kindred([[DOVE], [], [], []], plain)
    assert names(all_.of(made[0])) == [("p2", [], ["critics", "spectators", "groundswell"])]


def test_a_post_that_shares_few_words_is_not_about_the_same():
    made, all_ = kindred([[], []], ["groundswell here", "groundswell elsewhere"])
    assert all_.of(made[0]) == ()


def test_few_are_looked_at_however_many_name_the_brand(monkeypatch):
    made, all_ = kindred([[DOVE]] * 400)
    assert {abs(all_.place[one.post.path] - 200) for one in all_.of(made[200])} <= set(range(1, kin.NEAR + 1))
    looked = []
    monkeypatch.setattr(
        kin, "sorted", lambda some, **how: looked.append(len(list(some))) or sorted(some, **how), raising=False
    )
    for post in made:
        all_.of(post)
    assert max(looked) <= 2 * kin.NEAR


BRANDS_AND_WORDS = st.tuples(
    st.sets(st.sampled_from([DOVE, NIKE, GAP])), st.lists(st.sampled_from(["alpha", "gamma", "delta", "omega"]))
)


def kindred_of(some):
    return kindred(
        [sorted(brands, key=lambda one: one.name) for brands, _ in some], [" ".join(words) for _, words in some]
    )


@given(st.lists(BRANDS_AND_WORDS, min_size=1))
def test_whatever_posts_share_none_is_its_own_kin_and_none_twice(some):
    made, all_ = kindred_of(some)
    for post in made:
        found = all_.of(post)
        paths = [one.post.path for one in found]
        assert post.path not in paths
        assert len(paths) == len(set(paths)) <= kin.SHOWN
        assert all(one.brands or len(one.words) >= kin.LEAST_WORDS for one in found)


@given(st.lists(st.tuples(BRANDS_AND_WORDS, st.none() | BRANDS_AND_WORDS), min_size=1))
def test_posts_with_other_texts_are_those_that_would_be_made_anew(some):
    before, now = kindred_of([one for one, _ in some]), kindred_of([other or one for one, other in some])
    changed = [post.path for post, (_, other) in zip(now[0], some, strict=True) if other]
    revised = before[1].revised(now[0], now[1].brands, {path: now[1].words[path] for path in changed})
    assert [before[1].of(post) for post in before[0]] == [
        kindred_of([one for one, _ in some])[1].of(post) for post in before[0]
    ]
    assert [revised.of(post) for post in now[0]] == [now[1].of(post) for post in now[0]]
