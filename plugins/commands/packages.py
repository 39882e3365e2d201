"""The packages of a lock file in ``.venv``: installed by pip, once for each state of the file, with a line of progress.

The stamp beside them is a copy of the lock file, and it is written last: an installation that broke off leaves none.
"""

import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from ..core.refusal import Refusal
from .terminal import Progress, note

ROOT = Path(__file__).parent.parent.parent
PIP = (
    sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-color",
    "--progress-bar", "off", "--no-deps", "--require-hashes", "--only-binary", ":all:",
)  # fmt: skip
PAUSE = 0.2
"""Seconds between two looks at what pip does."""
PINNED = re.compile(r"^[\w.-]+==", re.MULTILINE)
FOREIGN = re.compile(r"^Ignoring ", re.MULTILINE)
PRESENT = re.compile(r"^Requirement already satisfied: ", re.MULTILINE)
FOUND = re.compile(r"^Collecting ([\w.-]+)", re.MULTILINE)
FETCHED = re.compile(
    r"^ *(?:Downloading|Using cached|Processing) (?:\S*/)?([\w.]+)-\S+\.whl(?: (\(.+\)))?$", re.MULTILINE
)
INSTALLING = re.compile(r"^Installing collected packages: (.+)", re.MULTILINE)
ROUTINE = re.compile(
    r"^ *(?:Looking|Ignoring|Requirement|Collecting|Downloading|Using|Processing|Installing) .*\n", re.MULTILINE
)


def need(lock: str, told: str = "") -> None:
    """Install what a lock file of this folder names, unless its stamp says that it is there.

    An environment that somebody else made, or that a link leads to, is theirs and stays as it is.
    """
    venv, file = ROOT / ".venv", ROOT / lock
    stamp = venv / f".made-from{file.stem.removeprefix('requirements')}"
    if venv.is_symlink() or not venv.exists() or not venv.samefile(sys.prefix):
        return
    if stamp.exists() and stamp.read_bytes() == file.read_bytes():
        return
    if told:
        note(told)
    stamp.unlink(missing_ok=True)
    _install(file)
    shutil.copyfile(file, stamp)


def _install(lock: Path) -> None:
    pinned, before, begun = len(PINNED.findall(lock.read_text("utf-8"))), _installed(), time.monotonic()
    # Python compiles what it imports first; where it is told not to, pip compiles everything
    compiled = () if sys.dont_write_bytecode else ("--no-compile",)
    with (
        tempfile.TemporaryDirectory(prefix="cohort-pip-", ignore_cleanup_errors=True) as folder,
        Progress() as progress,
    ):
        log = Path(folder) / "log"
        with (
            log.open("wb") as said,
            subprocess.Popen(
                [*PIP, *compiled, "-r", str(lock)], stdin=subprocess.DEVNULL, stdout=said, stderr=said
            ) as pip,
        ):
            while pip.poll() is None:
                time.sleep(PAUSE)
                progress.show(how_far(log.read_text("utf-8", "replace"), pinned, len(_installed() - before)))
        if pip.returncode:
            raise Refusal(f"{complaints(log.read_text('utf-8', 'replace'))}\nthe packages could not be installed")
    new = len(_installed() - before)
    note(f"inv: {new} package{'' if new == 1 else 's'} installed in {time.monotonic() - begun:.0f} s")


def _installed() -> set[str]:
    return {path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info")}


def how_far(said: str, pinned: int, new: int) -> str:
    """How far pip is, by what it has said.

    ``pinned``: how many packages the lock file names; ``new``: how many of them are there since it began. A pip that
    reads only what an index says of a package finds all of them before it fetches the first.
    """
    if installing := INSTALLING.search(said):
        return f"installing: {new} of {installing[1].count(',') + 1} packages"
    wanted = pinned - len(FOREIGN.findall(said)) - len(PRESENT.findall(said))
    if fetched := FETCHED.findall(said):
        name, size = fetched[-1]
        return f"fetching: {len(fetched)} of {wanted} packages, {name.replace('_', '-')} {size}".rstrip()
    found = FOUND.findall(said)
    return f"looking up: {len(found)} of {wanted} packages, {found[-1]}" if found else "looking up"


def complaints(said: str) -> str:
    """What pip says apart from what it always says."""
    return ROUTINE.sub("", said).strip()


if __name__ == "__main__":
    try:
        need(*sys.argv[1:])
    except Refusal as refusal:
        sys.exit(f"inv: {refusal}")
    except KeyboardInterrupt:
        sys.exit("inv: stopped")
