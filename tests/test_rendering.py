"""A page is rendered from its value, and taken from the last build where its name is the same."""

import os
from contextlib import nullcontext
from pathlib import Path

import pytest

from plugins import parallel
from plugins.rendering import Pages


def begun(tmp_path: Path, program: str = "p", folder: str = "new") -> Pages:
    pages = Pages(tmp_path / folder, tmp_path / "site", tmp_path / "cache/pages", tmp_path / "cache/spare")
    pages.folder.mkdir()
    pages.recall(program)
    return pages


def made(tmp_path: Path, shown: dict[str, object], everywhere: object = "", program: str = "p") -> list[str]:
    """Build pages of some values over the last ones; returns the files that were rendered."""
    rendered = []

    def text(file: str, value: object) -> str:
        rendered.append(file)
        return f"{everywhere} {value} {program}"

    pages = begun(tmp_path, program)
    pages.everywhere.append(everywhere)
    for file, value in shown.items():
        pages.add(file, lambda value=value: value, lambda value, file=file: text(file, value))
    pages.write()
    pages.forget()
    if (tmp_path / "site").exists():
        (tmp_path / "site").rename(tmp_path / "old")
    pages.folder.rename(tmp_path / "site")
    pages.put_away(tmp_path / "old")
    pages.remember()
    assert in_folder(tmp_path / "site") == {file: f"{everywhere} {value} {program}" for file, value in shown.items()}
    return rendered


def in_folder(folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*") if file.is_file()}


def test_only_a_page_that_shows_something_else_is_rendered(tmp_path):
    assert made(tmp_path, {"a/index.html": 1, "b.html": 2}) == ["a/index.html", "b.html"]
    assert made(tmp_path, {"a/index.html": 1, "b.html": 3, "c.html": 4}) == ["b.html", "c.html"]
    assert made(tmp_path, {"a/index.html": 1}) == []


def test_every_page_is_rendered_where_what_all_show_or_the_program_is_another(tmp_path):
    made(tmp_path, {"a.html": 1, "b.html": 2})
    assert made(tmp_path, {"a.html": 1, "b.html": 2}, everywhere="title") == ["a.html", "b.html"]
    assert made(tmp_path, {"a.html": 1, "b.html": 2}, everywhere="title", program="q") == ["a.html", "b.html"]


def test_a_page_that_was_touched_or_deleted_is_rendered(tmp_path):
    made(tmp_path, {"a.html": 1, "b.html": 2, "c.html": 3})
    os.utime(tmp_path / "site/a.html", ns=(0, 0))
    (tmp_path / "site/b.html").unlink()
    assert made(tmp_path, {"a.html": 1, "b.html": 2, "c.html": 3}) == ["a.html", "b.html"]


def test_where_a_file_cannot_have_two_names_it_is_copied(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError("this file system has no hard links")

    made(tmp_path, {"a.html": 1})
    monkeypatch.setattr(os, "link", refuse)
    assert made(tmp_path, {"a.html": 1}) == []


def test_a_page_that_two_builds_share_is_not_changed_through_its_other_name(tmp_path):
    made(tmp_path, {"a.html": 1})
    made(tmp_path, {"a.html": 1})
    os.link(tmp_path / "site/a.html", tmp_path / "another-name.html")
    made(tmp_path, {"a.html": 2})
    assert (tmp_path / "another-name.html").read_text() == " 1 p"


@pytest.mark.parametrize("where", ["in the copy", "while it is done again"])
def test_whatever_fails_while_pages_are_written_none_of_the_last_build_is_written_over(tmp_path, monkeypatch, where):
    """A copy of the process links some pages and dies; they are done again, and may fail again."""
    monkeypatch.setattr(parallel, "processes", lambda _: 2)
    made(tmp_path, shown := {f"{n}.html": n for n in range(6)})
    written = {file: (tmp_path / "site" / file).stat().st_mtime_ns for file in shown}
    here, pages = os.getpid(), begun(tmp_path)
    pages.everywhere.append("")

    def text(value: object) -> str:
        if os.getpid() != here:
            os._exit(9)
        if where != "in the copy":
            raise OSError(28, "No space left on device")
        return f" {value} p"

    for file, value in (shown | {"4.html": "other", "5.html": "other"}).items():
        pages.add(file, lambda value=value: value, text)
    with pytest.raises(OSError, match="No space") if where != "in the copy" else nullcontext():
        pages.write()
    assert {file: (tmp_path / "site" / file).stat().st_mtime_ns for file in shown} == written


def test_a_spare_folder_holds_the_pages_that_the_last_two_builds_share_as_they_were_left(tmp_path):
    made(tmp_path, {"a.html": 1, "b/index.html": 1, "c.html": 1, "d/e/index.html": 1, "f.html": 1})
    (tmp_path / "site/b.png").write_text("a picture")
    made(tmp_path, {"a.html": 1, "b/index.html": 1, "c.html": 1, "f.html": 2})
    spare = tmp_path / "cache/spare"
    assert in_folder(spare).keys() == {"a.html", "b/index.html", "c.html"}
    assert not (spare / "d").exists()
    os.utime(spare / "a.html", ns=(0, 0))
    (spare / "b/more").mkdir()
    (spare / "b/more/f.html").write_text("another's")
    (spare / "c.html").unlink()
    (spare / "c.html").symlink_to(tmp_path / "site/f.html")
    pages = begun(tmp_path)
    assert pages.here.keys() == in_folder(pages.folder).keys() == {"b/index.html"}
    assert not (pages.folder / "b/more").exists()
    pages.everywhere.append("")
    for file in ("a.html", "b/index.html", "c.html"):
        pages.add(file, lambda: 1, lambda value: f" {value} p")
    pages.write()
    assert in_folder(pages.folder) == dict.fromkeys(("a.html", "b/index.html", "c.html"), " 1 p")
    assert not any(file.is_symlink() for file in pages.folder.rglob("*"))


def test_a_page_that_is_gone_takes_its_empty_folders_along(tmp_path):
    made(tmp_path, {"a.html": 1, "d/e/index.html": 1})
    made(tmp_path, {"a.html": 1})
    made(tmp_path, {"a.html": 1})
    assert [file.name for file in (tmp_path / "site").iterdir()] == ["a.html"]


def test_another_program_finds_nothing_in_the_spare_folder(tmp_path):
    made(tmp_path, {"a.html": 1})
    made(tmp_path, {"a.html": 1})
    assert in_folder(tmp_path / "cache/spare")
    assert not in_folder(begun(tmp_path, "q").folder)
    assert not (tmp_path / "cache/spare").exists()


def test_a_build_that_was_stopped_after_it_replaced_its_files_remembers_none_of_them(tmp_path):
    made(tmp_path, {"a.html": 1})
    stopped = begun(tmp_path, folder="stopped")
    stopped.everywhere.append("")
    stopped.add("a.html", lambda: 2, lambda value: f" {value} p")
    stopped.write()
    stopped.forget()
    assert made(tmp_path, {"a.html": 1}) == ["a.html"]
