"""From feed to feed, one request at a time: a host is left alone for a while after each, and as long as it asks.

Whoever follows a blog is a generator that yields an ``Ask`` and gets an ``Answer``. While one host rests, others are
asked, so that a class of blogs takes little longer than its answers do.
"""

import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from ..imports import blogs
from . import web
from .shelf import Kept, Shelf

MOST_WAIT: Final = 120.0
"""Seconds for which a pull waits for a host that asks it to; longer, and the next pull goes on."""
TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to ask for. ``anywhere``: see ``web``."""

    address: str
    anywhere: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: ``kept`` has a text, perhaps from an earlier pull, or has none; ``failed`` says why not now.
    ``gone``: there is nothing at that address.
    """

    address: str
    kept: Kept
    failed: str = ""
    gone: bool = False
    notes: tuple[str, ...] = ()


Steps = Generator[Ask, Answer, None]


@dataclass(frozen=True, slots=True)
class Manners:
    """``pause``: seconds between two requests to one host."""

    pause: float = 1.0
    limits: web.Limits = field(default_factory=web.Limits)


@dataclass
class _Turn:
    steps: Steps
    ask: Ask
    number: int
    tries: int = 0

    @property
    def host(self) -> str:
        return blogs.host(self.ask.address)


class Rounds:
    """All that is to be asked, in turns."""

    def __init__(self, shelf: Shelf, manners: Manners, step: Callable[[int, str], None]) -> None:
        """``step`` is told the number of whom is followed and the host asked, an empty one at the end."""
        self.shelf, self.manners, self.step = shelf, manners, step
        self.ready: dict[str, float] = {}
        self.closed: dict[str, float] = {}

    def go(self, everyone: Sequence[Steps]) -> None:
        """Follow everyone to the end."""
        turns = [turn for n, steps in enumerate(everyone) if (turn := self._begun(steps, n))]
        while turns:
            turn = min(turns, key=lambda turn: self.ready.get(turn.host, 0.0))
            turns.remove(turn)
            if (rest := self.ready.get(turn.host, 0.0) - time.monotonic()) > 0:
                time.sleep(rest)
            self.step(turn.number, turn.host)
            answer = self._answer(turn)
            if answer is None:
                turns.append(turn)
                continue
            try:
                turns.append(_Turn(turn.steps, turn.steps.send(answer), turn.number))
            except StopIteration:
                self.step(turn.number, "")

    def _begun(self, steps: Steps, number: int) -> _Turn | None:
        try:
            return _Turn(steps, next(steps), number)
        except StopIteration:
            self.step(number, "")
            return None

    def _answer(self, turn: _Turn) -> Answer | None:
        """The answer; None where its host is to be asked again later."""
        address, host, now = turn.ask.address, turn.host, time.time()
        kept = self.shelf.kept(address)
        if kept.whole and kept.checked >= self.shelf.since:
            return Answer(address, kept)
        if (until := max(kept.wait, self.closed.get(host, 0.0))) > now:
            return Answer(address, kept, _later(until))
        try:
            return self._asked(turn.ask, kept)
        except web.Failed as failed:
            return Answer(address, kept, str(failed), failed.gone)
        except web.Busy as busy:
            turn.tries += 1
            if busy.seconds <= MOST_WAIT and turn.tries < TRIES:
                self.ready[host] = time.monotonic() + max(busy.seconds, self.manners.pause)
                return None
            until = now + max(busy.seconds, web.WAIT)
            self.closed[host] = until
            self.shelf.waiting(address, until)
            return Answer(address, kept, _later(until))

    def _asked(self, ask: Ask, kept: Kept) -> Answer:
        with tempfile.TemporaryFile() as text:
            known = kept.known if kept.whole else web.Known()
            try:
                got = web.get(ask.address, known, text, self.manners.limits, anywhere=ask.anywhere)
            finally:
                self.ready[blogs.host(ask.address)] = time.monotonic() + self.manners.pause
            new = Kept(
                got.known, got.charset if got.fresh else kept.charset, got.moved, time.time(), 0.0, got.inside, True
            )
            self.shelf.put(ask.address, new, text if got.fresh else None)
        return Answer(ask.address, new, notes=got.notes)

    def forget(self, address: str) -> None:
        """Ask for all of it next time."""
        kept = self.shelf.kept(address)
        if kept.whole:
            self.shelf.put(address, replace(kept, known=web.Known(), checked=0.0))


def _later(until: float) -> str:
    moment = datetime.fromtimestamp(until).astimezone()
    return f"is not asked before {moment:%Y-%m-%d %H:%M}, as its server wishes: a later pull goes on"
