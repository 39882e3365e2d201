"""Runs commands in processes that are killed in front of a chosen call that changes a file.

``Killer`` starts this file as a process, which loads everything once and then forks for each command.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple, Self

ROOT = Path(__file__).parent.parent
CHANGES = {
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.utime",
    "ctypes.dlsym",
}  # fmt: skip
"""Python's audit events that come before something is changed; the last one before two folders are swapped."""
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
LOADED = (
    "pelican.settings", "tasks", "plugins.checks.checking", "plugins.checks.reports", "plugins.gradebook.pages",
    "plugins.gradebook.sealing", "plugins.grades.exporting", "plugins.grades.marking", "plugins.grades.snapshot_files",
    "plugins.imports.importing", "plugins.nudging.nudging", "plugins.publishing.send", "plugins.pull.pull",
    "plugins.returning.giving", "plugins.returning.senders", "plugins.site.presenter", "plugins.start.new_course",
)  # fmt: skip
NOWHERE = ("/dev/", "/proc/", "pipe:")


class Ran(NamedTuple):
    """How a command ended: its exit code, or minus the signal; the changes that it made or was about to make, a letter
    each: ``f`` for a folder moved or swapped, ``r`` for a file renamed; and what it said.
    """

    code: int
    changes: str
    said: str


class Killer:
    """A process that forks for each command."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def run(self, folder: Path, *words: object, kill: int = 0, swaps: bool = True) -> Ran:
        """Run a command of this repository, or ``@mark`` and ``@pull`` with folders. ``folder``: where temporary files
        go, and ``.cache``; ``kill``: in front of which change
        it is killed, counted from 1; ``swaps``: whether the system can swap two folders.
        """
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps([str(folder), list(map(str, words)), kill, swaps]), file=self.process.stdin, flush=True)
        return Ran(*json.loads(self.process.stdout.readline()))


def _hook(kill: int, counter: Path) -> None:
    """Count changes in a file, whose length is their number, and kill the group of processes in front of one."""
    count = os.open(counter, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def before(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not flags & WRITES or str(path).startswith(NOWHERE):
                return
        elif event not in CHANGES or (event == "ctypes.dlsym" and arguments[1] != "renameat2"):
            return
        os.write(count, _kind(event, arguments))
        if kill and os.fstat(count).st_size == kill:
            os.killpg(0, signal.SIGKILL)

    sys.addaudithook(before)


def _kind(event: str, arguments: tuple[Any, ...]) -> bytes:
    if event == "os.rename":
        return b"f" if os.path.isdir(arguments[0]) else b"r"
    return b"f" if event == "ctypes.dlsym" else b"."


def _mark(content: str, private: str) -> None:
    from plugins.grades.marking import Desk

    about = {"person": "ada", "criterion": "depth", "week": 1}
    edit = {"table": "marks", "about": about, "was": None, "now": {"points": 2, "reason": "Weighed."}}
    answer = Desk(Path(content), Path(private)).take({"week": 1, "edits": [edit]})
    if answer["conflicts"]:
        sys.exit(3)


def _pull(content: str, private: str, cache: str) -> None:
    from plugins.pull import pull
    from plugins.pull.fetcher import RateLimits

    pull.pull(pull.PullOptions(Path(content), Path(private), Path(cache), rate_limits=RateLimits(0.0)), print)


def _child(folder: Path, words: list[str], kill: int, *, swaps: bool) -> None:
    os.setsid()
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    said = os.open(folder / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdout, sys.stderr = (open(stream, "w", encoding="utf-8", closefd=False) for stream in (1, 2))  # noqa: SIM115
    import tasks
    from plugins.build import output
    from plugins.commands.program import Cohort

    tasks.CACHE = folder / ".cache"
    if not swaps:
        output._exchange = lambda *_: False
    _hook(kill, folder / "count")
    if words[0].startswith("@"):
        {"@mark": _mark, "@pull": _pull}[words[0]](*words[1:])
        return
    from invoke.collection import Collection

    Cohort(Collection.from_module(tasks), tasks.COMMANDS).run(["inv", *words])


def main() -> None:
    sys.path.insert(0, str(ROOT))
    for name in LOADED:
        importlib.import_module(name)

    for line in sys.stdin:
        where, words, kill, swaps = json.loads(line)
        folder = Path(where)
        (folder / "count").unlink(missing_ok=True)
        child = os.fork()
        if not child:
            code = 1
            try:
                _child(folder, words, kill, swaps=swaps)
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
            except BaseException:  # noqa: BLE001 - said to whoever asked
                import traceback

                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        changes = (folder / "count").read_text() if (folder / "count").exists() else ""
        print(json.dumps([code, changes, (folder / "said").read_text("utf-8", "replace")]), flush=True)


if __name__ == "__main__":
    main()
