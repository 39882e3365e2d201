from pathlib import Path

import pytest
from builders import ADA, comment
from conftest import SHARED
from hypothesis import given
from hypothesis import strategies as st
from sample_course import SAMPLE

from plugins.core.model import Comment, Person
from plugins.corpus import files
from plugins.threads import spam

GUEST = Person("guest-bob", "Bob", role="guest", listed=False)
GENUINE = "I worked in such a shop for two years and saw the same thing happen every Saturday, as you describe it."
FOOTER = (
    "Bronze Powder\n\nBronze Powder, Gold Bronze Powder, Bronze Powder Suppliers\n\n"
    "Yiwu Ziqi Arts & Crafts Company , http://www.confettichina.example\n"
)


def written(text: str, author: Person = GUEST, n: int = 1) -> Comment:
    return comment(author, at=n, text=text, number=n)


def reasons(*comments: Comment) -> list[str]:
    found = spam.screened(comments)
    return list(found.get(comments[-1].path, ()))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Nice [site](https://a.example) and [shop](https://b.example) here", "2 links in 5 words"),
        (f"{GENUINE}\n\n{FOOTER}", "it ends like a shop's list of products: “Bronze Powder, Gold Bronze Powder,"),
        ("Visit now for the best price on shoes", "it uses phrases of advertising: “visit now”, “best price”"),
        ("Great post, click here https://a.example", "it uses phrases of advertising: “click here”"),
        ("MAKE SOME REAL MONEY TODAY WITH http://a.example", "6 of 6 words are in capitals"),
        ("https://a.example", "1 link in 0 words"),
    ],
)
def test_a_guests_advertising_waits_with_its_reasons(text, reason):
    assert [said for said in reasons(written(text)) if said.startswith(reason)]


@pytest.mark.parametrize(
    "text",
    [
        GENUINE,
        f"{GENUINE} See https://a.example for the numbers.",
        "See https://a.example",
        "Is free shipping a promise or a trick? I think it is both, and they know it.",
        "I LOVE THIS SO MUCH",
        "Red, blue and red again, the red shop, as you say.",
        f"> {FOOTER.replace(chr(10), chr(10) + '> ')}\n\n{GENUINE}",
        "I like coffee, green tea, black tea.",
    ],
)
def test_a_genuine_guest_may_show_one_sign(text):
    assert reasons(written(text)) == []


def test_what_somebody_said_before_is_held_where_a_guest_repeats_it_and_the_first_is_not():
    first = written(GENUINE, ADA, 1)
    assert reasons(first, written(f"{GENUINE.lower()}", n=2)) == ["it says the same as comments/week-01/ada-x/ada-1.md"]
    assert reasons(written(GENUINE, n=1), written(GENUINE, ADA, 2)) == []
    assert set(spam.screened([written(GENUINE, n=n) for n in (1, 2)])) == {written("", n=2).path}


def test_what_guests_left_three_times_is_held_everywhere():
    assert len(spam.screened([written(GENUINE, n=n) for n in range(spam.COPIES)])) == spam.COPIES


@given(st.lists(st.tuples(st.sampled_from([GUEST, ADA]), st.sampled_from([FOOTER, GENUINE, "Buy now, order now", ""]))))
def test_no_member_of_the_course_is_ever_held_and_every_held_one_has_a_reason(rows):
    comments = [written(text, author, n) for n, (author, text) in enumerate(rows)]
    found = spam.screened(comments)
    assert all(not one.author.listed for one in comments if one.path in found)
    assert all(found.values())
    assert all(
        one.path in found for one in comments if one.author is GUEST and one.source.prose.strip() == FOOTER.strip()
    )


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text):
    assert all(sign.weight in (1, 2) and sign.sentence for sign in spam.signs(text))


def test_the_sample_courses_genuine_texts_have_no_sign_and_its_spam_has_enough():
    corpus = files.load(SAMPLE)
    told = {one.path: sum(sign.weight for sign in spam.signs(one.source.prose)) for one in corpus.comments}
    assert [path for path, weight in told.items() if weight] == [
        "comments/week-02/hrafn-three-letters-in-the-wrong-order/seo-boost-24-1.md"
    ]
    assert max(told.values()) >= spam.ENOUGH


@pytest.mark.shared
def test_the_product_keywords_below_a_copied_article_are_recognised():
    seeds = sorted(Path(SHARED / "seeds").glob("*.txt"))
    if not seeds:
        pytest.skip("needs the seed documents, ../shared/seeds, beside the checkout")
    found = [text for text in (seed.read_text("utf-8") for seed in seeds) if spam.keywords(text)]
    assert len(found) == 1
    assert "Bronze Powder Suppliers" in spam.keywords(found[0])
