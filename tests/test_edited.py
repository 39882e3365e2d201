"""A file that somebody else may be editing loses nothing of theirs."""

import pytest

from plugins import edited

MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize("data", [b"", b"a = 1\r\n", MARK + b"a = 1\n", MARK])
def test_what_is_replaced_keeps_its_mark_and_the_bytes_that_were_not_changed(tmp_path, data):
    file = tmp_path / "x.toml"
    file.write_bytes(data)
    held = edited.read(file)
    edited.replace(file, held, edited.text(held, "x") + "b = 2\n", "x")
    assert file.read_bytes() == data + b"b = 2\n"


def test_where_there_is_none_it_is_made_with_its_folder(tmp_path):
    file = tmp_path / "private/x.toml"
    edited.replace(file, edited.read(file), "a = 1\n", "x")
    assert file.read_bytes() == b"a = 1\n"


def test_what_says_the_same_is_not_written(tmp_path):
    file = tmp_path / "x.toml"
    file.write_bytes(b"a = 1\n")
    before = file.stat().st_ino
    edited.replace(file, edited.read(file), "a = 1\n", "x")
    assert file.stat().st_ino == before


@pytest.mark.parametrize("now", [b"a = 2\n", None])
def test_what_somebody_changed_or_removed_stays_as_they_left_it(tmp_path, now):
    file = tmp_path / "x.toml"
    file.write_bytes(b"a = 1\n")
    held = edited.read(file)
    file.unlink() if now is None else file.write_bytes(now)
    with pytest.raises(edited.CannotEdit, match=r"^x has been changed meanwhile: nothing was written"):
        edited.replace(file, held, "a = 3\n", "x")
    assert (file.read_bytes() if file.exists() else None) == now


def test_what_is_not_utf_8_or_no_file_is_refused_in_a_line(tmp_path):
    (tmp_path / "x.toml").write_bytes(b"\xff")
    with pytest.raises(edited.CannotEdit, match=r"^x: is not UTF-8: save it as UTF-8 first$"):
        edited.text(edited.read(tmp_path / "x.toml"), "x")
    with pytest.raises(edited.CannotEdit, match="cannot be read: "):
        edited.read(tmp_path)
