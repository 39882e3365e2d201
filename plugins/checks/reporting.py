"""What a check found as a report, in full or beside what the last one said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..core.problems import Problem
from ..corpus import git
from . import news, reports
from .last_check import LastCheck
from .request import Checked, CheckRequest, Findings

REPOSITORY_FORMATS = ("github", "gitlab", "sarif")
"""The formats whose paths are relative to the repository, not to the content folder."""


def reported(request: CheckRequest, found: Findings, texts: Mapping[str, str]) -> Checked:
    """The report of what was found. ``texts``: those of the files with problems, at least."""
    done = Checked(formatted(request, found.problems, texts), found.summary, found.exit_code)
    return _since_last(request, done, found.problems, texts) if request.plain else done


def _since_last(request: CheckRequest, done: Checked, problems: Sequence[Problem], texts: Mapping[str, str]) -> Checked:
    """The report as it is for somebody who has read the last one."""
    last = LastCheck(request.cache, request.content)
    before = last.read()
    held = last.held({problem.path for problem in problems}.union(before or ()))
    done = replace(done, remember=lambda: last.remember(news.seen(problems, held)))
    if before is None:
        return done
    found = news.since(before, problems, held)
    mended = f"; {found.mended} mended since the last check" if found.mended else ""
    text = done.text if request.every else reports.since(found, texts, request.colour)
    return replace(done, text=text, summary=f"{done.summary}{mended}")


def formatted(request: CheckRequest, problems: Sequence[Problem], texts: Mapping[str, str]) -> str:
    if request.format == "text":
        return reports.text(problems, texts, request.colour)
    prefix = git.prefix(request.content) if request.format in REPOSITORY_FORMATS else ""
    return reports.FORMATS[request.format](problems, texts, prefix)
