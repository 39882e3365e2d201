"""Two folders are swapped in one step where the system can, and otherwise so that the next build repairs what broke."""

import ctypes
import os
import signal
import sys
from pathlib import Path

import pytest
from conftest import POST

from plugins import parallel
from plugins.build import output
from plugins.gradebook.generator import GradebookGenerator


@pytest.fixture
def folders(tmp_path):
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "is").write_text(name)
    return tmp_path / "new", tmp_path / "old"


@pytest.mark.skipif(not sys.platform.startswith(("linux", "darwin")), reason="the system cannot swap folders")
def test_the_system_swaps_two_folders(folders):
    new, old = folders
    assert output._exchange(new, old)
    assert ((old / "is").read_text(), (new / "is").read_text()) == ("new", "old")


def test_a_swap_that_fails_is_said(folders, tmp_path):
    assert not output._exchange(folders[0], tmp_path / "missing")


def test_a_mac_is_asked_for_a_swap_by_its_own_call(folders, monkeypatch):
    new, old = folders

    class Library:
        @staticmethod
        def renamex_np(one: bytes, other: bytes, flags: int) -> int:
            assert flags == 0x2  # RENAME_SWAP of sys/stdio.h
            apart = Path(f"{one.decode()}-apart")
            Path(one.decode()).rename(apart)
            Path(other.decode()).rename(one.decode())
            apart.rename(other.decode())
            return 0

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Library)
    assert output._exchange(new, old)
    assert (old / "is").read_text() == "new"


@pytest.mark.skipif(not parallel.can_fork(), reason="needs a system that can fork, and no other threads")
def test_a_build_that_fails_leaves_no_process_that_still_makes_the_gradebook(course, request_for, monkeypatch):
    monkeypatch.setattr(parallel, "processes", lambda _: 2)
    monkeypatch.setattr(GradebookGenerator, "written", lambda *_: signal.pause())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "site")

    monkeypatch.setattr(output, "_replace", full)
    request = request_for(course({"posts/week-01/ada-x.md": POST}))
    with pytest.raises(output.CannotBuild, match="No space left"):
        output.build(request)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert not list(request.output.parent.glob(".*"))


def test_where_nothing_can_be_swapped_a_site_is_replaced_all_the_same(course, request_for, monkeypatch):
    monkeypatch.setattr(output, "_exchange", lambda *_: False)
    request = request_for(course({"posts/week-01/ada-x.md": POST}))
    for text in ("First.", "Second."):
        (request.content / "posts/week-01/ada-x.md").write_text(POST + text)
        output.build(request)
        assert text in (request.output / "week-1/ada/x/index.html").read_text("utf-8")
    assert not list(request.output.parent.glob(".*"))
