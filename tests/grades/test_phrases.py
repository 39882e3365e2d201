"""What is wrong with the comments that are used again is said in one line each, and costs nothing else."""

import re
from datetime import datetime

import pytest
from conftest import COURSE, POST

from plugins.build import output
from plugins.grades import phrases

GOOD = '[[phrases]]\nname = "Source"\ntext = "Where did you read this, {name}?"\n'
MORE = '[[phrases]]\nname = "Well"\ntext = "Well led."\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MORE.replace("led.", "led"), []),
        (MORE.replace('led."', "led."), None),
        ('[[phrases]]\nname = 5\ntext = "Well led."\n', ["6:1: `phrases[2].name`: must be a text in quotation marks, not 5; this entry is ignored"]),
        ('[[phrases]]\nname = "Well"\ntext = "  "\n', ["7:1: `phrases[2].text`: is empty: write what the student is to read; this entry is ignored"]),
        ('[[phrases]]\nname = ""\ntext = "Well led."\n', ["6:1: `phrases[2].name`: is empty: write the few words by which you choose it; this entry is ignored"]),
        ('[[phrases]]\ntext = "Well led."\n', ["5:1: `phrases[2].name`: is missing; this entry is ignored"]),
        ('[[phrase]]\nname = "Well"\n', ["5:1: `phrase`: unknown; the known ones are [[phrases]]"]),
        ('[[phrases]]\nname = 1\ntext = 2\n[[phrases]]\nname = ""\ntext = "x"\n', [
            "9:1: `phrases[3].name`: is empty: write the few words by which you choose it; this entry is ignored",
            "6:1: `phrases[2].name`: must be a text in quotation marks, not 1; this entry is ignored",
            "7:1: `phrases[2].text`: must be a text in quotation marks, not 2; this entry is ignored",
        ]),
    ],
)  # fmt: skip
def test_a_phrase_that_is_none_is_told_with_its_line_and_the_others_stay(text, said):
    found, problems = phrases.read(f"{GOOD}\n{text}")
    if said is None:
        [problem] = problems
        assert str(problem).startswith("private/phrases.toml:7:")
        assert found == ()
    else:
        assert [str(problem) for problem in problems] == [f"private/phrases.toml:{one}" for one in said]
        assert found[0].name == "Source"
        assert len(found) == (1 if said else 2)


CRITERIA = '\n[[criteria]]\nid = "depth"\nname = "Depth"\nmost = 4\n'
NOT_UTF_8 = GOOD.encode() + '[[phrases]]\nname = "Gruß"\n'.encode("latin-1")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (NOT_UTF_8, "private/phrases.toml:5:1: is not UTF-8: save it as UTF-8; nothing in it counts until then"),
        (GOOD.encode("utf-16"), "private/phrases.toml:1:1: is not UTF-8: save it as UTF-8; nothing in it counts until then"),
        (GOOD.replace('?"', "?").encode(), "private/phrases.toml:3:41: is not valid TOML: a text ends on its own line, with a quotation mark; nothing in the file was read"),
        (None, "private/phrases.toml:1:1: cannot be read (…): make it a file that you may read; nothing in it counts until then"),
    ],
)  # fmt: skip
def test_with_a_damaged_file_marking_goes_on(course, request_for, damage, said):
    content = course({"course.toml": COURSE + CRITERIA, "posts/week-01/ada-listening.md": POST})
    file = content.parent / "private/phrases.toml"
    file.parent.mkdir()
    file.mkdir() if damage is None else file.write_bytes(damage)
    request = request_for(content, as_of=datetime(2026, 11, 5, 12))
    result = output.build(request)
    assert [re.sub(r"\(.*\)", "(…)", str(problem)) for problem in result.problems if "phrases" in problem.path] == [
        said
    ]
    assert "Depth" in (request.gradebook / "marking/week-01.html").read_text("utf-8")
