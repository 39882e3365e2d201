"""The gradebook finds in a planted course exactly what was planted, for every person and week."""

import pytest
from known_truth import AS_OF, plant

from plugins import grading


@pytest.mark.parametrize("seed", range(6))
def test_the_ledger_finds_exactly_what_was_planted(tmp_path, seed):
    truth = plant(tmp_path / "content", tmp_path / "private", people=14, weeks=6, seed=seed)
    kept = grading.keep(tmp_path / "content", tmp_path / "private", AS_OF, None)
    assert kept.problems == ()
    found = {}
    for row in kept.ledger.rows:
        shown = truth.rows[row.person.id, row.week.number].row()
        assert {name: rounded(getattr(row, name)) for name in shown} == shown, (row.person.id, row.week.number)
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
