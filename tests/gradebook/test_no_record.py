"""Where git has no record, the gradebook says that, once a page, and not that dates and authors agree."""

from conftest import POST
from repository import Repository

from plugins.build import output

AGREE = "Dates, commits and authors agree."
NONE = "The content folder is not in a git repository."
PAGES = ("index.html", "texts.html")


def test_without_a_repository_it_says_so_in_place_of_agreement(built):
    *_, book = built({"posts/week-01/ada-x.md": POST})
    for page in PAGES:
        text = (book / page).read_text("utf-8")
        assert (text.count(NONE), text.count(AGREE)) == (1, 0), page


def test_without_a_repository_it_says_so_below_a_text_without_a_date(built):
    *_, book = built({"posts/week-01/ada-x.md": POST.replace("Date: 2026-10-07 10:00\n", "")})
    for page in PAGES:
        text = (book / page).read_text("utf-8")
        assert text.index("copying a file changes it") < text.index(NONE), page
        assert (text.count(NONE), text.count(AGREE)) == (1, 0), page


def test_with_one_what_agrees_agrees(course, request_for):
    content = course({})
    repository = Repository(content)
    repository.commit(("M", "posts/week-01/ada-x.md", POST), at="2026-10-07T10:00", by="ada@x.example")
    repository.make()
    request = request_for(content)
    output.build(request)
    for page in PAGES:
        text = (request.gradebook / page).read_text("utf-8")
        assert (text.count(NONE), text.count(AGREE)) == (0, page == "texts.html"), page
