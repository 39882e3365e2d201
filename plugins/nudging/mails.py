"""A nudge in words, in the language of the course: a subject, and a text whose lines are short."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..core.drafts import plain
from ..core.model import Comment, Course, Person, Post, Week
from ..core.strings import Strings
from ..gradebook.suggestions import Suggestion
from .needs import Due, Need, Short

WIDTH: Final = 72
MOST_WAITING: Final = 8
"""The maximum number of waiting comments that are listed; of more, the oldest."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What is said to one student."""

    person: Person
    subject: str
    text: str


@dataclass(frozen=True)
class Mails:
    """Writes the mails of a week. ``called``: what each student is called, by id; ``said``: the beginning of each
    waiting comment, by path.
    """

    course: Course
    week: Week
    as_of: datetime
    say: Strings
    called: Mapping[str, str]
    said: Mapping[str, str]

    def mail(self, need: Need) -> Mail:
        given = {"course": plain(self.course.title), "number": str(self.week.number)}
        subject = self.say.plain("nudge-subject-due" if need.due else "nudge-subject-waiting", **given)
        return Mail(need.person, plain(subject), "\n".join(self.lines(need)).strip() + "\n")

    def lines(self, need: Need) -> Iterator[str]:
        say = self.say.plain
        day, time = self.say.weekday(self.as_of), f"{self.as_of:%H:%M}"
        course, week, zone = plain(self.course.title), str(self.week.number), self.course.timezone.replace("_", " ")
        yield from wrapped(say("nudge-hello", name=plain(self.called[need.person.id])))
        yield ""
        yield from wrapped(say("nudge-lede", course=course, number=week, date=day, time=time, zone=zone))
        yield from self.link(self.week.address, "")
        for heading, items in (
            ("nudge-due", [item for due in need.due for item in self.due(due)]),
            ("nudge-waiting", list(self.waiting(need.waiting))),
            ("nudge-next", [self.suggested(one) for one in need.suggested]),
        ):
            if items:
                yield from ("", self.say.plain(heading), "")
                for text, address in items:
                    yield from wrapped(text, "- ")
                    yield from self.link(address)
        if self.course.site.url:
            yield from ("", self.say.plain("nudge-write"))
            yield from self.link("write/", "")

    def link(self, address: str, indent: str = "  ") -> Iterator[str]:
        """The address of a page on the site, if the site has one; never wrapped."""
        if self.course.site.url and address:
            yield f"{indent}{self.course.site.url}/{address}"

    def due(self, due: Due) -> Iterator[tuple[str, str]]:
        yield self.asked(due), ""
        if due.people > 1:
            yield self.say.plain("rules-people", number=self.number(due.people)), ""
        for short in due.short:
            yield self.short(short), short.post.address

    def asked(self, due: Due) -> str:
        """``One comment of 25 words or more, by Wednesday 28 October, 23:59. You have written one of two.``"""
        name = "posts" if due.rule == "post" else "comments"
        key = f"rules-{name}-words" if due.words else f"rules-{name}"
        what = self.say.plain(key, n=due.missing, number=self.number(due.missing), words=due.words)
        what = what[:1].upper() + what[1:]
        if due.until:
            dates = {"date": self.say.deadline(due.due), "until": self.say.deadline(due.until)}
            said = self.say.plain("nudge-late", what=what, **dates)
        elif due.due:
            said = self.say.plain("nudge-by", what=what, date=self.say.deadline(due.due))
        else:
            said = self.say.plain("nudge-undated", what=what)
        if due.missing == due.places:
            return said
        done, of = self.number(due.places - due.missing), self.number(due.places)
        return f"{said} {self.say.plain('nudge-done', done=done, of=of)}"

    def number(self, number: int) -> str:
        return self.say.plain("number", n=number)

    def short(self, short: Short) -> str:
        title = plain(short.post.title)
        if isinstance(short.text, Post):
            text = self.say.plain("nudge-post", title=title)
        else:
            text = self.say.plain("nudge-comment", post=title, date=self.say.short(short.text.date))
        if short.why == "words":
            words = self.say.plain("words", n=short.words)
            return self.say.plain("nudge-too-short", text=text, words=words)
        if short.why == "oneself":
            return self.say.plain("nudge-oneself", text=text)
        return self.say.plain("nudge-again", text=text, person=plain(short.whom))

    def waiting(self, waiting: Iterable[tuple[Comment, Post]]) -> Iterator[tuple[str, str]]:
        some = list(waiting)
        for comment, post in some[:MOST_WAITING]:
            person, title, date = plain(comment.author.name), plain(post.title), self.say.short(comment.date)
            said = plain(self.said[comment.path])
            text = self.say.plain("nudge-asks", person=person, post=title, date=date, said=said)
            yield text, f"{post.address}#{comment.anchor}"
        if (more := len(some) - MOST_WAITING) > 0:
            yield self.say.plain("nudge-more", n=more), ""

    def suggested(self, one: Suggestion) -> tuple[str, str]:
        key = "nudge-suggests" if one.answers else "nudge-suggests-unanswered"
        text = self.say.plain(key, post=plain(one.post.title), person=plain(one.post.author.name))
        return text, one.post.address


def wrapped(text: str, bullet: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=bullet, subsequent_indent=" " * len(bullet), break_on_hyphens=False
    )
