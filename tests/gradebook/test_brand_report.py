"""The gradebook's brand report: how sure each finding is, what is counted, and how a name is said to be right."""

import csv
import functools
import threading
import tomllib

import pytest
from bs4 import BeautifulSoup
from conftest import BRANDS, POST, write

from plugins.brands import Finding, lexicon
from plugins.build import output, server
from plugins.checks import check, teaching

BURBERRY, WECHAT = lexicon.read(BRANDS)[0].brands
TEXT = "A Bubbery of three. A Wechat of three. A Burr & Co of three, and of old a “Burbery”.\n"
FINDINGS = (
    ("Bubbery", BURBERRY, "spelling", "error", "", ("one letter lost",)),
    ("Wechat", WECHAT, "capitals", "warning", "", ()),
    ("Burr & Co", BURBERRY, "spelling", "notice", "", ("no word in any list", "“McDuff” follows")),
    ("Burbery", BURBERRY, "spelling", "notice", "inside quotation marks", ()),
)


class Finds:
    """A matcher that finds one of each severity in the post."""

    def read(self, text: str, *_: object) -> tuple[list[object], list[Finding]]:
        at = [(text.find(wrong), wrong, more) for wrong, *more in FINDINGS]
        return [], [
            Finding(start, start + len(wrong), wrong, brand.name, brand, kind, severity, why, reasons=reasons)
            for start, wrong, (brand, kind, severity, why, reasons) in at
            if start >= 0
        ]


@pytest.fixture
def report(tmp_path, request_for, monkeypatch) -> output.BuildRequest:
    """A course with a finding of every severity in one post, built."""
    real = check.check_source
    monkeypatch.setattr(check, "check_source", lambda *asked: real(*asked[:3], Finds(), ""))
    content = write(tmp_path / "content", {"brands.toml": BRANDS, "posts/week-01/ada-three.md": POST + TEXT})
    request = request_for(content)
    output.build(request)
    return request


def read(request: output.BuildRequest, page: str) -> BeautifulSoup:
    return BeautifulSoup((request.gradebook / page).read_text("utf-8"), "html.parser")


def plain(tag) -> str:
    return " ".join(tag.get_text().split())


def test_warnings_and_guesses_stand_in_groups_of_their_own_below_the_errors(report):
    page = read(report, "brands.html")
    groups = {plain(one.h2): plain(one.li) for one in page.select(".severity-group")}
    assert list(groups) == ["Errors 1", "Warnings 1", "Did you mean …? 1", "Left alone 1"]
    told = list(groups.values())
    assert "One letter lost. The course spells it Burberry. Is it right here?" in told[0]
    assert "The capitals differ. Probably WeChat. Is it right here?" in told[1]
    assert "Did you mean Burberry? No word in any list, “McDuff” follows. Is it right here?" in told[2]
    assert "Left alone: inside quotation marks. The course spells it Burberry." in told[3]
    assert [plain(one) for one in page.select(".segments")[0].select("label")] == ["All 4", *groups]
    for link in page.select('a[href^="#form-"]'):
        assert page.find(id=link["href"][1:])["data-form"] in link.find_parent("li").get_text()


def test_only_errors_are_counted_anywhere(report):
    [row] = [
        row
        for row in csv.DictReader((report.gradebook / "participation.csv").read_text("utf-8").splitlines())
        if row["person"] == "ada"
    ]
    assert row["brand_errors"] == "1"
    assert "1 brand-name error" in plain(read(report, "index.html").select_one(".attention"))
    assert [plain(one) for one in read(report, "people/ada/index.html").select("#brand_errors li")] == [
        "Bubbery Burberry in posts/week-01/ada-three.md:6"
    ]


def test_an_error_that_a_text_repeats_is_one_item_of_what_needs_attention(course, request_for):
    text = "We Chat is large.\n\nThey like We Chat.\n\nWechat sells coats.\n\nPeople in China like We Chat."
    lists = {"brands.toml": BRANDS, "posts/week-01/ada-x.md": f"{POST}\n{text}\n"}
    request = request_for(course(lists))
    output.build(request)
    attention = read(request, "index.html").select_one(".attention")
    told = [plain(one).split("Ada L.")[0].strip() for one in attention.select("li") if one.find("del")]
    assert told == ["We Chat WeChat 3 times", "Wechat WeChat"]


def test_a_brand_is_named_by_errors_and_warnings_and_only_what_is_quoted_is_told_to_readers(report):
    def spelling(brand: str) -> str:
        page = (report.output / f"brands/{brand}/index.html").read_text("utf-8")
        return plain(BeautifulSoup(page, "html.parser").select_one("section[aria-labelledby=spelling]"))

    assert "Burbery" in spelling("burberry")
    assert "Burr" not in spelling("burberry")
    assert "Wechat" not in spelling("wechat")


def test_opened_from_disk_the_report_has_a_command_to_copy_for_each_form_and_no_button(report):
    page = read(report, "brands.html")
    told = {plain(one.strong): [plain(code) for code in one.select("code")] for one in page.select(".right-here li")}
    assert told == {
        "Bubbery": ['./inv check --right "Bubbery"', './inv check --right "Bubbery" --of "Burberry"'],
        "Burr & Co": ['./inv check --right "Burr & Co"', './inv check --right "Burr & Co" --of "Burberry"'],
        "Wechat": ['./inv check --right "Wechat"'],
    }
    assert page.select(".right-here button") == []


@pytest.fixture
def address(report):
    """The gradebook as ``./inv serve`` shows it."""
    take = functools.partial(teaching.received, report.content)
    with server.listen(report.gradebook, 0, server.Version(), server.Endpoint({"/.right": take})) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"{running.address}brands.html"
        running.shutdown()


@pytest.mark.browser
def test_from_disk_scripts_change_nothing(browser, report):
    tab = browser.new_page()
    tab.goto((report.gradebook / "brands.html").as_uri())
    assert tab.locator(".right-here button").count() == 0
    assert tab.locator(".right-here code:visible").count() >= 5
    tab.close()


@pytest.mark.browser
def test_a_button_of_the_served_report_writes_to_brands_toml(browser, address, report):
    tab = browser.new_page()
    tab.goto(address)
    assert tab.locator(".choice code").count() == 0
    tab.get_by_role("button", name="Burr & Co: Another thing’s name").click()
    said = tab.locator("li", has=tab.get_by_text("Burr & Co", exact=True)).get_by_role("status")
    said.get_by_text("Written to brands.toml; the next build no longer reports it.").wait_for()
    tab.get_by_role("button", name="Wechat: Also right for WeChat").click()
    tab.locator("li[data-form=Wechat]").get_by_text("Written to brands.toml").wait_for()
    data = tomllib.loads((report.content / "brands.toml").read_text("utf-8"))
    assert (data["others"], data["brands"][1]["also"]) == (["Burr & Co"], ["Wechat"])
    tab.close()


@pytest.mark.browser
def test_a_button_says_in_one_line_why_nothing_was_written(browser, address, report):
    tab = browser.new_page()
    tab.goto(address)
    (report.content / "brands.toml").write_text("brands = [\n", "utf-8")
    tab.get_by_role("button", name="Bubbery: Another thing’s name").click()
    tab.locator("li[data-form=Bubbery]").get_by_text("is not valid TOML").wait_for()
    assert tab.get_by_role("button", name="Bubbery: Another thing’s name").is_enabled()
    tab.close()
