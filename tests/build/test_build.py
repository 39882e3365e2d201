"""Real sites, built by Pelican: the seed course, small ones, broken ones."""

import csv
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from carriers import png
from conftest import COURSE, POST, ROOT, run, write
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema

from plugins.build import output
from plugins.site.presenter import Presenter


def soup(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


def lines(result: output.Result) -> list[str]:
    return [str(problem) for problem in result.problems]


def pages(site: Path) -> set[str]:
    return {file.parent.relative_to(site).as_posix() for file in site.rglob("index.html")}


@pytest.fixture(scope="module")
def seed_site(seed, tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("seed")
    done = run("build", "--content", str(seed), "--output", str(folder / "O"), "--gradebook", str(folder / "G"))
    assert done.returncode == 0, done.stderr
    return folder / "O", folder / "G"


class TestSeedCourse:
    pytestmark = pytest.mark.shared

    def test_every_address_is_there(self, seed_site):
        site, _ = seed_site
        assert {
            "week-2/zijun/there-is-no-going-back",
            "week-2/reviewer/week-2-post-1",
            "week-3/guest/social-marketing-problems",
            "week-3/translator/neytendur-kaupa-ekki-fullkomnun-meira",
            "week-2",
            "week-3",
            "people/zijun",
            "people/jing",
            "brands/burberry",
        } <= pages(site)

    def test_the_icelandic_post_says_its_language(self, seed_site):
        page = soup(seed_site[0] / "week-3/translator/neytendur-kaupa-ekki-fullkomnun-meira/index.html")
        assert page.select_one("article.post")["lang"] == "is"
        assert page.html["lang"] == "en"

    def test_a_brand_named_wrongly_is_named_all_the_same_and_a_quoted_misspelling_is_not(self, seed_site):
        page = soup(seed_site[0] / "week-2/zijun/there-is-no-going-back/index.html")
        chips = [" ".join(chip.get_text().split()) for chip in page.select(".chips a")]
        assert chips == ["Burberry 4", "WeChat 4", "Dove 1", "Facebook 1"]

    def test_the_thread_stands_as_its_document_has_it(self, seed_site):
        page = soup(seed_site[0] / "week-2/zijun/there-is-no-going-back/index.html")
        comments = page.select("#comments article")
        assert [comment["id"] for comment in comments] == [
            "comment-nikala-1",
            "comment-zijun-1",
            "comment-zijun-2",
            "comment-jing-2",
        ]
        nikala, *_ = comments
        inside = [comment["id"] for comment in nikala.find_parent("li").select("ol.replies article")]
        assert inside == ["comment-zijun-1"]
        top = page.select("#comments ol.comments > li > article")
        assert [comment["id"] for comment in top] == ["comment-nikala-1", "comment-zijun-2", "comment-jing-2"]

    def test_participation_agrees_with_a_count_by_hand(self, seed_site):
        with (seed_site[1] / "participation.csv").open(newline="", encoding="utf-8") as file:
            rows = {(row["person"], row["week"]): row for row in csv.DictReader(file)}
        assert len(rows) == 5 * 2
        by_hand = {
            # (person, week): status, posts, comments, replies, people, unanswered, brand errors, points, possible
            ("zijun", "2"): ("on time", 1, 2, 2, 1, 0, 4, 8, 10),
            ("zijun", "3"): ("missing", 0, 1, 0, 1, 0, 0, 0, 10),
            ("nikala", "2"): ("missing", 0, 1, 1, 1, 0, 0, 2, 10),
            ("nikala", "3"): ("missing", 0, 0, 0, 0, 0, 0, 0, 10),
            ("jing", "2"): ("missing", 0, 1, 0, 1, 0, 0, 2, 10),
            ("jing", "3"): ("missing", 0, 0, 0, 0, 0, 0, 0, 10),
            ("reviewer", "2"): ("on time", 1, 0, 0, 0, 1, 0, 6, 10),
            ("reviewer", "3"): ("missing", 0, 0, 0, 0, 0, 0, 0, 10),
            ("translator", "2"): ("missing", 0, 0, 0, 0, 0, 0, 0, 10),
            ("translator", "3"): ("on time", 1, 0, 1, 0, 0, 0, 6, 10),
        }
        keys = "post_status posts comments replies_received people_answered unanswered_posts brand_errors points"
        for where, (status, *numbers) in by_hand.items():
            row = rows[where]
            assert row["post_status"] == status, where
            assert [int(row[key]) for key in [*keys.split()[1:], "points_possible"]] == numbers, where
        assert rows["zijun", "2"]["post_words"] == "356"
        assert rows["zijun", "2"]["median_reply_hours"] == "13.43"
        assert rows["translator", "3"]["median_reply_hours"] == "21.25"

    def test_the_check_names_every_wrong_brand_and_nothing_else(self, seed):
        done = run("check", "--content", str(seed), "--format", "json")
        assert done.returncode == 1
        found = json.loads(done.stdout)
        post = "posts/week-02/zijun-there-is-no-going-back.md"
        brand = [
            (f["path"], f["line"], f["column"], f["wrong"], f["suggestion"], f["severity"])
            for f in found
            if f["rule"] == "brand"
        ]
        assert brand == [
            (post, 10, 7, "Wechat", "WeChat", "error"),
            (post, 10, 95, "Wechat", "WeChat", "error"),
            (post, 10, 276, "Wechat", "WeChat", "error"),
            (post, 10, 493, "Bubrerry", "Burberry", "notice"),
            (post, 10, 681, "Wechat", "WeChat", "error"),
            ("posts/week-03/guest-social-marketing-problems.md", 16, 1, "Fore See Results", "ForeSee Results", "error"),
        ]
        [thread] = [f for f in found if f["rule"] == "thread"]
        assert thread["path"] == "comments/week-02/zijun-there-is-no-going-back/zijun-2.md"
        assert (thread["line"], thread["severity"]) == (3, "error")
        assert "did you mean “jing-2”?" in thread["message"]
        assert len(found) == 7


BROKEN = {
    "posts/week-01/ada-on-listening.md": POST,
    "posts/week-01/ben-bad-date.md": "Title: T\nAuthor: ben\nDate: soon\n\nHello you.\n",
    "posts/week-01/ben-no-title.md": "Author: ben\nDate: 2026-10-07 11:00\n\nHello you.\n",
    "posts/week-01/no-author.md": "Title: T\nDate: 2026-10-07 11:00\n\nHello you.\n",
    "posts/week-01/mallory-unknown.md": "Title: T\nAuthor: mallory\nDate: 2026-10-07 11:00\n\nHello you.\n",
    "posts/week-01/ben-latin.md": b"Title: Caf\xe9\nAuthor: ben\nDate: 2026-10-07 11:00\n\nHello.\n",
    "posts/week-01/ben-empty.md": "",
    "posts/week-01/ben-long.md": POST.replace("ada", "ben") + "word " * 2_000_000,
    "posts/week-01/ada_on_listening.md": POST,
    "posts/week-01/ada-on_listening.md": POST,
    "posts/week-01/ben-away.md": (
        "Title: T\nAuthor: ben\nDate: 2026-10-07 11:00\nSave_as: ../../../away.html\nURL: /people/ada/\n"
        "Template: gradebook/index\nSlug: ../..\n\nHello you.\n"
    ),
    "posts/week-01/ben-html.md": (
        "Title: <script>alert('title')</script>\nAuthor: ben\nDate: 2026-10-07 11:00\nTags: <b>bold</b>\n\n"
        "<script>alert('body')</script> <b onclick=alert(1)>bold</b> [x](javascript:alert(1))\n"
    ),
    "posts/week-01/notes.txt": "Not a post.",
    "comments/week-01/ada-on-listening/ben-1.md": "Author: ben\nDate: 2026-10-08 11:00\nReply-to: ada-7\n\nYes, I think so.\n",
    "comments/week-01/ada-on-listening/stranger-1.md": "Author: <img src=x>\nDate: 2026-10-08 12:00\n\nInjected.\n",
    "comments/week-01/no-such-post/ben-1.md": "Author: ben\nDate: 2026-10-08 11:00\n\nLost?\n",
    "brands.toml": "[[brands]\nname = ",
    "images/evil.svg": "<svg onload='alert(1)'/>",
}
WHAT_EACH_PERSON_READS = [
    "brands.toml:1:9: is not valid TOML",
    "comments/week-01/ada-on-listening/ben-1.md:3:11: replies to “ada-7”, which does not exist, so it is shown at the top level",
    "comments/week-01/ada-on-listening/stranger-1.md:1:9: “<img src=x>” is not one of the people in course.toml",
    "comments/week-01/no-such-post/ben-1.md:1:1: is in the folder of a post that does not exist, posts/week-01/no-such-post.md, so it is not shown",
    "images/evil.svg:1:1: is not published: an image ends in .png, .jpg, .jpeg, .gif, .webp, .avif",
    "posts/week-01/ada-on-listening.md:1:1: has the address /week-1/ada/on-listening/, which posts/week-01/ada-on_listening.md would have too: rename one of the files",
    "posts/week-01/ada-on_listening.md:1:1: would have the same address as posts/week-01/ada-on-listening.md, /week-1/ada/on-listening/; it is at /week-1/ada/on-listening-2/ until you rename one of the files",
    "posts/week-01/ben-away.md:4:10: `save-as` has no effect",
    "posts/week-01/ben-away.md:5:6: `url` has no effect",
    "posts/week-01/ben-away.md:6:11: `template` has no effect",
    "posts/week-01/ben-away.md:7:7: `slug` has no effect",
    "posts/week-01/ben-bad-date.md:3:7: “soon” is not a date: write it like “2026-10-09 18:30”; until then the file’s last change counts",
    "posts/week-01/ben-empty.md:1:1: has no Author; taken from the file name: write “Author: ben”",
    "posts/week-01/ben-empty.md:1:1: has no Date: add one like “Date: 2026-10-09 18:30”; until then the file’s last change counts",
    "posts/week-01/ben-html.md:6:1: HTML is shown as typed, here “<script>”",
    "posts/week-01/ben-html.md:6:61: a link can begin with https:, http: or mailto:, not “javascript:”; it is removed",
    "posts/week-01/ben-latin.md:1:11: is not UTF-8 (byte 0xe9): save it again with the encoding UTF-8",
    "posts/week-01/ben-long.md:1:1: has 10.0 MB, more than a text may have (1.6 MB): shorten it",
    "posts/week-01/ben-no-title.md:1:1: has no Title; made from the file name: write “Title: No title”",
    "posts/week-01/mallory-unknown.md:2:9: “mallory” is not one of the people in course.toml, so this is shown as a guest's and earns nothing",
    "posts/week-01/no-author.md:1:1: has no Author, and the file name does not begin with an id",
    "posts/week-01/notes.txt:1:1: is not read: the name of a text ends in .md: rename it",
]


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("broken")
    content = write(folder / "content", BROKEN)
    done = run(
        "build", "--content", str(content), "--output", str(folder / "site"), "--gradebook", str(folder / "book")
    )
    return done, folder


OWN = {
    f"book/{page}": (ROOT / f"theme/templates/gradebook/{script}").read_text("utf-8").removesuffix("\n")
    for page, script in (("index.html", "table.js"), ("texts.html", "decide.js"))
}
"""The scripts of the gradebook's pages."""
"""The script of posts and lists."""


class TestBrokenContent:
    def test_the_build_goes_on_and_exits_0_without_a_traceback(self, broken):
        done, _ = broken
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stdout + done.stderr

    @pytest.mark.parametrize(
        "line", WHAT_EACH_PERSON_READS, ids=[line.split(":")[0] for line in WHAT_EACH_PERSON_READS]
    )
    def test_everybody_reads_one_clear_line(self, broken, line):
        done, _ = broken
        assert [said for said in done.stdout.splitlines() if said.startswith(line)]

    def test_every_healthy_page_is_there_and_nothing_outside_its_place(self, broken):
        _, folder = broken
        found = pages(folder / "site")
        assert {f"week-1/{where}" for where in (
            "ada/on-listening", "ada/on-listening-2", "ada/ada-on-listening", "ben/no-title", "unknown/no-author",
            "guest-mallory/mallory-unknown", "ben/away", "ben/html",
        )} <= found  # fmt: skip
        assert not list(folder.rglob("away.html"))
        assert not list((folder / "site").rglob("evil.svg"))

    def test_no_markup_of_a_student_runs_anywhere(self, broken):
        _, folder = broken
        scripts = {
            "site/search/index.html": {"../theme/search.js"},
            "site/write/index.html": {"../theme/write/write.js"},
        }
        for file in folder.rglob("*.html"):
            page = soup(file)
            data = [json.loads(tag.string) for tag in page.find_all("script", type="application/ld+json")]
            own = [
                tag for tag in page.find_all("script") if tag.string == OWN.get(file.relative_to(folder).as_posix(), "")
            ]
            visit = [tag for tag in page.find_all("script", src=True) if tag["src"].endswith("theme/visit.js")]
            modules = {tag.get("src") for tag in page.find_all("script", type="module")}
            assert len(visit) <= 1, file
            assert len(page.find_all("script")) - len(own) - len(visit) - len(modules) == len(data) <= 1, file
            assert len(own) == (file.relative_to(folder).as_posix() in OWN), file
            assert modules == scripts.get(file.relative_to(folder).as_posix(), set()), file
            assert {tag["src"] for tag in page.find_all("img")} <= {"../theme/samples/till.svg"}, file
            for tag in page.find_all(True):
                assert not [name for name in tag.attrs if name.startswith("on")], file
                assert not str(tag.get("href", "")).startswith("javascript"), file
        title = soup(folder / "site/week-1/ben/html/index.html").h1.get_text()
        assert title == "<script>alert(‘title’)</script>"

    def test_what_is_not_shown_is_listed_for_the_instructor(self, broken):
        text = soup(broken[1] / "book/texts.html").get_text()
        for name in (
            "ben-bad-date.md",
            "ben-empty.md",
            "ben-latin.md",
            "ben-long.md",
            "no-such-post/ben-1.md",
            "notes.txt",
        ):
            assert name in text


def test_a_course_that_cannot_be_read_stops_the_build_and_leaves_the_site(built, course, request_for):
    _, site, _ = built({"posts/week-01/ada-on-listening.md": POST})
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    broken = course({"course.toml": "[course]\ntitel = 'x'\n[[weeks]]\nnumber = 1\n"})
    with pytest.raises(output.CannotBuild, match="did you write it as “titel”"):
        output.build(request_for(broken))
    assert {file: file.read_bytes() for file in site.rglob("*") if file.is_file()} == before


def test_a_second_build_writes_nothing_and_a_clean_one_gives_the_same_bytes(built, course, request_for, tmp_path):
    files = {"posts/week-01/ada-on-listening.md": POST}
    first, site, _ = built(files)
    again = output.build(request_for(course(files)))
    assert (again.written, again.unchanged) == (0, first.written)
    other = tmp_path / "elsewhere"
    output.build(request_for(course(files), output=other))
    same = {file.relative_to(site): file.read_bytes() for file in site.rglob("*") if file.is_file()}
    assert {file.relative_to(other): file.read_bytes() for file in other.rglob("*") if file.is_file()} == same


def test_a_gradebook_that_cannot_be_written_keeps_nobody_from_the_site(built, course, request_for, tmp_path):
    _, _, book = built({"posts/week-01/ada-on-listening.md": POST})
    before = (book / "index.html").read_bytes()
    shutil.copytree(ROOT / "theme", tmp_path / "theme", ignore=shutil.ignore_patterns("gradebook"))
    shutil.copytree(ROOT / "theme/templates/gradebook", tmp_path / "theme/templates/gradebook")
    settings = tmp_path / "settings.py"
    settings.write_text(f"from pelicanconf import *\nTHEME = {str(tmp_path / 'theme')!r}\n")
    request = request_for(course({"posts/week-01/ada-late.md": POST}), settings=settings)
    with pytest.raises(output.CannotBuild, match="the site is built; the previous gradebook is unchanged"):
        output.build(request)
    assert (request.output / "week-1/ada/late/index.html").is_file()
    assert (book / "index.html").read_bytes() == before


def test_a_post_page_changes_with_its_own_thread_and_not_with_others(built, course, request_for):
    other = POST.replace("On listening", "Another").replace("10:00", "12:00")
    third = POST.replace("On listening", "Third").replace("10:00", "14:00")
    files = {
        "posts/week-01/ada-on-listening.md": POST,
        "posts/week-01/ada-another.md": other,
        "posts/week-01/ada-third.md": third,
    }
    _, site, _ = built(files)
    names = {name: site / f"week-1/ada/{name}/index.html" for name in ("on-listening", "another", "third")}
    before = {name: file.read_bytes() for name, file in names.items()}
    comment = "Author: ben\nDate: 2026-10-08 11:00\n\nYes, I think so, too.\n"
    output.build(
        request_for(course({**files, "comments/week-01/ada-third/ben-1.md": comment}), as_of=datetime(2026, 11, 2))
    )
    changed = {name for name, file in names.items() if file.read_bytes() != before[name]}
    assert changed == {"third"}


def test_a_draft_and_a_pending_comment_reach_no_page_of_the_site(built):
    secret = "Zanzibar plans nobody may read before they are approved by the teacher"
    _, site, book = built(
        {
            "posts/week-01/ada-on-listening.md": POST,
            "posts/week-01/ada-draft.md": POST.replace("Author", "Status: draft\nAuthor") + secret,
            "comments/week-01/ada-on-listening/ben-1.md": (
                f"Author: ben\nDate: 2026-10-08 11:00\nStatus: pending\n\n{secret}\n"
            ),
        }
    )
    assert not [file for file in site.rglob("*") if file.is_file() and b"Zanzibar" in file.read_bytes()]
    assert "ada-draft.md" in (book / "texts.html").read_text("utf-8")


def test_a_symbolic_link_publishes_nothing_from_elsewhere(course, request_for, tmp_path):
    (tmp_path / "secret.md").write_text(POST + "Zanzibar")
    (tmp_path / "secret.png").write_text("Zanzibar")
    content = course({"posts/week-01/ada-on-listening.md": f"{POST}\n![A dot](images/a.png)\n", "images/a.png": png()})
    (content / "posts/week-01/ada-link.md").symlink_to(tmp_path / "secret.md")
    (content / "images/link.png").symlink_to(tmp_path / "secret.png")
    request = request_for(content)
    result = output.build(request)
    assert sum("is a symbolic link, which is not followed" in line for line in lines(result)) == 2
    assert (request.output / "images/a.png").exists()
    assert not [file for file in request.output.rglob("*") if file.is_file() and b"Zanzibar" in file.read_bytes()]


def test_a_folder_somebody_else_filled_is_never_replaced(course, request_for, tmp_path):
    precious = tmp_path / "home"
    precious.mkdir()
    (precious / "thesis.doc").write_text("years of work")
    with pytest.raises(output.CannotBuild, match="contains files that Cohort did not write"):
        output.build(request_for(course({}), output=precious))
    assert (precious / "thesis.doc").read_text() == "years of work"


@pytest.mark.parametrize(
    ("output_name", "gradebook_name"), [("x", "x/book"), ("x/site", "x"), ("content/site", "book")]
)
def test_the_gradebook_never_lies_below_the_site_nor_the_site_in_the_content(
    course, request_for, tmp_path, output_name, gradebook_name
):
    request = request_for(course({}), output=tmp_path / output_name, gradebook=tmp_path / gradebook_name)
    with pytest.raises(output.CannotBuild, match="must not be inside"):
        output.build(request)


class TestPublish:
    FILES = {
        "posts/week-01/ada-on-listening.md": POST,
        "../private/roster.csv": "person,legal_name,email,canvas_id\nada,Adelheid Lovelace,ada@uni.example,900417\n",
        "../private/notes.md": "Ada: asked for more time because her brother was in hospital for two weeks.\n",
    }

    def publish(self, built, *more: tuple[str, str]) -> tuple[output.Result, Path, Path]:
        return built({**self.FILES, **dict(more)}, publish=True)

    def test_a_clean_site_is_published_without_a_gradebook(self, built):
        result, site, book = self.publish(built)
        assert (result.leaks, result.unscanned) == ((), "")
        assert (site / "index.html").exists()
        assert not book.exists()

    @pytest.mark.parametrize(
        "words",
        [
            "Adelheid Lovelace wrote this.",
            "Adelheid\n*Lovelace* wrote this.",
            "Adel&shy;heid&nbsp;Lovelace wrote this.",
            "Lovelace, Adelheid wrote this.",
            "Mail ADA@uni.example now.",
            "[Mail](mailto:ada%40uni.example)",
            "I am 900417.",
            "She asked for more time because her brother was in hospital for two weeks.",
            "My points_possible are low.",
        ],
    )
    def test_a_secret_in_a_text_stops_it_and_says_where(self, built, words):
        result, site, _ = self.publish(built, ("posts/week-01/ben-x.md", POST.replace("ada", "ben") + words))
        if "points_possible" in words:
            assert result.leaks == ()
            return
        assert any(leak.startswith("week-1/ben/x/index.html: holds ") for leak in result.leaks)
        assert not site.exists()

    def test_the_page_for_unknown_addresses_names_its_links_from_the_public_root(self, built):
        where = '[site]\nurl = "https://uni.example/cohort/"\n'
        _, site, _ = self.publish(built, ("course.toml", COURSE + where))
        assert soup(site / "404.html").find("link", rel="stylesheet")["href"] == "/cohort/theme/style.css"

    def test_part_of_another_word_is_no_leak(self, built):
        result, *_ = self.publish(built, ("posts/week-01/ben-x.md", POST.replace("ada", "ben") + "19004170 things"))
        assert result.leaks == ()

    def test_without_a_roster_it_says_what_it_could_not_look_for(self, built):
        result, *_ = built({"posts/week-01/ada-on-listening.md": POST}, publish=True)
        assert "names, ids and addresses could not be looked for" in result.unscanned

    def test_a_leaking_page_is_caught(self, course, request_for, monkeypatch):
        hidden = "this comment waits for the approval of the teacher and says nothing good"
        content = course(
            {
                **self.FILES,
                "comments/week-01/ada-on-listening/ben-1.md": (
                    f"Author: ben\nDate: 2026-10-08 11:00\nStatus: spam\n\n{hidden}\n"
                ),
            }
        )
        shown = Presenter.rules
        monkeypatch.setattr(Presenter, "rules", lambda self: replace(shown(self), rules=(hidden,)))
        result = output.build(request_for(content, publish=True))
        assert any(leak.startswith("rules/index.html: holds words of a hidden text") for leak in result.leaks)


def test_first_commits_date_a_text_and_stand_in_the_entries(course, request_for):
    content = course(
        {"posts/week-01/ada-on-listening.md": POST, "posts/week-01/ben-x.md": "Title: X\nAuthor: ben\n\nHi."}
    )

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=T", "-c", "user.email=t@x.example", "-c", "init.defaultBranch=main"]
        moment = {"GIT_COMMITTER_DATE": "2026-10-09T08:00:00Z", "GIT_AUTHOR_DATE": "2026-10-09T08:00:00Z"}
        subprocess.run(
            ["git", *who, *arguments], cwd=content, check=True, capture_output=True, env={**os.environ, **moment}
        )

    git("init")
    git("add", ".")
    git("commit", "-m", "x")
    request = request_for(content)
    result = output.build(request)
    assert (request.output / "week-1/ben/x/index.html").exists()
    [line] = lines(result)
    assert "until then its first commit counts, 9 Oct 2026, 09:00" in line
    entries = (request.gradebook / "entries.csv").read_text("utf-8")
    assert "posts/week-01/ada-on-listening.md,2026-10-07T10:00:00+01:00,2026-10-09T09:00:00+01:00" in entries


class TestCommands:
    def test_check_says_everything_and_exits_1_for_an_error(self, course):
        content = course(
            {"brands.toml": '[[brands]]\nname = "Burberry"', "posts/week-01/ada-x.md": POST + "A Bubrerry."}
        )
        done = run("check", "--content", str(content))
        assert done.returncode == 1
        assert done.stdout.splitlines()[1:] == ["    6 | A Bubrerry.", "          ^^^^^^^^ Burberry"]
        assert done.stdout.startswith("posts/week-01/ada-x.md:6:3: write “Burberry”, not “Bubrerry”")

    def test_check_exits_0_without_an_error_and_2_without_a_course(self, course, tmp_path):
        assert run("check", "--content", str(course({"posts/week-01/ada-x.md": POST}))).returncode == 0
        assert run("check", "--content", str(tmp_path)).returncode == 2
        assert run("check", "--format", "xml").returncode == 2
        assert run("build", "--content", str(tmp_path / "no")).returncode == 2
        assert run("build", "--as-of", "soon").returncode == 2

    def test_fix_writes_certain_replacements_keeps_all_other_bytes_and_is_idempotent(self, course):
        before = b"\xef\xbb\xbf" + (POST.replace("\n", "\r\n") + 'A Wechat, a "Wechat".\t \r\n').encode()
        content = course({"brands.toml": '[[brands]]\nname = "WeChat"', "posts/week-01/ada-x.md": before})
        file = content / "posts/week-01/ada-x.md"
        done = run("check", "--fix", "--content", str(content))
        assert done.returncode == 0, done.stdout
        assert file.read_bytes() == before.replace(b"A Wechat", b"A WeChat")
        mended = file.read_bytes()
        run("check", "--fix", "--content", str(content))
        assert file.read_bytes() == mended

    def test_changed_looks_only_at_files_that_differ_from_a_revision(self, course):
        wrong = POST + "A Bubrerry.\n"
        content = course({"brands.toml": '[[brands]]\nname = "Burberry"', "posts/week-01/ada-x.md": wrong})
        who = ["-c", "user.name=T", "-c", "user.email=t@x.example"]
        for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
            subprocess.run(["git", *who, *command], cwd=content, check=True, capture_output=True)
        assert run("check", "--content", str(content), "--changed", "HEAD").returncode == 0
        (content / "posts/week-01/ben-y.md").write_text(wrong.replace("ada", "ben"), "utf-8")
        done = run("check", "--content", str(content), "--changed", "HEAD", "--format", "github")
        assert done.returncode == 1
        place = "file=posts/week-01/ben-y.md,line=6,col=3,endLine=6,endColumn=11"
        assert done.stdout.startswith(f"::error {place}::write “Burberry”, not “Bubrerry”")
        assert done.stdout.count("\n") == 1
        assert run("check", "--content", str(content), "--changed", "no-such").returncode == 2

    def test_sarif_names_place_rule_and_level(self, course):
        content = course(
            {"brands.toml": '[[brands]]\nname = "Burberry"', "posts/week-01/ada-x.md": POST + "A Bubrerry."}
        )
        log = json.loads(run("check", "--content", str(content), "--format", "sarif").stdout)
        [found] = log["runs"]
        [result] = found["results"]
        assert (log["version"], found["columnKind"], result["level"]) == ("2.1.0", "unicodeCodePoints", "error")
        assert found["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "brand"
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "posts/week-01/ada-x.md"
        assert place["region"] == {"startLine": 6, "startColumn": 3, "endLine": 6, "endColumn": 11}

    def test_sarif_is_valid_whatever_was_found(self, course):
        content = course(
            {
                "brands.toml": '[[brands]]\nname = "Burberry"\n',
                "posts/week-01/ada-é x.md": POST.replace("Title:", "Titel:") + 'A Bubrerry, a "Bubrerry"\n<b>ü</b> 𝒳.',
                "posts/week-01/ben-y.md": "",
                "comments/week-01/no-such/ben-1.md": "Author: ben\nDate: 2026-10-07 10:00\nReply-to: x\n\nText\n",
            }
        )
        done = run("check", "--content", str(content), "--format", "sarif")
        report = StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate_json(done.stdout, strict=False)
        found = report.runs[0].results
        assert {str(result.level.value) for result in found} == {"error", "warning", "note"}
        assert len(found) == len(json.loads(run("check", "--content", str(content), "--format", "json").stdout))

    def test_every_task_has_a_sentence_and_help_for_its_options(self):
        listed = run("--list").stdout
        for name in ("build", "check", "clean", "serve", "test"):
            assert f"\n  {name} " in listed
            help_text = run("--help", name).stdout
            assert "none\n\nOptions:" not in help_text

    def test_course_with_all_defaults_builds(self, course, request_for):
        content = course({"course.toml": COURSE.split("[expectations]", maxsplit=1)[0] + "[[weeks]]\nnumber = 1\n"})
        request = request_for(content)
        assert output.build(request).problems == ()
        assert "No posts yet" in (request.output / "index.html").read_text("utf-8")


def test_what_is_remembered_of_a_text_is_what_would_be_found_anew(course, tmp_path):
    from plugins.checks import course_check
    from plugins.corpus import files
    from plugins.texts import renders

    content = course(
        {
            "brands.toml": '[[brands]]\nname = "Burberry"\n[[brands]]\nname = "WeChat"\n',
            "posts/week-01/ada-x.md": POST + 'A Bubrerry, a "Bubrerry", WeChat. <b>x</b>\n',
        }
    )
    corpus = files.load(content)
    anew = course_check.checked(corpus, None)
    assert course_check.checked(corpus, tmp_path / "cache") == anew
    assert course_check.checked(corpus, tmp_path / "cache") == anew
    assert renders.render(list(corpus.everything), corpus.course.title, tmp_path / "cache") == renders.render(
        list(corpus.everything), corpus.course.title, tmp_path / "cache"
    )
    (content / "brands.toml").write_text('[[brands]]\nname = "Bubrerry"\n')
    changed = files.load(content)
    assert course_check.checked(changed, tmp_path / "cache") == course_check.checked(changed, None) != anew


def test_no_plugin_depends_on_the_order_in_which_they_are_named(tmp_path, sample):
    """The sample course, built with the plugins named the other way round, is the same to the byte."""
    settings = tmp_path / "turned.py"
    settings.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\nPLUGINS = PLUGINS[::-1]\n"
    )
    turned = replace(sample, output=tmp_path / "site", gradebook=tmp_path / "book", settings=settings)
    output.build(turned)
    for made, again in ((sample.output, turned.output), (sample.gradebook, turned.gradebook)):
        assert contents(made) == contents(again)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_gradebook_of_the_last_build_hides_no_plugin_from_the_next(tmp_path):
    """Both are folders called ``gradebook``, and Pelican looks for plugins wherever its settings tell it to."""
    for name in ("tasks.py", "pelicanconf.py", "plugins", "theme"):
        (tmp_path / name).symlink_to(ROOT / name)
    write(tmp_path / "content", {"posts/week-01/ada-listening.md": POST})
    for _ in range(2):
        command = [sys.executable, "-m", "invoke", "--search-root", str(tmp_path), "build", "--no-search"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "gradebook" / "index.html").is_file()
