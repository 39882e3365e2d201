"""Warns about comments that greet somebody other than the person they answer, and suggests the probable Reply-to.

Counts and points follow the thread as filed; the person such a comment probably answers is merely displayed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..core.model import Comment, Person, Post
from ..core.problems import Places, Problem, quote
from .greetings import Address, Names, address


@dataclass(frozen=True, slots=True)
class Misfiled:
    """Comments that greet somebody other than whom they answer. ``likely``: path → the person probably answered."""

    likely: Mapping[str, Person]
    problems: tuple[Problem, ...]


def look(
    ordered: Sequence[Comment], answers: Mapping[str, Person], faulty: frozenset[str], post: Post, names: Names
) -> Misfiled:
    """Examine the comments below one post, oldest first. ``answers``: comment id → the person it answers, as filed;
    ``faulty``: ids of comments whose Reply-to has already been reported, which get no further warning.
    """
    latest: dict[str, Comment] = {}
    likely: dict[str, Person] = {}
    problems = []
    for comment in ordered:
        if comment.status == "published" and (found := address(comment.source.prose, comment.lang, names)):
            meant = _meant(comment, found, answers[comment.id], post, latest, names)
            if meant:
                likely[comment.path] = meant
                if comment.id not in faulty:
                    problems.append(_problem(comment, found, meant, answers[comment.id], post, latest))
        latest[comment.author.id] = comment
    return Misfiled(likely, tuple(problems))


def _meant(
    comment: Comment, found: Address, answered: Person, post: Post, latest: Mapping[str, Comment], names: Names
) -> Person | None:
    """The person a greeting means, if not the one answered; None if it may also mean that person, or the author."""
    greeted = {person.id: person for people in found.names for person in people}
    if answered.id in greeted or comment.author.id in greeted:
        return None
    if not answered.listed and names.forms(answered) & {form for p in greeted.values() for form in names.forms(p)}:
        return None
    wrote = [person for person in greeted.values() if person.id in latest]
    if wrote:
        return max(wrote, key=lambda person: latest[person.id].date)
    if not found.sure:
        return None
    if post.author.id in greeted:
        return post.author
    return found.names[0][0] if len(found.names[0]) == 1 else None


def _problem(
    comment: Comment, found: Address, meant: Person, answered: Person, post: Post, latest: Mapping[str, Comment]
) -> Problem:
    source = comment.source
    line, column = Places(source.text).at(source.body + found.start)
    written = source.text[source.body + found.start : source.body + found.end]
    filed = f"the one it answers is by {answered.name}" if comment.reply_to else f"it answers {answered.name}'s post"
    if meant.id in latest:
        fix = f"if it answers {meant.name}, write “Reply-to: {latest[meant.id].id}”"
    elif meant == post.author:
        fix = f"if it answers {meant.name}'s post, delete the line “Reply-to”"
    else:
        fix = f"{meant.name} wrote nothing here before it: check that it is in the folder of the right post"
    return Problem(
        comment.path, line, column, f"addresses {quote(written)}, but {filed}: {fix}", "warning", "greeting",
        wrong=written,
    )  # fmt: skip
