"""What may stand where it stands though ``private/`` holds it, too: ``private/allow.toml``.

A post tells of a famous person who has a student's name, or of an amount that is somebody's id.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from ..core import toml
from ..core.problems import Problem, did_you_mean, quote

FILE = "private/allow.toml"
RULE = "allow"
HOW = (
    "is one of these nobody’s of the class, such as a famous person or an amount? Allow it in private/allow.toml: "
    "[[allowed]] with its text, the content file as its place, and a reason"
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """A text that is allowed in one content file."""

    text: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class _File:
    allowed: tuple[Allowed, ...] = field(default=())


def read(text: str, paths: Collection[str]) -> tuple[tuple[Allowed, ...], list[Problem]]:
    """What a file allows, and why some of it is not. ``paths``: the content files."""
    data, problems = toml.parse(FILE, text)
    file, more = toml.structure(FILE, text, data, _File, whole=True)
    problems += more
    for n, one in enumerate(file.allowed if file else ()):
        if one.place not in paths:
            message = f"{quote(one.place)} is no file of the content folder{did_you_mean(one.place, paths)}"
            problems.append(Problem(FILE, *toml.locate(text, ("allowed", n, "place")), message, "warning", rule=RULE))
        if not one.reason.strip():
            message = "is empty: say why this may be published"
            problems.append(Problem(FILE, *toml.locate(text, ("allowed", n, "reason")), message, rule=RULE))
    return (file.allowed if file else ()), problems
