"""What the last check of a course found, where a check would find the same: nothing that it depends on has changed.

What is remembered may be lost at any time, and costs a check.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from .. import cache, regular, states
from ..core.problems import Problem
from .request import CheckRequest, Findings

PLUGINS = Path(__file__).parent.parent


class Known:
    """The last check of a request."""

    def __init__(self, request: CheckRequest) -> None:
        self.content, self.now = request.content, datetime.now(UTC)
        lasting = request.cache if request.whole else None
        self.file = lasting / f"check-{cache.digest(str(request.content.resolve()))[:12]}" if lasting else None
        folders = [folder for folder in (request.private, PLUGINS) if folder]
        self.inputs = states.of_inputs(request.content, folders, ()) if self.file else ""

    def findings(self) -> Findings | None:
        """What a check would find."""
        kept = cache.kept(self.file) if self.file and self.inputs else None
        if not kept or kept[0] != self.inputs or not kept[1][0] <= self.now.timestamp() < kept[1][1]:
            return None
        _, _, problems, posts, comments = kept
        return Findings(tuple([Problem(*problem) for problem in problems]), posts, comments)

    def texts(self, found: Findings) -> Mapping[str, str]:
        """The texts of the files in which something was found, as far as they can be read."""
        texts: dict[str, str] = {}
        for path in dict.fromkeys(problem.path for problem in found.problems if problem.wrong):
            with suppress(OSError, UnicodeDecodeError):
                texts[path] = regular.text(self.content / path)
        return texts

    def remember(self, found: Findings, until: Callable[[], datetime]) -> None:
        """Remember what a check found that began when this was made; ``until`` when it would find the same."""
        if self.file and self.inputs:
            valid = self.now.timestamp(), until().timestamp()
            plain = tuple(astuple(problem) for problem in found.problems)
            cache.keep(self.file, (self.inputs, valid, plain, found.posts, found.comments))
