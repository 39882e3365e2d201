"""Evidence from git: which commits are the same file's, and what is on record of a text."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import COURSE, POST
from hypothesis import given, settings
from hypothesis import strategies as st
from repository import Repository

from plugins.checks import course_check
from plugins.core.model import SiteSettings
from plugins.corpus import files, git
from plugins.grades import difference, provenance
from plugins.grades.provenance import Flag, Record
from plugins.grades.record import evidence as record_of

ADA = "posts/week-01/ada-x.md"
DUE = datetime(2026, 10, 11, 22, 59, tzinfo=UTC)
BOOK = {"ada@x.example": "ada", "ben@x.example": "ben", "ruth@x.example": "ruth"}
CLASS = COURSE + '\n[[people]]\nid = "cleo"\nname = "Cleo M."\n'


def text(number: int, edits: int = 0) -> str:
    """A text that is like no other, however often it was edited."""
    lines = [f"{number} {line} {number * 7919 + line}" for line in range(12)]
    return "\n".join([*lines, *(f"edit {n}" for n in range(edits))]) + "\n"


def commits(repository: Repository, content: str = ".") -> dict[str, list[int]]:
    """The numbers of the commits that each file's versions are from."""
    made = repository.make()
    past = git.read(repository.folder / content)
    assert past.missing == ""
    return {path: [made.index(version.commit) for version in versions] for path, versions in past.versions.items()}


@pytest.fixture
def repository(tmp_path) -> Repository:
    return Repository(tmp_path / "repository")


class TestLineage:
    def test_a_renamed_file_keeps_its_first_commit_through_a_chain_of_names(self, repository):
        repository.commit(("M", "a.md", text(1)))
        repository.commit(("R", "a.md", "b.md"))
        repository.commit(("M", "b.md", text(1, 1)))
        repository.commit(("R", "b.md", "week-2/c.md"), ("M", "week-2/c.md", text(1, 2)))
        assert commits(repository) == {"week-2/c.md": [1, 2, 3, 4]}

    def test_what_begins_at_an_old_path_is_another_file(self, repository):
        repository.commit(("M", "a.md", text(1)))
        repository.commit(("R", "a.md", "b.md"))
        repository.commit(("M", "a.md", text(2)))
        repository.commit(("M", "a.md", text(2, 1)))
        assert commits(repository) == {"b.md": [1, 2], "a.md": [3, 4]}

    def test_a_file_that_was_deleted_and_comes_back_is_the_same(self, repository):
        repository.commit(("M", "a.md", text(1)))
        repository.commit(("D", "a.md"))
        repository.commit(("M", "a.md", text(1)))
        assert commits(repository) == {"a.md": [1, 3]}

    def test_names_that_differ_in_capitals_or_hold_any_sign_are_names(self, repository):
        names = [
            "Ada X.md",
            "ada x.md",
            'q"uote\n new\tline.md',
            "ö \u202e 日本.md",
            ":(glob)*.md",
            "-M.md",
            "\x01x.md",
        ]
        repository.commit(("M", names[0], text(1)))
        for before, after in pairwise(names):
            repository.commit(("R", before, after))
        assert commits(repository) == {names[-1]: [1, 2, 3, 4, 5, 6, 7]}

    def test_a_rename_on_a_merged_branch_keeps_what_the_main_one_changed_meanwhile(self, repository):
        first = repository.commit(("M", "a.md", text(1)))
        side = repository.commit(("R", "a.md", "b.md"), branch="side", start=first)
        repository.commit(("M", "a.md", text(1, 1)))
        repository.commit(("D", "a.md"), ("M", "b.md", text(1, 1)), merge=(side,))
        repository.commit(("M", "a.md", text(2)))
        found = commits(repository)
        assert found["b.md"][:3] == [1, 2, 3]
        assert found["a.md"] == [5]

    def test_a_rename_on_a_branch_dated_after_the_change_on_the_main_one(self, repository):
        first = repository.commit(("M", "a.md", text(1)))
        repository.commit(("M", "a.md", text(1, 1)))
        side = repository.commit(("R", "a.md", "b.md"), branch="side", start=first)
        repository.commit(("D", "a.md"), ("M", "b.md", text(1, 1)), merge=(side,))
        assert commits(repository)["b.md"][:3] == [1, 2, 3]

    def test_a_file_that_two_branches_rename_differently_is_both(self, repository):
        first = repository.commit(("M", "a.md", text(1)))
        side = repository.commit(("R", "a.md", "b.md"), branch="side", start=first)
        repository.commit(("R", "a.md", "c.md"))
        repository.commit(("M", "b.md", text(1)), merge=(side,))
        found = commits(repository)
        assert (found["b.md"][:2], found["c.md"]) == ([1, 2], [1, 3])

    def test_a_file_that_only_a_merge_brought_has_its_commit(self, repository):
        first = repository.commit(("M", "a.md", text(1)))
        side = repository.commit(("M", "b.md", text(2)), branch="side", start=first)
        repository.commit(("M", "a.md", text(1, 1)))
        repository.commit(("M", "b.md", text(2)), ("M", "c.md", text(3)), ("R", "a.md", "d.md"), merge=(side,))
        assert commits(repository) == {"b.md": [2], "c.md": [4], "d.md": [1, 3, 4]}

    def test_a_first_commit_is_the_side_branchs_not_the_merges(self, repository):
        first = repository.commit(("M", "z.md", text(0)), at="2026-10-01T00:00")
        side = repository.commit(("M", ADA, text(1)), at="2026-10-02T00:00", branch="side", start=first)
        repository.commit(("M", "z.md", text(0, 1)), at="2026-10-20T00:00")
        repository.commit(("M", ADA, text(1)), at="2026-10-21T00:00", merge=(side,))
        repository.make()
        assert git.read(repository.folder).committed[ADA] == datetime(2026, 10, 2, tzinfo=UTC)

    def test_a_change_that_a_merge_undid_is_on_record(self, repository):
        first = repository.commit(("M", "a.md", text(1)))
        side = repository.commit(("M", "a.md", text(1, 1)), branch="side", start=first)
        repository.commit(("M", "b.md", text(2)))
        repository.commit(("M", "a.md", text(1)), merge=(side,))
        assert commits(repository)["a.md"] == [1, 2]

    def test_a_content_folder_that_was_moved_keeps_what_it_was_before(self, repository):
        repository.commit(("M", "a.md", text(1)), ("M", "README", text(9)))
        repository.commit(("R", "a.md", "site/content/a.md"))
        repository.commit(("M", "other/a.md", text(3)))
        assert commits(repository, "site/content") == {"a.md": [1, 2]}

    def test_what_is_no_file_has_no_versions(self, repository):
        repository.commit(("M", "a.md", text(1)))
        repository.stream.append(b"M 160000 %s lib\nM 120000 inline link.md\ndata 4\na.md\n" % (b"1" * 40))
        assert commits(repository) == {"a.md": [1]}

    def test_a_clock_that_goes_wrong_changes_no_order(self, repository):
        repository.commit(("M", "a.md", text(1)), at="2026-10-09T00:00")
        repository.commit(("M", "a.md", text(1, 1)), at="1971-10-01T00:00")
        repository.commit(("M", "a.md", text(1, 2)), at="2026-10-08T00:00")
        assert commits(repository) == {"a.md": [1, 2, 3]}

    @settings(max_examples=25)
    @given(
        st.lists(st.tuples(st.sampled_from("AMRED"), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=14)
    )
    def test_any_history_of_files_gives_the_commits_that_a_replay_of_it_gives(self, steps):
        names = ["a.md", "A.md", "w/b c.md", 'w/"d\n".md', "é.md"]
        there: dict[str, tuple[int, int, list[int]]] = {}
        gone: dict[str, list[int]] = {}
        with tempfile.TemporaryDirectory() as folder:
            repository = Repository(Path(folder) / "r")
            for number, (kind, one, other) in enumerate(steps, 1):
                free = [name for name in names if name not in there]
                used = sorted(there)
                if (kind == "A" or not used) and free:
                    name = free[one % len(free)]
                    there[name] = number, 0, [*gone.pop(name, []), number]
                    repository.commit(("M", name, text(number)))
                elif kind == "D" or (kind in "RE" and not free) or kind == "A":
                    name = used[one % len(used)]
                    gone[name] = there.pop(name)[2]
                    repository.commit(("D", name))
                elif kind == "M":
                    name = used[one % len(used)]
                    which, edits, seen = there[name]
                    there[name] = which, edits + 1, [*seen, number]
                    repository.commit(("M", name, text(which, edits + 1)))
                else:
                    name, to = used[one % len(used)], free[other % len(free)]
                    which, edits, seen = there.pop(name)
                    there[to] = which, edits + (kind == "E"), [*seen, number]
                    gone.pop(to, None)
                    repository.commit(("R", name, to), ("M", to, text(*there[to][:2])))
            assert commits(repository) == {name: seen for name, (_, _, seen) in there.items()}


class TestWhatGitIsAsked:
    def test_settings_and_the_environment_of_a_hook_change_nothing(self, repository, tmp_path, monkeypatch):
        repository.commit(("M", "a.md", text(1)))
        repository.commit(("R", "a.md", "b.md"), ("M", "b.md", text(1, 1)))
        for name, value in {
            "log.showRoot": "false", "diff.renames": "false", "log.showSignature": "true", "color.ui": "always",
            "log.follow": "true", "diff.noprefix": "true", "format.pretty": "oneline", "log.date": "relative",
            "core.quotepath": "on", "log.diffMerges": "off", "diff.renameLimit": "1",
        }.items():  # fmt: skip
            repository.git("config", name, value)
        other = Repository(tmp_path / "other")
        other.commit(("M", "b.md", text(9)))
        other.make()
        monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
        monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
        assert git.read(other.folder).versions.keys() == {"b.md"}
        monkeypatch.undo()
        made = commits(repository)
        monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
        monkeypatch.setenv("GIT_WORK_TREE", str(other.folder))
        assert made == {"b.md": [1, 2]}
        assert len(git.read(repository.folder).versions["b.md"]) == 2

    def test_both_times_and_both_addresses_are_read(self, repository):
        repository.commit(("M", ".mailmap", "Ada <ada@x.example> <laptop@x.example>\n"))
        repository.commit(
            ("M", ADA, text(1)), by="laptop@x.example", at="2026-10-09T10:00", authored="2026-10-07T09:00"
        )
        made = repository.make()
        [version] = git.read(repository.folder).versions[ADA]
        assert (version.email, version.mapped, version.commit) == ("laptop@x.example", "ada@x.example", made[2])
        assert (version.time.day, version.authored.day) == (9, 7)

    def test_a_shallow_clone_says_how_deep_it_is(self, repository, tmp_path):
        for n in range(4):
            repository.commit(("M", "a.md", text(1, n)))
        repository.make()
        for depth, said in ((2, "only the last 2 commits"), (1, "only the last commit")):
            clone = tmp_path / f"clone{depth}"
            subprocess.run(
                ["git", "clone", "-q", f"--depth={depth}", f"file://{repository.folder}", str(clone)], check=True
            )
            past = git.read(clone)
            assert said in past.missing
            assert not past.versions

    def test_without_git_repository_or_commit_it_says_which(self, tmp_path, monkeypatch):
        assert git.read(tmp_path).missing == "the content folder is not in a git repository"
        Repository(tmp_path / "empty")
        assert git.read(tmp_path / "empty").missing == "the git repository has no commits yet"
        monkeypatch.setenv("PATH", str(tmp_path))
        assert git.read(tmp_path).missing == "git is not installed"

    def test_a_repository_that_git_refuses_is_not_said_to_be_missing(self, repository, monkeypatch):
        repository.commit(("M", "a.md", text(1)))
        repository.make()
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "true")
        assert "belongs to another user" in git.read(repository.folder).missing

    def test_a_broken_repository_says_what_git_says(self, repository):
        repository.commit(("M", "a.md", text(1)))
        repository.commit(("M", "a.md", text(2)))
        repository.make()
        for pack in (repository.folder / ".git/objects/pack").glob("*"):
            pack.chmod(0o600)
            pack.unlink()
        for folder in (repository.folder / ".git/objects").glob("??"):
            shutil.rmtree(folder)
        assert git.read(repository.folder).missing.startswith("git cannot read the history: ")


class TestTheCheck:
    @pytest.fixture
    def content(self, tmp_path) -> Callable[[str], Path]:
        def made(post: str) -> Path:
            repository = Repository(tmp_path)
            files_of_it = {"course.toml": COURSE, ADA: post}
            repository.commit(*(("M", f"content/{path}", text) for path, text in files_of_it.items()), at="2026-10-07")
            repository.make()
            return tmp_path / "content"

        return made

    def test_the_check_asks_git_nothing_where_every_text_has_a_date(self, content, monkeypatch):
        folder = content(POST)
        monkeypatch.setenv("PATH", "")
        monkeypatch.setattr(git, "read", lambda _: pytest.fail("git was asked"))
        corpus, _ = course_check.course(folder, None)
        assert len(corpus.posts) == 1

    def test_a_text_without_a_date_has_that_of_its_first_commit_in_the_check_too(self, content):
        folder = content(POST.replace("Date: 2026-10-07 10:00\n", ""))
        corpus, found = course_check.course(folder, None)
        [problem] = course_check.problems(corpus, found)
        assert problem.message.endswith("until then its first commit counts, 7 Oct 2026, 01:00")
        assert corpus.posts == files.load(folder).posts


Evidence = Callable[..., Record]


@pytest.fixture
def evidence(tmp_path) -> Evidence:
    """Commits made for real, read as a course, and what is on record of its texts."""
    repository = Repository(tmp_path)

    def made(*steps: Mapping[str, object], book: Mapping[str, str] = BOOK, then: Mapping[str, str] | None = None):
        for step in ({"content/course.toml": CLASS, "at": "2026-10-01"}, *steps):
            options = {key: value for key, value in step.items() if "/" not in key}
            repository.commit(*(("M", path, body) for path, body in step.items() if "/" in path), **options)
        repository.make()
        for path, body in (then or {}).items():
            (tmp_path / path).write_text(body)
        corpus = files.load(tmp_path / "content")
        deadlines = {item.path: corpus.course.weeks[0].posts_due for item in corpus.texts}
        return record_of(tmp_path / "content", corpus, deadlines, book)

    return made


def only(record: Record, path: str = ADA) -> Flag:
    [flag] = record.flags[path]
    return flag


IN = f"content/{ADA}"


class TestFlags:
    def test_a_text_committed_when_it_says_has_nothing_on_record(self, evidence):
        assert evidence({IN: POST, "at": "2026-10-08T08:59"}) == Record()

    @pytest.mark.parametrize(
        ("at", "sentence"),
        [
            ("2026-10-08T09:01", "The header says 7 Oct 2026, 10:00; the first commit is of 8 Oct 2026, 10:01, 1 d 1 min later and 3 d 13 h before the deadline."),
            ("2026-10-13T10:00", "The header says 7 Oct 2026, 10:00; the first commit is of 13 Oct 2026, 11:00, 6 d 1 h later and 1 d 11 h after the deadline."),
        ],
    )  # fmt: skip
    def test_a_date_before_the_first_commit_says_both_and_the_side_of_the_deadline(self, evidence, at, sentence):
        flag = only(evidence({IN: POST, "at": at}))
        assert (flag.kind, flag.sentence, flag.routine) == ("back-dated", sentence, False)
        assert len(flag.commit) == 40

    def test_an_authors_time_that_agrees_with_the_header_is_said_for_the_author(self, evidence):
        flag = only(evidence({IN: POST, "at": "2026-10-13T10:00", "authored": "2026-10-07T09:05"}))
        assert flag.sentence.endswith("The commit’s author time, which its author can set, is 7 Oct 2026, 10:05.")

    def test_a_date_after_the_first_commit_is_dated_ahead(self, evidence):
        flag = only(evidence({IN: POST, "at": "2026-10-05T09:00"}))
        assert flag.kind == "dated ahead"
        assert (
            flag.sentence == "The header says 7 Oct 2026, 10:00; the first commit is of 5 Oct 2026, 10:00, 2 d earlier."
        )

    def test_an_edit_after_the_deadline_shows_the_words(self, evidence):
        late = POST.replace("something new", "very much") + "\nAnd they pay.\n"
        flag = only(
            evidence(
                {IN: POST, "at": "2026-10-07T09:00"},
                {IN: POST + "\nAnd they pay.\n", "at": "2026-10-10T09:00"},
                {IN: POST, "at": "2026-10-12T09:00"},
                {IN: late, "at": "2026-10-13T09:00"},
            )
        )
        assert flag.kind == "edited late"
        assert flag.sentence == (
            "The words were changed after the deadline, Sunday 11 October, 23:59: in 2 commits, the last on "
            "13 Oct 2026, 10:00, 1 d 10 h after it; 2 words removed, 2 added."
        )
        assert flag.difference == (
            ("same", "Brands that listen to people learn"), ("del", " something new"), ("ins", " very much"),
            ("same", ".\n\nAnd they pay."),
        )  # fmt: skip

    def test_a_changed_header_a_new_name_and_white_space_are_no_edit(self, evidence):
        record = evidence(
            {IN: POST, "at": "2026-10-07T09:00"},
            {IN: POST.replace("\n\n", "\nTags: x\n\n").replace(" learn", "\nlearn"), "at": "2026-10-13T09:00"},
        )
        assert record == Record()

    def test_an_edit_that_was_taken_back_is_none(self, evidence):
        record = evidence(
            {IN: POST, "at": "2026-10-07T09:00"}, {IN: POST + "More.\n", "at": "2026-10-13T09:00"},
            {IN: POST, "at": "2026-10-14T09:00"},
        )  # fmt: skip
        assert record == Record()

    def test_what_was_edited_after_a_late_first_commit_is_measured_from_it(self, evidence):
        flags = evidence(
            {IN: POST, "at": "2026-10-13T09:00"}, {IN: POST + "More.\n", "at": "2026-10-14T09:00"}
        ).flags[ADA]  # fmt: skip
        assert [flag.kind for flag in flags] == ["back-dated", "edited late"]
        assert "0 words removed, 1 added" in flags[1].sentence

    def test_another_persons_address_is_said_by_name_and_never_by_address(self, evidence):
        flag = only(evidence({IN: POST, "at": "2026-10-07T09:00", "by": "BEN@x.example"}))
        assert flag.kind == "other's commit"
        assert flag.sentence == "The first commit, of 7 Oct 2026, 10:00, is by Ben K., not by Ada L."
        assert not flag.routine

    def test_an_instructors_commit_is_said_and_no_cause_to_look(self, evidence):
        removed = POST.replace("\n\n", "\nStatus: draft\n\n")
        flag = only(
            evidence(
                {IN: POST, "at": "2026-10-07T09:00"}, {IN: removed, "at": "2026-10-13T09:00", "by": "ruth@x.example"}
            )
        )
        assert flag.sentence == "The change of 13 Oct 2026, 10:00 is by Ruth A., an instructor."
        assert flag.routine

    def test_an_unknown_address_is_said_only_where_the_authors_is_known(self, evidence):
        step = {IN: POST, "at": "2026-10-07T09:00", "by": "who@y.example"}
        sentence = only(evidence(step)).sentence
        assert "by who@y.example, an address of no one in the course, not by Ada L." in sentence

    def test_where_no_address_of_the_author_is_known_nothing_can_be_said(self, evidence):
        step = {IN: POST, "at": "2026-10-07T09:00", "by": "who@y.example"}
        assert evidence(step, book={"ben@x.example": "ben"}) == Record()

    def test_a_mailmap_names_an_unknown_address_but_takes_nobodys(self, evidence):
        lies = "Ada <ada@x.example> <laptop@y.example>\nAda <ada@x.example> <ben@x.example>\n"
        record = evidence(
            {IN: POST, "at": "2026-10-07T09:00", "by": "laptop@y.example"},
            {IN: POST.replace("10:00", "10:01"), "at": "2026-10-08T09:00", "by": "ben@x.example"},
            then={".mailmap": lies},
        )
        assert only(record).sentence == "The change of 8 Oct 2026, 10:00 is by Ben K."

    def test_a_commit_that_adds_texts_of_three_people_flags_nobody_as_back_dated(self, evidence):
        texts = {f"content/posts/week-01/{who}-x.md": POST.replace("ada", who) for who in ("ada", "ben", "cleo")}
        record = evidence({**texts, "at": "2026-12-01T09:00", "by": "ruth@x.example"})
        assert {(flag.kind, flag.routine) for flags in record.flags.values() for flag in flags} == {("imported", True)}
        [note] = record.notes
        assert note.startswith("3 texts were added by commits that add texts of 3 people or more at once")

    def test_a_student_who_adds_texts_of_three_people_is_still_named(self, evidence):
        texts = {f"content/posts/week-01/{who}-x.md": POST.replace("ada", who) for who in ("ada", "ben", "cleo")}
        record = evidence({**texts, "at": "2026-10-07T09:00", "by": "ben@x.example"})
        assert [flag.kind for flag in record.flags[ADA]] == ["imported", "other's commit"]

    def test_what_is_not_committed_is_said(self, evidence):
        record = evidence(
            {IN: POST, "at": "2026-10-07T09:00"},
            then={IN: POST + "More.\n", "content/posts/week-01/ben y.md": POST.replace("ada", "ben")},
        )
        assert only(record).sentence.startswith("Has uncommitted changes")
        assert only(record, "posts/week-01/ben y.md").sentence.startswith("Is not committed")
        assert record.notes == ("2 texts are changed since the last commit, so git has no record of the changes",)

    @pytest.mark.parametrize(("ignored", "said"), [("content/\n", "git ignores the content"), ("x\n", "no text is")])
    def test_a_content_folder_that_is_not_committed_says_so_once(self, tmp_path, ignored, said, course):
        repository = Repository(tmp_path)
        repository.commit(("M", ".gitignore", ignored))
        repository.make()
        content = course({ADA: POST})
        record = record_of(content, files.load(content), {}, BOOK)
        assert (record.flags, record.notes) == ({}, ())
        assert record.missing.startswith(said)

    def test_without_a_repository_the_reason_is_all_that_is_said(self, course):
        content = course({ADA: POST})
        record = record_of(content, files.load(content), {}, BOOK)
        assert record == Record(missing="the content folder is not in a git repository")


class TestDifference:
    @given(st.text("ab é,.\n日", max_size=70), st.text("ab é,.\n日", max_size=70))
    def test_what_is_taken_out_and_put_in_turns_one_text_into_the_other(self, old, new):
        found = difference.between(old, new)
        for unwanted, whole in (("ins", old), ("del", new)):
            kept = "".join(part for kind, part in found.spans if kind != unwanted)
            assert not found.spans or "".join(kept.split()) == "".join(whole.split())
        assert found.spans or "".join(old.split()) == "".join(new.split())

    def test_a_rewritten_passage_is_one_change_and_not_crumbs(self):
        found = difference.between("I saw the shop in the town today.", "We left the big city of the north.")
        assert [kind for kind, _ in found.spans] == ["del", "ins", "same"]

    def test_a_long_text_is_shown_around_its_changes_only(self):
        words = [f"word{n}" for n in range(5000)]
        found = difference.between(" ".join(words), " ".join([*words[:2500], "new", *words[2501:]]))
        assert sum(len(part) for _, part in found.spans) < 250
        assert (found.taken_out, found.put_in) == (1, 1)

    def test_texts_of_any_length_that_say_one_word_over_and_over_are_bounded(self):
        found = difference.between("a b " * 100_000, "b c a " * 66_000 + "x")
        assert sum(len(part) for _, part in found.spans) < difference.MOST_SHOWN + 1000


@pytest.mark.parametrize(
    ("site", "address"),
    [
        (SiteSettings(forge="github", repository="class/blog"), "https://github.com/class/blog/commit/abc"),
        (SiteSettings(forge="gitlab", repository="a/b/c"), "https://gitlab.com/a/b/c/-/commit/abc"),
        (SiteSettings(forge="forgejo", repository="https://git.x.edu/a/b"), "https://git.x.edu/a/b/commit/abc"),
        (SiteSettings(forge="github"), ""),
        (SiteSettings(repository="class/blog"), ""),
    ],
)
def test_a_commit_has_a_page_on_its_forge(site, address):
    assert provenance.commit_address(site, "abc") == address
    assert provenance.commit_address(site, "") == ""
