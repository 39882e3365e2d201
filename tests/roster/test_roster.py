"""The roster: whom a row is about, in the layouts that Canvas and Moodle write and in one's own."""

import codecs
import csv
import io

import builders
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rosters import CANVAS_GRADEBOOK, MOODLE_GRADER

from plugins import roster
from plugins.core.model import Course, Person, Week
from plugins.roster import private_files

PEOPLE = (
    Person("amara", "Amara O."), Person("haru", "Haru S."), Person("hrafn", "Hrafn J."), Person("jiayi", "Jiayi Lin"),
    Person("ruth", "Ruth A.", role="instructor"),
)  # fmt: skip
COURSE = Course("T", (Week(1),), PEOPLE)
PARTICIPANTS = """\
"First name","Last name","Email address",Groups
Amara,Okafor,Amara.Okafor@uni.example,"Group 1, Group 2"
Haru,Sato,haru.sato@uni.example,
Hrafn,Jónsdóttir,hrafn@uni.example,
Jiayi,Lin,jiayi.lin@uni.example,
Ruth,Abrams,ruth.abrams@uni.example,
"""


def read(text: str, course: Course = COURSE) -> tuple[roster.Roster, list[str]]:
    found, problems = roster.read(text, course)
    return found, [str(problem) for problem in problems]


class TestCanvas:
    def test_a_gradebook_export_names_everybody_by_name_with_an_initial_and_by_full_name(self):
        found, said = read(CANVAS_GRADEBOOK)
        assert said == []
        assert (found.state, found.layout) == ("read", "canvas")
        assert found.members["amara"] == roster.Member(
            "amara", 4, "Okafor, Amara", (), "1042", "S-001", "aokafor", "", "Section A and Section B"
        )
        assert {person: member.canvas_id for person, member in found.members.items()} == {
            "amara": "1042", "haru": "1043", "hrafn": "1044", "jiayi": "1045",
        }  # fmt: skip
        assert found.members["hrafn"].sis_id == "00345"

    def test_its_assignments_keep_ids_and_points_possible(self):
        found, _ = read(CANVAS_GRADEBOOK)
        assert found.assignments == (
            roster.Assignment("Essay 1", "4711", "20"),
            roster.Assignment("Week (3) talk", "4712", "10"),
        )

    def test_a_person_column_and_an_email_column_may_be_added_at_its_end(self):
        rows = list(csv.reader(io.StringIO(CANVAS_GRADEBOOK)))
        more = {"Okafor, Amara": ("jiayi", "a@uni.example"), "Lin, Jiayi": ("amara", "")}
        rows[0] += ["person", "E-Mail"]
        for row in rows[3:]:
            row.extend(more.get(row[0], ("", "")))
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        found, said = read(out.getvalue())
        assert said == []
        assert found.members["jiayi"].canvas_id == "1042"
        assert found.addresses == {"a@uni.example": "jiayi"}

    def test_grades_points_sections_and_the_test_student_are_no_private_cells(self):
        cells = read(CANVAS_GRADEBOOK)[0].cells()
        assert {"Okafor, Amara", "Amara Okafor", "1042", "S-001", "aokafor", "int-9"} <= cells
        assert not cells & {"18", "EX", "N/A", "Section A", "(read only)", "a1b2c3d4e5f6", "1099", "90", "12.5"}

    def test_the_instructors_own_notes_are_kept_for_the_leak_scan_as_texts(self):
        assert read(CANVAS_GRADEBOOK)[0].notes == ("Needs a quiet room to write in and more time for it",)

    def test_first_and_last_names_apart_and_a_root_account(self):
        text = (
            "LastName,FirstName,ID,SIS User ID,SIS Login ID,Root Account,Section,Essay (1)\n"
            "    Points Possible,,,,,,,5\n"
            "Okafor,Amara,7,S7,ao,canvas.uni.example,A,4\n"
        )
        found, said = read(text, Course("T", (Week(1),), PEOPLE[:1]))
        assert said == []
        assert found.members["amara"].legal_name == "Okafor, Amara"
        assert "canvas.uni.example" not in found.cells()

    def test_a_name_that_canvas_quotes_because_it_begins_with_an_equals_sign_is_unquoted(self):
        text = 'Student,ID,SIS Login ID,Section\n"=""=Okafor, Amara""",7,ao,A\n'
        assert read(text)[0].members["amara"].legal_name == "=Okafor, Amara"


class TestMoodle:
    def test_a_list_of_participants_gives_addresses_as_they_are_compared(self):
        found, said = read(PARTICIPANTS)
        assert said == []
        assert found.layout == "moodle"
        assert found.addresses["amara.okafor@uni.example"] == "amara"
        assert found.addresses["ruth.abrams@uni.example"] == "ruth"
        assert found.members["amara"].emails == ("Amara.Okafor@uni.example",)

    def test_a_grader_export_gives_id_numbers_and_no_private_cell_for_grades_or_institutions(self):
        found, said = read(MOODLE_GRADER)
        assert said == []
        assert found.members["haru"] == roster.Member(
            "haru", 3, "Haru Sato", ("haru.sato@uni.example",), moodle_id="20261043"
        )
        assert found.cells() >= {"20261043", "Haru Sato", "haru.sato@uni.example"}
        assert not found.cells() & {"18.00", "-", "A University", "Marketing", "1793610000"}
        assert found.notes == ("You argue with care and your example of the letter carries the whole text.",)

    @pytest.mark.parametrize(
        "header",
        [
            "Vorname,Nachname,E-Mail-Adresse,Gruppen",
            "Fornafn,Eftirnafn,Netfang,Hópar",
            "Ime,Priimek,E-poštni naslov,Skupine",  # a language that no list here knows
            "名,姓,メールアドレス,グループ",
        ],
    )
    def test_the_site_may_speak_any_language(self, header):
        found, said = read(PARTICIPANTS.replace('"First name","Last name","Email address",Groups', header))
        assert (said, found.layout) == ([], "moodle")
        assert found.addresses["haru.sato@uni.example"] == "haru"
        assert found.members["haru"].legal_name == "Haru Sato"


class TestOneOfOnesOwn:
    def test_person_decides_and_any_other_column_is_private(self):
        found, said = read(
            "person;legal_name;email;canvas_id;phone;section\n"
            "amara;Amara Nkechi Okafor;a@x.example, amara@home.example;1042;+44 20 7946 0000;A\n",
            Course("T", (Week(1),), PEOPLE[:1]),
        )
        assert said == []
        assert set(found.addresses) == {"a@x.example", "amara@home.example"}
        assert "+44 20 7946 0000" in found.cells()
        assert "A" not in found.cells()

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("begin", ["", "\ufeff"])
    def test_delimiters_and_marks_of_spreadsheets(self, delimiter, begin):
        text = begin + delimiter.join(("person", "email")) + "\r\n" + delimiter.join(("amara", "a@x.example")) + "\r\n"
        assert read(text)[0].addresses == {"a@x.example": "amara"}

    def test_a_first_line_that_names_the_delimiter_keeps_the_lines_right(self):
        found, said = read("sep=;\nperson;email\nnobody;a,b@x.example\n")
        assert "private/roster.csv:3:1: “nobody” is not an id in course.toml" in said[-1]
        assert found.state == "read"


class TestWhatIsNotCertainIsSaid:
    def test_a_stranger_is_said_with_line_key_and_cure(self):
        _, said = read(CANVAS_GRADEBOOK + '"Nobody, Known",1046,S-9,nk,,A,,,,,,\n')
        [line] = said
        assert line == (
            "private/roster.csv:9:1: “Nobody, Known” is not certainly anyone in course.toml: "
            "add a column “person” with the id from course.toml"
        )

    def test_a_cell_with_a_line_break_does_not_shift_the_lines(self):
        text = 'person,legal_name\namara,"Amara\nOkafor"\nnobody,X\n'
        assert next(line for line in read(text)[1] if "nobody" in line).startswith("private/roster.csv:4:1: ")

    def test_an_initial_that_fits_two_rows_names_neither(self):
        text = "Student,ID,SIS Login ID,Section\n" + '"Okafor, Amara",1,a,A\n"Obi, Amara",2,b,A\n'
        found, said = read(text)
        assert "amara" not in found.members
        [line] = [line for line in said if line.startswith("private/roster.csv:2:1: ")]
        assert "“Okafor, Amara” may be amara, and so may another row: add a column" in line
        assert any(line.startswith("private/roster.csv:3:1: ") for line in said)

    def test_an_initial_that_fits_two_people_names_neither(self):
        course = Course("T", (Week(1),), (Person("amara", "Amara O."), Person("amara-2", "Amara O.")))
        found, said = read('Student,ID,SIS Login ID,Section\n"Okafor, Amara",1,a,A\n', course)
        assert found.members == {}
        assert any("“Okafor, Amara” may be amara and amara-2: add a column" in line for line in said)

    def test_a_person_column_settles_what_an_initial_cannot(self):
        text = 'Student,ID,SIS Login ID,Section,person\n"Okafor, Amara",1,a,A,amara\n"Obi, Amara",2,b,A,\n'
        found, said = read(text)
        assert found.members["amara"].canvas_id == "1"
        assert any("“Obi, Amara” is not certainly anyone in course.toml" in line for line in said)

    def test_a_full_name_goes_before_an_initial_and_an_id_before_it_too(self):
        course = Course("T", (Week(1),), (Person("a1", "Amara O."), Person("a2", "Amara Okafor")))
        found, _ = read('Student,ID,SIS Login ID,Section\n"Okafor, Amara",1,x,A\n"Obi, Amara",2,y,A\n', course)
        assert {person: member.canvas_id for person, member in found.members.items()} == {"a2": "1", "a1": "2"}
        found, _ = read("Student,ID,SIS Login ID,Section\nSomebody Else,1,A1,A\n", course)
        assert found.members["a1"].canvas_id == "1"

    def test_a_misspelt_person_is_told_the_nearest_and_is_not_matched_by_name(self):
        found, said = read("person,legal_name\namra,Jiayi Lin\n")
        assert (
            "private/roster.csv:2:1: “amra” is not an id in course.toml: write one that is, or leave it empty; did you mean “amara”?"
            in said
        )
        assert "jiayi" not in found.members

    def test_somebody_whose_name_is_written_otherwise_is_not_guessed_but_named(self):
        found, said = read(CANVAS_GRADEBOOK.replace("Lin, Jiayi", "Linn, Jia Yi"))
        assert "jiayi" not in found.members
        [line] = [line for line in said if line.startswith("private/roster.csv:7:1: ")]
        assert line.endswith("did you mean “Jiayi Lin”?")

    @pytest.mark.parametrize(
        "name", ["Ríos Vega, Ximena", "Ximena Ríos Vega", "de la Ríos, Ximena", "Rios, Ximena Ana"]
    )
    def test_an_initial_may_be_that_of_the_first_or_the_last_family_name(self, name):
        course = Course("T", (Week(1),), (Person("ximena", "Ximena R."),))
        found, said = read(f'Student,ID,SIS Login ID,Section\n"{name}",1,a,A\n', course)
        assert (found.members["ximena"].canvas_id, said) == ("1", [])

    def test_two_rows_of_two_sections_are_one_person(self):
        text = "person,canvas_id,email,section\namara,7,a@x.example,A\namara,7,A@X.example,B\n"
        found, said = read(text, Course("T", (Week(1),), PEOPLE[:1]))
        assert found.members["amara"].section == "A, B"
        assert found.members["amara"].emails == ("a@x.example",)
        assert said == ["private/roster.csv:3:1: “amara” has a row in line 2, too: both are used"]

    def test_two_rows_that_contradict_each_other_are_used_neither(self):
        found, said = read("person,canvas_id\namara,7\namara,8\n", Course("T", (Week(1),), PEOPLE[:1]))
        assert found.members == {}
        [line] = said
        assert line == (
            "private/roster.csv:3:1: “amara” has a row in line 2, too, with another Canvas id: "
            "neither is used until you delete one"
        )

    def test_an_id_that_two_people_claim_is_used_for_neither(self):
        course = Course("T", (Week(1),), PEOPLE[:2])
        found, said = read("person,canvas_id,login,email\namara,7,x,a@x.example\nharu,7,y,A@x.example\n", course)
        assert [member.canvas_id for member in found.members.values()] == ["", ""]
        assert [member.login for member in found.members.values()] == ["x", "y"]
        assert found.addresses == {}
        assert "private/roster.csv:3:1: the Canvas id “7” is in line 2, too: it is used for no one" in said[0]
        assert len(said) == 2

    def test_a_student_without_a_row_is_said_and_an_instructor_need_have_none(self):
        _, said = read(CANVAS_GRADEBOOK.replace('"Sato, Haru",1043,S-002,hsato,int-9,Section A,,N/A,,,,\n', ""))
        assert len(said) == 1
        assert "“Haru S.” (haru) is in no row" in said[0]

    def test_a_row_with_too_many_cells_is_said_and_its_cells_stay_private(self):
        found, said = read("person,legal_name\namara,Okafor, Amara\n", Course("T", (Week(1),), PEOPLE[:1]))
        assert "private/roster.csv:2:1: has 3 cells where the first line has 2" in said[0]
        assert "Amara" in found.cells()

    @pytest.mark.parametrize("text", ["", "\n\n", "a,b\n1,2\n", "canvas_id\n7\n"])
    def test_a_file_that_cannot_tell_whom_a_row_is_about_is_refused_with_one_line(self, text):
        found, said = read(text)
        assert found.state == "unreadable"
        assert len(said) == 1
        assert "needs a first line of column names" in said[0]


@given(st.text())
def test_whatever_the_text_it_is_read_or_refused(text):
    found, problems = roster.read(text, COURSE)
    assert found.state in ("read", "unreadable")
    assert problems
    assert all("\n" not in str(problem) for problem in problems)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12)


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_every_cell_that_names_somebody_is_private_whatever_it_holds(rows, delimiter):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(("person", "legal_name", "email"))
    writer.writerows(("amara", *row) for row in rows)
    found, _ = roster.read(out.getvalue(), COURSE)
    assert {cell.strip() for row in rows for cell in row} - {""} <= found.cells()


class TestOnDisk:
    def roster(self, folder, data: bytes):
        (folder / "roster.csv").write_bytes(data)
        found, problems = private_files.roster(folder, COURSE)
        return found, [str(problem) for problem in problems]

    @pytest.mark.parametrize(
        "data",
        [
            PARTICIPANTS.encode(),
            codecs.BOM_UTF8 + PARTICIPANTS.encode(),
            codecs.BOM_UTF16_LE + PARTICIPANTS.replace(",", "\t").replace('"', "").encode("utf-16-le"),
            codecs.BOM_UTF16_BE + PARTICIPANTS.replace("\n", "\r\n").encode("utf-16-be"),
        ],
    )
    def test_what_is_certain_is_decoded(self, tmp_path, data):
        found, _ = self.roster(tmp_path, data)
        assert found.members["hrafn"].legal_name == "Hrafn Jónsdóttir"

    @pytest.mark.parametrize("encoding", ["windows-1252", "utf-16-le"])
    def test_what_would_be_a_guess_is_refused_with_one_clear_line(self, tmp_path, encoding):
        found, said = self.roster(tmp_path, PARTICIPANTS.encode(encoding))
        assert found.state == "unreadable"
        shown = f"{tmp_path.name}/roster.csv:1:1: "
        assert said == [f"{shown}is neither UTF-8 nor UTF-16: save it again as “CSV UTF-8”"]

    def test_without_a_file_there_is_an_empty_roster_and_nothing_to_say(self, tmp_path):
        found, problems = private_files.roster(tmp_path / "none", COURSE)
        assert (found.state, found.members, problems) == ("missing", {}, [])

    def test_a_folder_of_that_name_is_said(self, tmp_path):
        (tmp_path / "roster.csv").mkdir()
        found, problems = private_files.roster(tmp_path, COURSE)
        assert found.state == "unreadable"
        assert "cannot be read" in str(problems[0])


def test_a_canvas_export_as_roster_lets_a_site_be_published_and_catches_its_ids_and_notes(built):
    text = CANVAS_GRADEBOOK.replace("Okafor, Amara", "Lovelace, Ada").replace("1042", "900417")
    post = "Title: T\nAuthor: ada\nDate: 2026-10-07 10:00\n\n{} is what I counted in all of them.\n"
    note = "Needs a quiet room to write in and more time for it"
    for said, leaks in (("A total of 18", False), ("The number 900417", True), (note, True)):
        files = {"../private/roster.csv": text, "posts/week-01/ada-x.md": post.format(said)}
        result, _, _ = built(files, publish=True)
        assert bool(result.leaks) == leaks


def test_a_roster_of_thousands_who_are_not_in_the_course_is_a_hundred_lines_and_one():
    text = "person,name\n" + "".join(f",Somebody Else{n}\n" for n in range(3000))
    course = builders.course()
    _, problems = roster.read(text, course)
    told = [problem for problem in problems if "certainly anyone" in problem.message]
    assert len(told) == 101
    assert told[-1].message.startswith("2900 rows from here on")
    assert told[-1].line == 102
