"""The law of the converter: what somebody wrote is on the page, however the marks around it were meant.

Every word of a text is among the words that a reader sees, but for those that are no prose: an address and the title of
a link, a fence's language, the description of an image, the label of a link or a footnote, and the number of an item.
"""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.texts import markup

MARKS = (
    *("W", "W ", " W", "W\n", "\n\nW", "\n", "\n\n", " ", "  \n", "\r\n", "\n\u00a0\n", "\n    W", "\n\tW", "\n  ", "\n      "),
    *("\n# W", "\n#W", "#", "\n## W ##\n", "\n---\n", "\n===\n", "\n--\n", "\n***\n", "-", "*", "_", "**W**", "_W_", "~~", "~~W~~"),
    *("\n- W", "\n  - W", "\n    - W", "\n* ", "\n+ W\n", "\n• W", "- W", "\n1. W", "\n2. W", "\n7. W", "\n 1) W", "\n2016. W", "3. W"),
    *("\n- [ ] W", "- [x] W", "[ ] W", "\n> W", "\n>> W", "> W", ">", "\n> - W", "\n> ```\n> W\n"),
    *("\n```\n", "\n```py\nW\n```\n", "\n~~~\nW\n", "\n  ```\n  W\n  ```\n", "`", "``", "`W`", "\n````\n"),
    *("|", "\n| W | W |\n", "\n|---|---|\n", "\n|-|\n", "W | W\n-|-\n", "| W |", "\\|"),
    *("[W]", "[", "]", "[W](https://a.example/x)", "[x]", "[x][]", "[W][x]", "\n[x]: https://a.example\n", "\n[y]: /z 'Z'\n", "\n[W]: W\n"),
    *("\n[W]: https://a.example\n", "[^n]", "[^m]", "\n[^n]: W\n", "\n[^n]: W\n\n    W\n", "\n[^m]: W [^n]\n", "[^W]"),
    *("https://a.example/W", "www.a.example", "(https://a.example/W)", "<https://a.example/W>", "<W@a.example>", ".", ",", "(", "W"),
    *("<W>", "</W>", "<!-- W -->", "<b>", "<", ">", "&", "&amp;", "&W;", "\\", "\\*", "'", '"', "...", "--", "W's"),
)  # fmt: skip


def named(marks: list[str]) -> str:
    """A text in which every ``W`` is a word of its own."""
    text, *rest = (
        "".join(marks).replace("](", "] (").replace("] (https://a.example/x)", "](https://a.example/x)").split("W")
    )
    for number, part in enumerate(rest):
        text += f"q{chr(97 + number // 26)}{chr(97 + number % 26)}q{part}"
    return text


@settings(max_examples=300)
@given(st.lists(st.sampled_from(MARKS), max_size=30).map(named), st.booleans())
@example("[^n]: qaaq\n[^n]: qabq [^n]", True)
@example("| qaaq |\n|-|\nqabq | qacq", True)
@example("- ```\n- qaaq\n```", False)
def test_every_word_of_a_text_is_on_its_page(text, smart):
    shown = markup.render(text, "en" if smart else "is").plain
    assert set(re.findall("q[a-z][a-z]q", text)) <= set(re.findall("q[a-z][a-z]q", shown))
