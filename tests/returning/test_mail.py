"""A draft for each student, read back as a mail program reads it: their sealed page, and no point outside it."""

import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from builders import ADA, RUTH
from builders import course as course_of
from hypothesis import example, given
from hypothesis import strategies as st
from returned_course import ADJUSTMENTS, FILES, ROSTER, Done, give, passphrases

from plugins.core.model import Person
from plugins.gradebook import seal
from plugins.returning import mail
from plugins.returning.feedback import Feedback
from plugins.roster import Member


def to_mail(content: Path, folder: Path, **more: object) -> Done:
    return give(content, to="mail", folder=str(folder), **more)


def read(data: bytes) -> EmailMessage:
    made = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(made, EmailMessage)
    assert not made.defects
    return made


def feedback(person: Person = ADA, week: int | None = 3) -> Feedback:
    return Feedback(person, "T", week, "", 17.25, 31.5, False, (), (), (), (), ())


def test_each_student_has_a_draft_with_their_own_sealed_page_that_their_passphrase_opens(course, tmp_path):
    content = course(FILES)
    done = to_mail(content, tmp_path / "drafts")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        f"the passphrases are in {content.parent}/private/passphrases.csv: give each student theirs by another way than mail",
        "2 students got something, 0 failed, 0 got nothing",
    ]
    assert done.stdout.splitlines() == [
        "ada: 10 of 14 points, ada@example.edu",
        "ben: 11 of 14 points, bk77@example.edu",
    ]
    assert sorted(file.name for file in (tmp_path / "drafts").iterdir()) == ["week-1-ada.eml", "week-1-ben.eml"]
    known = passphrases(content)
    for person, address, own, others in (
        ("ada", "ada@example.edu", "first of them", "second of them"),
        ("ben", "bk77@example.edu", "talk given in class", "first of them"),
    ):
        made = read((tmp_path / f"drafts/week-1-{person}.eml").read_bytes())
        assert [one.addr_spec for one in made["To"].addresses] == [address]
        assert made["X-Unsent"] == "1"
        assert made["Subject"] == "Your feedback: Small course, week 1"
        [attached] = made.iter_attachments()
        assert (attached.get_content_type(), attached.get_filename()) == ("text/html", "feedback.html")
        [page] = seal.unseal(attached.get_content(), known[person]).values()
        assert own in page
        assert others not in page


def test_no_point_and_no_passphrase_is_in_a_mail_outside_the_sealed_page(course, tmp_path):
    content = course(FILES)
    to_mail(content, tmp_path / "drafts")
    for person, passphrase in passphrases(content).items():
        data = (tmp_path / f"drafts/week-1-{person}.eml").read_bytes()
        body = read(data).get_body(("plain",)).get_content().replace("\r\n", "\n")
        assert "Week 1 is graded in “Small course”." in body
        assert "\nRuth A.\n" in body
        assert not re.search(r"\d", body.replace("Week 1", ""))
        assert passphrase not in data.decode()
        assert passphrase not in body


def test_a_second_run_writes_no_draft_and_a_third_that_of_what_has_changed(course, tmp_path):
    content = course(FILES)
    to_mail(content, tmp_path / "a")
    known = passphrases(content)
    assert to_mail(content, tmp_path / "b").stdout.count("nothing has changed since") == 2
    assert not (tmp_path / "b").exists()
    file = content.parent / "private/adjustments.toml"
    file.write_text(file.read_text().replace("It stops", "It ends"))
    to_mail(content, tmp_path / "b")
    assert [file.name for file in (tmp_path / "b").iterdir()] == ["week-1-ben.eml"]
    assert passphrases(content) == known


def test_a_dry_run_writes_no_draft_and_no_passphrase(course, tmp_path):
    content = course({**FILES, "../private/roster.csv": ROSTER.replace("ada@example.edu", "")})
    done = to_mail(content, tmp_path / "drafts", dry_run=True)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "ada: left out: private/roster.csv has no e-mail address that is theirs alone",
        "ben: would get 11 of 14 points, bk77@example.edu",
    ]
    assert not (tmp_path / "drafts").exists()
    assert not (content.parent / "private/passphrases.csv").exists()


def test_who_lacks_a_mark_has_no_draft(course, tmp_path):
    done = to_mail(course({**FILES, "../private/adjustments.toml": ADJUSTMENTS}), tmp_path / "drafts")
    assert done.returncode == 1
    assert [file.name for file in (tmp_path / "drafts").iterdir()] == ["week-1-ada.eml"]


def test_a_run_that_fails_in_the_middle_has_recorded_what_was_written(course, tmp_path):
    content = course(FILES)
    (tmp_path / "drafts/week-1-ben.eml").mkdir(parents=True)
    done = to_mail(content, tmp_path / "drafts")
    assert done.returncode == 2
    assert re.search(r"week-1-ben\.eml: cannot be written: .+\n$", done.stderr)
    (tmp_path / "drafts/week-1-ben.eml").rmdir()
    done = to_mail(content, tmp_path / "drafts")
    assert "ada: nothing has changed since" in done.stdout
    assert "ben: 11 of 14 points, bk77@example.edu\n" in done.stdout


def test_what_does_not_fit_is_refused(course, tmp_path):
    content = course(FILES)
    (tmp_path / "file").write_text("")
    for asked, said in (
        ({}, "--to mail writes a file for each mail: name a folder for them with --folder"),
        ({"folder": str(content / "x")}, "is in the content folder"),
        ({"folder": str(tmp_path / "file")}, "is a file: name a folder"),
        (
            {"folder": str(tmp_path), "passphrases": str(tmp_path / "p.csv")},
            "is among the mails, which must not have it",
        ),
        ({"folder": str(tmp_path), "passphrases": str(content / "p.csv")}, "is in the content folder"),
    ):
        done = give(content, to="mail", **asked)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr


@pytest.mark.parametrize(
    "address", ["", "ada", "a b@x.example", "ada@x..example,ben@x.example", "=ada@", "ä@x.example", "ada@[x"]
)
def test_what_is_no_address_is_not_written_to(address):
    found = mail.address(Member("ada", emails=(address,)) if address else None, "private/roster.csv")
    assert found.to == ""
    assert found.missing.startswith("private/roster.csv")


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@example("=??Q?=0ABcc:_x@y.z?=", "=??Q?=0ABcc:_x@y.z?=", b"x", 1)
@given(TEXT, TEXT, st.binary(min_size=1, max_size=300), st.none() | st.integers(1, 20))
def test_whatever_people_and_courses_are_called_a_mail_is_whole_and_tells_no_points(name, title, page, week):
    course = course_of((Person("ada", name), RUTH))
    made = mail.message(
        feedback(Person("ada", name), week), "ada@x.example", type(course)(title, (), course.people), page
    )
    found = read(made)
    assert [one.addr_spec for one in found["To"].addresses] == ["ada@x.example"]
    assert found["From"] is None
    assert found["Bcc"] is None
    [attached] = found.iter_attachments()
    assert attached.get_payload(decode=True) == page
    text = found.get_body(("plain",)).get_content()
    assert "17.25" not in text + found["Subject"]
    assert "31.5" not in text + found["Subject"]
