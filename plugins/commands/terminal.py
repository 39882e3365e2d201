"""Findings go to standard output, so that another program can read them; all else to standard error."""

import sys
from collections.abc import Iterable

from ..core.refusal import Refusal


def note(text: str) -> None:
    """Progress, and what else is worth knowing."""
    print(text, file=sys.stderr, flush=True)


def show(lines: Iterable[object]) -> None:
    """Findings, a line each."""
    for line in lines:
        print(line)
    sys.stdout.flush()


def hand_over(text: str) -> None:
    """A file for another program: its line ends stay as they are, on every system."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def ask(question: str) -> str:
    """Ask on standard error; the answer, one line. Raises ``EOFError`` where nobody answers."""
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        note("")
        raise EOFError
    return line


def one_of(option: str, given: str, known: Iterable[str]) -> None:
    """Refuse a value of an option that is none of those known."""
    if given not in known:
        raise Refusal(f"{option} {given}: choose from {', '.join(known)}")
