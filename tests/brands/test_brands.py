"""The brand check by its policy; figures on labelled sets are in ``test_brand_figures.py``."""

import pytest

from plugins import brands
from plugins.core.model import Source
from plugins.corpus import files
from plugins.texts import mask

LEXICON = """
[[brands]]
name = "Burberry"
[[brands]]
name = "WeChat"
[[brands]]
name = "YouTube"
[[brands]]
name = "Facebook"
[[brands]]
name = "Coca-Cola"
also = ["Coke"]
[[brands]]
name = "Macy's"
[[brands]]
name = "Dove"
common_word = true
[[brands]]
name = "Target"
common_word = true
[[brands]]
name = "Chanel"
[[brands]]
name = "Google"
[[brands]]
name = "Abercrombie & Fitch"
also = ["Abercrombie and Fitch", "Abercrombie"]
[[brands]]
name = "Procter & Gamble"
also = ["P&G"]
wrong = ["Proctor & Gamble"]
[[brands]]
name = "L'Oréal"
[[brands]]
name = "iPhone"
[[brands]]
name = "ForeSee"
also = ["ForeSee Results"]
[[brands]]
name = "McDonald's"
[[brands]]
name = "Dropbox"
[[brands]]
name = "Visa"
[[brands]]
name = "Mini"
common_word = true
"""
MATCHER = files.matcher(brands.read(LEXICON)[0])


def read(text: str, lang: str = "en", sic: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    findings = MATCHER.read(mask.prose(Source("x.md", text, 0)), lang, sic)[1]
    return [(finding.wrong, finding.suggestion, finding.severity) for finding in findings]


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("We saw Bubrerry there.", "Bubrerry", "Burberry"),
        ("Since Wechat has become big", "Wechat", "WeChat"),
        ("on Youtube and", "Youtube", "YouTube"),
        ("on youtube and", "youtube", "YouTube"),
        ("my Face book page", "Face book", "Facebook"),
        ("We like Face Book.", "Face Book", "Facebook"),
        ("a Coca Cola can", "Coca Cola", "Coca-Cola"),
        ("a CocaCola can", "CocaCola", "Coca-Cola"),
        ("at Macys in May", "Macys", "Macy's"),
        ("by Abercrombie and Finch in May", "Abercrombie and Finch", "Abercrombie and Fitch"),
        ("by Abercrombie & Finch's", "Abercrombie & Finch", "Abercrombie & Fitch"),
        ("at Proctor & Gamble", "Proctor & Gamble", "Procter & Gamble"),
        ("Fore See Results has", "Fore See Results", "ForeSee Results"),
        ("the Iphone is", "Iphone", "iPhone"),
        ("two Iphones are", "Iphone", "iPhone"),
        ("Wechat's users", "Wechat", "WeChat"),
        ("Wechat’s users", "Wechat", "WeChat"),
        ("a Drop Box folder", "Drop Box", "Dropbox"),
        ("at Mcdonald's", "Mcdonald's", "McDonald's"),
        ("**Bubrerry** rules", "Bubrerry", "Burberry"),
        ("## Bubrerry", "Bubrerry", "Burberry"),
    ],
)
def test_a_name_written_wrongly_is_found_with_its_suggestion(text, wrong, right):
    assert read(text) == [(wrong, right, "error")]


@pytest.mark.parametrize(
    "text",
    [
        "Burberry, BURBERRY, Burberry's and Burberrys",
        "WeChat and WeChat's",
        "Coca-Cola, Coke, COCA-COLA",
        "Coca‑Cola with a hyphen that does not break",
        "Macy’s and Macy's",
        "L'Oreal, L’Oréal and L'ORÉAL",
        "Abercrombie &\nFitch over a line",
        "iPhones and an iPhone's",
        "I am googling it; she googled; a googler",
        "A dove dove into the target of the channel",
        "You can target people. Target them well.",
        "Put it in the drop box. The drop box is there. Drop boxes are old.",
        "We face book after book.",
        "MIUI is a system, and a mini is small.",
        "Her name is Abercrombie.",
        "The goggles and the channel and a macaw",
        "Curly and plain: McDonald’s, McDonald's",
    ],
)
def test_what_is_right_or_no_name_is_left_alone(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The hash is safe from ASICs and from an ASIC's speed.", "en"),
        ("Das ist die freie Google-Maps-Alternative.", "de"),
        ("Wir öffneten den Google-Maps-Link.", "de"),
    ],
)
def test_the_plural_of_an_acronym_and_a_german_compound_are_left_alone(text, lang):
    matcher = files.matcher(brands.read('[[brands]]\nname = "Asics"\n[[brands]]\nname = "Google Maps"\n')[0])
    assert matcher.read(text, lang)[1] == []


def test_a_hyphen_in_a_name_of_two_words_is_wrong_where_no_compound_follows():
    matcher = files.matcher(brands.read('[[brands]]\nname = "Google Maps"\n')[0])
    assert [finding.wrong for finding in matcher.read("Wir fanden es auf Google-Maps.", "de")[1]] == ["Google-Maps"]


def test_words_of_the_texts_own_language_are_left_alone():
    assert read("Hún las vísa og vísu í vísunni.", "is") == []


@pytest.mark.parametrize(
    "text",
    [
        'wrote "Burberry" into "Bubrerry" twice',
        "wrote “Bubrerry” twice",
        "er schrieb „Bubrerry“ zweimal",
        "il écrit « Bubrerry » deux fois",
        "wrote 'Bubrerry' twice",
        "wrote Bubrerry [sic] twice",
    ],
)
def test_a_quoted_misspelling_is_a_notice(text):
    assert read(text) == [("Bubrerry", "Burberry", "notice")]


def test_a_misspelling_listed_under_sic_is_a_notice():
    assert read("We saw Bubrerry.", sic=("bubrerry",)) == [("Bubrerry", "Burberry", "notice")]


def test_an_apostrophe_opens_no_quotation():
    assert read("It's Bubrerry's fault, isn't it?") == [("Bubrerry", "Burberry", "error")]


def test_mentions_carry_the_brand_and_its_place():
    mentions, _ = MATCHER.read("Coke and Macy's")
    assert [(mention.start, mention.end, mention.brand.name) for mention in mentions] == [
        (0, 4, "Coca-Cola"),
        (9, 15, "Macy's"),
    ]


def test_the_shipped_lexicon_holds_more_than_two_hundred_brands_without_a_doubt():
    lexicon = brands.read('extends = "marketing"', files.shipped_lexicon)[0]
    assert len(lexicon.brands) > 200
    owners = {}
    for key, forms in lexicon.forms.items():
        owners[key] = {form.brand.name for form in forms}
    assert [names for names in owners.values() if len(names) > 1] == []
    matcher = files.matcher(lexicon)
    wrongly = [
        (form.text, found)
        for forms in lexicon.forms.values()
        for form in forms
        if (found := [f.wrong for f in matcher.read(f"We saw {form.text} there.")[1]])
    ]
    assert wrongly == []


CUED = files.matcher(
    brands.read(
        """
[[brands]]
name = "Chanel"
kind = "fashion"
cues = ["Coco", "No. 5", "perfume"]
[[brands]]
name = "Heinz"
kind = "food"
cues = ["ketchup"]
[[brands]]
name = "Porsche"
kind = "car"
cues = ["911"]
[[brands]]
name = "Samsung"
kind = "tech"
cues = ["Galaxy"]
[[brands]]
name = "Ralph Lauren"
kind = "fashion"
[[brands]]
name = "Nokia"
kind = "tech"
"""
    )[0]
)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Her favourite is Channel No. 5.", "Channel"),
        ("Channel perfume was on the table.", "Channel"),
        ("The dress by Coco Channel was black.", "Channel"),
        ("My aunt bought Hines ketchup again.", "Hines"),
    ],
)
def test_a_real_word_is_the_brand_where_a_cue_of_it_stands_near(text, wrong):
    assert [finding.wrong for finding in CUED.read(text)[1]] == [wrong]


@pytest.mark.parametrize(
    "text",
    [
        "Channel 4 showed it.",
        "The Channel Islands are far away.",
        "Mr. Hines opened the fair.",
        "Ada Hines, Porcha Smith and Ben Samson wrote it.",
        "The village of Hines has one shop.",
        "Samson was strong. He sat on the porch in 2009.",
        "Ralph Lorenz drew the map.",
        "We met in April 2009 and in July.",
    ],
)
def test_people_places_and_dates_near_a_brand_are_left_alone(text):
    assert CUED.read(text)[1] == []


def test_the_people_of_the_course_are_never_misspelt_brands():
    lexicon = brands.read('[[brands]]\nname = "Kraft"\nkind = "food"\n')[0]
    text = "Hrafn chicken is what Krafft and Kraaft had."
    alone = files.matcher(lexicon)
    among = files.matcher(lexicon, ["Hrafn J.", "Kraaft B.", "Krafft"])
    assert "Kraaft" in [finding.wrong for finding in alone.read(text)[1]]
    assert among.read(text)[1] == []


def test_another_known_brand_is_no_misspelling():
    lexicon = brands.read('[[brands]]\nname = "Addidas"\n[[brands]]\nname = "Sonny"\n', files.shipped_lexicon)[0]
    matcher = files.matcher(lexicon)
    assert matcher.read("A Sony camera and Adidas shoes")[1] == []


def test_what_cohort_knows_of_a_brand_holds_for_the_courses_own_entry_of_it():
    own = '[[brands]]\nname = "Procter & Gamble"\n[[brands]]\nname = "Sony"\nkind = "shop"\ncues = ["Bravia"]\n'
    first, second = brands.read(own, files.shipped_lexicon)[0].brands
    assert "Proctor & Gamble" in first.wrong
    assert (second.kind, second.cues) == ("shop", ("Bravia",))


def test_a_name_between_signs_that_set_no_spaces_is_found_where_it_stands():
    text = "我用iPhone，他用Wechat。然后去了Facebook！"
    mentions, findings = MATCHER.read(text, "zh")
    assert [text[one.start : one.end] for one in mentions] == ["iPhone", "Facebook"]
    assert [text[one.start : one.end] for one in findings] == ["Wechat"]
