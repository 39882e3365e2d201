"""What newcomers type (students who paste from Word, mail and chat), and the page it must give."""

import time

import pytest

from plugins.texts import markup, mask, unsupported

REL = ' rel="nofollow noopener ugc"'
TYPED = [
    (
        ">1. Measure\n\n>1. Analyse\n\nSo they say.",
        "<blockquote>\n<ol>\n<li>\n<p>Measure</p>\n</li>\n<li>\n<p>Analyse</p>\n</li>\n</ol>\n</blockquote>\n<p>So they say.</p>",
    ),
    ("#ShareACoke was on every label.", "<p>#ShareACoke was on every label.</p>"),
    ("#1 in the market, says Nielsen", "<p>#1 in the market, says Nielsen</p>"),
    ("# Heading", "<h2>Heading</h2>"),
    ("##Heading without a space", "<p>##Heading without a space</p>"),
    ("## C# and F#", "<h2>C# and F#</h2>"),
    ("   ## What they said ##\nAnd then?", "<h2>What they said</h2>\n<p>And then?</p>"),
    (
        "We bought:\n- bread\n- milk\nand went home.",
        "<p>We bought:</p>\n<ul>\n<li>bread</li>\n<li>milk\nand went home.</li>\n</ul>",
    ),
    (
        "We bought:\n* bread\n* milk\n\nThen we left.",
        "<p>We bought:</p>\n<ul>\n<li>bread</li>\n<li>milk</li>\n</ul>\n<p>Then we left.</p>",
    ),
    ("To do:\n1. listen\n2. answer", "<p>To do:</p>\n<ol>\n<li>listen</li>\n<li>answer</li>\n</ol>"),
    ("To do:\n1) listen\n2) answer", "<p>To do:</p>\n<ol>\n<li>listen</li>\n<li>answer</li>\n</ol>"),
    ("•\tListen first\n•\tAnswer later", "<ul>\n<li>Listen first</li>\n<li>Answer later</li>\n</ul>"),
    ("·       From Outlook\n·       Second point", "<ul>\n<li>From Outlook</li>\n<li>Second point</li>\n</ul>"),
    ("-\xa0a French bullet\n-\xa0another", "<ul>\n<li>a French bullet</li>\n<li>another</li>\n</ul>"),
    (
        "- Burberry\n  - scarves\n  - coats\n- Dell",
        "<ul>\n<li>Burberry<ul>\n<li>scarves</li>\n<li>coats</li>\n</ul>\n</li>\n<li>Dell</li>\n</ul>",
    ),
    (
        "1. Listen\n  - on Twitter\n  - in the shop\n2. Answer",
        "<ol>\n<li>Listen<ul>\n<li>on Twitter</li>\n<li>in the shop</li>\n</ul>\n</li>\n<li>Answer</li>\n</ol>",
    ),
    ("- a\n    - b\n        - c", "<ul>\n<li>a<ul>\n<li>b<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n</li>\n</ul>"),
    (
        "- One thing.\n\n  It has two paragraphs.\n- Another thing.",
        "<ul>\n<li>\n<p>One thing.</p>\n<p>It has two paragraphs.</p>\n</li>\n<li>\n<p>Another thing.</p>\n</li>\n</ul>",
    ),
    ("- One thing.\n\nNo more list.", "<ul>\n<li>One thing.</li>\n</ul>\n<p>No more list.</p>"),
    ("-5 degrees, and -- well -- cold", "<p>-5 degrees, and – well – cold</p>"),
    ("- ", "<p>- </p>"),
    (
        "\tFirst paragraph, tabbed as in Word.\n\n\tSecond paragraph.",
        "<p>First paragraph, tabbed as in Word.</p>\n<p>Second paragraph.</p>",
    ),
    (
        "8.  a\n\n    1.  x\n    2.  y\n9.  b",
        '<ol start="8">\n<li>a<ol>\n<li>x</li>\n<li>y</li>\n</ol>\n</li>\n<li>b</li>\n</ol>',
    ),
    ("    Four spaces are prose.\n    And a second line.", "<p>Four spaces are prose.\nAnd a second line.</p>"),
    (
        "Intro:\n\n    indented quote from the book\n\nOutro.",
        "<p>Intro:</p>\n<p>indented quote from the book</p>\n<p>Outro.</p>",
    ),
    (
        "Receipt:\n\n```\nbread      2.40\nmilk       1.10\n```",
        "<p>Receipt:</p>\n<pre><code>bread      2.40\nmilk       1.10\n</code></pre>",
    ),
    (
        "1. Run this:\n\n   ```python\n   if x:\n       print(x)\n   ```\n2. Done",
        "<ol>\n<li>Run this:<pre><code>if x:\n    print(x)\n</code></pre>\n</li>\n<li>Done</li>\n</ol>",
    ),
    ("> ```\n> a   b\n> ```", "<blockquote>\n<pre><code>a   b\n</code></pre>\n</blockquote>"),
    ("```\nnever closed\n\nand words after it", "<p>```\nnever closed</p>\n<p>and words after it</p>"),
    ("2016. The year of Brexit.", "<p>2016. The year of Brexit.</p>"),
    ("1986 was a good year.", "<p>1986 was a good year.</p>"),
    ("1. Mai is a holiday.\n\nIn Germany.", "<ol>\n<li>Mai is a holiday.</li>\n</ol>\n<p>In Germany.</p>"),
    ("17. júní er þjóðhátíðardagur.", "<p>17. júní er þjóðhátíðardagur.</p>"),
    ("3. Listen\n4. Answer", '<ol start="3">\n<li>Listen</li>\n<li>Answer</li>\n</ol>'),
    (
        "5. Nokia\n4. Kodak\n3. Dell",
        '<ol start="5">\n<li>Nokia</li>\n<li value="4">Kodak</li>\n<li value="3">Dell</li>\n</ol>',
    ),
    (
        "1. one\n\nMore on it.\n\n2. two",
        '<ol>\n<li>one</li>\n</ol>\n<p>More on it.</p>\n<ol start="2">\n<li>two</li>\n</ol>',
    ),
    ("1. one\n1. two\n1. three", "<ol>\n<li>one</li>\n<li>two</li>\n<li>three</li>\n</ol>"),
    ("1. one\n2. two\n4. four", '<ol>\n<li>one</li>\n<li>two</li>\n<li value="4">four</li>\n</ol>'),
    (
        "1. one\n2. two\n\n17. júní er frídagur.",
        "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n<p>17. júní er frídagur.</p>",
    ),
    ("See https://example.org/a_b_c.", '<p>See <a href="https://example.org/a_b_c">https://example.org/a_b_c</a>.</p>'),
    ("(see www.example.org/about)", '<p>(see <a href="http://www.example.org/about">www.example.org/about</a>)</p>'),
    (
        "https://en.wikipedia.org/wiki/Dell_(company), they say",
        '<p><a href="https://en.wikipedia.org/wiki/Dell_(company)">https://en.wikipedia.org/wiki/Dell_(company)</a>, they say</p>',
    ),
    ('He wrote "https://example.org"!', '<p>He wrote “<a href="https://example.org">https://example.org</a>”!</p>'),
    (
        "`https://example.org` and [https://example.org](https://example.com)",
        '<p><code>https://example.org</code> and <a href="https://example.com">https://example.org</a></p>',
    ),
    ("<https://example.org>", '<p><a href="https://example.org">https://example.org</a></p>'),
    (
        "请看https://example.org/a，谢谢。",
        '<p>请看<a href="https://example.org/a">https://example.org/a</a>，谢谢。</p>',
    ),
    ("**https://example.org/**", '<p><strong><a href="https://example.org/">https://example.org/</a></strong></p>'),
    ("not.https://x and www. and https:// alone", "<p>not.https://x and www. and https:// alone</p>"),
    ("It was ~~awful~~ great.", "<p>It was <del>awful</del> great.</p>"),
    ("about ~5 and ~~~ or ~~ this", "<p>about ~5 and ~~~ or ~~ this</p>"),
    (
        "Sales fell.[^1]\n\n[^1]: Annual report 2015, p. 12.",
        '<p>Sales fell.<sup id="fnref-0a1b2c3d-1"><a href="#fn-0a1b2c3d-1" role="doc-noteref">1</a></sup></p>\n<div class="footnotes">\n<hr>\n<ol>\n<li id="fn-0a1b2c3d-1">Annual report 2015, p. 12.<sup><a aria-label="Back to the text" href="#fnref-0a1b2c3d-1" role="doc-backlink">↩︎</a></sup></li>\n</ol>\n</div>',
    ),
    (
        "One[^b] two[^a] one again[^b].\n\n[^a]: Second.\n[^b]: First,\n\n  with two paragraphs.",
        '<p>One<sup id="fnref-0a1b2c3d-1"><a href="#fn-0a1b2c3d-1" role="doc-noteref">1</a></sup> two<sup id="fnref-0a1b2c3d-2"><a href="#fn-0a1b2c3d-2" role="doc-noteref">2</a></sup> one again<sup id="fnref-0a1b2c3d-1-2"><a href="#fn-0a1b2c3d-1" role="doc-noteref">1</a></sup>.</p>\n<div class="footnotes">\n<hr>\n<ol>\n<li id="fn-0a1b2c3d-1">\n<p>First,</p>\n<p>with two paragraphs.<sup><a aria-label="Back to the text" href="#fnref-0a1b2c3d-1" role="doc-backlink">↩︎</a></sup></p>\n</li>\n<li id="fn-0a1b2c3d-2">Second.<sup><a aria-label="Back to the text" href="#fnref-0a1b2c3d-2" role="doc-backlink">↩︎</a></sup></li>\n</ol>\n</div>',
    ),
    ("No such note[^7].", "<p>No such note[^7].</p>"),
    ("[^1]: Nothing refers to me.", "<p>[^1]: Nothing refers to me.</p>"),
    ("- [ ] read\n- [x] write", '<ul>\n<li class="task">☐ read</li>\n<li class="task">☑ write</li>\n</ul>'),
    (
        "Sources\n[1]: https://example.org/one\n[2]: https://example.org/two",
        '<p>Sources</p>\n<p>[1]: <a href="https://example.org/one">https://example.org/one</a></p>\n<p>[2]: <a href="https://example.org/two">https://example.org/two</a></p>',
    ),
    ("[Update]: cancelled", "<p>[Update]: cancelled</p>"),
    (
        "As [1] and [Dell][2] say.\n\n[1]: https://example.org/one\n[2]: https://example.org/two",
        '<p>As <a href="https://example.org/one">1</a> and <a href="https://example.org/two">Dell</a> say.</p>',
    ),
    (
        "| Brand | Sales |\n|---|---:|\n| Dell | 5 |\nThat was all.",
        '<div aria-label="Table" class="table-scroll" role="region" tabindex="0"><table><thead>\n<tr>\n<th>Brand</th>\n<th style="text-align:right">Sales</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>Dell</td>\n<td style="text-align:right">5</td>\n</tr>\n</tbody>\n</table></div>\n<p>That was all.</p>',
    ),
    (
        "Sales:\n| Brand | Sales |\n|---|---|\n| Dell | 5 | a lot |",
        '<p>Sales:</p>\n<div aria-label="Table" class="table-scroll" role="region" tabindex="0"><table><thead>\n<tr>\n<th>Brand</th>\n<th>Sales</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>Dell</td>\n<td>5</td>\n<td>a lot</td>\n</tr>\n</tbody>\n</table></div>',
    ),
    ("| Brand | Sales |\n| Dell | 5 |", "<p>| Brand | Sales |\n| Dell | 5 |</p>"),
    ("> We are sorry.\n\nThey are not.", "<blockquote>\n<p>We are sorry.</p>\n</blockquote>\n<p>They are not.</p>"),
    ("> We are sorry.\nThey are not.", "<blockquote>\n<p>We are sorry.\nThey are not.</p>\n</blockquote>"),
    ("> - a\n> - b", "<blockquote>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n</blockquote>"),
    ("Best wishes\n--\nAda", "<p>Best wishes\n–\nAda</p>"),
    ("Title\n=====\n\nText\n---\nmore", "<h2>Title</h2>\n<h3>Text</h3>\n<p>more</p>"),
    ("Hi,\n\xa0\nthis is from a mail", "<p>Hi,</p>\n<p>this is from a mail</p>"),
    ("I <3 this & that; 5 < 6 > 4", "<p>I &lt;3 this &amp; that; 5 &lt; 6 &gt; 4</p>"),
    ("<b>bold</b> and <br>", "<p>&lt;b&gt;bold&lt;/b&gt; and &lt;br&gt;</p>"),
    ("¯\\_(ツ)_/¯ *sorry*", "<p>¯_(ツ)_/¯ <em>sorry</em></p>"),
    (
        "- [link](https://example.org)\n* other\n+ third",
        '<ul>\n<li><a href="https://example.org">link</a></li>\n<li>other</li>\n<li>third</li>\n</ul>',
    ),
    ("- ```\n  a   b\n  ```", "<ul>\n<li>\n<pre><code>a   b\n</code></pre>\n</li>\n</ul>"),
]


@pytest.mark.parametrize(("typed", "page"), TYPED)
def test_what_newcomers_type_is_what_they_get(typed, page):
    assert markup.render(typed, apart="0a1b2c3d").html.replace(REL, "") == page


@pytest.mark.parametrize(
    ("typed", "warning"),
    [
        ("Then:\n\n  ```\ncode", "3:3: nothing closes the code that begins here, so it is shown as text"),
        ("- a\n\n  ~~~\n  code", "3:3: nothing closes the code that begins here, so it is shown as text"),
        ("> We are sorry.\nThey are not.", "2:1: this line is part of the quotation above, so its words do not count"),
        ('> "We are sorry,"\nthey said.', "2:1: this line is part of the quotation above, so its words do not count"),
        ("a\n\n| Brand | Sales |\n| Dell | 5 |", "3:1: a table needs a line like |---|---| below its first row"),
        ("Sales fell.[^1]", "1:12: no footnote says what “[^1]” is"),
        ("a\n\n[^1]: Annual report.", "3:1: this footnote is shown as typed, because the text has no “[^1]”"),
        ("a[^1]\n\n[^1]: b\n[^1]: c", "4:1: another footnote is called “[^1]”, so this one is shown as typed"),
        ("a\n<b>b</b> <br>\n<i>", "2:1: HTML is shown as typed, here “<b>” and in 3 more places"),
    ],
)
def test_what_is_not_as_meant_is_one_warning_where_it_stands(typed, warning):
    [problem] = unsupported.check("x.md", typed, 0, mask.code(typed))
    assert f"{problem.line}:{problem.column}: {problem.message}".startswith(warning)
    assert (problem.severity, problem.rule) == ("warning", "markup")


@pytest.mark.parametrize(
    "typed",
    [
        "> We are sorry for what our colleagues\nsaid in the shop.",
        "```\n| a |\n| b |\n<b>\n```",
        "a | b",
        "2016. The year",
        "#tag",
        "    indented",
        "[1]: https://example.org",
        "[Update]: cancelled",
        "a[^1]\n\n[^1]: b",
        "`[^1]` and `~~~`",
        "- ```\n  a\n  ```",
    ],
)
def test_what_is_harmless_is_not_warned_of(typed):
    assert unsupported.check("x.md", typed, 0, mask.code(typed)) == []


def test_notes_of_two_texts_have_ids_of_their_own():
    one, two = (markup.render("a[^1] b[^1]\n\n[^1]: c", apart=apart).html for apart in ("0a1b2c3d", "4e5f6071"))
    assert one.replace("0a1b2c3d", "4e5f6071") == two
    assert all(part.startswith(("ref-0a1b2c3d-1", "-0a1b2c3d-1")) for part in one.split('"fn')[1:])


@pytest.mark.parametrize(
    "label", ["content", '"><script>', '1" onclick=x', "comments-title", "x y", "../..", "é", "a" * 200]
)
def test_a_note_can_take_no_id_but_its_own(label):
    page = markup.render(f"a[^{label}]\n\n[^{label}]: b", apart="0a1b2c3d").html
    assert 'id="fnref-0a1b2c3d-1"' in page
    assert page.count("id=") == 2
    assert "<script" not in page
    assert "onclick" not in page


def test_a_note_is_prose_and_its_mark_is_none():
    made = markup.render("Sales fell.[^1] Why?\n\n[^1]: Annual report 2015.")
    assert (made.plain, made.words) == ("Sales fell. Why?\nAnnual report 2015.", 6)


@pytest.mark.parametrize(
    "raw",
    [
        '<li id="content">',
        '<li class="post">',
        '<sup id="fn-1 x">',
        '<a role="button">',
        '<input type="checkbox">',
        '<ol start="x">',
    ],
)
def test_nothing_but_what_the_converter_makes_is_let_through(raw):
    clean = markup._cleaner().clean(raw)
    assert not any(f"{name}=" in clean for name in ("id", "class", "role", "type", "start"))
    assert "<input" not in clean


@pytest.mark.parametrize(
    "typed",
    [
        "https://x/" + ")" * 40_000,
        "https://x/" + "!" * 40_000 + "a",
        "~~a " * 14_000,
        "~~~a\n" * 11_000,
        "- ~~~a\n" * 8_000,
        "1. a\n" * 11_000,
        "7. a\n\n" * 8_000,
        "[^1]" * 4_000 + "\n\n[^1]: b",
        "[^1]: b\n\n" * 4_000,
        "| a " * 3_000 + "\n|-|\n",
        "- " * 25_000 + "x",
        "> " * 25_000 + "x",
        "&amp;" * 10_000 + "www.a.b" * 1_000,
    ],
    ids=lambda typed: typed[:12],
)
def test_no_text_takes_long(typed):
    started = time.process_time()
    markup.render(typed)
    mask.code(typed)
    unsupported.check("x.md", typed, 0, typed)
    assert time.process_time() - started < 10
