"""What merges by itself and what waits: real repositories, real forks, and both forges on loopback."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import COURSE, POST, run, write
from forges import NAME, PROJECT, TOKEN, Forges, git, served

from plugins.merging import merging
from plugins.merging.forges import Api
from plugins.merging.trees import CannotMerge

ROSTER = """\
person,legal_name,account,email
ada,Augusta Lovelace,AdaOnTheForge,augusta@example.edu
ben,Benjamin Kingsworth,@ben-k,kingsworth@example.edu
"""
WEEK = "content/posts/week-01"
TALK = "content/comments/week-01/ada-listening"
NEW = POST.replace("On listening", "Once more").replace("10-07", "10-08")
ANSWER = "Author: ben\nDate: 2026-10-09 09:00\n\nI thought so, too, and more than once.\n"
Change = Callable[[Path], object]


@pytest.fixture(scope="module")
def origin(tmp_path_factory) -> Path:
    """A course's repository as it lies on a forge."""
    folder = tmp_path_factory.mktemp("course") / "origin"
    settings = '\n[site]\nforge = "github"\nrepository = "class/blog"\n'
    write(folder / "content", {
        "course.toml": COURSE + settings,
        "posts/week-01/ada-listening.md": POST,
        "posts/week-01/ben-shouting.md": POST.replace("ada", "ben").replace("listening", "shouting"),
        "posts/week-01/ada-draft.md": POST.replace("Date:", "Status: draft\nDate:"),
        "posts/week-01/ada-café.md": POST.replace("On listening", "A café"),
        "comments/week-01/ada-listening/ben-1.md": ANSWER,
        "comments/week-01/ada-listening/ben-2.md": ANSWER.replace("\n\n", "\nStatus: removed\nRemoved-by: ruth\n\n"),
        "images/ben-shop.png": b"\x89PNG",
    })  # fmt: skip
    (folder / ".github").mkdir()
    (folder / ".github/merge.yml").write_text("on: push\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "The course")
    return folder


@pytest.fixture
def fork(origin, tmp_path) -> Path:
    """A student's copy."""
    folder = tmp_path / "fork"
    git(tmp_path, "clone", "-q", str(origin), str(folder))
    return folder


@pytest.fixture
def private(tmp_path) -> Path:
    folder = tmp_path / "private"
    folder.mkdir()
    (folder / "roster.csv").write_text(ROSTER)
    note = "He was ill in hospital for three weeks and cannot walk."
    (folder / "adjustments.toml").write_text(
        f'[[excuses]]\nperson = "ben"\nweek = 1\nrule = "post"\nreason = "{note}"\n'
    )
    return folder


def commit(folder: Path, *changes: Change) -> None:
    git(folder, "checkout", "-q", "-B", "mine")
    for change in changes:
        change(folder)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Mine", "--allow-empty")


def decided(fork: Path, private: Path, *changes: Change, account: str = "adaontheforge") -> str:
    """What is said of a request with some changes; empty if it may be merged."""
    commit(fork, *changes)
    git(fork, "checkout", "-q", "main")
    return "\n".join(merging.local(fork / "content", private, "mine", account).reasons)


def put(path: str, text: str | bytes) -> Change:
    def change(folder: Path) -> None:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    return change


def replaced(path: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        text = (folder / path).read_text("utf-8")
        assert old in text
        (folder / path).write_text(text.replace(old, new), "utf-8")

    return change


@pytest.mark.parametrize(
    "change",
    [
        put(f"{WEEK}/ada-once-more.md", NEW),
        put("content/comments/week-01/ben-shouting/ada-1.md", ANSWER.replace("ben", "ada")),
        replaced(f"{WEEK}/ada-listening.md", "something new", "something old"),
        put(f"{WEEK}/ada-undated.md", "Title: No date\nAuthor: ada\n\nIt has no date, and is published all the same.\n"),
        put(f"{WEEK}/ada-once-more.md", NEW.replace("Brands that", "Bubrerry and other brands that")),
        put(f"{WEEK}/ada-typed.md", "**Title:** Typed\n**Author:** Ada L.\n**Date:** 8 October 2026, 6:30 pm\n\nWords, and more words.\n"),
        put("content/images/ada-shop.png", b"\x89PNG"),
        put(f"{WEEK}/ada-private-draft.md", NEW.replace("Date:", "Status: draft\nDate:")),
    ],
    ids=["post", "comment", "edit", "undated", "misspelt", "typed by hand", "image", "draft"],
)  # fmt: skip
def test_a_text_of_ones_own_is_merged(fork, private, change):
    assert decided(fork, private, change) == ""


def test_a_post_with_its_images_and_an_answer_to_it_come_together(fork, private):
    pictured = put(f"{WEEK}/ada-pictured.md", NEW + "\n![A shop](images/ada-shop.png)\n")
    answered = put("content/comments/week-01/ada-pictured/ada-1.md", ANSWER.replace("ben", "ada"))
    assert decided(fork, private, pictured, put("content/images/ada-shop.png", b"\x89PNG"), answered) == ""


def linked(path: str, target: str) -> Change:
    def change(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).symlink_to(target)

    return change


def moved(old: str, new: str) -> Change:
    return lambda folder: git(folder, "mv", old, new)


def submodule(path: str) -> Change:
    def change(folder: Path) -> None:
        (folder / path).mkdir()
        git(folder, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},{path}")

    return change


def deleted(path: str) -> Change:
    return lambda folder: (folder / path).unlink()


TELLS = merging.TELLS
NO_TEXT = "is neither a post, a comment nor an image"
DECIDES = "says in its header what an instructor decides"
HOSTILE: dict[str, tuple[Change, str]] = {
    "another's text": (replaced(f"{WEEK}/ben-shouting.md", "something", "nothing"), "`content/posts/week-01/ben-shouting.md` is named after “ben”"),
    "another's comment": (replaced(f"{TALK}/ben-1.md", "more than once", "never"), "is named after “ben”"),
    "another's text by its header": (put(f"{WEEK}/ada-as-ben.md", NEW.replace("Author: ada", "Author: ben")), "is not by “ada”: its Author is “ben”"),
    "another's text with a stolen header": (replaced(f"{WEEK}/ben-shouting.md", "Author: ben", "Author: ada"), "is named after “ben”"),
    "a text named after another": (put(f"{WEEK}/ben-mine.md", NEW), "is named after “ben”"),
    "an instructor's text": (put(f"{WEEK}/ada-as-ruth.md", NEW.replace("Author: ada", "Author: ruth")), "is not by “ada”: its Author is “ruth”"),
    "a guest's text": (put(f"{WEEK}/guest-1.md", NEW.replace("Author: ada", "Author: Somebody Else")), "is not by “ada”: its Author is “guest-somebody-else”"),
    "a workflow": (put(".github/workflows/mine.yml", "on: push\n"), NO_TEXT),
    "an existing workflow": (replaced(".github/merge.yml", "push", "pull_request"), NO_TEXT),
    "the course": (replaced("content/course.toml", "post = 6", "post = 60"), NO_TEXT),
    "the brands": (put("content/brands.toml", "[[brands]]\nname = 'Bubrerry'\n"), NO_TEXT),
    "a page of the site": (put("content/pages/about.md", "Title: About\n\nMine.\n"), NO_TEXT),
    "a program": (put("plugins/core/__init__.py", "import os\n"), NO_TEXT),
    "git's own settings": (put("content/posts/.gitattributes", "* filter=x\n"), NO_TEXT),
    "a hidden file": (put(f"{WEEK}/.ada.md", NEW), "has a name that is not read everywhere"),
    "a name that Windows takes for a device": (put(f"{WEEK}/aux.md", NEW), "has a name that is not read everywhere"),
    "a name that Windows cannot store": (put(f"{WEEK}/ada-what?.md", NEW), "has a name that is not read everywhere"),
    "a folder that Windows takes for another": (put("content/images/shops./ada-x.png", b""), "has a name that is not read everywhere"),
    "a name that turns around": (put(f"{WEEK}/ada-\u202edm.md", NEW), "has a name that is not read everywhere"),
    "a name that begins with nothing seen": (put(f"{WEEK}/\u200bben-x.md", NEW), "has a name that is not read everywhere"),
    "a name that is too long": (put(f"{WEEK}/ada-{'x' * 190}.md", NEW), "has a name that is not read everywhere"),
    "something beside the content": (put("contents/posts/week-01/ada-x.md", NEW), NO_TEXT),
    "a link out of the tree": (linked(f"{WEEK}/ada-passwords.md", "/etc/passwd"), "is not a plain file"),
    "a link for a folder": (linked("content/posts/week-02", "../../.git"), NO_TEXT),
    "a link for an image": (linked("content/images/ada-x.png", "../../private/roster.csv"), "is not a plain file"),
    "a program's mode": (lambda folder: (put(f"{WEEK}/ada-x.md", NEW)(folder), (folder / f"{WEEK}/ada-x.md").chmod(0o755)), "is not a plain file"),
    "a mode alone": (lambda folder: (folder / f"{WEEK}/ada-listening.md").chmod(0o755), "is not a plain file"),
    "another repository": (submodule(f"{WEEK}/ada-x.md"), "is not a plain file"),
    "a renamed text of another": (moved(f"{WEEK}/ben-shouting.md", f"{WEEK}/ada-shouting.md"), "would be deleted or moved"),
    "a text that is taken away": (deleted(f"{WEEK}/ada-listening.md"), "would be deleted or moved"),
    "a comment shown again": (replaced(f"{TALK}/ben-2.md", "Status: removed\nRemoved-by: ruth\n", ""), "is named after “ben”"),
    "a draft published": (replaced(f"{WEEK}/ada-draft.md", "Status: draft\n", ""), "is a draft, and would be published"),
    "a comment removed in another's name": (put("content/comments/week-01/ben-shouting/ada-1.md", ANSWER.replace("ben", "ada").replace("\n\n", "\nStatus: removed\nRemoved-by: ruth\n\n")), DECIDES),
    "an image of another": (put("content/images/ben-shop.png", b"\x89PNG2"), "is named after “ben”"),
    "an image of nobody": (put("content/images/shop.png", b"\x89PNG"), "is an image whose name does not begin with “ada-”"),
    "no image": (put("content/images/ada-script.svg", "<svg/>"), "is no image that is shown"),
    "a large text": (put(f"{WEEK}/ada-large.md", NEW + "word " * 400_000), "has 2.0 MB, and a text may have 1.6"),
    "a large image": (put("content/images/ada-large.png", b"\x89PNG" * 3_000_000), "has 12 MB, and an image may have 10"),
    "another case": (put(f"{WEEK}/ADA-Listening.md", NEW), "is, on some computers, the same as `content/posts/week-01/ada-listening.md`"),
    "a folder in another case": (put("content/posts/Week-01/ada-x.md", NEW), "is, on some computers, the same as `content/posts/week-01`"),
    "another form of an accent": (put(f"{WEEK}/ada-cafe\u0301.md", NEW), "is, on some computers, the same as `content/posts/week-01/ada-café.md`"),
    "a week that is none": (put("content/posts/week-99/ada-x.md", NEW), "course.toml does not have"),
    "a thread of no post": (put("content/comments/week-01/nobody/ada-1.md", ANSWER.replace("ben", "ada")), "is in the folder of a post that does not exist"),
    "no text": (put(f"{WEEK}/ada-x.md", b"\xff\xfe\x00"), "is not UTF-8"),
    "a legal name": (put(f"{WEEK}/ada-name.md", NEW.replace("Brands", "Augusta Lovelace writes that brands")), "reveals the legal name of “ada”"),
    "another's legal name": (put(f"{WEEK}/ada-name.md", NEW.replace("Brands", "Benjamin Kingsworth writes that brands")), TELLS),
    "another's legal name in a file's": (put(f"{WEEK}/ada-benjamin-kingsworth.md", NEW), f"ada-b…-k….md` {TELLS}"),
    "another's address": (put(f"{WEEK}/ada-mail.md", NEW.replace("Brands", "kingsworth@example.edu writes that brands")), TELLS),
    "a private note": (put(f"{WEEK}/ada-note.md", NEW.replace("Brands", "He was ill in hospital for three weeks and cannot walk. Brands")), TELLS),
    "a name like Markdown": (put(f"{WEEK}/ben-`@everyone`.md", NEW), "`content/posts/week-01/ben-�@everyone�.md` is named after"),
    "nothing": (lambda _: None, "it changes nothing"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_anything_else_waits_and_says_why(fork, private, kind):
    change, why = HOSTILE[kind]
    assert why in decided(fork, private, change)


def test_whose_a_private_name_is_cannot_be_found_out_by_asking(fork, private):
    said = decided(fork, private, HOSTILE["another's legal name"][0])
    assert said == f"`posts/week-01/ada-name.md` {TELLS}"


def test_one_file_that_has_to_wait_keeps_the_whole_request(fork, private):
    said = decided(fork, private, put(f"{WEEK}/ada-once-more.md", NEW), put("content/brands.toml", ""))
    assert said == f"`content/brands.toml` {NO_TEXT}"


OTHERS = {
    "is hidden with the post that it answers": replaced(f"{WEEK}/ada-listening.md", "Date:", "Status: draft\nDate:"),
    "gets a post that had been taken away": put(f"{WEEK}/ada-gone.md", NEW),
    "gets the answer that it names by mistake": put(f"{TALK}/ada-7.md", ANSWER.replace("ben", "ada").replace("09:00", "08:00")),
    "would answer a text later than itself": replaced(f"{TALK}/ada-1.md", "2026-10-08", "2026-10-28"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_a_change_waits_by_which_another_persons_text(fork, private, kind):
    put("content/comments/week-01/ada-gone/ben-1.md", ANSWER)(fork)
    put(f"{TALK}/ada-1.md", ANSWER.replace("ben", "ada").replace("10-09", "10-08"))(fork)
    put(f"{TALK}/ben-7.md", ANSWER.replace("Date:", "Reply-To: ada-7\nDate:"))(fork)
    put(f"{TALK}/ben-8.md", ANSWER.replace("Date:", "Reply-To: ada-1\nDate:"))(fork)
    git(fork, "add", "-A")
    git(fork, "commit", "-qm", "Answers")
    said = decided(fork, private, OTHERS[kind])
    assert "/ben-" in said
    assert "which it does not change, would be" in said or "which somebody else wrote, would be" in said


def test_a_post_that_only_its_author_answered_may_be_taken_back(fork, private):
    put(f"{WEEK}/ada-own.md", NEW)(fork)
    put("content/comments/week-01/ada-own/ada-1.md", ANSWER.replace("ben", "ada"))(fork)
    git(fork, "add", "-A")
    git(fork, "commit", "-qm", "Ada's")
    assert decided(fork, private, replaced(f"{WEEK}/ada-own.md", "Date:", "Status: draft\nDate:")) == ""


def test_another_persons_text_without_a_date_keeps_nothing_back(fork, private):
    put(f"{WEEK}/ben-undated.md", "Title: No date\nAuthor: ben\n\nIt has none.\n")(fork)
    git(fork, "add", "-A")
    git(fork, "commit", "-qm", "Undated")
    assert decided(fork, private, put(f"{WEEK}/ada-once-more.md", NEW)) == ""


def test_two_new_files_that_are_one_on_some_computers_wait(fork, private):
    said = decided(fork, private, put(f"{WEEK}/ada-new.md", NEW), put(f"{WEEK}/ada-New.md", NEW))
    assert said == (
        f"`{WEEK}/ada-New.md` is, on some computers, the same as `{WEEK}/ada-new.md`\n"
        f"`{WEEK}/ada-new.md` is, on some computers, the same as `{WEEK}/ada-New.md`"
    )


def test_a_path_with_two_files_waits_since_only_one_of_them_would_be_looked_at(fork, private):
    """Git itself writes no such folder, and a forge may take it all the same."""
    mine, other = (
        put(f"{WEEK}/ada-twice.md", text) for text in (NEW, NEW.replace("Author: ada", "Author: ben"))
    )  # fmt: skip
    trees_of, folders = [], [WEEK.rpartition("/")[0], WEEK.partition("/")[0], ""]
    for change in (other, mine):
        commit(fork, change)
        trees_of.append(subprocess.run(
            ["git", "cat-file", "tree", f"mine:{WEEK}"], cwd=fork, capture_output=True, check=True
        ).stdout)  # fmt: skip
        git(fork, "checkout", "-q", "main")
    entry = next(part for part in _entries(trees_of[0]) if b" ada-twice.md\0" in part)
    tree = b"".join(
        part for one in _entries(trees_of[1]) for part in ([entry, one] if b" ada-twice.md\0" in one else [one])
    )
    name = WEEK.rpartition("/")[2]
    for folder in folders:
        made = _tree(fork, tree)
        above = subprocess.run(
            ["git", "cat-file", "tree", f"main:{folder}"], cwd=fork, capture_output=True, check=True
        ).stdout  # fmt: skip
        head = f"40000 {name}".encode() + b"\0"
        tree = b"".join(head + made if part.startswith(head) else part for part in _entries(above))
        name = folder.rpartition("/")[2]
    who = ["-c", "user.name=T", "-c", "user.email=t@x.example"]
    head = subprocess.run(
        ["git", *who, "commit-tree", _tree(fork, tree).hex(), "-p", "main", "-m", "x"], cwd=fork, capture_output=True,
        check=True, text=True,
    ).stdout.strip()  # fmt: skip
    said = merging.local(fork / "content", private, head, "adaontheforge").reasons
    assert said == (f"`{WEEK}/ada-twice.md` is in it twice",)


def _entries(tree: bytes) -> Iterator[bytes]:
    """The entries of a folder as git stores them: a mode, a name, and 20 bytes."""
    while tree:
        end = tree.index(b"\0") + 21
        yield tree[:end]
        tree = tree[end:]


def _tree(folder: Path, data: bytes) -> bytes:
    words = ["git", "hash-object", "-w", "-t", "tree", "--literally", "--stdin"]
    return bytes.fromhex(subprocess.run(words, cwd=folder, input=data, capture_output=True, check=True).stdout.decode())


def test_too_many_files_wait(fork, private):
    some = [put(f"{WEEK}/ada-{n}.md", NEW) for n in range(31)]
    assert decided(fork, private, *some) == "it changes 31 files, and no more than 30 are merged without a person"


def test_a_change_at_the_same_place_waits(fork, private):
    commit(fork, replaced(f"{WEEK}/ada-listening.md", "something new", "something old"))
    git(fork, "checkout", "-q", "main")
    replaced(f"{WEEK}/ada-listening.md", "something new", "nothing")(fork)
    git(fork, "commit", "-qam", "An instructor's")
    decision = merging.local(fork / "content", private, "mine", "adaontheforge")
    assert decision.reasons == (merging.CONFLICT,)


def test_a_request_that_is_behind_is_judged_by_what_it_changes(fork, private):
    commit(fork, put(f"{WEEK}/ada-once-more.md", NEW))
    git(fork, "checkout", "-q", "main")
    put(f"{WEEK}/ben-again.md", NEW.replace("ada", "ben"))(fork)
    git(fork, "add", "-A")
    git(fork, "commit", "-qm", "Ben's")
    assert merging.local(fork / "content", private, "mine", "adaontheforge").reasons == ()


def test_an_account_counts_in_any_case_and_with_its_sign(fork, private):
    change = put("content/comments/week-01/ada-listening/ben-3.md", ANSWER)
    assert decided(fork, private, change, account="BEN-K") == ""


def test_an_unknown_account_waits_for_the_instructor(fork, private):
    said = decided(fork, private, put(f"{WEEK}/ada-x.md", NEW), account="mallory")
    assert "it is not known who “mallory” is" in said


def test_without_a_roster_nobody_is_known(fork, tmp_path):
    assert decided(fork, tmp_path / "none", put(f"{WEEK}/ada-x.md", NEW)) == merging.NO_ROSTER


def test_an_account_in_two_rows_is_nobodys(fork, private):
    (private / "roster.csv").write_text(ROSTER.replace("@ben-k", "adaontheforge"))
    assert decided(fork, private, put(f"{WEEK}/ada-x.md", NEW)) == merging.NO_ROSTER


def test_looking_at_a_request_runs_and_changes_nothing_of_the_checkout(fork, private, tmp_path):
    hook = fork / ".git/hooks/post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    commit(fork, put(f"{WEEK}/ada-x.md", NEW))
    git(fork, "checkout", "-q", "main")
    (tmp_path / "ran").unlink(missing_ok=True)
    hook.chmod(0o755)
    git(fork, "config", "core.fsmonitor", f"touch {tmp_path}/ran;")
    (fork / ".git/info/attributes").write_text("*.md filter=mine\n")
    git(fork, "config", "filter.mine.smudge", f"touch {tmp_path}/ran; cat")
    before = sorted(path for path in fork.rglob("*") if ".git" not in path.parts), (fork / ".git/index").read_bytes()
    merging.local(fork / "content", private, "mine", "adaontheforge")
    assert before == (
        sorted(path for path in fork.rglob("*") if ".git" not in path.parts),
        (fork / ".git/index").read_bytes(),
    )
    assert not (tmp_path / "ran").exists()


def test_the_command_says_the_same(fork, private):
    decided(fork, private, put("content/course.toml", ""))
    words = ("merge", "--content", fork / "content", "--private", private, "--account", "adaontheforge")
    done = run(*words, "--from", "mine")
    assert (done.returncode, done.stdout) == (1, f"`content/course.toml` {NO_TEXT}\n")
    done = run(*words, "--from", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "git rev-parse: Needed a single revision\n"
    assert "--from and --account go together" in run(*words).stderr


# The forges.


@pytest.fixture
def forges(origin, tmp_path) -> Forges:
    bare = tmp_path / "blog.git"
    git(tmp_path, "clone", "-q", "--bare", str(origin), str(bare))
    return Forges(bare)


@pytest.fixture
def checkout(forges, tmp_path) -> Path:
    """What a workflow checks out."""
    folder = tmp_path / "checkout"
    git(tmp_path, "clone", "-q", str(forges.folder), str(folder))
    return folder


@pytest.fixture(params=["github", "gitlab"])
def forge(request, forges) -> Iterator[dict[str, str]]:
    """The environment of a workflow on a forge."""
    with served(forges) as address:
        yield {
            "github": {"GITHUB_ACTIONS": "true", "GITHUB_API_URL": f"{address}/github", "GITHUB_REPOSITORY": NAME,
                       "GITHUB_TOKEN": TOKEN},
            "gitlab": {"GITLAB_CI": "true", "CI_API_V4_URL": f"{address}/gitlab", "CI_PROJECT_ID": str(PROJECT),
                       "COHORT_TOKEN": TOKEN},
        }[request.param]  # fmt: skip


def merged(checkout: Path, private: Path, environment: dict[str, str], **more: bool) -> tuple[int, str]:
    lines: list[str] = []
    request = merging.MergeRequest(checkout / "content", private, environment=environment, **more)
    return merging.merge(request, lines.append), "\n".join(lines)


def opened(forges: Forges, fork: Path, account: str, *changes: Change, **more: object) -> object:
    git(fork, "checkout", "-q", "main")
    commit(fork, *changes)
    return forges.open(fork, account, **more)


def test_what_may_be_merged_is_and_the_rest_is_told_why_once(forges, checkout, fork, private, forge):
    mine = opened(forges, fork, "AdaOnTheForge", put(f"{WEEK}/ada-once-more.md", NEW))
    theirs = opened(forges, fork, "AdaOnTheForge", put("content/course.toml", ""))
    unknown = opened(forges, fork, "mallory", put(f"{WEEK}/ada-x.md", NEW))
    draft = opened(forges, fork, "ben-k", put(f"{WEEK}/ben-x.md", NEW.replace("ada", "ben")), draft=True)
    for _ in range(2):
        code, said = merged(checkout, private, forge)
        assert code == 0
    assert mine.merged
    assert [one.merged for one in (theirs, unknown, draft)] == [False] * 3
    assert git(forges.folder, "show", f"main:{WEEK}/ada-once-more.md") == NEW.strip()
    [comment] = theirs.comments
    assert comment.startswith(f"This waits for a person, because\r\n\r\n- `content/course.toml` {NO_TEXT}\r\n\r\n")
    assert "who “mallory” is" in unknown.comments[0]
    assert (mine.comments, draft.comments) == ([], [])
    assert "4 by ben-k: is a draft, and waits" in said


def test_no_word_of_a_commit_goes_into_the_courses_history(forges, checkout, fork, private, forge):
    closing = [put(f"{WEEK}/ada-x.md", NEW), lambda folder: git(folder, "add", "-A"),
               lambda folder: git(folder, "commit", "-qm", "Fixes #1 [skip ci]\n\nCo-authored-by: Ben <ben@example.edu>")]  # fmt: skip
    opened(forges, fork, "AdaOnTheForge", *closing)
    merged(checkout, private, forge)
    assert git(forges.folder, "log", "-1", "--format=%B", "main") == (
        "Request 1 by AdaOnTheForge\n\nIt only adds or changes texts of its own author."
    )


def test_a_trial_changes_and_says_nothing_on_the_forge(forges, checkout, fork, private, forge):
    opened(forges, fork, "AdaOnTheForge", put(f"{WEEK}/ada-once-more.md", NEW))
    opened(forges, fork, "AdaOnTheForge", put("content/course.toml", ""))
    code, said = merged(checkout, private, forge, dry_run=True)
    assert code == 0
    assert "1 by AdaOnTheForge: would be merged as ada’s (1 files)" in said
    assert {line.split(" ")[0] for line in forges.seen} == {"GET"}


@pytest.mark.parametrize("owner", ["", "somebody-else"], ids=["the course's own repository", "another's fork"])
def test_a_branch_into_which_others_can_write_waits(forges, checkout, fork, private, forge, owner):
    asked = opened(forges, fork, "AdaOnTheForge", put(f"{WEEK}/ada-x.md", NEW), owner=owner)
    merged(checkout, private, forge)
    assert not asked.merged
    assert "does not come from a fork of “AdaOnTheForge”’s own" in asked.comments[0]


def test_a_private_fork_that_the_token_cannot_see_is_its_authors(forges, checkout, fork, private, forge):
    forges.unseen.add("AdaOnTheForge")
    asked = opened(forges, fork, "AdaOnTheForge", put(f"{WEEK}/ada-x.md", NEW))
    merged(checkout, private, forge)
    assert asked.merged


def test_a_request_that_has_moved_since_is_not_merged(forges, checkout, fork, private, forge):
    asked = opened(forges, fork, "AdaOnTheForge", put(f"{WEEK}/ada-x.md", NEW))
    seen = asked.head
    put("content/course.toml", "")(fork)
    git(fork, "commit", "-qam", "More")
    number = forges.open(fork, "AdaOnTheForge").number
    for kind in ("pull", "merge-requests"):
        git(forges.folder, "update-ref", f"refs/{kind}/1/head", f"refs/{kind}/{number}/head")
    del forges.asked[number]
    code, said = merged(checkout, private, forge)
    assert "it has just changed" in said
    assert (code, asked.merged, asked.head) == (0, False, seen)


def test_a_request_that_git_cannot_read_does_not_keep_the_others(forges, checkout, fork, private, forge):
    unrelated = opened(forges, fork, "ben-k", lambda folder: git(folder, "checkout", "-q", "--orphan", "alone"))
    git(fork, "checkout", "-qf", "main")
    mine = opened(forges, fork, "AdaOnTheForge", put(f"{WEEK}/ada-x.md", NEW))
    code, said = merged(checkout, private, forge)
    assert (code, unrelated.merged, unrelated.comments, mine.merged) == (1, False, [], True)
    assert (
        "1 by ben-k: cannot be looked at, and waits (git cannot merge: refusing to merge unrelated histories)" in said
    )


def test_trees_within_trees_without_end_do_not_stall_the_others(fork, private, monkeypatch):
    monkeypatch.setattr("plugins.merging.trees.LONGEST", 1.0)
    lines = f"100644 blob {git(fork, 'rev-parse', f'HEAD:{WEEK}/ada-listening.md')}\tada-{{}}.png"
    for _ in range(8):
        inner = git(fork, "mktree", given="".join(f"{lines.format(n)}\n" for n in range(10)))
        lines = f"040000 tree {inner}\t{{}}"
    whole = git(fork, "mktree", given=f"{git(fork, 'ls-tree', 'HEAD')}\n040000 tree {inner}\timages\n")
    git(fork, "branch", "mine", git(fork, "commit-tree", whole, "-p", "HEAD", "-m", "Many"))
    with pytest.raises(CannotMerge, match="took too long"):
        merging.local(fork / "content", private, "mine", "adaontheforge")


def test_many_long_names_do_not_keep_the_others(forges, checkout, fork, private, forge):
    many = [put("/".join(["content", *["x" * 200] * 15, f"{n}.md"]), NEW) for n in range(30)]
    theirs = opened(forges, fork, "ben-k", *many)
    mine = opened(forges, fork, "AdaOnTheForge", put(f"{WEEK}/ada-x.md", NEW))
    assert merged(checkout, private, forge)[0] == 0
    assert (len(theirs.comments), mine.merged) == (1, True)


def test_nothing_is_fetched_of_somebody_unknown(forges, checkout, fork, private, forge):
    asked = [opened(forges, fork, account, put(f"{WEEK}/ada-x.md", NEW)) for account in ("mallory", "")]
    merged(checkout, private, forge)
    assert [one.merged for one in asked] == [False, False]
    with pytest.raises(subprocess.CalledProcessError):
        git(checkout, "cat-file", "-e", asked[0].head)


def test_a_forge_that_refuses_a_merge_is_told_with_its_reason(forges, checkout, fork, private, forge):
    opened(forges, fork, "AdaOnTheForge", put(f"{WEEK}/ada-x.md", NEW))
    forges.refuses = (405, "Squash merges are not allowed on this repository.")
    code, said = merged(checkout, private, forge)
    assert code == 1
    assert said.endswith("but the forge refuses (405, Squash merges are not allowed on this repository.)")


def test_every_request_is_looked_at_however_many_pages_they_fill(forges, checkout, fork, private, forge, monkeypatch):
    monkeypatch.setattr("plugins.merging.forges.PER_PAGE", 2)
    asked = [opened(forges, fork, "AdaOnTheForge", put(f"{WEEK}/ada-{n}.md", NEW)) for n in "abcde"]
    merged(checkout, private, forge)
    assert all(one.merged for one in asked)


def test_a_wrong_token_is_said_to_be_one(forges, checkout, private, forge):
    wrong = {name: "wrong" if value == TOKEN else value for name, value in forge.items()}
    with pytest.raises(CannotMerge, match=r"the token may not do this \(401\): Bad credentials"):
        merged(checkout, private, wrong)


def test_without_a_token_or_a_forge_it_says_what_is_missing(checkout, private, tmp_path):
    with pytest.raises(CannotMerge, match="there is no token: set COHORT_TOKEN"):
        merged(checkout, private, {})
    replaced("content/course.toml", 'forge = "github"', 'forge = "forgejo"')(checkout)
    with pytest.raises(CannotMerge, match="forge must be GitHub or GitLab"):
        merged(checkout, private, {"COHORT_TOKEN": TOKEN})


def test_a_token_is_sent_to_the_forge_alone_and_never_in_the_clear():
    with pytest.raises(CannotMerge, match="sent over https alone"):
        Api("http://git.example.org/api/v4", {})


def test_the_folder_of_a_course_may_be_the_whole_repository(origin, private, tmp_path):
    folder = tmp_path / "whole"
    shutil.copytree(origin / "content", folder)
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "The course")
    commit(folder, put("posts/week-01/ada-once-more.md", NEW))
    git(folder, "checkout", "-q", "main")
    assert merging.local(folder, private, "mine", "adaontheforge").reasons == ()
