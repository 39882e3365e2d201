"""Feeds as a feed reader reads them: of the sample course, of small ones, of threads of any shape."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import feedparser
import pytest
from bs4 import BeautifulSoup
from builders import comment_file
from conftest import COURSE, POST, ROOT
from sample_course import SAMPLE

from plugins import leaks, wording
from plugins.build import output
from plugins.corpus import files
from plugins.corpus.overview import Overview
from plugins.feeds import atom, planning
from plugins.texts import renders

ENGLISH = wording.of("en")

ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
SITE = "https://course.example/a"
AT_HOME = COURSE.replace("[expectations]", f'[site]\nurl = "{SITE}"\n\n[expectations]')
ON = "comments/week-01/ada-on-listening/"


def morning(day: int) -> str:
    return f"2026-10-{day:02} 09:00"


SMALL = {
    "course.toml": AT_HOME,
    "posts/week-01/ada-on-listening.md": POST.replace("Date:", "Tags: one, two\nSummary: What <b>I</b> heard\nDate:"),
    "posts/week-01/ben-draft.md": POST.replace("ada", "ben").replace("Date:", "Status: draft\nDate:") + "Draftword.",
    "posts/week-01/ben-parked.md": "Title: Parked\nAuthor: ben\nDate: 2026-10-08\n\nParkedword \0.\n",
    "posts/week-01/ruth-welcome.md": POST.replace("ada", "ruth").replace("On listening", "Velkomin").replace(
        "Date:", "Lang: is\nDate:"
    ),
    f"{ON}ben-1.md": comment_file("ben", morning(8), "First, see [the others](/people/) and ![a cat](cat.png)."),
    f"{ON}ada-1.md": comment_file("ada", morning(9), "Thanks, Ben.", reply_to="ben-1"),
    f"{ON}ada-2.md": comment_file("ada", morning(10), "And to myself.", reply_to="ada-1"),
    f"{ON}ruth-1.md": comment_file("ruth", morning(11), "Removedword.", status="removed", removed_by="ruth"),
    f"{ON}ben-2.md": comment_file("ben", morning(12), "To the one removed.", reply_to="ruth-1"),
    f"{ON}zoe-1.md": comment_file("zoe", morning(12), "Pendingword.", reply_to="ben-1", status="pending"),
    f"{ON}ruth-2.md": comment_file("ruth", morning(13), "To the one that waits.", reply_to="zoe-1"),
    f"{ON}zoe-2.md": comment_file("zoe", morning(13), "Spamword.", status="spam"),
}  # fmt: skip


def parsed(file: Path, **more: object) -> feedparser.FeedParserDict:
    found = feedparser.parse(file.read_bytes(), **more)
    assert not found.bozo, f"{file}: {found.bozo_exception}"
    assert found.version == "atom10"
    return found


def every_feed(site: Path) -> list[Path]:
    return sorted(file for file in site.rglob("*.xml") if file.name != "sitemap.xml")


def ids(file: Path) -> list[str]:
    return [entry.id.rpartition("/")[2] for entry in parsed(file).entries]


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    output.build(
        output.BuildRequest(SAMPLE, folder / "site", folder / "book", ROOT / "private", ROOT / "pelicanconf.py",
                       datetime(2026, 11, 2, 9))
    )  # fmt: skip
    return folder / "site"


class TestSampleCourse:
    def test_every_feed_is_read_without_a_complaint_and_says_what_the_standard_wants(self, sample):
        assert len(every_feed(sample)) > 40
        for file in every_feed(sample):
            found = parsed(file)
            assert found.entries
            top = ET.parse(file).getroot()
            for element in [top, *top.findall(f"{ATOM}entry")]:
                for name in ("id", "title", "updated"):
                    [one] = element.findall(f"{ATOM}{name}")
                    assert one.text.strip()
            for entry in top.findall(f"{ATOM}entry"):
                assert len(entry.findall(f"{ATOM}author/{ATOM}name")) == 1
                assert (
                    len([link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"])
                    == 1
                )
                assert entry.find(f"{ATOM}content").get("type") == "html"
            inside = [entry.id for entry in found.entries]
            assert len(inside) == len(set(inside))

    def test_a_feed_knows_where_it_is_and_leads_to_pages_that_are_there(self, sample):
        for file in every_feed(sample):
            found = parsed(file)
            own = "https://example.org/cohort/" + file.relative_to(sample).as_posix()
            assert [link.href for link in found.feed.links if link.rel == "self"] == [own]
            for address in [found.feed.link, *(entry.link for entry in found.entries)]:
                page, _, anchor = address.removeprefix("https://example.org/cohort/").partition("#")
                text = (sample / page / "index.html").read_text("utf-8")
                assert not anchor or f'id="{anchor}"' in text

    def test_the_newest_stands_first_and_no_time_is_invented(self, sample):
        corpus = files.load(SAMPLE)
        dates = {text.path.removesuffix(".md"): text.date for text in corpus.texts}
        for file in every_feed(sample):
            found = parsed(file)
            moments = [datetime.fromisoformat(entry.get("published", entry.updated)) for entry in found.entries]
            assert moments == sorted(moments, reverse=True)
            updated = [datetime.fromisoformat(entry.updated) for entry in found.entries]
            assert datetime.fromisoformat(found.feed.updated) == max(updated)
            for entry in found.entries:
                path = entry.id.split(":", 2)[2].removeprefix("cohort/")
                if f"{path}.md" not in corpus.edited:
                    assert datetime.fromisoformat(entry.updated) == dates[path]
                    assert "published" not in entry
                else:
                    assert datetime.fromisoformat(entry.published) == dates[path]

    def test_every_reply_names_the_id_of_an_entry_that_some_feed_holds(self, sample):
        held, named = set(), set()
        for file in every_feed(sample):
            for entry in ET.parse(file).getroot().findall(f"{ATOM}entry"):
                held.add(entry.find(f"{ATOM}id").text)
                if (answers := entry.find(f"{THREAD}in-reply-to")) is not None:
                    named.add(answers.get("ref"))
                    source = answers.get("source", "posts/feed.xml").removeprefix("https://example.org/cohort/")
                    assert (sample / source).is_file()
        corpus = files.load(SAMPLE)
        tags = planning.Tags(corpus.course)
        removed = {tags.text(comment) for comment in corpus.comments if comment.status == "removed"}
        assert named - held <= removed
        assert len(named) > 30

    def test_every_shown_comment_stands_once_in_its_posts_feed(self, sample):
        overview = Overview(files.load(SAMPLE), {}, datetime.now(UTC))
        for post in overview.corpus.published:
            shown = [c.id for c in overview.corpus.discussion(post).shown if c.status == "published"]
            file = sample / post.address / "feed.xml"
            assert file.exists() == bool(shown)
            if shown:
                assert sorted(ids(file)) == sorted(shown)

    def test_pages_name_their_feeds_and_every_feed_is_named_by_a_page(self, sample):
        named = set()
        for page in sample.rglob("*.html"):
            for link in BeautifulSoup(page.read_text("utf-8"), "html.parser").select('link[rel="alternate"]'):
                file = (page.parent / link["href"]).resolve()
                assert parsed(file).feed.title == link["title"]
                named.add(file)
        assert named == {file.resolve() for file in every_feed(sample)}

    def test_the_page_of_feeds_leads_to_all_but_the_posts_own(self, sample):
        soup = BeautifulSoup((sample / "feeds/index.html").read_text("utf-8"), "html.parser")
        listed = {(sample / "feeds" / a["href"]).resolve() for a in soup.select("main a[href$='.xml']")}
        posts = {file for file in every_feed(sample) if len(file.relative_to(sample).parts) == 4}
        assert listed == {file.resolve() for file in every_feed(sample)} - {file.resolve() for file in posts}

    def test_the_list_of_the_class_names_a_feed_of_each_who_wrote(self, sample):
        top = ET.parse(sample / "feeds/class.opml").getroot()
        outlines = top.findall("body/outline")
        overview = Overview(files.load(SAMPLE), {}, datetime.now(UTC))
        wrote = {text.author.id for text in overview.texts}
        assert top.get("version") == "2.0"
        assert {outline.get("htmlUrl").split("/")[-2] for outline in outlines} == wrote
        for outline in outlines:
            assert outline.get("type") == "rss"
            assert (sample / outline.get("xmlUrl").removeprefix("https://example.org/cohort/")).is_file()


class TestSmallCourse:
    @pytest.fixture
    def site(self, built) -> Path:
        return built(SMALL)[1]

    def test_only_feeds_that_hold_something_are_written(self, site):
        assert {file.relative_to(site).as_posix() for file in every_feed(site)} == {
            "posts/feed.xml",
            "comments/feed.xml",
            "feeds/en.xml",
            "feeds/is.xml",
            "week-1/feed.xml",
            "week-1/ada/on-listening/feed.xml",
            "people/ada/feed.xml",
            "people/ben/feed.xml",
            "people/ruth/feed.xml",
            "people/ada/replies.xml",
            "people/ben/replies.xml",
            "people/ruth/replies.xml",
        }

    def test_each_feed_holds_what_it_says(self, site):
        assert ids(site / "posts/feed.xml") == ["ruth-welcome", "ada-on-listening"]
        assert ids(site / "week-1/feed.xml") == ["ruth-welcome", "ada-on-listening"]
        assert ids(site / "comments/feed.xml") == ["ruth-2", "ben-2", "ada-2", "ada-1", "ben-1"]
        assert ids(site / "week-1/ada/on-listening/feed.xml") == ["ruth-2", "ben-2", "ada-2", "ada-1", "ben-1"]
        assert ids(site / "people/ada/feed.xml") == ["ada-2", "ada-1", "ada-on-listening"]

    def test_replies_are_those_of_others_as_filed(self, site):
        assert ids(site / "people/ada/replies.xml") == ["ben-1"]
        assert ids(site / "people/ben/replies.xml") == ["ada-1"]
        assert ids(site / "people/ruth/replies.xml") == ["ben-2"]

    def test_a_reply_names_the_entry_it_is_shown_below(self, site):
        entries = ET.parse(site / "comments/feed.xml").getroot().findall(f"{ATOM}entry")
        named = {
            entry.find(f"{ATOM}id").text.rpartition("/")[2]: entry.find(f"{THREAD}in-reply-to") for entry in entries
        }
        prefix = "tag:course.example,2026:a/"
        assert {name: answers.get("ref").removeprefix(prefix) for name, answers in named.items()} == {
            "ben-1": "posts/week-01/ada-on-listening",
            "ada-1": f"{ON}ben-1",
            "ada-2": f"{ON}ada-1",
            "ben-2": f"{ON}ruth-1",
            "ruth-2": f"{ON}ben-1",
        }
        page = f"{SITE}/week-1/ada/on-listening/"
        assert named["ada-1"].get("href") == f"{page}#comment-ben-1"
        assert named["ada-1"].get("source") == f"{page}feed.xml"
        assert named["ben-1"].get("href") == page

    def test_a_post_names_the_feed_of_its_comments_and_counts_them(self, site):
        welcome, listening = ET.parse(site / "posts/feed.xml").getroot().findall(f"{ATOM}entry")
        [link] = listening.findall(f"{ATOM}link[@rel='replies']")
        assert link.get("href") == f"{SITE}/week-1/ada/on-listening/feed.xml"
        assert link.get("type") == "application/atom+xml"
        assert link.get(f"{THREAD}count") == "5"
        assert link.get(f"{THREAD}updated") == "2026-10-13T09:00:00+01:00"
        assert welcome.findall(f"{ATOM}link[@rel='replies']") == []

    def test_what_is_hidden_or_removed_is_nowhere(self, site):
        for file in [*every_feed(site), site / "feeds/class.opml", site / "feeds/index.html"]:
            text = file.read_text("utf-8")
            assert re.findall("Draftword|Parkedword|Removedword|Pendingword|Spamword|zoe", text) == []

    def test_an_entry_has_its_author_language_tags_and_summary_and_absolute_links(self, site):
        welcome, listening = parsed(site / "posts/feed.xml").entries
        assert (listening.author, listening.author_detail.href) == ("Ada L.", f"{SITE}/people/ada/")
        assert [tag.term for tag in listening.tags] == ["one", "two"]
        assert BeautifulSoup(listening.summary, "html.parser").get_text() == "What <b>I</b> heard"
        assert (listening.content[0].language, welcome.content[0].language) == ("en", "is")
        first = parsed(site / "comments/feed.xml").entries[-1]
        links = BeautifulSoup(first.content[0].value, "html.parser")
        assert [a["href"] for a in links.select("a")] == [f"{SITE}/people/"]


def test_ids_stay_when_titles_change(built):
    def all_ids(files: dict[str, str]) -> set[str]:
        _, site, _ = built(files)
        found = [parsed(file) for file in every_feed(site)]
        return {feed.feed.id for feed in found} | {entry.id for feed in found for entry in feed.entries}

    before = all_ids(SMALL)
    changed = {name: text.replace("On listening", "Now otherwise") for name, text in SMALL.items()}
    changed["course.toml"] = AT_HOME.replace("Small course", "Another name").replace('"Listening"', '"Hearing"')
    assert all_ids(changed) == before
    assert len(before) == 12 + 2 + 5
    assert all(re.fullmatch(r"tag:course\.example,2026:a/[a-z0-9/-]+", name) for name in before)


@pytest.mark.parametrize(
    ("url", "prefix"),
    [
        ("https://Example.org", "tag:example.org,2026:"),
        ("https://example.org:8443/a/b/", "tag:example.org,2026:a/b/"),
        ("https://bücher.example/ü", "tag:xn--bcher-kva.example,2026:%C3%BC/"),
        ("", "tag:mkt-214-autumn-2026.invalid,2026:"),
    ],
)  # fmt: skip
def test_an_id_begins_with_the_sites_host_or_with_a_name_nobody_owns(course, url, prefix):
    toml = COURSE.replace("timezone", 'code = "MKT 214"\nterm = "Autumn 2026"\ntimezone')
    content = course({"course.toml": toml + f'\n[site]\nurl = "{url}"\n'})
    assert planning.Tags(files.load(content).course).prefix == prefix


def test_without_a_site_address_links_are_relative_to_the_file(built):
    _, site, _ = built({**SMALL, "course.toml": COURSE})
    for file in every_feed(site):
        own = "https://anywhere.example/sub/" + file.relative_to(site).as_posix()
        found = parsed(file, response_headers={"content-location": own, "content-type": "application/atom+xml"})
        assert [link.href for link in found.feed.links if link.rel == "self"] == [own]
        for entry in found.entries:
            assert entry.link.startswith("https://anywhere.example/sub/week-1/")
        for entry in found.entries:
            if entry.id.endswith("/ben-1"):
                assert 'href="https://anywhere.example/sub/people/"' in entry.content[0].value
    for outline in ET.parse(site / "feeds/class.opml").getroot().iter("outline"):
        where = urljoin("https://x.example/feeds/class.opml", outline.get("xmlUrl"))
        assert (site / where.removeprefix("https://x.example/")).is_file()


HOSTILE = "</title>]]> <script>alert(1)</script> &amp; <!-- & \u202e é 𝒳 \x0b\x1b\ufffe"


def test_a_hostile_text_stays_text_and_breaks_no_feed(built):
    title = HOSTILE.replace("<!--", "")
    _, site, _ = built(
        {
            "course.toml": AT_HOME.replace("Ada L.", "A <b>& L."),
            "posts/week-01/ada-x.md": f"Title: {title}\nAuthor: ada\nDate: 2026-10-07 10:00\nTags: {title}\n"
            f"Summary: {title}\n\nBody {HOSTILE} &#11; &#xfffe; `]]>`\n",
            "comments/week-01/ada-x/ben-1.md": comment_file("ben", morning(8), HOSTILE),
            "comments/week-01/ada-x/zoe-1.md": comment_file(
                "</name><evil/>", morning(9), "A reader of the course says so, too."
            ),
        }
    )
    for file in [*every_feed(site), site / "feeds/class.opml"]:
        ET.parse(file)
    [entry] = parsed(site / "posts/feed.xml").entries
    assert entry.title.startswith("</title>]]> <script>alert(1)</script> &amp;")
    assert entry.title_detail.type == "text/plain"
    raw = ET.parse(site / "posts/feed.xml").getroot().find(f"{ATOM}entry")
    assert raw.find(f"{ATOM}title").text.startswith("</title>]]> <script>alert(1)</script> &amp;")
    assert raw.find(f"{ATOM}author/{ATOM}name").text == "A <b>& L."
    content = BeautifulSoup(raw.find(f"{ATOM}content").text, "html.parser")
    assert content.find("script") is None
    assert "<script>alert(1)</script>" in content.get_text()
    names = [
        e.find(f"{ATOM}author/{ATOM}name").text
        for e in ET.parse(site / "comments/feed.xml").getroot().iter(f"{ATOM}entry")
    ]
    assert names == ["</name><evil/>", "Ben K."]


def test_dates_of_long_ago_stop_nothing(built):
    toml = AT_HOME.replace("Europe/London", "Asia/Tokyo")
    _, site, _ = built({"course.toml": toml, "posts/week-01/ada-x.md": POST.replace("2026-10-07", "0001-01-01")})
    [entry] = parsed(site / "posts/feed.xml").entries
    assert re.fullmatch(r"0001-01-01T10:00:00\+\d\d:\d\d", entry.updated)


def test_a_feed_has_the_newest_thirty_and_an_entry_names_a_feed_only_if_it_is_in_there(built):
    talk = {f"{ON}ben-{n:02}.md": comment_file("ben", f"2026-10-08 09:{n:02}", f"Comment {n}.") for n in range(59)}
    talk[f"{ON}ruth-1.md"] = comment_file("ruth", "2026-10-08 10:01", "To the newest.", reply_to="ben-58")
    talk[f"{ON}ruth-0.md"] = comment_file("ruth", "2026-10-08 10:00", "To the oldest.", reply_to="ben-00")
    posts = {f"posts/week-01/ada-{n}.md": POST.replace("10:00", f"11:{n:02}") for n in range(31)}
    _, site, _ = built({"posts/week-01/ada-on-listening.md": POST, **posts, **talk})
    assert ids(site / "posts/feed.xml") == ids(site / "week-1/feed.xml") == [f"ada-{n}" for n in range(30, 0, -1)]
    newest = ["ruth-1", "ruth-0", *(f"ben-{n:02}" for n in range(58, 30, -1))]
    assert ids(site / "comments/feed.xml") == ids(site / "week-1/ada/on-listening/feed.xml") == newest
    assert ids(site / "people/ada/replies.xml") == [f"ben-{n:02}" for n in range(58, 28, -1)]
    answers = {
        entry.find(f"{ATOM}id").text.rpartition("/")[2]: entry.find(f"{THREAD}in-reply-to").attrib
        for entry in ET.parse(site / "comments/feed.xml").iter(f"{ATOM}entry")
    }
    assert answers["ruth-1"]["source"].endswith("week-1/ada/on-listening/feed.xml")
    assert "source" not in answers["ruth-0"]
    assert "source" not in answers["ben-58"]


def test_a_course_without_a_text_has_a_page_of_feeds_and_no_feed(built):
    _, site, _ = built({})
    assert every_feed(site) == []
    assert not (site / "feeds/class.opml").exists()
    assert "the feeds begin with the first post" in (site / "feeds/index.html").read_text("utf-8")


def test_an_entry_is_written_once_however_many_feeds_hold_it(course):
    content = course(SMALL)
    corpus = files.load(content)
    plan = planning.plan(
        Overview(corpus, {}, datetime.now(UTC)),
        renders.render(list(corpus.everything), corpus.course.title, None),
        ENGLISH,
    )
    writer = atom.AtomWriter(corpus.course, ENGLISH)
    made = []
    write, writer._entry = writer._entry, lambda item: made.append(item.id) or write(item)
    for feed in plan:
        writer.feed(feed)
    assert sum(len(feed.items) for feed in plan) > len(made) == len(set(made)) == 7


def test_only_an_entry_that_was_edited_says_when_it_was_published(course):
    corpus = files.load(course({"posts/week-01/ada-listening.md": POST}))
    rendered = renders.render(list(corpus.everything), corpus.course.title, None)
    feed, *_ = planning.plan(Overview(corpus, {}, datetime.now(UTC)), rendered, ENGLISH)
    [item] = feed.items
    writer = atom.AtomWriter(corpus.course, ENGLISH)
    assert "<published>" not in writer.entry(item)
    later = replace(item, id="another", updated=item.updated.replace(year=2027))
    assert f"<published>{item.written.isoformat()}</published><updated>{later.updated.isoformat()}" in writer.entry(
        later
    )


def test_the_leak_scan_reads_what_entries_hold():
    hidden = leaks.Note("one two three four five six seven eight nine", "ben-1.md")
    cells = [leaks.Cell("ada@x.example", "ada", "roster.csv:2"), leaks.Cell("S1234567", "ada", "roster.csv:3")]
    searcher = leaks.Searcher(leaks.gather(cells, [], [hidden], [], []))
    entry = "<content type='html'>&lt;p&gt;one two &lt;b&gt;th&lt;/b&gt;ree four five six&lt;br&gt;seven eight nine&lt;/p&gt;</content>"
    link = "<content type='html'>&lt;a href=&quot;mailto:ada%40x.example&quot;&gt;x&lt;/a&gt;</content>"
    attribute = "<outline xmlUrl='https://x.example/S1234567/'/>"
    for text, found in ((entry, "words of a hidden text"), (link, "roster.csv:2"), (attribute, "roster.csv:3")):
        said = [hit.message for part in leaks.parts(text.encode()) for hit in searcher.find(part.text)]
        assert any(found in line for line in said), text
