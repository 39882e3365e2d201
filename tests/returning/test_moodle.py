"""A zip file of feedback is read back as Moodle's importer reads it, and each page tells its student alone."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest
from builders import ADA, BEN, CLEO
from builders import course as course_of
from conftest import ROOT, run
from hypothesis import given
from hypothesis import strategies as st
from returned_course import ADJUSTMENTS, AS_OF, FILES, OF_ADA, OF_BEN, ROSTER, Done, give

from plugins.core.model import Person
from plugins.returning import giving, moodle, senders
from plugins.roster import Member, Roster, table


@dataclass
class Moodle:
    """What ``importziplib.php`` does with a zip file: which participant's feedback each file becomes.

    ``files``: by participant and name. A file that is there already with the same contents counts as no change.
    """

    participants: set[int]
    files: dict[tuple[int, str], bytes] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def upload(self, data: bytes) -> "Moodle":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                path = self.cleaned(name)
                found = self.whose(path)
                if found is None:
                    self.ignored.append(name)
                else:
                    self.files[found] = archive.read(name)
        return self

    def whose(self, path: str) -> tuple[int, str] | None:
        parts = path.split("/")
        if parts[-1].startswith((".", "~")):
            return None
        while parts:
            info = parts.pop(0).split("_", 4)
            if len(info) < 4 or not re.fullmatch(r"[+-]?\d+(\.\d+)?", info[1]) or int(info[1]) not in self.participants:
                continue
            if info[2] != "assignsubmission" or info[3] not in ("file", "onlinetext", "comments"):
                continue
            rest = "/".join([info[4] if len(info) > 4 else "", *parts])
            return int(info[1]), rest.rpartition("/")[2]
        return None

    @staticmethod
    def cleaned(path: str) -> str:
        """``PARAM_PATH``, by which Moodle unpacks."""
        path = re.sub(r"[\x00-\x1f\x7f]|[&<>\"`|':]", "", path.replace("\\", "/"))
        return re.sub(r"//+", "/", re.sub(r"\.\.+", "", path))


def to_moodle(content: Path, file: Path, **more: object) -> Done:
    return give(content, to="moodle", file=str(file), **more)


class Words(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def test_each_student_gets_a_page_of_their_own_and_nothing_of_the_others(course, tmp_path):
    file = tmp_path / "week-1.zip"
    done = to_moodle(course(FILES), file)
    assert (done.returncode, done.stderr) == (0, "2 students got something, 0 failed, 0 got nothing\n")
    assert done.stdout.splitlines() == [
        "ada: 10 of 14 points, participant 1001",
        "ben: 11 of 14 points, participant 1002",
    ]
    read = Moodle({1001, 1002}).upload(file.read_bytes())
    assert read.ignored == []
    pages = {person: data.decode() for (person, name), data in read.files.items() if name == "feedback-week-1.html"}
    assert set(pages) == {1001, 1002}
    for person, own, others in ((1001, OF_ADA, OF_BEN), (1002, OF_BEN[:-2], OF_ADA[1:3])):
        assert [words for words in own if words not in pages[person]] == []
        assert [words for words in others if words in pages[person]] == []


def test_a_page_has_the_points_with_reasons_and_the_whole_rubric_and_needs_no_other_file(course, tmp_path):
    to_moodle(course(FILES), tmp_path / "a.zip")
    page = Moodle({1001, 1002}).upload((tmp_path / "a.zip").read_bytes()).files[1001, "feedback-week-1.html"].decode()
    html5lib.HTMLParser(strict=True).parse(page)
    said = " ".join(Words(page).words)
    for words in (
        "10 of 14 points",
        "On time, 4 d 13 h before the deadline",
        "No comment by Wednesday 14 October, 23:59",
        "Depth: Weighed, 4 of 4 How far it goes.",
        "0: None 2: Told. Says what happened. 4: Weighed. Says why. (this one)",
        "On listening posts/week-01/ada-listening.md",
    ):
        assert words in said
    assert re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?!data:)[^\"'\s>]+", page) == []


def test_the_zip_file_holds_the_same_bytes_for_the_same_feedback(course, tmp_path):
    content = course(FILES)
    for name in ("a.zip", "b.zip"):
        to_moodle(content, tmp_path / name, again=True)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_second_run_sends_nothing_and_a_third_what_has_changed(course, tmp_path):
    content = course(FILES)
    to_moodle(content, tmp_path / "a.zip")
    done = to_moodle(content, tmp_path / "b.zip")
    assert done.returncode == 0
    assert re.fullmatch(r"(ada: nothing has changed since \S+\n)(ben: nothing has changed since \S+\n)", done.stdout)
    assert not (tmp_path / "b.zip").exists()
    adjustments = content.parent / "private/adjustments.toml"
    adjustments.write_text(adjustments.read_text().replace("It stops", "It ends"))
    done = to_moodle(content, tmp_path / "b.zip")
    assert "ben: 11 of 14 points, participant 1002, changed since the last time" in done.stdout
    assert set(Moodle({1001, 1002}).upload((tmp_path / "b.zip").read_bytes()).files) == {(1002, "feedback-week-1.html")}


def test_a_dry_run_writes_nothing_and_says_who_would_get_what_and_why_not_the_others(course, tmp_path):
    roster = ROSTER.replace(",1001", ",")
    content = course({**FILES, "../private/roster.csv": roster})
    done = to_moodle(content, tmp_path / "a.zip", dry_run=True)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "ada: left out: private/roster.csv has no participant id that is certainly theirs",
        "ben: would get 11 of 14 points, participant 1002",
    ]
    assert done.stderr.startswith("participant ids: save the assignment's grading worksheet (in Moodle: Submissions → ")
    assert not (tmp_path / "a.zip").exists()
    assert not (content.parent / "private/returned.toml").exists()


def test_who_lacks_a_mark_is_held_back_until_one_says_otherwise(course, tmp_path):
    content = course({**FILES, "../private/adjustments.toml": ADJUSTMENTS})
    done = to_moodle(content, tmp_path / "a.zip")
    assert done.returncode == 1
    assert "ben: held back: 1 mark not given yet: Depth; --pending sends it anyway\n" in done.stdout
    assert list(Moodle({1001, 1002}).upload((tmp_path / "a.zip").read_bytes()).files) == [
        (1001, "feedback-week-1.html")
    ]
    done = to_moodle(content, tmp_path / "b.zip", pending=True)
    assert done.returncode == 0
    [page] = Moodle({1002}).upload((tmp_path / "b.zip").read_bytes()).files.values()
    assert b"Depth: not marked yet" in page


WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade\n"
    "Participant 2001,Ada Lovelace,ADA@example.edu,Submitted,,100\nParticipant 2002,B. Knox,bk77@example.edu,,,100\n"
    "Participant 2003,Somebody Else,else@example.edu,,,100\n"
)


def test_the_grading_worksheet_says_who_is_which_participant(course, tmp_path):
    (tmp_path / "grades.csv").write_text(WORKSHEET)
    done = to_moodle(course(FILES), tmp_path / "a.zip", worksheet=str(tmp_path / "grades.csv"))
    assert done.returncode == 0
    assert "grades.csv:4:1: “Somebody Else” is not certainly anyone in course.toml" in done.stderr
    assert {person for person, _ in Moodle({2001, 2002, 2003}).upload((tmp_path / "a.zip").read_bytes()).files} == {
        2001,
        2002,
    }


ROSTERS = Roster(
    state="read",
    members={
        "ada": Member("ada", legal_name="Lovelace, Ada", emails=("ada@x.example",)),
        "ben": Member("ben", legal_name="Benedict Knox", moodle_id="S7"),
    },
)


@pytest.mark.parametrize(
    ("worksheet", "found"),
    [
        ("Identifier,Full name\nParticipant 1,Ada Lovelace\nParticipant 2,Benedict Knox", {"ada": "1", "ben": "2"}),
        ("Identifier,Full name,ID number\nParticipant 1,X,S7\nParticipant 2,Cleo,", {"ben": "1", "cleo": "2"}),
        ("Bezeichner,Vollständiger Name,Email address\nTeilnehmer/in1,X,ada@x.example", {"ada": "1"}),
        ('Identifier,Full name\nParticipant 1,Ada Lovelace\nParticipant 2,"Lovelace, Ada"', {}),
        ("Identifier,Full name\nHidden,Ada Lovelace", {}),
        ("Identifier,Full name\nParticipant 1,", {}),
    ],
)
def test_a_row_of_the_worksheet_is_somebodys_by_address_number_or_name_or_nobodys(worksheet, found):
    ids, _ = moodle.participants(table.records(worksheet), ROSTERS, course_of((ADA, BEN, CLEO)), "w.csv")
    assert ids == found


@pytest.mark.parametrize("text", ["", "Full name,Status\nAda,x\n", "a,b\n1,2\n"])
def test_another_table_is_no_worksheet(text):
    ids, problems = moodle.participants(table.records(text), ROSTERS, course_of(), "w.csv")
    assert ids == {}
    assert "is no grading worksheet of Moodle" in str(problems[0])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.integers(1, 10**9))
def test_whatever_somebody_is_called_moodle_finds_the_participant_by_the_folder(name, participant):
    data = moodle.archive([(f"{moodle.folder(name, str(participant))}/feedback.html", "x")])
    assert Moodle({participant}).upload(data).files == {(participant, "feedback.html"): b"x"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "--to says by which way, and --dry-run who would get what:\n--to moodle"),
        ({"to": "moodle"}, "--to moodle writes a zip file: name it with --file"),
        ({"to": "post"}, "--to post: choose from moodle"),
        ({"to": "moodle", "file": "x.zip", "week": "9"}, "--week 9: course.toml has weeks 1"),
        ({"dry_run": True, "file": "x.zip"}, "--file is only for --to moodle: leave it out"),
        (
            {"to": "moodle", "file": "x.zip", "worksheet": "nowhere.csv"},
            "--worksheet nowhere.csv: there is no such file",
        ),
        ({"to": "moodle", "file": str(ROOT / "tasks.py")}, f"--file {ROOT / 'tasks.py'}: exists, and may hold what"),
    ],
)
def test_what_does_not_fit_is_refused_with_exit_code_2(course, asked, said):
    done = give(course(FILES), **asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)


def test_the_command_does_all_this_and_ends_with_1_where_somebody_got_nothing(course, tmp_path):
    content = course({**FILES, "../private/adjustments.toml": ADJUSTMENTS})
    common = ("return", "--content", content, "--as-of", AS_OF)
    refused = run(*common)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("--to says by which way")
    done = run(*common, "--week", 1, "--to", "moodle", "--file", tmp_path / "a.zip")
    assert done.returncode == 1
    assert done.stderr == "1 student got something, 0 failed, 1 got nothing\n"
    assert "ada: 10 of 14 points, participant 1001\n" in done.stdout


def test_a_zip_file_does_not_go_where_it_would_be_published(course):
    content = course(FILES)
    done = to_moodle(content, content / "a.zip")
    assert done.returncode == 2
    assert "is in the content folder" in done.stderr


def test_without_a_way_a_dry_run_says_what_each_would_get_and_which_ways_there_are(course):
    done = give(course({**FILES, "../private/adjustments.toml": ADJUSTMENTS}), dry_run=True)
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == ["ada: 10 of 14 points", "ben: 9 of 14 points, 1 mark not given yet"]
    assert done.stdout.splitlines()[2].startswith("--to moodle --file")


def test_the_whole_term_is_another_page_than_a_week(course, tmp_path):
    content = course(FILES)
    to_moodle(content, tmp_path / "a.zip")
    done = to_moodle(content, tmp_path / "b.zip", week="")
    assert done.returncode == 0
    assert {name for _, name in Moodle({1001, 1002}).upload((tmp_path / "b.zip").read_bytes()).files} == {
        "feedback.html"
    }


def test_a_record_that_was_cut_off_is_told_and_continued(course, tmp_path):
    content = course(FILES)
    to_moodle(content, tmp_path / "a.zip")
    file = content.parent / "private/returned.toml"
    file.write_text(file.read_text()[:-40])
    done = to_moodle(content, tmp_path / "b.zip")
    assert done.returncode == 0
    assert re.match(r"private/returned\.toml:10:1: cannot be read", done.stderr)
    assert "ben: 11 of 14 points, participant 1002\n" in done.stdout
    assert re.fullmatch(r"(\w+: nothing has changed since \S+\n){2}", to_moodle(content, tmp_path / "c.zip").stdout)


def test_a_person_who_is_in_no_roster_is_told_how_to_get_the_number(course, tmp_path):
    files = {**FILES, "../private/roster.csv": "person,email\nada,ada@x.example\n"}
    done = to_moodle(course(files), tmp_path / "a.zip")
    assert done.returncode == 1
    assert done.stdout.count("no participant id that is certainly theirs") == 2
    assert done.stderr.count("participant ids: save the assignment's grading worksheet") == 1


def test_a_second_run_at_the_same_time_is_refused(course, tmp_path):
    content = course(FILES)
    request = senders.ReturnRequest(content, content.parent / "private", ROOT, None, None)
    with giving._alone(request):
        done = to_moodle(content, tmp_path / "a.zip")
    assert done.returncode == 2
    assert done.stderr.endswith("another ./inv return is at work there: wait for it to finish\n")
    assert to_moodle(content, tmp_path / "a.zip").returncode == 0


def test_neither_the_record_nor_the_zip_file_stops_a_published_build(built, course, tmp_path):
    to_moodle(course(FILES), tmp_path / "private/a.zip")
    result, _, _ = built(FILES, publish=True)
    assert (tmp_path / "private/returned.toml").exists()
    assert result.leaks == ()


def test_a_name_without_letters_still_makes_a_folder():
    assert moodle.folder("///", "7") == "Participant_7_assignsubmission_file_"
    assert moodle.folder(Person("x", "Ada_B. Lovelace").name, "7") == "Ada B. Lovelace_7_assignsubmission_file_"
