"""Fetch feeds one request at a time, with a pause per host after each request, and for as long as a host asks.

A blog is followed by a generator that yields an ``Ask`` and receives an ``Answer``. While one host has to wait, others
are contacted, so that a class of blogs takes little longer than the responses themselves.
"""

import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from ..imports import blogs
from . import web
from .feed_cache import CachedFeed, FeedCache

MOST_WAIT: Final = 120.0
"""The longest wait that a pull accepts from a host, in seconds; beyond it, the next pull continues."""
TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to request. ``anywhere``: see ``web``."""

    address: str
    anywhere: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a request: ``cached`` has a text, possibly from an earlier pull, or none; ``failed``: why there is
    no new response; ``gone``: nothing exists at the address.
    """

    address: str
    cached: CachedFeed
    failed: str = ""
    gone: bool = False
    notes: tuple[str, ...] = ()


Steps = Generator[Ask, Answer, None]


@dataclass(frozen=True, slots=True)
class RateLimits:
    """``pause``: seconds between two requests to a host."""

    pause: float = 1.0
    limits: web.Limits = field(default_factory=web.Limits)


@dataclass
class _Job:
    steps: Steps
    ask: Ask
    number: int
    tries: int = 0

    @property
    def host(self) -> str:
        return blogs.host(self.ask.address)


class Fetcher:
    """Requests feeds within the hosts' rate limits."""

    def __init__(self, cache: FeedCache, rate_limits: RateLimits, step: Callable[[int, str], None]) -> None:
        """``step`` is called with the index of the current blog and the host contacted; the host is empty at
        the end.
        """
        self.cache, self.rate_limits, self.step = cache, rate_limits, step
        self.ready: dict[str, float] = {}
        self.closed: dict[str, float] = {}

    def run(self, everyone: Sequence[Steps]) -> None:
        """Follow all blogs to the end."""
        jobs = [job for n, steps in enumerate(everyone) if (job := self._begun(steps, n))]
        while jobs:
            job = min(jobs, key=lambda job: self.ready.get(job.host, 0.0))
            jobs.remove(job)
            if (rest := self.ready.get(job.host, 0.0) - time.monotonic()) > 0:
                time.sleep(rest)
            self.step(job.number, job.host)
            answer = self._answer(job)
            if answer is None:
                jobs.append(job)
                continue
            try:
                jobs.append(_Job(job.steps, job.steps.send(answer), job.number))
            except StopIteration:
                self.step(job.number, "")

    def _begun(self, steps: Steps, number: int) -> _Job | None:
        try:
            return _Job(steps, next(steps), number)
        except StopIteration:
            self.step(number, "")
            return None

    def _answer(self, job: _Job) -> Answer | None:
        """The response; None if the host has to be contacted again later."""
        address, host, now = job.ask.address, job.host, time.time()
        cached = self.cache.get(address)
        if cached.whole and cached.checked >= self.cache.since:
            return Answer(address, cached)
        if (until := max(cached.wait, self.closed.get(host, 0.0))) > now:
            return Answer(address, cached, _later(until))
        try:
            return self._asked(job.ask, cached)
        except web.Failed as failed:
            return Answer(address, cached, str(failed), failed.gone)
        except web.Busy as busy:
            job.tries += 1
            if busy.seconds <= MOST_WAIT and job.tries < TRIES:
                self.ready[host] = time.monotonic() + max(busy.seconds, self.rate_limits.pause)
                return None
            until = now + max(busy.seconds, web.WAIT)
            self.closed[host] = until
            self.cache.waiting(address, until)
            return Answer(address, cached, _later(until))

    def _asked(self, ask: Ask, cached: CachedFeed) -> Answer:
        with tempfile.TemporaryFile() as text:
            known = cached.known if cached.whole else web.Known()
            try:
                got = web.get(ask.address, known, text, self.rate_limits.limits, anywhere=ask.anywhere)
            finally:
                self.ready[blogs.host(ask.address)] = time.monotonic() + self.rate_limits.pause
            new = CachedFeed(
                got.known, got.charset if got.fresh else cached.charset, got.moved, time.time(), 0.0, got.inside, True
            )
            self.cache.put(ask.address, new, text if got.fresh else None)
        return Answer(ask.address, new, notes=got.notes)

    def forget(self, address: str) -> None:
        """Discard the cached responses, so that everything is requested again next time."""
        cached = self.cache.get(address)
        if cached.whole:
            self.cache.put(address, replace(cached, known=web.Known(), checked=0.0))


def _later(until: float) -> str:
    moment = datetime.fromtimestamp(until).astimezone()
    return f"is not read before {moment:%Y-%m-%d %H:%M}, as its server asks: a later pull continues"
