"""Facts that several pages show: the rhythm of the term, what is popular, who wrote, where a brand is named.

Computed once per build, outside templates. Nothing here counts points; public pages name who has posted, never who has
not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from ..brands import Mention
from ..core.model import Brand, Comment, Person, Post, Text, Week
from ..texts import typography
from ..texts.markup import is_smart
from .corpus import Corpus

Item = TypeVar("Item")
DAYS = 7
MOST_WEEKS = 60
"""How many weeks a strip has, but for the one of all weeks: a course of more has more pages, too."""
CONTEXT = 240
"""Maximum number of characters shown on each side of a brand."""
MARKS = re.compile(r"\]\([^)]*\)|[*_`>\[\]]|^#+ ", re.MULTILINE)
SENTENCE = re.compile(r"[.!?。！？]['\"”’)]*\s|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the term strip: the number of texts above its line and below."""

    day: date
    above: int
    below: int


@dataclass(frozen=True, slots=True)
class StripWeek:
    """A week of the term strip. ``state`` is past, current or coming."""

    week: Week
    bars: tuple[Bar, ...]
    state: str
    above: int
    below: int


@dataclass(frozen=True, slots=True)
class Strip:
    """The term with one bar per day. Bars above the line share one scale, bars below another."""

    weeks: tuple[StripWeek, ...]
    most_above: int
    most_below: int

    def around(self, number: int) -> "Strip":
        """The same with those weeks only that are nearest to one, where there are many."""
        return replace(self, weeks=tuple(nearest(self.weeks, [item.week.number for item in self.weeks].index(number))))


def nearest(some: Sequence[Item], place: int) -> Sequence[Item]:
    """The items around a place, at most as many as a strip has."""
    begin = max(min(place - MOST_WEEKS // 2, len(some) - MOST_WEEKS), 0)
    return some[begin : begin + MOST_WEEKS]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A brand in its sentence, with the text before and after it."""

    text: Text
    post: Post
    before: str
    name: str
    after: str


class Overview:
    """The facts about one corpus at one moment."""

    def __init__(self, corpus: Corpus, mentions: Mapping[str, Iterable[Mention]], as_of: datetime) -> None:
        self.corpus = corpus
        self.course = corpus.course
        self.as_of = as_of
        self.mentions = mentions

    @cached_property
    def shown(self) -> tuple[tuple[Comment, Post], ...]:
        """Every comment readers see, with its post, newest first."""
        pairs = [
            (place.comment, post)
            for post in self.corpus.published
            for place in self.corpus.discussion(post).places
            if place.comment.status == "published"
        ]
        return tuple(sorted(pairs, key=lambda pair: (pair[0].date, pair[0].path), reverse=True))

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every text readers see."""
        return (*self.corpus.published, *(comment for comment, _ in self.shown))

    @cached_property
    def paths(self) -> frozenset[str]:
        """The paths of all texts readers see."""
        return frozenset(text.path for text in self.texts)

    @cached_property
    def week(self) -> Week:
        """The week in progress at ``as_of``: the last one that has opened, or the first."""
        opened = [week for week in self.course.weeks if self.opens(week) <= self.as_of]
        return opened[-1] if opened else self.course.weeks[0]

    def opens(self, week: Week) -> datetime:
        """When a week opens; failing that, seven days before its posts are due; failing both, a date long ago."""
        if week.begins:
            return week.begins
        return datetime.min.replace(tzinfo=self.as_of.tzinfo) + timedelta(days=DAYS * week.number)

    def state(self, week: Week) -> str:
        if week is self.week:
            return "current"
        return "past" if week.number < self.week.number else "coming"

    def strip(self, above: Iterable[Text], below: Iterable[Text]) -> Strip:
        """The term strip of some texts, above and below the line, by the day they were written; of a course of many
        weeks, with those around the present one.
        """
        return self._strip(above, below, nearest(self.course.weeks, self.course.weeks.index(self.week)))

    def _strip(self, above: Iterable[Text], below: Iterable[Text], some: Iterable[Week]) -> Strip:
        up = Counter(text.date.date() for text in above)
        down = Counter(text.date.date() for text in below)
        weeks = []
        for week in some:
            begins = self.opens(week).date()
            days = [begins + timedelta(days=n) for n in range(DAYS)]
            bars = tuple(Bar(day, up[day], down[day]) for day in days)
            weeks.append(
                StripWeek(week, bars, self.state(week), sum(b.above for b in bars), sum(b.below for b in bars))
            )
        return Strip(tuple(weeks), max(up.values(), default=1), max(down.values(), default=1))

    @cached_property
    def term(self) -> Strip:
        """The strip of all texts and all weeks."""
        return self._strip(self.corpus.published, (comment for comment, _ in self.shown), self.course.weeks)

    @cached_property
    def posts_by_week(self) -> dict[int, list[Post]]:
        found: dict[int, list[Post]] = defaultdict(list)
        for post in self.corpus.published:
            found[post.week].append(post)
        return found

    @cached_property
    def neighbours(self) -> dict[str, tuple[Post | None, Post | None]]:
        """The previous and next post in its week, by the post's path."""
        found: dict[str, tuple[Post | None, Post | None]] = {}
        for posts in self.posts_by_week.values():
            around = [None, *posts, None]
            found |= {post.path: (around[n], around[n + 2]) for n, post in enumerate(posts)}
        return found

    @cached_property
    def comments_by_week(self) -> dict[int, list[tuple[Comment, Post]]]:
        found: dict[int, list[tuple[Comment, Post]]] = defaultdict(list)
        for comment, post in self.shown:
            found[post.week].append((comment, post))
        return found

    def count(self, post: Post) -> int:
        """The number of comments a reader finds below a post."""
        return self.corpus.discussion(post).count

    @cached_property
    def people(self) -> list[Person]:
        """Everybody with a page of their own: the people of the course by name, then guests who wrote."""
        wrote = {text.author for text in self.texts}
        listed = [person for person in self.course.people if person.role != "guest" or person in wrote]
        guests = sorted((person for person in wrote if not person.listed), key=lambda person: person.id)
        unique = {person.id: person for person in reversed([*listed, *guests])}
        return sorted(unique.values(), key=lambda person: (person.role != "student", person.name.casefold()))

    @cached_property
    def posts_by_person(self) -> dict[str, list[Post]]:
        found: dict[str, list[Post]] = defaultdict(list)
        for post in reversed(self.corpus.published):
            found[post.author.id].append(post)
        return found

    @cached_property
    def comments_by_person(self) -> dict[str, list[tuple[Comment, Post]]]:
        found: dict[str, list[tuple[Comment, Post]]] = defaultdict(list)
        for comment, post in self.shown:
            found[comment.author.id].append((comment, post))
        return found

    def brands_of(self, texts: Iterable[Text]) -> list[tuple[Brand, int]]:
        """The brands that some texts name, with counts, the most frequent first."""
        counts = Counter(mention.brand for text in texts for mention in self.mentions.get(text.path, ()))
        return sorted(counts.items(), key=lambda item: (-item[1], item[0].name.casefold()))

    @cached_property
    def brands(self) -> list[tuple[Brand, list[Text], int]]:
        """Every brand that is named, by name, with the texts that name it and the total number of mentions."""
        found: dict[Brand, list[Text]] = defaultdict(list)
        counts: Counter[Brand] = Counter()
        for text in sorted(self.texts, key=lambda text: (text.date, text.path)):
            for mention in self.mentions.get(text.path, ()):
                counts[mention.brand] += 1
                if not found[mention.brand] or found[mention.brand][-1] is not text:
                    found[mention.brand].append(text)
        return [
            (brand, found[brand], counts[brand]) for brand in sorted(found, key=lambda brand: brand.name.casefold())
        ]

    def brand_strip(self, brand: Brand, texts: Iterable[Text]) -> Strip:
        """The term strip of one brand in the texts that name it: posts above the line, comments below."""
        named = [text for text in texts for mention in self.mentions.get(text.path, ()) if mention.brand == brand]
        return self.strip(
            (text for text in named if isinstance(text, Post)), (text for text in named if isinstance(text, Comment))
        )

    def quotations(self, brand: Brand, texts: Iterable[Text]) -> list[Quotation]:
        """Every mention of a brand in its sentence, in the order of the texts."""
        return [
            _quotation(text, text if isinstance(text, Post) else self.corpus.post_by_key[text.post], mention)
            for text in texts
            for mention in self.mentions.get(text.path, ())
            if mention.brand == brand
        ]


def _quotation(text: Text, post: Post, mention: Mention) -> Quotation:
    source = text.source.text
    in_body = mention.start >= text.source.body
    first = max(mention.start - CONTEXT, text.source.body) if in_body else mention.start
    last = min(mention.end + CONTEXT, len(source)) if in_body else mention.end
    begin = first
    for match in SENTENCE.finditer(source, first, mention.start):
        begin = match.end()
    ends = SENTENCE.search(source, mention.end, last)
    end = ends.end() if ends else last
    bare = [
        MARKS.sub("", part)
        for part in (source[begin : mention.start], source[mention.start : mention.end], source[mention.end : end])
    ]
    before, name, after = (" ".join(part.split()) for part in bare)
    spaced_before = before + " " * bare[0].endswith((" ", "\n"))
    spaced_after = " " * bare[2].startswith((" ", "\n")) + after
    parts = [spaced_before, name, spaced_after]
    return Quotation(text, post, *(typography.in_parts(parts) if is_smart(text.lang) else parts))
