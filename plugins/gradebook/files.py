"""The gradebook's files: what they are called, and how large a list's may grow."""

from typing import Final

HEAVIEST: Final = 350_000
"""The maximum number of bytes of a list's items in a file, unless a single item has more."""


def file(name: str, number: int = 1) -> str:
    """The file of a list's page: ``copies.html``, ``copies-2.html``."""
    return f"{name}-{number}.html" if number > 1 else f"{name}.html"
