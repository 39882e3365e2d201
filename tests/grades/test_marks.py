"""A criterion holds for everybody of whom its weeks ask a post, marked or not."""

from dataclasses import replace
from datetime import timedelta

from builders import ADA, evidence, post
from ledgers import BEN, DUE, GRADED, LATER, weeks_of

from plugins.core.model import Criterion, Level
from plugins.grades import adjustments, ledger

MARKED = '[[marks]]\nperson = "ada"\ncriterion = "depth"\nweek = 1\npoints = 4\nreason = "Two sources."\n'
OF_THE_TERM = MARKED.replace("week = 1\n", "")
LEVELS = (Level(0, "None"), Level(2, "Told"), Level(4, "Weighed", "Two sources, compared."))


def keep(text: str, *texts, course=GRADED, as_of=LATER) -> ledger.Ledger:
    found, problems = adjustments.read(text, course, {one.path: one for one in texts})
    assert problems == []
    return ledger.build_ledger(course, evidence(texts, as_of, 20, adjustments=found))


def marks(book: ledger.Ledger, person) -> list[tuple[str, float, float, str]]:
    entries = [entry for entry in book.entries_of(person.id) if entry.rule == "mark"]
    return [(entry.outcome, entry.points, entry.possible, entry.reason) for entry in entries]


def test_one_mark_gives_all_who_were_asked_the_same_maximum():
    book = keep(MARKED, post(), post(BEN))
    assert book.standing(ADA).possible == book.standing(BEN).possible == 15
    assert marks(book, BEN) == [("pending", 0, 5, "Depth: not marked yet")]
    assert [len(book.standing(person).pending) for person in (ADA, BEN)] == [0, 1]


def test_nothing_is_pending_where_nobody_has_been_marked():
    assert marks(keep("", post(), post(BEN)), BEN) == []


def test_the_weeks_of_a_criterion_make_it_hold_once_they_have_closed():
    course = replace(GRADED, criteria=(Criterion("depth", 5, "Depth", weeks=(1,)),))
    assert marks(keep("", post(), course=course), ADA) == [("pending", 0, 5, "Depth: not marked yet")]
    assert marks(keep("", post(), course=course, as_of=DUE - timedelta(hours=1)), ADA) == []


def test_who_wrote_nothing_has_no_post_to_mark_and_is_not_pending():
    book = keep(MARKED, post())
    assert marks(book, BEN) == [("missing", 0, 5, "Depth: no post to mark")]
    assert book.standing(BEN).pending == ()


def test_who_is_excused_is_not_marked():
    excused = '[[excuses]]\nperson = "ben"\nweek = 1\nrule = "post"\nreason = "Ill."\n'
    assert marks(keep(MARKED + excused, post(), post(BEN)), BEN) == []


def test_a_mark_for_the_term_holds_for_everybody_who_is_still_there():
    gone = '[[withdrawn]]\nperson = "ben"\non = 2026-10-20\nreason = "Moved."\n'
    assert marks(keep(OF_THE_TERM, post(), post(BEN)), BEN) == [("pending", 0, 5, "Depth: not marked yet")]
    assert marks(keep(OF_THE_TERM + gone, post(), post(BEN)), BEN) == []


def test_a_mark_names_the_level_that_it_gives():
    course = replace(GRADED, criteria=(Criterion("depth", 4, "Depth", levels=LEVELS),))
    assert marks(keep(MARKED, post(), course=course), ADA) == [("", 4, 4, "Depth: Weighed, 4 of 4")]


def test_a_week_that_is_not_among_the_best_asks_for_no_mark():
    book = weeks_of(6, 3, 3)
    weeks = tuple(week.number for week in book.course.weeks)
    course = replace(book.course, criteria=(Criterion("depth", 5, "Depth", weeks=weeks),))
    texts = [text for row in book.rows for text in row.texts]
    marked = ledger.build_ledger(course, evidence(texts, book.as_of, 1))
    assert [outcome for outcome, *_ in marks(marked, ADA)] == ["pending", "pending"]


def test_the_marks_of_a_week_that_is_not_among_the_best_are_left_out_with_it():
    book = weeks_of(6, 6, 3)
    course = replace(book.course, criteria=(Criterion("depth", 5, "Depth"),))
    texts = [text for row in book.rows for text in row.texts]
    given, problems = adjustments.read(MARKED.replace("week = 1", "week = 3"), course, {})
    assert problems == []
    marked = ledger.build_ledger(course, evidence(texts, book.as_of, 1, adjustments=given))
    assert marked.standing(ADA).possible == 12
    assert marks(marked, ADA) == [("", 0, 0, "Depth: 4 of 5, left out with its week")]


def test_of_two_marks_by_one_criterion_in_a_week_the_better_counts():
    of_a_text = MARKED.replace("week = 1", 'text = "posts/week-01/ada-x.md"').replace("points = 4", "points = 5")
    book = keep(MARKED + of_a_text, post(), post(BEN))
    assert book.standing(ADA).possible == book.standing(BEN).possible == 15
    assert marks(book, ADA) == [
        ("", 0, 0, "Depth: 4 of 5, not counted, because another mark of the week is better"),
        ("", 5, 5, "Depth: 5 of 5"),
    ]
