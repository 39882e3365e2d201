"""Long lists, a page at a time: nothing lost, nothing twice, no page too long or too heavy."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from plugins.core import paging

WEIGHTS = st.lists(st.integers(0, 40))


@given(items=WEIGHTS, most=st.integers(1, 9), heaviest=st.integers(0, 60))
def test_every_item_is_on_one_page_in_order_and_no_page_is_too_long_or_too_heavy(items, most, heaviest):
    listings = paging.pages(list(enumerate(items)), most, lambda item: item[1], heaviest)
    assert [item for listing in listings for item in listing.items] == list(enumerate(items))
    assert [(listing.number, listing.of) for listing in listings] == [
        (n, len(listings)) for n in range(1, len(listings) + 1)
    ]
    for listing in listings:
        assert len(listing.items) <= most
        assert len(listing.items) < 2 or sum(weight for _, weight in listing.items) <= heaviest


@given(items=WEIGHTS, most=st.integers(1, 9), heaviest=st.integers(0, 60))
def test_no_page_ends_while_the_next_item_would_fit(items, most, heaviest):
    listings = paging.pages(items, most, lambda item: item, heaviest)
    assert all(listing.items for listing in listings) or items == []
    for one, after in pairwise(listings):
        assert len(one.items) == most or sum(one.items) + after.items[0] > heaviest


def test_a_list_of_nothing_has_one_page_of_nothing():
    assert paging.pages([]) == [paging.Listing((), 1, 1)]


def test_the_first_page_has_the_lists_own_address():
    assert [paging.address("posts/", number) for number in (1, 2, 30)] == ["posts/", "posts/2/", "posts/30/"]
