"""``./inv nudge``: a mail to each student who has something to do in a week, as files, and a page that lists them.

Nothing is sent. Files of a former run for the same week are replaced, and every other file stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from markupsafe import Markup

from .. import alone, atomic, regular, wording
from ..core import dates, drafts, made, strings, weeks
from ..core.model import Course, Week
from ..core.numbers import several
from ..core.refusal import Refusal
from ..gradebook import names, sealing
from ..gradebook.lines import Frame
from ..grades import exporting, grading
from ..grades.grading import GradingResult
from ..texts import renders
from ..texts.markup import excerpt
from . import messages, nudges_page
from .mails import Mail, Mails
from .needs import Need, needs
from .nudges_page import NudgesPage

FOLDER: Final = "nudges"
PAGE: Final = "index.html"
SAID: Final = 160
"""Characters of a waiting comment that are quoted, about."""


class CannotNudge(Refusal):
    """Nothing was written; the message says why in one line."""


@dataclass(frozen=True)
class NudgeRequest:
    """Which week, of which course. Empty ``week``: the one that is running; ``to`` None: a folder below the private
    one; ``as_of`` as in ``grading.moment``.
    """

    content: Path
    private: Path
    cache: Path | None
    week: str = ""
    to: Path | None = None
    as_of: datetime | None = None


@dataclass(frozen=True)
class Done:
    """What was written: the page, and a summary. ``complete``: whether everybody who needs a mail has one."""

    page: Path
    summary: str
    complete: bool
    notes: tuple[str, ...]


def nudge(request: NudgeRequest) -> Done:
    """Write the mails of a week and the page. Raises ``CannotNudge``, ``exporting.CannotExport`` for a week or a place
    that cannot be, and ``files.CannotRead``.
    """
    result = grading.grade(request.content, request.private, request.as_of, request.cache)
    week = _week(request.week, result)
    folder = (request.to or request.private / FOLDER / f"week-{week.number:02}").absolute()
    found = needs(result.ledger, result.corpus, result.words, week)
    mails = _mails(request, result, week, found)
    addresses = {key: drafts.usable(member.emails) for key, member in result.roster.members.items()}
    page = nudges_page.page(week, found, mails, addresses, result.roster.path)
    files = {
        one.file: messages.message(mails[one.person.id], one.address, week.number) for one in page.written
    } | {PAGE: _html(page, result).encode("utf-8")}  # fmt: skip
    _write(folder, files, week.number, request.content)
    problems = dict.fromkeys((*result.settings, *result.problems))
    return Done(folder / PAGE, _summary(page), not page.unaddressed, tuple(map(str, problems)))


def _week(given: str, result: GradingResult) -> Week:
    course = result.corpus.course
    if not given:
        if running := weeks.running(course, result.ledger.as_of):
            return running
        moment = dates.short_time(result.ledger.as_of)
        raise CannotNudge(f"no week is running on {moment}: give one, as --week {course.weeks[-1].number}")
    exporting.refuse_no_week(exporting.number_of_week(given), course)
    return course.week_by_number[int(given)]


def _mails(request: NudgeRequest, result: GradingResult, week: Week, found: list[Need]) -> Mapping[str, Mail]:
    """The mails by the person's id."""
    course = result.corpus.course
    waiting = {comment.path: comment for need in found for comment, _ in need.waiting}
    rendered = renders.render(list(waiting.values()), course.title, request.cache) if waiting else {}
    writer = Mails(
        course,
        week,
        result.ledger.as_of,
        wording.of(course.language),
        names.short(course.students),
        {path: excerpt(text.plain, SAID) for path, text in rendered.items()},
    )
    return {need.person.id: writer.mail(need) for need in found if not need.none}


def _summary(page: NudgesPage) -> str:
    parts = [f"{several(len(page.written), 'mail')} written, none sent"]
    if number := len(page.unaddressed):
        parts.append(f"{number} {'has' if number == 1 else 'have'} no address in {page.roster}")
    if number := page.number_spared:
        parts.append(f"{number} {'needs' if number == 1 else 'need'} none")
    return "; ".join(parts)


def _html(page: NudgesPage, result: GradingResult) -> str:
    """The page, in one file that needs no other."""
    style = Markup(sealing.stylesheet(wording.THEME, result.corpus.course.site.accent))  # noqa: S704 - the theme's own
    return alone.template(wording.THEME, "gradebook/nudges.html").render(
        page=page, frame=_frame(result.corpus.course, result.ledger.as_of), say=wording.of(strings.ENGLISH),
        as_of=result.ledger.as_of, style=style, ROOT="./", language=result.corpus.course.language,
    )  # fmt: skip


def _frame(course: Course, as_of: datetime) -> Frame:
    return Frame(course.title, course.code, course.term, course.timezone, as_of.date(), False, course.site.url)


def _write(folder: Path, files: Mapping[str, bytes], week: int, content: Path) -> None:
    """Write files into a folder, and take those of a former run for the week out of it. Raises ``CannotNudge`` and
    ``exporting.CannotExport``.
    """
    place = folder.resolve()
    exporting.refuse_place(folder, content)
    if place.exists() and not place.is_dir():
        raise CannotNudge(f"{folder}: is a file: name a folder with --to")
    try:
        former = [file for file in place.glob(f"week-{week:02}-*.eml") if _is_former(file, week)]
        for name in files:
            if (file := place / name).exists() and not _is_former(file, week):
                raise CannotNudge(f"{folder / name}: was not written by ./inv nudge: choose another folder with --to")
        place.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            atomic.write(place / name, data)
        for file in former:
            if file.name not in files:
                file.unlink()
    except OSError as error:
        raise CannotNudge(f"{error.filename or folder}: cannot be written: {error.strerror}") from None


def _is_former(file: Path, week: int) -> bool:
    """Whether a run wrote a file: the page, of any week, or a mail of this one."""
    if not file.is_file():
        return False
    return made.is_page(regular.data(file)) if file.name == PAGE else messages.is_of(regular.data(file), week)
