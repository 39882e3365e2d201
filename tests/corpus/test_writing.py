"""``./inv new-post`` and ``./inv reply``, run for real as a person types them."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conftest import COURSE, POST, ROOT, inv, run

from plugins.checks import course_check
from plugins.core import dates
from plugins.corpus import files, writing

FILES = {
    "course.toml": COURSE.replace("2026", "2024"),
    "posts/week-01/ada-x.md": POST.replace("2026", "2024"),
    "comments/week-01/ada-x/ben-1.md": "Author: ben\nDate: 2024-10-08 11:00\n\nYes, I think so.\n",
    "comments/week-01/ada-x/ruth-1.md": "Author: ruth\nDate: 2024-10-08 12:00\nStatus: removed\n\nNo.\n",
    "comments/week-01/ada-x/ruth-2.md": "Author: ruth\nDate: 2024-10-08 12:00\nReply-to: ben-1\n\nWhy do you?\n",
}
TODAY = datetime.now(UTC)
WEEKS = "".join(
    f"[[weeks]]\nnumber = {number}\nopens = {TODAY + timedelta(days):%Y-%m-%d}\n\n"
    for number, days in ((2, -3), (3, 300))
)
COMING = COURSE.replace("[[people]]", f"{WEEKS}[[people]]", 1)


def clean(content: Path) -> list[str]:
    corpus = files.load(content)
    return [str(problem) for problem in course_check.problems(corpus, course_check.checked(corpus, None))]


def head(file: Path) -> dict[str, str]:
    lines = file.read_text("utf-8").partition("\n\n")[0].splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_a_post_is_begun_in_the_open_week_with_its_header_and_is_clean(course):
    content = course({"course.toml": COMING})
    done = run("new-post", "--content", str(content), "--author", "ada", "--title", "Þetta  “reddast”: 100%")
    file = content / "posts/week-02/ada-thetta-reddast-100.md"
    assert (done.returncode, done.stdout) == (0, f"{file}\n"), done.stderr
    written = head(file)
    assert (written["Title"], written["Author"]) == ("Þetta “reddast”: 100%", "ada")
    age = datetime.now(UTC) - dates.parse(written["Date"], ZoneInfo("Europe/London"))
    assert timedelta() <= age < timedelta(minutes=3)
    assert clean(content) == []


def test_the_writer_and_the_title_are_asked_for(course):
    content = course({})
    done = run("new-post", "--content", str(content), answers="2\nOn listening\n")
    assert done.stdout == f"{content}/posts/week-01/ben-on-listening.md\n"
    assert "   1  Ada L. (ada)\n   2  Ben K. (ben)\n" in done.stderr


def test_a_second_post_of_one_title_has_a_name_and_an_address_of_its_own(course):
    content = course({"posts/week-01/ada-On_listening.md": POST})
    names = [
        Path(
            run("new-post", "--content", str(content), "--author", "ada", "--title", "On listening").stdout.strip()
        ).name
        for _ in range(2)
    ]
    assert names == ["ada-on-listening-2.md", "ada-on-listening-3.md"]
    assert clean(content) == []


def test_a_reply_is_chosen_from_a_list_the_newest_first_without_what_was_removed(course):
    content = course(FILES)
    done = run("reply", "--content", str(content), answers="ada\n2\n")
    file = content / "comments/week-01/ada-x/ada-1.md"
    assert done.stdout == f"{file}\n", done.stderr
    listed = [line.split("  ", 2)[-1] for line in done.stderr.splitlines() if " of " in line and "Who" not in line]
    assert [line.split(":")[0] for line in listed] == [
        "Ruth A., comment of 8 Oct 2024, 12", "Ben K., comment of 8 Oct 2024, 11", "Ada L., post of 7 Oct 2024, 10",
    ]  # fmt: skip
    assert head(file)["Reply-to"] == "ben-1"
    assert clean(content) == []


@pytest.mark.parametrize(
    ("options", "reply_to"),
    [
        (["--post", "week-01/ada-x"], None),
        (["--post", "posts/week-01/ada-x.md"], None),
        (["--post", "/week-1/ada/x/"], None),
        (["--post", "week-01/ada-x", "--to", "ruth-2"], "ruth-2"),
        (["--to", "ruth-2.md"], "ruth-2"),
        (["--to", "CONTENT/comments/week-01/ada-x/ben-1.md"], "ben-1"),
    ],
)
def test_scripts_name_what_is_answered(course, options, reply_to):
    content = course(FILES)
    options = [option.replace("CONTENT", str(content)) for option in options]
    done = run("reply", "--content", str(content), "--author", "ben", *options)
    file = content / "comments/week-01/ada-x/ben-2.md"
    assert (done.returncode, done.stdout) == (0, f"{file}\n"), done.stderr
    assert head(file).get("Reply-to") == reply_to
    assert clean(content) == []


MISTAKES = [
    (["new-post", "--author", "adda"], "--author “adda” is not an id in course.toml; did you mean “ada”?"),
    (["new-post", "--author", "ada", "--title", " "], "a post needs a title: give one with --title"),
    (["new-post", "--author", "ada", "--week", "7", "--title", "x"], "--week “7” is not a week in course.toml: choose from 1"),
    (["new-post", "--author", "ada"], "there was no answer: give --title"),
    (["reply", "--author", "ada", "--post", "week-01/ada-y"], "--post “week-01/ada-y” is not a post, such as “week-02/ada-listening”; did you mean “week-01/ada-x”?"),
    (["reply", "--author", "ada", "--post", "week-01/ada-x", "--to", "ben-9"], "--to “ben-9” is not the file name of a comment below posts/week-01/ada-x.md; did you mean “ben-1”?"),
    (["reply", "--author", "ada", "--to", "x/y"], "--to “x/y” is not the file name of a comment"),
    (["reply", "--author", "ada", "--to", "ruth-1"], "--to “ruth-1”: comments/week-01/ada-x/ruth-1.md is removed, so it has no answers"),
    (["reply", "--author", "ada"], "there was no answer: give --post and --to"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), MISTAKES, ids=[message for _, message in MISTAKES])
def test_a_mistake_is_one_clear_line_and_nothing_is_written(course, arguments, message):
    content = course(FILES)
    before = sorted(content.rglob("*"))
    done = run(*arguments, "--content", str(content))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == message
    assert "Traceback" not in done.stderr
    assert sorted(content.rglob("*")) == before


def test_a_number_that_is_not_listed_is_refused(course):
    done = run("reply", "--content", str(course(FILES)), answers="ada\n4\n")
    assert (done.returncode, done.stderr.splitlines()[-1].endswith("“4” is not a number from 1 to 3")) == (2, True)


def test_no_course_is_one_line(tmp_path):
    done = run("new-post", "--content", str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("course.toml:1:1: is missing")


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_a_folder_that_leads_elsewhere_is_not_written_through(course, tmp_path):
    content = course({"posts/.keep": ""})
    (tmp_path / "elsewhere").mkdir()
    (content / "posts/week-01").symlink_to(tmp_path / "elsewhere")
    done = run("new-post", "--content", str(content), "--author", "ada", "--title", "x")
    assert done.returncode == 2
    assert "is a symbolic link, which is not followed" in done.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []


def new_files(content: Path, now: datetime, notes: list[str]) -> writing.NewFiles:
    return writing.NewFiles(content, files.load(content), now, input, notes.append)


def test_of_many_who_write_at_once_nobody_overwrites_another(course):
    content = course(FILES)
    one = new_files(content, datetime.now(UTC), [])
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: one.reply("ben", "", "week-01/ada-x", "ruth-2"), range(40)))
    assert len(set(made)) == 40
    assert {file.name for file in made} == {f"ben-{number}.md" for number in range(2, 42)}
    assert clean(content) == []


def test_an_answer_within_the_minute_of_its_parent_is_not_dated_before_it(course):
    files_of_it = FILES | {
        "comments/week-01/ada-x/ruth-3.md": "Author: ruth\nDate: 2024-10-27 01:30:40 +00:00\n\nSo?\n"
    }
    content = course(files_of_it)
    file = new_files(content, datetime(2024, 10, 27, 1, 30, 59, tzinfo=UTC), []).reply(
        "ben", "", "week-01/ada-x", "ruth-3"
    )
    assert head(file)["Date"] == "2024-10-27 01:30:59 +00:00"
    assert clean(content) == []


def test_an_answer_to_what_is_dated_tomorrow_is_written_and_said(course):
    notes: list[str] = []
    file = new_files(course(FILES), datetime(2024, 10, 7, 8, tzinfo=UTC), notes).reply("ben", "", "week-01/ada-x", "")
    assert head(file)["Date"] == "2024-10-07 09:00"
    [said] = notes
    assert said.startswith("posts/week-01/ada-x.md is dated 7 Oct 2024, 10:00, which is in the future")


def at_a_terminal(visual: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    pty = pytest.importorskip("pty", reason="needs pseudo-terminals")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "VISUAL": visual, "EDITOR": "false"}
    done = subprocess.run(
        inv(*arguments), cwd=ROOT, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE,
        encoding="utf-8", env=environment, check=False,
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    return done


def test_at_a_terminal_the_editor_is_opened_with_the_file(course, tmp_path):
    content = course({})
    editor = tmp_path / "an editor"
    editor.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/flag"\necho Written. >> "$2"\n')
    editor.chmod(0o755)
    done = at_a_terminal(f"'{editor}' --wait", "new-post", "--content", str(content), "--author", "ada", "--title", "x")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "flag").read_text() == "--wait\n"
    assert (content / "posts/week-01/ada-x.md").read_text("utf-8").endswith("Written.\n")


@pytest.mark.parametrize("visual", ["/no/such/editor", "vi 'unfinished", "false"])
def test_an_editor_that_fails_costs_a_line_and_not_the_file(course, visual):
    content = course({})
    done = at_a_terminal(visual, "new-post", "--content", str(content), "--author", "ada", "--title", "x")
    assert done.returncode == 0
    assert (done.stderr.count("\n"), done.stderr.endswith("the file was written\n")) == (1, True)
    assert (content / "posts/week-01/ada-x.md").exists()
