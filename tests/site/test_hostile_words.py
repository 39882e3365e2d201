"""No page is wider than its window, whatever people write: words without an end in every field, at five widths."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from builders import written
from conftest import ROOT, served, write
from PIL import Image

from plugins.build import output

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorstandsmitgliedsname!"
ARABIC = "يستمع الناس إلى Burberry كل يوم ويكتبون عنها ما لا تكتبه هي عن نفسها. " * 12
COURSE = f"""\
[course]
title = "{LONG}"
code = "{LONG}"
term = "{LONG}"

[[criteria]]
id = "depth"
name = "{LONG}"
description = "{LONG}"
levels = [{{ points = 0, name = "{LONG}", text = "{LONG}" }}, {{ points = 2, name = "Other{LONG}" }}]

[[changes]]
since = 2026-10-12T00:00:00
reason = "{LONG}"
[changes.expectations]
comments = 3

[[weeks]]
number = 1
title = "{LONG}"
prompt = "{LONG}"
opens = 2026-10-05T00:00:00
posts_due = 2026-10-11T23:59:00

[[weeks]]
number = 2
title = "{LONG}"
opens = 2026-10-12T00:00:00
posts_due = 2026-10-18T23:59:00
comments_due = 2026-10-21T23:59:00

[[people]]
id = "ada"
name = "{LONG}"
section = "{LONG}"

[[people]]
id = "{"b" * 60}"
name = "{LONG.upper()}"

[[people]]
id = "ruth"
name = "{LONG}"
role = "instructor"

[site]
mail = "ruth@{"x" * 60}.example"
"""
BODY = f"# {LONG}\n\n{LONG} Burberry {LONG.lower()}\n\n- {LONG}\n\n> {LONG}\n\n`{LONG}`\n\n![{LONG}](images/a.png)"
WIDTHS = [320, 390, 768, 1280, 1920]
OVER = "[...document.querySelectorAll('.post-page')].some((page) => { const [prose, margin] = ['.post > .prose', '.margin'].map((of) => page.querySelector(of)?.getBoundingClientRect()); return margin && prose.left < margin.right && margin.left < prose.right && prose.top < margin.bottom && margin.top < prose.bottom; })"
WIDE = """() => {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    const scrolls = (e) => e && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
    return ["wide", ...[...document.body.querySelectorAll("*")].filter((e) => {
        const box = e.getBoundingClientRect();
        return (box.right > most + 1 || box.left < -1) && !scrolls(e.parentElement);
    }).slice(0, 3).map((e) => e.outerHTML.slice(0, 90))];
}"""


def texts() -> dict[str, str | bytes]:
    other = "b" * 60
    on = {"title": LONG, "tags": LONG, "summary": LONG}
    return {
        "course.toml": COURSE,
        "brands.toml": f'[[brands]]\nname = "Burberry"\n\n[[brands]]\nname = "{LONG[:-1]}"\n',
        "images/a.png": picture(),
        "pages/about.md": f"Title: {LONG}\n\n{BODY}\n",
        "posts/week-01/ada-x.md": written(BODY, author="ada", date="2026-10-07 10:00", **on),
        "posts/week-01/ada-y.md": written(BODY, author="ada", date="2026-10-08 10:00", title=LONG),
        f"posts/week-01/{other}-x.md": written(LONG, author=other, date="2026-10-08 11:00", title=LONG, lang="is"),
        "posts/week-02/ada-a.md": written(
            ARABIC, author="ada", date="2026-10-13 10:00", title=ARABIC[:60], lang="ar", tags="a, b"
        ),
        "posts/week-02/guest-x.md": written(BODY, author="g" * 60, date="2026-10-13 11:00", **on),
        f"comments/week-01/ada-x/{other}-1.md": written(BODY, author=other, date="2026-10-08 10:00", rating=4),
        "comments/week-01/ada-x/ada-1.md": written(LONG, author="ada", date="2026-10-08 11:00", reply_to=f"{other}-1"),
        "comments/week-01/ada-x/ada-2.md": written(LONG, author="ada", date="2026-10-08 12:00", reply_to=f"{other}-1"),
        "comments/week-01/ada-x/ada-3.md": written(LONG, author="ada", date="2026-10-08 13:00", reply_to="c" * 90),
        "comments/week-01/ada-x/ada-4.md": written(
            LONG, author="ada", date="2026-10-08 14:00", status="removed", removed_by="ruth", reason=LONG
        ),
        "comments/week-02/ada-a/ruth-1.md": written(ARABIC, author="ruth", date="2026-10-13 12:00", lang="ar"),
    }


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (900, 300), "teal").save(made, "PNG")
    return made.getvalue()


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    content = write(folder / "content", texts())
    settings = ROOT / "pelicanconf.py"
    as_of = datetime(2026, 10, 14, 12)
    output.build(output.BuildRequest(content, folder / "site", folder / "book", folder / "private", settings, as_of))
    return folder / "site", folder / "book"


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_makes_a_page_wider_than_its_window_and_no_prose_lies_below_its_margin(width, folders, browser):
    site, book = folders
    wide, over = [], []
    context = browser.new_context(viewport={"width": width, "height": 900})
    tab = context.new_page()
    with served(site) as address:
        public = [address + page.relative_to(site).as_posix() for page in sorted(site.rglob("*.html"))]
        for page in [*public, *(page.as_uri() for page in sorted(book.rglob("*.html")))]:
            tab.goto(page, wait_until="load")
            if found := tab.evaluate(WIDE):
                wide.append((page, found))
            if tab.evaluate(OVER):
                over.append(page)
    context.close()
    assert len(public) > 25
    assert wide == []
    assert over == []
