"""The one place where commands end: a refusal becomes its message and exit code, never a traceback."""

import os
import sys
from collections.abc import Callable
from typing import IO, Any

from invoke.exceptions import Exit
from invoke.tasks import Task

from ..core.refusal import Refusal

COULD_NOT = Refusal.exit_code


class Command(Task[Callable[..., Any]]):
    """A task that returns its exit code, None for 0. ``stopped``: the message after Ctrl-C."""

    def __init__(self, body: Callable[..., int | None], *, stopped: str = "stopped", **more: Any) -> None:
        super().__init__(body, **more)
        self.stopped = stopped

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        try:
            code: Any = super().__call__(*arguments, **options)
            sys.stdout.flush()
        except Refusal as refusal:
            raise Exit(str(refusal), code=refusal.exit_code) from None
        except KeyboardInterrupt:
            raise Exit(f"\n{self.stopped}", code=COULD_NOT) from None
        except BrokenPipeError:
            abandon(sys.stdout)
            raise Exit("standard output was closed before all output was written", code=COULD_NOT) from None
        except OSError as error:
            if not error.strerror:
                raise
            where = f"{error.filename}: " if error.filename else ""
            raise Exit(f"{where}cannot be read or written: {error.strerror}", code=COULD_NOT) from None
        if code:
            raise Exit(code=code)


def command(**options: Any) -> Callable[[Callable[..., int | None]], Command]:
    """Decorator for commands. Takes the options of Invoke's ``task``, and ``stopped``."""
    return lambda body: Command(body, **options)


def abandon(stream: IO[str]) -> None:
    """Discard whatever is still buffered for a stream whose reader has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
