"""Writes the search's index. Without Pagefind, the site has no search box."""

import shutil
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from . import documents, pagefind


class SearchIndex(Generator):  # type: ignore[misc]
    """The index of ``/search/``."""

    def generate_output(self, _: Writer) -> None:
        site = self.context["site"]
        if not site.searchable:
            return
        target = Path(self.output_path) / pagefind.INDEX
        kept: Path | None = site.options.kept_index
        if kept is None:
            template, weeks = self.get_template("search_document"), site.course.week_by_number
            made = {
                one.file: template.render(say=site.say, document=one, weeks=weeks, rendered=site.rendered)
                for one in documents.documents(site.overview)
            }
            if note := pagefind.index(site.pagefind, made, target):
                self.context["findings"].notes.append(note)
        elif (kept / pagefind.INDEX).is_dir():
            shutil.copytree(kept / pagefind.INDEX, target)


def generators(_: Pelican) -> type[Generator]:
    return SearchIndex


def register() -> None:
    signals.get_generators.connect(generators)
