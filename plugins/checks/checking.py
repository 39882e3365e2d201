"""``./inv check``: says what is wrong in a course's texts, by what the last check found where nothing changed since."""

from .known import Known
from .reporting import reported
from .request import Checked, CheckRequest, Note


def check(request: CheckRequest, note: Note) -> Checked:
    """Check a course. If it cannot be read, the report says why. Raises ``git.CannotCompare`` and ``CannotFix``."""
    known = Known(request)
    if found := known.findings():
        return reported(request, found, known.texts(found))
    from . import finding  # noqa: PLC0415 - reading a course takes imports that this need not wait for

    return finding.check(request, note, known)
