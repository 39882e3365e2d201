"""One entry of ``adjustments.toml`` changes, and no other byte of it."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.grades import adjusting
from plugins.grades.adjusting import ABOUT, CannotAdjust, Edit

BY_HAND = '''# Decisions of the autumn
[[marks]] # agreed with Ruth
person = "ada"
criterion='depth'
week = 1
points = 1 # one
reason = """
She wrote:
[[marks]]
# and no comment
"""

# about notes
[[notes]]
person = "ben"
note = "n"

  [[ marks ]]
  person = "ben"
  criterion = "depth"
  week = 1
  reason = "x"
  points = 2 # two
# the end
'''
ADA = {"person": "ada", "criterion": "depth", "week": 1}
BEN = {"person": "ben", "criterion": "depth", "week": 1}


def edited(text: str, edit: Edit) -> str:
    return adjusting.edited(adjusting.read(text), edit).text


def mark(about, points, reason="Weighed."):
    return Edit("marks", about, None if points is None else {"points": points, "reason": reason})


def test_a_new_mark_is_a_block_at_the_end():
    made = edited(BY_HAND, mark({"person": "cy", "criterion": "depth", "week": 2}, 4.0, 'A "q" — ü'))
    assert made == BY_HAND + (
        '\n[[marks]]\nperson = "cy"\ncriterion = "depth"\nweek = 2\npoints = 4\nreason = "A \\"q\\" — ü"\n'
    )


def test_a_text_of_several_lines_stays_so():
    made = edited("", Edit("notes", {"person": "ada"}, {"note": 'One.\n\nTwo """quoted""" \\ end"'}))
    assert made.count("\n") > 4
    assert tomllib.loads(made)["notes"][0]["note"] == 'One.\n\nTwo """quoted""" \\ end"'


def test_a_mark_that_changes_keeps_its_comments_and_place():
    made = edited(BY_HAND, mark(ADA, 2.5, "Told."))
    head, tail = BY_HAND.split("points = 1", maxsplit=1)[0], BY_HAND.split('# and no comment\n"""')[1]
    assert made == f'{head}points = 2.5 # one\nreason = "Told."{tail}'


def test_a_mark_that_is_taken_back_leaves_every_other_byte():
    assert edited(BY_HAND, mark(BEN, None)) == BY_HAND.split("\n  [[ marks ]]", maxsplit=1)[0] + "\n# the end\n"


def test_what_is_not_there_cannot_be_taken_back():
    assert edited(BY_HAND, mark(ADA | {"week": 9}, None)) == BY_HAND


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[marks]\n", "is not valid TOML"),
        ('marks = [{ person = "ada", criterion = "depth", week = 1, points = 1, reason = "x" }]\n', "by hand"),
        ("marks = 3\n", "by hand"),
        ('[marks]\nperson = "ada"\n', "by hand"),
    ],
)
@pytest.mark.parametrize("about", [ADA, BEN])
def test_a_file_that_is_written_otherwise_is_not_touched(text, said, about):
    with pytest.raises(CannotAdjust, match=said):
        edited(text, mark(about, 2))


VALUES = st.one_of(
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12),
    st.sampled_from(["[[marks]]", "# no", '"""', "'''", "a\nb", "\\", "x = [", "é]", "\U0001f600", "a\n[[notes]]\nb"]),
).filter(lambda text: text == text.strip() and text)
ABOUTS = st.fixed_dictionaries(
    {"person": st.sampled_from(["ada", "ben"]), "criterion": st.sampled_from(["depth", "voice"])},
    optional={"week": st.integers(1, 2), "text": st.sampled_from(["posts/week-01/a.md", "posts/week-01/“b”.md"])},
)
EDITS = st.builds(
    lambda about, points, reason, note: (
        Edit("notes", {key: value for key, value in about.items() if key != "criterion"}, note)
        if note is not None
        else mark(about, points, reason)
    ),
    ABOUTS,
    st.one_of(st.none(), st.integers(0, 9), st.sampled_from([0.5, 2.25])),
    VALUES,
    st.one_of(st.none(), st.builds(lambda note: {"note": note}, VALUES)),
)
COMMENTS = ("# Decisions of the autumn", "# about notes", "# the end", "# only a comment")
FILES = st.sampled_from(["", BY_HAND, "# only a comment", BY_HAND.replace("\n", "\r\n"), "\n\n", BY_HAND.rstrip()])


def others(text: str, edits: list[Edit]) -> list[str]:
    """The lines of a file's entries that no edit is about, and its comments, in their order."""
    touched = {(edit.table, *(edit.about.get(name) for name in ABOUT[edit.table])) for edit in edits}
    data = tomllib.loads(text)
    return [
        repr((table, entry))
        for table in ABOUT
        for entry in data.get(table, [])
        if (table, *(entry.get(name) for name in ABOUT[table])) not in touched
    ]


@given(FILES, st.lists(EDITS, max_size=8))
def test_edits_one_after_another_say_what_was_said_last_and_nothing_else_changes(text, edits):
    before, said = text, {}
    for edit in edits:
        text = edited(text, edit)
        said[edit.table, *(edit.about.get(name) for name in ABOUT[edit.table])] = edit.now
    for (table, *values), now in said.items():
        about = {key: value for key, value in zip(ABOUT[table], values, strict=True) if value is not None}
        assert adjusting.says(adjusting.read(text), table, about) == now
    assert others(text, edits) == others(before, edits)
    assert [comment for comment in COMMENTS if comment in text] == [one for one in COMMENTS if one in before]
    assert ("\r\n" in before) == ("\r\n" in text)


@given(FILES.filter(lambda text: not text or text.endswith("\n")), EDITS)
def test_a_mark_taken_back_at_once_leaves_the_file_as_it_was(text, edit):
    if edit.now is not None and adjusting.says(adjusting.read(text), edit.table, edit.about) is None:
        made = edited(text, edit)
        assert edited(made, Edit(edit.table, edit.about, None)) == text
