"""What a student is told of a mark is what the ledger says of it, in the same words by every way."""

import email
import email.policy
import re
import zipfile
from html import unescape

import pytest
from canvases import TOKEN, Canvas, served
from returned_course import BENS_MARK, FILES, give, passphrases

from plugins.gradebook import seal

BETTER = (
    BENS_MARK.replace("week = 1", 'text = "posts/week-01/ben-unlike.md"')
    .replace("points = 2", "points = 4")
    .replace("It stops where it gets hard.", "The second half mends it.")
)
TWICE = {**FILES, "../private/adjustments.toml": FILES["../private/adjustments.toml"] + BETTER}
WEEK_2 = """
[[weeks]]
number = 2
opens = 2026-10-15
posts_due = 2026-10-18
comments_due = 2026-10-21
"""
LEFT_OUT = {
    **FILES,
    "course.toml": FILES["course.toml"].replace("[expectations]", "best_weeks = 1\n\n[expectations]") + WEEK_2,
    "posts/week-02/ben-more.md": "Title: More\nAuthor: ben\nDate: 2026-10-16 10:00\n\nThe other half of all that there was.\n",
    "posts/week-02/ada-more.md": "Title: More\nAuthor: ada\nDate: 2026-10-16 10:00\n\nNothing that anybody else ever said.\n",
    "comments/week-02/ada-more/ben-1.md": "Author: ben\nDate: 2026-10-17 10:00\n\nThat was said before, Ada.\n",
    "comments/week-02/ada-more/ben-2.md": "Author: ben\nDate: 2026-10-17 11:00\n\nAnd what is more, twice.\n",
}


def by_moodle(content, folder) -> str:
    give(content, to="moodle", file=str(folder / "a.zip"))
    with zipfile.ZipFile(folder / "a.zip") as archive:
        [page] = [archive.read(name).decode() for name in archive.namelist() if "_1002_" in name]
    return page


def by_mail(content, folder) -> str:
    give(content, to="mail", folder=str(folder / "drafts"))
    mail = email.message_from_bytes((folder / "drafts/week-1-ben.eml").read_bytes(), policy=email.policy.default)
    [attached] = mail.iter_attachments()
    [page] = seal.unseal(attached.get_content(), passphrases(content)["ben"]).values()
    return page


def by_canvas(content, _folder, there: Canvas | None = None) -> str:
    there = there or Canvas()
    with served(there) as address:
        give(content, to="canvas", assignment=address, scale=True)
    return there.comments[502][0]


@pytest.mark.parametrize("way", [by_moodle, by_mail, by_canvas])
@pytest.mark.parametrize(
    ("files", "said"),
    [
        (TWICE, "Told, 2 of 4, not counted, because another mark of the week is better"),
        (LEFT_OUT, "Told, 2 of 4, left out with its week"),
    ],
)
def test_a_mark_that_does_not_count_is_told_as_such_with_its_reason(course, tmp_path, monkeypatch, way, files, said):
    monkeypatch.setenv("CANVAS_TOKEN", TOKEN)
    told = unescape(
        re.sub(r"<style>.*?</style>|<script.*?</script>", "", way(course(files), tmp_path), flags=re.DOTALL)
    )
    assert said in told
    assert "It stops where it gets hard." in told
    assert len(re.findall(r"Told, 2 of 4|: 2 of 4", told)) == told.count(said)


def test_the_mark_that_counts_alone_goes_into_the_rubric_of_canvas(course, tmp_path, monkeypatch):
    monkeypatch.setenv("CANVAS_TOKEN", TOKEN)
    there = Canvas()
    by_canvas(course(TWICE), tmp_path, there)
    assert there.scores[502] == 13
    assert there.assessed[502] == {"_8731": {"points": "4", "rating_id": "_4", "comments": "The second half mends it."}}


def test_what_is_given_back_has_the_colour_of_the_course(course, tmp_path):
    content = course({**FILES, "course.toml": FILES["course.toml"] + '\n[site]\naccent = "#8a3a12"\n'})
    page = by_moodle(content, tmp_path)
    assert "--sea: #8a3a12;" in page
    assert "#0b5873" not in page
    assert "#7fc6df" not in page
