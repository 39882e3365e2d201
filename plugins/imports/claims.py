"""Which texts a feed may import, since anybody can put another blog's names into a feed of their own.

A feed may speak for a blog on whose platform or host it is (``blogs.holds``). Another feed, such as Blogger's on a
custom domain, is trusted unless a feed that holds the blog is read as well, or all texts already imported from the blog
belong to other people. It never changes another person's text or a thread below it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from . import blogs as places
from .owners import Blog
from .records import Dropped, Item

REASON = "claims to belong to another blog, which this feed does not publish"


@dataclass(frozen=True)
class _Claims:
    """``addresses``: the URLs of the feeds; ``writers``: ids of the authors of existing posts, by key."""

    blogs: Sequence[Blog]
    addresses: Sequence[str]
    writers: Mapping[str, str]

    def believed(self, number: int, origin: str) -> bool:
        """Whether a feed may import texts of a blog at all."""
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
        """Whether a text, or the post it answers, already belongs to another person."""
        post = item.id if item.kind == "post" else item.post
        return self.writers.get(f"{item.origin} post {post}", "") not in ("", *self.blogs[number].listed)


def settled(
    blogs: Sequence[Blog], addresses: Sequence[str], writers: Mapping[str, str]
) -> tuple[list[Blog], list[list[Dropped]]]:
    """The blogs with the texts they may import, and for each the texts they may not."""
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
