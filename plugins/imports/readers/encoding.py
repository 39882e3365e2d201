"""Bytes that are not what a file says it is written in: read as Windows-1252, which most old files are, and counted."""

import re
from typing import Final

ESCAPED: Final = re.compile("[\udc80-\udcff]")
"""What ``surrogateescape`` makes of bytes that it cannot decode."""


def mended(text: str) -> tuple[str, int]:
    """A text that was decoded with ``surrogateescape``, and how many of its bytes were read as Windows-1252."""
    return (text, 0) if text.isascii() else ESCAPED.subn(_as_windows, text)


def _as_windows(match: re.Match[str]) -> str:
    return bytes([ord(match[0]) - 0xDC00]).decode("cp1252", "replace")
