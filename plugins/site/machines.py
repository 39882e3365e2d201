"""What a page's head points to: the images and cards of the site, its sitemap and its ``robots.txt``.

Cards are drawn for a published site alone: a link to a site on one's own machine is shown to nobody, and a card takes
longer than a page.
"""

from collections.abc import Iterator
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from ..cache import digest
from ..core.problems import Problem
from ..corpus.corpus import Corpus
from ..corpus.overview import Overview
from ..images import image_tags
from ..images.image_files import Gallery
from ..images.links import Album
from ..options import Options
from . import cards, metadata


def plan_cards(pelican: Pelican) -> None:
    """Which pages have a card, so that they can name it in their head."""
    settings = pelican.settings
    corpus: Corpus = settings["corpus"]
    drawn = settings["options"].publish and corpus.course.site.url
    settings["cards"] = metadata.cards(corpus, settings["say"]) if drawn else {}


class Pictures(Generator):  # type: ignore[misc]
    """The images that published texts show, and the cards of the pages."""

    def generate_output(self, _: Writer) -> None:
        options: Options = self.context["options"]
        overview: Overview = self.context["overview"]
        gallery: Gallery = self.context["gallery"]
        output = Path(self.output_path)
        gallery.publish(self.shown(overview, gallery), output)
        gallery.forget()
        if not self.context["cards"]:
            return
        folder = options.cache / f"cards-{digest(overview.course.title)[:12]}.d" if options.cache else None
        try:
            cards.publish(self.context["cards"].values(), output, Path(self.theme) / "static/fonts", folder)
        except (OSError, ImportError) as error:
            said = f"cards for links to the site could not be drawn ({error}); everything else is there"
            self.context["problems"].append(Problem("course.toml", 1, 1, said, "notice", "card"))

    def shown(self, overview: Overview, gallery: Gallery) -> Iterator[str]:
        """The images of the texts readers see."""
        pages = (page.path for page in overview.corpus.pages)
        album = Album(gallery.by_path)
        for path in (*overview.paths, *pages):
            yield from image_tags.used(self.context["rendered"][path].html, album)


def for_machines(pelican: Pelican) -> None:
    """``robots.txt``, and the sitemap of every page that was written."""
    corpus: Corpus = pelican.settings["corpus"]
    output = Path(pelican.output_path)
    (output / metadata.ROBOTS).write_text(metadata.robots(corpus.course), "utf-8", newline="\n")
    if corpus.course.site.url and corpus.course.site.index:
        pages = (file.parent.relative_to(output).as_posix() for file in output.rglob("index.html"))
        listed = [f"{page}/" if page != "." else "" for page in pages]
        (output / metadata.SITEMAP).write_text(metadata.sitemap(corpus, listed), "utf-8", newline="\n")


def generators(_: Pelican) -> type[Generator]:
    return Pictures


def register() -> None:
    signals.initialized.connect(plan_cards)
    signals.get_generators.connect(generators)
    signals.finalized.connect(for_machines)
