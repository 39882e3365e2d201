"""The strings of the theme, ``theme/strings``, for its site and for new files."""

from functools import lru_cache
from pathlib import Path

from .core import strings
from .core.strings import File, Strings

THEME = Path(__file__).parent.parent / "theme"
FOLDER = "strings"


def of(language: str, theme: Path = THEME) -> Strings:
    """The strings for a site in this language; those without a translation are in English."""
    named = [(code, f"{code}{strings.ENDING}") for code in strings.codes(language)]
    folder = theme / FOLDER if (theme / FOLDER).is_dir() else THEME / FOLDER
    present = {file.name.lower(): file for file in folder.iterdir()}
    files = tuple(
        File(code, f"theme/{FOLDER}/{present[name].name}", present[name].read_text("utf-8", errors="replace"))
        for code, name in named
        if name in present
    )
    return _read(language, files)


_read = lru_cache(maxsize=4)(Strings)
"""Parsing takes a fifth of a second, and a build needs the same strings for the site and for the gradebook."""
