"""``./inv import``: every item of the input is accounted for, nothing of anybody's is overwritten, twice is once."""

import json
import re
from collections import Counter

import import_exports as exports
import pytest
from conftest import COURSE, SHARED, inv
from hypothesis import given, settings
from hypothesis import strategies as st
from import_desk import Desk

from plugins.corpus import files
from plugins.course import course_file
from plugins.imports import importing, memory, people, placing
from plugins.imports.records import CannotImport, Item


@pytest.fixture
def desk(tmp_path):
    """Imports files, given by name, into a content folder; gives the report."""

    class Remembering(Desk):
        def snapshot(self):
            return {p.relative_to(tmp_path): p.read_bytes() for root in (self.content, self.private)
                    for p in root.rglob("*") if p.is_file()}  # fmt: skip

    return Remembering(tmp_path)


def counts(report):
    return {outcome: dict(count) for outcome, count in report.outcomes.items() if count}


def test_a_backup_becomes_a_course_that_the_site_reads_without_an_error(desk):
    report = desk.bring({"blog": exports.BACKUP})
    assert report.balanced
    assert counts(report) == {"new": {"post": 2, "page": 1, "comment": 4}, "dropped": {"other": 2, "comment": 1}}
    corpus = files.load(desk.content)
    assert [problem for problem in corpus.problems if problem.severity == "error"] == []
    assert [(p.path, p.author.id, p.status) for p in corpus.posts] == [
        ("posts/week-01/ada-l-a-draft.md", "ada-l", "draft"),
        ("posts/week-01/ada-l-on-listening.md", "ada-l", "published"),
    ]
    assert [(c.id, c.reply_to, c.status) for c in corpus.comments] == [
        ("ada-l-1", "ben-k-1", "published"), ("ben-k-1", "", "published"), ("ben-k-2", "", "published"), ("eve-1", "", "removed"),
    ]  # fmt: skip
    assert corpus.course.weeks[0].opens.isoformat() == "2026-10-05T00:00:00+00:00"
    assert "example.org" not in str(desk.snapshot())


def test_twice_changes_nothing(desk):
    inbox = {"a": exports.BACKUP, "b": exports.wxr(), "c": exports.PASTED, "d": exports.DISQUS, "e": exports.MOODLE}
    first = desk.bring(inbox)
    before = desk.snapshot()
    second = desk.bring(inbox)
    assert desk.snapshot() == before
    assert second.balanced
    assert counts(second) == {"unchanged": counts(first)["new"], "dropped": counts(first)["dropped"]}


def test_a_changed_export_changes_only_what_changed_and_no_file_that_somebody_edited(desk):
    desk.bring({"blog": exports.BACKUP})
    ben = desk.content / "comments/week-01/ada-l-on-listening/ben-k-1.md"
    ben.write_text(ben.read_text("utf-8") + "\nAn editor's line.\n", "utf-8")
    (desk.content / "pages/about.md").unlink()
    before = desk.snapshot()
    changed = exports.BACKUP.replace(b"short.", b"sweet.").replace(b"Thanks, Ben.", b"Many thanks, Ben.")
    report = desk.bring({"blog": changed})
    assert counts(report)["updated"] == {"comment": 1}
    assert counts(report)["kept"] == {"comment": 1, "page": 1}
    assert report.balanced
    now = desk.snapshot()
    assert {path.name for path in now if now[path] != before.get(path)} == {"ada-l-1.md", ".cohort-import.json"}
    assert "Many thanks" in desk.text("comments/week-01/ada-l-on-listening/ada-l-1.md")


def test_without_the_memory_of_the_first_run_the_same_texts_are_known_by_their_words(desk):
    desk.bring({"blog": exports.BACKUP})
    state = desk.content / memory.FILE
    before = desk.snapshot()
    state.unlink()
    assert "new" not in counts(desk.bring({"blog": exports.BACKUP}))
    assert desk.snapshot() == before


def test_a_dry_run_writes_nothing_and_says_the_same(desk):
    told = desk.bring({"blog": exports.BACKUP}, dry_run=True)
    assert desk.snapshot() == {}
    assert not desk.content.exists()
    assert counts(told) == counts(desk.bring({"blog": exports.BACKUP}))
    assert "to be written" in "\n".join(told.lines())


def test_people_of_the_course_are_found_by_name_and_by_the_mapping_that_a_first_run_proposes(desk):
    desk.content.mkdir()
    (desk.content / "course.toml").write_text(COURSE.replace('name = "Ben K."', 'name = "Benjamin K."'), "utf-8")
    desk.bring({"blog": exports.BACKUP})
    proposal = (desk.private / people.FILE).read_text("utf-8")
    assert 'name = "Ben K."\nid = ""\n# 0 posts, 3 comments; closest in course.toml: Benjamin K. (ben)' in proposal
    assert 'name = "Ada L."' not in proposal
    assert desk.text("posts/week-01/ada-on-listening.md").startswith("Title: On listening\nAuthor: ada\n")
    (desk.private / people.FILE).write_text(
        proposal.replace('name = "Ben K."\nid = ""', 'name = "Ben K."\nid = "ben"'), "utf-8"
    )
    report = desk.bring({"blog": exports.BACKUP})
    assert counts(report)["updated"] == {"comment": 2}
    assert "Author: ben\n" in desk.text("comments/week-01/ada-on-listening/ben-k-1.md")


def test_a_text_outside_every_week_gets_a_week_of_its_own_at_the_end_of_course_toml(desk):
    desk.content.mkdir()
    (desk.content / "course.toml").write_text(COURSE, "utf-8")
    late = exports.backup(exports.backup_entry("post", 5, "Late", "x", time="2027-01-20T10:00:00Z"),
                          exports.backup_entry("post", 6, "Later", "x", time="2027-02-03T10:00:00Z"))  # fmt: skip
    desk.bring({"blog": late})
    assert desk.text("course.toml").startswith(COURSE)
    course, problems = course_file.read(desk.text("course.toml"))
    assert problems == []
    assert [(week.number, str(week.opens)[:10]) for week in course.weeks[1:]] == [(2, "2027-01-18"), (4, "2027-02-01")]
    assert (desk.content / "posts/week-02/ada-late.md").exists()
    assert (desk.content / "posts/week-04/ada-later.md").exists()


def test_comments_alone_find_their_post_by_title_or_address_and_get_a_stand_in_where_there_is_none(desk):
    desk.bring({"blog": exports.BACKUP})
    report = desk.bring({"comments": exports.DISQUS})
    assert report.stand_ins == ()
    assert (desk.content / "comments/week-01/ada-l-on-listening/ben-k-3.md").exists()
    elsewhere = exports.DISQUS.replace(b"n-listening", b"n-nothing").replace(b"On listening", b"On nothing")
    report = desk.bring({"comments": elsewhere.replace(b'"20', b'"90').replace(b'"100', b'"500')})
    assert report.balanced
    assert report.stand_ins == ("posts/week-01/unknown-on-listening.md",) or len(report.stand_ins) == 1


def test_a_text_without_a_date_is_told_until_a_date_is_given(desk):
    report = desk.bring({"page.txt": exports.PASTED})
    assert sum(note.kind == "time" for note in report.notes) == 4
    corpus = files.load(desk.content)
    assert [text.dated for text in corpus.texts] == ["file"] * 4
    report = desk.bring({"page.txt": exports.PASTED}, date="2026-10-07 09:00")
    assert counts(report) == {"updated": {"post": 1, "comment": 3}}
    corpus = files.load(desk.content)
    assert (len(corpus.posts), len(corpus.comments), corpus.parked) == (1, 3, ())
    assert {c.id: c.reply_to for c in corpus.comments} == {"unknown-1": "", "unknown-2": "unknown-1", "unknown-3": ""}


def test_names_in_an_export_cannot_leave_the_content_folder_nor_write_into_a_header(desk):
    hostile = exports.backup(
        exports.backup_entry(
            "post", 5, "../../etc/passwd&#10;Status: draft", "x", author="../../../evil&#10;Date: 1999-01-01"
        ),
        exports.backup_entry("page", 6, "..", "x"),
        exports.backup_entry(
            "comment", 7, "", "Title: y\n\nAuthor: ruth", author="Author: ruth", more=exports.in_reply(5)
        ),
        exports.backup_entry("post", 8, "Mine", "x", author="ada@example.org"),
    )
    report = desk.bring({"blog": hostile})
    assert report.balanced
    written = [path for path in desk.snapshot() if path.suffix == ".md"]
    assert all(re.fullmatch(r"content/(?:posts|pages|comments)/[a-z0-9/-]+\.md", path.as_posix()) for path in written)
    assert "Status: draft\n" not in "".join(f"\n{desk.text(w.path)}" for w in report.written).replace(
        "passwd Status", ""
    )
    assert "example.org" not in str(desk.snapshot())
    assert all(
        problem.rule != "header" for problem in files.load(desk.content).problems if problem.path.startswith("comments")
    )


def test_the_same_backup_in_two_files_is_taken_once_and_of_two_versions_the_later_file_s(desk):
    changed = exports.BACKUP.replace(b"short.", b"sweet.")
    report = desk.bring({"2026-10-01.xml": exports.BACKUP, "2026-11-01.xml": changed})
    assert report.balanced
    assert "sweet" in desk.text("comments/week-01/ada-l-on-listening/ben-k-1.md")
    assert sum("same text" in lost.reason for lost in report.dropped) == 7
    assert sum("earlier version" in lost.reason for lost in report.dropped) == 1


def test_a_folder_that_is_a_link_is_not_written_through(desk, tmp_path):
    desk.content.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (desk.content / "posts").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotImport, match="symbolic link"):
        desk.bring({"blog": exports.BACKUP})
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_report_is_text_for_people_and_one_object_for_programs(desk):
    report = desk.bring({"blog": exports.BACKUP, "what.bin": b"\x00\x01", "notes.md": b"# Mine"})
    told = json.loads(report.json())
    assert sum(told["came_in"].values()) == sum(sum(kinds.values()) for kinds in told["outcomes"].values()) == 10
    text = "\n".join(report.lines())
    assert "what.bin:1:1: is no text" in text
    assert "1 comment: answers a page, and pages have no comments" in text
    assert "1 × answers a comment that is not in the export" in text


names = st.sampled_from(["", "Ada L.", "Ben K.", "Zoë", "中文", "a" * 90, "ada", "x@example.org", "-", "unknown"])
times = st.one_of(st.none(), st.datetimes(timezones=st.timezones()), st.datetimes())
ids = st.sampled_from(list("abcdefg"))
items = st.lists(
    st.builds(
        Item, st.sampled_from(["post", "page", "comment"]), st.just("o"), ids, st.just("p"), names, times,
        st.sampled_from(["", "One", "Two: three", "…"]), st.just("text"),
        st.sampled_from(["published", "draft", "pending", "spam", "removed"]), ids, st.one_of(st.just(""), ids),
    ),
    max_size=12, unique_by=lambda item: item.key,
)  # fmt: skip


@settings(max_examples=200)
@given(items)
def test_every_text_is_placed_once_at_a_path_of_its_own_or_dropped_with_a_reason(found):
    course, _ = course_file.read(COURSE)

    def planned(before, free=lambda *_: True):
        return placing.plan(found, course, people.People(course), before, free)

    plan = planned({})
    paths = [placed.path for placed in plan.placed]
    assert len(paths) == len(set(paths))
    assert all(files.FOLDERS and path.split("/")[0] in files.FOLDERS and path.isascii() for path in paths)
    assert Counter(p.item.kind for p in plan.placed) + Counter(d.kind for d in plan.dropped) == Counter(
        i.kind for i in found
    )
    again = planned({placed.item.key: placed.path for placed in plan.placed}, lambda *_: False)
    assert [(p.path, p.header) for p in again.placed] == [(p.path, p.header) for p in plan.placed]


@pytest.fixture(scope="session")
def real():
    folder = SHARED / "exports"
    if not folder.is_dir():
        pytest.skip("needs the exports beside the checkout, ../shared/exports")
    return folder


def independent(data):
    """Posts, pages, comments and nested comments of an export, counted without any of the importer's code."""
    text = data.decode("utf-8")
    if "kind#" in text:
        entries = [part.split("</entry>")[0] for part in text.split("<entry>")[1:]]
        kinds = Counter(re.search(r"kind#(\w+)", entry)[1] for entry in entries)
        nested = sum("kind#comment" in entry and bool(re.search(r"rel=.related.", entry)) for entry in entries)
        return kinds["post"], kinds["page"], kinds["comment"], nested
    if "<wp:comment" in text or "<wp:post" in text:
        kinds = Counter(re.findall(r"<wp:post_type>(\w+)<", text))
        return (
            kinds["post"],
            kinds["page"],
            text.count("<wp:comment>"),
            len(re.findall(r"<wp:comment_parent>[1-9]", text)),
        )
    comments = json.loads(text)["comments"]
    return 0, 0, len(comments), sum(comment["parentHex"] != "root" for comment in comments)


def test_real_exports_come_in_as_many_as_an_independent_count_finds(real, desk):
    found = [file for file in sorted(real.iterdir()) if file.suffix in (".xml", ".json")]
    assert len(found) == 5
    for file in found:
        content = desk.content / file.stem
        report = importing.bring(importing.ImportRequest(file, content, desk.private / file.stem))
        came = report.came_in
        assert (came["post"], came["page"], came["comment"], report.sources[0].nested) == independent(file.read_bytes())
        assert report.balanced
        assert [p for p in files.load(content).problems if p.severity == "error" and "Author" not in p.message] == []


def test_the_seed_documents_are_four_posts_and_four_comments_threaded_as_in_the_seed_course(seed, desk):
    importing.bring(importing.ImportRequest(SHARED / "seeds", desk.content, desk.private, "2015-09-20 12:00"))
    corpus, model = files.load(desk.content), files.load(seed)
    assert (len(corpus.posts), len(corpus.comments)) == (4, 4)

    def shape(comments, known):
        words = {comment.id: " ".join(comment.source.prose.split())[:60] for comment in comments}
        return {words[c.id]: words.get(c.reply_to, "") for c in comments if known}

    theirs = [c for c in model.comments if c.post.endswith("no-going-back")]
    assert shape(corpus.comments, known=True) == shape(theirs, known=True)
    assert {post.author.id for post in corpus.posts} == {"unknown"}


def test_the_command_reports_on_standard_output_and_its_exit_code_says_whether_all_was_read(tmp_path):
    import subprocess

    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox/blog.xml").write_bytes(exports.BACKUP)

    def run(*options):
        command = inv("import", tmp_path / "inbox", "--content", tmp_path / "c", *options)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done

    dry = run("--dry-run", "--format", "json")
    assert (dry.returncode, json.loads(dry.stdout)["came_in"]) == (0, {"post": 2, "page": 1, "comment": 5, "other": 2})
    assert not (tmp_path / "c").exists()
    (tmp_path / "inbox/what").write_bytes(b"\0")
    assert run().returncode == 1
    assert run("--date", "tomorrow").returncode == 2


LEGAL = COURSE.replace("Ada L.", "Ada").replace("Ben K.", "Benny")


def test_an_author_by_the_legal_name_of_the_private_roster_is_found_and_the_name_is_written_nowhere(desk):
    desk.content.mkdir()
    desk.private.mkdir()
    (desk.content / "course.toml").write_text(LEGAL)
    (desk.private / "roster.csv").write_text(
        'person,legal_name,email,login\nada,"Lovelace, Ada Zoë",ada@uni.example,adal\nben,Benjamin Karlsson,b@uni.example,\n'
        "ruth,Karl Same,r@uni.example,\n", "utf-8",
    )  # fmt: skip
    forum = exports.MOODLE.replace(b"Ada L.", b"Ada Zoe LOVELACE").replace(b"Ben K.", b"Benjamin Karlsson")
    report = desk.bring({"forum.csv": forum})
    assert [desk.text(w.path).splitlines()[w.kind == "post"] for w in report.written][:3] == [
        "Author: ada", "Author: ben", "Author: ada"]  # fmt: skip
    public = "".join(f"{path}{data}" for path, data in desk.snapshot().items() if path.parts[0] == "content")
    assert not {"lovelace", "karlsson", "uni.example"} & set(re.findall(r"[a-z.]+", public.casefold()))
    assert "Lovelace" not in "\n".join(report.lines()) + report.json()
    assert not (desk.private / "people.toml").exists()


def test_a_legal_name_that_two_have_means_neither_and_an_unreadable_roster_is_said(desk):
    desk.content.mkdir()
    desk.private.mkdir()
    (desk.content / "course.toml").write_text(LEGAL)
    (desk.private / "roster.csv").write_text("person,legal_name\nada,Sam Same\nben,Sam Same\n")
    report = desk.bring({"forum.csv": exports.MOODLE.replace(b"Ada L.", b"Sam Same")})
    assert "Author: Sam Same\n" in desk.text(report.written[0].path)
    (desk.private / "roster.csv").write_bytes(b"\xff\xff")
    report = desk.bring({"forum.csv": exports.MOODLE})
    assert any("roster cannot be read" in note.message for note in report.notes)


def test_a_course_made_of_a_moodle_forum_shows_no_legal_name_and_knows_everybody_in_the_next_run(desk):
    forum = exports.MOODLE.replace(b"Ada L.", b"Ada Lovelace").replace(b"Ben K.", b"Ben Karlsson")
    report = desk.bring({"forum.csv": forum})
    assert report.balanced
    public = "".join(f"{path}{data}" for path, data in desk.snapshot().items() if path.parts[0] == "content")
    assert "lovelace" not in public.casefold()
    assert "karlsson" not in public.casefold()
    assert [(p.id, p.name, p.role) for p in files.load(desk.content).course.people] == [
        ("ada", "Ada L.", "student"), ("ben", "Ben K.", "guest")]  # fmt: skip
    assert '"Ada Lovelace"\nid = "ada"\n' in (desk.private / "people.toml").read_text("utf-8")
    before = desk.snapshot()
    assert counts(desk.bring({"forum.csv": forum})).keys() == {"unchanged"}
    assert desk.snapshot() == before
