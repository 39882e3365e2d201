"""Which texts a feed may bring: anybody can write another blog's names into a feed of their own.

A feed speaks for a blog whose platform or host it comes from (``blogs.holds``). Another one, such as Blogger's at an
address of its own, is believed as long as no feed that holds that blog is read, and what is here of the blog is not
all of other people. It never changes another person's text, nor a thread below one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from . import blogs as places
from .owners import Blog
from .records import Dropped, Item

REASON = "claims to belong to another blog, which this feed does not publish"


@dataclass(frozen=True)
class _Claims:
    """``addresses``: where the feeds came from; ``writers``: ids of who wrote the posts that are here, by keys."""

    blogs: Sequence[Blog]
    addresses: Sequence[str]
    writers: Mapping[str, str]

    def believed(self, number: int, origin: str) -> bool:
        """Whether a feed may bring texts of a blog at all."""
        mine = self.blogs[number].listed
        for other, blog in enumerate(self.blogs):
            if (
                other != number
                and blog.listed != mine
                and places.holds(self.addresses[other], origin)
                and any(item.origin == origin for item in blog.items)
            ):
                return False
        here = {person for key, person in self.writers.items() if person and key.startswith(f"{origin} post ")}
        return not here or not here.isdisjoint(mine)

    def other_s(self, number: int, item: Item) -> bool:
        """Whether a text, or the post it answers, is here as another person's."""
        post = item.id if item.kind == "post" else item.post
        return self.writers.get(f"{item.origin} post {post}", "") not in ("", *self.blogs[number].listed)


def settled(
    blogs: Sequence[Blog], addresses: Sequence[str], writers: Mapping[str, str]
) -> tuple[list[Blog], list[list[Dropped]]]:
    """The blogs with the texts they may bring, and of each what it may not."""
    claims = _Claims(blogs, addresses, writers)
    kept, lost = [], []
    for number, blog in enumerate(blogs):
        foreign = {item.origin for item in blog.items if not places.holds(addresses[number], item.origin)}
        refused = {origin for origin in foreign if not claims.believed(number, origin)}
        bad = [
            item
            for item in blog.items
            if item.origin in refused or (item.origin in foreign and claims.other_s(number, item))
        ]
        keys = {item.key for item in bad}
        kept.append(replace(blog, items=tuple(item for item in blog.items if item.key not in keys)))
        lost.append([Dropped(item.kind, item.place, REASON, item.title or item.author) for item in bad])
    return kept, lost
