"""Where each imported text goes: its week, file and header; and which texts have no place."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import unquote, urlsplit

from ..core import dates, weeks
from ..core.addresses import slug
from ..core.model import Course, Week
from ..core.problems import quote, showable
from .people import People, shown
from .records import Dropped, Item, Note

UNKNOWN: Final = "unknown"
MOST_NAME: Final = 60
MOST_WEEK: Final = 999
BREAK: Final = timedelta(days=14)
"""The longest gap between two weeks that counts as a break; texts written in it are late."""
Free = Callable[[str, str, Item, int], bool]
"""Whether a path is free for a header and an item's text: there is no file, or one with the same contents."""


@dataclass(frozen=True, slots=True)
class Known:
    """A post already in the course: its key, and what an address or title can identify it by."""

    key: str
    title: str
    slug: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A text and its target file. ``number`` is the item's index; negative for a stand-in."""

    item: Item
    number: int
    path: str
    header: str


@dataclass(frozen=True)
class Plan:
    placed: tuple[Placed, ...]
    dropped: tuple[Dropped, ...]
    notes: tuple[Note, ...]
    weeks: tuple[Week, ...]
    """The weeks that the texts need and course.toml lacks."""


@dataclass
class _Planner:
    course: Course
    people: People
    before: Mapping[str, str]
    free: Free
    known: Sequence[Known]
    given: datetime | None
    growing: bool
    placed: list[Placed] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    new_weeks: dict[int, Week] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    first: datetime | None = None
    next_comment: dict[str, int] = field(default_factory=dict)

    posts: set[str] = field(default_factory=set)
    """The paths of the course's posts, and of those placed so far."""

    def time(self, item: Item) -> datetime | None:
        moment = item.time if item.time is not None else self.given
        try:
            return None if moment is None else _at(moment, self.course)
        except (OverflowError, ValueError):
            return None

    def week(self, item: Item) -> int:
        """The number of the week that a text is for, else of the one that contains its time; a week missing from
        course.toml is recorded.
        """
        if item.week:
            return item.week
        moment, existing = self.time(item), self.course.weeks
        if moment is None:
            if existing:
                return existing[0].number
            self.new_weeks.setdefault(1, Week(1))
            return 1
        if (inside := _week_at(existing, moment, timedelta() if self.growing else BREAK)) is not None:
            return inside
        if not self.growing:  # a text that already exists; its path remains valid
            return existing[0].number if existing else 1
        base = max((week.number for week in existing), default=0)
        monday = _monday(moment, self.course)
        number = base + 1 + (round((monday - (self.first or monday)).total_seconds() / 86400) // 7)
        number = min(max(number, 1), MOST_WEEK)
        if number not in self.new_weeks or not self.new_weeks[number].opens:
            self.new_weeks[number] = Week(number, opens=monday)
        return number

    def path(self, item: Item, number: int, header: str, names: Iterable[str]) -> str:
        """The path from an earlier run, else the first of some that is free."""
        known = self.before.get(item.key) or item.path
        found = known or next(
            name for name in names if name not in self.taken and self.free(name, header, item, number)
        )
        self.taken.add(found)
        if item.kind == "post":
            self.posts.add(found)
        self.paths[item.key] = found
        return found


def plan(
    items: Sequence[Item], course: Course, people: People, before: Mapping[str, str], free: Free,
    known: Sequence[Known] = (), given: datetime | None = None, *, growing: bool = True,
) -> Plan:  # fmt: skip
    """Place texts. ``before``: paths from an earlier run, by key; ``given``: the time for texts without one;
    ``growing``: whether a post outside all weeks gets a new week instead of being left out.
    """
    planner = _Planner(course, people, before, free, known, given, growing)
    planner.taken = set(before.values())
    planner.posts = {f"posts/{post.key}.md" for post in known}
    posts = [(n, item) for n, item in enumerate(items) if item.kind == "post"]
    outside = [
        moment for item in items if (item.kind == "post" or item.about) and not (item.week or item.path)
        and (moment := planner.time(item)) and _week_at(course.weeks, moment, timedelta()) is None
    ]  # fmt: skip
    planner.first = _monday(min(outside), course) if outside else None
    for number, item in posts:
        _post(planner, number, item)
    for number, item in enumerate(_stand_ins(items, planner)):
        _post(planner, -1 - number, item)
    for number, item in enumerate(items):
        if item.kind == "page":
            _page(planner, number, item)
    _comments(planner, items)
    return Plan(tuple(planner.placed), tuple(planner.dropped), tuple(planner.notes),
                tuple(week for _, week in sorted(planner.new_weeks.items())))  # fmt: skip


def _week_at(existing: Sequence[Week], moment: datetime, late: timedelta) -> int | None:
    """The course's week that contains a time: the latest one that has begun, until it ends. A short break belongs to
    the week before it, and so does the time up to ``late`` after the last week.
    """
    dated = sorted(((start, week) for week in existing if (start := week.begins)), key=lambda entry: entry[0])
    begun = [week for start, week in dated if start <= moment]
    if not begun:
        return None
    start, last = dated[len(begun) - 1]
    end = max(weeks.ends(last) or start, start + weeks.LENGTH)
    after = dated[len(begun)][0] if len(begun) < len(dated) else None
    ended = moment >= (end if after else end + late)
    return None if ended and not (after and after - end <= BREAK) else last.number


def _outside(planner: _Planner, item: Item) -> str:
    """Why a post has no week in a course that does not grow; empty if it has one."""
    moment, existing = planner.time(item), planner.course.weeks
    if planner.growing or moment is None or item.key in planner.before or _week_at(existing, moment, BREAK):
        return ""
    begins = planner.course.begins
    if not begins:
        return "no week in course.toml says when it opens: add `opens`"
    when = "before the first week in course.toml opens" if moment < begins else "in no week in course.toml"
    return f"written {when}"


def _monday(moment: datetime, course: Course) -> datetime:
    local = dates.at(moment, course.zone)
    day = (local - timedelta(days=local.weekday())).date()
    return dates.aware(day, course.zone)


def _stand_ins(items: Sequence[Item], planner: _Planner) -> list[Item]:
    """Posts for comments whose parent post is neither in the export nor in the course."""
    made: dict[str, Item] = {}
    alone = [item for item in items if item.kind == "comment" and item.about]
    for item in alone:
        if path := planner.before.get(item.key):  # where an earlier run found its post
            post = path.rpartition("/")[0].removeprefix("comments/")
            planner.paths.setdefault(f"{item.origin} post {item.post}", f"posts/{post}.md")
    for item in alone:
        key = f"{item.origin} post {item.post}"
        if key in planner.paths or key in planner.before:
            continue
        if match := _existing(item, [*planner.known, *_placed(planner)]):
            planner.paths[key] = f"posts/{match}.md"
            continue
        moment, now = item.time, made[key].time if key in made else None
        if key not in made:
            text = f"<{item.about}>" if item.about.startswith(("http://", "https://")) else showable(item.about)
            title = item.title or _last_part(item.about)
            made[key] = Item("post", item.origin, item.post, item.place, time=moment, title=title, text=text)
            message = (
                f"answers {quote(item.about)}, which is not here: a placeholder post with its address stands in for it"
            )
            planner.notes.append(Note("stand-in", item.place, message))
        elif moment and (now is None or _at(moment, planner.course) < _at(now, planner.course)):
            made[key] = replace(made[key], time=moment)
    return list(made.values())


def _at(moment: datetime, course: Course) -> datetime:
    return dates.at(moment, course.zone) if moment.tzinfo else dates.aware(moment, course.zone)


def _placed(planner: _Planner) -> Iterator[Known]:
    """The posts of this run, as comments from elsewhere may refer to them."""
    paths = {post.key for post in planner.known}
    for placed in planner.placed:
        key = placed.path.removeprefix("posts/").removesuffix(".md")
        if placed.number >= 0 and key not in paths:
            yield Known(key, placed.item.title, slug(placed.item.title))


def _existing(item: Item, known: Sequence[Known]) -> str:
    """The key of the only post in the course with the title, or with the address's last segment."""
    titles = {post.key for post in known if item.title and slug(post.title) == slug(item.title)}
    names = {post.key for post in known if post.slug == slug(_last_part(item.about))}
    return next((found.pop() for found in (titles, names) if len(found) == 1), "")


def _last_part(address: str) -> str:
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        path = address
    name = re.sub(r"\.\w{2,5}$", "", path.rstrip("/").rsplit("/", 1)[-1])
    words = " ".join(re.sub(r"[-_]+", " ", name).split())
    return path.strip("/") if words.isdecimal() else words or showable(address)


def _author_fields(planner: _Planner, item: Item) -> tuple[str, str]:
    """The author as written in the header, and the prefix of the file name."""
    if person := planner.people.find(item):
        return person.id, person.id
    name = shown(item.author)
    if not name and item.status != "removed":
        planner.notes.append(Note("author", item.place, f"the {item.kind} names no author: write one after Author"))
    return name, slug(name)[:40].strip("-") or UNKNOWN


def _time_field(planner: _Planner, item: Item) -> str:
    """The time as written in a header: in seconds, with the UTC offset if the local time is ambiguous."""
    moment = planner.time(item)
    if moment is None:
        message = (
            f"the {item.kind} has no date: until you add one to its header (or give --date), its first commit counts"
        )
        planner.notes.append(Note("time", item.place, message))
        return ""
    if item.time is None:
        planner.notes.append(Note("time", item.place, f"the {item.kind} has no date: it was given that of --date"))
    local = moment.replace(microsecond=0)
    text = f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
    return text if dates.parse(text, planner.course.zone) == local else f"{text} {local.isoformat()[-6:]}"


def _line(text: str) -> str:
    return " ".join(showable(text).split())


def _header(**fields: str) -> str:
    return "".join(f"{name.replace('_', '-')}: {value}".rstrip() + "\n" for name, value in fields.items())


def _as_it_is(planner: _Planner, number: int, item: Item) -> None:
    """Place a text that says itself where it belongs."""
    path = planner.path(item, number, "", ())
    post = f"posts/{path.removeprefix('comments/').rpartition('/')[0]}.md"
    if item.kind == "comment" and post not in planner.posts:
        planner.dropped.append(Dropped("comment", item.place, f"answers a post that is not here, {post}", path))
        return
    planner.placed.append(Placed(item, number, path, ""))


def _post(planner: _Planner, number: int, item: Item) -> None:
    if item.path:
        _as_it_is(planner, number, item)
        return
    if reason := _outside(planner, item):
        planner.dropped.append(Dropped("post", item.place, reason, item.title))
        return
    author, who = _author_fields(planner, item)
    title = _line(item.title)
    if not title:
        title = "Untitled"
        planner.notes.append(Note("title", item.place, "the post has no title: it was given “Untitled”"))
    fields = {"Title": title, "Author": author, "Date": _time_field(planner, item)}
    tags = ", ".join(dict.fromkeys(_line(tag.replace(",", " ")) for tag in item.tags))
    if tags:
        fields["Tags"] = tags
    if item.status != "published":
        fields["Status"] = "draft"
    header = _header(**fields)
    name = slug(title)[:MOST_NAME].strip("-") or "post"
    folder = f"posts/week-{planner.week(item):02}"
    path = planner.path(item, number, header, _numbered(f"{folder}/{who}-{name}"))
    planner.placed.append(Placed(item, number, path, header))


def _page(planner: _Planner, number: int, item: Item) -> None:
    if item.status != "published":
        reason = f"a page that is not published ({item.status}): pages cannot be drafts"
        planner.dropped.append(Dropped("page", item.place, reason, item.title))
        return
    header = _header(Title=_line(item.title) or "Untitled")
    name = slug(item.title)[:MOST_NAME].strip("-") or "page"
    path = planner.path(item, number, header, _numbered(f"pages/{name}"))
    planner.placed.append(Placed(item, number, path, header))


def _numbered(base: str) -> Iterator[str]:
    yield f"{base}.md"
    number = 2
    while True:
        yield f"{base}-{number}.md"
        number += 1


def _comments(planner: _Planner, items: Sequence[Item]) -> None:
    """Place comments, each after its parent; a cycle is broken at its first comment."""
    by_key = {item.key: (number, item) for number, item in enumerate(items) if item.kind == "comment"}
    pages = {item.id for item in items if item.kind == "page"}
    done: set[str] = set()
    for start in by_key:
        key, line = start, list[str]()
        while key in by_key and key not in done and key not in line:
            line.append(key)
            parent = by_key[key][1].parent
            key = f"{by_key[key][1].origin} comment {parent}" if parent else ""
        for inner in reversed(line):
            done.add(inner)
            _comment(planner, *by_key[inner], pages, by_key)


def _comment(planner: _Planner, number: int, item: Item, pages: set[str], here: Collection[str]) -> None:
    """Place a comment. ``pages``: the ids of pages; ``here``: the keys of this run's comments."""
    if item.path:
        _as_it_is(planner, number, item)
        return
    post_key = f"{item.origin} post {item.post}"
    post = planner.paths.get(post_key) or planner.before.get(post_key, "")
    if not post:
        reason = "answers a page, and pages have no comments" if item.post in pages else \
                 "answers a post that is not imported"  # fmt: skip
        planner.dropped.append(Dropped("comment", item.place, reason, shown(item.author)))
        return
    folder = f"comments/{post.removeprefix('posts/').removesuffix('.md')}"
    author, who = _author_fields(planner, item)
    fields = {"Author": author, "Date": _time_field(planner, item)}
    if item.parent:
        parent_key = f"{item.origin} comment {item.parent}"
        parent = planner.paths.get(parent_key, "") if parent_key in here else planner.before.get(parent_key, "")
        if parent.rpartition("/")[0] == folder:
            fields["Reply_to"] = parent.rpartition("/")[2].removesuffix(".md")
        else:
            message = "answers a comment that is not in the export: it is shown at the top of the thread"
            planner.notes.append(Note("parent", item.place, message))
    if item.status != "published":
        fields["Status"] = item.status
    header = _header(**fields)
    path = planner.path(item, number, header, _counted(planner, f"{folder}/{who}"))
    planner.placed.append(Placed(item, number, path, header))


def _counted(planner: _Planner, base: str) -> Iterator[str]:
    """``ada-1``, ``ada-2``, … from the first that this run has not used."""
    number = planner.next_comment.get(base, 0)
    while True:
        number += 1
        planner.next_comment[base] = number
        yield f"{base}-{number}.md"
