"""Publishing: real rsync into folders, real pushes onto a bare repository, and what must never be replaced."""

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import COURSE, POST, _missing, run, write
from hypothesis import given
from hypothesis import strategies as st

from plugins.build import output
from plugins.core.model import SiteSettings
from plugins.course import course_file
from plugins.course.target import Target, target
from plugins.publishing import changes, send

ROSTER = "person,legal_name,email\nada,Augusta Kingsworth,augusta@example.edu\n"
WHO = ["-c", "user.name=T", "-c", "user.email=t@example.org"]


@pytest.fixture(scope="module")
def rsync() -> str:
    found = shutil.which("rsync")
    if not found:
        _missing("rsync is not installed (Debian: apt install rsync)")
    return str(found)


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *WHO, *arguments], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def state(repository: Path) -> dict[str, bytes]:
    """Every file of a repository's checkout and of its .git, by path."""
    return {str(file.relative_to(repository)): file.read_bytes() for file in repository.rglob("*") if file.is_file()}


@pytest.fixture
def school(tmp_path):
    """A course in a repository whose origin is a bare one; what is not committed, and an index with something in it."""
    bare, work = tmp_path / "origin.git", tmp_path / "work"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    site = '[site]\nurl = "https://blog.example.org"\nforge = "github"\nrepository = "class/blog"\npublish = "git:origin/pages"\n'
    write(work / "content", {"course.toml": COURSE + site, "posts/week-01/ada-x.md": POST})
    subprocess.run(["git", "init", "-q", "-b", "main", str(work)], check=True)
    git(work, "add", ".")
    git(work, "commit", "-qm", "A course")
    git(work, "remote", "add", "origin", str(bare))
    git(work, "push", "-q", "origin", "main")
    (work / "staged.txt").write_text("staged")
    git(work, "add", "staged.txt")
    return work


def publish(work: Path, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run("publish", "--content", work / "content", "--output", work.parent / "site", *more, **environment)


def branch(work: Path, name: str = "pages") -> dict[str, bytes]:
    bare = work.parent / "origin.git"
    names = git(bare, "ls-tree", "-r", "-z", "--name-only", name).split("\0")
    show = ["git", "-C", str(bare), "show"]
    return {
        path: subprocess.run([*show, f"{name}:{path}"], capture_output=True, check=True).stdout
        for path in names
        if path
    }


def files_of(site: Path) -> dict[str, bytes]:
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


class TestGit:
    def test_the_branch_holds_the_site_byte_for_byte_and_nothing_else(self, school):
        (school / ".gitattributes").write_text("*.html text eol=crlf\n")
        done = publish(school)
        assert done.returncode == 0, done.stderr
        there = branch(school)
        assert there.pop(".nojekyll") == b""
        assert there.pop("CNAME") == b"blog.example.org\n"
        assert there == files_of(school.parent / "site")

    def test_the_checkout_the_index_and_the_repository_stay_as_they_are(self, school):
        before = state(school)
        assert publish(school).returncode == 0
        (school / "content/posts/week-01/ada-x.md").write_text(POST + "More.\n")
        assert publish(school).returncode == 0
        (school / "content/posts/week-01/ada-x.md").write_text(POST)
        assert state(school) == before

    def test_what_was_taken_off_the_site_is_not_kept_in_the_branch(self, school):
        (school / "content/posts/week-01/ben-y.md").write_text(POST.replace("ada", "ben"))
        publish(school)
        (school / "content/posts/week-01/ben-y.md").unlink()
        done = publish(school)
        assert done.returncode == 0, done.stderr
        assert git(school.parent / "origin.git", "rev-list", "--count", "pages").strip() == "1"
        assert not any("week-1/ben" in path for path in branch(school))
        assert "deleted, published" in done.stderr

    def test_the_public_commit_does_not_name_who_publishes(self, school):
        publish(school)
        assert git(school.parent / "origin.git", "log", "--format=%an %ae %cn %ce", "pages").split() == [
            "Cohort", "cohort@localhost"] * 2  # fmt: skip

    def test_publishing_twice_changes_nothing_the_second_time(self, school):
        moment = ("--as-of", "2026-11-20 09:00")  # the home page says it
        publish(school, *moment)
        first = git(school.parent / "origin.git", "rev-parse", "pages")
        done = publish(school, *moment)
        assert (done.returncode, git(school.parent / "origin.git", "rev-parse", "pages")) == (0, first)
        assert "nothing to publish" in done.stderr

    def test_a_dry_run_says_what_would_change_and_sends_nothing(self, school):
        done = publish(school, "--dry-run")
        assert done.returncode == 0, done.stderr
        assert "new index.html\n" in done.stdout
        assert "pages" not in git(school.parent / "origin.git", "branch", "--list")
        publish(school)
        (school / "content/posts/week-01/ada-x.md").write_text(POST + "More.\n")
        done = publish(school, "--dry-run")
        assert "changed week-1/ada/x/index.html\n" in done.stdout
        assert "theme/style.css" not in done.stdout

    def test_a_branch_that_cohort_did_not_write_is_left_alone(self, school):
        git(school, "push", "-q", "origin", "main:other")
        done = publish(school, "--to", "git:origin/other")
        assert done.returncode == 2
        assert "has content that Cohort did not write" in done.stderr
        assert "content/course.toml" in branch(school, "other")

    def test_a_domain_that_the_settings_do_not_name_is_kept(self, school):
        publish(school)
        course = school / "content/course.toml"
        course.write_text(course.read_text().replace("https://blog.example.org", "https://class.github.io/blog"))
        publish(school)
        assert branch(school)["CNAME"] == b"blog.example.org\n"

    def test_a_publication_that_somebody_else_overtook_is_refused(self, school, monkeypatch):
        publish(school)
        site, content = school.parent / "site", school / "content"
        target, course = send.destination(content, "")
        real = send._stored

        def overtaken(*arguments):
            (content / "posts/week-01/ben-y.md").write_text(POST.replace("ada", "ben"))
            assert run("publish", "--content", str(content), "--output", str(school.parent / "two")).returncode == 0
            return real(*arguments)

        (site / "index.html").write_text("mine")
        monkeypatch.setattr(send, "_stored", overtaken)
        with pytest.raises(send.CannotPublish, match="somebody else has published in the meantime"):
            send.publish(site, target, content, course)
        assert branch(school)["index.html"] != b"mine"

    @pytest.mark.parametrize(
        ("to", "said"),
        [
            ("git:origin/main", "is the branch “main” of the course itself"),
            ("git:nowhere/pages", "git remote: error: No such remote 'nowhere'"),
            ("ftp:host", "must be written like “rsync:user@host:/path”"),
            ("git:origin/--mirror", "does not name a branch of a remote"),
        ],
    )
    def test_a_target_that_cannot_be_is_one_line_and_exit_code_2(self, school, to, said):
        done = publish(school, "--to", to)
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_shallow_clone_publishes_again_and_again(self, school):
        publish(school)
        clone = school.parent / 'a: "shallow" clone'
        address = f"file://{school.parent}/origin.git"
        subprocess.run(["git", "clone", "-q", "--depth=1", address, str(clone)], check=True)
        write(
            clone / "content",
            {
                "course.toml": (clone / "content/course.toml").read_text(),
                "posts/week-01/ben-y.md": POST.replace("ada", "ben"),
            },
        )
        before = state(clone)
        done = publish(clone)
        assert done.returncode == 0, done.stderr
        assert publish(clone).returncode == 0
        assert state(clone) == before
        assert "week-1/ben/y/index.html" in branch(school)

    def test_outside_a_repository_git_says_so(self, course):
        content = course({"posts/week-01/ada-x.md": POST})
        done = run(
            "publish", "--content", str(content), "--output", str(content.parent / "s"), "--to", "git:origin/pages"
        )
        assert done.returncode == 2
        assert "not a git repository" in done.stderr


@pytest.mark.usefixtures("rsync")
class TestRsync:
    def test_a_folder_becomes_the_site_and_loses_what_is_no_longer_on_it(self, school):
        place = school.parent / "www"
        to = ("--to", f"rsync:{place}")
        (school / "content/posts/week-01/ben-y.md").write_text(POST.replace("ada", "ben"))
        assert publish(school, *to).returncode == 0
        assert files_of(place) == files_of(school.parent / "site")
        (school / "content/posts/week-01/ben-y.md").unlink()
        done = publish(school, *to)
        assert done.returncode == 0, done.stderr
        assert files_of(place) == files_of(school.parent / "site")
        assert "deleted, published" in done.stderr

    def test_what_the_server_keeps_beside_a_site_stays(self, school):
        place = write(school.parent / "www", {".well-known/key": "k", ".htaccess": "h", "course.toml": ""})
        (place / "course.toml").unlink()
        assert publish(school, "--to", f"rsync:{place}").returncode == 0
        assert publish(school, "--to", f"rsync:{place}").returncode == 0
        assert (place / ".well-known/key").read_text() + (place / ".htaccess").read_text() == "kh"

    def test_a_folder_that_holds_something_else_is_left_alone(self, school):
        place = write(school.parent / "www", {"thesis.md": "years of work"})
        before = files_of(place)
        done = publish(school, "--to", f"rsync:{place}")
        assert done.returncode == 2
        assert "contains files that Cohort did not write" in done.stderr
        assert files_of(place) == before

    def test_a_dry_run_says_what_would_change_and_writes_nothing(self, school):
        place = school.parent / "www"
        done = publish(school, "--to", f"rsync:{place}", "--dry-run")
        assert done.returncode == 0, done.stderr
        assert "new index.html\n" in done.stdout
        assert not place.exists()
        publish(school, "--to", f"rsync:{place}")
        (school / "content/posts/week-01/ada-x.md").write_text(POST + "More.\n")
        (place / "left.html").write_text("over")
        before = files_of(place)
        done = publish(school, "--to", f"rsync:{place}", "--dry-run")
        assert {"changed week-1/ada/x/index.html", "deleted left.html"} <= set(done.stdout.splitlines())
        assert "theme/style.css" not in done.stdout
        assert files_of(place) == before

    @pytest.mark.parametrize("name", ["content", "site", "private", "."])
    def test_a_folder_of_the_course_is_no_target(self, school, name):
        place = (school / name if name != "site" else school.parent / name).resolve()
        done = publish(school, "--to", f"rsync:{place}")
        assert done.returncode == 2
        assert "must be separate" in done.stderr
        assert (school / "content/course.toml").exists()

    def test_a_server_that_cannot_be_reached_is_one_line(self, school):
        done = publish(school, "--to", "rsync:me@no-such-host.invalid:/www", RSYNC_RSH="false")
        assert done.returncode == 2
        assert "rsync:me@no-such-host.invalid:/www: " in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_folder_behind_a_shell_is_reached_as_by_ssh(self, school):
        shell = school.parent / "ssh"
        shell.write_text('#!/bin/sh\nshift\nexec sh -c "$*"\n')  # what ssh does at the other end, without the network
        shell.chmod(0o755)
        place = school.parent / "www"
        to = ("--to", f"rsync:host:{place}", "--as-of", "2026-11-01 12:00")
        for _ in range(2):
            done = publish(school, *to, RSYNC_RSH=str(shell))
            assert done.returncode == 0, done.stderr
        assert files_of(place) == files_of(school.parent / "site")
        assert "nothing to publish" in done.stderr


class TestWithheld:
    def test_a_leak_stops_it_with_exit_code_1_and_nothing_is_sent(self, school):
        write(school / "private", {"roster.csv": ROSTER, "course.toml": ""})
        (school / "content/posts/week-01/ada-x.md").write_text(POST + "By Augusta Kingsworth.\n")
        done = publish(school)
        assert done.returncode == 1
        assert "leak: " in done.stdout
        assert "Kingsworth" not in done.stdout + done.stderr
        assert "pages" not in git(school.parent / "origin.git", "branch", "--list")

    def test_a_brand_error_withholds_nothing(self, school):
        write(
            school / "content",
            {
                "brands.toml": '[[brands]]\nname = "Burberry"\n',
                "course.toml": (school / "content/course.toml").read_text(),
            },
        )
        (school / "content/posts/week-01/ada-x.md").write_text(POST + "A Bubrerry.\n")
        done = publish(school)
        assert done.returncode == 0
        assert "Bubrerry" in done.stdout
        assert b"Bubrerry" in branch(school)["week-1/ada/x/index.html"]

    def test_without_a_target_it_says_where_to_set_one(self, course):
        done = run("publish", "--content", str(course({"posts/week-01/ada-x.md": POST})))
        assert done.returncode == 2
        assert "no place to publish to: set [site] publish" in done.stderr

    def test_a_wrong_setting_is_named_with_its_place(self, course):
        done = run("publish", "--content", str(course({"course.toml": COURSE + '[site]\npublish = "gh-pages"\n'})))
        assert done.returncode == 2
        line = COURSE.count("\n") + 2
        assert f"course.toml:{line}:" in done.stderr
        assert "`site.publish`: must be written like" in done.stderr


class TestTargets:
    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("rsync:me@host.example:/srv/www/", Target("rsync", "me@host.example:/srv/www")),
            ("rsync:host:public_html/blog", Target("rsync", "host:public_html/blog")),
            ("rsync:/srv/www", Target("rsync", "/srv/www")),
            ("git:origin/gh-pages", Target("git", "origin", "gh-pages")),
            ("git:origin/site/2026", Target("git", "origin", "site/2026")),
        ],
    )
    def test_what_is_read(self, text, meant):
        assert target(text, "main") == meant
        assert target(str(meant), "main") == meant

    @pytest.mark.parametrize(
        "text",
        [
            "", "rsync:", "rsync:/", "rsync:relative", "rsync:host:", "rsync:-e sh:/x", "rsync:-oProxyCommand=x:/y",
            "rsync:host:/a;rm", "rsync:host:/a b", "rsync:/srv/../etc", "rsync:host:/$(x)", "rsync:host::module",
            "git:", "git:origin", "git:origin/", "git:-x/y", "git:origin/a..b", "git:origin/main", "https://x.example",
        ],
    )  # fmt: skip
    def test_what_is_refused(self, text):
        with pytest.raises(ValueError, match=r"\w"):
            target(text, "main")

    @given(st.text())
    def test_no_text_is_taken_for_an_option_or_steers_a_shell(self, text):
        for way in ("rsync", "git"):
            try:
                found = target(f"{way}:{text}", "main")
            except ValueError:
                continue
            assert not found.place.startswith("-")
            assert not set(found.place) & set(" ;&|<>$`'\"\\*?()\n")

    def test_a_setting_is_read_and_a_wrong_one_left_out(self):
        made, problems = course_file.read(COURSE + '[site]\npublish = "git:origin/pages"\n')
        assert (made.site.publish, problems) == ("git:origin/pages", [])
        made, problems = course_file.read(COURSE + '[site]\nbranch = "pages"\npublish = "git:origin/pages"\n')
        assert made.site.publish == ""
        assert "`site.publish`: is the branch “pages”" in str(problems[0])

    def test_only_a_domain_of_the_sites_own_is_told_to_github(self):
        def domain(url: str, forge: str = "github") -> str:
            return changes.domain(SiteSettings(url=url, forge=forge))

        assert domain("https://blog.example.org") == "blog.example.org"
        assert domain("https://class.github.io") == domain("https://example.org/~class") == domain("") == ""
        assert domain("https://blog.example.org", "gitlab") == ""

    def test_a_password_in_an_address_is_never_repeated(self):
        said = changes.safe("fatal: unable to access 'https://me:hunter2@host.example/x.git/': 403\n")
        assert "hunter2" not in said
        assert "host.example" in said

    def test_the_mark_is_the_one_a_build_leaves(self):
        assert changes.MARK == output.MARK
