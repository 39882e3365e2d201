"""What a page's head refers to: the site's images, icons and cards, its sitemap and its ``robots.txt``.

Cards are drawn only for a site that is published: nobody sees link previews of a local site, and drawing a card takes
longer than rendering a page.
"""

from collections.abc import Iterator
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from ..cache import digest
from ..core.problems import Problem
from ..course import accent
from ..images import image_tags
from ..images.links import Album
from . import cards, look, metadata
from .context import Site


class Pictures(Generator):  # type: ignore[misc]
    """The images shown in published texts, and the pages' cards."""

    def generate_output(self, _: Writer) -> None:
        site: Site = self.context["site"]
        gallery, cache = site.gallery, site.options.cache
        output = Path(self.output_path)
        self.context["findings"].problems.extend(gallery.publish(self.shown(site), output))
        gallery.forget()
        if not site.cards:
            return
        sea = accent.palette(site.course.site.accent)["light"]["sea"]
        folder = cache / f"cards-{digest(site.course.title)[:12]}.d" if cache else None
        try:
            cards.publish(site.cards.values(), output, Path(self.theme) / "static/fonts", folder, sea)
        except (OSError, ImportError) as error:
            message = f"preview cards could not be drawn ({error}); everything else is there"
            self.context["findings"].problems.append(Problem("course.toml", 1, 1, message, "notice", "card"))

    def shown(self, site: Site) -> Iterator[str]:
        """The images in the texts that readers see."""
        pages = (page.path for page in site.corpus.pages)
        album = Album(site.gallery.by_path)
        for path in (*site.overview.paths, *pages):
            yield from image_tags.used(site.rendered[path].html, album)


def for_machines(pelican: Pelican) -> None:
    """``robots.txt``, and the sitemap of all pages written."""
    corpus = pelican.settings["site"].corpus
    output = Path(pelican.output_path)
    (output / metadata.ROBOTS).write_text(metadata.robots(corpus.course), "utf-8", newline="\n")
    if corpus.course.site.url and corpus.course.site.index:
        addresses = pelican.settings["pages"].files
        listed = [name.removesuffix("index.html") for name in addresses if name.endswith("index.html")]
        (output / metadata.SITEMAP).write_text(metadata.sitemap(corpus, listed), "utf-8", newline="\n")


def wear_the_accent(pelican: Pelican) -> None:
    """The theme's files, which Pelican has copied, in the course's own colour."""
    settings = pelican.settings
    look.dress(Path(pelican.output_path) / settings["THEME_STATIC_DIR"], settings["site"].course.site.accent)


def generators(_: Pelican) -> type[Generator]:
    return Pictures


def register() -> None:
    signals.get_generators.connect(generators)
    signals.finalized.connect(for_machines)
    signals.finalized.connect(wear_the_accent)
