"""Whatever stops a command is one kind of exception, told in a sentence and by an exit code."""

import ast

from conftest import ROOT

CAUGHT = {
    "_NoImage": "imports/image_files.py",
    "_Refused": "build/server.py leaks/extractors.py images/image_files.py imports/readers/archive.py",
    "Busy": "pull/web.py",
    "CannotEdit": "texts/header_edit.py",
    "Conflict": "merging/trees.py",
    "Failed": "pull/web.py",
    "InUse": "scratch.py",
    "NoTable": "roster/table.py",
    "NotMerged": "merging/forges.py",
    "NotPrinted": "book/pdf.py",
    "Wrong": "start/answers.py",
}
"""Exceptions that no command ends by: whoever asks for the thing catches them and goes on."""


def test_an_exception_of_a_plugin_is_a_refusal_or_caught_by_whoever_causes_it():
    exceptions = {"Exception", "ValueError", "OSError", "RuntimeError", "TypeError", "KeyError", "BaseException"}
    found: dict[str, str] = {}
    for file in sorted((ROOT / "plugins").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and {ast.unparse(base) for base in node.bases} & exceptions:
                found[node.name] = f"{found.get(node.name, '')} {file.relative_to(ROOT / 'plugins').as_posix()}"
    assert found.pop("Refusal") == " core/refusal.py"
    assert {name: set(files.split()) for name, files in found.items()} == {
        name: set(files.split()) for name, files in CAUGHT.items()
    }
