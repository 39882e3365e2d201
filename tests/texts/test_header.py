import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.texts import header

KNOWN = ("title", "author", "date", "tags", "reply-to")


def fields(text: str) -> dict[str, str]:
    return {field.key: field.value for field in header.read(text, KNOWN).fields}


@pytest.mark.parametrize(
    ("text", "expected", "body"),
    [
        ("Title: A\nAuthor: ada\n\nText", {"title": "A", "author": "ada"}, "Text"),
        ("---\ntitle: A\ntags: [x, y]\n---\nText", {"title": "A", "tags": "x, y"}, "Text"),
        ("---\ntitle: 'It''s'\ntags:\n  - x\n  - y\n...\n\nText", {"title": "It''s", "tags": "x, y"}, "Text"),
        ("Title: A\n    and more\n\nText", {"title": "A and more"}, "Text"),
        ("Title:A\n\nText", {"title": "A"}, "Text"),
        ("\n\nTITLE: A\r\nReply_To: b\r\n\r\nText", {"title": "A", "reply-to": "b"}, "Text"),
        ("Note: I changed my mind.\n\nText", {}, "Note: I changed my mind.\n\nText"),
        ("https://example.org is a site\n\nText", {}, "https://example.org is a site\n\nText"),
        ("---\n\nA rule, then text", {}, "---\n\nA rule, then text"),
        ("", {}, ""),
        ("\n\n", {}, ""),
    ],
)
def test_both_kinds_of_header_are_read_and_prose_is_left_alone(text, expected, body):
    assert fields(text) == expected
    assert text[header.read(text, KNOWN).body :] == body


def test_a_field_knows_where_its_value_stands():
    text = "Title: A\nDate:   soon\n\nText"
    date = header.read(text, KNOWN).fields[1]
    assert (date.line, date.column, text[date.start : date.end]) == (2, 9, "soon")


def test_a_line_that_breaks_a_header_is_reported_and_the_rest_still_counts():
    read = header.read("Title: A\nAuthor ada\nDate: 2026-10-07\n\nText", KNOWN)
    assert [field.key for field in read.fields] == ["title", "date"]
    assert [(fault.line, fault.message) for fault in read.faults] == [(2, "is not a header line: write “Key: value”")]


def test_text_that_follows_without_a_blank_line_is_body():
    text = "Title: A\nAuthor: ada\nHello there, all of you.\nMore."
    read = header.read(text, KNOWN)
    assert text[read.body :] == "Hello there, all of you.\nMore."
    assert "without a blank line" in read.faults[0].message


def test_a_fence_that_is_not_closed_is_reported_and_loses_no_text():
    text = "---\ntitle: A\n\nHello there."
    read = header.read(text, KNOWN)
    assert text[read.body :] == "Hello there."
    assert "not closed" in read.faults[0].message


@given(st.text(alphabet="ab:- \n\r\t#'[]T", max_size=60))
def test_reading_never_fails_and_the_body_is_the_end_of_the_text(text):
    read = header.read(text, KNOWN)
    assert 0 <= read.body <= len(text)
    for field in read.fields:
        assert 0 <= field.start <= field.end <= len(text)


LINES = st.lists(
    st.sampled_from(
        ["Title: A", "title:b", "Author : c", "Date:", "Reply-to: x-1", "Tags: a, b ", "Note: no", "https://x", "", " ",
         "    more", "---", "text", "Title:  Two  ", "Date: 2026-01-01 10:00", "1a: b", "Sic:\tx", "\u2028", "Sic: a\x0bb"]
    ),
    max_size=7,
)  # fmt: skip


@given(LINES, st.sampled_from(["\n", "\r\n"]))
def test_the_short_way_through_a_plain_header_reads_it_as_the_long_one_does(lines, end):
    text = end.join([*lines, "", "Text."])
    known = ("title", "author", "date", "reply-to", "tags", "sic")
    quick = header.read(text, known)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(header, "_simple", lambda *_: None)
        assert quick == header.read(text, known)
