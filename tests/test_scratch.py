"""A folder for a while, and a lock: nobody else can look in, and what a killed process leaves is deleted by the next."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import ROOT

from plugins import scratch


def other_process(program: str, *arguments: object) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", f"import sys\nfrom pathlib import Path\nfrom plugins import scratch\n{program}"]
    pipe = subprocess.PIPE
    return subprocess.Popen([*words, *map(str, arguments)], cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


HOLDING = (
    "with scratch.folder(Path(sys.argv[1]), 'seal') as folder:\n    (folder / 'grades.csv').write_text('ada,40')\n"
    "    print(folder, flush=True)\n    input()"
)


def test_a_folder_is_empty_hidden_from_others_and_from_git_and_gone_afterwards(tmp_path):
    with scratch.folder(tmp_path / "private", "seal") as folder:
        assert list(folder.iterdir()) == []
        assert folder.parent.parent == tmp_path / "private"
        assert (folder.parent / ".gitignore").read_text() == "*\n"
        if os.name != "nt":
            assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert list((tmp_path / "private").iterdir()) == []


def test_what_a_killed_process_left_goes_with_the_next_folder_and_what_one_at_work_holds_stays(tmp_path):
    with other_process(HOLDING, tmp_path) as killed, other_process(HOLDING, tmp_path) as working:
        left, held = (Path(process.stdout.readline().strip()) for process in (killed, working))
        killed.kill()
        killed.wait()
        with scratch.folder(tmp_path, "import"):
            assert (left.exists(), (held / "grades.csv").read_text()) == (False, "ada,40")
        working.communicate("\n")
    assert list(tmp_path.iterdir()) == []


def test_what_is_unfinished_waits_for_whoever_began_it(tmp_path):
    with other_process(HOLDING.replace("grades.csv", scratch.UNFINISHED), tmp_path) as killed:
        left = Path(killed.stdout.readline().strip())
        killed.kill()
    with scratch.folder(tmp_path, "import"):
        assert list(scratch.abandoned(tmp_path, "start")) == []
        assert list(scratch.abandoned(tmp_path, "seal")) == [left]


@pytest.mark.parametrize("name", [".cohort-mine", "cohort-seal-0123456789abcdef", ".cohort-seal-0123456789abcdef.md"])
def test_what_only_resembles_such_a_folder_is_somebodys(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / ".cohort-seal-0123456789abcdef").symlink_to(tmp_path / name)
    with scratch.folder(tmp_path, "seal"):
        pass
    assert (tmp_path / name).is_dir()
    assert (tmp_path / ".cohort-seal-0123456789abcdef").is_symlink()


def test_a_lock_keeps_others_out_and_one_that_was_left_goes_with_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "cohort-return-0123456789abcdef.lock").touch()
    (tmp_path / "cohort-mine.lock").touch()
    held = scratch.lock(Path("a"))
    with pytest.raises(scratch.InUse):
        scratch.lock(Path("a"))
    scratch.unlock(scratch.lock(Path("b")))
    scratch.unlock(held)
    assert [path.name for path in tmp_path.iterdir()] == ["cohort-mine.lock"]


def test_a_folder_that_is_being_made_is_not_taken_for_one_that_was_left(tmp_path):
    program = "for n in range(500):\n    with scratch.folder(Path(sys.argv[1]), 'seal'):\n        pass\nprint('done')"
    with other_process(program, tmp_path) as one, other_process(program, tmp_path) as other:
        assert [process.communicate()[0].strip() for process in (one, other)] == ["done", "done"]


def test_who_only_looks_whether_a_lock_was_left_keeps_nobody_out():
    program = """
for n in range(1500):
    scratch.unlock(scratch.lock(Path(f"{sys.argv[1]}/{n}")))
print("done")
"""
    with other_process(program, "a") as one, other_process(program, "b") as other:
        assert [process.communicate()[0].strip() for process in (one, other)] == ["done", "done"]
