"""How Pelican builds the site. What belongs to a course stands in its ``course.toml``, not here."""

import sys
from pathlib import Path

from jinja2 import StrictUndefined

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # `pelican -s pelicanconf.py` works from anywhere, too

from plugins.core import dates, languages, numbers, paging  # noqa: E402
from plugins.rendering import TemplateCache  # noqa: E402
from plugins.site import jsonld, metadata  # noqa: E402
from plugins.templates import StraightTemplates  # noqa: E402
from plugins.texts import markup  # noqa: E402
from plugins.threads import threads  # noqa: E402

CACHE = HERE / ".cache"

PATH = str(HERE / "content")
OUTPUT_PATH = str(HERE / "output")
THEME = str(HERE / "theme")
SITEURL = ""
RELATIVE_URLS = True

COHORT = {
    "gradebook": HERE / "gradebook",
    "private": HERE / "private",
    "site_from_gradebook": "../output",
    "cache": CACHE,
    "as_of": None,
}

THEME_STATIC_DIR = "theme"
PLUGINS = [
    "plugins.site.writing",
    "plugins.site.course",
    "plugins.site.reader",
    "plugins.feeds.pages",
    "plugins.site.machines",
    "plugins.search.pages",
    "plugins.gradebook.generator",
]

FILENAME_METADATA = "(?!)"  # a file name is a name, even where it looks like a date
ARTICLE_ORDER_BY = "date"
ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = None
INTRASITE_LINK_REGEX = "(?!)(?P<what>)"
"""Matches nothing: a student's link must not publish a file by Pelican's {static} or {attach}."""

DIRECT_TEMPLATES: list[str] = []
ARCHIVES_SAVE_AS = AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None

JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
    "extensions": [StraightTemplates],
    "bytecode_cache": TemplateCache(CACHE / "templates"),
}
JINJA_FILTERS = {
    "amount": numbers.amount,
    "direction": languages.direction,
    "excerpt": markup.excerpt,
    "iso": dates.iso,
    "language_name": languages.own_name,
    "rooted": markup.rooted,
}
JINJA_GLOBALS = {
    "steps": threads.steps,
    "jsonld": jsonld,
    "metadata": metadata,
    "DEEPEST": 50,
    "paged": paging.address,
}
