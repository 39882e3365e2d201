"""Work shared out among processes gives what one process would."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from conftest import ROOT

from plugins import parallel


@pytest.fixture
def two_processes(monkeypatch):
    monkeypatch.setattr(parallel, "processes", lambda _: 2)


def test_results_come_in_the_order_of_the_items(two_processes):
    assert parallel.mapped(lambda n: (n, str(n)), range(1001)) == [(n, str(n)) for n in range(1001)]


def test_the_first_items_teach_every_copy(two_processes):
    learned: list[int] = []

    def work(n: int) -> int:
        learned.append(n)
        return learned[0]

    assert parallel.mapped(work, range(7, 20), first=1) == [7] * 13


def test_what_a_copy_could_not_do_is_done_here_so_that_its_error_shows(two_processes):
    with pytest.raises(ZeroDivisionError):
        parallel.mapped(lambda n: 1 // n, [1, 0, 2])


def test_a_copy_that_dies_costs_nothing(two_processes):
    here = os.getpid()

    def half_dead(n: int) -> int:
        if os.getpid() != here:
            os._exit(9)
        return n * n

    assert parallel.mapped(half_dead, range(10)) == [n * n for n in range(10)]


def test_few_items_are_not_worth_a_process():
    assert parallel.processes(parallel.LEAST - 1) == 1


forks = pytest.mark.skipif(not parallel.can_fork(), reason="needs a system that can fork, and no other threads")


@forks
def test_where_one_part_fails_none_of_the_others_goes_on(two_processes):
    here = os.getpid()

    def work(n: int) -> int:
        return 1 // n if os.getpid() == here else signal.pause()

    with pytest.raises(ZeroDivisionError):
        parallel.mapped(work, [0, 1])
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@forks
def test_a_copy_ends_with_the_process_that_made_it_and_so_do_its_own(tmp_path):
    program = f"""
import os, signal, time
from pathlib import Path
from plugins import parallel
def work():
    Path({str(tmp_path)!r}, str(os.getpid())).touch()
    if len(list(Path({str(tmp_path)!r}).iterdir())) == 1:
        parallel.Copy(work)
    signal.pause()
parallel.Copy(work)
print("begun", flush=True)
signal.pause()
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline()
        while len(copies := [int(file.name) for file in tmp_path.iterdir()]) < 2:
            time.sleep(0.01)
        process.kill()
    while any(map(is_running, copies)):
        time.sleep(0.01)


def is_running(process: int) -> bool:
    """Whether it is there and no mere entry whose end nobody has asked for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@forks
def test_a_copy_gone_ahead_does_what_it_is_asked_with_what_it_has_made(two_processes):
    here = os.getpid()
    ahead = parallel.Ahead(lambda: lambda n: (n, os.getpid() == here), first=3)
    assert ahead.mapped([*range(500)]) == [(n, False) for n in range(500)]
    ahead.end()
    assert not is_there(ahead.copy.process)


@forks
def test_a_copy_gone_ahead_that_fails_is_known_by_it():
    def make() -> Callable[[int], int]:
        raise ZeroDivisionError

    assert parallel.Ahead(make).mapped(["long" * 100_000]) is None


@forks
def test_a_copy_gone_ahead_that_is_not_needed_ends():
    ahead = parallel.Ahead(lambda: signal.pause)
    ahead.end()
    assert not is_there(ahead.copy.process)


@forks
def test_a_worker_is_spoken_with_and_ends_when_it_is_told_nothing_more():
    def work(line: Connection) -> None:
        while said := line.recv():
            line.send(("heard", said))

    worker = parallel.Worker(work)
    for asked in ("one", Path("two"), 3):
        worker.line.send(asked)
        assert worker.line.recv() == ("heard", asked)
    worker.leave()
    assert not is_there(worker.process)


@forks
def test_a_worker_that_dies_is_known_by_its_silence(capfd):
    def work(_: Connection) -> None:
        raise ZeroDivisionError

    worker = parallel.Worker(work)
    with pytest.raises(EOFError):
        worker.line.recv()
    worker.end()
    assert "ZeroDivisionError" in capfd.readouterr().err


@forks
def test_a_worker_is_ended_with_its_copies_whatever_they_are_doing(two_processes):
    def work(line: Connection) -> None:
        def wait(_: int) -> None:
            line.send(os.getpid())
            signal.pause()

        parallel.mapped(wait, [1, 2])

    worker = parallel.Worker(work)
    copies = [worker.line.recv() for _ in range(2)]
    assert worker.process in copies
    worker.end()
    while any(map(is_there, copies)):
        time.sleep(0.01)


def is_there(process: int) -> bool:
    """Whether a process runs; one that only waits to be noticed does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except OSError:
        return False
