"""What to build, and what a build did."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from ..core.numbers import several
from ..core.problems import Problem, counted
from ..core.refusal import Refusal


class CannotBuild(Refusal):
    """The site could not be built; the message says why, in one sentence or one problem per line."""


class GradebookFailed(CannotBuild):
    """The site is in place, and the gradebook is as it was."""


@dataclass(frozen=True)
class BuildRequest:
    """What to build, from where and to where. ``as_of`` is in the course's zone unless it has its own; None is now."""

    content: Path
    output: Path
    gradebook: Path | None
    private: Path
    settings: Path
    as_of: datetime | None = None
    publish: bool = False
    site_address: str = ""
    """The site's URL, if the gradebook leads to it there; empty if to the folder of the site."""
    own: str = ""
    """The id of the one person whose page is in the gradebook, or several with spaces between them, of whom each then
    has a page of that name; empty for the whole gradebook.
    """
    search: bool = True
    search_later: bool = False
    """Whether the caller makes the search index when the site is in place, which has the previous one until then."""
    cache: Path | None = None
    """The folder in which to remember what was built, so that it need not be built again; None: it is not."""

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that a build replaces."""
        return (self.output, self.gradebook) if self.gradebook and not self.publish else (self.output,)

    @property
    def site_from_gradebook(self) -> str:
        """The URL of the site's folder on this disk, relative to the gradebook's where both are on one drive."""
        if not self.gradebook:
            return ""
        try:
            return quote(os.path.relpath(self.output, self.gradebook).replace(os.sep, "/"))
        except ValueError:
            return self.output.as_uri()


@dataclass(frozen=True)
class Result:
    """What a build did. ``leaks`` are sentences that say what was found, and where."""

    written: int
    unchanged: int
    problems: tuple[Problem, ...]
    seconds: float
    leaks: tuple[str, ...] = ()
    unscanned: str = ""
    notes: tuple[str, ...] = ()
    limits: str = ""
    """What the leak scan could look for only in part, or not at all."""

    @property
    def exit_code(self) -> int:
        return 1 if self.leaks else 0

    def findings(self) -> Iterator[str]:
        """The problems in the texts and any leaks, one per line."""
        yield from map(str, self.problems)
        yield from (f"leak: {leak}" for leak in self.leaks)

    def summary(self, request: BuildRequest) -> Iterator[str]:
        """Everything else worth knowing, one item per line, ending with a summary."""
        yield from self.notes
        if self.leaks:
            from ..leaks.allowed import HOW  # noqa: PLC0415 - half of what a build takes that has nothing to do

            yield HOW
            yield "not published: the site contains private data; the previous site is unchanged"
            return
        if request.publish:
            yield self.unscanned or "leak scan: nothing found"
            if self.limits:
                yield self.limits
        pages = f"{several(self.written, 'page')} written, {self.unchanged} unchanged"
        yield f"{pages}, {counted(self.problems)}, {self.seconds:.1f} s: {request.output / 'index.html'}"
