"""The course itself: read before everything else; home, week and people pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator
from pelican.writers import Writer

from ..core import paging
from ..core.problems import Findings
from ..course import sentences
from ..options import Options
from ..publishing import changes
from . import context, guide
from .context import Site

LATEST = 12
POPULAR = 5
RECENT = 5


def read_site(pelican: Pelican) -> None:
    """Read the whole course into the settings, which Pelican copies into every generator's context."""
    settings = pelican.settings
    site = context.read(Path(settings["PATH"]), Path(settings["THEME"]), Options.of(settings))
    settings.update(
        site=site,
        say=site.say,
        findings=Findings(),
        ARTICLE_PATHS=[post.path for post in site.corpus.published],
        PAGE_PATHS=[page.path for page in site.corpus.pages],
        STATIC_PATHS=[],
        SITENAME=site.course.title,
        TIMEZONE=site.course.timezone,
        DEFAULT_LANG=site.course.language.lower(),
    )


class CoursePages(Generator):  # type: ignore[misc]
    """The home page, weeks, people, and the 404 page."""

    def generate_output(self, writer: Writer) -> None:
        for address, template, facts in self.pages():
            writer.write_file(
                address, self.get_template(template), self.context, relative_urls=True, url=address, **facts
            )

    def pages(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        site: Site = self.context["site"]
        overview, course = site.overview, site.course
        yield (
            "index.html",
            "index",
            {
                "latest": list(reversed(overview.corpus.published))[:LATEST],
                "popular": site.conversation.popular[:POPULAR],
                "recent": overview.shown[:RECENT],
            },
        )
        yield "weeks/index.html", "weeks", {}
        yield "people/index.html", "people", {}
        for listing in paging.pages(overview.corpus.published[::-1]):
            yield f"{paging.address('posts/', listing.number)}index.html", "posts", {"listing": listing}
        yield (
            "rules/index.html",
            "rules",
            {
                "rules": sentences.sentences(course, site.say),
                "always": sentences.standing(course, site.say),
                "different": sentences.differences(course, site.say),
            },
        )
        yield "how-to/index.html", "how-to", {"guide": guide.guide(course, site.say)}
        # Served at any address, so its links start from the server's root.
        public = urlsplit(course.site.url).path if site.options.publish else ""
        yield "404.html", "404", {"SITEURL": public}
        for week in course.weeks:
            yield f"{week.address}index.html", "week", {"week": week}
        for person in overview.people:
            yield f"people/{person.id}/index.html", "person", {"person": person}


def ask_to_stay_away(pelican: Pelican) -> None:
    """Headers for search engines, on hosts that read them from a file: feeds and images cannot contain a robots tag."""
    if not pelican.settings["site"].course.site.index:
        file = Path(pelican.settings["OUTPUT_PATH"]) / changes.HEADERS
        file.write_text(changes.STAY_AWAY, "utf-8", newline="\n")


def no_pages_of_authors_and_categories(generator: ArticlesGenerator) -> None:
    """Disable Pelican's own, which take quadratic time; people have pages of another kind."""
    generator.authors = generator.categories = []


def generators(_: Pelican) -> type[Generator]:
    return CoursePages


def register() -> None:
    signals.initialized.connect(read_site)
    signals.get_generators.connect(generators)
    signals.article_generator_finalized.connect(no_pages_of_authors_and_categories)
    signals.finalized.connect(ask_to_stay_away)
