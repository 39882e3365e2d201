"""The map of arrows in ``plugins/__init__.py`` holds."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLUGINS = ROOT / "plugins"
READERS_OF_DISK = {
    "cards",
    "checks",
    "exporting",
    "files",
    "grading",
    "history",
    "options",
    "parallel",
    "pictures",
    "private",
    "renders",
    "sample",
    "snapshots",
    "store",
    "wording",
}
CORE_LIBRARIES = {
    "babel",
    "cattrs",
    "cbor2",
    "cryptography",
    "feedgenerator",
    "fluent",
    "markdown",
    "markupsafe",
    "msgpack",
    "nh3",
    "rapidfuzz",
    "tomlkit",
    "unidecode",
    "wordfreq",
}
NO_PELICAN = {
    "cards",
    "checks",
    "files",
    "grading",
    "private",
    "publishing",
    "snapshots",
    "wording",
    "history",
    "languagetool",
    "options",
    "parallel",
    "pictures",
    "renders",
    "sample",
    "scan",
    "starting",
    "store",
    "writing",
}
PARTNERS = {"server": {"output"}, "sealing": {"output"}, "output": {"scan"}}
"""The adapters that use another one: who serves or seals also builds, and who publishes also scans."""


def imports(file: Path) -> set[str]:
    """The modules a file imports, as absolute names."""
    package = file.relative_to(ROOT).with_suffix("").parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def inner(names: set[str]) -> set[str]:
    """The second and third part of names below ``plugins``."""
    return {name.split(".", 1)[1] for name in names if name.startswith("plugins.")}


CORE = sorted((PLUGINS / "core").rglob("*.py"))
IMPORTERS = sorted((PLUGINS / "importers").glob("*.py"))
IMPORTERS_LIBRARIES = {"PIL", "bs4", "lxml", "markdownify"}
PULLING = sorted((PLUGINS / "pulling").glob("*.py"))
ADAPTERS = sorted(file for file in PLUGINS.glob("*.py") if file.stem != "__init__")


@pytest.mark.parametrize("file", CORE, ids=lambda file: str(file.relative_to(PLUGINS)))
def test_core_imports_only_the_standard_library_itself_and_small_pure_libraries(file):
    import sys

    outside = {name.split(".")[0] for name in imports(file)} - {"plugins"}
    assert outside - set(sys.stdlib_module_names) <= CORE_LIBRARIES
    assert all(name.startswith("core") for name in inner(imports(file)))
    assert not outside & {"os", "pathlib.Path", "subprocess", "socket", "shutil"}


@pytest.mark.parametrize("file", ADAPTERS, ids=lambda file: file.stem)
def test_an_adapter_imports_core_and_the_readers_of_disk_and_no_other_adapter(file):
    used = {name.split(".")[0] for name in inner(imports(file))}
    allowed = READERS_OF_DISK | {"core"} | PARTNERS.get(file.stem, set())
    assert used <= allowed
    if file.stem in NO_PELICAN:
        assert not any(name.split(".")[0] == "pelican" for name in imports(file))


@pytest.mark.parametrize("file", IMPORTERS, ids=lambda file: file.stem)
def test_an_importer_imports_files_and_core_and_asks_no_network(file):
    import sys

    outside = {name.split(".")[0] for name in imports(file)} - {"plugins"}
    assert outside - set(sys.stdlib_module_names) <= IMPORTERS_LIBRARIES
    assert {name.split(".")[0] for name in inner(imports(file))} <= {"files", "private", "core", "importers"}
    assert not {name.split(".")[0] for name in outside} & {"socket", "http", "ssl"}
    if file.stem not in {"bringing", "media", "memory", "whose"}:
        assert not {"files", "pathlib"} & (inner(imports(file)) | outside)  # pure: bytes in, records out


@pytest.mark.parametrize("file", PULLING, ids=lambda file: file.stem)
def test_pulling_hands_over_to_the_importers_and_one_module_of_it_asks_the_network(file):
    import sys

    outside = {name.split(".")[0] for name in imports(file)} - {"plugins"}
    assert {name.split(".")[0] for name in inner(imports(file))} <= {"files", "store", "core", "importers", "pulling"}
    if file.stem == "web":
        assert outside - set(sys.stdlib_module_names) == {"certifi", "urllib3"}
    else:
        assert outside - set(sys.stdlib_module_names) <= {"rich"}
        assert not outside & {"socket", "http", "ssl"}


def test_nothing_imports_theme_or_tests_and_imports_run_one_way():
    graph = {}
    for file in [*CORE, *IMPORTERS, *PULLING, *ADAPTERS]:
        name = ".".join(file.relative_to(PLUGINS).with_suffix("").parts).removesuffix(".__init__")
        modules = {
            ".".join(other.relative_to(PLUGINS).with_suffix("").parts)
            for other in [*CORE, *IMPORTERS, *PULLING, *ADAPTERS]
        }
        graph[name] = {used for used in inner(imports(file)) if used in modules and used != name}
        assert not {"theme", "tests", "tasks"} & {used.split(".")[0] for used in imports(file)}
    TopologicalSorter(graph).prepare()
