"""Nothing private is ever public: every kind of secret is found in every kind of file, and nothing else is taken for one."""

import gzip
import json
import random
import shutil
import zlib
from pathlib import Path

import pytest
from carriers import CARRIERS, cbor, chunk, png
from conftest import POST, ROOT, write
from sample_course import SAMPLE

from plugins import leaks
from plugins.build import output
from plugins.leaks import scan
from plugins.rendering import Pages

HIDDEN = "This comment waits for the approval of the teacher and says nothing good about anybody."
FILES = {
    "posts/week-01/ada-on-listening.md": POST,
    "comments/week-01/ada-on-listening/ben-1.md": f"Author: ben\nDate: 2026-10-08 11:00\nStatus: pending\n\n{HIDDEN}\n",
    "../private/roster.csv": (
        "person,legal_name,email,canvas_id,sis_id\n"
        "ada,Adelheid Núñez Lovelace,ada.l@uni.example,900417,S1234567\n"
        "ben,Benedikt Køhler,bk42@uni.example,31337,S7654321\n"
    ),
    "../private/adjustments.toml": (
        '[[excuses]]\nperson = "ada"\nweek = 1\nreason = "Her brother lies in the hospital of Lagos."\n'
        '[[notes]]\nperson = "ben"\nnote = "He wrote to me that he would rather not be asked about his family again."\n'
        '[[marks]]\npost = "posts/week-01/ada-on-listening.md"\nnote = "Good work this week"\n'
    ),
    "../private/snapshots/2026-11-01.json": (
        '{"entries": [{"source": "posts/week-01/ada-on-listening.md", "reason": "On time, 4 d before the deadline of the week",'
        ' "adjustment": "Extension agreed by the dean after the accident"}]}'
    ),
}
SECRETS = {
    "an id": ("900417", "an id"),
    "an id of letters and digits": ("S1234567", "an id"),
    "an e-mail address": ("ada.l@uni.example", "an e-mail address"),
    "a legal name": ("Adelheid Núñez Lovelace", "a legal name"),
    "a legal name backwards": ("Lovelace, Adelheid", "a legal name"),
    "a legal name without accents": ("Benedikt Kohler", "a legal name"),
    "a long note": ("would rather not be asked about his family again", "words of a private note"),
    "a short note": ("Her brother lies in the hospital of Lagos.", "a private note"),
    "a reason in a snapshot": ("Extension agreed by the dean after the accident", "a private note"),
    "a hidden text": ("waits for the approval of the teacher and says nothing", "words of a hidden text"),
    "a field": ("median_reply_hours", "the gradebook’s field"),
}
WHOLE_WORDS_ONLY = {"wide letters": ("a field",), "latin-1": ("a legal name",)}


class Built:
    """A site that was built for real, its private folder, and the scan of it."""

    def __init__(self, folder: Path) -> None:
        content = write(folder / "content", FILES)
        self.private, self.site = folder / "private", folder / "built"
        self.site.mkdir()
        request = output.BuildRequest(
            content, folder / "site", None, self.private, ROOT / "publishconf.py", publish=True
        )
        self.made = output._run_pelican(request, Pages(self.site), None)

    def scan(self) -> tuple[str, ...]:
        return scan.leaks_in(self.site, self.private, self.made.site, self.made.theme)[0]

    def with_file(self, name: str, data: bytes) -> tuple[str, ...]:
        """What the scan says of the site with one file more, and that file alone."""
        what = self.site / name
        what.parent.mkdir(parents=True, exist_ok=True)
        what.write_bytes(data)
        try:
            return tuple(line for line in self.scan() if line.startswith(f"{name}: "))
        finally:
            what.unlink()


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Built:
    return Built(tmp_path_factory.mktemp("leaks"))


@pytest.fixture(scope="module")
def searcher(site) -> leaks.Searcher:
    return scan._searcher(site.private, site.made.site, site.made.theme)[0]


def found_in(searcher: leaks.Searcher, data: bytes, *, css: bool = False) -> set[str]:
    return {hit.message for part in leaks.parts(data) for hit in searcher.find(part.text, opaque=part.opaque, css=css)}


def test_a_site_that_holds_no_secret_passes(site):
    assert site.scan() == ()


@pytest.mark.parametrize("carrier", CARRIERS)
def test_every_kind_of_secret_is_found_in(searcher, carrier):
    name, made = CARRIERS[carrier]
    for kind, (text, said) in SECRETS.items():
        if kind in WHOLE_WORDS_ONLY.get(carrier, ()):
            continue
        hits = found_in(searcher, made(text), css=name.endswith(".css"))
        assert any(hit.startswith(said) for hit in hits), (carrier, kind, hits)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_nothing_is_found_where_nothing_is(searcher, carrier):
    name, made = CARRIERS[carrier]
    data = made("Brands that listen to people learn something new, in 2026 as in 1984: +44 20 7946 0900.")
    assert found_in(searcher, data, css=name.endswith(".css")) == set()
    assert not any(part.refused for part in leaks.parts(data))


@pytest.mark.parametrize("kind", SECRETS)
def test_a_planted_secret_fails_the_built_site_and_says_where(site, kind):
    text, said = SECRETS[kind]
    name, made = CARRIERS["gzip"]
    lines = site.with_file(f"week-1/{name}", made(text))
    assert any(line.startswith(f"week-1/x.html.gz: holds {said}") and "(compressed)" in line for line in lines)


@pytest.mark.parametrize(
    "name", ["people/lovelace-adelheid/x.txt", "images/AdelheidLovelace.txt", "900417.txt", "S1234567/x.txt"]
)
def test_names_of_files_and_folders_are_looked_at(site, name):
    (site.site / name).parent.mkdir(parents=True, exist_ok=True)
    (site.site / name).write_bytes(b"x")
    try:
        lines = site.scan()
    finally:
        (site.site / name).unlink()
        if name.endswith("/x.txt"):
            (site.site / name).parent.rmdir()
    assert len(lines) == 1
    assert "(in its name)" in lines[0]
    assert "ovelace" not in lines[0]


def test_an_index_of_words_is_read_word_by_word(searcher):
    words = cbor("brands", "900417", "listen", "s1234567")
    assert {said[:5] for said in found_in(searcher, gzip.compress(b"pagefind_dcd" + words))} == {"an id"}
    assert found_in(searcher, gzip.compress(b"pagefind_dcd" + cbor("brands", "9004170", "listen"))) == set()


@pytest.mark.parametrize(
    "text",
    [
        "<p>On 2026-31-337 the 31,337th of 31.337 people paid £31337, $ 31337 or 31337 % at 10:31337.</p>",
        '<svg viewBox="0 0 31337 900417"><path d="M 31337 900417 L 900417,31337"/><rect x="31337" width="900417"/></svg>',
        '<p style="width: 31337px; color: #900417">x</p>',
        "<style>p { color: #900417; width: 31337px }</style>",
        "<p>sha256-a3900417f c900417 9004170 190041731337 v31337b</p>",
        "<p>Ada L. and Ben K. said: good work this week, and the dean agreed to an extension.</p>",
        "<p>Her brother lies in the hospital of Lagos or Abuja, she writes.</p>",
        "<p>The points possible, and the median reply hours.</p>",
        "<p>Adelheid wrote to Benedikt. Lovelace is a name, and so is Kohler.</p>",
        "<p>bigada.l@uni.example, x.ada.l@uni.example and ada.l@uni.example.org</p>",
        "<p>On time, 4 d before the deadline of the week</p>",
    ],
)
def test_no_false_alarm(searcher, text):
    assert found_in(searcher, text.encode()) == set()


def test_colours_in_a_style_sheet_are_nobodys_id_but_its_comments_are_read(searcher):
    assert found_in(searcher, b"a { color: #900417; z-index: 31337 }", css=True) == set()
    assert found_in(searcher, b"a { color: red } /* 900417 */", css=True) != set()


def test_pixels_hold_no_short_secret_by_chance_and_long_ones_are_found(searcher):
    noise = random.Random(5).randbytes(3000)
    assert found_in(searcher, png(chunk(b"IDAT", noise + b" 31337 " + noise))) == set()
    assert found_in(searcher, png(chunk(b"IDAT", noise + b" ada.l@uni.example " + noise))) != set()


def test_a_short_note_that_many_say_is_found_unless_a_published_text_says_it():
    notes = [leaks.Note("Good work this week", "private/adjustments.toml")]
    page = b"<td>Good work this week</td>"
    assert found_in(leaks.Searcher(leaks.gather([], [], [], notes, [])), page)
    assert not found_in(leaks.Searcher(leaks.gather([], [], [], notes, ["Good work this week, Ben!"])), page)


def test_a_bomb_is_refused_and_not_passed_over(site):
    bomb = gzip.compress(bytes(200_000_000), 9)
    assert len(bomb) < 300_000
    assert site.with_file("x.gz", bomb) == (
        "x.gz: cannot be looked through: its compressed data expands to more than 32 MB",
    )
    small = zlib.compress(bytes(100_000_000), 9)
    lines = site.with_file("x.png", png(chunk(b"zTXt", b"k\0\0" + small)))
    assert len(lines) == 1
    assert "expands to more than 32 MB" in lines[0]


def test_a_matryoshka_is_refused_and_not_passed_over(site):
    data = b"x"
    for _ in range(9):
        data = gzip.compress(data)
    assert "more than 5 containers" in site.with_file("x.gz", data)[0]


def test_without_a_private_folder_it_says_that_it_could_look_only_for_the_rest(site, tmp_path):
    found, missing, _ = scan.leaks_in(site.site, tmp_path / "nowhere", site.made.site, site.made.theme)
    assert found == ()
    assert missing.endswith("names, ids and addresses could not be looked for, nor private notes")


def test_a_private_text_in_a_published_one_fails_the_build_and_names_the_source(course, request_for):
    post = POST.replace("ada", "ben") + "\nI asked Adelheid Lovelace (900417).\n"
    content = course({**FILES, "posts/week-01/ben-x.md": post})
    result = output.build(request_for(content, publish=True))
    assert not request_for(content).output.exists()
    line = next(line for line in result.leaks if line.startswith("week-1/ben/x/index.html: holds a legal name"))
    assert line.endswith("“A… N… L…” (private/roster.csv:2), from posts/week-01/ben-x.md")
    assert not any("900417" in line or "Adelheid" in line for line in result.leaks)


SECOND = "\n[[weeks]]\nnumber = 2\nopens = 2026-10-12\nprompt = '''{}'''\n"
DRAFT = "I asked the woman at the counter why the shop has no name over its door"


@pytest.mark.parametrize(
    ("prompt", "week", "told"),
    [
        (f"Somebody wrote: “{DRAFT}”. Is that a brand?", 2, True),
        (f"Somebody wrote this.\n\n> {DRAFT}\n\nIs that a brand?", 2, True),
        (f"{DRAFT}. Is that a brand?", 1, True),
        (f"{DRAFT}. Is that a brand?", 2, False),
    ],
)
def test_a_hidden_text_in_a_prompt_is_found_unless_it_may_have_copied_the_prompt(
    course, request_for, prompt, week, told
):
    draft = POST.replace("\n", "\nStatus: draft\n", 1) + f"\n{DRAFT}, and she laughed.\n"
    content = course({**FILES, f"posts/week-{week:02}/ada-counter.md": draft})
    settings = content / "course.toml"
    settings.write_text(settings.read_text("utf-8") + SECOND.format(prompt), "utf-8")
    found = output.build(request_for(content, publish=True)).leaks
    assert bool(found) == told
    assert all("words of a hidden text" in line and line.endswith("course.toml") for line in found)


TOLD = {
    "posts/week-01/ada-lovelace-adelheid.md": (
        POST,
        "posts/week-01/ada-l…-a….md:1:1: the file name reveals the legal name of “ada”",
    ),
    "images/Adelheid Lovelace.png": (png(), "images/A… L….png:1:1: the file name reveals the legal name of “ada”"),
    "posts/week-01/ada-x.md": (
        "Title: By Adelheid Lovelace\n" + POST.split("\n", 1)[1],
        "posts/week-01/ada-x.md:1:11: reveals the legal name of “ada”: write “Ada L.”",
    ),
    "posts/week-01/ben-x.md": (
        POST.replace("ada", "ben") + "As Adelheid Lovelace said.\n",
        "posts/week-01/ben-x.md:6:4: reveals the legal name of “ada”: write “Ada L.”",
    ),
    "pages/about.md": (
        "Title: About\n\nTaught with Köhler, Benedikt.\n".replace("ö", "ø"),
        "pages/about.md:3:13: reveals the legal name of “ben”: write “Ben K.”",
    ),
}


@pytest.mark.parametrize("file", TOLD)
def test_every_build_warns_where_a_file_tells_a_legal_name_and_does_not_repeat_it(course, request_for, file):
    text, warning = TOLD[file]
    shown = {"pages/seen.md": f"Title: Seen\n\n![A dot]({file})\n"} if file.startswith("images/") else {}
    content = course({"../private/roster.csv": FILES["../private/roster.csv"], file: text, **shown})
    result = output.build(request_for(content))
    said = [problem for problem in result.problems if problem.rule == "alias"]
    assert any(str(problem).startswith(warning) for problem in said), list(map(str, result.problems))
    assert {problem.severity for problem in said} == {"warning"}
    assert not any(name in str(problem).lower() for problem in said for name in ("lovelace", "adelheid", "benedikt"))
    assert output.build(request_for(content, publish=True)).leaks


def test_a_legal_name_that_is_the_public_one_is_told_by_nobody(built):
    result, *_ = built({**FILES, "../private/roster.csv": 'person,legal_name\nada,Ada L.\nben,"K., Ben"\n'})
    assert [problem for problem in result.problems if problem.rule == "alias"] == []


@pytest.mark.parametrize("gradebook", ["site/book", "link/book", "content/images/book"])
def test_the_gradebook_lies_below_the_site_by_no_detour(course, request_for, tmp_path, gradebook):
    content = course(FILES)
    (tmp_path / "site").mkdir()
    (tmp_path / "link").symlink_to("site")
    with pytest.raises(output.CannotBuild, match="must not be inside"):
        output.build(request_for(content, gradebook=tmp_path / gradebook))


def test_a_private_folder_copied_among_the_images_is_not_published(course, request_for):
    content = course({**FILES, "images/a.png": png()})
    shutil.copytree(content.parent / "private", content / "images/private")
    request = request_for(content, publish=True)
    result = output.build(request)
    assert result.leaks == ()
    assert not list(request.output.rglob("*.csv"))
    assert sum("is not published: an image ends in" in problem.message for problem in result.problems) == 3


def test_the_sample_course_with_a_realistic_roster_raises_no_alarm(tmp_path):
    chance = random.Random(7)
    people = ["Amara Okafor", "Haru Sato", "Hrafn Jónsson", "Tomasz Wójcik", "Ximena Ruiz", "Ananya Patel", "Declan Murphy",
              "Fatima Begum", "Jiayi Li", "Ruth Hughes"]  # fmt: skip
    lines = ["person,first name,last name,email,canvas_id,sis_login_id,student_number"]
    for name in people:
        first, last = name.split()
        login = f"{first[0]}{last}".lower()
        number = chance.randrange(10_000_000)
        lines.append(
            f"{first.lower()},{first},{last},{login}@uni.example,{chance.randrange(1000, 99999)},{login},{number}"
        )
    private = tmp_path / "private"
    private.mkdir()
    (private / "roster.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (private / "adjustments.toml").write_text('[[notes]]\nperson = "haru"\nnote = "Well argued, thank you"\n', "utf-8")
    result = output.build(
        output.BuildRequest(SAMPLE, tmp_path / "site", None, private, ROOT / "publishconf.py", publish=True)
    )
    assert (result.leaks, result.unscanned) == ((), "")
    assert [problem for problem in result.problems if problem.rule == "alias"] == []


TABLE = "student name;login\nYevgeniya Abdrakhmanova;yabdr77x\n"


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-16"),
        TABLE.replace(";", "\t").encode("utf-16"),
        ("sep=;\n" + TABLE).encode(),
        ("\ufeffsep=;\r\n" + TABLE.replace("\n", "\r\n")).encode(),
    ],
    ids=["utf-8", "utf-16", "utf-16 with tabs", "sep", "sep after a mark"],
)
@pytest.mark.parametrize("name", ["second.csv", "of last term/SECOND.CSV", "second.tsv"])
def test_every_table_of_the_private_folder_is_read_as_the_roster_is(site, data, name):
    table = site.private / name
    table.parent.mkdir(exist_ok=True)
    table.write_bytes(data)
    try:
        found = site.with_file("x.html", b"<p>By Yevgeniya Abdrakhmanova</p><p>(yabdr77x)</p>")
    finally:
        table.unlink()
    assert [line.split(" (private")[0] for line in found] == [
        "x.html: holds a legal name, “Y… A…”",
        "x.html: holds an id, “y…”",
    ]
    assert all(f"(private/{name}:" in line for line in found)


@pytest.mark.parametrize("data", ["name\nKlára Dvořáčková\n".encode("cp1250"), b'name\n"' + b"x" * 200_000 + b'"\n'])
def test_a_private_table_that_cannot_be_read_stops_a_published_build_with_its_name(tmp_path, course, request_for, data):
    content = course({"posts/week-01/ada-on-listening.md": POST, "../private/groups.csv": data})
    with pytest.raises(output.CannotBuild, match=r"^private/groups\.csv:1:1: "):
        output.build(request_for(content, publish=True))
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("name", ["李小龙", "王明", "山田太郎", "김민준", "李 小龙"])
def test_a_legal_name_of_few_signs_is_looked_for_where_a_sign_is_a_syllable(name):
    what = leaks.gather([leaks.Cell(name, "ada")], ["Ada L."], [], [], [])
    joined = name.replace(" ", "")
    assert [hit.message for hit in leaks.Searcher(what).find(f"<p>{joined}, a student</p>")]
    assert not list(leaks.Searcher(what).find(f"<p>{joined[0]}, a student</p>"))


@pytest.mark.parametrize("name", ["Jo", "Li", "李"])
def test_what_is_too_short_to_mean_one_person_is_looked_for_nowhere(name):
    assert not leaks.gather([leaks.Cell(name, "ada")], ["Ada L."], [], [], []).forms


def test_a_snapshot_is_read_whole_however_long_so_that_its_sentences_are_no_secrets(tmp_path):
    entries = [{"reason": f"Post {n} is on time, two hours before the deadline"} for n in range(20_000)]
    file = tmp_path / "private/snapshots/2026-11-01.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"entries": entries, "adjustments": [{"reason": "Agreed by the dean on the phone"}]}))
    notes, _ = scan._private_notes(tmp_path / "private")
    assert file.stat().st_size > scan.MOST_NOTES
    assert [note.text for note in notes] == ["Agreed by the dean on the phone"]


@pytest.mark.parametrize("name", ["Bo Weiß", "Jürgen Weißmann", "Ægir Þórsson", "Ada Lovelace"])
def test_a_name_written_letter_by_letter_is_found_whatever_its_letters(name):
    searcher = leaks.Searcher(leaks.gather([leaks.Cell(name, "", "x")], [], [], [], []))
    assert searcher.find(f"<p>It was {' '.join(name)} who said so.</p>")
