"""A book holds what the site shows, in order, with links that lead to its own places; nothing else is in it."""

import re

import pytest
from books import TYPE, XHTML, Read, book, request
from builders import comment_file, post_file
from carriers import png
from conftest import COURSE, POST, run

from plugins.book import making, pdf
from plugins.book.contents import NoBook
from plugins.grades.exporting import CannotExport

ROSTER = "person,name,email\nada,Adelheid Lovelace,adelheid@uni.example\n"
UNSEEN = "names, ids and addresses could not be looked for, nor private notes"
BEN = post_file("ben", "2026-10-08 10:00", "See [hers](/week-1/ada/listening/#comment-ben-1).", "An answer")
FILES = {
    "brands.toml": '[[brands]]\nname = "Burberry"\n',
    "posts/week-01/ada-listening.md": POST,
    "posts/week-01/ben-answer.md": BEN,
    "posts/week-01/ben-draft.md": post_file("ben", "2026-10-08 11:00", "Unfinished.", "Not yet", status="draft"),
    "comments/week-01/ada-listening/ben-1.md": comment_file("ben", "2026-10-08 12:00", "Burberry learned it late."),
    "comments/week-01/ada-listening/ada-1.md": comment_file(
        "ada", "2026-10-08 13:00", "It did learn.", reply_to="ben-1"
    ),
    "comments/week-01/ada-listening/ben-2.md": comment_file("ben", "2026-10-08 14:00", "Hidden words.", status="spam"),
    "comments/week-01/ada-listening/ben-3.md": comment_file(
        "ben", "2026-10-08 15:00", "Regretted words.", status="removed", removed_by="ben"
    ),
    "comments/week-01/ada-listening/eve-1.md": comment_file("eve", "2026-10-08 16:00", "Buy now.", status="pending"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def without_chromium(monkeypatch):
    monkeypatch.setattr(pdf, "chromium", lambda: "")


def test_a_book_has_cover_title_contents_weeks_posts_and_an_index_in_this_order(tmp_path):
    toml = COURSE.replace('title = "Listening"', 'title = "Listening"\nprompt = "Who heard it?"')
    made = book(tmp_path, {**FILES, "course.toml": toml})
    assert made.spine() == ["cover", "title", "contents", "week-1", "post-1", "post-2", "people"]
    assert made.names[0] == "mimetype"
    assert "Who heard it?" in made.text("week-1.xhtml")
    toc, landmarks = made.documents["contents.xhtml"].iter(f"{XHTML}nav")
    assert (toc.get(TYPE), landmarks.get(TYPE)) == ("toc", "landmarks")
    assert [one.get("href") for one in toc.iter(f"{XHTML}a")] == [
        "week-1.xhtml#week-1", "post-1.xhtml#post-1", "post-2.xhtml#post-2", "people.xhtml#people",
    ]  # fmt: skip


def test_a_thread_is_below_its_post_with_tombstones_and_without_what_is_hidden(tmp_path):
    made = book(tmp_path, FILES)
    comments = list(made.documents["post-1.xhtml"].iter(f"{XHTML}article"))
    assert [(one.get("id"), one.get("class").split()[-1]) for one in comments] == [
        ("post-1-c1", "level-0"), ("post-1-c2", "level-1"), ("post-1-c3", "level-0"),
    ]  # fmt: skip
    text = made.text()
    assert "Comment removed by its author" in text
    for hidden in ("Hidden words", "Regretted words", "Unfinished", "Not yet", "Buy"):
        assert hidden not in text, hidden
    assert "2 comments" in made.text("post-1.xhtml")


def test_deep_replies_stay_wide_and_say_whom_they_answer(tmp_path):
    names = ["ben", "ada"] * 5
    deep = {
        f"comments/week-01/ada-listening/{name}-{n}.md": comment_file(
            name, f"2026-10-08 12:{n:02}", f"Reply {n}.", reply_to=f"{names[n - 1]}-{n - 1}" if n else ""
        )
        for n, name in enumerate(names)
    }
    made = book(tmp_path, {"posts/week-01/ada-listening.md": POST, **deep})
    comments = list(made.documents["post-1.xhtml"].iter(f"{XHTML}article"))
    assert [int(one.get("class")[-1]) for one in comments] == [0, 1, 2, 3, 4, 4, 4, 4, 4, 4]
    told = [[link.get("href") for link in one.iter(f"{XHTML}a")] for one in comments]
    assert told == [[]] * 5 + [[f"#post-1-c{n}"] for n in range(5, 10)]


def test_links_within_lead_to_a_place_of_the_book_and_others_to_the_site(tmp_path):
    text = (
        "[a](/week-1/ben/answer/), [b](../../ada/listening/#comment-ben-1), [c](/people/ben/), [d](/rules/),"
        " [e](https://class.example/blog/week-1/), [f](https://a.example/), [g](/brands/burberry/), [h](/images/x.png)"
    )
    files = {**FILES, "posts/week-01/ada-listening.md": POST + text + " Burberry.\n", "images/x.png": png()}
    url = COURSE.replace("[expectations]", '[site]\nurl = "https://class.example/blog"\n\n[expectations]')
    made = book(tmp_path, {**files, "course.toml": url})
    assert made.links("post-1.xhtml")[:8] == [
        "post-2.xhtml#post-2", "post-1.xhtml#post-1-c1", "people.xhtml#person-2", "https://class.example/blog/rules/",
        "week-1.xhtml#week-1", "https://a.example/", "brands.xhtml#brand-1", "https://class.example/blog/images/x.png",
    ]  # fmt: skip
    made = book(tmp_path / "b", files)
    assert made.links("post-1.xhtml")[:6] == [
        "post-2.xhtml#post-2", "post-1.xhtml#post-1-c1", "people.xhtml#person-2", "https://class.example/blog/week-1/",
        "https://a.example/", "brands.xhtml#brand-1",
    ]  # fmt: skip
    assert "d ," not in made.text("post-1.xhtml").replace("  ", " ")


def assert_every_link_leads_somewhere(made: Read) -> None:
    ids = {
        name: [one.get("id") for one in document.iter() if one.get("id")] for name, document in made.documents.items()
    }
    for name, some in ids.items():
        assert len(some) == len(set(some)), name
    for name in made.documents:
        for href in made.links(name):
            if not re.match("https?:|mailto:", href):
                file, _, anchor = href.partition("#")
                assert (file or name) in ids, href
                assert not anchor or anchor in ids[file or name], href


def test_every_link_within_leads_somewhere_and_ids_are_used_once(tmp_path):
    notes = POST + "\nOne[^a] and[^b].\n\n[^a]: First.\n[^b]: Second.\n"
    reply = comment_file("ben", "2026-10-08 12:00", "Three[^a].\n\n[^a]: Third.")
    made = book(tmp_path, {**FILES, "posts/week-01/ada-listening.md": notes,
                           "comments/week-01/ada-listening/ben-1.md": reply})  # fmt: skip
    assert_every_link_leads_somewhere(made)
    assert sum("-fn-" in href for href in made.links("post-1.xhtml")) == 3


def test_a_book_of_one_person_has_their_posts_with_their_threads_alone(tmp_path):
    made = book(tmp_path, FILES, person="ada")
    assert made.spine() == ["cover", "title", "contents", "week-1", "post-1", "people"]
    assert "Burberry learned it late" in made.text("post-1.xhtml")
    assert "An answer" not in made.text()
    assert made.told("title") == ["Posts of Ada L. · Small course"]
    assert made.told("creator") == ["Ada L."]


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ("adda", "--for “adda”: nobody with this id is on the site; did you mean “ada”?"),
        ("ruth", "--for ruth: has published no post yet: there is nothing to make a book of"),
    ],
)
def test_a_person_without_posts_is_refused(tmp_path, person, said):
    with pytest.raises(NoBook, match=re.escape(said)):
        making.make(request(tmp_path, FILES, person=person), print)


def test_a_course_without_posts_is_refused(tmp_path):
    with pytest.raises(NoBook, match="nobody has published a post yet"):
        making.make(request(tmp_path, {}), print)


@pytest.mark.parametrize(
    ("to", "error", "said"),
    [
        ("content/book.epub", CannotExport, "is in the content folder"),
        ("site/book.epub", CannotExport, "which the next build replaces"),
        ("book.pdf", NoBook, "name a file that ends in .epub"),
        ("content", NoBook, "is a folder: name a file in it"),
        ("notes.epub", NoBook, "notes.epub exists, and is no book: choose another name"),
        ("thesis.epub", NoBook, "thesis.pdf exists, and is no book: choose another name"),
        ("notes.epub/book.epub", NoBook, "notes.epub: cannot be written: File exists"),
    ],
)
def test_a_place_that_would_lose_the_book_or_a_file_is_refused_in_one_line(tmp_path, to, error, said):
    asked = request(tmp_path, FILES, to=tmp_path / to)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/.cohort").touch()
    (tmp_path / "notes.epub").write_text("mine")
    (tmp_path / "thesis.pdf").write_text("mine")
    with pytest.raises(error, match=re.escape(said)) as refused:
        making.make(asked, print)
    assert "\n" not in str(refused.value)
    assert (tmp_path / "notes.epub").read_text() == "mine"


def test_a_legal_name_in_a_text_withholds_the_book(tmp_path):
    (tmp_path / "private").mkdir()
    (tmp_path / "private/roster.csv").write_text(ROSTER, "utf-8")
    asked = request(tmp_path, {"posts/week-01/ada-x.md": POST + "\nYours, Adelheid Lovelace\n"})
    done = making.make(asked, print)
    assert done.files == ()
    assert not asked.to.exists()
    [leak] = done.leaks
    assert leak.startswith("EPUB/post-1.xhtml: holds a legal name")
    assert "Adelheid" not in leak


def test_the_same_course_gives_the_same_bytes_and_says_when_a_text_was_last_changed(tmp_path):
    made = [making.make(request(tmp_path / name, FILES), print).files[0] for name in "ab"]
    assert made[0].read_bytes() == made[1].read_bytes()
    assert Read(made[0]).meta("dcterms:modified") == ["2026-10-08T14:00:00Z"]
    other = POST.replace("On listening", "On hearing")
    changed = book(tmp_path / "c", {**FILES, "posts/week-01/ada-listening.md": other})
    assert changed.told("identifier") == Read(made[0]).told("identifier")


def test_pictures_are_in_the_book_with_their_descriptions_and_a_lost_one_costs_only_itself(tmp_path, monkeypatch):
    from PIL import Image

    text = POST + "\n![A queue](images/queue.webp)\n\n![A till](images/till.png)\n\n![A door](images/door.png)\n"
    asked = request(tmp_path, {"posts/week-01/ada-x.md": text, "images/door.png": png()})
    Image.new("RGB", (1500, 900), "#0b5873").save(asked.content / "images/queue.webp")
    Image.new("RGB", (40, 30), "#fff").save(asked.content / "images/till.png")
    seen = making.context.read
    monkeypatch.setattr(
        making.context, "read", lambda *given: (seen(*given), (asked.content / "images/door.png").unlink())[0]
    )
    done = making.make(asked, print)
    made = Read(done.files[0])
    images = [one.attrib for one in made.documents["post-1.xhtml"].iter(f"{XHTML}img")]
    assert images == [
        {"src": "images/image-1.jpeg", "alt": "A queue", "width": "960", "height": "576"},
        {"src": "images/image-2.png", "alt": "A till", "width": "40", "height": "30"},
    ]
    assert made.files["images/image-1.jpeg"][:2] == b"\xff\xd8"
    assert "A door" in made.text("post-1.xhtml")
    assert (
        "“images/door.png”: cannot be read (No such file or directory), so only its description is in the book"
        in done.notes
    )
    assert made.meta("schema:accessMode") == ["textual", "visual"]
    assert "alternativeText" in made.meta("schema:accessibilityFeature")


def test_a_course_from_right_to_left_turns_its_pages_that_way_and_a_text_of_another_language_says_so(tmp_path):
    toml = COURSE.replace("timezone =", 'language = "ar"\ntimezone =')
    made = book(tmp_path, {"course.toml": toml, "posts/week-01/ada-x.md": POST.replace("Date:", "Lang: en\nDate:")})
    assert b'page-progression-direction="rtl"' in made.files["package.opf"]
    assert made.told("language") == ["ar"]
    page = made.files["post-1.xhtml"].decode()
    assert 'lang="ar" xml:lang="ar" dir="rtl"' in page
    assert '<div class="prose" lang="en" xml:lang="en" dir="ltr">' in page


def test_public_names_alone_are_in_the_index_and_only_of_those_who_wrote(tmp_path):
    made = book(tmp_path, FILES)
    terms = [" ".join("".join(one.itertext()).split()) for one in made.documents["people.xhtml"].iter(f"{XHTML}dt")]
    assert terms == ["Ada L.", "Ben K."]


def test_the_command_says_what_it_wrote_and_what_is_missing(tmp_path):
    asked = request(tmp_path, FILES)
    done = run("book", "--content", asked.content, "--to", asked.to, PATH=str(tmp_path))
    assert done.stdout == f"{asked.to}\n"
    assert done.stderr.splitlines() == [
        f"{tmp_path}/private/roster.csv does not exist, so {UNSEEN}",
        "no PDF: it is printed by Chromium, Chrome or Edge, and none of them was found",
        f"2 posts and 2 comments by 2 people: EPUB {asked.to.stat().st_size / 1e6:.1f} MB",
    ]
    assert done.returncode == 0
