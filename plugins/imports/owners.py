"""Who wrote the texts in a blog's feeds: the address in ``course.toml`` is better evidence than a freely chosen name.

* All posts of a blog listed for one person are that person's, whatever their author name.
* If such a blog's posts have several author names, the owner's names are those by which the course or ``people.toml``
  knows the owner, else the name of the blog's own author, else the name on more than half of its posts. The other posts
  are matched by name, so that a class's shared blog may be listed for its instructor.
* The posts of a blog listed for several people are matched by name alone, as in an import.
* So are posts that occur in the feeds of two people.
* A comment is attributed by its profile URL if it also occurs on exactly one owner's posts; in the owner's blog, by the
  owner's name; otherwise by name. A name used by one owner only is remembered, to recognize it in everybody's comments.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from .people import People, plain, shown
from .records import Item

NOBODY: Final = ("unknown", "anonymous", "admin", "administrator", "author", "guest")
"""Placeholder names used by platforms."""


@dataclass(frozen=True)
class Blog:
    """A blog's texts, the ids of the people it is listed for, and its author's name."""

    items: tuple[Item, ...]
    listed: tuple[str, ...]
    signed: str = ""

    @property
    def owner(self) -> str:
        return self.listed[0] if len(self.listed) == 1 else ""


def attributed(blogs: Sequence[Blog], people: People) -> tuple[list[tuple[Item, ...]], dict[str, str]]:
    """Each blog's texts with the authors that the blogs reveal, and person ids by the owners' names."""
    names = [_names(blog, people) if blog.owner else set() for blog in blogs]
    owners: dict[str, set[str]] = {}
    for blog in blogs:
        for item in blog.items:
            owners.setdefault(item.key, set()).update(blog.listed)
    written = [
        [_of_owner(item, blog, names[n]) if len(owners[item.key]) == 1 else item for item in blog.items]
        for n, blog in enumerate(blogs)
    ]
    profiles = _of_one(
        (profile, item.person)
        for items in written for item in items if item.kind == "post" and item.person for profile in item.accounts
    )  # fmt: skip
    told = [tuple(_of_commenter(item, blog, names[n], profiles) for item in written[n]) for n, blog in enumerate(blogs)]
    found = _of_one((plain(item.author), item.person) for items in written for item in items if item.person)
    learned = {
        shown(item.author): item.person
        for items in written for item in items
        if item.person and found.get(plain(item.author)) and plain(item.author) not in NOBODY and shown(item.author)
        and people.find(replace(item, person="", accounts=())) is None
    }  # fmt: skip
    return told, learned


def _of_one(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Ids by values that belong to a single person."""
    found: dict[str, set[str]] = {}
    for name, person in pairs:
        found.setdefault(name, set()).add(person)
    return {name: next(iter(ids)) for name, ids in found.items() if name and len(ids) == 1}


def _names(blog: Blog, people: People) -> set[str]:
    """The normalized author names of an owner's posts in the owner's blog."""
    posts = [item for item in blog.items if item.kind == "post"]
    counts = Counter(name for item in posts if (name := plain(item.author)))
    if len(counts) < 2:
        return set(counts)
    by_name = {plain(item.author): people.find(replace(item, person="", accounts=())) for item in posts}
    known = {name for name, person in by_name.items() if name and person and person.id == blog.owner}
    if known:
        return known
    most, count = counts.most_common(1)[0]
    meant = plain(blog.signed) or (most if 2 * count > len(posts) else "")
    return {meant} if meant in by_name and by_name[meant] is None else set()


def _of_owner(item: Item, blog: Blog, names: set[str]) -> Item:
    if item.kind == "post" and blog.owner and (not plain(item.author) or plain(item.author) in names):
        return replace(item, person=blog.owner)
    return item


def _of_commenter(item: Item, blog: Blog, names: set[str], profiles: dict[str, str]) -> Item:
    if item.kind != "comment":
        return item
    if person := next((profiles[profile] for profile in item.accounts if profile in profiles), ""):
        return replace(item, person=person)
    name = plain(item.author)
    mine = {profile for profile, person in profiles.items() if person == blog.owner}
    stranger = mine and (item.accounts or name in NOBODY)
    return replace(item, person=blog.owner) if blog.owner and name in names and not stranger else item
