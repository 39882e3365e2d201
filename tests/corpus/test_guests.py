from builders import DAY, START, comment, course

from plugins.core.model import Person
from plugins.corpus import guests


def guest(name, of="guest-alfur"):
    return Person(of, name, role="guest", listed=False)


def settled(*texts):
    settled = guests.apart(texts, guests.ids(course(), texts))
    return [(one.author.name, one.author.id) for one in settled]


def by(name, day, of="guest-alfur"):
    return comment(guest(name, of), at=START + day * DAY, number=day)


def test_guests_whose_names_give_the_same_address_have_a_page_each_and_the_first_to_write_keeps_it():
    assert settled(by("Alfur", 2), by("Álfur", 1), by("Alfur", 3)) == [
        ("Alfur", "guest-alfur-2"), ("Álfur", "guest-alfur"), ("Alfur", "guest-alfur-2"),
    ]  # fmt: skip


def test_names_without_letters_are_told_apart():
    assert settled(by("🙂", 1, "guest-unknown"), by("🙃", 2, "guest-unknown")) == [
        ("🙂", "guest-unknown"), ("🙃", "guest-unknown-2"),
    ]  # fmt: skip


def test_a_guest_who_is_typed_in_other_capitals_is_the_same():
    assert settled(by("Alfur", 1), by("alfur", 2)) == [("Alfur", "guest-alfur"), ("alfur", "guest-alfur")]


def test_no_guest_takes_the_id_of_somebody_in_the_course_or_of_another_guest():
    of_all = settled(by("Gareth", 1, "gareth"), by("A", 2, "guest-a"), by("Á", 3, "guest-a"), by("A 2", 4, "guest-a-2"))
    assert len({known for _, known in of_all} | {"gareth"}) == 5
