"""The course itself: read before everything else; its pages."""

import json
from collections.abc import Callable
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator

from ..core.problems import Findings
from ..options import Options
from ..publishing import changes
from . import composing, context
from .presenter import Presenter
from .writing import NOT_FOUND, PageWriter


def read_site(pelican: Pelican) -> None:
    """Read the whole course into the settings, which Pelican copies into every generator's context."""
    settings = pelican.settings
    site = context.read(Path(settings["PATH"]), Path(settings["THEME"]), Options.of(settings))
    presenter = Presenter(site)
    settings.update(
        site=site,
        presenter=presenter,
        JINJA_GLOBALS=settings["JINJA_GLOBALS"] | presenter.everywhere,
        findings=Findings(),
        ARTICLE_PATHS=[post.path for post in site.corpus.published],
        PAGE_PATHS=[page.path for page in site.corpus.pages],
        STATIC_PATHS=[],
        SITENAME=site.course.title,
        TIMEZONE=site.course.timezone,
        DEFAULT_LANG=site.course.language.lower(),
    )


class CoursePages(Generator):  # type: ignore[misc]
    """Every page but the posts and the course's own pages, which Pelican reads."""

    def generate_output(self, writer: PageWriter) -> None:
        presenter = writer.presenter
        for address, template, page in presenter.pages():
            self.add(writer, f"{address}index.html", address, template, page)
        self.add(writer, NOT_FOUND, NOT_FOUND, "404", presenter.not_found)

    def add(self, writer: PageWriter, file: str, address: str, template: str, page: Callable[[], object]) -> None:
        writer.add(file, self.get_template(template), lambda: (writer.presenter.head(address), page()))


def ask_to_stay_away(pelican: Pelican) -> None:
    """Headers for search engines, on hosts that read them from a file: feeds and images cannot contain a robots tag."""
    if not pelican.settings["site"].course.site.index:
        file = Path(pelican.settings["OUTPUT_PATH"]) / changes.HEADERS
        file.write_text(changes.STAY_AWAY, "utf-8", newline="\n")


def tell_the_names(pelican: Pelican) -> None:
    """The course's lexicon, which ``/write/`` fetches to mark names that may be misspelt."""
    file = Path(pelican.settings["OUTPUT_PATH"]) / composing.NAMES
    brands = composing.names(pelican.settings["site"].corpus.lexicon.brands)
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(brands, ensure_ascii=False, separators=(",", ":")), "utf-8", newline="\n")


def no_pages_of_authors_and_categories(generator: ArticlesGenerator) -> None:
    """Disable Pelican's own, which take quadratic time; people have pages of another kind."""
    generator.authors = generator.categories = []


def generators(_: Pelican) -> type[Generator]:
    return CoursePages


def register() -> None:
    signals.initialized.connect(read_site)
    signals.get_generators.connect(generators)
    signals.article_generator_finalized.connect(no_pages_of_authors_and_categories)
    signals.finalized.connect(tell_the_names)
    signals.finalized.connect(ask_to_stay_away)
