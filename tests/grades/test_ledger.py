from dataclasses import replace
from datetime import timedelta

import pytest
from builders import ADA, RUTH, comment, evidence, post
from hypothesis import given
from hypothesis import strategies as st
from ledgers import BEN, COURSE, DUE, LATER, TEXTS, after_due, keep, row, weeks_of

from plugins.core.model import Rules
from plugins.grades import exports, ledger


@pytest.mark.parametrize(
    ("hours", "status", "points", "reason"),
    [
        (-8.8, "on time", 6, "On time, 8 h 48 min before the deadline"),
        (0, "on time", 6, "On time, less than a minute before the deadline"),
        (1, "late", 3, "1 h after the deadline: 6 × 0.5"),
        (72, "late", 3, "3 d after the deadline: 6 × 0.5"),
        (73, "too late", 0, "3 d 1 h after the deadline; the grace period is 72 h"),
    ],
)
def test_a_post_earns_by_the_deadline_and_says_why(hours, status, points, reason):
    ada = row(keep(post(at=after_due(hours))), ADA)
    [entry] = [entry for entry in ada.entries if entry.rule == "post"]
    assert (ada.post_status, entry.points, entry.possible, entry.reason) == (status, points, 6, reason)


def test_a_missing_post_is_an_entry_once_it_is_due():
    book = keep(as_of=DUE + timedelta(minutes=1))
    assert row(book, ADA).post_status == "missing"
    assert [entry.reason for entry in row(book, ADA).entries] == ["No post by Sunday 11 October, 23:59"]
    before = row(keep(as_of=DUE - timedelta(minutes=1)), ADA)
    assert (before.post_status, before.entries, before.possible) == ("not yet due", (), 0)


def test_a_point_is_possible_as_soon_as_it_is_earned():
    ada = row(keep(post(at=after_due(-10)), as_of=DUE - timedelta(hours=1)), ADA)
    assert (ada.post_status, ada.points, ada.possible) == ("on time", 6, 6)


def test_comments_earn_up_to_the_expected_number_the_earliest_first():
    texts = [post(), *(comment(BEN, at=after_due(n - 9), number=n) for n in range(1, 4))]
    entries = [entry for entry in row(keep(*texts), BEN).entries if entry.rule == "comment"]
    assert [(entry.points, entry.possible) for entry in entries] == [(2, 2), (2, 2), (0, 0)]
    assert entries[2].reason == "2 a week count, and that many already counted"


def test_answers_to_oneself_count_as_comments_and_for_nothing_else():
    book = keep(post(), comment(ADA), comment(BEN), comment(ADA, "ben-1", after_due(-4), number=2))
    ada = row(book, ADA)
    assert (ada.measures.comments, ada.measures.replies_received, ada.measures.people_answered) == (2, 1, 1)
    assert [entry.reason for entry in ada.entries if entry.source.endswith("ada-1.md")] == ["Answers oneself"]


def test_a_reply_to_a_missing_parent_answers_the_post():
    book = keep(post(), comment(BEN, "gone"))
    assert (row(book, ADA).measures.replies_received, row(book, ADA).measures.unanswered_posts) == (1, 0)
    assert row(book, BEN).measures.people_answered == 1


def test_the_first_answer_of_another_person_is_measured():
    book = keep(
        post(at=after_due(-10)),
        comment(ADA, at=after_due(-9)),
        comment(RUTH, at=after_due(-7.5)),
        comment(BEN, at=after_due(-1)),
    )
    assert row(book, ADA).measures.median_reply_hours == 2.5
    assert row(keep(post()), ADA).measures.median_reply_hours is None
    assert row(keep(post()), ADA).measures.unanswered_posts == 1


def test_instructors_and_guests_answer_but_have_no_row():
    book = keep(post(RUTH), post(), comment(RUTH))
    assert set(book.by_person) == {"ada", "ben"}
    assert row(book, ADA).measures.replies_received == 1


@pytest.mark.parametrize("status", ["pending", "spam", "removed"])
def test_what_is_not_published_does_not_count_and_is_listed_with_the_reason(status):
    hidden = comment(BEN, status=status)
    book = keep(post(), hidden)
    assert (row(book, BEN).measures.comments, row(book, ADA).measures.replies_received) == (0, 0)
    assert [text for text, _ in book.uncounted] == [hidden]


def test_a_text_written_after_the_date_of_the_gradebook_does_not_count_yet():
    book = keep(post(at=after_due(-10)), as_of=DUE - timedelta(hours=20))
    assert row(book, ADA).measures.posts == 0
    assert "after this gradebook's date" in book.uncounted[0][1]


def test_too_few_words_earn_nothing_and_the_reason_says_both_numbers():
    ada = row(keep(post(), words=9), ADA)
    assert ada.post_status == "on time"
    assert next(entry.reason for entry in ada.entries) == "9 words; 10 are expected"
    assert (ada.points, ada.possible) == (0, 10)


def test_brand_errors_are_counted_and_never_take_points():
    the_post = post()
    ada = row(keep(the_post, brand_errors={the_post.path: 7}), ADA)
    assert (ada.measures.brand_errors, ada.points) == (7, 6)


@given(TEXTS, TEXTS, st.integers(-300, 300))
def test_every_total_is_the_sum_of_its_entries_and_never_more_than_possible(posts, comments, hours):
    texts = [post(author, f"p{n}", after_due(hours)) for n, (author, hours, _) in enumerate(posts)]
    if texts:
        on = texts[0]
        texts += [
            comment(author, at=after_due(hours), on=on, number=n) for n, (author, hours, _) in enumerate(comments)
        ]
    words = {text.path: count for text, (*_, count) in zip(texts, posts + comments, strict=False)}
    counts = {text.path: words.get(text.path, 0) for text in texts}
    for one in ledger.build_ledger(COURSE, evidence(texts, DUE + timedelta(hours=hours), counts)).rows:
        assert one.points == sum(entry.points for entry in one.entries)
        assert 0 <= one.points <= one.possible <= 6 + 2 * 2
        assert {entry.source for entry in one.entries if entry.source} == {text.path for text in one.texts}


def test_csv_has_the_promised_columns_and_no_cell_a_spreadsheet_would_run():
    import csv
    import io

    text = exports.participation(exports.facts(keep(post(BEN))))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert ",".join(rows[0]) == (
        "person,name,section,week,post_status,posts,post_words,comments,comment_words,replies_received,people_answered,"
        "median_reply_hours,unanswered_posts,brand_errors,points,points_possible"
    )
    assert text.count("\r\n") == 3
    assert (rows[1]["name"], rows[1]["points"], rows[1]["median_reply_hours"]) == ("'=Ben", "6", "")
    assert exports.entries(exports.facts(keep(post()))).startswith(
        "person,week,rule,points,reason,source,written,committed\r\n"
    )


def test_comments_answer_different_people_where_the_course_asks_for_it():
    course = replace(COURSE, expectations=replace(COURSE.expectations, comments=2, people=2, comment_words=0))
    texts = [
        post(),
        post(RUTH),
        *(comment(BEN, at=after_due(n - 9), number=n) for n in (1, 2)),
        comment(BEN, at=after_due(-1), on="week-01/ruth-x", number=3),
    ]
    book = ledger.build_ledger(course, evidence(texts, LATER))
    entries = [entry for entry in row(book, BEN).entries if entry.rule == "comment"]
    assert [(entry.points, entry.outcome) for entry in entries] == [(2, "on time"), (0, "fell short"), (2, "on time")]
    assert entries[1].reason == "Ada was already answered; 2 different people are expected"


def test_copied_words_earn_nothing_and_the_reason_says_how_many_they_are():
    the_post = post()
    ada = row(keep(the_post, words=9, copied={the_post.path: 11}), ADA)
    assert ada.entries[0].reason == "9 words, without 11 that stand in an earlier text; 10 are expected"
    assert ada.measures.copied_words == 11


def test_the_weight_of_a_week_multiplies_its_points_and_is_told():
    weighted = replace(COURSE.weeks[0], rules=Rules(COURSE.expectations, COURSE.points, 2))
    ada = row(ledger.build_ledger(replace(COURSE, weeks=(weighted,)), evidence([post(at=after_due(1))], LATER)), ADA)
    assert (ada.points, ada.possible) == (6, 20)
    assert ada.entries[0].reason == "1 h after the deadline: 6 × 2 × 0.5"


def test_just_the_best_weeks_count_and_an_entry_takes_out_each_of_the_others():
    book = weeks_of(3, 6, 0, 6)
    standing = book.standing(ADA)
    assert (standing.points, standing.possible) == (12, 12)
    out = [(entry.week, entry.points, entry.possible) for entry in book.entries_of("ada") if entry.rule == "best weeks"]
    assert out == [(1, -3, -6), (3, 0, -6)]
    assert book.entries_of("ada", 1)[-1].reason == "Not among the 2 best weeks: 3 of 6 left out"


def test_of_weeks_that_are_as_good_the_earlier_ones_count():
    assert [entry.week for entry in weeks_of(6, 6, 6).entries_of("ada") if entry.rule == "best weeks"] == [3]


def test_threads_are_counted_apart_from_replies():
    book = keep(
        post(), comment(BEN), comment(ADA, "ben-1", after_due(-4)), comment(BEN, "ada-1", after_due(-3), number=2)
    )
    assert (row(book, BEN).measures.comments, row(book, BEN).measures.threads) == (2, 1)
