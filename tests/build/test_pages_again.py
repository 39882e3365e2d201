"""A build that takes pages from the last one gives the bytes of a build that does not, whatever changed in between."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from builders import comment_file
from conftest import BRANDS, COURSE, POST, ROOT, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from PIL import Image

from plugins.build import output
from plugins.build.request import BuildRequest

SEQUENCES = int(os.environ.get("COHORT_SEQUENCES", "100"))
"""How many sequences of changes are tried; ``COHORT_SEQUENCES=1000 ./inv test tests/build/test_pages_again.py`` tries more."""
ADA, BEN = "posts/week-01/ada-listening.md", "posts/week-02/ben-windows.md"
BELOW_ADA, BELOW_BEN = "comments/week-01/ada-listening", "comments/week-02/ben-windows"
NINTH, TENTH = datetime(2026, 10, 9, 9), datetime(2026, 10, 10, 9)
SECOND = "\n[[weeks]]\nnumber = 2\nopens = 2026-10-12T00:00:00\nposts_due = 2026-10-18T23:59:00\n"
TEXTS = {
    "course.toml": COURSE + SECOND,
    "brands.toml": BRANDS,
    ADA: POST,
    BEN: POST.replace("ada", "ben").replace("2026-10-07", "2026-10-15"),
    "pages/about.md": "Title: About\n\nWhat this course is.\n",
    f"{BELOW_ADA}/ben-1.md": comment_file("ben", NINTH, "I saw Bubrerry there, and Apple."),
    f"{BELOW_ADA}/ada-1.md": comment_file("ada", TENTH, "So did I.", reply_to="ben-1"),
}


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Path:
    """A copy of the theme and the settings, so that a test may change them."""
    folder = tmp_path_factory.mktemp("program")
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pelicanconf.py", folder)
    return folder


def course_of(folder: Path, program: Path) -> BuildRequest:
    content = write(folder / "content", TEXTS)
    write(folder / "private", {"roster.csv": "person,name\nada,Ada Lovelace\n", "course.toml": ""})
    picture(folder, 1)
    moment = datetime(2026, 10, 20, 12)
    where = content, folder / "site", folder / "book", folder / "private", program / "pelicanconf.py"
    return BuildRequest(*where, moment, search=False, cache=folder / "cache")


def picture(folder: Path, shade: int) -> None:
    (folder / "content/images").mkdir(exist_ok=True)
    Image.new("RGB", (30, 20), (shade % 256, 90, 120)).save(folder / "content/images/window.png")


def edited(name: str, old: str, new: str) -> Callable[[Path, int], None]:
    """A change of a file of the content, which is undone when it is made again."""

    def change(content: Path, n: int) -> None:
        file = content / name
        if file.exists():
            text = file.read_text("utf-8")
            file.write_text(text.replace(old, new) if old in text else text.replace(new, old), "utf-8")

    return change


def added(name: str, text: Callable[[int], str]) -> Callable[[Path, int], None]:
    def change(content: Path, n: int) -> None:
        file = content / name.format(n=n)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text(n), "utf-8")

    return change


def gone(name: str) -> Callable[[Path, int], None]:
    return lambda content, _: (content / name).unlink(missing_ok=True)


def renamed(content: Path, n: int) -> None:
    if (file := content / ADA).exists():
        file.rename(file.with_name(f"ada-listening-{n}.md"))


def of_theme(name: str) -> Callable[[Path, int], None]:
    """A change of a file of the theme; ``{program}`` is where it is copied."""

    def change(program: Path, n: int) -> None:
        file = program / "theme" / name
        mark = "# {}\n" if name.endswith(".ftl") else "{{# {} #}}<!-- {} -->"
        file.write_text(mark.format(n, n) + (ROOT / "theme" / name).read_text("utf-8"), "utf-8")

    return change


CHANGES: dict[str, Callable[[Path, int], None]] = {
    "a comment is edited": edited(f"{BELOW_ADA}/ben-1.md", "there", "everywhere"),
    "a comment names another brand": edited(f"{BELOW_ADA}/ben-1.md", "Apple", "Burberry"),
    "a comment rates": edited(f"{BELOW_ADA}/ben-1.md", "Author: ben", "Author: ben\nRating: 4"),
    "a comment is removed": edited(f"{BELOW_ADA}/ben-1.md", "Author: ben", "Author: ben\nStatus: removed"),
    "a comment answers the post instead": edited(f"{BELOW_ADA}/ada-1.md", "Reply-to: ben-1\n", ""),
    "a comment is new": added(BELOW_BEN + "/ada-{n}.md", lambda n: comment_file("ada", TENTH, f"Comment {n}.")),
    "a guest comments": added(BELOW_BEN + "/eve-{n}.md", lambda n: comment_file("Eve", TENTH, f"Guest {n}.")),
    "a comment is gone": gone(f"{BELOW_ADA}/ada-1.md"),
    "a post is edited": edited(ADA, "listen", "hearken"),
    "a post has another title": edited(ADA, "Title: ", "Title: On "),
    "a post has a summary": edited(ADA, "Author: ada", "Author: ada\nSummary: In short."),
    "a post is in another language": edited(ADA, "Author: ada", "Author: ada\nLang: is"),
    "a post is dated anew": edited(BEN, "2026-10-15", "2026-10-14"),
    "a post is a draft": edited(BEN, "Author: ben", "Author: ben\nStatus: draft"),
    "a post shows an image": edited(ADA, "\n\n", "\n\n![A window](images/window.png)\n\n"),
    "a post links to another": edited(BEN, "\n\n", "\n\n[Ada](../week-1/ada/listening/)\n\n"),
    "a post is new": added("posts/week-02/ada-more-{n}.md", lambda n: POST.replace("Title: ", f"Title: {n} ")),
    "a post is gone": gone(BEN),
    "a post is renamed": renamed,
    "an image is another": lambda content, n: picture(content.parent, n),
    "a page is edited": edited("pages/about.md", "course", "class"),
    "a page is new": added("pages/more-{n}.md", lambda n: f"Title: More {n}\n\nMore.\n"),
    "the course has another title": edited("course.toml", '"Small course"', '"A small course"'),
    "a person has another name": edited("course.toml", 'name = "Ada', 'name = "Adelina'),
    "a week has another title": edited("course.toml", '"Listening"', '"Hearing"'),
    "comments must be longer": edited("course.toml", "comment_words = 3", "comment_words = 4"),
    "a brand is named otherwise": edited("brands.toml", "Burberry", "Burberrys"),
    "the roster is edited": lambda content, n: write(
        content.parent / "private", {"roster.csv": f"person,name\nada,Ada {n}\n", "course.toml": ""}
    ),
}  # fmt: skip
THEME = {
    "a template": of_theme("templates/post_item.html"),
    "a template of the gradebook": of_theme("templates/gradebook/copies.html"),
    "the strings": of_theme("strings/en.ftl"),
}


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def same_as_clean(request: BuildRequest) -> None:
    folder = request.output.parent / "clean"
    book = folder / "book" if request.gradebook else None
    clean = replace(request, output=folder / "site", gradebook=book, cache=None)
    output.build(clean)
    for one, other in zip(request.folders, clean.folders, strict=True):
        assert contents(one) == contents(other)


def test_a_site_for_publishing_takes_no_page_from_one_that_opens_from_the_disk_nor_gives_it_one(tmp_path):
    request = course_of(tmp_path, ROOT)
    publish = replace(request, publish=True, settings=ROOT / "publishconf.py")
    home = request.output / "index.html"
    for one, link in ((request, "weeks/index.html"), (publish, "weeks/"), (request, "weeks/index.html")):
        output.build(one)
        assert f'href="./{link}"' in home.read_text("utf-8")
        same_as_clean(one)


@settings(max_examples=SEQUENCES, suppress_health_check=list(HealthCheck))
@given(some.lists(some.tuples(some.sampled_from(sorted(CHANGES | THEME)), some.integers(1, 3)), min_size=1, max_size=5))
def test_whatever_changed_the_pages_are_those_of_a_clean_build(tmp_path_factory, program, changes):
    request = course_of(tmp_path_factory.mktemp("course"), program)
    output.build(request)
    for name, n in changes:
        if name in THEME:
            THEME[name](program, n)
        else:
            CHANGES[name](request.content, n)
        if n != 3:  # else several changes at once
            output.build(request)
    output.build(request)
    same_as_clean(request)


def test_a_page_whose_value_did_not_change_is_not_rendered_again(tmp_path, program, monkeypatch):
    request = course_of(tmp_path, program)
    output.build(request)
    before = {file: file.stat().st_ino for file in request.output.rglob("*.html")}
    CHANGES["a comment is edited"](request.content, 1)
    output.build(request)
    kept = {
        file.relative_to(request.output).as_posix() for file, number in before.items() if file.stat().st_ino == number
    }
    assert {"week-2/ben/windows/index.html", "rules/index.html", "people/ben/index.html"} - kept == {
        "people/ben/index.html"
    }
    assert "week-1/ada/listening/index.html" not in kept


TEXT_CHANGES = sorted(name for name in CHANGES if name.startswith(("a comment", "a post", "a guest")))


@settings(max_examples=SEQUENCES // 2, suppress_health_check=list(HealthCheck))
@given(some.sets(some.sampled_from(TEXT_CHANGES), min_size=1, max_size=2))
def test_a_page_written_first_is_the_one_that_the_whole_build_gives(tmp_path_factory, program, changes):
    request = course_of(tmp_path_factory.mktemp("course"), program)
    builder = output.Builder()
    builder.build(request)
    before = files_of(request.content)
    for name in sorted(changes):
        CHANGES[name](request.content, 1)
    changed = {path for path, text in (before.items() ^ files_of(request.content).items())}
    pages = contents(request.output)
    wrote = builder.first(request, changed)
    now = contents(request.output)
    first = {path: text for path, text in now.items() if text != pages[path]}
    assert wrote or not first
    builder.build(request)
    whole = contents(request.output)
    assert {path: without_feed(whole[path]) for path in first} == {path: without_feed(first[path]) for path in first}
    same_as_clean(request)


def without_feed(page: bytes) -> bytes:
    """A page without the link in its head to a feed, which a post has as soon as it has a comment."""
    return re.sub(rb'<link rel="alternate".*\n', b"", page)


def files_of(content: Path) -> dict[str, bytes]:
    return {path: data for path, data in contents(content).items() if path.endswith(".md")}


@pytest.mark.parametrize(
    "change", ["a comment is edited", "a comment is new", "a post is edited", "a post has another title"]
)
def test_a_changed_text_is_on_its_page_before_everything_else(change, tmp_path, program):
    request = course_of(tmp_path, program)
    builder = output.Builder()
    builder.build(request)
    before, pages = files_of(request.content), contents(request.output)
    CHANGES[change](request.content, 1)
    assert builder.first(request, {path for path, _ in before.items() ^ files_of(request.content).items()})
    assert [path for path, text in contents(request.output).items() if text != pages[path]] == [
        "week-2/ben/windows/index.html" if change == "a comment is new" else "week-1/ada/listening/index.html"
    ]


STORES = {
    "is gone": lambda file: file.unlink(),
    "is cut": lambda file: file.write_bytes(file.read_bytes()[:-7]),
    "is empty": lambda file: file.write_bytes(b""),
    "is of another program": lambda file: file.write_bytes(file.read_bytes().replace(b"z", b"s")),
    "is something else": lambda file: file.write_bytes(b"i\1\0\0\0"),
}


@pytest.mark.parametrize("fault", STORES.values(), ids=STORES)
def test_what_is_remembered_may_be_lost(fault, tmp_path, program):
    request = course_of(tmp_path, program)
    output.build(request)
    for file in request.cache.iterdir():
        if file.is_file():
            fault(file)
    CHANGES["a post has another title"](request.content, 1)
    output.build(request)
    same_as_clean(request)


def test_a_page_that_somebody_changed_by_hand_is_made_again(tmp_path, program):
    request = course_of(tmp_path, program)
    output.build(request)
    (request.output / "rules/index.html").write_text("by hand", "utf-8")
    output.build(request)
    same_as_clean(request)


def test_a_build_killed_at_any_moment_leaves_a_whole_site_and_loses_no_change(tmp_path, program):
    """The process is killed at random moments of its build; each time, the site is one that some build gave."""
    request = course_of(tmp_path, program)
    output.build(request)
    code = f"from test_pages_again import course_again; course_again({str(tmp_path)!r}, {str(program)!r})"
    whole = [contents(request.output)]
    for n in range(12):
        CHANGES["a comment is new"](request.content, n)
        process = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parent, env=ENVIRONMENT)
        time.sleep(0.4 + 0.15 * n)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if contents(request.output) != whole[-1]:
            same_as_clean(replace(request, gradebook=None))
            whole.append(contents(request.output))
    output.build(request)
    same_as_clean(request)


ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}


def course_again(folder: str, program: str) -> None:
    """Build the course that is in a folder."""
    home = Path(folder)
    where = home / "content", home / "site", home / "book", home / "private", Path(program) / "pelicanconf.py"
    output.build(BuildRequest(*where, datetime(2026, 10, 20, 12), search=False, cache=home / "cache"))
