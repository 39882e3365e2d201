"""Where the feeds of a blog are: their next pages, and those of its comments, as Blogger and WordPress place them."""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

BLOGGERS_HOSTS: Final = re.compile(r"(?:^|\.)(?:blogger\.com|blogspot(?:\.[a-z]{2,3}){1,2})(?::\d+)?$")
BLOGGER_POSTS: Final = re.compile(r"/feeds/(?:(\d+)/)?posts/(?:default|summary|full)(?:/-/.*)?$")


def split(address: str) -> SplitResult:
    """The parts of an address; all of what is none is its path."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")


def host(address: str) -> str:
    """The host of an address, and its port where one is named."""
    return split(address).netloc.rpartition("@")[2].lower()


def holds(address: str, origin: str) -> bool:
    """Whether a feed at an address may speak for a blog, by ``Item.origin``: Blogger's hosts for its blogs, and a
    site's own host for its texts. Anybody can write another one's names into a feed.
    """
    platform, _, name = origin.partition(" ")
    if platform == "blogger":
        return bool(BLOGGERS_HOSTS.search(host(address)))
    return host(address).removeprefix("www.") == host(name).removeprefix("www.")


def plain(address: str) -> str:
    """An address as two that name the same feed are compared."""
    parts = split(address)
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/') or '/'}{'?' if parts.query else ''}{parts.query}"


def next_page(address: str) -> str:
    """WordPress: the page after this one, which its feeds do not name."""
    parts = split(address)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = query.get("paged", "1")
    query["paged"] = str(int(number) + 1 if number.isascii() and number.isdecimal() and len(number) < 5 else 2)
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def comments_of_blogger(*addresses: str) -> str:
    """The feed of all comments of a blog, by the first of some addresses that is one of its feeds of posts."""
    for address in addresses:
        parts = split(address)
        if BLOGGER_POSTS.search(parts.path):
            path = BLOGGER_POSTS.sub(
                lambda match: f"/feeds/{match[1] + '/' if match[1] else ''}comments/default", parts.path
            )
            return urlunsplit(parts._replace(path=path, query="", fragment=""))
    return ""


def comments_of_wordpress(site: str) -> str:
    """The feed of the newest comments of a site."""
    parts = split(site)
    if not parts.netloc or parts.query:
        return ""
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/comments/feed/", fragment=""))


def origin_before(origin: str, known: set[str]) -> str:
    """A blog's name as an earlier run wrote it: an address may have got another scheme or lost its last slash."""
    platform, _, address = origin.partition(" ")
    if origin in known or not address.startswith(("http://", "https://")):
        return origin
    return next((other for other in sorted(known) if other.startswith(f"{platform} http")
                 and plain(other.partition(" ")[2]) == plain(address)), origin)  # fmt: skip
