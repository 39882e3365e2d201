"""``./inv start``: a new course from answers, a roster, or last term's settings."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import available_timezones

from .. import regular
from ..brands import FILE as BRANDS
from ..core import dates
from ..core.model import Course, Person, SiteSettings
from ..core.numbers import several
from ..core.problems import quote, showable
from ..course import course_file
from ..course import forge as forges
from ..roster import Row, public_names, rows, table
from . import Wishes, answers, fresh, sample, term
from .breaks import monday
from .sample import CannotStart, Found

PRIVATE: Final = (sample.ADJUSTMENTS, sample.ROSTER, "people.toml")
UNNAMED_ZONES: Final = ("UTC", "Etc/UTC", "Etc/Universal", "Etc/Zulu", "Universal", "Zulu", "UCT", "Etc/UCT", "GMT")
"""The time zones of servers that were not configured with a place: not a useful default."""
WEEKS: Final = 12
INSTRUCTOR: Final = "Instructor"
NOTHING_SAID: Final = "none"
NOTHING: Final = "nothing was written"
TOLD: Final = 10

Value = TypeVar("Value")


@dataclass(frozen=True)
class NewCourse:
    """The options as typed; empty ones are asked for. ``yes``: use defaults without asking. ``folders``: how other
    commands are told the content folder and the private one, if these are not the usual ones.
    """

    content: Path
    private: Path
    title: str = ""
    first: str = ""
    weeks: str = ""
    term: str = ""
    timezone: str = ""
    language: str = ""
    instructor: str = ""
    breaks: str = ""
    repository: str = ""
    forge: str = ""
    roster: str = ""
    names: str = ""
    from_term: str = ""
    keep_people: bool = False
    yes: bool = False
    folders: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Done:
    """The files written, by path, notices, and what to type next."""

    files: tuple[Path, ...]
    notes: tuple[str, ...]
    following: tuple[str, ...]


@dataclass
class _Start:
    """A run: how to ask and to notify, and the notices for the end."""

    request: NewCourse
    ask: Callable[[str], str]
    note: Callable[[str], None]
    today: date
    notes: list[str] = field(default_factory=list)

    def answer(
        self, question: str, given: str, option: str, read: Callable[[str], Value], default: str | None = None
    ) -> Value:
        """The option if given, else the answer, parsed by ``read``; an invalid answer is asked for again."""
        if given:
            try:
                return read(given)
            except answers.Wrong as wrong:
                raise CannotStart(f"{option}: {wrong}") from None
        if self.request.yes and default is not None:
            return read(default)
        while True:
            try:
                answer = self.ask(f"{question}{'' if default is None else f' [{default or NOTHING_SAID}]'}: ").strip()
            except EOFError:
                more = "" if default is None else f", or --yes for {quote(default) if default else NOTHING_SAID}"
                raise CannotStart(f"there was no answer to “{question}”: give {option}{more}; {NOTHING}") from None
            try:
                return read(answer or default or "")
            except answers.Wrong as wrong:
                self.note(str(wrong))


def start(request: NewCourse, ask: Callable[[str], str], note: Callable[[str], None], today: date) -> Done:
    """Start a course. Raises ``CannotStart`` if that is impossible; nothing is written then."""
    run = _Start(request, ask, note, today)
    if sample.resume(request.content):
        return _finished(request)
    found = sample.look(request.content)
    _refuse(request, found)
    before = _last_term(request) if request.from_term else None
    listed = _roster(request) if request.roster else None
    _replace(run, found)
    if before:
        text, course = before
        wishes, keep, there = _wishes_of_term(run, course)
    else:
        wishes, keep, there = _wishes(run), False, ()
    joined, private = _people(run, listed, there)
    added = [*joined.people]
    if request.instructor or not any(person.role == "instructor" for person in (*there, *added)):
        added[:0] = _instructors(run, (*there, *added), joined.elsewhere)
    files = dict(fresh.files(wishes, added))
    if before:
        files.update(_files_of_term(run, text, course, wishes, added, keep))
    course = _read_back(files[course_file.FILE])
    present = [name for name in PRIVATE if (request.private / name).exists()]
    examples = "" if sample.ADJUSTMENTS in present else fresh.adjustments(course)
    aside = sample.write(request.content, found, files, request.private, private, examples)
    return Done(
        tuple(_told(request, files, private, examples)),
        (*_said_of(run, wishes, course, aside, present, replaced=bool(found.own)), *run.notes),
        tuple(_following(request, course)),
    )


def _finished(request: NewCourse) -> Done:
    """What is said where a start that was killed only had to be finished."""
    file = request.content / course_file.FILE
    course = _read_back(file.read_text("utf-8"))
    said = f"{file}: the start that was stopped is complete now, with what was answered then"
    return Done((file,), (said,), tuple(_following(request, course)))


def _refuse(request: NewCourse, found: Found) -> None:
    """Fail before asking anything if a course cannot be started here."""
    shown = request.content
    if course_file.FILE in found.others:
        message = "is a course that somebody has begun, and is kept: name another folder with --content"
        raise CannotStart(f"{shown / course_file.FILE}: {message}")
    if found.others and course_file.FILE not in found.own:
        first = showable(found.others[0])
        raise CannotStart(f"{shown}: is not empty (it contains {quote(first)}): name an empty folder with --content")


def _replace(run: _Start, found: Found) -> None:
    if not found.own:
        return
    shown = run.request.content.name
    beside = ""
    if found.others:
        named = ", ".join(showable(path) for path in found.others[:3]) + ", …" * (len(found.others) > 3)
        beside = f" What is not of it, {named}, is moved to {sample.aside_of(run.request.content).name}/."
    question = f"{shown}/ holds Cohort’s sample course.{beside} Put a new course in its place? (yes or no)"
    if not (run.request.yes or run.answer(question, "", "--yes", answers.yes, "no")):
        raise CannotStart(f"the sample course is kept; {NOTHING}")


def _wishes(run: _Start) -> Wishes:
    given = run.request
    wishes = Wishes(
        run.answer("Title of the course", given.title, "--title", answers.title),
        run.answer(
            "First day of the first week", given.first, "--from", answers.day,
            answers.next_monday(run.today).isoformat(),
        ),
        run.answer("Number of weeks", given.weeks, "--weeks", answers.weeks, str(WEEKS)),
        breaks=_breaks(run, "Weeks without class, such as “week of 2026-12-21” or “2026-12-21 to 2027-01-03”"),
        term=run.answer("Name of the term, such as “Autumn 2026”", given.term, "--term", answers.line, ""),
        timezone=_zone(run),
        language=run.answer("Language of the site", given.language, "--language", answers.language, _language()),
    )  # fmt: skip
    return _with_forge(run, wishes, SiteSettings())


def _wishes_of_term(run: _Start, course: Course) -> tuple[Wishes, bool, tuple[Person, ...]]:
    given = run.request
    wishes = Wishes(
        run.answer("Title of the course", given.title, "--title", answers.title, course.title),
        run.answer(
            "First day of the first week", given.first, "--from", answers.day,
            answers.next_monday(run.today).isoformat(),
        ),
        run.answer("Number of weeks", given.weeks, "--weeks", answers.weeks, str(len(course.weeks))),
        breaks=_breaks(run, "Weeks without class, if last term’s do not hold, such as “week of 2026-12-21”"),
        term=run.answer("Name of the term, such as “Autumn 2026”", given.term, "--term", answers.line, ""),
        timezone=answers.timezone(given.timezone) if given.timezone else course.timezone,
        language=answers.language(given.language) if given.language else course.language,
    )  # fmt: skip
    wishes = _with_forge(run, wishes, course.site)
    keep = given.keep_people
    if not keep and any(person.role != "instructor" for person in course.people):
        question = "Keep last term’s students and guests? (yes or no)"
        keep = run.answer(question, "", "--keep-people", answers.yes, "no")
    stay = term.people_kept(course, keep)
    run.notes.append(
        f"people from last term: {len(stay)} of {len(course.people)} are kept"
        + ("" if keep else ", those who are instructors")
    )
    return wishes, keep, stay


def _breaks(run: _Start, question: str) -> tuple[date, ...]:
    return run.answer(question, run.request.breaks, "--breaks", answers.breaks, "")


def _with_forge(run: _Start, wishes: Wishes, before: SiteSettings) -> Wishes:
    """The wishes with the repository that is named, and the kind of its forge; unless it is that of ``before``."""
    given = run.request
    known = forges.repository(before)
    address = run.answer(
        "Address of its repository, such as https://github.com/owner/name", given.repository, "--repository",
        answers.repository, known if known.startswith("http") else "",
    )  # fmt: skip
    if not address or address == known:
        return wishes
    kind = given.forge or answers.forge_of(address)
    host = address.split("/")[2]
    forge = run.answer(
        f"What {host} runs: github, gitlab or forgejo (also for Gitea)", kind, "--forge", answers.kind_of_forge,
        "gitlab",
    )  # fmt: skip
    run.notes.append(f"forge: {forges.FORGES[forge].name}, at {address}: /write/ leads there")
    return replace(wishes, forge=forge, repository=address)


def _zone(run: _Start) -> str:
    given = run.request.timezone
    here = "" if given else _zone_of_this_machine()
    if here and here not in UNNAMED_ZONES:
        run.notes.append(f"time zone: {here}, which is this machine’s; course.toml says it")
        return here
    return run.answer("Time zone, such as Europe/London", given, "--timezone", answers.timezone, "UTC")


def _zone_of_this_machine() -> str:
    """The name of this machine's time zone, if the system provides it."""
    told = [os.environ.get("TZ", "").removeprefix(":")]
    try:
        told.append(Path("/etc/timezone").read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        told.append("")
    told.append(str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2])
    return next((name for name in told if name in available_timezones()), "")


def _language() -> str:
    language = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    code = language.split(".")[0].split("_")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else "en"


def _last_term(request: NewCourse) -> tuple[str, Course]:
    """Last term's settings: from a content folder, its parent folder, or the file itself."""
    given = Path(request.from_term).absolute()
    places = (given, given / course_file.FILE, given / "content" / course_file.FILE)
    file = next((place for place in places if place.is_file()), None)
    if not file:
        raise CannotStart(f"--from-term {given}: there is no {course_file.FILE} in it")
    if file.parent.resolve() == request.content.resolve():
        raise CannotStart(f"{file}: last term’s course is kept: name another folder for the new one with --content")
    try:
        text = regular.text(file)
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"{file}:1:1: {_why(error)}") from None
    course, problems = course_file.read(text)
    if not course or problems:
        told = "\n".join(f"{file.parent}/{problem}" for problem in problems)
        raise CannotStart(f"{told}\nlast term’s settings would be copied as they are: fix them first; {NOTHING}")
    return text, course


def _files_of_term(
    run: _Start, text: str, course: Course, wishes: Wishes, added: list[Person], keep: bool
) -> Mapping[str, str]:
    """Last term's settings and brands, adapted to the new term."""
    try:
        made = term.next_term(text, course, wishes, added, keep)
    except answers.Wrong as wrong:
        raise CannotStart(f"--from {wishes.first}: {wrong}") from None
    run.notes += made.notes
    given = Path(run.request.from_term).absolute()
    folder = given.parent if given.is_file() else given if (given / course_file.FILE).is_file() else given / "content"
    files = {course_file.FILE: made.text}
    if (folder / BRANDS).is_file():
        try:
            files[BRANDS] = regular.text(folder / BRANDS)
        except (OSError, UnicodeDecodeError) as error:
            raise CannotStart(f"{folder / BRANDS}:1:1: {_why(error)}") from None
    return files


def _why(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8: save it as UTF-8"
    return f"cannot be read ({error.strerror}): name a file that you may read"


def _read_back(text: str) -> Course:
    """The course, which our own parser has to find nothing wrong with before it is written."""
    course, problems = course_file.read(text)
    if not course or problems:
        told = "; ".join(map(str, problems))
        raise CannotStart(f"the new settings cannot be read, which is a bug in Cohort: {told}; {NOTHING}")
    return course


def _roster(request: NewCourse) -> str:
    file = Path(request.roster).absolute()
    try:
        text = table.decoded(regular.data(file))
    except OSError as error:
        raise CannotStart(f"--roster {file}: cannot be read: {error.strerror}") from None
    if text is None:
        raise CannotStart(f"{file}:1:1: is neither UTF-8 nor UTF-16: save it again as “CSV UTF-8”")
    target = request.private / sample.ROSTER
    if target.exists() and target.resolve() != file.resolve():
        raise CannotStart(f"{target}: already exists, and is kept: move it first, or give --private")
    return text


def _told_apart(
    run: _Start, name: str, found: Sequence[Row], there: tuple[Person, ...], joined: public_names.Joined
) -> public_names.Joined:
    """The people, with given names as far as somebody knows the order of the names; else they keep initials."""
    written = next(row.name for row in found if row.line == joined.unsure[0])
    order = run.answer(
        f"What comes first in names such as {quote(written)}: family, given, or none if you cannot say",
        run.request.names, "--names", answers.order, "",
    )  # fmt: skip
    joined = public_names.join(found, there, order)
    if joined.unsure:
        lines = ", ".join(map(str, joined.unsure[:TOLD])) + ", …" * (len(joined.unsure) > TOLD)
        where = f"in line{'s' * (len(joined.unsure) > 1)} {lines}"
        run.notes.append(
            f"{name}:{joined.unsure[0]}:1: which is the given name is not certain ({where}): course.toml has initials,"
            " and ids made of them; write the names that readers may see there"
        )
    return joined


def _people(run: _Start, text: str | None, there: tuple[Person, ...]) -> tuple[public_names.Joined, str]:
    """The people on the roster, and the new contents of the private roster."""
    if text is None:
        return public_names.Joined((), {}), ""
    name = Path(run.request.roster).name
    found, records, problems = rows(text, Course("", (), there), name)
    if problems:
        raise CannotStart("\n".join(map(str, problems)))
    if not found:
        raise CannotStart(f"{name}:1:1: lists nobody; {NOTHING}")
    joined = public_names.join(found, there)
    if joined.unsure:
        joined = _told_apart(run, name, found, there, joined)
    count = len(joined.people)
    run.notes.append(
        f"{count} {'person' if count == 1 else 'people'} of {name}: course.toml has an id made of the given name, and"
        " what readers see: given name and initial (write an alias there if one is wished)"
    )
    run.notes.append(
        f"legal names, addresses and ids of the platform are in {run.request.private.name}/{sample.ROSTER} alone, with"
        " a column “person” that says whose each row is"
    )
    run.notes += [
        f"{name}:{line}:1: has no name that readers could be shown: add one in course.toml"
        for line in joined.unnamed
    ]  # fmt: skip
    return joined, public_names.table(records, joined.ids)


def _instructors(run: _Start, others: tuple[Person, ...], keys: frozenset[str]) -> list[Person]:
    """Those who teach, write the first post and answer, but for those who are among the others."""
    names = run.answer(
        "Your name, as readers see it, with commas between several", run.request.instructor, "--instructor",
        answers.names, INSTRUCTOR,
    )  # fmt: skip
    there = {person.name.casefold() for person in others if person.role == "instructor"}
    taken = {person.id for person in others} | keys
    found: list[Person] = []
    for name in names:
        if name.casefold() not in there:
            found.append(public_names.teacher(name, taken | {person.id for person in found}))
    return found


def _told(request: NewCourse, files: Mapping[str, str], roster: str, adjustments: str) -> Iterator[Path]:
    yield from (request.content / path for path in files if not path.endswith(".gitkeep"))
    if roster:
        yield request.private / sample.ROSTER
    if adjustments:
        yield request.private / sample.ADJUSTMENTS


def _following(request: NewCourse, course: Course) -> Iterator[str]:
    """What to do next: the commands in order."""
    content, private = request.folders
    teacher = next(person.id for person in course.people if person.role == "instructor")
    first = course.weeks[0].number
    yield f"next: fill in titles and questions in {request.content.name}/{course_file.FILE}, then type"
    yield f"  ./inv check{content}"
    yield f'  ./inv new-post{content} --author {teacher} --week {first} --title "Welcome"'
    yield f"  ./inv serve{content}{private}"


def _said_of(
    run: _Start, wishes: Wishes, course: Course, aside: Path | None, present: Collection[str], *, replaced: bool
) -> Iterator[str]:
    """What was done. ``present``: the private files that were there before."""
    if not run.request.from_term and course.begins:
        count = several(wishes.weeks, "week")
        rest = f", none in the {fresh.weeks_of(wishes.breaks)}: add titles and questions" if wishes.breaks else ""
        yield f"{count} from {dates.weekday(course.begins)} on{rest or ': add titles, questions and holidays'}"
    opened = {monday(week.opens) for week in course.weeks if week.opens}
    if idle := [day for day in wishes.breaks if opened and not min(opened) < day < max(opened)]:
        yield f"the {fresh.weeks_of(idle)}: not between the first week and the last, so check the year"
    if replaced:
        yield f"the sample course is now in {sample.KEPT}/, where the tests read it"
    if aside:
        yield f"moved to {aside}: what was not part of the sample course"
    mine = {sample.ROSTER} if run.request.roster else set()
    for name in present:
        if name not in mine:
            yield (
                f"{run.request.private / name}: already exists, and will be read with this course: if you do not want "
                "that, name another folder with --private"
            )
