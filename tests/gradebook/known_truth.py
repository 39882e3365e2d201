"""A course that is written together with what the gradebook must find in it: every number is planted, none is counted.

What is expected of a person's week is decided first; the files that show it are written after. The same seed gives
the same course.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from builders import comment_file, post_file
from synthetic import put

START = datetime(2026, 9, 7)
GRACE, LEAST_POST, LEAST_COMMENT, PLACES = 48, 40, 12, 2
LEAST_COPY = 15
"""Words of the passage that texts copy from a week's question."""
POST, COMMENT, LATE = 6, 2, 0.5
AS_OF = datetime(2027, 6, 1, 12)
POSTS = ["on time"] * 8 + [
    "late",
    "too late",
    "short",
    "missing",
    "draft",
    "excused",
    "extended",
    "two",
    "misspelt",
    "copied",
]
COMMENTS = ["full"] * 6 + ["short", "late", "too late", "removed", "pending", "own"]


@dataclass
class Expected:
    """One person's week, as the gradebook must have it."""

    post_status: str = "missing"
    posts: int = 0
    post_words: int = 0
    comments: int = 0
    comment_words: int = 0
    threads: int = 0
    replies_received: int = 0
    people: set[str] = field(default_factory=set)
    waits: dict[str, float] = field(default_factory=dict)
    unanswered_posts: int = 0
    ratings: int = 0
    brand_errors: int = 0
    copied_words: int = 0
    points: float = 0
    possible: float = 0

    def row(self) -> dict[str, object]:
        shown = {name: value for name, value in vars(self).items() if name not in ("people", "waits")}
        hours = round(median(self.waits.values()), 6) if self.waits else None
        return {**shown, "people_answered": len(self.people), "median_reply_hours": hours}


@dataclass
class Truth:
    """What was planted, by person and week, and who answered whom (with how many comments)."""

    rows: dict[tuple[str, int], Expected] = field(default_factory=lambda: defaultdict(Expected))
    answers: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))


def plant(content: Path, private: Path, people: int = 12, weeks: int = 5, seed: int = 1) -> Truth:
    """Write a course and its private adjustments; what they amount to is returned."""
    return _Planter(content, random.Random(seed), [f"p{n}" for n in range(people)], weeks).plant(private)


class _Planter:
    def __init__(self, content: Path, chance: random.Random, people: list[str], weeks: int) -> None:
        self.content, self.chance, self.people, self.weeks = content, chance, people, weeks
        self.truth, self.adjustments, self.number = Truth(), [], 0
        self.threads: dict[str, list[tuple[str, str, datetime]]] = defaultdict(list)
        """The comments below each post: file name, author, date."""

    def plant(self, private: Path) -> Truth:
        expectations = f"posts = 1\ncomments = {PLACES}\npost_words = {LEAST_POST}\ncomment_words = {LEAST_COMMENT}\n"
        lines = [f'[course]\ntitle = "Planted"\n[expectations]\n{expectations}grace_hours = {GRACE}\n']
        lines.append(f"[points]\npost = {POST}\ncomment = {COMMENT}\nlate = {LATE}\n")
        self.passage = self.words(LEAST_COPY, "shingle")
        for week in range(1, self.weeks + 1):
            due, later = self.due(week)
            prompt = f'prompt = "{self.passage}"\n' if week == 1 else ""
            lines.append(
                f"[[weeks]]\nnumber = {week}\nposts_due = {due.isoformat()}\ncomments_due = {later.isoformat()}\n{prompt}"
            )
        lines += [f'[[people]]\nid = "{person}"\nname = "Person {person}"\n' for person in self.people]
        put(self.content / "course.toml", "\n".join(lines))
        put(self.content / "brands.toml", '[[brands]]\nname = "Burberry"\n')
        for week in range(1, self.weeks + 1):
            self.week(week)
        put(private / "adjustments.toml", "\n".join(self.adjustments))
        return self.truth

    def due(self, week: int) -> tuple[datetime, datetime]:
        due = START + timedelta(weeks=week, minutes=-1)
        return due, due + timedelta(days=3)

    def words(self, number: int, word: str = "pebble") -> str:
        """A text of exactly so many words, which no other text holds."""
        self.number += 1
        return " ".join([f"{word}{self.number}x{n}" for n in range(number)])

    def week(self, week: int) -> None:
        excused: set[str] = set()
        posts: list[tuple[str, str, datetime]] = []
        for person in self.people:
            kind = self.chance.choice(POSTS)
            if kind == "excused":
                excused.add(person)
                self.adjustments.append(f'[[excuses]]\nperson = "{person}"\nweek = {week}\nreason = "Planted."\n')
            posts += self.post(person, week, kind)
        for person in self.people:
            row = self.truth.rows[person, week]
            if person not in excused:
                row.possible += COMMENT * PLACES
            self.comment(person, week, posts, person in excused)
        for key, author, _ in posts:
            if key not in self.truth.rows[author, week].waits:
                self.truth.rows[author, week].unanswered_posts += 1

    def post(self, person: str, week: int, kind: str) -> list[tuple[str, str, datetime]]:
        """Write the post or posts of a person's week; those that are published are returned."""
        row, (due, _) = self.truth.rows[person, week], self.due(week)
        row.post_status = kind if kind in ("on time", "late", "too late", "missing", "excused") else "on time"
        early = due - timedelta(hours=self.chance.randrange(60, 140), minutes=self.chance.randrange(60))
        when = {
            "late": due + timedelta(hours=GRACE - 1),
            "too late": due + timedelta(hours=GRACE + 1),
            "extended": due + timedelta(hours=9),
        }.get(kind, early)
        if kind != "excused":
            row.possible += POST
        row.points += {"late": POST * LATE, "too late": 0, "short": 0, "missing": 0, "draft": 0, "excused": 0}.get(
            kind, POST
        )
        if kind == "draft":
            row.post_status = "missing"
        if kind == "missing" or (kind == "excused" and self.chance.random() < 0.5):
            return []
        if kind == "extended":
            self.adjustments.append(
                f'[[extensions]]\nperson = "{person}"\nweek = {week}\nrule = "post"\nhours = 10\nreason = "Planted."\n'
            )
        found = []
        for n in range(2 if kind == "two" else 1):
            number = LEAST_POST - 1 if kind == "short" else LEAST_POST + self.chance.randrange(20)
            key = f"week-{week:02}/{person}-text-{n}"
            text = self.words(number)
            if kind == "copied":
                row.copied_words, text = LEAST_COPY, f"{text} {self.passage}"
            if kind == "misspelt":
                text = text.replace(" ", " Bubrerry ", 1).rsplit(" ", 1)[0]
                row.brand_errors += 1
            date = when + timedelta(minutes=n)
            quoted = f"> {self.words(9)}\n\n```\n{self.words(5)}\n```"
            status = "draft" if kind == "draft" else ""
            put(self.content / f"posts/{key}.md", post_file(person, date, f"{text}\n\n{quoted}", status=status))
            if kind != "draft":
                row.posts += 1
                row.post_words += number
                found.append((key, person, date))
        return found

    def comment(self, person: str, week: int, posts: list[tuple[str, str, datetime]], excused: bool) -> None:
        """Write a person's comments of a week, each later than the one before, and tell what they earn."""
        row, (_, due) = self.truth.rows[person, week], self.due(week)
        row_of = self.truth.rows
        written: list[tuple[datetime, str]] = []
        rated: set[str] = set()
        for n in range(self.chance.randrange(5)):
            kind = self.chance.choice(COMMENTS)
            targets = [post for post in posts if (post[1] == person) == (kind == "own")]
            if not targets:
                continue
            key, author, posted = self.chance.choice(targets)
            date = {"late": due + timedelta(hours=GRACE - 2), "too late": due + timedelta(hours=GRACE + 2)}.get(
                kind, posted + timedelta(hours=1)
            ) + timedelta(minutes=self.people.index(person) * 7 + n)
            if date > due and kind not in ("late", "too late"):
                continue
            number = LEAST_COMMENT - 1 if kind == "short" else LEAST_COMMENT + self.chance.randrange(9)
            fields: dict[str, object] = {}
            earlier = [comment for comment in self.threads[key] if comment[2] < date]
            whom, to_post = author, True
            if kind != "own" and earlier and self.chance.random() < 0.4:
                name, whom, _ = self.chance.choice(earlier)
                fields["reply_to"], to_post = name, False
            self.threads[key].append((f"{person}-{n}", person, date))
            if kind in ("removed", "pending"):
                fields["status"] = kind
            elif kind != "own" and self.chance.random() < 0.4:
                fields["rating"] = self.chance.randrange(1, 6)
                row_of[author, week].ratings += key not in rated
                rated.add(key)
            text = comment_file(person, date, self.words(number, "grain"), **fields)
            put(self.content / f"comments/{key}/{person}-{n}.md", text)
            if kind in ("removed", "pending"):
                continue
            row.comments += 1
            row.comment_words += number
            row.threads += to_post
            if whom == person:
                continue
            row.people.add(whom)
            self.truth.answers[person, whom] += 1
            row_of[whom, week].replies_received += 1
            if kind in ("full", "late"):
                written.append((date, kind))
            if not to_post:
                continue
            wait = (date - posted).total_seconds() / 3600
            before = row_of[author, week].waits.get(key)
            row_of[author, week].waits[key] = wait if before is None else min(wait, before)
        if not excused:
            row.points += sum(COMMENT * (LATE if kind == "late" else 1) for _, kind in sorted(written)[:PLACES])
