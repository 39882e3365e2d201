"""Strict parsing of the answers given when a course is started, with hints for invalid ones."""

import re
from datetime import date, timedelta
from typing import Final
from zoneinfo import available_timezones

from ..core.model import SiteSettings
from ..core.problems import did_you_mean, quote, showable
from ..course import forge
from ..roster.name_order import First
from ..texts.content_file import LANGUAGE
from .breaks import WEEK, monday

MOST_WEEKS: Final = 60
NONE: Final = ("", "none", "no", "-")
BREAK: Final = re.compile(
    r"(?:(?:the )?weeks? of )?(\d{4}-\d\d-\d\d)(?:\s*(?:to|until|through|–|-)\s*(\d{4}-\d\d-\d\d))?", re.IGNORECASE
)
REMOTE: Final = re.compile(
    r"(?:(https?)://|ssh://)?(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+)(?::(\d+)(?=/))?[:/]+(.+)", re.IGNORECASE
)
"""A repository's address, as a browser or git has it: scheme, host, port, path."""
HOSTS: Final = {"github": "github", "gitlab": "gitlab", "forgejo": "forgejo", "gitea": "forgejo", "codeberg": "forgejo"}
"""What a forge's host often has in its name, and its kind."""
YES: Final = ("y", "yes")
NO: Final = ("n", "no")


class Wrong(ValueError):
    """An invalid answer; the message says why, and how to write it."""


def line(text: str) -> str:
    """A single line, possibly empty."""
    return " ".join(showable(text).split())


def title(text: str) -> str:
    """A nonempty single line."""
    if not (found := line(text)):
        raise Wrong("cannot be empty")
    return found


def day(text: str) -> date:
    """A date in the format of ``course.toml``."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise Wrong(f"{quote(text)} is not a date: write it like 2026-10-05") from None
    if not 1971 <= found.year <= 2198:
        raise Wrong(f"{quote(text)} is in the year {found.year}")
    return found


def weeks(text: str) -> int:
    """The number of weeks in a term."""
    text = text.strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    if not 0 < number <= MOST_WEEKS:
        raise Wrong(f"{quote(text)} is not a number of weeks: write one from 1 to {MOST_WEEKS}")
    return number


def timezone(text: str) -> str:
    """A time zone by name, case-insensitive; ``Berlin`` is enough if it is unique."""
    text = "_".join(text.split())
    known = available_timezones()
    if text in known:
        return text
    same = {name for name in known if text.casefold() in (name.casefold(), name.rpartition("/")[2].casefold())}
    if len(same) == 1:
        return same.pop()
    raise Wrong(f"{quote(text)} is not a time zone: write one like Europe/London{did_you_mean(text, known)}")


def language(text: str) -> str:
    """A language code."""
    text = text.strip()
    if not LANGUAGE.fullmatch(text):
        raise Wrong(f"{quote(text)} is not a language code: write one such as en, is or pt-BR")
    return text


def names(text: str) -> tuple[str, ...]:
    """At least one name, with commas between several."""
    if not (found := tuple(dict.fromkeys(filter(None, map(line, text.split(",")))))):
        raise Wrong("cannot be empty")
    return found


def breaks(text: str) -> tuple[date, ...]:
    """The Mondays of the weeks that are named by days in them, or by first and last day."""
    if text.strip().casefold() in NONE:
        return ()
    found: set[date] = set()
    for part in re.split(r",|;|\band\b", text):
        match = BREAK.fullmatch(part.strip())
        if not match:
            raise Wrong(f"{quote(part)} is neither a day nor a week: write 2026-12-24, or week of 2026-12-21")
        first, last = monday(day(match[1])), monday(day(match[2] or match[1]))
        if not timedelta() <= last - first <= MOST_WEEKS * WEEK:
            raise Wrong(f"{quote(part)} ends before it begins, or more than {MOST_WEEKS} weeks later")
        found |= {first + n * WEEK for n in range((last - first) // WEEK + 1)}
    return tuple(sorted(found))


def repository(text: str) -> str:
    """The address of a repository's page on its forge; empty for none."""
    if text.strip().casefold() in NONE:
        return ""
    match = REMOTE.fullmatch(text.strip())
    path = match[4].partition("/-/")[0].removesuffix("/").removesuffix(".git") if match else ""
    if match and match[2].casefold() == "github.com":
        path = "/".join(path.split("/")[:2])
    port = f":{match[3]}" if match and match[1] and match[3] else ""
    address = f"{(match[1] or 'https').lower()}://{match[2].lower()}{port}/{path}" if match else ""
    if not forge.repository(SiteSettings(repository=address)):
        raise Wrong(f"{quote(text)} is not the address of a repository: write it like https://github.com/owner/name")
    return address


def forge_of(address: str) -> str:
    """The kind of forge that an address names; empty if that is not clear."""
    host = address.split("/")[2] if address.count("/") > 2 else ""
    return next((kind for name, kind in HOSTS.items() if name in host), "")


def kind_of_forge(text: str) -> str:
    """A kind of forge."""
    found = HOSTS.get(text.strip().casefold(), "")
    if not found:
        raise Wrong(f"{quote(text)} is not a forge that is known: write github, gitlab or forgejo (also for Gitea)")
    return found


def order(text: str) -> First:
    """What comes first in a name; empty if that is not certain."""
    match text.strip().casefold().replace("-", " ").split():
        case ["family"] | ["family", "first"]:
            return "family"
        case ["given"] | ["given", "first"]:
            return "given"
    if text.strip().casefold() in NONE:
        return ""
    raise Wrong(f"{quote(text)} is neither family nor given: write which of them comes first, or none")


def yes(text: str) -> bool:
    """Yes or no."""
    answer = text.strip().casefold()
    if answer in YES or answer in NO:
        return answer in YES
    raise Wrong(f"{quote(text)} is neither yes nor no")


def next_monday(today: date) -> date:
    """The next Monday, or today if it is a Monday."""
    return today + timedelta(days=-today.weekday() % 7)
