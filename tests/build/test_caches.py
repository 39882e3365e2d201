"""A cache is a favour: whatever happens to it, a command does what it would do without one."""

import os
import shutil
import subprocess
import sys

import pytest
from carriers import png
from conftest import COURSE, POST, ROOT

from plugins import cache
from plugins.build import output

FILES = {
    "course.toml": COURSE.replace("[expectations]", '[site]\nurl = "https://example.org"\n\n[expectations]'),
    "posts/week-01/ada-x.md": f"{POST}\nA Bubrerry ![A dot](images/a.png)\n",
    "comments/week-01/ada-x/ben-1.md": "Author: ben\nDate: 2026-10-08 10:00\n\nI *agree*.\n",
    "brands.toml": '[[brands]]\nname = "Burberry"\n',
    "images/a.png": png(),
}


def pages(folder):
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def cut(file):
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


def turned(file):
    data = bytearray(file.read_bytes())
    data[-1] ^= 0x55
    file.write_bytes(data)


def emptied(file):
    file.write_bytes(b"")


def made_a_folder(file):
    file.unlink()
    file.mkdir()


def made_a_pipe(file):
    file.unlink()
    os.mkfifo(file)


DAMAGES = [cut, turned, emptied, made_a_folder] + ([made_a_pipe] if hasattr(os, "mkfifo") else [])


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_changes_no_page_and_no_picture(course, request_for, tmp_path, damage):
    request = request_for(course(FILES), cache=tmp_path / "cache", publish=True)
    before = output.build(request)
    first = pages(request.output)
    assert {file.name.rpartition("-")[0] for file in request.cache.glob("*-*")} >= {"rendered", "checked", "images"}
    for file in [file for file in request.cache.rglob("*") if file.is_file()]:
        damage(file)
    shutil.rmtree(request.output)
    after = output.build(request)
    assert after.problems == before.problems
    assert pages(request.output) == first


def test_a_file_in_the_place_of_the_cache_is_a_note(course, request_for, tmp_path):
    (tmp_path / "cache").write_text("mine")
    request = request_for(course(FILES), cache=tmp_path / "cache")
    result = output.build(request)
    assert [note for note in result.notes if "nothing is remembered" in note] == [
        f"{tmp_path / 'cache'}: cannot be written (File exists), so nothing is remembered for the next time"
    ]
    assert (request.output / "week-1/ada/x/index.html").exists()
    assert (tmp_path / "cache").read_text() == "mine"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts a file system of its own")
def test_a_full_cache_is_a_note_and_costs_nobody_a_page(course, tmp_path):
    content, folder = course(FILES), tmp_path / "cache"
    folder.mkdir()
    mount = f"mount -t tmpfs -o size=16k none {folder} && dd if=/dev/zero of={folder}/full bs=1k count=64"
    if subprocess.run(["unshare", "-rm", "sh", "-c", mount], capture_output=True, check=False).returncode not in (0, 1):
        pytest.skip("this system lets nobody mount a file system")
    program = (
        "import sys; from datetime import datetime; from pathlib import Path; from plugins.build import output, request\n"
        f"here, root = Path({str(tmp_path)!r}), Path({str(ROOT)!r})\n"
        "print(*output.build(request.BuildRequest(here / 'content', here / 'site', here / 'book', here / 'private',"
        " root / 'pelicanconf.py', datetime(2026, 11, 1), cache=here / 'cache')).notes, sep='\\n')"
    )
    command = ["unshare", "-rm", "sh", "-c", f'{mount}; exec "$0" -c "$1"', sys.executable, program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if "Operation not permitted" in done.stderr or "must be superuser" in done.stderr:
        pytest.skip("this system lets nobody mount a file system")
    assert done.returncode == 0, done.stderr
    assert "cannot be written (No space left on device)" in done.stdout
    assert (content.parent / "site/week-1/ada/x/index.html").exists()


def test_what_is_kept_comes_back_whole_or_not_at_all(tmp_path):
    file = tmp_path / "folder/file"
    cache.keep(file, ("a", {"b": (1, 2.5, None)}))
    whole = file.read_bytes()
    assert cache.kept(file) == ("a", {"b": (1, 2.5, None)})
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert cache.kept(file) is None
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert cache.kept(file) is None
