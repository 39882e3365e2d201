"""Courses and discussions of any size, made of the sample course's own sentences: the same seed gives the same course."""

import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import builders
from builders import comment_file, post_file
from repository import Change, Repository
from sample_course import SAMPLE

from plugins import wording
from plugins.brands import Lexicon
from plugins.core.model import Course, Person, Post, SiteSettings, Week
from plugins.corpus.corpus import Corpus, assemble
from plugins.corpus.overview import Overview
from plugins.texts import markup

ENGLISH = wording.of("en")

POSTS_A_WEEK = 100
START = datetime(2026, 9, 7)
OPEN_PULLS = 5


def sentences() -> list[str]:
    """Every sentence of the sample course's English texts."""
    found = []
    for file in sorted(SAMPLE.rglob("*.md")):
        text = file.read_text("utf-8")
        if "Lang:" not in text and "lang:" not in text:
            body = text.split("\n\n", 1)[-1]
            found += [s.strip() for s in re.split(r"(?<=[.!?])\s+", body) if 20 < len(s) < 300 and "|" not in s]
    return found


def write(folder: Path, posts: int, comments: int, seed: int = 7) -> Path:
    """A course of so many posts and comments below ``folder``: people, weeks, threads up to some depth."""
    chance = random.Random(seed)
    pool = sentences()
    weeks = max(posts // POSTS_A_WEEK, 1)
    people = [f"person-{n}" for n in range(min(POSTS_A_WEEK, posts))]
    lines = ['[course]\ntitle = "Synthetic course"\n\n[expectations]\npost_words = 50\ngrace_hours = 48\n']
    for week in range(1, weeks + 1):
        opens = START + timedelta(weeks=week - 1)
        lines.append(
            f'[[weeks]]\nnumber = {week}\ntitle = "Week {week}"\nopens = {opens:%Y-%m-%dT%H:%M:%S}\n'
            f"posts_due = {opens + timedelta(days=6):%Y-%m-%dT%H:%M:%S}\n"
        )
    lines += [f'[[people]]\nid = "{person}"\nname = "{person.title()}"\n' for person in people]
    put(folder / "course.toml", "\n".join(lines))
    put(folder / "brands.toml", 'extends = "marketing"\n')
    keys = []
    for n in range(posts):
        week, author = n // POSTS_A_WEEK % weeks + 1, people[n % len(people)]
        date = START + timedelta(weeks=week - 1, minutes=chance.randrange(9000))
        name = f"week-{week:02}/{author}-text-{n}"
        keys.append((name, date))
        body = "\n\n".join(" ".join(chance.choices(pool, k=5)) for _ in range(5))
        put(folder / f"posts/{name}.md", post_file(author, date, body, f"Text {n}"))
    written: dict[str, list[str]] = {}
    for n in range(comments):
        key, date = keys[n % len(keys)]
        author = chance.choice(people)
        earlier = written.setdefault(key, [])
        reply = chance.choice(earlier) if earlier and chance.random() < 0.6 else ""
        when = date + timedelta(minutes=30 * (len(earlier) + 1))
        text = comment_file(author, when, " ".join(chance.choices(pool, k=4)), reply_to=reply)
        put(folder / f"comments/{key}/{author}-{n}.md", text)
        earlier.append(f"{author}-{n}")
    return folder


GIVEN = (
    "Amara Beatriz Chidi Dag Elif Farid Giulia Hanna Inés Jing Kwame Lucía Mei Nikala Oskar Priya Quentin Ruta Sigrún "
    "Tomás Umberto Vanessa Wanjiru Xavier Yusuf Zijun"
).split()


def write_class(folder: Path, people: int, weeks: int = 6, sections: int = 2, seed: int = 7) -> Path:
    """A class with an instructor in which everybody posts each week and comments on two posts of others, but for
    three: nobody answers ``s001``, only the instructor answers ``s002``, and ``s003`` stops after the second week.
    """
    chance = random.Random(seed)
    ids = [f"s{n:03}" for n in range(people)]
    lines = ['[course]\ntitle = "Made class"\ntimezone = "UTC"\n']
    for week in range(1, weeks + 1):
        opens = START + timedelta(weeks=week - 1)
        lines.append(
            f"[[weeks]]\nnumber = {week}\nopens = {opens:%Y-%m-%dT%H:%M:%S}\n"
            f"posts_due = {opens + timedelta(days=4):%Y-%m-%dT%H:%M:%S}\n"
            f"comments_due = {opens + timedelta(days=7):%Y-%m-%dT%H:%M:%S}\n"
        )
    for n, person in enumerate(ids):
        name = f"{GIVEN[n % len(GIVEN)]} {chr(65 + n // len(GIVEN) % 26)}."
        section = f'section = "{"ABCDEFGH"[n * sections // people]}"\n' if sections > 1 else ""
        lines.append(f'[[people]]\nid = "{person}"\nname = "{name}"\n{section}')
    lines.append('[[people]]\nid = "ruth"\nname = "Ruth A."\nrole = "instructor"\n')
    put(folder / "course.toml", "\n".join(lines))
    friends = {person: chance.sample(ids, min(people, 8)) for person in ids}
    for week in range(1, weeks + 1):
        opens = START + timedelta(weeks=week - 1)
        writers = [person for person in ids if person != "s003" or week <= 2]
        for n, person in enumerate(writers):
            date = opens + timedelta(hours=10 + n % 80)
            text = post_file(person, date, "I saw the same thing happen.", f"Week {week} of {person}")
            put(folder / f"posts/week-{week:02}/{person}-text.md", text)
        for n, person in enumerate([*writers, "ruth"]):
            near = [one for one in friends.get(person, ()) if one in writers and one not in (person, "s001", "s002")]
            whom = ["s002"] if person == "ruth" else chance.sample(near, min(2, len(near)))
            for number, other in enumerate(whom):
                date = opens + timedelta(days=5, minutes=5 * n + number)
                put(
                    folder / f"comments/week-{week:02}/{other}-text/{person}-{number}.md",
                    comment_file(person, date, "I saw the same thing happen."),
                )
    return folder


def put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def history(folder: Path, commits: int, seed: int = 7) -> Repository:
    """A repository with so many commits of texts: of adding them, many by pull requests that are merged some commits
    later, of editing and of renaming them.
    """
    chance = random.Random(seed)
    pool = sentences()
    repository = Repository(folder)
    repository.commit(("M", "content/course.toml", '[course]\ntitle = "C"\n[[weeks]]\nnumber = 1\n'))
    paths: list[str] = []
    pulls: list[tuple[int, Change]] = []
    while repository.count < commits:
        n, day = repository.count, START.replace(tzinfo=UTC) + timedelta(minutes=10 * repository.count)
        who = f"person-{n % POSTS_A_WEEK}"
        options = {"at": day, "by": f"{who}@x.example"}
        path = f"content/posts/week-{n // POSTS_A_WEEK + 1:03}/{who}-{n}.md"
        body = "\n\n".join(" ".join(chance.choices(pool, k=5)) for _ in range(3))
        change = "M", path, post_file(who, day, body, f"Text {n}")
        kind = chance.choices(("pull", "add", "edit", "rename"), (45, 20, 30, 5))[0] if paths else "add"
        if len(pulls) == OPEN_PULLS:
            side, change = pulls.pop(0)
            repository.commit(change, merge=(side,), **options)
            paths.append(change[1])
        elif kind == "pull":
            start = repository.tips["main"]
            pulls.append((repository.commit(change, branch=f"pull-{n}", start=start, **options), change))
        elif kind == "rename":
            at = chance.randrange(len(paths))
            repository.commit(("R", paths[at], path), **options)
            paths[at] = path
        else:
            if kind == "add":
                paths.append(path)
            repository.commit(("M", path if kind == "add" else chance.choice(paths), change[2]), **options)
    repository.make()
    return repository


KINDS = ("own", "pasted", "shared", "one word")
"""Each text its own words; one paragraph in all of them; all made of the same sentences; all one word again and again."""


def proses(count: int, kind: str, seed: int = 7) -> list[tuple[str, str]]:
    """So many texts of some 220 words, without markup, each with a path."""
    chance = random.Random(seed)
    pool = sentences()
    vocabulary = " ".join(pool).split()
    paragraph = " ".join(pool[:8])
    made = {
        "own": lambda: " ".join(chance.choices(vocabulary, k=220)),
        "pasted": lambda: f"{' '.join(chance.choices(vocabulary, k=110))}\n{paragraph}",
        "shared": lambda: " ".join(chance.choices(pool, k=18)),
        "one word": lambda: "a " * 220,
    }[kind]
    return [(f"{n}", made()) for n in range(count)]


SHAPES = ("flat", "chain", "tangled")
"""Every comment answers the post; each answers the one before it; each answers any other, or one that is missing."""


def discussion(comments: int, shape: str, seed: int = 7) -> tuple[Corpus, Post]:
    """A course with one post and so many comments below it."""
    chance = random.Random(seed)
    people = tuple(Person(f"person-{n}", f"Person {n}") for n in range(100))
    course = Course(
        "Synthetic course", (Week(1),), people, site=SiteSettings(forge="github", repository="class/course")
    )
    start = START.replace(tzinfo=UTC)
    post = builders.post(people[0], "text", start, "Text.")
    made = []
    for n in range(comments):
        reply = {"flat": "", "chain": f"c-{n - 1}" if n else "", "tangled": f"c-{chance.randrange(comments + 10)}"}[
            shape
        ]
        author, text = chance.choice(people), f"Thank you, Person {n % 100}. {n}"
        made.append(builders.comment(f"c-{n}", reply, start + timedelta(minutes=n), text, on=post, author=author))
    return assemble(course, Lexicon(()), [post, *made], []), post


def page(corpus: Corpus, post: Post) -> str:
    """The page of a post, by the real templates; each text's own HTML is made already, as it is from the cache."""
    import post_page

    text = markup.render("I saw the same thing happen.")
    rendered = dict.fromkeys([one.path for one in corpus.texts], text)
    return post_page.page(post, Overview(corpus, {}, post.date), rendered)
