"""``./inv return``: give back what was graded, once, and record what went out.

Each student's record is written as soon as something has gone out to them, so that a run that fails or is stopped tells
exactly what did.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from .. import regular, scratch
from ..core.numbers import several
from ..core.problems import Problem
from ..grades import exporting, grading
from . import feedback, planning, record
from .planning import CannotReturn, Item, Plan, Way
from .senders import SENDERS, Graded, ReturnRequest, Sender

WAYS: Mapping[str, str] = {
    "moodle": "--to moodle --file week-3.zip: a zip file of feedback pages, for an assignment’s “Upload multiple "
    "feedback files in a zip”",
    "canvas": "--to canvas --assignment https://…/courses/101/assignments/9911: grade, rubric and comment of each "
    "student, through Canvas’s interface",
    "mail": "--to mail --folder drafts: a draft of a mail to each student, with their sealed page and without points",
}
"""The ways, each as it is typed and in half a sentence."""
BELONG: Mapping[str, tuple[str, ...]] = {
    "file": ("moodle",), "worksheet": ("moodle",), "assignment": ("canvas",), "scale": ("canvas",), "folder": ("mail",),
    "passphrases": ("mail",),
}  # fmt: skip
"""The ways that take an option, for options that not all of them take."""


def give(request: ReturnRequest, note: Callable[[str], None], show: Callable[[Iterable[str]], None]) -> int:
    """Give back; returns the exit code, 1 if somebody did not get what they should. Raises ``CannotReturn``, and what
    reading a course raises.
    """
    _refuse_options(request)
    graded = _graded(request)
    for problem in graded.result.problems:
        note(str(problem))
    for line in exporting.provisional(graded.result.ledger, graded.week):
        note(line)
    if not request.to:
        show(_overview(graded))
        return 0
    sender = SENDERS[request.to](request, graded)
    for line in sender.notes:
        note(line)
    with _alone(request):
        sent, problems = _record(request.private)
        for problem in problems:
            note(str(problem))
        known = {} if request.again else record.last(sent)
        plan = planning.plan(sender.way, graded.given, sender.addresses, known, pending=request.pending)
        show(f"{kept.person}: {kept.why}" for kept in plan.kept)
        failed = _told(plan, show) if request.dry_run else _sent(request, sender, plan, note, show)
    return 1 if failed or any(kept.lacking for kept in plan.kept) else 0


def _refuse_options(request: ReturnRequest) -> None:
    if request.to and request.to not in WAYS:
        raise CannotReturn(f"--to {request.to}: choose from {', '.join(WAYS)}")
    if not request.to and not request.dry_run:
        raise CannotReturn("\n".join(["--to says by which way, and --dry-run who would get what:", *WAYS.values()]))
    for option, ways in BELONG.items():
        if request.to not in ways and getattr(request, option) not in ("", False):
            raise CannotReturn(f"--{option} is only for --to {' and '.join(ways)}: leave it out")


def _graded(request: ReturnRequest) -> Graded:
    number = exporting.number_of_week(request.week)
    result = grading.grade(request.content, request.private, request.as_of, request.cache)
    exporting.refuse_no_week(number, result.corpus.course)
    given = feedback.every(result.corpus, result.ledger, number)
    return Graded(result, number, given, request.theme)


def _overview(graded: Graded) -> Iterator[str]:
    """What each student would get, and the ways to give it."""
    for one in graded.given:
        lacking = f", {several(len(one.pending), 'mark')} not given yet" if one.pending else ""
        yield f"{one.person.id}: {one.total}{lacking}" if one.anything else f"{one.person.id}: nothing is due yet"
    yield from WAYS.values()


def _told(plan: Plan, show: Callable[[Iterable[str]], None]) -> bool:
    show(f"{item.person}: would get {_what(item)}" for item in plan.items)
    return False


def _what(item: Item) -> str:
    again = ", changed since the last time" if item.again else ""
    return f"{item.feedback.total}, {item.address.to}{again}"


def _sent(
    request: ReturnRequest, sender: Sender, plan: Plan, note: Callable[[str], None],
    show: Callable[[Iterable[str]], None],
) -> bool:  # fmt: skip
    """Send, recording each item as soon as it is out; returns whether any failed."""
    number = failed = 0
    for outcomes in sender.send(plan.items):
        sent = [outcome.item for outcome in outcomes if not outcome.error]
        _remember(request.private, sender.way, sent)
        number, failed = number + len(sent), failed + len(outcomes) - len(sent)
        for outcome in outcomes:
            item, error = outcome.item, outcome.error
            show([f"{item.person}: not sent: {error}" if error else f"{item.person}: {_what(item)}"])
    note(f"{several(number, 'student')} got something, {failed} failed, {len(plan.kept)} got nothing")
    return failed > 0


def _remember(private: Path, way: Way, items: Iterable[Item]) -> None:
    """Add what went out to the record, in one piece."""
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    sent = [record.Sent(*way.key(item.feedback), item.address.to, now, item.digest) for item in items]
    tables = "".join(map(record.written, sent)).encode("utf-8")
    file = private / Path(record.FILE).name
    try:
        with file.open("a+b") as stream:
            stream.seek(0)
            before = stream.read()
            broken = b"\n" if before and not before.endswith(b"\n") else b""
            stream.write(broken + tables)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        people = ", ".join(one.person for one in sent)
        message = f"{file}: cannot be written: {error.strerror}; what just went out to {people} is not recorded"
        raise CannotReturn(message) from None


def _record(private: Path) -> tuple[list[record.Sent], list[Problem]]:
    file = private / Path(record.FILE).name
    try:
        return record.read(regular.data(file).decode("utf-8", "replace"))
    except FileNotFoundError:
        return [], []
    except OSError as error:
        raise CannotReturn(f"{file}: cannot be read, and says what has gone out: {error.strerror}") from None


@contextmanager
def _alone(request: ReturnRequest) -> Iterator[None]:
    """Keep out a second run, which would not know what this one sends."""
    try:
        lock = scratch.lock(request.private.resolve(), "return-")
    except scratch.InUse:
        raise CannotReturn(f"{request.private}: another ./inv return is at work there: wait for it to finish") from None
    except OSError as error:
        raise CannotReturn(f"{error.filename}: cannot be locked: {error.strerror}") from None
    try:
        yield
    finally:
        scratch.unlock(lock)
