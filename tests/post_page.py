"""The page of a post by the theme's own template, without a build."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import cast

from jinja2 import Environment, FileSystemLoader

import pelicanconf
from plugins import wording
from plugins.core.model import Post
from plugins.corpus.conversation import Conversation
from plugins.corpus.overview import Overview
from plugins.site import context
from plugins.site.context import Site
from plugins.site.presenter import Presenter
from plugins.texts.markup import Rendered
from plugins.threads.replying import Replying

ENGLISH = wording.of("en")
ENVIRONMENT = Environment(loader=FileSystemLoader(f"{pelicanconf.THEME}/templates"), **pelicanconf.JINJA_ENVIRONMENT)
ENVIRONMENT.filters.update(pelicanconf.JINJA_FILTERS)
ENVIRONMENT.globals.update(pelicanconf.JINJA_GLOBALS)


def presenter(overview: Overview, rendered: Mapping[str, Rendered]) -> Presenter:
    """What makes the pages of a corpus that was read without a build."""
    corpus = overview.corpus
    site = SimpleNamespace(
        corpus=corpus, course=corpus.course, rendered=rendered, overview=overview,
        conversation=Conversation(corpus, overview.shown, {path: text.html for path, text in rendered.items()}),
        replying=Replying(corpus.course.site, ENGLISH), feeds={}, cards={}, options=SimpleNamespace(publish=True),
        searchable=False, say=ENGLISH, kindred=context.kindred(corpus, overview, rendered),
    )  # fmt: skip
    return Presenter(cast(Site, site))


def page(post: Post, overview: Overview, rendered: Mapping[str, Rendered], root: str = "../..") -> str:
    """The HTML of a post with its thread, as it is published. ``root``: the way to the site's root."""
    made = presenter(overview, rendered)
    shown = {"head": made.head(post.address, post.path), "page": made.post(post)}
    ENVIRONMENT.globals.update(made.everywhere)
    return ENVIRONMENT.get_template("article.html").render(SITEURL=root, **shown)
