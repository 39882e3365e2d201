"""Creates files for ``./inv new-post`` and ``./inv reply``: author, place, initial text; and opens an editor."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from .. import wording
from ..core import dates
from ..core.model import Comment, Course, Person, Post, Text, Week
from ..core.problems import did_you_mean, quote, showable
from ..core.refusal import Refusal
from ..texts import new_file
from . import files
from .corpus import Corpus
from .overview import Overview

LISTED = 30
"""The number of newest texts listed to choose from; any other can be given by name."""
EXCERPT = 50
WAYS = "--post and --to"

Item = TypeVar("Item")
Ask = Callable[[str], str]
"""Shows a question and returns the answer, one line. Raises ``EOFError`` if there is none."""


class CannotWrite(Refusal):
    """Nothing was written; the message says why in one line."""


@dataclass(frozen=True)
class NewFiles:
    """Creates files in a course; ``ask`` asks the user for what is missing, ``note`` tells them something."""

    content: Path
    corpus: Corpus
    now: datetime
    ask: Ask
    note: Callable[[str], None]

    @property
    def course(self) -> Course:
        return self.corpus.course

    def new_post(self, author: str, week: str, title: str) -> Path:
        """Write the beginning of a post. Missing values are asked for; the default week is the one in progress."""
        person = self._person(author)
        chosen = self._week(week) if week else self._open_week()
        title = " ".join(showable(title or self._answer("Title: ", "--title")).split())
        if not title:
            raise CannotWrite("a post needs a title: give one with --title")
        head = new_file.header(Title=title, Author=person.id, Date=new_file.written(self.now, self.course.zone))
        folder = self.content / "posts" / new_file.week_folder(chosen.number, self.corpus.posts)
        taken = {post.slug for post in self.corpus.posts if (post.week, post.author) == (chosen.number, person)}
        names = new_file.post_names(person.id, title, taken)
        return self._write(folder, names, f"{head}\n{self._say('your-post-goes-here')}\n")

    def reply(self, author: str, week: str, post: str, to: str) -> Path:
        """Write the beginning of a comment. Missing values are asked for; without ``to``, it answers the given post."""
        person = self._person(author)
        answered = self._named(post, to) if post or to else self._listed(week)
        key = answered.key if isinstance(answered, Post) else answered.post
        fields = {"Author": person.id, "Date": new_file.written(self.now, self.course.zone, answered.date)}
        if isinstance(answered, Comment):
            if not new_file.answerable(answered.id):
                raise CannotWrite(
                    f"{showable(answered.path)}: a header cannot contain this file name: rename the file first"
                )
            fields["Reply-to"] = answered.id
        folder = self.content / "comments" / key
        taken = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
        names = new_file.comment_names(person.id, taken)
        file = self._write(folder, names, f"{new_file.header(**fields)}\n{self._say('your-answer-goes-here')}\n")
        if answered.date > self.now:
            self.note(f"{showable(answered.path)} is dated {dates.short_time(answered.date)}, which is in the future: "
                      "the check will say that the answer is too early until you correct one of the dates")  # fmt: skip
        return file

    def _say(self, key: str) -> str:
        return wording.of(self.course.language).plain(key)

    def _person(self, named: str) -> Person:
        people = self.course.people
        if not people:
            raise CannotWrite("course.toml lists nobody: add [[people]] with an id and a name")
        if not named:
            return self._choice("Who writes?", people, [f"{person.name} ({person.id})" for person in people],
                                [person.id for person in people], "--author")  # fmt: skip
        if named not in self.course.person_by_id:
            near = did_you_mean(named, self.course.person_by_id)
            raise CannotWrite(f"--author {quote(named)} is not an id in course.toml{near or ': add the person there'}")
        return self.course.person_by_id[named]

    def _open_week(self) -> Week:
        return Overview(self.corpus, {}, self.now).week

    def _week(self, named: str) -> Week:
        number = int(named) if named.isascii() and named.isdigit() and len(named) < 5 else 0
        if number not in self.course.week_by_number:
            known = ", ".join(str(week.number) for week in self.course.weeks)
            raise CannotWrite(f"--week {quote(named)} is not a week in course.toml: choose from {known}")
        return self.course.week_by_number[number]

    def _named(self, post: str, to: str) -> Text:
        """The text given by options: a post by its path, address or key; a comment by its path or file name."""
        to = to.replace("\\", "/").removesuffix(".md")
        if "comments/" in to:
            post, _, to = to.partition("comments/")[2].rpartition("/")
        found = self._post(post) if post else None
        if not to and found:
            return found
        shown = [comment for comment in self._comments() if not found or comment.post == found.key]
        named = [comment for comment in shown if comment.id == to]
        if len(named) == 1:
            return named[0]
        if named:
            raise CannotWrite(f"--to {quote(to)} is the name of {len(named)} comments: name the post with --post")
        hidden = next((c for c in self.corpus.comments if c.id == to and (not found or c.post == found.key)), None)
        if hidden:
            raise CannotWrite(f"--to {quote(to)}: {showable(hidden.path)} is {hidden.status}, so it has no answers")
        near = did_you_mean(to, {comment.id for comment in shown})
        below = f" below {showable(found.path)}" if found else ""
        raise CannotWrite(f"--to {quote(to)} is not the file name of a comment{below}{near}")

    def _post(self, named: str) -> Post:
        given = named.replace("\\", "/").removesuffix(".md").strip("/")
        name = given.partition("posts/")[2] if f"/{given}".find("/posts/") >= 0 else given
        for post in self.corpus.published:
            if name in (post.key, post.address.strip("/")):
                return post
        if name in self.corpus.post_by_key:
            raise CannotWrite(f"--post {quote(named)} is a draft, so it has no answers yet")
        near = did_you_mean(name, [post.key for post in self.corpus.published])
        raise CannotWrite(f"--post {quote(named)} is not a post, such as “week-02/ada-listening”{near}")

    def _comments(self) -> Iterator[Comment]:
        return (comment for comment, _ in Overview(self.corpus, {}, self.now).shown)

    def _listed(self, week: str) -> Text:
        """Let the user choose from a week's texts, newest first; from all texts if the week in progress has none."""
        number = self._week(week).number if week else self._open_week().number
        every: list[Text] = [*self.corpus.published, *self._comments()]
        posts = self.corpus.post_by_key
        of_week = [text for text in every if (posts[text.post] if isinstance(text, Comment) else text).week == number]
        if week and not of_week:
            raise CannotWrite(f"week {number} has nothing to answer yet")
        texts = sorted(of_week or every, key=lambda text: (text.date, text.path), reverse=True)
        if not texts:
            raise CannotWrite("there is nothing to answer yet")
        names = [text.key if isinstance(text, Post) else text.path.removesuffix(".md") for text in texts]
        more = f" The newest {LISTED} of {len(texts)}; name another with {WAYS}." if len(texts) > LISTED else ""
        lines = [self._line(text) for text in texts[:LISTED]]
        return self._choice(f"What do you want to answer?{more}", texts, lines, names, WAYS)

    def _line(self, text: Text) -> str:
        when = dates.short_time(text.date)
        if isinstance(text, Post):
            return f"{text.author.name}, post of {when}: {quote(text.title, EXCERPT)}"
        words = quote(" ".join(text.source.prose[: 4 * EXCERPT].split()), EXCERPT)
        title = quote(self.corpus.post_by_key[text.post].title, EXCERPT)
        return f"{text.author.name}, comment of {when} on {title}: {words}"

    def _choice(
        self, question: str, items: Sequence[Item], lines: Sequence[str], names: Sequence[str], option: str
    ) -> Item:
        """Let the user choose an item by number or name. ``lines`` describe the items listed."""
        listed = "".join(f"{number:4}  {showable(line)}\n" for number, line in enumerate(lines, 1))
        answer = self._answer(f"{question}\n{listed}Number: ", option)
        if answer in names:
            return items[names.index(answer)]
        number = int(answer) if answer.isascii() and answer.isdigit() and len(answer) < 7 else 0
        if not 0 < number <= len(lines):
            raise CannotWrite(f"{quote(answer)} is not a number from 1 to {len(lines)}")
        return items[number - 1]

    def _answer(self, question: str, option: str) -> str:
        try:
            return self.ask(question).strip()
        except EOFError:
            raise CannotWrite(f"there was no answer: give {option}") from None

    def _write(self, folder: Path, names: Iterator[str], text: str) -> Path:
        """Create a file under the first free name. Never overwrites, even if somebody else writes at the same time."""
        inside = (folder, *folder.parents)[: len(folder.parts) - len(self.content.parts)]
        if link := next((part for part in inside if part.is_symlink()), None):
            raise CannotWrite(f"{link}: is a symbolic link, which is not followed: put a folder there")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in names:
                file = folder / name
                try:
                    with file.open("x", encoding="utf-8", newline="\n") as out:
                        out.write(text)
                except FileExistsError:
                    continue
                return file
        except OSError as error:
            raise CannotWrite(f"{folder}: cannot be written: {error.strerror}") from None
        raise CannotWrite(f"{folder}: has too many files of this name")


def new_files(content: Path, ask: Ask, note: Callable[[str], None]) -> NewFiles:
    """``NewFiles`` for a content folder, as of now. Raises ``files.CannotRead``."""
    corpus = files.load(content)
    return NewFiles(content, corpus, dates.at(datetime.now(UTC), corpus.course.zone), ask, note)


def edit(file: Path) -> str:
    """Open a file in the user's editor, if there is one and a terminal; returns what went wrong, in one line."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not editor.strip() or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return ""
    try:
        command = shlex.split(editor, posix=os.name != "nt")
        code = subprocess.run([*command, str(file)], check=False).returncode
    except (OSError, ValueError) as error:
        return f"{editor}: cannot be opened ({error}); the file was written"
    except KeyboardInterrupt:
        return f"{editor} was stopped; the file was written"
    return f"{editor} ended with {code}; the file was written" if code else ""
