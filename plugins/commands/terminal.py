"""Findings go to standard output, so that other programs can read them; everything else to standard error."""

import os
import shutil
import sys
from collections.abc import Iterable
from typing import Self

from ..core.refusal import Refusal


def note(text: str) -> None:
    """Print progress, or something else worth knowing."""
    print(text, file=sys.stderr, flush=True)


def show(lines: Iterable[object]) -> None:
    """Print findings, one per line."""
    for line in lines:
        print(line)
    sys.stdout.flush()


def hand_over(text: str) -> None:
    """Write a file for another program; its line endings stay the same on every system."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def ask(question: str) -> str:
    """Ask on standard error and return the answer, one line. Raises ``EOFError`` if there is none."""
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        note("")
        raise EOFError
    return line


def one_of(option: str, given: str, known: Iterable[str]) -> None:
    """Refuse an option value that is not among ``known``."""
    if given not in known:
        raise Refusal(f"{option} {given}: choose from {', '.join(known)}")


class Progress:
    """A line on standard error that each state of a long task overwrites; without a terminal there is none."""

    def __init__(self) -> None:
        self.seen = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self.shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.show("")

    def show(self, state: str) -> None:
        """Write a state over the one before, cut to the terminal's width."""
        state = state[: shutil.get_terminal_size().columns - 1]
        if self.seen and state != self.shown:
            blank = " " * (len(self.shown) - len(state))
            print(f"\r{state}{blank}" if state else f"\r{blank}\r", end="", file=sys.stderr, flush=True)
            self.shown = state
