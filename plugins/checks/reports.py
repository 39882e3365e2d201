"""Reports of problems for people, programs, forges and code scanners."""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from ..core.problems import LINE_BREAK, Places, Problem, counted, showable
from .news import News, fingerprints

LINES = re.compile(r"[^\n]*\n|[^\n]+")
COLOURS: Final = {"error": "31", "warning": "33", "notice": "36", "ok": "32", "bold": "1"}
DIFF_COLOURS: Final = {"---": "1", "+++": "1", "@": "36", "-": "31", "+": "32"}
Texts = Mapping[str, str]
"""The texts of the files by path, for the formats that show source lines."""


def text(problems: Sequence[Problem], texts: Texts, colour: bool = False) -> str:
    """Report as a compiler does: the place and the message, then the source line with the wrong words underlined."""
    lines: dict[str, list[str]] = {}
    return "".join(f"{_block(problem, _lines(problem, texts, lines), colour)}\n" for problem in problems)


def _lines(problem: Problem, texts: Texts, known: dict[str, list[str]]) -> list[str]:
    """The lines of a problem's file, ``known`` once they have been asked for; none where they do not matter."""
    path = problem.path
    if problem.wrong and path in texts and path not in known:
        known[path] = LINE_BREAK.split(texts[path])
    return known.get(path, []) if problem.wrong else []


def since(news: News, texts: Texts, colour: bool = False) -> str:
    """Report what is new since the last check, then what is left in files that have changed, and count the rest."""
    out = ""
    for problems, what in ((news.new, "new"), (news.left, "known from the last check, in files changed since")):
        if problems:
            out += f"{_painted(f'{counted(problems)}, {what}:', 'bold', colour)}\n{text(problems, texts, colour)}"
    if news.known:
        known = f"{counted(news.known)}, known from the last check: ./inv check --all shows them"
        out += f"{_painted(known, 'bold', colour)}\n"
    return out


def _painted(words: str, kind: str, colour: bool) -> str:
    return f"\x1b[{COLOURS[kind]}m{words}\x1b[0m" if colour else words


def _block(problem: Problem, lines: Sequence[str], colour: bool) -> str:
    def painted(words: str, kind: str) -> str:
        return _painted(words, kind, colour)

    head = f"{painted(f'{showable(problem.path)}:{problem.line}:{problem.column}:', 'bold')} {problem.message}"
    if problem.severity != "error":
        head += painted(f" ({problem.severity})", problem.severity)
    if not problem.wrong or not lines:
        return head
    line = lines[problem.line - 1] if problem.line <= len(lines) else ""
    start = max(problem.column - 41, 0)
    shown = showable(line[start : problem.column + len(problem.wrong) + 39].replace("\t", " "))
    width = problem.end_column - problem.column if problem.end_line == problem.line else len(problem.wrong)
    margin = f"{problem.line:>5} | "
    under = " " * (len(margin) + problem.column - 1 - start) + painted("^" * max(width, 1), problem.severity)
    hint = painted(f" {showable(problem.suggestion)}", "ok") if problem.suggestion else ""
    return f"{head}\n{margin}{shown}\n{under}{hint}"


def as_json(problems: Sequence[Problem], texts: Texts, prefix: str = "") -> str:
    """One JSON array with every field of each problem; paths are relative to the content folder."""
    del texts, prefix
    keys = (
        "path", "line", "column", "end_line", "end_column", "wrong", "suggestion", "brand", "severity", "message",
        "rule", "sure",
    )  # fmt: skip
    rows = [
        {key: getattr(problem, key) for key in keys}
        | {"probability": None if problem.probability is None else round(problem.probability, 2)}
        for problem in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def github(problems: Sequence[Problem], texts: Texts, prefix: str = "") -> str:
    """Workflow commands, which GitHub shows at the lines of a pull request; ``prefix`` is the path of the content
    folder.
    """
    del texts
    out = []
    for problem in problems:
        place = {
            "file": prefix + problem.path,
            "line": problem.line,
            "col": problem.column,
            "endLine": problem.end_line,
            "endColumn": problem.end_column,
        }
        words = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in place.items())
        out.append(f"::{problem.severity} {words}::{_escaped(problem.message)}\n")
    return "".join(out)


def _escaped(words: str, also: str = "") -> str:
    for mark in f"%\r\n{also}":
        words = words.replace(mark, f"%{ord(mark):02X}")
    return words


def gitlab(problems: Sequence[Problem], texts: Texts, prefix: str = "") -> str:
    """A GitLab Code Quality report: the subset of Code Climate's issue fields that GitLab reads."""
    del texts
    severity: Final = {"error": "major", "warning": "minor", "notice": "info"}
    rows = []
    for problem, fingerprint in zip(problems, fingerprints(problems, prefix), strict=True):
        row = {
            "description": problem.message,
            "check_name": problem.rule or "other",
            "fingerprint": fingerprint,
            "severity": severity[problem.severity],
            "location": {
                "path": prefix + problem.path,
                "lines": {"begin": problem.line, "end": max(problem.line, problem.end_line)},
            },
        }
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def sarif(problems: Sequence[Problem], texts: Texts, prefix: str = "") -> str:
    """SARIF 2.1.0, for code scanners."""
    del texts
    level: Final = {"error": "error", "warning": "warning", "notice": "note"}
    rules = sorted({problem.rule or "other" for problem in problems})
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "Cohort", "rules": [{"id": rule} for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": problem.rule or "other",
                "ruleIndex": rules.index(problem.rule or "other"),
                "level": level[problem.severity],
                "message": {"text": problem.message},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": quote(prefix + problem.path)},
                            "region": {
                                "startLine": problem.line,
                                "startColumn": problem.column,
                                "endLine": problem.end_line,
                                "endColumn": problem.end_column,
                            },
                        }
                    }
                ],
            }
            for problem in problems
        ],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def plain(problems: Sequence[Problem], texts: Texts, prefix: str = "") -> str:
    del prefix
    return text(problems, texts)


FORMATS: Final[Mapping[str, Callable[[Sequence[Problem], Texts, str], str]]] = {
    "text": plain,
    "json": as_json,
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
}


def fixed(source: str, problems: Iterable[Problem]) -> str:
    """``source`` with every certain correction made. All other bytes stay the same. The function is idempotent."""
    starts = Places(source).starts
    parts, done = [], 0
    for problem in sorted(filter(is_certain, problems), key=lambda problem: problem.place):
        start = starts[problem.line - 1] + problem.column - 1
        end = starts[problem.end_line - 1] + problem.end_column - 1
        if start >= done and source[start:end] == problem.wrong:
            parts += [source[done:start], problem.suggestion or ""]
            done = end
    return "".join([*parts, source[done:]])


def is_certain(problem: Problem) -> bool:
    """Whether the replacement can be written without asking: beyond doubt, and not quoted or meant."""
    return bool(
        problem.sure
        and problem.severity == "error"
        and problem.suggestion
        and problem.wrong
        and "\n" not in problem.wrong
    )


def difference(path: str, before: str, after: str, colour: bool = False) -> str:
    """A unified diff of a file's text, for ``patch`` or ``git apply -p0``; in colour, for reading on a terminal."""
    old, new = (LINES.findall(text) for text in (before, after))
    lines = difflib.unified_diff(old, new, path, path)
    return "".join(_painted_line(line) if colour else _whole(line) for line in lines)


def _whole(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _painted_line(line: str) -> str:
    colour = DIFF_COLOURS.get(line[:3]) or DIFF_COLOURS.get(line[0])
    shown = showable(line.rstrip("\r\n").replace("\t", " "))
    return f"\x1b[{colour}m{shown}\x1b[0m\n" if colour else f"{shown}\n"
