"""The gradebook finds in a planted course exactly what was planted, for every person and week."""

import re
from collections import Counter
from dataclasses import asdict
from datetime import datetime

import pytest
from known_truth import AS_OF, plant
from sample_course import SAMPLE

from plugins.grades import grading


@pytest.mark.parametrize("seed", range(6))
def test_the_ledger_finds_exactly_what_was_planted(tmp_path, seed):
    truth = plant(tmp_path / "content", tmp_path / "private", people=14, weeks=6, seed=seed)
    kept = grading.grade(tmp_path / "content", tmp_path / "private", AS_OF, None)
    assert kept.problems == ()
    found = {}
    for row in kept.ledger.rows:
        shown = truth.rows[row.person.id, row.week.number].row()
        told = asdict(row.measures) | {"post_status": row.post_status, "points": row.points, "possible": row.possible}
        assert {name: rounded(told[name]) for name in shown} == shown, (row.person.id, row.week.number)
        found[row.person.id, row.week.number] = row.points
    assert len(found) == 14 * 6
    for standing in kept.ledger.standings():
        planted = [truth.rows[standing.person.id, week] for week in range(1, 7)]
        assert standing.points == sum(row.points for row in planted)
        assert standing.possible == sum(row.possible for row in planted)
    answered = {}
    for path, whom in kept.ledger.answers.items():
        who = path.rsplit("/", 1)[1].rsplit("-", 1)[0]
        if who != whom.id:
            answered[who, whom.id] = answered.get((who, whom.id), 0) + 1
    assert answered == dict(truth.answers)


def test_every_kind_of_week_was_planted(tmp_path):
    """Where the generator would plant only weeks on time, the test above would say little."""
    statuses = set()
    for seed in range(6):
        truth = plant(tmp_path / f"{seed}", tmp_path / f"private-{seed}", people=14, weeks=6, seed=seed)
        statuses |= {row.post_status for row in truth.rows.values()}
    assert statuses == {"on time", "late", "too late", "missing", "excused"}


def rounded(value: object) -> object:
    return round(value, 6) if isinstance(value, float) else value


LOST = {
    "amara": {},
    "ananya": {},
    "declan": {(3, "post"): 6},  # wrote none
    "fatima": {(1, "post"): 6},  # 92 hours late, and the grace is 72
    "haru": {(2, "post"): 6, (4, "comment"): 2},  # 146 words of 150, 24 words of 25
    "hrafn": {(3, "comment"): 2},  # wrote one of two
    "jiayi": {},
    "tomasz": {},
    "ximena": {(2, "post"): 3},  # a day late: half of it
}
"""The points that each student of the sample course did not get, found by reading it."""


def test_the_sample_course_is_valued_as_a_person_reads_it(tmp_path):
    kept = grading.grade(SAMPLE, tmp_path / "private", datetime(2026, 11, 6, 12), None)
    lost = {person: {} for person in LOST}
    for entry in kept.ledger.entries:
        if entry.possible > entry.points:
            lost[entry.person][entry.week, entry.rule] = entry.possible - entry.points
    assert lost == LOST
    for standing in kept.ledger.standings():
        assert (standing.points, standing.possible) == (40 - sum(LOST[standing.person.id].values()), 40)


@pytest.mark.parametrize(("kind", "measure"), [("posts", "posts"), ("comments", "comments")])
def test_the_sample_course_has_as_many_texts_as_its_headers_say(tmp_path, kind, measure):
    kept = grading.grade(SAMPLE, tmp_path / "private", datetime(2026, 12, 31, 12), None)
    written = Counter()
    for file in (SAMPLE / kind).rglob("*.md"):
        head = file.read_text("utf-8").split("\n\n")[0]
        if "Status:" not in head:
            written[re.search(r"^Author: (\S+)$", head, re.MULTILINE)[1]] += 1
    found = Counter(
        {person: sum(getattr(row.measures, measure) for row in rows) for person, rows in kept.ledger.by_person.items()}
    )
    assert found == Counter({person: written[person] for person in found})
    assert sum(found.values()) > 30
