"""A record of a gradebook: the same bytes each time, and every difference told."""

import json
from dataclasses import replace

import pytest
from builders import ADA, comment, evidence, post
from conftest import run
from hypothesis import given
from ledgers import BEN, COURSE, TEXTS, after_due, keep

from plugins.grades import ledger, snapshots


def taken(book: ledger.Ledger, *texts) -> dict:
    return snapshots.read(snapshots.take(book, texts, "c0ffee0"))


def test_a_snapshot_holds_every_entry_the_rules_and_the_clock():
    book = keep(post(), comment(BEN))
    record = taken(book, post())
    assert (record["commit"], record["as_of"]) == ("c0ffee0", "2026-11-10T23:59:00+00:00")
    assert len(record["entries"]) == len(book.entries)
    assert sum(entry["points"] for entry in record["entries"] if entry["person"] == "ada") == 6
    assert record["weeks"][0]["expectations"]["post_words"] == 10
    assert list(record["texts"]) == [post().path]


@given(TEXTS)
def test_a_snapshot_differs_from_itself_in_nothing(posts):
    book = keep(*(post(author, f"p{n}", after_due(hours)) for n, (author, hours, _) in enumerate(posts)))
    assert snapshots.compare(taken(book), taken(book)).none


@given(TEXTS, TEXTS)
def test_a_difference_names_exactly_the_people_whose_entries_changed(before, after):
    one, other = (
        keep(*(post(author, f"p{n}", after_due(hours)) for n, (author, hours, _) in enumerate(posts)))
        for posts in (before, after)
    )
    changed = {change.person for change in snapshots.compare(taken(one), taken(other)).people}

    def told(book: ledger.Ledger, person: str) -> list:
        return sorted((e.rule, e.source, e.points, e.possible, e.reason, e.adjustment) for e in book.entries_of(person))

    assert changed == {person for person in one.by_person if told(one, person) != told(other, person)}


def test_a_difference_says_what_a_point_was_and_is():
    before, after = keep(post(at=after_due(-10))), keep(post(at=after_due(1)))
    [change] = snapshots.compare(taken(before), taken(after)).people
    assert (change.name, change.total) == ("Ada", "6 → 3")
    why = "On time, 10 h before the deadline → 1 h after the deadline: 6 × 0.5"
    assert change.lines == (f"week 1, post, posts/week-01/ada-x.md: 6 → 3 ({why})",)


def test_changed_rules_and_texts_and_people_are_told():
    book = keep(post())
    course = replace(COURSE, people=(ADA,), points=replace(COURSE.points, post=7))
    given = evidence([post()], book.as_of)
    edited = replace(post(), source=replace(post().source, text="other"))
    found = snapshots.compare(taken(book, post()), taken(ledger.build_ledger(course, given), edited))
    assert found.rules == ("week 1, points.post: 6 → 7",)
    assert [(change.person, change.total) for change in found.people] == [
        ("ada", "6 → 7"),
        ("ben", "is gone"),
    ]
    assert found.edited == (f"{post().path} has changed",)


@pytest.mark.parametrize("text", ["", "[]", '{"snapshot": 99}', "\0"])
def test_a_file_that_is_no_snapshot_is_refused(text):
    with pytest.raises(snapshots.Unreadable):
        snapshots.read(text)


def test_the_commands_record_compare_and_give_the_same_bytes_again(course):
    course_folder = course({})
    private = course_folder.parent / "private"
    where = ["--content", str(course_folder), "--private", str(private), "--as-of", "2026-10-20 09:00"]
    done = run("snapshot", *where)
    file = private / "snapshots" / "2026-10-20T09-00-00.json"
    assert done.stdout.strip() == str(file)
    first = file.read_bytes()
    run("snapshot", *where)
    assert file.read_bytes() == first
    (private / "adjustments.toml").write_text(
        '[[corrections]]\nperson = "ben"\nweek = 1\npoints = 1\nreason = "Agreed."\n'
    )
    where[-1] = "2026-10-20 10:00"
    told = run("diff", *where)
    assert "new: week 1, correction: 1 (Correction by +1)" in told.stdout
    assert json.loads(first)["as_of"].startswith("2026-10-20T09:00")
    assert run("diff", "--before", str(file), "--after", str(file)).stdout.endswith("nothing has changed\n")
    assert run("diff", *where, "--after", str(file)).stdout.endswith("nothing has changed\n")
    file.write_text("{}")
    assert run("diff", *where).returncode == 2
