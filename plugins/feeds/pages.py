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
            shown = partial(_shown, atom, feed)
            pages.add(feed.address, shown, lambda _, feed=feed: atom.feed(feed))
        if people := [feed for feed in planned if feed.kind == "person"]:
            listed = tuple(replace(feed, items=()) for feed in people)
            pages.add(planning.OPML, lambda: listed, lambda _: atom.opml(planning.OPML, people))


def _shown(atom: AtomWriter, feed: Feed) -> tuple[Feed, tuple[str, ...]]:
    """What names a feed: itself, and each of its entries."""
    return replace(feed, items=()), tuple(map(atom.name, feed.items))


def generators(_: Pelican) -> type[Generator]:
    return FeedPages


def register() -> None:
    signals.get_generators.connect(generators)
