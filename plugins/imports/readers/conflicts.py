"""Conflict marks of git: a file in which two versions stand, because a merge was committed before anybody chose.

Marks that a text itself shows, in a block of code or in XML's ``CDATA``, are that text's. Where no text can stand, one
mark is enough; elsewhere all three are needed, in their order.
"""

import re
from collections.abc import Iterator
from typing import IO, Final

from ...core.problems import quote
from ..records import CannotImport

PIECE: Final = 1 << 16
MARK: Final = re.compile(rb"(<{7}|>{7}) [^\r\n]{1,200}\r?\n?|(={7})\r?\n?")
BEGINS: Final = re.compile(rb"\n(?:<{7}|>{7}) ")
FENCE: Final = re.compile(rb" {0,3}(?:```|~~~)")
DATA: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml|<(?:\w+:)?(?:rss|feed|rdf|disqus|topic)\b|\{\s*(?:\"|\Z)|\[\s*(?:[{\[]|\Z))",
    re.IGNORECASE,
)
"""How the files begin in which a line of marks is no text."""


def check(file: IO[bytes]) -> None:
    """Refuse a file with the marks of a conflict; the file is at its beginning again. Raises ``CannotImport``."""
    if not _marked(file):
        return
    opened, parted, shown, data = (0, b""), False, False, False
    fenced = quoted = begun = False
    for number, piece, starts in _pieces(file):
        mark = MARK.fullmatch(piece) if starts else None
        if not begun and not mark and piece.strip():
            begun, data = True, bool(DATA.match(piece))
            if data and opened[0]:
                break
        if mark and data and not quoted and mark[1]:
            opened = opened if opened[0] else (number, piece)
            break
        if mark and mark[1] == b"<<<<<<<":
            opened, parted, shown = (number, piece), False, fenced or quoted
        elif mark and mark[2] and opened[0]:
            parted = True
        elif mark and mark[1] and parted:
            if not shown:
                break
            opened, parted = (0, b""), False
        if starts and FENCE.match(piece) and not data:
            fenced, shown = not fenced, False
        ended, started = piece.rfind(b"]]>"), piece.rfind(b"<![CDATA[")
        shown = shown and ended < 0
        quoted = started > ended if max(started, ended) >= 0 else quoted
    else:
        file.seek(0)
        return
    written = opened[1].decode("utf-8", "replace").strip()
    raise CannotImport(
        f"holds a conflict mark of git, {quote(written)}: two versions of the file stand in it. Export it again, or"
        " keep one version and delete the lines of the marks",
        opened[0],
    )


def _marked(file: IO[bytes]) -> bool:
    """Whether a line may be a mark; the file is at its beginning again."""
    end, found = b"\n", False
    while not found and (data := file.read(PIECE)):
        found = bool(BEGINS.search(end + data))
        end = data[-8:]
    file.seek(0)
    return found


def _pieces(file: IO[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """The lines of a file, long ones in pieces: the line's number, the piece, and whether it begins the line."""
    number, starts = 1, True
    while piece := file.readline(PIECE):
        yield number, piece, starts
        starts = piece.endswith(b"\n")
        number += starts
