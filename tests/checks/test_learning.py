"""What an instructor teaches the check: by hand, at a terminal, and from the gradebook."""

import os
import pty
import select
import subprocess
import time
import tomllib

import pytest
from builders import post
from conftest import BRANDS, POST, ROOT, inv, run, write
from hypothesis import given
from hypothesis import strategies as st

from plugins import edited
from plugins.brands import Finding, lexicon
from plugins.checks import check, learning, teaching
from plugins.core.model import Brand

DOVE = Brand("Dove", also=("Dove Men+Care",), common_word=True, slug="dove")
OWN = """\
# The names of our course.
extends = "marketing" # and ours

# Our guest's roastery.
[[brands]]
  name = "Millrace Coffee" # since 1911
  wrong = ["Mill Race"]

# A lantern is also just a lantern.
[[brands]]
name = 'Lantern'
also = [
    "The Lantern", # the cinema
    # more to come
]
"""
MILLRACE, LANTERN = Brand("Millrace Coffee", slug="m"), Brand("Lantern", slug="l")


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that were added; every other one must have stayed as it was, in its place."""
    left = before.splitlines(keepends=True)
    new = []
    for line in after.splitlines(keepends=True):
        if left and line == left[0]:
            left.pop(0)
        else:
            new.append(line)
    assert left == []
    return new


@pytest.mark.parametrize(
    ("brand", "new"),
    [
        (None, ['others = ["Keras"]\n']),
        (MILLRACE, ['  also = ["Keras"]\n']),
        (LANTERN, ['    "Keras"\n']),
        (
            DOVE,
            ["\n", "[[brands]]\n", 'name = "Dove"\n', 'also = ["Dove Men+Care", "Keras"]\n', "common_word = true\n"],
        ),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_form_is_added_in_its_place_and_every_other_byte_stays(brand, new, ending):
    before = OWN.replace("\n", ending)
    after = learning.added(before, "Keras", brand)
    assert changed_lines(before, after) == [line.replace("\n", ending) for line in new]
    assert learning.added(after, "Keras", brand) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'others = ["Keras"]\n'),
        ("# Ours.", '# Ours.\nothers = ["Keras"]\n'),
        ('extends = "marketing"', 'extends = "marketing"\nothers = ["Keras"]\n'),
        ('others = ["Redis"]\n', 'others = ["Redis", "Keras"]\n'),
        ('others = [\n  "Redis",\n]\n', 'others = [\n  "Redis",\n  "Keras",\n]\n'),
        (
            '# All.\n\n# One.\n[[brands]]\nname = "A"\n',
            '# All.\n\nothers = ["Keras"]\n\n# One.\n[[brands]]\nname = "A"\n',
        ),
        ('# One.\n[[brands]]\nname = "A"', 'others = ["Keras"]\n\n# One.\n[[brands]]\nname = "A"'),
        ('brands = [{name = "A"}]\n', 'brands = [{name = "A"}]\nothers = ["Keras"]\n'),
    ],
)
def test_the_name_of_another_thing_stands_before_the_first_table(before, after):
    assert learning.added(before, "Keras") == after


@pytest.mark.parametrize("before", ["", "# Ours.", BRANDS, "brands = []\n", 'brands = [{name = "A"}]\n', OWN.rstrip()])
def test_a_brand_without_an_entry_gets_one_that_keeps_what_was_right_for_it(before):
    *_, entry = tomllib.loads(learning.added(before, "Duve", DOVE))["brands"]
    assert entry == {"name": "Dove", "also": ["Dove Men+Care", "Duve"], "common_word": True}


def test_an_entry_for_a_shipped_brand_keeps_its_cues_and_kind():
    shipped = Brand("Dove", ("Dove Men+Care",), ("Dov",), True, "dove", "care", ("soap",))
    text = learning.added('extends = "marketing"\n', "Duve", shipped)
    read, problems = lexicon.read(text, lambda: [shipped])
    [brand] = read.brands
    assert problems == []
    assert (brand.also, brand.wrong, brand.common_word, brand.kind, brand.cues) == (
        ("Dove Men+Care", "Duve"), ("Dov",), True, "care", ("soap",)
    )  # fmt: skip


LAYOUTS = ["", OWN, "others = []\n", 'others=["Redis","Ö"]#x\n', "others = [\n  'C\\D', # why\n  # end\n]\n", BRANDS]


@given(
    st.sampled_from(LAYOUTS),
    st.text(min_size=1).filter(lexicon.squeeze),
    st.sampled_from([None, MILLRACE, DOVE]),
)
def test_whatever_the_form_and_the_layout_it_is_read_back(before, form, brand):
    data = tomllib.loads(learning.added(before, form, brand))
    entry = next((entry for entry in data.get("brands", ()) if brand and entry["name"] == brand.name), {})
    told = [entry.get("name"), *entry.get("also", ())] if brand else data["others"]
    assert lexicon.squeeze(form) in [lexicon.squeeze(one) for one in told]


@pytest.mark.parametrize(
    ("text", "form", "brand", "said"),
    [
        ("others = [\n", "Keras", None, "brands.toml:"),
        ('others = "Redis"\n', "Keras", None, "add it by hand"),
        ("brands = 3\n", "Keras", MILLRACE, "add it by hand"),
        (OWN, "Mill  Race", MILLRACE, "is listed as wrong for Millrace Coffee"),
        (OWN, "Mill Race", None, "is listed as wrong for Millrace Coffee"),
    ],
)
def test_a_file_that_cannot_take_it_is_refused_in_one_line(text, form, brand, said):
    with pytest.raises(learning.CannotLearn, match=said) as refused:
        learning.added(text, form, brand)
    assert "\n" not in str(refused.value)


def finding(wrong: str, brand: str, kind: str = "spelling", **more: object) -> Finding:
    return Finding(0, len(wrong), wrong, brand, Brand(brand, slug=brand.lower()), kind, **more)


class Finds:
    """A matcher that finds what it was told to."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings

    def read(self, *_: object) -> tuple[list[object], list[Finding]]:
        return [], list(self.findings)


def test_what_is_in_doubt_is_told_once_for_all_texts_and_what_is_quoted_never():
    keras, github = finding("Keras", "Khoros", severity="notice"), finding("Github", "GitHub", "capitals")
    quoted = finding("Bubrerry", "Burberry", severity="notice", why="inside quotation marks")
    checked = [
        check.check(post(name="a"), Finds(github, quoted)),
        check.check(post(name="b"), Finds(keras, keras)),
        check.check(
            post(name="c"), Finds(finding("Ke\nras", "Khoros"), finding("Keras", "Khoros", severity="warning"))
        ),
    ]
    found = learning.doubts(checked)
    told = [(doubt.form, doubt.suggestion, doubt.severity, doubt.texts, list(doubt.commands)) for doubt in found]
    assert told == [
        ("Keras", "Khoros", "warning", 2, ["others", "also"]),
        ("Github", "GitHub", "error", 1, ["also"]),
        ("Ke ras", "Khoros", "error", 1, ["others", "also"]),
    ]
    assert found[0].settled("keras", None)
    assert found[0].settled("Keras", Brand("Kerry"))
    assert not found[0].settled("keras", Brand("Khoros"))


@pytest.mark.parametrize(
    "form", ["Keras", "Marks & Spencer's", "$(touch x)", "`touch x`", 'A "B"', "Yahoo!", "C\\D", "O’Neill"]
)
def test_the_command_to_copy_gives_the_form_to_a_shell_as_it_is(form, tmp_path):
    typed = learning.command(form, form).replace("./inv check", "printf '%s\\n'")
    said = subprocess.run(["bash", "-c", typed], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout
    assert said.splitlines() == ["--right", form, "--of", form]
    assert list(tmp_path.iterdir()) == []


def test_a_form_with_the_letters_of_a_brand_is_a_form_of_it_and_any_other_something_else():
    names, _ = lexicon.read(BRANDS)
    wechat, burberry = names.brands[1], names.brands[0]
    assert learning.brand_of(names, "We-chat") == wechat
    assert learning.brand_of(names, "Keras") is None
    assert learning.brand_of(names, "Bubrerry", "burberry") == burberry
    for form, brand, said in (("WeChat", "", "right already"), ("!", "", "no letters"), ("K", "Burbery", "“Burberry”")):
        with pytest.raises(learning.CannotLearn, match=said):
            learning.brand_of(names, form, brand)


@pytest.fixture
def content(tmp_path):
    """A course in which a name is wrong in two posts, and another in one."""
    texts = {f"posts/week-01/{who}-x.md": POST.replace("ada", who) + "A Wechat.\n" for who in ("ada", "ben")}
    texts["posts/week-01/ruth-y.md"] = POST.replace("ada", "ruth") + "A Bubrerry.\n"
    return write(tmp_path / "content", {"brands.toml": BRANDS, **texts})


def test_a_name_is_taken_as_right_by_one_command_and_the_next_check_is_silent(content):
    done = run("check", "--content", content, "--right", "Bubrerry", "--of", "Burberry")
    assert (done.returncode, done.stderr) == (0, "added “Bubrerry” to also of Burberry in brands.toml\n")
    assert "Bubrerry" not in run("check", "--content", content).stdout
    again = run("check", "--content", content, "--right", "Bubrerry", "--of", "Burberry")
    assert (again.returncode, again.stderr) == (2, "“Bubrerry” is right already: nothing was written\n")


def test_a_course_without_brands_gets_a_file(tmp_path):
    content = write(tmp_path, {})
    assert run("check", "--content", content, "--right", "Keras").returncode == 0
    assert (content / "brands.toml").read_text("utf-8") == 'others = ["Keras"]\n'


@pytest.mark.parametrize("options", [["--learn", "--fix"], ["--of", "GitHub"], ["--learn", "--right", "Keras"]])
def test_what_does_not_go_together_is_refused(content, options):
    done = run("check", "--content", content, *options)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_without_a_terminal_nothing_is_asked_and_the_way_is_told(content):
    done = run("check", "--content", content, "--learn")
    said = "--learn asks at a terminal: type it in one, or ./inv check --right NAME for a single name\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_a_file_changed_by_somebody_else_meanwhile_is_left_as_it_is(content):
    file = content / "brands.toml"
    before = file.read_bytes()
    file.write_text("# edited\n" + BRANDS, "utf-8")
    with pytest.raises(edited.CannotEdit, match="has been changed meanwhile"):
        teaching.write(content, "Keras", None, edited.Held(before))
    assert file.read_text("utf-8") == "# edited\n" + BRANDS


def test_a_byte_order_mark_stays(content):
    file = content / "brands.toml"
    file.write_bytes(b"\xef\xbb\xbf" + BRANDS.encode())
    teaching.write(content, "Keras", None)
    assert file.read_bytes() == b'\xef\xbb\xbfothers = ["Keras"]\n\n' + BRANDS.encode()


def test_a_link_to_a_file_elsewhere_is_not_replaced(content, tmp_path):
    file = content / "brands.toml"
    elsewhere = file.rename(tmp_path / "brands.toml")
    file.symlink_to(elsewhere)
    with pytest.raises(edited.CannotEdit, match="is a symbolic link"):
        teaching.write(content, "Keras", None)
    assert file.is_symlink()
    assert elsewhere.read_text("utf-8") == BRANDS


def asked(content, *answers: str) -> tuple[list[str], list[str]]:
    """The questions of a session that is answered so, and all it says."""
    questions, said, left = [], [], list(answers)

    def ask(question: str) -> str:
        questions.append(question)
        if not left:
            raise EOFError
        return left.pop(0)

    teaching.lesson(content, None, ask, said.append)
    return questions, said


def test_each_name_is_asked_about_once_with_its_line_and_written_at_once(content):
    questions, said = asked(content, "o", "?", "a\n", "O")
    ways = "a also right for WeChat, s skip, q quit: "
    assert questions == [
        *[f"“Wechat” in 2 texts, 1 more to ask; {ways}"] * 3,
        "“Bubrerry” in 1 text, 0 more to ask; o another thing’s name, a also right for Burberry, s skip, q quit: ",
    ]
    assert said[0].endswith("\n    6 | A Wechat.\n          ^^^^^^ WeChat")
    assert said[1] == "added “Wechat” to also of WeChat in brands.toml"
    data = tomllib.loads((content / "brands.toml").read_text("utf-8"))
    assert (data["others"], data["brands"][1]["also"]) == (["Bubrerry"], ["Wechat"])


@pytest.mark.parametrize("answers", [("s", "s"), ("q",), ()])
def test_skipping_and_leaving_write_nothing(content, answers):
    questions, _ = asked(content, *answers)
    assert len(questions) == max(1, answers.count("s"))
    assert (content / "brands.toml").read_text("utf-8") == BRANDS


def test_a_course_without_a_doubt_has_nothing_to_teach(tmp_path):
    assert asked(write(tmp_path, {})) == ([], ["no brand name is in doubt: there is nothing to learn"])


def test_a_person_at_a_terminal_is_asked(content):
    screen, terminal = pty.openpty()
    command = inv("check", "--learn", "--content", content)
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    ) as process:
        os.close(terminal)
        said, answers, end = b"", [b"a\n", b"q\n"], time.monotonic() + 30
        while time.monotonic() < end:
            if select.select([screen], [], [], 0.1)[0]:
                try:
                    said += os.read(screen, 1 << 12)
                except OSError:
                    break
            if said.endswith(b"q quit: ") and answers:
                os.write(screen, answers.pop(0))
        assert process.wait(10) == 0
    os.close(screen)
    assert "added “Wechat” to also of WeChat".encode() in said
    assert "Wechat" in (content / "brands.toml").read_text("utf-8")


KERAS = {"form": "Keras", "how": "others"}


def test_the_gradebook_can_have_both_written(content):
    assert teaching.received(content, KERAS) == "added “Keras” to others in brands.toml"
    sent = {"form": "Bubrerry", "how": "also", "brand": "Burberry"}
    assert teaching.received(content, sent) == "added “Bubrerry” to also of Burberry in brands.toml"


@pytest.mark.parametrize(
    "value",
    [
        None, [], "Keras", {}, {"form": "Keras"}, {"how": "others"}, {**KERAS, "brand": "Burberry"},
        {**KERAS, "how": "also"}, {**KERAS, "how": "wrong"}, {**KERAS, "more": ""}, {**KERAS, "form": 3},
        {**KERAS, "form": " "}, {**KERAS, "form": "Ke\nras"}, {**KERAS, "form": "Ke\x1bras"}, {**KERAS, "how": ["others"]},
    ],
)  # fmt: skip
def test_what_a_page_would_never_send_is_refused(content, value):
    with pytest.raises(ValueError, match=r"form and how|empty value"):
        teaching.received(content, value)
    assert (content / "brands.toml").read_text("utf-8") == BRANDS


def test_a_form_with_the_letters_of_a_brand_cannot_be_another_things_name(content):
    with pytest.raises(learning.CannotLearn, match="has the letters of WeChat"):
        teaching.received(content, {"form": "Wechat", "how": "others"})
