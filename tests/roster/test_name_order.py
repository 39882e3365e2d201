"""Readers see a given name, whatever the order in which a list writes names; where that is not certain, initials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.core.model import Course
from plugins.roster import name_order, public_names, rows


def shown(table, order=""):
    """The public names and ids of a roster's people, and the lines of those whose given name is not certain."""
    found, _, problems = rows(table, Course("", ()))
    assert problems == []
    joined = public_names.join(found, order=order)
    return [person.name for person in joined.people], [person.id for person in joined.people], joined.unsure


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("Vezetéknév,Keresztnév,E-mail cím", "Kovács,Béla", "Béla K."),
        ("Keresztnév,Vezetéknév,E-mail cím", "Béla,Kovács", "Béla K."),
        ("姓,名,メールアドレス", "山田,太郎", "太郎"),
        ("姓氏,名字,电子邮件", "王,芳", "芳"),
        ("성,이름,이메일 주소", "김,민준", "민준"),
        ("Họ,Tên,Thư điện tử", "Nguyễn,An", "An N."),
        ("Họ và tên đệm,Tên,Thư điện tử", "Nguyễn Văn,An", "An N."),
        ("First name,Last name,Email address", "Béla,Kovács", "Béla K."),
    ],
)
def test_columns_of_their_own_say_which_is_the_given_name(header, row, name):
    assert shown(f"{header}\n{row},x@uni.example\n")[::2] == ([name], ())


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("姓名", "王芳", "芳"), ("姓名", "欧阳娜娜", "娜娜"), ("성명", "김민준", "민준"), ("성명", "남궁민수", "민수"),
        ("氏名", "山田　太郎", "太郎"), ("Họ và tên", "Nguyễn Văn An", "An N."), ("Họ tên", "Trần Thị Hoa", "Hoa T."),
    ],
)  # fmt: skip
def test_a_column_whose_name_says_the_order_needs_no_question(header, row, name):
    assert shown(f"{header},Email\n{row},x@uni.example\n")[::2] == ([name], ())


@pytest.mark.parametrize(
    ("header", "row", "initials", "family_first", "given_first"),
    [
        ("Name", "Kovács Béla", "K. B.", "Béla K.", "Kovács B."),
        ("Név", "Dr. Szép Anna", "S. A.", "Anna S.", "Szép A."),
        ("Name", "Gergő Papp-Kis Ilona", "G. P. I.", "Papp-Kis Ilona G.", "Gergő Papp-Kis I."),
        ("Student name", "Nguyễn Văn An", "N. V. A.", "An N.", "Nguyễn Văn A."),
        ("Name", "Tran Hoa", "T. H.", "Hoa T.", "Tran H."),
        ("Name", "王芳", "W. F.", "芳", "W. F."),
        ("Name", "山田太郎", "S. T. T.", "S. T. T.", "S. T. T."),
        ("Name", "김 민준", "G. M.", "민준", "김"),
    ],
)
def test_a_name_whose_order_is_not_certain_is_initials_until_somebody_says_it(
    header, row, initials, family_first, given_first
):
    table = f"{header},Email\n{row},x@uni.example\n"
    names, ids, unsure = shown(table)
    assert (names, unsure) == ([initials], (2,))
    assert ids == [initials.replace(". ", "-").replace(".", "").lower()]
    assert shown(table, "family")[0] == [family_first]
    assert shown(table, "given")[0] == [given_first]


@pytest.mark.parametrize("name", ["Amara Okafor", "Béla Kovács", "An Nguyễn", "Simon Peters", "Đorđe Petrović", "Ada"])
def test_other_names_and_those_that_end_with_a_family_name_begin_with_the_given_one(name):
    assert shown(f"Name,Email\n{name},x@uni.example\n")[::2] == (
        [f"{name.split()[0]} {name.split()[1][0]}." if " " in name else name], ())  # fmt: skip


def test_a_list_with_many_names_of_an_order_is_all_of_it_and_one_with_few_is_not():
    names = ["Kovács Béla", "Szép Anna", "Kis Ilona"]
    assert name_order.unsure(names) == set(names)
    many = [f"Amara Okafor{'x' * n}" for n in range(9)]
    assert name_order.unsure([*many, "Kovács Béla"]) == {"Kovács Béla"}


def test_two_first_columns_in_a_language_that_is_not_known_are_in_no_certain_order():
    table = "Ainm,Sloinne,Seoladh\nSeán,Ó Briain,x@uni.example\nÁine,Ní Néill,y@uni.example\n"
    names, _, unsure = shown(table)
    assert (names, unsure) == (["S. O. B.", "A. N. N."], (2, 3))
    assert shown(table, "given")[0] == ["Seán Ó.", "Áine N."]
    assert shown(table, "family")[0] == ["Ó Briain S.", "Ní Néill Á."]


def test_nothing_but_a_space_parts_names_on_a_list_with_japanese_ones():
    table = "姓名,Email\n森鴎外,x@uni.example\n佐々木 さくら,y@uni.example\n"
    names, _, unsure = shown(table)
    assert names[1] == "さくら"
    assert unsure == (2,)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@given(
    st.lists(NAMES, min_size=1, max_size=8), st.sampled_from(["Name", "Név", "姓名"]), st.sampled_from(["", "family"])
)
def test_whatever_the_names_people_have_different_names_and_ids(names, header, order):
    table = f"{header},Email\n" + "".join(
        '"' + name.replace('"', "") + f'",m{n}@uni.example\n' for n, name in enumerate(names)
    )
    found, _, problems = rows(table, Course("", ()))
    assert problems == []
    joined = public_names.join(found, order=order)
    assert len({person.id for person in joined.people}) == len(joined.people)
    assert len({person.name.casefold() for person in joined.people}) == len(joined.people)
