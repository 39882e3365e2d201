"""The pages that lead to the discussions."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from ..core import paging
from ..core.paging import Listing
from .context import Site

LISTED = 200
"""The maximum number of comments in a list, all its pages together: each is below its post, too."""


class CommentPages(Generator):  # type: ignore[misc]
    """``/comments/``, ``/popular/`` and ``/unanswered/``, and the further pages of each."""

    def generate_output(self, writer: Writer) -> None:
        for name, listing in self.pages():
            address = paging.address(f"{name}/", listing.number)
            writer.write_file(
                f"{address}index.html", self.get_template(name), self.context, relative_urls=True, url=address,
                listing=listing, listed=LISTED,
            )  # fmt: skip

    def pages(self) -> Iterator[tuple[str, Listing[Any]]]:
        site: Site = self.context["site"]
        conversation = site.conversation
        unanswered = zip_longest(conversation.unanswered_posts, conversation.unanswered_comments[:LISTED])
        lists: dict[str, list[Listing[Any]]] = {
            "comments": paging.pages(site.overview.shown[:LISTED]),
            "popular": paging.pages(conversation.popular),
            "unanswered": paging.pages(list(unanswered), paging.MOST // 2),
        }
        for name, listings in lists.items():
            yield from ((name, listing) for listing in listings)


def generators(_: Pelican) -> type[Generator]:
    return CommentPages


def register() -> None:
    signals.get_generators.connect(generators)
