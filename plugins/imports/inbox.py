"""A folder that the class shares, in place of a forge: what is put there comes into the course while it is served."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..core.problems import showable
from ..core.refusal import Refusal
from . import importing
from .report import Report


@dataclass
class Inbox:
    """Takes in the texts of a folder, again and again; ``note`` is told what is new of what happened to them."""

    folder: Path
    content: Path
    private: Path
    note: Callable[[str], None]
    told: frozenset[str] = field(default=frozenset())

    def collect(self) -> None:
        if not any(file for file in self.folder.rglob("*") if file.is_file() and not file.name.startswith(".")):
            return
        try:
            report = importing.bring(importing.ImportRequest(self.folder, self.content, self.private, exports=False))
        except (Refusal, OSError) as error:
            waiting = frozenset(f"inbox: {line}" for line in str(error).splitlines())
        else:
            for path in (item.path for item in report.written if item.outcome in ("new", "updated")):
                self.note(f"inbox: {showable(path)} has come in")
            waiting = frozenset(_waiting(report))
        for line in sorted(waiting - self.told):
            self.note(line)
        self.told = waiting


def _waiting(report: Report) -> Iterator[str]:
    """What is in the folder and not in the course, and why."""
    for source in report.sources:
        if source.failed and not source.name.endswith(importing.OWN_TABLE):
            yield f"inbox: {showable(source.name)}: {showable(source.failed)}"
    for item in report.dropped:
        yield f"inbox: {showable(item.place)}: {showable(item.reason)}"
    for written in report.written:
        if written.outcome == "kept":
            yield f"inbox: {showable(written.path)}: was edited in the course, which keeps it as it is"
