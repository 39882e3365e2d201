"""From the home page to a file ready to commit, as a student goes: read at leisure, and never by the test's own clock."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import run, served
from sample_course import SAMPLE
from test_access import RULES
from test_pasting import PASTE, SHOWN, WORD, dropped, photo

pytestmark = pytest.mark.browser

READ = 200
"""Words a minute, of an unfamiliar page in a second language."""
TYPED = 150
"""Characters a minute."""
STEP = 6
"""Seconds to find and click, choose, paste or drop something."""
MOST = 5 * 60
NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)
ON_SCREEN = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const parts = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(node);
        const seen = [...range.getClientRects()].some((one) => one.width > 1 && one.bottom > 0 && one.top < innerHeight);
        if (seen && node.parentElement.checkVisibility({visibilityProperty: true})) parts.push(node.data);
    }
    return parts.join(" ").split(/\\s+/).filter(Boolean).length;
}"""

SELECT = (
    "(field, words) => field.setSelectionRange(field.value.indexOf(words), field.value.indexOf(words) + words.length)"
)


class Journey:
    """A student's way through the site. ``seconds``: how long it takes who reads everything that is shown to them."""

    def __init__(self, tab) -> None:
        self.tab, self.seconds, self.known = tab, 0.0, set()

    def screen(self) -> None:
        """Read what stands on the screen; the rest of the page is not of this journey."""
        self.seconds += self.tab.evaluate(ON_SCREEN) / READ * 60

    def read(self, part) -> None:
        """Read a part of a page."""
        self.seconds += len(part.inner_text().split()) / READ * 60

    def page(self) -> None:
        """Read ``/write/`` from its top to its end, but for what was read before."""
        self.tab.locator("#desk").wait_for()
        lines = self.tab.locator("body").inner_text().splitlines()
        self.seconds += sum(len(line.split()) for line in lines if line not in self.known) / READ * 60
        self.known |= set(lines)

    def step(self, act, *given, **more):
        self.seconds += STEP
        return act(*given, **more)

    def type(self, words: str) -> None:
        self.tab.keyboard.type(words)
        self.seconds += len(words) / TYPED * 60

    def download(self, name: str):
        with self.tab.expect_download() as caught:
            self.step(self.tab.get_by_role("button", name=name, exact=True).click)
        return caught.value

    def filed(self, repository: Path, path: str, download) -> Path:
        """Put a downloaded file where the page says."""
        assert Path(path).name == download.suggested_filename
        file = repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        self.step(shutil.copy, download.path(), file)
        return file


@pytest.fixture(scope="module")
def address(sample):
    with served(sample.output) as address:
        yield address


@pytest.fixture
def repository(tmp_path):
    """The folder of which the page names a part: that above ``content/``."""
    shutil.copytree(SAMPLE, tmp_path / "content")
    return tmp_path


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["1280", "390"])
def journey(request, browser, address):
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, timezone_id="Europe/London"
    )
    context.clock.set_fixed_time(NOW)
    tab = context.new_page()
    tab.goto(address)
    yield Journey(tab)
    violations = Axe().run(tab, options=RULES).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"][:4]]) for v in violations] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()


def test_a_post_with_a_picture_goes_from_the_home_page_to_a_file_that_the_check_accepts(journey, repository):
    tab = journey.tab
    journey.screen()
    journey.step(tab.get_by_role("link", name="Write your post").first.click)
    journey.page()
    journey.step(tab.get_by_label("Your name").select_option, label="Amara O.")
    journey.step(tab.get_by_role("textbox", name="Title").click)
    journey.type("What the counter taught me")
    journey.step(tab.evaluate, PASTE, [WORD, "plain"])
    tab.wait_for_function("document.getElementById('text').value.includes('the street')")
    tab.keyboard.press("Control+End")
    journey.step(dropped, tab, "IMG 2041.jpg", "image/jpeg", photo())
    tab.wait_for_function(SHOWN)
    journey.step(tab.get_by_label("Your text").evaluate, SELECT, "what the picture shows")
    journey.type("A till with nobody behind it")
    journey.page()
    text = journey.filed(repository, tab.locator("#path").inner_text(), journey.download("Download the file"))
    image = journey.download("amara-img-2041.jpg")
    folder = tab.locator("#enclosed code").inner_text()
    journey.filed(repository, f"{folder}/{image.suggested_filename}", image)
    assert text.name == "amara-what-the-counter-taught-me.md"
    assert "![A till with nobody behind it](images/amara-img-2041.jpg)" in text.read_text("utf-8")
    assert problems(repository, text) == []
    assert journey.seconds < MOST


def test_a_reply_goes_from_the_home_page_to_a_file_that_the_check_accepts(journey, repository):
    tab = journey.tab
    journey.screen()
    journey.step(tab.locator("main").get_by_role("link", name="Two mirrors in one house").first.click)
    comment = tab.locator(".comment").first
    journey.read(comment)
    journey.step(comment.get_by_role("link", name="Reply").click)
    journey.page()
    journey.step(tab.get_by_label("Your name").select_option, label="Haru S.")
    journey.step(tab.get_by_label("Your rating").select_option, label="4 stars")
    journey.step(tab.get_by_label("Your text").click)
    journey.type("I saw the same in our street, and nobody answered there either.")
    journey.page()
    text = journey.filed(repository, tab.locator("#path").inner_text(), journey.download("Download the file"))
    assert text.parent.name == "ximena-two-mirrors-in-one-house"
    assert "\nReply-to: " in text.read_text("utf-8")
    assert problems(repository, text) == []
    assert journey.seconds < MOST


def problems(repository: Path, file: Path) -> list[str]:
    """What ``./inv check`` says of a file."""
    checked = run("check", "--content", repository / "content", "--format", "json")
    assert checked.returncode in (0, 1), checked.stderr
    path = file.relative_to(repository / "content").as_posix()
    return [problem["message"] for problem in json.loads(checked.stdout) if problem["path"] == path]
