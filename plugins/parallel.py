"""Shares work among forked copies of this process, if the system can fork safely and there is enough to do."""

import ctypes
import marshal
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Item = TypeVar("Item")
PATIENCE = 5.0
"""The seconds for which the copies of a process are awaited that was ended."""
PR_SET_PDEATHSIG = 1
LEAST = 400
"""With fewer items than this, forking costs more than it saves."""


def mapped(function: Callable[[Item], Any], items: Sequence[Item], first: int = 0) -> list[Any]:
    """Map ``function`` over ``items``, in order. It must return plain values (numbers, strings, tuples of these) that
    ``marshal`` can write, and may be called twice for an item. The ``first`` items are done before forking: what it
    learns from them, such as tables, every copy has.

    Whatever a copy fails to do is done again here, so that an error surfaces as it would without copies.
    """
    count = processes(len(items))
    begun, items = list(map(function, items[:first])), items[first:]
    results: list[Any] = [None] * len(items)
    with ExitStack() as stack:
        copies = [Copy(partial(list, map(function, items[n::count]))) for n in range(1, count)]
        for copy in copies:
            stack.callback(copy.end)
        results[::count] = map(function, items[::count])
        for n, copy in enumerate(copies, 1):
            done = copy.result()
            results[n::count] = map(function, items[n::count]) if done is None else done
    return begun + results


def processes(items: int) -> int:
    """The number of processes worth using for this many items.

    Forking is unsafe while other threads run, and with the system libraries of macOS.
    """
    return 1 if items < LEAST or not can_fork() else min(len(os.sched_getaffinity(0)), items // (LEAST // 2))


def can_fork() -> bool:
    return sys.platform.startswith("linux") and threading.active_count() == 1


class Copy:
    """A forked copy of this process that does some work and exits; with this process it ends in any case."""

    def __init__(self, work: Callable[[], Any]) -> None:
        source, target = os.pipe()
        parent = os.getpid()
        self.process = os.fork()
        if self.process:
            os.close(target)
            self.pipe = open(source, "rb")  # noqa: PTH123, SIM115 - a file descriptor, for ``result``
            self.is_over = False
            return
        status = 1
        try:
            _end_with(parent)
            os.close(source)
            with open(target, "wb") as pipe:  # noqa: PTH123 - a file descriptor
                pipe.write(marshal.dumps(work()))
            status = 0
        finally:
            os._exit(status)

    def result(self) -> Any:
        """What the work returned, or None if it failed. It is asked once."""
        with self.pipe:
            data = self.pipe.read()
        failed = os.waitpid(self.process, 0)[1]
        self.is_over = True
        return None if failed else marshal.loads(data)  # noqa: S302 - from our own copy

    def end(self) -> None:
        """End it, and all copies that it made, unless its work is done."""
        if not self.is_over:
            self.is_over = True
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
            self.pipe.close()


def _end_with(parent: int) -> None:
    """Have the system end this process when its parent ends, in whatever way."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended already
        os._exit(1)


class Ahead:
    """A forked copy of this process that makes a function while this process does something else, and then maps it
    over items as ``mapped`` does. They have to be plain values, too.
    """

    def __init__(self, make: Callable[[], Callable[[Any], Any]], first: int = 0) -> None:
        source, self.target = os.pipe()

        def work() -> list[Any]:
            os.close(self.target)
            function = make()
            with open(source, "rb") as pipe:  # noqa: PTH123 - a file descriptor
                return mapped(function, marshal.loads(pipe.read()), first)  # noqa: S302 - from the process it copies

        self.copy = Copy(work)
        self.asked = False
        os.close(source)

    def mapped(self, items: list[Any]) -> list[Any] | None:
        """What becomes of items, or None if the copy failed. It is asked once."""
        self.asked = True
        with suppress(BrokenPipeError), open(self.target, "wb") as pipe:  # noqa: PTH123 - a file descriptor
            pipe.write(marshal.dumps(items))
        done: list[Any] | None = self.copy.result()
        return done

    def end(self) -> None:
        """End it, if it was not asked."""
        if not self.asked:
            self.asked = True
            os.close(self.target)
            self.copy.end()


class Worker:
    """A forked copy of this process that does some work and exits, and can be spoken with meanwhile: each side sends
    the other values that ``pickle`` can write over its end of a line, and None is the last that it is sent. It is the
    head of a group of its own, with all that it begins. Only a process without threads may begin one.
    """

    def __init__(self, work: Callable[[Connection], None]) -> None:
        self.line, theirs = Pipe()
        self.process = os.fork()
        if self.process:
            theirs.close()
            return
        try:
            self.line.close()
            os.setpgid(0, 0)
            with suppress(EOFError, BrokenPipeError, ConnectionResetError):  # nobody listens any more
                work(theirs)
        except Exception:  # noqa: BLE001 - a fault of the program, which whoever listens takes for an early end
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(0)

    def end(self) -> None:
        """End it, whatever it is doing, and all copies that it made: they have their ends of the line."""
        self.kill()
        with suppress(ChildProcessError):
            os.waitpid(self.process, 0)
        with suppress(EOFError, OSError):
            while self.line.poll(PATIENCE):
                self.line.recv_bytes()
        self.line.close()

    def kill(self) -> None:
        """Have it end, without waiting until it has."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process, signal.SIGKILL)

    def has_ended(self) -> bool:
        """Whether it is gone now; to be asked until it is."""
        try:
            return os.waitpid(self.process, os.WNOHANG)[0] != 0
        except ChildProcessError:
            return True

    def leave(self) -> None:
        """Send it None, and wait until it has ended by itself. Another thread may listen to it still."""
        with suppress(OSError):
            self.line.send(None)
        with suppress(ChildProcessError):
            os.waitpid(self.process, 0)
