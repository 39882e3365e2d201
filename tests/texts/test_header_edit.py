"""A header takes a field, and no other byte of the file changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.texts import header
from plugins.texts.content_file import COMMENT_FIELDS
from plugins.texts.header_edit import CannotEdit, edited

REMOVED = {"Status": "removed", "Removed-by": "ruth", "Reason": "It names somebody."}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Author: ben\nDate: 2026-10-09\n\nHi.\n", "Author: ben\nDate: 2026-10-09\nStatus: spam\n\nHi.\n"),
        ("Author: ben\nstatus :  pending\nDate: x\n\nHi.", "Author: ben\nstatus :  spam\nDate: x\n\nHi."),
        ("---\nauthor: ben\nstatus: 'pending'\n---\nHi.\n", "---\nauthor: ben\nstatus: 'spam'\n---\nHi.\n"),
        ("---\nauthor: ben\n---\nHi.\n", "---\nauthor: ben\nStatus: spam\n---\nHi.\n"),
        ("Author: ben\r\n\r\nHi.\r\n", "Author: ben\r\nStatus: spam\r\n\r\nHi.\r\n"),
        ("Hi: there is no header here.\n", "Status: spam\n\nHi: there is no header here.\n"),
        ("Author: ben", "Author: ben\nStatus: spam\n"),
    ],
)
def test_a_status_is_set_where_it_belongs(before, after):
    assert edited(before, COMMENT_FIELDS, {"Status": "spam"}) == after


def test_a_decision_and_another_one_leave_the_text_as_it_was():
    before = "Author: ben\nDate: 2026-10-09 10:00\nStatus: pending\n\nHi.\n"
    made = edited(before, COMMENT_FIELDS, REMOVED)
    assert made.endswith("Status: removed\nRemoved-by: ruth\nReason: It names somebody.\n\nHi.\n")
    assert edited(made, COMMENT_FIELDS, {"Status": "pending", "Removed-by": "", "Reason": ""}) == before


@pytest.mark.parametrize(
    "text",
    [
        "Author: ben\nStatus: pending\nstray words\n    more\nDate: 2026-10-09 09:10\n\nB\n",
        "---\nauthor: ben\nstatus: pending # ask Ruth\n---\nB\n",
    ],
)
def test_no_word_of_a_header_is_lost(text):
    try:
        made = edited(text, COMMENT_FIELDS, {"Status": "published"})
    except CannotEdit as refused:
        assert "write it by hand" in str(refused)  # noqa: PT017 either may be
    else:
        assert set(text.split()) - {"pending"} <= set(made.split())


def test_what_would_change_something_else_is_refused():
    with pytest.raises(CannotEdit):
        edited("---\nnot a field\n", COMMENT_FIELDS, {"Status": "a\nReason: b"})


LINES = st.sampled_from(
    ["Author: ben", "Date: 2026-10-09 10:00", "Status: pending", "status: spam", "Reason: x", "---", "", "Hi.", "# Hi",
     "Reply-to: ada-1", "**Author:** ben", "   ", "Status:", "- Status: x", "Sic: a, b", "\tcode", "Removed-by: ruth"]
)  # fmt: skip
FIELDS = st.fixed_dictionaries(
    {"Status": st.sampled_from(["published", "removed"])},
    optional={"Reason": st.sampled_from(["", "It is: so."]), "Removed-by": st.sampled_from(["", "ruth"])},
)


@given(st.lists(LINES, max_size=9), st.sampled_from(["\n", "\r\n", "\r"]), FIELDS)
def test_a_text_is_never_changed_but_for_its_fields(lines, newline, fields):
    text = newline.join(lines)
    try:
        made = edited(text, COMMENT_FIELDS, fields)
    except CannotEdit:
        return
    before, after = header.read(text, COMMENT_FIELDS), header.read(made, COMMENT_FIELDS)
    assert made[after.body :] == text[before.body :]
    said = {field.key: field.value for field in after.fields}
    assert {key: said.get(header.normal_key(key), "") for key in fields} == dict(fields)
    kept = {field.key: field.value for field in before.fields}
    changed = {header.normal_key(key) for key in fields}
    assert {key: value for key, value in said.items() if key not in changed} == {
        key: value for key, value in kept.items() if key not in changed
    }
