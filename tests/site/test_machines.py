"""A page for machines says what it says to people: microformats and JSON-LD, parsed back and compared."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import feedparser
import mf2py
import post_page
import pytest
from bs4 import BeautifulSoup
from builders import START, comment, evidence, post
from conftest import COURSE, POST
from hypothesis import example, given
from hypothesis import strategies as st
from pyld import jsonld as pyld

from plugins import brands, wording
from plugins.core.model import Comment, Post
from plugins.corpus import corpus
from plugins.corpus.overview import Overview
from plugins.course import course_file
from plugins.feeds import atom, planning
from plugins.grades import ledger
from plugins.site import jsonld
from plugins.texts import markup

ENGLISH = wording.of("en")

SITE = "https://course.example/a"
COURSE_AT_HOME, _ = course_file.read(COURSE.replace("[expectations]", f'[site]\nurl = "{SITE}"\n[expectations]'))
ADA, BEN, _ = COURSE_AT_HOME.people
PAGE = f"{SITE}/week-1/ada/x/"
HOSTILE = "</script><script>alert(1)</script> <!-- \u2028\u2029 ]]> &amp; {{ 7 * 7 }} \\u003c \" '"
SCHEMA = {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}
WORDS = "https://schema.org/"


POSTED = post(ADA, text="Brands *listen*.", title="On listening")


def wrote(name: str, reply_to: str = "", at: int = 0, text: str = "", author=BEN, **more: object) -> Comment:
    return comment(name, reply_to, at, text or f"Word{name}word.", author=author, **more)


def made(the_post: Post, comments: list[Comment]) -> tuple[Overview, dict[str, markup.Rendered]]:
    whole = corpus.assemble(COURSE_AT_HOME, brands.Lexicon(()), [the_post, *comments], [])
    overview = Overview(whole, {}, START)
    return overview, {text.path: markup.render(text.source.prose) for text in whole.everything}


def page(the_post: Post, comments: list[Comment]) -> str:
    """The page of a post, from the theme's own template."""
    overview, rendered = made(the_post, comments)
    return post_page.page(the_post, overview, rendered, SITE)


def script(html: str) -> dict:
    [found] = BeautifulSoup(html, "html.parser").select('script[type="application/ld+json"]')
    return json.loads(found.string)


def no_network(url: str, _: object) -> dict:
    assert url == "https://schema.org"
    return {
        "contextUrl": None,
        "documentUrl": url,
        "contentType": "application/ld+json",
        "document": {"@context": SCHEMA},
    }


def nodes(document: dict, base: str = PAGE) -> dict[str, dict]:
    """Every node of a JSON-LD document by its id, as a JSON-LD processor understands it."""
    flat = pyld.flatten(document, None, {"documentLoader": no_network, "base": base})
    return {node["@id"]: node for node in flat}


def value(node: dict, name: str) -> str:
    [one] = node[WORDS + name]
    return one.get("@value", one.get("@id"))


def links_up(found: dict[str, dict]) -> dict[str, str]:
    """Each comment's parent: what it names as such, or else what holds it."""
    up = {}
    for key, node in found.items():
        for child in node.get(WORDS + "comment", ()):
            assert child["@id"] not in up
            up[child["@id"]] = key
    for key, node in found.items():
        if WORDS + "parentItem" in node:
            up[key] = value(node, "parentItem")
    return up


def address(one: Comment) -> str:
    return f"{PAGE}#{one.anchor}"


@st.composite
def discussions(draw: st.DrawFn) -> list[Comment]:
    names = [f"c{n}" for n in range(draw(st.integers(0, 9)))]
    states = st.sampled_from(["published", "published", "published", "removed", "pending", "spam"])
    parents = st.sampled_from(["", "gone", *names])
    people = st.sampled_from([ADA, BEN])
    return [
        wrote(name, draw(parents), draw(st.integers(0, 4)), status=draw(states), author=draw(people)) for name in names
    ]


@given(discussions())
@example([wrote(f"c{n}", f"c{n - 1}" if n else "", n, author=(ADA, BEN)[n % 2]) for n in range(60)])
def test_every_shown_comment_appears_once_and_only_once_everywhere_whatever_its_parent(comments):
    the_post = POSTED
    overview, rendered = made(the_post, comments)
    places = overview.corpus.discussion(the_post).places
    shown = {place.comment.id: place for place in places if place.comment.status == "published"}
    assert sorted(shown) == sorted(c.id for c in comments if c.status == "published")
    above = {address(p.comment): address(p.parent) if p.parent else PAGE for p in shown.values()}
    html = page(the_post, comments)

    soup = BeautifulSoup(html, "html.parser")
    for unseen in soup(["script", "data"]):
        unseen.decompose()
    seen = soup.get_text()
    for one in comments:
        assert seen.count(f"Word{one.id}word.") == (one.status == "published")

    [entry] = [item for item in mf2py.parse(doc=html, url=PAGE)["items"] if "h-entry" in item["type"]]
    cited = entry["properties"].get("comment", [])
    assert Counter(c["properties"]["url"][0] for c in cited) == Counter(list(above))
    assert {c["properties"]["url"][0]: c["properties"]["in-reply-to"][0] for c in cited} == above

    found = nodes(script(html))
    assert links_up(found) == above
    assert {key for key, node in found.items() if WORDS + "text" in node} == {PAGE, *above}

    plan = planning.plan(overview, rendered, ENGLISH)
    own = [feed for feed in plan if feed.kind == "post"]
    writer = atom.AtomWriter(overview.course, ENGLISH)
    read = [entry for feed in own for entry in feedparser.parse(writer.feed(feed)).entries]
    dated = {address(place.comment): place.comment.date for place in shown.values()}
    links = [entry.link for entry in read]
    assert sorted(dated[link] for link in links) == sorted(dated.values())[-planning.MOST :]
    assert len(set(links)) == len(links)
    for feed in (feed for feed in plan if feed.kind == "person"):
        by_them = [place.comment for place in shown.values() if place.comment.author.name in feed.title]
        everything = {the_post.address: the_post.date} if the_post.author.name in feed.title else {}
        everything |= {address(one).removeprefix(f"{SITE}/"): one.date for one in by_them}
        wrote = [item.address for item in feed.items]
        assert sorted(everything[link] for link in wrote) == sorted(everything.values())[-planning.MOST :]
        assert len(set(wrote)) == len(wrote)

    words = {path: text.words for path, text in rendered.items()}
    given = evidence(overview.corpus.texts, START + timedelta(days=90), words)
    counted = [text.path for row in ledger.build_ledger(overview.course, given).rows for text in row.texts]
    assert Counter(counted) == Counter([the_post.path, *(place.comment.path for place in shown.values())])


def test_a_post_is_an_h_entry_with_everything_a_reader_sees():
    the_post = replace(POSTED, tags=("one", "two"), summary="In short")
    html = page(the_post, [wrote("ben-1", text="I saw **it**."), wrote("ada-1", "ben-1", 5, author=ADA)])
    [entry] = [item for item in mf2py.parse(doc=html, url=PAGE)["items"] if "h-entry" in item["type"]]
    said = entry["properties"]
    assert said["name"] == ["On listening"]
    assert said["url"] == [PAGE]
    assert said["published"] == ["2026-10-05T00:00:00+0000"]
    assert said["category"] == ["one", "two"]
    assert said["summary"] == ["In short"]
    assert said["content"][0]["html"] == "<p>Brands <em>listen</em>.</p>"
    [author] = said["author"]
    assert author["type"] == ["h-card"]
    assert author["properties"] == {"name": ["Ada L."], "url": [f"{SITE}/people/ada/"]}
    first, second = said["comment"]
    assert first["type"] == second["type"] == ["h-cite"]
    assert first["properties"]["author"][0]["properties"]["name"] == ["Ben K."]
    assert first["properties"]["published"] == ["2026-10-05T00:00:00+0000"]
    assert first["properties"]["content"][0]["html"] == "<p>I saw <strong>it</strong>.</p>"
    assert second["properties"]["in-reply-to"] == [f"{PAGE}#comment-ben-1"]


def test_a_post_is_a_discussion_with_its_comments_inside():
    the_post = replace(POSTED, tags=("one", "two"), summary="In short")
    html = page(the_post, [wrote("ben-1"), wrote("ada-1", "ben-1", 5, author=ADA)])
    found = nodes(script(html))
    top = found[PAGE]
    assert top["@type"] == [f"{WORDS}DiscussionForumPosting"]
    assert value(top, "headline") == "On listening"
    assert value(top, "text") == "Brands listen."
    assert value(top, "datePublished") == "2026-10-05T00:00:00+00:00"
    assert value(top, "commentCount") == 2
    assert value(top, "inLanguage") == "en"
    assert [one["@value"] for one in top[f"{WORDS}keywords"]] == ["one", "two"]
    assert found[value(top, "isPartOf")]["@type"] == [f"{WORDS}Course"]
    author = found[value(top, "author")]
    assert (author["@type"], value(author, "name")) == ([f"{WORDS}Person"], "Ada L.")
    assert value(author, "url") == f"{SITE}/people/ada/"
    reply = found[f"{PAGE}#comment-ada-1"]
    assert reply["@type"] == [f"{WORDS}Comment"]
    assert value(reply, "text") == "Wordada-1word."
    assert value(found[value(reply, "author")], "name") == "Ada L."


@pytest.mark.parametrize("part", ["title", "text", "comment", "summary", "tag"])
def test_nothing_a_student_writes_ends_the_script_or_changes_its_words(part):
    words = {"title": "T", "text": "T", "comment": "T", "summary": "T", "tag": "T", part: HOSTILE}
    the_post = post(ADA, text=words["text"], title=words["title"], summary=words["summary"], tags=(words["tag"],))
    html = page(the_post, [wrote("ben-1", text=words["comment"])])
    inside = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert not set(inside) & set("<>&\u2028\u2029")
    said = json.loads(inside)
    assert html.lower().count("<script") == 2  # the metadata, and what marks what is new
    if part == "title":
        assert said["headline"] == markup.quoted(HOSTILE, "en")
    elif part == "summary":
        assert said["abstract"] == HOSTILE
    elif part == "tag":
        assert said["keywords"] == [HOSTILE]
    else:
        text = said["text"] if part == "text" else said["comment"][0]["text"]
        assert text.startswith("</script><script>alert(1)</script> <!–")
        assert "{{ 7 * 7 }}" in text


def test_a_chain_of_ten_thousand_nests_so_deep_and_no_deeper():
    the_post = POSTED
    chain = [wrote(f"c{n}", f"c{n - 1}" if n else "", n, text="x") for n in range(10_000)]
    overview, rendered = made(the_post, chain)
    presenter = post_page.presenter(overview, rendered)
    said = jsonld.posting(presenter.post(the_post), presenter.frame)
    levels, below, seen = 0, [json.loads(said)], 0
    while below := [child for node in below for child in node.get("comment", ())]:
        levels, seen = levels + 1, seen + len(below)
    assert (levels, seen) == (jsonld.DEEPEST, 10_000)


def test_a_page_without_a_site_address_says_nothing_to_search_engines_and_is_understood_from_where_it_lies(built):
    _, site, _ = built(
        {
            "posts/week-01/ada-p.md": POST,
            "comments/week-01/ada-p/ben-1.md": "Author: ben\nDate: 2026-10-08 10:00\n\nYes.\n",
        }
    )
    html = (site / "week-1/ada/p/index.html").read_text("utf-8")
    where = "https://anywhere.example/b/week-1/ada/p/"
    assert "ld+json" not in html
    assert "ld+json" not in (site / "index.html").read_text("utf-8")
    [entry] = mf2py.parse(doc=html, url=where)["items"]
    assert entry["properties"]["comment"][0]["properties"]["in-reply-to"] == [where]


def test_the_home_page_is_a_site_about_a_course(built):
    toml = (
        COURSE.replace("timezone", 'code = "MKT 214"\nterm = "Autumn 2026"\ntimezone') + f'\n[site]\nurl = "{SITE}"\n'
    )
    _, site, _ = built({"course.toml": toml})
    found = nodes(script((site / "index.html").read_text("utf-8")), f"{SITE}/")
    home, course = found[f"{SITE}/#site"], found[f"{SITE}/#course"]
    assert (home["@type"], course["@type"]) == ([f"{WORDS}WebSite"], [f"{WORDS}Course"])
    assert value(home, "about") == f"{SITE}/#course"
    assert (value(course, "name"), value(course, "courseCode")) == ("Small course", "MKT 214")
    term = found[value(course, "hasCourseInstance")]
    assert value(term, "name") == "Autumn 2026"
    assert value(found[value(term, "instructor")], "name") == "Ruth A."


def test_a_removed_comment_is_a_place_and_has_no_text():
    html = page(POSTED, [wrote("a", status="removed", text="Goneword."), wrote("b", "a", 1)])
    assert "Goneword" not in html
    found = nodes(script(html))
    assert value(found[f"{PAGE}#comment-b"], "parentItem") == f"{PAGE}#comment-a"
    assert WORDS + "text" not in found.get(f"{PAGE}#comment-a", {})
