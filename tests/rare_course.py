"""A course in which whatever a page shows seldom is there: scripts, deep threads, edits, decisions, mistakes."""

import io
from datetime import datetime
from pathlib import Path

from PIL import Image
from repository import Repository

from plugins.grades import grading, snapshot_files

AS_OF = datetime(2026, 11, 1, 12)
BEFORE = datetime(2026, 10, 20, 12)
STUDENTS = 12
MANY = 42
SECTIONS = 6
WEEKS = 10
TOML = """\
[course]
title = "Rare course"
timezone = "Europe/London"

[expectations]
comments = 4
post_words = 5
comment_words = 3
grace_hours = 24

[points]
post = {post}
comment = 2

[[criteria]]
id = "depth"
most = 4

[[criteria]]
id = "voice"
levels = [{{ points = 0, name = "None" }}, {{ points = 2, name = "Own", text = "Says I, and means it." }}]
"""
WEEK = "\n[[weeks]]\nnumber = {0}\nopens = 2026-{1}T00:00:00\nposts_due = 2026-{2}T23:59:00\n"
PERSON = '\n[[people]]\nid = "s{0}"\nname = "Student {0}"\nsection = "{1}"\n'
RUTH = '\n[[people]]\nid = "ruth"\nname = "Ruth A."\nrole = "instructor"\n'
MARKDOWN = """\
# One

## Two

### Three

#### Four

##### Five

Six, with `code`, [a link](https://example.org) and ![a picture](images/s1-moves.gif).

![a still one](images/s1-still.png)

- a list

    of two paragraphs

    - with a list in it

1. and

    1. another

> a quotation

> of two paragraphs

---

```
some code
```

- [ ] a task

    of ~~one~~ two paragraphs

    ```
    with code in it
    ```

Noted.[^1]

[^1]: A note

    of two paragraphs

| a | table |
|---|---|
| of | cells |

So ends it.
"""
NATIVE = {"zh": "我们*听*见", "ja": "私は*聞*く", "ko": "우리는 *듣*는다", "he": "אנשים מקשיבים ל-Burberry כל יום"}
ADJUSTMENTS = """\
[[excuses]]
person = "s7"
week = 1
reason = "Camp."

[[corrections]]
person = "s1"
week = 1
points = 1
reason = "Agreed."

[[marks]]
person = "s1"
week = 1
criterion = "depth"
points = 3
reason = "Two sources."

[[notes]]
person = "s1"
week = 1
note = "Well done."

[[notes]]
person = "nobody"
note = "A mistake."
"""
ROSTER = "person,email\ns1,s1@x.example\nruth,ruth@x.example\n"


def write(folder: Path) -> tuple[Path, Path]:
    """The content folder, with its history in git, and the private one, both below ``folder``."""
    content, private = folder / "content", folder / "private"
    repository = Repository(content)
    repository.commit(("M", "course.toml", toml(post=5)), ("M", "brands.toml", '[[brands]]\nname = "Burberry"\n'))
    for path, text in texts().items():
        repository.commit(("M", path, text), at="2026-10-08T12:00", by=f"{path.split('/')[2].split('-')[0]}@x.example")
    first, second = (path for path in texts() if "-everything.md" in path or "-zh.md" in path)
    repository.commit(("M", first, f"{texts()[first]}\nAdded late.\n"), at="2026-10-20T12:00", by="s1@x.example")
    repository.commit(("M", second, f"{texts()[second]}\nMended.\n"), at="2026-10-20T12:00", by="ruth@x.example")
    repository.make()
    (content / "images").mkdir()
    (content / "images/s1-moves.gif").write_bytes(moving())
    Image.new("RGB", (700, 400), "teal").save(content / "images/s1-still.png")
    (content / "pages").mkdir()
    (content / "pages/more.md").write_text("Title: More\n\nA page that is not about the course.\n")
    private.mkdir()
    (private / "roster.csv").write_text(ROSTER)
    kept = grading.grade(content, private, BEFORE, None)
    snapshot_files.write(kept, snapshot_files.file_for(private, kept.ledger.as_of))
    (private / "adjustments.toml").write_text(ADJUSTMENTS)
    (private / "phrases.toml").write_text('[[phrases]]\nname = "Source"\ntext = "Where did you read this, {name}?"\n')
    (content / "course.toml").write_text(toml(post=6))
    return content, private


def write_empty(folder: Path) -> Path:
    """The content folder of a course in Arabic with many students, of whom none has written yet."""
    folder.mkdir(parents=True)
    people = "".join(PERSON.format(n, "") for n in range(1, MANY + 1))
    head = TOML.format(post=5).replace("timezone =", 'language = "ar"\ntimezone =')
    weeks = [WEEK.format(1, "10-05", "10-11"), WEEK.format(2, "11-02", "11-08")]
    (folder / "course.toml").write_text("".join([head, *weeks, people]))
    return folder


def toml(post: int) -> str:
    weeks = [("10-05", "10-11"), ("10-12", "10-18"), ("10-19", "10-25"), ("10-26", "11-01"), ("11-02", "11-08"),
             ("11-09", "11-15"), ("11-16", "11-22"), ("11-23", "11-29"), ("11-30", "12-06"), ("12-07", "12-13")]  # fmt: skip
    people = [PERSON.format(n, "ABCDEF"[(n - 1) * SECTIONS // STUDENTS]) for n in range(1, STUDENTS + 1)]
    made = [WEEK.format(n, *dates) for n, dates in enumerate(weeks[:WEEKS], 1)]
    return TOML.format(post=post) + "".join([*made, *people, RUTH])


def texts() -> dict[str, str]:
    """Every post and comment by its path."""
    copied = " ".join(f"word{n}" for n in range(40))
    found = {
        "posts/week-01/s1-everything.md": post("s1", f"{MARKDOWN}\n{copied}"),
        "posts/week-01/s6-copy.md": post("s6", copied, "2026-10-10"),
        "posts/week-01/s8-brands.md": post("s8", "I bought Bubrerry and again Bubrerry here."),
        **{f"posts/week-01/s{n}-{lang}.md": post(f"s{n}", f"Lang: {lang}\n\n{text}")
           for n, (lang, text) in enumerate(NATIVE.items(), 2)},
        **{f"posts/week-0{n}/s1-brands.md": post("s1", "Burberry listens.\n\n" * 30, f"2026-10-{7 * n:02}")
           for n in range(1, 5)},
        "comments/week-01/s1-everything/s9-orphan.md": comment("s9", 1, "Reply-to: nowhere"),
    }  # fmt: skip
    for name in (f"s{who}-{n}" for who in (6, 7) for n in range(4)):
        found[f"comments/week-01/s1-everything/{name}.md"] = comment(name[:2], 14 + int(name[3:]), "")
    thread = [f"{'s1' if n % 2 else 's2'}-{n}" for n in range(12)]
    for n, name in enumerate(thread):
        found[f"comments/week-01/s1-everything/{name}.md"] = comment(
            name.split("-")[0], n + 2, f"Reply-to: {thread[n - 1]}" if n else ""
        )
    return found


def post(author: str, text: str, day: str = "2026-10-07") -> str:
    return (
        f"Title: By {author}\nAuthor: {author}\nDate: {day} 10:00\n{'' if text.startswith('Lang') else chr(10)}{text}\n"
    )


def comment(author: str, hour: int, field: str) -> str:
    head = f"Author: {author}\nDate: 2026-10-08 {hour:02}:00\n{field}".rstrip()
    return f"{head}\n\nI saw the same thing happen, time {hour}.\n"


def moving() -> bytes:
    """An image of three frames."""
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue", "green")]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=80, loop=0)
    return made.getvalue()
