"""The settings of Cohort's plugins, declared once: the dictionary ``COHORT`` in ``pelicanconf.py``."""

from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from .core import dates
from .core.problems import did_you_mean
from .core.refusal import Refusal


class NoOption(Refusal):
    """``COHORT`` contains an unknown option; the message says which, and suggests the nearest known one."""


@dataclass(frozen=True)
class Options:
    """Paths are absolute, or relative to the folder in which the build starts.

    ``gradebook``: the gradebook's folder, None to write none. ``private``: the folder of what must not be published.
    ``as_of``: the moment the gradebook is for, in the course's zone unless it has its own, None for now; may be given
    as a string. ``site_from_gradebook``: the path or URL of the public site as seen from the gradebook. ``cache``: the
    folder for caches, None for no caching. ``publish``: whether the site is for its public address. ``own``: the id of
    the one person whose page is in the gradebook, or several with spaces between them; empty for the whole gradebook.
    ``search``: whether to include the search. ``search_later``: whether whoever ran Pelican makes its index, from the
    setting ``index``. ``last_site``: the site as built last, whose index is used again if it is the same.
    ``gradebook_later``: whether the gradebook is finished by whoever ran Pelican, by calling the setting
    ``finish_gradebook``.
    """

    gradebook: Path | None = Path("gradebook")
    private: Path = Path("private")
    as_of: datetime | None = None
    site_from_gradebook: str = "../output"
    cache: Path | None = Path(".cache")
    publish: bool = False
    own: str = ""
    search: bool = True
    search_later: bool = False
    last_site: Path | None = None
    gradebook_later: bool = False

    @classmethod
    def of(cls, settings: dict[str, Any]) -> "Options":
        """The options of a build. Raises ``NoOption`` and ``dates.NoDate``."""
        given = dict(settings.get("COHORT", {}))
        known = [item.name for item in fields(cls)]
        for key in given:
            if key not in known:
                raise NoOption(f"pelicanconf.py: COHORT has no option “{key}”{did_you_mean(key, known)}")
        for key in ("gradebook", "private", "cache", "last_site"):
            if given.get(key) is not None:
                given[key] = Path(given[key])
        if not isinstance(given.get("as_of"), datetime):
            given["as_of"] = dates.given(str(given.get("as_of") or ""), "pelicanconf.py: COHORT as_of")
        given.setdefault("private", Path(settings["PATH"]).parent / "private")
        return cls(**given)
