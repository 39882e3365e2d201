"""What is said of a brand name, how sure it is, and what may be written without asking."""

import json
import subprocess

import pytest
from builders import post
from conftest import BRANDS, POST, run, write

from plugins.brands import Finding
from plugins.checks import check, reports
from plugins.core.model import Brand
from plugins.core.problems import Problem

BURBERRY = Brand("Burberry", slug="burberry")
GITHUB = Brand("GitHub", slug="github")
SEVERITIES = ("error", "warning", "notice")


class Finds:
    """A matcher that finds what it was told to."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings

    def read(self, *_: object) -> tuple[list[object], list[Finding]]:
        return [], list(self.findings)


def found(text: str, wrong: str, brand: Brand = BURBERRY, kind: str = "spelling", **more: object) -> check.Checked:
    """The check of a post in which one finding is made."""
    written = post(text=text)
    start = written.source.text.index(wrong)
    finding = Finding(start, start + len(wrong), wrong, brand.name, brand, kind, **more)
    return check.check(written, Finds(finding))


def message(*finding: object, **more: object) -> str:
    [problem] = found(f"It said {finding[0]} there.", *finding, **more).problems
    return problem.message


REASONS = ("no word in any list", "two letters exchanged", "“coat” follows")


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        (
            message("Bubrerry"),
            "write “Burberry”, not “Bubrerry”: the name is misspelt; if meant: ",
        ),
        (
            message("Bubrerry", severity="warning", reasons=REASONS),
            "probably “Burberry”, not “Bubrerry”: no word in any list, two letters exchanged; if not: ",
        ),
        (
            message("Bubrerry", severity="notice", reasons=REASONS[:1]),
            "did you mean “Burberry” by “Bubrerry” (no word in any list)? If not: ",
        ),
        (
            message("Bubrerry", severity="notice"),
            "did you mean “Burberry” by “Bubrerry” (the letters are close)? If not: ",
        ),
        (
            message("Github", GITHUB, "capitals"),
            "write “GitHub”, not “Github”: the capitals are wrong; if meant: ",
        ),
        (
            message("Github", GITHUB, "capitals", severity="warning", reasons=("“repository” follows", "more")),
            "“Github” is usually written “GitHub”: the capitals differ; if meant: ",
        ),
    ],
)
def test_a_message_is_as_firm_as_the_finding_and_says_why_and_what_to_do_if_the_name_is_right(said, begins):
    assert said.startswith(begins)
    form = "Github" if "Github" in said else "Bubrerry"
    assert said.removeprefix(begins) == f"quotation marks or “Sic: {form}” (instructor: ./inv check --learn)"


@pytest.mark.parametrize("kind", check.WHY)
@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_message_is_one_line_of_at_most_150_characters_for_a_name_of_eight_letters(kind, severity):
    said = message("Bubrerry", kind=kind, severity=severity)
    assert len(said) <= 150
    assert "\n" not in said


def test_what_is_quoted_is_told_as_allowed_with_nothing_to_do():
    said = message("Bubrerry", severity="notice", why="inside quotation marks", reasons=REASONS)
    assert said == "“Bubrerry” is not how “Burberry” is written; allowed, because it is inside quotation marks"


@pytest.mark.parametrize(
    ("severity", "errors", "mentions"), [("error", 1, ["Burberry"]), ("warning", 0, ["Burberry"]), ("notice", 0, [])]
)
def test_only_errors_are_counted_and_a_brand_is_named_by_errors_and_warnings(severity, errors, mentions):
    made = found("A Bubrerry.", "Bubrerry", severity=severity)
    assert made.brand_errors == errors
    assert [mention.brand.name for mention in made.mentions] == mentions
    assert [problem.severity for problem in made.problems] == [severity]


@pytest.mark.parametrize("severity", SEVERITIES)
def test_every_format_tells_every_severity(severity):
    made = found("A Bubrerry.", "Bubrerry", severity=severity, probability=0.8349, reasons=REASONS)
    [problem] = made.problems
    for write_report in reports.FORMATS.values():
        assert "did you mean" in (said := write_report([problem], {}, "")) or "not “Bubrerry”" in said
    [row] = json.loads(reports.as_json([problem], {}))
    assert (row["severity"], row["probability"], row["sure"]) == (severity, 0.83, False)
    level = {"error": "major", "warning": "minor", "notice": "info"}
    assert json.loads(reports.gitlab([problem], {}))[0]["severity"] == level[severity]
    assert reports.github([problem], {}).startswith(f"::{severity} ")


def test_a_problem_that_is_no_brand_has_no_probability():
    [row] = json.loads(reports.as_json([Problem("a.md", 1, 1, "is wrong")], {}))
    assert (row["probability"], row["sure"]) == (None, False)


def problem(line: str, wrong: str, right: str, **more: object) -> Problem:
    column = line.index(wrong) + 1
    return Problem(
        "a.md", 1, column, "m", **{"rule": "brand", "wrong": wrong, "suggestion": right, "sure": True, **more}
    )


LINE = "A Wechat and a Bubrerry."


@pytest.mark.parametrize(
    "unsure", [{"sure": False}, {"severity": "warning"}, {"severity": "notice"}, {"suggestion": None}]
)
def test_a_fix_changes_nothing_but_what_is_beyond_doubt(unsure):
    some = [problem(LINE, "Wechat", "WeChat"), problem(LINE, "Bubrerry", "Burberry", **unsure)]
    fixed = reports.fixed(LINE, some)
    assert fixed == "A WeChat and a Bubrerry."
    assert reports.fixed(fixed, some) == fixed


def test_a_fix_leaves_a_name_alone_that_is_broken_over_two_lines():
    broken = Problem("a.md", 1, 3, "m", rule="brand", wrong="Coca\nCola", suggestion="Coca-\nCola", sure=True, end_line=2,
                     end_column=5)  # fmt: skip
    assert reports.fixed("A Coca\nCola.", [broken]) == "A Coca\nCola."


@pytest.mark.parametrize(
    "before",
    [
        f"One\n{LINE}\nThree\n",
        f"One\n{LINE}",
        f"One\r\n{LINE}\r\nThree\r\n",
        f"{LINE}\n\u2028{LINE}\x0c.\n" + "More\n" * 9 + LINE,
    ],
)
def test_the_difference_shown_is_what_patch_makes_of_the_file(before, tmp_path):
    after = before.replace("Wechat", "WeChat")
    shown = reports.difference("posts/week-01/ada-x.md", before, after)
    file = write(tmp_path, {"posts/week-01/ada-x.md": before}) / "posts/week-01/ada-x.md"
    command = ["git", "apply", "-p0", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=tmp_path, input=shown.encode(), check=True, capture_output=True)
    assert file.read_bytes() == after.encode()


def test_a_difference_on_a_terminal_is_coloured_and_cannot_control_it():
    shown = reports.difference("a.md", "A Wechat \x1b[2J\x9b.\n", "A WeChat \x1b[2J\x9b.\n", colour=True)
    assert shown.splitlines() == [
        "\x1b[1m--- a.md\x1b[0m",
        "\x1b[1m+++ a.md\x1b[0m",
        "\x1b[36m@@ -1 +1 @@\x1b[0m",
        "\x1b[31m-A Wechat  [2J .\x1b[0m",
        "\x1b[32m+A WeChat  [2J .\x1b[0m",
    ]


def test_a_dry_run_writes_nothing(tmp_path):
    text = POST + "A Wechat, a Bubrerry.\n"
    content = write(tmp_path, {"brands.toml": BRANDS, "posts/week-01/ada-x.md": text})
    done = run("check", "--fix", "--dry-run", "--content", content)
    assert (content / "posts/week-01/ada-x.md").read_text("utf-8") == text
    assert done.stderr.splitlines()[-1].startswith("would fix ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--dry-run"], "--dry-run goes with --fix\n"),
        (["--fix", "--dry-run", "--format", "json"], "--dry-run shows a diff, and no json\n"),
    ],
)
def test_a_dry_run_of_nothing_is_refused(options, said):
    done = run("check", *options)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
