"""What stands where a file should, or changes while it is read, costs one line and nobody else their page."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from carriers import png
from conftest import COURSE, POST, ROOT, run

from plugins.build import output
from plugins.corpus import files
from plugins.course import course_file
from plugins.images import image_files

BRANDS = '[[brands]]\nname = "WeChat"\n'
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has neither pipes among files nor such limits")


def pipe(file: Path) -> None:
    os.mkfifo(file)


def folder(file: Path) -> None:
    file.mkdir()


def link(file: Path) -> None:
    elsewhere = file.parent.parent / "elsewhere"
    elsewhere.write_text(COURSE)
    file.symlink_to(elsewhere)


def device(file: Path) -> None:
    file.symlink_to("/dev/zero")


def said(result: output.Result) -> list[str]:
    return [str(problem) for problem in result.problems]


@pytest.mark.parametrize("made", [pipe, folder, link, device])
@pytest.mark.parametrize("command", ["build", "check", "snapshot", "nudge", "new-post", "export"])
def test_what_is_no_settings_file_ends_a_command_in_one_line(tmp_path, made, command):
    content = tmp_path / "content"
    content.mkdir()
    made(content / "course.toml")
    more = ["--format", "csv"] if command == "export" else []
    done = run(command, *more, "--content", content)
    assert done.returncode == 2
    assert "course.toml:1:1: cannot be read (it is " in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("made", [pipe, folder, link, device])
def test_what_is_no_lexicon_costs_only_the_brands(course, request_for, made):
    content = course({"posts/week-01/ada-x.md": POST})
    made(content / "brands.toml")
    request = request_for(content)
    [line] = said(output.build(request))
    assert line.startswith("brands.toml:1:1: cannot be read (it is ")
    assert (request.output / "week-1/ada/x/index.html").exists()


@pytest.mark.parametrize("made", [pipe, folder, device])
@pytest.mark.parametrize("name", ["roster.csv", "adjustments.toml", "phrases.toml"])
def test_what_is_no_private_file_costs_only_what_it_says(course, request_for, made, name):
    content = course({"posts/week-01/ada-x.md": POST})
    private = content.parent / "private"
    private.mkdir()
    made(private / name)
    request = request_for(content)
    [line] = said(output.build(request))
    assert line.startswith(f"private/{name}:1:1: cannot be read (it is not an ordinary file)")
    assert (request.output / "week-1/ada/x/index.html").exists()
    assert (request.gradebook / "index.html").exists()


@pytest.mark.parametrize("made", [pipe, device])
def test_nothing_is_published_while_a_private_file_cannot_be_looked_through(course, request_for, made):
    content = course({"posts/week-01/ada-x.md": POST})
    (content.parent / "private").mkdir()
    made(content.parent / "private/allow.toml")
    with pytest.raises(
        output.CannotBuild, match=r"private/allow\.toml:1:1: cannot be read: it is not an ordinary file"
    ):
        output.build(request_for(content, publish=True))


@pytest.mark.parametrize("change", ["gone", "cut", "another", "a pipe"])
def test_a_picture_that_changes_during_the_build_is_left_out_with_a_line(course, tmp_path, change):
    content = course({"posts/week-01/ada-x.md": f"{POST}\n![A dot](images/a.png) ![Dots](images/b.png)\n",
                      "images/a.png": png(), "images/b.png": png()})  # fmt: skip
    corpus, gallery = image_files.examine(content, files.load(content), tmp_path / "cache")
    picture = content / "images/a.png"
    before = picture.read_bytes()
    picture.unlink()
    if change == "cut":
        picture.write_bytes(before[:-30])
    elif change == "another":
        picture.write_bytes(before + b"more")
    elif change == "a pipe":
        os.mkfifo(picture)
    [problem] = gallery.publish(corpus.images, tmp_path / "out")
    assert (problem.path, problem.severity) == ("images/a.png", "error")
    assert "changed while the site was being built" in problem.message
    assert [file.name for file in (tmp_path / "out/images").iterdir()] == ["b.png"]


LIMITED = """\
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))
sys.argv = ["inv", "--search-root", {root!r}, *sys.argv[1:]]
runpy.run_module("invoke", run_name="__main__")
"""


@pytest.mark.parametrize(("command", "most"), [("build", 20), ("build", 4000), ("snapshot", 20), ("check --fix", 20)])
def test_a_disk_that_takes_no_more_ends_a_command_in_one_line(course, tmp_path, command, most):
    content = course({"posts/week-01/ada-x.md": f"{POST}\nWe follow Wechat here.\n", "brands.toml": BRANDS})
    before = (content / "posts/week-01/ada-x.md").read_bytes()
    where = ["--output", tmp_path / "site", "--gradebook", tmp_path / "book"] if command == "build" else []
    program = LIMITED.format(most=most, root=str(ROOT))
    words = [sys.executable, "-c", program, *command.split(), "--content", content, *where]
    done = subprocess.run(list(map(str, words)), cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "File too large" in done.stderr
    assert not (tmp_path / "site").exists()
    assert (content / "posts/week-01/ada-x.md").read_bytes() == before


@pytest.mark.parametrize("most", [60, 360])
def test_a_disk_that_takes_no_more_ends_an_import_in_one_line_and_leaves_nothing(tmp_path, most):
    (tmp_path / "mail.md").write_text(f"{POST}\n{'A word. ' * 40}\n", "utf-8")
    program = LIMITED.format(most=most, root=str(ROOT))
    words = [sys.executable, "-c", program, "import", tmp_path / "mail.md", "--content", tmp_path / "content"]
    done = subprocess.run(list(map(str, words)), cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("/")
    assert done.stderr.endswith("written: File too large\n")
    assert [file.name for file in tmp_path.iterdir()] == ["mail.md"]


@pytest.mark.parametrize(
    "number", ["9" * 400, "-" + "9" * 400, "0x" + "f" * 5000, "9" * 5000, "1e400", "nan", "0." + "9" * 400]
)
@pytest.mark.parametrize(
    "key", ["points]\npost", "points]\nlate", "expectations]\nposts", "expectations]\ngrace_hours"]
)
def test_a_number_of_hundreds_of_digits_is_a_line(number, key):
    text = f'[course]\ntitle = "T"\n[[weeks]]\nnumber = 1\n[{key} = {number}\n'
    _, problems = course_file.read(text)
    assert all(len(str(problem)) < 300 for problem in problems)
    assert problems or number.startswith("0.")
