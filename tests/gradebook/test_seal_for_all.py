"""Everybody's own page is sealed after one build, each with a passphrase of its own that is kept for the next time."""

import csv
import io
import re
import stat
import sys
from datetime import datetime

import pytest
from conftest import COURSE, POST, run
from hypothesis import given
from hypothesis import strategies as st

from plugins.build import output
from plugins.core.model import Course, Person
from plugins.gradebook import passphrases, seal, sealing

BEN = "Title: Unlike any other\nAuthor: ben\nDate: 2026-10-10 10:00\n\nA wholly different matter that Ben alone wrote of.\n"
NOTES = '[[notes]]\nperson = "ada"\nnote = "To the first"\n[[notes]]\nperson = "ben"\nnote = "To the second"\n'
FILES = {
    "posts/week-01/ada-listening.md": POST,
    "posts/week-01/ben-unlike.md": BEN,
    "../private/adjustments.toml": NOTES,
}


@pytest.fixture
def asked_for(course, request_for):
    return request_for(course(FILES), as_of=datetime(2026, 11, 5, 12))


def sealed_for_all(request, folder, to="", file=""):
    plan = sealing.plan_for_all(request, to, folder, file)
    sealing.write_for_all(plan)
    return plan


def known(file) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(file.read_bytes().decode()))
    return {row["username"]: row["password"] for row in rows}


def test_each_page_is_the_one_that_is_sealed_alone_and_opens_with_its_own_passphrase_only(asked_for, tmp_path):
    plan = sealed_for_all(asked_for, tmp_path / "sealed")
    assert sorted(file.name for file in plan.folder.iterdir()) == ["ada.html", "ben.html"]
    words = known(asked_for.private / "passphrases.csv")
    assert words["ada"] != words["ben"]
    for person, other in (("ada", "ben"), ("ben", "ada")):
        document = plan.page(person).read_text("utf-8")
        alone = sealing.plan(asked_for, person, str(tmp_path / f"{person}.html"), tmp_path)
        sealing.write(alone, words[person])
        assert seal.unseal(document, words[person]) == seal.unseal(alone.file.read_text("utf-8"), words[person])
        with pytest.raises(seal.CannotOpen):
            seal.unseal(document, words[other])


def test_it_is_built_once(asked_for, tmp_path, monkeypatch):
    builds = []
    build = output.build_apart
    monkeypatch.setattr(output, "build_apart", lambda *given: builds.append(1) or build(*given))
    sealed_for_all(asked_for, tmp_path)
    assert len(builds) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX")
def test_the_passphrases_are_readable_by_their_owner_alone_even_if_they_were_not(asked_for, tmp_path):
    file = asked_for.private / "passphrases.csv"
    sealed_for_all(asked_for, tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    sealed_for_all(asked_for, tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_who_has_a_passphrase_keeps_it_and_who_is_new_gets_one(asked_for, tmp_path):
    file = asked_for.private / "passphrases.csv"
    file.write_text("name,url,username,password\nX,,ada,correct horse battery\nOld,,zoe,quite another horse\n")
    sealed_for_all(asked_for, tmp_path)
    words = known(file)
    assert words["ada"] == "correct horse battery"
    assert words["zoe"] == "quite another horse"
    assert seal.weakness(words["ben"]) == ""


def test_the_table_is_what_password_managers_import(asked_for, tmp_path):
    sealed_for_all(asked_for, tmp_path)
    [row, _] = csv.DictReader(io.StringIO((asked_for.private / "passphrases.csv").read_bytes().decode()))
    assert list(row) == ["name", "url", "username", "password"]
    assert (row["name"], row["url"], row["username"]) == ("Small course: Ada L.", "https://cohort.invalid/", "ada")


IDS = st.from_regex(r"[a-z0-9]+(?:-[a-z0-9]+)*", fullmatch=True)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=4).filter(lambda text: not seal.weakness(text))


@given(st.dictionaries(IDS, WORDS, max_size=4), st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_written_is_what_is_read_whatever_people_are_called(words, name):
    course = Course("=T", (), tuple(Person(person, name) for person in words))
    text = passphrases.written(words, course)
    assert passphrases.read(text) == words
    assert not any(row[0].startswith("=") for row in csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "passphrases.csv:1:1: is no table of passphrases"),
        ("name,url,username,password\nX,,ada,short\n", "passphrases.csv:2:1: “ada”: the passphrase is too short"),
        ("name,url,username,password\nX,,ada\n", "passphrases.csv:2:1: “ada”: the passphrase is too short"),
        ('name,url,username,password\n"X', "passphrases.csv:1:1: cannot be read"),
        (b"\xff\xfe", "cannot be read: it is not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_and_stays_as_it_is(asked_for, tmp_path, text, said):
    file = asked_for.private / "passphrases.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = file.read_bytes()
    with pytest.raises((passphrases.Unreadable, sealing.CannotSeal), match=re.escape(said)):
        sealed_for_all(asked_for, tmp_path)
    assert file.read_bytes() == before


def test_neither_goes_where_it_would_be_published_lost_or_sent_along(asked_for, tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/ada.html").write_text("mine")
    (tmp_path / "site").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/.cohort").write_text("")
    for more, said in (
        ({"to": str(asked_for.content / "x")}, "is in the content folder"),
        ({"to": str(asked_for.output / "x")}, "is in the output folder"),
        ({"to": str(tmp_path / "notes")}, "exists and is not a sealed copy"),
        ({"to": str(tmp_path / "notes/ada.html")}, "is a file: name a folder"),
        ({"file": str(asked_for.content / "p.csv")}, "--passphrases .* is in the content folder"),
        ({"file": str(asked_for.output / "p.csv")}, "--passphrases .* is in the output folder"),
        ({"file": str(tmp_path / "elsewhere/p.csv")}, "which the next build replaces"),
        ({"file": str(tmp_path)}, "is a folder: name a file in it"),
        (
            {"to": str(tmp_path / "all"), "file": str(tmp_path / "all/p.csv")},
            "is among the sealed pages, which it opens",
        ),
    ):
        with pytest.raises(sealing.Refusal, match=said):
            sealed_for_all(asked_for, tmp_path / "sealed", **more)
    assert not (asked_for.private / "passphrases.csv").exists()


def test_a_second_folder_does_not_replace_the_first(asked_for, tmp_path):
    names = [sealed_for_all(asked_for, tmp_path).folder.name for _ in range(2)]
    assert names == ["own-2026-11-05", "own-2026-11-05-2"]


def test_a_class_of_one_has_a_page_too(course, request_for, tmp_path):
    alone = COURSE.replace('[[people]]\nid = "ben"\nname = "Ben K."\n', "")
    plan = sealed_for_all(request_for(course({"course.toml": alone})), tmp_path)
    words = known(plan.file)
    assert list(seal.unseal(plan.page("ada").read_text("utf-8"), words["ada"])) == ["index.html"]


def test_the_passphrases_stop_no_published_build_and_are_looked_for(asked_for, built, tmp_path):
    sealed_for_all(asked_for, tmp_path)
    words = known(asked_for.private / "passphrases.csv")
    result, _, _ = built({**FILES, "../private/roster.csv": "person,email\nada,a@x.example\n"}, publish=True)
    assert result.leaks == ()
    told = f"{POST}\nMine: {words['ben']}.\n"
    result, _, _ = built({**FILES, "posts/week-01/ada-told.md": told.replace("On listening", "Told")}, publish=True)
    assert any("a private note (private/passphrases.csv:3)" in leak and "told" in leak for leak in result.leaks)


def test_the_command_prints_the_folder_and_no_passphrase(asked_for, tmp_path):
    common = ("gradebook", "--seal", "--content", asked_for.content)
    done = run(*common, "--for", "all", "--to", tmp_path / "pages", "--passphrases", tmp_path / "p.csv")
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'pages'}\n")
    assert "2 pages sealed" in done.stderr
    assert not any(passphrase in done.stderr for passphrase in known(tmp_path / "p.csv").values())
    for more, said in (
        (
            ("--for", "all", "--suggest"),
            "--for all makes a passphrase for each: leave out --passphrase-file and --suggest",
        ),
        (("--for", "ada", "--passphrases", "x"), "--passphrases goes with --for all"),
    ):
        done = run(*common, *more)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{said}\n")
