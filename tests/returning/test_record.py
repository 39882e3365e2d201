"""What is recorded is never sent twice, and what has changed since is sent alone."""

from dataclasses import replace

from builders import ADA, BEN, CLEO
from hypothesis import given
from hypothesis import strategies as st

from plugins.core.model import Person
from plugins.returning import planning, record
from plugins.returning.feedback import Feedback
from plugins.returning.planning import Address, Way
from plugins.returning.record import Sent

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SENT = st.builds(
    Sent, st.sampled_from(["ada", "ben", "cleo"]), st.integers(0, 15), st.sampled_from(["moodle", "canvas", "mail"]),
    TEXT, TEXT, TEXT, TEXT,
)  # fmt: skip
WAY = Way("moodle")
HERE = {person.id: Address(f"participant {n}") for n, person in enumerate((ADA, BEN, CLEO))}


def feedback(person: Person, points: float = 3, **more: object) -> Feedback:
    made = Feedback(person, "T", 1, "One", points, 6, False, (), (), (), (), ())
    return replace(made, **more)


def sent(plan: planning.Plan, way: Way = WAY) -> list[Sent]:
    return [Sent(*way.key(item.feedback), item.address.to, "now", item.digest) for item in plan.items]


def planned(given, known, **more):
    return planning.plan(WAY, given, HERE, known, **{"pending": False, **more})


@given(st.lists(SENT))
def test_what_is_written_is_what_is_read(some):
    assert record.read("".join(map(record.written, some))) == (some, [])


@given(st.lists(SENT, min_size=1, max_size=5), st.data())
def test_a_table_that_is_cut_off_costs_that_table_alone(some, data):
    text = "".join(map(record.written, some))
    start = len(text) - len(record.written(some[-1]))
    cut = data.draw(st.integers(start, len(text) - 2))
    read, problems = record.read(text[:cut] + "\n" + record.written(some[0]))
    whole = some if cut >= len(text.rstrip("\n")) else some[:-1]
    assert read == [*whole, some[0]]
    assert len(problems) == (cut > start and whole != some)


def test_a_damaged_table_is_told_with_its_line_and_what_follows_from_it():
    one = Sent("ada", 3, "mail", "", "ada@example.edu", "2026-11-05T12:00:00+00:00", "d1")
    text = record.written(one) + "[[returned]]\nperson = \n\n" + record.written(replace(one, person="ben"))
    read, problems = record.read(text)
    assert [sent.person for sent in read] == ["ada", "ben"]
    assert [str(problem) for problem in problems] == [
        "private/returned.toml:10:1: cannot be read, so whoever it was about may get the same again: correct or delete it"
    ]


@given(st.lists(st.tuples(st.sampled_from((ADA, BEN, CLEO)), st.integers(0, 3)), max_size=12))
def test_whatever_changes_when_each_change_goes_out_once_and_nothing_else(changes):
    now = {person: feedback(person) for person in (ADA, BEN, CLEO)}
    known: list[Sent] = sent(planned(now.values(), {}))
    for person, points in changes:
        before = now[person]
        now[person] = feedback(person, points)
        plan = planned(now.values(), record.last(known))
        assert [item.person for item in plan.items] == ([] if before == now[person] else [person.id])
        known += sent(plan)
        assert planned(now.values(), record.last(record.read("".join(map(record.written, known)))[0])).items == ()


def test_what_changes_back_is_sent_again_since_the_newest_is_another():
    first, second = feedback(ADA, 1), feedback(ADA, 2)
    known = sent(planned([first], {})) + sent(planned([second], {}))
    assert [item.again for item in planned([first], record.last(known)).items] == [True]


def test_a_week_a_way_and_a_place_are_apart_from_each_other():
    known = record.last(sent(planned([feedback(ADA)], {})))
    assert planned([feedback(ADA)], known).items == ()
    assert len(planned([feedback(ADA, week=2)], known).items) == 1
    for way in (Way("mail"), Way("canvas", "https://canvas.example.edu/courses/1/assignments/2")):
        assert len(planning.plan(way, [feedback(ADA)], HERE, known, pending=False).items) == 1


def test_what_goes_with_feedback_counts_as_a_change_of_it():
    known = record.last(sent(planned([feedback(ADA)], {})))
    scaled = {"ada": Address("participant 0", more="1.5 of 3")}
    assert len(planning.plan(WAY, [feedback(ADA)], scaled, known, pending=False).items) == 1


def test_why_somebody_gets_nothing_is_said_and_whether_they_should_have():
    given = [
        feedback(ADA, pending=("Depth", "Form")),
        feedback(BEN),
        feedback(CLEO, 0, possible=0),
    ]
    plan = planning.plan(WAY, given, {"ben": Address(missing="no id")}, {}, pending=False)
    assert [(kept.person, kept.why, kept.lacking) for kept in plan.kept] == [
        ("ada", "held back: 2 marks not given yet: Depth, Form; --pending sends it anyway", True),
        ("ben", "left out: no id", True),
        ("cleo", "nothing of theirs is due yet", False),
    ]
    assert [item.person for item in planned(given[:1], {}, pending=True).items] == ["ada"]


def test_what_no_page_shows_of_a_person_is_no_change():
    moved = replace(ADA, section="B", feeds=("https://ada.example/feed",))
    assert feedback(moved).digest() == feedback(ADA).digest() != feedback(replace(ADA, name="Ada L.")).digest()


def test_a_whole_number_and_the_same_number_as_a_float_are_no_change():
    assert feedback(ADA, 3).digest() == feedback(ADA, 3.0).digest() != feedback(ADA, 3.1).digest()
