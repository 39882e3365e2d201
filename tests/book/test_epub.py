"""A real book is one that EPUBCheck accepts, that Chromium shows without anything cut off, and that it prints."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from books import request
from builders import comment_file, post_file
from carriers import png
from conftest import COURSE, ROOT, _missing
from sample_course import SAMPLE

from plugins.book import making, pdf

LONG = "unbroken" * 30
TEXT = f"""\
# One

Words & <b>more</b> with \x0b, ]]>, &nbsp; and {LONG}, a [link](https://a.example/?a=1&b=ü x), [odd](https://a..b/), one
[within](/week-1/ada/rare/#comment-ben-1), one [to a page](/rules/), `code <x>`, ~~old~~ and a note[^1].

###### Six

![A "still" one](images/still.png) ![](images/none.png) [![Linked](images/still.png)](https://a.example/)

> A quotation
>
> > in a quotation

7. seven
8. eight
   - [ ] a task
   - [x] a done one

```
{LONG} < >
```

| a | b |
|---|--:|
| {LONG} | 2 |

Term
: what it is

[^1]: A note with a [link](mailto:a@b.example).
"""
ARABIC = "Title: أهلا <b> & \x0c\nAuthor: ben\nDate: 2026-10-08 10:00\nLang: ar\nTags: واحد, two & three\n\nأهلا بكم.\n"
RARE = {
    "course.toml": COURSE.replace('"Small course"', "'A & <b> \"'"),
    "posts/week-01/ada-rare.md": post_file("ada", "2026-10-07 10:00", TEXT, f"Rare <i> & {LONG}"),
    "posts/week-01/ben-arabic.md": ARABIC,
    "images/still.png": png(),
    **{
        f"comments/week-01/ada-rare/{name}-{n}.md": comment_file(
            name, f"2026-10-08 12:{n:02}", f"{TEXT}\n{n}", reply_to=f"{before}-{n - 1}" if n > 1 else "", rating=4
        )
        for n, name, before in ((n, *(("ben", "ada") if n % 2 else ("ada", "ben"))) for n in range(1, 9))
    },
    "comments/week-01/ada-rare/eve x-1.md": comment_file("eve x", "2026-10-08 13:00", "A stray one.", reply_to="no"),
    "comments/week-01/ada-rare/ben-9.md": comment_file(
        "ben", "2026-10-08 14:00", "Gone.", status="removed", removed_by="ruth", reason="Off <b> topic"
    ),
}


@pytest.fixture(scope="module")
def jars() -> Path:
    folder = Path(os.environ.get("COHORT_EPUBCHECK_JARS", ""))
    if not os.environ.get("COHORT_EPUBCHECK_JARS") or not list(folder.glob("epubcheck-*.jar")):
        _missing("COHORT_EPUBCHECK_JARS names no folder with EPUBCheck's jars")
    if not shutil.which("java"):
        _missing("Java is not installed")
    return folder


@pytest.fixture(scope="module", params=["sample", "rare", "one person, from right to left"])
def asked(request, tmp_path_factory) -> making.BookRequest:
    return made_of(request.param, tmp_path_factory.mktemp("book"))


def made_of(kind: str, folder: Path) -> making.BookRequest:
    if kind == "sample":
        return making.BookRequest(SAMPLE, ROOT / "private", ROOT / "theme", None, folder)
    if kind == "rare":
        return request(folder, RARE)
    toml = RARE["course.toml"].replace("timezone =", 'language = "ar"\ntimezone =')
    return request(folder, {**RARE, "course.toml": toml}, person="ada")


def test_epubcheck_finds_nothing(asked, jars, monkeypatch):
    monkeypatch.setattr(pdf, "chromium", lambda: "")
    [file] = making.make(asked, print).files
    done = subprocess.run(
        ["java", "-cp", f"{jars}/*", "com.adobe.epubcheck.tool.Checker", file, "--json", "-", "--quiet"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(done.stdout[done.stdout.index("{") :])
    assert [(one["ID"], one["message"], one["locations"][:1]) for one in found["messages"]] == []
    assert found["checker"]["nFatal"] == found["checker"]["nError"] == found["checker"]["nWarning"] == 0
    assert done.returncode == 0


@pytest.mark.browser
def test_no_document_is_wider_than_a_small_reader(browser, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "chromium", lambda: "")
    [file] = making.make(made_of("rare", tmp_path), print).files
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path / "epub")
    tab = browser.new_page(viewport={"width": 320, "height": 480})
    for page in sorted((tmp_path / "epub").rglob("*.xhtml")):
        tab.goto(page.as_uri())
        assert tab.evaluate("document.querySelector('parsererror')") is None, page.name
        assert tab.evaluate("document.documentElement.scrollWidth") == 320, page.name
    tab.close()


@pytest.mark.browser
def test_the_pdf_has_a5_pages_and_contents_that_name_them(chromium, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "chromium", lambda: chromium)
    asked = made_of("rare", tmp_path)
    pages: list[str] = []
    real = pdf.printed
    monkeypatch.setattr(pdf, "printed", lambda *given: pages.append(given[1].read_text("utf-8")) or real(*given))
    epub, file = making.make(asked, print).files
    data = file.read_bytes()
    assert data.startswith(b"%PDF-")
    assert re.search(rb"/MediaBox \[0 0 4(?:19|20)[\d.]* 59", data)
    places = ["week-1", "post-1", "post-2", "people"]
    found = pdf.numbers(data, places)
    assert list(found.values()) == sorted(found.values())
    assert found["week-1"] == 4  # after cover, title page and contents
    told = re.findall(r'href="#([a-z0-9-]+)"><span class="entry">.*?<span class="page">(\d+)</span></a>', pages[-1])
    assert {name: int(number) for name, number in told} == found
    assert not re.search(r'href="(?!#|https://|mailto:|book\.css"|print\.css")', pages[-1])
    assert epub.with_suffix(".pdf") == file
    assert list(tmp_path.glob(".cohort-*")) == []


def test_a_printer_that_fails_costs_the_pdf_alone_and_an_earlier_one_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "chromium", lambda: shutil.which("false"))
    asked = request(tmp_path, RARE)
    done = making.make(asked, print)
    assert [file.suffix for file in done.files] == [".epub"]
    assert done.failed
    assert any(re.fullmatch(r"no PDF: .*false ended with code 1 and wrote nothing", line) for line in done.notes)
    asked.to.with_suffix(".pdf").write_bytes(b"%PDF-1.4")
    again = making.make(asked, print)
    assert any(line.endswith(f"wrote nothing; {tmp_path}/book.pdf is of an earlier book") for line in again.notes)


def test_a_printer_that_hangs_is_stopped(tmp_path, monkeypatch):
    program = tmp_path / "hangs"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(pdf, "MOST_SECONDS", 0.2)
    with pytest.raises(pdf.NotPrinted, match="took longer than"):
        pdf.printed(str(program), tmp_path / "page.html", tmp_path)
