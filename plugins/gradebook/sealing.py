"""``./inv gradebook --seal``: the gradebook, or one person's page of it, in one file that a passphrase opens.

It is rebuilt in a folder within the private one, which is deleted then; the site and gradebook are not touched.
"""

import base64
import getpass
import hashlib
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from .. import atomic, regular, scratch
from ..build import output
from ..build.request import BuildRequest
from ..core import dates
from ..core.model import Course
from ..core.numbers import several
from ..core.problems import did_you_mean, quote
from ..core.refusal import Refusal
from ..corpus import files
from ..course.accent import dressed
from ..grades import exporting, grading
from . import passphrases, seal

START = "index.html"
EVERYBODY = "all"
"""For whom a page each is sealed, unless somebody has this id."""
SCRIPT = "gradebook/sealed.js"
PAGES, TABLES = (".html",), (".csv", ".json")
FONT = re.compile(r'url\("(fonts/[a-z-]+\.woff2)"\)')
MOST_BYTES = 4096
"""The maximum number of bytes read from a passphrase file."""


class CannotSeal(Refusal):
    """Nothing was written; the message says why in one line."""


@dataclass(frozen=True)
class Plan:
    """What to seal, and the file to write; checked before anybody is asked for a passphrase."""

    request: BuildRequest
    course: Course
    file: Path


@dataclass(frozen=True)
class Sealed:
    """What was written. ``size``: the file's size in bytes; ``problems``: the problems in the texts."""

    file: Path
    pages: int
    size: int
    problems: int


@dataclass(frozen=True)
class PlanForAll:
    """Everybody's own page to seal, the folder for them, and the file of the passphrases, with those it has."""

    request: BuildRequest
    course: Course
    folder: Path
    file: Path
    known: Mapping[str, str]

    @property
    def students(self) -> tuple[str, ...]:
        return tuple(student.id for student in self.course.students)

    def page(self, person: str) -> Path:
        return self.folder / f"{person}.html"


def plan(request: BuildRequest, person: str, to: str, folder: Path) -> Plan:
    """Check a request. Empty ``person``: the whole gradebook; empty ``to``: a new name in ``folder``.

    A generated name contains a date but no person. Raises ``CannotSeal`` and ``files.CannotRead``.
    """
    course = files.open_course(request.content).course
    if person:
        _refuse_no_student(person, course)
    moment = grading.moment(request.as_of, course.zone)
    made = f"{'own' if person else 'gradebook'}-{moment:%Y-%m-%d}"
    file = Path(to).absolute() if to else _unused(folder, made)
    _refuse_place(file, request)
    return Plan(own_build(request, course, person), course, file)


def own_build(request: BuildRequest, course: Course, people: str) -> BuildRequest:
    """The build of some people's own pages."""
    moment = grading.moment(request.as_of, course.zone)
    return replace(request, own=people, site_address=course.site.url, publish=False, as_of=moment)


def plan_for_all(request: BuildRequest, to: str, folder: Path, file: str) -> PlanForAll:
    """Check a request for everybody's page. Empty ``to``: a new folder in ``folder``; empty ``file``: the passphrases
    are in the private folder. Raises ``CannotSeal``, ``passphrases.Unreadable`` and ``files.CannotRead``.
    """
    course = files.open_course(request.content).course
    if not course.students:
        raise CannotSeal("--for all: course.toml has no students")
    moment = grading.moment(request.as_of, course.zone)
    place = Path(to).absolute() if to else _unused(folder, f"own-{moment:%Y-%m-%d}", "")
    table = passphrases_file(request, file)
    if table.resolve().is_relative_to(place.resolve()):
        raise CannotSeal(f"--passphrases {table}: is among the sealed pages, which it opens: choose another place")
    people = " ".join(student.id for student in course.students)
    made = PlanForAll(own_build(request, course, people), course, place, table, known_passphrases(table))
    if place.exists() and not place.is_dir():
        raise CannotSeal(f"--to {place}: is a file: name a folder")
    for person in made.students:
        _refuse_place(made.page(person), request)
    return made


def passphrases_file(request: BuildRequest, given: str) -> Path:
    """The file of the passphrases. Raises ``CannotSeal`` where it would be published, replaced or overwrite another."""
    file = Path(given).absolute() if given else request.private / Path(passphrases.FILE).name
    _refuse_folders("passphrases", file, request)
    exporting.refuse_place(file, request.content)
    if file.is_dir():
        raise CannotSeal(f"--passphrases {file}: is a folder: name a file in it")
    return file


def known_passphrases(file: Path) -> dict[str, str]:
    """The passphrases by person; empty without the file. Raises ``passphrases.Unreadable`` and ``CannotSeal``."""
    try:
        return passphrases.read(regular.text(file, "utf-8"), file.name)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise CannotSeal(f"{file}: cannot be read: {_why(error)}") from None


def remember_passphrases(file: Path, known: Mapping[str, str], course: Course) -> None:
    """Write the passphrases, for their owner alone. Raises ``CannotSeal``."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(file.resolve(), passphrases.written(known, course).encode("utf-8"), private=True)
    except OSError as error:
        raise CannotSeal(f"{file}: cannot be written: {error.strerror}") from None


def is_everybody(person: str, request: BuildRequest) -> bool:
    """Whether everybody is meant, and not a person of that id. Raises ``files.CannotRead``."""
    return person == EVERYBODY and EVERYBODY not in files.open_course(request.content).course.person_by_id


def _refuse_no_student(person: str, course: Course) -> None:
    known = course.person_by_id.get(person)
    if not known:
        near = did_you_mean(person, [student.id for student in course.students])
        raise CannotSeal(f"--for {quote(person)}: no one in course.toml has this id{near}")
    if not known.earns:
        raise CannotSeal(
            f"--for {person}: is {known.role} of the course, and the gradebook has pages for students only"
        )


def _unused(folder: Path, name: str, suffix: str = ".html") -> Path:
    """The first unused name: ``name.html``, ``name-2.html`` …"""
    file, number = folder / f"{name}{suffix}", 1
    while file.exists():
        number += 1
        file = folder / f"{name}-{number}{suffix}"
    return file


def _refuse_place(file: Path, request: BuildRequest) -> None:
    """Refuse files in the site, gradebook or content folder, and existing files other than sealed copies."""
    _refuse_folders("to", file, request)
    if file.is_dir():
        raise CannotSeal(f"--to {file}: is a folder: name a file in it")
    if file.exists() and not _is_sealed(file):
        raise CannotSeal(f"--to {file}: exists and is not a sealed copy: choose another name")


def _is_sealed(file: Path) -> bool:
    with suppress(OSError):
        return bool(seal.DATA.search(regular.data(file).decode("utf-8", "replace")))
    return False


def _refuse_folders(option: str, file: Path, request: BuildRequest) -> None:
    for name, folder in (("output", request.output), ("gradebook", request.gradebook), ("content", request.content)):
        if folder and file.resolve().is_relative_to(folder.resolve()):
            raise CannotSeal(f"--{option} {file}: is in the {name} folder, {folder}: choose a place outside it")


def write(plan: Plan, passphrase: str) -> Sealed:
    """Build, seal and write. Raises ``CannotSeal`` and the errors of ``output.build_apart``."""
    with _aside(plan.request) as folder:
        book, made = output.build_apart(plan.request, folder)
        pages = dict(_pages(book))
    document = _Document(made).of(seal.seal(pages, passphrase))
    try:
        plan.file.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(plan.file, document)
    except OSError as error:
        raise CannotSeal(f"{plan.file}: cannot be written: {error.strerror}") from None
    return Sealed(plan.file, sum(name.endswith(PAGES) for name in pages), len(document), len(made.problems))


def write_for_all(plan: PlanForAll) -> Sealed:
    """Build once, and write everybody's own page, sealed with a passphrase of their own. The passphrases are written
    first, so that no page is without one. Raises as ``write``.
    """
    known = passphrases.complete(plan.known, plan.students)
    remember_passphrases(plan.file, known, plan.course)
    made, pages = own_pages(plan.request)
    size = 0
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
        for person, document in sealed(made, pages, known):
            atomic.write(plan.page(person), document)
            size += len(document)
    except OSError as error:
        raise CannotSeal(f"{error.filename or plan.folder}: cannot be written: {error.strerror}") from None
    return Sealed(plan.folder, len(pages), size, len(made.problems))


@contextmanager
def _aside(request: BuildRequest) -> Iterator[Path]:
    """A folder for what is not sealed yet, within the private one. Raises ``CannotSeal``."""
    try:
        with scratch.folder(request.private, "seal") as folder:
            yield folder
    except OSError as error:
        raise CannotSeal(f"{error.filename or request.private}: cannot be written: {error.strerror}") from None


def own_pages(request: BuildRequest) -> tuple[output.Made, dict[str, str]]:
    """Build the pages of the people of ``request.own``, each as one sealed alone has it, by person."""
    people = request.own.split()
    with _aside(request) as folder:
        book, made = output.build_apart(request, folder)
        names = [START] if len(people) == 1 else [f"{person}.html" for person in people]
        return made, {
            person: (book / name).read_bytes().decode() for person, name in zip(people, names, strict=True)
        }  # fmt: skip


def sealed(
    made: output.Made, pages: Mapping[str, str], passphrases: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:  # fmt: skip
    """Everybody's page in a sealed file, in the order of the pages. Keys are derived side by side."""
    document = _Document(made)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        data = threads.map(lambda one: seal.seal({START: one[1]}, passphrases[one[0]]), pages.items())
        for person, text in zip(pages, data, strict=True):
            yield person, document.of(text)


def copy_for_all(
    request: BuildRequest, to: str, folder: Path, file: str, note: Callable[[str], None]
) -> Path:  # fmt: skip
    """Seal everybody's page, and report what was written. Raises as planning and writing do."""
    plan = plan_for_all(request, to, folder, file)
    done = write_for_all(plan)
    pages, problems = several(done.pages, "page"), several(done.problems, "problem")
    note(f"{pages} sealed, {done.size / 1e6:.2f} MB; {problems} in the texts")
    note(f"the passphrases are in {plan.file}: a password manager imports it; send none the way a page goes")
    return done.file


def copy(
    request: BuildRequest, person: str, to: str, folder: Path, passphrase_file: str, *, suggest: bool,
    note: Callable[[str], None],
) -> Path:  # fmt: skip
    """Plan a copy, read or generate its passphrase, write the copy and report its contents. Raises as those
    steps do.
    """
    if passphrase_file and suggest:
        raise CannotSeal("--passphrase-file and --suggest: choose one of them")
    planned = plan(request, person, to, folder)
    given = from_file(Path(passphrase_file)) if passphrase_file else ""
    passphrase = given or (seal.suggested() if suggest else asked())
    done = write(planned, passphrase)
    if suggest:
        note(f"passphrase, shown this once: {passphrase}")
    pages, problems = several(done.pages, "page"), several(done.problems, "problem")
    lists = f"./inv check lists {'it' if done.problems == 1 else 'them'}"
    note(f"{pages} sealed, {done.size / 1e6:.2f} MB; {problems} in the texts ({lists})")
    return done.file


def _pages(book: Path) -> Iterator[tuple[str, str]]:
    """The gradebook's pages and tables by address, the class page first."""
    found = [file for file in sorted(book.rglob("*")) if file.suffix in (*PAGES, *TABLES)]
    for file in sorted(found, key=lambda file: file != book / START):
        yield file.relative_to(book).as_posix(), file.read_bytes().decode()


class _Document:
    """Makes the files of one build: unencrypted, they show only the course and the date."""

    def __init__(self, made: output.Made) -> None:
        theme, course, settings = made.theme, made.site.course, made.settings
        environment = Environment(loader=FileSystemLoader(theme / "templates"), **settings["JINJA_ENVIRONMENT"])  # noqa: S701 - the settings autoescape
        environment.filters.update(settings["JINJA_FILTERS"])
        scripts = {name: environment.get_template(name).render() for name in _scripts(theme)}
        self.template = environment.get_template("gradebook/sealed.html")
        self.shown = {
            "title": course.title,
            "language": course.language,
            "day": dates.day(made.site.as_of),
            "script": Markup(scripts[SCRIPT]),  # noqa: S704 - the theme's own
            "hashes": [_hash(script) for script in scripts.values()],
            "style": Markup(stylesheet(theme, course.site.accent)),  # noqa: S704 - the theme's own
        }

    def of(self, data: str) -> bytes:
        return self.template.render(data=data, **self.shown).encode()


def _scripts(theme: Path) -> list[str]:
    """The names of the gradebook's own scripts, as included by its pages."""
    templates = theme / "templates"
    return [file.relative_to(templates).as_posix() for file in sorted((templates / SCRIPT).parent.glob("*.js"))]


def _hash(script: str) -> str:
    """A script's hash for a Content Security Policy."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def stylesheet(theme: Path, accent: str) -> str:
    """The stylesheets of a gradebook page with embedded fonts and the course's accent, if it has one, so that no other
    file is needed.
    """
    static = theme / "static"

    def inside(match: re.Match[str]) -> str:
        return f'url("data:font/woff2;base64,{base64.b64encode((static / match[1]).read_bytes()).decode()}")'

    sheets = (static / "style.css", theme / "gradebook/gradebook.css")
    return FONT.sub(inside, dressed("\n".join(sheet.read_text("utf-8") for sheet in sheets), accent))


def from_file(file: Path) -> str:
    """Read a passphrase from a file, without the trailing line ending. Raises ``CannotSeal``."""
    try:
        with regular.opened(file) as stream:
            text = stream.read(MOST_BYTES).decode("utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotSeal(f"--passphrase-file {file}: cannot be read: {_why(error)}") from None
    if "\n" in text:
        raise CannotSeal(f"--passphrase-file {file}: has several lines: it must contain only the passphrase")
    if message := seal.weakness(text):
        raise CannotSeal(f"--passphrase-file {file}: {message}")
    return text


def _why(error: OSError | UnicodeDecodeError) -> str:
    return str(error.strerror) if isinstance(error, OSError) else "it is not UTF-8"


def asked(ask: Callable[[str], str] = getpass.getpass) -> str:
    """Ask for the passphrase twice on the terminal, without echo. Raises ``CannotSeal``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            first = ask("Passphrase: ")
            if message := seal.weakness(first):
                raise CannotSeal(message)
            if seal.tidy(ask("Again: ")) != seal.tidy(first):
                raise CannotSeal("the two passphrases differ: nothing was written")
    except (EOFError, getpass.GetPassWarning):
        raise CannotSeal("no terminal to ask for the passphrase: use --passphrase-file or --suggest") from None
    return first
