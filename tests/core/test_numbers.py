"""One is told in the singular, wherever a command counts."""

from pathlib import Path

import pytest
from conftest import BRANDS, POST, run, write

from plugins.build.request import BuildRequest, Result
from plugins.core.numbers import several


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries"), (11, "11 entries"), (21, "21 entries")]
)
def test_only_one_is_singular(number, said):
    assert several(number, "entry", "entries") == said
    assert several(number, "page") == said.replace("entries", "pages").replace("entry", "page")


@pytest.fixture
def one_of_each(tmp_path) -> Path:
    """A course with one post, one comment and one problem."""
    return write(
        tmp_path / "content",
        {
            "brands.toml": BRANDS,
            "posts/week-01/ada-x.md": f"{POST}A Bubrerry.\n",
            "comments/week-01/ada-x/ben-1.md": "Author: ben\nDate: 2026-10-08 10:00\n\nI saw it there, too.\n",
        },
    )


def test_a_check_counts_one_text_of_each_kind(one_of_each):
    done = run("check", "--content", one_of_each)
    assert done.stderr == "1 problem (1 error) in 1 post and 1 comment\n"


def test_a_sealed_copy_counts_one_problem(one_of_each, tmp_path):
    folders = [word for name in ("output", "gradebook", "private") for word in (f"--{name}", tmp_path / name)]
    sealed = ["--seal", "--suggest", "--for", "ada", "--to", tmp_path / "a.html"]
    done = run("gradebook", "--content", one_of_each, *folders, *sealed)
    assert done.stderr.endswith("; 1 problem in the texts (./inv check lists it)\n")
    assert "\n1 page sealed, " in done.stderr


def test_a_build_counts_one_page():
    request = BuildRequest(Path("content"), Path("site"), None, Path("private"), Path("pelicanconf.py"))
    [said] = Result(1, 12, (), 0.5).summary(request)
    assert said.startswith("1 page written, 12 unchanged, 0 problems, ")
