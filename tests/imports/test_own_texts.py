"""Texts written for the course and handed in as files or by mail: they come in as they are, each to its own place."""

import contextlib
import os
import socket
import subprocess
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest
from conftest import POST, ROOT, inv, write
from hypothesis import given
from hypothesis import strategies as st
from import_exports import wxr

from plugins.imports import importing, own_texts
from plugins.imports.inbox import Inbox

NEW = POST.replace("On listening", "Once more").replace("10-07", "10-08")
ANSWER = "Author: ben\nDate: 2026-10-09 09:00\n\nI thought so, too, and *more* than once.\n"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92"
    "ef0000000049454e44ae426082"
)


@pytest.fixture
def content(tmp_path) -> Path:
    return write(tmp_path / "content", {"posts/week-01/ada-listening.md": POST})


@pytest.fixture
def shared(tmp_path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


def bring(source: Path, content: Path, **more: object) -> importing.Report:
    return importing.bring(importing.ImportRequest(source, content, content.parent / "private", **more))


def outcome(report: importing.Report) -> dict[str, str]:
    return {item.path: item.outcome for item in report.written} | {item.what: item.reason for item in report.dropped}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("week-03--ada-my-post.md", "posts/week-03/ada-my-post.md"),
        ("week-03--ada-my-post (1).md", "posts/week-03/ada-my-post.md"),
        ("week-3--ada-top-10.MD", "posts/week-3/ada-top-10.md"),
        ("week-01--ada-listening--ben-1.md", "comments/week-01/ada-listening/ben-1.md"),
        ("okaforben_4711_882_week-01--ada-listening--ben-1.md", "comments/week-01/ada-listening/ben-1.md"),
        ("posts/week-01/ada-x.md", "posts/week-01/ada-x.md"),
        ("blog/comments/week-01/ada-listening/ben-2.md", "comments/week-01/ada-listening/ben-2.md"),
        ("ada-my-post.md", ""),
        ("week-03--ada.docx", ""),
        ("week-03--a--b--c.md", ""),
        ("week-03--.md", ""),
        ("week-01--..--ben-1.md", ""),
        ("posts/../course.md", ""),
        ("posts/week-01/deep/ada-x.md", ""),
        ("week-01--ada-what?.md", ""),
        ("week-01--ada-\u202edm.md", ""),
        ("posts/week-01/ada-\udce9.md", ""),
    ],
)
def test_a_files_name_or_place_says_where_it_belongs(name, path):
    assert own_texts.path_of(name) == path


@given(st.text(alphabet="week-0129/.\\ab() \x00", max_size=40))
def test_no_name_leads_out_of_the_folders_of_texts(name):
    for path in (own_texts.path_of(f"{name}.md"), own_texts.path_in(name)):
        assert path == "" or (own_texts.PATH.fullmatch(path) and ".." not in path.split("/"))


def test_a_post_and_an_answer_to_it_come_in_byte_for_byte(content, shared):
    write(shared, {"week-01--ada-once-more.md": NEW, "week-01--ada-once-more--ben-1.md": ANSWER})
    (shared / "course.toml").unlink()
    assert outcome(bring(shared, content)) == {
        "posts/week-01/ada-once-more.md": "new",
        "comments/week-01/ada-once-more/ben-1.md": "new",
    }
    assert (content / "posts/week-01/ada-once-more.md").read_text() == NEW
    assert (content / "comments/week-01/ada-once-more/ben-1.md").read_text() == ANSWER


def test_a_later_version_takes_the_place_of_the_earlier_unless_it_was_edited_here(content, shared):
    first, again = shared / "week-01--ada-once-more.md", shared / "week-01--ada-once-more (1).md"
    first.write_text(NEW)
    bring(shared, content)
    again.write_text(NEW.replace("something", "nothing"))
    os.utime(first, (time.time() - 60, time.time() - 60))
    file = content / "posts/week-01/ada-once-more.md"
    assert "updated" in outcome(bring(shared, content)).values()
    assert "nothing new" in file.read_text()
    file.write_text(NEW.replace("something", "anything"))
    assert outcome(bring(shared, content))["posts/week-01/ada-once-more.md"] == "kept"
    assert "anything new" in file.read_text()


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("week-01--ada-x.md", NEW.replace("Author: ada", "Author: ben"), "is by “ben”, and is named after “ada”"),
        ("week-01--x.md", NEW, "is by “ada”, and has a name that does not begin with “ada-”"),
        ("week-01--mia-x.md", NEW.replace("Author: ada", "Author: Mia"), "its Author is not an id in course.toml"),
        ("week-01--ruth-x.md", NEW.replace("Author: ada", "Author: ruth"), "is by “ruth”, who writes into the course itself"),
        ("week-09--ada-x.md", NEW, "is in the folder of week 9, which course.toml does not have"),
        ("week-01--nobody--ben-1.md", ANSWER, "answers a post that is not here, posts/week-01/nobody.md"),
        ("week-01--ada-listening--ben-1.md", ANSWER.replace("\n\n", "\nStatus: removed\nRemoved-by: ben\n\n"),
         "says in its header what an instructor decides"),
    ],
)  # fmt: skip
def test_a_text_that_is_not_clearly_its_authors_stays_out_with_the_reason(content, shared, name, text, why):
    (shared / name).write_text(text)
    report = bring(shared, content)
    assert [item.reason for item in report.dropped if why in item.reason] != []
    assert not report.written


def test_a_text_that_is_there_already_is_left_as_it_is(content, shared):
    (shared / "week-01--ada-listening.md").write_text(NEW)
    assert outcome(bring(shared, content)) == {"posts/week-01/ada-listening.md": "kept"}


def test_one_without_a_place_is_told_how_to_name_it(content, shared):
    (shared / "ada-x.md").write_text(NEW)
    (shared / "week-01--ada-y.md").write_text(NEW)
    [failed] = [source.failed for source in bring(shared, content).sources if source.failed]
    assert failed.startswith("does not say where it belongs: name it like week-03--ada-my-post.md")


def test_its_pictures_come_along(content, shared):
    (shared / "week-01--ada-x.md").write_text(NEW + "\n![A shop](images/ada-shop.png)\n")
    (shared / "ada-shop.png").write_bytes(PIXEL)
    report = bring(shared, content)
    [image] = report.images
    assert (content / image).read_bytes() == PIXEL
    assert f"![A shop]({image})" in (content / "posts/week-01/ada-x.md").read_text()


MAIL = """\
From: Ben <ben@example.edu>
To: course@example.org
Subject: Answer to Ada L.: content/comments/week-01/ada-listening/ben-1.md
Date: Fri, 9 Oct 2026 09:05:00 +0100
Content-Type: text/plain; charset=utf-8

Author: ben\r
Date: 2026-10-09 09:00\r
\r
I thought so, too, and *more* than once.\r
\r
-- \r
Ben, from a train
"""


def test_a_mail_that_reply_began_is_the_comment_it_holds(content, shared):
    (shared / "answer.eml").write_text(MAIL, newline="")
    assert outcome(bring(shared, content)) == {"comments/week-01/ada-listening/ben-1.md": "new"}
    assert (content / "comments/week-01/ada-listening/ben-1.md").read_text() == ANSWER


def test_a_mail_from_another_persons_address_stays_out(content, shared):
    write(content.parent / "private", {"roster.csv": "person,email\nada,ben@example.edu\n"})
    (shared / "answer.eml").write_text(MAIL, newline="")
    [dropped] = bring(shared, content).dropped
    assert dropped.reason == "is by “ben”, and was sent by “ada”"


def test_what_a_platform_took_in_is_a_text_of_the_course_too(content, tmp_path):
    write(content.parent / "private", {"roster.csv": "person,legal_name,canvas_id\nben,Ben Kingsworth,4711\n"})
    packed = tmp_path / "submissions.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("kingsworthben_4711_882_week-01--ada-listening--ben-1.md", ANSWER)
        archive.writestr("kingsworthben_4711_883_week-01--ada-mine.md", NEW)
        archive.writestr("doejohn_999_885_week-01--ada-forged.md", NEW)
        archive.writestr(
            "John Doe_12_assignsubmission_file_/week-01--ada-listening--ada-1.md", ANSWER.replace("ben", "ada")
        )
        archive.writestr("kingsworthben_4711_884_mine.md", NEW.replace("ada", "ben"))
    found = outcome(bring(packed, content, week="1"))
    uncertain = "whose it is, is not certain: write their id below “{}” in private/people.toml, and import again"
    assert found == {
        "comments/week-01/ada-listening/ben-1.md": "new",
        "posts/week-01/ben-once-more.md": "new",
        "posts/week-01/ada-mine.md": "is by “ada”, and was sent by “ben”",
        "posts/week-01/ada-forged.md": uncertain.format("doejohn"),
        "comments/week-01/ada-listening/ada-1.md": uncertain.format("John Doe"),
    }
    made = (content / "posts/week-01/ben-once-more.md").read_text()
    assert made.startswith("Title: Once more\nAuthor: ben\nDate: 2026-10-08 10:00\n\nBrands that")


def test_an_inbox_says_what_came_in_and_says_once_what_did_not(content, shared):
    said: list[str] = []
    inbox = Inbox(shared, content, content.parent / "private", said.append)
    inbox.collect()
    (shared / "week-01--ada-x.md").write_text(NEW)
    (shared / "week-01--ada-y.md").write_text(NEW.replace("Author: ada", "Author: ben"))
    inbox.collect()
    inbox.collect()
    assert said == [
        "inbox: posts/week-01/ada-x.md has come in",
        "inbox: week-01--ada-y.md: the text: is by “ben”, and is named after “ada”",
    ]


def test_a_file_that_became_a_link_or_a_pipe_since_it_was_found_is_not_followed(shared):
    link, pipe = shared / "week-01--ada-x.md", shared / "week-01--ada-y.md"
    link.symlink_to(__file__)
    with pytest.raises(OSError, match="symbolic link"):
        importing.from_disk(link)
    os.mkfifo(pipe)
    with importing.from_disk(pipe) as stream:  # at once, without anybody who writes into it
        assert stream.read() == b""


def test_an_inbox_takes_no_exports_which_could_name_anybody_and_bring_pages_and_weeks(content, shared):
    said: list[str] = []
    (shared / "blog.xml").write_bytes(wxr())
    (shared / "page.txt").write_text("A page\nRuth A.\n10 October 2026\n\nSome words that somebody wrote.\n")
    (shared / "week-01--ada-x.md").write_text(NEW)
    Inbox(shared, content, content.parent / "private", said.append).collect()
    assert said == [
        "inbox: posts/week-01/ada-x.md has come in",
        "inbox: blog.xml: was taken for a WordPress export, and whose that is, nobody knows: use ./inv import",
        "inbox: page.txt: was taken for text of a page, and whose that is, nobody knows: use ./inv import",
    ]
    assert sorted(file.name for file in content.rglob("*.md")) == ["ada-listening.md", "ada-x.md"]


def test_serve_takes_in_what_is_put_into_its_inbox_and_shows_it(content, shared, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = inv(
        "serve", "--content", content, "--output", tmp_path / "site", "--gradebook", tmp_path / "book",
        "--private", tmp_path / "private", "--port", port, "--inbox", shared,
    )  # fmt: skip
    server = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    page, shown = f"http://127.0.0.1:{port}/week-1/ada/listening/", ""
    try:
        for _ in range(240):  # again and again, since watching may not have begun
            (shared / "week-01--ada-listening--ben-1.md").write_text(ANSWER)
            with contextlib.suppress(OSError), urllib.request.urlopen(page) as answer:
                shown = answer.read().decode()
            if "<em>more</em> than once" in shown:
                break
            time.sleep(0.5)
    finally:
        server.terminate()
        server.wait()
    assert "<em>more</em> than once" in shown
