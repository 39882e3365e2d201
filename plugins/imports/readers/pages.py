"""A page saved from Blogger or WordPress (HTML): its post and the thread below it.

Blogger: ``li.comment#cID`` with ``cite.user`` and ``p.comment-content``; replies are in ``.comment-replies``; the exact
time is in the URL ``?showComment=<milliseconds>#cID``. Older: ``dt.comment-author#cID``, ``dd.comment-body``.
WordPress: ``li.comment#comment-ID`` or ``article#comment-ID``, ``.comment-author .fn``, ``time[datetime]``.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Final
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from ..records import Dropped, Item, Note, Record
from . import prose, times
from .pasted import decoded

SHOWN: Final = re.compile(r"[?&]showComment=(\d{10,14})")
OWN: Final = re.compile(r"c(\d+)")
PRESS: Final = re.compile(r"(?:li-|div-)?comment-(\d+)")
REMOVED: Final = ("deleted-comment", "comment-removed")


def read(file: IO[bytes]) -> Iterator[Record]:
    """The post, if the page contains it, then the comments in page order."""
    text, notes = decoded(file)
    yield from notes
    soup = BeautifulSoup(text, "lxml")
    address = _address(soup)
    post = soup.select_one(".post-body, .entry-content, article .content")
    title = _words(soup.select_one(".post-title, .entry-title")) or _words(soup.select_one("title"))
    origin = f"page {urlsplit(address).netloc}".strip()
    name = urlsplit(address).path or title
    if post is None:
        yield Note("stand-in", "the page", "the page has no post, only comments")
    else:
        found = prose.from_html(str(post), local=True)
        yield from found.records("the post")
        author = _words(soup.select_one(".post-author .fn, .post-author [itemprop=name], .byline .fn, .author .fn"))
        dated = "abbr.published, time.published, time.entry-date, .post-timestamp time, .published[title]"
        moment, notes = times.of([_dated(soup.select_one(dated))], "the post")
        yield from notes
        yield Item("post", origin, name, "the post", author, moment, title, found.text)
    about = "" if post is not None else address or title
    old = [tag for tag in soup.select("dt[id]") if OWN.fullmatch(str(tag.get("id")))]
    nested = [tag for tag in soup.select("li[id], article[id]") if _number(tag)]
    seen: set[str] = set()
    for tag in nested:
        if _number(tag) not in seen:
            seen.add(_number(tag))
            yield from _comment(tag, origin, name, title, about)
    for tag in old:
        if str(tag["id"])[1:] not in seen:
            yield from _old(tag, origin, name, title, about)


def _number(tag: Tag) -> str:
    name = str(tag.get("id"))
    match = OWN.fullmatch(name) or PRESS.fullmatch(name)
    return match[1] if match else ""


def _comment(tag: Tag, origin: str, post: str, title: str, about: str) -> Iterator[Record]:
    number = _number(tag)
    place = f"comment {number}"
    parent = next(
        (_number(above) for above in tag.find_parents(["li", "article"]) if _number(above) not in ("", number)), ""
    )

    def own(selectors: str) -> Tag | None:
        """The comment's own element, not one of a reply's, from the first selector that matches."""
        for found in (found for selector in selectors.split(", ") for found in tag.select(selector)):
            holder = next((above for above in found.find_parents(["li", "article"]) if _number(above)), None)
            if holder is not None and _number(holder) == number:
                return found
        return None

    content = own(".comment-content, .comment-body, .comment_content, .comment-text")
    author = _words(own("cite.user, .comment-author .fn, cite.fn, .comment-author cite, .fn"))
    link = own("a[href*=showComment]")
    match = SHOWN.search(str(link["href"])) if link else None
    time, notes = (_since(match[1]), []) if match else times.of([_dated(own("time[datetime], abbr.published"))], place)
    yield from notes
    yield from _item(content, origin, number, place, author, time, post, parent, title, about)


def _old(tag: Tag, origin: str, post: str, title: str, about: str) -> Iterator[Record]:
    number = str(tag["id"])[1:]
    content = tag.find_next_sibling("dd", class_="comment-body")
    footer = tag.find_next_sibling("dd", class_="comment-footer")
    link = footer.select_one("a[href*=showComment]") if isinstance(footer, Tag) else None
    match = SHOWN.search(str(link["href"])) if link else None
    named = tag.select_one("a[rel=nofollow]") or tag
    author = re.sub(r"\s+(?:said|sagði|dijo|disse|a dit|hat gesagt)\s*(?:\.\.\.|…|:)?$", "", _words(named))
    time = _since(match[1]) if match else None
    yield from _item(content if isinstance(content, Tag) else None, origin, number, f"comment {number}", author, time,
                     post, "", title, about)  # fmt: skip


def _item(
    content: Tag | None, origin: str, number: str, place: str, author: str, time: datetime | None, post: str,
    parent: str, title: str, about: str,
) -> Iterator[Record]:  # fmt: skip
    if content is None:
        yield Dropped("comment", place, "has no text on the page", author)
        return
    removed = any(content.select_one(f".{name}") or name in (content.get("class") or ()) for name in REMOVED)
    found = prose.from_html(str(content), local=True)
    yield from found.records(place)
    status = "removed" if removed else "published"
    yield Item("comment", origin, number, place, author, time, title if about else "", found.text, status, post, parent,
               about=about)  # fmt: skip


def _address(soup: BeautifulSoup) -> str:
    link = soup.select_one("link[rel=canonical]") or soup.select_one("meta[property='og:url']")
    return str(link.get("href") or link.get("content") or "") if link else ""


def _words(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ").split()) if tag else ""


def _since(milliseconds: str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / (1000 if len(milliseconds) > 10 else 1), UTC)


def _dated(tag: Tag | None) -> str:
    """The date of an element, as machines read it."""
    return str(tag.get("datetime") or tag.get("title") or "") if tag else ""
