"""The first command on a fresh machine: what it installs, when it does so again, and what it says meanwhile."""

import hashlib
import os
import pty
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from plugins.commands.packages import complaints, how_far

LOCKS = {
    name: (ROOT / name).read_text("utf-8")
    for name in ("requirements.lock", "requirements-test.lock", "requirements-bench.lock")
}
PIN = re.compile(r"^([\w.-]+)==(\S+)(.*)\\\n((?: {4}--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name)[0]).lower()


def pinned(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in PIN.finditer(LOCKS[lock]):
        found.setdefault(plain(match[1]), set()).add(match[2] + match[3])
    return found


def test_each_lock_file_pins_what_pyproject_names_and_the_tests_packages_stand_in_theirs_alone():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    build, tests = pinned("requirements.lock"), pinned("requirements-test.lock")
    wanted = {plain(name) for name in project["dependency-groups"]["test"]}
    assert {plain(name) for name in project["project"]["dependencies"]} <= build.keys()
    assert wanted <= tests.keys()
    assert {plain(name) for name in project["dependency-groups"]["bench"]} == pinned("requirements-bench.lock").keys()
    assert not wanted & build.keys()
    assert {name: build[name] for name in build.keys() & tests.keys()} == {
        name: tests[name] for name in build.keys() & tests.keys()
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_pinned_has_its_hashes_and_no_address_is_written_down(lock):
    assert len(PIN.findall(LOCKS[lock])) == len(re.findall(r"^[^ #]", LOCKS[lock], re.MULTILINE))
    assert "://" not in LOCKS[lock]


READING = (
    "Ignoring four: markers 'x' don't match your environment\nRequirement already satisfied: one==1 in ./lib (1)\n"
)
FETCHING = "Collecting two-b==2 (from -r x (line 2))\n  Downloading two_b-2-py3-none-any.whl (1.5 MB)\n"
CACHED = "Collecting three==3 (from -r x (line 3))\n  Using cached three-3-py3-none-any.whl (12 kB)\n"
DESCRIBED = re.sub(r"\.whl", ".whl.metadata", FETCHING + CACHED)
PIP = [
    ("", 2, "looking up"),
    (READING, 0, "looking up"),
    (READING + FETCHING, 0, "fetching: 1 of 2 packages, two-b (1.5 MB)"),
    (READING + FETCHING + CACHED, 0, "fetching: 2 of 2 packages, three (12 kB)"),
    (READING + DESCRIBED, 0, "looking up: 2 of 2 packages, three"),
    (READING + DESCRIBED + FETCHING.partition("\n")[2], 0, "fetching: 1 of 2 packages, two-b (1.5 MB)"),
    ("Collecting two==2\nProcessing /wheels/two-2-py3-none-any.whl\n", 0, "fetching: 1 of 4 packages, two"),
    (READING + FETCHING + CACHED + "Installing collected packages: two-b, three\n", 1, "installing: 1 of 2 packages"),
]


@pytest.mark.parametrize(("said", "new", "state"), PIP)
def test_progress_counts_what_this_machine_lacks_whichever_pip_it_has(said, new, state):
    assert how_far(said, 4, new) == state


def test_only_what_pip_does_not_always_say_is_passed_on():
    assert complaints(READING + FETCHING + "WARNING: Retrying\nERROR: No matching distribution\n") == (
        "WARNING: Retrying\nERROR: No matching distribution"
    )


class Machine:
    """A fresh clone whose lock files name packages that lie in a folder beside it."""

    def __init__(self, folder: Path) -> None:
        self.clone, self.wheels, self.venv = folder / "clone", folder / "wheels", folder / "clone" / ".venv"
        for path in (self.clone, self.wheels):
            path.mkdir()
        shutil.copy2(ROOT / "inv", self.clone)
        shutil.copytree(ROOT / "plugins" / "commands", self.clone / "plugins" / "commands")
        shutil.copytree(ROOT / "plugins" / "core", self.clone / "plugins" / "core")
        (self.clone / "tasks.py").write_text(
            "import sys\nfrom plugins.commands.packages import need\n"
            "if sys.argv[1:] == ['test']:\n    need('requirements-test.lock', 'adding')\nprint(sys.prefix)\n"
        )

    def lock(self, lock: str, name: str, version: str) -> bytes:
        """Name a package in a lock file; returns what the file holds."""
        wheel = self.wheels / f"{name}-{version}-py3-none-any.whl"
        info = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{name}.py", f"version = {version!r}\n")
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        (self.clone / lock).write_text(f"{name}=={version} \\\n    --hash=sha256:{digest}\n")
        return (self.clone / lock).read_bytes()

    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        return {**own, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_CONFIG_FILE": os.devnull}

    def inv(self, *words: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [self.clone / "inv", *words], env=self.environment(), capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, re.sub(r"in \d+ s", "in 1 s", done.stderr)

    def versions(self) -> dict[str, str]:
        found = (path.stem.split("-") for path in self.venv.glob("lib/python*/site-packages/*.dist-info"))
        return {name: version for name, version in found if name in ("one", "two")}


SETTING_UP = (
    "inv: setting up .venv with Cohort's packages; this happens once, and again when requirements.lock changes\n"
)
DONE = "inv: 1 package installed in 1 s\n"


def test_the_packages_of_the_tests_join_those_of_a_build_and_neither_sends_the_other_away(tmp_path):
    machine = Machine(tmp_path)
    build, tests = machine.lock("requirements.lock", "one", "1"), machine.lock("requirements-test.lock", "two", "1")
    prefix = f"{machine.venv}\n"
    assert machine.inv("build") == (0, prefix, SETTING_UP + DONE)
    assert machine.versions() == {"one": "1"}
    assert (machine.venv / ".made-from").read_bytes() == build
    (machine.venv / "kept").touch()
    assert machine.inv("test") == (0, prefix, f"adding\n{DONE}")
    assert machine.inv("test") == machine.inv("build") == (0, prefix, "")
    assert machine.versions() == {"one": "1", "two": "1"}
    assert (machine.venv / ".made-from-test").read_bytes() == tests
    machine.lock("requirements-test.lock", "two", "2")
    assert machine.inv("build") == (0, prefix, "")
    assert machine.inv("test") == (0, prefix, f"adding\n{DONE}")
    assert machine.versions() == {"one": "1", "two": "2"}
    (machine.clone / "requirements-test.lock").write_bytes(tests.replace(b"sha256:", b"sha256:0")[:-2])
    code, _, said = machine.inv("test")
    assert code != 0
    assert "the packages could not be installed" in said
    assert not (machine.venv / ".made-from-test").exists()
    assert (machine.venv / "kept").exists()
    assert machine.inv("build") == (0, prefix, "")


def test_an_installation_that_fails_leaves_no_stamp_and_a_link_is_not_written_through(tmp_path):
    machine = Machine(tmp_path)
    machine.lock("requirements.lock", "one", "1")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    machine.venv.symlink_to(theirs)
    (machine.wheels / "one-1-py3-none-any.whl").unlink()
    code, shown, said = machine.inv("build")
    assert (code, shown) == (2, "")
    assert said.startswith(f"{SETTING_UP}inv: ERROR: ")
    assert said.endswith("the packages could not be installed\n")
    assert not machine.venv.is_symlink()
    assert list(theirs.iterdir()) == []
    assert not (machine.venv / ".made-from").exists()


def test_a_link_to_an_environment_without_the_tests_packages_leaves_it_as_it_is(tmp_path):
    machine = Machine(tmp_path)
    machine.lock("requirements-test.lock", "two", "1")
    shutil.copytree(machine.clone, tmp_path / "other")
    theirs = tmp_path / "theirs"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", theirs], check=True)
    machine.venv.symlink_to(theirs)
    (machine.venv / ".made-from").write_bytes(machine.lock("requirements.lock", "one", "1"))
    before = sorted(path for path in theirs.rglob("*") if "__pycache__" not in path.parts)
    assert machine.inv("test") == (0, f"{machine.venv}\n", "")
    assert sorted(path for path in theirs.rglob("*") if "__pycache__" not in path.parts) == before


def on_a_terminal(program: str) -> str:
    """What a program in Python writes to standard error where that is a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "12"}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, stderr=theirs, check=True)
    os.close(theirs)
    with os.fdopen(ours, "rb") as said:
        return said.read1().decode()


def test_progress_takes_one_line_of_a_terminal_and_leaves_none():
    states = "from plugins.commands.terminal import Progress\nwith Progress() as p:\n"
    states += "".join(f"    p.show({state!r})\n" for state in ("12 of 56", "12 of 56", "9", "far more than fits"))
    assert on_a_terminal(states) == "\r12 of 56\r9       \rfar more th\r           \r"
