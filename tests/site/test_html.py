"""The HTML of every page is valid, every link leads somewhere, and a page is light."""

import gzip
import json
import os
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit
from xml.etree import ElementTree as ET

import html5lib
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, _missing

from plugins.build import output

MOST_OF_A_PAGE = 60_000
MOST_OF_A_SCRIPT = 5_000
MARKING = 20_000
"""The same where a class is marked."""
SCRIPTS = {"search/index.html": "../theme/search.js", "write/index.html": "../theme/write/write.js"}
LISTS = re.compile(r"(?:|posts/(?:\d+/)?|comments/(?:\d+/)?|week-\d+/(?:[^/]+/[^/]+/)?)index\.html")
"""The pages on which a reader sees what is new: lists of posts and comments, and threads."""
ATOM = "{http://www.w3.org/2005/Atom}"
NOT_FOLLOWED = ("http", "https", "mailto", "data")
KNOWN = (
    # Allowed since 2021 (html.spec.whatwg.org, the meta element), for theme-color in each colour scheme.
    "Attribute “media” not allowed on element “meta” at this point.",
    # Allowed since 2017 (html.spec.whatwg.org, the summary element), which this release does not know of.
    "Element “span” not allowed as child of element “summary” in this context.",
    # What closes a dialog (html.spec.whatwg.org, attributes for form submission), which this release does not know of.
    "Bad value “dialog” for attribute “method” on element “form”.",
)


@pytest.fixture(scope="module", params=["sample", "seed"])
def folders(request, tmp_path_factory) -> tuple[Path, Path]:
    """The site and the gradebook of the sample course, and of the seed course."""
    if request.param == "sample":
        made = request.getfixturevalue("sample")
        return made.output, made.gradebook
    folder = tmp_path_factory.mktemp("seed")
    made = output.BuildRequest(
        request.getfixturevalue("seed"), folder / "site", folder / "book", folder / "private",
        ROOT / "pelicanconf.py", datetime(2026, 11, 2, 9),
    )  # fmt: skip
    output.build(made)
    return made.output, made.gradebook


def pages(folders) -> list[Path]:
    return sorted(page for folder in folders for page in folder.rglob("*.html"))


def test_every_page_parses_strictly(folders):
    wrong = []
    for page in pages(folders):
        parser = html5lib.HTMLParser()
        parser.parse(page.read_text("utf-8"))
        wrong += [f"{page}:{line}:{column}: {code} {about}" for (line, column), code, about in parser.errors]
    assert wrong == []


def test_the_nu_checker_finds_no_error(folders):
    jars = Path(os.environ.get("COHORT_NU_JARS", ""))
    if not os.environ.get("COHORT_NU_JARS") or not list(jars.glob("validator-*.jar")):
        _missing("COHORT_NU_JARS names no folder with the Nu checker's jars")
    if not shutil.which("java"):
        _missing("Java is not installed")
    checker = ["java", "-cp", f"{jars}/*", "nu.validator.client.SimpleCommandLineValidator"]
    said = subprocess.run(
        [*checker, "--format", "json", "--skip-non-html", *folders], capture_output=True, text=True, check=False
    ).stderr
    messages = json.loads(said[said.index('{"messages"') : said.rindex("}") + 1])["messages"]
    errors = [
        f"{message.get('url', '')}:{message.get('lastLine')}: {message['message']}"
        for message in messages
        if message["type"] != "info" and not message["message"].startswith(KNOWN)
    ]
    assert errors == []


def test_ids_are_used_once_and_named_where_they_are(folders):
    for page in pages(folders):
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        ids = [element["id"] for element in soup.select("[id]")]
        assert len(ids) == len(set(ids)), page
        named = {name for key in ("aria-labelledby", "aria-describedby", "for")
                 for element in soup.select(f"[{key}]") for name in element[key].split()}  # fmt: skip
        assert named <= set(ids), page


def links(file: Path) -> list[str]:
    text = file.read_text("utf-8")
    if file.suffix == ".css":
        return re.findall(r"url\(\s*[\"']?([^\"')]+)", text)
    soup = BeautifulSoup(text, "html.parser")
    found = [element[key] for key in ("href", "src") for element in soup.select(f"[{key}]")]
    for element in soup.select("[srcset]"):
        found += [part.split()[0] for part in element["srcset"].split(",")]
    return found


def anchors(file: Path, seen: dict[Path, set[str]]) -> set[str]:
    if file not in seen:
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        seen[file] = {element["id"] for element in soup.select("[id]")}
    return seen[file]


def test_every_link_within_leads_somewhere(folders):
    seen: dict[Path, set[str]] = {}
    broken, followed = [], 0
    for file in sorted(file for folder in folders for end in ("html", "css") for file in folder.rglob(f"*.{end}")):
        for link in links(file):
            if urlsplit(link).scheme in NOT_FOLLOWED:
                continue
            assert not link.startswith("//"), (file, link)
            followed += 1
            address, anchor = urldefrag(link)
            # The page for what is not found is shown at any address, so its links begin at the root.
            base = folders[0] if address.startswith("/") and file.name == "404.html" else file.parent
            path = unquote(urlsplit(address).path)
            target = (base / path.lstrip("/")).resolve() if path else file
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or (anchor and unquote(anchor) not in anchors(target, seen)):
                broken.append(f"{file}: {link}")
    assert broken == []
    assert followed > 300


def test_every_address_in_a_feed_leads_somewhere(folders):
    site = folders[0]
    seen: dict[Path, set[str]] = {}
    broken, followed = [], 0
    for feed in sorted([*site.rglob("*.xml"), *site.rglob("*.opml")]):
        tree = ET.parse(feed).getroot()
        addresses = [link.get("href") for link in tree.iter(f"{ATOM}link")]
        addresses += [outline.get(key) for outline in tree.iter("outline") for key in ("xmlUrl", "htmlUrl")]
        for address in filter(None, addresses):
            path, anchor = urldefrag(address)
            path = path.removeprefix("../") if feed.suffix == ".opml" else path
            path = path.removeprefix("https://example.org/cohort/").removeprefix("./")
            target = site / unquote(path)
            target = target / "index.html" if target.is_dir() else target
            followed += 1
            if not target.is_file() or (anchor and unquote(anchor) not in anchors(target, seen)):
                broken.append(f"{feed}: {address}")
    assert broken == []
    assert followed > 10


def wire(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


def test_a_post_page_weighs_at_most_60_kilobytes_on_the_wire(folders):
    style = folders[0] / "theme/style.css"
    posts = list(folders[0].glob("week-*/*/*/index.html"))
    assert posts
    assert max(wire(post, style) for post in posts) <= MOST_OF_A_PAGE


def test_no_page_of_a_reader_has_a_script_but_search_write_and_lists_of_texts_and_none_of_the_gradebook_a_large_one(
    folders,
):
    for page in pages(folders):
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        scripts = [script for script in soup.select("script") if script.get("type") != "application/ld+json"]
        script = SCRIPTS.get(page.relative_to(folders[0]).as_posix()) if page.is_relative_to(folders[0]) else None
        if script:
            assert [each["src"] for each in scripts] == [script]
            continue
        asked = [each for each in scripts if each.get("src")]
        assert [each for each in asked if each.get("async") is None] == []
        if page.is_relative_to(folders[0]):
            name = page.relative_to(folders[0]).as_posix()
            visit = f"{'../' * name.count('/') or './'}theme/visit.js"
            assert [each.get("src") for each in scripts] == [visit] * bool(LISTS.fullmatch(name)), page
        else:
            assert not asked, page
        most = MARKING if page.parent.name == "marking" else MOST_OF_A_SCRIPT
        assert sum(len(str(script).encode()) for script in scripts) <= most, page


def test_readers_find_how_to_write_from_every_page_and_from_where_they_begin(folders):
    for page in folders[0].rglob("*.html"):
        footer = BeautifulSoup(page.read_text("utf-8"), "html.parser").select_one(".site-footer")
        assert footer.select('a[href$="how-to/index.html"]'), page
    home = BeautifulSoup((folders[0] / "index.html").read_text("utf-8"), "html.parser")
    assert home.select('.due a[href$="how-to/index.html"]')
