"""A new course: what is asked for, and the settings made of the answers, of a roster, or of last term's settings."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants of a new course. ``first`` is the day on which its first week opens."""

    title: str
    first: date
    weeks: int
    term: str = ""
    timezone: str = "UTC"
    language: str = "en"
