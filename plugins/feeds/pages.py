"""Writes the feeds, the page that lists them, and the OPML list."""

from collections.abc import Mapping
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from . import planning
from .atom import AtomWriter
from .planning import Feed


class FeedPages(Generator):  # type: ignore[misc]
    """``/feeds/``, every feed, and the OPML list of the class's feeds."""

    def generate_output(self, writer: Writer) -> None:
        site = self.context["site"]
        by_page: Mapping[str, tuple[Feed, ...]] = site.feeds
        atom = AtomWriter(site.course)
        planned = [feed for page, some in by_page.items() for feed in some if feed.page == page]
        for feed in planned:
            self.put(feed.address, atom.feed(feed))
        people = [feed for feed in planned if feed.kind == "person"]
        if people:
            self.put(planning.OPML, atom.opml(planning.OPML, people))
        writer.write_file(
            "feeds/index.html", self.get_template("feeds"), self.context, relative_urls=True, url="feeds/",
            opml=planning.OPML if people else "",
        )  # fmt: skip

    def put(self, address: str, text: str) -> None:
        file = Path(self.output_path) / address
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")


def generators(_: Pelican) -> type[Generator]:
    return FeedPages


def register() -> None:
    signals.get_generators.connect(generators)
