"""The leak scan in both directions: what is told of anybody is found, and a clean site stands nobody's roster in the way."""

import base64
import gzip
import html
import json
import random

import invented_classes
import pytest
import synthetic

from plugins import leaks
from plugins.brands.word_lists import frequencies
from plugins.build import output

PUBLIC = ["Ada L.", "ada"]
PROSE = [*synthetic.sentences(), "the will of the mark may rose", "In April May rose early, and the mark will be good."]


def share(word: str) -> float:
    return frequencies().share(word, "zh" if leaks.HAN.match(word) else "en")


def cells(rows: list[invented_classes.Row], roster: str) -> list[leaks.Cell]:
    return [
        leaks.Cell(text, "", f"{roster}:{n}")
        for n, row in enumerate(rows)
        for text in (row.name, row.mail, row.login, *(text for _, text in row.ids))
    ]


def told(text: str, *secrets: str, of: str = "") -> set[str]:
    what = leaks.gather([leaks.Cell(secret) for secret in secrets], PUBLIC, [], [], PROSE, share)
    data = of.encode() if of else text.encode()
    return {hit.message for part in leaks.parts(data) for hit in leaks.Searcher(what).find(part.text)}


@pytest.mark.parametrize("held_out", [False, True])
def test_whoever_is_told_of_is_found_in_every_way_of_writing_it(held_out):
    chance, missed, tried = random.Random(11), [], 0
    for _ in range(5):
        rows = invented_classes.people(chance, 20, held_out=held_out)
        what = leaks.gather(cells(rows, "r"), PUBLIC, [], [], PROSE, share)
        searcher = leaks.Searcher(what)
        for n, row in enumerate(rows):
            for text in [*invented_classes.ways(row), *(text for _, text in invented_classes.ids(row))]:
                if row.login in text and len(row.login) < 4:
                    continue
                tried += 1
                is_path = "/" in text and " " not in text
                hits = searcher.find(text if is_path else f"<p>{html.escape(text)}</p>")
                if not any(f"(r:{n})" in hit.message for hit in hits):
                    missed.append((row.name, text))
    assert tried > 1500
    assert missed == []


@pytest.mark.parametrize("held_out", [False, True])
def test_a_clean_site_keeps_at_most_one_roster_of_a_hundred_from_being_published(held_out):
    chance = random.Random(7 + held_out)
    some = [cell for n in range(100) for cell in cells(invented_classes.people(chance, 27, held_out=held_out), f"r{n}")]
    searcher = leaks.Searcher(leaks.gather(some, PUBLIC, [], [], PROSE, share))
    page = "\n".join(f"<p>{html.escape(text)}</p>" for text in PROSE)
    found = {hit.message.rpartition("(r")[2].partition(":")[0] for hit in searcher.find(page)}
    assert len(found) <= 1, found


NAME, ID = "Amara Okafor", "481516"


@pytest.mark.parametrize(
    "text",
    [
        "Ama&amp;amp;#114;a Okafor", "&amp;amp;amp;#65;mara Okafor", "%2541mara%2520Okafor", "%252541mara Okafor",
        "p::after { content: '\\41 mara \\4f kafor' }", "A\u2061mara Oka\U000e0061for", "Ama<img src=a.png>ra Oka<br>for",
        "Ama<x-part>ra</x-part> O<blink>ka</blink>for", "A m a r a  O k a f o r", "A.m.a.r.a O-k-a-f-o-r",
        "<span>A</span><span>m</span><span>a</span><span>r</span><span>a</span> <i>O</i><i>k</i><i>a</i><i>f</i><i>o</i><i>r</i>",
        "Аmаrа Оkаfоr", "Amara 0kafor", "ᴀᴍᴀʀᴀ ᴏᴋᴀꜰᴏʀ", "🅐🅜🅐🅡🅐 🅞🅚🅐🅕🅞🅡", "𝓐𝓶𝓪𝓻𝓪 𝓞𝓴𝓪𝓯𝓸𝓻", "Amara C. Okafor", "Amara Okafors Text",
        "amaraokafor", "AmaraOkafor", "Okafor, Amara", f"see {NAME.encode().hex()}", NAME.encode().hex().upper(),
        base64.b32encode(NAME.encode()).decode(), base64.urlsafe_b64encode(NAME.encode()).decode(),
        base64.urlsafe_b64encode(NAME.encode()).decode().rstrip("="), f"我是{NAME}。",
    ],
)  # fmt: skip
def test_a_name_is_found_in_every_disguise(text):
    assert any(said.startswith("a legal name") for said in told(f"<p>{text}</p>", NAME)), text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Jürgen Müller", "Juergen Mueller"), ("Pat O’Brien", "pat.obrien"), ("Pat O'Brien", "Pat OBrien"),
        ("Jürgen Müller", "Jürgen Müllers Buch"), ("Yildiz Sahin", "Yıldız Şahin"), ("王小明", "Xiaoming Wang"),
        ("欧阳娜娜", "昨天欧阳娜娜来了"), ("山田太郎", "<ruby>山<rt>やま</rt>田<rt>だ</rt></ruby>太郎"), ("김민준", "김민준은 학생이다"),
        ("María José García López", "María García"), ("Rose Park", "By Rose Park"), ("Mark Will", "posts/mark-will-essay.md"),
    ],
)  # fmt: skip
def test_a_name_is_found_as_others_write_it(name, text):
    assert told(f"<p>{text}</p>", name)


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("Mark Will", "The mark will be good, and the marks will be better."), ("April May", "It was in April, May and June."),
        ("Rose Mary", "rosemary"), ("An Na", "Anna wrote it."), ("4711", "It had 4711 readers in 4711 BC."),
        ("1309", "In 1309 the pope moved; 1309 words."), ("4500", "We counted 4500."), ("4711", '{"words": 4711, "at": 4711}'),
        ("4711", "https://example.com/issues/4711"), ("高明", "提高明确"), ("tli9", "week-1/t119/"), ("5502", "DSC_5502.jpg"),
        ("Maria Lopez", "By Ada L."),
    ],
)  # fmt: skip
def test_what_only_looks_like_somebodys_is_left_alone(secret, text):
    assert told(f"<p>{text}</p>", secret) == set()


@pytest.mark.parametrize(
    "text",
    [
        "My student id is 4711.",
        "Zijun’s id: 4711",
        "Ask 4711.",
        '<img alt="4711">',
        "<td>4711</td>",
        "a,4711,b",
        "/users/4711",
    ],
)
def test_a_short_number_is_an_id_where_its_surroundings_say_so(text):
    assert told(f"<p>{text}</p>", "4711")


def test_numbers_that_the_search_made_are_nobodys_id_and_what_people_wrote_is_read():
    fragment = {
        "content": "I am Amara Okafor.",
        "meta": {"title": "By 481516"},
        "word_count": 1309,
        "locations": [900417],
    }
    (part,) = leaks.index_parts(gzip.compress(b"pagefind_dcd" + json.dumps(fragment).encode()))
    what = leaks.gather([leaks.Cell(text) for text in (NAME, ID, "1309", "900417")], PUBLIC, [], [], [], share)
    assert {hit.message for hit in leaks.Searcher(what).find(part.text)} == {"a legal name, “A… O…”", "an id, “4…”"}


SOUL = "Title: Soul\nAuthor: ada\nDate: 2026-10-08 10:00\n\nWhat James Brownley sang, 471199 people heard.\n"
ALLOWED = '[[allowed]]\ntext = "{}"\nplace = "{}"\nreason = "the singer, and his audience"\n'


def test_what_a_post_tells_of_others_can_be_allowed_where_it_stands(course, request_for):
    roster = "person,legal_name,canvas_id\nada,James Brownley,471199\n"
    place = "posts/week-01/ada-soul.md"
    content = course({"../private/roster.csv": roster, place: SOUL})
    request = request_for(content, publish=True)
    result = output.build(request)
    assert result.leaks
    assert all(line.endswith(f", from {place}") for line in result.leaks), result.leaks
    assert any("private/allow.toml" in line for line in result.summary(request))
    allow = content.parent / "private/allow.toml"
    allow.write_text(ALLOWED.format("James Brownley", place))
    assert {"an id" in line for line in output.build(request).leaks} == {True}
    allow.write_text(ALLOWED.format("James Brownley", place) + ALLOWED.format("471199", place))
    assert output.build(request).leaks == ()
    (content / "posts/week-01/ada-more.md").write_text(SOUL.replace("Soul", "More"))
    assert output.build(request).leaks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[allowed]]\ntext = "x"\nplace = "posts/week-01/ada-soul.md"\n', "allow.toml:1:1: `allowed[1].reason`: is missing"),
        ("[[allowed]\n", "allow.toml:1:"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_allow_toml_stops_the_build_with_its_line(course, request_for, text, said):
    content = course({"posts/week-01/ada-soul.md": SOUL, "../private/allow.toml": text})
    with pytest.raises(output.CannotBuild) as caught:
        output.build(request_for(content, publish=True))
    assert said in str(caught.value)


def test_an_entry_for_a_file_that_is_gone_is_told_and_stops_nothing(course, request_for):
    allow = ALLOWED.format("James Brownley", "posts/week-01/ada-sole.md")
    content = course({"posts/week-01/ada-soul.md": SOUL, "../private/allow.toml": allow})
    request = request_for(content, publish=True)
    told = "private/allow.toml:3:1: “posts/week-01/ada-sole.md” is no file of the content folder; did you mean"
    assert any(line.startswith(told) for line in output.build(request).summary(request))


def test_a_published_build_says_what_could_not_be_looked_for(course, request_for):
    roster = "person,legal_name,canvas_id,login\nada,Adelheid Lovelace,12,mark\nben,Benedikt Kohler,4711,x1993y\n"
    content = course({"../private/roster.csv": roster, "posts/week-01/ada-x.md": SOUL})
    request = request_for(content, publish=True)
    lines = list(output.build(request).summary(request))
    (line,) = [line for line in lines if line.startswith("could not be looked for: ")]
    assert "what is shorter than four characters (private/roster.csv:2)" in line
    assert "ordinary words, and words of public names (private/roster.csv:2)" in line
    assert "ids of four or five digits where they could be amounts or years (private/roster.csv:3)" in line
    assert line.endswith("ciphers, words spelt backwards and paraphrases")


@pytest.mark.parametrize(
    "header",
    [
        "Author: Adelheid Lovelace",
        "Author: ada\nReply-to: adelheid-lovelace-1",
        "Author: ada\nStatus: removed\nRemoved-by: Adelheid Lovelace",
    ],
)
def test_no_line_of_a_build_repeats_a_legal_name_of_a_header(course, request_for, header):
    comment = f"{header}\nDate: 2026-10-08 11:00\n\nI saw it, too.\n"
    files = {"posts/week-01/ada-x.md": SOUL, "comments/week-01/ada-x/ada-1.md": comment}
    content = course({"../private/roster.csv": "person,legal_name\nben,Adelheid Lovelace\n", **files})
    lines = [*map(str, output.build(request_for(content)).problems)]
    assert any("comments/week-01/ada-x/ada-1.md" in line for line in lines)
    assert not any(name in line.lower() for line in lines for name in ("lovelace", "adelheid"))
