"""Live feeds come down to the same records as exports do, whatever form they have; what cannot be kept is told."""

import contextlib
import io
import time
from datetime import UTC, datetime

import feedparser
import import_exports as exports
import live_feeds as live
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.imports import blogs
from plugins.imports.readers import feeds, wordpress
from plugins.imports.records import CannotImport, Dropped, Item, Note


def read(data, address="http://ada.example/feeds/posts/default", **more):
    facts = feeds.Facts(address)
    records = list(feeds.read(io.BytesIO(data), facts, **more))
    return facts, *([record for record in records if isinstance(record, kind)] for kind in (Item, Dropped, Note))


def test_a_feed_of_blogger_holds_posts_under_the_names_its_backup_gives_them():
    facts, (post,), _, notes = read(
        live.blogger(live.blogger_post(7, count=3), following="http://x/next?start-index=26")
    )
    assert (post.kind, post.origin, post.id) == ("post", f"blogger {live.BLOG}", "7")
    assert (post.title, post.text, post.author, post.tags) == (
        "On listening", "Brands that **listen** learn.", "Ada Lovelace", ("listening",))  # fmt: skip
    assert post.time.astimezone(UTC) == datetime(2026, 10, 7, 9, tzinfo=UTC)
    assert post.accounts == (f"{live.PROFILE}01",)
    assert (facts.next, facts.author, facts.blogger) == ("http://x/next?start-index=26", "Ada Lovelace", True)
    assert facts.threads == {"7": ("http://ada.example/feeds/7/comments/default", 3)}
    assert [note for note in notes if note.kind == "personal"] == []


def test_a_feed_of_bloggers_comments_knows_posts_parents_and_what_was_removed():
    data = live.blogger(
        live.blogger_comment(22, 7, "Thanks.", "Ada Lovelace", "01", parent=21), live.blogger_comment(21, 7),
        live.blogger_comment(23, 7, "This comment has been removed by the author.", removed=True), kind="comments",
    )  # fmt: skip
    _, items, _, _ = read(data)
    assert [(item.id, item.post, item.parent, item.status) for item in items] == [
        ("22", "7", "21", "published"), ("21", "7", "", "published"), ("23", "7", "", "removed")]  # fmt: skip
    assert {item.kind for item in items} == {"comment"}


def test_a_feed_of_wordpress_holds_whole_posts_under_the_names_its_export_gives_them():
    base = "http://blog.example"
    facts, (post,), _, notes = read(live.press(live.press_post(1, base=base, count=2), base=base), f"{base}/feed/")
    export = [item for item in wordpress.read(io.BytesIO(exports.wxr())) if isinstance(item, Item)]
    assert post.key == export[0].key == "wordpress http://blog.example post 1"
    assert (post.title, post.text, post.author, post.tags) == ("On waiting", "Brands that wait.", "ben", ("waiting",))
    assert facts.threads == {"1": (f"{base}/2026/10/07/p1/feed/", 2)}
    assert (facts.site, facts.wordpress, notes) == (base, True, [])


def test_wordpress_says_in_words_which_comment_is_answered_and_only_its_own_words_are_taken_away():
    own = live.press_comment(9, 1, 'See <a href="http://ben.example/#comment-3" rel="nofollow ugc">Cleo</a>.', "Cleo")
    data = live.press(
        live.press_comment(8, 1, "Thanks.", "ben", parent=7), live.press_comment(7, 1, author="Ada L."), own
    )
    _, items, _, _ = read(data, "http://ben.example/comments/feed/")
    assert [(item.id, item.post, item.parent, item.text) for item in items] == [
        ("8", "1", "7", "Thanks."), ("7", "1", "", "Nice."), ("9", "1", "", "See [Cleo](http://ben.example/#comment-3).")]  # fmt: skip
    assert {item.origin for item in items} == {"wordpress http://ben.example"}


def test_a_pingback_is_no_comment():
    ping = live.press_comment(9, 1, "[&#8230;] as Ben writes, brands wait [&#8230;]", "other.example")
    _, items, dropped, _ = read(live.press(ping))
    assert (items, [lost.reason for lost in dropped]) == ([], ["a pingback: a link from another site, not a comment"])


def test_what_plugins_and_counters_add_to_a_post_is_taken_away_and_told():
    text = (
        '<p>Mine. <a href="/about">Me</a>.</p><p>The post <a href="http://ben.example/2026/10/07/p1/">On waiting</a> appeared first on '
        '<a href="http://ben.example">Ben waits</a>.</p><img src="https://count.example/b.gif" width="1" height="1" alt="" />'
    )
    _, (post,), _, notes = read(live.press(live.press_post(1, text=text)))
    assert post.text == "Mine. [Me](http://ben.example/about)."
    assert [note.message.split(",")[0] for note in notes] == [
        "tracking images of one pixel",
        "a line that a WordPress plugin adds below posts in feeds",
    ]


RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://r.example/"><title>R</title><link>http://r.example/</link>
<items><rdf:Seq><rdf:li resource="http://r.example/1"/></rdf:Seq></items></channel>
<item rdf:about="http://r.example/1"><title>One</title><link>http://r.example/1</link><description>Text.</description>
<dc:creator>Ada L.</dc:creator><dc:date>2026-10-07T10:00+01:00</dc:date></item></rdf:RDF>"""
XHTML = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>X</title><id>urn:x</id><link href="http://x.example/"/><author><name>Ada L.</name></author>
<entry><id>urn:1</id><title type="html">Q&amp;amp;A &lt;i&gt;now&lt;/i&gt;</title><updated>2026-10-07T09:00:00Z</updated><link href="/one"/>
<content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>Fish &amp; <x:b>chips</x:b>.</x:p></x:div></content></entry>
<entry><id>urn:2</id><title>Two</title><published>2026-10-07T09:00:00Z</published><content type="text">1 &lt; 2
and *more*</content></entry></feed>"""


def test_rdf_and_atom_in_all_its_forms():
    _, (one,), _, _ = read(RDF)
    assert (one.title, one.text, one.author, one.id) == ("One", "Text.", "Ada L.", "http://r.example/1")
    assert one.time == datetime(2026, 10, 7, 9, tzinfo=UTC)
    _, (first, second), _, _ = read(XHTML)
    assert (first.title, first.text, first.id) == ("Q&A now", "Fish & **chips**.", "urn:1")
    assert second.text == "1 < 2\n\nand \\*more\\*"


def test_dates_that_are_missing_or_unreadable_are_not_invented():
    _, items, _, _ = read(live.rss("<item><title>A</title><guid>1</guid><description>x</description></item>",
                                   "<item><title>B</title><guid>2</guid><pubDate>7/10/26</pubDate></item>",
                                   "<item><title>C</title><guid>3</guid><pubDate>Wed, 7 Oct 2026 10:00 GMT</pubDate></item>"))  # fmt: skip
    assert [item.time and item.time.isoformat() for item in items] == [None, None, "2026-10-07T10:00:00+00:00"]


def test_addresses_of_authors_are_dropped_and_counted_and_their_names_kept():
    _, items, _, notes = read(live.rss("<item><guid>1</guid><author>ada@mail.example (Ada L.)</author></item>",
                                       "<item><guid>2</guid><author>ada@mail.example</author></item>",
                                       "<item><guid>3</guid><author>noreply@blogger.com (Ada L.)</author></item>"))  # fmt: skip
    assert [item.author for item in items] == ["Ada L.", "", "Ada L."]
    assert [note.message for note in notes if note.kind == "personal"] == ["e-mail addresses of authors"] * 2


def test_a_post_of_which_the_feed_has_only_the_beginning_is_brought_and_told():
    short = "<item><guid>{}</guid><description>Once upon a time {}</description></item>"
    _, items, _, notes = read(
        live.rss(short.format(1, "[&amp;#8230;]"), short.format(2, "… Read more"), short.format(3, "it ended."))
    )
    assert [item.text for item in items] == [
        "Once upon a time \\[…\\]",
        "Once upon a time … Read more",
        "Once upon a time it ended.",
    ]
    assert [note.place for note in notes if "cut short" in note.message] == ["line 1", "line 1"]


def test_broken_feeds_are_read_as_far_as_they_go():
    whole = live.blogger(live.blogger_post(8, "Second"), live.blogger_post(7))
    assert len(read(b"\n \n" + whole)[1]) == 2
    _, items, _, notes = read(whole.replace(b"learn.", b"learn & earn."))
    assert [item.id for item in items] == ["8", "7"]
    assert any(note.kind == "recovered" for note in notes)
    _, items, _, notes = read(whole.replace(b"learn.", b"learn <oops.", 1))
    lost = [note.count for note in notes if "could not be read" in note.message]
    assert len(items) + sum(lost) == 2
    facts, items, dropped, _ = read(whole[: whole.index(b"post-7</id>")])
    assert ([item.id for item in items], len(dropped), facts.cut > 0) == (["8"], 1, True)
    _, (item,), _, _ = read(live.rss("<item><guid>1</guid><title>Zo\xeb</title></item>").decode().encode("latin-1"))
    assert item.title == "Zoë"
    russian = live.rss("<item><guid>1</guid><title>Брендам</title></item>").decode().encode("windows-1251")
    assert read(russian, charset="windows-1251")[1][0].title == "Брендам"


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"<html><rss/></html>", b"<!-- " * 9000 + b"-->" * 9000, b"<svg/>", b"%PDF"]
)
def test_what_is_no_feed_is_refused(data):
    with pytest.raises(CannotImport, match="is not a feed"):
        read(data)


def test_entities_are_refused():
    bomb = b"<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>" + live.rss("<item><title>&b;</title></item>")[21:]
    with pytest.raises(CannotImport, match="declares entities"):
        read(bomb)


def test_a_page_names_its_feeds_atom_first():
    page = b"""<!doctype html><html><head><base href="http://x.example/blog/"><link rel="alternate" type="application/rss+xml" href="feed/">
    <link rel="alternate stylesheet" type="text/css" href="a.css"><link rel="alternate" type="application/atom+xml" href="/atom.xml"></head>"""
    assert feeds.kind_of(page) == "page"
    assert feeds.alternates(page, "http://y.example/") == ["http://x.example/atom.xml", "http://x.example/blog/feed/"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://a.blogspot.com/feeds/posts/default?max-results=9", "http://a.blogspot.com/feeds/comments/default"),
        ("https://www.blogger.com/feeds/12/posts/default", "https://www.blogger.com/feeds/12/comments/default"),
        ("http://a.blogspot.com/feeds/posts/default/-/MKT%20214", "http://a.blogspot.com/feeds/comments/default"),
        ("https://www.blogger.com/feeds/12/34/comments/default", ""),
    ],
)
def test_blogger_keeps_comments_beside_posts(address, expected):
    assert blogs.comments_of_blogger(address) == expected


@pytest.mark.parametrize(
    ("address", "origin", "speaks"),
    [
        ("https://ada.blogspot.com/feeds/posts/default", "blogger 1", True),
        ("https://ada.blogspot.co.uk/feeds/posts/default", "blogger 1", True),
        ("https://www.blogger.com/feeds/1/posts/default", "blogger 1", True),
        ("https://blogspot.com.evil.example/", "blogger 1", False),
        ("https://evil.example/blogger.com", "blogger 1", False),
        ("https://www.w.example/feed/", "wordpress http://w.example", True),
        ("https://evil.example/feed/", "wordpress http://w.example", False),
        ("https://evil.example/feed/", "feed ", False),
    ],
)
def test_which_feed_speaks_for_which_blog(address, origin, speaks):
    assert blogs.holds(address, origin) is speaks


def test_the_next_page_of_wordpress_is_counted():
    assert blogs.next_page("http://w.example/feed/") == "http://w.example/feed/?paged=2"
    assert blogs.next_page("http://w.example/feed/?paged=2&cat=3") == "http://w.example/feed/?paged=3&cat=3"
    assert blogs.comments_of_wordpress("http://w.example/blog/") == "http://w.example/blog/comments/feed/"


@pytest.mark.parametrize("data", [
    live.blogger(live.blogger_post(7), live.blogger_post(8, "Zoë & co")), live.press(live.press_post(1), live.press_post(2, "<Two>")), RDF, XHTML,
])  # fmt: skip
def test_another_reader_of_feeds_finds_the_same_entries(data):
    theirs = feedparser.parse(data)
    _, items, _, _ = read(data)
    authors = [entry.get("author", "").replace(" (noreply@blogger.com)", "") for entry in theirs.entries]
    assert authors in ([item.author for item in items], ["Ada L.", "Ada L."])
    assert len(items) == len(theirs.entries)
    assert [entry.published_parsed[:5] if entry.get("published_parsed") else entry.updated_parsed[:5] for entry in theirs.entries] == [
        item.time.astimezone(UTC).timetuple()[:5] for item in items]  # fmt: skip


HOSTILE = ["http://[1", "http://[::1]:x/", "//", "?", "#comment-3", "javascript:x", "http://a b/\n", "http://ada.example:99999999/", "\u202e", "%",
           "http://x/?p=1", "tag:blogger.com,1999:blog-1.post-1#comment-2", "http://user:pw@x/", "a" * 3000, "&#0;", "http://x/?paged=²"]  # fmt: skip


@settings(max_examples=200)
@given(
    st.sampled_from([live.blogger(live.blogger_post(7), live.blogger_comment(21, 7)), live.press(live.press_post(1), live.press_comment(3, 1)),
                     RDF, XHTML]),
    st.lists(st.tuples(st.integers(0, 6000), st.one_of(st.sampled_from(HOSTILE).map(str.encode), st.binary(max_size=12))), max_size=4),
)  # fmt: skip
def test_whatever_happens_to_a_feed_it_is_read_or_refused_in_a_sentence(data, wounds):
    for place, put in wounds:
        data = data[: place % len(data)] + put + data[place % len(data) + len(put) // 2 :]
    with contextlib.suppress(CannotImport):
        _, items, _, _ = read(data)
        assert all(item.kind in ("post", "comment") and item.id for item in items)


@pytest.mark.parametrize("address", HOSTILE)
def test_addresses_in_feeds_and_pages_may_be_anything(address):
    text = live.escape(address.replace("&#0;", ""))
    feed = live.blogger(
        live.blogger_post(7, base=text), live.blogger_comment(21, 7, base=text), base=text, following=text
    )
    facts, items, _, _ = read(feed, address)
    assert len(items) == 2
    press = live.press(live.press_post(1, base=text, guid=text), live.press_comment(2, 1, base=text), base=text)
    facts, items, _, _ = read(press, address)
    assert len(items) == 2
    assert feeds.alternates(f'<link rel="alternate" type="application/rss+xml" href="{text}">'.encode(), address)
    for value in (address, facts.site, facts.next):
        assert [
            blogs.plain(value),
            blogs.host(value),
            blogs.next_page(value),
            blogs.comments_of_wordpress(value),
            blogs.comments_of_blogger(value),
        ]


@pytest.mark.parametrize(
    "text",
    [
        "<img " * 200_000,
        "&" * 500_000,
        " " * 500_000 + "[",
        "[&#8230;] " * 50_000,
        "<p>" * 100_000,
        "<a href" * 100_000,
    ],
)
def test_reading_an_entry_takes_time_in_proportion_to_its_length(text):
    from lxml import etree

    from plugins.imports.readers import entries, xml

    entry = etree.fromstring(b"<item><guid>1</guid><author/><description/></item>")
    entry[1].text = entry[2].text = text
    begun = time.perf_counter()
    content, _ = entries.content(entry, "", "http://x.example/", "http://x.example/")
    assert feeds.PINGBACK.fullmatch(content.strip()) is None or content.startswith("[")
    assert feeds.ANSWER.match(content) is None
    entries.author(entry, "")
    assert xml.text(entry, "guid") == "1"
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    "encoding", ["rot13", "hex", "zlib", "unicode_escape", "punycode", "utf-7", "nothing", "idna", "base64"]
)
def test_what_is_no_encoding_of_texts_is_read_as_utf_8(encoding):
    data = (
        f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
        + live.rss("<item><guid>1</guid><title>x\\u0041</title></item>")[21:]
    )
    assert read(data)[1][0].title == "x\\u0041"
    assert read(data[data.index(b"<rss") :], charset=encoding)[1][0].title == "x\\u0041"
