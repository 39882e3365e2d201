import pytest

from plugins.leaks import numbers


@pytest.mark.parametrize(
    "text",
    [
        "ada1",
        "my login is ada1.",
        "ada1 (Ada)",
        "ada1 = ada lovelace",
        "images/ada1.jpg",
        "https://school.example/users/ada1",
        "ada1: 4 points",
    ],
)
def test_a_login_is_found_where_somebody_is_told(text):
    begin = text.index("ada1")
    assert numbers.is_login(text, begin, begin + 4)


@pytest.mark.parametrize(
    "text",
    [
        "ada1.fit(corpus)",
        "ada1 = latentdirichlet(n=5)",
        "ada1[0]",
        "ada1(x)",
        "https://papers.example/ada1/x.cfm",
        "https://forge.example/who/ada1-oddity",
    ],
)
def test_what_is_written_like_a_login_in_a_program_or_an_address_is_none(text):
    begin = text.index("ada1")
    assert not numbers.is_login(text, begin, begin + 4)


@pytest.mark.parametrize(
    "text", ['sequences of digits (e.g., `"83625"`) are words', "for example 83625, and", "z. b. 83625."]
)
def test_a_number_given_as_an_example_is_nobodys_id(text):
    begin = text.index("83625")
    assert not numbers.is_id(text, begin, begin + 5, (), lambda _: 0.0)
