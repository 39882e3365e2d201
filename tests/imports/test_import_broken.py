"""Broken and hostile exports: what can be read is read, the place is told, nothing is fetched or half written."""

import io
import re
import tracemalloc

import import_exports as exports
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.imports import importing
from plugins.imports.readers import formats
from plugins.imports.records import CannotImport, Dropped, Item, Note


def read(data):
    platform = formats.recognise(data[: formats.HEAD])
    records = list(formats.READERS[platform](io.BytesIO(data)))
    return tuple([record for record in records if isinstance(record, kind)] for kind in (Item, Dropped, Note))


def test_an_export_that_breaks_off_keeps_what_came_before_and_tells_the_line():
    cut = exports.BACKUP[: exports.BACKUP.index(b"Thanks, Ben") + 3]
    items, dropped, notes = read(cut)
    assert [item.text for item in items if item.kind == "comment"] == ["Nice & short."]
    assert [item.reason for item in dropped if item.kind == "other"][-1] == "the file ends in the middle of this entry"
    assert any("not well-formed" in note.message for note in notes)


def test_of_a_wordpress_item_that_breaks_off_the_text_and_the_whole_comments_are_kept():
    whole = exports.wxr()
    items, dropped, _ = read(whole[: whole.index(b"Wait.") + 2])
    assert [(item.kind, item.text[:6]) for item in items] == [
        ("post", "Brands"),
        ("comment", "Nice."),
        ("comment", "Thanks"),
    ]
    assert [item.reason for item in dropped] == ["the file ends in the middle of this item"]


def test_a_prefix_without_its_namespace_costs_nothing_and_its_line_is_told():
    bad = exports.BACKUP.replace(b" xmlns:app='http://purl.org/atom/app#'", b"")
    items, _, notes = read(bad)
    assert [item.status for item in items][:2] == ["published", "draft"]
    assert next(note.place for note in notes if note.kind == "recovered") == "line 5"


def test_an_ampersand_that_is_not_escaped_costs_no_text_around_it():
    items, _, notes = read(exports.BACKUP.replace(b"Nice &amp;amp; short", b"Nice & short"))
    assert len([item for item in items if item.kind == "comment"]) == 5
    assert any(note.kind == "recovered" for note in notes)


def test_bytes_of_another_encoding_than_the_declared_one_are_read_and_counted():
    latin = exports.BACKUP.replace(b"Ben K.", "Zoë".encode("latin-1"))
    items, _, notes = read(latin)
    assert {item.author for item in items} == {"Ada L.", "Zoë", "Eve"}
    assert ["Windows-1252" in note.message and note.count for note in notes if note.kind == "recovered"] == [3]
    declared = exports.BACKUP.replace(b"UTF-8", b"ISO-8859-1").replace(b"Ben K.", "Zoë".encode())
    assert {item.author for item in read(declared)[0]} == {"Ada L.", "Zoë", "Eve"}
    wide = exports.BACKUP.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert len(read(wide)[0]) == len(read(exports.BACKUP)[0])


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(12))


@pytest.mark.parametrize(
    "subset",
    [
        f"<!DOCTYPE feed [{BOMB}]>",
        '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE feed [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
    ],
)
def test_entities_and_foreign_document_types_are_refused_before_they_do_anything(subset, tmp_path):
    reference = b"&e11;" if "e11" in subset else b"&x;" if "ENTITY x" in subset else b"x"
    data = exports.BACKUP.replace(b"?><feed", f"?>{subset}<feed".encode()).replace(b"On listening", reference)
    tracemalloc.start()
    with pytest.raises(CannotImport, match="it is refused"):
        read(data)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    (tmp_path / "blog.xml").write_bytes(data)
    with pytest.raises(CannotImport, match=r"^blog\.xml:1:1: declares entities"):
        importing.bring(importing.ImportRequest(tmp_path / "blog.xml", tmp_path / "content", tmp_path / "private"))
    assert not (tmp_path / "content").exists()


@settings(max_examples=150)
@given(
    st.sampled_from([exports.BACKUP, exports.TAKEOUT, exports.wxr(), exports.DISQUS, exports.COMMENTO, exports.MOODLE,
                     exports.BLOGGER_PAGE, exports.WORDPRESS_PAGE, exports.PASTED]),
    st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=6), st.integers(0, 6)), max_size=4),
    st.integers(0, 6000),
)  # fmt: skip
def test_whatever_is_broken_there_is_a_report_or_one_sentence_and_never_a_traceback(data, changes, end):
    for at, new, length in changes:
        data = data[:at] + new + data[at + length :]
    data = data[:end] if end < 4000 else data
    try:
        found = read(data)
    except CannotImport as error:
        said = str(error)
    else:
        assert all(record.place for records in found for record in records)
        return
    assert "\n" not in said


def test_a_file_is_streamed_so_that_memory_does_not_grow_with_settings_and_texts(tmp_path):
    def peak(megabytes):
        filler = exports.backup_entry("template", 2, "T", "x" * 100_000).encode()

        class Endless(io.RawIOBase):
            left = megabytes * 10
            buffer = exports.BACKUP_HEAD.encode()

            def read(self, size=-1):
                while len(self.buffer) < size and self.left:
                    self.buffer, self.left = self.buffer + filler, self.left - 1
                    if not self.left:
                        self.buffer += exports.backup_entry("post", 9, "Last", "x").encode() + b"</feed>"
                got, self.buffer = self.buffer[:size], self.buffer[size:]
                return got

        tracemalloc.start()
        count = sum(isinstance(one, Item | Dropped) for one in formats.READERS["a Blogger backup"](Endless()))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return count, used

    small, large = peak(2), peak(20)
    assert (small[0], large[0]) == (21, 201)
    assert large[1] < 1.5 * small[1] + 500_000


def test_a_run_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    source, content = tmp_path / "blog.xml", tmp_path / "content"
    source.write_bytes(exports.BACKUP)

    def full(*_):
        raise OSError(28, "No space left on device", str(content))

    monkeypatch.setattr(importing, "_move", full)
    with pytest.raises(CannotImport, match="No space left on device"):
        importing.bring(importing.ImportRequest(source, content, tmp_path / "private"))
    assert [path for path in content.rglob("*") if path.is_file()] == []
    assert not [path for path in tmp_path.iterdir() if re.match(r"\.cohort", path.name)]


THIRD = b'{"commentHex": "a3", "domain": "blog.example", "url": "/x", "commenterHex": "u1", "markdown": "Third.",\n "state": "approved"}'


@pytest.mark.parametrize(
    ("wrong", "right", "left"),
    [
        (b'"markdown": "Thanks.",', b'"markdown": "Thanks.', ["Nice *one*.", "Third."]),
        (b'"parentHex": "a1"', b'"parentHex": a1', ["Nice *one*.", "Third."]),
        (b'"html": "", "parentHex": "root"', b'"html": "" "parentHex": "root"', ["Thanks.", "Third."]),
        (b"],\n", b",,],\n", ["Nice *one*.", "Thanks.", "Third."]),
        (b"]}\n", b"", ["Nice *one*.", "Thanks.", "Third."]),
        (b"Nice *one*", "Olé".encode("latin-1"), ["Olé.", "Thanks.", "Third."]),
    ],
)
def test_of_a_commento_export_that_is_not_well_formed_every_whole_comment_is_read(wrong, right, left):
    data = exports.COMMENTO.replace(b"}],\n", b"},\n" + THIRD + b"],\n")
    assert wrong in data
    items, dropped, notes = read(data.replace(wrong, right))
    assert [item.text for item in items] == left
    assert len(dropped) == 3 - len(left)
    assert "not well-formed" in next(note.message for note in notes if note.kind == "recovered")
    assert all(lost.place.startswith("line ") and "is broken" in lost.reason for lost in dropped)
    assert {item.author for item in items} <= {"Ben K.", ""}


def test_a_commento_export_that_breaks_off_keeps_what_came_before_and_tells_the_line():
    items, dropped, _ = read(exports.COMMENTO[: exports.COMMENTO.index(b"Thanks")])
    assert [item.text for item in items] == ["Nice *one*."]
    assert [(lost.kind, lost.place) for lost in dropped] == [("comment", "line 4")]
    with pytest.raises(CannotImport, match="is not readable JSON"):
        read(exports.COMMENTO[: exports.COMMENTO.index(b"blog.example")])


def test_bytes_of_a_moodle_forum_that_are_no_utf_8_are_read_and_told_with_their_line():
    items, _, notes = read(exports.MOODLE.replace(b"Ben K.", "Zoë".encode("latin-1")).replace(b"Nice", b"N\x93ce"))
    assert [item.author for item in items] == ["Ada L.", "Zoë", "Ada L.", "Ruth A."]
    assert items[1].text == "N“ce."
    assert [(note.place, note.count) for note in notes if note.kind == "recovered"] == [("line 3", 2)]


def test_a_moodle_forum_in_utf_16_or_with_a_mark_is_read_as_it_is():
    for data in (b"\xef\xbb\xbf" + exports.MOODLE, exports.MOODLE.decode().encode("utf-16")):
        items, _, notes = read(data)
        assert len(items) == 4
        assert not [note for note in notes if note.kind == "recovered"]


def test_a_row_of_a_moodle_forum_that_cannot_be_read_costs_itself_alone(monkeypatch):
    from plugins.imports.readers import moodle

    monkeypatch.setattr(moodle, "MOST_FIELD", 60)
    items, dropped, _ = read(exports.MOODLE.replace(b"Nice.", b"Nice." * 40))
    assert [item.id for item in items] == ["1", "3", "4"]
    assert [(lost.place, lost.kind) for lost in dropped] == [("line 3", "other")]


def test_rows_that_a_missing_quotation_mark_swallowed_are_parted_again():
    items, _, notes = read(exports.MOODLE.replace(b'"<p>Nice.</p>"', b'"<p>Nice.</p>'))
    assert [(item.id, item.author) for item in items] == [
        ("1", "Ada L."),
        ("2", "Ben K."),
        ("3", "Ada L."),
        ("4", "Ruth A."),
    ]
    assert items[1].text.startswith("Nice.")
    assert [item.text for item in items[2:]] == ["Thanks.", "In private."]
    assert [note.place for note in notes if note.kind == "recovered"] == ["line 3"]


def test_a_message_that_holds_a_table_is_one_message():
    items, _, notes = read(exports.MOODLE.replace(b"<p>Nice.</p>", b"<pre>a,b\n1,2,3,4,5\n</pre>"))
    assert len(items) == 4
    assert "1,2,3,4,5" in items[1].text
    assert not [note for note in notes if note.kind == "recovered"]
