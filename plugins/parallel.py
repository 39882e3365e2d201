"""Work shared out among copies of this process, where the system can copy it and there is enough to do."""

import marshal
import os
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

Item = TypeVar("Item")
LEAST = 400
"""Below so many items a copy costs more than it saves."""


def mapped(function: Callable[[Item], Any], items: Sequence[Item]) -> list[Any]:
    """``function`` of every item, in their order. It gives plain values (numbers, texts, tuples of such), as
    ``marshal`` writes them, and changes nothing that anybody else would see.

    What a copy could not do is done here, so that an error shows itself as it would without copies.
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
    """How many processes so many items are worth.

    A process that runs threads cannot be copied safely, and a Mac's libraries do not like to be.
    """
    if not sys.platform.startswith("linux") or items < LEAST or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), items // (LEAST // 2))


class Copy:
    """A copy of this process that does some work and ends."""

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
        """What the work gave, or None where it failed."""
        with open(self.source, "rb") as pipe:  # noqa: PTH123 - a file descriptor
            data = pipe.read()
        failed = os.waitpid(self.process, 0)[1]
        return None if failed else marshal.loads(data)  # noqa: S302 - our own copy's
