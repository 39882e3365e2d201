"""Feeds: planned before any page is written, so that pages can name theirs; the page that lists them; OPML."""

from collections import defaultdict
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from . import planning
from .atom import Scribe
from .planning import Feed


def plan_feeds(pelican: Pelican) -> None:
    """Every feed, by the page it belongs to: pages name theirs in their head."""
    settings = pelican.settings
    found: dict[str, list[Feed]] = defaultdict(list)
    for feed in planning.plan(settings["overview"], settings["rendered"], settings["say"]):
        found[feed.page].append(feed)
    found[""] = [*found["posts/"], *found["comments/"]]
    found["feeds/"] = [*found[""], *found["feeds/"]]
    settings["feeds"] = {page: tuple(some) for page, some in found.items()}


class FeedPages(Generator):  # type: ignore[misc]
    """``/feeds/``, every feed, and the list of the class's."""

    def generate_output(self, writer: Writer) -> None:
        by_page: dict[str, tuple[Feed, ...]] = self.context["feeds"]
        scribe = Scribe(self.context["course"])
        planned = [feed for page, some in by_page.items() for feed in some if feed.page == page]
        for feed in planned:
            self.put(feed.address, scribe.feed(feed))
        people = [feed for feed in planned if feed.kind == "person"]
        if people:
            self.put(planning.OPML, scribe.opml(planning.OPML, people))
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
    signals.initialized.connect(plan_feeds)
    signals.get_generators.connect(generators)
