import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import escape, unescape

import pytest
from babel.dates import format_datetime
from bs4 import BeautifulSoup, NavigableString
from conftest import COURSE, ROOT
from fluent.syntax import FluentParser, FluentSerializer, ast
from fluent.syntax.visitor import Transformer
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins import wording
from plugins.build import output
from plugins.core import languages, strings
from plugins.core.strings import TAG, File, Strings
from plugins.corpus import files
from plugins.corpus.corpus import Corpus

ENGLISH = wording.of("en")
ICELANDIC = wording.of("is")
TEXT = (ROOT / "theme/strings/en.ftl").read_text("utf-8")
TEMPLATES = [*(ROOT / "theme/templates").glob("*.html"), *(ROOT / "theme/templates/book").iterdir()]


def speaking(text: str, language: str = "is") -> Strings:
    return Strings(
        language, [File(language, f"theme/strings/{language}.ftl", text), File("en", "theme/strings/en.ftl", TEXT)]
    )


class Accented(Transformer):
    """Every text with a mark that English does not have; tags and what pages put in stay as they are."""

    def visit_TextElement(self, node: ast.TextElement) -> ast.TextElement:  # noqa: N802 - Fluent's visitor asks for it
        parts = re.split(rf"({TAG.pattern[:1]}/?[a-z-]+>)", node.value)
        node.value = "".join(part if part.startswith("<") else re.sub(r"[A-Za-z]+", r"\g<0>ʬ", part) for part in parts)
        return node


@pytest.fixture(scope="module")
def accented() -> str:
    resource = FluentParser().parse(TEXT)
    for entry in resource.body:
        if isinstance(entry, ast.Message) and entry.id.name not in strings.DATES:
            Accented().visit(entry)
    return FluentSerializer().serialize(resource)


def test_the_shipped_strings_have_no_mistakes_and_every_one_is_used():
    assert ENGLISH.problems == []
    keys = [entry.id.name for entry in FluentParser().parse(TEXT).body if isinstance(entry, ast.Message)]
    sources = [*TEMPLATES, *(ROOT / "plugins").rglob("*.py")]
    code = "\n".join(file.read_text("utf-8") for file in sources)
    begun = {match[1] for match in re.finditer(r'f?"([a-z]+(?:-[a-z]+)*-)(?:"|\{)', code)}
    named = set(re.findall(r"""["']([a-z-]+)["']""", code))
    unused = [key for key in keys if key not in named and not any(key.startswith(start) for start in begun)]
    assert unused == []


def test_every_string_that_a_template_asks_for_is_there_with_what_it_is_given():
    messages = {
        e.id.name: strings._Placeholders(e) for e in FluentParser().parse(TEXT).body if isinstance(e, ast.Message)
    }
    called = re.compile(r'say\("([a-z-]*[a-z])"((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)')
    found = 0
    for template in TEMPLATES:
        for match in called.finditer(template.read_text("utf-8")):
            key, rest = match.groups()
            found += 1
            given_names = set(re.findall(r"(?:^|, )(\w+)=", rest))
            asked = messages[key].names | (messages[key].tags - strings.MARKS)
            assert rest[:2] == " i" or rest[:2] == " ~" or asked <= given_names, (template.name, key)
    assert found > 150


def test_counts_choose_the_form_that_the_language_has():
    icelandic = speaking("posts = { $n ->\n    [one] { $n } færsla\n   *[other] { $n } færslur\n}\n")
    assert [icelandic("posts", n=n) for n in (1, 2, 11, 21)] == ["1 færsla", "2 færslur", "11 færslur", "21 færsla"]
    polish = speaking("posts = { $n ->\n    [one] wpis\n    [few] { $n } wpisy\n   *[many] { $n } wpisów\n}\n", "pl")
    assert [polish("posts", n=n) for n in (1, 3, 5)] == ["wpis", "3 wpisy", "5 wpisów"]


def test_dates_name_months_and_days_in_the_language():
    icelandic = speaking("date-deadline = EEEE d. MMMM, 'kl.' HH:mm\n")
    moment = datetime(2026, 10, 11, 23, 59, tzinfo=UTC)
    assert icelandic.deadline(moment) == "sunnudagur 11. október, kl. 23:59"
    assert ENGLISH.deadline(moment) == "Sunday 11 October, 23:59"
    assert (ENGLISH.short(date(2026, 9, 7)), ENGLISH.day(None)) == ("7 Sep", "")


@given(
    st.datetimes(datetime(1, 1, 1), datetime(2200, 1, 1)),
    st.sampled_from(["d MMM", "EEEE d. MMMM y, HH:mm", "HH:mm d/M", "d MMMM 'kl.' HH:mm", "d MMM y, h:mm a", "H.mm"]),
)
def test_a_date_is_shown_as_its_whole_pattern_says(moment, pattern):
    say = speaking(f"date-day = {pattern}")
    for _ in range(2):
        assert say.day(moment) == format_datetime(moment, pattern, locale=say.locale)


def test_what_a_language_does_not_say_is_said_in_english_and_named():
    assert wording.of("is").deadline(datetime(2026, 10, 11, 23, 59, tzinfo=UTC)) == "Sunday 11 October, 23:59"
    some = speaking("nav-weeks = Vikur\n")
    assert (some("nav-weeks"), some("nav-people"), some("posts", n=2)) == ("Vikur", "Students", "2 posts")
    assert "nav-people" in some.untranslated
    assert "nav-weeks" not in some.untranslated
    assert ENGLISH.untranslated == wording.of("en-GB").untranslated == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nav-peple = x", "there is no string “nav-peple”; did you mean “nav-people”?"),
        ("week = Vika { $numer }", "“week” has $numer, which its page does not provide: it takes $number"),
        ("skip = a <b>c</b>", "“skip” has <b>, which its page does not provide: it takes none"),
        ("skip = { hvergi }", "“skip” cannot be formatted (Unknown message: hvergi)"),
        ("skip = { skip }", "“skip” cannot be formatted (it refers to itself)"),
        ("not-found-lede = <home>heim", "“not-found-lede” does not close <home>: add </home>"),
        ("date-day = dddd. MMMM", "“date-day” cannot be formatted (Invalid length for field: 'dddd')"),
        ("nav-weeks = x", "“nav-weeks” appears twice: delete one"),
        ("skip Sleppa", 'is not valid Fluent (expected token: "=")'),
    ],
)
def test_a_mistake_in_a_language_is_one_line_with_its_place_and_costs_that_string_alone(line, said):
    found = speaking(f"# Íslenska\nnav-weeks = Vikur\n{line}\nnav-people = Nemendur\n")
    [problem] = found.problems
    assert str(problem).startswith("theme/strings/is.ftl:3:")
    assert said in problem.message
    assert (found("nav-weeks"), found("nav-people")) == ("Vikur", "Nemendur")
    assert (found("skip"), found("week", number="3")) == ("Skip to content", "Week 3")


@given(st.text(), st.text())
def test_what_a_page_puts_in_is_escaped_and_read_back(person, title):
    said = ENGLISH("entry-comment", person=person, post=title)
    bare = BeautifulSoup(f"<p>{said}</p>", "html.parser")
    assert bare.p is not None
    assert not bare.p.find_all(True)
    assert escape(unescape(said)).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") == said


JOINED = [(one, key) for one in ICELANDIC._parsed for key, said in one.messages.items() if strings._pieces(said)]


@given(st.sampled_from(JOINED), st.text(max_size=40))
def test_a_string_of_texts_alone_is_what_fluent_makes_of_it(found, person):
    parsed, key = found
    given = dict.fromkeys(strings._Placeholders(parsed.messages[key]).names, person)
    assert parsed.join(key, given) == parsed.say(key, given)


def test_a_number_is_for_fluent_to_write():
    assert ENGLISH._parsed[0].join("on-post", {"post": 1_000}) is None
    assert ENGLISH("on-post", post=1_000) == "on 1,000"


def test_markup_and_links_are_put_in_as_they_are():
    said = ENGLISH("on-post", post=Markup('<a href="x">A &amp; B</a>'))
    assert said == 'on <a href="x">A &amp; B</a>'
    linked = ENGLISH("not-found-lede", home='/"><script>', weeks="/weeks/")
    assert '<a href="/&#34;&gt;&lt;script&gt;">home page</a>' in linked


def test_a_name_that_ends_with_a_full_stop_ends_a_sentence():
    assert ENGLISH("nobody-replied", person="Sam Jr.") == "Nobody has replied to Sam Jr."
    linked = ENGLISH("writes-most-about", brands=Markup("<a href='../../brands/gap/'>Gap Inc.</a>"))
    assert linked == "Writes most about <a href='../../brands/gap/'>Gap Inc.</a>"


def test_a_whole_site_speaks_another_language_by_one_more_file(accented, tmp_path, monkeypatch, request_for):
    """The sample course in Icelandic that is English with a mark on every word: a word without was not said by it."""
    folder = tmp_path / "strings"
    folder.mkdir()
    (folder / "en.ftl").write_text(TEXT, "utf-8")
    (folder / "is.ftl").write_text(accented, "utf-8")
    monkeypatch.setattr(wording, "FOLDER", str(folder))
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    toml = content / "course.toml"
    toml.write_text(toml.read_text("utf-8").replace('language = "en"', 'language = "is"'), "utf-8")
    result = output.build(request_for(content, search=True))
    assert [problem for problem in result.problems if problem.rule == "strings"] == []
    named = _named(files.load(content))
    left = {}
    for page in sorted((tmp_path / "site").rglob("*.html")):
        for text in _shown(BeautifulSoup(page.read_text("utf-8"), "html.parser")):
            bare = ICELANDIC_DAYS.sub("", named.sub("", text))
            if re.search(r"[^\W\d_ʬ]{2,}(?![\wʬ])", bare):
                left[text] = page.relative_to(tmp_path).as_posix()
    assert left == {}, "\n".join(left)


ICELANDIC_DAYS = re.compile(
    r"\b(?:(?:sunnu|mánu|þriðju|miðviku|fimmtu|föstu|laugar)dagur|(?:sun|mán|þri|mið|fim|fös|lau)\.|(?:jan|feb|mar|apr|ágú|sep|okt|nóv|des)\w*\.?)"
)


def _named(corpus: Corpus) -> re.Pattern[str]:
    """What a course is called and what is in it, and the fields of a header; the longest first."""
    course = corpus.course
    names = {course.title, course.code, course.term, course.timezone, "GitHub", "RSS", "OPML"}
    names |= set("Title Author Date Summary Tags Lang Sic Status".split())
    names |= {part for week in course.weeks for part in (week.title, week.prompt)}
    names |= {text.author.name for text in corpus.texts} | {person.name for person in course.people}
    names |= {one.title for one in (*corpus.posts, *corpus.pages)} | {tag for post in corpus.posts for tag in post.tags}
    names |= {name for t in corpus.texts for name in (languages.own_name(t.lang), ICELANDIC.name_of(t.lang))} | {
        c.public_reason for c in corpus.comments
    }
    for criterion in course.criteria:
        names |= {criterion.name, criterion.description}
        names |= {part for level in criterion.levels for part in (level.name, level.text)}
    names |= {form for brand in corpus.lexicon.brands for form in (brand.name, *brand.also)}
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name))


def _shown(page: BeautifulSoup) -> Iterator[str]:
    """What a page says beyond the texts themselves, what is for eyes and what is for ears."""
    for part in page.select(
        ".prose, pre, code, script, style, .concordance p:first-child, .excerpt, .recent p:first-child"
    ):
        part.decompose()
    yield from (" ".join(text.split()) for text in page.find_all(string=True) if type(text) is NavigableString)
    for tag in page.find_all(True):
        yield from (tag[name] for name in ("aria-label", "placeholder", "title", "alt") if tag.get(name))


def test_a_name_of_any_length_is_said():
    name = "x<" * 5_000
    assert ENGLISH.plain("brand-lede", mentions="1", texts="2", people=3, names=name).endswith(f"people: {name}")


def test_a_build_says_what_it_had_to_say_in_english(built, tmp_path, monkeypatch):
    icelandic = COURSE.replace("[course]", '[course]\nlanguage = "is"', 1)
    result, *_ = built({"course.toml": icelandic})
    assert "the site's own words are in English: theme/strings/ has no is.ftl" in result.notes
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings/en.ftl").write_text(TEXT, "utf-8")
    (tmp_path / "strings/is.ftl").write_text(TEXT.replace("skip = Skip to content\n", ""), "utf-8")
    monkeypatch.setattr(wording, "FOLDER", str(tmp_path / "strings"))
    result, *_ = built({"course.toml": icelandic})
    [said] = [note for note in result.notes if "in English" in note]
    assert said.startswith("1 string is shown in English, because theme/")
    assert said.endswith("strings/is.ftl lacks them: skip")


def test_english_on_a_page_from_right_to_left_stands_apart_and_is_plain_outside_of_it():
    say = wording.of("ar")
    assert say("comments", n=5) == "\u20665 comments\u2069"
    assert say.short(datetime(2026, 10, 7)) == "\u20667 Oct\u2069"
    assert say.listed(["ليلى", "عمر"]) == "ليلى, عمر"
    assert say.plain("comments", n=5) == "5 comments"
    assert "\u2066" not in say.plain("sample-list-typed")
    assert wording.of("en")("comments", n=5) == "5 comments"
