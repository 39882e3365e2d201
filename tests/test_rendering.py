"""A page is rendered from its value, and taken from the last build where its name is the same."""

import os
from pathlib import Path

from plugins.rendering import Pages


def made(tmp_path: Path, n: int, shown: dict[str, object], everywhere: object = "", program: str = "p") -> list[str]:
    """Build pages of some values over the last ones; returns the files that were rendered."""
    rendered = []

    def text(file: str, value: object) -> str:
        rendered.append(file)
        return f"{everywhere} {value} {program}"

    pages = Pages(tmp_path / f"new-{n}", tmp_path / "site", tmp_path / "cache/pages", program)
    pages.folder.mkdir()
    pages.everywhere.append(everywhere)
    for file, value in shown.items():
        pages.add(file, lambda value=value: value, lambda value, file=file: text(file, value))
    pages.write()
    pages.forget()
    if (tmp_path / "site").exists():
        (tmp_path / "site").rename(tmp_path / f"old-{n}")
    pages.folder.rename(tmp_path / "site")
    pages.remember()
    return rendered


def test_only_a_page_that_shows_something_else_is_rendered(tmp_path):
    assert made(tmp_path, 1, {"a/index.html": 1, "b.html": 2}) == ["a/index.html", "b.html"]
    assert made(tmp_path, 2, {"a/index.html": 1, "b.html": 3, "c.html": 4}) == ["b.html", "c.html"]
    assert made(tmp_path, 3, {"a/index.html": 1}) == []
    assert [file.name for file in (tmp_path / "site").rglob("*.html")] == ["index.html"]


def test_every_page_is_rendered_where_what_all_show_or_the_program_is_another(tmp_path):
    made(tmp_path, 1, {"a.html": 1, "b.html": 2})
    assert made(tmp_path, 2, {"a.html": 1, "b.html": 2}, everywhere="title") == ["a.html", "b.html"]
    assert made(tmp_path, 3, {"a.html": 1, "b.html": 2}, everywhere="title", program="q") == ["a.html", "b.html"]


def test_a_page_that_was_touched_or_deleted_is_rendered(tmp_path):
    made(tmp_path, 1, {"a.html": 1, "b.html": 2, "c.html": 3})
    os.utime(tmp_path / "site/a.html", ns=(0, 0))
    (tmp_path / "site/b.html").unlink()
    assert made(tmp_path, 2, {"a.html": 1, "b.html": 2, "c.html": 3}) == ["a.html", "b.html"]


def test_where_a_file_cannot_have_two_names_it_is_copied(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError("this file system has no hard links")

    made(tmp_path, 1, {"a.html": 1})
    monkeypatch.setattr(os, "link", refuse)
    assert made(tmp_path, 2, {"a.html": 1}) == []
    assert (tmp_path / "site/a.html").read_text() == " 1 p"


def test_a_file_taken_twice_is_not_changed_through_its_other_name(tmp_path):
    made(tmp_path, 1, {"a.html": 1})
    made(tmp_path, 2, {"a.html": 1})
    made(tmp_path, 3, {"a.html": 2})
    assert [(tmp_path / folder / "a.html").read_text() for folder in ("old-2", "old-3", "site")] == [
        " 1 p",
        " 1 p",
        " 2 p",
    ]


def test_a_build_that_was_stopped_after_it_replaced_its_files_remembers_none_of_them(tmp_path):
    made(tmp_path, 1, {"a.html": 1})
    stopped = Pages(tmp_path / "new", tmp_path / "site", tmp_path / "cache/pages", "p")
    stopped.folder.mkdir()
    stopped.everywhere.append("")
    stopped.add("a.html", lambda: 2, lambda value: f" {value} p")
    stopped.write()
    stopped.forget()
    assert made(tmp_path, 2, {"a.html": 1}) == ["a.html"]
