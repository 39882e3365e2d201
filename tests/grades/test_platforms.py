"""Exports, read back by parsers that follow the rules of each platform's own importer, not those of our writer."""

import csv
import io
import json
import math
import re
import subprocess
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from builders import comment, post
from conftest import COURSE as COURSE_FILE
from conftest import POST, inv, run
from hypothesis import given
from hypothesis import strategies as st
from ledgers import BEN, COURSE, after_due, keep
from rosters import CANVAS_GRADEBOOK, MOODLE_GRADER

from plugins import roster
from plugins.core.model import Course, Person, Week
from plugins.grades import exporting, exports, grading
from plugins.grades.ledger import Standing
from plugins.grades.platforms import canvas, grades, moodle
from plugins.roster import Assignment, Member, Roster


@dataclass
class User:
    id: int
    name: str
    sortable: str
    sis: str = ""
    login: str = ""
    email: str = ""


@dataclass
class Canvas:
    """What Canvas's gradebook importer does with a file: who is found, by what, and what is written where."""

    users: list[User]
    assignments: dict[int, str]
    custom: tuple[str, ...] = ()
    grades: dict[tuple[int, str], str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    by: dict[int, str] = field(default_factory=dict)

    def load(self, text: str) -> "Canvas":
        delimiter = self.delimiter(text)
        rows = [
            [self.number(cell) for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            if not re.fullmatch(r"[;, ]+", delimiter.join(row))
        ]
        header = rows[0]
        assert len(header) > 3
        assert "Student" in header[0]
        assert "ID" in header[1]
        customs = [name for name in header if name in self.custom]
        columns = 3 + len(customs)
        sis = login = None
        if re.search(r"SIS\s+Login\s+ID", header[2]):
            login, columns = 2, columns + 1
        elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
            sis, login, columns = 2, 3, columns + 2 + ("Integration ID" in header[4])
        assert "Section" in header[columns - 1 - len(customs)]
        totals = re.compile(
            "Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade|"
            "Override Score|Override Grade|Override Status"
        )
        read = [name for name in header[columns:] if not totals.search(name) and name not in customs]
        items = {}
        for name in read:
            match = re.fullmatch(r"(.*)\s\((\d+)\)", name)
            title = match[1] if match else name
            known = self.assignments.get(int(match[2])) if match else None
            if known is None and name in self.assignments.values():
                known = name
            items[header.index(name)] = known or title
            if known is None:
                self.made[title] = ""
        for row in rows[1:]:
            if "Points Possible" in row[0]:
                self.made = {items[n]: row[n] for n in items if items[n] in self.made}
                continue
            if all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE) for cell in row):
                continue
            user = self.user(row, sis, login)
            if user is None:
                self.asked.append(row[0])
                continue
            for n, title in items.items():
                self.grades[user.id, title] = row[n].strip()
        return self

    @staticmethod
    def delimiter(text: str) -> str:
        """The first three lines, line by line, decide."""
        lines = text.splitlines()[:3]
        counts = {}
        for mark in ";,":
            sizes = {len(next(csv.reader([line], delimiter=mark), [])) for line in lines}
            counts[mark] = sizes.pop() if len(sizes) == 1 else 0
        return ";" if counts[";"] > counts[","] else ","

    @staticmethod
    def number(cell: str) -> str:
        """Every cell that looks like a number is written with a decimal point and no thousands."""
        if not re.fullmatch(r"-?[0-9.,]+%?", cell):
            return cell
        parts = re.split(r"[,.]", cell)
        while parts and not parts[-1]:
            parts.pop()
        return f"{''.join(parts[:-1])}.{parts[-1]}" if len(parts) > 1 else "".join(parts)

    def user(self, row: list[str], sis: int | None, login: int | None) -> User | None:
        wanted = int(re.match(r"\d*", row[1])[0] or 0)
        ways = (
            ("ID", lambda user: row[1] and user.id == wanted),
            ("SIS", lambda user: sis and row[sis] and user.sis == row[sis]),
            ("login", lambda user: login and row[login] and user.login == row[login]),
            ("name", lambda user: row[0] in (user.name, user.sortable)),
        )
        for way, found in ways:
            for user in self.users:
                if found(user):
                    assert user.id not in self.by, "two rows for one student"
                    self.by[user.id] = way
                    return user
        return None


class MoodleAbortError(Exception):
    """The whole import stops."""


@dataclass
class Moodle:
    """What Moodle's CSV import does: the address finds the user, one error stops all of it."""

    users: dict[str, int]
    highest: float = 100.0
    new: bool = True
    grades: dict[int, float | None] = field(default_factory=dict)
    feedback: dict[int, str] = field(default_factory=dict)

    def load(self, text: str) -> "Moodle":
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff").replace("\r\n", "\n"))))
        header = [cell.strip() for cell in rows[0]]
        assert header[2] == f"{header[1]} (Feedback)"
        user = None
        for row in rows[1:]:
            if len(row) != len(header):
                raise MoodleAbortError("columns")
            address, grade, said = (cell.strip() for cell in row)
            if address:  # an empty one leaves the user of the row before
                user = self.users.get(address)
                if user is None:
                    raise MoodleAbortError(f"unknown user {address}")
            if user is None:
                raise MoodleAbortError("no user")
            self.grades[user] = self.value(grade)
            self.feedback[user] = said
        return self

    def value(self, grade: str) -> float | None:
        if grade == "-":
            return None
        if grade == "":
            return 0.0 if self.new else None
        if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", grade):
            raise MoodleAbortError("not a number")
        if float(grade) > self.highest:
            raise MoodleAbortError("too big")
        return float(grade)


AMARA, HARU, HRAFN, JIAYI = (Person(name, name.title()) for name in ("amara", "haru", "hrafn", "jiayi"))
STANDINGS = (
    Standing(AMARA, 38, 40, False), Standing(HARU, 32, 38, False), Standing(HRAFN, 0, 0, True),
    Standing(JIAYI, 40, 40, False),
)  # fmt: skip
CLASS = Course("T", (Week(1),), (AMARA, HARU, HRAFN, JIAYI))
PERSONS = CANVAS_GRADEBOOK.replace(
    "Final Grade\n", "Final Grade,person\n"
)  # every row names its person, so that matching is tested elsewhere
for _name in ("Okafor, Amara", "Sato, Haru", "Jónsdóttir, Hrafn", "Lin, Jiayi"):
    PERSONS = re.sub(rf'("{_name}".*)', rf"\1,{_name.split(', ')[1].lower()}", PERSONS)
USERS = [
    User(1042, "Amara Okafor", "Okafor, Amara", "S-001", "aokafor"),
    User(1043, "Haru Sato", "Sato, Haru", "S-002", "hsato"),
    User(1044, "Hrafn Jónsdóttir", "Jónsdóttir, Hrafn", "00345", "hjonsdottir"),
    User(1045, "Jiayi Lin", "Lin, Jiayi", "S-004", "jlin"),
]


def members(**more: object) -> Roster:
    return replace(roster.read(PERSONS, CLASS)[0], **more)


def one(person: Person, **more: object) -> Roster:
    return Roster(state="read", members={person.id: Member(person.id, **more)})


def said(sheet) -> str:
    return "\n".join(line.text for line in sheet.about)


class TestCanvas:
    def test_every_student_of_a_roster_export_gets_the_points_by_id_and_the_assignment_by_its_id(self):
        found = members()
        sheet = canvas.sheet("Essay 1", grades(STANDINGS, found), found)
        assert sheet.complete
        read = Canvas(USERS, {4711: "Essay 1", 4712: "Essay 2"}).load(sheet.text)
        assert read.grades == {
            (1042, "Essay 1"): "38", (1043, "Essay 1"): "33.68421", (1044, "Essay 1"): "EX", (1045, "Essay 1"): "40",
        }  # fmt: skip
        assert (read.made, read.asked, set(read.by.values())) == ({}, [], {"ID"})

    def test_the_file_has_the_layout_that_canvas_itself_exports(self):
        found = members()
        lines = canvas.sheet("Participation", grades(STANDINGS, found), found).text.split("\r\n")
        assert lines[:3] == [
            "Student,ID,SIS User ID,SIS Login ID,Section,Participation",
            "    Points Possible,,,,,40",
            '"Okafor, Amara",1042,S-001,aokafor,Section A and Section B,38',
        ]

    def test_a_title_without_an_id_makes_an_assignment_with_the_points_possible_and_the_dry_run_says_so(self):
        found = members()
        sheet = canvas.sheet("Participation", grades(STANDINGS, found), found)
        assert Canvas(USERS, {4711: "Essay 1"}).load(sheet.text).made == {"Participation": "40"}
        assert "found by its title, “Participation”" in said(sheet)
        assert "offers to create one with 40 points possible" in said(sheet)
        assert Canvas(USERS, {9: "Participation"}).load(sheet.text).made == {}

    def test_an_id_in_brackets_finds_the_assignment_whatever_its_title_there(self):
        found = members()
        sheet = canvas.sheet("Blogging (77)", grades(STANDINGS, found), found)
        assert Canvas(USERS, {77: "Blog"}).load(sheet.text).grades[1042, "Blog"] == "38"
        assert "found by its id, 77" in said(sheet)

    def test_points_possible_that_differ_from_those_in_canvas_are_said(self):
        found = members()
        assert "has 20 points possible in Canvas, and here 40" in said(
            canvas.sheet("Essay 1", grades(STANDINGS, found), found)
        )
        same = replace(found, assignments=(Assignment("Essay 1", "4711", "40,00"),))
        assert "in Canvas, and here" not in said(canvas.sheet("Essay 1", grades(STANDINGS, same), same))

    @pytest.mark.parametrize(
        ("more", "way"),
        [
            ({"canvas_id": "1042", "sis_id": "x"}, "ID"),
            ({"sis_id": "S-001", "login": "x"}, "SIS"),
            ({"login": "aokafor"}, "login"),
            ({"legal_name": "Okafor, Amara"}, "name"),
            ({"canvas_id": "12a", "sis_id": "S-001"}, "SIS"),
            ({"sis_id": "=S", "login": "aokafor"}, "login"),
        ],
    )
    def test_a_student_is_found_by_the_key_that_the_dry_run_names(self, more, way):
        found = one(AMARA, **more)
        sheet = canvas.sheet("Participation", grades(STANDINGS[:1], found), found)
        assert Canvas(USERS, {}).load(sheet.text).by == {1042: way}
        assert f"amara: by {way}".replace("SIS", "SIS User ID").replace("login", "SIS Login ID") in said(sheet)

    @pytest.mark.parametrize("cell", ["=1+1", "+44", "-12", "@amara", "1.2.3", "1,5", "12.", "a\nb"])
    def test_a_key_that_canvas_or_a_spreadsheet_would_read_otherwise_is_never_written(self, cell):
        found = one(AMARA, sis_id=cell, login=cell)
        sheet = canvas.sheet("Participation", grades(STANDINGS[:1], found), found)
        assert sheet.text == ""
        assert "amara: left out: private/roster.csv has no id that Canvas could match: SIS User ID" in said(sheet)
        found = one(AMARA, sis_id=cell, canvas_id="1042")
        sheet = canvas.sheet("Participation", grades(STANDINGS[:1], found), found)
        assert Canvas(USERS, {}).load(sheet.text).by == {1042: "ID"}
        assert "left empty: SIS User ID" in said(sheet)

    def test_leading_zeros_and_plain_numbers_are_read_as_they_are(self):
        found = one(HRAFN, sis_id="00345")
        sheet = canvas.sheet("Participation", grades(STANDINGS[2:3], found), found)
        assert Canvas(USERS, {}).load(sheet.text).by == {1044: "SIS"}

    @pytest.mark.parametrize(
        "title",
        [
            "Current Score", "My Final Grade", "Unposted Final Score", "Override Status (Fall)", "Final Points (12)",
            "ID", "Section", "Student", "SIS User ID", "Notes", "1,5", "100%", "=Week", "+1", "@home", "-", "", "  ",
            "Week\n3", "Week\t3", "W" * 256, " (12)", "Notes of mine",
        ],
    )  # fmt: skip
    def test_a_title_that_canvas_would_drop_or_take_for_something_else_is_refused_with_a_sentence(self, title):
        found = members(headers=("Student", "ID", "Section", "Notes of mine"))
        sheet = canvas.sheet(title, grades(STANDINGS, found), found)
        assert sheet.refused
        assert sheet.text == ""
        assert all(line.text for line in sheet.about)

    def test_a_refused_title_is_one_that_the_importer_does_lose(self):
        rows = "{},ID,SIS User ID,SIS Login ID,Section,{}\r\nA,1042,,,,5\r\n"
        assert Canvas(USERS, {}).load(rows.format("Student", "My Final Grade")).grades == {}
        assert Canvas(USERS, {}).load(rows.format("Student", "ID")).grades == {(1042, "ID"): "1042"}

    def test_an_id_that_belongs_to_another_assignment_is_refused(self):
        found = members()
        sheet = canvas.sheet("Participation (4711)", grades(STANDINGS, found), found)
        assert sheet.refused
        assert "the id of another assignment in private/roster.csv, “Essay 1”" in said(sheet)

    def test_a_title_that_two_assignments_bear_is_refused_until_one_is_chosen(self):
        found = members(assignments=(Assignment("Blog", "1"), Assignment("Blog", "2")))
        assert canvas.sheet("Blog", grades(STANDINGS, found), found).refused
        sheet = canvas.sheet("Blog (2)", grades(STANDINGS, found), found)
        assert "Blog (2)" in sheet.rows[0]

    def test_a_student_without_a_row_is_left_out_and_said_and_the_others_are_written(self):
        found = members()
        without = replace(found, members={key: one for key, one in found.members.items() if key != "haru"})
        sheet = canvas.sheet("Participation", grades(STANDINGS, without), without)
        assert not sheet.complete
        assert not sheet.refused
        assert "haru: left out: private/roster.csv has no row that is certainly theirs" in said(sheet)
        assert 1043 not in Canvas(USERS, {}).load(sheet.text).by

    def test_two_rows_that_canvas_would_give_to_one_student_are_refused(self):
        twins = {one.id: Member(one.id, legal_name="Lin, Jiayi") for one in (AMARA, JIAYI)}
        found = Roster(state="read", members=twins)
        sheet = canvas.sheet("Participation", grades(STANDINGS, found), found)
        assert sheet.refused
        assert "jiayi: has the same “name Lin, Jiayi” as amara" in said(sheet)

    def test_a_student_with_nothing_due_is_left_out_so_that_no_grade_is_deleted(self):
        found = members()
        sheet = canvas.sheet("Participation", grades((*STANDINGS[1:], Standing(AMARA, 0, 0, False)), found), found)
        assert 1042 not in Canvas(USERS, {}).load(sheet.text).by
        assert sheet.notes == ("amara: left out: nothing of theirs is due yet",)


ADDRESSES = {
    "amara.okafor@uni.example": 1, "haru.sato@uni.example": 2, "hrafn@uni.example": 3, "jiayi.lin@uni.example": 4,
}  # fmt: skip


def participants(**more: object) -> Roster:
    text = "\n".join(
        line + ("," + line.split(",")[0].lower() if n else ",person")
        for n, line in enumerate(MOODLE_GRADER.splitlines())
    )
    return replace(roster.read(text, CLASS)[0], **more)


class TestMoodle:
    @pytest.mark.parametrize("new", [True, False])
    def test_every_student_of_a_grader_export_gets_the_points_and_an_excused_one_none(self, new):
        found = participants()
        sheet = moodle.sheet("Participation", grades(STANDINGS, found), found, as_of="2 Nov 2026")
        assert sheet.complete
        read = Moodle(ADDRESSES, new=new).load(sheet.text)
        assert read.grades == {1: 38, 2: 33.68421, 3: None, 4: 40}
        assert read.feedback == {
            1: "38 of 40 points, as of 2 Nov 2026",
            2: "32 of 38 points, scaled to 33.68421 of 40, as of 2 Nov 2026",
            3: "Excused, as of 2 Nov 2026",
            4: "40 of 40 points, as of 2 Nov 2026",
        }

    def test_an_empty_cell_would_have_been_a_zero(self):
        text = "Email address,X,X (Feedback)\r\nhrafn@uni.example,,\r\n"
        assert Moodle(ADDRESSES).load(text).grades == {3: 0.0}

    def test_a_number_over_the_most_stops_nothing_because_it_is_refused_here(self):
        found = participants()
        many = (*STANDINGS[1:], Standing(AMARA, 120, 140, False))
        sheet = moodle.sheet("Participation", grades(many, found), found)
        assert sheet.text == ""
        assert "jiayi: 140 is more than 100" in said(sheet)
        assert "raise --most if your Moodle accepts" in said(sheet)
        sheet = moodle.sheet("Participation", grades(many, found), found, 140)
        assert Moodle(ADDRESSES, highest=140).load(sheet.text).grades[1] == 120

    def test_a_student_without_an_address_is_left_out_for_the_row_would_be_given_to_the_one_before(self):
        found = participants()
        nobody = dict(found.members) | {"haru": Member("haru", moodle_id="20261043")}
        without = replace(found, members=nobody)
        sheet = moodle.sheet("Participation", grades(STANDINGS, without), without)
        assert "haru: left out: private/roster.csv has no e-mail address that is theirs alone" in said(sheet)
        assert set(Moodle(ADDRESSES).load(sheet.text).grades) == {1, 3, 4}
        assert Moodle(ADDRESSES).load("E,X,X (Feedback)\na@x,1,\n,2,\n".replace("a@x", "hrafn@uni.example")).grades == {
            3: 2.0
        }

    @pytest.mark.parametrize("address", ["=1+1@x.example", "+a@x.example", "-a@x.example", "@x.example@y"])
    def test_an_address_that_a_spreadsheet_would_run_is_not_written_and_not_changed(self, address):
        found = one(AMARA, emails=(address,))
        sheet = moodle.sheet("Participation", grades(STANDINGS[:1], found), found)
        assert sheet.text == ""
        assert "begins like a formula" in said(sheet)

    def test_the_first_of_several_addresses_is_used_and_the_others_are_named(self):
        found = one(AMARA, emails=("a@x.example", "b@x.example"))
        sheet = moodle.sheet("Participation", grades(STANDINGS[:1], found), found)
        assert sheet.rows[1][0] == "a@x.example"
        assert "not by “b@x.example”" in said(sheet)

    def test_an_address_of_two_people_is_refused(self):
        twins = {one.id: Member(one.id, emails=("A@x.example",)) for one in (AMARA, JIAYI)}
        found = Roster(state="read", members=twins)
        assert moodle.sheet("Participation", grades(STANDINGS, found), found).refused

    @pytest.mark.parametrize(
        "title", ["Email address", "last downloaded from this course", "=X", "", "a\r\nb", "W" * 256]
    )
    def test_a_title_that_moodle_would_take_for_something_else_is_refused(self, title):
        found = participants()
        assert moodle.sheet(title, grades(STANDINGS, found), found).refused


@pytest.mark.parametrize("sheet", [canvas.sheet, moodle.sheet])
@pytest.mark.parametrize("points", [math.inf, math.nan])
def test_a_number_that_is_no_grade_is_refused_with_the_person(sheet, points):
    found = participants()
    made = sheet("X", grades((*STANDINGS[1:], Standing(AMARA, points, 40, False)), found), found)
    assert made.text == ""
    assert any(line.text.startswith("amara: ") and "is not a grade" in line.text for line in made.about)


@pytest.mark.parametrize("sheet", [canvas.sheet, moodle.sheet])
def test_without_anybody_to_match_nothing_is_written(sheet):
    for found in (Roster(), Roster(state="unreadable"), Roster(state="read")):
        made = sheet("X", grades(STANDINGS, found), found)
        assert made.refused
        assert made.text == ""
        assert "private/roster.csv" in said(made)


AMOUNT = st.integers(0, 60_000).map(lambda number: number / 1000)


@given(st.lists(st.tuples(AMOUNT, AMOUNT), min_size=1, max_size=4))
def test_scaling_keeps_everybodys_share_and_nobody_without_excuses_is_scaled(pairs):
    standings = [
        Standing(person, min(pair), max(pair), False) for person, pair in zip(CLASS.people, pairs, strict=False)
    ]
    found = grades(standings, members())
    assert found.possible == max(one.possible for one in standings)
    for grade in found.grades:
        if grade.possible:
            share = grade.points / grade.possible
            assert grade.number == pytest.approx(share * found.possible, abs=1e-4)
        if grade.possible == found.possible:
            assert grade.number == pytest.approx(grade.points, abs=1e-5)


@given(st.lists(st.tuples(AMOUNT, AMOUNT), min_size=1, max_size=4), AMOUNT)
def test_scaled_to_an_item_everybody_has_the_same_share_of_it(pairs, total):
    standings = [
        Standing(person, min(pair), max(pair), False) for person, pair in zip(CLASS.people, pairs, strict=False)
    ]
    found = grades(standings, members(), total)
    assert found.possible == total
    for grade in found.grades:
        if grade.possible:
            assert grade.number == pytest.approx(grade.points / grade.possible * total, abs=1e-4)


def test_sums_that_differ_in_the_last_bit_alone_are_the_same_points_possible():
    twice = (Standing(AMARA, 0.3, 0.1 + 0.2, False), Standing(HARU, 0.15, 0.3, False))
    assert twice[0].possible != twice[1].possible
    assert [(grade.scaled, grade.number) for grade in grades(twice, members()).grades] == [(False, 0.3), (False, 0.15)]


WILD = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "1.2.3",
        "007",
        "a\nb",
        "EX",
        "    Points Possible",
        '"',
        "'=1",
        "a;b",
    ]
)
NUMERAL = re.compile(r"-?\d+(\.\d+)?|-")


@given(st.lists(st.tuples(WILD, WILD, WILD, WILD, WILD), min_size=1, max_size=4), WILD)
def test_whatever_the_names_no_cell_is_a_formula_and_canvas_gives_no_grade_to_another(rows, title):
    people = [Person(f"p{n}", name, section) for n, (name, section, *_) in enumerate(rows)]
    found = Roster(
        state="read",
        members={
            f"p{n}": Member(f"p{n}", 2, name, (f"{login}@x.example",), str(100 + n), sis, login, "", section)
            for n, (name, section, sis, login, _) in enumerate(rows)
        },
    )
    scored = grades([Standing(person, n, 10, False) for n, person in enumerate(people)], found)
    made = canvas.sheet(title, scored, found)
    if made.text:
        users = [User(100 + n, f"n{n}", f"s{n}", sis, login) for n, (_, _, sis, login, _) in enumerate(rows)]
        read = Canvas(users, {}).load(made.text)
        assert {user: grade for (user, _), grade in read.grades.items()} == {100 + n: str(n) for n in range(len(rows))}
    for sheet in (made, moodle.sheet(title, scored, found)):
        back = list(csv.reader(io.StringIO(sheet.text, newline="")))
        assert back == [list(row) for row in sheet.rows]
        assert all(NUMERAL.fullmatch(cell) or not cell.startswith(exports.FORMULA) for row in back for cell in row)


class TestJson:
    def test_it_is_one_object_with_every_row_and_entry_whose_sums_agree(self):
        book = keep(post(), comment(BEN), comment(BEN, at=after_due(100), number=2))
        read = json.loads(exports.written(exports.facts(book, "abc")))
        assert list(read) == [
            "format", "course", "as_of", "commit", "best_weeks", "criteria", "weeks", "totals", "rows", "entries", "uncounted",
        ]  # fmt: skip
        assert (read["format"], read["commit"]) == (1, "abc")
        [ada, ben] = read["rows"]
        assert set(exports.PARTICIPATION) <= set(ada)
        assert ada["texts"] == ["posts/week-01/ada-x.md"]
        for row in (ada, ben):
            mine = [entry for entry in read["entries"] if entry["person"] == row["person"]]
            assert sum(entry["points"] for entry in mine) == row["points"]
            assert sum(entry["points_possible"] for entry in mine) == row["points_possible"]
        late = next(e for e in read["entries"] if e["source"] and e["source"].endswith("ben-2.md"))
        assert late["margin_seconds"] == (72 - 100) * 3600
        assert late["due"] == exports.dates.iso(COURSE.weeks[0].comments_due)

    def test_what_is_not_there_is_null_and_not_an_empty_text(self):
        read = json.loads(exports.written(exports.facts(keep())))
        assert read["commit"] is None
        assert read["rows"][0]["median_reply_hours"] is None
        missing = next(entry for entry in read["entries"] if entry["rule"] == "post")
        assert (missing["source"], missing["written"], missing["margin_seconds"]) == (None, None, None)


FILES = {
    "posts/week-01/ada-x.md": POST,
    "comments/week-01/ada-x/ben-1.md": "Author: ben\nDate: 2026-10-08 11:00\n\nYes, I think so, too.\n",
    "../private/roster.csv": 'Student,ID,SIS User ID,SIS Login ID,Section,Participation (31)\n"    Points Possible",,,,,10\n'
    '"Lovelace, Ada",501,S1,ada,A,\n"Kaye, Ben",502,S2,bkaye,A,\n',
}


def export(*arguments: object) -> subprocess.CompletedProcess[str]:
    return run("export", *arguments, "--as-of", "2026-11-01 12:00")


class TestTheCommand:
    def test_a_course_goes_to_canvas_with_the_points_of_its_ledger(self, course):
        content = course(FILES)
        done = export("--format", "canvas", "--content", str(content))
        assert (done.returncode, done.stderr) == (0, "")
        users = [User(501, "Ada Lovelace", "Lovelace, Ada"), User(502, "Ben Kaye", "Kaye, Ben")]
        read = Canvas(users, {31: "Participation"}).load(done.stdout)
        book = grading.grade(content, content.parent / "private", datetime(2026, 11, 1, 12), None).ledger
        points = {one.person.id: one.points for one in book.standings()}
        assert points == {"ada": 6, "ben": 2}
        assert read.grades == {(501, "Participation"): "6", (502, "Participation"): "2"}
        assert read.made == {}

    def test_a_dry_run_writes_nothing_and_says_what_becomes_of_each_row(self, course, tmp_path):
        content, file = course(FILES), tmp_path / "grades.csv"
        arguments = ("--format", "canvas", "--content", str(content), "--to", str(file))
        done = export(*arguments, "--dry-run")
        assert done.returncode == 0
        assert done.stdout.splitlines() == [
            "the assignment “Participation (31)” is found by its id, given in private/roster.csv",
            "ada: by ID “501”: writes 6 (6 of 10 points)",
            "ben: by ID “502”: writes 2 (2 of 10 points)",
        ]
        assert not file.exists()
        assert export(*arguments).stdout == ""
        assert file.read_bytes().startswith(b"Student,ID,SIS User ID,SIS Login ID,Section,Participation (31)\r\n")

    def test_somebody_who_is_left_out_is_said_and_makes_the_exit_code_1(self, course):
        content = course({**FILES, "../private/roster.csv": "person,email\nada,ada@x.example\n"})
        done = export("--format", "moodle", "--content", str(content))
        assert done.returncode == 1
        assert "ben: left out: private/roster.csv has no row" in done.stderr
        assert Moodle({"ada@x.example": 1}).load(done.stdout).grades == {1: 6}

    def test_an_open_week_and_scaled_numbers_are_noted(self, course):
        text = COURSE_FILE + "[[weeks]]\nnumber = 2\nposts_due = 2026-12-01\ncomments_due = 2026-12-05\n"
        roster = FILES["../private/roster.csv"].replace(",10\n", ",16\n")
        files = {**FILES, "../private/roster.csv": roster, "course.toml": text, "posts/week-02/ada-y.md": POST}
        done = export("--format", "canvas", "--content", str(course(files)))
        assert done.returncode == 0
        assert "1 number is scaled to 16 points possible, so that everyone keeps the same share:" in done.stderr
        assert "ben: by ID “502”: writes 3.2 (2 of 10 points, scaled to 3.2 of 16)" in done.stderr
        assert "as of 1 Nov 2026, 12:00 not everything is due yet: the numbers will change" in done.stderr
        week = export("--format", "canvas", "--content", str(course(files)), "--week", "1")
        assert '"Kaye, Ben",502,S2,bkaye,A,2\r\n' in week.stdout.replace("\n", "\r\n").replace("\r\r", "\r")
        assert "Participation, week 1" in week.stdout

    @pytest.mark.parametrize("item", ["Week 1 discussion", "Week 1 discussion (9911)"])
    def test_an_item_of_other_points_in_canvas_is_refused_until_they_are_scaled(self, course, item):
        roster = FILES["../private/roster.csv"].replace("Participation (31)", "Week 1 discussion (9911)")
        content = course({**FILES, "../private/roster.csv": roster.replace(",10\n", ",5\n")})
        arguments = ("--format", "canvas", "--content", str(content), "--item", item)
        refused = export(*arguments)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr == (
            "“Week 1 discussion (9911)” has 5 points in private/roster.csv, and 10 here: scale the numbers to 5 with "
            "--scale, or change its points in Canvas to 10 and export its gradebook again\n"
        )
        done = export(*arguments, "--scale")
        assert done.returncode == 0
        assert "2 numbers are scaled to 5 points possible" in done.stderr
        assert "ada: by ID “501”: writes 3 (6 of 10 points, scaled to 3 of 5)" in done.stderr
        read = Canvas([User(501, "A", "A"), User(502, "B", "B")], {9911: "Week 1 discussion"}).load(done.stdout)
        assert read.grades == {(501, "Week 1 discussion"): "3", (502, "Week 1 discussion"): "1"}

    def test_an_item_of_no_points_is_refused_even_to_be_scaled(self, course):
        roster = FILES["../private/roster.csv"].replace(",10\n", ",0\n")
        content = course({**FILES, "../private/roster.csv": roster})
        done = export("--format", "canvas", "--content", str(content), "--scale")
        assert done.returncode == 2
        assert "has 0 points in private/roster.csv, and 10 here, and nothing can be scaled to or from 0" in done.stderr

    @pytest.mark.parametrize("format", ["moodle", "csv"])
    def test_marks_that_are_not_given_yet_are_counted_and_whose_they_are_is_said(self, course, format):
        criteria = '[[criteria]]\nid = "depth"\nname = "Depth"\nmost = 4\nweeks = [1]\n'
        content = course({
            **FILES, "course.toml": f"{COURSE_FILE}\n{criteria}{criteria.replace('epth', 'ash')}",
            "posts/week-01/ben-x.md": POST.replace("ada", "ben"),
            "../private/adjustments.toml": '[[marks]]\nperson = "ben"\ncriterion = "depth"\nweek = 1\npoints = 4\n'
            'reason = "Two sources."\n',
        })  # fmt: skip
        done = export("--format", format, "--content", str(content))
        assert "3 marks are not given yet, and count 0 points until then: ada (2), ben" in done.stderr

    def test_csv_and_json_are_what_the_gradebook_writes(self, built):
        _, _, book = built(FILES)
        content = str(book.parent / "content")
        for arguments, name in ((("csv",), "participation"), (("csv", "--entries"), "entries")):
            command = inv("export", "--format", *arguments, "--content", content, "--as-of", "2026-11-01 12:00")
            done = subprocess.run(command, capture_output=True, check=True)
            assert done.stdout == (book / f"{name}.csv").read_bytes()
        assert json.loads(export("--format", "json", "--content", content).stdout)["course"]["title"] == "Small course"

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--format", "xls"), "--format xls: choose from canvas, moodle, csv, json"),
            (("--format", "canvas", "--week", "9"), "--week 9: course.toml has weeks 1"),
            (("--format", "canvas", "--week", "one"), "--week one: write its number"),
            (("--format", "moodle", "--most", "x"), "--most x: write a number above 0"),
            (("--format", "moodle", "--most", "nan"), "--most nan: write a number above 0"),
            (("--format", "json", "--entries"), "--entries is only for --format csv: leave it out"),
            (("--format", "moodle", "--scale"), "--scale is only for --format canvas: leave it out"),
            (
                ("--format", "canvas", "--scale", "--item", "Essay"),
                "--scale: private/roster.csv does not say how many points “Essay” has: save Canvas's gradebook export there, and name an assignment of it with --item",
            ),
            (("--format", "csv", "--week", "1"), "--week is only for --format canvas and moodle: leave it out"),
        ],
    )
    def test_what_does_not_fit_is_one_sentence_and_exit_code_2(self, course, arguments, said):
        done = export(*arguments, "--content", str(course(FILES)))
        assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", said)

    def test_nothing_is_written_where_it_would_be_published_or_lost(self, built):
        _, site, book = built(FILES)
        content = book.parent / "content"
        for file, why in (
            (site / "g.csv", "next build"),
            (book / "a/g.csv", "next build"),
            (content / "g.csv", "content"),
        ):
            done = export("--format", "csv", "--content", str(content), "--to", str(file))
            assert done.returncode == 2
            assert why in done.stderr
            assert not file.exists()

    def test_a_missing_course_is_said(self, tmp_path):
        done = export("--format", "csv", "--content", str(tmp_path))
        assert done.returncode == 2
        assert "course.toml:1:1: is missing" in done.stderr


def test_the_options_of_the_command_are_those_of_the_request():
    assert set(exporting.BELONG) <= set(exporting.ExportRequest.__dataclass_fields__)
