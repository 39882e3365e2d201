"""A folder a subject, arrows one way: the table of ``plugins/__init__.py``, kept."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLUGINS = ROOT / "plugins"

MAY_USE: dict[str, str] = {
    "core": "",
    "atomic": "",
    "regular": "",
    "scratch": "",
    "alone": "core",
    "cache": "atomic regular",
    "states": "cache",
    "edited": "core atomic regular",
    "parallel": "",
    "templates": "",
    "rendering": "core cache parallel templates",
    "options": "core",
    "wording": "core",
    "texts": "core cache parallel",
    "brands": "core",
    "course": "core texts",
    "threads": "core course texts",
    "roster": "core regular course",
    "corpus": "core atomic regular cache wording texts brands course threads",
    "start": "core atomic regular scratch texts brands course roster",
    "images": "core atomic regular cache texts corpus",
    "feeds": "core texts threads corpus",
    "search": "core scratch cache corpus",
    "publishing": "core scratch course corpus",
    "checks": "core regular cache states edited parallel texts brands corpus images",
    "imports": "core atomic regular scratch alone wording texts course roster corpus images",
    "grades": "core atomic regular cache edited texts course threads roster corpus checks",
    "pull": "core atomic regular cache texts course corpus imports",
    "site": "core atomic cache parallel rendering options wording texts course threads corpus images feeds search publishing checks grades",
    "leaks": "core regular parallel brands course roster corpus grades site",
    "merging": "core scratch texts course roster corpus grades leaks",
    "build": "core atomic scratch cache states parallel rendering search site leaks",
    "gradebook": "core atomic regular scratch parallel rendering wording texts brands course threads corpus checks grades site build",
    "returning": "core atomic regular scratch alone course roster corpus grades build gradebook",
    "nudging": "core atomic regular alone wording texts corpus grades gradebook",
    "book": "core atomic scratch alone options texts course corpus images grades site leaks",
    "commands": "core",
}
"""The folders and flat files of ``plugins/``, from the ground up; each may use those named beside it, all above it."""

PELICAN = {
    "build/output",
    "gradebook/generator",
    "site/course",
    "site/machines",
    "site/reader",
    "site/writing",
}
"""The files that know Pelican, with those named ``pages``."""

WORLD = {
    "alone", "atomic", "book/cover", "book/making", "book/pdf", "book/plates", "brands/word_lists", "build/last", "build/output", "build/request", "build/server", "cache", "checks/finding", "build/rebuilding", "build/watching",
    "checks/course_check", "checks/known", "checks/languagetool", "checks/last_check", "checks/request", "checks/teaching", "commands/command", "commands/packages",
    "commands/program", "commands/terminal", "edited", "corpus/files", "corpus/git", "corpus/moderating", "corpus/writing",
    "feeds/pages", "gradebook/generator", "gradebook/pages", "gradebook/sealing", "grades/exporting", "grades/grading", "grades/kept_copies", "grades/marking", "grades/record",
    "grades/snapshot_files", "images/image_files", "imports/image_files", "imports/importing", "imports/inbox", "imports/memory",
    "imports/review", "imports/whose", "leaks/scan", "merging/forges", "merging/merging", "merging/trees", "nudging/nudging", "options", "parallel", "publishing/send", "pull/converted", "pull/pull",
    "pull/fetcher", "pull/feed_cache", "pull/web", "regular", "rendering", "returning/canvas_api", "returning/giving", "returning/senders", "roster/private_files", "search/pagefind", "search/pages", "site/cards", "site/lettering", "scratch", "states", "search/index",
    "site/context", "site/course", "site/look", "site/machines", "site/reader", "site/revised", "site/writing", "start/new_course", "start/sample",
    "texts/renders", "wording",
}  # fmt: skip
"""The files that touch disk, processes or the system. Everything else is pure."""

NETWORK = {"build/server", "checks/languagetool", "merging/forges", "pull/web", "returning/canvas_api"}
"""The files that open a connection, or wait for one."""

LIBRARIES: dict[str, str] = {
    "core": "babel cattrs fluent markupsafe rapidfuzz unidecode",
    "scratch": "filelock",
    "texts": "markdown nh3",
    "brands": "msgpack rapidfuzz",
    "threads": "unidecode",
    "templates": "jinja2 markupsafe",
    "rendering": "jinja2",
    "start": "tomlkit",
    "images": "PIL",
    "feeds": "feedgenerator",
    "search": "cbor2 pagefind_bin_extended",
    "alone": "jinja2",
    "checks": "language_tool_python rapidfuzz rich tomlkit",
    "imports": "PIL bs4 lxml mammoth markupsafe selectolax",
    "grades": "rapidfuzz tomlkit",
    "pull": "certifi rich urllib3",
    "site": "PIL jinja2",
    "leaks": "cbor2 unidecode",
    "merging": "certifi urllib3",
    "build": "filelock watchfiles",
    "gradebook": "cryptography jinja2 markupsafe",
    "returning": "certifi jinja2 keyring urllib3",
    "nudging": "markupsafe",
    "book": "PIL selectolax",
    "commands": "invoke",
}
"""What of other people's code a folder may import, Pelican apart."""

SYSTEM = {
    "ctypes",
    "fcntl",
    "getpass",
    "msvcrt",
    "os",
    "pathlib",
    "shutil",
    "subprocess",
    "tempfile",
    "threading",
    "time",
}
CONNECTIONS = {"http", "socket", "ssl", "urllib3", "urllib.request"}
FILE_METHODS = {
    "glob", "iterdir", "mkdir", "read_bytes", "read_text", "rename", "rglob", "unlink", "write_bytes", "write_text",
}  # fmt: skip


def imports(name: str, source: str, *, of_package: bool = False) -> Iterator[str]:
    """The absolute names that a module imports, such as ``plugins.core.dates`` and ``pathlib.Path``."""
    package = ("plugins", *name.split("/")) if of_package else ("plugins", *name.split("/")[:-1])
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room(name: str) -> str:
    return name.split("/", maxsplit=1)[0]


def faults(name: str, source: str, *, of_package: bool = False) -> Iterator[str]:
    """What a module imports or does that it must not, in half a sentence each. ``name``: as ``core/dates``."""
    own, used = room(name), set(imports(name, source, of_package=of_package))
    outside = {one for one in used if not one.startswith("plugins.")}
    for one in sorted(used - outside):
        other = one.split(".")[1]
        if other != own and other not in MAY_USE.get(own, "").split():
            yield f"{own} must not use {other}"
    tops = {one.split(".", maxsplit=1)[0] for one in outside}
    if "pelican" in tops and (name not in PELICAN and not name.endswith("/pages")):
        yield "only pages and the site know Pelican"
    known = {*LIBRARIES.get(own, "").split(), "pelican", *sys.stdlib_module_names}
    yield from (f"{own} must not use the library {one}" for one in sorted(tops - known))
    if name not in NETWORK and any(
        one == each or one.startswith(f"{each}.") for one in outside for each in CONNECTIONS
    ):
        yield "only the files of NETWORK open connections"
    system = {one for one in outside if one.split(".")[0] in SYSTEM and not one.startswith("pathlib.Pure")}
    if name not in WORLD and (system or touches_files(source)):
        yield "only the files of WORLD touch the system"
    if {"tasks", "tests", "theme"} & tops:
        yield "plugins use no tasks, tests or theme"


def touches_files(source: str) -> bool:
    """Whether a module opens a file, or asks a path to."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FILE_METHODS:
            return True
    return False


def named(file: Path) -> str:
    return file.relative_to(PLUGINS).with_suffix("").as_posix().removesuffix("/__init__")


FILES = sorted(file for file in PLUGINS.rglob("*.py") if file != PLUGINS / "__init__.py")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PLUGINS)))
def test_a_file_imports_what_its_folder_may(file):
    assert list(faults(named(file), file.read_text("utf-8"), of_package=file.stem == "__init__")) == []


def test_the_table_names_every_folder_and_its_arrows_lead_upwards_in_the_list():
    there = {named(file).split("/", maxsplit=1)[0] for file in FILES}
    assert set(MAY_USE) == there
    above: set[str] = set()
    for own, used in MAY_USE.items():
        assert set(used.split()) <= above, own
        above.add(own)


def test_the_table_says_no_more_than_is_there():
    used: dict[str, set[str]] = {own: set() for own in MAY_USE}
    for file in FILES:
        found = imports(named(file), file.read_text("utf-8"), of_package=file.stem == "__init__")
        used[room(named(file))] |= {one.split(".")[1] for one in found if one.startswith("plugins.")}
    assert {own: sorted(some - {own}) for own, some in used.items()} == {
        own: sorted(some.split()) for own, some in MAY_USE.items()
    }
    names = {named(file) for file in FILES}
    assert names >= WORLD | NETWORK | PELICAN


def test_the_map_in_the_package_is_the_table():
    text = (PLUGINS / "__init__.py").read_text("utf-8")
    listed = re.findall(r"^    (\w+) +(?=\S)", text, re.MULTILINE)
    assert listed == list(MAY_USE)


@pytest.mark.parametrize(
    ("name", "line", "fault"),
    [
        ("core/dates", "from ..texts import header", "core must not use texts"),
        ("core/dates", "from plugins.texts.header import split", "core must not use texts"),
        ("grades/ledger", "from ..site import context", "grades must not use site"),
        ("cache", "from . import wording", "cache must not use wording"),
        ("threads/threads", "import pelican", "only pages and the site know Pelican"),
        ("checks/check", "from pelican import signals", "only pages and the site know Pelican"),
        ("core/dates", "import pathlib", "only the files of WORLD touch the system"),
        ("core/dates", "from pathlib import Path", "only the files of WORLD touch the system"),
        ("grades/ledger", "import os.path", "only the files of WORLD touch the system"),
        ("brands/near", "found = open('x')", "only the files of WORLD touch the system"),
        ("brands/near", "found = place.read_text()", "only the files of WORLD touch the system"),
        ("feeds/planning", "import urllib.request", "only the files of NETWORK open connections"),
        ("pull/blogs", "import socket", "only the files of NETWORK open connections"),
        ("core/dates", "import numpy", "core must not use the library numpy"),
        ("course/rules", "def later():\n    from ..grades import ledger", "course must not use grades"),
        ("site/course", "import tasks", "plugins use no tasks, tests or theme"),
    ],
)
def test_a_planted_import_of_each_kind_is_found(name, line, fault):
    file = PLUGINS / f"{name}.py"
    assert fault in list(faults(name, f"{file.read_text('utf-8')}\n{line}\n"))


def test_a_planted_import_is_found_in_a_packages_own_file():
    assert list(faults("leaks", "from pelican import signals\n", of_package=True)) == [
        "only pages and the site know Pelican"
    ]
