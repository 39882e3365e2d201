"""What is read of the content folder: nothing by a link at any level, and no folder is passed over in silence."""

import os

import pytest
from carriers import png
from conftest import POST

from plugins.build import output
from plugins.corpus import files

TOPS = ("posts", "comments", "pages", "images")


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
@pytest.mark.parametrize("top", TOPS)
def test_no_link_at_the_top_leads_out_of_the_content(course, request_for, tmp_path, top):
    content = course(
        {"posts/week-01/ada-x.md": POST, "comments/week-01/ada-x/.keep": "", "pages/.keep": "", "images/.keep": ""}
    )
    (content / top).rename(tmp_path / "away")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "secret.md").write_text("Title: Secret\n\nNobody was to read this.\n")
    (elsewhere / "secret.png").write_bytes(png())
    (content / top).symlink_to(elsewhere)
    request = request_for(content)
    result = output.build(request)
    assert f"{top}:1:1: is a symbolic link, which is not followed: put the file or folder itself here" in map(
        str, result.problems
    )
    assert not [file for file in request.output.rglob("*") if "secret" in file.name]


@pytest.mark.parametrize("folder", ["posts/week-01", "images/week-01"])
def test_a_folder_that_cannot_be_read_is_told(course, monkeypatch, folder):
    content = course({"posts/week-01/ada-x.md": POST, "images/week-01/a.png": png()})
    scandir = os.scandir

    def refusing(place: str | os.PathLike[str]) -> object:
        if os.fspath(place).endswith(folder):
            raise PermissionError(13, "Permission denied")
        return scandir(place)

    monkeypatch.setattr(files.os, "scandir", refusing)
    read = files.load(content)
    told = [str(problem) for problem in read.problems if "cannot be read" in problem.message]
    assert told == [f"{folder}:1:1: {files.UNREADABLE}"]
