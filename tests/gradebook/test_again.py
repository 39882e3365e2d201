"""A gradebook made again after a change is the one made anew, and what shows nothing of the change is not rendered."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from builders import comment_file, post_file
from conftest import BRANDS, COURSE, ROOT, write

from plugins.build import output
from plugins.build.request import BuildRequest

COPIED = " ".join(f"word{n}" for n in range(40))
TEXTS = {
    "brands.toml": BRANDS,
    "course.toml": COURSE,
    "posts/week-01/ada-listening.md": post_file("ada", "2026-10-06 10:00", f"I heard it. {COPIED}"),
    "posts/week-01/ben-reading.md": post_file("ben", "2026-10-07 10:00", f"Burbery, I read. {COPIED}"),
    "comments/week-01/ada-listening/ben-1.md": comment_file("ben", "2026-10-08 10:00", "So did I."),
}
AS_OF = datetime(2026, 10, 20, 12)


@pytest.fixture
def request_of(tmp_path) -> BuildRequest:
    return BuildRequest(
        write(tmp_path / "content", TEXTS), tmp_path / "site", tmp_path / "book", tmp_path / "private",
        ROOT / "pelicanconf.py", AS_OF, search=False, cache=tmp_path / "cache",
    )  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def inodes(folder: Path) -> dict[str, int]:
    return {str(file.relative_to(folder)): file.stat().st_ino for file in folder.rglob("*.html")}


def anew(request: BuildRequest) -> dict[str, bytes]:
    """The gradebook of a build that knows of no other."""
    request = replace(request, gradebook=request.gradebook.with_name("anew"), cache=None)
    output.build(request)
    return files(request.gradebook)


CHANGES = {
    "nothing": {},
    "a comment": {"comments/week-01/ada-listening/ben-1.md": comment_file("ben", "2026-10-08 10:00", "So did I, too.")},
    "a copy": {"posts/week-01/ben-reading.md": post_file("ben", "2026-10-07 10:00", f"Burberry. {COPIED[40:]}")},
    "a date": {"posts/week-01/ada-listening.md": post_file("ada", "2026-10-09 10:00", f"I heard it. {COPIED}")},
    "a person": {"course.toml": COURSE.replace('"Ben', '"Benedikt')},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_gradebook_made_again_is_the_one_made_anew(request_of, change):
    output.build(request_of)
    write(request_of.content, CHANGES[change])
    output.build(request_of)
    assert files(request_of.gradebook) == anew(request_of)


def test_pages_that_show_nothing_of_a_change_are_taken_from_the_last_gradebook(request_of):
    output.build(request_of)
    before = inodes(request_of.gradebook)
    write(request_of.content, CHANGES["a comment"])
    output.build(request_of)
    after = inodes(request_of.gradebook)
    written = {file for file in after if after[file] != before[file]}
    assert "people/ben/index.html" in written
    assert not {"brands.html", "copies.html", "texts.html", "changes.html", "conversation.html"} & written


def test_on_another_hour_of_the_day_only_the_class_page_is_another(request_of):
    output.build(request_of)
    before = inodes(request_of.gradebook)
    output.build(replace(request_of, as_of=AS_OF.replace(hour=13)))
    after = inodes(request_of.gradebook)
    assert [file for file in after if after[file] != before[file]] == ["index.html"]
    assert "As of Tuesday 20 October 2026, 13:00 (" in (request_of.gradebook / "index.html").read_text("utf-8")
    assert "As of Tuesday 20 October 2026 (" in (request_of.gradebook / "brands.html").read_text("utf-8")
