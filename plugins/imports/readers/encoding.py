"""Bytes invalid in a file's declared encoding: decoded as Windows-1252, the most likely one in old files, and
counted.
"""

import re
from typing import Final

ESCAPED: Final = re.compile("[\udc80-\udcff]")
"""The code points that ``surrogateescape`` produces for undecodable bytes."""


def repaired(text: str) -> tuple[str, int]:
    """A text decoded with ``surrogateescape``, repaired, and the number of bytes decoded as Windows-1252."""
    return (text, 0) if text.isascii() else ESCAPED.subn(_as_windows, text)


def _as_windows(match: re.Match[str]) -> str:
    return bytes([ord(match[0]) - 0xDC00]).decode("cp1252", "replace")
