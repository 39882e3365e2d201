"""The ways to give back: Moodle's zip file, Canvas's interface, and mail."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

from jinja2 import Template

from .. import alone, atomic
from ..build.request import BuildRequest
from ..course.accent import dressed
from ..grades import exporting, grading
from ..grades.platforms import Grade, grades
from ..roster import private_files, table
from . import canvas, mail, moodle
from .feedback import Feedback, Shown
from .planning import Address, CannotReturn, Item, Way

PAGE: Final = "gradebook/feedback.html"


@dataclass(frozen=True)
class ReturnRequest:
    """What to give back and by which way. Empty ``week``: the whole term; ``as_of`` as in ``grading.moment``;
    ``build``: the build that a sealed page is of.
    """

    content: Path
    private: Path
    theme: Path
    cache: Path | None
    build: BuildRequest
    as_of: datetime | None = None
    to: str = ""
    week: str = ""
    file: str = ""
    worksheet: str = ""
    assignment: str = ""
    scale: bool = False
    folder: str = ""
    passphrases: str = ""
    pending: bool = False
    again: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of an item: sent, or the ``error`` that kept it."""

    item: Item
    error: str = ""


@dataclass(frozen=True)
class Graded:
    """What is given back from: the graded course, and everybody's feedback."""

    result: grading.GradingResult
    week: int | None
    given: tuple[Feedback, ...]
    theme: Path

    @cached_property
    def template(self) -> Template:
        return alone.template(self.theme, PAGE)

    def page(self, one: Feedback) -> str:
        """A page of feedback, in the course's colour: one HTML file that needs no other."""
        book = self.result.ledger
        page = self.template.render(feedback=one, page=Shown(book.as_of, book.course.timezone))
        return dressed(page, book.course.site.accent)


class Sender(Protocol):
    """A way to give back."""

    @property
    def way(self) -> Way: ...

    @property
    def addresses(self) -> Mapping[str, Address]:
        """Every student's."""

    @property
    def notes(self) -> Iterable[str]:
        """What is worth knowing beforehand."""

    def send(self, items: tuple[Item, ...]) -> Iterator[tuple[Outcome, ...]]:
        """Send, and say what became of the items, together or one by one, as soon as that is certain."""


class ToMoodle:
    """A zip file of feedback pages. All of them are out when it is written, or none."""

    def __init__(self, request: ReturnRequest, graded: Graded) -> None:
        if not request.file:
            raise CannotReturn("--to moodle writes a zip file: name it with --file")
        self.file, self.graded, self.way = Path(request.file), graded, Way("moodle")
        exporting.refuse_place(self.file, request.content)
        if self.file.exists():
            raise CannotReturn(f"--file {self.file}: exists, and may hold what is not uploaded yet: name a new one")
        roster, course = graded.result.roster, graded.result.corpus.course
        ids, notes = _worksheet(request, graded) if request.worksheet else (None, [])
        self.addresses = {
            person: one if one.missing else Address(f"participant {one.to}")
            for person, one in moodle.addresses(roster, course, ids).items()
        }
        lacking = ids is None and any(one.missing for one in self.addresses.values())
        self.notes = [*notes, *([moodle.HOW] if lacking else [])]

    def send(self, items: tuple[Item, ...]) -> Iterator[tuple[Outcome, ...]]:
        if not items:
            return
        name, members = moodle.file_name(self.graded.week), self.graded.result.roster.members
        pages = []
        for item in items:
            person = item.feedback.person
            legal = members[person.id].legal_name if person.id in members else ""
            folder = moodle.folder(moodle.spoken(legal) or person.name, item.address.to.removeprefix("participant "))
            pages.append((f"{folder}/{name}", self.graded.page(item.feedback)))
        try:
            atomic.write(self.file.resolve(), moodle.archive(pages))
        except OSError as error:
            raise CannotReturn(f"{self.file}: cannot be written: {error.strerror}") from None
        yield tuple(map(Outcome, items))


def _worksheet(request: ReturnRequest, graded: Graded) -> tuple[dict[str, str], list[str]]:
    """The participant ids of the grading worksheet, and what is worth knowing of it."""
    file = Path(request.worksheet)
    try:
        records = private_files.records(file)
    except FileNotFoundError:
        raise CannotReturn(f"--worksheet {file}: there is no such file") from None
    except table.NoTable as error:
        raise CannotReturn(f"--worksheet {file}: {error}") from None
    ids, problems = moodle.participants(records, graded.result.roster, graded.result.corpus.course, file.name)
    if any(problem.severity == "error" for problem in problems):
        raise CannotReturn(f"--worksheet {problems[0]}")
    return ids, list(map(str, problems))


class ToCanvas:
    """Grade, rubric and comment of each student, in one request each.

    What Canvas has already is not sent again, so that nobody gets a comment twice even if a run was stopped between
    sending and recording.
    """

    def __init__(self, request: ReturnRequest, graded: Graded) -> None:
        from . import canvas_api  # noqa: PLC0415 - only this way waits for the network's libraries

        if not request.assignment:
            raise CannotReturn("--to canvas needs the assignment: give its address with --assignment")
        place = canvas.place(request.assignment)
        self.way, self.again = Way("canvas", str(place)), request.again
        self.api = canvas_api.Api(place, canvas_api.token(place.host))
        self.messages: dict[str, canvas.Message] = {}
        self.notes: list[str] = []
        to = canvas.assignment(self.api.assignment())
        there = list(map(canvas.submission, self.api.submissions()))
        roster, students = graded.result.roster, graded.result.corpus.course.students
        self.there = {person.id: canvas.whose(roster.members.get(person.id), there) for person in students}
        scored = _scored(graded, to, scale=request.scale)
        for one in graded.given:
            self.messages[one.person.id], notes = canvas.message(one, scored.get(one.person.id), to)
            self.notes += notes
        self.addresses = {
            person: Address(f"Canvas user {one.user}", more=self.messages[person].facts)
            if one
            else Address(missing=canvas.unknown(roster.members.get(person), roster.path, to))
            for person, one in self.there.items()
        }

    def send(self, items: tuple[Item, ...]) -> Iterator[tuple[Outcome, ...]]:
        from .canvas_api import NoAnswer  # noqa: PLC0415 - as above

        for item in items:
            there, message = self.there[item.person], self.messages[item.person]
            if not there:
                continue
            try:
                if self.again or not message.arrived(there):
                    self.api.grade(there.user, message.form(with_comment=self.again or not message.commented(there)))
            except NoAnswer as error:
                yield (Outcome(item, f"{error}: it may have arrived, and the next run looks there first"),)
            except CannotReturn as error:
                yield (Outcome(item, str(error)),)
            else:
                yield (Outcome(item),)


def _scored(graded: Graded, to: canvas.Assignment, *, scale: bool) -> dict[str, Grade]:
    """Everybody's grade, of as many points as the assignment has. Raises ``CannotExport`` where those are others."""
    standings, roster = graded.result.ledger.standings(graded.week), graded.result.roster
    scored = grades(standings, roster)
    if to.points is not None and any(one.number is not None for one in scored.grades):
        total = exporting.share(to.name, to.points, "in Canvas", scored.possible, scale=scale)
        scored = scored if total is None else grades(standings, roster, total)
    return {one.person.id: one for one in scored.grades}


class ToMail:
    """A draft for each student, with their sealed page. All pages are of one build."""

    def __init__(self, request: ReturnRequest, graded: Graded) -> None:
        from ..gradebook import sealing  # noqa: PLC0415 - only this way waits for the cipher

        if not request.folder:
            raise CannotReturn("--to mail writes a file for each mail: name a folder for them with --folder")
        self.folder, self.request, self.graded, self.way = Path(request.folder), request, graded, Way("mail")
        exporting.refuse_place(self.folder, request.content)
        if self.folder.exists() and not self.folder.is_dir():
            raise CannotReturn(f"--folder {self.folder}: is a file: name a folder")
        self.file = sealing.passphrases_file(request.build, request.passphrases)
        if self.file.resolve().is_relative_to(self.folder.resolve()):
            raise CannotReturn(f"--passphrases {self.file}: is among the mails, which must not have it: choose another")
        self.known = sealing.known_passphrases(self.file)
        self.notes = [f"the passphrases are in {self.file}: give each student theirs by another way than mail"]
        roster = graded.result.roster
        self.addresses = {
            one.person.id: mail.address(roster.members.get(one.person.id), roster.path) for one in graded.given
        }

    def send(self, items: tuple[Item, ...]) -> Iterator[tuple[Outcome, ...]]:
        from ..gradebook import passphrases, sealing  # noqa: PLC0415 - as above

        if not items:
            return
        course, people = self.graded.result.corpus.course, {item.person: item for item in items}
        known = passphrases.complete(self.known, people)
        sealing.remember_passphrases(self.file, known, course)
        made, pages = sealing.own_pages(sealing.own_build(self.request.build, course, " ".join(people)))
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for person, document in sealing.sealed(made, pages, known):
                item = people[person]
                text = mail.message(item.feedback, item.address.to, course, document)
                atomic.write(self.folder.resolve() / mail.file_name(item.feedback), text)
                yield (Outcome(item),)
        except OSError as error:
            raise CannotReturn(f"{error.filename or self.folder}: cannot be written: {error.strerror}") from None


SENDERS: dict[str, Callable[[ReturnRequest, Graded], Sender]] = {
    "moodle": ToMoodle, "canvas": ToCanvas, "mail": ToMail,
}  # fmt: skip
"""What makes a way's sender."""
