"""Writes the search page and its index. Without Pagefind, the site has no search box."""

import shutil
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from ..core.strings import Strings
from ..corpus.overview import Overview
from . import documents, pagefind


class SearchPages(Generator):  # type: ignore[misc]
    """``/search/`` and its index."""

    def generate_output(self, writer: Writer) -> None:
        site = self.context["site"]
        if not site.searchable:
            return
        overview: Overview = site.overview
        writer.write_file(
            "search/index.html", self.get_template("search"), self.context, relative_urls=True, url="search/",
            languages=sorted({text.lang for text in overview.texts}),
            people=sorted({text.author for text in overview.texts}, key=lambda one: (one.name.casefold(), one.id)),
            said=_messages(site.say),
        )  # fmt: skip
        target = Path(self.output_path) / pagefind.INDEX
        kept: Path | None = site.options.kept_index
        if kept is None:
            template = self.get_template("search_document")
            made = {
                one.file: template.render(site=site, say=site.say, document=one)
                for one in documents.documents(overview)
            }
            if note := pagefind.index(site.pagefind, made, target):
                self.context["findings"].notes.append(note)
        elif (kept / pagefind.INDEX).is_dir():
            shutil.copytree(kept / pagefind.INDEX, target)


def _messages(say: Strings) -> dict[str, Any]:
    """The page's messages about search results, in which its script fills in ``{n}`` and ``{q}``."""
    return {
        "found": {form: say.plain("search-found", form=form, n="{n}") for form in say.forms()},
        "none": say.plain("search-none", q="{q}"),
        "nothing": say.plain("search-nothing"),
        "broken": say.plain("search-broken"),
    }


def generators(_: Pelican) -> type[Generator]:
    return SearchPages


def register() -> None:
    signals.get_generators.connect(generators)
