"""``./inv start``: a course that builds at once, nobody's file lost, nothing private in public, and the next term."""

import re
import shutil
from dataclasses import fields
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
import rosters
import sample_course
from conftest import COURSE, POST, ROOT, run
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.build import output
from plugins.checks import course_check
from plugins.core.model import Course, Person
from plugins.corpus import files
from plugins.course import course_file
from plugins.grades import adjustments
from plugins.roster import private_files, public_names, rows
from plugins.start import Wishes, answers, breaks, fresh, new_course, sample, term

TODAY = date(2027, 1, 13)


@pytest.fixture
def start(tmp_path):
    """Starts a course in ``tmp_path``; answers are given one a line, and there is nobody after the last."""

    def made(*said, **given):
        lines = iter(said)
        asked, told = [], []

        def ask(question):
            asked.append(question)
            try:
                return next(lines)
            except StopIteration:
                raise EOFError from None

        request = new_course.NewCourse(
            **{"content": tmp_path / "content", "private": tmp_path / "private", "yes": not said, **given}
        )
        done = new_course.start(request, ask, told.append, TODAY)
        return done, asked, told

    return made


def everything(folder):
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def problems(content):
    corpus = files.load(content)
    return [str(problem) for problem in course_check.problems(corpus, course_check.checked(corpus, None))]


class TestAnEmptyFolder:
    def test_what_is_asked_becomes_a_course_that_checks_builds_and_takes_a_post(self, tmp_path):
        content = str(tmp_path / "new" / "content")
        answers = "Brands & us\n2027-01-18\n3\nweek of 2027-01-25\nSpring 2027\n\nhttps://github.com/uni/blog\nRuth H., Jón Þ.\n"
        done = run("start", "--content", content, answers=answers, TZ="Europe/London")
        assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
        written = ("content/course.toml", "content/brands.toml", "content/pages/about.md", "private/adjustments.toml")
        assert done.stdout.splitlines() == [str(tmp_path / "new" / name) for name in written]
        assert done.stderr.splitlines()[-4:] == [
            "next: fill in titles and questions in content/course.toml, then type",
            f"  ./inv check --content {content}",
            f'  ./inv new-post --content {content} --author ruth --week 1 --title "Welcome"',
            f"  ./inv serve --content {content}",
        ]
        course = files.load(tmp_path / "new/content").course
        assert (course.title, course.term, course.timezone) == ("Brands & us", "Spring 2027", "Europe/London")
        assert [week.opens.date().isoformat() for week in course.weeks] == ["2027-01-18", "2027-02-01", "2027-02-08"]
        assert (course.site.forge, course.site.repository) == ("github", "https://github.com/uni/blog")
        assert [(person.id, person.name, person.role) for person in course.people] == [
            ("ruth", "Ruth H.", "instructor"), ("jon", "Jón Þ.", "instructor"),
        ]  # fmt: skip
        assert run("check", "--content", content).returncode == 0
        post = run("new-post", "--content", content, "--author", "ruth", "--title", "Welcome")
        assert post.stdout.endswith("posts/week-01/ruth-welcome.md\n"), post.stderr

    def test_the_site_of_a_new_course_is_whole_and_says_that_nothing_is_there_yet(self, start, request_for, tmp_path):
        start(title="A * course_", roster=_file(tmp_path, rosters.CANVAS))
        request = request_for(tmp_path / "content", as_of=datetime(2027, 1, 19, 12))
        done = output.build(request)
        assert done.problems == ()
        assert "No posts yet" in (request.output / "index.html").read_text("utf-8")
        assert "<em>A * course_</em>" in (request.output / "about/index.html").read_text("utf-8")

    def test_a_wrong_answer_is_asked_again_and_an_empty_one_is_the_default(self, start):
        said = (
            "",
            "Title",
            "18/01/2027",
            "2027-01-18",
            "many",
            "0",
            "",
            "Christmas",
            "2027-02-01 to 2027-01-01",
            "none",
            "",
            "London town",
            "berlin",
            "x!",
            "is",
            "my blog",
            "https://git.uni.example/a/b",
            "subversion",
            "forgejo",
            ",",
            "Ruth",
        )
        _, asked, told = start(*said)
        assert len(asked) == len(said)
        assert [line.split(":")[0] for line in told] == [
            "cannot be empty", "“18/01/2027” is not a date", "“many” is not a number of weeks", "“0” is not a number of weeks",
            "“Christmas” is neither a day nor a week",
            "“2027-02-01 to 2027-01-01” ends before it begins, or more than 60 weeks later",
            "“London_town” is not a time zone", "“x!” is not a language code",
            "“my blog” is not the address of a repository", "“subversion” is not a forge that is known", "cannot be empty",
        ]  # fmt: skip

    def test_without_anybody_to_answer_a_line_names_the_option_and_nothing_is_written(self, start, tmp_path):
        with pytest.raises(
            new_course.CannotStart, match=r"^there was no answer to “First day of the first week”: give --from"
        ):
            start("A title")
        assert not (tmp_path / "content").exists()
        done = run("start", "--content", str(tmp_path / "content"))
        assert done.returncode == 2
        assert "give --title" in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"first": "tomorrow"}, "--from: “tomorrow” is not a date"),
            ({"weeks": "99"}, "--weeks: “99” is not a number of weeks"),
            ({"timezone": "Mars"}, "--timezone: “Mars” is not a time zone"),
            ({"language": "English, please"}, "--language: "),
            ({"roster": "nowhere.csv"}, "--roster .*nowhere.csv: cannot be read"),
            ({"from_term": "nowhere"}, "--from-term .*nowhere: there is no course.toml"),
        ],
    )
    def test_a_wrong_option_is_one_line_and_writes_nothing(self, start, tmp_path, wrong, said):
        with pytest.raises(new_course.CannotStart, match=said) as error:
            start(**{"title": "T", **wrong})
        assert "\n" not in str(error.value)
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_only_git_has_been_in_is_empty(self, start, tmp_path):
        (tmp_path / "content/.git").mkdir(parents=True)
        (tmp_path / "content/.git/HEAD").write_text("ref: refs/heads/main\n")
        start(title="T")
        assert (tmp_path / "content/.git/HEAD").exists()
        assert (tmp_path / "content/course.toml").exists()

    @settings(max_examples=60)
    @given(
        st.text(min_size=1, max_size=60), st.dates(date(2000, 1, 1), date(2150, 1, 1)), st.integers(1, 60), st.text()
    )
    def test_whatever_it_is_called_and_whenever_it_is_the_settings_are_read_again_as_meant(
        self, title, day, weeks, name
    ):
        try:
            wishes = Wishes(answers.title(title), day, weeks, answers.line(name), "Asia/Tokyo", "ja")
        except answers.Wrong:
            return
        course, said = course_file.read(fresh.settings(wishes, [Person("x", wishes.title, "", "instructor")]))
        assert said == []
        assert (course.title, course.term, len(course.weeks), course.people[0].name) == (
            wishes.title, wishes.term, weeks, wishes.title)  # fmt: skip
        assert course.weeks[0].opens.date() == day

    def test_every_setting_that_a_remark_offers_is_one(self):
        text = fresh.settings(Wishes("T", TODAY, 12), [])
        offered = "\n".join(
            line.removeprefix("# ") if " = " in line or line.startswith("# [[") else line for line in text.splitlines()
        )
        assert offered.count("\n# ") < text.count("\n# ") - 8
        assert course_file.read(offered)[1] == []


class TestBreaks:
    @pytest.mark.parametrize(
        ("text", "mondays"),
        [
            ("", []),
            ("none", []),
            ("2026-12-24", ["2026-12-21"]),
            ("week of 2026-12-21, the week of 2027-02-17", ["2026-12-21", "2027-02-15"]),
            ("2026-12-21 to 2027-01-03", ["2026-12-21", "2026-12-28"]),
            ("weeks of 2026-12-28 and 2026-12-21", ["2026-12-21", "2026-12-28"]),
        ],
    )
    def test_a_break_is_named_by_a_day_a_week_or_two_days(self, text, mondays):
        assert [day.isoformat() for day in answers.breaks(text)] == mondays

    @settings(max_examples=100)
    @given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(1, 20), st.sets(st.integers(0, 25), max_size=8))
    def test_no_week_opens_and_nothing_is_due_in_a_break_and_weeks_stay_in_order(self, first, weeks, off):
        days = tuple(breaks.monday(first) + n * breaks.WEEK for n in sorted(off))
        text = fresh.settings(Wishes("T", first, weeks, breaks=days), [])
        course, said = course_file.read(text)
        assert said == []
        assert len(course.weeks) == weeks
        for week in course.weeks:
            moments = (week.opens, week.posts_due, week.comments_due)
            assert not {breaks.monday(moment) for moment in moments} & set(days)
            assert week.opens.weekday() == first.weekday()
            assert week.opens < week.posts_due < week.comments_due
        gaps = [(later.opens - week.opens).days // 7 for week, later in pairwise(course.weeks)]
        spent = [course.weeks[0].opens.date() - first, *(timedelta(weeks=gap - 1) for gap in gaps)]
        last = breaks.monday(course.weeks[-1].opens)
        assert sum(spent, timedelta()) == timedelta(weeks=sum(day < last for day in days))

    def test_a_break_outside_the_term_is_said(self, start):
        done, *_ = start(title="T", first="2026-10-05", breaks="2026-10-14, week of 2025-12-22")
        assert [note for note in done.notes if "2025" in note] == [
            "12 weeks from Monday 5 October 2026 on, none in the weeks of 22 December 2025 and 12 October 2026: add titles and questions",
            "the week of 22 December 2025: not between the first week and the last, so check the year",
        ]  # fmt: skip

    def test_the_next_term_has_its_own_breaks_in_place_of_the_last_ones(self):
        old = OLD.replace("opens = 2026-10-26T00:00:00", "opens = 2026-10-26T00:00:00\ncomments_due = 2026-11-03")
        day = date(2027, 1, 18)
        made, course = next_term(old, 5, day=day, off=(date(2027, 1, 25), date(2027, 2, 8)))
        assert [week.opens.strftime("%d %b") for week in course.weeks] == [
            "18 Jan",
            "01 Feb",
            "15 Feb",
            "22 Feb",
            "01 Mar",
        ]
        assert [week.comments_due.strftime("%d %b") for week in course.weeks[2:]] == ["23 Feb", "02 Mar", "09 Mar"]
        assert [change.since.strftime("%d %b") for change in course.changes] == ["15 Feb"]
        assert "without breaks other than those that you named" in made.notes[0]


class TestTheRepository:
    @pytest.mark.parametrize(
        ("typed", "address", "forge"),
        [
            ("https://github.com/uni/blog", "https://github.com/uni/blog", "github"),
            ("github.com/uni/blog/tree/main", "https://github.com/uni/blog", "github"),
            ("git@github.com:uni/blog.git", "https://github.com/uni/blog", "github"),
            ("https://gitlab.uni.example/class/a/blog/-/tree/main", "https://gitlab.uni.example/class/a/blog", "gitlab"),
            ("ssh://git@codeberg.org:22/uni/blog.git", "https://codeberg.org/uni/blog", "forgejo"),
            ("http://git.uni.example:8080/uni/blog/", "http://git.uni.example:8080/uni/blog", ""),
        ],
    )  # fmt: skip
    def test_any_address_of_it_is_understood(self, typed, address, forge):
        assert (answers.repository(typed), answers.forge_of(address)) == (address, forge)

    @pytest.mark.parametrize(
        "typed", ["blog", "uni/blog", "https://github.com", "https://github.com/uni", "a@b.example"]
    )
    def test_what_is_no_address_of_one_is_refused(self, typed):
        with pytest.raises(answers.Wrong, match="not the address of a repository"):
            answers.repository(typed)

    def test_the_kind_of_a_forge_is_asked_where_its_address_does_not_say_it(self, start, tmp_path):
        start(title="T", repository="https://git.uni.example/a/b", forge="gitea")
        site = files.load(tmp_path / "content").course.site
        assert (site.forge, site.repository) == ("forgejo", "https://git.uni.example/a/b")

    def test_the_next_term_has_its_own_or_last_terms(self, start, course, tmp_path):
        course(
            {
                "course.toml": OLD.replace(
                    'publish = "rsync', 'forge = "gitlab"\nrepository = "a/b" # ours\npublish = "rsync'
                )
            }
        )
        for name, options, forge, repository in [
            ("kept", {}, "gitlab", "a/b"),
            ("new", {"repository": "https://github.com/uni/blog"}, "github", "https://github.com/uni/blog"),
        ]:
            content = tmp_path / name / "content"
            done, *_ = start(
                content=content, private=tmp_path / name / "p", from_term=str(tmp_path / "content"), **options
            )
            site = files.load(content).course.site
            assert (site.forge, site.repository) == (forge, repository)
            assert any("repository" in note and "last term’s" in note for note in done.notes) == (name == "kept")


class TestDecisions:
    def blocks(self, tmp_path):
        text = (tmp_path / "private/adjustments.toml").read_text("utf-8")
        found = [block[block.index("# [[") :] for block in text.split("\n\n") if "# [[" in block]
        return text, ["\n".join(line.removeprefix("# ") for line in block.splitlines()) for block in found]

    def test_an_example_of_every_decision_is_a_remark_that_holds_once_it_is_none(self, start, tmp_path):
        start(title="T", roster=_file(tmp_path, rosters.CANVAS))
        settings = (tmp_path / "content/course.toml").read_text("utf-8")
        at = settings.index("# [[criteria]]")
        rubric = re.sub(r"^# ", "", settings[at : settings.index("\n\n", at)], flags=re.MULTILINE)
        course, said = course_file.read(f"{settings}\n{rubric}\n")
        assert said == []
        text, blocks = self.blocks(tmp_path)
        assert adjustments.read(text, course, {}) == (adjustments.NONE, [])
        tables = [item.name for item in fields(adjustments._File)]
        for block, table in zip(blocks, tables, strict=True):
            found, said = adjustments.read(block, course, {})
            assert said == []
            assert [name for name in tables if getattr(found, name)] == [table]

    def test_the_example_of_a_mark_is_by_the_courses_own_criterion(self, start, course, tmp_path):
        course({"course.toml": f'{OLD}[[criteria]]\nid = "voice"\nmost = 2\n'})
        start(
            content=tmp_path / "new/content",
            private=tmp_path / "new/private",
            from_term=str(tmp_path),
            keep_people=True,
        )
        found = files.load(tmp_path / "new/content").course
        for block in self.blocks(tmp_path / "new")[1]:
            assert adjustments.read(block, found, {})[1] == []

    def test_a_file_of_decisions_that_is_there_is_kept_to_the_byte(self, start, tmp_path):
        (tmp_path / "private").mkdir()
        (tmp_path / "private/adjustments.toml").write_bytes(b"# mine\r\n")
        done, *_ = start(title="T")
        assert (tmp_path / "private/adjustments.toml").read_bytes() == b"# mine\r\n"
        assert tmp_path / "private/adjustments.toml" not in done.files
        assert any("adjustments.toml: already exists" in note for note in done.notes)

    def test_git_ignores_the_folder_of_a_new_course(self, start, tmp_path):
        done, *_ = start(title="T")
        assert (tmp_path / "private/.gitignore").read_text() == "*\n"
        assert not any("already exists" in note for note in done.notes)


class TestSomebodysFiles:
    def test_the_list_of_the_samples_files_is_up_to_date(self):
        listed = (ROOT / "plugins/data/sample.txt").read_text("utf-8")
        assert listed == sample_course.listed(), "write it anew: python tests/sample_course.py"

    @pytest.fixture
    def copy(self, tmp_path):
        shutil.copytree(sample_course.SAMPLE, tmp_path / "content")
        return tmp_path / "content"

    def test_the_sample_is_replaced_after_a_yes(self, start, copy, tmp_path):
        (copy / "course.toml").write_bytes((copy / "course.toml").read_bytes().replace(b"\n", b"\r\n"))
        start("yes", "T", "", "", "", "", "", "", "", "")
        assert not list(copy.rglob("amara*"))
        assert files.load(copy).course.title == "T"
        assert {path.name for path in tmp_path.iterdir()} == {"content", "sample", "private"}
        assert set(sample.look(tmp_path / "sample").own) == set(sample.look(sample_course.SAMPLE).own)

    @pytest.mark.parametrize("said", [("no",), ("",), ("perhaps", "n")])
    def test_the_sample_stays_without_one(self, start, copy, said):
        before = everything(copy)
        with pytest.raises(new_course.CannotStart, match="the sample course is kept; nothing was written"):
            start(*said, title="T")
        assert everything(copy) == before

    def test_what_somebody_wrote_or_edited_in_the_sample_is_moved_aside_whole(self, start, copy, tmp_path):
        mine = copy / "posts/week-02/ada-mine.md"
        mine.write_text(POST)
        edited = copy / "posts/week-01/haru-dell-hell.md"
        edited.write_text(edited.read_text("utf-8") + "\nMine.\n", "utf-8")
        (copy / "images/link.jpg").symlink_to("/etc/hostname")
        (copy / ".git").mkdir()
        (copy / ".git/HEAD").write_text("x")
        start(title="T")
        kept = {path.relative_to(tmp_path / "content-before-start").as_posix()
                for path in (tmp_path / "content-before-start").rglob("*") if not path.is_dir()}  # fmt: skip
        assert kept == {"posts/week-02/ada-mine.md", "posts/week-01/haru-dell-hell.md", "images/link.jpg"}
        assert "Mine." in (tmp_path / "content-before-start/posts/week-01/haru-dell-hell.md").read_text("utf-8")
        assert (copy / ".git/HEAD").read_text() == "x"

    def test_a_course_that_somebody_began_is_refused_and_untouched(self, start, course):
        content = course({"posts/week-01/ada-x.md": POST})
        before = everything(content)
        with pytest.raises(new_course.CannotStart, match=r"course\.toml: is a course that somebody has begun"):
            start(title="T")
        assert everything(content) == before

    def test_a_second_start_is_refused(self, start):
        start(title="T")
        with pytest.raises(new_course.CannotStart, match="somebody has begun"):
            start(title="T")

    @pytest.mark.parametrize("name", ["notes.txt", ".env", "posts/week-01/ada-x.md"])
    def test_a_folder_with_anything_else_in_it_is_refused(self, start, tmp_path, name):
        file = tmp_path / "content" / name
        file.parent.mkdir(parents=True)
        file.write_text("mine")
        with pytest.raises(new_course.CannotStart, match="is not empty"):
            start(title="T")
        assert everything(tmp_path) == {file.relative_to(tmp_path): b"mine"}

    def test_a_link_in_place_of_the_folder_is_not_followed(self, start, tmp_path):
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "content").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(new_course.CannotStart, match="symbolic link"):
            start(title="T")
        assert not list((tmp_path / "elsewhere").iterdir())

    def test_a_start_that_fails_half_way_leaves_what_was_there(self, start, copy, tmp_path, monkeypatch):
        before = everything(tmp_path)
        real = type(copy).rename

        def full(path, target):
            if ".cohort-start" in str(path):
                raise OSError(28, "No space left on device", str(target))
            return real(path, target)

        monkeypatch.setattr(type(copy), "rename", full)
        roster = tmp_path.parent / f"{tmp_path.name}.csv"
        roster.write_text(rosters.CANVAS, "utf-8")
        with pytest.raises(new_course.CannotStart, match="No space left on device"):
            start(title="T", roster=str(roster))
        after = everything(tmp_path)
        assert {path: data for path, data in after.items() if path.parts[0] != "private"} == before
        assert {path.name for path in (tmp_path / "private").iterdir()} == {".gitignore"}


def _file(folder, text, name="grades.csv"):
    file = folder / name
    file.write_text(text, "utf-8")
    return str(file)


class TestRosters:
    @pytest.mark.parametrize("export", [rosters.CANVAS, rosters.MOODLE])
    def test_readers_see_given_names_and_initials_and_nothing_that_a_platform_knows(self, start, tmp_path, export):
        start(title="T", roster=_file(tmp_path, export))
        public = "".join(file.read_text("utf-8") for file in (tmp_path / "content").rglob("*") if file.is_file())
        for secret in ("Okafor", "Okonkwo", "Jónsson", "Jónsdóttir", "Cruz", "S00", "1001", "@uni", "gudrun.osk"):
            assert secret not in public
        assert "Amara O" in public
        assert "Points" not in public
        assert "Test" not in public

    @pytest.mark.parametrize("export", [rosters.CANVAS, rosters.MOODLE])
    def test_every_row_of_the_private_roster_is_then_somebody_for_certain(self, start, tmp_path, export):
        start(title="T", roster=_file(tmp_path, export))
        course = files.load(tmp_path / "content").course
        found, said = private_files.roster(tmp_path / "private", course)
        mine = {person.id for person in course.people}
        assert {*mine} - {"instructor"} == set(found.members)
        assert said == []
        assert (tmp_path / "private/.gitignore").read_text() == "*\n"
        assert (found.members["amara-oka" if "Points" in export else "amara"]).legal_name.replace(",", "") in (
            "Okafor Amara", "Amara Okafor")  # fmt: skip

    def test_a_started_course_with_its_roster_is_published_without_a_leak(self, start, tmp_path, request_for):
        start(title="T", roster=_file(tmp_path, rosters.CANVAS))
        done = output.build(request_for(tmp_path / "content", gradebook=None, publish=True))
        assert done.leaks == ()

    def test_two_who_would_be_called_alike_are_told_apart_and_the_ids_are_nobodys_login(self):
        found = public_names.join(rows(rosters.CANVAS, Course("", ()))[0])
        assert {person.id: person.name for person in found.people} == {
            "amara-oka": "Amara Oka.", "amara-oko": "Amara Oko.", "gudrun": "Guðrún Ósk J.", "xiao-ming": "小明",
            "ximena": "Ximena C.", "suharto-2": "Suharto",
        }  # fmt: skip

    UNCERTAIN = "Név,Email\nKovács Béla,b@uni.example\nSzép Anna,a@uni.example\n"

    def test_the_order_of_names_is_asked_for_where_it_is_not_certain(self, start, tmp_path):
        given = {"timezone": "UTC", "instructor": "Ruth", "title": "T", "first": "2026-10-05", "weeks": "2", "term": "x",
                 "language": "hu", "breaks": "none", "repository": "none"}  # fmt: skip
        _, asked, told = start("which?", "family", roster=_file(tmp_path, self.UNCERTAIN), **given)
        question = "What comes first in names such as “Kovács Béla”: family, given, or none if you cannot say"
        assert asked == [f"{question} [none]: "] * 2
        assert told == ["“which?” is neither family nor given: write which of them comes first, or none"]
        people = files.load(tmp_path / "content").course.people
        assert [person.name for person in people] == ["Ruth", "Béla K.", "Anna S."]

    def test_names_of_no_certain_order_are_initials_where_nobody_is_asked_and_that_is_said(self, start, tmp_path):
        done, _, _ = start(title="T", roster=_file(tmp_path, self.UNCERTAIN))
        public = (tmp_path / "content/course.toml").read_text("utf-8")
        assert '"K. B."' in public
        assert not {"Kovács", "Béla", "kovacs", "bela", "Szép", "Anna"} & set(re.findall(r"\w+", public))
        (said,) = (note for note in done.notes if "not certain" in note)
        assert said.startswith("grades.csv:2:1: which is the given name is not certain (in lines 2, 3): ")

    def test_the_order_can_be_given_beforehand(self, start, tmp_path):
        start(title="T", roster=_file(tmp_path, self.UNCERTAIN), names="family-first")
        assert '"Béla K."' in (tmp_path / "content/course.toml").read_text("utf-8")
        with pytest.raises(new_course.CannotStart, match="--names: “both” is neither family nor given"):
            start(title="T", content=tmp_path / "c2", private=tmp_path / "p2", names="both",
                  roster=_file(tmp_path, self.UNCERTAIN))  # fmt: skip

    def test_a_row_without_a_name_that_can_be_shown_is_said(self):
        found = public_names.join(rows(rosters.MOODLE, Course("", ()))[0])
        assert found.unnamed == (6,)
        assert found.people[-1].name == "Student"
        assert [person.id for person in found.people if person.role == "instructor"] == ["ruth"]

    def test_somebody_with_a_row_for_each_section_is_one_person(self):
        text = rosters.CANVAS + '"Okafor, Amara",1001,S0012345,amara,MKT 214-B,,\n'
        found = public_names.join(rows(text, Course("", ()))[0])
        assert [person.id for person in found.people].count("amara-oka") == 1
        assert list(found.ids.values()).count("amara-oka") == 2

    def test_ids_that_a_roster_gives_are_taken(self):
        found = public_names.join(
            rows("person,legal_name,email\nzoe,Zoë Ek,z@x.example\n,Zoë Berg,y@x.example\n", Course("", ()))[0]
        )
        assert [person.id for person in found.people] == ["zoe", "zoe-b"]

    def test_a_roster_that_is_there_already_is_never_overwritten(self, start, tmp_path):
        (tmp_path / "private").mkdir()
        (tmp_path / "private/roster.csv").write_text("mine")
        with pytest.raises(new_course.CannotStart, match="already exists, and is kept"):
            start(title="T", roster=_file(tmp_path, rosters.CANVAS))
        assert (tmp_path / "private/roster.csv").read_text() == "mine"
        assert not (tmp_path / "content").exists()

    def test_an_export_that_lies_there_itself_is_kept_beside_it(self, start, tmp_path):
        (tmp_path / "private").mkdir()
        start(title="T", roster=_file(tmp_path / "private", rosters.CANVAS, "roster.csv"))
        assert (tmp_path / "private/roster-before-start.csv").read_text("utf-8") == rosters.CANVAS
        assert ",person\n" in (tmp_path / "private/roster.csv").read_text("utf-8")

    @pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"no table", "Name\nZoë\n".encode("latin-1"), b""])
    def test_what_is_no_roster_is_one_line(self, start, tmp_path, data):
        (tmp_path / "r.csv").write_bytes(data)
        with pytest.raises(new_course.CannotStart) as error:
            start(title="T", roster=str(tmp_path / "r.csv"))
        assert str(error.value).count("\n") == 0
        assert not (tmp_path / "content").exists()

    names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)

    @settings(max_examples=80)
    @given(st.lists(st.tuples(names, names), min_size=1, max_size=12))
    def test_of_any_names_no_two_people_have_an_id_or_a_public_name_in_common(self, given_and_family):
        import csv
        import io

        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["First name", "Last name", "Email address"])
        writer.writerows([[a, b, f"mail{n}@uni.example"] for n, (a, b) in enumerate(given_and_family)])
        found, _, said = rows(out.getvalue(), Course("", ()))
        joined = public_names.join(found)
        assert said == []
        assert len({person.id for person in joined.people}) == len(joined.people) == len(found)
        assert len({person.name.casefold() for person in joined.people}) == len(joined.people)
        course, said = course_file.read(fresh.settings(Wishes("T", TODAY, 1), joined.people))
        assert [problem.message for problem in said] == []
        assert course.people == joined.people


OLD = """\
# Kept since 2019.

[course]
title = "Brands" # our title
term = "Autumn 2026"
timezone = "Europe/London"
best_weeks = 3

# The class
[[people]]
id = "ada" # she
name = "Ada L."

[[people]]
id = "ruth"
name = "Ruth"
role = "instructor"

# joined late
[[people]]
id = "ben"
name = "Ben"

# The rules
[expectations]
posts = 1

[site]
url = "https://x.example/a"
publish = "rsync:/srv/www/a"   # the server

[[weeks]]
number = 1
opens = 2026-10-05 # Monday
posts_due = 2026-10-11 23:59:00
weight = 2.0
[weeks.expectations]
posts = 2 # only here

# reading week between

[[weeks]]
number = 2
opens = 2026-10-19T00:00:00

[[weeks]]
number = 3
opens = 2026-10-26T00:00:00

# the end of weeks

[[changes]]
since = 2026-10-26 # agreed
reason = "You asked."
[changes.expectations]
comments = 1
"""


def next_term(old, weeks=0, added=(), keep=False, day=date(2027, 1, 20), off=()):
    course, said = course_file.read(old)
    assert said == []
    wishes = Wishes(course.title, day, weeks or len(course.weeks), "Spring 2027", course.timezone, course.language, off)
    made = term.next_term(old, course, wishes, added, keep)
    course, said = course_file.read(made.text)
    assert said == []
    return made, course


class TestTheNextTerm:
    def test_only_dates_term_and_people_differ_and_remarks_and_order_stay(self):
        made, _ = next_term(OLD)
        wanted = (
            OLD.replace("Autumn 2026", "Spring 2027").replace("2026-10-05", "2027-01-18")
            .replace("2026-10-11", "2027-01-24").replace("2026-10-19", "2027-02-01").replace("2026-10-26", "2027-02-08")
            .replace('[[people]]\nid = "ada" # she\nname = "Ada L."\n\n', "")
            .replace('# joined late\n[[people]]\nid = "ben"\nname = "Ben"\n\n', "")
            .replace('publish = "rsync:/srv/www/a"   # the server', made.text.split("\n[[weeks]]")[0].splitlines()[-1])
        )  # fmt: skip
        assert made.text == wanted

    def test_a_break_stays_where_it_lay_and_the_weekday_is_last_terms(self):
        _, course = next_term(OLD, day=date(2027, 1, 22))
        assert [week.opens.strftime("%a %d %b") for week in course.weeks] == ["Mon 18 Jan", "Mon 01 Feb", "Mon 08 Feb"]

    def test_where_the_old_site_was_published_to_is_no_setting_any_more(self):
        made, course = next_term(OLD)
        assert course.site.publish == ""
        assert '# publish = "rsync:/srv/www/a"' in made.text
        assert any("publish" in note for note in made.notes)

    def test_people_are_added_before_the_remarks_that_follow_them(self):
        made, course = next_term(OLD, added=[Person("nia", "Nia P.", "B")], keep=True)
        assert [person.id for person in course.people] == ["ada", "ruth", "ben", "nia"]
        assert 'name = "Nia P."\nsection = "B"\n\n# The rules\n' in made.text
        _, course = next_term(COURSE.split('[[people]]\nid = "ruth"')[0], added=[Person("nia", "Nia P.")])
        assert [person.id for person in course.people] == ["nia"]

    @pytest.mark.parametrize("weeks", [1, 2, 4, 9])
    def test_fewer_weeks_or_more(self, weeks):
        made, course = next_term(OLD, weeks)
        assert [week.number for week in course.weeks] == list(range(1, weeks + 1))
        assert "# the end of weeks\n" in made.text
        assert course.best_weeks == min(3, weeks)
        assert len(course.changes) == (weeks > 2)
        if weeks > 3:
            assert course.weeks[3].opens.date() == date(2027, 2, 15)

    @pytest.mark.parametrize("weeks", [1, 2, 3])
    def test_settings_written_in_single_lines_are_read_and_written_so(self, weeks):
        old = (
            'people = [{id="ada"}, {id="r", role="instructor"}]\n'
            'weeks = [{number=1, opens=2026-10-05}, {number=2,opens=2026-10-12}]\n[course]\ntitle="x"\n'
        )
        _, course = next_term(old, weeks, [Person("nia", "Nia P.")])
        assert [person.id for person in course.people] == ["r", "nia"]
        assert len(course.weeks) == weeks

    blocks = st.permutations(
        [
            *(f"# week {n} is this\n[[weeks]] # w{n}\nnumber = {n}\nopens = 2026-10-{n:02}T00:00:00 # o{n}\n" for n in (5, 6, 7)),
            *(f'# person {n} is this\n[[people]]\nid = "p{n}" # p{n}\n# below {n}\n' for n in (1, 2, 3)),
            "# the rules\n[expectations]\nposts = 1 # e\n", '# the site\n[site]\nmail = "a@b.example" # s\n',
            '[course] # c\n# inside\ntitle = "x" # t\ntimezone = "Europe/London"\n',
        ]
    )  # fmt: skip

    @settings(max_examples=150)
    @given(blocks, st.sampled_from(["", "\n", "\n\n"]), st.integers(3, 5), st.booleans())
    def test_in_whatever_order_and_with_whatever_blank_lines_every_remark_stays(self, blocks, between, weeks, adds):
        def remarks(text):
            return sorted(line[line.index("#") :] for line in text.splitlines() if "#" in line)

        old = between.join(blocks)
        made, course = next_term(old, weeks, [Person("nia", "Nia P.")] if adds else [], keep=True)
        assert remarks(made.text) == remarks(old)
        assert {person.id for person in course.people} == {"p1", "p2", "p3"} | ({"nia"} if adds else set())
        assert len(course.weeks) == weeks

    @settings(max_examples=100)
    @given(blocks, st.sampled_from(["", "\n"]), st.integers(1, 3))
    def test_without_its_people_and_some_weeks_nothing_else_is_lost(self, blocks, between, weeks):
        made, course = next_term(between.join(blocks), weeks)
        assert course.people == ()
        assert len(course.weeks) == weeks
        assert {"# e", "# s", "# c", "# t", "# inside"} <= {
            line[line.index("#") :] for line in made.text.splitlines() if "#" in line
        }
        assert (course.expectations.posts, course.site.mail) == (1, "a@b.example")

    def test_the_command_takes_settings_and_brands_no_texts_and_leaves_the_old_term(self, start, course, tmp_path):
        old = course({"course.toml": OLD, "brands.toml": '[[brands]]\nname = "Zed"\n', "posts/week-01/ada-x.md": POST})
        before = everything(old)
        done, asked, _ = start(
            "", "2027-01-18", "", "", "Spring 2027", "", "no",
            content=tmp_path / "next/content", private=tmp_path / "next/private", from_term=str(tmp_path),
        )  # fmt: skip
        assert everything(old) == before
        assert asked[-1] == "Keep last term’s students and guests? (yes or no) [no]: "
        new = tmp_path / "next/content"
        assert {file.relative_to(new).as_posix() for file in new.rglob("*") if file.suffix} == {
            "course.toml", "brands.toml", "pages/about.md"}  # fmt: skip
        assert "Zed" in (new / "brands.toml").read_text()
        assert files.load(new).course.title == "Brands"
        assert problems(new) == []
        assert any("15 weeks later" in note and "holidays" in note for note in done.notes)

    def test_into_the_old_terms_own_folder_it_is_refused(self, start, course):
        content = course({"course.toml": OLD})
        with pytest.raises(new_course.CannotStart):
            start(title="T", from_term=str(content))

    def test_private_files_that_would_be_read_with_the_new_course_are_said(self, start, course, tmp_path):
        course({"course.toml": OLD})
        (tmp_path / "private").mkdir()
        (tmp_path / "private/adjustments.toml").write_text("")
        done, _, _ = start(content=tmp_path / "next", from_term=str(tmp_path))
        assert [note for note in done.notes if "adjustments.toml" in note and "--private" in note]

    def test_a_roster_joins_those_who_stay(self, start, course, tmp_path):
        course({"course.toml": OLD.replace("Ada L.", "Amara O.").replace('"Ruth"', '"Ruth H."')})
        start(
            content=tmp_path / "next/content", private=tmp_path / "next/private", from_term=str(tmp_path / "content"),
            roster=_file(tmp_path, rosters.MOODLE), keep_people=True,
        )  # fmt: skip
        found = files.load(tmp_path / "next/content").course
        assert [person.id for person in found.people] == ["ada", "ruth", "ben", "jon-jons", "jon-jona", "student"]

    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            ("[course]\ntitle = \n", r"course\.toml:2:9: is not valid TOML"),
            (OLD.replace("number = 3", 'number = "3"'), r"course\.toml:4\d:1: `weeks\[3\]\.number`"),
            ("", r"course\.toml:1:1: "),
        ],
    )
    def test_last_terms_settings_that_are_wrong_are_told_with_their_place(
        self, start, course, tmp_path, settings, said
    ):
        course({"course.toml": settings})
        with pytest.raises(new_course.CannotStart, match=said):
            start(content=tmp_path / "next", private=tmp_path / "p", from_term=str(tmp_path))
        assert not (tmp_path / "next").exists()


def test_a_list_of_the_sample_knows_the_sample():
    found = sample.look(sample_course.SAMPLE)
    assert len(found.own) > 100
    assert found.others == ()
