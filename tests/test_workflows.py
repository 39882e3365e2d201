"""The forges' workflows: their schemas, what they may do, and every command of theirs run for real in a clone.

No forge runs here: their own actions (checkout, cache, upload, deploy) and the showing of annotations are not tried.
"""

import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from conftest import ROOT
from forges import NAME, PROJECT, Forges, git, served
from forges import TOKEN as FORGE_TOKEN
from ruamel.yaml import YAML
from sample_course import SAMPLE

GITHUB, GITLAB = ROOT / ".github/workflows/pages.yml", ROOT / ".gitlab-ci.yml"
MERGE = ROOT / ".github/workflows/merge.yml"
FORGES = {GITHUB: "vendor.github-workflows", MERGE: "vendor.github-workflows", GITLAB: "vendor.gitlab-ci"}
ROSTER = "person,legal_name,email\namara,Augusta Kingsworth,augusta@example.edu\n"
POST = "content/posts/week-01/amara-from-a-student.md"
TEXT = "Title: From a student\nAuthor: amara\nDate: 2026-10-07 10:00\n\nA text by somebody who wrote Bubrerry.\n"


def workflow(file: Path) -> dict:
    return YAML(typ="safe").load(file.read_text("utf-8"))


def steps(job: str) -> dict[str, str]:
    """The commands of one of GitHub's jobs, by the step's name."""
    return {step["name"]: step["run"] for step in workflow(GITHUB)["jobs"][job]["steps"] if "run" in step}


def secret(files: dict[str, str]) -> str:
    """A folder as the README has it packed."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return base64.encodebytes(data.getvalue()).decode()


@pytest.fixture(scope="module")
def origin(tmp_path_factory) -> Path:
    """A repository as it is on a forge: these files, committed; the packages are those that run the tests."""
    folder = tmp_path_factory.mktemp("forge") / "origin"
    folder.mkdir()
    names = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in names:
        if name and (ROOT / name).is_file() and not name.startswith(("tests/", "docs/", "content/", "sample/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
            (folder / name).chmod((ROOT / name).stat().st_mode)
    shutil.copytree(SAMPLE, folder / "content")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "The course")
    return folder


@pytest.fixture
def clone(origin, tmp_path) -> Path:
    """What a runner checks out; ``inv`` finds its environment as the cache would have laid it there."""
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(origin), str(folder)], check=True)
    binaries = folder / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (binaries / "python").chmod(0o755)
    (folder / ".venv" / ".made-from").write_bytes((folder / "requirements.lock").read_bytes())
    return folder


def run(folder: Path, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command as the forges run it: bash, which stops at the first failure."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
        cwd=folder, env={**os.environ, "PYTHONWARNINGS": "ignore", **variables}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def pull_request(clone: Path, text: str = TEXT) -> None:
    """The merge that a forge checks out for a pull request: its first parent is the branch it goes to."""
    git(clone, "checkout", "-qb", "mine")
    (clone / POST).write_text(text)
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "My post")
    git(clone, "checkout", "-q", "main")
    git(clone, "merge", "-q", "--no-ff", "-m", "Merge", "mine")


@pytest.mark.parametrize("file", FORGES, ids=["github", "merge", "gitlab"])
def test_the_forges_schema_takes_the_workflow(file):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", FORGES[file], str(file)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", FORGES, ids=["github", "merge", "gitlab"])
def test_the_schema_would_refuse_a_wrong_one(file, tmp_path):
    wrong = tmp_path / file.name
    wrong.write_text(file.read_text().replace("\n    steps:", "\n    stepps:").replace("stage: deploy", "stage: [2]"))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", FORGES[file], str(wrong)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_every_action_is_pinned_by_its_whole_commit_and_says_its_version():
    uses = re.findall(r"uses: (.*)", GITHUB.read_text() + MERGE.read_text())
    assert len(uses) == 10
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+(?:\.\d+){0,2}", line) for line in uses)


def test_the_workflow_may_do_no_more_than_each_job_needs():
    whole = workflow(GITHUB)
    assert whole["permissions"] == {}
    assert {name: job["permissions"] for name, job in whole["jobs"].items()} == {
        "check": {"contents": "read"},
        "build": {"contents": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    for job in ("check", "build"):
        checkout = whole["jobs"][job]["steps"][0]["with"]
        assert checkout == {"fetch-depth": 0, "persist-credentials": False}
    assert workflow(GITLAB)["variables"]["GIT_DEPTH"] == "0"


def test_a_pull_request_deploys_nothing_and_sees_no_secret():
    jobs = workflow(GITHUB)["jobs"]
    assert jobs["build"]["if"] == "github.event_name != 'pull_request'"
    assert jobs["deploy"]["needs"] == "build"
    assert "pull_request_target" not in GITHUB.read_text()
    with_secret = [name for name, job in jobs.items() if "secrets." in json.dumps(job)]
    assert with_secret == ["build"]
    assert jobs["build"]["environment"] == "github-pages"
    asked = '$CI_PIPELINE_SOURCE == "schedule" || $CI_PIPELINE_SOURCE == "trigger"'
    assert workflow(GITLAB)["pages"]["rules"] == [
        {"if": asked, "when": "never"},
        {"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"},
    ]


def test_merging_checks_out_and_runs_nothing_of_a_request():
    """With a token that may write, ``pull_request_target`` is safe as long as only the main branch's program runs."""
    [job] = workflow(MERGE)["jobs"].values()
    assert workflow(MERGE)["permissions"] == {}
    assert job["permissions"] == {"contents": "write", "pull-requests": "write", "actions": "write"}
    assert job["steps"][0]["with"] == {"ref": "${{ github.event.repository.default_branch }}", "fetch-depth": 0}
    used = set(re.findall(r"\$\{\{ *(.*?) *\}\}", MERGE.read_text()))
    assert used == {"github.event.repository.default_branch", "secrets.COHORT_PRIVATE", "github.token"}
    assert "cache" not in MERGE.read_text().replace("cohort", "")
    [first, *_] = workflow(GITLAB)["merge"]["rules"]
    assert first == {"if": '$CI_PIPELINE_SOURCE == "schedule" || $CI_PIPELINE_SOURCE == "trigger"'}
    assert workflow(GITLAB)["check"]["rules"][0] == first | {"when": "never"}


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_the_merge_jobs_merge_a_students_own_post_and_nothing_else(clone, tmp_path, forge):
    bare = tmp_path / "blog.git"
    git(tmp_path, "clone", "-q", "--bare", str(clone), str(bare))
    git(clone, "remote", "set-url", "origin", str(bare))
    forges = Forges(bare)
    fork = tmp_path / "fork"
    git(tmp_path, "clone", "-q", str(bare), str(fork))
    (fork / POST).write_text(TEXT)
    git(fork, "add", ".")
    git(fork, "commit", "-qm", "My post")
    mine = forges.open(fork, "amara-k")
    (fork / ".ci/private").write_text("#!/bin/sh\nexit 1\n")
    git(fork, "commit", "-qam", "Something else")
    other = forges.open(fork, "amara-k")
    commands = {
        "github": [step["run"] for step in workflow(MERGE)["jobs"]["merge"]["steps"] if "run" in step][:3],
        "gitlab": [*workflow(GITLAB)["merge"]["script"], *workflow(GITLAB)["merge"]["after_script"]],
    }[forge]
    assert [word for command in commands for word in command.split(" ")[:2]] == [
        ".ci/private",
        "./inv",
        "merge",
        "rm",
        "-rf",
    ]
    roster = ROSTER.replace("email", "account").replace("augusta@example.edu", "amara-k")
    with served(forges) as address:
        known = {
            "github": {"GITHUB_ACTIONS": "true", "GITHUB_API_URL": f"{address}/github", "GITHUB_REPOSITORY": NAME},
            "gitlab": {"GITLAB_CI": "true", "CI_API_V4_URL": f"{address}/gitlab", "CI_PROJECT_ID": str(PROJECT)},
        }[forge] | {"COHORT_TOKEN": FORGE_TOKEN, "COHORT_PRIVATE": secret({"private/roster.csv": roster})}
        done = [run(clone, command, **known) for command in commands]
    assert [one.returncode for one in done] == [0, 0, 0], done
    assert "1 by amara-k: merged as amara’s (1 files)" in done[1].stderr
    assert (mine.merged, other.merged) == (True, False)
    assert "`.ci/private` is neither a post" in other.comments[0]
    assert not (clone / "private").exists()


def test_a_failed_check_keeps_nothing_from_being_deployed():
    jobs = workflow(GITHUB)["jobs"]
    assert "needs" not in jobs["build"]
    assert workflow(GITLAB)["pages"]["needs"] == []


def test_nothing_but_the_site_and_the_packages_is_uploaded_or_kept():
    whole = workflow(GITHUB)
    paths = [
        step["with"]["path"]
        for job in whole["jobs"].values()
        for step in job["steps"]
        if "path" in step.get("with", {})
    ]
    assert paths == [".venv", ".venv", "output"]
    gitlab = workflow(GITLAB)
    assert (gitlab["cache"]["paths"], gitlab["pages"]["artifacts"]["paths"]) == ([".venv/"], ["public"])


def test_the_check_of_a_pull_request_annotates_the_lines_that_it_brings_and_no_others(clone):
    pull_request(clone)
    [check, build] = steps("check").values()
    done = run(clone, check, BASE="HEAD^1")
    assert done.returncode == 1
    assert done.stdout.startswith(f"::error file={POST},line=5,col=30,")
    assert "Bubrerry" in done.stdout
    assert all(f"file={POST}," in line for line in done.stdout.splitlines())
    assert run(clone, build).returncode == 0


def test_the_check_of_a_push_looks_at_everything(clone):
    [check, _] = steps("check").values()
    done = run(clone, check, BASE="")
    assert done.stdout.count("::") > 2
    assert "posts and" in done.stderr


def test_a_build_without_the_secret_says_what_could_not_be_looked_for(clone):
    unpack, build, _ = steps("build").values()
    done = run(clone, unpack, COHORT_PRIVATE="")
    assert done.returncode == 0
    assert "the leak scan cannot look for names" in done.stderr
    done = run(clone, build)
    assert done.returncode == 0, done.stderr
    assert "names, ids and addresses could not be looked for, nor private notes" in done.stderr
    assert (clone / "output/index.html").is_file()


def test_with_the_secret_a_leak_fails_the_build_and_no_log_repeats_it(clone):
    (clone / POST).write_text(TEXT.replace("somebody", "Augusta Kingsworth"))
    unpack, build, remove = steps("build").values()
    packed = secret({"private/roster.csv": ROSTER})
    first = run(clone, unpack, COHORT_PRIVATE=packed)
    assert (first.returncode, first.stdout + first.stderr) == (0, "")
    assert (clone / "private/roster.csv").read_text() == ROSTER
    assert (clone / "private/roster.csv").stat().st_mode & 0o077 == 0
    done = run(clone, build)
    assert done.returncode == 1
    assert "leak: " in done.stdout
    assert "Kingsworth" not in done.stdout + done.stderr
    assert not (clone / "output").exists()
    run(clone, remove)
    assert not (clone / "private").exists()


def test_with_the_secret_and_no_leak_the_scan_is_whole(clone):
    unpack, build, _ = steps("build").values()
    run(clone, unpack, COHORT_PRIVATE=secret({"private/roster.csv": ROSTER}))
    done = run(clone, build)
    assert done.returncode == 0, done.stdout
    assert "leak scan: nothing found" in done.stderr


@pytest.mark.parametrize(
    "packed",
    ["not base64!", base64.b64encode(b"Augusta Kingsworth").decode(), secret({"elsewhere/roster.csv": ROSTER})],
    ids=["no base64", "no archive", "another folder"],
)
def test_a_secret_that_cannot_be_unpacked_fails_without_repeating_it(clone, packed):
    done = run(clone, steps("build")["Unpack private/ where there is a secret"], COHORT_PRIVATE=packed)
    assert done.returncode == 2
    assert "COHORT_PRIVATE cannot be unpacked" in done.stderr
    assert packed not in done.stdout + done.stderr
    assert "Kingsworth" not in done.stdout + done.stderr
    assert not (clone / "private").exists()


def test_a_secret_writes_nowhere_but_below_private(clone):
    packed = secret({"private/roster.csv": ROSTER, "private/../tasks.py": "evil", "tasks.py": "evil"})
    before = (clone / "tasks.py").read_bytes()
    run(clone, steps("build")["Unpack private/ where there is a secret"], COHORT_PRIVATE=packed)
    assert (clone / "tasks.py").read_bytes() == before


def test_gitlabs_check_leaves_a_report_that_names_the_line_and_fails(clone):
    pull_request(clone)
    report, check = workflow(GITLAB)["check"]["script"]
    assert run(clone, report).returncode == 0
    rows = json.loads((clone / "gl-code-quality-report.json").read_text("utf-8"))
    [row] = [row for row in rows if row["location"]["path"] == POST]
    assert row["location"]["lines"] == {"begin": 5, "end": 5}
    assert (row["severity"], row["check_name"]) == ("major", "brand")
    assert len({row["fingerprint"] for row in rows}) == len(rows)
    done = run(clone, check, CI_MERGE_REQUEST_DIFF_BASE_SHA=git(clone, "rev-parse", "HEAD^1"))
    assert done.returncode == 1
    assert "Bubrerry" in done.stdout
    assert run(clone, check, CI_MERGE_REQUEST_DIFF_BASE_SHA="HEAD").returncode == 0


def test_gitlabs_pages_are_the_site_in_public(clone):
    unpack, build = workflow(GITLAB)["pages"]["script"]
    assert run(clone, unpack, COHORT_PRIVATE=secret({"private/roster.csv": ROSTER})).returncode == 0
    done = run(clone, build)
    assert done.returncode == 0, done.stderr
    assert "leak scan: nothing found" in done.stderr
    assert (clone / "public/index.html").is_file()
    assert not git(clone, "status", "--porcelain")


def test_a_finding_keeps_its_fingerprint_when_it_moves_to_another_line():
    from plugins.checks import reports
    from plugins.core.problems import Problem

    def marks(*problems: Problem) -> list[str]:
        return [row["fingerprint"] for row in json.loads(reports.gitlab(problems, {}, "content/"))]

    first, moved = (Problem("posts/x.md", line, 1, "Wrong", wrong="X", rule="brand") for line in (3, 9))
    other = Problem("posts/x.md", 4, 1, "Also wrong", wrong="Y", rule="brand")
    assert marks(first) == marks(moved)
    assert marks(first, other, moved)[0] == marks(first)[0]
    assert len(set(marks(first, other, moved))) == 3
