"""What pages weigh in a class of a hundred over fifteen weeks, two of them written by all and the others by one."""

import gzip
from datetime import timedelta

import pytest
import synthetic
from builders import comment_file, post_file
from conftest import ROOT

from plugins.build import output

WEEKS = 15
PUBLIC, PRIVATE = 150_000, 500_000
"""The most bytes of HTML of a page; the class's table may have more."""
POST, HOME = 60_000, 45_000
"""The most bytes on the wire, with the stylesheet."""
WHOLE = 10_000_000
"""The most bytes of the site without its index. By it, the same class writing in all weeks has one of 45 MB."""


def wire(*files):
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    content, at = synthetic.write(folder / "content", 200, 1000), synthetic.START
    toml = content / "course.toml"
    for week in range(3, WEEKS + 1):
        at = synthetic.START + timedelta(weeks=week - 1)
        with toml.open("a") as file:
            file.write(f"\n[[weeks]]\nnumber = {week}\nopens = {at:%Y-%m-%dT%H:%M:%S}\n")
        body = " ".join(synthetic.sentences()[week : week + 25])
        key = f"week-{week:02}/person-0-text"
        synthetic.put(content / f"posts/{key}.md", post_file("person-0", at, body, f"Text of week {week}"))
        for n in range(5):
            answer = comment_file(f"person-{n}", at + timedelta(hours=n + 1), body[: 300 + n])
            synthetic.put(content / f"comments/{key}/person-{n}-1.md", answer)
    request = output.BuildRequest(
        content, folder / "site", folder / "book", folder / "private", ROOT / "publishconf.py",
        at + timedelta(days=5), search=False,
    )  # fmt: skip
    output.build(request)
    return request.output, request.gradebook


def heavy(folder, most):
    sizes = {page.relative_to(folder).as_posix(): page.stat().st_size for page in folder.rglob("*.html")}
    assert sizes
    return {name: size for name, size in sizes.items() if size > most}


def test_no_public_page_is_too_long_to_open_at_once(folders):
    assert heavy(folders[0], PUBLIC) == {}


def test_no_page_of_the_gradebook_is_but_the_table_of_the_class(folders):
    assert set(heavy(folders[1], PRIVATE)) <= {"index.html"}


def test_a_post_and_the_home_page_are_light_on_the_wire(folders):
    site, _ = folders
    style = site / "theme/style.css"
    assert max(wire(page, style) for page in site.glob("week-*/*/*/index.html")) <= POST
    assert wire(site / "index.html", style) <= HOME


def test_the_whole_site_grows_no_heavier(folders):
    files = [file for file in folders[0].rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= WHOLE
