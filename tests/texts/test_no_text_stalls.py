"""No text, however odd, costs more than its length: whatever is repeated, four times as much takes about four times as
long.

A law of growth, not a limit of time: what a busy machine makes slow, it makes slow at both lengths, processor time is
what counts, and only what fails three times in a row has failed.
"""

import time
from collections.abc import Callable
from functools import cache

import pytest
from builders import post
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.brands import Lexicon
from plugins.checks import check, reports
from plugins.corpus import files
from plugins.images import links
from plugins.texts import markup, unsupported

LONG, SHORT = 60_000, 15_000
SOON = 1.0
"""Seconds for a long text, below which nothing can have stalled."""
GROWTH = 9
"""How many times as long a text four times as long may take: 4 if that grows linearly, 16 if with the square."""
PIECES = (
    *"#*_-=+|`~[](){}<>!&\\:;'\".,/^$%@1a字\u0301\u200b\u202e👍שم \n\t\r",
    *("\n\n", "  \n", "- ", "\n- ", "1. ", "> ", "\n> ", "# ", "```\n", "~~~\n", "---\n", "===\n", "| a |\n", "|-|\n", "a | b\n-|-\n"),
    *("**", "__", "***", "~~", "``", "[a]", "[a](", "](b)", "![a](images/a.png) ", "[a][b]", "[a]: b\n", "[^a]", "[^a]: b\n", "<br>"),
    *('<a href="', "<!--", "</", "&amp;", "&#1;", "\\*", "http://a", "www.a.b ", "a@b.c ", "[caption]", "{{", "{%", "...", "--"),
    *("Bubrerry ", "Coca Cola ", "Macys", "Ada, ", "dove "),
)  # fmt: skip


@cache
def matcher():
    return files.matcher(Lexicon(files.shipped_lexicon()), ["Ada Lovelace"])


def render(text: str) -> object:
    return markup.render(text)


def look_through(text: str) -> object:
    one = post(text=text)
    found = check.check(one, matcher(), "")
    list(links.check([one], ["images/a.png"]))
    return reports.text(found.problems, {one.path: one.source.text})


def taken(work: Callable[[str], object], unit: str, length: int) -> float:
    text = (unit * (length // len(unit) + 1))[:length]
    begun = time.process_time()
    work(text)
    return time.process_time() - begun


def grows_with_the_square(work: Callable[[str], object], unit: str) -> bool:
    for _ in range(3):
        long = taken(work, unit, LONG)
        if long < SOON or long < GROWTH * taken(work, unit, SHORT):
            return False
    return True


@pytest.mark.parametrize("work", [render, look_through])
@settings(max_examples=60)
@given(unit=st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join))
@example(unit="``a`")
@example(unit='"')
@example(unit="*x*")
@example(unit="\\`` ")
@example(unit="Bubrerry\n")
@example(unit="![a](images/a.png) ")
def test_a_text_four_times_as_long_takes_about_four_times_as_long(work, unit):
    assert not grows_with_the_square(work, unit)


@pytest.mark.parametrize("unit", ['"', "*x*", "``a`", "_*", "a [b](c) "])
def test_a_paragraph_of_nothing_but_signs_is_shown_as_typed_with_a_line_that_says_so(unit):
    text = f"Before.\n\n{(unit * LONG)[: LONG - 50]}\n\nAfter\nall."
    [problem] = unsupported.check("posts/x.md", text, 0, text)
    assert (problem.line, problem.severity) == (3, "warning")
    assert "this paragraph has too many signs" in problem.message
    shown = markup.render(text)
    assert "After<br>all." in shown.html
    assert unit.strip() * 1000 in shown.plain.replace(" ", "") or unit in shown.plain


def test_a_text_as_long_as_a_text_may_be_is_rendered_with_all_that_prose_has():
    line = "She said “we *do* listen”, and [wrote](https://a.example/b_c) “it's `code`, isn't it?” -- as **everybody** does...\n"
    for between in ("", "\n", "- "):
        text = (f"{between}{line}" * 600)[:59_000]
        assert not unsupported.as_typed(text if between else text[:20_000])
