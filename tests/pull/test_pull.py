"""``./inv pull``: what is new in people's feeds arrives once, in its week, under its writer's name; nothing is lost."""

import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import import_exports as exports
import live_feeds as live
import pytest
from conftest import COURSE, ROOT, inv
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.corpus import files
from plugins.course import course_file
from plugins.imports import importing, memory
from plugins.imports.records import CannotImport
from plugins.pull import pull, web
from plugins.pull.fetcher import RateLimits

QUICK = RateLimits(0.0, web.Limits(connect=2, silence=1, whole=3, size=1 << 20))


@pytest.fixture
def site():
    made = live.Site()
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path, site):
    class Desk:
        content, private, cache = tmp_path / "content", tmp_path / "private", tmp_path / "cache"
        told = []

        def course(self, more="", **feeds):
            """A course in which people have feeds: paths on the site, or whole addresses."""
            text = COURSE
            for person, paths in feeds.items():
                found = [
                    path if "://" in path else site.base + path
                    for path in ([paths] if isinstance(paths, str) else paths)
                ]
                told = json.dumps(found[0] if len(found) == 1 else found)
                text = text.replace(f'id = "{person}"\n', f'id = "{person}"\nfeed = {told}\n')
            self.content.mkdir(exist_ok=True)
            (self.content / "course.toml").write_text(text + more, "utf-8")

        def pull(self, **more):
            site.asked.clear()
            return pull.pull(
                pull.PullOptions(self.content, self.private, self.cache, **{"rate_limits": QUICK, **more}),
                self.told.append,
            )

        def bring(self, name, data):
            (tmp_path / name).write_bytes(data)
            return importing.bring(importing.ImportRequest(tmp_path / name, self.content, self.private))

        def snapshot(self):
            return {p.relative_to(tmp_path).as_posix(): p.read_bytes() for root in (self.content, self.private)
                    for p in root.rglob("*") if p.is_file()}  # fmt: skip

        def text(self, path):
            return (self.content / path).read_text("utf-8")

        def written(self):
            return sorted(path.removeprefix("content/") for path in self.snapshot() if path.endswith(".md"))

    return Desk()


@pytest.fixture
def ada(site):
    """Ada's blog on Blogger: a post, and a thread below it."""

    class Blog:
        base = site.base
        posts = [live.blogger_post(7, count=2, base=site.base)]
        comments = [
            live.blogger_comment(
                22, 7, "Thanks, Ben.", "Ada Lovelace", "01", "2026-10-08T10:00:00.000+01:00", 21, base=site.base
            ),
            live.blogger_comment(21, 7, base=site.base),
        ]

    blog = Blog()
    site.pages["/feeds/posts/default"] = live.with_etag(lambda: live.blogger(*blog.posts, base=site.base))
    site.pages["/feeds/comments/default"] = live.with_etag(
        lambda: live.blogger(*blog.comments, base=site.base, kind="comments")
    )
    return blog


def counts(done):
    return {outcome: dict(count) for outcome, count in done.report.outcomes.items() if count}


def problems(done):
    return [str(problem) for problem in done.problems]


THREAD = "comments/week-01/ada-on-listening"


def test_a_blog_of_blogger_comes_with_its_thread_and_the_site_reads_it_without_an_error(desk, ada):
    desk.course(ada="/feeds/posts/default")
    done = desk.pull()
    assert (problems(done), done.messages, counts(done)) == ([], (), {"new": {"post": 1, "comment": 2}})
    assert done.report.balanced
    assert desk.written() == [f"{THREAD}/ada-1.md", f"{THREAD}/ben-1.md", "posts/week-01/ada-on-listening.md"]
    assert desk.text("posts/week-01/ada-on-listening.md") == (
        "Title: On listening\nAuthor: ada\nDate: 2026-10-07 10:00\nTags: listening\n\nBrands that **listen** learn.\n"
    )
    assert desk.text(f"{THREAD}/ada-1.md") == "Author: ada\nDate: 2026-10-08 10:00\nReply-to: ben-1\n\nThanks, Ben.\n"
    corpus = files.load(desk.content)
    assert [problem for problem in corpus.problems if problem.severity == "error"] == []
    assert "blogger.com" not in str([data for path, data in desk.snapshot().items() if path.endswith(".md")])
    assert re.fullmatch(r"ada: http://127.0.0.1:\d+/feeds/posts/default: 1 post, 2 comments", desk.told[0])


def test_pulling_twice_changes_nothing_and_asks_only_whether_something_has_changed(desk, ada, site):
    desk.course(ada="/feeds/posts/default")
    desk.pull()
    before = desk.snapshot()
    done = desk.pull()
    assert desk.snapshot() == before
    assert counts(done) == {"unchanged": {"post": 1, "comment": 2}}
    assert all(headers["If-None-Match"] for _, headers in site.asked)
    assert len(site.asked) == 2


def test_a_pull_without_the_cache_asks_for_everything_and_finds_nothing_new(desk, ada, site):
    import shutil

    desk.course(ada="/feeds/posts/default")
    desk.pull()
    before = desk.snapshot()
    shutil.rmtree(desk.cache)
    assert "new" not in counts(desk.pull())
    assert desk.snapshot() == before


def test_what_is_new_arrives_what_was_changed_is_updated_and_what_somebody_edited_stays(desk, ada):
    desk.course(ada="/feeds/posts/default")
    desk.pull()
    ben = desk.content / f"{THREAD}/ben-1.md"
    ben.write_text(ben.read_text("utf-8").replace("Nice.", "Nice. [mended]"), "utf-8")
    ada.posts.insert(0, live.blogger_post(8, "Later", base=ada.base, time="2026-10-09T10:00:00+01:00"))
    ada.posts[1] = ada.posts[1].replace("learn.", "learn more.")
    ada.comments[1] = ada.comments[1].replace(">Nice.<", ">Very nice.<")
    ada.comments.insert(0, live.blogger_comment(23, 7, "Me too.", "Cleo", "09", base=ada.base))
    done = desk.pull()
    assert counts(done) == {
        "new": {"post": 1, "comment": 1},
        "updated": {"post": 1},
        "unchanged": {"comment": 1},
        "kept": {"comment": 1},
    }
    assert "learn more." in desk.text("posts/week-01/ada-on-listening.md")
    assert "[mended]" in ben.read_text("utf-8")
    assert desk.text(f"{THREAD}/cleo-1.md").startswith("Author: Cleo\n")


def test_what_is_no_longer_in_a_feed_stays(desk, ada):
    desk.course(ada="/feeds/posts/default")
    desk.pull()
    before = desk.written()
    ada.posts[:] = [live.blogger_post(9, "Newest", base=ada.base)]
    ada.comments[:] = [live.blogger_comment(29, 7, "A late answer.", base=ada.base, parent=21)]
    done = desk.pull()
    assert counts(done) == {"new": {"post": 1, "comment": 1}}
    assert set(desk.written()) == {*before, "posts/week-01/ada-newest.md", f"{THREAD}/ben-2.md"}
    assert "Reply-to: ben-1\n" in desk.text(f"{THREAD}/ben-2.md")


def test_a_dry_run_writes_nothing_and_says_the_same(desk, ada):
    desk.course(ada="/feeds/posts/default")
    before = desk.snapshot()
    done = desk.pull(dry_run=True)
    assert desk.snapshot() == before
    assert counts(done) == counts(desk.pull())


def test_a_home_page_leads_to_its_feed(desk, ada, site):
    site.pages["/"] = (b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/feeds/posts/default?alt=rss">'
                       b'<link rel="alternate" type="application/atom+xml" href="/feeds/posts/default"></head></html>')  # fmt: skip
    site.pages["/nothing"] = b"<!doctype html><html><head></head></html>"
    desk.course(ada="/", ben="/nothing")
    done = desk.pull()
    assert counts(done) == {"new": {"post": 1, "comment": 2}}
    assert len(done.problems) == 1
    assert re.fullmatch(
        r"course\.toml:\d+:1: the feed of Ben K\., \S+/nothing is a page that names no feed: write .*",
        problems(done)[0],
    )


def test_every_page_of_a_feed_is_read_as_long_as_it_may_hold_texts_of_the_course(desk, site):
    def page(n, following):
        day = f"2026-10-{11 - n:02}T10:00:00+01:00" if n < 3 else "2025-01-01T10:00:00Z"
        post = live.blogger_post(n, f"Post {n}", base=site.base, time=day)
        return live.blogger(post, base=site.base, following=following)

    base = f"{site.base}/feeds/posts/default"
    site.pages |= {f"/feeds/posts/default{query}": page(n, f"{base}?start-index={n + 1}&max-results=1")
                   for n, query in enumerate(("", *(f"?start-index={n}&max-results=1" for n in range(2, 6))), 1)}  # fmt: skip
    site.pages["/feeds/posts/default?start-index=3&max-results=1"] = page(3, f"{base}?start-index=4&max-results=1")
    desk.course(ada="/feeds/posts/default")
    done = desk.pull()
    assert counts(done) == {"new": {"post": 2}, "dropped": {"post": 1}}
    assert done.report.dropped[0].reason == "written before the first week in course.toml opens"
    assert [path for path in site.paths if "start-index=4" in path or "start-index=5" in path] == []


@pytest.fixture
def ben(site):
    """Ben's blog on WordPress: two pages of posts; the feed of comments shows fewer than a post has."""
    base = site.base
    post = live.press_post(2, "Second", base=base, count=3, time="Thu, 08 Oct 2026 09:00:00 +0000")
    site.pages |= {
        "/feed/": live.press(post, base=base), "/feed/?paged=2": live.press(live.press_post(1, "First", base=base), base=base),
        "/comments/feed/": live.press(live.press_comment(33, 2, "Third.", "Cleo", base=base), base=base),
        "/2026/10/07/p2/feed/": live.press(
            live.press_comment(33, 2, "Third.", "Cleo", base=base), live.press_comment(32, 2, "Thanks.", "ben", base=base, parent=31),
            live.press_comment(31, 2, "One.", base=base), base=f"{base}/2026/10/07/p2/"),
    }  # fmt: skip
    return site


def test_a_blog_of_wordpress_comes_with_all_pages_and_the_comments_of_posts_whose_newest_are_not_all(desk, ben):
    desk.course(ben="/feed/")
    done = desk.pull()
    assert (problems(done), counts(done)) == ([], {"new": {"post": 2, "comment": 3}})
    folder = "comments/week-01/ben-second"
    assert [path for path in desk.written() if "comments" in path] == [
        f"{folder}/{n}.md" for n in ("ada-1", "ben-1", "cleo-1")
    ]
    assert "Reply-to: ada-1\n" in desk.text(f"{folder}/ben-1.md")
    assert "/feed/?paged=3" in ben.paths
    assert counts(desk.pull()) == {"unchanged": {"post": 2, "comment": 1}}
    assert "/2026/10/07/p2/feed/" not in ben.paths  # all of its comments are here


def test_comments_that_no_feed_shows_any_more_are_told(desk, ben):
    ben.pages["/feed/"] = ben.pages["/feed/"].replace(b"<slash:comments>3<", b"<slash:comments>5<")
    desk.course(ben="/feed/")
    said = [note.message for note in desk.pull().report.notes]
    assert (
        "the post has 5 comments, and the feeds show 3 of them: ./inv import can read them all from an export" in said
    )


def test_people_are_known_in_everybody_s_comments_by_the_name_and_profile_of_their_own_blog(desk, ada, site):
    ada.comments.append(live.blogger_comment(24, 7, "Hello.", "benny!", "02", base=ada.base))
    ada.comments.append(live.blogger_comment(25, 7, "Ho.", "Unknown", "02", base=ada.base))
    ada.comments.append(live.blogger_comment(26, 7, "Who?", "Unknown", "", base=ada.base))
    bens = live.blogger_post(90, "Mine", author="benny!", profile="02", base="http://ben.example").replace(
        live.BLOG, "99"
    )
    site.pages["/ben.xml"] = live.blogger(bens, base="http://ben.example", author="benny!").replace(
        live.BLOG.encode(), b"99"
    )
    desk.course(ada="/feeds/posts/default", ben="/ben.xml")
    done = desk.pull()
    by_text = {
        desk.text(path).split("\n\n")[1].strip(): desk.text(path).split("\n")[0]
        for path in desk.written()
        if "comments" in path
    }
    assert by_text == {"Nice.": "Author: ben", "Thanks, Ben.": "Author: ada", "Hello.": "Author: ben", "Ho.": "Author: ben",
                       "Who?": "Author: Unknown"}  # fmt: skip
    people = (desk.private / "people.toml").read_text("utf-8")
    assert '[[people]]\nname = "benny!"\nid = "ben"\n' in people
    assert '"Ada Lovelace"\nid = "ada"' in people
    site.pages["/ben.xml"] = None
    (desk.cache / "feeds").rename(desk.cache / "gone")
    done = desk.pull()
    assert "HTTP 404" in problems(done)[0]
    assert "updated" not in counts(done)  # who was known stays known, though the feed that told it is gone


def test_a_feed_does_not_speak_for_another_person_s_blog(desk, ada, site):
    """Eve writes the names of Ada's and Ben's texts into her own feed, to change them and to answer in others' names."""
    ben = live.press_post(1, "Mine", base=site.base, author="ben")
    site.pages |= {"/feed/": live.press(ben, base=site.base), "/comments/feed/": live.press(base=site.base)}
    eve = live.Site()
    forged = [live.blogger_post(7, text="I give up.", base=eve.base), live.blogger_post(99, "Bait", base=eve.base)]
    answers = [live.blogger_comment(21, 99, "Forged.", "Ruth A.", base=eve.base),
               live.blogger_comment(55, 7, "Well done, Eve!", "Ruth A.", base=eve.base)]  # fmt: skip
    eve.pages |= {
        "/blogger": live.blogger(*forged, base=eve.base),
        "/feeds/comments/default": live.blogger(*answers, base=eve.base, kind="comments"),
        "/press": live.press(live.press_post(1, "Mine", "Worse.", base=site.base), live.press_post(5, "New", base=site.base), base=site.base),
    }  # fmt: skip
    desk.course(ada="/feeds/posts/default", ben="/feed/")
    desk.pull()
    before = desk.snapshot()
    desk.course(ada="/feeds/posts/default", ben="/feed/", ruth=[f"{eve.base}/blogger", f"{eve.base}/press"])
    done = desk.pull()
    after = desk.snapshot()
    assert {path for path in after if path.endswith(".md")} == {path for path in before if path.endswith(".md")}
    assert [path for path in before if path.endswith(".md") and after[path] != before[path]] == []
    assert sum("does not publish" in lost.reason for lost in done.report.dropped) == 6
    assert done.report.balanced
    eve.close()


def test_a_post_that_was_deleted_here_stays_deleted_and_no_new_comment_comes_below_it(desk, ada):
    desk.course(ada="/feeds/posts/default")
    desk.pull()
    for path in desk.written():
        (desk.content / path).unlink()
    ada.comments.insert(0, live.blogger_comment(23, 7, "Me too.", "Ruth A.", "09", base=ada.base))
    done = desk.pull()
    assert counts(done) == {"kept": {"post": 1, "comment": 2}, "dropped": {"comment": 1}}
    assert done.report.dropped[0].reason == "answers a post that somebody deleted here"
    assert desk.written() == []


def test_a_post_that_was_moved_to_another_week_keeps_its_new_place_and_gets_its_new_comments_there(desk, ada):
    desk.course(ada="/feeds/posts/default", more="\n[[weeks]]\nnumber = 2\nopens = 2026-10-19T00:00:00\n")
    desk.pull()
    for old in ("posts/week-01", "comments/week-01"):
        (desk.content / old).rename(desk.content / old.replace("01", "02"))
    ada.comments.insert(0, live.blogger_comment(23, 7, "Me too.", "Ruth A.", "09", base=ada.base, parent=21))
    done = desk.pull()
    assert counts(done) == {"new": {"comment": 1}, "unchanged": {"post": 1, "comment": 2}}
    assert {path.split("/")[1] for path in desk.written()} == {"week-02"}
    assert "Reply-to: ben-1\n" in desk.text("comments/week-02/ada-on-listening/ruth-1.md")
    assert [problem for problem in files.load(desk.content).problems if problem.severity == "error"] == []


def test_of_several_names_in_one_person_s_blog_the_others_are_matched_as_an_import_does(desk, site):
    posts = [live.blogger_post(1, "One", base=site.base), live.blogger_post(2, "Two", base=site.base, author="Ben K.", profile="02"),
             live.blogger_post(3, "Three", base=site.base, author="A Guest", profile="03")]  # fmt: skip
    site.pages["/a.xml"] = live.blogger(*posts, base=site.base)
    desk.course(ada="/a.xml")
    done = desk.pull()
    assert desk.written() == [
        "posts/week-01/a-guest-three.md",
        "posts/week-01/ada-one.md",
        "posts/week-01/ben-two.md",
    ]
    assert sorted(note.message for note in done.report.notes if note.kind == "author") == [
        "the post is signed “A Guest” in the blog of Ada L., and belongs to no one in the course",
        "the post is signed “Ben K.” in the blog of Ada L., and is attributed to Ben K.",
    ]


def test_a_class_s_common_blog_may_be_listed_under_its_instructor(desk, site):
    posts = [live.press_post(1, "One", author="Ada L.", base=site.base), live.press_post(2, "Two", author="Ben K.", base=site.base),
             live.press_post(3, "Three", author="zed", base=site.base), live.press_post(4, "Four", author="zed", base=site.base)]  # fmt: skip
    site.pages["/feed/"] = live.press(*posts, base=site.base)
    desk.course(ruth="/feed/")
    desk.pull()
    assert desk.written() == [f"posts/week-01/{name}.md" for name in ("ada-one", "ben-two", "zed-four", "zed-three")]
    assert "Author: zed\n" in desk.text("posts/week-01/zed-four.md")


def test_a_blog_that_several_people_share_is_read_once_and_its_names_say_who_wrote_what(desk, site):
    posts = [
        live.press_post(1, "One", author="Ada L.", base=site.base),
        live.press_post(2, "Two", author="Ben K.", base=site.base),
    ]
    site.pages["/feed/"] = live.press(*posts, base=site.base)
    site.pages["/"] = b'<!doctype html><html><link rel="alternate" type="application/rss+xml" href="/feed/">'
    desk.course(ada="/feed/", ben="/feed", ruth="/")
    done = desk.pull()
    assert desk.written() == ["posts/week-01/ada-one.md", "posts/week-01/ben-two.md"]
    assert done.report.came_in["post"] == 2


def test_a_backup_that_was_imported_and_the_feed_of_the_same_blog_are_the_same_texts(desk, site):
    desk.course(ada="/feeds/posts/default")
    desk.bring("blog.xml", exports.BACKUP)
    before = desk.snapshot()
    number, base = "7", "http://www.blogger.com"
    post = live.blogger_post(10, "On listening", "Brands that <b>listen</b> learn.", author="Ada L.", base=base)
    comments = [live.blogger_comment(21, 10, "Thanks, Ben.", "Ada L.", "01", "2026-10-08T10:00:00Z", 20, base=base),
                live.blogger_comment(20, 10, "Nice &amp; short.", time="2026-10-08T09:30:15.123Z", base=base)]  # fmt: skip
    site.pages["/feeds/posts/default"] = live.blogger(post, base=site.base).replace(live.BLOG.encode(), number.encode())
    site.pages["/feeds/comments/default"] = live.blogger(*comments, base=site.base, kind="comments").replace(
        live.BLOG.encode(), number.encode()
    )
    done = desk.pull()
    assert counts(done) == {"unchanged": {"post": 1, "comment": 2}}
    assert desk.snapshot() == before


def test_an_export_of_wordpress_and_its_feed_are_the_same_texts_also_after_the_blog_moved_to_https(desk, site):
    desk.course(ada="/feed/")
    desk.bring("blog.xml", exports.wxr())
    written = desk.written()
    base = "https://blog.example"
    post = live.press_post(
        1, "On listening", "<p>Brands &amp; people.</p>\n<p>They <em>listen</em>.</p>", base=base, author="Ada L."
    )
    site.pages["/feed/"] = live.press(
        post.replace(f"{base}/?p=1", "http://blog.example/?p=1").replace("waiting", "listening"), base=base
    )
    done = desk.pull()
    assert "new" not in counts(done)
    assert desk.written() == written


def test_a_page_that_was_saved_and_imported_and_the_feed_of_its_blog_are_the_same_texts(desk, ada):
    desk.course(ada="/feeds/posts/default")
    page = exports.BLOGGER_PAGE
    desk.bring("page.html", page[: page.index(b'<li class="comment" id="c22">')] + b"</ol></body></html>")
    before = desk.snapshot()
    assert desk.written() == [f"{THREAD}/ada-1.md", f"{THREAD}/ben-1.md", "posts/week-01/ada-on-listening.md"]
    ada.comments[:] = [
        live.blogger_comment(21, 7, "Thanks.", "Ada Lovelace", "01", "2026-10-08T09:00:00Z", 20, base=ada.base),
        live.blogger_comment(20, 7, "Nice.<br>Really.", time="2026-10-08T08:30:15.100Z", base=ada.base),
    ]
    done = desk.pull()
    assert counts(done) == {"kept": {"post": 1}, "unchanged": {"comment": 2}}  # the feed has tags, too
    assert {path: data for path, data in desk.snapshot().items() if path.endswith(".md")} == {
        path: data for path, data in before.items() if path.endswith(".md")
    }


def test_a_text_whose_memory_was_lost_is_known_by_author_time_and_title(desk, ada):
    desk.course(ada="/feeds/posts/default")
    desk.pull()
    (desk.content / memory.FILE).unlink()
    post = desk.content / "posts/week-01/ada-on-listening.md"
    post.write_text(post.read_text("utf-8") + "\nA word more.\n", "utf-8")
    before = desk.written()
    done = desk.pull()
    assert counts(done) == {"kept": {"post": 1}, "unchanged": {"comment": 2}}
    assert desk.written() == before


def test_posts_outside_every_week_are_left_out_and_no_week_is_added(desk, site):
    times = {"early": "2026-09-01T10:00:00Z", "late": "2026-10-20T10:00:00Z", "after": "2026-12-20T10:00:00Z"}
    posts = [live.blogger_post(n, title, base=site.base, time=time) for n, (title, time) in enumerate(times.items(), 1)]
    site.pages["/a.xml"] = live.blogger(*posts, base=site.base)
    desk.course(ada="/a.xml")
    done = desk.pull()
    assert desk.written() == ["posts/week-01/ada-late.md"]
    assert {lost.what: lost.reason for lost in done.report.dropped} == {
        "early": "written before the first week in course.toml opens", "after": "written in no week in course.toml"}  # fmt: skip
    course, _ = course_file.read(desk.text("course.toml"))
    assert len(course.weeks) == 1
    assert done.report.balanced


def test_a_post_without_a_date_has_that_of_its_file_and_is_told(desk, site):
    site.pages["/plain.xml"] = live.rss("<item><title>One</title><guid>1</guid><description>Text.</description></item>")
    desk.course(ada="/plain.xml")
    done = desk.pull()
    assert counts(done) == {"new": {"post": 1}}
    assert [note.kind for note in done.report.notes] == ["time"]
    assert [post.dated for post in files.load(desk.content).posts] == ["file"]
    assert counts(desk.pull()) == {"unchanged": {"post": 1}}


def test_every_feed_that_fails_costs_a_line_that_names_whose_it_is_and_no_other_feed(desk, ada, site):
    site.pages |= {
        "/nonsense": b"\x00\x01", "/json": b"{}", "/bomb": b"<!DOCTYPE rss [<!ENTITY a 'a'>]><rss><channel/></rss>",
        "/cut": lambda handler: live.answer(handler, 200, live.rss(), Content_Length="90000"),
        "/slow": live.slowly(b"x" * 900, 0.02), "/closed": lambda handler: handler.connection.close(),
        "/broken": live.blogger(live.blogger_post(8, "Whole", base=site.base), live.blogger_post(9, "Half", base=site.base), base=site.base)[:-300],
    }  # fmt: skip
    bad = ["/nonsense", "/json", "/bomb", "/cut", "/slow", "/closed", "/missing", "/broken", "http://127.0.0.1:9/"]
    desk.course(ada="/feeds/posts/default", ben=bad)
    done = desk.pull()
    lines = problems(done)
    assert counts(done)["new"]["comment"] == 2
    assert len(lines) == len(bad)
    assert all(re.match(r"course\.toml:\d+:\d+: the feed of Ben K\., http://127", line) for line in lines)
    line = next(n for n, text in enumerate(desk.text("course.toml").splitlines(), 1) if text.startswith("feed = ["))
    assert {int(text.split(":")[1]) for text in lines} == {line}
    assert done.read
    assert (desk.content / "posts/week-01/ben-whole.md").exists()
    assert not (desk.content / "posts/week-01/ben-half.md").exists()


def test_what_a_feed_leads_to_may_be_anything_and_costs_a_line_at_most(desk, site):
    bad = [
        "http://[1",
        "//",
        "http://a b/",
        "http://127.0.0.1:99999999/",
        "file:///etc/passwd",
        "http://me:pw@127.0.0.1/",
        "http://%00/",
    ]
    for n, address in enumerate(bad):
        post = (
            live.blogger_post(n, f"Post {n}", base=site.base)
            .replace(live.BLOG, f"{n}77")
            .replace(f"{site.base}/feeds/{n}/", address)
        )
        feed = live.blogger(post, base=site.base, following=address).replace(live.BLOG.encode(), f"{n}77".encode())
        site.pages[f"/{n}.xml"] = feed.replace(f"{site.base}/feeds/posts".encode(), live.escape(address).encode())
    desk.course(ada=[f"/{n}.xml" for n in range(len(bad))])
    done = desk.pull()
    assert counts(done)["new"] == {"post": len(bad)}
    assert all(
        re.match(r"course\.toml:\d+:\d+: the feed of Ada L\., ", line) and "\n" not in line for line in problems(done)
    )
    assert len(done.problems) == len(bad) - 1  # “//” is the feed itself


def test_a_server_that_is_down_costs_one_line_a_person_and_changes_nothing(desk, ada, ben, site):
    site.pages["/"] = b'<!doctype html><html><link rel="alternate" type="application/rss+xml" href="/feed/">'
    desk.course(ada="/feeds/posts/default", ben="/")
    desk.pull()
    before = desk.snapshot()
    site.close()
    done = desk.pull()
    assert [line.split("the feed of ")[1][:6] for line in problems(done)] == ["Ada L.", "Ben K."]
    assert all("refuses the connection" in line for line in problems(done))
    assert desk.snapshot() == before
    assert set(counts(done)) == {"unchanged"}


def test_a_feed_that_moved_for_good_is_read_and_its_new_address_told(desk, ada, site):
    site.pages["/old.xml"] = live.redirect(301, "/feeds/posts/default")
    desk.course(ada="/old.xml")
    done = desk.pull()
    assert counts(done) == {"new": {"post": 1, "comment": 2}}
    assert done.problems == ()
    assert done.messages[0].endswith(f"has moved permanently: write {site.base}/feeds/posts/default instead")


def test_a_busy_host_is_asked_again_when_it_wishes_and_a_very_busy_one_by_a_later_pull(desk, ada, site):
    serve, times = site.pages["/feeds/posts/default"], []

    def busy(handler):
        times.append(time.monotonic())
        if len(times) == 1:
            live.answer(handler, 429, Retry_After="1")
        else:
            serve(handler)

    other = live.Site()
    site.pages["/feeds/posts/default"] = busy
    other.pages["/busy"] = lambda handler: live.answer(handler, 503, Retry_After="7200")
    desk.course(ada="/feeds/posts/default", ben=[f"{other.base}/busy", f"{other.base}/too"])
    done = desk.pull()
    assert times[1] - times[0] >= 1
    assert counts(done) == {"new": {"post": 1, "comment": 2}}
    assert all(
        re.search(r"/(busy|too) is not read before 2\d{3}-\d\d-\d\d \d\d:\d\d, as its server asks", line)
        for line in problems(done)
    )
    assert other.paths == ["/busy"]
    desk.pull()
    assert other.paths == ["/busy", "/too"]
    other.close()


def test_one_host_rests_between_requests(desk, ada, site):
    times = []
    for path in ("/feeds/posts/default", "/feeds/comments/default"):
        site.pages[path] = lambda handler, serve=site.pages[path]: times.append(time.monotonic()) or serve(handler)
    desk.course(ada="/feeds/posts/default")
    desk.pull(rate_limits=replace(QUICK, pause=0.3))
    assert times[1] - times[0] >= 0.3


def test_a_pull_that_is_killed_is_taken_up_where_it_was(desk, ada, site):
    desk.course(ada="/feeds/posts/default", ben="/stop")
    command = (
        "import sys; from pathlib import Path; from plugins.pull import pull; from plugins.pull.fetcher import RateLimits\n"
        "pull.pull(pull.PullOptions(*map(Path, sys.argv[1:]), rate_limits=RateLimits(0.0)), print)"
    )
    folders = [str(folder) for folder in (desk.content, desk.private, desk.cache)]
    with subprocess.Popen([sys.executable, "-c", command, *folders], cwd=ROOT) as process:
        site.pages["/stop"] = lambda _: process.kill() or process.wait()
    assert site.paths[-1] == "/stop"
    assert "/feeds/posts/default" in site.paths
    assert desk.written() == []
    site.pages["/stop"] = live.rss()
    done = desk.pull()
    assert "/feeds/posts/default" not in site.paths  # it was answered a moment ago
    assert "/stop" in site.paths
    assert counts(done) == {"new": {"post": 1, "comment": 2}}
    desk.pull()
    assert "/feeds/posts/default" in site.paths


def test_only_one_person_s_feeds_are_read_where_one_is_named(desk, ada, ben, site):
    desk.course(ada="/feeds/posts/default", ben="/feed/")
    desk.pull(only="Ada L.")
    assert {path.split("/")[-1].split("-")[0] for path in desk.written() if "posts" in path} == {"ada"}
    with pytest.raises(
        CannotImport, match=r"--only adda: no one who has a feed has this name or id; did you mean “ada”\?"
    ):
        desk.pull(only="adda")


def test_without_feeds_there_is_nothing_to_pull(desk):
    desk.course()
    with pytest.raises(CannotImport, match=r"course\.toml:1:1: names no feed"):
        desk.pull()


def test_feeds_are_an_address_or_a_list_and_anything_else_is_refused_with_its_line():
    def read(value):
        course, said = course_file.read(COURSE.replace('id = "ada"\n', f'id = "ada"\nfeed = {value}\n'))
        return course.person_by_id["ada"].feeds, [(p.line, p.message) for p in said]

    line = 1 + COURSE[: COURSE.index('id = "ada"\n')].count("\n") + 1
    assert read('"https://a.example/"') == (("https://a.example/",), [])
    assert read('["https://a.example/", "http://b.example/feed/"]')[0] == (
        "https://a.example/",
        "http://b.example/feed/",
    )
    assert read('""') == ((), [])
    feeds, ((where, said),) = read('["https://a.example/", "ftp://b"]')
    assert (feeds, where) == (("https://a.example/",), line)
    assert "“ftp://b” is not an address that begins with https:// or http://" in said
    feeds, ((where, said),) = read("7")
    assert (feeds, where) == ((), line)
    assert "must be a text in quotation marks, or a list of such" in said
    assert read('"https://me:secret@a.example/"')[0] == ()


def test_the_command_tells_problems_and_the_report_and_its_exit_code(desk, ada, site, tmp_path):
    desk.course(ada="/feeds/posts/default", ben="/missing")

    def run(*options):
        command = inv("pull", "--content", desk.content, *options)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done

    done = run("--dry-run")
    assert done.returncode == 1
    assert re.match(r"course\.toml:\d+:1: the feed of Ben K\., .* does not exist \(HTTP 404\)", done.stdout)
    assert "to be written: 1 post, 2 comments" in done.stdout
    assert run("--only", "ada").returncode == 0
    assert run("--only", "ben").returncode == 2
    assert run("--only", "nobody").returncode == 2


@settings(max_examples=25)
@given(st.lists(st.dictionaries(st.integers(0, 4), st.integers(0, 2), min_size=1), min_size=1, max_size=4))
def test_whatever_a_feed_shows_in_turn_every_text_is_there_once_as_it_was_shown_last(states):
    site = live.Site()
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        content.mkdir()
        (content / "course.toml").write_text(
            COURSE.replace('id = "ada"\n', f'id = "ada"\nfeed = "{site.base}/a.xml"\n'), "utf-8"
        )
        request = pull.PullOptions(content, Path(folder) / "private", Path(folder) / "cache", rate_limits=QUICK)
        shown = {}
        for state in states:
            shown |= state
            posts = [live.blogger_post(n, f"Post {n}", f"Version {text}", base=site.base) for n, text in state.items()]
            site.pages["/a.xml"] = live.with_etag(lambda posts=posts: live.blogger(*posts, base=site.base))
            first = pull.pull(request, lambda _: None)
            again = pull.pull(request, lambda _: None)
            assert first.problems == again.problems == ()
            assert set(counts(again)) == {"unchanged"}
        written = {
            file.name: file.read_text("utf-8").split("\n\n")[1].strip() for file in (content / "posts").rglob("*.md")
        }
        assert written == {f"ada-post-{n}.md": f"Version {text}" for n, text in shown.items()}
    site.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
def test_on_a_terminal_a_bar_shows_which_host_is_asked(desk, ada, site):
    import os
    import pty

    desk.course(ada="/feeds/posts/default")
    parent, child = pty.openpty()
    command = inv("pull", "--content", desk.content, "--dry-run")
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=child, env={**os.environ, "TERM": "xterm"}, check=False
    )
    os.close(child)
    shown = os.read(parent, 100_000).decode()
    os.close(parent)
    assert done.returncode == 0
    assert "asking" in shown
    assert b"to be written: 1 post, 2 comments" in done.stdout
