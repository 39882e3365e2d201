"""What careless or hostile files must not do: each of these once did it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from carriers import png
from conftest import COURSE, POST, ROOT, write

from plugins.build import output
from plugins.checks import course_check
from plugins.checks.reports import fixed
from plugins.core import dates
from plugins.core.problems import Problem
from plugins.corpus import files
from plugins.course import course_file
from plugins.texts import content_file, header, markup


def said(result: output.Result) -> list[str]:
    return [str(problem) for problem in result.problems]


def test_a_second_build_into_a_folder_is_refused_while_the_first_one_runs(course, request_for):
    request = request_for(course({"posts/week-01/ada-x.md": POST}))
    with output._Staging(request.output), pytest.raises(output.CannotBuild, match="another build is writing to it"):
        output.build(request)
    assert output.build(request).problems == ()


def test_a_build_that_is_killed_frees_the_folder(tmp_path):
    program = (
        "from pathlib import Path\nfrom plugins.build import output\n"
        f"with output._Staging(Path({str(tmp_path / 'site')!r})):\n    print(1, flush=True)\n    input()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdin=pipe, stdout=pipe) as builder:
        builder.stdout.readline()
        with (
            pytest.raises(output.CannotBuild, match="another build is writing to it"),
            output._Staging(tmp_path / "site"),
        ):
            pass
        builder.kill()
    with output._Staging(tmp_path / "site") as staging:
        assert staging.folder.is_dir()


def test_a_lock_that_cannot_be_made_is_said_in_one_line(tmp_path, monkeypatch):
    (tmp_path / "full").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "full"))
    with (
        pytest.raises(output.CannotBuild, match=r"^.*\.lock: cannot be locked: .+$"),
        output._Staging(tmp_path / "site"),
    ):
        pass


def test_a_build_leaves_no_lock_behind(built, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    built({})
    assert list(tmp_path.glob("*.lock")) == []


def test_a_site_behind_a_symbolic_link_is_built_where_the_link_leads(course, request_for, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    request = request_for(course({}), output=tmp_path / "link")
    for _ in range(2):
        output.build(request)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real/index.html").exists()


@pytest.mark.skipif(os.name == "nt", reason="names are bytes only on POSIX systems")
def test_a_file_name_that_is_no_utf_8_is_parked_and_touches_no_other(course, request_for):
    content = course({"posts/week-01/ada-?.md": POST, "brands.toml": '[[brands]]\nname = "Burberry"'})
    for name in (b"posts/week-01/ada-\xff.md", b"images/\xff.png"):
        file = os.path.join(os.fsencode(content), name)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as out:
            out.write(POST.encode() + b"A Bubrerry.\n")
    request = request_for(content)
    lines = said(output.build(request))
    assert "posts/week-01/ada-\\xff.md:1:1: has a name that is not UTF-8: rename it" in lines
    assert "images/\\xff.png:1:1: has a name that is not UTF-8: rename it" in lines
    assert (request.output / "week-1/ada/post/index.html").exists()
    assert "ada-\\xff.md" in (request.gradebook / "texts.html").read_text("utf-8")


def test_names_that_look_like_dates_are_names(built):
    result, site, _ = built(
        {
            "posts/week-01/2026-99-99-x.md": f"{POST}\n![A trip](images/2026-13-45-trip.png)\n",
            "images/2026-13-45-trip.png": png(),
        }
    )
    assert result.problems == ()
    assert (site / "week-1/ada/2026-99-99-x/index.html").exists()
    assert (site / "images/2026-13-45-trip.png").exists()


def test_links_to_folders_are_not_walked(course, request_for):
    content = course({"posts/week-01/ada-x.md": f"{POST}\n![A dot](images/a.png)\n", "images/a.png": png()})
    for place in ("posts", "images", "posts/week-01"):
        (content / place / "loop").symlink_to(".")
        (content / place / "root").symlink_to("/")
    lines = said(output.build(request_for(content)))
    assert len(lines) == 6
    assert all("is a symbolic link, which is not followed" in line for line in lines)


@pytest.mark.parametrize("date", ["@1700000000 +9900", "@1700000000 -2400", "@253402300800 +0000"])
def test_a_commit_with_an_impossible_date_stops_nothing(course, request_for, date):
    content = course({"posts/week-01/ada-x.md": POST})
    environment = {**os.environ, "GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": "@1700000000 +0000"}
    who = ["-c", "user.name=T", "-c", "user.email=t@x.example"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run(["git", *who, *command], cwd=content, check=True, env=environment, capture_output=True)
    assert output.build(request_for(content)).problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "![a](&#47;&#47;evil.example/p.png)",
        "![b](&#104;ttps://evil.example/q.png)",
        r"![c](\\\\evil.example/r.png)",
        "![d](ht&Tab;tps://evil.example/s.png)",
        "![e][x]\n\n[x]: &sol;&sol;evil.example/t.png",
        "![f](images/\\\\evil.png)",
    ],
)
def test_no_image_of_another_host_passes_as_the_sites_own(text):
    soup = BeautifulSoup(markup.rooted(markup.render(text).html, ".."), "html.parser")
    for image in soup.find_all("img"):
        assert image["src"].startswith("../images/")
        assert "\\" not in image["src"]


def test_the_sites_root_cannot_be_typed():
    shown = markup.rooted(markup.render("&#xe000;/secret [x](&#xe000;/y)").html, "ROOT")
    assert "ROOT/secret" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "He turned his face. Book the room now.",
        "It was best. Buy it.",
        'the "Coca" Cola case',
        'his face "book" in hand',
        "linked. In London",
        "my snap. Chat with me",
    ],
)
def test_words_of_two_sentences_are_never_joined_into_a_name(tmp_path, text):
    content = write(tmp_path, {"brands.toml": 'extends = "marketing"\n', "posts/week-01/ada-x.md": POST + text})
    corpus = files.load(content)
    problems = course_check.problems(corpus, course_check.checked(corpus, None))
    assert fixed(text, [p for p in problems if p.rule == "brand"]) == text
    assert [p.wrong for p in problems if p.rule == "brand" and "." in str(p.wrong)] == []


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("grace_hours = 24", "grace_hours = nan", "must be a number"),
        ("grace_hours = 24", "grace_hours = 1e300", "must be at most 100,000"),
        ("post = 6", "post = -6", "must not be negative; 1 holds"),
        ("post_words = 5", "posts = 3000000", "must be at most 100; 1 holds"),
        ("number = 1", "number = -1", "must be a number from 1 to 999"),
        ("2026-10-11T23:59:00", "0001-01-01T00:00:00", "is in the year 1"),
        ('title = "Small course"', 'title = ""', "a course needs a title"),
        ('timezone = "Europe/London"', 'language = "e<n"', "must be a language code such as"),
        ("[expectations]", '[site]\nurl = "javascript:alert(1)"\n[expectations]', "must be an address that begins with"),
        ("[expectations]", "x = " + "[" * 3000 + "]" * 3000 + "\n[expectations]", "is nested too deeply"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_refused_and_its_default_holds(right, wrong, message):
    found, problems = course_file.read(COURSE.replace(right, wrong, 1))
    assert any(message in problem.message for problem in problems)
    if found:
        assert 0 <= found.points.post <= 100_000
        assert 0 <= found.expectations.grace_hours <= 100_000
        assert found.site.url == ""


def test_a_deadline_without_a_time_is_the_end_of_its_day():
    found, _ = course_file.read(COURSE.replace("posts_due = 2026-10-11T23:59:00", "posts_due = 2026-10-11"))
    assert found.weeks[0].posts_due.isoformat() == "2026-10-11T23:59:59+01:00"


def test_a_guest_earns_no_point_for_a_student_whose_id_looks_alike(built):
    people = COURSE + '\n[[people]]\nid = "guest-mallory"\nname = "Mal"\n'
    _, _, book = built({"course.toml": people, "posts/week-01/x.md": POST.replace("ada", "mallory")})
    rows = [line for line in (book / "participation.csv").read_text("utf-8").splitlines() if "guest-mallory" in line]
    assert [row.split(",")[5] for row in rows] == ["0"]


def test_a_text_far_below_its_header_is_not_lost():
    text = "Title: A\nAuthor: ada\n" + "\n" * 250 + "Here I am."
    assert text[header.read(text, content_file.POST_FIELDS).body :].strip() == "Here I am."
    text = "Title: A\nTags: x\n" + "    y\n" * 3000 + "\nHere I am."
    assert "Here I am." in text[header.read(text, content_file.POST_FIELDS).body :]


def test_a_message_is_one_line_that_steers_no_terminal():
    problem = Problem("posts/\x1b[31m.md", 1, 1, "write \x1b]0;x\x07\nnow\u202e")
    assert str(problem) == "posts/ [31m.md:1:1: write  ]0;x now "


def test_margins_say_the_minutes_that_decide():
    from datetime import timedelta

    assert dates.span(timedelta(hours=24, minutes=31)) == "1 d 31 min"


def test_pages_cannot_replace_those_of_the_site(built):
    result, site, _ = built({"pages/weeks.md": "Title: W\n\nMine.\n", "pages/posts.md": "Title: P\n\nMine.\n"})
    assert len(result.problems) == 2
    assert "Mine." not in (site / "weeks/index.html").read_text("utf-8")
    assert "Mine." in (site / "weeks-2/index.html").read_text("utf-8")


def test_a_revision_is_never_an_option_of_git(tmp_path):
    from plugins.corpus import git

    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    with pytest.raises(git.CannotCompare, match="git cannot compare"):
        git.changed_since(tmp_path, f"--output={tmp_path / 'made'}")
    assert not Path(tmp_path / "made").exists()
