"""Each imported text can be compared with its original."""

import io

import import_exports as exports
import pytest
from bs4 import BeautifulSoup
from import_desk import Desk
from PIL import Image

from plugins.imports import review
from plugins.imports.records import CannotImport


def export(*texts):
    """A WordPress export of posts."""
    items = "".join(
        f"<item><title>Post {n}</title><dc:creator>ada</dc:creator><content:encoded><![CDATA[{text}]]></content:encoded>"
        f"<wp:post_id>{n}</wp:post_id><wp:post_date_gmt>2026-10-07 09:0{n}:00</wp:post_date_gmt><wp:status>publish</wp:status>"
        "<wp:post_type>post</wp:post_type></item>"
        for n, text in enumerate(texts, 1)
    )
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
        f"<wp:wxr_version>1.2</wp:wxr_version>{items}</channel></rss>"
    ).encode()


def page(folder, name):
    return BeautifulSoup((folder / name).read_text("utf-8"), "html.parser")


def test_a_review_shows_every_text_beside_its_original_and_the_worst_first(tmp_path):
    desk, folder = Desk(tmp_path), tmp_path / "review"
    report = desk.bring(
        {"export.xml": export("<p>Whole <b>text</b>.</p>", "<p>H<sub>2</sub>O <a href='javascript:x()'>run</a></p>")},
        dry_run=True, review=folder,
    )  # fmt: skip
    assert not desk.content.exists()
    assert report.held["links"] == (1, 0)
    assert report.held["words"] == (4, 4)
    listed = page(folder, "index.html")
    rows = [(row.a["href"], row.find(class_="losses").get_text(" ")) for row in listed.select("tbody tr")]
    assert [told for _, told in rows] == [
        "links lost, whose words were kept: 1 lowered signs shown plain: 1",
        "nothing",
    ]
    worst = page(folder, rows[0][0])
    assert "posts/week-01/ada-post-2.md" in worst.get_text()
    came, made = worst.select(".side")
    assert came.sub.get_text() == "2"
    assert "H2O" in made.get_text()
    assert not worst.select("a[href^=javascript]")


def test_the_words_that_only_one_side_has_are_marked(monkeypatch):
    text = review.Text(
        "posts/week-01/a.md", "line 1", "A", "<p>One two <b>three</b></p><h2>Four</h2>", "One three five"
    )
    compared, came, made = review.sides("1.html", text)
    assert [mark.get_text() for mark in BeautifulSoup(came, "html.parser").select("mark, .lost")] == [
        "two",
        "Four",
        "Four",
    ]
    assert [mark.get_text() for mark in BeautifulSoup(made, "html.parser").select("mark")] == ["five"]
    assert [(loss.kind, loss.count, loss.first) for loss in compared.losses][:1] == [("words missing", 2, "two Four")]


HOSTILE = (
    "<script>alert(1)</script><img src='https://e.org/x.png' onerror=alert(2) alt='<b>x'><a href='javascript:alert(3)'>a</a>"
    "<svg><a href='javascript:alert(4)'></a></svg><p onclick=alert(5) style='position:fixed'>p</p><td colspan='2\" x=\"'>"
    "<a href='https://e.org/\" onclick=\"alert(6)'>b</a><iframe src='https://e.org/'></iframe><base href='//e.org'>"
)


def test_nothing_of_an_original_runs_or_is_fetched(tmp_path):
    folder = tmp_path / "review"
    Desk(tmp_path).bring({"export.xml": export(HOSTILE)}, review=folder)
    shown = page(folder, "00001.html")
    for tag in shown.body.find_all(True):
        assert tag.name not in ("script", "img", "svg", "iframe", "base", "style", "object")
        assert set(tag.attrs) <= {"href", "rel", "class", "colspan", "id", "aria-labelledby"}
        assert str(tag.get("href", "https://")).startswith(("https://", "index.html"))


def test_a_review_needs_a_folder_of_its_own(tmp_path):
    folder = tmp_path / "review"
    folder.mkdir()
    (folder / "mine.txt").write_text("x")
    with pytest.raises(CannotImport, match=r"--review .*review: is not empty: name a new folder"):
        Desk(tmp_path).bring({"export.xml": exports.BACKUP}, review=folder)
    assert [file.name for file in folder.iterdir()] == ["mine.txt"]
    assert not (tmp_path / "content").exists()


def test_a_picture_that_the_export_has_counts_as_kept(tmp_path):
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(data, "PNG")
    text = "<img src='https://c.example/wp-content/uploads/2026/10/q.png' alt='q'><img src='gone.png'>"
    report = Desk(tmp_path).bring({"export.xml": export(text), "uploads/2026/10/q.png": data.getvalue()})
    assert report.held["pictures"] == (2, 1)
