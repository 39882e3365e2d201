"""A new course: the questions, and the settings made from the answers, a roster, or last term's settings."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Wishes:
    """The parameters of a new course. ``first`` is the day on which its first week opens, ``breaks`` the Mondays of the
    weeks without class; ``forge`` and ``repository`` are as in ``course.toml``, and empty to leave them as they are.
    """

    title: str
    first: date
    weeks: int
    term: str = ""
    timezone: str = "UTC"
    language: str = "en"
    breaks: tuple[date, ...] = ()
    forge: str = ""
    repository: str = ""
