"""A command that is killed in front of any change it makes to a file leaves what was there or what was to come, nothing
private outside of the private places, and nothing that the next run does not put away.

A few changes of each command are tried here; ``COHORT_KILL=100`` tries a hundred of each kind.
"""

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import import_exports
import live_feeds
import pytest
from conftest import BRANDS, COURSE, POST, write
from killing import Killer, Ran
from sample_course import SAMPLE

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")

FEW = {"f": 3, "r": 3, ".": 2}
"""How many moves of folders, renames of files, and other changes are tried."""
FEWER = {"f": 2, "r": 1, ".": 1}
"""The same where a site is built."""
SECRETS = (b"Kingsworth", b"augusta@example.edu", b"481516", b"weighed in private")
ROSTER = (
    "person,legal_name,email,canvas_id,participant id\n"
    "ada,Augusta Kingsworth,augusta@example.edu,481516,Participant 7\n"
)  # fmt: skip
CANVAS_ROSTER = 'Student,ID,SIS User ID,Section\n"Kingsworth, Augusta",481516,ak7,1\n"Katz, Ben",481517,bk8,1\n'
MARK = '[[marks]]\nperson = "ada"\ncriterion = "depth"\ntext = "posts/week-01/ada-x.md"\npoints = 4\nreason = "This was weighed in private."\n'
SITE = '[site]\nurl = "https://blog.example.org"\nforge = "github"\nrepository = "class/blog"\npublish = "git:origin/pages"\n'
CRITERIA = """
[[criteria]]
id = "depth"
name = "Depth"
description = "How far it goes."
levels = [{ points = 0, name = "None" }, { points = 2, name = "Told" }, { points = 4, name = "Weighed" }]
weeks = [1]
"""
REFUSED = re.compile("is a course that somebody has begun|may hold what is not uploaded yet")
"""What is said where the run that was killed had written all that it was to write."""
LEFT = re.compile(r"(.*/)?(\.cohort-[a-z]+-[0-9a-f]{16}/.*|\.cohort-[0-9a-f]{16}\.new|\.(site|book)\.(new|old)/.*)")
BUILT = ("site/", "book/")
PRIVATE = ("private/", "book/", ".book.new/", ".book.old/")

Tree = dict[str, bytes]


@dataclass(frozen=True)
class Scenario:
    """``make`` writes what is there before into a folder; ``words``: the command there, and once more. ``varies``:
    files that differ from run to run, as a pattern; ``whole``: whether one of them is; ``git``: whether what git keeps
    for itself has to be looked at by other means.
    """

    make: Callable[[Path], None]
    words: Callable[[Path], list[object]]
    varies: str = "(?!)"
    whole: Callable[[str, bytes], bool] = lambda _, data: bool(data)
    few: dict[str, int] = field(default_factory=lambda: FEW)
    swaps: bool = True


def places(root: Path, *names: str) -> list[object]:
    folders = {"content": "content", "private": "private", "output": "site", "gradebook": "book"}
    return [word for name in names for word in (f"--{name}", root / folders[name])]


def everything(root: Path) -> Tree:
    return {
        file.relative_to(root).as_posix(): os.readlink(file).encode() if file.is_symlink() else file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_symlink() or file.is_file()
    }


def course(root: Path, more: str = "") -> None:
    write(
        root / "content",
        {
            "course.toml": COURSE + CRITERIA + more, "brands.toml": BRANDS,
            "posts/week-01/ada-x.md": f"{POST}\nWe follow Wechat, and they are on Wechat.\n",
            "posts/week-01/ben-y.md": POST.replace("ada", "ben") + "\nWe read Wechat again.\n",
            "comments/week-01/ada-x/ben-1.md": "Author: ben\nDate: 2026-10-08 10:00\n\nI agree with this.\n",
        },
    )  # fmt: skip
    (root / "private").mkdir()
    (root / "private/roster.csv").write_text(ROSTER, "utf-8")
    (root / "private/adjustments.toml").write_text(MARK, "utf-8")


def repository(root: Path) -> None:
    course(root, SITE)
    git = functools.partial(subprocess.run, check=True, capture_output=True)
    work = ["git", "-C", str(root), "-c", "user.name=T", "-c", "user.email=t@example.org"]
    git(["git", "init", "-q", "--bare", "-b", "main", str(root / "origin.git")])
    git(["git", "init", "-q", "-b", "main", str(root)])
    (root / ".gitignore").write_text("/origin.git\n/private\n/site\n/book\n/tmp\n")
    git([*work, "add", "."])
    git([*work, "commit", "-qm", "A course"])
    git([*work, "remote", "add", "origin", str(root / "origin.git")])
    git([*work, "push", "-q", "origin", "main"])


def sample(root: Path) -> None:
    shutil.copytree(SAMPLE, root / "content")
    (root / "content/posts/week-02/ada-mine.md").write_text(POST)
    (root / "private").mkdir()
    (root / "private/roster.csv").write_text(CANVAS_ROSTER)


def empty(root: Path) -> None:
    (root / "content/.git").mkdir(parents=True)
    (root / "content/.git/HEAD").write_text("ref: refs/heads/main\n")
    (root / "private").mkdir()
    (root / "private/roster.csv").write_text(CANVAS_ROSTER)


def export(root: Path) -> None:
    course(root)
    (root / "blog.xml").write_bytes(import_exports.BACKUP)


AS_OF = ["--as-of", "2026-11-01 12:00"]


def build(root: Path) -> list[object]:
    return ["build", "--no-search", *places(root, "content", "private", "output", "gradebook"), *AS_OF]


def start(root: Path) -> list[object]:
    roster = ["--roster", root / "private/roster.csv", "--names", "family"]
    named = ["--title", "T", "--from", "2026-10-05", "--weeks", "2", "--instructor", "Ruth A."]
    settings = ["--timezone", "Europe/London", "--language", "en", "--breaks", "none", "--yes"]
    return ["start", *places(root, "content", "private"), *roster, *named, *settings]


def seal(root: Path) -> list[object]:
    (root / "tmp/passphrase").write_text("correct horse battery staple and more")
    to = ["--seal", "--to", root / "sealed.html", "--passphrase-file", root / "tmp/passphrase"]
    return ["gradebook", *places(root, "content", "private", "output", "gradebook"), *AS_OF, *to]


def seal_each(root: Path) -> list[object]:
    to = ["--seal", "--for", "all", "--to", root / "sealed"]
    return ["gradebook", *places(root, "content", "private", "output", "gradebook"), *AS_OF, *to]


def graded(command: str, *more: str, to: str = "") -> Callable[[Path], list[object]]:
    return lambda root: [
        command, *places(root, "content", "private"), *AS_OF, *more, *(["--to", root / to] if to else [])
    ]  # fmt: skip


SCENARIOS = {
    "build": Scenario(course, build, few=FEWER),
    "build where no two folders can be swapped": Scenario(course, build, few=FEWER, swaps=False),
    "publish": Scenario(
        repository, lambda root: ["publish", *places(root, "content", "private", "output")], r"(\.git|origin\.git)/.*|site/index\.html", few=FEWER
    ),
    "start in place of the sample": Scenario(sample, start),
    "start in an empty repository": Scenario(empty, start),
    "import": Scenario(export, lambda root: ["import", root / "blog.xml", *places(root, "content", "private")]),
    "pull": Scenario(course, lambda root: ["@pull", root / "content", root / "private", root / "tmp/.cache"]),
    "check --fix": Scenario(course, lambda root: ["check", "--fix", *places(root, "content")]),
    "snapshot": Scenario(course, graded("snapshot")),
    "export": Scenario(course, graded("export", "csv", to="participation.csv")),
    "gradebook --seal": Scenario(course, seal, r"sealed\.html", lambda _, data: data.rstrip().endswith(b"</html>"), few=FEWER),
    "gradebook --seal --for all": Scenario(
        course, seal_each, r"sealed/.*|private/passphrases\.csv",
        lambda path, data: path.endswith(".csv") or data.rstrip().endswith(b"</html>"), few=FEWER,
    ),
    "nudge": Scenario(course, graded("nudge", "--week", "1")),
    "return": Scenario(
        course, lambda root: [*graded("return", "--to", "moodle", "--file")(root), root / "private/feedback.zip"],
        r"private/returned\.toml",
    ),
    "marking": Scenario(course, lambda root: ["@mark", root / "content", root / "private"]),
}  # fmt: skip


class Place:
    """A folder that can be put back as it was."""

    def __init__(self, root: Path, scenario: Scenario, killer: Killer) -> None:
        self.root, self.scenario, self.killer = root, scenario, killer
        self.kept = root.with_name(f"{root.name}-kept")

    def run(self, kill: int = 0) -> Ran:
        return self.killer.run(self.root / "tmp", *self.scenario.words(self.root), kill=kill, swaps=self.scenario.swaps)

    def keep(self) -> None:
        shutil.copytree(self.root, self.kept, symlinks=True)

    def put_back(self) -> None:
        for entry in self.root.iterdir():
            if entry.name != "tmp":
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        shutil.rmtree(self.root / "tmp/.cache", ignore_errors=True)
        shutil.copytree(self.kept, self.root, symlinks=True, dirs_exist_ok=True)

    def tree(self) -> Tree:
        return {path: data for path, data in everything(self.root).items() if not path.startswith("tmp/")}

    def temporary(self) -> Tree:
        """What lies in the system's temporary folder."""
        names = ("tmp/.cache/", "tmp/said", "tmp/count", "tmp/passphrase")
        return {path: data for path, data in everything(self.root).items()
                if path.startswith("tmp/") and not path.startswith(names)}  # fmt: skip


def some(changes: str, few_of: dict[str, int]) -> Iterator[int]:
    """The changes in front of which a command is killed, counted from 1."""
    for kind, most in few_of.items():
        found = [number for number, change in enumerate(changes, 1) if change == kind]
        few = min(int(os.environ.get("COHORT_KILL") or most), len(found))
        yield from (found[len(found) * n // few + len(found) // few // 2] for n in range(few))


def below(tree: Tree, folder: str, varies: re.Pattern[str]) -> Tree:
    return {path: data for path, data in tree.items() if path.startswith(folder) and not varies.fullmatch(path)}


def private_in(tree: Tree) -> list[str]:
    """The files of a tree outside of the private places that hold a secret."""
    return [
        path for path, data in tree.items()
        if not path.startswith(PRIVATE) and any(secret in data for secret in SECRETS)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with Killer() as made:
        yield made


@pytest.fixture
def blog() -> Iterator[str]:
    """The address of a feed with a post."""
    site = live_feeds.Site()
    feed = live_feeds.blogger(live_feeds.blogger_post(7, base=site.base), base=site.base)
    site.pages["/feeds/posts/default"] = lambda: feed
    yield f"{site.base}/feeds/posts/default"
    site.close()


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_killed_leaves_the_old_or_the_new_and_the_next_run_puts_the_rest_away(name, tmp_path, killer, blog):
    scenario, root = SCENARIOS[name], tmp_path / "root"
    (root / "tmp").mkdir(parents=True)
    scenario.make(root)
    place = Place(root, scenario, killer)
    if name == "pull":
        file = root / "content/course.toml"
        file.write_text(file.read_text("utf-8").replace('id = "ada"\n', f'id = "ada"\nfeed = "{blog}"\n'), "utf-8")
    if name.startswith("build"):
        assert place.run().code == 0
        (root / "content/posts/week-01/ada-x.md").write_text(f"{POST}\nChanged.\n")
    place.keep()
    place.put_back()
    before = place.tree()
    done = place.run()
    after = place.tree()
    assert done.code in (0, 1), done.said
    assert (done.changes != "", before != after, place.temporary()) == (True, True, {})
    assert [path for path in after if LEFT.fullmatch(path)] == []
    for kill in some(done.changes, scenario.few):
        place.put_back()
        at = f"killed in front of change {kill} of {len(done.changes)}"
        assert place.run(kill).code in (-9, done.code), at
        now = place.tree()
        assert torn(scenario, before, after, now) == [], at
        assert lost(scenario, before, after, now) == [], at
        assert private_in(now | place.temporary()) == [], at
        again = place.run()
        then, varies = place.tree(), re.compile(scenario.varies)
        over = all(now.get(path) == data for path, data in after.items() if not varies.fullmatch(path))
        assert again.code == done.code or (over and REFUSED.search(again.said)), f"{at}: {again.said}"
        different = {path for path in {*then, *after} if then.get(path) != after.get(path)}
        assert [path for path in sorted(different) if not varies.fullmatch(path)] == [], at
        assert place.temporary() == {}, at


def torn(scenario: Scenario, before: Tree, after: Tree, now: Tree) -> list[str]:
    """What is neither as it was nor as it was to be: files, and as a whole, the site and the gradebook."""
    varies, found = re.compile(scenario.varies), []
    for path, data in now.items():
        if LEFT.fullmatch(path) or path.startswith(BUILT):
            continue
        if varies.fullmatch(path):
            whole = data == before.get(path) or scenario.whole(path, data)
        else:
            whole = data in (before.get(path), after.get(path)) or data in before.values()
        if not whole:
            found.append(path)
    for folder in BUILT:
        old, new, there = (below(tree, folder, varies) for tree in (before, after, now))
        if there not in (old, new) and (scenario.swaps or there or below(now, f".{folder[:-1]}.old/", varies) == {}):
            found.append(folder)
    return found


def lost(scenario: Scenario, before: Tree, after: Tree, now: Tree) -> list[str]:
    """What somebody wrote and is nowhere any more, unless it is as it was to be."""
    kept = set(now.values())
    return [
        path for path, data in before.items()
        if data not in kept and not path.startswith(BUILT) and not re.fullmatch(scenario.varies, path)
        and (path not in now or now[path] != after.get(path))
    ]  # fmt: skip
