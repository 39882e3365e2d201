"""Turns a content file into a post, a comment or a page, and reports what is wrong in its header.

The rules are those of the content format: a post's week comes from its folder, its identity is its path; the header
fields are listed in ``POST_FIELDS`` and ``COMMENT_FIELDS``, and no other has any effect.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final, cast

from ..core import dates
from ..core.addresses import slug
from ..core.model import Comment, CommentState, Course, Dated, Page, Parked, Person, Post, Source, composed
from ..core.problems import Places, Problem, Severity, did_you_mean, nearest, quote
from . import header

POST_FIELDS: Final = ("title", "author", "date", "tags", "summary", "lang", "sic", "status")
COMMENT_FIELDS: Final = (
    "author", "date", "reply-to", "rating", "status", "removed-by", "reason", "lang", "sic",
)  # fmt: skip
PAGE_FIELDS: Final = ("title", "lang", "sic")
PELICAN_FIELDS: Final = frozenset(
    "save-as url template slug category authors modified keywords override-save-as override-url translation"
    " date-format locale-date path content".split()
)
POST_STATES: Final = ("published", "draft")
COMMENT_STATES: Final = ("published", "pending", "removed", "spam")
HIDDEN_STATES: Final = COMMENT_STATES[1:]
UNKNOWN_AUTHOR: Final = "author"
"""The rule name for authors who are not in the course."""
DATE_RULE: Final = "date"
"""The rule name for dates that are missing, unreadable, ambiguous or unlikely."""
EARLY: Final = timedelta(days=60)
"""How long before the course begins a text may be dated."""
PLAUSIBLE: Final = timedelta(days=400)
"""How far from its week the date of a text may be, where it can be read in several ways."""
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
HEADING: Final = re.compile(r"(?:#[ \t]+(?P<text>\S[^\r\n]{0,200}?)[ \t]*#*[ \t]*(?:\r?\n|\Z)\s*)")
"""A heading of the first level, with the empty lines below it."""
TITLE_WORDS: Final = 8
PARKED: Final = "; it is parked until then"
MOST_CHARACTERS: Final = 400_000
"""Longer texts are not genuine: they are parked instead of rendered, so that they cannot slow down the build."""

Value = Post | Comment | Page | Parked
Moment = Callable[[], datetime | None]
Withheld = Callable[[str], int]
"""The number of a guest whose name must not be shown; 0 where it may be."""


def never() -> None:
    """When something happened of which there is no record."""


def shown(name: str) -> int:  # noqa: ARG001 - a Withheld
    """Withholds no name."""
    return 0


def when_asked(make: Callable[[], Withheld]) -> Withheld:
    """Withholds what ``make`` returns does; it is called where the first name is asked for, since few texts need it."""
    made = cache(make)

    def withheld(name: str) -> int:
        return made()(name)

    return withheld


@dataclass(slots=True)
class Reading:
    """One file being read, and the problems found in it."""

    path: str
    text: str
    course: Course
    committed: Moment = never
    changed: float | None = None
    withheld: Withheld = shown
    fields: dict[str, header.Field] = field(default_factory=dict)
    body: int = 0
    heading: tuple[int, int] | None = None
    """The span of the heading that is the title."""
    problems: list[Problem] = field(default_factory=list)

    def report(
        self, message: str, at: header.Field | None = None, severity: Severity = "error", rule: str = "header"
    ) -> None:
        line, column = (at.line, at.column) if at else (1, 1)
        self.problems.append(Problem(self.path, line, column, message, severity, rule))

    def value(self, key: str) -> str:
        return self.fields[key].value if key in self.fields else ""

    @property
    def stem(self) -> str:
        """The file's name without its suffix, composed."""
        return composed(self.path.rpartition("/")[2].removesuffix(".md"))


def read(
    path: str,
    text: str,
    course: Course,
    committed: Moment = never,
    changed: float | None = None,
    withheld: Withheld = shown,
) -> tuple[Value, list[Problem]]:
    """Read the content file at ``path`` (relative to the content folder, below posts, comments or pages).

    ``committed`` returns when the file was first committed, if known; it is called only if that is needed.
    ``changed``: when it last changed on disk, in seconds since 1970.
    """
    reading = Reading(path, text, course, committed, changed, withheld)
    kind = path.split("/", 1)[0]
    if len(text) > MOST_CHARACTERS:
        return _parked(reading, f"is {len(text):,} characters long, more than the {MOST_CHARACTERS:,} a text may have"
                       ": shorten it or split it"), reading.problems  # fmt: skip
    known = {"posts": POST_FIELDS, "comments": COMMENT_FIELDS, "pages": PAGE_FIELDS}[kind]
    _read_header(reading, known)
    value = {"posts": _post, "comments": _comment, "pages": _page}[kind](reading)
    return value, reading.problems


def unreadable(path: str, data: bytes, course: Course) -> tuple[Parked, list[Problem]]:
    """Park a file whose bytes cannot be decoded, reporting the first invalid byte."""
    reading = Reading(path, "", course)
    try:
        data.decode("utf-8")
        offset, what = data.index(b"\0"), "contains a NUL character"
    except UnicodeDecodeError as error:
        offset, what = error.start, f"is not UTF-8 (byte 0x{data[error.start]:02x})"
    before = data[:offset].decode("utf-8", "replace")
    line, column = Places(before).at(len(before))
    message = f"{what}: save it again with the encoding UTF-8"
    problem = Problem(path, line, column, f"{message}{PARKED}", rule="encoding")
    return Parked(path, message, _author_of_name(reading), week_number(path)), [problem]


def prose(data: bytes, known: tuple[str, ...]) -> str:
    """The part of a file below its header, whose fields are ``known``; undecodable bytes are dropped."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    return text[header.read(text, known).body :]


def _read_header(reading: Reading, known: tuple[str, ...]) -> None:
    found = header.read(reading.text, known)
    reading.body = found.body
    for fault in found.faults:
        reading.problems.append(
            Problem(reading.path, fault.line, fault.column, fault.message, "warning", rule="header")
        )
    for item in found.fields:
        if item.key in known and item.key not in reading.fields:
            reading.fields[item.key] = item
        elif item.key in known:
            reading.report(f"`{item.key}` appears twice; the first one counts", item)
        elif item.key in PELICAN_FIELDS:
            reading.report(
                f"`{item.key}` has no effect, because the address comes from the folder and file name: delete the line",
                item,
            )
        else:
            near = did_you_mean(item.key, known)
            reading.report(
                f"`{item.key}` is not a header field, so {quote(item.value)} is not shown"
                f"{near or '; move it into the text, below the blank line'}",
                item,
            )


def _parked(reading: Reading, reason: str) -> Parked:
    reading.report(f"{reason}{PARKED}")
    author = _author_of_name(reading)
    if "author" in reading.fields:
        author = reading.course.person_by_id.get(reading.value("author"), author)
    return Parked(reading.path, reason, author, week_number(reading.path), reading.text[:MOST_CHARACTERS])


def _parked_for_header(reading: Reading, author: Person) -> Parked:
    """Park a text whose header lacks something essential; its problems give the reason."""
    message = next(p.message for p in reading.problems if PARKED in p.message)
    return Parked(
        reading.path, message.replace(PARKED, ""), author, week_number(reading.path), reading.text[reading.body :]
    )


def person_of_name(stem: str, people: Mapping[str, Person]) -> Person | None:
    """The person whose id begins a file's name, given without its suffix; the longest id if several do."""
    parts = stem.casefold().split("-")
    for length in range(len(parts), 0, -1):
        if person := people.get("-".join(parts[:length])):
            return person
    return None


def _author_of_name(reading: Reading) -> Person | None:
    return person_of_name(reading.stem, reading.course.person_by_id)


def _author(reading: Reading) -> Person:
    at = reading.fields.get("author")
    if at and at.value in reading.course.person_by_id:
        return reading.course.person_by_id[at.value]
    if at:
        at = at._replace(value=_visible(at.value))
    from_name = _author_of_name(reading)
    if at is None or not at.value:
        if from_name:
            reading.report(f"has no Author; taken from the file name: write “Author: {from_name.id}”", at)
            return from_name
        reading.report("has no Author, and the file name does not begin with an id: add “Author: ” and the id", at)
        return Person("unknown", "Author not named", role="guest", listed=False)
    if person := reading.course.person_by_id.get(at.value):
        return person
    meant = [p for p in reading.course.people if at.value.casefold() in (p.id.casefold(), p.name.casefold())]
    if len(meant) == 1:
        reading.report(f"write the id “{meant[0].id}”, not {quote(at.value)}", at, "warning")
        return meant[0]
    if from_name and not _names_file(at.value, reading.stem):
        message = "the Author is not an id in course.toml, but the file name begins with one, which decides"
        reading.report(f"{message}: write “Author: {from_name.id}”", at, "warning")
        return from_name
    return _guest(reading, at)


def _visible(value: str) -> str:
    """A name or date without characters that cannot be seen, its spaces plain ones."""
    if value.isascii():
        return value.strip()
    return " ".join("".join(char for char in composed(value) if unicodedata.category(char) != "Cf").split())


def _names_file(author: str, stem: str) -> bool:
    """Whether a file is named after somebody who writes a whole id as the author: ``ada-smith-1`` is not ada's."""
    return f"{stem.casefold()}-".startswith(f"{author.casefold()}-")


def _guest(reading: Reading, at: header.Field) -> Person:
    """Somebody who is not in the course, whose name is not repeated anywhere if it is withheld."""
    severity: Severity = "notice" if reading.value("status").casefold() in HIDDEN_STATES else "error"
    if number := reading.withheld(at.value):
        name = f"Guest {number}"
        message = "the Author is not an id in course.toml but somebody’s legal name, which is not published"
        reading.report(f"{message}: write the person’s id; until then this is shown as by “{name}” and earns nothing",
                       at, severity, UNKNOWN_AUTHOR)  # fmt: skip
        return Person(f"guest-{number}", name, role="guest", listed=False)
    near = did_you_mean(at.value, [p.id for p in reading.course.people])
    reading.report(
        f"{quote(at.value)} is not one of the people in course.toml, so this is shown as a guest's and earns nothing"
        f"{near or ': add the person there'}",
        at,
        severity,
        UNKNOWN_AUTHOR,
    )
    return Person(f"guest-{slug(at.value) or 'unknown'}", at.value, role="guest", listed=False)


def _date(reading: Reading) -> tuple[datetime, Dated] | None:
    """When a text was written, and what says so."""
    at = reading.fields.get("date")
    if at and (moment := dates.parse(at.value, reading.course.zone) or _meant(reading, at)):
        begins = reading.course.begins
        if begins and moment.year <= begins.year and moment < begins - EARLY:
            message = f"is dated {dates.short_time(moment)}, long before the course begins"
            reading.report(f"{message}: check the year and the month", at, "warning", DATE_RULE)
        return moment, "header"
    message = (
        f"{quote(at.value)} is not a date: write it like “{dates.EXAMPLE}”"
        if at and at.value
        else f"has no Date: add one like “Date: {dates.EXAMPLE}”"
    )
    if committed := reading.committed():
        moment = dates.at(committed, reading.course.zone)
        until = f"until then its first commit counts, {dates.short_time(moment)}"
        reading.report(f"{message}; {until}", at, "warning", DATE_RULE)
        return moment, "commit"
    if changed := _moment(reading.changed):
        moment = dates.at(changed, reading.course.zone)
        until = f"until then the file’s last change counts, {dates.short_time(moment)}, which proves nothing"
        reading.report(f"{message}; {until}", at, "warning", DATE_RULE)
        return moment, "file"
    reading.report(f"{message}{PARKED}", at)
    return None


def _moment(seconds: float | None) -> datetime | None:
    """A time on disk, to the second; None if it is none that a text can have."""
    try:
        moment = datetime.fromtimestamp(int(seconds or 0), UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment if seconds and moment.year in dates.YEARS else None


def _meant(reading: Reading, at: header.Field) -> datetime | None:
    """The date in another form than ours, if it can mean only one, or one of its meanings is nearest to the week."""
    from ..core import human_dates  # noqa: PLC0415 - knows the months of all languages, which few texts need

    course, span = reading.course, _span(reading)
    languages = (reading.value("lang"), course.language, "en")
    found = human_dates.meanings(_visible(at.value), languages, span[0].date() if span else None)
    moments = {dates.aware(one.moment, course.zone): one for one in found}
    if not moments or (len(moments) > 1 and not span):
        return None
    begins, ends = span or (next(iter(moments)),) * 2
    apart = {moment: max(begins - moment, moment - ends, timedelta()) for moment in moments}
    moment = min(moments, key=lambda one: apart[one])
    others = [other for other in moments if other != moment and apart[other] <= PLAUSIBLE]
    chosen = moments[moment]
    read_as = f"{quote(at.value)} is read as {dates.day(moment)}"
    right = f"write “Date: {moment:%Y-%m-%d %H:%M}” to be sure"
    if others:
        near = f"nearer to this week than {' or '.join(map(dates.day, others))}"
        reading.report(f"{read_as}, which is {near}: {right}", at, "warning", DATE_RULE)
    elif not chosen.year_given:
        reading.report(f"{read_as}, because it names no year: {right}", at, "warning", DATE_RULE)
    elif not chosen.weekday_fits:
        weekday = dates.WEEKDAYS[chosen.moment.weekday()]
        reading.report(f"{read_as}, which is a {weekday}: check the day, and {right}", at, "warning", DATE_RULE)
    return moment


def _span(reading: Reading) -> tuple[datetime, datetime] | None:
    """The time of the week in whose folder a text is, or else of the course; None if no week has a time."""
    week = reading.course.week_by_number.get(week_number(reading.path) or -1)
    if week and week.span:
        return week.span
    spans = [week.span for week in reading.course.weeks if week.span]
    return (min(begins for begins, _ in spans), max(ends for _, ends in spans)) if spans else None


def week_number(path: str) -> int | None:
    """The number of the week in whose folder ``path`` is: ``posts/week-02/…`` is week 2."""
    parts = path.split("/", 2)
    return _number_of(parts[1]) if len(parts) > 2 else None


@cache
def _number_of(folder: str) -> int | None:
    match = re.fullmatch(r"week[-_ ]?0*(\d{1,4})", folder, re.IGNORECASE)
    return int(match[1]) if match else None


def _week(reading: Reading) -> int | None:
    number = week_number(reading.path)
    folder = reading.path.split("/")[0]
    if number is None:
        reading.report(f"is not in the folder of a week: move it to {folder}/week-01/ or another week's{PARKED}")
    elif number not in reading.course.week_by_number:
        reading.report(
            f"is in the folder of week {number}, which course.toml does not have: move it, or add the week{PARKED}"
        )
        number = None
    return number


def _language(reading: Reading) -> str:
    at = reading.fields.get("lang")
    if not at or not at.value:
        return reading.course.language
    if LANGUAGE.fullmatch(at.value):
        return at.value
    reading.report(f"{quote(at.value)} is not a language code: write one like “is”, “zh” or “en-GB”", at)
    return reading.course.language


def _list(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.strip() for item in value.split(",") if item.strip()))


def _state(reading: Reading, states: tuple[str, ...], hidden: str) -> str:
    """The status; an invalid one hides the text, rather than showing what was meant to be hidden."""
    at = reading.fields.get("status")
    if not at or not at.value:
        return states[0]
    value = at.value.casefold()
    if value in states:
        return value
    state = next(iter(nearest(value, states)), hidden)
    reading.report(f"{quote(at.value)} is not a status; treated as “{state}”: write one of {', '.join(states)}", at)
    return state


def _source(reading: Reading) -> Source:
    spans = tuple((at.start, at.end) for key in ("title", "summary") if (at := reading.fields.get(key)) and at.value)
    if reading.heading:
        spans = (*spans, reading.heading)
    if not reading.text[reading.body :].strip():
        reading.report("has no text below its header", severity="warning")
    return Source(reading.path, reading.text, reading.body, spans)


def title_from(stem: str) -> str:
    words = re.sub(r"[-_\s]+", " ", stem).strip()
    return words[:1].upper() + words[1:]


def _title(reading: Reading, author: Person, rest: str) -> str:
    """The title, or for want of it the heading with which the text begins, or a title from the file name."""
    if title := reading.value("title"):
        return title
    at = reading.fields.get("title")
    if heading := HEADING.match(reading.text, reading.body):
        title = re.sub(r"[*_`]+", "", heading["text"])
        reading.body = heading.end()
        reading.heading = heading.span("text")
        made = "its first heading is taken"
    elif rest.casefold() in ("", author.id.casefold()) or not any(map(str.isalpha, rest)):
        title = _first_words(reading.text[reading.body :]) or title_from(rest)
        made = "made from its first words"
    else:
        title, made = title_from(rest), "made from the file name"
    reading.report(f"has no Title; {made}: write “Title: {title}”", at)
    return title


def _first_words(prose: str) -> str:
    words = re.sub(r"[^\w\s'’.,-]+", " ", prose[:400]).split()
    return " ".join(words[:TITLE_WORDS]).rstrip(".,-") + ("…" if len(words) > TITLE_WORDS else "")


def _post(reading: Reading) -> Post | Parked:
    author = _author(reading)
    week, date = _week(reading), _date(reading)
    rest = reading.stem
    if rest.casefold().startswith(f"{author.id.casefold()}-"):
        rest = rest[len(author.id) + 1 :]
    title = _title(reading, author, rest)
    if week is None or date is None:
        return _parked_for_header(reading, author)
    state = _state(reading, POST_STATES, "draft")
    return Post(
        path=reading.path, author=author, week=week, date=date[0], title=title, slug=slug(rest) or "post",
        source=_source(reading), tags=_list(reading.value("tags")), summary=reading.value("summary"),
        lang=_language(reading), sic=_list(reading.value("sic")), status="draft" if state == "draft" else "published",
        dated=date[1],
    )  # fmt: skip


def _comment(reading: Reading) -> Comment | Parked:
    author, week, date = _author(reading), _week(reading), _date(reading)
    if week is None or date is None:
        return _parked_for_header(reading, author)
    folder, _, name = composed(reading.path).rpartition("/")
    reply_to = reading.fields.get("reply-to")
    state = _state(reading, COMMENT_STATES, "pending")
    return Comment(
        path=reading.path, id=name.removesuffix(".md"), post=folder.removeprefix("comments/"),
        author=author, date=date[0], source=_source(reading),
        reply_to=composed(reply_to.value.removesuffix(".md")) if reply_to else "",
        reply_to_line=reply_to.line if reply_to else 1, reply_to_column=reply_to.column if reply_to else 1,
        rating=_rating(reading), lang=_language(reading), sic=_list(reading.value("sic")),
        status=cast(CommentState, state),
        removed_by=reading.value("removed-by"), reason=reading.value("reason"), dated=date[1],
        approved=state == "published" and bool(reading.value("status")),
    )  # fmt: skip


def _rating(reading: Reading) -> int | None:
    at = reading.fields.get("rating")
    if not at or not at.value:
        return None
    if at.value in ("1", "2", "3", "4", "5"):
        return int(at.value)
    reading.report(f"{quote(at.value)} is not a rating: write a whole number from 1 to 5", at)
    return None


def _page(reading: Reading) -> Page:
    title = reading.value("title") or title_from(reading.stem)
    if "title" not in reading.fields:
        reading.report(f"has no Title; made from the file name: write “Title: {title}”")
    source = _source(reading)
    return Page(reading.path, title, slug(reading.stem) or "page", source, _language(reading))
