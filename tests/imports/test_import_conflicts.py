"""A file in which git left the marks of a conflict is refused with their line; a text that shows such marks is not."""

import io

import import_exports as exports
import pytest
from import_desk import Desk

from plugins.imports.readers import conflicts
from plugins.imports.records import CannotImport

MARKS = b"<<<<<<< HEAD\nOurs.\n=======\nTheirs.\n>>>>>>> main\n"
XML = b'<?xml version="1.0"?>\n<rss>\n<item>\n</item>\n</rss>\n'
WXR = b'<?xml version="1.0"?>\n<rss>\n<item><p><![CDATA[\n%s]]></p></item>\n</rss>\n'


def line(data):
    file = io.BytesIO(data)
    try:
        conflicts.check(file)
    except CannotImport as refused:
        return refused.line
    assert file.tell() == 0
    return 0


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"<<<<<<< HEAD\n" + XML, 1),
        (XML.replace(b"<item>", b"<<<<<<< HEAD\n<item>"), 3),
        (XML.replace(b"</item>\n", b"</item>\n>>>>>>> main\n"), 5),
        (XML.replace(b"\n", b"\r\n").replace(b"<item>", b"<<<<<<< HEAD\r\n<item>"), 3),
        (b'{\n "comments": [\n<<<<<<< HEAD\n ]\n}', 3),
        (b"id,discussion,parent\n" + MARKS, 2),
        (b"Title: On listening\n\nWords.\n" + MARKS, 4),
        (MARKS, 1),
        (b"```\n" + b"x\n```\n" + MARKS, 4),
        (WXR % b"A.]]></p><p><![CDATA[\n" + MARKS, 7),
        (b"x" * 200_000 + b"\n" + MARKS, 2),
    ],
)
def test_the_marks_of_a_conflict_are_found_at_their_line(data, where):
    assert line(data) == where


@pytest.mark.parametrize(
    "data",
    [
        WXR % MARKS,
        b"How git tells:\n\n```\n" + MARKS + b"```\n\nSo much.\n",
        b"A heading\n=======\n\n>>>>>>> quoted seven times\n",
        b"<<<<<<< an arrow of seven\n\nAnd nothing else.\n",
        b"x" * 65_536 + MARKS.replace(b"\n", b" ") + b"\n",
        b"",
    ],
)
def test_a_text_that_shows_marks_or_has_half_of_them_is_read(data):
    assert line(data) == 0


@pytest.mark.parametrize("name", ["blog.xml", "week-01--ada-my-post.md"])
def test_an_import_names_the_file_and_the_line_of_a_conflict(tmp_path, name):
    data = b"\n" + MARKS + exports.BACKUP if name.endswith("xml") else b"Title: A\n" + MARKS
    with pytest.raises(CannotImport, match=f"{name}:2:1: holds a conflict mark of git, “<<<<<<< HEAD”"):
        Desk(tmp_path).bring({name: data})
