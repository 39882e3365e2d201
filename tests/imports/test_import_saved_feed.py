"""A feed that somebody saved comes in as a feed, and an import that brings nothing is told from one that did."""

import subprocess

import live_feeds as live
import pytest
from conftest import inv
from import_desk import Desk

from plugins.imports.readers import formats


def saved(desk, *entries, name="feed.xml", **more):
    return desk.bring({name: live.blogger(*entries, **more)})


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_a_saved_feed_of_blogger_comes_in_with_the_threads_that_are_in_it(desk):
    report = saved(desk, live.blogger_comment(8, 7), live.blogger_comment(9, 7, "Yes.", parent=8), live.blogger_post(7))
    assert [source.platform for source in report.sources] == ["a saved feed"]
    assert [item.path for item in report.written] == [
        "posts/week-01/ada-lovelace-on-listening.md",
        "comments/week-01/ada-lovelace-on-listening/ben-k-1.md",
        "comments/week-01/ada-lovelace-on-listening/ben-k-2.md",
    ]
    assert "Reply-to: ben-k-1" in desk.text(report.written[2].path)


def test_a_feed_whose_entries_do_not_say_what_they_are_holds_posts(desk):
    kind = (
        "<category scheme='http://schemas.google.com/g/2005#kind' "
        "term='http://schemas.google.com/blogger/2008/kind#post'/>"
    )
    assert kind in live.blogger_post(7)
    report = saved(desk, live.blogger_post(7).replace(kind, ""))
    assert [item.kind for item in report.written] == ["post"]
    assert not report.dropped


def test_what_the_blog_has_and_the_file_has_not_is_counted_with_the_way_to_get_it(desk):
    following = "http://ada.example/feeds/posts/default?start-index=26"
    report = saved(desk, live.blogger_post(7, count=3), live.blogger_comment(8, 7), following=following)
    told = {note.message: note.count for note in report.notes if "./inv pull" in note.message}
    assert sorted(told.values()) == [1, 2]


def test_comments_saved_without_their_post_stand_below_one_with_its_address(desk):
    report = saved(desk, live.blogger_comment(8, 7), kind="comments")
    (stand_in,) = report.stand_ins
    assert "<http://ada.example/2026/10/p7.html>" in desk.text(stand_in)
    assert [item.kind for item in report.written] == ["comment"]


def test_comments_saved_alone_answer_the_post_that_came_in_before(desk):
    before = saved(desk, live.blogger_post(7, title="Later renamed"))
    report = saved(desk, live.blogger_comment(8, 7), kind="comments")
    assert not report.stand_ins
    (comment,) = report.written
    assert comment.path.startswith(before.written[0].path.replace("posts/", "comments/").removesuffix(".md"))


def test_the_posts_of_a_feed_without_names_are_by_the_author_of_the_feed(desk):
    report = saved(desk, live.blogger_post(7, author=""))
    assert "Author: ada-lovelace" in desk.text(report.written[0].path)


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        (b"<?xml version='1.0'?><rss version='2.0'><channel>", "a saved feed"),
        (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>", "a saved feed"),
        (b"<feed><id>tag:blogger.com,1999:blog-7</id><openSearch:startIndex>1", "a saved feed"),
        (b"<feed><id>tag:blogger.com,1999:blog-7.archive</id>", "a Blogger backup"),
        (b"<rss xmlns:wp='http://wordpress.org/export/1.2/'>", "a WordPress export"),
    ],
)
def test_a_feed_is_told_from_an_export_of_the_same_platform(begins, kind):
    assert formats.recognise(begins) == kind


def run(desk, *arguments):
    command = inv("import", *arguments, "--content", desk.content, "--private", desk.private)
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_import_that_brings_nothing_fails_with_one_line_and_makes_no_course(desk):
    file = desk.root / "feed.xml"
    file.write_bytes(live.blogger())
    done = run(desk, file)
    assert done.returncode == 1
    assert done.stderr.count("nothing of it came into the course") == 1
    assert not desk.content.exists()


def test_an_import_in_which_all_is_there_already_is_no_failure(desk):
    file = desk.root / "feed.xml"
    file.write_bytes(live.blogger(live.blogger_post(7)))
    assert run(desk, file).returncode == 0
    again = run(desk, file)
    assert (again.returncode, again.stderr) == (0, "")
    (post,) = (desk.content / "posts").rglob("*.md")
    post.write_text(post.read_text() + "\nEdited.\n")
    assert run(desk, file).returncode == 0
    assert "Edited." in post.read_text()
