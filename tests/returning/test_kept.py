"""What goes to students may be kept in ``private/``: the site is published, and what is private is still looked for."""

from datetime import datetime

import pytest
from conftest import ROOT, write
from returned_course import AS_OF, FILES, give

from plugins import leaks
from plugins.build import output
from plugins.build.request import BuildRequest
from plugins.core import made
from plugins.leaks import scan
from plugins.nudging import nudging

NEWS = "posts/week-02/ben-news.md"
WEEK_2 = '\n[[weeks]]\nnumber = 2\ntitle = "Answering"\nopens = 2026-11-02\nposts_due = 2026-11-08\n'
COURSE = {
    **FILES,
    "course.toml": FILES["course.toml"] + WEEK_2,
    NEWS: "Title: News\nAuthor: ben\nDate: 2026-11-03 10:00\n\nWhere did you hear that, and whom did you ask about it?\n",
}


def zipped(content) -> None:
    give(content, to="moodle", file=str(content.parent / "private/week-1.zip"))


def drafted(content) -> None:
    give(content, to="mail", folder=str(content.parent / "private/drafts"))


def nudged(content) -> None:
    nudging.nudge(nudging.NudgeRequest(content, content.parent / "private", None, "2", as_of=AT))


AT = datetime.fromisoformat(AS_OF)
KINDS = {"zip": (zipped, ".zip"), "drafts": (drafted, ".eml"), "nudges": (nudged, ".eml"), "page": (nudged, ".html")}


def published(content) -> tuple[str, ...]:
    private = content.parent / "private"
    request = BuildRequest(
        content, content.parent / "site", None, private, ROOT / "publishconf.py", AT, publish=True, search=False
    )
    return output.build(request).leaks


def test_with_all_that_goes_to_students_in_private_the_site_is_published(course):
    content = course(COURSE)
    for make in (zipped, drafted, nudged):
        make(content)
    assert published(content) == ()
    assert (content.parent / "site/index.html").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_known_by_its_mark_alone(course, kind):
    content = course(COURSE)
    make, suffix = KINDS[kind]
    make(content)
    files = [file.read_bytes() for file in (content.parent / "private").rglob(f"*{suffix}")]
    assert files
    for data in files:
        assert made.here(data)
        assert not made.here(data.replace(made.ZIPPED, b"").replace(made.PAGE, b"").replace(b"X-Cohort", b"X-Other"))


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    """A private folder with everything that goes to students, and something of the instructor's own among it."""
    content = write(tmp_path_factory.mktemp("kept") / "content", COURSE)
    for make in (zipped, drafted, nudged):
        make(content)
    folder = content.parent / "private"
    (folder / "nudges/talk.txt").write_text("On Ada:\nShe would rather not be asked about it.\n")
    mail = (folder / "drafts/week-1-ada.eml").read_bytes()
    (folder / "drafts/again.eml").write_bytes(
        b"Date: today\r\nSubject: x\r\n\r\nHer brother lies in hospital.\r\n" + mail[:400]
    )
    (folder / "drafts/old.eml").write_bytes(mail.replace(b"ada@", b"zoe.old@"))
    return folder


@pytest.mark.parametrize("name", ["roster.csv", "adjustments.toml", "returned.toml", "passphrases.csv"])
def test_no_other_file_of_the_private_folder_is_taken_for_one(private, name):
    assert not made.here((private / name).read_bytes())


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ("It stops where it gets hard.", "private/adjustments.toml"),
        ("She would rather not be asked about it.", "private/nudges/talk.txt"),
        ("Her brother lies in hospital.", "private/drafts/again.eml"),
        ("Write to zoe.old@example.edu, please.", "private/drafts/old.eml"),
    ],
)
def test_a_private_note_among_them_is_looked_for(private, told, where):
    notes, cells = scan._private_notes(private)
    searcher = leaks.Searcher(leaks.gather(cells, [], [], notes, []))
    assert any(where in hit.message for hit in searcher.find(told))
    assert not any(note.place.endswith((".zip", "ada.eml", ".html")) for note in notes)
