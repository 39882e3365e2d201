"""Begins the gradebook as soon as the course is read: the site need not wait for it, nor it for the site."""

from dataclasses import astuple
from functools import partial
from typing import TYPE_CHECKING, Any

from pelican import Pelican, signals
from pelican.generators import Generator

from .. import parallel
from ..core.problems import Findings, Problem
from ..rendering import Pages
from ..site.context import Site

if TYPE_CHECKING:
    from .pages import Gradebook


class GradebookGenerator(Generator):  # type: ignore[misc]
    """Has the gradebook written to its own folder, by a copy of this process where that saves time."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        site: Site = self.context["site"]
        if (folder := site.options.gradebook) is None:
            return
        pages = self.settings.get("gradebook_pages") or Pages(folder)
        if parallel.processes(len(site.overview.paths)) > 1:
            pages.copy = parallel.Copy(partial(self.written, pages))
        self.settings["finish_gradebook"] = partial(self.finish, pages)

    def finish(self, pages: Pages) -> None:
        """Wait for the gradebook, or write it now. What a copy could not do is done again here, so that an error is
        told as any other.
        """
        if pages.copy and (done := pages.copy.result()) is not None:
            problems, pages.names = done
            self.findings.problems.extend(Problem(*problem) for problem in problems)
        else:
            self.gradebook().write(pages)

    def written(self, pages: Pages) -> tuple[list[tuple[Any, ...]], dict[str, str]]:
        """Write the gradebook; returns the problems found on the way, and the pages' names, in plain values."""
        before = len(self.findings.problems)
        self.gradebook().write(pages)
        return [astuple(problem) for problem in self.findings.problems[before:]], pages.names

    def gradebook(self) -> "Gradebook":
        from .pages import Gradebook  # noqa: PLC0415 - takes 0.2 s, which the site need not wait for

        return Gradebook(self.context, self.get_template)

    @property
    def findings(self) -> Findings:
        found: Findings = self.context["findings"]
        return found


def generators(_: Pelican) -> type[Generator]:
    return GradebookGenerator


def finish(pelican: Pelican) -> None:
    """Finish the gradebook, unless whoever ran Pelican does."""
    site: Site = pelican.settings["site"]
    if site.options.gradebook and not site.options.gradebook_later:
        pelican.settings["finish_gradebook"]()


def register() -> None:
    signals.get_generators.connect(generators)
    signals.finalized.connect(finish)
