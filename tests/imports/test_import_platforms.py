"""Every platform's export comes down to the same records; what is no text, and what could not be kept, is told."""

import io
from collections import Counter
from datetime import UTC, datetime

import import_exports as exports
import pytest

from plugins.imports.readers import formats, pasted
from plugins.imports.records import CannotImport, Dropped, Item, Note


def read(data):
    """What a file is, and what it holds: items, dropped items, notes."""
    platform = formats.recognise(data[: formats.HEAD])
    records = list(formats.READERS[platform](io.BytesIO(data)))
    return platform, *([record for record in records if isinstance(record, kind)] for kind in (Item, Dropped, Note))


def thread(items):
    """Each comment's words, author and the words it answers."""
    words = {(item.kind, item.id): item.text for item in items}
    return [
        (item.text, item.author, words.get(("comment", item.parent), item.parent))
        for item in items
        if item.kind == "comment"
    ]


def test_a_blogger_backup_tells_posts_pages_comments_and_settings_apart():
    platform, items, dropped, notes = read(exports.BACKUP)
    assert platform == "a Blogger backup"
    assert Counter(item.kind for item in items) == {"post": 2, "page": 1, "comment": 5}
    assert [item.what for item in dropped] == ["A setting", "Template"]
    post, draft = items[:2]
    assert (post.title, post.author, post.text, post.tags) == (
        "On listening",
        "Ada L.",
        "Brands that **listen** learn.",
        ("listening",),
    )
    assert post.time == datetime(2026, 10, 7, 9, tzinfo=UTC)
    assert (draft.status, post.status) == ("draft", "published")
    assert [note.message for note in notes if note.kind == "personal"] == ["e-mail addresses of authors"]


def test_in_a_blogger_backup_an_answer_names_its_parent_by_the_related_link_alone():
    _, items, _, _ = read(exports.BACKUP)
    assert thread(items) == [
        ("Nice & short.", "Ben K.", ""), ("Thanks, Ben.", "Ada L.", "Nice & short."), ("Gone.", "Eve", ""),
        ("To nobody here.", "Ben K.", "99"), ("On the page.", "Ben K.", ""),
    ]  # fmt: skip
    assert [item.status for item in items if item.kind == "comment"] == [
        "published",
        "published",
        "removed",
        "published",
        "published",
    ]


def test_takeout_says_the_same_in_its_own_words():
    platform, items, dropped, _ = read(exports.TAKEOUT)
    assert platform == "Blogger by Google Takeout"
    assert [(item.kind, item.status) for item in items] == [
        ("post", "published"), ("comment", "published"), ("comment", "published"), ("comment", "spam")]  # fmt: skip
    assert thread(items)[1] == ("Thanks.", "Ada L.", "Nice.")
    assert [(item.kind, item.reason) for item in dropped] == [("post", "was in the blog's trash")]
    assert {item.post for item in items if item.kind == "comment"} == {items[0].id}


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("cdata", [True, False])
def test_wordpress_exports_of_every_version_with_and_without_cdata(version, cdata):
    platform, items, dropped, notes = read(exports.wxr(version, cdata))
    assert platform == "a WordPress export"
    assert Counter(item.kind for item in items) == {"post": 1, "page": 1, "comment": 5}
    assert items[0].text == "Brands & people.\n\nThey *listen*."
    assert items[0].author == ("ada" if version == "1.0" else "Ada L.")
    comments = [item for item in items if item.kind == "comment"]
    assert [item.status for item in comments] == ["published", "published", "pending", "spam", "removed"]
    assert (comments[1].parent, comments[0].parent, comments[0].post) == (comments[0].id, "", items[0].id)
    assert comments[0].time == datetime(2026, 10, 8, 9, 1, tzinfo=UTC)
    assert [item.reason.split(":")[0] for item in dropped] == [
        "a pingback", "a file in the media library", "was in the blog's trash"]  # fmt: skip
    personal = Counter(note.message for note in notes if note.kind == "personal")
    assert personal["IP addresses"] == 6
    assert personal["e-mail addresses of authors"] == 6 + (version != "1.0")


def test_disqus_and_commento_hold_comments_and_the_addresses_of_what_they_answer():
    platform, items, dropped, notes = read(exports.DISQUS)
    assert platform == "a Disqus export"
    assert thread(items) == [("Nice.", "Ben K.", ""), ("Thanks.", "Ada L.", "Nice."), ("Buy", "SEO", "")]
    assert [item.status for item in items] == ["published", "published", "spam"]
    assert {item.about for item in items} == {"http://blog.example/on-listening"}
    assert len(dropped) == 2
    assert Counter(note.kind for note in notes) == {"personal": 2}
    platform, items, _, notes = read(exports.COMMENTO)
    assert platform == "a Commento export"
    assert thread(items) == [("Nice *one*.", "Ben K.", ""), ("Thanks.", "", "Nice *one*.")]
    assert [item.status for item in items] == ["published", "pending"]
    assert {item.about for item in items} == {"https://blog.example/on-listening"}
    assert Counter(note.kind for note in notes) == {"personal": 1}


def test_a_discussion_of_moodle_is_a_post_with_its_thread():
    platform, items, _, notes = read(exports.MOODLE)
    assert platform == "a forum of Moodle"
    assert [(item.kind, item.status) for item in items] == [
        ("post", "published"), ("comment", "published"), ("comment", "published"), ("comment", "pending")]  # fmt: skip
    assert (items[0].title, items[0].text) == ("On listening", 'Brands, that "listen".')
    assert thread(items) == [
        ("Nice.", "Ben K.", ""),
        ("Thanks.", "Ada L.", "Nice."),
        ("In private.", "Ruth A.", "Nice."),
    ]
    assert items[0].time == datetime(2026, 10, 7, 9, 0, tzinfo=UTC)
    assert "private" in notes[0].message


def test_saved_pages_of_blogger_and_wordpress_hold_a_post_and_its_thread():
    platform, items, _, _ = read(exports.BLOGGER_PAGE)
    assert platform == "a saved page"
    assert (items[0].title, items[0].author, items[0].text) == ("On listening", "Ada L.", "Brands that listen.")
    assert [(c.author, c.parent, c.status) for c in items[1:]] == [
        ("Ben K.", "", "published"), ("Ada L.", "20", "published"), ("Eve", "", "removed")]  # fmt: skip
    assert items[1].text == "Nice.  \nReally."
    assert items[1].time == datetime(2026, 10, 8, 8, 30, 15, tzinfo=UTC)
    _, items, _, _ = read(exports.OLD_BLOGGER_PAGE)
    assert [(item.kind, item.author, item.text) for item in items] == [
        ("post", "", "Text."),
        ("comment", "Ben K.", "First."),
    ]
    _, items, _, _ = read(exports.WORDPRESS_PAGE)
    assert [(item.kind, item.author, item.text) for item in items] == [
        ("post", "", "Brands that listen."), ("comment", "Ben K.", "Nice."), ("comment", "Ada L.", "Thanks.")]  # fmt: skip
    assert items[2].parent == items[1].id


def test_copied_text_is_a_post_and_the_comments_that_the_buttons_mark():
    platform, items, _, notes = read(exports.PASTED)
    assert platform == "text of a page"
    assert (items[0].title, items[0].author, items[0].time) == ("On listening", "", None)
    assert items[0].text == "Brands that listen.\n\nThey learn.\n\nDelete the app, they said."
    assert thread(items) == [
        ("Hi Ada!\n\nNice post.\n\nIt made me think.", "", ""),
        ("Hi Ben!\n\nThanks.", "", "Hi Ada!\n\nNice post.\n\nIt made me think."),
        ("Hello both.\n\nI agree.", "", ""),
    ]
    assert [note.message for note in notes] == [
        "a rating in stars, “5 stars2”", "a heading of the page, “Comments”", "a heading of the page, “Popular Posts”"]  # fmt: skip


@pytest.mark.parametrize(("reply", "delete"), pasted.LABELS)
def test_the_buttons_are_known_in_other_languages(reply, delete):
    _, items, _, _ = read(f"Title\n\nText.\nHi!\n{reply}{delete}One.\nHo!\n{delete}Two.\n".encode())
    assert [item.text for item in items] == ["Text.", "Hi!\n\nOne.", "Ho!\n\nTwo."]
    assert items[2].parent == items[1].id


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'<?xml version="1.0"?><html5/>', "not a known export"),
        (b'{"a": 1}', "not a known export"),
        (b"\x00\x01\x02binary", "no text"),
        (b"%PDF-1.7", "is a PDF"),
    ],
)
def test_what_is_no_export_is_refused_in_one_sentence(data, said):
    with pytest.raises(CannotImport, match=said):
        formats.recognise(data)
