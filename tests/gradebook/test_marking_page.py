"""A class is marked in the browser, as an instructor does it, and the file says what was marked."""

import os
import random
import re
import threading
import time
import tomllib
from datetime import datetime
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from conftest import COURSE, ROOT, write
from playwright.sync_api import Page

from plugins.build import output, server
from plugins.grades.marking import Desk

STUDENTS = 25
CRITERIA = """
[[criteria]]
id = "depth"
name = "Depth"
levels = [
  { points = 0, name = "Missing", text = "Nothing new." },
  { points = 2, name = "Told", text = "One source, retold." },
  { points = 4, name = "Weighed", text = "Two sources, compared." },
]

[[criteria]]
id = "voice"
name = "Voice"
levels = [{ points = 1, name = "Borrowed" }, { points = 3, name = "Own" }]

[[criteria]]
id = "later"
name = "Later"
most = 2
weeks = [2]
"""
FREE = """
[[criteria]]
id = "free"
name = "Free"
most = 20
weeks = [1]
"""
PHRASES = '[[phrases]]\nname = "Source"\ntext = "Thank you, {name}. Where did you read this?"\n'
IDS = [f"student-{n:02}" for n in range(STUDENTS)]
LEVELS = {"depth": ((0, "Nothing new."), (2, "One source, retold."), (4, "Two sources, compared."))}
LEVELS["voice"] = ((1, "Borrowed"), (3, "Own"))


class Class(NamedTuple):
    """A served gradebook, and what its pages write to."""

    address: str
    desk: Desk
    request: output.BuildRequest

    def marks(self) -> list[dict[str, object]]:
        return tomllib.loads(self.desk.file.read_text("utf-8")).get("marks", []) if self.desk.file.exists() else []


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    people = "".join(f'\n[[people]]\nid = "{one}"\nname = "Given{n} F."\n' for n, one in enumerate(IDS))
    second = "\n[[weeks]]\nnumber = 2\nopens = 2026-10-12T00:00:00\nposts_due = 2026-10-18T23:59:00\n"
    files = {"course.toml": COURSE + second + people + CRITERIA}
    for n, one in enumerate(IDS):
        files[f"posts/week-01/{one}-post.md"] = (
            f"Title: Post {n}\nDate: 2026-10-06 10:{n:02}\n\nWords of number {n}, enough of them.[^1]\n\n[^1]: A note.\n"
        )
    files[f"comments/week-01/{IDS[0]}-post/{IDS[1]}-1.md"] = "Date: 2026-10-07 10:00\n\nI see it otherwise.\n"
    write(folder / "content", files)
    (folder / "private").mkdir()
    (folder / "private" / "phrases.toml").write_text(PHRASES)
    return folder


@pytest.fixture(scope="module")
def request_(folder):
    request = output.BuildRequest(
        content=folder / "content",
        output=folder / "site",
        gradebook=folder / "book",
        private=folder / "private",
        settings=ROOT / "pelicanconf.py",
        as_of=datetime(2026, 11, 1, 12),
        search=False,
    )
    output.build(request)
    return request


@pytest.fixture
def marking(request_):
    desk = Desk(request_.content, request_.private)
    desk.file.unlink(missing_ok=True)
    endpoint = server.Endpoint({"/.marks": desk.take})
    with server.listen(request_.gradebook, 0, server.Version(), endpoint) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield Class(f"{running.address}marking/week-01.html", desk, request_)
        running.shutdown()


@pytest.fixture
def tab(browser, marking):
    tab = browser.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    opened(tab, marking)
    yield tab
    tab.close()
    assert errors == []


def opened(tab: Page, marking: Class) -> Page:
    tab.goto(marking.address)
    tab.locator(".marking.live").wait_for()
    return tab


def saved(tab: Page) -> None:
    tab.locator(".said", has_text=re.compile("^Saved$")).wait_for()


def test_a_week_shows_every_text_with_its_thread_the_rubric_and_nothing_twice(request_):
    page = BeautifulSoup((request_.gradebook / "marking" / "week-01.html").read_text("utf-8"), "html.parser")
    assert [one["data-person"] for one in page.select(".marking-item")] == IDS
    assert "I see it otherwise." in page.select(".marking-item")[0].select_one(".thread-below").get_text()
    assert [one["data-criterion"] for one in page.find("template").find_all("fieldset")] == ["depth", "voice"]
    ids = [one["id"] for one in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert "Ada L. (missing)" in page.get_text()
    assert not (request_.gradebook / "marking" / "week-02.html").exists()


@pytest.mark.browser
def test_from_disk_nothing_can_be_marked(browser, request_):
    tab = browser.new_page()
    tab.goto((request_.gradebook / "marking" / "week-01.html").as_uri())
    assert tab.locator(".marking-item:visible").count() == STUDENTS
    assert tab.locator("main :is(button, input, textarea, select):visible").count() == 0
    tab.close()


@pytest.mark.browser
def test_a_class_is_marked_by_keyboard_and_the_file_is_what_was_marked(tab, marking):
    wanted = ""
    for n, one in enumerate(IDS):
        for criterion, key in (("depth", n % 3), ("voice", n % 2)):
            points, reason = LEVELS[criterion][key]
            tab.keyboard.press(str(key + 1))
            wanted += (
                f'\n[[marks]]\nperson = "{one}"\ncriterion = "{criterion}"\ntext = "posts/week-01/{one}-post.md"\n'
                f'points = {points}\nreason = "{reason}"\n'
            )
        saved(tab)
        assert tab.locator("#progress").inner_text() == f"{n + 1} of {STUDENTS} marked"
        tab.keyboard.press("j")
    assert tab.locator(".finished").is_visible()
    assert marking.desk.file.read_text("utf-8") == wanted.removeprefix("\n")


@pytest.mark.browser
def test_a_reason_a_saved_comment_and_undo(tab, marking):
    tab.keyboard.press("3")
    tab.locator("fieldset[data-criterion=depth] textarea").fill("Three sources, even.")
    tab.keyboard.press("Escape")
    saved(tab)
    tab.keyboard.press("c")
    tab.keyboard.press("1")
    saved(tab)
    about = {"person": IDS[0], "text": f"posts/week-01/{IDS[0]}-post.md"}
    data = tomllib.loads(marking.desk.file.read_text("utf-8"))
    assert data["notes"] == [about | {"note": "Thank you, Given0. Where did you read this?"}]
    assert [one["reason"] for one in data["marks"]] == ["Three sources, even."]
    for _ in range(3):
        tab.keyboard.press("u")
        saved(tab)
    assert marking.desk.file.read_text("utf-8") == ""


@pytest.mark.browser
def test_by_criterion_and_blind_names_stay_hidden_until_the_end(tab, marking):
    tab.get_by_label("Go").select_option("voice")
    tab.get_by_label("Hide names").check()
    for n in range(STUDENTS):
        seen = tab.locator(".marking-item:visible").inner_text()
        assert tab.locator(".marking-item:visible h2").inner_text() == f"Student {n + 1}"
        assert "Given" not in seen
        tab.keyboard.press("2")
        saved(tab)
        tab.keyboard.press("j")
    assert tab.locator(".finished").is_visible()
    assert "Given" not in tab.locator("main").inner_text()
    tab.get_by_label("Hide names").uncheck()
    assert tab.locator(".marking-item:visible h2").inner_text().startswith("Given")
    assert {(one["criterion"], one["points"]) for one in marking.marks()} == {("voice", 3)}
    assert {one["person"] for one in marking.marks()} == set(IDS)


@pytest.mark.browser
def test_undo_takes_nothing_back_that_another_window_wrote(tab, browser, marking):
    other = opened(browser.new_page(), marking)
    other.keyboard.press("3")
    saved(other)
    tab.keyboard.press("1")
    tab.locator(".conflict").wait_for()
    tab.keyboard.press("u")
    tab.locator(".said", has_text="Changed since").wait_for()
    assert marking.marks()[0]["points"] == 4
    other.close()


@pytest.mark.browser
def test_a_mark_by_hand_without_a_reason_is_not_marked_and_can_be_given_one(tab, marking):
    about = f'person = "{IDS[0]}"\ncriterion = "depth"\ntext = "posts/week-01/{IDS[0]}-post.md"\n'
    marking.desk.file.write_text(f"[[marks]]\n{about}points = 4\n[[corrections]]\npoints = nan\n")
    opened(tab, marking)
    assert tab.locator("#progress").inner_text() == f"0 of {STUDENTS} marked"
    tab.keyboard.press("2")
    saved(tab)
    assert marking.marks()[0]["reason"] == "One source, retold."


@pytest.mark.browser
def test_without_levels_points_are_typed_and_wait_for_a_reason_of_their_own(browser, tmp_path):
    content = write(tmp_path / "content", {
        "course.toml": COURSE + FREE,
        "posts/week-01/ada-a.md": "Title: A\nDate: 2026-10-06 10:00\n\nWords.\n",
        "posts/week-01/ben-b.md": "Title: B\nDate: 2026-10-06 10:00\n\nWords.\n",
    })  # fmt: skip
    book = output.BuildRequest(
        content, tmp_path / "site", tmp_path / "book", tmp_path / "private", ROOT / "pelicanconf.py",
        datetime(2026, 11, 1, 12), search=False,
    )  # fmt: skip
    output.build(book)
    desk = Desk(content, tmp_path / "private")
    with server.listen(book.gradebook, 0, server.Version(), server.Endpoint({"/.marks": desk.take})) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        served = Class(f"{running.address}marking/week-01.html", desk, book)
        tab = opened(browser.new_page(), served)
        tab.keyboard.type("15")
        tab.keyboard.press("Enter")
        tab.locator(".said", has_text="Give a reason").wait_for()
        assert not served.marks()
        tab.keyboard.press("Escape")
        tab.keyboard.press("j")
        assert tab.locator("textarea").first.input_value() == ""
        tab.locator("textarea").first.fill("Ben's own.")
        tab.keyboard.press("Escape")
        tab.keyboard.press("Shift+K")
        assert tab.locator("textarea").first.input_value() == ""
        assert tab.locator("input[type=number]").input_value() == "15"
        tab.locator("textarea").first.fill("Ada's own.")
        tab.keyboard.press("Escape")
        saved(tab)
        tab.keyboard.press("j")
        assert tab.locator("textarea").first.input_value() == "Ben's own."
        tab.keyboard.type("2.5")
        tab.keyboard.press("Escape")
        saved(tab)
        assert [(one["points"], one["reason"]) for one in served.marks()] == [(15, "Ada's own."), (2.5, "Ben's own.")]
        tab.close()
        running.shutdown()


@pytest.mark.browser
def test_what_two_windows_wrote_is_shown_side_by_side_and_chosen(tab, browser, marking):
    other = opened(browser.new_page(), marking)
    other.keyboard.press("1")
    saved(other)
    tab.keyboard.press("3")
    conflict = tab.locator(".conflict")
    conflict.wait_for()
    assert [one.inner_text() for one in conflict.locator("dd").all()] == [
        "0: Nothing new.",
        "4: Two sources, compared.",
    ]
    assert marking.marks()[0]["points"] == 0
    conflict.get_by_role("button", name="Write what is here").click()
    saved(tab)
    assert marking.marks()[0]["points"] == 4
    other.close()


@pytest.mark.browser
def test_a_mark_that_an_editor_removes_is_told_and_can_be_written_again(tab, marking):
    tab.keyboard.press("3")
    saved(tab)
    marking.desk.file.write_text("# an old version, saved by an editor\n")
    conflict = tab.locator(".conflict")
    conflict.wait_for()
    assert conflict.locator("dd").first.inner_text() == "nothing"
    conflict.get_by_role("button", name="Write what is here").click()
    saved(tab)
    assert marking.desk.file.read_text("utf-8").startswith("# an old version, saved by an editor\n\n[[marks]]\n")


@pytest.mark.browser
def test_two_windows_marking_at_random_lose_no_mark(browser, marking):
    by_hand = '# by hand\n[[notes]]\nperson = "ada"\nnote = "Well led."\n'
    marking.desk.file.write_text(by_hand, "utf-8")
    chance = random.Random(7)
    windows = [opened(browser.new_page(), marking) for _ in range(2)]
    until = time.monotonic() + float(os.environ.get("COHORT_MARKING_SECONDS", "6"))
    while time.monotonic() < until:
        window = chance.choice(windows)
        for conflict in window.locator(".conflict").all()[:1]:
            conflict.get_by_role("button").nth(chance.randint(0, 1)).click()
        window.keyboard.press(chance.choice("jkjk123123u"))
    for window in windows:
        while window.locator(".conflict").count():
            window.locator(".conflict button").first.click()
        window.wait_for_timeout(300)
        window.close()
    text = marking.desk.file.read_text("utf-8")
    assert text.startswith(by_hand)
    shown = opened(browser.new_page(), marking)
    marks = marking.marks()
    assert len({(one["person"], one["criterion"]) for one in marks}) == len(marks)
    assert all((one["points"], one["reason"]) in LEVELS[one["criterion"]] for one in marks)
    done = {one["person"] for one in marks if sum(one["person"] == other["person"] for other in marks) == 2}
    assert shown.locator("#progress").inner_text() == f"{len(done)} of {STUDENTS} marked"
    shown.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_can_be_read_and_used_by_whoever_comes(tab, width, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 900})
    tab.keyboard.press("3")
    saved(tab)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(tab).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:90]) for one in found] == []
    tab.keyboard.press("?")
    found = Axe().run(tab).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:90]) for one in found] == []


@pytest.mark.browser
def test_it_can_be_marked_by_mouse_alone(tab, marking):
    tab.get_by_role("radio", name="Weighed").check()
    saved(tab)
    tab.get_by_role("button", name="Take this mark back").first.click()
    saved(tab)
    assert marking.marks() == []
    tab.get_by_role("button", name="Next").click()
    assert tab.locator(".marking-item:visible h2").inner_text() == "Given1 F."
