"""An instructor decides about a comment on the page where it waits, and the file says so."""

import functools
import itertools
import os
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from conftest import POST, write

from plugins.build import output, server
from plugins.core.refusal import Refusal
from plugins.corpus import files, moderating

HEAD = "Date: 2026-10-07 10:00\n"
ADVERT = (
    f"Author: Cheap Bags\n{HEAD}\nBuy now https://a.example https://b.example https://c.example https://d.example\n"
)
FILES = {
    "posts/week-01/ada-hello.md": POST,
    "comments/week-01/ada-hello/guest-1.md": ADVERT,
    "comments/week-01/ada-hello/ben-1.md": f"{HEAD}Status: pending\n\nIs <b>this</b> right?\n",
    "comments/week-01/ada-hello/ben-2.md": f"{HEAD}Status: removed\n\nI take it back.\n",
}
BEN = "comments/week-01/ada-hello/ben-1.md"
GUEST = "comments/week-01/ada-hello/guest-1.md"


@pytest.fixture
def request_(course, request_for):
    request = request_for(course(FILES))
    output.build(request)
    return request


def decided(request: output.BuildRequest) -> dict[str, str]:
    page = BeautifulSoup((request.gradebook / "texts.html").read_text("utf-8"), "html.parser")
    return {one["data-path"]: one["data-seen"] for one in page.select(".decided")}


def decision(request, path=BEN, did="approve", **more):
    return {"path": path, "did": did, "seen": decided(request).get(path, "0" * 16), **more}


def test_what_waits_is_shown_with_its_words_and_why_and_what_its_author_took_back_is_not(request_):
    page = BeautifulSoup((request_.gradebook / "texts.html").read_text("utf-8"), "html.parser")
    shown = {one["data-path"]: " ".join(one.get_text().split()) for one in page.select(".decided")}
    assert set(shown) == {BEN, GUEST}
    assert "Is <b>this</b> right?" in shown[BEN]
    assert "Is waiting for approval." in shown[BEN]
    assert "looks like advertising" in shown[GUEST]
    assert "https://a.example" in shown[GUEST]


def test_an_approved_guest_is_on_the_site_and_waits_no_more(request_):
    moderating.take(request_.content, decision(request_, GUEST))
    assert (request_.content / GUEST).read_text("utf-8") == ADVERT.replace(HEAD, f"{HEAD}Status: published\n")
    output.build(request_)
    assert GUEST not in decided(request_)
    assert "Cheap Bags" in (request_.output / "week-1/ada/hello/index.html").read_text("utf-8")


def test_what_somebody_who_is_no_guest_calls_published_is_no_decision(course):
    said = {BEN: f"{HEAD}Status: published\n\nHi.\n", GUEST: ADVERT.replace(HEAD, f"{HEAD}Status: published\n")}
    comments = {one.path: one for one in files.load(course({**FILES, **said})).comments}
    assert (comments[BEN].moderated, comments[GUEST].moderated) == (False, True)


def test_a_comment_that_only_its_file_dates_keeps_its_date(request_):
    write(request_.content, {"comments/week-01/ada-hello/ben-3.md": "Status: pending\n\nHi.\n"})
    file = request_.content / "comments/week-01/ada-hello/ben-3.md"
    os.utime(file, (1_790_000_000, 1_790_000_000))
    path = "comments/week-01/ada-hello/ben-3.md"
    seen = moderating.digest(file.read_text())
    moderating.take(request_.content, {"path": path, "did": "approve", "seen": seen})
    assert file.stat().st_mtime == 1_790_000_000


def test_a_removal_says_who_and_why_and_can_be_taken_back(request_):
    before = (request_.content / BEN).read_bytes()
    answer = moderating.take(request_.content, decision(request_, did="remove", by="ruth", reason="Names somebody."))
    assert "Status: removed\nRemoved-by: ruth\nReason: Names somebody.\n" in (request_.content / BEN).read_text()
    moderating.take(request_.content, {"path": BEN, "did": "wait", "seen": answer["seen"]})
    assert (request_.content / BEN).read_bytes() == before


def test_a_comment_that_was_changed_since_it_was_looked_at_is_not_decided_about(request_):
    value = decision(request_)
    (request_.content / BEN).write_text(f"{HEAD}Status: pending\n\nSomething else.\n")
    with pytest.raises(Refusal, match="has changed since"):
        moderating.take(request_.content, value)


@pytest.mark.parametrize("by", ["ada", "nobody", "guest"])
def test_only_an_instructor_removes(request_, by):
    with pytest.raises(Refusal, match="is not an instructor"):
        moderating.take(request_.content, decision(request_, did="remove", by=by, reason=""))


@pytest.mark.parametrize(
    "path",
    [
        "posts/week-01/ada-hello.md", "course.toml", "comments/../posts/week-01/ada-hello.md",
        "comments/week-01/ada-hello/../../../course.toml", "/etc/passwd", "comments//x.md", "comments/.git/x.md",
        "comments\\week-01\\ada-hello\\ben-1.md", "comments/week-01/ada-hello/ben-1.md\n",
    ],
)  # fmt: skip
def test_nothing_but_a_comment_can_be_named(request_, path):
    with pytest.raises(ValueError, match="names no comment"):
        moderating.take(request_.content, {"path": path, "did": "spam", "seen": "0" * 16})


@pytest.mark.parametrize(
    "more", [{"did": "delete"}, {"did": "remove"}, {"by": "ruth"}, {"seen": 3}, {"did": "remove", "by": "ruth", "reason": "a\nb"}]
)  # fmt: skip
def test_another_shape_is_refused(request_, more):
    with pytest.raises(ValueError, match=r"^(is|has|does)"):
        moderating.take(request_.content, decision(request_) | more)


def test_links_are_not_followed(request_, tmp_path):
    write(tmp_path / "elsewhere", {"x.md": "Status: pending\n\nHi.\n"})
    (request_.content / "comments" / "week-02").symlink_to(tmp_path / "elsewhere")
    seen = moderating.digest("Status: pending\n\nHi.\n")
    with pytest.raises(Refusal, match="not a file of its own"):
        moderating.take(request_.content, {"path": "comments/week-02/x.md", "did": "spam", "seen": seen})
    assert (tmp_path / "elsewhere" / "x.md").read_text() == "Status: pending\n\nHi.\n"


def seen_by_anybody(tab):
    """What axe finds on a page in light and dark, on a desk and on a phone."""
    found = []
    for scheme, width in itertools.product(("light", "dark"), (1280, 390)):
        tab.emulate_media(color_scheme=scheme)
        tab.set_viewport_size({"width": width, "height": 900})
        found += [
            (scheme, width, one["id"], one["nodes"][0]["html"][:90]) for one in Axe().run(tab).response["violations"]
        ]
    return found


@pytest.mark.browser
def test_it_is_decided_in_the_browser_and_changed_again(browser, request_):
    take = functools.partial(moderating.take, request_.content)
    with server.listen(request_.gradebook, 0, server.Version(), server.Endpoint({"/.decide": take})) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        tab = browser.new_page()
        tab.goto(f"{running.address}texts.html")
        one = tab.locator(f"[data-path='{BEN}']")
        one.get_by_role("button", name="Remove").click()
        faults = seen_by_anybody(tab)
        tab.get_by_label("Reason, which readers see").fill("It names somebody.")
        tab.locator("dialog").get_by_role("button", name="Remove").click()
        one.get_by_text("Removed: its place in the thread stays.").wait_for()
        one.get_by_role("button", name="Approve").click()
        one.get_by_text("Published with the next build.").wait_for()
        assert faults + seen_by_anybody(tab) == []
        tab.close()
        running.shutdown()
    assert (request_.content / BEN).read_text() == f"{HEAD}Status: published\n\nIs <b>this</b> right?\n"
