"""The words of a text: letters, and what apostrophes join and part."""

import re

from hypothesis import given
from hypothesis import strategies as st

from plugins.brands import context

LETTERS = rf"[^\W_{context.SPACELESS}]"
SLOWLY = re.compile(
    rf"\b(?i:{context.ELIDED})|[{context.SPACELESS}]+"
    rf"|{LETTERS}(?:{LETTERS}|[\u0300-\u036f]|['’ʼ‘](?={LETTERS}))*|&"
)
"""What a word is, without a shorter way for most of them."""


def words(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in context.tokens(text)]


@given(st.text(alphabet="ldqusan LQU_7&'-\n’ʼ‘ſéꞌ\u0301\u212aⅧ手가ก", max_size=20))
def test_the_shorter_way_finds_the_same_words(text):
    assert words(text) == [match.span() for match in SLOWLY.finditer(text)]


@given(st.text(alphabet="ldqusan LQU_7&'-\n", max_size=20))
def test_ascii_letters_alone_make_no_difference(text):
    assert words(text) == [match.span() for match in SLOWLY.finditer(text)]


def test_an_apostrophe_joins_unless_a_word_lost_its_vowel_there():
    text = "l'Oréal, qu’il: Macy's 'n' rock, aujourd'hui"
    assert [match[0] for match in context.tokens(text)] == [
        "l", "Oréal", "qu", "il", "Macy's", "n", "rock", "aujourd'hui",
    ]  # fmt: skip
