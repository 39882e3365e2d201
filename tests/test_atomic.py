"""A file that is replaced is the old one whole or the new one whole, whatever happens, and nothing else is left."""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import import_exports
import pytest
from conftest import COURSE, ROOT, write

from plugins import atomic
from plugins.grades import exporting
from plugins.imports import importing
from plugins.imports.records import CannotImport
from plugins.start import sample

NOBODY = 65534
OLD, NEW = b"old\n", b"new\n"
SIZE = 300_000


@pytest.fixture
def file(tmp_path):
    (tmp_path / "folder").mkdir()
    made = tmp_path / "folder/file.csv"
    made.write_bytes(OLD)
    return made


@pytest.fixture
def writable():
    """A folder that everybody may change."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.fixture
def read_only():
    """A folder that everybody may look into, and nobody may change but an administrator."""
    with tempfile.TemporaryDirectory() as name:
        Path(name, "file.csv").write_bytes(OLD)
        Path(name).chmod(0o555)
        yield Path(name)


@contextmanager
def as_nobody():
    """The system forbids an administrator nothing: a test that runs as one becomes somebody else."""
    user = os.geteuid()
    os.seteuid(user or NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def other_process(program, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys\nfrom pathlib import Path\nfrom plugins import atomic\n{program}", *map(str, arguments)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_replaced_or_made(file, durable):
    for each in (file, file.with_name("another.csv")):
        atomic.write(each, NEW, durable=durable)
        assert each.read_bytes() == NEW
    assert names(file.parent) == ["another.csv", "file.csv"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, OSError(28, "No space left on device")])
def test_a_write_that_is_interrupted_leaves_the_old_file_whole_and_nothing_beside_it(file, error):
    def interrupted():
        with atomic.replacing(file) as stream:
            stream.write(NEW)
            raise error

    with pytest.raises((KeyboardInterrupt, ValueError, OSError)):
        interrupted()
    assert file.read_bytes() == OLD
    assert names(file.parent) == ["file.csv"]


def test_a_writer_that_is_killed_leaves_the_old_file_and_what_can_be_told_from_a_file_of_somebodys(file):
    program = "with atomic.replacing(Path(sys.argv[1])) as out:\n    out.write(b'half')\n    print(1, flush=True)\n    input()"
    with other_process(program, file) as writer:
        writer.stdout.readline()
        [waiting] = set(file.parent.iterdir()) - {file}
        assert atomic.is_being_written(waiting)
        writer.send_signal(signal.SIGKILL)
    assert file.read_bytes() == OLD
    os.utime(waiting, (0, 0))
    assert not atomic.is_being_written(waiting)
    assert not atomic.is_being_written(file)


def test_what_a_killed_writer_left_goes_with_the_next_one_and_what_is_being_written_stays(file):
    program = "with atomic.replacing(Path(sys.argv[1])) as out:\n    print(1, flush=True)\n    input()"
    with other_process(program, file) as killed, other_process(program, file) as writing:
        for process in (killed, writing):
            process.stdout.readline()
        killed.kill()
        killed.wait()
        with other_process("atomic.write(Path(sys.argv[1]), b'')", file.with_name("other.csv")):
            pass
        [left] = {path.name for path in file.parent.iterdir()} - {"file.csv", "other.csv"}
        assert atomic.WAITING.fullmatch(left)
        writing.communicate("\n")
    assert names(file.parent) == ["file.csv", "other.csv"]


def test_two_who_write_at_once_leave_one_whole_file_and_no_reader_meets_another(file):
    file.write_bytes(b"0" * SIZE)
    program = "for _ in range(100):\n    atomic.write(Path(sys.argv[1]), sys.argv[2].encode() * int(sys.argv[3]), durable=False)"
    seen = set()
    with other_process(program, file, "a", SIZE) as one, other_process(program, file, "b", SIZE) as other:
        while None in (one.poll(), other.poll()):
            data = file.read_bytes()
            assert len(data) == SIZE
            seen.add(bytes(set(data)))
    assert (one.returncode, other.returncode) == (0, 0)
    assert {b"a", b"b"} <= seen <= {b"0", b"a", b"b"}
    assert names(file.parent) == ["file.csv"]


@pytest.mark.skipif(os.name == "nt", reason="permissions are those of POSIX systems")
@pytest.mark.parametrize("how", ["write", "move"])
def test_a_file_keeps_its_permissions_and_a_new_one_has_those_of_any_new_file(file, how):
    for mode in (0o600, 0o664, 0o444):
        file.chmod(mode)
        if how == "write":
            atomic.write(file, NEW)
        else:
            (file.parent / "staged").write_bytes(NEW)
            atomic.move(file.parent / "staged", file)
        assert file.stat().st_mode & 0o777 == mode
        assert file.read_bytes() == NEW
    atomic.write(file.with_name("made"), NEW)
    file.with_name("touched").touch()
    assert file.with_name("made").stat().st_mode == file.with_name("touched").stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="permissions are those of POSIX systems")
def test_what_only_its_owner_may_read_is_nobody_elses_while_it_waits(file):
    file.chmod(0o600)
    with atomic.replacing(file):
        [waiting] = set(file.parent.iterdir()) - {file}
        assert waiting.stat().st_mode & 0o777 == 0o600


def test_a_symbolic_link_is_replaced_and_what_it_leads_to_stays(file):
    link = file.with_name("link")
    link.symlink_to(file.name)
    atomic.write(link, NEW)
    assert not link.is_symlink()
    assert (link.read_bytes(), file.read_bytes()) == (NEW, OLD)


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second file system")
def test_a_file_is_moved_from_another_file_system(file):
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        staged = Path(folder, "staged")
        staged.write_bytes(NEW)
        assert staged.stat().st_dev != file.stat().st_dev
        atomic.move(staged, file)
    assert file.read_bytes() == NEW
    assert names(file.parent) == ["file.csv"]


@pytest.mark.parametrize(
    ("place", "error"), [("file.csv/x", NotADirectoryError), ("missing/x", FileNotFoundError), (".", IsADirectoryError)]
)
def test_an_error_names_the_file_that_cannot_be_written_and_no_other(file, place, error):
    target = file.parent / place
    with pytest.raises(error) as said:
        atomic.write(target, NEW)
    assert said.value.filename == str(target)
    assert names(file.parent) == ["file.csv"]


@pytest.mark.skipif(os.name == "nt", reason="permissions are those of POSIX systems")
class TestReadOnly:
    def test_nothing_is_changed(self, read_only):
        with as_nobody(), pytest.raises(PermissionError):
            atomic.write(read_only / "file.csv", NEW)
        assert (read_only / "file.csv").read_bytes() == OLD
        assert names(read_only) == ["file.csv"]

    def test_an_export_says_so_in_one_line(self, read_only):
        with as_nobody(), pytest.raises(exporting.CannotExport) as said:
            exporting.write(read_only / "file.csv", "new", read_only / "content")
        assert str(said.value) == f"{read_only}/file.csv: cannot be written: Permission denied"

    def test_a_start_says_so_in_one_line_and_starts_nothing(self, read_only, writable):
        files = {"course.toml": COURSE}
        with as_nobody(), pytest.raises(sample.CannotStart) as said:
            sample.write(writable / "content", sample.Found(), files, read_only, "person\n", "")
        assert str(said.value) == f"{read_only}/roster.csv: cannot be written: Permission denied"
        assert names(writable) == []

    def test_an_import_says_so_in_one_line(self, read_only, writable):
        request = importing.ImportRequest(writable / "blog.xml", writable / "content", read_only)
        with as_nobody():
            write(request.content, {})
            request.source.write_bytes(import_exports.BACKUP)
        importing.bring(replace(request, dry_run=True))  # which imports what nobody could
        with as_nobody(), pytest.raises(CannotImport) as said:
            importing.bring(request)
        assert str(said.value) == f"{read_only}/people.toml: cannot be written: Permission denied"
        assert names(writable) == ["blog.xml", "content"]
