"""Writes feeds as Atom (RFC 4287) with the threading extension (RFC 4685), and their list as OPML 2.0.

URLs are absolute if the course has a ``[site] url``. Otherwise the site's address is unknown, so they are relative, and
readers of either format resolve them against the file's own address (Atom: by its ``xml:base``). ``updated`` is a
text's own date, or, if there is a git history, the date of a comment's last edit; ``published`` is there if it is
another. Nothing here depends on the clock.
"""

import html
import re
from collections.abc import Iterable
from io import StringIO
from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from feedgenerator import Atom1Feed
from feedgenerator.django.utils.xmlutils import SimplerXMLGenerator

from ..core.model import Course
from ..core.strings import Strings
from ..core.values import Digests
from ..texts.markup import rooted
from .planning import Feed, Item

ATOM = "application/atom+xml"
THREADS = "http://purl.org/syndication/thread/1.0"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HERE = "."


def _clean(text: str) -> str:
    """Remove characters that XML cannot represent, even as references."""
    return NOT_XML.sub("\ufffd", text)


class _Xml(SimplerXMLGenerator):  # type: ignore[misc]
    """Writes a whole element at once, which halves the time; its input is already clean. A link without a
    relation is one to the page (RFC 4287, 4.2.7.2).
    """

    def __init__(self, out: StringIO) -> None:
        super().__init__(out, "utf-8")
        self.out = out

    def addQuickElement(  # noqa: N802 - the library's name
        self, name: str, contents: str | None = None, attrs: dict[str, str] | None = None
    ) -> None:
        said = (attrs or {}).items() - {("rel", "alternate")}
        marks = "".join(f" {key}={quoteattr(value)}" for key, value in sorted(said))
        text = escape(contents or "").replace("&gt;", ">").replace("]]>", "]]&gt;")
        self.out.write(f"<{name}{marks}>{text}</{name}>" if contents else f"<{name}{marks}/>")


class _Atom(Atom1Feed):  # type: ignore[misc]
    """One feed, or some of its entries, in the library's terms."""

    def write(self, outfile: StringIO, encoding: str) -> None:  # noqa: ARG002 - UTF-8 is the only one
        handler = _Xml(outfile)
        handler.startDocument()
        handler.startElement("feed", self.root_attributes())
        self.add_root_elements(handler)
        outfile.write(self.feed["entries"])
        handler.endElement("feed")

    def root_attributes(self) -> dict[str, str]:
        base = {"xml:base": self.feed["base"]} if self.feed["base"] else {}
        return {**super().root_attributes(), "xmlns:thr": THREADS, **base}

    def latest_post_date(self) -> Any:
        return self.feed["newest"]

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["lang"]} if item["lang"] else {}

    def add_item_elements(self, handler: _Xml, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name, attributes in item["thread"]:
            handler.addQuickElement(name, None, attributes)


class AtomWriter:
    """Writes the feeds of one course. Each entry is rendered once, however many feeds contain it."""

    def __init__(self, course: Course, say: Strings) -> None:
        self.course, self.say = course, say
        self.root = course.site.url or HERE
        self.html_root = html.escape(self.root)
        self.written: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.digests = Digests()

    def feed(self, feed: Feed) -> str:
        """A feed as XML; it must have at least one item."""
        made = _Atom(
            title=_clean(feed.title),
            link=self.at(feed.page),
            description=None,
            language=self.course.language,
            feed_url=self.at(feed.address),
            feed_guid=feed.id,
            base=self.base(feed.address),
            newest=max(item.updated for item in feed.items),
            entries="".join(map(self.entry, feed.items)),
        )
        text: str = made.writeString("utf-8")
        return text + "\n"

    def entry(self, item: Item) -> str:
        if item.id not in self.written:
            self.written[item.id] = self._entry(item)
        return self.written[item.id]

    def name(self, item: Item) -> str:
        """The digest of an entry."""
        if item.id not in self.names:
            self.names[item.id] = self.digests.of(item)
        return self.names[item.id]

    def at(self, address: str) -> str:
        return f"{self.root}/{address}"

    def base(self, address: str) -> str:
        """The relative path from a file to the site's root, used if URLs are relative."""
        return "" if self.course.site.url else "../" * address.count("/")

    def _entry(self, item: Item) -> str:
        one = _Atom("", "", "")
        one.add_item(
            title=_clean(self.title(item)),
            link=self.at(item.address),
            description=html.escape(_clean(item.summary)) or None,
            author_name=_clean(item.author.name),
            author_link=self.at(f"people/{item.author.id}/") if item.author.listed else None,
            pubdate=item.written if item.written != item.updated else None,
            updateddate=item.updated,
            unique_id=item.id,
            categories=[_clean(tag) for tag in item.tags],
            content=rooted(_clean(item.html), self.html_root),
            lang=item.lang if item.lang != self.course.language else "",
            thread=list(self._thread(item)),
        )
        out = StringIO()
        one.write_items(_Xml(out))
        return out.getvalue()

    def title(self, item: Item) -> str:
        """The title of an entry."""
        if item.answers is None:
            return item.title
        whom = {"answered": item.to} if item.to else {}
        key = "entry-answer" if item.to else "entry-comment"
        return self.say.plain(key, person=item.author.name, post=item.title, **whom)

    def _thread(self, item: Item) -> Iterable[tuple[str, dict[str, str]]]:
        if item.answers:
            source = {"source": self.at(item.answers.feed)} if item.answers.feed else {}
            where = {"ref": item.answers.id, "href": self.at(item.answers.address)}
            yield "thr:in-reply-to", {**where, **source}
        if item.replies:
            count, newest = str(item.replies.count), item.replies.newest.isoformat()
            where = {"rel": "replies", "type": ATOM, "href": self.at(item.replies.feed)}
            yield "link", {**where, "thr:count": count, "thr:updated": newest}

    def opml(self, address: str, feeds: Iterable[Feed]) -> str:
        """A list of feeds that a reader can import; ``address`` is its own address."""
        root = (self.base(address) or f"{self.root}/").removesuffix("/")
        top = ET.Element("opml", version="2.0")
        ET.SubElement(ET.SubElement(top, "head"), "title").text = _clean(self.course.title)
        body = ET.SubElement(top, "body")
        for feed in feeds:
            title = _clean(feed.title)
            where = {"xmlUrl": f"{root}/{feed.address}", "htmlUrl": f"{root}/{feed.page}"}
            ET.SubElement(body, "outline", {"type": "rss", "text": title, "title": title, **where})
        ET.indent(top, "")
        return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(top, "unicode") + "\n"
