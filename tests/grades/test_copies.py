import time
import unicodedata
from bisect import bisect_left
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.core import words
from plugins.grades import copies, kept_copies
from plugins.texts import markup

SAID = [f"word{n}" for n in range(200)]


def text(first: int, last: int, before: str = "", after: str = "") -> str:
    return " ".join([before, *SAID[first:last], after]).strip()


def shown(texts: dict[str, str], path: str) -> list[tuple[str, str, str, int]]:
    """The passages of a text: source, own words, the source's, how many count."""
    copied = copies.find(texts.items()).get(path)
    return [
        (one.source, texts[path][one.start : one.end], texts[one.source][one.source_start : one.source_end], one.words)
        for one in (copied.passages if copied else ())
    ]


def test_twelve_words_in_a_row_are_a_copy_and_eleven_are_none():
    texts = {"a": text(0, 30), "b": text(5, 17, "I say:", "So there."), "c": text(5, 16, "You wrote:", "Well.")}
    assert shown(texts, "b") == [("a", text(5, 17), text(5, 17), 12)]
    assert copies.find(texts.items()).keys() == {"b"}


def test_what_several_texts_have_belongs_to_the_earliest():
    texts = {"prompt": text(40, 60), "a": text(0, 100), "b": text(0, 100), "c": text(10, 30)}
    assert [(source, count) for source, _, _, count in shown(texts, "b")] == [("a", 40), ("prompt", 20), ("a", 40)]
    assert [(source, count) for source, _, _, count in shown(texts, "c")] == [("a", 20)]


def test_the_longer_passage_is_found_although_an_earlier_text_has_a_part_of_it():
    texts = {"a": text(0, 13, "x"), "b": text(0, 40, "y"), "c": text(0, 40, "z")}
    assert [(source, count) for source, _, _, count in shown(texts, "c")] == [("a", 13), ("b", 27)]


def test_case_punctuation_quotation_marks_and_composition_make_no_difference():
    plain = "The café’s owner said it’s “a well-known naïve Ångström rule” and left us — all of us"
    other = "the CAFÉ's owner said: its «A wellknown, naïve ångström rule». And left us all of us!"
    for form in ("NFC", "NFD"):
        [(_, own, _, count)] = shown({"a": plain, "b": f"So {unicodedata.normalize(form, other)} Yes"}, "b")
        assert unicodedata.normalize("NFC", own) == other
        assert count == 16


def test_soft_hyphens_and_characters_nobody_sees_hide_no_copy():
    hidden = "\u00ad".join(text(0, 20)[n : n + 3] for n in range(0, 200, 3))
    assert (
        copies.find([("a", text(0, 20)), ("b", hidden), ("c", "\u200b" + text(0, 20).replace("word", "wo\u200brd"))])[
            "c"
        ].words
        == 20
    )


@pytest.mark.parametrize(("changed", "passages"), [(1, 1), (3, 1), (4, 2)])
def test_small_changes_within_a_passage_leave_it_one_and_do_not_count_as_copied(changed, passages):
    own = f"{text(0, 20)} {' '.join(['other'] * changed)} {text(20 + changed, 40)}"
    found = shown({"a": text(0, 50), "b": own}, "b")
    assert len(found) == passages
    assert sum(count for *_, count in found) == 40 - changed
    if passages == 1:
        assert found[0][:3] == ("a", own, text(0, 40))


def test_words_left_out_or_added_within_a_passage_leave_it_one():
    for own in (f"{text(0, 20)} {text(22, 40)}", f"{text(0, 20)} and so {text(20, 40)}"):
        [(source, whole, theirs, _)] = shown({"a": text(0, 50), "b": own}, "b")
        assert (source, whole, theirs) == ("a", own, text(0, 40))


def test_passages_put_in_another_order_are_each_found():
    found = shown({"a": text(0, 40), "b": f"{text(20, 40)} {text(0, 20)}"}, "b")
    assert [own for _, own, _, _ in found] == [text(20, 40), text(0, 20)]


def test_what_a_text_repeats_of_itself_is_no_copy():
    assert copies.find([("a", f"{text(0, 30)} {text(0, 30)}")]) == {}


def test_a_copy_of_a_text_that_repeats_itself_is_one_passage():
    assert [count for *_, count in shown({"a": "a " * 50, "b": "a " * 40}, "b")] == [40]
    assert [count for *_, count in shown({"a": "a " * 50, "b": "a " * 70}, "b")] == [50, 20]


CHINESE = "品牌在大学生中间的名声变化很快因此每周都要重新调查一次才能知道消费者怎样看待它们"
THAI = "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ"


@pytest.mark.parametrize(("length", "copied"), [(23, 0), (24, 24), (30, 30)])
def test_chinese_is_copied_from_twenty_four_characters_on(length, copied):
    found = shown({"a": CHINESE, "b": f"我说，{CHINESE[3 : 3 + length]}！谢谢"}, "b")
    assert [count for *_, count in found] == ([copied] if copied else [])


def test_thai_is_copied_from_thirty_six_letters_on_and_counts_three_of_them_as_a_word():
    _, ends = words.spans(THAI)
    assert shown({"a": THAI, "b": THAI[: ends[34]]}, "b") == []
    [(_, own, theirs, count)] = shown({"a": THAI, "b": THAI[: ends[35]]}, "b")
    assert (own, theirs, count) == (THAI[: ends[35]], THAI[: ends[35]], 12)


def test_a_near_copy_is_worth_showing_from_thirty_words_or_a_quarter_of_the_text():
    source = ("a", text(0, 100))
    own = " ".join(f"own{n}" for n in range(100))

    def worth(prose: str) -> bool:
        return bool(copies.find([source, ("b", prose)])["b"].near_copies)

    assert worth(f"{text(0, 30)} {own} {own}")
    assert not worth(f"{text(0, 29)} {own}")
    assert worth(f"{text(0, 12)} " + " ".join(own.split()[:36]))
    assert not worth(f"{text(0, 12)} " + " ".join(own.split()[:37]))


UNITS = ["a", "b", "C", "naïve", "你", "は", "ก", "ขี้"]


@st.composite
def courses(draw, alphabet: list[str]) -> list[tuple[str, list[str]]]:
    """Texts of few different words, among them pieces of earlier texts."""
    texts: list[list[str]] = []
    for _ in range(draw(st.integers(1, 6))):
        made: list[str] = []
        for _ in range(draw(st.integers(0, 3))):
            made += draw(st.lists(st.sampled_from(alphabet), max_size=30))
            if texts:
                source = draw(st.sampled_from(texts))
                start = draw(st.integers(0, len(source)))
                made += source[start : start + draw(st.integers(0, 60))]
        texts.append(made)
    return [(f"{n}", made) for n, made in enumerate(texts)]


def simply(texts: list[list[str]]) -> list[set[int]]:
    """Which units of each text are copied, by the definition alone: every window looked for in every earlier text."""

    def weight(unit: str) -> int:
        return 2 if unit[0] in "กข" else 3 if unit in "你は" else 6

    found = []
    for n, units in enumerate(texts):
        heavy = list(accumulate(map(weight, units), initial=0))
        copied: set[int] = set()
        for start in range(len(units)):
            end = bisect_left(heavy, heavy[start] + 72)
            window = units[start:end]
            if end <= len(units) and any(
                window == other[at : at + len(window)] for other in texts[:n] for at in range(len(other))
            ):
                copied |= set(range(start, end))
        found.append(copied)
    return found


@pytest.mark.parametrize("alphabet", [["a", "b"], ["a", "b", "c", "d", "e"], ["你", "は"], UNITS], ids=len)
@given(data=st.data())
def test_every_run_of_twelve_words_is_found_and_nothing_else(alphabet, data):
    course = data.draw(courses(alphabet))
    result = copies.find((path, " ".join(units)) for path, units in course)
    for (path, units), copied in zip(course, simply([units for _, units in course]), strict=True):
        whole, rest = " ".join(units), " ".join(unit for n, unit in enumerate(units) if n not in copied)
        expected = markup.count_words(whole) - markup.count_words(rest)
        assert (result[path].words if path in result else 0) == expected
        assert (path in result) == bool(copied)


@given(courses(UNITS))
def test_passages_follow_each_other_and_stand_in_an_earlier_text(course):
    texts = {path: " ".join(units) for path, units in course}
    for path, copied in copies.find(texts.items()).items():
        assert 0 < copied.words <= copied.of == markup.count_words(texts[path])
        end = 0
        for one in copied.passages:
            own, theirs = texts[path][one.start : one.end], texts[one.source][one.source_start : one.source_end]
            assert int(one.source) < int(path)
            assert end <= one.start < one.end
            assert one.words <= min(markup.count_words(own), markup.count_words(theirs))
            end = one.end
            if one.words == markup.count_words(own) and "ก" not in own and "ข" not in own:
                assert own == theirs
        whole = sum(one.words for one in copied.passages)
        assert copied.words <= whole < copied.words + len(copied.passages) + 1


@given(courses(["a", "b", "c"]))
def test_passages_hold_as_many_words_as_are_copied(course):
    for copied in copies.find((path, " ".join(units)) for path, units in course).values():
        assert sum(one.words for one in copied.passages) == copied.words


@pytest.mark.parametrize("one", ["a " * 100, " ".join(SAID[:100])], ids=["one word", "one paragraph"])
def test_texts_that_are_all_the_same_cost_as_much_each_as_a_few_of_them(one):
    def seconds(count: int) -> float:
        begun = time.process_time()
        copies.find((f"{n}", one) for n in range(count))
        return time.process_time() - begun

    few, many = (min(seconds(count) for _ in range(3)) for count in (200, 1600))
    assert many < 24 * few


SENTENCES = [text(n, n + 15) for n in range(0, 180, 12)] + [
    "東京都にある古い喫茶店で友だちと待ち合わせをして、長い話をした。",
    "Well then.",
]
PROSES = st.lists(st.sampled_from(SENTENCES), max_size=4).map(" ".join)
TEXTS = st.dictionaries(st.integers(0, 12), PROSES, max_size=12)


def keyed(texts: dict[int, str]) -> list[tuple[str, str, str]]:
    """Texts by the moments at which they were written."""
    return [(f"{n} {prose}", f"text {n}", prose) for n, prose in sorted(texts.items())]


@settings(max_examples=300)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_what_is_found_again_after_any_edits_is_what_is_found_anew(courses):
    before = {}
    for texts in map(keyed, courses):
        before = copies.again(texts, before)
        assert before == copies.again(texts, {})
        assert list(before) == [key for key, _, _ in texts]
        assert copies.copied((path for _, path, _ in texts), before) == copies.find(text[1:] for text in texts)


def test_what_is_kept_may_be_lost_or_damaged(tmp_path):
    texts = [("a", text(0, 40)), ("b", text(10, 50)), ("c", text(20, 60))]
    found = copies.find(texts)
    assert kept_copies.find(texts, "Course", tmp_path) == found
    [file] = tmp_path.iterdir()
    changed = [*texts[:1], ("b", text(25, 80)), *texts[2:]]
    for kept in (file.read_bytes(), file.read_bytes()[:200], b""):
        file.write_bytes(kept)
        assert kept_copies.find(changed, "Course", tmp_path) == copies.find(changed) != found
        assert kept_copies.find(texts, "Course", tmp_path) == found
