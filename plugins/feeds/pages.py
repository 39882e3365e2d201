"""Writes the feeds and their OPML list."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from . import planning
from .atom import AtomWriter
from .planning import Feed


class FeedPages(Generator):  # type: ignore[misc]
    """Every feed, and the OPML list of the class's feeds."""

    def generate_output(self, _: Writer) -> None:
        site, pages = self.context["site"], self.settings["pages"]
        by_page: Mapping[str, tuple[Feed, ...]] = site.feeds
        atom = AtomWriter(site.course, site.say)
        planned = [feed for page, some in by_page.items() for feed in some if feed.page == page]
        for feed in planned:
            names = tuple(map(atom.name, feed.items))
            pages.add(feed.address, (replace(feed, items=()), names), partial(atom.feed, feed))
        if people := [feed for feed in planned if feed.kind == "person"]:
            listed = tuple(replace(feed, items=()) for feed in people)
            pages.add(planning.OPML, listed, partial(atom.opml, planning.OPML, people))


def generators(_: Pelican) -> type[Generator]:
    return FeedPages


def register() -> None:
    signals.get_generators.connect(generators)
