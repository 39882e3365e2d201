"""Whether a build would give what the last one gave, so that there is nothing to do.

What a build depends on is looked at by size and time, not read: the content, private, theme and program files, the
state of the git repository, the packages, and the clock. What the last build wrote has to be as it was left, too.
"""

import re
import tempfile
import time
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .. import cache, states
from ..cache import digest
from ..core.problems import Problem
from .request import BuildRequest, Result

CLOCK_TIME = re.compile(rb"\d[T ]\d\d:(\d\d)|[\"' ]\d\d?:(\d\d)")
QUARTERS = frozenset((0, 15, 30, 45))


class Last:
    """The last build of a request. What is remembered of it may be lost at any time, and costs a build."""

    def __init__(self, request: BuildRequest, now: datetime) -> None:
        self.request, self.now = request, now
        self.file = request.cache / f"built-{digest(*map(str, request.folders))[:12]}" if request.cache else None
        self.inputs = self._inputs() if self.file else ""

    def result(self) -> Result | None:
        """What a build would say, if it would write nothing new."""
        begun = time.monotonic()
        if not self.file or not self.inputs:
            return None
        kept = cache.kept(self.file)
        if not kept or kept[0] != self.inputs:
            return None
        _, outputs, until, count, (problems, unscanned, notes) = kept
        if not until[0] <= self.now.timestamp() < until[1] or outputs != self._outputs():
            return None
        if any(Path(tempfile.gettempdir()).glob("cohort-*.lock")):  # of a build that was killed when all was done
            from .. import scratch  # noqa: PLC0415 - what it needs takes a tenth of the time to say that all is there

            scratch.sweep()
        told = tuple(Problem(*problem) for problem in problems)
        return Result(0, count, told, time.monotonic() - begun, (), unscanned, notes)

    def remember(self, result: Result) -> None:
        """Remember what a build said that began when this was made; it must still hold the lock on what it wrote."""
        if not self.file or not self.inputs:
            return
        plain = tuple(astuple(problem) for problem in result.problems), result.unscanned, result.notes
        until = self.now.timestamp(), self._until().timestamp()
        kept = self.inputs, self._outputs(), until, result.written + result.unchanged, plain
        cache.keep(self.file, kept)

    def _until(self) -> datetime:
        """The next moment at which a course may look different though nothing in it changes: the next minute of an hour
        that is named in its settings or ends a quarter. A build as of a given moment never does.
        """
        if self.request.as_of:
            return datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
        minutes = set(QUARTERS)
        for file in (self.request.content / "course.toml", self.request.private / "adjustments.toml"):
            if file.is_file():
                minutes |= {int(one or other) for one, other in CLOCK_TIME.findall(file.read_bytes())}
        moment = self.now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        while moment.minute not in minutes and (moment - timedelta(minutes=1)).minute not in minutes:
            moment += timedelta(minutes=1)
        return moment

    def _inputs(self) -> str:
        """A digest of what a build depends on; empty where a change might not be seen."""
        home = self.request.settings.parent
        folders = self.request.private, home / "theme", home / "plugins"
        settings = home / "pelicanconf.py", home / "publishconf.py"
        return states.of_inputs(self.request.content, folders, settings, repr(replace(self.request, cache=None)))

    def _outputs(self) -> str:
        return digest(
            *(f"{path} {state[:2]}" for folder in self.request.folders for path, state in states.below(folder))
        )
