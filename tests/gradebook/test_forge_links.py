"""What needs attention leads to the line of the file that it tells of."""

from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from conftest import BRANDS, COURSE, POST

from plugins.build import output

BLOB = "https://github.com/class/blog/blob/main/content"
SITE = '\n[site]\nforge = "github"\nrepository = "class/blog"\n'
FILES = {
    "brands.toml": BRANDS,
    "posts/week-01/ada-listening.md": f"{POST}\nAnd Bubrerry, they say.\n",
    "posts/ada-nowhere.md": "Title: In no week\nAuthor: ada\nDate: 2026-10-08\n\nI forgot where.\n",
    "comments/week-01/ada-listening/ben-1.md": "Author: ben\nDate: 2026-10-08 10:00\nStatus: pending\n\nI say Bubrerry, too.\n",
    "../private/adjustments.toml": '[[notes]]\nperson = "zoe"\nnote = "Nobody."\n',
}


@pytest.fixture
def links(course, request_for):
    """The links of a page of the gradebook to the forge: what is shown, and the address."""

    def found(name: str, site: str = SITE) -> dict[str, str]:
        request = request_for(course({**FILES, "course.toml": COURSE + site}), as_of=datetime(2026, 10, 20, 12))
        output.build(request)
        page = BeautifulSoup((request.gradebook / name).read_text("utf-8"), "html.parser")
        assert page.find("code") is not None
        return {code.text: code.parent.get("href", "") for code in page.find_all("code")}

    return found


def test_the_attention_box_leads_to_the_line_of_an_error_and_to_what_is_parked(links):
    found = links("index.html")
    assert found["line 7"] == f"{BLOB}/posts/week-01/ada-listening.md?plain=1#L7"
    assert found["posts/ada-nowhere.md"] == f"{BLOB}/posts/ada-nowhere.md"
    assert found["private/adjustments.toml:2"] == ""


@pytest.mark.parametrize("name", ["brands.html", "brands-text.html", "brands-person.html"])
def test_the_brand_report_leads_to_the_line_of_each_finding(links, name):
    found = links(name)
    assert found["ada-listening.md:7:5"] == f"{BLOB}/posts/week-01/ada-listening.md?plain=1#L7"
    assert found["ben-1.md:5:7"] == f"{BLOB}/comments/week-01/ada-listening/ben-1.md?plain=1#L5"


def test_what_is_held_back_and_every_problem_lead_to_their_files(links):
    found = links("texts.html")
    assert found["posts/ada-nowhere.md"] == f"{BLOB}/posts/ada-nowhere.md"
    assert found["posts/week-01/ada-listening.md:7:5"] == f"{BLOB}/posts/week-01/ada-listening.md?plain=1#L7"
    assert [href for said, href in found.items() if said.startswith("private/")] == [""]


@pytest.mark.parametrize("name", ["index.html", "brands.html", "texts.html"])
def test_without_a_forge_the_line_is_named_and_leads_nowhere(links, name):
    found = links(name, "")
    assert found.keys() & {"line 7", "ada-listening.md:7:5", "posts/week-01/ada-listening.md:7:5"}
    assert not any("github" in href for href in found.values())
