"""A new course: the questions, and the settings made from the answers, a roster, or last term's settings."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Wishes:
    """The parameters of a new course. ``first`` is the day on which its first week opens."""

    title: str
    first: date
    weeks: int
    term: str = ""
    timezone: str = "UTC"
    language: str = "en"
