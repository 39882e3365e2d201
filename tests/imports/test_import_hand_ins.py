"""Handed in as always: Word documents, folders of them, and what Canvas and Moodle give for an assignment."""

import copy
import csv
import io
import json
import random
import re
import shutil
import subprocess
import time
import tracemalloc
from base64 import b64encode
from datetime import datetime

import documents
import docx
import pytest
from conftest import COURSE, run
from import_desk import Desk

from plugins.corpus import files
from plugins.imports import hand_ins, memory
from plugins.imports.readers import archive
from plugins.imports.records import CannotImport
from plugins.texts import markup

ROSTER = (
    "Student,ID,SIS User ID,SIS Login ID,Section,person\n"
    '"Lovelace, Ada",501,s1,al1,One,ada\n"Kuhn, Benjamin",502,s2,bk2,One,ben\n'
)
NAMES = {"ada": ("lovelaceada", 501, "Ada Lovelace"), "ben": ("kuhnbenjamin", 502, "Benjamin Kuhn")}


@pytest.fixture
def desk(tmp_path):
    """Imports files, given by path, into a small course whose private roster knows Ada and Ben; gives the report."""

    class Balanced(Desk):
        def bring(self, inbox, **more):
            report = super().bring(inbox, **more)
            assert report.balanced
            return report

        def posts(self):
            return {p.name: p.read_text("utf-8") for p in sorted((self.content / "posts").rglob("*.md"))}

    desk = Balanced(tmp_path)
    desk.content.mkdir()
    desk.private.mkdir()
    (desk.content / "course.toml").write_text(COURSE, "utf-8")
    (desk.private / "roster.csv").write_text(ROSTER, "utf-8")
    return desk


def said(report):
    return "\n".join(report.lines())


def test_a_word_document_keeps_everything_that_markdown_can_say_and_counts_what_stays_behind(desk):
    report = desk.bring({"essay.docx": documents.everything()}, week="1")
    (image,) = report.images
    assert re.fullmatch(r"images/picture-[0-9a-f]{8}\.png", image)
    assert (desk.content / image).read_bytes() == documents.png()
    assert desk.text("posts/week-01/ada-what-the-queue-said.md") == (
        "Title: What the queue said\nAuthor: ada\nDate: 2026-10-07 11:30\n\n"
        "Cohort, autumn 2026\n\n"
        "# At the counter\n\n"
        "They **never** and *always* queue at 5 \\* 3 \\* 2 desks, with "
        "[a link](https://example.org/a_%28b%29?c=1&d)[^1].\n\n"
        "Prices rose twice\n\n"
        "-   apples\n\n    -   green ones\n-   pears\n\n"
        "1.  first\n\n    1.  first, in detail\n2.  second\n\n"
        "> We listen, they said.\n>\n> And then we answer.\n\n"
        "| Brand | Where\\|when |\n| --- | --- |\n| Lush | shop |\n|  | web |\n\n"
        f"![A queue outside a shop]({image})\n\n"
        "[^1]: See *Campaign*, 2026.\n"
    )
    told = said(report)
    for words in ("1 × comments of Word", "2 × tracked changes, taken as accepted", "1 × headers and footers of pages"):
        assert words in told
    assert "Sure?" not in str(desk.posts())
    assert "Markup simplified" not in told


def test_what_was_read_is_shown_by_the_site_and_passes_the_check(desk):
    desk.bring({"essay.docx": documents.everything()}, week="1")
    corpus = files.load(desk.content)
    assert [problem for problem in corpus.problems if problem.severity == "error"] == []
    (post,) = corpus.posts
    assert post.week == 1
    html = markup.render(desk.text(post.path).partition("\n\n")[2]).html
    for tag in ("<h", "<strong>", "<em>", "<blockquote>", "<table>", "<ol>", "<ul>", "<img", "doc-noteref", "<a "):
        assert tag in html
    checked = run("check", "--content", desk.content)
    assert "markup" not in checked.stdout


def test_a_folder_is_sorted_by_the_names_that_agree_and_asks_for_those_that_do_not(desk):
    report = desk.bring({
        "Ada Lovelace - week 1.docx": documents.essay("Ada's"),
        "Benjamin Kuhn/final.docx": documents.essay("Ben's"),
        "ben-2.docx": documents.essay("Ben's second"),
        "from ada.docx": documents.essay("By properties", author="Ada L."),
        "ben-and-jerrys.docx": documents.essay("Ice"),
        "shared.docx": documents.essay("Whose?", author="Benjamin Kuhn"),
        "Ada Lovelace - shared.docx": documents.essay("Both", author="Benjamin Kuhn"),
        "template.docx": documents.essay("From a template", author="Ruth A."),
        "unnamed.docx": documents.essay("Unnamed", author="Microsoft Office User"),
    }, week="1")  # fmt: skip
    assert list(desk.posts()) == [
        "ada-adas.md", "ada-by-properties.md", "ben-bens-second.md", "ben-bens.md", "ben-whose.md",
    ]  # fmt: skip
    asked = (desk.private / "people.toml").read_text("utf-8")
    assert re.findall('name = "(.*)"', asked) == ["Ada Lovelace - shared", "ben-and-jerrys", "template", "unnamed"]
    told = said(report)
    assert "its names are of ada, ben" in told
    assert "in private/people.toml, and import again" in told


def test_an_answer_in_people_toml_brings_the_text_along_the_next_time(desk):
    inbox = {"unnamed.docx": documents.essay("Unnamed"), "ada-1.docx": documents.essay("Ada's")}
    desk.bring(inbox, week="1")
    asked = desk.private / "people.toml"
    asked.write_text(asked.read_text("utf-8").replace('id = ""', 'id = "ben"'), "utf-8")
    report = desk.bring(inbox, week="1")
    assert list(desk.posts()) == ["ada-adas.md", "ben-unnamed.md"]
    assert report.outcomes["unchanged"] == {"post": 1}


@pytest.mark.parametrize(
    ("changed", "dated"),
    [
        (datetime(2026, 10, 4, 22, 0), False),  # an hour before the week opens
        (datetime(2026, 10, 4, 23, 0), True),
        (datetime(2026, 10, 15, 22, 59), True),  # the last minute of the grace period
        (datetime(2026, 10, 15, 23, 0), False),
        (datetime(2013, 12, 23), False),
    ],
)
def test_a_last_change_dates_a_text_only_within_its_week(desk, changed, dated):
    report = desk.bring({"ada-1.docx": documents.essay("A", changed=changed)}, week="1")
    assert ("\nDate: 2026-10-" in desk.text("posts/week-01/ada-a.md")) == dated
    assert ("which is not within week 1, so that is not its date" in said(report)) == (not dated)
    assert ("until you add one to its header (or give --date)" in said(report)) == (not dated)


def test_without_a_week_a_document_goes_where_its_last_change_says_and_makes_no_week(desk):
    report = desk.bring(
        {"ada-1.docx": documents.essay("A"), "ada-2.docx": documents.essay("B", changed=datetime(2013, 1, 1))}
    )
    assert list(desk.posts()) == ["ada-a.md"]
    assert "which is in no week of course.toml: say its week with --week" in said(report)
    assert desk.text("course.toml") == COURSE


def test_a_week_that_does_not_exist_and_a_missing_course_are_said_at_once(desk):
    with pytest.raises(CannotImport, match=r"--week 9: course\.toml has no such week; it has 1"):
        desk.bring({"a.docx": documents.essay()}, week="9")
    with pytest.raises(CannotImport, match="--week is for documents"):
        desk.bring({"a.txt": b"A text.\n\nOf words."}, week="1")
    (desk.content / "course.toml").unlink()
    with pytest.raises(CannotImport, match=r"has no course\.toml"):
        desk.bring({"a.docx": documents.essay()})


def test_a_document_without_a_title_gets_the_name_of_its_file_and_one_without_words_is_left_out(desk):
    report = desk.bring({"ada_week-1.docx": documents.essay(""), "ben-1.docx": documents.essay("", "")}, week="1")
    assert desk.text("posts/week-01/ada-ada-week-1.md").startswith("Title: ada week 1\n")
    assert "1 post: holds no text" in said(report)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.rtf", rb"{\rtf1 x}", "open it in Word and save it as .docx"),
        ("a.pdf", b"%PDF-1.7", "open it in Word and save it as .docx"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "open it in Word and save it as .docx"),
        ("a.pages", documents.zipped({"Index/Document.iwa": b"x"}), "export it to Word"),
        ("a.xlsx", documents.zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "copy what belongs"),
        ("a.docx", documents.zipped({"[Content_Types].xml": b"", "word/x.xml": b"<a/>"}), "not a Word document"),
        ("b.zip", documents.zipped({"c.zip": documents.zipped({"d.docx": b""})}), "unpack it"),
        ("c.docx", documents.essay()[:3000], "download it again"),
    ],
)
def test_what_is_not_read_is_named_with_what_to_do_about_it(desk, name, data, message):
    report = desk.bring({name: data, "ada-1.docx": documents.essay()}, week="1")
    (failed,) = [line for line in report.lines() if ":1:1: " in line]
    assert failed.startswith(name)
    assert message in failed
    assert list(desk.posts()) == ["ada-on-listening.md"]


def test_canvas_s_zip_file_is_sorted_by_canvas_s_ids_and_by_legal_names(desk):
    entries = {
        "lovelaceada_LATE_501_9001_essay-1.docx": documents.essay("Late", changed=datetime(2026, 10, 12)),
        "kuhnbenjamin_777_9002_my_own_essay.docx": documents.essay("By name"),
        "kuhnbenjamin_502_9003_second.docx": documents.essay("", "Without a title."),
        "nobodyatall_503_9004_essay.docx": documents.essay("Nobody's"),
        "lovelaceada_502_9005_essay.docx": documents.essay("Contradictory"),
        "__MACOSX/._x.docx": b"x",
    }
    report = desk.bring({"submissions.zip": documents.zipped(entries)}, week="1")
    assert list(desk.posts()) == ["ada-late.md", "ben-by-name.md", "ben-second.md"]
    told = said(report)
    assert "Canvas says that it came late" in told
    assert "2 posts: whose it is" not in told
    asked = (desk.private / "people.toml").read_text("utf-8")
    assert re.findall('name = "(.*)"', asked) == ["lovelaceada", "nobodyatall"]
    written = "".join(p.read_text("utf-8") for p in desk.content.rglob("*") if p.suffix in (".md", ".json", ".toml"))
    assert not re.search("lovelace|kuhn|nobody|501", written, re.IGNORECASE)


def test_a_file_handed_in_again_takes_the_place_of_the_one_before(desk):
    first = {"lovelaceada_501_9001_essay.docx": documents.essay("A", "The first words of it.")}
    again = {"lovelaceada_LATE_501_9100_essay-1.docx": documents.essay("A", "Other words of it.")}
    desk.bring({"submissions.zip": documents.zipped(first)}, week="1")
    report = desk.bring({"submissions (1).zip": documents.zipped(again)}, week="1")
    assert report.outcomes["updated"] == {"post": 1}
    assert "Other words" in desk.posts()["ada-a.md"]


def test_moodle_s_zip_file_is_sorted_by_full_names(desk):
    entries = {
        "Ada Lovelace_123456_assignsubmission_file_/essay.docx": documents.essay("Ada's"),
        "Benjamin Kuhn_123457_assignsubmission_file_essay.docx": documents.essay("Ben's"),
        "Participant 7_123458_assignsubmission_file_/essay.docx": documents.essay("Blind"),
        "Ada Lovelace_123456_assignsubmission_file_/pictures/shop.png": documents.png(),
    }
    report = desk.bring({"MKT-Essay-42.zip": documents.zipped(entries)}, week="1")
    assert list(desk.posts()) == ["ada-adas.md", "ben-bens.md"]
    assert 'name = "Participant 7"' in (desk.private / "people.toml").read_text("utf-8")
    assert "1 × files beside the texts" in said(report)


def test_twice_changes_nothing_and_the_memory_names_nobody(desk):
    inbox = {"s.zip": documents.zipped({"lovelaceada_501_1_essay.docx": documents.everything()})}
    desk.bring(inbox, week="1")
    before = {path: path.read_bytes() for path in desk.content.rglob("*") if path.is_file()}
    report = desk.bring(inbox, week="1")
    assert {path: path.read_bytes() for path in desk.content.rglob("*") if path.is_file()} == before
    assert report.outcomes["unchanged"] == {"post": 1}
    keys = json.loads((desk.content / memory.FILE).read_text("utf-8"))["texts"]
    assert all(re.fullmatch(r"hand-in week-01 post [0-9a-f]{16}", key) for key in keys)


def test_twenty_five_hand_ins_are_imported_built_and_stand_in_the_gradebook(desk, tmp_path):
    people = [f"s{n:02}" for n in range(25)]
    (desk.content / "course.toml").write_text(
        COURSE + "".join(f'\n[[people]]\nid = "{who}"\nname = "Student {who.upper()}"\n' for who in people), "utf-8"
    )
    rows = "".join(f'"Family{who}, Given",{n},x{n},l{n},One,{who}\n' for n, who in enumerate(people, 1000))
    (desk.private / "roster.csv").write_text(ROSTER + rows, "utf-8")
    entries = {
        f"family{who}given_{n}_{n + 5000}_essay.docx": documents.essay(
            f"Essay of {n}", f"Number {n} listens to what brands say."
        )
        for n, who in enumerate(people, 1000)
    }
    (tmp_path / "submissions.zip").write_bytes(documents.zipped(entries))
    places = ("--content", desk.content, "--private", desk.private)
    done = run("import", tmp_path / "submissions.zip", *places, "--week", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "written: 25 posts" in done.stdout
    site = (
        "--output",
        tmp_path / "site",
        "--gradebook",
        tmp_path / "book",
        "--as-of",
        "2026-10-20 12:00",
        "--no-search",
    )
    built = run("build", *places, *site)
    assert built.returncode == 0, built.stdout + built.stderr
    rows = (tmp_path / "book/participation.csv").read_text("utf-8-sig").splitlines()
    status = {row["person"]: row["post_status"] for row in csv.DictReader(rows)}
    assert [status[who] for who in people] == ["on time"] * 25
    assert "family" not in "".join(p.read_text("utf-8", "ignore") for p in (tmp_path / "site").rglob("*.html")).lower()


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
) + "]><x>&j;</x>"  # fmt: skip


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "word/media/image1.png"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_wherever_they_hide_before_anything_grows(desk, part, encoding):
    bomb = documents.zipped({**documents.unzipped(documents.essay()), part: LAUGHS.encode(encoding)})
    tracemalloc.start()
    report = desk.bring({"bomb.docx": bomb, "ada-1.docx": documents.essay()}, week="1")
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
    assert "bomb.docx:1:1: declares a document type" in said(report)


def test_zip_bombs_are_refused_by_what_they_declare(desk, monkeypatch):
    grows = documents.zipped(
        {**documents.unzipped(documents.essay()), "word/big.xml": b"<a>" + b" " * 6_000_000 + b"</a>"}
    )
    deep = documents.zipped({**documents.unzipped(documents.essay()), "word/deep.xml": b"<a>" * 9000 + b"</a>" * 9000})
    many = documents.zipped({f"{n}.txt": b"" for n in range(archive.MOST_FILES + 1)})
    long = documents.zipped(
        {**documents.unzipped(documents.essay()), "word/x.xml": b"<a>" + b"<b c=''/>" * 300_001 + b"</a>"}
    )
    every = documents.zipped({f"{n}.png": b"0" * 900_000 for n in range(40)})
    report = desk.bring({"ada-1.docx": documents.essay(), "grows.docx": grows, "deep.docx": deep, "many.zip": many,
                         "long.docx": long, "every.zip": every}, week="1")  # fmt: skip
    told = said(report)
    for words in (
        "grows.docx:1:1: has a file inside that grows more than 200 times", "deep.docx:1:1: is nested more deeply",
        "every.zip:1:1: grows more than 200 times", "many.zip:1:1: is a zip file of more than 10,000 files", "long.docx:1:1: has more than 600,000 elements",
    ):  # fmt: skip
        assert words in told
    assert list(desk.posts()) == ["ada-on-listening.md"]


def test_names_that_lead_out_of_a_zip_file_and_passwords_are_not_followed(desk, tmp_path):
    locked = bytearray(documents.zipped({"lovelaceada_501_1_a.docx": documents.essay()}))
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    sent = {"../../content/course.toml": b"x", "/etc/x.docx": documents.essay(), "ada-1.docx": documents.essay()}
    report = desk.bring({"out.zip": documents.zipped(sent), "locked.zip": bytes(locked)}, week="1")
    assert "2 × files of a zip file whose names lead out of it" in said(report)
    assert "locked.zip:1:1: is protected by a password" in said(report)
    assert desk.text("course.toml") == COURSE


def test_a_picture_that_is_only_linked_is_never_fetched(desk, monkeypatch):
    def fetched(*_):
        raise AssertionError

    monkeypatch.setattr("mammoth.docx.files.urlopen", fetched)
    parts = documents.unzipped(documents.everything())
    links = parts["word/_rels/document.xml.rels"].decode()
    links = re.sub(r'(Target=)"media/image1.png"', r'\1"http://127.0.0.1:9/x.png" TargetMode="External"', links)
    document = parts["word/document.xml"].replace(b"r:embed", b"r:link")
    data = documents.zipped({**parts, "word/_rels/document.xml.rels": links.encode(), "word/document.xml": document})
    report = desk.bring({"a.docx": data}, week="1")
    assert "1 × a picture that the document only links to" in said(report)
    assert "![" not in desk.posts()["ada-what-the-queue-said.md"]


def test_formulas_and_new_drawings_are_counted_where_their_signs_are_lost(desk):
    parts = documents.unzipped(documents.essay())
    math = b'<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>E=mc</m:t></m:r></m:oMath></w:p><w:sectPr'
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:sectPr", math, 1)
    report = desk.bring({"ada-1.docx": documents.zipped(parts)}, week="1")
    assert "4 × signs of formulas or drawings" in said(report)


@pytest.mark.parametrize(
    ("path", "platform", "names", "file"),
    [
        ("s.zip/okaforamara_LATE_12_34_my_essay-2.docx", "canvas", ("okaforamara",), "my_essay.docx"),
        ("okaforamara_12_text.html", "canvas", ("okaforamara",), "text.html"),
        (
            "z.zip/Amara Okafor_12_assignsubmission_onlinetext_/onlinetext.html",
            "moodle",
            ("Amara Okafor",),
            "onlinetext.html",
        ),
        ("A_B Okafor_12_assignsubmission_file_/a/b.docx", "moodle", ("A_B Okafor",), "a/b.docx"),
        ("amara/essay_2.docx", "", ("essay_2", "amara"), "amara/essay_2.docx"),
    ],
)
def test_a_path_says_who_handed_it_in(path, platform, names, file):
    found = hand_ins.sender(path)
    assert (found.platform, found.names, found.file) == (platform, names, file)
    assert found.late == ("LATE" in path)


def test_a_document_that_is_open_in_word_has_a_mark_beside_it_which_is_passed_over(desk):
    report = desk.bring({"~$a-1.docx": b"Ada", "ada-1.docx": documents.essay()}, week="1")
    assert "Word's mark that a document was open" in said(report)
    assert [source.name for source in report.sources if source.failed and not source.skipped] == []


GOOGLE = b"""<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style type="text/css">
@import url('https://themes.googleusercontent.com/fonts/css?kit=x');.lst-kix_a-0>li{counter-increment:x}.c1{font-weight:700}
.c2{font-style:italic}.c3{font-weight:400;font-style:normal}.c4{margin-left:36pt;margin-right:36pt}</style></head>
<body class="c9 doc-content"><p class="c0 title"><span class="c3">On listening</span></p>
<p class="c0"><span class="c3">Brands </span><span class="c1">listen</span><span class="c3"> and </span><span class="c1 c2">learn</span><span class="c3">, </span><span class="c5"><a class="c6" href="https://www.google.com/url?q=https://example.org/a?b%3D1&amp;sa=D&amp;ust=1">they say</a></span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p>
<ul class="c7 lst-kix_a-0 start"><li class="c8"><span>one</span></li></ul><ul class="c7 lst-kix_a-1 start"><li><span>inner</span></li></ul>
<ul class="c7 lst-kix_a-0"><li><span>two</span></li></ul><p class="c4"><span>Quoted words.</span></p>
<p><span><img alt="A shop" src="images/image1.png" style="width: 10px"></span></p>
<hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;A note.</span></p></div>
<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Sure?</span></p></div></body></html>"""


def test_a_page_of_google_docs_keeps_what_its_classes_and_links_say(desk):
    data = documents.zipped({"Onlistening.html": GOOGLE, "images/image1.png": documents.png()})
    report = desk.bring({"ada-1.zip": data}, week="1", date="2026-10-07 12:00")
    (image,) = report.images
    assert desk.text("posts/week-01/ada-on-listening.md") == (
        "Title: On listening\nAuthor: ada\nDate: 2026-10-07 12:00\n\n"
        "Brands **listen** and ***learn***, [they say](https://example.org/a?b=1)[^1]\n\n"
        "-   one\n\n    -   inner\n-   two\n\n> Quoted words.\n\n"
        f"![A shop]({image})\n\n[^1]: A note.\n"
    )
    assert "1 × comments of Google Docs" in said(report)


def test_texts_typed_into_a_form_are_hand_ins_too(desk):
    report = desk.bring({"s.zip": documents.zipped({
        "lovelaceada_501_text.html": b"<p>Brands <b>listen</b>.</p>",
        "kuhnbenjamin_502_9002_notes.txt": b"First line.\nSecond *line*.",
        "Ada Lovelace_12_assignsubmission_onlinetext_/onlinetext.html": b"<html><body><h3>Typed</h3><p>Words.</p></body></html>",
        "Benjamin Kuhn_13_assignsubmission_file_/post.md": b"Some *words*.",
    })}, week="1", date="2026-10-07 12:00")  # fmt: skip
    texts = {name: text.partition("\n\n")[2] for name, text in desk.posts().items()}
    assert texts == {
        "ada-text.md": "Brands **listen**.\n", "ben-notes.md": "First line.\n\nSecond \\*line\\*.\n",
        "ada-typed.md": "Words.\n", "ben-post.md": "Some *words*.\n",
    }  # fmt: skip
    assert report.outcomes["new"] == {"post": 4}


MAIL = b"""From: "Ada L." <ada@example.org>\r
To: Ruth <ruth@example.org>\r
Subject: Re: On listening\r
Date: Wed, 07 Oct 2026 10:30:00 +0000\r
Message-ID: <1@example.org>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=x\r
\r
--x\r
Content-Type: multipart/alternative; boundary=y\r
\r
--y\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
Brands that listen learn from *everything* they hear in a shop, =E2=80=9Cand\r
they answer=E2=80=9D.\r
\r
On Tue, 6 Oct 2026 at 09:00, Ruth A. <ruth@example.org> wrote:\r
> Please send it by Sunday.\r
>\r
> Ruth\r
--y\r
Content-Type: text/html\r
\r
<p>Not this.</p>\r
--y--\r
--x\r
Content-Type: application/pdf\r
Content-Disposition: attachment; filename=a.pdf\r
\r
x\r
--x--\r
"""


def test_mail_is_its_plain_text_with_the_answer_s_quotation(desk):
    (desk.private / "roster.csv").write_text("person,email\nada,ada@example.org\n", "utf-8")
    report = desk.bring({"mail.eml": MAIL.replace(b'"Ada L." ', b"A. ")}, week="1")
    assert desk.text("posts/week-01/ada-on-listening.md") == (
        "Title: On listening\nAuthor: ada\nDate: 2026-10-07 11:30\n\n"
        "Brands that listen learn from \\*everything\\* they hear in a shop, “and they answer”.\n\n"
        "On Tue, 6 Oct 2026 at 09:00, Ruth A. &lt;ruth@example.org> wrote:\n\n"
        "> Please send it by Sunday.\n>\n> Ruth\n"
    )
    told = said(report)
    assert "1 × files attached to a mail" in told
    assert "1 × e-mail addresses of authors" in told


def test_a_mailbox_is_a_post_for_each_message(desk):
    other = MAIL.replace(b"Ada L.", b"Ben K.").replace(b"1@", b"2@").replace(b"On listening", b"On queues")
    box = b"".join(b"From x@example.org Wed Oct  7 10:30:00 2026\r\n" + each + b"\r\n" for each in (MAIL, other))
    report = desk.bring({"week.mbox": box}, week="1")
    assert list(desk.posts()) == ["ada-on-listening.md", "ben-on-queues.md"]
    assert desk.bring({"week.mbox": box}, week="1").outcomes["unchanged"] == {"post": 2}
    assert "came in: 2 posts" in said(report)


NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
    for name, kind in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
                       ("draw", "drawing"), ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"), ("meta", "meta"))
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
OPEN = {
    "mimetype": b"application/vnd.oasis.opendocument.text",
    "content.xml": f"""<office:document-content {NAMESPACES}><office:automatic-styles>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style>
</office:automatic-styles><office:body><office:text><text:p text:style-name="Title">On listening</text:p><text:h
text:outline-level="1">At the counter</text:h><text:p>Brands <text:span text:style-name="T1">listen</text:span> and<text:s/><text:span
text:style-name="T2">learn</text:span>, <text:a xlink:href="https://example.org/">they say</text:a><text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>.<office:annotation><text:p>Sure?</text:p></office:annotation></text:p><text:list
text:style-name="L1"><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>inner</text:p></text:list-item></text:list></text:list-item></text:list><text:p
text:style-name="P1">Quoted.</text:p><table:table><table:table-row><table:table-cell><text:p>Brand</text:p></table:table-cell><table:table-cell><text:p>Place</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Lush</text:p></table:table-cell><table:table-cell><text:p>shop</text:p></table:table-cell></table:table-row></table:table><text:p><draw:frame><draw:image
xlink:href="Pictures/a.png"/><svg:desc>A shop</svg:desc></draw:frame></text:p></office:text></office:body></office:document-content>""".encode(),
    "meta.xml": f"""<office:document-meta {NAMESPACES}><office:meta><meta:initial-creator>Ada L.</meta:initial-creator>
<dc:date>2026-10-07T11:30:00.123456789</dc:date></office:meta></office:document-meta>""".encode(),
    "Pictures/a.png": documents.png(),
}  # fmt: skip


def test_an_open_document_text_keeps_the_same(desk):
    report = desk.bring({"essay.odt": documents.zipped(OPEN)}, week="1")
    (image,) = report.images
    assert desk.text("posts/week-01/ada-on-listening.md") == (
        "Title: On listening\nAuthor: ada\nDate: 2026-10-07 11:30\n\n# At the counter\n\n"
        "Brands **listen** and *learn*, [they say](https://example.org/)[^1].\n\n"
        "1.  one\n\n    -   inner\n\n> Quoted.\n\n"
        f"| Brand | Place |\n| --- | --- |\n| Lush | shop |\n\n![A shop]({image})\n\n[^1]: A note.\n"
    )
    assert "1 × comments, which stay behind" in said(report)


def test_an_open_document_s_named_styles_count_and_a_note_within_a_link_comes_after_it(desk):
    styles = (
        f"<office:document-styles {NAMESPACES}><office:styles>"
        '<text:list-style style:name="Numbers"><text:list-level-style-number text:level="1"/>'
        '<text:list-level-style-number text:level="2"/></text:list-style>'
        '<style:style style:name="Strong" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
        "</office:styles></office:document-styles>"
    )
    content = OPEN["content.xml"].decode().replace('text:style-name="L1"', 'text:style-name="Numbers"')
    content = content.replace('text:style-name="T1"', 'text:style-name="Strong"')
    content = re.sub(r"</text:a>(<text:note .*?</text:note>)", r"\1</text:a>", content, flags=re.DOTALL)
    parts = {**OPEN, "content.xml": content.encode(), "styles.xml": styles.encode()}
    desk.bring({"essay.odt": documents.zipped(parts)}, week="1")
    text = desk.text("posts/week-01/ada-on-listening.md")
    assert "Brands **listen** and *learn*, [they say](https://example.org/)[^1].\n" in text
    assert "1.  one\n\n    1.  inner\n" in text


FLAT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMESPACES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:default-outline-level="1"/>
<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:default-outline-level="2"/>
<text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="."/></text:list-style>
<text:list-style style:name="Points"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
</office:styles><office:automatic-styles>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
</office:automatic-styles><office:body><office:text><text:p text:style-name="Title">On listening</text:p><text:h
text:style-name="Heading_20_1" text:outline-level="1">At the counter</text:h><text:p>Brands <text:span text:style-name="T1">listen</text:span>,
<text:a xlink:type="simple" xlink:href="https://example.org/a?b=1">they say</text:a><text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>.</text:p><text:h
text:style-name="Heading_20_2" text:outline-level="2">In the queue</text:h><text:list text:style-name="Points"><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list><text:p>Then:</text:p><text:list
text:style-name="Numbers"><text:list-item><text:p>first</text:p><text:list><text:list-item><text:p>inner</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>second</text:p></text:list-item></text:list><table:table
table:name="T"><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell office:value-type="string"><text:p>Brand</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Place</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>Lush</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>shop</text:p></table:table-cell></table:table-row></table:table><text:p><draw:frame
draw:name="P" text:anchor-type="as-char" svg:width="2cm" svg:height="1.5cm"><draw:image draw:mime-type="image/png"><office:binary-data>{b64encode(documents.png()).decode()}</office:binary-data></draw:image><svg:desc>A shop</svg:desc></draw:frame></text:p></office:text></office:body></office:document>"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """What LibreOffice writes of a document, in a format. No machine needs it, so it is not installed for the tests."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed (Debian: apt install libreoffice-writer-nogui)")
    folder = tmp_path_factory.mktemp("office")
    (folder / "text.fodt").write_text(FLAT, "utf-8")

    def saved(kind):
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(folder / "text.fodt")],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return (folder / f"text.{kind}").read_bytes()

    return saved


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_what_libreoffice_itself_writes_keeps_everything_that_markdown_can_say(desk, office, kind):
    report = desk.bring({f"ada-1.{kind}": office(kind)}, week="1", date="2026-10-07 12:00")
    (image,) = report.images
    assert (desk.content / image).read_bytes() == documents.png()
    assert desk.text("posts/week-01/ada-on-listening.md") == (
        "Title: On listening\nAuthor: ada\nDate: 2026-10-07 12:00\n\n# At the counter\n\n"
        "Brands **listen**, [they say](https://example.org/a?b=1)[^1].\n\n## In the queue\n\n"
        "-   one\n-   two\n\nThen:\n\n1.  first\n\n    1.  inner\n2.  second\n\n"
        f"| Brand | Place |\n| --- | --- |\n| Lush | shop |\n\n![A shop]({image})\n\n[^1]: A note.\n"
    )


def test_a_picture_shown_without_end_is_read_once_or_refused(desk):
    noise = documents.png() + random.Random(1).randbytes(8_000_000)
    essay = docx.Document()
    shown = essay.add_paragraph("Words.").add_run()
    shown.add_picture(io.BytesIO(noise))
    for _ in range(50):
        shown._r.append(copy.deepcopy(shown._r[0]))
    frame = b'<draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame>'
    text = OPEN["content.xml"].replace(b"</office:text>", frame * 3000 + b"</office:text>")
    odt = documents.zipped({**OPEN, "content.xml": text, "Pictures/a.png": noise})
    begun = time.process_time()
    report = desk.bring({"ben-1.docx": documents.saved(essay), "essay.odt": odt}, week="1")
    assert time.process_time() - begun < 30
    assert "ben-1.docx:1:1: shows more than 300 MB of pictures" in said(report)
    assert list(desk.posts()) == ["ada-on-listening.md"]


def test_what_is_too_long_for_a_text_is_refused_before_it_is_converted(desk):
    mail = b"From: a@example.org\nTo: b@example.org\nSubject: x\nContent-Type: text/%s\n\n%s"
    begun = time.process_time()
    report = desk.bring({
        "lovelaceada_501_1_a.html": b"<p>hi</p>" * 100_000, "lovelaceada_501_2_b.txt": b"hi\n" * 200_000,
        "html.eml": mail % (b"html", b"<p>hi</p>" * 100_000), "plain.eml": mail % (b"plain", b"> hi\n" * 100_000),
        "kuhnbenjamin_502_3_c.docx": documents.essay(),
    }, week="1")  # fmt: skip
    assert time.process_time() - begun < 20
    told = said(report)
    for name in ("1_a.html:1:1: has more than 100,000 elements", "2_b.txt:1:1: is 600,000 characters long"):
        assert name in told
    assert [item.reason.split(",")[0] for item in report.dropped] == ["has more than 100", "is 500"]
    assert list(desk.posts()) == ["ben-on-listening.md"]


def test_a_table_of_cells_over_all_rows_does_not_stall_the_others(desk):
    cell = '<table:table-cell table:number-rows-spanned="50"><text:p>x</text:p></table:table-cell>'
    row = "<table:table-row>{}</table:table-row>"
    table = f"<table:table>{row.format(cell * 3000)}{row.format('') * 50}</table:table></office:text>"
    text = OPEN["content.xml"].replace(b"</office:text>", table.encode())
    begun = time.process_time()
    desk.bring({"essay.odt": documents.zipped({**OPEN, "content.xml": text})}, week="1")
    assert time.process_time() - begun < 60
    assert list(desk.posts()) == ["ada-on-listening.md"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"From: " + b"(" * 30_000, "is not a message that can be read (RecursionError)"),
        (b"X-Long: " + b"=?utf-8?q?a?= " * 30_000, "has more than 64 kB above its text: it is refused"),
    ],
)
def test_a_mail_with_a_header_that_no_program_writes_keeps_no_other_text(desk, line, why):
    hostile = b"To: a@example.org\nSubject: Hello\n" + line + b"\n\nWords.\n"
    report = desk.bring({"hostile.eml": hostile, "ada-1.docx": documents.essay()}, week="1")
    assert [item.reason for item in report.dropped] == [why]
    assert list(desk.posts()) == ["ada-on-listening.md"]


def test_a_picture_in_a_zip_file_with_a_name_that_no_disk_takes_keeps_no_text(desk):
    packed = documents.zipped({f"{'x' * 300}.png": documents.png(), "ada-1.docx": documents.essay()})
    desk.bring({"packed.zip": packed}, week="1")
    assert list(desk.posts()) == ["ada-on-listening.md"]


def test_a_text_that_begins_like_a_mailbox_is_none(desk):
    report = desk.bring({"a.txt": b"From Iceland with love, 2026\n\nFrom: what they say, brands listen.\n"})
    assert [source.platform for source in report.sources] == ["text of a page"]


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_document_is_read_or_refused_and_nothing_else(desk, seed):
    chance = random.Random(seed)
    parts = documents.unzipped(documents.everything())
    name = chance.choice(
        ["word/document.xml", "word/_rels/document.xml.rels", "word/numbering.xml", "word/footnotes.xml"]
    )
    data = bytearray(parts[name])
    for _ in range(3):
        data[chance.randrange(len(data))] = chance.randrange(256)
    damaged = documents.zipped({**parts, name: bytes(data)})
    report = desk.bring({"ada-1.docx": documents.essay(), "ada-2.docx": damaged}, week="1")
    assert "ada-on-listening.md" in desk.posts()
    assert len(report.sources) == 2


def test_a_document_in_an_encoding_that_nobody_knows_is_refused(desk):
    parts = documents.unzipped(documents.essay())
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"UTF-8", b"UTF-9", 1)
    report = desk.bring({"ada-1.docx": documents.essay(), "b.docx": documents.zipped(parts)}, week="1")
    assert "b.docx:1:1: is not a Word document that can be read" in said(report)
