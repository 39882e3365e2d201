import re
from urllib.parse import urlsplit

import nh3
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.core import words
from plugins.corpus import files
from plugins.texts import markup, mask, renders, unsupported


def html(text: str, **more: object) -> str:
    return markup.render(text, **more).html.replace(markup.ROOT, "~")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I like <Dove> a lot", "<p>I like &lt;Dove&gt; a lot</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("# One\n\n## Two", "<h2>One</h2>\n<h3>Two</h3>"),
        ("### One\n\n#### Two", "<h2>One</h2>\n<h3>Two</h3>"),
        ("a\u00a0 b   c", "<p>a b c</p>"),
        ('He said "yes"', "<p>He said “yes”</p>"),
        ("~~~\n<b>\n~~~", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("![a](../../images/x.png)", '<p><img alt="a" src="~/images/x.png"></p>'),
        ("![](images/x.png)", '<p><img alt="" src="~/images/x.png"></p>'),
        ("[b](/week-1/)", '<p><a href="~/week-1/" rel="nofollow noopener ugc">b</a></p>'),
    ],
)
def test_markdown_becomes_safe_html(text, expected):
    assert html(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVa\tScript:alert(1))",
        "[x](data:text/html,<script>)",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "![x](javascript:alert(1))",
        '![x](x.png "onerror=alert(1)")',
        "<javascript:alert(1)>",
        '<img src=x onerror="alert(1)">',
        "[x](x'onclick='alert(1))",
        "&#60;script&#62;",
        "| <b onclick=x> |\n|---|\n| a |",
    ],
)
def test_no_script_reaches_a_reader(text):
    soup = BeautifulSoup(html(text), "html.parser")
    for tag in soup.find_all(True):
        assert tag.name in markup.TAGS
        assert not any(name.startswith("on") for name in tag.attrs)
        for name in ("href", "src"):
            scheme = urlsplit(re.sub(r"[\t\n\r]", "", tag.get(name, "").strip())).scheme
            assert scheme in {"", *unsupported.SCHEMES}


def test_a_table_scrolls_in_a_region_the_keyboard_reaches():
    soup = BeautifulSoup(html("| a |\n|---|\n| b |\n"), "html.parser")
    region = soup.table.parent
    assert (region.name, region["tabindex"], region["role"]) == ("div", "0", "region")
    assert soup.td.get_text() == "b"


def test_an_image_of_another_host_becomes_a_link():
    assert html("![A cat](https://x.example/cat.png) and more") == (
        '<p><a href="https://x.example/cat.png" rel="nofollow noopener ugc">A cat</a> and more</p>'
    )


def test_quotation_marks_of_other_languages_stay_as_typed():
    assert html('Hann sagði "já"', lang="is") == '<p>Hann sagði "já"</p>'


@given(st.text(max_size=200))
def test_whatever_is_typed_comes_out_sanitised(text):
    safe = html(text)
    assert nh3.clean(safe, tags=markup.TAGS, attributes=markup.ATTRIBUTES, link_rel="nofollow noopener ugc") == safe


@given(st.lists(st.text(alphabet="abcäöüß你好,.-", min_size=1, max_size=8), max_size=20))
def test_no_word_of_plain_prose_is_lost(words):
    prose = " ".join(f"w{word}w" for word in words)
    assert markup.render(prose, lang="de").plain == prose


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Two-way talk, it's – well – good.", 5),
        ("> quoted words here\n\nmine", 1),
        ("> a\n>\n> > b\n\nmine", 1),
        ("run `pip install x` now", 2),
        ("```\ncode here\n```\n\nmine", 1),
        ("你好，世界。 ok", 5),
        ("# Heading counts\n\n- item", 3),
        ("", 0),
    ],
)
def test_words_are_those_of_the_prose_without_quotations_and_code(text, words):
    assert markup.render(text, lang="de").words == words


def test_own_prose_is_what_the_words_are_counted_of():
    made = markup.render("# Heading\n\n> quoted\n\nrun `x` now\n\n```\ncode here\n```\n")
    assert (made.own, made.words) == ("Heading\nrun now", 3)
    assert "quoted" in made.plain
    assert markup.render("only mine").own == "only mine"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("two-way and/or it's don’t", 4),
        ("1,000 3.5 2026-09-07 10 000", 5),
        ("good—and bad – or 1990–2000", 6),
        ("& – … 😀 ❤️ * - 🇮🇸", 0),
        ("see https://x.example/a?b=c#d #tag @name a@x.example", 5),
        ("Ég á hlutabréf í Össuri", 5),
        ("नमस्ते दुनिया", 2),
        ("한국어는 띄어쓰기를 한다", 3),
        ("tiếng Việt", 2),
        ("我用iPhone十五年了。", 7),
        ("コーヒーを飲む、ｺｰﾋｰ々", 12),
        ("ｶﾞ か\u3099 が", 3),
        ("ㄅㄆㄇ 〇 𠀀𪛖 ㇰ", 7),
        ("ゝヽ〱 ・ ー", 4),
        ("中文，日本語。「『』」", 5),
        ("བོད་སྐད་ཡིག", 3),
        ("สวัสดี", 2),
        ("ก ข", 1),
        ("ພາສາລາວ", 3),
        ("ភាសាខ្មែរ", 2),
        ("မြန်မာစာ", 2),
        ("ไทย and 中文", 4),
        ("๑๒๓ ๔", 2),
    ],
)
def test_words_are_counted_as_readers_of_each_script_count_them(text, count):
    assert markup.count_words(text) == count


@given(st.text(st.one_of(st.characters(), st.sampled_from("ab ’–—\n\u00a0你はﾞกขี้་")), max_size=60))
def test_a_text_has_as_many_words_whichever_way_it_is_taken_apart(text):
    units = [token for token in words.tokens(text) if any(one.isalnum() for one in token)]
    assert [text[start:end] for start, end in zip(*words.spans(text), strict=True)] == units
    letters = sum(map(words.is_letter, units))
    assert markup.count_words(text) == words.total(len(units) - letters, letters)
    assert markup.count_words(f"{text}\n{text}") <= 2 * markup.count_words(text)


@pytest.mark.parametrize(
    "text", [">" * 5000 + " deep", "[" * 5000, "word " * 50_000], ids=["quotes", "brackets", "long"]
)
def test_a_text_the_parser_cannot_take_is_shown_as_typed_and_said(text):
    assert markup.render(text).plain.split() == text.split()
    [problem] = unsupported.check("x.md", text, 0, text)
    assert "shown as typed" in problem.message


def said(text: str) -> list[str]:
    return [f"{p.line}:{p.column}: {p.message}" for p in unsupported.check("x.md", text, 0, mask.code(text))]


def test_what_will_not_look_as_typed_is_said_where_it_stands():
    assert said("ok\nI like <Dove> a lot") == [
        "2:8: HTML is shown as typed, here “<Dove>”: use Markdown, or put it in `backticks`"
    ]
    assert said("`<Dove>` and <https://x.example> and 1 < 2 > 1") == []
    assert said("a ![c](http://x.example/c.png)")[0].startswith("1:3: an image on another site is shown as a link")
    assert said("[x](javascript:y)")[0].startswith("1:1: a link can begin with https:, http: or mailto:")
    assert said("[x](/week-1/) [y](mailto:a@x.example) [z](page.html)") == []


def test_an_excerpt_ends_with_a_whole_word():
    assert markup.excerpt("one two three", 9) == "one two …"
    assert markup.excerpt("short", 9) == "short"


def test_own_prose_is_remembered_with_the_rest(tmp_path):
    content = tmp_path / "content"
    (content / "posts/week-01").mkdir(parents=True)
    (content / "course.toml").write_text('[course]\ntitle = "T"\n\n[[weeks]]\nnumber = 1\n\n[[people]]\nid = "jing"\n')
    (content / "posts/week-01/jing-a.md").write_text("Title: A\nAuthor: jing\nDate: 2026-09-07\n\n> quoted\n\nmine\n")
    corpus = files.load(content)
    made, remembered = (
        renders.render(list(corpus.everything), corpus.course.title, tmp_path / "cache")["posts/week-01/jing-a.md"]
        for _ in range(2)
    )
    assert list((tmp_path / "cache").iterdir())
    assert made == remembered
    assert (remembered.own, remembered.plain, remembered.words) == ("mine", "quoted\nmine", 1)
