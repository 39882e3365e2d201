"""How right the brand check is about real prose, where it is at hand. The weights are learned on it; what they are on
prose that they have never met stands in ``plugins/brands/README.md``.
"""

import pytest
from prose_figures import SHARED, measure

PART = slice(None, None, 4)
"""The texts that are measured: always the same."""


@pytest.fixture(scope="module")
def figures():
    if not SHARED.exists():
        pytest.skip("needs real prose, ../shared/prose, beside the checkout")
    return measure(SHARED, part=PART)


def test_errors_on_real_prose_are_right_in_95_of_100(figures):
    assert figures.of("error").precision >= 0.95, figures.false


def test_errors_other_than_capitals_are_right_in_85_of_100(figures):
    assert figures.of("error, other kinds").precision >= 0.85, figures.false


def test_what_fix_writes_is_right_on_real_prose(figures):
    sure = figures.of("sure")
    assert sure.right > 50
    assert sure.precision >= 0.995


def test_a_false_error_stands_in_no_more_than_one_of_forty_thousand_words(figures):
    assert 40_000 * figures.of("error").wrong <= figures.words, figures.false


def test_most_of_what_a_judge_called_true_is_found(figures):
    """As an error or a warning; the check that he judged found all of it."""
    assert figures.told >= 0.9 * figures.judged_true
