"""Commands as a person types them: found by who needs them, told the nearest where mistyped, ended with a sentence."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from conftest import BRANDS, POST, ROOT, SAMPLE
from invoke.collection import Collection

import tasks
from plugins.commands.command import Command
from plugins.core import dates
from plugins.grades import grading
from plugins.options import NoOption, Options

COLLECTION = Collection.from_module(tasks)
NAMES = sorted(COLLECTION.task_names)
START = str(ROOT / "tasks.py")
ENVIRONMENT = {**os.environ, "PYTHONWARNINGS": "ignore"}


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """Python, from a folder that is not Cohort's."""
    return subprocess.run(
        [sys.executable, *map(str, words)], cwd=ROOT.parent, env=ENVIRONMENT, capture_output=True, encoding="utf-8",
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


def inv(*words: object) -> subprocess.CompletedProcess[str]:
    """A command as ``inv`` runs it."""
    return run(START, *words)


def listed(text: str) -> dict[str, list[str]]:
    """The commands below each heading of a list."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("For "):
            entries = found.setdefault(line.removesuffix(":"), [])
        elif match := re.match(r"  (\w[\w-]*(?: --\w+)?) {2,}\S", line):
            entries.append(match[1])
    return found


@pytest.mark.parametrize("words", [[], ["--list"], ["--help"]])
def test_the_commands_are_listed_by_who_needs_them(words):
    done = inv(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert listed(done.stdout) == {who: list(entries) for who, entries in tasks.COMMANDS.items()}
    assert "build --publish   Build for publishing: no" in done.stdout


def test_every_command_ends_in_the_one_place_where_commands_end():
    assert {type(COLLECTION[name]) for name in NAMES} == {Command}


def test_every_command_is_needed_by_somebody():
    assert sorted({entry.split()[0] for entries in tasks.COMMANDS.values() for entry in entries}) == NAMES


@pytest.mark.parametrize("start", [[START], ["-m", "invoke", "--search-root", str(ROOT)]], ids=["inv", "invoke"])
@pytest.mark.parametrize("name", ["build", "import", "new-post"])
def test_help_tells_a_command_and_its_options(start, name):
    done = run(*start, "--help", name)
    assert done.returncode == 0, done.stderr
    assert "--content=STRING" in done.stdout
    assert "the folder with course.toml, posts and comments" in " ".join(done.stdout.split())


MISTYPED = [
    (["chek"], "there is no command “chek”; did you mean “check”?"),
    (["--help", "chek"], "there is no command “chek”; did you mean “check”?"),
    (["clean-up-the-house"], "there is no command “clean-up-the-house”: ./inv lists all commands"),
    (["check", "posts/week-01/x's.md"], "there is no command “posts/week-01/x's.md”: ./inv lists all commands"),
    (["check", "--frmat", "json"], "check has no option “--frmat”; did you mean “--format”?"),
    (["check", "-q"], "check has no option “-q”: ./inv --help check lists its options"),
    (["build", "--no-serch"], "build has no option “--no-serch”; did you mean “--no-search”?"),
    (["--content", "x", "check"], "there is no option “--content” before a command: write it after the command"),
    (["check", "--content"], "--content needs a value: ./inv --help check explains it"),
    (["export"], "export needs 'format': ./inv --help export explains it"),
    (["serve", "--port", "many"], "“many” is not a whole number"),
    (["check", "--format", "xml"], "--format xml: choose from text, json, github, gitlab, sarif"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), MISTYPED, ids=[" ".join(words) for words, _ in MISTYPED])
def test_what_is_mistyped_costs_a_sentence(words, said):
    done = inv(*words)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{said}\n")


def imported(*words: object) -> set[str]:
    """The modules that a command imports."""
    done = run("-X", "importtime", START, *words)
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


def test_the_list_waits_for_nothing_that_only_a_command_needs():
    found = imported("--list")
    own = {name for name in found if name.startswith("plugins.") and name.count(".") > 1}
    assert own == {"plugins.core.refusal", *(f"plugins.commands.{name}" for name in ("command", "program", "terminal"))}
    assert not found & {"rapidfuzz", "cattrs", "zoneinfo", "pelican", "playwright"}


def test_the_check_waits_for_no_part_of_a_build(course):
    found = imported("check", "--content", course({"brands.toml": BRANDS, "posts/week-01/ada-x.md": POST}))
    assert "plugins.checks.checking" in found
    tops = {name.split(".")[0] for name in found}
    assert not tops & {"pelican", "jinja2", "cryptography", "watchfiles", "language_tool_python", "urllib3", "bs4"}
    folders = {name.split(".")[1] for name in found if name.startswith("plugins.")}
    assert not folders & {"build", "site", "grades", "gradebook", "leaks", "imports", "pull", "start"}


AS_OF = {
    "build": [],
    "serve": [],
    "gradebook": [],
    "nudge": [],
    "export": ["--format", "csv"],
    "return": [],
    "snapshot": [],
    "diff": [],
    "publish": ["--to", "rsync:/nowhere"],
}


@pytest.mark.parametrize("name", AS_OF)
def test_a_moment_that_cannot_be_read_is_refused_by_every_command(course, name):
    done = inv(name, *AS_OF[name], "--content", course({}), "--as-of", "soon")
    said = "--as-of “soon” is not a date: write it like “2026-10-09 18:30”\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_every_command_with_a_moment_is_among_those_that_refuse_one():
    with_one = {name for name in NAMES if any(arg.name == "as_of" for arg in COLLECTION[name].get_arguments())}
    assert with_one == set(AS_OF)


@pytest.mark.parametrize("text", ["12/10/2026", "2026-13-01", "2026-10-12 25:00", "0001-01-01", "9999-12-31 23:59"])
def test_what_is_no_date_of_a_course_is_refused(text):
    with pytest.raises(dates.NoDate, match=f"^--as-of “{text}” is not a date: write it like “"):
        dates.given(text, "--as-of")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-12 09:00", datetime(2026, 10, 12, 8, tzinfo=UTC)),
        ("2026-11-12 09:00", datetime(2026, 11, 12, 9, tzinfo=UTC)),
        ("2026-10-12", datetime(2026, 10, 11, 23, tzinfo=UTC)),
        ("2026-10-12T09:00 +05:00", datetime(2026, 10, 12, 4, tzinfo=UTC)),
    ],
)
def test_a_moment_is_in_the_courses_zone_unless_it_names_one(text, moment):
    zone = ZoneInfo("Europe/London")
    for given in (dates.given(text, "--as-of"), Options.of({"PATH": "content", "COHORT": {"as_of": text}}).as_of):
        assert grading.moment(given, zone) == moment


def test_no_moment_is_now():
    before = datetime.now(UTC).replace(microsecond=0)
    for given in (dates.given("", "--as-of"), Options.of({"PATH": "content", "COHORT": {"as_of": None}}).as_of):
        assert before <= grading.moment(given, ZoneInfo("Europe/London")) <= datetime.now(UTC)


@pytest.mark.parametrize("value", ["soon", 20261012, True, "2026-13-01"])
def test_a_moment_of_pelicans_settings_that_cannot_be_read_is_refused(value):
    with pytest.raises(dates.NoDate, match=f"^pelicanconf.py: COHORT as_of “{value}” is not a date: write it like “"):
        Options.of({"PATH": "content", "COHORT": {"as_of": value}})


def test_an_option_of_pelicans_settings_that_does_not_exist_is_refused():
    with pytest.raises(NoOption, match=r"^pelicanconf.py: COHORT has no option “privat”; did you mean “private”\?$"):
        Options.of({"PATH": "content", "COHORT": {"privat": "x"}})


def test_pelican_without_cohorts_commands_ends_by_the_same_exit_code(course, tmp_path):
    settings = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\nCOHORT['as_of'] = 'soon'\n"
    (tmp_path / "settings.py").write_text(settings)
    done = run("-m", "pelican", course({}), "-s", tmp_path / "settings.py", "-o", tmp_path / "site")
    assert done.returncode == 2
    assert "COHORT as_of “soon” is not a date" in " ".join((done.stdout + done.stderr).split())
    assert not (tmp_path / "site").exists()


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_ctrl_c_costs_a_sentence_and_writes_nothing(tmp_path):
    question = b"Title of the course: "
    command = [sys.executable, START, "start", "--content", str(tmp_path / "new")]
    with subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        said = running.stderr.read(len(question))
        running.send_signal(signal.SIGINT)
        said += running.stderr.read()
    assert said == question + b"\nnothing was written\n"
    assert running.returncode == 2
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(os.name == "nt", reason="pipes end otherwise there")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "--content", SAMPLE], "standard output was closed before all output was written\n"),
        (["--list"], ""),
    ],
    ids=["check", "list"],
)
def test_whoever_stops_reading_causes_no_traceback(words, said):
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, START, *map(str, words)]
    done = subprocess.run(
        command, stdout=theirs, stderr=subprocess.PIPE, env=ENVIRONMENT, encoding="utf-8", check=False
    )
    os.close(theirs)
    assert (done.returncode, done.stderr) == (2, said)


def test_a_port_that_is_taken_is_refused(course, tmp_path):
    folders = ["--output", tmp_path / "site", "--gradebook", tmp_path / "book"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = inv("serve", "--content", course({}), *folders, "--port", port)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"port {port} cannot be used (")


def test_a_file_that_cannot_be_mended_is_refused(course):
    content = course({"brands.toml": BRANDS, "posts/week-01/ada-x.md": POST + "A Wechat.\n" + "A shop.\n" * 20_000})
    largest = 60 * 1024 // 512  # what a file may have here is less than the post has
    command = shlex.join([sys.executable, START, "check", "--fix", "--content", str(content)])
    done = subprocess.run(
        ["sh", "-c", f"ulimit -f {largest}; {command}"],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT,
        check=False,
    )
    said = f"{content / 'posts/week-01/ada-x.md'}: cannot be written: "
    assert (done.returncode, done.stdout, done.stderr[: len(said)]) == (2, "", said)
    assert "Traceback" not in done.stderr


def test_there_is_nothing_to_serve_without_a_content_folder(tmp_path):
    done = inv("serve", "--content", tmp_path / "none")
    assert (done.returncode, done.stderr) == (2, f"{tmp_path / 'none'}: there is no such folder of content\n")
