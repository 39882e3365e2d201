import pytest

from plugins.roster.legal_names import Guests

GUESTS = ["Amara Chidi Okafor", "Björn Aage", "Rose", "王小明", "Ada Lovelace", "Al Ng"]


@pytest.mark.parametrize(
    "name",
    [
        "Amara Chidi Okafor", "amara okafor", "Okafor, Amara", "Chidi Okafor Amara", "AMARA  OKAFOR (guest)", "AmaraOkafor",
        "amara.okafor@example.edu", "Bjorn Aage", "Aage Björn", "Rose", "王小明", "王小明同学", "Al Ng",
    ],
)  # fmt: skip
def test_a_name_that_is_or_contains_a_legal_name_is_withheld(name):
    assert Guests(GUESTS, [])(name) == 1


@pytest.mark.parametrize("name", ["Amara", "Okafor", "Rose Miller", "Bjorn", "Ada", "小明", "Salngo", "", "Chidi"])
def test_a_name_that_shares_a_word_with_a_legal_name_is_not(name):
    assert Guests(GUESTS, [])(name) == 0


def test_a_legal_name_that_the_course_shows_is_no_secret():
    assert Guests(GUESTS, ["Ada Lovelace", "ada"])("Ada Lovelace (again)") == 0


def test_a_guest_has_one_number_however_the_name_is_written():
    guests = Guests(GUESTS, [])
    assert [
        guests(name) for name in ("Bjorn Aage", "Amara Okafor", "aage, bjorn", "Nobody", "Okafor, A. Amara Okafor")
    ] == [1, 2, 1, 0, 2]
