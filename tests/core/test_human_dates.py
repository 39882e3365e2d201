from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_datetime
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.core import dates, human_dates
from plugins.texts import new_file

WEEK = date(2026, 11, 3)
LANGUAGES = "ar cs da de el en en_GB es fi fr hi hu id is it ja ko lt nl pl pt_BR ru th tr uk vi zh".split()


def meant(text: str, *languages: str) -> list[str]:
    return [
        f"{one.moment:%Y-%m-%d %H:%M}{one.moment:%z}" for one in human_dates.meanings(text, (*languages, "en"), WEEK)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nov 5th, 2026", "2026-11-05 00:00"),
        ("12 novembre 2026", "2026-11-12 00:00"),
        ("5. November 2026 18:30 Uhr", "2026-11-05 18:30"),
        ("Thursday, Nov 5 2026, 6:30 pm", "2026-11-05 18:30"),
        ("jeudi 5 novembre 2026 à 18h30", "2026-11-05 18:30"),
        ("5 Nov 2026 at 6 p.m.", "2026-11-05 18:00"),
        ("5 Nov 2026 12:30 am", "2026-11-05 00:30"),
        ("2026-11-05 6:30 pm", "2026-11-05 18:30"),
        ("5.11.2026 18.30", "2026-11-05 18:30"),
        ("5. 11. 2026", "2026-11-05 00:00"),
        ("kl. 18 5. nóvember 2026", "2026-11-05 18:00"),
        ("25/12/2026", "2026-12-25 00:00"),
        ("12/25/2026", "2026-12-25 00:00"),
        ("05/05/2026", "2026-05-05 00:00"),
        ("2026/11/05 18:30", "2026-11-05 18:30"),
        ("2026年11月5日下午6:30", "2026-11-05 18:30"),
        ("2026년 11월 5일 오후 6:30", "2026-11-05 18:30"),
        ("5 de noviembre de 2026", "2026-11-05 00:00"),
        ("5 ноября 2026 г., 18:30", "2026-11-05 18:30"),
        ("١٢ نوفمبر ٢٠٢٦", "2026-11-12 00:00"),
        ("5\u00a0Nov\u00a02026", "2026-11-05 00:00"),
        ("５ Nov ２０２６", "2026-11-05 00:00"),
        ("mar. 10 nov. 2026", "2026-11-10 00:00"),
        ("Thu, 05 Nov 2026 18:30:00 +0100", "2026-11-05 18:30+0100"),
        ("Thu Nov 05 2026 18:30:00 GMT+0100 (Central European Standard Time)", "2026-11-05 18:30+0100"),
        ("2026-11-05T18:30:00+01", "2026-11-05 18:30+0100"),
    ],
)
def test_a_date_that_can_mean_one_day_is_read_however_it_is_written(text, expected):
    assert meant(text, "fr" if "mar." in text else "is") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05/11/2026", ["2026-11-05 00:00", "2026-05-11 00:00"]),
        ("5-11-2026", ["2026-11-05 00:00", "2026-05-11 00:00"]),
        ("26/11/05", ["2005-11-26 00:00", "2026-11-05 00:00"]),
        ("12 listopada 2026", ["2026-10-12 00:00", "2026-11-12 00:00"]),
    ],
)
def test_a_date_that_can_mean_several_days_means_them_all(text, expected):
    assert sorted(meant(text)) == sorted(expected)


def test_the_texts_own_language_decides_what_a_month_is_called():
    assert meant("12 listopada 2026", "pl") == ["2026-11-12 00:00"]
    assert meant("12 listopada 2026", "hr") == ["2026-10-12 00:00"]


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "soon", "2026", "11/2026", "31.02.2026", "2026-31-12", "2026-11-05 24:00", "5 Nov 2026 25:00",
        "5 Nov 2026 13 am", "5–7 Nov 2026", "5 Nov 2026, 6 Nov 2026", "about 5 Nov 2026", "5 Nov 2026 18:30 CET",
        "5 Nov 2026 or so", "1.2.3.4", "05/11/1826", "Nov 2026", "5 Nov 2026 18:30 +99:00",
    ],
)  # fmt: skip
def test_what_is_not_understood_to_the_last_word_is_no_date(text):
    assert meant(text) == []


def test_without_a_year_it_is_the_one_nearest_to_the_week_and_said():
    [one] = human_dates.meanings("28 December", ("en",), date(2027, 1, 4))
    assert (one.moment, one.year_given) == (datetime(2026, 12, 28), False)
    assert human_dates.meanings("28 December", ("en",), None) == ()


def test_a_day_of_the_week_chooses_between_two_dates_and_is_doubted_where_it_fits_none():
    assert meant("Monday 05/11/2026") == ["2026-05-11 00:00"]
    assert [one.weekday_fits for one in human_dates.meanings("Monday 25/12/2026", ("en",), WEEK)] == [False]


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.times(), st.sampled_from(LANGUAGES),
    st.sampled_from(("full", "long", "medium", "short")), st.booleans(),
)  # fmt: skip
@example(date(2026, 3, 10), datetime(2026, 1, 1).time(), "fr", "full", False)
def test_a_date_as_any_language_writes_it_is_read_back_or_not_at_all(day, clock, language, width, with_time):
    moment = datetime.combine(day, clock)
    written = format_datetime(moment, width, locale=language) if with_time else format_date(day, width, locale=language)
    found = [one.moment.replace(tzinfo=None) for one in human_dates.meanings(written, (language[:2], "en"), day)]
    expected = moment if with_time else datetime.combine(day, datetime.min.time())
    same = [one for one in found if one.date() == day and (one.hour, one.minute) == (expected.hour, expected.minute)]
    assert same or not found
    assert found[1:] == [] or width in ("short", "medium")


@pytest.mark.parametrize("language", "cs da de en es fi fr hu is it ja lt nl pl pt ru sv tr uk zh".split())
def test_a_long_date_is_read_in_the_language_of_the_course(language):
    days = [date(2026, month, day) for month in range(1, 13) for day in (2, 13, 28)]
    for day in days:
        [one] = human_dates.meanings(format_date(day, "long", locale=language), (language,), None)
        assert one.moment.date() == day


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)), st.sampled_from(("UTC", "Europe/London", "Asia/Kolkata"))
)
def test_a_date_that_was_always_read_means_the_same_here(moment, name):
    zone = ZoneInfo(name)
    written = new_file.written(moment.replace(tzinfo=UTC), zone)
    strict = dates.parse(written, zone)
    assert [dates.aware(one.moment, zone) for one in human_dates.meanings(written, ("en",), None)] == [strict]


@given(st.text(alphabet="0123456789 ./-:,TZapmNovh+年月", max_size=40))
@settings(deadline=None)  # all languages are read for the first word that none of the usual ones knows
def test_no_text_gives_an_impossible_date_or_an_error(text):
    for one in human_dates.meanings(text, ("en",), WEEK):
        assert one.moment.year in dates.YEARS
