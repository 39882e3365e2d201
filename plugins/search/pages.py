"""Writes the search's index. Without Pagefind, the site has no search box."""

from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from . import documents
from .index import Index, KeptIndex


class SearchIndex(Generator):  # type: ignore[misc]
    """The index of ``/search/``."""

    def generate_output(self, _: Writer) -> None:
        site = self.context["site"]
        if not site.searchable:
            return
        template, weeks = self.get_template("search_document"), site.course.week_by_number
        made = {
            one.file: template.render(say=site.say, document=one, weeks=weeks, rendered=site.rendered)
            for one in documents.documents(site.overview)
        }
        index = self.settings["index"] = Index(site.pagefind, made)
        if site.options.search_later:
            return
        output = Path(self.output_path)
        last = KeptIndex(site.options.last_site, site.options.cache)
        if last.is_of(index):
            last.give(output)
        elif note := index.write(output):
            self.context["findings"].notes.append(note)


def generators(_: Pelican) -> type[Generator]:
    return SearchIndex


def register() -> None:
    signals.get_generators.connect(generators)
