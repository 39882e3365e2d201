"""A date is read to its last word, or it is none and is named: no time is ever half read."""

import io
from datetime import UTC, datetime, timedelta, timezone

import import_exports as exports
import pytest
from babel.dates import format_date, format_time
from hypothesis import given
from hypothesis import strategies as st
from import_desk import Desk

from plugins.imports.readers import feeds, moodle, times, wordpress
from plugins.imports.records import Item, Note

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
OFFSETS = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
LANGUAGES = st.sampled_from(["de", "en", "es", "fr", "hu", "is", "it", "ja", "nl", "pl", "pt", "ru", "sv", "zh"])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Tue, Oct 6 2026 08:28:28 PM", "2026-10-06T20:28:28"),
        ("Tuesday, October 6, 2026 - 12:05 am", "2026-10-06T00:05:00"),
        ("Di, 6 Okt 2026 11:41:36 +0200", "2026-10-06T11:41:36+02:00"),
        ("kedd, 2026. október 6., 18:30", "2026-10-06T18:30:00"),
        ("2026年10月6日(火) 18:30", "2026-10-06T18:30:00"),
        ("Tue, 06 Oct 2026 10:00:00 GMT+7", "2026-10-06T10:00:00+07:00"),
        ("Tue, 06 Oct 2026 10:00:00 UTC-05:00", "2026-10-06T10:00:00-05:00"),
        ("Tue, 06 Oct 2026 10:00:00 EST", "2026-10-06T10:00:00-05:00"),
        ("Tue, 06 Oct 2026 08:00 PM PDT", "2026-10-06T20:00:00-07:00"),
        ("Tue, 06 Oct 2026 10:00:00 CEST", "2026-10-06T10:00:00+02:00"),
        ("Tue, 06 Oct 2026 20:21:00 America/Los_Angeles", "2026-10-06T20:21:00-07:00"),
        ("Sun, 06 Dec 2026 20:21:00 America/Los_Angeles", "2026-12-06T20:21:00-08:00"),
        ("Tue, 06 Oct 2026 10:00:00 +0200 (CEST)", "2026-10-06T10:00:00+02:00"),
        ("Tue, 06 Oct 2026 10:00:00 -0000", "2026-10-06T10:00:00+00:00"),
        ("20261006T100000Z", "2026-10-06T10:00:00+00:00"),
        ("2026-10-06 12:00:33", "2026-10-06T12:00:33"),
    ],
)
def test_a_date_is_read_in_the_forms_that_blogs_write(text, meant):
    expected = datetime.fromisoformat(meant)
    found = times.read(text)
    assert (found.moment, found.fault) == (expected, "")
    assert (found.moment.tzinfo is None) == (expected.tzinfo is None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Tue, 6 Oct 2026 10:00:00 BST", "for the time zone “BST” is not known"),
        ("Tue, 6 Oct 2026 10:00:00 Europe/Atlantis", "for the time zone “Europe/Atlantis” is not known"),
        ("06/10/2026 10:00", "for it can be 6 October 2026 or 10 June 2026"),
        ("Tue, 06 Oct 2026 25:00:00 +0000", ""),
        ("Tue, 06 Oct 2026 10:00:00 +0200 PST", ""),
        ("6 October 2026, shortly after 10:00", ""),
        ("1791234567", ""),
        ("9999-01-01T00:00:00Z", ""),
        ("x" * 5000, ""),
    ],
)
def test_a_date_that_is_not_understood_to_the_last_word_is_none_and_is_named(text, why):
    found = times.read(text)
    assert found.moment is None
    assert f"the date “{text[:50]}" in found.fault
    assert why in found.fault
    assert len(found.fault) < 250


@pytest.mark.parametrize("text", ["", "0000-00-00 00:00:00", "Mon, 30 Nov -0001 00:00:00 +0000"])
def test_what_wordpress_writes_for_never_is_no_fault(text):
    assert times.read(text) == times.Found()


@given(MOMENTS, OFFSETS)
def test_a_date_of_mail_is_read_with_the_offset_that_it_names(moment, offset):
    aware = moment.replace(tzinfo=offset)
    written = f"{moment:%a, %d %b %Y %H:%M:%S} {aware:%z}"
    found = times.read(written).moment
    assert found == aware
    assert found.utcoffset() == aware.utcoffset()


@given(MOMENTS, LANGUAGES, st.sampled_from(["full", "long", "medium"]), st.sampled_from(["medium", "short"]))
def test_a_date_in_the_words_of_its_language_is_that_date_or_none(moment, language, width, clock):
    day, at = format_date(moment, width, locale=language), format_time(moment, clock, locale=language)
    found = times.read(f"{day} {at}", (language,))
    assert bool(found.moment) != bool(found.fault)
    if found.moment or (language in ("de", "en", "fr", "hu") and width != "medium"):
        assert found.moment.replace(second=0) == moment.replace(second=0)


FEED = (
    '<rss version="2.0"><channel><title>Ada</title><link>http://ada.example/</link>{}'
    "<item><guid>http://ada.example/1</guid><title>On listening</title>{}<description>Words.</description></item>"
    "</channel></rss>"
)


def read_feed(dates, language=""):
    told = f"<language>{language}</language>" if language else ""
    data = FEED.format(told, dates).encode()
    records = list(feeds.read(io.BytesIO(data), feeds.Facts("http://ada.example/feed")))
    (item,) = (record for record in records if isinstance(record, Item))
    return item.time, [record.message for record in records if isinstance(record, Note) and record.kind == "time"]


def test_a_feed_that_gives_a_readable_date_beside_another_one_has_that():
    dates = "<pubDate>06/10/2026 10:00</pubDate><date>2026-10-06T10:00:00Z</date>"
    assert read_feed(dates) == (datetime(2026, 10, 6, 10, tzinfo=UTC), [])


def test_a_post_is_not_dated_by_its_last_change_where_its_own_date_is_not_understood():
    moment, told = read_feed("<pubDate>06/10/2026 10:00</pubDate><updated>2026-12-01T10:00:00Z</updated>")
    assert moment is None
    assert told == ["the date “06/10/2026 10:00” is not understood, for it can be 6 October 2026 or 10 June 2026"]


def test_the_language_of_a_feed_says_which_month_is_meant():
    assert read_feed("<pubDate>6 listopada 2026 10:00</pubDate>")[0] is None
    assert read_feed("<pubDate>6 listopada 2026 10:00</pubDate>", "pl")[0] == datetime(2026, 11, 6, 10)


def test_a_forum_dates_its_messages_in_the_words_of_its_site():
    header = "id,discussion,parent,userid,userfullname,created,subject,message,messageformat"
    rows = ['1,1,0,1,Ada,"Dienstag, 6. Oktober 2026, 18:30",On,<p>A.</p>,1', "2,1,1,1,Ben,gestern,Re,<p>B.</p>,1"]
    records = list(moodle.read(io.BytesIO("\n".join([header, *rows]).encode())))
    assert [record.time for record in records if isinstance(record, Item)] == [datetime(2026, 10, 6, 18, 30), None]
    assert [record.message for record in records if isinstance(record, Note)] == [
        "the date “gestern” is not understood"
    ]


def test_wordpress_falls_back_to_the_next_date_that_it_gives():
    item = (
        "<item><title>A</title><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
        "<wp:post_date_gmt>soon</wp:post_date_gmt><wp:post_date>2026-10-06 10:00:00</wp:post_date></item>"
    )
    data = f'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>{item}</channel></rss>'.encode()
    (found,) = (one for one in wordpress.read(io.BytesIO(data)) if isinstance(one, Item))
    assert found.time == datetime(2026, 10, 6, 10)


def test_a_text_whose_date_is_not_understood_is_imported_without_one_and_named(tmp_path):
    post = exports.backup_entry("post", 10, "On listening", "Words.", time="Tue, 6 Oct 2026 10:00:00 BST")
    report = Desk(tmp_path).bring({"blog.xml": exports.backup(post)})
    (written,) = report.written
    assert "Date:\n" in Desk(tmp_path).text(written.path)
    (note,) = (note for note in report.notes if "BST" in note.message)
    assert note.place.startswith("blog.xml: line ")
