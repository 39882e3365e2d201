"""Addresses of a blog's feeds, their next pages and their comments, in the URL schemes of Blogger and WordPress."""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

BLOGGERS_HOSTS: Final = re.compile(r"(?:^|\.)(?:blogger\.com|blogspot(?:\.[a-z]{2,3}){1,2})(?::\d+)?$")
BLOGGER_POSTS: Final = re.compile(r"/feeds/(?:(\d+)/)?posts/(?:default|summary|full)(?:/-/.*)?$")


def split(address: str) -> SplitResult:
    """Split a URL; text that is not a valid URL becomes its path."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")


def host(address: str) -> str:
    """The host of a URL, with the port if given."""
    return split(address).netloc.rpartition("@")[2].lower()


def holds(address: str, origin: str) -> bool:
    """Whether a feed's address proves that it may speak for the blog ``origin`` (``Item.origin``): Blogger's hosts for
    its blogs, a site's own host for its texts. Anybody can put another blog's names into a feed.
    """
    platform, _, name = origin.partition(" ")
    if platform == "blogger":
        return bool(BLOGGERS_HOSTS.search(host(address)))
    return host(address).removeprefix("www.") == host(name).removeprefix("www.")


def plain(address: str) -> str:
    """A URL normalized for comparison with others that name the same feed."""
    parts = split(address)
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/') or '/'}{'?' if parts.query else ''}{parts.query}"


def next_page(address: str) -> str:
    """WordPress: the next page, which its feeds do not link to."""
    parts = split(address)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = query.get("paged", "1")
    query["paged"] = str(int(number) + 1 if number.isascii() and number.isdecimal() and len(number) < 5 else 2)
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def comments_of_blogger(*addresses: str) -> str:
    """The feed of all comments of a blog, from the first of some addresses that is one of its post feeds."""
    for address in addresses:
        parts = split(address)
        if BLOGGER_POSTS.search(parts.path):
            path = BLOGGER_POSTS.sub(
                lambda match: f"/feeds/{match[1] + '/' if match[1] else ''}comments/default", parts.path
            )
            return urlunsplit(parts._replace(path=path, query="", fragment=""))
    return ""


def comments_of_wordpress(site: str) -> str:
    """The feed of a site's newest comments."""
    parts = split(site)
    if not parts.netloc or parts.query:
        return ""
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/comments/feed/", fragment=""))


def origin_before(origin: str, known: set[str]) -> str:
    """A blog's name as written by an earlier run: its URL may have changed its scheme or lost a trailing slash."""
    platform, _, address = origin.partition(" ")
    if origin in known or not address.startswith(("http://", "https://")):
        return origin
    return next((other for other in sorted(known) if other.startswith(f"{platform} http")
                 and plain(other.partition(" ")[2]) == plain(address)), origin)  # fmt: skip
