"""Export grades and participation to other programs: read a course, check it, write the file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .. import atomic
from ..core import dates
from ..core.model import Course
from ..core.numbers import several
from ..core.problems import quote
from ..core.refusal import Refusal
from ..roster import Roster
from . import exports, grading
from .ledger import Ledger
from .platforms import EXACT, Grades, Sheet, canvas, grades, moodle

SHEETS: Mapping[str, Callable[[str, Grades, Roster, float, str], Sheet]] = {
    "canvas": lambda title, scored, roster, *_: canvas.sheet(title, scored, roster),
    "moodle": moodle.sheet,
}
"""What writes a platform's file, given the item's title, the grades, the roster, the highest grade, and the date."""
PLATFORMS = tuple(SHEETS)
FORMATS = (*PLATFORMS, "csv", "json")
BELONG = {"item": PLATFORMS, "week": PLATFORMS, "scale": ("canvas",), "most": ("moodle",), "entries": ("csv",)}
"""The formats that support an option, for options that not all formats support."""
MADE_BY_BUILDS = ".cohort"
"""A file that marks a folder as replaced by builds: the public site and the gradebook."""


class CannotExport(Refusal):
    """Invalid options; the message says why and what would work."""


@dataclass(frozen=True)
class ExportRequest:
    """What to export, and from where. Empty ``week``: the whole term; ``as_of`` None: now; empty ``most``: Moodle's
    default.
    """

    format: str
    content: Path
    private: Path
    cache: Path | None
    as_of: datetime | None = None
    item: str = ""
    week: str = ""
    entries: bool = False
    most: str = ""
    scale: bool = False


@dataclass(frozen=True)
class Done:
    """The result of an export. ``text`` is empty if it was refused; ``about`` says what happens to each row."""

    text: str
    about: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    """The entries of ``about`` about rows that were not written."""
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.left_out


def export(request: ExportRequest) -> Done:
    """Export a course in a format. Raises ``CannotExport``, and ``files.CannotRead`` if there is no course."""
    number = number_of_week(request.week)
    for option, formats in BELONG.items():
        if request.format not in formats and getattr(request, option) not in ("", False):
            raise CannotExport(f"--{option} is only for --format {' and '.join(formats)}: leave it out")
    try:
        most = moodle.most(request.most)
    except ValueError:
        raise CannotExport(f"--most {request.most}: write a number above 0") from None
    result = grading.grade(request.content, request.private, request.as_of, request.cache)
    corpus, book, roster = result.corpus, result.ledger, result.roster
    refuse_no_week(number, corpus.course)
    if request.format not in PLATFORMS:
        return _plain(request, result)
    title = request.item or ("Participation" if number is None else f"Participation, week {number}")
    standings = book.standings(number)
    scored = grades(standings, roster)
    if request.format == "canvas" and (total := _total(request.scale, title, scored, roster)) is not None:
        scored = grades(standings, roster, total)
    sheet = SHEETS[request.format](title, scored, roster, most, dates.short_time(book.as_of))
    lines = tuple(line.text for line in sheet.about)
    left_out = tuple(line.text for line in sheet.about if line.kind != "done")
    notes = (
        *map(str, result.problems), *sheet.notes, *_scaled(sheet, scored.possible), *provisional(book, number),
        *pending(book, number),
    )  # fmt: skip
    return Done(sheet.text, lines, left_out, notes)


def number_of_week(given: str) -> int | None:
    """The number of a week as typed, None if empty. Raises ``CannotExport``."""
    if given and not (given.isascii() and given.isdecimal()):
        raise CannotExport(f"--week {given}: write its number")
    return int(given) if given else None


def refuse_no_week(number: int | None, course: Course) -> None:
    """Raises ``CannotExport`` if the course has no week of this number."""
    if number is not None and number not in course.week_by_number:
        weeks = ", ".join(str(week.number) for week in course.weeks)
        raise CannotExport(f"--week {number}: course.toml has weeks {weeks}")


def _plain(request: ExportRequest, result: grading.GradingResult) -> Done:
    """CSV and JSON, which need no roster."""
    book = result.ledger
    facts = exports.facts(book, result.corpus.commit)
    if request.format == "json":
        text = exports.written(facts)
        what = f"{several(len(book.rows), 'row')} and {several(len(book.entries), 'entry', 'entries')}"
    elif request.entries:
        text, what = exports.entries(facts), several(len(book.entries), "entry", "entries")
    else:
        text, what = exports.participation(facts), several(len(book.rows), "row")
    notes = (*(str(problem) for problem in result.problems if problem.rule == "settings"), *pending(book))
    return Done(text, (f"writes {what}, as of {dates.short_time(book.as_of)}",), notes=notes)


def _total(scale: bool, title: str, scored: Grades, roster: Roster) -> float | None:
    """The points to scale to: those that the item has on its platform; None where they are the same or unknown.
    Raises ``CannotExport`` where they differ, unless the numbers are to be scaled.
    """
    known = canvas.item(title, roster)
    there = canvas.worth(known) if known else None
    if not known or there is None:
        if scale:
            raise CannotExport(
                f"--scale: {roster.path} does not say how many points {quote(title)} has: save Canvas's gradebook "
                "export there, and name an assignment of it with --item"
            )
        return None
    if not any(grade.number is not None for grade in scored.grades):
        return None
    more = " and export its gradebook again"
    return share(known.header, there, f"in {roster.path}", scored.possible, scale=scale, more=more)


def share(item: str, there: float, place: str, possible: float, *, scale: bool, more: str = "") -> float | None:
    """The points to scale to: ``there``, where an item has others at a ``place`` than are possible here; None where
    they are the same. Raises ``CannotExport`` where they differ and are not to be scaled, or cannot be.
    """
    here = round(possible, EXACT)
    if there == here:
        return None
    if scale and there > 0 and here > 0:
        return there
    counts = f"{exports.exact(there)} points {place}, and {exports.exact(here)} here"
    if not (there > 0 and here > 0):
        raise CannotExport(f"{quote(item)} has {counts}, and nothing can be scaled to or from 0")
    raise CannotExport(
        f"{quote(item)} has {counts}: scale the numbers to {exports.exact(there)} with --scale, or change its points "
        f"in Canvas to {exports.exact(here)}{more}"
    )


def _scaled(sheet: Sheet, possible: float) -> Iterator[str]:
    """A notice that some students' possible points differ from the item's."""
    lines = [line.text for line in sheet.about if line.kind == "done" and "scaled to" in line.text]
    if lines:
        count = "1 number is" if len(lines) == 1 else f"{len(lines)} numbers are"
        yield f"{count} scaled to {exports.exact(possible)} points possible, so that everyone keeps the same share:"
        yield from (f"  {line}" for line in lines)


def provisional(book: Ledger, week: int | None) -> Iterator[str]:
    """A notice that points can still be earned."""
    weeks = [one for one in book.course.weeks if week in (None, one.number)]
    if any(due and due > book.as_of for one in weeks for due in (one.posts_due, one.comments_due)):
        yield f"as of {dates.short_time(book.as_of)} not everything is due yet: the numbers will change"


def pending(book: Ledger, week: int | None = None) -> Iterator[str]:
    """A notice that marks are not given yet: how many, and whose."""
    lacking = {one.person.id: len(one.pending) for one in book.standings(week) if one.pending}
    if lacking:
        number = sum(lacking.values())
        whose = ", ".join(f"{person} ({count})" if count > 1 else person for person, count in lacking.items())
        are = "is not given yet, and counts" if number == 1 else "are not given yet, and count"
        yield f"{several(number, 'mark')} {are} 0 points until then: {whose}"


def write(file: Path, text: str, content: Path) -> None:
    """Write an export atomically. Raises ``CannotExport`` if it would be published or lost."""
    refuse_place(file, content)
    try:
        atomic.write(file.resolve(), text.encode("utf-8"))
    except OSError as error:
        raise CannotExport(f"{file}: cannot be written: {error.strerror}") from None


def refuse_place(file: Path, content: Path) -> None:
    """Raises ``CannotExport`` for a file, or a folder of files, where what is private would be published or lost."""
    place = file.resolve()
    if place.is_relative_to(content.resolve()):
        raise CannotExport(f"{file}: is in the content folder, which others can read: choose another place")
    for folder in (place, *place.parents):
        if (folder / MADE_BY_BUILDS).exists():
            raise CannotExport(f"{file}: is in {folder}, which the next build replaces: choose another place")
