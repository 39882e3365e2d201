"""Shares work among forked copies of this process, if the system can fork safely and there is enough to do."""

import marshal
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

Item = TypeVar("Item")
LENGTH = 8
"""The bytes of a question's length."""
DONE, NOTHING, END = b"1", b"0", b"."
LEAST = 400
"""With fewer items than this, forking costs more than it saves."""


def mapped(function: Callable[[Item], Any], items: Sequence[Item]) -> list[Any]:
    """Map ``function`` over ``items``, in order. It must return plain values (numbers, strings, tuples of these) that
    ``marshal`` can write, and have no visible side effects.

    Whatever a copy fails to do is done again here, so that an error surfaces as it would without copies.
    """
    count = processes(len(items))
    copies = [Copy(partial(list, map(function, items[n::count]))) for n in range(1, count)]
    results: list[Any] = [None] * len(items)
    results[::count] = map(function, items[::count])
    for n, copy in enumerate(copies, 1):
        done = copy.result()
        results[n::count] = map(function, items[n::count]) if done is None else done
    return results


def processes(items: int) -> int:
    """The number of processes worth using for this many items.

    Forking is unsafe while other threads run, and with the system libraries of macOS.
    """
    return 1 if items < LEAST or not can_fork() else min(len(os.sched_getaffinity(0)), items // (LEAST // 2))


def can_fork() -> bool:
    return sys.platform.startswith("linux") and threading.active_count() == 1


class Copy:
    """A forked copy of this process that does some work and exits."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.source, target = os.pipe()
        self.process = os.fork()
        if self.process:
            os.close(target)
            return
        status = 1
        try:
            os.close(self.source)
            with open(target, "wb") as pipe:  # noqa: PTH123 - a file descriptor
                pipe.write(marshal.dumps(work()))
            status = 0
        finally:
            os._exit(status)

    def result(self) -> Any:
        """What the work returned, or None if it failed."""
        with open(self.source, "rb") as pipe:  # noqa: PTH123 - a file descriptor
            data = pipe.read()
        failed = os.waitpid(self.process, 0)[1]
        return None if failed else marshal.loads(data)  # noqa: S302 - from our own copy


class Helper:
    """A forked copy of this process that works whenever it is asked to: no threads run in it, whatever this process
    begins later, so that it may fork. It ends with this process.

    ``work`` is given what is asked, plain values, and yields whether it has done something, step by step.
    """

    def __init__(self, work: Callable[[Any], Iterator[bool]]) -> None:
        self.work = work
        asked, self.asking = os.pipe()
        self.answers, answering = os.pipe()
        self.process = os.fork()
        if self.process:
            os.close(asked)
            os.close(answering)
            return
        try:
            os.close(self.asking)
            os.close(self.answers)
            with open(asked, "rb") as questions:  # noqa: PTH123 - a file descriptor
                while size := questions.read(LENGTH):
                    for done in work(marshal.loads(questions.read(int.from_bytes(size)))):  # noqa: S302 - from our own
                        os.write(answering, DONE if done else NOTHING)
                    os.write(answering, END)
        finally:
            os._exit(0)

    def __call__(self, asked: Any) -> Iterator[bool]:
        """Have the work done. If the copy has died, it is done here, from the beginning."""
        question = marshal.dumps(asked)
        with suppress(BrokenPipeError):
            os.write(self.asking, len(question).to_bytes(LENGTH) + question)
            while (answer := os.read(self.answers, 1)) in (DONE, NOTHING):
                yield answer == DONE
            if answer == END:
                return
        yield from self.work(asked)

    def end(self) -> None:
        """End the copy, whatever it is doing."""
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.process, signal.SIGTERM)
            os.waitpid(self.process, 0)
