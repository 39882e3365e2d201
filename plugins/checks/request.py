"""What to check and how to report it, and what a check found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.numbers import several
from ..core.problems import Problem, counted

if TYPE_CHECKING:  # reading a course takes imports that one which has not changed need not wait for
    from .course_check import Guests

Note = Callable[[str], None]


@dataclass(frozen=True)
class CheckRequest:
    """What to check, and how to report it. ``format``: one of ``reports.FORMATS``; ``fix``: write certain corrections
    to the files; ``dry_run``: show these as a diff instead; ``changed``: a git revision, to report only the files that
    differ from it; ``grammar``: ask LanguageTool; ``guests``: whose names not to repeat, which depends on the folder
    ``private``; ``every``: report what the last check found as fully as what is new.
    """

    content: Path
    cache: Path | None
    format: str = "text"
    fix: bool = False
    dry_run: bool = False
    changed: str = ""
    grammar: bool = False
    colour: bool = False
    guests: "Guests | None" = None
    every: bool = False
    private: Path | None = None

    @property
    def plain(self) -> bool:
        """Whether somebody reads the whole report: such checks are told from one to the next."""
        return self.format == "text" and self.whole

    @property
    def whole(self) -> bool:
        """Whether what is reported is what the course's files give, and no more."""
        return not (self.fix or self.changed or self.grammar)


@dataclass(frozen=True)
class Findings:
    """What a check found, in so many posts and comments."""

    problems: Sequence[Problem]
    posts: int
    comments: int

    @property
    def size(self) -> str:
        return f"{several(self.posts, 'post')} and {several(self.comments, 'comment')}"

    @property
    def summary(self) -> str:
        return f"{counted(self.problems)} in {self.size}"

    @property
    def exit_code(self) -> int:
        return exit_code(self.problems)


def exit_code(problems: Sequence[Problem]) -> int:
    return 1 if any(problem.severity == "error" for problem in problems) else 0


@dataclass(frozen=True)
class Checked:
    """The report in the requested format; ``summary``: one line, empty if there is no course; ``remember``: to be
    called once the report has been seen, so that the next one can tell what is new.
    """

    text: str
    summary: str
    exit_code: int
    remember: Callable[[], None] = lambda: None
