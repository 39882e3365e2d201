"""What would still count in a student's week is said only while it can be done, and only as far as the rules make it true."""

from dataclasses import replace

import pytest
from builders import ADA, BEN, CLEO, DAY, HOUR, RUTH, START, comment, course, evidence, post
from hypothesis import given
from hypothesis import strategies as st

from plugins.core.model import Expectations, Points
from plugins.gradebook import mending
from plugins.grades import adjustments, ledger
from plugins.grades.valuing import Facts

OF = replace(course(weeks=1), expectations=Expectations(1, 2, 10, 5, 48), points=Points(6, 2, 0.5))
DUE = START + 4 * DAY
"""When the post is due; the comments are three days later."""
ON = [post(BEN, at=START), post(CLEO, at=START)]
EXCUSE = '[[excuses]]\nperson = "ada"\nweek = 1\nreason = "Ill."\n'


NOT_ANSWERED = (
    "A second comment to somebody not answered yet this week (5 words or more) would count until "
    "Monday 12 October, 00:00."
)


def answer(on=0, number=1, hours=1):
    return comment(ADA, at=START + hours * HOUR, on=ON[on], number=number)


def mends(*texts, as_of, words=20, of=OF, decided="", copied=()) -> mending.Mending:
    """What would still count in Ada's week."""
    given_words = {text.path: 20 for text in (*ON, *texts)} | (words if isinstance(words, dict) else {})
    if isinstance(words, int):
        given_words |= {text.path: words for text in texts}
    found, problems = adjustments.read(decided, of, {})
    assert problems == []
    book = ledger.build_ledger(of, evidence([*ON, *texts], as_of, given_words, adjustments=found))
    facts = Facts(given_words, dict(copied), {}, as_of, book.answers)
    row = book.by_person["ada"][0]
    return mending.mending(row, ledger.cases(of, row.week, ADA, found), facts)


RUTHS = post(RUTH, at=START)
FULL = [answer(0, 1), answer(1, 2)]


@pytest.mark.parametrize(
    ("words", "as_of", "said"),
    [
        (9, DUE, "1 more word would count it until Friday 9 October, 00:00."),
        (3, DUE + HOUR, "7 more words would count it until Sunday 11 October, 00:00."),
        (10, DUE, None),
        (3, DUE + 2 * DAY + HOUR, None),
    ],
)
def test_a_short_post_says_how_many_words_it_lacks_while_it_could_count(words, as_of, said):
    found = mends(post(at=START + HOUR), *FULL, words={post().path: words}, as_of=as_of)
    assert found.texts.get(post().path) == said
    assert found.others == ()


def test_words_of_an_earlier_text_do_not_help():
    found = mends(post(), *FULL, words={post().path: 4}, copied={post().path: 30}, as_of=DUE)
    assert found.texts[post().path].startswith("6 more words of one’s own would count it")


def test_a_short_post_beside_one_that_counts_needs_nothing():
    short = post(name="y", at=START + 2 * HOUR)
    assert mends(post(), short, *FULL, words={short.path: 1}, as_of=DUE) == mending.Mending({}, ())


@pytest.mark.parametrize(
    ("texts", "as_of", "said"),
    [
        ([], DUE - HOUR, ["A post (10 words or more) would count until Friday 9 October, 00:00."]),
        ([], DUE + HOUR, ["A post (10 words or more) would earn 3 of 6 points until Sunday 11 October, 00:00."]),
        ([], DUE + 2 * DAY + HOUR, []),
        ([post()], DUE - HOUR, []),
    ],
)
def test_a_missing_post_says_until_when_and_for_how_much(texts, as_of, said):
    assert list(mends(*texts, *FULL, as_of=as_of).others) == said


@pytest.mark.parametrize(
    ("texts", "people", "said"),
    [
        ([], 0, "2 comments to others (5 words or more each) would count until Monday 12 October, 00:00."),
        ([], 2, "2 comments to different people (5 words or more each) would count until Monday 12 October, 00:00."),
        (
            [answer()],
            0,
            "A second comment to somebody else (5 words or more) would count until Monday 12 October, 00:00.",
        ),
        (
            [answer()],
            2,
            NOT_ANSWERED,
        ),
        ([answer(), answer(0, 2, 2)], 0, None),
        (
            [answer(), answer(0, 2, 2)],
            2,
            NOT_ANSWERED,
        ),
        ([answer(), answer(1, 2)], 2, None),
    ],
)
def test_the_comments_that_are_lacking_say_whom_to_answer(texts, people, said):
    of = replace(OF, expectations=replace(OF.expectations, people=people))
    assert mends(post(), *texts, as_of=DUE, of=of).others == ((said,) if said else ())


def test_a_short_comment_that_can_be_mended_takes_the_place_of_a_new_one():
    found = mends(post(), answer(), answer(1, 2), words={answer().path: 2}, as_of=DUE)
    assert found.texts == {answer().path: "3 more words would count it until Monday 12 October, 00:00."}
    assert found.others == ()


def test_a_short_comment_to_somebody_answered_already_is_not_mended_by_words():
    of = replace(OF, expectations=replace(OF.expectations, people=2))
    again = answer(0, 2, 2)
    found = mends(post(), answer(), again, words={again.path: 2}, as_of=DUE, of=of)
    assert found.texts == {}
    assert len(found.others) == 1


@pytest.mark.parametrize("rules", [{"late": 0.0}, {"post": 0.0, "comment": 0.0}])
def test_what_would_earn_nothing_is_not_said(rules):
    of = replace(OF, points=replace(OF.points, **rules))
    assert mends(as_of=DUE + 3 * DAY + HOUR, of=of) == mending.Mending({}, ())


def test_nothing_is_said_to_who_is_excused_and_an_extension_gives_more_time():
    assert mends(as_of=DUE - HOUR, decided=EXCUSE) == mending.Mending({}, ())
    longer = '[[extensions]]\nperson = "ada"\nweek = 1\nrule = "post"\nhours = 24\nreason = "Ill."\n'
    said = mends(*FULL, as_of=DUE + HOUR, decided=longer).others
    assert said == ("A post (10 words or more) would count until Saturday 10 October, 00:00.",)


def test_without_a_deadline_no_time_is_said():
    week = replace(OF.weeks[0], posts_due=None, comments_due=None)
    found = mends(*FULL, as_of=DUE, of=replace(OF, weeks=(week,)))
    assert found.others == ("A post (10 words or more) would count.",)


TEXTS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9 * 24), st.integers(0, 12)), max_size=6)


@given(TEXTS, st.integers(0, 12 * 24), st.integers(0, 2))
def test_a_text_that_is_mended_as_is_said_earns_more(drawn, hours, people):
    of = replace(OF, expectations=replace(OF.expectations, people=people))
    as_of = START + hours * HOUR
    texts, words = [], {}
    for number, (on, written, length) in enumerate(drawn):
        at = START + written * HOUR
        text = post(name=f"n{number}", at=at) if on == 2 else comment(ADA, at=at, on=ON[on], number=number)
        texts.append(text)
        words[text.path] = length
    found = mends(*texts, as_of=as_of, words=words, of=of)

    def earned(words, *more) -> float:
        there = [*ON, RUTHS, *texts, *more]
        given_words = {text.path: 20 for text in there} | words
        book = ledger.build_ledger(of, evidence(there, as_of, given_words))
        return book.by_person["ada"][0].points

    for path in found.texts:
        least = of.expectations.post_words if path.startswith("posts/") else of.expectations.comment_words
        assert earned(words | {path: least}) > earned(words)
        assert earned(words | {path: least - 1}) == earned(words)
    new = [post(name="new", at=as_of), comment(ADA, at=as_of, on=RUTHS, number=99)]
    for text, rule in zip(new, (" post ", " comment"), strict=True):
        said = any(rule in sentence for sentence in found.others)
        mendable = any(path.startswith(f"{rule.strip()}s/") for path in found.texts)
        gains = earned(words, text) > earned(words)
        assert said <= gains <= (said or mendable)
