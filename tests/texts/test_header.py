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
        ("---\ntitle: 'It''s'\ntags:\n  - x\n  - y\n...\n\nText", {"title": "It's", "tags": "x, y"}, "Text"),
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


AS_TYPED = {"title": "On listening", "author": "ada", "date": "2026-11-05"}


@pytest.mark.parametrize(
    "text",
    [
        "Title： On listening\nAuthor：ada\nDate ： 2026-11-05\n\nText",
        "**Title:** On listening\n**Author**: ada\n__Date__ : 2026-11-05\n\nText",
        "**Title: On listening**\n**Author: ada**\n**Date: 2026-11-05**\n\nText",
        "# Title: On listening\n\n**Author:** ada\n\n**Date:** 2026-11-05\n\nText",
        "## Title: On listening ##\n*Author:* ada\n_Date:_ 2026-11-05\n\nText",
        "\ufeff\u200bTitle:\u00a0On listening\u200b\nAuthor\u00a0: ada\u00a0\nDate: 2026-11-05\n\u00a0\nText",
        "Title: “On listening”\nAuthor: “ada”\nDate: „2026-11-05“\n\nText",
        "Title: On listening\n\nAuthor: ada\n\n\nDate: 2026-11-05\n\nText",
        "Title: On listening\nAuthor: ada\nDate: 2026-11-05\n---\nText",
        "---\ntitle: >-\n  On\n  listening\nauthor: 'ada'\ndate: |\n  2026-11-05\n---\nText",
        '---\ntitle: "On \\x6cistening"  # quoted\nauthor: ada\ndate: "2026-11-05"\n---\nText',
        "---\ntitle: 'On\n  listening'\nauthor: “ada”\ndate: 2026-11-05\n---\nText",
        "---\ntitle: On listening\n\nauthor: ada\ndate: 2026-11-05\n\nText",
        "—\ntitle: On listening\nauthor: ada\ndate: 2026-11-05\n—\nText",
    ],
)
def test_a_header_is_read_as_people_type_it(text):
    assert fields(text) == AS_TYPED
    assert text[header.read(text, KNOWN).body :] == "Text"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("'It''s'", "It's"),
        ("'a \\\\ b'", "a \\\\ b"),
        (r'"a \"b\" \u00e9 \q"', 'a "b" é \\q'),
        ('"A" and "B"', '"A" and "B"'),
        ("'tis", "'tis"),
        ("“A” and “B”", "“A” and “B”"),
        ("‘It’s’", "It’s"),
        ("«A»", "A"),
        ("A # b", "A # b"),
        ('"\\ud800"', "\\ud800"),
    ],
)
def test_quotation_marks_are_no_part_of_a_value_of_yaml(typed, value):
    [title] = header.read(text := f"---\ntitle: {typed}\n---\nText", KNOWN).fields
    assert title.value == value
    assert text[title.start : title.end] in typed


@pytest.mark.parametrize(
    "text",
    [
        "**Tags:** are what we talk about.\n\nText",
        "# Author: a word\n\nText",
        "**Title** and more: a story\n\nText",
        "**Note:** no.\n\nText",
        "*Listen: they speak.*\n\nText",
        "—\n\nA dash, then text: this.",
    ],
)
def test_prose_with_marks_in_it_is_no_header(text):
    assert header.read(text, KNOWN) == header.Header((), 0)


def test_in_a_plain_header_a_title_may_stand_in_quotation_marks():
    assert fields("Title: “Listen!”\nAuthor: ada\n\nText")["title"] == "“Listen!”"


def test_an_empty_line_in_the_header_is_said_with_the_line_at_which_it_ended():
    [fault] = header.read("Title: A\nTags: x\n\nAuthor: ada\nDate: 2026-10-07\n\nText", KNOWN).faults
    assert (fault.line, fault.message) == (
        3,
        "this empty line ended the header in line 2; what is below it was read all the same: delete the empty line",
    )


def test_below_a_whole_header_a_field_is_text_and_said_with_the_line_at_which_the_header_ended():
    text = "Title: A\nAuthor: ada\nDate: 2026-10-07\n\nTags: x\n\nText"
    read = header.read(text, KNOWN)
    assert text[read.body :] == "Tags: x\n\nText"
    [fault] = read.faults
    assert (fault.line, fault.message) == (
        5, "is text, because the header ended in line 3, before the empty line: delete the empty line"
    )  # fmt: skip


@pytest.mark.parametrize(
    "below", ["Title: is a word.", "Note: x", "Author: " + "x" * 200, "Tags: x\nbut this is prose."]
)
def test_prose_below_a_header_stays_prose(below):
    text = f"Title: A\nAuthor: ada\nDate: 2026-10-07\n\n{below}\n\nMore."
    read = header.read(text, KNOWN)
    assert (text[read.body :], read.faults) == (f"{below}\n\nMore.", ())


@given(st.text(alphabet="ab:：- \n\r\t#'\"“”*_>|\\[]T—\u00a0\u200b", max_size=60))
def test_reading_never_fails_and_the_body_is_the_end_of_the_text(text):
    read = header.read(text, KNOWN)
    assert 0 <= read.body <= len(text)
    for field in read.fields:
        assert 0 <= field.start <= field.end <= len(text)


LINES = st.lists(
    st.sampled_from(
        ["Title: A", "title:b", "Author : c", "Date:", "Reply-to: x-1", "Tags: a, b ", "Note: no", "https://x", "", " ",
         "**Author:** d", "# Title: e", "Date： x", "Author: 'f'", "    more", "---", "text", "Title:  Two  ", "Date: 2026-01-01 10:00", "1a: b", "Sic:\tx", "\u2028", "Sic: a\x0bb"]
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
