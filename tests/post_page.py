"""The page of a post by the theme's own template, without a build."""

from collections.abc import Mapping
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader

import pelicanconf
from plugins import wording
from plugins.core.model import Post
from plugins.corpus.conversation import Conversation
from plugins.corpus.overview import Overview
from plugins.texts.markup import Rendered
from plugins.threads.replying import Replying

ENGLISH = wording.of("en")
ENVIRONMENT = Environment(loader=FileSystemLoader(f"{pelicanconf.THEME}/templates"), **pelicanconf.JINJA_ENVIRONMENT)
ENVIRONMENT.filters.update(pelicanconf.JINJA_FILTERS)
ENVIRONMENT.globals.update(pelicanconf.JINJA_GLOBALS)


def page(post: Post, overview: Overview, rendered: Mapping[str, Rendered], root: str = "../..") -> str:
    """The HTML of a post with its thread. ``root``: the way to the site's root."""
    corpus = overview.corpus
    site = SimpleNamespace(
        corpus=corpus, course=corpus.course, rendered=rendered, overview=overview,
        conversation=Conversation(corpus, overview.shown, {path: text.html for path, text in rendered.items()}),
        replying=Replying(corpus.course.site, ENGLISH), feeds={}, cards={}, options=SimpleNamespace(publish=False),
        searchable=False,
    )  # fmt: skip
    return ENVIRONMENT.get_template("article.html").render(
        article=SimpleNamespace(text=post),
        site=site,
        say=ENGLISH,
        SITEURL=root,
        output_file=f"{post.address}index.html",
    )
