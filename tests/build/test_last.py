"""Nothing is built where nothing changed; what changed, wherever, is built."""

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import comment_file
from conftest import BRANDS, POST, ROOT, committed, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from plugins.build import output
from plugins.build.last import Last
from plugins.build.request import BuildRequest

NOW = datetime(2026, 11, 1, 12, 3, 20, tzinfo=UTC)
TEXTS = {
    "brands.toml": BRANDS,
    "posts/week-01/ada-listening.md": POST,
    "comments/week-01/ada-listening/ben-1.md": comment_file("ben", datetime(2026, 10, 8, 10), "I saw Bubrerry there."),
}


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Path:
    """A copy of what builds, so that a test may change it."""
    folder = tmp_path_factory.mktemp("program")
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "content").mkdir()
    for name in ("pelicanconf.py", "publishconf.py"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def request_of(tmp_path, program) -> BuildRequest:
    content = write(tmp_path / "content", TEXTS)
    write(tmp_path / "private", {"roster.csv": "person,name\nada,Ada Lovelace\n", "course.toml": ""})
    committed(content)
    return BuildRequest(
        content, tmp_path / "site", tmp_path / "book", tmp_path / "private", program / "pelicanconf.py",
        datetime(2026, 11, 1, 12), search=False, cache=tmp_path / "cache",
    )  # fmt: skip


def built(request: BuildRequest, now: datetime = NOW) -> output.Result | None:
    """Builds, as one does at ``now``; None if there was nothing to do."""
    last = Last(request, now)
    if last.result():
        return None
    result = output.build(replace(request, cache=None))
    last.remember(result)
    return result


def test_a_second_build_has_nothing_to_do_and_says_what_the_first_one_said(request_of):
    first = built(request_of)
    again = Last(request_of, NOW).result()
    assert again.problems == first.problems
    assert any("Bubrerry" in line for line in again.findings())
    assert (again.written, again.unchanged) == (0, first.written)
    assert again.notes == first.notes


def edit(file: Path) -> None:
    """Another file that says the same."""
    file.write_bytes(file.read_bytes() + b"\n")


def misread(file: Path) -> None:
    """Another text of the same length."""
    file.write_bytes(file.read_bytes().replace(b"learn", b"yearn"))


def rename(file: Path) -> None:
    file.rename(file.with_name(f"x{file.name}"))


CHANGES = {
    "a text is edited": lambda r: misread(r.content / "posts/week-01/ada-listening.md"),
    "a comment is new": lambda r: write(
        r.content, {"comments/week-01/ada-listening/cy-1.md": "x", "course.toml": (r.content / "course.toml").read_text()}
    ),
    "a comment is gone": lambda r: (r.content / "comments/week-01/ada-listening/ben-1.md").unlink(),
    "a comment is renamed": lambda r: rename(r.content / "comments/week-01/ada-listening/ben-1.md"),
    "a text has another time": lambda r: os.utime(r.content / "posts/week-01/ada-listening.md", (1, 1)),
    "an empty folder is new": lambda r: (r.content / "posts/week-02").mkdir(exist_ok=True),
    "the course's settings": lambda r: edit(r.content / "course.toml"),
    "the brands": lambda r: edit(r.content / "brands.toml"),
    "the roster": lambda r: edit(r.private / "roster.csv"),
    "the private folder is gone": lambda r: shutil.rmtree(r.private),
    "a commit": lambda r: subprocess.run(
        "git -c user.name=a -c user.email=a commit -q --allow-empty -m two", shell=True, cwd=r.content, check=True
    ),
    "a page was deleted": lambda r: (r.output / "index.html").unlink(),
    "a page was written over": lambda r: (r.output / "rules/index.html").write_text("x"),
    "a page of the gradebook was deleted": lambda r: (r.gradebook / "texts.html").unlink(),
    "what is remembered was cut": lambda r: [
        file.write_bytes(file.read_bytes()[:-9]) for file in r.cache.glob("built-*")
    ],
    "what is remembered is gone": lambda r: shutil.rmtree(r.cache),
    "what is remembered is something else": lambda r: [file.write_bytes(b"i\1") for file in r.cache.glob("built-*")],
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_build_has_something_to_do_after(change, request_of):
    built(request_of)
    change(request_of)
    assert Last(request_of, NOW).result() is None


@pytest.mark.parametrize(
    "name", ["theme/templates/week.html", "theme/strings/en.ftl", "plugins/core/words.py", "pelicanconf.py"]
)
def test_a_build_has_something_to_do_after_the_program_changed(name, request_of, program):
    built(request_of)
    file = program / name
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))
    assert Last(request_of, NOW).result() is None


@pytest.mark.parametrize(
    "other",
    [{"as_of": datetime(2026, 11, 1, 13)}, {"search": True}, {"publish": True}, {"own": "ada"}, {"site_address": "x"}],
)
def test_another_request_is_another_build(other, request_of):
    built(request_of)
    assert Last(replace(request_of, **other), NOW).result() is None


@pytest.mark.parametrize(("minutes", "holds"), [(0, True), (4, True), (5, False), (60, False), (-1, False)])
def test_a_build_as_of_now_holds_until_a_minute_that_the_course_names(minutes, holds, request_of):
    """Its settings name 12:08; a quarter of an hour ends at 12:15."""
    settings = request_of.content / "course.toml"
    settings.write_text(settings.read_text() + '\n# such as "2026-12-24T18:08:00"\n')
    request = replace(request_of, as_of=None)
    built(request)
    assert bool(Last(request, NOW + timedelta(minutes=minutes)).result()) == holds


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.sampled_from(sorted(set(CHANGES) - {"a commit"})), max_size=3))
def test_whatever_changed_the_site_is_what_a_clean_build_gives(tmp_path_factory, program, changes):
    folder = tmp_path_factory.mktemp("course")
    request = BuildRequest(
        write(folder / "content", TEXTS), folder / "site", folder / "book", folder / "private", program / "pelicanconf.py",
        datetime(2026, 11, 1, 12), search=False, cache=folder / "cache",
    )  # fmt: skip
    write(folder / "private", {"roster.csv": "person,name\nada,Ada Lovelace\n", "course.toml": ""})
    built(request)
    for change in changes:
        try:
            CHANGES[change](request)
        except FileNotFoundError:
            continue
        built(request)
    clean = replace(request, output=folder / "clean/site", gradebook=folder / "clean/book", cache=None)
    output.build(clean)
    for one, other in zip(request.folders, clean.folders, strict=True):
        assert contents(one) == contents(other)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
