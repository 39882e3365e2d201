"""The list of what is no brand of the lexicon."""

import json
from pathlib import Path

from rapidfuzz.distance import OSA

from plugins.brands.lexicon import squeeze
from plugins.brands.words import sections
from plugins.corpus import files

LISTED = sections((files.DATA / "others.txt").read_text("utf-8"))
NAMES = [name for names in LISTED.values() for name in names]
BY_HAND = sections(Path(__file__).with_name("other_names.txt").read_text("utf-8"))
FORMS = {
    squeeze(form)
    for line in files.SHIPPED.read_text("utf-8").splitlines()
    for brand in [json.loads(line)]
    for form in (brand["name"], *brand.get("also", ()), *brand.get("wrong", ()))
}


def shortened(key: str) -> set[str]:
    """A word, and the same without one of its letters: words one edit apart have one of these in common."""
    return {key, *(key[:n] + key[n + 1 :] for n in range(len(key)))}


def test_the_list_is_sorted_and_has_no_name_twice():
    assert all(names == sorted(names, key=lambda name: (name.casefold(), name)) for names in LISTED.values())
    assert len(NAMES) == len(set(map(squeeze, NAMES)))
    assert list(LISTED) == sorted(LISTED)


def test_no_brand_of_the_lexicon_is_listed_nor_a_wrong_form_of_one():
    assert FORMS.isdisjoint(map(squeeze, NAMES))


def test_no_name_is_one_edit_from_a_brand_of_six_letters_unless_somebody_kept_it():
    near: dict[str, list[str]] = {}
    for form in FORMS:
        if len(form) >= 6:
            for shorter in shortened(form):
                near.setdefault(shorter, []).append(form)
    assert {
        (name, form)
        for name in set(NAMES) - set(BY_HAND["kept"])
        for shorter in shortened(squeeze(name))
        for form in near.get(shorter, ())
        if OSA.distance(squeeze(name), form) <= 1
    } == set()


def test_the_names_that_a_check_by_letters_took_for_brands_are_listed():
    assert {"macOS", "APIs", "SQLite", "SaaS", "Keras", "Netlify", "Deel", "Lucene", "OpenAPI"} <= set(NAMES)
