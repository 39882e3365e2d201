"""What README and ``docs/`` show is true: their files are read, their commands run, their tables compared.

A fenced block says what it is. ``toml``, ``markdown`` and ``csv`` blocks name a file and hold it, or a part of it.
``console`` blocks are typed into a fresh copy of the repository, one after another, and must say what stands there.
Blocks of ``sh`` are commands to type whose output is not shown.
"""

import ast
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT
from invoke.collection import Collection
from sample_course import SAMPLE

import tasks
from plugins import brands
from plugins.checks import reports
from plugins.core.model import Post, Source
from plugins.course import course_file, forge
from plugins.grades import adjustments, exports
from plugins.imports import people
from plugins.roster import columns
from plugins.texts import content_file

README = ROOT / "README.md"
DOCS = [README, *sorted((ROOT / "docs").glob("*.md")), ROOT / "plugins/brands/README.md"]
STUDENTS, INSTRUCTORS, PUBLISHING, REFERENCE = (
    ROOT / "docs" / f"{name}.md" for name in ("students", "instructors", "publishing", "reference")
)
BLOCK = re.compile(r"^```(?P<kind>\w*)(?: (?P<part>in )?(?P<path>\S+))?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"\./inv ([a-z][a-z-]*)((?:[^`\n#|]|\|(?! ))*)")
WEEKS = "".join(
    f"[[weeks]]\nnumber = {n}\nopens = {day}T00:00:00\nposts_due = {due}T23:59:00\n"
    for n, day, due in ((1, "2026-10-05", "2026-10-11"), (2, "2026-10-12", "2026-10-18"), (3, "2026-10-26", "2026-11-01"))
)
PEOPLE = "".join(f'[[people]]\nid = "{name}"\nname = "{name.title()} L."\n' for name in ("ada", "ben"))
PEOPLE += '[[people]]\nid = "ruth"\nname = "Ruth H."\nrole = "instructor"\n'
AS_CLONED = "git init -q -b main; git add .; git -c user.name=R -c user.email=ruth@example.edu commit -qm Cohort"
COURSE = f'[course]\ntitle = "T"\n{WEEKS}{PEOPLE}'


@dataclass(frozen=True)
class Block:
    """A fenced block: what kind it is, the file that it names, and what it holds. ``toml in FILE`` is a part of one."""

    doc: Path
    kind: str
    path: str
    text: str
    whole: bool


def blocks(*kinds: str) -> list[Block]:
    found = [
        Block(doc, match["kind"], match["path"] or "", match["text"], not match["part"])
        for doc in DOCS
        for match in BLOCK.finditer(doc.read_text("utf-8"))
    ]
    return [block for block in found if block.kind in kinds or not kinds]


def of_file(name: str) -> list[Block]:
    return [block for block in blocks("toml", "csv", "markdown") if block.path.endswith(name)]


def prose(doc: Path) -> str:
    """A document without its fenced blocks."""
    return BLOCK.sub("", doc.read_text("utf-8"))


class Terminal:
    """A fresh copy of the repository in which somebody types what a document shows."""

    def __init__(self, home: Path) -> None:
        self.home, self.folder = home, home / "blog"
        folder = self.folder
        listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, capture_output=True, encoding="utf-8", check=True).stdout.split("\0")
        for name in names:
            if name and (ROOT / name).is_file() and not name.startswith(("tests/", "content/", "sample/")):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        shutil.copytree(SAMPLE, folder / "content")
        python = folder / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        shutil.copy2(ROOT / "requirements.lock", folder / ".venv" / ".made-from")
        subprocess.run(["bash", "-ec", AS_CLONED], cwd=folder, capture_output=True, check=True)

    def write(self, path: str, text: str) -> None:
        file = self.folder / path.replace("~", str(self.home))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def type(self, command: str, shown: str) -> str:
        """What a command says; what it asks for is answered as ``shown`` has it."""
        machine = {"HOME": str(self.home), "TZ": "Europe/London", "LANG": "en_GB.UTF-8", "LC_ALL": "", "PYTHONWARNINGS": "ignore"}
        process = subprocess.Popen(
            ["bash", "-c", command], cwd=self.folder, env={**os.environ, **machine},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        said = b""
        with process:
            while some := os.read(process.stdout.fileno(), 1 << 16):
                said += some
                if said.endswith(b": "):
                    answer = self.answer(said.decode().rpartition("\n")[2], shown)
                    process.stdin.write(answer.encode())
                    process.stdin.flush()
                    said += answer.encode()
        return said.decode().replace("\r\n", "\n").replace(str(self.home), "/home/ruth")

    @staticmethod
    def answer(question: str, shown: str) -> str:
        return next(
            (f"{line[len(question) :]}\n" for line in shown.splitlines() if anyhow(f"{line} ").startswith(anyhow(question))),
            "\n",
        )


def anyhow(text: str) -> str:
    """A text without what differs from run to run: times, sizes, today, a passphrase made by chance."""
    text = re.sub(r"\d+ pages written, \d+ unchanged", "N pages written, N unchanged", text)
    text = re.sub(r"\b\d+ new\b", "N new", text)
    text = re.sub(r"\d+\.\d+ (s|MB)\b", r"N \1", text)
    text = re.sub(r"\[\d{4}-\d\d-\d\d\]", "[2026-11-30]", text)
    return re.sub(r"(?<=shown this once: )[a-z ]+", "N", text)


def pattern(shown: str) -> str:
    """What a document shows as a regular expression: ``…`` ends a line early, and alone stands for any lines."""
    lines = (r"(?:.*\n)*" if line == "…" else f"{re.escape(line).replace('…', '.*')} *\n" for line in shown.splitlines())
    return "".join(lines)


def small(terminal: Terminal) -> None:
    """A class of three in place of the sample course: what students' documents speak of."""
    shutil.rmtree(terminal.folder / "content")
    terminal.write("content/course.toml", COURSE)
    terminal.write("content/brands.toml", 'extends = "marketing"\n')


def typed(doc: Path, home: Path) -> Iterator[tuple[str, str, str]]:
    """Every command of a document, what is shown of it, and what it says, its files written on the way."""
    terminal = Terminal(home)
    BEFORE.get(doc, lambda _: None)(terminal)
    consoles = 0
    for block in (block for block in blocks() if block.doc == doc):
        if block.path and block.whole:
            terminal.write(block.path, block.text)
        if block.kind == "console":
            for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
                command, _, shown = part.partition("\n")
                yield command, shown, terminal.type(command, shown)
            consoles += 1
            MEANWHILE.get((doc, consoles), lambda _: None)(terminal)


def answered(terminal: Terminal) -> None:
    small(terminal)
    terminal.write("content/comments/week-02/ada-listening/ruth-1.md", "Author: ruth\nDate: 2026-10-14 19:00\n\nWhere did you see it?\n")


BEFORE = {README: small, STUDENTS: answered}


def a_week_later(terminal: Terminal) -> None:
    """What the class has written meanwhile: texts of the sample course, under other names."""
    for path, name, source, author in (
        ("posts/week-01/ada-listening", "ada", "posts/week-01/amara-one-guitar-one-song", "amara"),
        ("comments/week-01/ada-listening/ben-2", "ben", "comments/week-01/amara-one-guitar-one-song/declan-1", "declan"),
    ):
        text = (SAMPLE / f"{source}.md").read_text("utf-8").replace(f"Author: {author}", f"Author: {name}")
        terminal.write(f"content/{path}.md", re.sub(r"^Reply-to: .*\n", "", text, flags=re.MULTILINE))


MEANWHILE = {(INSTRUCTORS, 2): a_week_later}


def with_a_remote(terminal: Terminal) -> None:
    subprocess.run(
        ["bash", "-ec", "git init -q --bare ~/blog.git; git remote add origin ~/blog.git"],
        cwd=terminal.folder, env={**os.environ, "HOME": str(terminal.home)}, capture_output=True, check=True,
    )  # fmt: skip


BEFORE[PUBLISHING] = with_a_remote
