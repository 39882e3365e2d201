"""What the README shows is true."""

import re

from builders import post
from conftest import ROOT

from plugins import brands
from plugins.course import course_file, forge
from plugins.grades import adjustments
from plugins.texts import content_file

README = (ROOT / "README.md").read_text("utf-8")


def test_the_sample_post_and_comment_are_read_without_a_word(course, built):
    post, comment = re.findall(r"```markdown\n(.*?)```", README, re.DOTALL)
    files = {
        "posts/week-01/ada-listening.md": post,
        "comments/week-01/ada-listening/ruth-1.md": "Author: ruth\nDate: 2026-10-14 19:00\n\nWhere did you see it?\n",
        "comments/week-01/ada-listening/ben-1.md": comment,
    }
    result, site, _ = built(files)
    assert result.problems == ()
    assert "What Burberry heard" in (site / "week-1/ada/listening/index.html").read_text("utf-8")


def test_the_sample_rules_are_valid():
    rules = re.search(r"```toml\n(\[expectations.*?)```", README, re.DOTALL)[1]
    found, problems = course_file.read(f'[course]\ntitle = "T"\n[[weeks]]\nnumber = 1\n{rules}')
    assert problems == []
    assert found.points.post == 6


def test_the_sample_of_where_answers_go_is_valid():
    sample = re.search(r"```toml\n(\[site\].*?)```", README, re.DOTALL)[1]
    found, problems = course_file.read(f'[course]\ntitle = "T"\n[[weeks]]\nnumber = 1\n{sample}')
    assert problems == []
    assert forge.repository(found.site) == "https://git.example.edu/class/blog"


def test_the_sample_brands_are_valid():
    sample = re.search(r"```toml\n(extends.*?)```", README, re.DOTALL)[1]
    lexicon, problems = brands.read(sample)
    assert problems == []
    [brand] = lexicon.brands
    assert (brand.name, brand.also, brand.cues) == ("Fjällräven", ("Fjallraven",), ("backpack", "Kånken"))


def test_every_command_it_names_exists_and_every_command_is_named():
    from invoke.collection import Collection

    import tasks

    names = set(Collection.from_module(tasks).task_names)
    named = set(re.findall(r"\./inv ([a-z][a-z-]*)", README))
    assert named <= names
    assert names - named <= {"clean", "pictures"}


def test_every_header_field_is_named():
    for field in (*content_file.POST_FIELDS, "reply-to", "rating"):
        assert f"`{field.capitalize()}" in README


def test_the_sample_of_changed_rules_is_valid():
    sample = re.search(r"```toml\n(\[\[changes\]\].*?)```", README, re.DOTALL)[1]
    week = "[[weeks]]\nnumber = 1\nopens = 2026-10-26\n"
    found, problems = course_file.read(f'[course]\ntitle = "T"\n{week}{sample}')
    assert problems == []
    assert found.rules(found.weeks[0]).expectations.comment_words == 60


def test_the_sample_adjustments_are_valid():
    sample = re.search(r"```toml\n(\[\[extensions\]\].*?)```", README, re.DOTALL)[1]
    weeks = "".join(f"[[weeks]]\nnumber = {n}\nposts_due = 2026-10-{4 + 7 * n:02}\n" for n in (1, 2, 3))
    people = '[[people]]\nid = "ada"\n[[people]]\nid = "ben"\n[[criteria]]\nid = "argument"\nmost = 4\n'
    the_course = course_file.read(f'[course]\ntitle = "T"\n{weeks}{people}')[0]
    ada = the_course.person_by_id["ada"]
    listening = post(ada, "listening", the_course.weeks[1].posts_due, week=2)
    found, problems = adjustments.read(sample, the_course, {listening.path: listening})
    assert problems == []
    assert all(getattr(found, table) for table in ("extensions", "excuses", "joined", "corrections", "marks", "notes"))
