"""What README and ``docs/`` show is true: their files are read, their commands run, their tables compared.

A fenced block says what it is. ``toml``, ``markdown`` and ``csv`` blocks name a file and hold it, or a part of it.
``console`` blocks are typed into a fresh copy of the repository, one after another, and must say what stands there.
Blocks of ``sh`` are commands to type whose output is not shown.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from builders import post
from conftest import ROOT
from invoke.collection import Collection
from invoke.exceptions import Exit
from invoke.parser.context import ParserContext
from sample_course import SAMPLE

import tasks
from plugins import brands
from plugins.brands import lexicon
from plugins.build import output
from plugins.checks import reports
from plugins.commands.program import Cohort
from plugins.core.model import Criterion, Expectations, Points, SiteSettings
from plugins.core.problems import Problem
from plugins.course import course_file, rules
from plugins.grades import adjustments, exports, snapshot_files
from plugins.imports import people, report
from plugins.imports.records import Dropped, Note
from plugins.options import Options
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
    for n, day, due in (
        (1, "2026-10-05", "2026-10-11"),
        (2, "2026-10-12", "2026-10-18"),
        (3, "2026-10-26", "2026-11-01"),
    )
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
        machine = {
            "HOME": str(self.home),
            "TZ": "Europe/London",
            "LANG": "en_GB.UTF-8",
            "LC_ALL": "",
            "PYTHONWARNINGS": "ignore",
        }
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
            (
                f"{line[len(question) :]}\n"
                for line in shown.splitlines()
                if anyhow(f"{line} ").startswith(anyhow(question))
            ),
            "\n",
        )


def anyhow(text: str) -> str:
    """A text without what differs from run to run: times, sizes, today, a passphrase made by chance."""
    text = re.sub(r"\d+ pages? written, \d+ unchanged", "N pages written, N unchanged", text)
    text = re.sub(r"\b\d+ new\b", "N new", text)
    text = re.sub(r"\d+\.\d+ (s|MB)\b", r"N \1", text)
    text = re.sub(r"\[\d{4}-\d\d-\d\d\]", "[2026-11-30]", text)
    return re.sub(r"(?<=shown this once: )[a-z ]+", "N", text)


def pattern(shown: str) -> str:
    """What a document shows as a regular expression: ``…`` ends a line early, and alone stands for any lines."""
    lines = (
        r"(?:.*\n)*" if line == "…" else f"{re.escape(line).replace('…', '.*')} *\n" for line in shown.splitlines()
    )
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
    terminal.write(
        "content/comments/week-02/ada-listening/ruth-1.md",
        "Author: ruth\nDate: 2026-10-14 19:00\n\nWhere did you see it?\n",
    )


BEFORE = {README: small, STUDENTS: answered}


def a_week_later(terminal: Terminal) -> None:
    """What the class has written meanwhile: texts of the sample course, under other names."""
    for path, name, source, author in (
        ("posts/week-01/ada-listening", "ada", "posts/week-01/amara-one-guitar-one-song", "amara"),
        (
            "comments/week-01/ada-listening/ben-2",
            "ben",
            "comments/week-01/amara-one-guitar-one-song/declan-1",
            "declan",
        ),
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


@pytest.mark.parametrize("doc", [README, STUDENTS, INSTRUCTORS, PUBLISHING], ids=lambda doc: doc.stem)
def test_every_command_that_is_shown_says_what_is_shown(doc, tmp_path):
    asked = []
    for command, shown, said in typed(doc, tmp_path):
        asked.append(command)
        assert re.fullmatch(pattern(anyhow(shown)), anyhow(said)), f"{command}\n--- shown\n{shown}--- said\n{said}"
    assert len(asked) == sum(f"\n{block.text}".count("\n$ ") for block in blocks("console") if block.doc == doc) > 0


def test_the_readme_has_60_to_90_lines():
    assert 60 <= len(README.read_text("utf-8").splitlines()) <= 90


def heading_anchors(text: str) -> set[str]:
    """The anchors that forges give to the headings of a Markdown text."""
    headings = re.findall(r"^#+ (.*)$", BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("doc", DOCS[:-1], ids=lambda doc: doc.stem)
def test_every_link_leads_to_a_file_and_a_heading_that_exist(doc):
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", prose(doc)) if not re.match(r"https?:|`", link)]
    assert links
    for link in links:
        path, _, anchor = link.partition("#")
        target = doc.parent / path if path else doc
        assert target.is_file() or path == "plugins", link
        if anchor:
            assert anchor in heading_anchors(target.read_text("utf-8")), link


@pytest.mark.parametrize("doc", DOCS[:-1], ids=lambda doc: doc.stem)
def test_every_file_of_the_repository_that_is_named_exists(doc):
    """A path is of the repository where it begins with a folder of it; those below ``content/`` are examples."""
    begins = r"(?:plugins|theme|tests|docs|\.github|\.ci)/|[\w.-]+\.(?:py|lock|yml)$|pyproject\.toml$"
    for path in re.findall(r"`([\w./-]+)`", prose(doc)):
        if re.match(begins, path):
            assert (ROOT / path).exists(), path


def contexts() -> dict[str, ParserContext]:
    return {context.name: context for context in Collection.from_module(tasks).to_contexts()}


def options(context: ParserContext) -> set[str]:
    """The long options of a command, those that turn a switch off among them."""
    return {flag for flag in (*context.flags, *context.inverse_flags) if flag.startswith("--")}


def commands_of(doc: Path) -> list[str]:
    """Every command of Cohort in a document: in its examples and its sentences. One that is only named is asked for
    its help.
    """
    text = "\n".join(block.text for block in blocks("sh", "console") if block.doc == doc)
    examples = re.findall(r"^(?:\$ )?\./inv( .*|)$", text, re.MULTILINE)
    told = re.findall(r"`(?:\./)?inv( [^`]+)`", prose(doc))
    return [*examples, *(f"--help{command}" if re.fullmatch(r" [\w-]+", command) else command for command in told)]


def refused(command: str) -> str:
    """What the command line says of a command that it does not understand. Nothing is run."""
    program = Cohort(Collection.from_module(tasks), tasks.COMMANDS)
    try:
        program.create_config()
        program.parse_core(["inv", *shlex.split(command, comments=True)])
        program.parse_collection()
        program.parse_tasks()
        program.parse_cleanup()
    except Exit as ended:
        return str(ended) if ended.code else ""
    return ""


@pytest.mark.parametrize("doc", DOCS[:-1], ids=lambda doc: doc.stem)
def test_the_command_line_understands_every_command(doc):
    found = commands_of(doc)
    assert found
    assert {command: said for command in found if (said := refused(command))} == {}


def section(heading: str, doc: Path = REFERENCE) -> str:
    """What stands below a heading, up to the next one of its level or above."""
    text = doc.read_text("utf-8")
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,2}} |^\1 |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"{doc.name} has no heading “{heading}”"
    return found[2]


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of the tables in a text, heads apart."""
    bodies = re.findall(r"^\|-.*\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [[cell.strip() for cell in row.strip("|").split("|")] for body in bodies for row in body.splitlines()]


def named(text: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", text)


def keys_of(text: str) -> list[str]:
    """What the first column of the tables in a text names."""
    return [name for row in rows(text) for name in named(row[0])]


def test_the_reference_has_a_section_for_every_command_and_for_nothing_else():
    headings = re.findall(r"^### (.*)$", section("Commands"), re.MULTILINE)
    assert sorted(headings) == sorted({*contexts(), "Common options"})


@pytest.mark.parametrize("name", contexts())
def test_the_reference_names_every_option_of_a_command_and_no_other(name):
    assert {word for word in named(section(name)) if word.startswith("--")} == options(contexts()[name])


@pytest.mark.parametrize("name", contexts())
def test_the_reference_says_when_a_command_ends_with_1_where_it_can(name):
    returns = Collection.from_module(tasks)[name].body.__annotations__["return"]
    assert ("Exit code 1:" in section(name)) == (returns is int)


COURSE_TABLES: dict[str, Any] = {
    "`[course]`": course_file._Head,
    "`[site]`": SiteSettings,
    "`[expectations]`": Expectations,
    "`[points]`": Points,
    "`[[weeks]]`": course_file._Week,
    "`[[changes]]`": rules.SomeChange,
    "`[[people]]`": course_file._Person,
    "`[[criteria]]`": Criterion,
}


def test_the_reference_has_every_table_of_course_toml():
    headings = re.findall(r"^### (.*)$", section("course.toml"), re.MULTILINE)
    assert headings == list(COURSE_TABLES)
    assert {heading.strip("`[]") for heading in headings} == {item.name for item in fields(course_file._File)}


@pytest.mark.parametrize("table", COURSE_TABLES)
def test_the_reference_has_every_key_of_course_toml_with_its_default(table):
    assert_keys(COURSE_TABLES[table], section(table))


def test_the_reference_has_every_key_of_brands_toml_with_its_default():
    whole = section("brands.toml")
    assert_keys(lexicon._File, whole.partition("###")[0], apart=("brands",))
    assert_keys(lexicon._Brand, section("`[[brands]]`"))


def assert_keys(kind: Any, text: str, apart: tuple[str, ...] = ("expectations", "points")) -> None:
    """A table of the document has the keys of a table of TOML and their defaults, those of tables within it apart."""
    keys = {item.name: default(item) for item in fields(kind) if item.name not in apart}
    assert {named(key)[0]: value.strip("`") for key, value, _ in rows(text)} == keys
    for name in {item.name for item in fields(kind)} & {"expectations", "points"}:
        assert f".{name}]`" in text


def default(item: "Field[Any]") -> str:
    """The default of a key as TOML has it; ``none`` where there is nothing."""
    if item.default is MISSING and item.default_factory is MISSING:
        return "needed"
    return "none" if item.default in (None, ()) else json.dumps(item.default)


def test_the_reference_has_every_field_of_a_header():
    marked = [
        {named(row[0])[0].lower() for row in rows(section("Content files")) if len(row) == 5 and row[n]}
        for n in (1, 2, 3)
    ]
    assert marked == [set(content_file.POST_FIELDS), set(content_file.COMMENT_FIELDS), set(content_file.PAGE_FIELDS)]


def test_the_reference_has_every_key_of_adjustments_toml():
    told = {named(row[0])[0].strip("[]"): set(named(row[1])) for row in rows(section("adjustments.toml"))}
    kinds = {"extensions": adjustments.Extension, "excuses": adjustments.Excuse, "joined": adjustments.Enrolment,
             "withdrawn": adjustments.Enrolment, "corrections": adjustments.Correction, "marks": adjustments.Mark,
             "notes": adjustments.Note}  # fmt: skip
    assert set(kinds) == {item.name for item in fields(adjustments._File)}
    assert told == {table: {item.name for item in fields(kind)} for table, kind in kinds.items()}


def test_the_reference_names_columns_that_a_roster_may_have():
    kinds = []
    for row in rows(section("roster.csv")):
        [kind] = {columns.KIND[columns.plain(name)] for name in named(row[0] + row[1])}
        kinds.append(kind)
    assert sorted(kinds) == sorted(set(columns.NAMES) - {"place"})


def test_the_reference_has_every_column_of_the_tables():
    assert keys_of(section("participation.csv")) == exports.PARTICIPATION
    assert keys_of(section("entries.csv")) == exports.ENTRIES


def test_the_reference_has_every_field_of_a_problem():
    [problem] = json.loads(reports.as_json([Problem("a.md", 1, 1, "is wrong")], {}))
    assert sorted(keys_of(section("check --format json"))) == sorted(problem)


RUBRIC = '[[criteria]]\nid = "argument"\nweeks = [2]\nlevels = [{ points = 4, name = "Argued" }]\n'
EVERYTHING = {
    "course.toml": COURSE.replace("[[weeks]]", f"{RUBRIC}[[weeks]]", 1),
    "brands.toml": '[[brands]]\nname = "Burberry"\n',
    "pages/about.md": "Title: About\n\nA course.\n",
    "posts/week-02/ada-listening.md": "Title: A\nAuthor: ada\nDate: 2026-10-14 18:30\n\nBurberry heard it.\n",
    "posts/week-02/ben-ship.md": "Title: B\nAuthor: ben\nDate: 2026-10-14 18:30\nLang: is\n\nSkipið brosir.\n",
    "posts/week-02/ben-late.md": "Title: C\nAuthor: ben\nDate: 2026-10-15 18:30\nStatus: draft\n\nNot yet.\n",
    "comments/week-02/ada-listening/ben-1.md": "Author: ben\nDate: 2026-10-15 09:10\n\nI saw it, too.\n",
}
ROSTER = "person,legal_name,email,canvas_id\nada,Ada Lovelace,ada@example.edu,11\nben,Ben Okafor,ben@example.edu,12\n"


@pytest.fixture(scope="module")
def everything(tmp_path_factory) -> output.BuildRequest:
    """A small course that has something of everything, built."""
    folder = tmp_path_factory.mktemp("everything")
    for name, text in {
        **{f"content/{name}": text for name, text in EVERYTHING.items()},
        "private/roster.csv": ROSTER,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    request = output.BuildRequest(
        folder / "content", folder / "site", folder / "book", folder / "private", ROOT / "pelicanconf.py",
        datetime(2026, 11, 2, 9),
    )  # fmt: skip
    output.build(request)
    return request


def test_the_reference_has_every_field_of_the_gradebooks_json(everything):
    document = json.loads((everything.gradebook / "gradebook.json").read_text("utf-8"))
    told = dict(row for row in rows(section("export --format json")))
    assert keys_of(section("export --format json")) == list(document)
    for key, value in document.items():
        if members := [value] if isinstance(value, dict) else value if isinstance(value, list) else []:
            found = set(named(told[f"`{key}`"]))
            for name, its in (("participation.csv", exports.PARTICIPATION), ("entries.csv", exports.ENTRIES)):
                if name in found:
                    found = found - {name} | set(its)
            assert found == set(members[0]), key


def test_the_reference_has_every_field_of_a_snapshot(everything, tmp_path):
    place = snapshot_files.Place(everything.content, everything.private, everything.as_of, None)
    snapshot = json.loads(Path(snapshot_files.take(place, str(tmp_path / "a.json"), print)).read_text("utf-8"))
    text = section("export --format json")
    said = next(line for line in text.splitlines() if line.startswith("A snapshot"))
    assert set(named(said)) == set(snapshot) - set(keys_of(text))


def test_the_reference_has_every_field_of_an_imports_report():
    made = report.Report(
        (report.Source("a.xml"),), (report.Written("post", "1", "posts/a.md", "new"),), (Dropped("post", "1", "empty"),),
        (Note("time", "1", "unknown"),),
    )  # fmt: skip
    told = json.loads(made.json())
    text = section("import --format json")
    assert keys_of(text) == list(told)
    for row in rows(text):
        value = told[named(row[0])[0]]
        if isinstance(value, list) and value:
            assert set(named(row[1])) == set(value[0])
    assert set(named(dict(rows(text))["`outcomes`"])) == set(told["outcomes"])


def test_the_reference_has_every_file_of_a_gradebook(everything):
    told = keys_of(section("Gradebook files"))
    for name in told:
        assert (everything.gradebook / name).is_file(), name
    files = {file.name for file in everything.gradebook.iterdir() if file.suffix}
    assert files <= set(told)


PARTS = (("week-2", r"week-\d+"), ("ada/listening", r"[\w-]+/[\w-]+"), ("/ada/", r"/[\w-]+/"), ("burberry", r"[\w-]+"),
         ("is.xml", r"\w+\.xml"))  # fmt: skip


def test_the_reference_has_every_address_of_a_site(everything):
    told = [address for address in keys_of(section("Addresses")) if "#" not in address]
    site = everything.output
    for address in told:
        file = site / f"{address[1:]}index.html" if address.endswith("/") else site / address[1:]
        assert file.is_file(), address
    known = [re.escape(address) for address in told]
    for part, pattern in PARTS:
        known = [address.replace(re.escape(part), pattern) for address in known]
    pages = {f"/{file.relative_to(site).as_posix()}".removesuffix("index.html") for file in site.rglob("index.html")}
    feeds = {f"/{file.relative_to(site).as_posix()}" for file in site.rglob("*.xml")} - {"/sitemap.xml"}
    assert {address for address in pages | feeds if not any(re.fullmatch(one, address) for one in known)} == set()


def test_a_comment_is_where_the_reference_says(everything):
    [(page, anchor)] = re.findall(r"`/(\S+/)#(\S+)`", section("Addresses"))
    assert f'id="{anchor}"' in (everything.output / page / "index.html").read_text("utf-8")


def test_the_reference_has_every_environment_variable():
    told = keys_of(section("Environment variables"))
    program = "\n".join(file.read_text("utf-8") for file in (ROOT / "plugins").rglob("*.py"))
    asked = set(re.findall(r"environ(?:\.get\(|\[)\"(\w+)\"", program)) - {"TZ"}
    assert asked <= set(told)
    elsewhere = (ROOT / name for name in ("inv", ".ci/private", "tests/site/test_html.py", "tests/book/test_epub.py"))
    program += "".join(file.read_text("utf-8") for file in elsewhere)
    for name in told:
        assert re.search(rf"\b{name}\b", program), name


def test_the_reference_has_every_setting_of_the_plugins():
    assert keys_of(section("pelicanconf.py")) == [item.name for item in fields(Options)]


@pytest.mark.parametrize(
    "block", of_file("course.toml"), ids=lambda block: f"{block.doc.stem}: {block.text.splitlines()[0]}"
)
def test_every_example_of_course_toml_is_read_without_a_word(block):
    found, problems = course_file.read(block.text if block.whole else COURSE + block.text)
    assert problems == []
    assert found


@pytest.mark.parametrize("block", of_file("brands.toml"), ids=lambda block: block.doc.stem)
def test_every_example_of_brands_toml_is_read_without_a_word(block):
    found, problems = brands.read(block.text)
    assert problems == []
    assert found.brands


@pytest.mark.parametrize("block", of_file("adjustments.toml"), ids=lambda block: block.text.splitlines()[0])
def test_every_example_of_adjustments_is_applied_without_a_word(block):
    the_course = course_file.read(f'{COURSE}[[criteria]]\nid = "argument"\nmost = 4\n')[0]
    listening = post(the_course.person_by_id["ada"], "listening", the_course.weeks[1].posts_due, week=2)
    found, problems = adjustments.read(block.text, the_course, {listening.path: listening})
    assert problems == []
    for table in tomllib.loads(block.text):
        assert getattr(found, table), table


def test_the_example_of_who_is_who_is_read_without_a_word():
    [block] = of_file("people.toml")
    mapping, listed, problems = people.read("people.toml", block.text, course_file.read(COURSE)[0])
    assert (mapping, listed, problems) == ({"ada lovelace": "ada"}, {"ada lovelace"}, [])


def test_every_example_of_a_text_is_read_without_a_word():
    found = [block for block in blocks("markdown") if block.path]
    assert len(found) > 4
    the_course = course_file.read(COURSE + '[[people]]\nid = "amara"\n')[0]
    for block in found:
        value, problems = content_file.read(block.path.removeprefix("content/"), block.text, the_course)
        assert problems == []
        assert value.author.listed


def test_the_check_says_what_students_are_told_it_says(built):
    files = {
        "posts/week-01/ada-a.md": "Title: A\nAuthor: ada\nDate: soon\n\nThey wrote Bubrerry.\n\n![](images/a.jpg)\n",
        "posts/week-01/ada-b.md": "Title: B\n\nAuthor: ada\nDate: 05/11/2026\n\nThey wrote Bubrerry.\n\n![](images/a.jpg)\n",
        "posts/week-01/c.md": "Title: C\nAuthor: adda\nDate: 2026-10-07 10:00\n\nHello.\n",
        "comments/week-01/ada-b/ruth-1.md": "Author: ruth\nDate: 2026-10-08 10:00\n\nWhere was it?\n",
        "comments/week-01/ada-b/ada-1.md": "Author: ada\nDate: 2026-10-08 11:00\n\nThank you, Ruth.\n\n> Sorry.\nSo am I.\n\n```\na",
        "brands.toml": '[[brands]]\nname = "Burberry"\n',
    }
    messages = "\n".join(problem.message for problem in built(files)[0].problems)
    table = rows(section("The check", STUDENTS))
    assert len(table) == 9
    for said, _ in table:
        assert said in messages


def test_the_calendar_adds_up():
    sums, found = [0, 0], []
    for *_, small_class, large_class in rows(
        section("A calendar of the term", INSTRUCTORS).partition("Some things")[0]
    ):
        minutes = [int(cell.strip("*")) for cell in (small_class, large_class)]
        if small_class.startswith("*"):
            found.append((minutes, sums))
            sums = [0, 0]
        else:
            sums = [before + more for before, more in zip(sums, minutes, strict=True)]
    assert len(found) == 3
    assert all(told == added for told, added in found)
