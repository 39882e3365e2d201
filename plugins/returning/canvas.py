"""What goes to a Canvas assignment, in the terms of Canvas's interface: grade, rubric assessment and comment.

https://developerdocs.instructure.com/services/canvas/resources/submissions, under *Grade or comment on a submission*.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from ..core.problems import quote
from ..grades.exports import exact
from ..grades.platforms import Grade
from ..roster import Member
from .feedback import Feedback, Marked, plain
from .planning import CannotReturn

ADDRESS: Final = re.compile(
    r"(?P<root>https?://[^/?#\s@]+)/courses/(?P<course>\d+)/assignments/(?P<number>\d+)(?![^/?#])"
)
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
UNGRADED: Final = ("not_graded", "pass_fail")
"""The kinds of grading that know no points."""

Fields = tuple[tuple[str, str], ...]
"""The fields of a form, in their order."""


@dataclass(frozen=True, slots=True)
class Place:
    """An assignment of a Canvas. ``root``: scheme, host and port."""

    root: str
    course: str
    number: str

    @property
    def path(self) -> str:
        return f"/api/v1/courses/{self.course}/assignments/{self.number}"

    @property
    def host(self) -> str:
        return urlsplit(self.root).netloc

    def __str__(self) -> str:
        return f"{self.root}/courses/{self.course}/assignments/{self.number}"


def place(address: str) -> Place:
    """The assignment at an address as the browser shows it. Raises ``CannotReturn``."""
    found = ADDRESS.match(address.strip())
    if not found:
        raise CannotReturn(
            f"--assignment {quote(address)}: write the assignment's address as the browser shows it, such as "
            "https://canvas.example.edu/courses/101/assignments/9911"
        )
    if not found["root"].startswith("https:") and urlsplit(found["root"]).hostname not in LOOPBACK:
        raise CannotReturn(f"--assignment {quote(address)}: a token is sent over https alone")
    return Place(found["root"], found["course"], found["number"])


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of a rubric in Canvas; ``ratings``: the ids of its ratings, by their points."""

    id: str
    name: str
    points: float
    ratings: Mapping[float, str]


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment; ``points`` is None where it has none."""

    name: str
    points: float | None
    rubric: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """What a student has in the assignment: the grade, and the comments, oldest first."""

    user: str
    sis: str
    login: str
    score: float | None
    excused: bool
    comments: tuple[str, ...]


def assignment(said: Any) -> Assignment:
    """The assignment that Canvas describes. Raises ``CannotReturn`` if it cannot be graded by points, and for what is
    no assignment.
    """
    if not isinstance(said, dict) or "name" not in said:
        raise CannotReturn("Canvas describes no assignment there")
    name = str(said["name"])
    if said.get("grading_type") in UNGRADED:
        raise CannotReturn(f"{quote(name)} is not graded by points in Canvas: change that there")
    points = said.get("points_possible")
    rubric = tuple(_criterion(one) for one in said.get("rubric") or () if "id" in one)
    return Assignment(name, float(points) if points is not None else None, rubric)


def _criterion(said: Mapping[str, Any]) -> Criterion:
    ratings = {float(one.get("points") or 0): str(one["id"]) for one in said.get("ratings") or () if "id" in one}
    return Criterion(str(said["id"]), str(said.get("description") or ""), float(said.get("points") or 0), ratings)


def submission(said: Mapping[str, Any]) -> Submission:
    user = said.get("user") or {}
    comments = sorted(said.get("submission_comments") or (), key=lambda one: str(one.get("created_at") or ""))
    return Submission(
        str(said["user_id"]), str(user.get("sis_user_id") or ""), str(user.get("login_id") or ""), said.get("score"),
        bool(said.get("excused")), tuple(str(one.get("comment") or "") for one in comments),
    )  # fmt: skip


def unknown(member: Member | None, path: str, to: Assignment) -> str:
    """Why somebody has no submission here. ``path``: the roster's."""
    if not member or not (member.canvas_id or member.sis_id or member.login):
        return f"{path} has no id of theirs for Canvas: save its gradebook export there"
    return f"{quote(to.name)} in Canvas is not assigned to the one whom {path} says they are"


def whose(member: Member | None, submissions: Iterable[Submission]) -> Submission | None:
    """A person's submission: by Canvas's own number if the roster has it, else by the SIS id, else by the login."""
    if member is None:
        return None
    wanted, place = next(
        ((value, n) for n, value in enumerate((member.canvas_id, member.sis_id, member.login)) if value), ("", 0)
    )
    found = [one for one in submissions if (one.user, one.sis, one.login)[place] == wanted and wanted]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent to one student: the grade and the rubric as fields of a form, and the comment."""

    fields: Fields
    comment: str
    score: float | None
    excused: bool
    header: str
    """How every comment on the same scope begins."""

    @property
    def facts(self) -> str:
        """What goes out beside the feedback."""
        return json.dumps(self.fields)

    def form(self, *, with_comment: bool) -> Fields:
        return (*self.fields, *((("comment[text_comment]", self.comment),) if with_comment else ()))

    def commented(self, there: Submission) -> bool:
        """Whether the newest comment on the same scope is this one."""
        own = [bare for one in there.comments if (bare := " ".join(one.split())).startswith(self.header)]
        return bool(own) and own[-1] == " ".join(self.comment.split())

    def arrived(self, there: Submission) -> bool:
        """Whether all of it is there, as after a run that was stopped before it could record so."""
        same = there.excused if self.excused else self.score is None or there.score == self.score
        return same and self.commented(there)


def message(feedback: Feedback, grade: Grade | None, to: Assignment) -> tuple[Message, list[str]]:
    """What to send to a student, and what of the rubric could not be."""
    number = grade.number if grade else None
    scaled = (
        f"{exact(number)} of {exact(grade.total)} in Canvas" if grade and grade.scaled and number is not None else ""
    )
    fields: list[tuple[str, str]] = []
    if feedback.excused:
        fields.append(("submission[excuse]", "true"))
    elif number is not None:
        fields.append(("submission[posted_grade]", exact(number)))
    assessed, notes = _assessment(feedback.marks, to)
    comment = plain(feedback, scaled)
    header = f"{feedback.course}, {feedback.scope}:"
    made = Message((*fields, *assessed), comment, number, feedback.excused, " ".join(header.split()))
    return made, [f"{feedback.person.id}: {note}" for note in notes]


def _assessment(marks: Iterable[Marked], to: Assignment) -> tuple[Fields, list[str]]:
    """The marks that count as an assessment by the assignment's rubric, whose criteria are found by name."""
    given = [mark for mark in marks if mark.points is not None and mark.counts]
    found: list[tuple[str, str]] = []
    notes = []
    for mark in given if to.rubric else ():
        names = {mark.name.casefold(), mark.criterion.casefold()}
        criteria = [one for one in to.rubric if one.name.strip().casefold() in names]
        if [one.criterion for one in given].count(mark.criterion) > 1:
            notes.append(f"{quote(mark.name)} was marked several times, and the rubric in Canvas has room for one mark")
        elif len(criteria) != 1:
            notes.append(f"the rubric in Canvas has no criterion {quote(mark.name)}: its mark is in the comment alone")
        elif criteria[0].points != mark.most:
            counts = f"{exact(criteria[0].points)} points in Canvas's rubric, and {exact(mark.most)} here"
            notes.append(f"{quote(mark.name)} has {counts}: its mark is in the comment alone")
        else:
            found += _assessed(criteria[0], mark)
    return tuple(found), list(dict.fromkeys(notes))


def _assessed(criterion: Criterion, mark: Marked) -> Iterable[tuple[str, str]]:
    field = f"rubric_assessment[{criterion.id}]"
    points = mark.points or 0.0
    yield f"{field}[points]", exact(points)
    if points in criterion.ratings:
        yield f"{field}[rating_id]", criterion.ratings[points]
    yield f"{field}[comments]", mark.because
