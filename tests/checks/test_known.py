"""Nothing is read where nothing changed since the last check; what changed, wherever, is."""

import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import BRANDS, POST, committed, write

from plugins.checks import checking, finding, known
from plugins.checks.request import Checked, CheckRequest

PATH = "posts/week-01/ada-x.md"
TEXTS = {"brands.toml": BRANDS, PATH: f"{POST}A Bubrerry.\n"}
LATER = datetime(2031, 1, 10, 12, tzinfo=UTC)


@pytest.fixture
def asked(tmp_path) -> CheckRequest:
    content = write(tmp_path / "content", TEXTS)
    write(tmp_path / "private", {"roster.csv": "person,name\nada,Ada Lovelace\n", "course.toml": ""})
    committed(content)
    return CheckRequest(content, tmp_path / "cache", "json", private=tmp_path / "private")


@pytest.fixture
def reads(monkeypatch) -> list[Path]:
    """The content folders that were read."""
    seen: list[Path] = []
    read = finding.check

    def spied(request: CheckRequest, *more) -> Checked:
        seen.append(request.content)
        return read(request, *more)

    monkeypatch.setattr(finding, "check", spied)
    return seen


def at(moment: datetime, monkeypatch) -> None:
    """Let checks begin at a moment."""

    class Clock(datetime):
        @classmethod
        def now(cls, _=None):
            return moment

    monkeypatch.setattr(known, "datetime", Clock)


def test_a_second_check_says_the_same_in_every_format_and_reads_nothing(asked, reads):
    whole = {name: checking.check(replace(asked, cache=None, format=name), print).text for name in ("json", "text")}
    checking.check(asked, print)
    reads.clear()
    said = {name: checking.check(replace(asked, format=name, every=True), print) for name in whole}
    assert {name: one.text for name, one in said.items()} == whole
    assert {one.exit_code for one in said.values()} == {1}
    assert reads == []


CHANGES = {
    "a text": lambda one: write(one.content, {PATH: POST}),
    "the brands": lambda one: write(one.content, {"brands.toml": ""}),
    "another text": lambda one: write(one.content, {"posts/week-01/ben-y.md": POST.replace("ada", "ben")}),
    "the roster": lambda one: write(one.private, {"roster.csv": "person,name\nada,A. Lovelace\n"}),
    "a commit": lambda one: subprocess.run(
        "git -c user.name=a -c user.email=a commit -q --allow-empty -m two", shell=True, cwd=one.content, check=True
    ),
    "a name": lambda one: (one.content / PATH).rename(one.content / "posts/week-01/ada-z.md"),
    "the same size": lambda one: write(one.content, {PATH: TEXTS[PATH].replace("Bubrerry", "Burberry")}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_read_again(change, asked, reads):
    checking.check(asked, print)
    change(asked)
    reads.clear()
    fresh = checking.check(replace(asked, cache=None), print)
    assert checking.check(asked, print).text == fresh.text
    assert len(reads) == 2


def test_a_text_of_the_future_is_known_until_it_is_a_day_less_away(asked, reads, monkeypatch):
    write(asked.content, {PATH: POST.replace("2026-10-07 10:00", "2031-01-15 10:00")})
    said, read = [], []
    for moment in (LATER, LATER + timedelta(hours=21), LATER + timedelta(hours=23), LATER + timedelta(days=30)):
        at(moment, monkeypatch)
        reads.clear()
        said.append(checking.check(asked, print).text)
        read.append(len(reads))
    assert read == [1, 0, 1, 1]
    assert "4 days in the future" in said[0] == said[1]
    assert "3 days in the future" in said[2]
    assert "in the future" not in said[3]


def test_a_clock_that_was_set_back_reads_again(asked, reads, monkeypatch):
    checking.check(asked, print)
    reads.clear()
    at(datetime.now(UTC) - timedelta(hours=1), monkeypatch)
    checking.check(asked, print)
    assert len(reads) == 1


@pytest.mark.parametrize(
    "harm", [lambda file: file.write_bytes(file.read_bytes()[:60]), os.remove], ids=["cut", "gone"]
)
def test_what_is_remembered_may_be_cut_or_lost(harm, asked, reads):
    first = checking.check(asked, print)
    for file in asked.cache.glob("check-*"):
        harm(file)
    reads.clear()
    assert checking.check(asked, print).text == first.text
    assert len(reads) == 1


@pytest.mark.parametrize("more", [{"fix": True, "dry_run": True}, {"changed": "HEAD"}], ids=str)
def test_a_check_of_more_or_less_than_the_course_is_never_taken_from_memory(more, asked, reads):
    checking.check(asked, print)
    reads.clear()
    checking.check(replace(asked, format="text", **more), print)
    assert len(reads) == 1
