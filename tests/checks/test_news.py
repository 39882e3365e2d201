"""What somebody reads who checks again and again: what is new, what is left where they wrote, and a count of the rest."""

from dataclasses import replace

import pytest
from conftest import BRANDS, POST, committed, run, write
from hypothesis import given
from hypothesis import strategies as st

from plugins.checks import checking, news, reports
from plugins.checks.last_check import LastCheck
from plugins.checks.request import CheckRequest
from plugins.core.problems import SEVERITIES, Problem

PATHS = ["posts/a.md", "posts/é.md", "course.toml"]
PROBLEMS = st.lists(
    st.builds(
        Problem, path=st.sampled_from(PATHS), line=st.integers(1, 3), column=st.integers(1, 3),
        message=st.sampled_from(["is wrong", "is odd"]), severity=st.sampled_from(SEVERITIES),
        rule=st.sampled_from(["brand", "header"]), wrong=st.sampled_from([None, "Bubrerry"]),
    ),
    max_size=8,
)  # fmt: skip
HELD = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(["", "one", "other"]))


def numbered(problems: list[Problem]) -> list[Problem]:
    """The problems in the order of a report, each with a place of its own, so that they can be told apart."""
    ordered = sorted(problems, key=lambda problem: problem.place)
    return [replace(problem, column=n) for n, problem in enumerate(ordered, 1)]


@given(PROBLEMS, HELD, PROBLEMS, HELD)
def test_new_left_and_known_findings_are_all_findings_each_once_and_in_order(before, then, now, held):
    now = numbered(now)
    found = news.since(news.seen(before, then), now, held)
    lists = (found.new, found.left, found.known)
    assert sorted(problem.column for some in lists for problem in some) == [problem.column for problem in now]
    assert all(some == [problem for problem in now if problem in some] for some in lists)


@given(PROBLEMS, PROBLEMS)
def test_every_finding_of_the_last_check_is_known_again_or_mended(before, now):
    held = dict.fromkeys(PATHS, "text")
    before = [replace(problem, severity="error") for problem in before]
    now = [replace(problem, severity="error") for problem in now]
    found = news.since(news.seen(before, held), now, held)
    assert len(found.left) + len(found.known) + found.mended == len(before)
    assert found.left == []


@given(PROBLEMS, HELD, st.integers(1, 9))
def test_findings_whose_lines_moved_are_not_new(problems, held, lines):
    moved = [replace(problem, line=problem.line + lines, end_line=0) for problem in problems]
    found = news.since(news.seen(problems, held), moved, held)
    assert (found.new, found.left, found.known, found.mended) == ([], [], moved, 0)


@given(PROBLEMS, HELD, PROBLEMS, HELD)
def test_the_report_counts_every_finding_that_it_does_not_show(before, then, now, held):
    found = news.since(news.seen(before, then), now, held)
    lines = reports.since(found, {}).splitlines()
    counts = [int(line.split()[0]) for line in lines if line[0].isdigit()]
    assert sum(counts) == len(now)
    shown = [line for line in lines if not line[0].isdigit()]
    assert len(shown) == len(found.new) + len(found.left)


def test_a_warning_that_became_an_error_is_new_and_nothing_was_mended():
    warning, held = Problem("a.md", 1, 1, "is odd", "warning"), {"a.md": "text"}
    error = replace(warning, severity="error")
    found = news.since(news.seen([warning], held), [error], held)
    assert (found.new, found.mended) == ([error], 0)


def test_nothing_is_mended_by_deleting_a_file():
    there, gone = {"a.md": "text"}, {"a.md": ""}
    last = news.seen([Problem("a.md", 1, 1, "is wrong")], there)
    assert news.since(last, [], gone).mended == 0
    assert news.since(last, [], there).mended == 1


ADA, BEN = "posts/week-01/ada-x.md", "posts/week-01/ben-y.md"
TEXTS = {
    "brands.toml": BRANDS,
    ADA: f"{POST}A Bubrerry.\n",
    BEN: f"{POST.replace('ada', 'ben')}A Wechat, a Wechat.\n",
}


@pytest.fixture
def request_of(tmp_path) -> CheckRequest:
    return CheckRequest(write(tmp_path / "content", TEXTS), tmp_path / "cache")


def said(request: CheckRequest) -> tuple[list[str], str, int]:
    """What a check that somebody reads says, without messages and source lines: its headings and places, its summary,
    and its exit code.
    """
    done = checking.check(request, print)
    done.remember()
    lines = [line.split(": ")[0] if "/" in line.split(" ")[0] else line for line in done.text.splitlines()]
    return [line for line in lines if line[0] != " "], done.summary, done.exit_code


FIRST = [f"{ADA}:6:3", f"{BEN}:6:3", f"{BEN}:6:13"]
KNOWN = "3 problems (3 errors), known from the last check: ./inv check --all shows them"


def test_a_first_check_says_everything_and_a_second_one_counts_what_is_known(request_of):
    assert said(request_of) == (FIRST, "3 problems (3 errors) in 2 posts and 0 comments", 1)
    assert said(request_of) == ([KNOWN], "3 problems (3 errors) in 2 posts and 0 comments", 1)


def test_who_mended_something_reads_what_is_new_then_what_is_left_in_that_file_and_a_count_of_the_rest(request_of):
    said(request_of)
    text = TEXTS[BEN].replace("A Wechat, a Wechat.", "A line more.\n\nA WeChat, a Wechat, a Bubrerry.")
    write(request_of.content, {BEN: text})
    expected = [
        "1 problem (1 error), new:",
        f"{BEN}:8:23",
        "1 problem (1 error), known from the last check, in files changed since:",
        f"{BEN}:8:13",
        "1 problem (1 error), known from the last check: ./inv check --all shows them",
    ]
    assert said(request_of) == (
        expected,
        "3 problems (3 errors) in 2 posts and 0 comments; 1 mended since the last check",
        1,
    )


def test_a_course_without_a_finding_is_remembered_too(request_of):
    write(request_of.content, {ADA: POST, BEN: POST.replace("ada", "ben")})
    assert said(request_of) == ([], "0 problems in 2 posts and 0 comments", 0)
    write(request_of.content, {ADA: TEXTS[ADA]})
    assert said(request_of)[0] == ["1 problem (1 error), new:", f"{ADA}:6:3"]
    write(request_of.content, {ADA: POST})
    assert said(request_of)[1] == "0 problems in 2 posts and 0 comments; 1 mended since the last check"
    assert said(request_of)[1] == "0 problems in 2 posts and 0 comments"


@pytest.mark.parametrize(
    "asked",
    [
        {"every": True},
        {"fix": True},
        {"fix": True, "dry_run": True},
        {"grammar": True},
        *({"format": name} for name in reports.FORMATS if name != "text"),
    ],
    ids=str,
)
def test_nothing_is_left_out_where_more_than_news_is_asked_for(asked, request_of):
    asked = replace(request_of, **asked)
    first = checking.check(replace(asked, cache=None, dry_run=asked.fix), lambda _: None)
    said(request_of)
    again = checking.check(replace(asked, dry_run=asked.fix), lambda _: None)
    assert (again.text, again.exit_code) == (first.text, first.exit_code)


def test_a_check_of_changed_files_says_everything_and_is_not_the_last_one(request_of):
    committed(request_of.content)
    said(request_of)
    write(request_of.content, {ADA: f"{TEXTS[ADA]}A Wechat.\n"})
    changed = replace(request_of, changed="HEAD")
    assert said(changed) == said(changed)
    assert said(changed)[0] == [f"{ADA}:6:3", f"{ADA}:7:3"]
    assert said(request_of)[0][:2] == ["1 problem (1 error), new:", f"{ADA}:7:3"]


def test_each_content_folder_has_a_last_check_of_its_own(request_of, tmp_path):
    said(request_of)
    assert said(replace(request_of, content=write(tmp_path / "other", TEXTS)))[0] == FIRST


@pytest.mark.parametrize(
    "data", [b"", b"no marshal", b"\xe3" * 40, "half", "shape"], ids=["empty", "words", "bytes", "half", "shape"]
)
def test_a_damaged_memory_costs_a_full_report_and_no_more(data, request_of):
    said(request_of)
    [file] = request_of.cache.glob("found-*")
    if data == "shape":
        store = LastCheck(request_of.cache, request_of.content).store
        store.replace({"files": (1, 2)})
        store.save()
    else:
        file.write_bytes(file.read_bytes()[:60] if data == "half" else data)
    assert said(request_of)[0] == FIRST
    assert said(request_of)[0] == [KNOWN]


def test_a_report_that_nobody_read_to_its_end_is_not_the_last_one(request_of):
    assert checking.check(request_of, print).summary
    assert said(request_of)[0] == FIRST


def test_the_command_says_everything_again_if_asked_and_exits_alike(tmp_path):
    content = write(tmp_path, TEXTS)
    first, again, every = (run("check", "--content", content, *more) for more in ((), (), ("--all",)))
    assert again.stdout == f"{KNOWN}\n"
    assert every.stdout == first.stdout
    assert {done.returncode for done in (first, again, every)} == {1}
    assert {done.stderr for done in (first, again, every)} == {first.stderr}


@given(PROBLEMS, PROBLEMS, st.sets(st.sampled_from(PATHS)))
def test_serve_tells_all_at_first_and_then_what_is_in_changed_files_or_new(before, now, changed):
    told, now = news.Told(), numbered(now)
    assert told.news(before) == before
    told.change(changed)
    last = news.since(news.seen(before, {}), now, {})
    assert told.news(now) == [problem for problem in now if problem in last.new or problem.path in changed]
    assert told.news(now) == []


def test_serve_knows_a_changed_file_by_either_form_of_its_name():
    told, [problem] = news.Told(), [Problem("posts/é.md", 1, 1, "is wrong")]
    told.news([problem])
    told.change(["posts/e\u0301.md"])
    assert told.news([problem]) == [problem]


def test_serve_tells_after_a_failed_build_what_had_changed_before_it():
    told, problem = news.Told(), Problem("posts/a.md", 1, 1, "is wrong")
    told.news([problem])
    told.change(["posts/a.md"])
    told.change(["course.toml"])
    assert told.news([problem]) == [problem]


def test_serve_says_what_a_build_had_to_do_without_once_and_again_when_it_comes_back():
    told = news.Told()
    assert told.new_notes(["no git", "no search"]) == ("no git", "no search")
    assert told.new_notes(["no git"]) == ()
    assert told.new_notes(["no search", "no git"]) == ("no search",)
